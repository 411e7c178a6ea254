package inbox

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

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
	for _, s := range []ui.State{stateRead, stateConfirmed} {
		if cat[string(s)] == "" {
			t.Errorf("no English for %s", s)
		}
	}
}
