package roster

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

const (
	updAgain db.SQL = `-- unscoped: the caller has asked at the unit of the roster
UPDATE roster_import SET state = 'checking' WHERE id = ? AND state IN ('ready', 'stopped')`
	lastFinding db.SQL = `-- unscoped: the scratch file of one import
SELECT COALESCE(MAX(seq), 0) FROM roster_finding`
	delFindings db.SQL = `-- unscoped: the scratch file of one import
DELETE FROM roster_finding WHERE seq > ?`
)

// last is the number of the latest finding, 0 for none.
func (s *scratch) last(ctx context.Context) (int64, error) {
	return db.One(s.db.Reader(ctx), lastFinding, db.Value[int64])
}

// Current reports whether the difference of a checked import is still the present one: no other import of its source was applied
// since it was made.
func (s *Service) Current(ctx context.Context, i Import) (bool, error) {
	v, err := db.One(s.core.Reader(ctx), selVersionRead, db.Value[int64], i.Source)
	return v == i.Base, err
}

// Again orders that a checked import is compared with what is stored now. Verb roster.import at its unit. One that is not waiting
// for a decision is fault.Conflict.
func (s *Service) Again(ctx context.Context, a *org.Actor, n ImportID) error {
	i, err := s.Get(ctx, a, n)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(updAgain, i.ID)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "这次导入不能再比对；请重新上传")
		}
		_, err = s.jobs.Enqueue(tx, job.Order{Kind: jobAgain, Owner: i.Node(), Asker: id.As[any](a.Person), Args: jobArgs{i.ID}})
		return err
	})
}

// runAgain is the job of a new comparison.
func (s *Service) runAgain(ctx context.Context, t *job.Task) error {
	var args jobArgs
	if err := t.Decode(&args); err != nil {
		return err
	}
	i, err := s.load(ctx, args.Import)
	if err != nil || i.State != Checking {
		return err
	}
	to, err := s.openScratch(ctx, i.ID, false)
	if fault.Is(err, fault.Gone) {
		return s.fail(ctx, i, err)
	}
	if err != nil {
		return err
	}
	defer func() { _ = to.close() }()
	err = to.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(delFindings, i.Report.Mark)
		return err
	})
	if err != nil {
		return err
	}
	if i.Report.Count == nil {
		i.Report.Count = map[oneroster.Code]int{}
	}
	for code, k := range i.Report.Late {
		if i.Report.Count[code] -= k; i.Report.Count[code] <= 0 {
			delete(i.Report.Count, code)
		}
	}
	_, err = s.contrast(ctx, i, to, false)
	return err
}

// Change is a row that an import would add, change or remove, for people to look at before they decide. Label is what the row is
// called; "" when it may not be shown or the store knows no name.
type Change struct {
	ID    string // sourcedId
	Line  int    // in the file; 0 for a row that the file does not hold
	Label string
}

// Kinds of changes.
const (
	Added   = "added"
	Changed = "changed"
	Removed = "removed"
)

var errEnough = errors.New("enough")

// Changes reads up to limit rows of a table that an import which waits for a decision would add, change or remove, in the order of
// their ids. Verb roster.import at its unit; the names of people who are removed only for those who may read them.
func (s *Service) Changes(ctx context.Context, a *org.Actor, n ImportID, table, kind string, limit int) ([]Change, error) {
	i, err := s.Get(ctx, a, n)
	if err != nil {
		return nil, err
	}
	t, ok := tableNamed(table)
	want, known := map[string]what{Added: added, Changed: changed, Removed: removed}[kind]
	if !ok || !known || i.State != Ready && i.State != Stopped {
		return nil, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	read, err := s.org.Can(ctx, a, org.PeopleRead, i.Node())
	if err != nil {
		return nil, err
	}
	to, err := s.openScratch(ctx, n, false)
	if err != nil {
		return nil, err
	}
	defer to.db.Close()
	var keys []string
	err = s.compareLight(ctx, i.Source, to, t, modeOf(i.Report.Modes, t), func(p *step) error {
		if p.what != want {
			return nil
		}
		if keys = append(keys, p.key()); len(keys) == limit {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, fmt.Errorf("roster: changes: %w", err)
	}
	steps, err := s.both(ctx, i.Source, to, t, keys)
	if err != nil {
		return nil, err
	}
	out := make([]Change, len(steps))
	for k, p := range steps {
		out[k] = Change{ID: before(p.key()), Line: p.new.line, Label: labelOf(&p.new)}
	}
	if kind == Removed {
		return out, s.nameStored(ctx, t, steps, out, read.Allow)
	}
	return out, s.nameStaged(ctx, to, t, steps, out)
}

// both are the two sides of the rows with the given keys.
func (s *Service) both(ctx context.Context, src int64, to *scratch, t table, keys []string) ([]step, error) {
	news, err := to.some(ctx, t, keys)
	if err != nil {
		return nil, err
	}
	olds, err := s.rows(ctx, src, t, keys)
	steps := make([]step, len(keys))
	for k, key := range keys {
		steps[k].new = news[key]
		steps[k].old, steps[k].had = olds[key]
	}
	return steps, err
}

// labelOf is what a row of the set is called.
func labelOf(r *staged) string {
	switch r.tbl {
	case orgs, users:
		return r.get("name")
	case classes:
		return r.get("title")
	}
	return ""
}

// nameStored names rows that the set does not hold by what they became.
func (s *Service) nameStored(ctx context.Context, t table, steps []step, out []Change, people bool) error {
	var who []org.PersonID
	for k, p := range steps {
		switch {
		case p.old.our.IsZero() || out[k].Label != "":
		case t == users && people:
			who = append(who, id.As[org.Person](p.old.our))
		case t == classes:
			c, err := s.org.Class(ctx, id.As[org.Class](p.old.our))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			out[k].Label = c.Label()
		case t == orgs:
			u, err := s.org.Unit(ctx, id.As[org.Unit](p.old.our))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			out[k].Label = u.Name
		}
	}
	names, err := s.org.Names(ctx, who)
	for k, p := range steps {
		if n := names[id.As[org.Person](p.old.our)]; t == users && n != "" {
			out[k].Label = n
		}
	}
	return err
}

// nameStaged names rows of the set that only refer to people and classes by what the set calls these.
func (s *Service) nameStaged(ctx context.Context, to *scratch, t table, steps []step, out []Change) error {
	if t != roles && t != demographics && t != enrollments {
		return nil
	}
	who, where := make([]string, len(steps)), make([]string, len(steps))
	for k := range steps {
		who[k], where[k] = steps[k].new.get("userSourcedId"), steps[k].new.get("classSourcedId")
		if t == demographics {
			who[k] = steps[k].key()
		}
	}
	people, err := to.some(ctx, users, who)
	if err != nil {
		return err
	}
	rooms, err := to.some(ctx, classes, where)
	for k := range out {
		p, c := people[who[k]], rooms[where[k]]
		out[k].Label = strings.TrimSpace(p.get("name") + " " + c.get("title") + " " + steps[k].new.get("role"))
	}
	return err
}
