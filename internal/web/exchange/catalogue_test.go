package exchange

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestCatalogueComplete: every text of the pages and of the domain has English.
func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	for _, dir := range []string{".", "../../exchange"} {
		missing, err := i18n.Missing(dir, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range missing {
			t.Error(m)
		}
	}
	for _, w := range words() {
		if w == "" || all[w] == "" {
			t.Errorf("no English for %q", w)
		}
	}
}
