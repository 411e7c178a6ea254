package thanks

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
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
	for _, w := range thanks.Whats() {
		if all[thanks.WhatName(w)] == "" {
			t.Errorf("no English for %q", thanks.WhatName(w))
		}
	}
	for _, k := range kinds {
		if all[k] == "" {
			t.Errorf("no English for %q", k)
		}
	}
	if all[thanks.Formula] == "" {
		t.Error("no English for the formula")
	}
}
