package cli

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

type startResult struct {
	DemoReady   float64 `json:"demo_ready_s"`
	Restart     float64 `json:"restart_s"`
	StoreBytes  int64   `json:"store_bytes"`
	IdleMemory  float64 `json:"idle_memory_mb"`
	BinaryBytes int64   `json:"binary_bytes"`
}

// benchStart runs this very binary as a child: a demonstration from nothing, then a server on what it left.
func benchStart(w *world, _ *benchCmd) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	data := filepath.Join(dir, "data")
	var r startResult
	if r.DemoReady, _, err = child(self, "demo", "--data", data, "--addr", "127.0.0.1:0"); err != nil {
		return err
	}
	if r.Restart, r.IdleMemory, err = child(self, "serve", "--data", data, "--addr", "127.0.0.1:0"); err != nil {
		return err
	}
	if st, err := os.Stat(self); err == nil {
		r.BinaryBytes = st.Size()
	}
	if st, err := os.Stat(filepath.Join(data, "core.db")); err == nil {
		r.StoreBytes = st.Size()
	}
	return w.say(r, "demo ready in %.2f s (bar 20 s); restart on its store in %.2f s (bar 0.5 s); idle memory %.0f MB (bar 150 MB); binary %.1f MB",
		r.DemoReady, r.Restart, r.IdleMemory, float64(r.BinaryBytes)/1e6)
}

// child starts a server, waits for its line, lets it idle for three seconds, reads its memory and stops it.
func child(self string, args ...string) (ready, memory float64, err error) {
	cmd := exec.Command(self, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, 0, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "listening on ") {
			ready = time.Since(start).Seconds()
			break
		}
	}
	if ready == 0 {
		return 0, 0, fault.New(fault.Down, "子进程没有就绪：%s", strings.Join(args, " "))
	}
	time.Sleep(3 * time.Second)
	memory = residentMB(cmd.Process.Pid)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return ready, memory, err
	}
	return ready, memory, cmd.Wait()
}

// residentMB reads the resident set of a process from /proc; 0 where there is none.
func residentMB(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for _, l := range strings.Split(string(b), "\n") {
		if v, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(v), " kB"), 64)
			return kb / 1024
		}
	}
	return 0
}
