package file

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	for _, dir := range []string{".", "../../commons/rendition", "../../scan"} {
		missing, err := i18n.Missing(dir, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range missing {
			t.Error(m)
		}
	}
}
