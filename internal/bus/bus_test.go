package bus_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// What a consumer of these tests makes of the log: one line an event, with no key, so that an event folded twice is seen.
var folded = fstest.MapFS{"20000101000000_test_folded.sql": {Data: []byte("-- +goose Up\nCREATE TABLE folded (seq @serial, consumer TEXT NOT NULL, n @int NOT NULL);\n")}}

const (
	insFolded db.SQL = `-- unscoped: a table of this test
INSERT INTO folded (consumer, n) VALUES (?, ?)`
	selFolded db.SQL = `-- unscoped: a table of this test
SELECT n FROM folded WHERE consumer = ? ORDER BY seq`
	delFolded db.SQL = `-- unscoped: a table of this test
DELETE FROM folded WHERE consumer = ?`
)

var (
	bg   = context.Background()
	side = []fs.FS{bus.PositionMigrations, folded}
	core = append([]fs.FS{bus.Migrations}, side...)
)

type answered struct {
	N int `json:"n"`
}

// keep is a consumer that writes each event down, after hook, which may be nil.
func keep(name string, store *db.DB, hook func([]bus.Event) error) bus.Consumer {
	return bus.Consumer{Name: name, Store: store, Handle: func(tx *db.Tx, events []bus.Event) error {
		for _, e := range events {
			var a answered
			if err := json.Unmarshal(e.Payload, &a); err != nil {
				return err
			}
			if _, err := tx.Exec(insFolded, name, a.N); err != nil {
				return err
			}
		}
		if hook != nil {
			return hook(events)
		}
		return nil
	}}
}

func add(t testing.TB, l *bus.Log, d *db.DB, n int) {
	t.Helper()
	err := d.Write(bg, func(tx *db.Tx) error {
		_, err := l.Append(tx, bus.Event{Kind: "answer.given", Owner: id.New[any](), Request: "r"}, answered{n})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func seen(t testing.TB, d *db.DB, name string) []int {
	t.Helper()
	out, err := db.All(d.Reader(bg), selFolded, db.Value[int], name)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func upTo(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i)
	}
	return out
}

// eventually waits for what consumers do in the background.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}

func start(t testing.TB, l *bus.Log) (stop func()) {
	ctx, cancel := context.WithCancel(bg)
	ended := make(chan struct{})
	go func() { l.Run(ctx); close(ended) }()
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); <-ended }) }
	t.Cleanup(stop)
	return stop
}

func TestEventKeepsWhatItWasGiven(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
		l := bus.New(d, clock.NewFake(now), testkit.Logger(t))
		e := bus.Event{ID: id.New[any](), Kind: "work.published", Version: 3, Owner: id.New[any](), Actor: id.New[any](), Request: "req-1", Occurred: 42}
		sad := errors.New("no")
		if err := d.Write(bg, func(tx *db.Tx) error { _, err := l.Append(tx, e, answered{7}); return errors.Join(err, sad) }); !errors.Is(err, sad) {
			t.Fatal(err)
		}
		if got, err := l.Read(bg, bus.Position{}, 10); err != nil || len(got) != 0 {
			t.Fatalf("an event of a failed write: %v, %v", got, err)
		}
		var made id.Any
		err := d.Write(bg, func(tx *db.Tx) (err error) {
			if _, err = l.Append(tx, e, answered{7}); err == nil {
				made, err = l.Append(tx, bus.Event{Kind: "x.y", Owner: e.Owner}, nil)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []bus.Event
		eventually(t, "two settled events", func() bool {
			got, err = l.Read(bg, bus.Position{}, 10)
			return err == nil && len(got) == 2
		})
		e.Pos, e.Received, e.Payload = got[0].Pos, clock.At(now), json.RawMessage(`{"n":7}`)
		if fmt.Sprintf("%+v", got[0]) != fmt.Sprintf("%+v", e) {
			t.Errorf("read\n%+v, appended\n%+v", got[0], e)
		}
		if g := got[1]; g.ID != made || made.IsZero() || g.Version != 1 || g.Occurred != clock.At(now) || !g.Actor.IsZero() || string(g.Payload) != "null" {
			t.Errorf("defaults: %+v", g)
		}
		err = d.Write(bg, func(tx *db.Tx) error { _, err := l.Append(tx, e, answered{8}); return err })
		if !errors.Is(err, db.ErrUnique) {
			t.Errorf("the same event again: %v; want ErrUnique", err)
		}
	}, core...)
}

// TestOrderAndRestart: two consumers, one of them in a side store, read everything in order, go on after a restart, and a new one
// begins at the beginning.
func TestOrderAndRestart(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		record := d
		if d.Engine() == db.SQLite {
			record = testkit.Side(t, d, "record", side...)
		}
		first := bus.New(d, clock.System{}, testkit.Logger(t))
		first.Consume(keep("a", d, nil))
		first.Consume(keep("b", record, nil))
		for n := range 150 { // more than one batch is waiting
			add(t, first, d, n)
		}
		stop := start(t, first)
		for n := 150; n < 250; n++ {
			add(t, first, d, n)
		}
		eventually(t, "250 events", func() bool { return len(seen(t, d, "a")) >= 250 && len(seen(t, record, "b")) >= 250 })
		stop()
		for n := 250; n < 300; n++ {
			add(t, first, d, n)
		}
		again := bus.New(d, clock.System{}, testkit.Logger(t))
		again.Consume(keep("a", d, nil))
		again.Consume(keep("b", record, nil))
		again.Consume(keep("c", d, nil))
		lags, err := again.Lags(bg)
		if err != nil || len(lags) != 3 || lags[0].Events != 50 || lags[2].Events != 300 {
			t.Errorf("lags before the restart: %+v, %v", lags, err)
		}
		if err := again.Drain(bg); err != nil {
			t.Fatal(err)
		}
		for name, store := range map[string]*db.DB{"a": d, "b": record, "c": d} {
			if got := seen(t, store, name); !slices.Equal(got, upTo(300)) {
				t.Errorf("%s folded %d events: %v", name, len(got), got)
			}
		}
	}, core...)
}

// TestFailingConsumer: it tries again, keeps its place and folds nothing twice; the others go on.
func TestFailingConsumer(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		l := bus.New(d, clock.System{}, testkit.Logger(t))
		var ill atomic.Bool
		var tries atomic.Int64
		ill.Store(true)
		l.Consume(keep("ill", d, func([]bus.Event) error {
			tries.Add(1)
			if ill.Load() {
				return errors.New("no fold for this")
			}
			return nil
		}))
		l.Consume(keep("panics", d, func([]bus.Event) error {
			if ill.Load() {
				panic("nil map")
			}
			return nil
		}))
		l.Consume(keep("well", d, nil))
		start(t, l)
		for n := range 20 {
			add(t, l, d, n)
		}
		eventually(t, "the well one", func() bool { return len(seen(t, d, "well")) == 20 })
		eventually(t, "a second try", func() bool { return tries.Load() >= 2 })
		lags, err := l.Lags(bg)
		if err != nil || lags[0].Failing == "" || lags[0].Events != 20 || lags[2].Failing != "" || lags[2].Events != 0 {
			t.Errorf("lags: %+v, %v", lags, err)
		}
		if got := seen(t, d, "ill"); len(got) != 0 {
			t.Errorf("a failed fold left %v", got)
		}
		ill.Store(false)
		eventually(t, "all folded", func() bool { return len(seen(t, d, "ill")) >= 20 && len(seen(t, d, "panics")) >= 20 })
		for _, name := range []string{"ill", "panics", "well"} {
			if got := seen(t, d, name); !slices.Equal(got, upTo(20)) {
				t.Errorf("%s folded %v", name, got)
			}
		}
		eventually(t, "well again", func() bool {
			lags, err := l.Lags(bg)
			return err == nil && lags[0].Failing == "" && lags[0].Events == 0
		})
	}, core...)
}

// TestTwoProcesses: two logs over the same store run the same consumer; every event is folded once.
func TestTwoProcesses(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		const writers, each = 4, 100
		var logs []*bus.Log
		for range 2 {
			l := bus.New(d, clock.System{}, testkit.Logger(t))
			l.Consume(keep("a", d, nil))
			start(t, l)
			logs = append(logs, l)
		}
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					add(t, logs[w%2], d, w*each+i)
				}
			})
		}
		wg.Wait()
		eventually(t, "all events", func() bool { return len(seen(t, d, "a")) >= writers*each })
		got := seen(t, d, "a")
		slices.Sort(got)
		if !slices.Equal(got, upTo(writers*each)) {
			t.Errorf("folded %d of %d events, some twice or never", len(got), writers*each)
		}
	}, core...)
}

// TestForget: a rebuild beside a running consumer reads everything again, though a batch read before was on its way.
func TestForget(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		l := bus.New(d, clock.System{}, testkit.Logger(t))
		l.Consume(keep("a", d, nil))
		for n := range 30 {
			add(t, l, d, n)
		}
		if err := l.Drain(bg); err != nil {
			t.Fatal(err)
		}
		for n := 30; n < 60; n++ {
			add(t, l, d, n)
		}
		// Hold SQLite's writer; the consumer reads its batch and waits for it, and Forget comes before.
		holding, release := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { _ = d.Write(bg, func(*db.Tx) error { close(holding); <-release; return nil }) })
		<-holding
		start(t, l)
		time.Sleep(100 * time.Millisecond)
		wg.Go(func() {
			err := d.Write(bg, func(tx *db.Tx) error {
				if _, err := tx.Exec(delFolded, "a"); err != nil {
					return err
				}
				return bus.Forget(tx, "a")
			})
			if err != nil {
				t.Error(err)
			}
		})
		time.Sleep(50 * time.Millisecond)
		close(release)
		wg.Wait()
		eventually(t, "all events again", func() bool { lags, err := l.Lags(bg); return err == nil && lags[0].Events == 0 })
		if got := seen(t, d, "a"); !slices.Equal(got, upTo(60)) {
			t.Errorf("folded %d of 60 events: %v", len(got), got)
		}
	}, core...)
}

// TestOutOfOrderCommits: on PostgreSQL the row of a transaction that commits late has a smaller number than rows already read.
// It must be read all the same, and in the transactions' order.
func TestOutOfOrderCommits(t *testing.T) {
	d := testkit.Postgres(t, core...)
	l := bus.New(d, clock.System{}, testkit.Logger(t))
	l.Consume(keep("a", d, nil))
	start(t, l)
	written, commit := make(chan struct{}), make(chan struct{})
	late := make(chan error, 1)
	go func() {
		late <- d.Write(bg, func(tx *db.Tx) error {
			_, err := l.Append(tx, bus.Event{Kind: "a.b", Owner: id.New[any]()}, answered{0})
			close(written)
			<-commit
			return err
		})
	}()
	<-written
	for n := 1; n <= 5; n++ {
		add(t, l, d, n)
	}
	time.Sleep(100 * time.Millisecond)
	if got := seen(t, d, "a"); len(got) != 0 {
		t.Errorf("%v were folded before an earlier transaction was settled", got)
	}
	ctx, cancel := context.WithTimeout(bg, 50*time.Millisecond)
	defer cancel()
	if err := l.Drain(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Drain beside an open transaction: %v; want to wait for it", err)
	}
	close(commit)
	if err := <-late; err != nil {
		t.Fatal(err)
	}
	eventually(t, "six events", func() bool { return len(seen(t, d, "a")) >= 6 })
	if got := seen(t, d, "a"); !slices.Equal(got, upTo(6)) {
		t.Errorf("folded %v", got)
	}
}

// TestMovedLog: a log restored into another PostgreSQL server, where transactions are counted from the beginning, goes on.
func TestMovedLog(t *testing.T) {
	d := testkit.Postgres(t, core...)
	l := bus.New(d, clock.System{}, testkit.Logger(t))
	l.Consume(keep("a", d, nil))
	l.Consume(keep("behind", d, nil))
	for n := range 10 {
		add(t, l, d, n)
	}
	if err := l.Drain(bg); err != nil {
		t.Fatal(err)
	}
	err := d.Write(bg, func(tx *db.Tx) error { // as after such a move; one consumer stands at the sixth event
		for _, q := range []db.SQL{
			"UPDATE event SET tx = tx + 1000000000", "UPDATE bus_position SET tx = tx + 1000000000",
			"UPDATE bus_position SET (tx, seq) = (SELECT tx, seq FROM event ORDER BY tx, seq LIMIT 1 OFFSET 5) WHERE consumer = 'behind'",
			"DELETE FROM folded WHERE consumer = 'behind' AND n > 5",
		} {
			if _, err := tx.Exec("-- unscoped: a test\n" + q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to do
		if err := l.Rebase(bg); err != nil {
			t.Fatal(err)
		}
	}
	for n := 10; n < 15; n++ {
		add(t, l, d, n)
	}
	if err := l.Drain(bg); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "behind"} {
		if got := seen(t, d, name); !slices.Equal(got, upTo(15)) {
			t.Errorf("%s folded %v", name, got)
		}
	}
}

// TestConcurrentWriters: nothing is skipped while many transactions of different length commit in any order.
func TestConcurrentWriters(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		l := bus.New(d, clock.System{}, testkit.Logger(t))
		l.Consume(keep("a", d, nil))
		start(t, l)
		const writers, each = 6, 60
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					err := d.Write(bg, func(tx *db.Tx) error {
						_, err := l.Append(tx, bus.Event{Kind: "a.b", Owner: id.New[any]()}, answered{w*each + i})
						if d.Engine() == db.Postgres {
							time.Sleep(time.Duration((w*7+i*13)%5) * time.Millisecond)
						}
						if i%10 == 9 {
							return errors.Join(err, errors.New("rolled back"))
						}
						return err
					})
					if (err != nil) != (i%10 == 9) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if err := l.Drain(bg); err != nil {
			t.Fatal(err)
		}
		got := seen(t, d, "a")
		slices.Sort(got)
		var want []int
		for n := range writers * each {
			if n%10 != 9 {
				want = append(want, n)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("folded %d events, want %d", len(got), len(want))
		}
	}, core...)
}
