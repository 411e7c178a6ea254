package people

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/org"
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
	words := []string{"没有登录名", "已设", "未设", "已发", "未发", "已离开"} // words that reach the page through variables
	for _, w := range kinds {
		words = append(words, w)
	}
	for _, w := range sexes {
		words = append(words, w)
	}
	for _, r := range org.Roles() {
		words = append(words, r.Name())
	}
	for _, w := range words {
		if all[w] == "" {
			t.Errorf("no English for %q", w)
		}
	}
}
