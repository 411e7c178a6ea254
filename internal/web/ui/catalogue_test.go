package ui

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestCatalogueComplete: the style guide is a developers' page and stays zh-CN; everything else has its English.
func TestCatalogueComplete(t *testing.T) {
	missing, err := i18n.Missing(".", Catalogue())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range missing {
		if !strings.HasPrefix(m, "styleguide") {
			t.Error(m)
		}
	}
	cat := Catalogue()
	need := func(k string) {
		if _, ok := cat[k]; k != "" && !ok {
			t.Errorf("no English for %q", k)
		}
	}
	for k := fault.Internal; k <= fault.Down; k++ {
		w, ok := errorWords[k]
		if !ok {
			t.Errorf("no page for fault %s", k)
		}
		need(w.title)
		need(w.next)
	}
	for _, s := range states {
		need(string(s))
	}
	for _, s := range []StepState{StepAhead, StepNow, StepDone, StepBack} {
		need(stepWord(s))
	}
	for _, n := range boxNames {
		need(n)
	}
}
