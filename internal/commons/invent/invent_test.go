package invent_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/invent"
)

// TestTheSameNumberIsTheSameLesson: the benchmark and its counterpart in another process index the same catalogue.
func TestTheSameNumberIsTheSameLesson(t *testing.T) {
	a, b := invent.New(6, 40), invent.New(6, 40)
	titles := map[string]bool{}
	for n := range 500 {
		l := a.Lesson(499 - n)
		if l != b.Lesson(499-n) {
			t.Fatalf("lesson %d differs", 499-n)
		}
		if l.Title == "" || l.Text == "" || l.Grade < 1 || l.Grade > 12 || l.School < 0 || l.School >= 40 {
			t.Fatalf("%+v", l)
		}
		titles[l.Title] = true
	}
	if len(titles) < 300 {
		t.Errorf("only %d titles among 500 lessons", len(titles))
	}
	if a.Lesson(1) == invent.New(7, 40).Lesson(1) {
		t.Error("another seed gave the same lesson")
	}
}
