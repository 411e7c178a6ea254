package web

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestMenuStandsInGroups: a long menu has headings, each one once and before its items; a short one has none.
func TestMenuStandsInGroups(t *testing.T) {
	everything := &org.Actor{Roles: []org.Held{{Role: org.Teacher}, {Role: org.SystemAdmin}, {Role: org.SchoolLeader}}, At: 1}
	began, last := map[string]bool{}, ""
	items := menuOf(everything)
	if len(items) <= shortMenu {
		t.Fatalf("only %d items", len(items))
	}
	for _, m := range items {
		if m.Group != last && began[m.Group] {
			t.Errorf("the heading %q stands twice, again before %s", m.Group, m.Label)
		}
		began[m.Group], last = true, m.Group
		if m.Group != "" && Catalogue()[m.Group] == "" {
			t.Errorf("no English for the heading %q", m.Group)
		}
	}
	if len(began) < 4 {
		t.Errorf("only %d headings over %d items", len(began), len(items))
	}
	for _, m := range menuOf(&org.Actor{Roles: []org.Held{{Role: org.Pupil}}, At: 1}) {
		if m.Group != "" {
			t.Errorf("a pupil's few items have the heading %q", m.Group)
		}
	}
}

// TestVerbsAreTold: what a verb lets somebody do is told in both languages, on the page that refuses it.
func TestVerbsAreTold(t *testing.T) {
	for _, v := range org.Verbs() {
		if Catalogue()[v.Doing()] == "" {
			t.Errorf("no English for %s %q", v, v.Doing())
		}
	}
}
