package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Grace is how long a handler may go on after Run was told to stop, before its context ends.
const Grace = 5 * time.Second

// The pause before the next try doubles from firstPause to longestPause.
const (
	firstPause   = 5 * time.Second
	longestPause = time.Hour
)

// ErrStop is given by Task.Step and Task.Progress when the handler should return: it was cancelled, or the program stops. Return
// it as it is.
var ErrStop = errors.New("job: stop")

// Queue is the queue of one store. Make it with New, give it kinds with Register, then Run.
type Queue struct {
	store *db.DB
	clock clock.Clock
	log   *slog.Logger
	wake  chan struct{}

	mu      sync.Mutex
	kinds   map[string]Kind
	running map[ID]*Task // in this process
}

// New is a queue over the core store.
func New(core *db.DB, c clock.Clock, l *slog.Logger) *Queue {
	return &Queue{store: core, clock: c, log: l, wake: make(chan struct{}, 1), kinds: map[string]Kind{}, running: map[ID]*Task{}}
}

// Register adds a kind before Run. Two kinds of one name are a mistake of the program and panic.
func (q *Queue) Register(k Kind) {
	if k.Tries == 0 {
		k.Tries = 5
	}
	if k.Lease == 0 {
		k.Lease = time.Minute
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, twice := q.kinds[k.Name]; twice || k.Name == "" || k.Run == nil {
		panic(fmt.Sprintf("job: kind %q is registered twice, or has no name or handler", k.Name))
	}
	q.kinds[k.Name] = k
}

func (q *Queue) kind(name string) (Kind, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	k, ok := q.kinds[name]
	return k, ok
}

// names are the kinds that this process can run: another version may have enqueued others.
func (q *Queue) names() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []string
	for n := range q.kinds {
		out = append(out, n)
	}
	return out
}

func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// interrupt tells the handler of a cancelled job, when it runs here; elsewhere its next lease tells it.
func (q *Queue) interrupt(j ID) {
	q.mu.Lock()
	t := q.running[j]
	q.mu.Unlock()
	if t != nil {
		t.stop()
	}
}

// Run works with so many workers until ctx ends, and returns when every handler has returned.
func (q *Queue) Run(ctx context.Context, workers int) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				ran, err := q.Step(ctx)
				if err != nil && ctx.Err() == nil {
					q.log.Error("job queue", "error", err)
				}
				if ran && err == nil {
					q.nudge() // there may be work for a worker that sleeps
					continue
				}
				select {
				case <-q.wake:
				case <-time.After(time.Second): // a pause or a lease may have ended, or another process enqueued
				case <-ctx.Done():
				}
			}
		})
	}
	wg.Wait()
}

// Drain runs jobs that are due, one after another, until none is, for tests and seeding.
func (q *Queue) Drain(ctx context.Context) error {
	for {
		if ran, err := q.Step(ctx); err != nil || !ran {
			return err
		}
	}
}

const (
	// A job is due when it waits and its time has come, or when its worker's lease has run out.
	selDue db.SQL = `-- unscoped: workers serve everybody
SELECT id, kind, owner, asker, args, tries, done, total FROM job
WHERE kind IN @texts AND ((state = 'waiting' AND due <= ?) OR (state = 'running' AND lease < ?)) ORDER BY due, id LIMIT 1 @skiplocked`
	updTake db.SQL = `-- unscoped: workers serve everybody
UPDATE job SET state = 'running', tries = tries + 1, worker = ?, lease = ?, changed = ? WHERE id = ?`
	updLease db.SQL = `-- unscoped: the worker's own job
UPDATE job SET lease = ? WHERE id = ? AND worker = ? AND state = 'running' RETURNING stop`
	updStep db.SQL = `-- unscoped: the worker's own job
UPDATE job SET lease = ?, done = ?, total = ?, note = ?, changed = ? WHERE id = ? AND worker = ? AND state = 'running' RETURNING stop`
	// tries goes back by one when the program stops: that was no failure. A job cancelled meanwhile is cancelled unless it is done.
	updEnd db.SQL = `-- unscoped: the worker's own job
UPDATE job SET state = CASE WHEN stop AND ? <> 'done' THEN 'cancelled' ELSE ? END, tries = tries - ?, due = ?, lease = 0, worker = NULL, failure = COALESCE(?, failure), changed = ?
WHERE id = ? AND worker = ? AND state = 'running'`
)

// Step runs the first job that is due, and reports whether there was one. The error is the queue's own: a handler's failure is in
// its row.
func (q *Queue) Step(ctx context.Context) (bool, error) {
	t, err := q.take(ctx)
	if err != nil || t == nil {
		return false, err
	}
	k, _ := q.kind(t.Kind)
	if t.Try > k.Tries { // its last worker vanished with the last try
		return true, q.end(t, Dead, 0, errors.New("job: the worker vanished during the last try"))
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	t.cancel = cancel
	q.mu.Lock()
	q.running[t.ID] = t
	q.mu.Unlock()
	defer func() { q.mu.Lock(); defer q.mu.Unlock(); delete(q.running, t.ID) }()
	leased := make(chan struct{})
	go func() { defer close(leased); t.keepLease(run, ctx, k.Lease) }()
	err = call(run, k, t)
	cancel()
	<-leased
	return true, q.settle(ctx, t, k, err)
}

// take gives this worker the first due job, or nil.
func (q *Queue) take(ctx context.Context) (*Task, error) {
	var t *Task
	err := q.store.Write(ctx, func(tx *db.Tx) error {
		t = nil
		now := q.clock.Now()
		found, err := db.One(tx, selDue, func(r db.Row) (*Task, error) {
			f := &Task{queue: q, worker: id.New[worker](), halt: make(chan struct{})}
			var args string
			err := r.Scan(&f.ID, &f.Kind, &f.Owner, &f.Asker, &args, &f.Try, &f.Done, &f.Total)
			f.Args, f.Try = json.RawMessage(args), f.Try+1
			return f, err
		}, db.Texts(q.names()), clock.At(now), clock.At(now))
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		k, _ := q.kind(found.Kind)
		found.lease = k.Lease
		if _, err := tx.Exec(updTake, found.worker, clock.At(now.Add(k.Lease)), clock.At(now), found.ID); err != nil {
			return err
		}
		t = found
		return nil
	})
	return t, err
}

// settle writes down how the handler ended.
func (q *Queue) settle(ctx context.Context, t *Task, k Kind, err error) error {
	stopped := errors.Is(err, ErrStop) || (err != nil && ctx.Err() != nil && errors.Is(err, context.Canceled))
	switch {
	case err == nil:
		return q.end(t, Done, 0, nil)
	case stopped:
		return q.giveBack(t)
	case hopeless(err) || t.Try >= k.Tries:
		q.log.Error("job is dead", "kind", t.Kind, "job", t.ID, "try", t.Try, "error", err)
		return q.end(t, Dead, 0, err)
	default:
		pause := min(firstPause<<min(t.Try-1, 20), longestPause)
		q.log.Warn("job failed", "kind", t.Kind, "job", t.ID, "try", t.Try, "error", err, "again_in", pause)
		return q.end(t, Waiting, pause, err)
	}
}

// hopeless faults are the same at the next try: the input is wrong or the thing is not allowed.
func hopeless(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Denied, fault.Gone, fault.TooLarge, fault.Unlawful:
		return true
	}
	return false
}

func (q *Queue) end(t *Task, s State, pause time.Duration, cause error) error {
	failure := ""
	if cause != nil {
		failure = fmt.Sprintf("%.2000s", cause.Error())
	}
	return q.store.Write(context.Background(), func(tx *db.Tx) error { // not ctx: the program may be stopping
		now := q.clock.Now()
		_, err := tx.Exec(updEnd, string(s), string(s), 0, clock.At(now.Add(pause)), failure, clock.At(now), t.ID, t.worker)
		return err // no row: the lease was lost, and the job is another worker's
	})
}

func (q *Queue) giveBack(t *Task) error {
	return q.store.Write(context.Background(), func(tx *db.Tx) error {
		now := clock.At(q.clock.Now())
		_, err := tx.Exec(updEnd, string(Waiting), string(Waiting), 1, now, nil, now, t.ID, t.worker)
		return err
	})
}

// call runs the handler; a panic is a failure like any other.
func call(ctx context.Context, k Kind, t *Task) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job: panic: %v\n%s", p, debug.Stack())
		}
	}()
	return k.Run(ctx, t)
}

type worker struct{} // marks the id of one taking of one job

// Task is a job in its handler's hands. Try counts from 1; Done and Total are what the last Step or Progress of an earlier try
// left, so that work goes on where it stopped.
type Task struct {
	ID           ID
	Kind         string
	Owner, Asker id.Any
	Args         json.RawMessage
	Try          int
	Done, Total  int64

	queue  *Queue
	worker id.Of[worker]
	lease  time.Duration
	cancel context.CancelFunc
	once   sync.Once
	halt   chan struct{} // closed when the handler should return
}

// Decode reads Args into v; a failure is hopeless.
func (t *Task) Decode(v any) error {
	if err := json.Unmarshal(t.Args, v); err != nil {
		return fault.Wrap(err, fault.Invalid, "任务参数无法读取")
	}
	return nil
}

// Stopping is closed when the handler should return ErrStop.
func (t *Task) Stopping() <-chan struct{} { return t.halt }

func (t *Task) stop() { t.once.Do(func() { close(t.halt) }) }

// Step notes progress inside tx, together with the rows that it is the progress of. ErrStop rolls the slice back and ends the
// handler. note is a sentence for people, without names.
func (t *Task) Step(tx *db.Tx, done, total int64, note string) error {
	select {
	case <-t.halt:
		return ErrStop
	default:
	}
	now := t.queue.clock.Now()
	stop, err := db.One(tx, updStep, db.Value[bool], clock.At(now.Add(t.lease)), done, total, note, clock.At(now), t.ID, t.worker)
	if errors.Is(err, db.ErrNone) || (err == nil && stop) {
		return ErrStop // cancelled, or the lease was lost
	}
	return err
}

// Progress is Step in a write of its own, for work whose rows are elsewhere.
func (t *Task) Progress(ctx context.Context, done, total int64, note string) error {
	return t.queue.store.Bulk(ctx, func(tx *db.Tx) error { return t.Step(tx, done, total, note) })
}

// keepLease renews the lease until the handler returns (run ends), tells it to stop when the program does, and ends its context
// when the lease is lost or the grace is over.
func (t *Task) keepLease(run, program context.Context, lease time.Duration) {
	tick := time.NewTicker(lease / 3)
	defer tick.Stop()
	stopping, grace := program.Done(), (<-chan time.Time)(nil)
	for {
		select {
		case <-run.Done():
			return
		case <-stopping:
			t.stop()
			stopping, grace = nil, time.After(Grace)
		case <-t.halt:
			if grace == nil {
				grace = time.After(Grace)
			}
			select { // halt stays closed: wait for the other ends only
			case <-run.Done():
			case <-grace:
				t.cancel()
			}
			return
		case <-tick.C:
			var stop bool
			err := t.queue.store.Write(run, func(tx *db.Tx) (err error) {
				stop, err = db.One(tx, updLease, db.Value[bool], clock.At(t.queue.clock.Now().Add(lease)), t.ID, t.worker)
				return err
			})
			switch {
			case errors.Is(err, db.ErrNone): // somebody else has it
				t.stop()
				t.cancel()
			case err == nil && stop:
				t.stop()
			}
		}
	}
}
