package credit

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
	for _, k := range kinds {
		if all[k] == "" {
			t.Errorf("no English for %q", k)
		}
	}
	for _, s := range []string{"月底入账", "已入账"} {
		if all[s] == "" {
			t.Errorf("no English for %q", s)
		}
	}
}
