package find

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func TestCatalogueComplete(t *testing.T) {
	all := ui.Catalogue()
	maps.Copy(all, lesson.Catalogue())
	maps.Copy(all, Catalogue())
	missing, err := i18n.Missing(".", all)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		t.Error(m)
	}
}
