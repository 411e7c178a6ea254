package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPsychReport: a page beside the file, the same one twice, in both languages and to standard output; the answer says what is on it.
func TestPsychReport(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "paper.csv")
	rows := "甲,乙,丙,丁\n" + strings.Repeat("1,1,0,1\n1,0,0,1\n0,1,1,1\n1,1,1,1\n0,0,0,1\n0,1,0,1\n", 12)
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := run(t, "", "psych", "report", file, "--title", "期末", "--json")
	if code != 0 {
		t.Fatalf("code %d: %s%s", code, out, errs)
	}
	var answer struct {
		Out, Lang, Model, Why string
		N                     int
		Alpha                 float64
		Items                 []struct {
			Item    string
			N       int
			Remarks []string
		}
		Findings []struct{ ID, Code, Severity, Message string }
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	if answer.Out != filepath.Join(dir, "paper.html") || answer.N != 72 || answer.Lang != "zh" || answer.Model != "rasch" || answer.Why == "" || len(answer.Items) != 4 || answer.Items[3].Item != "丁" || len(answer.Items[3].Remarks) == 0 {
		t.Errorf("%s", out)
	}
	constant := false
	for _, f := range answer.Findings {
		constant = constant || f.Code == "constant" && f.ID == "丁" && f.Severity == "warning" && f.Message != ""
	}
	if !constant {
		t.Errorf("no finding on the constant item: %s", out)
	}
	page, err := os.ReadFile(answer.Out)
	if err != nil || !strings.Contains(string(page), "<h1><bdi>期末</bdi></h1>") || !strings.Contains(string(page), "n = 72") {
		t.Fatalf("%v: %.200s", err, page)
	}
	code, out, _ = run(t, "", "psych", "report", file, "--title", "期末", "--out", "-")
	if code != 0 || out != string(page) {
		t.Errorf("code %d, another page on standard output", code)
	}
	code, out, _ = run(t, "", "psych", "report", file, "--lang", "en", "--out", "-", "--model", "1pl", "--max", "1,2,1,1")
	if code != 0 || !strings.Contains(out, `<html lang="en">`) || !strings.Contains(out, "One-parameter model (1PL)") {
		t.Errorf("code %d: %.200s", code, out)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".page-*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

// TestPsychReportRefuses: what cannot be done is said, and no page is written or lost.
func TestPsychReportRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.csv", "a,b\n1,2\n0,1\n2,0\n1,1\n")
	for name, c := range map[string]struct {
		args []string
		code int
	}{
		"words":            {[]string{write("words.csv", "a,b\nx,1\n")}, 1},
		"nobody":           {[]string{write("nobody.csv", "a,b\n")}, 1},
		"ragged":           {[]string{write("ragged.csv", "a,b\n1\n")}, 1},
		"2PL for 3 marks":  {[]string{good, "--model", "2pl"}, 1},
		"full marks":       {[]string{good, "--max", "1"}, 1},
		"itself":           {[]string{write("self.html", "a,b\n1,0\n0,1\n")}, 1},
		"a folder":         {[]string{good, "--out", dir}, 1},
		"json and stdout":  {[]string{good, "--out", "-"}, 1},
		"unknown language": {[]string{good, "--lang", "fr"}, 2},
		"unknown model":    {[]string{good, "--model", "4pl"}, 2},
		"no file":          {[]string{filepath.Join(dir, "absent.csv")}, 2},
	} {
		code, out, errs := run(t, "", append(append([]string{"psych", "report"}, c.args...), "--json")...)
		if code != c.code || code == 1 && !strings.Contains(out, `"message"`) {
			t.Errorf("%s: code %d: %s%s", name, code, out, errs)
		}
	}
	if pages, _ := filepath.Glob(filepath.Join(dir, "*.html")); len(pages) != 1 {
		t.Errorf("pages: %v", pages)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "self.html")); err != nil || string(b) != "a,b\n1,0\n0,1\n" {
		t.Errorf("the data were overwritten: %v", err)
	}
}
