package register

import (
	"maps"
	"testing"

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
	for _, w := range kinds { // words that reach the page through variables
		if all[w] == "" {
			t.Errorf("no English for %q", w)
		}
	}
}
