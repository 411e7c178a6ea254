package job_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var rows = fstest.MapFS{"20000101000001_test_row.sql": {Data: []byte("-- +goose Up\nCREATE TABLE work_row (seq @serial, n @int NOT NULL);\n")}}

const (
	insRow db.SQL = `-- unscoped: a table of this test
INSERT INTO work_row (n) VALUES (?)`
	countRows db.SQL = `-- unscoped: a table of this test
SELECT COUNT(*) FROM work_row`
)

var (
	bg         = context.Background()
	migrations = []fs.FS{testkit.ScopeTable(), job.Migrations, rows}
	start      = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
)

// desk is a queue with its clock, and one school.
type desk struct {
	*job.Queue
	t      testing.TB
	d      *db.DB
	clock  *clock.Fake
	school id.Any
}

func newDesk(t testing.TB, d *db.DB) *desk {
	c := clock.NewFake(start)
	return &desk{job.New(d, c, testkit.Logger(t)), t, d, c, id.New[any]()}
}

func (k *desk) order(o job.Order) job.ID {
	k.t.Helper()
	o.Owner = k.school
	var j job.ID
	if err := k.d.Write(bg, func(tx *db.Tx) (err error) { j, err = k.Enqueue(tx, o); return err }); err != nil {
		k.t.Fatal(err)
	}
	return j
}

func (k *desk) scope() db.Scope { return testkit.Scope(k.school) }

func (k *desk) get(j job.ID) job.Job {
	k.t.Helper()
	out, err := k.Get(bg, k.scope(), j)
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k *desk) drain() {
	k.t.Helper()
	if err := k.Drain(bg); err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) write(f func(tx *db.Tx) error) error { return k.d.Write(bg, f) }

func engines(t *testing.T, suite func(t *testing.T, k *desk)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) { suite(t, newDesk(t, d)) }, migrations...)
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}

func TestRuns(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		var got []string
		k.Register(job.Kind{Name: "import", Run: func(ctx context.Context, task *job.Task) error {
			var args struct{ File string }
			if err := task.Decode(&args); err != nil {
				return err
			}
			got = append(got, args.File)
			return task.Progress(ctx, 3, 4, "第3行")
		}})
		j := k.order(job.Order{Kind: "import", Name: "once", Args: map[string]string{"File": "名单.xlsx"}})
		if again := k.order(job.Order{Kind: "import", Name: "once", Args: "other"}); again != j {
			t.Errorf("the same order made another job")
		}
		later := k.order(job.Order{Kind: "import", After: clock.At(start.Add(time.Hour)), Args: map[string]string{"File": "later"}})
		sad := errors.New("no")
		if err := k.write(func(tx *db.Tx) error {
			_, err := k.Enqueue(tx, job.Order{Kind: "import"})
			return errors.Join(err, sad)
		}); !errors.Is(err, sad) {
			t.Error(err)
		}
		if err := k.write(func(tx *db.Tx) error { _, err := k.Enqueue(tx, job.Order{Kind: "nobody's"}); return err }); err == nil {
			t.Error("a job of no kind was enqueued")
		}
		if w := k.get(j); w.State != job.Waiting || w.Made != clock.At(start) {
			t.Errorf("before: %+v", w)
		}
		k.drain()
		if fmt.Sprint(got) != "[名单.xlsx]" {
			t.Fatalf("ran %v", got)
		}
		if w := k.get(j); w.State != job.Done || w.Tries != 1 || w.Done != 3 || w.Total != 4 || w.Note != "第3行" || w.Failure != "" {
			t.Errorf("after: %+v", w)
		}
		k.clock.Advance(time.Hour)
		k.drain()
		if w := k.get(later); w.State != job.Done || len(got) != 2 {
			t.Errorf("an hour later: %+v", w)
		}
		if n, err := k.Counts(bg); err != nil || n[job.Done] != 2 || len(n) != 1 {
			t.Errorf("counts %v, %v", n, err)
		}
		if n, err := k.Prune(bg, clock.At(start.Add(time.Minute))); err != nil || n != 1 {
			t.Errorf("pruned %d, %v; want the older one", n, err)
		}
	})
}

func TestFailsAndRunsAgain(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		tries, well := 0, false
		k.Register(job.Kind{Name: "flaky", Tries: 3, Run: func(ctx context.Context, task *job.Task) error {
			tries++
			switch {
			case well:
				return nil
			case tries == 2:
				panic("nil map")
			}
			return fmt.Errorf("try %d", task.Try)
		}})
		k.Register(job.Kind{Name: "wrong", Run: func(context.Context, *job.Task) error { tries++; return fault.New(fault.Invalid, "表头不对") }})
		j := k.order(job.Order{Kind: "flaky"})
		k.drain()
		if w := k.get(j); tries != 1 || w.State != job.Waiting || w.Failure != "try 1" || w.Due != clock.At(start.Add(5*time.Second)) {
			t.Fatalf("after the first try: %+v", w)
		}
		k.drain() // not due
		k.clock.Advance(5 * time.Second)
		k.drain()
		if w := k.get(j); tries != 2 || !strings.Contains(w.Failure, "nil map") || w.Due != clock.At(start.Add(15*time.Second)) {
			t.Fatalf("after a panic: %+v", w)
		}
		k.clock.Advance(10 * time.Second)
		k.drain()
		k.clock.Advance(24 * time.Hour)
		k.drain()
		if w := k.get(j); tries != 3 || w.State != job.Dead || w.Failure != "try 3" {
			t.Fatalf("after the last try: %+v", w)
		}
		well = true
		if err := k.write(func(tx *db.Tx) error { return k.Rerun(tx, testkit.Scope(id.New[any]()), j) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("run again by another school: %v", err)
		}
		if err := k.write(func(tx *db.Tx) error { return k.Rerun(tx, k.scope(), j) }); err != nil {
			t.Fatal(err)
		}
		k.drain()
		if w := k.get(j); w.State != job.Done || w.Failure != "" {
			t.Errorf("run again: %+v", w)
		}
		if err := k.write(func(tx *db.Tx) error { return k.Rerun(tx, k.scope(), j) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("a done job run again: %v", err)
		}
		tries = 0
		j = k.order(job.Order{Kind: "wrong"})
		k.drain()
		if w := k.get(j); tries != 1 || w.State != job.Dead || !strings.Contains(w.Failure, "表头不对") {
			t.Errorf("a hopeless job: %+v", w)
		}
	})
}

// TestSlicesGoOn: a handler works in slices, each with its progress; it is stopped by the program and later goes on where it was.
func TestSlicesGoOn(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		const n = 1000
		handler := func(stop func()) job.Kind { // stop is called in the third slice
			return job.Kind{Name: "rows", Run: func(ctx context.Context, task *job.Task) error {
				return k.d.InSlices(ctx, int(task.Done), n, func(tx *db.Tx, lo, hi int) error {
					for i := lo; i < hi; i++ {
						if _, err := tx.Exec(insRow, i); err != nil {
							return err
						}
					}
					if stop != nil && lo == 400 {
						stop()
						<-task.Stopping()
					}
					return task.Step(tx, int64(hi), n, "")
				})
			}}
		}
		ctx, stop := context.WithCancel(bg)
		k.Register(handler(stop))
		j := k.order(job.Order{Kind: "rows"})
		k.Run(ctx, 1)
		if w := k.get(j); w.State != job.Waiting || w.Done != 400 || w.Tries != 0 {
			t.Fatalf("stopped: %+v; want it given back after two slices", w)
		}
		again := job.New(k.d, k.clock, testkit.Logger(t))
		again.Register(handler(nil))
		if err := again.Drain(bg); err != nil {
			t.Fatal(err)
		}
		got, err := db.One(k.d.Reader(bg), countRows, db.Value[int])
		if w := k.get(j); err != nil || got != n || w.State != job.Done || w.Done != n {
			t.Errorf("%d rows, %v: %+v", got, err, w)
		}
	})
}

// TestStoppingFinishes: a short handler that runs when the program stops is not disturbed.
func TestStoppingFinishes(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		ctx, stop := context.WithCancel(bg)
		k.Register(job.Kind{Name: "short", Run: func(ctx context.Context, task *job.Task) error {
			stop()
			time.Sleep(20 * time.Millisecond)
			return ctx.Err()
		}})
		j := k.order(job.Order{Kind: "short"})
		next := k.order(job.Order{Kind: "short"})
		k.Run(ctx, 1)
		if w, n := k.get(j), k.get(next); w.State != job.Done || n.State != job.Waiting {
			t.Errorf("%+v\n%+v", w, n)
		}
	})
}

func TestCancel(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		var started atomic.Int64
		k.Register(job.Kind{Name: "long", Run: func(ctx context.Context, task *job.Task) error {
			started.Add(1)
			for {
				if err := task.Progress(ctx, 1, 2, ""); err != nil {
					return err
				}
				time.Sleep(time.Millisecond)
			}
		}})
		cancel := func(j job.ID) error {
			return k.write(func(tx *db.Tx) error { return k.Cancel(tx, k.scope(), j) })
		}
		waiting := k.order(job.Order{Kind: "long"})
		if err := k.write(func(tx *db.Tx) error { return k.Cancel(tx, testkit.Scope(id.New[any]()), waiting) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("cancelled by another school: %v", err)
		}
		if err := cancel(waiting); err != nil {
			t.Fatal(err)
		}
		k.drain()
		if w := k.get(waiting); started.Load() != 0 || w.State != job.Cancelled {
			t.Fatalf("cancelled before it ran: %+v", w)
		}
		running := k.order(job.Order{Kind: "long"})
		ended := make(chan error)
		go func() { _, err := k.Step(bg); ended <- err }()
		eventually(t, "the handler", func() bool { return started.Load() == 1 })
		if err := cancel(running); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if w := k.get(running); w.State != job.Cancelled {
			t.Errorf("cancelled while it ran: %+v", w)
		}
		if err := cancel(running); !fault.Is(err, fault.NotFound) {
			t.Errorf("cancelled twice: %v", err)
		}
	})
}

// TestVanishedWorker: when a lease has run out another worker takes the job, and what the first one says later does not count.
func TestVanishedWorker(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		blocked, release := make(chan struct{}), make(chan struct{})
		k.Register(job.Kind{Name: "x", Tries: 2, Lease: time.Hour, Run: func(ctx context.Context, task *job.Task) error {
			close(blocked)
			<-release
			if err := task.Progress(ctx, 77, 77, "late"); !errors.Is(err, job.ErrStop) {
				t.Errorf("progress without a lease: %v", err)
			}
			return nil
		}})
		j := k.order(job.Order{Kind: "x"})
		first := make(chan error)
		go func() { _, err := k.Step(bg); first <- err }()
		<-blocked
		other := job.New(k.d, k.clock, testkit.Logger(t))
		ran := 0
		other.Register(job.Kind{Name: "x", Tries: 2, Run: func(context.Context, *job.Task) error { ran++; return errors.New("second") }})
		if err := other.Drain(bg); err != nil || ran != 0 {
			t.Fatalf("taken during the lease: %d, %v", ran, err)
		}
		k.clock.Advance(2 * time.Hour)
		if err := other.Drain(bg); err != nil || ran != 1 {
			t.Fatalf("after the lease: ran %d, %v", ran, err)
		}
		close(release)
		if err := <-first; err != nil {
			t.Fatal(err)
		}
		if w := k.get(j); w.State != job.Dead || w.Failure != "second" || w.Done != 0 {
			t.Errorf("the first worker's end counted: %+v", w)
		}
	})
}

// TestManyWorkers: two processes with four workers each run every job once.
func TestManyWorkers(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		const n = 120
		var mu sync.Mutex
		runs := map[job.ID]int{}
		handler := job.Kind{Name: "x", Run: func(_ context.Context, task *job.Task) error {
			mu.Lock()
			defer mu.Unlock()
			runs[task.ID]++
			return nil
		}}
		other := job.New(k.d, k.clock, testkit.Logger(t))
		k.Register(handler)
		other.Register(handler)
		ctx, stop := context.WithCancel(bg)
		var wg sync.WaitGroup
		wg.Go(func() { k.Run(ctx, 4) })
		wg.Go(func() { other.Run(ctx, 4) })
		for range n {
			k.order(job.Order{Kind: "x"})
		}
		eventually(t, "all done", func() bool { c, err := k.Counts(bg); return err == nil && c[job.Done] == n })
		stop()
		wg.Wait()
		if len(runs) != n {
			t.Errorf("%d jobs ran, want %d", len(runs), n)
		}
		for j, times := range runs {
			if times != 1 {
				t.Errorf("job %s ran %d times", j, times)
			}
		}
	})
}

func TestList(t *testing.T) {
	engines(t, func(t *testing.T, k *desk) {
		k.Register(job.Kind{Name: "a", Run: func(context.Context, *job.Task) error { return nil }})
		k.Register(job.Kind{Name: "b", Run: func(context.Context, *job.Task) error { return fault.New(fault.Invalid, "x") }})
		for i := range 7 {
			k.order(job.Order{Kind: []string{"a", "b"}[i%2], Name: fmt.Sprint(i)})
			if i%3 == 0 {
				k.clock.Advance(time.Second)
			}
		}
		k.drain()
		var names []string
		var page []job.Job
		for f := (job.Filter{}); ; f.Before = page[len(page)-1] {
			var err error
			if page, err = k.List(bg, k.scope(), f, 3); err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, w := range page {
				names = append(names, w.Name)
			}
		}
		if fmt.Sprint(names) != "[6 5 4 3 2 1 0]" {
			t.Errorf("paged %v", names)
		}
		if dead, err := k.List(bg, k.scope(), job.Filter{States: []job.State{job.Dead}}, 10); err != nil || len(dead) != 3 {
			t.Errorf("%d dead, %v", len(dead), err)
		}
		if as, err := k.List(bg, k.scope(), job.Filter{Kind: "a"}, 10); err != nil || len(as) != 4 {
			t.Errorf("%d of kind a, %v", len(as), err)
		}
		if none, err := k.List(bg, testkit.Scope(id.New[any]()), job.Filter{}, 10); err != nil || len(none) != 0 {
			t.Errorf("another school sees %v, %v", none, err)
		}
		if _, err := k.Get(bg, testkit.Scope(id.New[any]()), job.ID{}); !fault.Is(err, fault.NotFound) {
			t.Errorf("no such job: %v", err)
		}
	})
}
