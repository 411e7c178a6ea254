package assess

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// SittingID names a sitting.
type SittingID = id.Of[Sitting]

// Kind of a sitting. Only practice exists in this release; an exam needs a filing number and comes with its own guard.
const Practice = "practice"

// Sources of answers: on a school device, or on paper and entered by the teacher.
const (
	Screen  = "screen"
	OnPaper = "paper"
)

// States of a sitting.
const (
	Open     = "open"
	InTheBox = "handed_in"
)

// Sitting is one pupil at one paper of one assignment.
type Sitting struct {
	ID         SittingID
	Owner      org.UnitID // the school of the class
	Class      org.ClassID
	Person     org.PersonID
	Paper      PaperID
	Assignment id.Any
	Kind       string
	Stage      string // primary, junior or senior, when it was opened
	Grade      int    // 1 to 12, when it was opened
	Source     string // how answers are expected: Screen or OnPaper
	State      string
	Opened     clock.Micros
	HandedIn   clock.Micros // 0 while open
}

// Closed reports that the pupil has handed in.
func (s Sitting) Closed() bool { return s.State == InTheBox }

func (s Sitting) about() About {
	return About{s.ID, s.Assignment, s.Class, s.Owner, s.Person, s.Paper}
}

// OpenSittings opens one sitting for each pupil inside the write that gives the assignment; the caller has asked org for the class.
// The paper must be frozen. A pupil who has a sitting in the assignment keeps it. source is Screen or OnPaper.
func (s *Service) OpenSittings(tx *db.Tx, assignment id.Any, class org.Class, paper id.Any, pupils []org.PersonID, source string, at clock.Micros) error {
	p, err := s.paper(tx, id.As[Paper](paper))
	if err != nil {
		return err
	}
	if !p.Frozen {
		return fault.New(fault.Conflict, "这份练习还在编辑，发布以后才能布置")
	}
	for _, who := range pupils {
		_, err := tx.Exec(insSitting, id.New[Sitting](), class.School, class.ID, who, p.ID, assignment, Practice, class.Stage, class.Grade,
			source, Open, at, 0)
		if err != nil {
			return err
		}
	}
	return nil
}

// load reads a sitting that the actor names; org is asked by the caller.
func (s *Service) load(ctx context.Context, sitting SittingID) (Sitting, error) {
	row, err := db.One(s.reader(ctx), selSitting, scanSitting, sitting)
	return row, none(err, "找不到这次练习")
}

// mine is a sitting of the pupil who asks: verb practice.do on the person.
func (s *Service) mine(ctx context.Context, a *org.Actor, sitting SittingID) (Sitting, error) {
	row, err := s.load(ctx, sitting)
	if err != nil {
		return row, err
	}
	return row, s.org.Must(ctx, a, org.PracticeDo, id.As[any](row.Person))
}

// ofClass is a sitting of a class for which the actor has the verb.
func (s *Service) ofClass(ctx context.Context, a *org.Actor, v org.Verb, sitting SittingID) (Sitting, error) {
	row, err := s.load(ctx, sitting)
	if err != nil {
		return row, err
	}
	return row, s.org.Must(ctx, a, v, id.As[any](row.Class))
}

// Mine lists the pupil's own sittings, newest first, at most 100.
func (s *Service) Mine(ctx context.Context, a *org.Actor) ([]Sitting, error) {
	scope, err := s.org.Reach(ctx, a, org.PracticeDo)
	if err != nil {
		return nil, err
	}
	return db.All(s.reader(ctx), selMine, scanSitting, scope)
}

// MineOf lists a child's sittings for the guardian, newest first, at most 100. Verb child.read on the person.
func (s *Service) MineOf(ctx context.Context, a *org.Actor, child org.PersonID) ([]Sitting, error) {
	if err := s.org.Must(ctx, a, org.ChildRead, id.As[any](child)); err != nil {
		return nil, err
	}
	return db.All(s.reader(ctx), selOfChild, scanSitting, child)
}

// ofChild is a sitting of a child whose guardian asks: verb child.read on the person.
func (s *Service) ofChild(ctx context.Context, a *org.Actor, sitting SittingID) (Sitting, error) {
	row, err := s.load(ctx, sitting)
	if err != nil {
		return row, err
	}
	return row, s.org.Must(ctx, a, org.ChildRead, id.As[any](row.Person))
}

// HandIn closes the pupil's answers. Handing in twice is no error.
func (s *Service) HandIn(ctx context.Context, a *org.Actor, sitting SittingID) error {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error { return s.handIn(tx, a, row, Screen, now, now) })
}

// handIn closes a sitting inside tx; nothing happens when it is closed.
func (s *Service) handIn(tx *db.Tx, a *org.Actor, row Sitting, source string, occurred, now clock.Micros) error {
	state, err := db.One(tx, lockState, db.Value[string], row.ID)
	if err != nil || state == InTheBox {
		return err
	}
	if _, err := tx.Exec(updState, InTheBox, now, row.ID); err != nil {
		return err
	}
	return s.event(tx, a, "sitting.handed_in", id.As[any](row.Class), occurred, HandedIn{row.about(), source})
}

// Reopen lets the pupil change answers again. Verb answers.enter on the class. Opening an open sitting is no error.
func (s *Service) Reopen(ctx context.Context, a *org.Actor, sitting SittingID) error {
	row, err := s.ofClass(ctx, a, org.AnswersEnter, sitting)
	if err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		state, err := db.One(tx, lockState, db.Value[string], row.ID)
		if err != nil || state == Open {
			return err
		}
		if _, err := tx.Exec(updState, Open, 0, row.ID); err != nil {
			return err
		}
		return s.event(tx, a, "sitting.reopened", id.As[any](row.Class), now, HandedIn{row.about(), row.Source})
	})
}

// Progress is how far one pupil of an assignment is. It holds no score.
type Progress struct {
	Sitting
	Answered int // lines with an answer that is not empty
	ToMark   int // answers that wait for a person
	Lines    int
}

// Progress lists the pupils of an assignment. Verb answers.enter on the class.
func (s *Service) Progress(ctx context.Context, a *org.Actor, assignment id.Any) ([]Progress, error) {
	sittings, err := s.assignment(ctx, a, org.AnswersEnter, assignment)
	if err != nil || len(sittings) == 0 {
		return nil, err
	}
	x := s.reader(ctx)
	rows, err := s.lines(x, sittings[0].Paper, true)
	if err != nil {
		return nil, err
	}
	now, err := s.answers(x, assignment)
	if err != nil {
		return nil, err
	}
	out := make([]Progress, 0, len(sittings))
	for _, one := range sittings {
		p := Progress{Sitting: one, Lines: len(rows)}
		for _, r := range now[one.ID] {
			if !r.Blank() {
				p.Answered++
			}
			if r.Waits() {
				p.ToMark++
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// assignment lists the sittings of one assignment after asking org for its class.
func (s *Service) assignment(ctx context.Context, a *org.Actor, v org.Verb, assignment id.Any) ([]Sitting, error) {
	scope, err := s.org.Reach(ctx, a, v)
	if err != nil {
		return nil, err
	}
	rows, err := db.All(s.reader(ctx), selAssignment, scanSitting, assignment, scope)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.NotFound, "找不到这次布置的练习")
	}
	// Reach has narrowed the rows; Must records that the class was looked at, and on what basis.
	return rows, s.org.Must(ctx, a, v, id.As[any](rows[0].Class))
}

// Count is how many pupils of an assignment have handed in.
type Count struct{ Pupils, HandedIn int }

// Counts counts the pupils of assignments within reach of answers.enter.
func (s *Service) Counts(ctx context.Context, a *org.Actor, assignments []id.Any) (map[id.Any]Count, error) {
	scope, err := s.org.Reach(ctx, a, org.AnswersEnter)
	if err != nil {
		return nil, err
	}
	out := map[id.Any]Count{}
	err = db.Each(s.reader(ctx), selCounts, func(r db.Row) error {
		var (
			as id.Any
			c  Count
		)
		err := r.Scan(&as, &c.Pupils, &c.HandedIn)
		out[as] = c
		return err
	}, db.IDs(assignments), scope)
	return out, err
}
