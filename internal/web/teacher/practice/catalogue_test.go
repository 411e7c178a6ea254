package practice

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// TestCatalogueComplete: the English of this package and of what assess and homework say.
func TestCatalogueComplete(t *testing.T) {
	cat := ui.Catalogue()
	maps.Copy(cat, Catalogue())
	for _, dir := range []string{".", "../../../assess", "../../../homework"} {
		missing, err := i18n.Missing(dir, cat)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range missing {
			t.Error(dir, m)
		}
	}
	for _, k := range append(qti.DraftKinds(), assess.Compound) {
		if cat[assess.KindName(string(k))] == "" {
			t.Errorf("no English for the kind %s", k)
		}
	}
	for _, m := range assess.Sentences() {
		if cat[m] == "" {
			t.Errorf("no English for %q", m)
		}
	}
}
