// Package testkit gives tests real parts: a SQLite store in a temporary folder, a PostgreSQL schema of their own, sample data and a
// quiet log.
//
// A part that is absent skips the test and says why. Only tests import it, it holds no assertion helpers, and it knows no noun of
// the product.
package testkit

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// SQLite is a fresh migrated core store in a temporary folder, closed when the test ends.
func SQLite(t testing.TB, migrations ...fs.FS) *db.DB {
	t.Helper()
	return Open(t, db.Config{Name: "core", Path: filepath.Join(t.TempDir(), "core.db")}, migrations...)
}

// Open opens and migrates any store and closes it when the test ends.
func Open(t testing.TB, c db.Config, migrations ...fs.FS) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), c)
	if err != nil {
		t.Fatalf("testkit: open %s: %v", c.Name, err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("testkit: close %s: %v", c.Name, err)
		}
	})
	if len(migrations) > 0 {
		if err := d.Migrate(context.Background(), nil, migrations...); err != nil {
			t.Fatalf("testkit: migrate %s: %v", c.Name, err)
		}
	}
	return d
}

// Side is a store beside core, as record and search are: on SQLite a file of its own whose readers see core, on PostgreSQL the
// same schema again.
func Side(t testing.TB, core *db.DB, name string, migrations ...fs.FS) *db.DB {
	t.Helper()
	if core.Engine() == db.Postgres {
		return Open(t, db.Config{Name: name, DSN: core.Path()}, migrations...)
	}
	return Open(t, db.Config{Name: name, Path: filepath.Join(t.TempDir(), name+".db"), Attach: core.Path()}, migrations...)
}

// Engines runs the same suite on SQLite and on PostgreSQL, each with a fresh migrated store.
func Engines(t *testing.T, suite func(t *testing.T, d *db.DB), migrations ...fs.FS) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { suite(t, SQLite(t, migrations...)) })
	t.Run("postgres", func(t *testing.T) { suite(t, Postgres(t, migrations...)) })
}

// Corpus is the path of sample data, for example Corpus(t, "qti/cases.json"). The samples lie in the folder that TONGXUE_CORPORA
// names, else in ../shared/data beside the module; without them the test is skipped.
func Corpus(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		dir = filepath.Join(Root(t), "..", "shared", "data")
	}
	p := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Stat(p); err != nil {
		t.Skipf("sample data %s is not here (set TONGXUE_CORPORA): %v", name, err)
	}
	return p
}

// Root is the module's folder: the nearest parent with a go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("testkit: no go.mod above the test")
		}
		dir = up
	}
}

// Long reports whether the long variants of tests are wanted (TONGXUE_LONG=1, as `./check all` sets).
func Long() bool { return os.Getenv("TONGXUE_LONG") == "1" }

// Logger writes to the test's log, and to nowhere once the test has ended.
func Logger(t testing.TB) *slog.Logger {
	w := &logWriter{t: t}
	t.Cleanup(func() { w.mu.Lock(); defer w.mu.Unlock(); w.t = nil })
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type logWriter struct {
	mu sync.Mutex
	t  testing.TB
}

// Write implements io.Writer.
func (w *logWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.t != nil {
		w.t.Logf("%s", p)
	}
	return len(p), nil
}

// ScopeTable creates the table behind @scope in the form that org's migration gives it, for tests of packages that may not
// import org. Each node must be put in with AddReach or a statement of the test's own.
func ScopeTable() fs.FS {
	return fstest.MapFS{"20000101000000_test_scope.sql": {Data: []byte(`-- +goose Up
CREATE TABLE scope_reach (
  top   @bytes NOT NULL,
  node  @bytes NOT NULL,
  since @int NOT NULL,
  until @int NOT NULL,
  PRIMARY KEY (top, node, since)
);
`)}}
}

const insReach db.SQL = `-- unscoped: a test builds its tree
INSERT INTO scope_reach (top, node, since, until) VALUES (?, ?, ?, ?)`

// AddReach puts node below top from since to before until (microseconds) into the table of ScopeTable.
func AddReach(t testing.TB, d *db.DB, top, node id.Any, since, until clock.Micros) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(insReach, top, node, since, until)
		return err
	})
	if err != nil {
		t.Fatalf("testkit: scope_reach: %v", err)
	}
}

// Scope is the scope of the roots as of now. Only tests and org may make one.
func Scope(roots ...id.Any) db.Scope { return db.NewScope(roots, clock.At(time.Now())) }
