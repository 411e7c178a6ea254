package signin

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestEnglish(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	miss, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range miss {
		t.Error(m)
	}
}
