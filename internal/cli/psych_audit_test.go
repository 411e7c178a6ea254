package cli_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// psych runs a verb and reads its document.
func psych(t *testing.T, want int, args ...string) map[string]any {
	t.Helper()
	code, out, errs := run(t, "", append(append([]string{"psych"}, args...), "--json")...)
	if code != want {
		t.Fatalf("%v: code %d, want %d: %s %s", args, code, want, out, errs)
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return doc
}

func codes(doc map[string]any) (out []string) {
	list, _ := doc["findings"].([]any)
	for _, f := range list {
		code, _ := f.(map[string]any)["code"].(string)
		out = append(out, code)
	}
	return out
}

// answered are 400 persons who answer k items, by the series of Lehmer (Park & Miller 1988).
func answered(k int) (rows [][]int) {
	seed := 5.0
	u := func() float64 {
		seed = math.Mod(seed*16807, 2147483647)
		return seed / 2147483647
	}
	for range 400 {
		theta, row := -6.0, make([]int, k)
		for range 12 {
			theta += u()
		}
		for i := range row {
			if u() < 1/(1+math.Exp(float64(i%5)/2-1-theta)) {
				row[i] = 1
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func table(t *testing.T, name, head string, rows [][]int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(head + "\n")
	for _, row := range rows {
		for i, v := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteByte(byte('0' + v))
		}
		b.WriteByte('\n')
	}
	return text(t, name, b.String())
}

func text(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Categories that nobody has are closed up in bytes as they are in a table: 1 and 3 are 0 and 1.
func TestPsychBytesWithGaps(t *testing.T) {
	rows := answered(6)
	var raw []byte
	for _, row := range rows {
		for _, v := range row {
			raw = append(raw, byte(1+2*v))
		}
	}
	a := psych(t, 0, "fit", table(t, "a.csv", "a,b,c,d,e,f", rows), "--model", "2pl")
	b := psych(t, 0, "fit", text(t, "a.bin", string(raw)), "--model", "2pl", "--binary", "400,6")
	if a["log_lik"] != b["log_lik"] || !slices.Contains(codes(b), "category") || len(codes(a)) > 0 {
		t.Errorf("%v and %v, %v", a["log_lik"], b["log_lik"], codes(b))
	}
	one := []byte(strings.Repeat("\x01\x00\x01\x01", 50) + strings.Repeat("\x01\x01\x00\x01", 50) + "\x01\x01\x01\xff")
	if c := psych(t, 0, "fit", text(t, "one.bin", string(one)), "--model", "rasch", "--binary", "101,4"); !slices.Equal(codes(c)[:2], []string{"constant", "constant"}) {
		t.Error(codes(c))
	}
}

// 3pl is with priors, and says so, unless asked without; what is wrong with an option is said, not failed at.
func TestPsychFitOptions(t *testing.T) {
	file := table(t, "a.csv", "a,b,c,d,e,f,g,h", answered(8))
	with, without := psych(t, 0, "fit", file, "--model", "3pl"), psych(t, 0, "fit", file, "--model", "3pl", "--no-priors")
	if with["priors"] == nil || without["priors"] != nil || !(without["log_lik"].(float64) > with["log_lik"].(float64)) {
		t.Error(with["priors"], with["log_lik"], without["priors"], without["log_lik"])
	}
	rasch := psych(t, 0, "fit", file, "--model", "rasch", "--se")
	if se, _ := rasch["latent"].(map[string]any)["var_se"].(float64); !(se > 0 && se < 1) {
		t.Error(rasch["latent"])
	}
	for _, option := range [][]string{{"--nodes", "3"}, {"--range", "200"}, {"--tol", "NaN"}} {
		psych(t, 1, append([]string{"fit", file, "--model", "2pl"}, option...)...)
	}
	if few := psych(t, 0, "fit", file, "--model", "2pl", "--max-iter", "2"); few["converged"] != false || !slices.Contains(codes(few), "not_converged") {
		t.Error(few["converged"], codes(few))
	}
}

// An empty line of a table with one column is a person without a group, not a person less.
func TestPsychDIFWithoutGroup(t *testing.T) {
	rows := answered(6)
	groups := strings.Repeat("r\nf\n", 199) + "\nf\n"
	doc := psych(t, 0, "dif", table(t, "a.csv", "a,b,c,d,e,f", rows), "--group", text(t, "g.csv", "g\n"+groups)+":g", "--focal", "f", "--method", "logistic", "--purify")
	if doc["n"] != 399.0 || doc["n_without_group"] != 1.0 || doc["lr_purification_settled"] != true {
		t.Error(doc["n"], doc["n_without_group"], doc["lr_purification_settled"])
	}
	for _, row := range rows {
		row[2] = 1
	}
	if doc = psych(t, 0, "dif", table(t, "b.csv", "a,b,c,d,e,f", rows), "--group", text(t, "g.csv", "g\n"+groups)+":g"); !slices.Contains(codes(doc), "constant") {
		t.Error(codes(doc))
	}
}

// What a diagnosis does not rest on is said.
func TestPsychCDMFindings(t *testing.T) {
	rows := answered(5)
	for _, row := range rows {
		row[4] = 0
	}
	doc := psych(t, 0, "cdm", table(t, "a.csv", "a,b,c,d,e", rows), "--q", text(t, "q.csv", "s,t\n1,0\n1,0\n1,0\n0,1\n1,1\n"), "--model", "dina")
	if got := codes(doc); !slices.Equal(got, []string{"constant", "few_items"}) {
		t.Error(got)
	}
}

// a*b is both and their product; the text column has a contrast for each value but the first.
func TestPsychFormula(t *testing.T) {
	var b strings.Builder
	b.WriteString("y,x,kind,school\n")
	for i, row := range answered(4) {
		b.WriteString(strings.Join([]string{string(rune('0' + row[0] + row[1])), string(rune('0' + row[2])), []string{"rural", "town"}[row[3]], string(rune('a' + i%9))}, ",") + "\n")
	}
	doc := psych(t, 0, "multilevel", text(t, "m.csv", b.String()), "--formula", "y ~ x*kind + x + (1|school)")
	var names []string
	for _, f := range doc["fixed"].([]any) {
		names = append(names, f.(map[string]any)["name"].(string))
	}
	if !slices.Equal(names, []string{"(Intercept)", "x", "kindtown", "x:kindtown"}) {
		t.Error(names)
	}
}
