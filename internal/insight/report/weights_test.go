package report

import (
	"context"
	"math"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestWeights: 40 of 100 and 20 of 50 pupils of two schools of one district, of which a third school with 150 was not drawn, and 10 of 10
// of another district. Who sat two booklets is one pupil; who was absent stands for nobody.
func TestWeights(t *testing.T) {
	north, south := id.New[org.Unit](), id.New[org.Unit]()
	a, b, undrawn, c := id.New[org.Unit](), id.New[org.Unit](), id.New[org.Unit](), id.New[org.Unit]()
	matrix := func(school org.UnitID, subject string, n, absent int) exam.Matrix {
		m := exam.Matrix{School: school, Subject: subject}
		for i := range n + absent {
			m.Persons = append(m.Persons, org.PersonID(named[org.Person](31, "%s %d", school, i)))
			if i < n {
				m.Status = append(m.Status, exam.Sat)
			} else {
				m.Status = append(m.Status, exam.Absent)
			}
		}
		return m
	}
	in := Input{Exam: exam.Exam{Subjects: []string{"maths", "chinese"}},
		Places: map[org.UnitID]Place{a: {District: north}, b: {District: north}, undrawn: {District: north}, c: {District: south}},
		EachMatrix: func(_ context.Context, subject string, f func(exam.Matrix) error) error {
			for _, m := range []exam.Matrix{matrix(a, subject, 40, 3), matrix(b, subject, 20, 0), matrix(c, subject, 10, 0)} {
				if err := f(m); err != nil {
					return err
				}
			}
			return nil
		}}
	s := &Service{Parts{Sources: Sources{Enrolled: func(context.Context, exam.Exam) (map[org.UnitID]int, error) {
		return map[org.UnitID]int{a: 100, b: 50, undrawn: 150, c: 10}, nil
	}}}}
	w, err := s.weights(context.Background(), in.Exam, in)
	if err != nil {
		t.Fatal(err)
	}
	for school, want := range map[org.UnitID]float64{a: 100.0 / 40 * 300 / 150, b: 50.0 / 20 * 300 / 150, c: 1} {
		if math.Abs(w[school]-want) > 1e-12 {
			t.Errorf("a pupil stands for %v, want %v", w[school], want)
		}
	}
	if len(w) != 3 {
		t.Errorf("%d schools have a weight, want 3", len(w))
	}
	if sum := 40*w[a] + 20*w[b] + 10*w[c]; math.Abs(sum-310) > 1e-9 {
		t.Errorf("the sample stands for %v pupils, want all 310", sum)
	}
}
