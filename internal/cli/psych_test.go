package cli_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// TestPsychPublished runs every verb of measurement on published data: through files and JSON, as others script it.
func TestPsychPublished(t *testing.T) {
	dir := filepath.Dir(testkit.Corpus(t, "psychometrics/lsat7.csv"))
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, c := range []struct {
		field     string
		want, tol float64
		args      []string
	}{
		{"log_lik", -2658.805114, 1e-3, []string{"fit", in("lsat7.csv"), "--model", "2pl"}},
		{"items.2.a", 1.70748, 1e-4, []string{"fit", in("lsat7.csv"), "--model", "2pl"}},
		{"fit.m2", 11.938, 1e-3, []string{"fit", in("lsat7.csv"), "--model", "2pl", "--fit"}},
		{"log_lik", -1608.869, 1e-3, []string{"fit", in("science.csv"), "--model", "grm"}},
		{"log_lik", -1612.6816, 1e-3, []string{"fit", in("science.csv"), "--model", "gpcm"}},
		{"items.2.a", 2.2370, 1e-3, []string{"fit", in("science.csv"), "--model", "gpcm"}},
		{"log_lik", -1619.274, 1e-3, []string{"fit", in("science.csv"), "--model", "rasch"}},
		{"log_lik", -42738.5598, 1e-3, []string{"cdm", in("ecpe.csv"), "--q", in("ecpe_q.csv"), "--model", "gdina"}},
		{"n_par", 81, 0, []string{"cdm", in("ecpe.csv"), "--q", in("ecpe_q.csv"), "--model", "gdina"}},
		{"log_lik", -42841.49, 2e-3, []string{"cdm", in("ecpe.csv"), "--q", in("ecpe_q.csv"), "--model", "dina"}},
		{"log_lik", -3455.76146, 1e-3, []string{"cdm", in("fraction15.csv"), "--q", in("fraction15_q.csv"), "--model", "dina"}},
		{"var.0.var", .093839, 1e-6, []string{"multilevel", in("exam_london.csv"), "--formula", "normexam ~ standLRT + (1|school)", "--reml", "--tol", "1e-8"}},
		{"residual", .565865, 1e-6, []string{"multilevel", in("exam_london.csv"), "--formula", "normexam ~ standLRT + (1|school)", "--reml", "--tol", "1e-8"}},
		{"log_lik", -4684.383, 1e-3, []string{"multilevel", in("exam_london.csv"), "--formula", "normexam ~ standLRT + (1|school)", "--reml", "--tol", "1e-8"}},
	} {
		code, out, errs := run(t, "", append(append([]string{"psych"}, c.args...), "--json")...)
		if code != 0 {
			t.Errorf("%v: code %d: %s", c.args, code, errs)
			continue
		}
		if got := field(t, out, c.field); !(math.Abs(got-c.want) <= c.tol) {
			t.Errorf("%v: %s = %.6f, want %.6f", c.args, c.field, got, c.want)
		}
	}
}

// field is a number in a JSON document by its path.
func field(t *testing.T, doc, path string) float64 {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(doc), &v); err != nil {
		t.Fatal(err)
	}
	for step := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			i := 0
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(x) {
				return math.NaN()
			}
			v = x[i]
		}
	}
	f, ok := v.(float64)
	if !ok {
		return math.NaN()
	}
	return f
}

// TestPsychDegenerate: whatever the data are, a verb answers with one JSON document or refuses with a message; it never panics.
func TestPsychDegenerate(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	many := func(head string, rows ...string) string {
		return head + "\n" + strings.Repeat(strings.Join(rows, "\n")+"\n", 20)
	}
	files := []string{
		write("right.csv", many("a,b,c,d", "1,1,1,1")),
		write("wrong.csv", many("a,b,c,d", "0,0,0,0")),
		write("one.csv", "a,b,c,d\n1,0,1,0\n"),
		write("constant.csv", many("a,b,c,d", "1,1,0,0", "0,1,1,0", "1,1,1,0", "0,1,0,0")),
		write("alike.csv", many("a,b,c,d", "1,1,1,1", "0,0,0,0")),
		write("item.csv", many("a", "1", "0")), write("person.csv", "a\n1\n"),
		write("nobody.csv", "a,b,c,d\n"),
		write("nothing.csv", ""),
		write("missing.csv", many("a,b,c,d", ",,,")),
		write("gap.csv", many("a,b,c,d", "1,,0,1", "0,,1,1", "1,,1,0", ",,,")),
		write("words.csv", many("a,b,c,d", "x,y,z,w")),
		write("parts.csv", many("a,b,c,d", "0.5,1,0,1", "1,0,1,0.5")),
		write("steps.csv", many("a,b,c,d", "0,2,4,1", "4,2,0,3", "2,1,3,0")),
		write("ragged.csv", "a,b,c,d\n1,0\n1,0,1,1,1\n"),
		write("large.csv", many("a,b,c,d", "300,1,1,0", "0,1,0,1")),
		write("huge.csv", many("a,b,c,d", "1e308,1,1,0", "0,1,-1e308,1")),
		write("mark.csv", "\ufeff"+strings.ReplaceAll(many("a,b,c,d", "1,0,1,0", "0,1,1,1", "0,0,0,1"), "\n", "\r\n")),
		write("twice.csv", many("a,a,c,d", "1,0,1,0", "0,1,1,1")),
		write("semicolon.csv", many("a;b;c;d", "1;0;1;0")),
	}
	q := write("q.csv", "s,t\n1,0\n0,1\n1,1\n1,0\n")
	group := write("group.csv", many("g", "a", "b"))
	var calls [][]string
	for _, f := range files {
		calls = append(calls, []string{"ctt", f}, []string{"dif", f, "--group", group + ":g", "--method", "logistic"}, []string{"equate", "--x", f, "--y", f, "--method", "equipercentile"},
			[]string{"equate", "--x", f, "--y", f, "--method", "linear", "--smooth", "loglinear:2"}, []string{"equate", "--x", f, "--y", f, "--anchor", "--method", "equipercentile"},
			[]string{"multilevel", f, "--formula", "a ~ 1 + (1|b/c)", "--reml", "--tol", "1e-8"},
			[]string{"multilevel", f, "--formula", "a ~ b + (1|c)"})
		for _, m := range []string{"rasch", "1pl", "2pl", "3pl", "grm", "gpcm"} {
			for _, s := range []string{"eap", "map", "ml", "wle"} {
				calls = append(calls, []string{"fit", f, "--model", m, "--se", "--fit", "--scores", s})
			}
		}
		for _, m := range []string{"dina", "dino", "gdina"} {
			calls = append(calls, []string{"cdm", f, "--q", q, "--model", m})
		}
	}
	for _, c := range calls {
		code, out, errs := run(t, "", append(append([]string{"psych"}, c...), "--json")...)
		if code != 0 && code != 1 {
			t.Errorf("%v: code %d: %s", c, code, errs)
		}
		if !json.Valid([]byte(out)) {
			t.Errorf("%v: no JSON: %.200s", c, out)
		}
		if code == 1 && !strings.Contains(out, `"message"`) {
			t.Errorf("%v: refused without a message", c)
		}
	}
}
