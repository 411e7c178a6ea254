package report_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/tongxue-edu/tongxue/psych/report"
)

var han = regexp.MustCompile(`\p{Han}`)

// sentences are all texts for readers in the sources: literals with Chinese characters, and everything that the template hands to t.
func sentences(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil && (han.MatchString(s) || s == "·" || strings.ContainsAny(s, "（）。：")) {
					out[s] = true
				}
			}
			return true
		})
	}
	page, err := os.ReadFile("page.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`\{\{t ("[^"]*")`).FindAllSubmatch(page, -1) {
		s, err := strconv.Unquote(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		out[s] = true
	}
	return out
}

// TestCatalogue: every sentence has English with the same places, the catalogue has no others, and no Chinese stands in the template outside t.
func TestCatalogue(t *testing.T) {
	b, err := os.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	var en map[string]string
	if err := json.Unmarshal(b, &en); err != nil {
		t.Fatal(err)
	}
	all := sentences(t)
	if len(all) < 100 {
		t.Fatalf("only %d sentences found", len(all))
	}
	verbs := regexp.MustCompile(`%[a-z%]`)
	for s := range all {
		e, ok := en[s]
		switch {
		case !ok:
			t.Errorf("no English: %q", s)
		case han.MatchString(e):
			t.Errorf("English with Chinese: %q", e)
		case strings.Join(verbs.FindAllString(s, -1), "") != strings.Join(verbs.FindAllString(e, -1), ""):
			t.Errorf("places differ: %q, %q", s, e)
		}
	}
	for s := range en {
		if !all[s] {
			t.Errorf("nobody says %q", s)
		}
	}
	page, _ := os.ReadFile("page.html")
	if rest := regexp.MustCompile(`\{\{[^}]*\}\}`).ReplaceAll(page, nil); han.Match(rest) {
		t.Errorf("Chinese in the template outside t: %q", han.Find(rest))
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" 第 1 题\t(a) ":                     "第 1 题 (a)",
		"a\u202eb":                         "a\ufffdb",
		"a\u2067b\x00":                     "a\ufffdb\ufffd",
		"e" + strings.Repeat("\u0301", 40): "e\u0301\u0301",
		"نص":                               "نص",
	} {
		if got := report.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
		for _, c := range report.Clean(in) {
			if unicode.Is(unicode.Bidi_Control, c) {
				t.Errorf("%q keeps %U", in, c)
			}
		}
	}
}
