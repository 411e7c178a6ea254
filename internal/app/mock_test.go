package app_test

import (
	"context"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/invent"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// TestSeedMock: the district of a benchmark has everybody of the invented mock in a class of grade nine, and an exam that takes marks.
func TestSeedMock(t *testing.T) {
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	m := invent.Mock{Seed: 1, Pupils: 300, Schools: 3, Items: 4}
	d, err := a.SeedMock(ctx, m)
	if err != nil {
		t.Fatal(err)
	}
	e, err := a.Exams.Exam(ctx, d.Researcher, d.Exam)
	if err != nil || e.State != exam.StateApproved || e.Grade != 9 || len(e.Subjects) != len(invent.Subjects) {
		t.Fatalf("the exam is %+v, %v", e, err)
	}
	n := 0
	for i, c := range d.Classes {
		on, err := a.Org.Roster(ctx, c, e.First)
		if err != nil {
			t.Fatal(err)
		}
		n += len(on)
		if class, err := a.Org.Class(ctx, c); err != nil || class.Number != i+1 || a.Org.Grades().At(class.Stage, class.Cohort, e.First) != 9 {
			t.Errorf("class %d is %+v, %v", i, class, err)
		}
	}
	if n != 100 {
		t.Errorf("the first school has %d pupils, want 100", n)
	}
}
