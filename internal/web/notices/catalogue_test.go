package notices

import (
	"maps"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// TestCatalogueComplete: the English of these pages, and of what notice and its ways say.
func TestCatalogueComplete(t *testing.T) {
	cat := ui.Catalogue()
	maps.Copy(cat, Catalogue())
	for _, dir := range []string{".", "../../notice", "../../notice/way"} {
		missing, err := i18n.Missing(dir, cat)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range missing {
			t.Error(dir, m)
		}
	}
	var more []string
	for _, s := range []ui.State{stateSent, stateUnread, stateRead, stateNoted, stateOnPaper, stateNobody, stateToAnswer} {
		more = append(more, string(s))
	}
	for _, s := range outsideStates {
		more = append(more, s.label)
	}
	for _, n := range way.Names() {
		more = append(more, way.NameOf(n))
	}
	for _, text := range []string{"家长作业 收费 成绩"} {
		for _, a := range []string{notice.Guardians, notice.Pupils, notice.Staff} {
			for _, one := range notice.Advise(notice.Draft{Body: text, Audience: a}) {
				more = append(more, one.Text)
			}
		}
	}
	for _, m := range more {
		if cat[m] == "" {
			t.Errorf("no English for %q", m)
		}
	}
}
