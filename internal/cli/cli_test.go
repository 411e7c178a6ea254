package cli_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/cli"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// run calls the command line in this process.
func run(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = cli.Main(args, strings.NewReader(in), &o, &e)
	return code, o.String(), e.String()
}

// TestContract holds exit codes and fields that others script against.
func TestContract(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	sample := filepath.Join(t.TempDir(), "s.ndjson")
	line := `{"actor":{"account":{"homePage":"http://x.example","name":"a"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/answered"},"object":{"id":"http://x.example/1"},"id":"7ee9ee2e-2f3a-4f3f-8f3a-0d1f5f0f1a11","timestamp":"2026-11-23T00:00:00Z"}`
	if err := os.WriteFile(sample, []byte(line+"\n{\"broken\":1}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		in   string
		args []string
		code int
		want string // in stdout
	}{
		{"help", "", []string{"--help"}, 0, "serve"},
		{"unknown verb", "", []string{"fly"}, 2, ""},
		{"unknown flag", "", []string{"doctor", "--nope"}, 2, ""},
		{"key", "", []string{"admin", "create-key", "--data", dir, "--name", "n", "--scope", "all", "--json"}, 0, `"secret"`},
		{"no such scope", "", []string{"admin", "create-key", "--data", dir, "--name", "n", "--scope", "half", "--json"}, 1, `"message"`},
		{"admin", "long enough\n", []string{"admin", "create-admin", "--data", dir, "--role", "system", "--login", "root", "--password-stdin"}, 0, ""},
		{"security administrator", "long enough\n", []string{"admin", "create-admin", "--data", dir, "--role", "security", "--login", "safe", "--password-stdin", "--json"}, 0, `"role": "security_admin"`},
		{"audit administrator", "long enough\n", []string{"admin", "create-admin", "--data", dir, "--role", "audit", "--login", "books", "--password-stdin", "--json"}, 0, `"role": "audit_admin"`},
		{"no such administrator", "long enough\n", []string{"admin", "create-admin", "--data", dir, "--role", "super", "--login", "x", "--password-stdin"}, 2, ""},
		{"a login twice", "long enough\n", []string{"admin", "create-admin", "--data", dir, "--role", "audit", "--login", "SAFE", "--password-stdin"}, 1, ""},
		{"short password", "short\n", []string{"admin", "create-admin", "--data", dir, "--role", "audit", "--login", "a", "--password-stdin"}, 1, ""},
		{"import with a bad line", "", []string{"record", "import", sample, "--data", dir, "--json"}, 1, `"stored": 1`},
		{"the same again", "", []string{"record", "import", sample, "--data", dir, "--json"}, 1, `"duplicates": 1`},
		{"export", "", []string{"record", "export", "--to", filepath.Join(t.TempDir(), "out.ndjson"), "--data", dir, "--json"}, 0, `"written": 1`},
		{"doctor", "", []string{"doctor", "--data", dir, "--json"}, 0, `"ok": true`},
		{"doctor without a store", "", []string{"doctor", "--data", dir + "x"}, 1, ""},
		{"bench list", "", []string{"bench", "list"}, 0, "answers"},
	} {
		code, out, errs := run(t, c.in, c.args...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit %d, want %d\n%s\n%s", c.name, code, c.code, out, errs)
		}
		for _, a := range c.args {
			if a == "--json" && !json.Valid([]byte(out)) {
				t.Errorf("%s: not JSON: %s", c.name, out)
			}
		}
	}
}

// TestMeasurement runs the verbs of the engines on real samples.
func TestMeasurement(t *testing.T) {
	lsat := testkit.Corpus(t, "psychometrics/lsat7.csv")
	code, out, errs := run(t, "", "psych", "ctt", lsat, "--json")
	var r struct {
		N         int     `json:"n"`
		NComplete int     `json:"n_complete"`
		Alpha     float64 `json:"alpha"`
		Items     []struct {
			Item string  `json:"item"`
			P    float64 `json:"p"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || r.N != 1000 || len(r.Items) != 5 || r.Alpha < 0.4 || r.Alpha > 0.5 {
		t.Errorf("exit %d, %+v, %v %s", code, r, err, errs)
	}
	root := filepath.Dir(testkit.Corpus(t, "qti/cases.json"))
	code, out, _ = run(t, `{"item":"pie-qti/contains_multiple/item.xml","responses":{"R":["A"]}}`+"\n", "qti", "score", "--root", root, "--json")
	if code != 1 || !strings.Contains(out, `"findings"`) {
		t.Errorf("an item with custom processing is refused with the reason: exit %d, %s", code, out)
	}
}

// TestServePrintsTheCode: a server on an empty folder prints the one line for programs on standard output, and the code of the first
// set-up beside it; once somebody administers the store and it has a school there is none.
func TestServePrintsTheCode(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	a, err := app.Open(context.Background(), app.Config{Dir: dir, Preset: "xx-tiny"})
	if err != nil {
		t.Fatal(err)
	}
	code, err := a.SetupCode(context.Background())
	if err != nil || len(code) != 14 {
		t.Fatal(code, err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "setup-code"))
	if err != nil || strings.TrimSpace(string(kept)) != code {
		t.Errorf("%q %v", kept, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "tongxue")
	if out, err := exec.Command("go", "build", "-o", bin, "github.com/tongxue-edu/tongxue/cmd/tongxue").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	cmd := exec.Command(bin, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--preset", "xx-tiny")
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	for i := 0; i < 100; i++ {
		if _, err := os.Stat(filepath.Join(dir, "control.sock")); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v %s", err, errs.String())
	}
	if lines := strings.Count(strings.TrimSpace(out.String()), "\n"); lines != 0 || !strings.HasPrefix(out.String(), "listening on ") {
		t.Errorf("standard output: %q", out.String())
	}
	if !strings.Contains(errs.String(), "/setup?code="+code) {
		t.Errorf("standard error: %q", errs.String())
	}
}
