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
	var shown []string
	for _, more := range []map[string]string{corrected, texts(appealStates), texts(hintTitles)} {
		for _, s := range more {
			shown = append(shown, s)
		}
	}
	for _, s := range append(shown, "月底入账", "已入账", "城区", "镇区", "乡村") {
		if all[s] == "" {
			t.Errorf("no English for %q", s)
		}
	}
}

func texts[K ~string](m map[K]string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		out[string(k)] = v
	}
	return out
}
