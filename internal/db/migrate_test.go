package db_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// The history of a table: made, widened, filled, indexed; the file of another domain stands in between.
var (
	history = fstest.MapFS{
		"m/20260101000000_a_made.sql":    {Data: []byte("-- +goose Up\nCREATE TABLE a (n @int PRIMARY KEY, body TEXT NOT NULL);\n")},
		"m/20260103000000_a_wider.sql":   {Data: []byte("-- +goose Up\nALTER TABLE a ADD COLUMN done @bool NOT NULL DEFAULT @false;\n")},
		"m/20260104000000_a_filled.sql":  {Data: []byte("-- +goose Up\nUPDATE a SET done = @true WHERE n < 10;\n")},
		"m/20260105000000_a_indexed.sql": {Data: []byte("-- +goose Up\nCREATE INDEX a_done ON a (done, n);\n")},
		"m/README":                       {Data: []byte("not a migration")},
	}
	neighbour = fstest.MapFS{"20260102000000_b_made.sql": {Data: []byte("-- +goose Up\nCREATE TABLE b (id @bytes PRIMARY KEY);\n")}}
)

const (
	insA db.SQL = `-- unscoped: a table of this test
INSERT INTO a (n, body) VALUES (?, '旧')`
	doneA db.SQL = `-- unscoped: a table of this test
SELECT COUNT(*) FROM a WHERE done`
)

func TestUpgradedEqualsFresh(t *testing.T) {
	suite := func(t *testing.T, fresh, old *db.DB) {
		if err := fresh.Migrate(bg, nil, history, neighbour); err != nil {
			t.Fatal(err)
		}
		copies := 0
		before := func() error { copies++; return nil }
		for step := range 5 {
			if err := old.MigrateTo(bg, 1, neighbour, history); err != nil {
				t.Fatalf("step %d: %v", step, err)
			}
			if err := old.Write(bg, func(tx *db.Tx) error { _, err := tx.Exec(insA, step); return err }); err != nil {
				t.Fatalf("row after step %d: %v", step, err)
			}
			if step == 2 {
				copies = 0
				if err := old.Migrate(bg, func() error { return errors.New("no room") }, neighbour, history); err == nil || !strings.Contains(err.Error(), "no room") {
					t.Fatalf("the copy failed and the migration went on: %v", err)
				}
			}
		}
		if err := old.Migrate(bg, before, history, neighbour); err != nil || copies != 0 {
			t.Fatalf("nothing to do: %v, %d copies", err, copies)
		}
		a, err1 := fresh.Schema(bg)
		b, err2 := old.Schema(bg)
		if err := errors.Join(err1, err2); err != nil || len(a) < 3 || !slices.Equal(a, b) {
			t.Fatalf("%v\nfresh    %q\nupgraded %q", err, a, b)
		}
		if n, err := db.One(old.Reader(bg), doneA, db.Value[int]); err != nil || n != 3 {
			t.Errorf("%d rows filled, %v; want the three that were there", n, err)
		}
		if err := old.Migrate(bg, nil, fstest.MapFS{"20260101000000_a_made.sql": history["m/20260101000000_a_made.sql"]}); !errors.Is(err, db.ErrNewer) {
			t.Errorf("an older program: %v; want ErrNewer", err)
		}
		more := fstest.MapFS{"20260106000000_b_wider.sql": {Data: []byte("-- +goose Up\nALTER TABLE b ADD COLUMN n @int;\n")}}
		if err := old.Migrate(bg, before, history, neighbour, more); err != nil || copies != 1 {
			t.Errorf("next release: %v, %d copies; want one", err, copies)
		}
	}
	t.Run("sqlite", func(t *testing.T) { suite(t, testkit.SQLite(t), testkit.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { suite(t, testkit.Postgres(t), testkit.Postgres(t)) })
}

func TestMigrationsRefused(t *testing.T) {
	file := func(text string) fstest.MapFS { return fstest.MapFS{"20260101000000_x_y.sql": {Data: []byte(text)}} }
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(bg, nil, file("-- +goose Up\nCREATE TABLE a (n @number);\n")); err == nil || !strings.Contains(err.Error(), "@number") {
			t.Errorf("unknown token: %v", err)
		}
		if err := d.Migrate(bg, nil, file("-- +goose Up\nSELECT 1;\n"), file("-- +goose Up\nSELECT 2;\n")); err == nil || !strings.Contains(err.Error(), "two migrations") {
			t.Errorf("two of one name: %v", err)
		}
		if err := d.Migrate(bg, nil, file("-- +goose Up\nCREATE TABLE a (n @int);\nCREATE BABEL b;\n")); err == nil {
			t.Error("wrong SQL was accepted")
		}
		if s, err := d.Schema(bg); err != nil || len(s) != 0 {
			t.Errorf("a failed migration left %q, %v", s, err)
		}
		if err := d.Migrate(bg, nil); err != nil {
			t.Errorf("nothing to migrate: %v", err)
		}
	})
}

// TestProcessesMigrateAtOnce: on PostgreSQL several processes start together.
func TestProcessesMigrateAtOnce(t *testing.T) {
	dsn := testkit.PostgresDSN(t)
	var wg sync.WaitGroup
	for range 4 {
		d := testkit.Open(t, db.Config{Name: "core", DSN: dsn})
		wg.Go(func() {
			if err := d.Migrate(bg, nil, history, neighbour); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestOpenRefusesWeakerWrites(t *testing.T) {
	for _, weaker := range []string{"PRAGMA synchronous=NORMAL;", "PRAGMA synchronous=OFF;"} {
		c := db.Config{Name: "core", Path: filepath.Join(t.TempDir(), "x.db")}.Weaker(weaker)
		if d, err := db.Open(bg, c); err == nil {
			d.Close()
			t.Errorf("opened with %s", weaker)
		} else if !strings.Contains(err.Error(), "acknowledged answer") {
			t.Error(err)
		}
	}
	dsn := testkit.PostgresDSN(t)
	if d, err := db.Open(bg, db.Config{Name: "core", DSN: dsn + "&synchronous_commit=off"}); err == nil {
		d.Close()
		t.Error("opened PostgreSQL with synchronous_commit=off")
	}
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		if s, err := d.Synchronous(bg); err != nil || s != 2 {
			t.Errorf("synchronous is %d, %v", s, err)
		}
	})
}
