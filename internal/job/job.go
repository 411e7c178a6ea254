package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// ID names a job.
type ID = id.Of[Job]

// State is where a job stands.
type State string

// The states. Waiting and Running jobs are worked on; Dead ones wait for a person.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Dead      State = "dead"
	Cancelled State = "cancelled"
)

// Job is a job as pages show it. Done and Total count what the handler counts, Total is 0 while unknown. Failure is the last
// error, kept until the job is done.
type Job struct {
	ID            ID
	Kind, Name    string
	Owner, Asker  id.Any
	State         State
	Tries         int
	Due           clock.Micros // not before
	Stopping      bool         // cancelled while it runs
	Done, Total   int64
	Note          string
	Failure       string
	Made, Changed clock.Micros
}

// Kind is a sort of job. Its name is stored in rows and never changes.
type Kind struct {
	Name  string
	Run   func(ctx context.Context, t *Task) error
	Tries int           // before it is a dead letter; default 5
	Lease time.Duration // after which a silent worker is given up; default 1 minute
}

// Order asks for a job. Name makes it one of a kind: the same kind and name again is the same job, so a click or a request
// repeated enqueues once; empty means a new job each time. Owner is the scope whose staff see it, Asker who wanted it.
type Order struct {
	Kind  string
	Name  string
	Owner id.Any
	Asker id.Any
	Args  any          // JSON
	After clock.Micros // not before; 0: now
}

const (
	insJob db.SQL = `-- unscoped: enqueued by services that have asked org
INSERT INTO job (id, kind, name, owner, asker, args, state, tries, due, lease, done, total, note, failure, made, changed)
VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, 0, 0, 0, '', '', ?, ?) ON CONFLICT (kind, name) DO NOTHING`
	selName db.SQL = `-- unscoped: the job of an order that was given before
SELECT id FROM job WHERE kind = ? AND name = ?`
	columns         = `id, kind, name, owner, asker, state, tries, due, stop, done, total, note, failure, made, changed FROM job`
	selJob   db.SQL = `SELECT ` + columns + ` WHERE id = ? AND @scope(owner)`
	selNamed db.SQL = `-- unscoped: the service that gave the order has asked org for what it is about
SELECT ` + columns + ` WHERE kind = ? AND name = ?`
	selJobs db.SQL = `SELECT ` + columns + ` WHERE @scope(owner) AND (? = '' OR kind = ?) AND state IN @texts AND (made, id) < (?, ?)
ORDER BY made DESC, id DESC LIMIT ?`
	updCancel db.SQL = `UPDATE job SET state = CASE WHEN state = 'running' THEN 'running' ELSE 'cancelled' END, stop = @true, changed = ?
WHERE id = ? AND state IN ('waiting', 'running', 'dead') AND @scope(owner)`
	updRerun db.SQL = `UPDATE job SET state = 'waiting', tries = 0, due = ?, stop = @false, changed = ?
WHERE id = ? AND state IN ('dead', 'cancelled') AND @scope(owner)`
	countStates db.SQL = `-- unscoped: numbers for metrics and doctor
SELECT state, COUNT(*) FROM job GROUP BY state`
	delOld db.SQL = `-- unscoped: housekeeping
DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state IN ('done', 'cancelled') AND changed < ? LIMIT 200)`
)

// Enqueue adds a job inside tx and wakes the workers when it is durable. For an order given before it returns the same id and
// changes nothing.
func (q *Queue) Enqueue(tx *db.Tx, o Order) (ID, error) {
	if _, ok := q.kind(o.Kind); !ok {
		return ID{}, fmt.Errorf("job: no kind %q", o.Kind)
	}
	args, err := json.Marshal(o.Args)
	if err != nil {
		return ID{}, fmt.Errorf("job: args of %s: %w", o.Kind, err)
	}
	j, now := id.New[Job](), clock.At(q.clock.Now())
	if o.Name == "" {
		o.Name = j.String()
	}
	n, err := tx.Exec(insJob, j, o.Kind, o.Name, o.Owner, o.Asker, string(args), max(now, o.After), now, now)
	if err != nil {
		return ID{}, fmt.Errorf("job: enqueue %s: %w", o.Kind, err)
	}
	if n == 0 {
		return db.One(tx, selName, db.Value[ID], o.Kind, o.Name)
	}
	tx.AfterCommit(q.nudge)
	return j, nil
}

// Get reads one job; one outside the scope is fault.NotFound.
func (q *Queue) Get(ctx context.Context, s db.Scope, j ID) (Job, error) {
	out, err := db.One(q.store.Reader(ctx), selJob, scanJob, j, s)
	if errors.Is(err, db.ErrNone) {
		return out, fault.New(fault.NotFound, "没有这个任务")
	}
	return out, err
}

// Named reads the job of an order by kind and name, for the service that gave it; there is none: fault.NotFound.
func (q *Queue) Named(ctx context.Context, kind, name string) (Job, error) {
	out, err := db.One(q.store.Reader(ctx), selNamed, scanJob, kind, name)
	if errors.Is(err, db.ErrNone) {
		return out, fault.New(fault.NotFound, "没有这个任务")
	}
	return out, err
}

// Filter narrows List; the zero value is everything. Before is the last job of the page before.
type Filter struct {
	Kind   string
	States []State
	Before Job
}

// List reads up to n jobs of the scope, newest first.
func (q *Queue) List(ctx context.Context, s db.Scope, f Filter, n int) ([]Job, error) {
	states := []string{string(Waiting), string(Running), string(Done), string(Dead), string(Cancelled)}
	if f.States != nil {
		states = nil
		for _, st := range f.States {
			states = append(states, string(st))
		}
	}
	made, last := f.Before.Made, f.Before.ID
	if last.IsZero() {
		made, last = clock.Forever, id.New[Job]()
	}
	return db.All(q.store.Reader(ctx), selJobs, scanJob, s, f.Kind, f.Kind, db.Texts(states), made, last, n)
}

// Cancel ends a job that waits or is dead, and tells a running one to stop; it is Cancelled once its handler has returned. A job
// that is over or outside the scope is fault.NotFound.
func (q *Queue) Cancel(tx *db.Tx, s db.Scope, j ID) error {
	n, err := tx.Exec(updCancel, clock.At(q.clock.Now()), j, s)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "没有可以取消的任务")
	}
	tx.AfterCommit(func() { q.interrupt(j) })
	return err
}

// Rerun makes a dead or cancelled job wait again with all its tries. Another one is fault.NotFound.
func (q *Queue) Rerun(tx *db.Tx, s db.Scope, j ID) error {
	now := clock.At(q.clock.Now())
	n, err := tx.Exec(updRerun, now, now, j, s)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "没有可以重新运行的任务")
	}
	tx.AfterCommit(q.nudge)
	return err
}

// Counts is the number of jobs in each state, for metrics and doctor.
func (q *Queue) Counts(ctx context.Context) (map[State]int64, error) {
	out := map[State]int64{}
	err := db.Each(q.store.Reader(ctx), countStates, func(r db.Row) error {
		var s State
		var n int64
		err := r.Scan(&s, &n)
		out[s] = n
		return err
	})
	return out, err
}

// Prune deletes jobs that were done or cancelled before the moment, and returns how many. Dead letters stay.
func (q *Queue) Prune(ctx context.Context, before clock.Micros) (int64, error) {
	var all int64
	for {
		var n int64
		err := q.store.Bulk(ctx, func(tx *db.Tx) (err error) { n, err = tx.Exec(delOld, before); return err })
		all += n
		if err != nil || n == 0 {
			return all, err
		}
	}
}

func scanJob(r db.Row) (j Job, err error) {
	return j, r.Scan(&j.ID, &j.Kind, &j.Name, &j.Owner, &j.Asker, &j.State, &j.Tries, &j.Due, &j.Stopping, &j.Done, &j.Total, &j.Note, &j.Failure, &j.Made, &j.Changed)
}
