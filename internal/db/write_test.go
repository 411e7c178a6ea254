package db_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var notes = fstest.MapFS{"20000101000001_test_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE note (
  n    @int PRIMARY KEY,
  body TEXT NOT NULL
);
`)}}

const (
	insNote db.SQL = `-- unscoped: a table of this test
INSERT INTO note (n, body) VALUES (?, ?)`
	countNotes db.SQL = `-- unscoped: a table of this test
SELECT COUNT(*) FROM note`
	allNotes db.SQL = `-- unscoped: a table of this test
SELECT n FROM note ORDER BY n`
)

var bg = context.Background()

func insert(n int) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(insNote, n, fmt.Sprintf("第%d题", n))
		return err
	}
}

func stored(t *testing.T, d *db.DB) []int64 {
	t.Helper()
	out, err := db.All(d.Reader(bg), allNotes, db.Value[int64])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// held keeps the writer busy until release is called, so that what is written meanwhile waits together.
func held(t *testing.T, d *db.DB) (release func()) {
	t.Helper()
	started, stop := make(chan struct{}), make(chan struct{})
	var once sync.Once
	ended := make(chan error, 1)
	go func() {
		ended <- d.Write(bg, func(*db.Tx) error { once.Do(func() { close(started) }); <-stop; return nil })
	}()
	<-started
	return func() {
		close(stop)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestFailingClosureHarmsNobody(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		sad := errors.New("no")
		const n = 40
		answers := make([]error, n)
		var wg sync.WaitGroup
		release := held(t, d)
		for i := range n {
			wg.Go(func() {
				answers[i] = d.Write(bg, func(tx *db.Tx) error {
					if err := insert(i)(tx); err != nil {
						return err
					}
					switch i % 4 {
					case 1:
						return sad
					case 2:
						panic("boom")
					case 3:
						if err := insert(i)(tx); !errors.Is(err, db.ErrUnique) {
							return fmt.Errorf("second row with the key %d: %v", i, err)
						}
						return db.ErrUnique
					}
					return nil
				})
			})
		}
		time.Sleep(20 * time.Millisecond)
		release()
		wg.Wait()
		for i, err := range answers {
			ok := map[int]bool{0: err == nil, 1: errors.Is(err, sad), 2: err != nil && strings.Contains(err.Error(), "boom"), 3: errors.Is(err, db.ErrUnique)}[i%4]
			if !ok {
				t.Errorf("closure %d: %v", i, err)
			}
		}
		rows := stored(t, d)
		if len(rows) != n/4 {
			t.Fatalf("stored %v; want every fourth", rows)
		}
		for i, r := range rows {
			if r != int64(4*i) {
				t.Fatalf("stored %v; want every fourth", rows)
			}
		}
	}, notes)
}

func TestClosuresThatWaitShareACommit(t *testing.T) {
	d := testkit.SQLite(t, notes)
	release := held(t, d)
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			if err := d.Write(bg, insert(i)); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	release()
	wg.Wait()
	s := d.Stats()
	if s.Writes != 201 || s.Commits > 50 {
		t.Fatalf("%d writes in %d commits; want 201 writes sharing few commits", s.Writes, s.Commits)
	}
	if s.LongestHold < 20*time.Millisecond || s.LongHolds != 1 {
		t.Errorf("longest hold %v, %d long holds; want the one that was made", s.LongestHold, s.LongHolds)
	}
}

func TestBulkStandsBehindInteractive(t *testing.T) {
	d := testkit.SQLite(t, notes)
	release := held(t, d)
	var order []string // written by the writer's goroutine alone
	var wg sync.WaitGroup
	put := func(write func(context.Context, func(*db.Tx) error) error, name string) {
		wg.Go(func() {
			if err := write(bg, func(*db.Tx) error { order = append(order, name); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	for range 3 {
		put(d.Bulk, "bulk")
	}
	time.Sleep(20 * time.Millisecond)
	for range 5 {
		put(d.Write, "interactive")
	}
	time.Sleep(20 * time.Millisecond)
	release()
	wg.Wait()
	if got := strings.Join(order, " "); got != "interactive interactive interactive interactive interactive bulk bulk bulk" {
		t.Fatal(got)
	}
}

// TestBulkIsNotStarved: interactive writers that never pause still let bulk work through.
func TestBulkIsNotStarved(t *testing.T) {
	d := testkit.SQLite(t, notes)
	ctx, cancel := context.WithCancel(bg)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for ctx.Err() == nil {
				_ = d.Write(bg, func(*db.Tx) error { time.Sleep(200 * time.Microsecond); return nil })
			}
		})
	}
	err := d.InSlices(bg, 0, 10*db.SliceRows, func(tx *db.Tx, lo, _ int) error { return insert(lo)(tx) })
	cancel()
	wg.Wait()
	if err != nil || len(stored(t, d)) != 10 {
		t.Fatalf("%v, %d slices", err, len(stored(t, d)))
	}
}

func TestInSlices(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		sad := errors.New("no")
		var sizes []int
		slice := func(stop int) func(tx *db.Tx, lo, hi int) error {
			return func(tx *db.Tx, lo, hi int) error {
				if lo >= stop {
					return sad
				}
				sizes = append(sizes, hi-lo)
				for i := lo; i < hi; i++ {
					if err := insert(i)(tx); err != nil {
						return err
					}
				}
				return nil
			}
		}
		err := d.InSlices(bg, 0, 450, slice(200))
		if !errors.Is(err, sad) || !strings.Contains(err.Error(), "200 to 400") || len(stored(t, d)) != 200 {
			t.Fatalf("%v with %d rows stored; want the first slice only", err, len(stored(t, d)))
		}
		if err := d.InSlices(bg, 200, 450, slice(1000)); err != nil || len(stored(t, d)) != 450 || fmt.Sprint(sizes) != "[200 200 50]" {
			t.Fatalf("going on at 200: %v, %d rows, slices %v", err, len(stored(t, d)), sizes)
		}
		ctx, cancel := context.WithCancel(bg)
		cancel()
		if err := d.InSlices(ctx, 450, 900, slice(1000)); !errors.Is(err, context.Canceled) || len(stored(t, d)) != 450 {
			t.Fatalf("cancelled: %v", err)
		}
	}, notes)
}

func TestCancelledInQueue(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { cancelledInQueue(t, testkit.SQLite(t, notes), 1) })
	t.Run("postgres", func(t *testing.T) {
		d := testkit.Open(t, db.Config{Name: "core", DSN: testkit.PostgresDSN(t), Readers: 1}, notes)
		cancelledInQueue(t, d, 2) // the pool has two connections
	})
}

func cancelledInQueue(t *testing.T, d *db.DB, busy int) {
	releases := make([]func(), busy)
	for i := range busy {
		releases[i] = held(t, d)
	}
	ctx, cancel := context.WithCancel(bg)
	answer := make(chan error, 1)
	go func() { answer <- d.Write(ctx, insert(1)) }()
	time.Sleep(20 * time.Millisecond)
	cancel()
	select {
	case err := <-answer:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("a cancelled caller still waits in the queue")
	}
	for _, release := range releases {
		release()
	}
	if err := d.Write(bg, insert(2)); err != nil || fmt.Sprint(stored(t, d)) != "[2]" {
		t.Fatalf("%v; stored %v, want the second only", err, stored(t, d))
	}
	// Once begun, the write is finished and its answer is the truth.
	ctx, cancel = context.WithCancel(bg)
	err := d.Write(ctx, func(tx *db.Tx) error { cancel(); return insert(3)(tx) })
	if err != nil || fmt.Sprint(stored(t, d)) != "[2 3]" {
		t.Fatalf("cancelled inside: %v; stored %v", err, stored(t, d))
	}
}

func TestCloseAnswersEverythingAccepted(t *testing.T) {
	open := map[string]func(t *testing.T) db.Config{
		"sqlite":   func(t *testing.T) db.Config { return db.Config{Name: "core", Path: filepath.Join(t.TempDir(), "x.db")} },
		"postgres": func(t *testing.T) db.Config { return db.Config{Name: "core", DSN: testkit.PostgresDSN(t)} },
	}
	for engine, config := range open {
		t.Run(engine, func(t *testing.T) {
			c := config(t)
			d := testkit.Open(t, c, notes)
			var yes, no atomic.Int64
			var wg sync.WaitGroup
			for w := range 20 {
				wg.Go(func() {
					for i := range 100 {
						err := d.Write(bg, insert(1000*w+i))
						if err == nil {
							yes.Add(1)
							continue
						}
						if !fault.Is(err, fault.Down) {
							t.Errorf("refused with %v", err)
						}
						no.Add(1)
					}
				})
			}
			time.Sleep(10 * time.Millisecond)
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			wg.Wait()
			again := testkit.Open(t, c)
			if n := int64(len(stored(t, again))); n != yes.Load() || yes.Load()+no.Load() != 2000 {
				t.Fatalf("%d rows stored, %d acknowledged, %d refused of 2000", n, yes.Load(), no.Load())
			}
			if err := d.Write(bg, insert(-1)); !errors.Is(err, db.ErrClosed) {
				t.Errorf("write after Close: %v", err)
			}
			if err := d.Close(); err != nil {
				t.Errorf("second Close: %v", err)
			}
		})
	}
}

func TestAfterCommit(t *testing.T) {
	before := slog.Default() // the panic below is meant and need not be read in every run
	slog.SetDefault(slog.New(slog.DiscardHandler))
	defer slog.SetDefault(before)
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		var ran []int
		write := func(i int, err error) {
			_ = d.Write(bg, func(tx *db.Tx) error {
				tx.AfterCommit(func() { ran = append(ran, i); panic("a panic here is logged and changes no answer") })
				return err
			})
		}
		write(1, nil)
		write(2, errors.New("no"))
		write(3, nil)
		if fmt.Sprint(ran) != "[1 3]" {
			t.Fatalf("ran %v, want 1 and 3", ran)
		}
	}, notes)
}

// TestWriterSurvives: what a closure does to its goroutine or its transaction is not everybody's end.
func TestWriterSurvives(t *testing.T) {
	d := testkit.SQLite(t, notes)
	if err := d.Write(bg, func(tx *db.Tx) error { _ = insert(1)(tx); runtime.Goexit(); return nil }); err == nil {
		t.Error("a closure that ended the goroutine was acknowledged")
	}
	// A transaction that the engine has ended is never acknowledged.
	tries := 0
	err := d.Write(bg, func(tx *db.Tx) error {
		if tries++; tries == 1 {
			if _, err := d.Conn().ExecContext(bg, "ROLLBACK"); err != nil { // as SQLite does by itself
				t.Error(err)
			}
		}
		return insert(2)(tx)
	})
	if err == nil || tries != 1 {
		t.Errorf("lost transaction: %v after %d tries", err, tries)
	}
	var kept *db.Tx
	if err := d.Write(bg, func(tx *db.Tx) error { kept = tx; return insert(3)(tx) }); err != nil {
		t.Fatal(err)
	}
	if err := insert(4)(kept); err == nil {
		t.Error("a Tx worked after its closure")
	}
}
