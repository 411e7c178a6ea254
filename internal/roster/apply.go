package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// errLost says that another import of the same source has taken over, or that this one was stopped.
var errLost = fault.New(fault.Conflict, "同一来源的另一次导入已经开始，这一次停下了")

// outcome is what a row became.
type outcome struct {
	our   id.Any
	state int
	class org.ClassID // in which a pupil's place began, changed or ended
	ended bool
}

// run applies one import. Nothing of it is kept over a restart but what stands in the store: it compares anew and goes on with what
// is still different.
type run struct {
	s       *Service
	imp     Import
	to      *scratch
	places  map[string]*place
	kinds   map[org.UnitID]org.Kind
	inside  map[org.UnitID]bool  // the roster's unit and what lies below it
	known   map[string]org.Class // of recent slices, by sourcedId
	members map[string]member    // of the first slices, by sourcedId
	made    map[org.ClassID]bool // classes that came with this run
	at      clock.Micros
	notes   notes
	step    func(tx *db.Tx, done, total int64) error // the job's own note, or nothing
	pace    pace
}

// prepared is a slice that is ready to be written: write is SQL only and may run twice, out has one entry a step.
// after, if any, runs once it is stored.
type prepared struct {
	write func(tx *db.Tx, out []outcome) error
	after func(out []outcome)
}

// apply stores everything that the set changes, in slices, then what it removes, then the events.
func (r *run) apply(ctx context.Context) error {
	var err error
	r.at = r.s.now()
	r.known, r.members, r.made = map[string]org.Class{}, map[string]member{}, map[org.ClassID]bool{}
	if r.places, err = r.s.places(ctx, r.imp, r.to, &r.notes); err != nil {
		return err
	}
	scope, err := r.s.org.Unit(ctx, r.imp.Owner)
	if err != nil {
		return err
	}
	r.kinds, r.inside = map[org.UnitID]org.Kind{scope.ID: scope.Kind}, map[org.UnitID]bool{scope.ID: true}
	for _, at := range r.places {
		if !at.unit.IsZero() {
			r.kinds[at.unit] = at.is
			r.inside[at.unit] = r.inside[at.unit] || at.mine
		}
	}
	for _, t := range tables {
		if todo := r.imp.Report.Todo; todo != nil && todo[int(t)].Write == 0 {
			continue
		}
		if err := r.pass(ctx, t, func(w what) bool { return w > older && w != removed }); err != nil {
			return fmt.Errorf("roster: apply %s: %w", t.file(), err)
		}
	}
	for i := len(tables) - 1; i >= 0; i-- {
		t := tables[i]
		if todo := r.imp.Report.Todo; todo != nil && todo[int(t)].End == 0 {
			continue
		}
		if err := r.pass(ctx, t, func(w what) bool { return w == removed }); err != nil {
			return fmt.Errorf("roster: end %s: %w", t.file(), err)
		}
	}
	return r.events(ctx)
}

// pass compares a table and applies the rows that are wanted, a slice at a time.
func (r *run) pass(ctx context.Context, t table, want func(what) bool) error {
	mode := modeOf(r.imp.Report.Modes, t)
	if t == orgs && want(added) {
		return r.allOrgs(ctx, mode, want)
	}
	r.pace.begin(t)
	line := &pipe{r: r, t: t}
	var part []step
	err := r.s.compare(ctx, r.imp.Source, r.to, t, mode, func(p *step) error {
		if !want(p.what) {
			return nil
		}
		if part = append(part, *p); len(part) < r.pace.rows() {
			return nil
		}
		err := line.send(ctx, part)
		part = make([]step, 0, r.pace.rows())
		return err
	})
	if err == nil && len(part) > 0 {
		err = line.send(ctx, part)
	}
	err = errors.Join(err, line.wait())
	if p := &r.pace; p.slices > 0 {
		r.s.logger.Debug("roster: table stored", "table", t.file(), "rows", p.rowsAll, "slices", p.slices, "held", p.held, "longest", p.longest)
	}
	return err
}

// pipe reads what the next slice needs while the one before is written. Only tables whose rows do not refer to each other go ahead.
type pipe struct {
	r       *run
	t       table
	writing chan error
}

func (p *pipe) send(ctx context.Context, steps []step) error {
	if p.t < demographics {
		return p.r.slice(ctx, p.t, steps)
	}
	prep, err := p.r.prepare(ctx, p.t, steps)
	if err != nil {
		return err
	}
	if err := p.wait(); err != nil {
		return err
	}
	p.writing = make(chan error, 1)
	go func() { p.writing <- p.r.store(ctx, p.t, steps, prep) }()
	return nil
}

func (p *pipe) wait() error {
	if p.writing == nil {
		return nil
	}
	err := <-p.writing
	p.writing = nil
	return err
}

// slice stores some rows of one table.
func (r *run) slice(ctx context.Context, t table, steps []step) error {
	prep, err := r.prepare(ctx, t, steps)
	if err != nil {
		return err
	}
	return r.store(ctx, t, steps, prep)
}

// store writes a prepared slice in one durable step behind interactive writers.
func (r *run) store(ctx context.Context, t table, steps []step, prep prepared) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	done := r.imp.Done + int64(len(steps))
	out := make([]outcome, len(steps))
	var from time.Time
	err := r.s.core.Bulk(ctx, func(tx *db.Tx) error {
		from = time.Now()
		n, err := tx.Exec(updDone, min(done, r.imp.Total), r.imp.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return errLost
		}
		for i := range steps {
			out[i] = outcome{our: steps[i].old.our, state: active}
			if steps[i].what == removed || steps[i].what == stamp && steps[i].new.state == gone {
				out[i].state = gone
			}
		}
		if prep.write != nil {
			if err := prep.write(tx, out); err != nil {
				return err
			}
		}
		if err := r.keep(tx, t, steps, out); err != nil {
			return err
		}
		if err := r.count(tx, out); err != nil {
			return err
		}
		if r.step != nil {
			return r.step(tx, done, r.imp.Total)
		}
		return nil
	})
	if err == nil {
		r.imp.Done = done
		if prep.after != nil {
			prep.after(out)
		}
		r.pace.took(len(steps), time.Since(from))
	}
	return err
}

// keep writes down what the rows said and became.
func (r *run) keep(tx *db.Tx, t table, steps []step, out []outcome) error {
	fresh := make([]any, 0, 8*len(steps))
	for i := range steps {
		p := &steps[i]
		digest, modified, kept := p.new.digest, p.new.modified, p.new.kept
		switch {
		case p.what == removed: // missing in a bulk set, or marked
			digest, kept = p.old.digest, p.old.kept
		case p.what == stamp && p.had:
			digest = p.old.digest
		}
		if modified == 0 {
			modified = p.old.modified
		}
		var our any = out[i].our
		if out[i].our.IsZero() {
			our = nil
		}
		if !p.had {
			fresh = append(fresh, r.imp.Source, int(t), p.key(), our, digest, modified, out[i].state, kept)
			continue
		}
		if _, err := tx.Exec(updRow, our, digest, modified, out[i].state, kept, r.imp.Source, int(t), p.key()); err != nil {
			return err
		}
	}
	_, err := tx.Rows(insRow, insRowMany, 8, fresh)
	return err
}

// prepare reads what a slice needs and returns how to write it.
func (r *run) prepare(ctx context.Context, t table, steps []step) (prepared, error) {
	if steps[0].what == removed { // a pass of removals holds nothing else
		return r.ends(ctx, t, steps)
	}
	if len(steps) > 0 && allStamps(steps) {
		return prepared{}, nil
	}
	switch t {
	case orgs:
		return r.orgs(steps), nil
	case classes:
		return r.classes(ctx, steps)
	case users:
		return r.users(ctx, steps)
	case demographics:
		return r.demographics(ctx, steps)
	case roles, roleOf:
		return r.roles(ctx, steps)
	case linkOf:
		return r.links(ctx, steps)
	case enrollments:
		return r.enrollments(ctx, steps)
	}
	return prepared{}, nil // sessions and courses are only kept
}

func allStamps(steps []step) bool {
	for i := range steps {
		if steps[i].what != stamp {
			return false
		}
	}
	return true
}

// warn notes something about a row that shows only now.
func (r *run) warn(p *step, field string, code oneroster.Code, message string) {
	r.notes.add(oneroster.Warning, oneroster.Finding{File: p.new.tbl.file(), Line: p.new.line, ID: before(p.key()), Field: field, Code: code, Message: message})
}

// ourOf are our things that the given rows of a table became; rows that ended are not among them.
func (r *run) ourOf(ctx context.Context, t table, keys []string) (map[string]id.Any, error) {
	out := make(map[string]id.Any, len(keys))
	err := db.Each(r.s.core.Reader(ctx), selOur, func(x db.Row) error {
		var k string
		var our id.Any
		err := x.Scan(&k, &our)
		out[k] = our
		return err
	}, r.imp.Source, int(t), db.Texts(keys))
	return out, err
}

// ends ends what removed rows stood for. What another row stands for as well goes on.
func (r *run) ends(ctx context.Context, t table, steps []step) (prepared, error) {
	ours := make(map[string]id.Any, len(steps))
	for i := range steps {
		ours[steps[i].key()] = steps[i].old.our
	}
	shared, err := r.s.shared(ctx, t, ours)
	if err != nil {
		return prepared{}, err
	}
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		for i := range steps {
			o := steps[i].old
			if o.our.IsZero() || shared[o.our] {
				continue
			}
			if t == enrollments {
				if out[i].class, err = r.endEnrolment(tx, o); err != nil {
					return err
				}
				out[i].ended = true
				continue
			}
			if err := r.end(tx, t, o); err != nil {
				return err
			}
		}
		return nil
	}}, nil
}

func (r *run) end(tx *db.Tx, t table, o stored) error {
	switch t {
	case orgs:
		if at := r.places[o.sourced]; at == nil || !at.mine || at.unit == r.imp.Owner || id.As[any](at.unit) != o.our {
			return nil
		}
		return r.s.org.EndUnit(tx, id.As[org.Unit](o.our), r.at)
	case classes:
		return r.s.org.EndClass(tx, id.As[org.Class](o.our), r.at)
	case users:
		return r.s.org.EndPerson(tx, id.As[org.Person](o.our), r.at)
	case roles, roleOf, linkOf:
		return r.s.org.EndHolding(tx, id.As[org.Holding](o.our), r.at)
	}
	return nil
}

// count adds up the places of a slice by class, for the events.
func (r *run) count(tx *db.Tx, out []outcome) error {
	type n struct{ taken, ended int64 }
	by := map[org.ClassID]n{}
	for _, o := range out {
		if o.class.IsZero() {
			continue
		}
		c := by[o.class]
		if o.ended {
			c.ended++
		} else {
			c.taken++
		}
		by[o.class] = c
	}
	for class, c := range by {
		if _, err := tx.Exec(addPlaces, r.imp.Source, class, c.taken, c.ended); err != nil {
			return err
		}
	}
	return nil
}

// seconds since t0, for reports.
func since(t0 time.Time) float64 { return float64(time.Since(t0).Milliseconds()) / 1000 }
