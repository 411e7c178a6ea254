package bureau

import (
	"context"
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/psych/ctt"
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
	// Words that reach the page through variables.
	for _, b := range bands {
		if all[b.text] == "" {
			t.Errorf("no English for %q", b.text)
		}
	}
	for _, mode := range []ctt.Missing{ctt.Listwise, ctt.Available} {
		m, err := ctt.FromRows([][]float64{{1, 0}, {0, 1}, {1, 1}})
		if err != nil {
			t.Fatal(err)
		}
		r := ctt.Analyse(m, ctt.Options{Missing: mode})
		for _, p := range formulas(context.Background(), r) {
			if all[p.Label] == "" || all[p.Text] == "" {
				t.Errorf("no English for %q or its formula %q", p.Label, p.Text)
			}
		}
	}
	if all[insight.WilsonFormula] == "" {
		t.Error("no English for the formula of intervals")
	}
}
