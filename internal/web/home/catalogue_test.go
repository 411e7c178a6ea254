package home

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	missing, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
}

// TestMattersInEnglish reads the sentences that stand in tables of this package and of the wiring, where i18n.Missing does not look.
func TestMattersInEnglish(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	for _, name := range []string{"sources.go", "recents.go", "words.go", "../../app/home.go"} {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			if err != nil || s == "%d月%d日" {
				return true
			}
			if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && all[s] == "" {
				t.Errorf("%s: no English for %q", fset.Position(lit.Pos()), s)
			}
			return true
		})
	}
}
