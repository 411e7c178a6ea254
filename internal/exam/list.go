package exam

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Filter narrows a list of the register; the zero value is everything. After is the last exam of the page before.
type Filter struct {
	Term  string // "2026-1"
	Grade int
	State State
	After Cursor
}

// Cursor is a place in a list, newest first day first.
type Cursor struct {
	First clock.Micros
	ID    ExamID
}

// IsZero reports whether the cursor stands before the first exam.
func (c Cursor) IsZero() bool { return c.ID.IsZero() }

// args are the values of a list's filter; one more than limit is asked for, to know whether there is a next page.
func (f Filter) args(limit int) []any {
	c := f.After
	if c.IsZero() {
		c.First = clock.Forever
	}
	return []any{f.Term, f.Term, f.Grade, f.Grade, string(f.State), string(f.State), c.First, c.First, c.ID[:], limit + 1}
}

// Page is one page of a list.
type Page struct {
	Exams []Exam // without their schools
	Next  Cursor // zero on the last page
}

func pageOf(es []Exam, limit int) Page {
	if len(es) <= limit {
		return Page{Exams: es}
	}
	last := es[limit-1]
	return Page{es[:limit], Cursor{last.First, last.ID}}
}

// List is a page of the exams that are held within reach of exam.read, and of those held above it (exam.held), in which the actor's
// schools take part; of those no drafts.
func (s *Service) List(ctx context.Context, a *org.Actor, f Filter, limit int) (Page, error) {
	own, err := s.Org.Reach(ctx, a, org.ExamRead)
	if err != nil {
		return Page{}, err
	}
	above, err := s.Org.Reach(ctx, a, org.ExamHeld)
	if err != nil {
		return Page{}, err
	}
	es, err := db.All(s.Core.Reader(ctx), selPage, scanExam, append([]any{own, above}, f.args(limit)...)...)
	return pageOf(es, limit), err
}

// Inspected is a page of the register for who inspects it, without drafts. Verb register.read.
func (s *Service) Inspected(ctx context.Context, a *org.Actor, f Filter, limit int) (Page, error) {
	sc, err := s.Org.Reach(ctx, a, org.RegisterRead)
	if err != nil {
		return Page{}, err
	}
	es, err := db.All(s.Core.Reader(ctx), selRegister, scanExam, append([]any{sc}, f.args(limit)...)...)
	return pageOf(es, limit), err
}

// Exam is one entry of the register, its schools filled in. Verb exam.read at its place, or exam.held below it
// once it is filed.
func (s *Service) Exam(ctx context.Context, a *org.Actor, n ExamID) (Exam, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return e, err
	}
	d, err := s.Org.Can(ctx, a, org.ExamHeld, e.Node)
	if err != nil || d.Allow && e.State != StateDraft {
		return e, err
	}
	if err := s.Org.Must(ctx, a, org.ExamRead, e.Node); err != nil {
		return Exam{}, err
	}
	return e, nil
}

// Inspect is one entry for who inspects the register; a draft is none yet. Verb register.read at its place.
func (s *Service) Inspect(ctx context.Context, a *org.Actor, n ExamID) (Exam, error) {
	e, err := s.load(ctx, s.Core.Reader(ctx), n)
	if err != nil {
		return e, err
	}
	if err := s.Org.Must(ctx, a, org.RegisterRead, e.Node); err != nil {
		return Exam{}, err
	}
	if e.State == StateDraft {
		return Exam{}, none(db.ErrNone)
	}
	return e, nil
}

// Steps is the history of an exam that the caller was shown, oldest first.
func (s *Service) Steps(ctx context.Context, e Exam) ([]Step, error) {
	return db.All(s.Core.Reader(ctx), selSteps, scanStep, e.ID)
}

// Verdict is what the guard says of an exam now, for the page of a draft that waits for an exception.
func (s *Service) Verdict(ctx context.Context, e Exam) (Verdict, error) {
	return s.judge(s.Core.Reader(ctx), e)
}

// Places are where the actor may hold exams: units and classes, the units first, at most 200 classes.
type Places struct {
	Units   []org.Unit
	Classes []org.Class
}

// Places lists the places where the actor may register an exam: the own units and classes, and with few enough what is below.
func (s *Service) Places(ctx context.Context, a *org.Actor) (Places, error) {
	const most = 200
	var p Places
	nodes, err := s.Org.ReachNodes(ctx, a, org.ExamRegister)
	if err != nil {
		return p, err
	}
	if p.Units, err = s.Org.Units(ctx, a, org.ExamRegister, "", most); err != nil {
		return p, err
	}
	all, err := s.Org.ClassesOf(ctx, a, org.ExamRegister)
	if err != nil {
		return p, err
	}
	for _, c := range all {
		if c.Grade >= 1 && c.Grade <= 12 && c.Kind == org.AdminClass && len(p.Classes) < most && (len(p.Units) <= 3 || slices.Contains(nodes, c.Node())) {
			p.Classes = append(p.Classes, c)
		}
	}
	return p, nil
}

// PlaceName is the name of the place that holds an exam.
func (s *Service) PlaceName(ctx context.Context, e Exam) (string, error) {
	u, err := s.Org.Unit(ctx, e.Owner)
	if err != nil || e.Scope != ScopeClass {
		return u.Name, err
	}
	c, err := s.Org.Class(ctx, id.As[org.Class](e.Node))
	if fault.Is(err, fault.NotFound) {
		return u.Name, nil
	}
	return fmt.Sprintf("%s %s(%d)班", u.Name, org.GradeName(e.Grade), c.Number), err
}
