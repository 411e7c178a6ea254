package report

import (
	"slices"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// TestExcuses: beside pupils who are left out stands who approved it, in the documents whose marks came with those words and in no other.
func TestExcuses(t *testing.T) {
	v := invent(size{schools: 2, classes: 2, pupils: 160, subjects: 1, items: 6, districts: 1, grade: 9, seed: 8})
	subject := v.Exam.Subjects[0]
	first, other := &v.matrices[subject][0], slices.IndexFunc(v.matrices[subject], func(m exam.Matrix) bool { return m.School != v.matrices[subject][0].School })
	first.Status[3], first.Total[3] = exam.Excluded, nan
	for j := range first.Items() {
		first.Marks[3*first.Items()+j] = nan
	}
	there := v.matrices[subject][other].School
	v.Input.Excuses = []exam.Excuse{{Place: id.As[any](first.School), Text: "教务处批准：长期病假"}, {Place: id.As[any](there), Text: "别的学校的话"}}
	m := build(t, v.Input)
	for _, k := range []Key{{Kind: KindClass, Node: id.As[any](first.Class), Subject: subject}, {Kind: KindSchool, Node: id.As[any](first.School), Subject: subject}} {
		d := m.doc(t, k)
		if d.Head.Excluded == 0 || !slices.Equal(d.Head.Excuses, []string{"教务处批准：长期病假"}) {
			t.Errorf("%s: %d left out, approved by %q", k.Kind, d.Head.Excluded, d.Head.Excuses)
		}
	}
	d := m.doc(t, Key{Kind: KindSchool, Node: id.As[any](there), Subject: subject})
	if slices.Contains(d.Head.Excuses, "教务处批准：长期病假") || (d.Head.Excluded > 0) != (d.Head.Excuses != nil) {
		t.Errorf("a school with %d left out says %q", d.Head.Excluded, d.Head.Excuses)
	}
}
