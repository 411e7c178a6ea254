// Package scan asks a virus scanner about bytes: clamd over TCP or a socket (its INSTREAM command), or a command that takes a file. A
// server without a scanner has none; whoever shows a file says then that it was not scanned. The package knows no noun of the
// product and decides nothing: it tells what the scanner said.
package scan

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Scanner is where to ask. The zero value is no scanner.
type Scanner struct {
	network, address string   // clamd
	command          []string // with the file as last argument: exit 0 is clean, 1 is infected
}

// Verdict is what a scanner said: Sign names what it found, "" is clean.
type Verdict struct{ Sign string }

const (
	chunk   = 256 << 10
	patient = 5 * time.Minute
)

// Parse reads a setting: clamd://HOST:PORT, unix:///PATH of clamd's socket, or command:PROGRAM ARGS; "" is no scanner.
func Parse(s string) (Scanner, error) {
	if s == "" {
		return Scanner{}, nil
	}
	if c, ok := strings.CutPrefix(s, "command:"); ok {
		if f := strings.Fields(c); len(f) > 0 {
			return Scanner{command: f}, nil
		}
	}
	u, err := url.Parse(s)
	switch {
	case err == nil && u.Scheme == "clamd" && u.Port() != "":
		return Scanner{network: "tcp", address: u.Host}, nil
	case err == nil && u.Scheme == "unix" && u.Path != "":
		return Scanner{network: "unix", address: u.Path}, nil
	}
	return Scanner{}, fault.New(fault.Invalid, "不认识的病毒扫描设置：%s", s)
}

// There reports whether there is a scanner.
func (s Scanner) There() bool { return s.network != "" || len(s.command) > 0 }

// String names the scanner for doctor.
func (s Scanner) String() string {
	if s.network != "" {
		return "clamd " + s.address
	}
	return strings.Join(s.command, " ")
}

// Scan asks about bytes. An error means that nobody knows.
func (s Scanner) Scan(ctx context.Context, r io.Reader) (Verdict, error) {
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	switch {
	case s.network != "":
		return s.clamd(ctx, r)
	case len(s.command) > 0:
		return s.program(ctx, r)
	}
	return Verdict{}, errors.New("scan: no scanner")
}

// clamd speaks INSTREAM (clamd(8)): pieces with their length before them, an empty one at the end, then one line of answer.
func (s Scanner) clamd(ctx context.Context, r io.Reader) (Verdict, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, s.network, s.address)
	if err != nil {
		return Verdict{}, fmt.Errorf("scan: %w", err)
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Now()) })
	defer stop()
	if _, err := c.Write([]byte("zINSTREAM\x00")); err != nil {
		return Verdict{}, fmt.Errorf("scan: %w", err)
	}
	buf := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(r, buf[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(buf, uint32(n))
			if _, err := c.Write(buf[:4+n]); err != nil {
				break // it has said why before it hung up
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			if _, err := c.Write([]byte{0, 0, 0, 0}); err != nil {
				return Verdict{}, fmt.Errorf("scan: %w", err)
			}
			break
		}
		if err != nil {
			return Verdict{}, fmt.Errorf("scan: %w", err)
		}
	}
	b, err := io.ReadAll(io.LimitReader(c, 4096))
	if err != nil && len(b) == 0 {
		return Verdict{}, fmt.Errorf("scan: %w", err)
	}
	answer := strings.Trim(string(b), "\x00\r\n ")
	said := strings.TrimPrefix(answer, "stream: ")
	if sign, found := strings.CutSuffix(said, " FOUND"); found && sign != "" {
		return Verdict{Sign: sign}, nil
	}
	if said != "OK" {
		return Verdict{}, fmt.Errorf("scan: clamd: %.200s", answer)
	}
	return Verdict{}, nil
}

func (s Scanner) program(ctx context.Context, r io.Reader) (Verdict, error) {
	tmp, err := os.CreateTemp("", "tongxue-scan-*")
	if err != nil {
		return Verdict{}, fmt.Errorf("scan: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = io.Copy(tmp, r)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return Verdict{}, fmt.Errorf("scan: %w", err)
	}
	out, err := exec.CommandContext(ctx, s.command[0], append(s.command[1:len(s.command):len(s.command)], tmp.Name())...).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return Verdict{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		return Verdict{Sign: found(string(out))}, nil
	}
	return Verdict{}, fmt.Errorf("scan: %w: %.200s", err, out)
}

// found is the name in a line such as "/tmp/x: Eicar-Test-Signature FOUND".
func found(out string) string {
	for line := range strings.Lines(out) {
		if s, ok := strings.CutSuffix(strings.TrimSpace(line), " FOUND"); ok {
			if _, sign, ok := strings.Cut(s, ": "); ok {
				return sign
			}
		}
	}
	return "unnamed"
}
