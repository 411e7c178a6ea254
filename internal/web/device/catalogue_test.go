package device

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestEnglish holds the English of this package and of package entry, whose sentences appear here, complete.
func TestEnglish(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, Catalogue())
	for _, dir := range []string{".", "../../entry"} {
		miss, err := i18n.Missing(dir, all)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range miss {
			t.Error(m)
		}
	}
}
