package homework

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// AssignmentID names an assignment.
type AssignmentID = id.Of[Assignment]

// Modes: what pupils write on.
const (
	Device = "device" // 学校设备: a device of the school, never a pupil's phone
	Paper  = "paper"  // 纸质
)

// Places: where pupils do it.
const (
	InClass = "class" // 课堂、课后服务: at school
	AtHome  = "home"  // 回家
)

// maxMinutes bounds one assignment.
const maxMinutes = 180

// Assignment is a practice given to a class.
type Assignment struct {
	ID      AssignmentID
	Owner   org.UnitID // the school of the class
	Class   org.ClassID
	Version id.Any // of the lesson
	Paper   id.Any
	Title   string
	Subject string
	Stage   string
	Grade   int // of the class when it was given
	Mode    string
	Place   string
	Minutes int          // expected working time
	Day     clock.Micros // the day in China on which it counts: the day it was given
	Due     clock.Micros // the beginning of the last day
	Reason  string       // why the day's limit was exceeded; empty normally
	Items   int
	Pupils  int
	GivenBy org.PersonID
	GivenAt clock.Micros

	Setting string // kind of the school when it was given, for the event; not stored
}

// Order is what a teacher fills in to give an assignment.
type Order struct {
	Version id.Any
	Class   org.ClassID
	Mode    string
	Place   string
	Minutes int
	Due     clock.Micros // any moment of the last day
	Reason  string
	Idem    string // the same order twice is one assignment
}

func (o Order) check(now clock.Micros) error {
	var f []fault.Field
	if o.Mode != Device && o.Mode != Paper {
		f = append(f, fault.Field{Name: "mode", Message: "请选用什么做"})
	}
	if o.Place != InClass && o.Place != AtHome {
		f = append(f, fault.Field{Name: "place", Message: "请选在哪里做"})
	}
	if o.Minutes < 1 || o.Minutes > maxMinutes {
		f = append(f, fault.Field{Name: "minutes", Message: "预计用时应在 1 到 180 分钟之间"})
	}
	const month = 31 * 24 * 3600 * 1_000_000
	if due := DayOf(o.Due); due < DayOf(now) || due > now+month {
		f = append(f, fault.Field{Name: "due", Message: "截止日应在今天到一个月以内"})
	}
	if len([]rune(o.Reason)) > 200 {
		f = append(f, fault.Field{Name: "reason", Message: "理由最多 200 字"})
	}
	if len(f) > 0 {
		return fault.Fieldsf(f...)
	}
	return nil
}

// Give gives a practice to a class. Verb assign on the class; the version must be readable for the actor.
//
// Faults: Invalid (fields, no pupils, no practice in the lesson, the day's limit without a reason), Unlawful with the clause.
func (s *Service) Give(ctx context.Context, a *org.Actor, o Order) (AssignmentID, error) {
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](o.Class)); err != nil {
		return AssignmentID{}, err
	}
	if old, err := db.All(s.core.Reader(ctx), selIdem, db.Value[AssignmentID], a.Person, o.Idem); err != nil || len(old) > 0 {
		return first(old), err
	}
	now := s.now()
	if err := o.check(now); err != nil {
		return AssignmentID{}, err
	}
	lesson, err := s.lessons.Lesson(ctx, a, o.Version)
	if err != nil {
		return AssignmentID{}, err
	}
	if lesson.Paper.IsZero() || lesson.Items == 0 {
		return AssignmentID{}, fault.New(fault.Invalid, "这节课还没有练习，不能布置")
	}
	class, err := s.org.Class(ctx, o.Class)
	if err != nil {
		return AssignmentID{}, err
	}
	if err := lawful(class, o.Mode, o.Place); err != nil {
		return AssignmentID{}, err
	}
	if err := s.exams.Practice(class, lesson.Title, examKind(o.Mode)); err != nil {
		return AssignmentID{}, err
	}
	load, err := s.limit(ctx, class, now)
	if err != nil {
		return AssignmentID{}, err
	}
	pupils, err := s.pupils(ctx, o.Class, now)
	if err != nil {
		return AssignmentID{}, err
	}
	setting, err := s.Kind(ctx, class.School, now)
	if err != nil {
		return AssignmentID{}, err
	}
	as := Assignment{Setting: setting, ID: id.New[Assignment](), Owner: class.School, Class: class.ID, Version: o.Version, Paper: lesson.Paper, Title: lesson.Title,
		Subject: lesson.Subject, Stage: class.Stage, Grade: class.Grade, Mode: o.Mode, Place: o.Place, Minutes: o.Minutes, Day: DayOf(now),
		Due: DayOf(o.Due), Reason: o.Reason, Items: lesson.Items, Pupils: len(pupils), GivenBy: a.Person, GivenAt: now}
	return s.write(ctx, a, as, class, load, pupils, o.Idem)
}

// write stores an assignment with its sittings and event; the day's sum is taken again inside, so that two teachers at once cannot
// pass the limit unseen on SQLite (on PostgreSQL the later of two at the same instant may).
func (s *Service) write(ctx context.Context, a *org.Actor, as Assignment, class org.Class, l Load, pupils []org.PersonID, idem string) (AssignmentID, error) {
	source := "screen"
	if as.Mode == Paper {
		source = "paper"
	}
	done := as.ID
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		if old, err := db.All(tx, selIdem, db.Value[AssignmentID], a.Person, idem); err != nil || len(old) > 0 {
			done = first(old)
			return err
		}
		var err error
		if l.Used, err = used(tx, as.Class, as.Day); err != nil {
			return err
		}
		if err := affordable(l, as.Minutes, as.Place, as.Reason); err != nil {
			return err
		}
		_, err = tx.Exec(insAssignment, as.ID, as.Owner, as.Class, as.Version, as.Paper, as.Title, as.Subject, as.Stage, as.Grade, as.Mode, as.Place,
			as.Minutes, as.Day, as.Due, as.Reason, as.Items, as.Pupils, as.GivenBy, as.GivenAt, idem)
		if err != nil {
			return err
		}
		if err := s.sittings.OpenSittings(tx, id.As[any](as.ID), class, as.Paper, pupils, source, as.GivenAt); err != nil {
			return err
		}
		_, err = s.log.Append(tx, bus.Event{Kind: "assignment.given", Version: 1, Owner: id.As[any](as.Class), Actor: id.As[any](a.Person),
			Request: a.Request, Occurred: as.GivenAt}, as.given())
		return err
	})
	return done, err
}

func first(ids []AssignmentID) AssignmentID {
	if len(ids) == 0 {
		return AssignmentID{}
	}
	return ids[0]
}

// pupils are the persons on the class register now.
func (s *Service) pupils(ctx context.Context, class org.ClassID, now clock.Micros) ([]org.PersonID, error) {
	roster, err := s.org.Roster(ctx, class, now)
	if err != nil {
		return nil, err
	}
	if len(roster) == 0 {
		return nil, fault.New(fault.Invalid, "这个班还没有学生")
	}
	out := make([]org.PersonID, len(roster))
	for i, r := range roster {
		out[i] = r.Person
	}
	return out, nil
}

// Assignment is one assignment. Verb answers.enter on the class: who gives it, and an assistant who brings in answers from paper.
func (s *Service) Assignment(ctx context.Context, a *org.Actor, as AssignmentID) (Assignment, error) {
	row, err := db.One(s.core.Reader(ctx), selAssignment, scanAssignment, as)
	if errors.Is(err, db.ErrNone) {
		return row, fault.Wrap(err, fault.NotFound, "找不到这次布置")
	}
	if err != nil {
		return row, err
	}
	return row, s.org.Must(ctx, a, org.AnswersEnter, id.As[any](row.Class))
}

// List lists the assignments of the actor's classes, newest first, at most 100.
func (s *Service) List(ctx context.Context, a *org.Actor) ([]Assignment, error) {
	scope, err := s.org.Reach(ctx, a, org.AnswersEnter)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selAssignments, scanAssignment, scope)
}

// Briefs are assignments by id for callers who found the ids in rows for which org was asked: a pupil's sittings, a class's sheet.
func (s *Service) Briefs(ctx context.Context, ids []id.Any) (map[id.Any]Assignment, error) {
	rows, err := db.All(s.core.Reader(ctx), selBriefs, scanAssignment, db.IDs(ids))
	out := make(map[id.Any]Assignment, len(rows))
	for _, r := range rows {
		out[id.As[any](r.ID)] = r
	}
	return out, err
}
