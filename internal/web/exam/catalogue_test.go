package exam

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/exam/marks"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	maps.Copy(all, marks.Catalogue()) // the domain's sentences on marks
	for _, dir := range []string{".", "../../exam"} {
		missing, err := i18n.Missing(dir, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range missing {
			t.Error(m)
		}
	}
	words := gradeKeys() // words that reach the page through variables
	for _, m := range []map[string]string{purposeNames, scopeNames, kindNames, stepNames, purposeHelp} {
		for _, w := range m {
			words = append(words, w)
		}
	}
	for _, w := range stateNames {
		words = append(words, w)
	}
	for _, w := range words {
		if all[w] == "" {
			t.Errorf("no English for %q", w)
		}
	}
}
