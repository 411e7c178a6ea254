package scan_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/scan"
)

// clamd is a daemon that speaks INSTREAM: it finds the word virus, and refuses what is larger than it wants.
func clamd(t *testing.T, l net.Listener, most int) {
	t.Helper()
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				head := make([]byte, 10)
				if _, err := io.ReadFull(c, head); err != nil || string(head) != "zINSTREAM\x00" {
					_, _ = c.Write([]byte("UNKNOWN COMMAND\x00"))
					return
				}
				var all bytes.Buffer
				for {
					var n uint32
					if binary.Read(c, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					if _, err := io.CopyN(&all, c, int64(n)); err != nil {
						return
					}
					if all.Len() > most {
						_, _ = c.Write([]byte("INSTREAM size limit exceeded. ERROR\x00"))
						return
					}
				}
				if bytes.Contains(all.Bytes(), []byte("virus")) {
					_, _ = c.Write([]byte("stream: Test-Signature FOUND\x00"))
					return
				}
				_, _ = c.Write([]byte("stream: OK\x00"))
			}()
		}
	}()
}

func TestScan(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	clamd(t, tcp, 3<<20)
	sock := filepath.Join(t.TempDir(), "s")
	unix, err := net.Listen("unix", sock)
	if err != nil {
		t.Fatal(err)
	}
	clamd(t, unix, 3<<20)
	program := filepath.Join(t.TempDir(), "scan.sh")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n[ $(wc -c < \"$1\") -gt 3000000 ] && exit 2\nif grep -q virus \"$1\"; then echo \"$1: Test-Signature FOUND\"; exit 1; fi\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"clamd://" + tcp.Addr().String(), "unix://" + sock, "command:" + program} {
		s, err := scan.Parse(setting)
		if err != nil || !s.There() {
			t.Fatal(setting, err)
		}
		for body, want := range map[string]string{"": "", strings.Repeat("clean ", 100_000): "", strings.Repeat(".", 300_000) + "virus": "Test-Signature"} {
			if v, err := s.Scan(t.Context(), strings.NewReader(body)); err != nil || v.Sign != want {
				t.Errorf("%s: %d bytes: %q, %v; want %q", setting, len(body), v.Sign, err, want)
			}
		}
		if v, err := s.Scan(t.Context(), bytes.NewReader(make([]byte, 4<<20))); err == nil {
			t.Errorf("%s: what was not looked at is %q", setting, v.Sign)
		}
	}
	for _, wrong := range []string{"http://x", "clamd://x", "command:", "unix://"} {
		if _, err := scan.Parse(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	none, err := scan.Parse("")
	if err != nil || none.There() {
		t.Error("no setting is a scanner")
	}
	if _, err := none.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("nobody says that it is clean")
	}
	_ = tcp.Close()
	gone, _ := scan.Parse("clamd://" + tcp.Addr().String())
	if _, err := gone.Scan(t.Context(), strings.NewReader("x")); err == nil {
		t.Error("a scanner that is away says that it is clean")
	}
}
