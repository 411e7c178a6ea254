package fault_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// built is the program, made once for all tests here, as it is shipped.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "txbin")
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "tongxue")
	cmd := exec.Command("go", "build", "-o", out, "../../cmd/tongxue")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if b, err := cmd.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		return "", fmt.Errorf("go build: %w\n%s", err, b)
	}
	return out, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if bin, err := built(); err == nil {
		os.RemoveAll(filepath.Dir(bin))
	}
	os.Exit(code)
}

// server is one life of the program on a data directory.
type server struct {
	t    *testing.T
	url  string
	cmd  *exec.Cmd
	errs bytes.Buffer
	once sync.Once
}

// serve starts the program and waits until it says where it listens.
func serve(t *testing.T, dir string, verb ...string) *server {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t}
	s.cmd = exec.Command(bin, append(verb, "--data", dir, "--addr", "127.0.0.1:0")...)
	s.cmd.Stderr = &s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	said := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if url, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
				said <- url
			}
		}
		close(said)
	}()
	select {
	case url, ok := <-said:
		if !ok {
			s.kill()
			t.Fatalf("the program ended: %s", s.errs.String())
		}
		s.url = url
	case <-time.After(60 * time.Second):
		s.kill()
		t.Fatalf("the program did not say where it listens within a minute: %s", s.errs.String())
	}
	return s
}

// kill is the switch at the wall.
func (s *server) kill() {
	s.once.Do(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
}

// stop asks the program to end and wants exit code 0.
func (s *server) stop() {
	s.t.Helper()
	s.once.Do(func() {
		_ = s.cmd.Process.Signal(os.Interrupt)
		if err := s.cmd.Wait(); err != nil {
			s.t.Errorf("stopping: %v: %s", err, s.errs.String())
		}
	})
}

// command runs another verb and decodes its JSON.
func command(t *testing.T, v any, args ...string) {
	t.Helper()
	bin, err := built()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, append([]string{"--json"}, args...)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err == nil && v != nil {
		err = json.Unmarshal(out, v)
	}
	if err != nil {
		t.Fatalf("tongxue %s: %v: %s%s", strings.Join(args, " "), err, out, errs.String())
	}
}

// smallDisk is a disk of so many megabytes, for which one must be root on Linux.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("a full disk is not tested: mounting a small tmpfs needs root on Linux")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a full disk is not tested: mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Logf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// fill writes until nothing goes any more.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
}

// rounds is how often a machine is switched off.
func rounds() int {
	if testkit.Long() {
		return 30
	}
	return 4
}

// fetch reads an answer whole, so that a connection cut in the middle is an error.
func fetch(c *http.Client, r *http.Request) (int, []byte, error) {
	res, err := c.Do(r)
	if err != nil {
		return 0, nil, err
	}
	b, err := io.ReadAll(res.Body)
	return res.StatusCode, b, errors.Join(err, res.Body.Close())
}
