package report

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// invented is a seeded exam: pupils in classes in schools in districts, with choice items of one mark behind a key and others of several
// marks, in halves. Ids follow from the seed, so the same call makes the same exam.
type invented struct {
	Input
	matrices map[string][]exam.Matrix
}

type size struct {
	schools, classes, pupils, subjects, items, districts int
	grade                                                int
	seed                                                 uint64
	labels                                               bool // teaching classes and electives
}

func named[T any](seed uint64, format string, args ...any) id.Of[T] {
	return id.Named[T]([16]byte{byte(seed)}, fmt.Sprintf(format, args...))
}

var subjectNames = []string{"chinese", "maths", "english", "physics", "chemistry", "biology"}

func invent(s size) *invented {
	p, err := preset.Load(preset.Default)
	if err != nil {
		panic(err)
	}
	stage := "junior"
	if s.grade > 9 {
		stage = "senior"
	}
	v := &invented{matrices: map[string][]exam.Matrix{}}
	v.Input = Input{Rules: p.Analysis, GradeScores: p.GradeScores, Blueprints: map[string]exam.Blueprint{}, Places: map[org.UnitID]Place{},
		Exam: exam.Exam{ID: named[exam.Exam](s.seed, "exam"), Owner: named[org.Unit](s.seed, "region"), Scope: exam.ScopeRegion, Kind: exam.PaperExam, Purpose: exam.Mock,
			Stage: stage, Grade: s.grade, Title: "模拟考试", Subjects: subjectNames[:s.subjects], State: exam.StateApproved, First: 1_800_000_000_000_000,
			Approver: named[org.Person](s.seed, "approver")}, Built: clock.Micros(1)}
	if s.districts == 0 {
		v.Exam.Scope = exam.ScopeSchool
		v.Exam.Owner = named[org.Unit](s.seed, "school %d", 0)
	}
	v.EachMatrix = func(_ context.Context, subject string, f func(exam.Matrix) error) error {
		for _, m := range v.matrices[subject] {
			if err := f(m); err != nil {
				return err
			}
		}
		return nil
	}
	for n, subject := range v.Exam.Subjects {
		v.paper(s, n, subject)
	}
	r := rand.New(rand.NewPCG(s.seed, 7))
	for sc := range s.schools {
		school := named[org.Unit](s.seed, "school %d", sc)
		if s.districts > 0 {
			v.Places[school] = Place{District: named[org.Unit](s.seed, "district %d", sc%s.districts)}
		}
		effect := 0.4 * r.NormFloat64()
		for c := range s.classes {
			class := named[org.Class](s.seed, "class %d %d", sc, c)
			n := s.pupils/(s.schools*s.classes) + r.IntN(5) - 2
			v.class(s, r, school, class, n, effect+0.2*r.NormFloat64())
		}
	}
	return v
}

func (v *invented) paper(s size, n int, subject string) {
	bp := exam.Blueprint{Exam: v.Exam.ID, Subject: subject, Full: 0}
	for j := range s.items {
		it := exam.BlueprintItem{Name: fmt.Sprint(j + 1), Knowledge: []string{fmt.Sprintf("知识点%d", j%8)}, Level: []string{"识记", "理解", "应用"}[j%3], Type: "choice", Mark: 2,
			Planned: 0.65, Chapter: fmt.Sprintf("第%d章", j%5+1), Key: string(rune('A' + (j+n)%4)), Options: 4}
		if j >= s.items*3/4 {
			it.Type, it.Mark, it.Key, it.Options = "answer", 4, "", 0
		}
		bp.Full += it.Mark
		bp.Items = append(bp.Items, it)
	}
	v.Blueprints[subject] = bp
}

func (v *invented) class(s size, r *rand.Rand, school org.UnitID, class org.ClassID, n int, effect float64) {
	persons := make([]org.PersonID, n)
	ability := make([]float64, n)
	group, elective := []string(nil), []string(nil)
	for i := range persons {
		persons[i] = named[org.Person](s.seed, "person %s %d", class, i)
		ability[i] = effect + r.NormFloat64()
		if s.labels {
			group, elective = append(group, fmt.Sprintf("物理%d班", r.IntN(3)+1)), append(elective, []string{"物化生", "物化地", "史政地"}[r.IntN(3)])
		}
	}
	for _, subject := range v.Exam.Subjects {
		bp := v.Blueprints[subject]
		k := len(bp.Items)
		m := exam.Matrix{Exam: v.Exam.ID, Subject: subject, School: school, Class: class, Persons: persons, Status: make([]exam.Status, n), Total: make([]float64, n),
			Marks: make([]float64, n*k), Choices: make([]string, n*k), Group: group, Elective: elective}
		for i := range n {
			if r.IntN(60) == 0 {
				m.Status[i] = exam.Status(1 + r.IntN(4))
				m.Total[i] = math.NaN()
				for j := range k {
					m.Marks[i*k+j] = math.NaN()
				}
				continue
			}
			for j, it := range bp.Items {
				p := 1 / (1 + math.Exp(-(ability[i]+0.3*r.NormFloat64())+1.2*float64(j%7-3)/3))
				mark := 0.0
				if it.Key != "" {
					choice := string(rune('A' + r.IntN(4)))
					if r.Float64() < p {
						choice = it.Key
					}
					if choice == it.Key {
						mark = it.Mark
					}
					m.Choices[i*k+j] = choice
				} else {
					for range int(it.Mark * 2) {
						if r.Float64() < p {
							mark += 0.5
						}
					}
				}
				m.Marks[i*k+j] = mark
				m.Total[i] += mark
			}
		}
		v.matrices[subject] = append(v.matrices[subject], m)
	}
}

func presetOf(t testing.TB) *preset.Preset {
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
