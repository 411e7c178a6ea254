package quota

import (
	"maps"
	"net/url"
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
}

// TestGigabytes: what a person writes, and what the page shows of it again.
func TestGigabytes(t *testing.T) {
	for in, want := range map[string]string{"200": "200", " 0.1 ": "0.1", "0": "0", "1.5": "1.5"} {
		if got := inGB(bytesOf(url.Values{"x": {in}}, "x")); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for _, in := range []string{"", "-1", "NaN", "1e9", "两百", "+Inf"} {
		if n := bytesOf(url.Values{"x": {in}}, "x"); n >= 0 {
			t.Errorf("%q is taken as %d", in, n)
		}
	}
}
