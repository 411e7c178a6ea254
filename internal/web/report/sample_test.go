package report

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

// sample is a seeded exam of a region in the small world of orgtest, with more schools: everything a report can hold. It is what the
// pages ask, with the same verbs as the service.
type sample struct {
	*orgtest.World
	exam    exam.ExamID
	docs    map[rep.Key]rep.Document
	papers  map[string]*rep.Paper
	models  map[string]*rep.Model
	classes []org.ClassID // of school B
	names   []string      // of the pupils of school B
	small   org.UnitID    // a school of six pupils
	schools []org.UnitID
	subject []string
	places  map[org.UnitID]rep.Place
	ofClass map[org.ClassID]org.UnitID
	pupils  map[org.ClassID][]org.PersonID
	rand    *rand.Rand

	registered exam.Exam
	own        rep.Own
	earlier    exam.Exam
	base       exam.ExamID
	others     bool
}

const grade = 9

func newSample(t testing.TB) *sample { return newSampleOf(t, 12) }

// newSampleOf has so many schools beside those of orgtest.
func newSampleOf(t testing.TB, schools int) *sample {
	core := testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations)
	s := &sample{World: orgtest.New(t, core), docs: map[rep.Key]rep.Document{}, papers: map[string]*rep.Paper{}, models: map[string]*rep.Model{}, exam: id.New[exam.Exam](), subject: []string{"maths", "english", "physics"},
		places: map[org.UnitID]rep.Place{}, ofClass: map[org.ClassID]org.UnitID{}, pupils: map[org.ClassID][]org.PersonID{}, rand: rand.New(rand.NewPCG(5, 5))}
	if err := core.Write(context.Background(), func(tx *db.Tx) error { return s.people(tx, schools) }); err != nil {
		t.Fatal(err)
	}
	in := s.input(t)
	var mu sync.Mutex
	err := rep.Build(context.Background(), in, func(x rep.Stored) error {
		mu.Lock()
		defer mu.Unlock()
		switch d := x.Doc.(type) {
		case rep.Document:
			s.docs[x.Key] = d
		case *rep.Document:
			s.docs[x.Key] = *d
		case *rep.Paper:
			s.papers[x.Key.Subject] = d
		case *rep.Model:
			s.models[x.Key.Subject] = d
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// people adds schools, classes and pupils. Those of school B are people with names.
func (s *sample) people(tx *db.Tx, schools int) error {
	add := func(school, district org.UnitID, n, size int) error {
		s.schools = append(s.schools, school)
		s.places[school] = rep.Place{District: district}
		for k := range n {
			c, err := s.Org.AddClass(tx, org.Class{School: school, Stage: org.Junior, Cohort: 2024, Number: k + 1})
			if err != nil {
				return err
			}
			s.ofClass[c] = school
			if school == s.SchoolB {
				s.classes = append(s.classes, c)
			}
			for i := range size {
				p := id.New[org.Person]()
				if school == s.SchoolB {
					name := string([]rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")[(7*k+i)%20]) + string([]rune("子一雨梓文浩思佳明欣")[i%10]) + string([]rune("嘉晨宇涵")[i/10])
					if k == 0 && i == 3 {
						name = `=HYPERLINK("http://x","y")`
					}
					s.names = append(s.names, name)
					if _, err := s.Org.AddPerson(tx, org.Person{ID: p, Owner: school, Name: name}, id.New[org.Account]()); err != nil {
						return err
					}
				}
				s.pupils[c] = append(s.pupils[c], p)
			}
		}
		return nil
	}
	if err := add(s.SchoolB, s.DistrictB, 3, 38); err != nil {
		return err
	}
	if err := add(s.SchoolC, s.DistrictB, 1, 6); err != nil {
		return err
	}
	s.small = s.SchoolC
	for i := range schools {
		d := s.DistrictA
		if i%3 == 0 {
			d = s.DistrictB
		}
		u, err := s.Org.AddUnit(tx, org.Unit{Kind: org.School, Code: fmt.Sprintf("X%03d", i), Name: fmt.Sprintf("School %d", i+1)}, d)
		if err == nil {
			err = add(u, d, 2, 24+3*(i%4))
		}
		if err != nil {
			return err
		}
	}
	for _, c := range s.classes[:2] {
		if err := s.Org.Give(tx, org.Holding{Person: s.TeacherB.Person, Role: org.Teaching, Node: id.As[any](c), Subject: "maths"}); err != nil {
			return err
		}
	}
	if err := s.Org.Enrol(tx, org.Enrolment{Person: s.PupilsB[0].Person, Class: s.classes[0], Number: "40", Since: clock.At(orgtest.Start)}); err != nil {
		return err
	}
	return s.Org.ApproveAll(tx, s.SchoolB, org.PersonID{})
}

func (s *sample) input(t testing.TB) rep.Input {
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	e := exam.Exam{ID: s.exam, Owner: s.Region, Node: id.As[any](s.Region), Scope: exam.ScopeRegion, Kind: exam.PaperExam, Purpose: exam.Mock, Stage: org.Junior, Grade: grade, Cohort: 2024, Title: "Mock one", Subjects: s.subject,
		State: exam.StateApproved, First: clock.At(orgtest.Start), Approver: s.Bureau.Person}
	s.registered = e
	s.own = ownSample(s.exam)
	in := rep.Input{Exam: e, Rules: p.Analysis, GradeScores: p.GradeScores, Blueprints: map[string]exam.Blueprint{}, Places: s.places, Built: clock.At(orgtest.Start)}
	marks := map[string][]exam.Matrix{}
	effect := map[org.UnitID]float64{}
	ability := map[org.PersonID]float64{}
	for _, u := range s.schools {
		effect[u] = 0.35 * s.rand.NormFloat64()
	}
	var classes []org.ClassID
	for c := range s.ofClass {
		classes = append(classes, c)
	}
	slices.SortFunc(classes, func(a, b org.ClassID) int { return slices.Compare(a[:], b[:]) })
	base := &rep.Baseline{Exam: e, Total: map[org.PersonID]float64{}}
	base.Exam.ID, base.Exam.Title, base.Exam.Purpose, base.Exam.First = id.New[exam.Exam](), "Final of grade eight", exam.Final, e.First-clock.Micros(200*24*3600*1e6)
	for _, c := range classes {
		for _, x := range s.pupils[c] {
			start := s.rand.NormFloat64()
			ability[x] = 0.8*start + effect[s.ofClass[c]] + 0.5*s.rand.NormFloat64()
			base.Total[x] = math.Round(200 + 40*start)
		}
	}
	in.Baseline, s.earlier = base, base.Exam
	for n, subject := range s.subject {
		bp := s.blueprint(n, subject)
		if subject != "physics" { // nobody made a two-way table for it
			in.Blueprints[subject] = bp
		}
		for _, c := range classes {
			marks[subject] = append(marks[subject], s.matrix(bp, s.ofClass[c], c, ability))
		}
	}
	in.EachMatrix = func(_ context.Context, subject string, f func(exam.Matrix) error) error {
		for _, m := range marks[subject] {
			if err := f(m); err != nil {
				return err
			}
		}
		return nil
	}
	return in
}

func (s *sample) blueprint(n int, subject string) exam.Blueprint {
	bp := exam.Blueprint{Exam: s.exam, Subject: subject}
	for j := range 24 {
		it := exam.BlueprintItem{Name: fmt.Sprint(j + 1), Knowledge: []string{fmt.Sprintf("Topic %d", j%7+1)}, Level: []string{"know", "understand", "apply"}[j%3], Type: "choice", Mark: 3, Planned: 0.7, Chapter: fmt.Sprintf("Chapter %d", j%4+1),
			Key: string(rune('A' + (j+n)%4)), Options: 4}
		if j >= 16 {
			it.Type, it.Mark, it.Key, it.Options = "answer", 9, "", 0
		}
		if j == 20 {
			it.Name = "21(2)"
		}
		bp.Full += it.Mark
		bp.Items = append(bp.Items, it)
	}
	return bp
}

func (s *sample) matrix(bp exam.Blueprint, school org.UnitID, c org.ClassID, ability map[org.PersonID]float64) exam.Matrix {
	persons := s.pupils[c]
	k := len(bp.Items)
	m := exam.Matrix{Exam: s.exam, Subject: bp.Subject, School: school, Class: c, Persons: persons, Status: make([]exam.Status, len(persons)), Total: make([]float64, len(persons)), Marks: make([]float64, len(persons)*k), Choices: make([]string, len(persons)*k)}
	for i, p := range persons {
		m.Group = append(m.Group, fmt.Sprintf("Set %d", i%2+1))
		m.Elective = append(m.Elective, []string{"PCB", "PCG"}[i/20])
		if i == 5 || i == 7 {
			m.Status[i], m.Total[i] = exam.Status(1+i%4), math.NaN()
			for j := range k {
				m.Marks[i*k+j] = math.NaN()
			}
			continue
		}
		for j, it := range bp.Items {
			pr := 1 / (1 + math.Exp(-1.3*ability[p]+1.4*float64(j%7-3)/3))
			mark := 0.0
			if it.Key != "" {
				choice := string(rune('A' + s.rand.IntN(4)))
				if s.rand.Float64() < pr {
					choice = it.Key
				}
				if j == 9 && ability[p] > 0 { // the key of item 10 is wrong
					choice = string(rune('A' + (int(it.Key[0]-'A')+1)%4))
				}
				if choice == it.Key {
					mark = it.Mark
				}
				m.Choices[i*k+j] = choice
			} else {
				for range int(it.Mark) * 2 {
					if s.rand.Float64() < pr {
						mark += 0.5
					}
				}
			}
			m.Marks[i*k+j] = mark
			m.Total[i] += mark
		}
	}
	return m
}

// entry is the exam as the register has it.
func (s *sample) entry() exam.Page { return exam.Page{Exams: []exam.Exam{s.registered, s.earlier}} }

// List asks as the register does.
func (s *sample) List(ctx context.Context, a *org.Actor, _ exam.Filter, _ int) (exam.Page, error) {
	_, err := s.Org.Reach(ctx, a, org.ExamRead)
	return s.entry(), err
}

// Exam asks as the register does.
func (s *sample) Exam(ctx context.Context, a *org.Actor, _ exam.ExamID) (exam.Exam, error) {
	_, err := s.Org.Reach(ctx, a, org.ExamRead)
	return s.registered, err
}

// Teaching is the class's own document under the label.
func (s *sample) Teaching(ctx context.Context, a *org.Actor, e exam.ExamID, subject string, _ org.UnitID, label string) (rep.Document, error) {
	doc, err := s.Report(ctx, a, e, rep.Key{Kind: rep.KindClass, Node: id.As[any](s.classes[0]), Subject: subject})
	doc.Key = rep.Key{Kind: rep.KindTeaching, Node: id.As[any](s.SchoolB), Subject: subject, Part: label}
	doc.References = nil
	return doc, err
}

// SetBaseline asks as the service does and remembers.
func (s *sample) SetBaseline(ctx context.Context, a *org.Actor, _, base exam.ExamID) error {
	if base == s.exam {
		return fault.New(fault.Invalid, "起点考试应早于这次考试")
	}
	s.base = base
	return s.Org.Must(ctx, a, org.UnitUse, id.As[any](s.Region))
}

// Inspected asks as the register does.
func (s *sample) Inspected(ctx context.Context, a *org.Actor, _ exam.Filter, _ int) (exam.Page, error) {
	_, err := s.Org.Reach(ctx, a, org.RegisterRead)
	return s.entry(), err
}

// Taken is the exam for the classes that take part.
func (s *sample) Taken(_ context.Context, classes []org.ClassID, after exam.Cursor, _ int) (exam.Page, error) {
	if after.IsZero() && s.others { // a page of exams of other grades comes first
		other := s.registered
		other.ID, other.Cohort = id.New[exam.Exam](), other.Cohort-1
		return exam.Page{Exams: []exam.Exam{other}, Next: exam.Cursor{First: other.First, ID: other.ID}}, nil
	}
	for _, c := range classes {
		if _, ok := s.ofClass[c]; ok {
			return s.entry(), nil
		}
	}
	return exam.Page{}, nil
}

// Subjects are those of the exam.
func (s *sample) Subjects(context.Context, exam.ExamID) ([]string, error) { return s.subject, nil }

// Owned is the exam.
func (s *sample) Owned(_ context.Context, es []exam.ExamID) ([]exam.ExamID, error) {
	return slices.DeleteFunc(slices.Clone(es), func(e exam.ExamID) bool { return e != s.exam }), nil
}

// Own asks as the service does and says what it says.
func (s *sample) Own(ctx context.Context, a *org.Actor, e exam.ExamID, p org.PersonID) (rep.Own, error) {
	v := org.ChildRead
	if a.Person == p {
		v = org.PracticeDo
	}
	if err := s.Org.Must(ctx, a, v, id.As[any](p)); err != nil {
		return rep.Own{}, err
	}
	if e != s.exam {
		return rep.Own{}, fault.New(fault.NotFound, "没有这次考试的分析")
	}
	return s.own, nil
}

// Report asks as the service does.
func (s *sample) Report(ctx context.Context, a *org.Actor, e exam.ExamID, k rep.Key) (rep.Document, error) {
	v := org.UnitUse
	if k.Kind == rep.KindClass {
		v = org.ClassAnalyse
	}
	if err := s.Org.Must(ctx, a, v, k.Node); err != nil {
		return rep.Document{}, err
	}
	doc, ok := s.docs[k]
	if !ok || e != s.exam {
		return rep.Document{}, fault.New(fault.NotFound, "没有这次考试的分析")
	}
	return s.joined(doc), nil
}

func (s *sample) joined(doc rep.Document) rep.Document {
	doc.Exam, doc.Paper, doc.Model = s.exam, s.papers[doc.Subject], s.models[doc.Subject]
	doc.Items = slices.Clone(doc.Items)
	for j := range doc.Items {
		doc.Items[j].Mean = doc.Items[j].P * doc.Paper.Items[j].Mark
	}
	if doc.Table != nil && doc.Paper.Table != nil {
		doc.Table.PaperTable = *doc.Paper.Table
	}
	return doc
}

// ownSample is a result in levels, as a pupil of junior secondary school sees it.
func ownSample(e exam.ExamID) rep.Own {
	n := rep.Num(math.NaN())
	o := rep.Own{Exam: e, Title: "Mock one", First: clock.At(orgtest.Start), Shows: "level", Total: n, Full: n}
	maths := rep.OwnSubject{Subject: "maths", Level: "B", Mark: n, Full: n, Whole: 0.65}
	for j, got := range []string{"full", "none", "part", "full", ""} {
		maths.Items = append(maths.Items, rep.OwnItem{Name: fmt.Sprint(j + 1), Knowledge: []string{"Topic 1"}, Got: got, Mark: n, Full: n, Others: []string{"most", "most", "few", "half", ""}[j]})
	}
	for j, state := range []string{"secure", "growing", "again", "few"} {
		maths.Points = append(maths.Points, rep.OwnPoint{Name: fmt.Sprintf("Topic %d", j+1), Items: j + 1, State: state})
	}
	o.Subjects = []rep.OwnSubject{maths, {Subject: "english", Status: exam.Absent, Mark: n, Full: n, Whole: n}}
	return o
}
