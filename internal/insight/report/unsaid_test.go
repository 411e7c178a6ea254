package report

import (
	"context"
	"testing"
)

// TestUnsaidMarks: a two-way table that does not say the full mark of an item has the highest mark seen instead, and says that it is a
// guess; what it says stays.
func TestUnsaidMarks(t *testing.T) {
	v := invent(size{schools: 2, classes: 2, pupils: 120, subjects: 1, items: 8, grade: 9, seed: 5})
	subject := v.Exam.Subjects[0]
	bp := v.Blueprints[subject]
	bp.Items[0].Mark, bp.Items[7].Mark = 0, 0
	d, err := load(context.Background(), &v.Input, subject)
	if err != nil {
		t.Fatal(err)
	}
	if d.full[0] != 200 || d.full[7] != 400 || d.full[1] != 200 || !d.paper.Guessed || float64(d.paper.Items[7].Mark) != 4 {
		t.Errorf("full marks %v, the paper says %v, guessed %v", d.full, d.paper.Items[7].Mark, d.paper.Guessed)
	}
}
