package exam

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Apply makes an intake's results count: one small write, since the results are staged already. Nothing of them is seen before it, all of
// them after it. Two-way tables that did not exist are made of what the files say. An intake that changes nothing counts without an event.
// When another intake has changed the same classes since the difference was made, or a two-way table was changed, the check runs again
// and Apply is a Conflict. Verb marks.import at the place.
//
// Faults: Conflict; Invalid when rows have errors that were not left out by choice (field skip), or 免考 lacks its approver (field excuse);
// the guard's (Admit).
func (s *Service) Apply(ctx context.Context, a *org.Actor, n IntakeID, rev int, c Choice) (Intake, error) {
	i, e, err := s.importable(ctx, a, n)
	if err != nil {
		return i, err
	}
	if i.State == IntakeDone && i.Rev == rev+1 {
		return i, nil // the same click twice
	}
	if i.State != IntakeReady || i.Rev != rev {
		return i, fault.New(fault.Conflict, "这次导入刚才被改过，请看过新的内容再操作")
	}
	c.Replace, c.ByName, c.Excuse = i.Choice.Replace, i.Choice.ByName, strings.TrimSpace(c.Excuse)
	if i.Report.Left > 0 && !c.Skip {
		return i, fault.Fieldsf(fault.Field{Name: "skip", Message: "有几行没有读入：改好文件再传，或者勾选“没有读入的行先不管”"})
	}
	if n := len([]rune(c.Excuse)); i.Report.Excused > 0 && (n < 4 || n > 200) {
		return i, fault.Fieldsf(fault.Field{Name: "excuse", Message: "免考的学生不进均分：请写批准人和理由，4 到 200 个字"})
	}
	stale := false
	err = s.Core.Write(ctx, func(tx *db.Tx) error {
		stale = false
		if _, err := db.One(tx, lockExam, db.Value[string], i.Exam); err != nil {
			return none(err)
		}
		if _, err := s.Admit(ctx, tx, i.Exam); err != nil {
			return err
		}
		var err error
		if stale, err = s.stale(ctx, tx, i); err != nil {
			return err
		}
		if stale {
			if err := changed(tx.Exec(updMapped, text(c), n, rev)); err != nil {
				return err
			}
			return s.order(tx, a, i, rev+1)
		}
		return s.flip(ctx, tx, a, e, &i, c)
	})
	if err == nil && stale {
		return i, fault.New(fault.Conflict, "刚才有人改了同样的班级或双向细目表，正在重新比较，请稍后再看")
	}
	return i, err
}

// stale reports that the difference was made against something else than what is there now.
func (s *Service) stale(ctx context.Context, tx *db.Tx, i Intake) (bool, error) {
	n, err := db.One(tx, selStale, db.Value[int64], i.ID, i.Base)
	if err != nil || n > 0 {
		return n > 0, err
	}
	for subject, rev := range i.Report.Plans {
		if _, touched := i.Report.Subjects[subject]; !touched {
			continue
		}
		b, err := s.BlueprintOf(ctx, tx, i.Exam, subject)
		if err != nil {
			return false, err
		}
		if b.Rev != rev {
			return true, nil
		}
	}
	return false, nil
}

// flip is the one write after which the results count.
func (s *Service) flip(ctx context.Context, tx *db.Tx, a *org.Actor, e Exam, i *Intake, c Choice) error {
	last, err := db.One(tx, selApplied, db.Value[int64], i.Exam)
	if err != nil {
		return err
	}
	now := s.now()
	if err := changed(tx.Exec(updFlip, last+1, now, text(c), i.ID, i.Rev)); err != nil {
		return err
	}
	i.Applied, i.State, i.Ended, i.Choice = last+1, IntakeDone, now, c
	i.Rev++
	if _, err := tx.Exec(delPreviews, i.ID); err != nil {
		return err
	}
	for subject, p := range i.Report.Papers {
		if i.Report.Plans[subject] > 0 || len(p.Items) == 0 && p.Full == 0 {
			continue
		}
		full, raw, err := p.blueprint().rows()
		if err != nil {
			return err
		}
		if _, err := tx.Exec(insBlueprint, i.Exam, subject, full, raw, a.Person, now); err != nil {
			return err
		}
	}
	if i.Report.Changes() == 0 {
		return nil
	}
	_, err = s.Log.Append(tx, bus.Event{Kind: "marks.imported", Version: 1, Owner: id.As[any](e.Owner), Actor: id.As[any](a.Person), Request: a.Request, Occurred: now},
		MarksImported{i.Exam, i.ID, e.Owner, i.Place, i.Applied, i.Report.Subjects})
	if err != nil {
		return err
	}
	_, err = s.Jobs.Enqueue(tx, job.Order{Kind: JobTidy, Name: i.ID.String(), Owner: i.Place, Asker: id.As[any](a.Person), Args: checkArgs{i.ID, i.Rev}})
	return err
}

// blueprint is what files say of a paper: names, marks and keys.
func (p paper) blueprint() Blueprint {
	b := Blueprint{Full: float64(p.Full) / 100}
	sum := 0.0
	for _, it := range p.Items {
		v := BlueprintItem{Name: it.Name, Mark: float64(it.Full) / 100, Planned: nan, Key: it.Key}
		sum += v.Mark
		b.Items = append(b.Items, v)
	}
	if len(p.Items) > 0 {
		b.Full = sum
	}
	return b
}

// Drop ends an intake whose results do not count; its staged results are removed by a job. Verb marks.import at the place.
func (s *Service) Drop(ctx context.Context, a *org.Actor, n IntakeID, rev int) error {
	i, err := s.Intake(ctx, a, n)
	if err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		if err := changed(tx.Exec(updDrop, s.now(), n, rev)); err != nil {
			return err
		}
		for _, q := range []db.SQL{delPreviews, delFindings} {
			if _, err := tx.Exec(q, n); err != nil {
				return err
			}
		}
		_, err := s.Jobs.Enqueue(tx, job.Order{Kind: JobTidy, Name: n.String() + ".drop", Owner: i.Place, Asker: id.As[any](a.Person), Args: checkArgs{n, rev + 1}})
		return err
	})
}

// runTidy removes what nobody sees any more: staged results of a dropped intake, or results that a newer intake has replaced.
func (s *Service) runTidy(ctx context.Context, t *job.Task) error {
	var args checkArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	i, err := s.loadIntake(ctx, args.Intake)
	if err != nil {
		return err
	}
	if i.State == IntakeDropped {
		return (&gathering{s: s, t: t, i: i}).clear(ctx)
	}
	if i.Applied == 0 {
		return nil
	}
	old, err := db.All(s.Core.Reader(ctx), selEarlier, db.Value[IntakeID], i.Exam, i.Applied)
	if err != nil {
		return err
	}
	for _, o := range old {
		for {
			var n int64
			err := s.Core.Bulk(ctx, func(tx *db.Tx) (err error) {
				n, err = tx.Exec(delOld, i.Exam, o, o, i.ID, i.ID)
				return err
			})
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}

// Change is the difference of an intake in one subject and class.
type Change struct {
	Subject string
	Class   org.ClassID
	School  org.UnitID
	People  int
	Counts
}

// Difference lists what an intake changes, by subject and class, up to limit after one; classes that stay as they are are not in it. Verb
// marks.import at its place.
func (s *Service) Difference(ctx context.Context, a *org.Actor, n IntakeID, after Change, limit int) ([]Change, error) {
	if _, err := s.Intake(ctx, a, n); err != nil {
		return nil, err
	}
	last := after.Class
	if last.IsZero() {
		last = org.ClassID{15: 1} // before every class; none would be NULL
	}
	return db.All(s.Core.Reader(ctx), selDifference, func(r db.Row) (c Change, err error) {
		return c, r.Scan(&c.Subject, &c.Class, &c.School, &c.People, &c.Added, &c.Changed, &c.Removed, &c.Unchanged)
	}, n, after.Subject, after.Subject, last, limit)
}
