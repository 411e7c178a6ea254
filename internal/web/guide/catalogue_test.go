package guide

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestCatalogueComplete: the English of the panel. That of the walks is held in app, which has them.
func TestCatalogueComplete(t *testing.T) {
	cat := ui.Catalogue()
	maps.Copy(cat, Catalogue())
	missing, err := i18n.Missing(".", cat)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
}
