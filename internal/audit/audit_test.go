package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var (
	bg    = context.Background()
	start = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
)

func engines(t *testing.T, suite func(t *testing.T, d *db.DB, l *audit.Log, c *clock.Fake)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(start)
		suite(t, d, audit.New(d, c), c)
	}, testkit.ScopeTable(), audit.Migrations)
}

func add(t testing.TB, d *db.DB, l *audit.Log, e audit.Entry) {
	t.Helper()
	if err := d.Write(bg, func(tx *db.Tx) error { return l.Append(tx, e) }); err != nil {
		t.Error(err)
	}
}

func TestAppendAndList(t *testing.T) {
	engines(t, func(t *testing.T, d *db.DB, l *audit.Log, c *clock.Fake) {
		school, other, teacher, pupil := id.New[any](), id.New[any](), id.New[any](), id.New[any]()
		full := audit.Entry{Actor: teacher, Action: "read.record", Scope: school, Basis: "standing:2026-1", Subject: pupil, Request: "req-1",
			Detail: json.RawMessage(`{"b":[1, 2], "a":"<语文>"}`)}
		add(t, d, l, full)
		for i := range 5 {
			c.Advance(time.Second)
			add(t, d, l, audit.Entry{Action: fmt.Sprintf("x.%d", i), Scope: []id.Any{school, other}[i%2]})
		}
		list := func(s db.Scope, f audit.Filter, n int) string {
			t.Helper()
			got, err := l.List(bg, s, f, n)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, e := range got {
				out = append(out, fmt.Sprint(e.Seq))
			}
			return strings.Join(out, " ")
		}
		s := testkit.Scope(school)
		for want, f := range map[string]audit.Filter{
			"6 4 2 1": {}, "2 1": {Before: 4}, "1": {Actor: teacher}, "4": {Action: "x.2"},
			"4 2": {From: clock.At(start.Add(time.Second)), To: clock.At(start.Add(5 * time.Second))}, "": {Subject: teacher},
		} {
			if got := list(s, f, 10); got != want {
				t.Errorf("%+v: %q, want %q", f, got, want)
			}
		}
		if got := list(s, audit.Filter{}, 2); got != "6 4" {
			t.Errorf("a page of two: %q", got)
		}
		if got := list(testkit.Scope(pupil), audit.Filter{}, 10); got != "" {
			t.Errorf("another scope sees %q", got)
		}
		got, err := l.List(bg, s, audit.Filter{Subject: pupil}, 1)
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		full.Seq, full.At, full.Hash, full.Detail = 1, clock.At(start), got[0].Hash, json.RawMessage(`{"a":"<语文>","b":[1,2]}`)
		if fmt.Sprintf("%+v", got[0]) != fmt.Sprintf("%+v", full) || !strings.HasPrefix(full.Hash, "sha256:") {
			t.Errorf("read\n%+v, appended\n%+v", got[0], full)
		}
		if err := l.Verify(bg); err != nil {
			t.Error(err)
		}
	})
}

func TestRefused(t *testing.T) {
	engines(t, func(t *testing.T, d *db.DB, l *audit.Log, _ *clock.Fake) {
		for _, e := range []audit.Entry{{Action: "x.y"}, {Scope: id.New[any]()}, {Action: "x.y", Scope: id.New[any](), Detail: json.RawMessage(`{"a":`)}} {
			if err := d.Write(bg, func(tx *db.Tx) error { return l.Append(tx, e) }); err == nil {
				t.Errorf("%+v was appended", e)
			}
		}
		sad := errors.New("no")
		_ = d.Write(bg, func(tx *db.Tx) error {
			return errors.Join(l.Append(tx, audit.Entry{Action: "x.y", Scope: id.New[any]()}), sad)
		})
		if h, err := l.Head(bg); err != nil || h != (audit.Head{}) {
			t.Errorf("a failed write left %+v, %v", h, err)
		}
		if err := l.Verify(bg); err != nil {
			t.Errorf("the empty log: %v", err)
		}
	})
}

// TestConcurrent: many writers make one chain.
func TestConcurrent(t *testing.T) {
	engines(t, func(t *testing.T, d *db.DB, l *audit.Log, _ *clock.Fake) {
		const writers, each = 8, 25
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range each {
					add(t, d, l, audit.Entry{Action: "x.y", Scope: id.New[any]()})
				}
			})
		}
		wg.Wait()
		if h, err := l.Head(bg); err != nil || h.Seq != writers*each {
			t.Errorf("%+v, %v; want %d entries", h, err, writers*each)
		}
		if err := l.Verify(bg); err != nil {
			t.Error(err)
		}
	})
}

func TestTampering(t *testing.T) {
	const n = 8
	cases := []struct {
		name  string
		do    []db.SQL
		at    int64
		known bool // found only with a head kept elsewhere
	}{
		{"detail", []db.SQL{"UPDATE audit_entry SET detail = '{\"n\":99}' WHERE seq = 3"}, 3, false},
		{"actor", []db.SQL{"UPDATE audit_entry SET actor = NULL WHERE seq = 3"}, 3, false},
		{"subject", []db.SQL{"UPDATE audit_entry SET subject = actor WHERE seq = 8"}, 8, false},
		{"owner", []db.SQL{"UPDATE audit_entry SET owner = actor WHERE seq = 1"}, 1, false},
		{"time", []db.SQL{"UPDATE audit_entry SET at = at + 1 WHERE seq = 5"}, 5, false},
		{"basis", []db.SQL{"UPDATE audit_entry SET basis = 'role' WHERE seq = 5"}, 5, false},
		{"request", []db.SQL{"UPDATE audit_entry SET request = '' WHERE seq = 5"}, 5, false},
		{"action", []db.SQL{"UPDATE audit_entry SET action = 'y.x' WHERE seq = 5"}, 5, false},
		{"hash", []db.SQL{"UPDATE audit_entry SET hash = 'sha256:00' WHERE seq = 5"}, 5, false},
		{"deleted in the middle", []db.SQL{"DELETE FROM audit_entry WHERE seq = 4"}, 4, false},
		{"deleted at the beginning", []db.SQL{"DELETE FROM audit_entry WHERE seq = 1"}, 1, false},
		{"deleted at the end", []db.SQL{"DELETE FROM audit_entry WHERE seq = 8"}, 8, false},
		{"all deleted", []db.SQL{"DELETE FROM audit_entry"}, 1, false},
		{"swapped", []db.SQL{"UPDATE audit_entry SET seq = -2 WHERE seq = 2", "UPDATE audit_entry SET seq = 2 WHERE seq = 6", "UPDATE audit_entry SET seq = 6 WHERE seq = -2"}, 2, false},
		{"renumbered", []db.SQL{"DELETE FROM audit_entry WHERE seq = 4", "UPDATE audit_entry SET seq = seq - 1 WHERE seq = 5"}, 4, false},
		{"cut with its head", []db.SQL{"DELETE FROM audit_entry WHERE seq > 5",
			"UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit_entry WHERE seq = 5)"}, 6, true},
		{"head", []db.SQL{"UPDATE audit_head SET hash = 'sha256:00'"}, 8, false},
	}
	engines(t, func(t *testing.T, d *db.DB, l *audit.Log, _ *clock.Fake) {
		for i := range n {
			add(t, d, l, audit.Entry{Action: "x.y", Scope: id.New[any](), Actor: id.New[any](), Subject: id.New[any](), Basis: "b", Request: "r",
				Detail: json.RawMessage(fmt.Sprintf(`{"n":%d}`, i))})
		}
		kept, err := l.Head(bg)
		if err != nil {
			t.Fatal(err)
		}
		undo := []db.SQL{"DELETE FROM audit_entry", "INSERT INTO audit_entry SELECT * FROM good_entry", "DELETE FROM audit_head", "INSERT INTO audit_head SELECT * FROM good_head"}
		change(t, d, "CREATE TABLE good_entry AS SELECT * FROM audit_entry", "CREATE TABLE good_head AS SELECT * FROM audit_head")
		for _, c := range cases {
			change(t, d, c.do...)
			var found *audit.Broken
			if err := l.Verify(bg); c.known != (err == nil) || (err != nil && (!errors.As(err, &found) || found.Seq != c.at)) {
				t.Errorf("%s: %v; want entry %d", c.name, err, c.at)
			}
			if err := l.Verify(bg, kept); !errors.As(err, &found) || found.Seq != c.at {
				t.Errorf("%s, with a head kept elsewhere: %v; want entry %d", c.name, err, c.at)
			}
			change(t, d, undo...)
			if err := l.Verify(bg, kept, audit.Head{}); err != nil {
				t.Fatalf("after %s was undone: %v", c.name, err)
			}
		}
		// A chain made anew from the third entry is whole in itself.
		change(t, d, "DELETE FROM audit_entry WHERE seq > 2", "UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit_entry WHERE seq = 2)")
		for range n {
			add(t, d, l, audit.Entry{Action: "x.y", Scope: id.New[any]()})
		}
		var found *audit.Broken
		if err := l.Verify(bg); err != nil {
			t.Error(err)
		}
		if err := l.Verify(bg, kept); !errors.As(err, &found) || found.Seq != n {
			t.Errorf("chained anew: %v; want entry %d", err, n)
		}
	})
}

// change does what somebody with the store's password could do.
func change(t *testing.T, d *db.DB, statements ...db.SQL) {
	t.Helper()
	err := d.Write(bg, func(tx *db.Tx) error {
		for _, q := range statements {
			if _, err := tx.Exec("-- unscoped: tampering\n" + q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
