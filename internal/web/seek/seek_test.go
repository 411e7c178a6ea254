package seek

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestCatalogueComplete looks at every sentence of this package, also at those in tables.
func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, lesson.Catalogue())
	maps.Copy(all, Catalogue())
	missing, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "seek.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		s, _ := strconv.Unquote(lit.Value)
		if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && all[s] == "" {
			t.Errorf("%s: no English for %q", fset.Position(lit.Pos()), s)
		}
		return true
	})
}

func TestTyped(t *testing.T) {
	for in, want := range map[string]string{"  七年级  数学 ": "七年级 数学", strings.Repeat("字", 90): strings.Repeat("字", maxTyped), "a\xffb": "ab", "\n\t": ""} {
		if got := typed(in); got != want {
			t.Errorf("typed(%q) = %q", in, got)
		}
	}
}
