package setup

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/setup"
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
	more, err := i18n.Missing("../../setup", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range append(missing, more...) {
		t.Error(m)
	}
	for _, r := range setup.Admins { // words that reach the page through variables
		if all[r.Name()] == "" || all[duties[r]] == "" {
			t.Errorf("no English for %s or its duties", r)
		}
	}
}
