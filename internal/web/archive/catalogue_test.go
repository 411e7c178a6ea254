package archive

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestCatalogueComplete: the English of these pages, and of what archive says.
func TestCatalogueComplete(t *testing.T) {
	cat := ui.Catalogue()
	maps.Copy(cat, Catalogue())
	for _, dir := range []string{".", "../../archive"} {
		missing, err := i18n.Missing(dir, cat)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range missing {
			t.Error(dir, m)
		}
	}
}
