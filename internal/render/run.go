package render

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// Limits of one run.
type limits struct {
	memory  int64 // bytes of address space
	seconds int   // of processor time
	size    int64 // bytes of a file it writes
	wall    time.Duration
}

var (
	officeLimits = limits{memory: 4 << 30, seconds: 240, size: 1 << 30, wall: 4 * time.Minute}
	pageLimits   = limits{memory: 2 << 30, seconds: 60, size: 64 << 20, wall: time.Minute}
)

// mediaLimits grow with the film: two processors encode about as fast as it plays.
func mediaLimits(film time.Duration) limits {
	d := 10*time.Minute + 6*film
	return limits{memory: 4 << 30, seconds: int(2 * d.Seconds()), size: 4 << 30, wall: d}
}

// run runs a program in dir under limits and gives each line of its output to line, which may be nil. The error holds the end of what
// the program complained of.
func (t Tools) run(ctx context.Context, dir string, l limits, line func(string), program string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, l.wall)
	defer cancel()
	script := `ulimit -v "$1"; ulimit -t "$2"; ulimit -f "$3"; ulimit -c 0; shift 3; exec "$@"`
	all := []string{"-c", script, "sh", strconv.FormatInt(l.memory>>10, 10), strconv.Itoa(l.seconds), strconv.FormatInt(l.size>>9, 10)}
	if t.Nice != "" {
		all = append(all, t.Nice, "-n", "15")
	}
	all = append(append(all, program), args...)
	err := t.start(ctx, dir, line, true, all)
	if err == errNoIsolation {
		err = t.start(ctx, dir, line, false, all)
	}
	if ctx.Err() != nil {
		return fmt.Errorf("render: %s: %w", filepath.Base(program), context.Cause(ctx))
	}
	return err
}

func (t Tools) start(ctx context.Context, dir string, line func(string), isolated bool, args []string) error {
	cmd := exec.CommandContext(ctx, t.Shell, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8", "SAL_USE_VCLPLUGIN=svp"}
	confine(cmd, isolated)
	cmd.Cancel = func() error { return killAll(cmd) }
	cmd.WaitDelay = 3 * time.Second
	var complaint tail
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("render: %w", err)
	}
	release, err := begin(cmd)
	if err != nil {
		if isolated {
			return errNoIsolation
		}
		return fmt.Errorf("render: %w", err)
	}
	defer release()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if line != nil {
			line(lines.Text())
		}
	}
	_, _ = io.Copy(io.Discard, out)
	err = cmd.Wait()
	_ = killAll(cmd) // children that stayed behind
	if err != nil {
		return fmt.Errorf("render: %s: %w: %s", filepath.Base(args[len(args)-1]), err, complaint.String())
	}
	return nil
}

// tail keeps the last bytes of what is written to it.
type tail struct{ b []byte }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	if len(t.b) > 2000 {
		t.b = t.b[len(t.b)-2000:]
	}
	return len(p), nil
}

// String is what is kept, on one line.
func (t *tail) String() string {
	return string(bytes.ReplaceAll(bytes.TrimSpace(t.b), []byte("\n"), []byte("; ")))
}
