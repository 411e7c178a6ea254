package assess

import (
	"context"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Finished is one pupil's whole practice as bulk work brings it: the form of each line, and when it was handed in.
type Finished struct {
	Person org.PersonID
	Forms  map[int]map[string][]string // by line, then by response identifier; an empty form is a blank answer
	At     clock.Micros                // of the answers and of handing in
}

const (
	v12   = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	v12x4 = v12 + `, ` + v12 + `, ` + v12 + `, ` + v12

	insResponses db.SQL = `-- unscoped: org was asked for the class
INSERT @orfail INTO response (sitting, no, rev, idem, answer, score, max, correct, source, actor, occurred, received) VALUES ` + v12x4 + `, ` + v12x4 + `, ` + v12x4 + `, ` + v12x4
	selOpen db.SQL = `-- unscoped: org was asked for the class
SELECT id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in FROM sitting
WHERE assignment = ? AND state = 'open' ORDER BY id`
)

// happened is an event with its payload, kept until the rows are written.
type happened struct {
	bus.Event
	with any
}

// finishing is one run of TakeFinished.
type finishing struct {
	s       *Service
	a       *org.Actor
	lines   []lineRow
	now     clock.Micros
	rows    []any
	events  []happened
	handed  []Sitting
	prepare map[string]prepared // what is the same for everybody who answers alike
}

// TakeFinished stores the finished practice of many pupils of an assignment: the same checks, scores, rows and events as Save and HandIn
// make, many rows to a statement, in one write behind interactive ones. Answers are first revisions, so each sitting must be open and
// without answers. Answers on screen are the pupils' own, those on paper the actor's who brings them in. Verb answers.enter on the class.
// Give it at most a class at a time. NotFound when a pupil has no open sitting.
func (s *Service) TakeFinished(ctx context.Context, a *org.Actor, assignment id.Any, list []Finished) error {
	x := s.reader(ctx)
	open, err := db.All(x, selOpen, scanSitting, assignment)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return fault.New(fault.NotFound, "找不到这次布置的练习")
	}
	if err := s.org.Must(ctx, a, org.AnswersEnter, id.As[any](open[0].Class)); err != nil {
		return err
	}
	f := finishing{s: s, a: a, now: s.now(), prepare: map[string]prepared{}}
	if f.lines, err = s.lines(x, open[0].Paper, true); err != nil {
		return err
	}
	of := make(map[org.PersonID]Sitting, len(open))
	for _, o := range open {
		of[o.Person] = o
	}
	for _, one := range list {
		row, ok := of[one.Person]
		if !ok {
			return fault.New(fault.NotFound, "有学生没有这次练习，或者已经交了")
		}
		if err := f.take(x, row, one); err != nil {
			return err
		}
	}
	return s.core.Bulk(ctx, f.write)
}

// take adds one pupil's rows and events.
func (f *finishing) take(x db.Querier, row Sitting, one Finished) error {
	actor, at := id.As[any](f.a.Person), min(one.At, f.now)
	if row.Source == Screen {
		actor = id.As[any](row.Person)
	}
	for _, l := range f.lines {
		form, ok := one.Forms[l.No]
		if !ok {
			continue
		}
		p, err := f.prepared(x, l, form)
		if err != nil {
			return err
		}
		idem := id.Named[any](answerSpace, row.ID.String()+"\x00"+strconv.Itoa(l.No)+"\x00"+p.text)
		f.rows = append(f.rows, row.ID, p.no, int64(1), idem, p.text, p.score, p.max, p.correct, row.Source, actor, at, f.now)
		f.events = append(f.events, f.told(row, actor, "response.saved", at, ResponseSaved{About: row.about(), No: p.no, Item: l.Revision, Of: l.Item, Rev: 1,
			Score: p.score, Max: p.max, Correct: p.correct, Response: p.short, Source: row.Source, Grade: row.Grade, Stage: row.Stage}))
	}
	f.events = append(f.events, f.told(row, actor, "sitting.handed_in", at, HandedIn{row.about(), row.Source}))
	row.HandedIn = at
	f.handed = append(f.handed, row)
	return nil
}

func (f *finishing) told(row Sitting, actor id.Any, kind string, at clock.Micros, payload any) happened {
	return happened{bus.Event{Kind: kind, Version: 1, Owner: id.As[any](row.Class), Actor: actor, Request: f.a.Request, Occurred: at}, payload}
}

// prepared checks and scores an answer; a class gives few different ones.
func (f *finishing) prepared(x db.Querier, l lineRow, form map[string][]string) (prepared, error) {
	key := strconv.Itoa(l.No) + answer(form).text()
	if p, ok := f.prepare[key]; ok {
		return p, nil
	}
	p, err := f.s.prepare(x, l, Given{No: l.No, Form: form})
	if err != nil {
		return p, err
	}
	if p.short == nil {
		p.short = []string{}
	}
	f.prepare[key] = p
	return p, nil
}

// write is the one write: answers, then the sittings, then what happened.
func (f *finishing) write(tx *db.Tx) error {
	if _, err := tx.Rows(insResponse, insResponses, 12, f.rows); err != nil {
		return err
	}
	for _, row := range f.handed {
		if _, err := tx.Exec(updState, InTheBox, row.HandedIn, row.ID); err != nil {
			return err
		}
	}
	for _, e := range f.events {
		if _, err := f.s.log.Append(tx, e.Event, e.with); err != nil {
			return err
		}
	}
	return nil
}
