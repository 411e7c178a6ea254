package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var works = fstest.MapFS{"20000101000002_test_work.sql": {Data: []byte(`-- +goose Up
CREATE TABLE work (
  id      @bytes PRIMARY KEY,
  owner   @bytes NOT NULL,
  title   TEXT NOT NULL,
  minutes @int NOT NULL,
  shared  @bool NOT NULL DEFAULT @false,
  level   @real
);
CREATE INDEX work_owner ON work (owner);
`)}}

const (
	insWork db.SQL = `-- unscoped: a table of this test
INSERT INTO work (id, owner, title, minutes, shared, level) VALUES (?, ?, ?, ?, ?, ?) RETURNING title`
	listWorks  db.SQL = `SELECT title FROM work WHERE @scope(owner) ORDER BY title`
	countWorks db.SQL = `SELECT COUNT(*) FROM work w WHERE minutes > ? AND @scope(w.owner) AND title <> ?`
	byIDs      db.SQL = `-- unscoped: a test of the token
SELECT title FROM work WHERE id IN @ids ORDER BY title`
	byInts db.SQL = `-- unscoped: a test of the token
SELECT title FROM work WHERE minutes IN @ints ORDER BY title`
	byTexts db.SQL = `-- unscoped: a test of the token
SELECT title FROM work WHERE title IN @texts ORDER BY title`
	isShared db.SQL = `-- unscoped: a test of booleans
SELECT shared, level, owner FROM work WHERE title = ?`
)

// library is four works: of a school, of its class from 100 until 200, of a person, of another school.
func library(t *testing.T, d *db.DB) (school, class, person, other id.Any, works map[string]id.Any) {
	t.Helper()
	school, class, person, other = id.New[any](), id.New[any](), id.New[any](), id.New[any]()
	testkit.AddReach(t, d, school, school, 0, clock.Forever)
	testkit.AddReach(t, d, school, class, 100, 200)
	testkit.AddReach(t, d, other, other, 0, clock.Forever)
	works = map[string]id.Any{}
	err := d.Write(bg, func(tx *db.Tx) error {
		clear(works)
		for i, w := range []struct {
			title string
			owner id.Any
		}{{"a学校", school}, {"b班级", class}, {"c本人", person}, {"d外校", other}} {
			works[w.title] = id.New[any]()
			level := any(nil)
			if i == 0 {
				level = 0.25
			}
			got, err := db.One(tx, insWork, db.Value[string], works[w.title], w.owner, w.title, 10*i, i%2 == 1, level)
			if err != nil || got != w.title {
				return fmt.Errorf("RETURNING gave %q: %w", got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return school, class, person, other, works
}

func TestScope(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		school, class, person, other, _ := library(t, d)
		cases := []struct {
			roots []id.Any
			at    int64
			want  string
		}{
			{[]id.Any{school}, 99, "[a学校]"},
			{[]id.Any{school}, 100, "[a学校 b班级]"}, // since is inside
			{[]id.Any{school}, 199, "[a学校 b班级]"},
			{[]id.Any{school}, 200, "[a学校]"}, // until is outside
			{[]id.Any{class}, 500, "[b班级]"},  // a root is its own, whatever the date
			{[]id.Any{person}, 150, "[c本人]"}, // a person is no node
			{[]id.Any{school, person, other}, 150, "[a学校 b班级 c本人 d外校]"},
			{nil, 150, "[]"},
			{[]id.Any{id.New[any]()}, 150, "[]"},
		}
		for _, c := range cases {
			s := db.NewScope(c.roots, c.at)
			got, err := db.All(d.Reader(bg), listWorks, db.Value[string], s)
			if err != nil || fmt.Sprint(got) != c.want {
				t.Errorf("%d roots at %d: %v, %v; want %s", len(c.roots), c.at, got, err, c.want)
			}
		}
		n, err := db.One(d.Reader(bg), countWorks, db.Value[int], 5, db.NewScope([]id.Any{school, other}, 150), "d外校")
		if err != nil || n != 1 {
			t.Errorf("values on both sides of @scope: %d, %v; want 1", n, err)
		}
		for name, args := range map[string][]any{"missing": nil, "empty": {db.Scope{}}, "two": {testkit.Scope(school), testkit.Scope(school)}} {
			if got, err := db.All(d.Reader(bg), listWorks, db.Value[string], args...); err == nil {
				t.Errorf("%s scope: read %v", name, got)
			}
			if err := d.Write(bg, func(tx *db.Tx) error { _, err := tx.Exec(listWorks, args...); return err }); err == nil {
				t.Errorf("%s scope was accepted in a write", name)
			}
		}
		if _, err := db.All(d.Reader(bg), byTexts, db.Value[string], db.Texts(nil), testkit.Scope(school)); err == nil {
			t.Error("a superfluous scope was accepted")
		}
	}, testkit.ScopeTable(), works)
}

func TestLists(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		_, _, _, other, works := library(t, d)
		check := func(q db.SQL, arg, want string) {
			t.Helper()
			got, err := db.All(d.Reader(bg), q, db.Value[string], arg)
			if err != nil || fmt.Sprint(got) != want {
				t.Errorf("%s of %.60s: %v, %v; want %s", d.Engine(), arg, got, err, want)
			}
		}
		check(byIDs, db.IDs([]id.Any{works["d外校"], works["a学校"], id.New[any]()}), "[a学校 d外校]")
		check(byIDs, db.IDs[any](nil), "[]")
		check(byInts, db.Ints([]int64{30, 10, 99}), "[b班级 d外校]")
		check(byInts, db.Ints(nil), "[]")
		check(byTexts, db.Texts([]string{"c本人", `'"?,`}), "[c本人]")
		check(byTexts, db.Texts(nil), "[]")

		type row struct {
			shared bool
			level  *float64
			owner  id.Any
		}
		r, err := db.One(d.Reader(bg), isShared, func(r db.Row) (v row, err error) { return v, r.Scan(&v.shared, &v.level, &v.owner) }, "d外校")
		if err != nil || !r.shared || r.level != nil || r.owner != other {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := db.One(d.Reader(bg), isShared, db.Value[bool], "没有"); !errors.Is(err, db.ErrNone) {
			t.Errorf("no row: %v", err)
		}
	}, testkit.ScopeTable(), works)
}

func TestViewIsOneSnapshot(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		count := func(r *db.Reader) int {
			n, err := db.One(r, countNotes, db.Value[int])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := d.View(bg, func(r *db.Reader) error {
			before := count(r)
			if err := d.Write(bg, insert(1)); err != nil {
				return err
			}
			if outside := count(d.Reader(bg)); outside != 1 {
				t.Errorf("outside the view: %d rows", outside)
			}
			if after := count(r); before != 0 || after != 0 {
				t.Errorf("inside the view: %d, then %d rows", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}, notes)
}

func TestReadersCannotWrite(t *testing.T) {
	d := testkit.SQLite(t, notes)
	if _, err := db.All(d.Reader(bg), insNote, db.Value[int], 1, "x"); err == nil {
		t.Error("a reader wrote")
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := db.All(d.Reader(ctx), allNotes, db.Value[int]); !errors.Is(err, context.Canceled) || !fault.Is(err, fault.Down) {
		t.Errorf("cancelled read: %v", err)
	}
}

// TestManyReaders: one prepared statement is shared by readers that come at once.
func TestManyReaders(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(bg, insert(1)); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for range 50 {
					if n, err := db.One(d.Reader(bg), countNotes, db.Value[int]); err != nil || n != 1 {
						t.Errorf("%d, %v", n, err)
						return
					}
				}
			})
		}
		wg.Wait()
	}, notes)
}

// TestOddPaths: a folder may be named as people name folders.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{"第一中学 2026.db", "a?mode=memory.db", "100%25#1.db", "it's.db"} {
		path := filepath.Join(t.TempDir(), name)
		d := testkit.Open(t, db.Config{Name: "core", Path: path}, testkit.ScopeTable(), notes)
		if err := d.Write(bg, insert(1)); err != nil {
			t.Fatal(err)
		}
		side := testkit.Open(t, db.Config{Name: "record", Path: path + ".record", Attach: path}, works)
		if got, err := db.All(side.Reader(bg), listWorks, db.Value[string], testkit.Scope(id.New[any]())); err != nil || len(got) != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if n := len(stored(t, side)); n != 1 { // the core table, seen through the side file
			t.Errorf("%s: the side store sees %d rows", name, n)
		}
		if found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.db")); len(found) != 1 || found[0] != path {
			t.Errorf("%s: the file is %v", name, found)
		}
	}
}

// TestCopyAndCheck: a copy made beside a writer is a whole store, and a damaged file is seen.
func TestCopyAndCheck(t *testing.T) {
	d := testkit.SQLite(t, notes)
	ctx, cancel := context.WithCancel(bg)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			if err := d.Write(bg, insert(i)); err != nil {
				t.Error(err)
			}
		}
	})
	path := filepath.Join(t.TempDir(), "copy's.db")
	for len(stored(t, d)) < 100 {
	}
	err := d.CopyTo(path)
	cancel()
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	c := testkit.Open(t, db.Config{Name: "core", Path: path})
	if n := len(stored(t, c)); n < 100 || n > len(stored(t, d)) {
		t.Errorf("the copy has %d rows", n)
	}
	if wrong, err := c.Check(bg); err != nil || len(wrong) != 0 {
		t.Errorf("%v, %v", wrong, err)
	}
	if err := d.CopyTo(path); err == nil {
		t.Error("a copy replaced a file")
	}
}
