package rendition_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons/rendition"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// killed is a store that stops the sweep after some deletions, as a kill would: the bytes are gone, the rows do not know it yet.
type killed struct {
	blob.Store
	after int
}

var errKilled = errors.New("killed")

func (k *killed) DeleteIdle(ctx context.Context, hash string, before time.Time) (bool, error) {
	if k.after == 0 {
		return false, errKilled
	}
	k.after--
	return k.Store.DeleteIdle(ctx, hash, before)
}

// broom is a sweep over a store whose named hashes the test holds.
type broom struct {
	*rendition.Service
	t     *testing.T
	core  *db.DB
	store *killed
	queue *job.Queue
	clock *clock.Fake
	log   *audit.Log
	named map[string]bool
	at    id.Any
}

func newBroom(t *testing.T, core *db.DB) *broom {
	t.Helper()
	dir, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	b := &broom{t: t, core: core, store: &killed{dir, -1}, clock: clock.NewFake(wednesday()), named: map[string]bool{}, at: id.New[any]()}
	b.queue, b.log = job.New(core, b.clock, testkit.Logger(t)), audit.New(core, b.clock)
	b.Service = rendition.New(rendition.Parts{Core: core, Blobs: b.store, Queue: job.New(core, b.clock, testkit.Logger(t)), Clock: b.clock, Tmp: t.TempDir()})
	b.OpenSweep(rendition.SweepParts{Queue: b.queue, Audit: b.log, At: func(context.Context) (id.Any, error) { return b.at, nil },
		Holders: []rendition.Holder{func(_ context.Context, f func(string) error) error {
			for h := range b.named {
				if err := f(h); err != nil {
					return err
				}
			}
			return nil
		}}})
	return b
}

// wednesday is noon of this week's Wednesday in China, so that no step of a test meets the end of a week by accident.
func wednesday() time.Time {
	now := time.Now().In(clock.Shanghai)
	return time.Date(now.Year(), now.Month(), now.Day()-(int(now.Weekday())+6)%7+2, 12, 0, 0, 0, clock.Shanghai)
}

func (b *broom) put(text string, named bool) string {
	b.t.Helper()
	ref, err := b.store.Put(b.t.Context(), strings.NewReader(text), blob.Unlimited)
	if err != nil {
		b.t.Fatal(err)
	}
	b.named[ref.Hash] = named
	if !named {
		delete(b.named, ref.Hash)
	}
	return ref.Hash
}

// week goes on by some days and sweeps. Tries of a job that was stopped follow at once.
func (b *broom) week(days int) rendition.Sweep {
	b.t.Helper()
	b.clock.Advance(time.Duration(days) * 24 * time.Hour)
	for range 3 {
		if err := errors.Join(b.PlanSweep(b.t.Context()), b.queue.Drain(b.t.Context())); err != nil {
			b.t.Fatal(err)
		}
		b.clock.Advance(10 * time.Minute)
	}
	w, there, err := b.LastSweep(b.t.Context())
	if err != nil || !there {
		b.t.Fatal(there, err)
	}
	return w
}

func (b *broom) there(hash string) bool {
	_, err := b.store.Stat(b.t.Context(), hash)
	if err != nil && !fault.Is(err, fault.NotFound) {
		b.t.Fatal(err)
	}
	return err == nil
}

// TestSweep: what nothing names goes after a month and not before; what is named, was named again or was put again stays; a kill in the
// middle loses nothing that is named and the next run ends the work; each deletion is in the audit log before it happens.
func TestSweep(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		b := newBroom(t, core)
		kept, again := b.put("kept", true), b.put("again", false)
		var idle []string
		for i := range 5 {
			idle = append(idle, b.put(fmt.Sprint("idle ", i), false))
		}
		err := core.Write(t.Context(), func(tx *db.Tx) error { return b.Taken(tx, idle[0], "text/plain", 6, nil) })
		if err != nil {
			t.Fatal(err)
		}
		if w := b.week(0); w.Stored != 7 || w.Waiting != 6 || w.Deleted != 0 || w.Ended == 0 {
			t.Fatalf("first sweep: %+v", w)
		}
		if w := b.week(22); w.Waiting != 6 || w.Deleted != 0 {
			t.Fatalf("before the month is over: %+v", w)
		}
		b.named[again] = true // somebody uses it
		b.store.after = 2     // and the next run is killed after two deletions
		b.clock.Advance(9 * 24 * time.Hour)
		if err := b.PlanSweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the first try meets the kill
			if _, err := b.queue.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if !b.there(kept) || !b.there(again) {
			t.Error("a kill lost what is named")
		}
		b.store.after = -1
		w := b.week(0)
		if w.Deleted != 5 || w.Waiting != 0 || w.Freed == 0 {
			t.Errorf("after the kill: %+v", w)
		}
		for _, h := range idle {
			if b.there(h) {
				t.Errorf("%s stays", h)
			}
		}
		if !b.there(kept) || !b.there(again) {
			t.Error("what is named is gone")
		}
		told := ""
		entries, err := db.All(core.Reader(t.Context()), `-- unscoped: test
SELECT detail FROM audit_entry WHERE action = 'sweep.blobs'`, db.Value[string])
		for _, e := range entries {
			told += e
		}
		for _, h := range idle {
			if !strings.Contains(told, h) {
				t.Errorf("the audit log does not know %s", h)
			}
		}
		if err != nil || strings.Contains(told, kept) || strings.Contains(told, again) {
			t.Errorf("the audit log: %s, %v", told, err)
		}
	}, audit.Migrations, job.Migrations, rendition.Migrations)
}

// TestSweepLeavesUploadsAlone: bytes that have lain without a name for long are put again by an upload whose row is still to come. The
// sweep that runs between the two leaves them, and their month begins anew.
func TestSweepLeavesUploadsAlone(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		b := newBroom(t, core)
		h := b.put("same bytes", false)
		b.week(0)
		b.clock.Advance(31 * 24 * time.Hour)
		touch(t, b, h, b.clock.Now().Add(-time.Minute)) // as Put does
		if w := b.week(0); w.Deleted != 0 || !b.there(h) {
			t.Fatalf("bytes of a running upload: %+v", w)
		}
		if w := b.week(14); w.Deleted != 0 {
			t.Errorf("the month did not begin anew: %+v", w)
		}
		if w := b.week(21); w.Deleted != 1 || b.there(h) {
			t.Errorf("nobody came: %+v", w)
		}
	}, audit.Migrations, job.Migrations, rendition.Migrations)
}

// touch sets the time of a stored file, because the test's clock is not the system's.
func touch(t *testing.T, b *broom, hash string, at time.Time) {
	t.Helper()
	digits := strings.TrimPrefix(hash, "sha256:")
	p := filepath.Join(strings.TrimPrefix(b.store.Store.(*blob.Dir).String(), "dir:"), "sha256", digits[:2], digits[2:])
	if err := os.Chtimes(p, at, at); err != nil {
		t.Fatal(err)
	}
}

// TestTidy: folders of renditions that a kill left go, everything else stays.
func TestTidy(t *testing.T) {
	tmp := t.TempDir()
	for _, d := range []string{"render-1", "render-2", "other"} {
		if err := os.MkdirAll(filepath.Join(tmp, d, "deep"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := rendition.Tidy(tmp); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	left, err := os.ReadDir(tmp)
	if err != nil || len(left) != 1 || left[0].Name() != "other" {
		t.Errorf("%v, %v", left, err)
	}
}
