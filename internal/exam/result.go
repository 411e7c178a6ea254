package exam

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Status says how a pupil stands to an exam's subject.
type Status uint8

// The statuses. Only Sat has marks that count.
const (
	Sat      Status = iota
	Absent          // 缺考
	Deferred        // 缓考
	Void            // 作弊、违纪: the result is void
	Excluded        // left out of means with an approver, and counted beside them
)

// Matrix is the results of one class in one subject of one exam: what was stored and what analysis reads. The items are those of the
// subject's two-way table, in its order.
type Matrix struct {
	Exam     ExamID
	Subject  string
	School   org.UnitID
	Class    org.ClassID // the administrative class on the exam's first day
	Persons  []org.PersonID
	Status   []Status
	Total    []float64 // of the subject; NaN when not Sat
	Marks    []float64 // Persons×Items row-major, NaN missing; empty when only totals came in
	Choices  []string  // Persons×Items row-major, "" none; nil when the file had none
	Group    []string  // teaching class 教学班 of each row; may be nil
	Elective []string  // 选科组合 of each row; may be nil
}

// Items is how many items each row has.
func (m Matrix) Items() int {
	if len(m.Persons) == 0 {
		return 0
	}
	return max(len(m.Marks), len(m.Choices)) / len(m.Persons)
}

const (
	resultColumns = `r.subject, r.class, r.school, r.data, r.words FROM exam_result r JOIN exam_intake i ON i.id = r.intake`

	selResults db.SQL = `-- unscoped: for the job that builds reports, which asks nobody
SELECT ` + resultColumns + ` WHERE r.exam = ? AND r.subject = ? AND i.applied > 0 AND r.class > ? ORDER BY r.class, i.applied DESC LIMIT 128`
	selResultsOf db.SQL = `-- unscoped: the intake's own classes
SELECT ` + resultColumns + ` WHERE r.exam = ? AND r.subject = ? AND i.applied > 0 AND r.class IN @ids ORDER BY r.class, i.applied DESC`
	selSubjects db.SQL = `-- unscoped: which subjects have results; org was asked for the exam
SELECT DISTINCT r.subject FROM exam_result r JOIN exam_intake i ON i.id = r.intake WHERE r.exam = ? AND i.applied > 0 ORDER BY r.subject`
	selCountsIn db.SQL = `SELECT r.subject, r.class, r.school, r.people FROM exam_result r JOIN exam_intake i ON i.id = r.intake
WHERE r.exam = ? AND i.applied > 0 AND @scope(r.class) ORDER BY r.subject, r.class, i.applied DESC`
)

// Excuse says who approved that pupils were left out of the means, and why, as whoever imported wrote it.
type Excuse struct {
	Intake IntakeID
	Place  org.Node     // whose pupils' marks came with it
	By     org.PersonID // who imported
	At     clock.Micros
	Text   string
	Pupils int
}

const selExcuses db.SQL = `-- unscoped: for reports, which ask for the exam
SELECT ` + intakeColumns + ` WHERE exam = ? AND applied > 0 ORDER BY applied`

// Excuses lists them for an exam, in the order in which they came in. It asks nobody.
func (s *Service) Excuses(ctx context.Context, n ExamID) ([]Excuse, error) {
	all, err := db.All(s.Core.Reader(ctx), selExcuses, scanIntake, n)
	var out []Excuse
	for _, i := range all {
		if i.Report.Excused > 0 {
			out = append(out, Excuse{i.ID, i.Place, i.Asker, i.Ended, i.Choice.Excuse, i.Report.Excused})
		}
	}
	return out, err
}

// stored is one packed row of the store.
type stored struct {
	subject string
	class   org.ClassID
	school  org.UnitID
	data    []byte
	words   string
}

func scanStored(r db.Row) (v stored, err error) {
	return v, r.Scan(&v.subject, &v.class, &v.school, &v.data, &v.words)
}

// EachMatrix calls f for every class's results in a subject, class after class. It asks nobody: it is for the job that builds reports. f
// may take its time; no statement is open while it runs.
func (s *Service) EachMatrix(ctx context.Context, n ExamID, subject string, f func(Matrix) error) error {
	last := org.ClassID{15: 1} // before every class; none would be NULL
	for {
		rows, err := db.All(s.Core.Reader(ctx), selResults, scanStored, n, subject, last)
		if err != nil {
			return err
		}
		for _, v := range rows {
			if v.class == last { // an earlier intake of the same class, not yet tidied away
				continue
			}
			last = v.class
			u, err := open(v.data, v.words)
			if err != nil {
				return err
			}
			m := Matrix{Exam: n, Subject: subject, School: v.school, Class: v.class}
			u.matrix(&m)
			if err := f(m); err != nil {
				return err
			}
		}
		if len(rows) < 128 {
			return nil
		}
	}
}

// Subjects are the codes of the subjects that have results. It asks nobody.
func (s *Service) Subjects(ctx context.Context, n ExamID) ([]string, error) {
	return db.All(s.Core.Reader(ctx), selSubjects, db.Value[string], n)
}

// Own is one pupil's result in one subject. Marks and Choices are as the two-way table's items.
type Own struct {
	Class   org.ClassID
	School  org.UnitID
	Status  Status
	Total   float64
	Marks   []float64
	Choices []string
}

// OwnRow reads one pupil's results, by subject, without unpacking those of others. It asks nobody: the caller has asked org for this
// pupil. A pupil without results has none.
func (s *Service) OwnRow(ctx context.Context, n ExamID, p org.PersonID) (map[string]Own, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return nil, err
	}
	classes, err := s.classesIn(ctx, p, e)
	if err != nil || len(classes) == 0 {
		return nil, err
	}
	out := map[string]Own{}
	for _, subject := range e.Subjects {
		rows, err := db.All(s.Core.Reader(ctx), selResultsOf, scanStored, n, subject, db.IDs(classes))
		if err != nil {
			return nil, err
		}
		var last org.ClassID
		for _, v := range rows {
			if v.class == last {
				continue
			}
			last = v.class
			u, err := open(v.data, v.words)
			if err != nil {
				return nil, err
			}
			if i := u.find(p); i >= 0 {
				l := u.line(i)
				own := Own{Class: v.class, School: v.school, Status: l.status, Total: mark(l.total), Choices: l.choices}
				for _, m := range l.marks {
					own.Marks = append(own.Marks, mark(m))
				}
				out[subject] = own
			}
		}
	}
	return out, nil
}

// classesIn are the classes in which a pupil's results may stand: those on the exam's first day, and today's.
func (s *Service) classesIn(ctx context.Context, p org.PersonID, e Exam) ([]org.ClassID, error) {
	var out []org.ClassID
	for _, at := range []clock.Micros{e.First + day - 1, s.now()} {
		all, err := s.Org.ClassesOfPerson(ctx, p, at)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			out = append(out, c.ID)
		}
	}
	return out, nil
}

// Held is how many pupils of a class have results in a subject.
type Held struct {
	Subject string
	Class   org.ClassID
	School  org.UnitID
	People  int
}

// Held lists what results there are within reach of marks.import, by subject and class.
func (s *Service) Held(ctx context.Context, a *org.Actor, n ExamID) ([]Held, error) {
	scope, err := s.Org.Reach(ctx, a, org.MarksImport)
	if err != nil {
		return nil, err
	}
	var out []Held
	err = db.Each(s.Core.Reader(ctx), selCountsIn, func(r db.Row) error {
		var h Held
		if err := r.Scan(&h.Subject, &h.Class, &h.School, &h.People); err != nil {
			return err
		}
		if k := len(out); k == 0 || out[k-1].Subject != h.Subject || out[k-1].Class != h.Class {
			out = append(out, h)
		}
		return nil
	}, n, scope)
	return out, err
}
