package until_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/blob/until"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var migrations = fstest.MapFS{"migrations/20260101000000_lent.sql": {Data: []byte("-- +goose Up\nCREATE TABLE lent (id @bytes PRIMARY KEY, file TEXT NOT NULL);\n-- +goose Down\nDROP TABLE lent;\n")}}

const (
	insLent db.SQL = "-- unscoped: a test\nINSERT INTO lent (id, file) VALUES (?, ?)"
	selLent db.SQL = "-- unscoped: a test\nSELECT file FROM lent WHERE id = ?"
	endLent db.SQL = "-- unscoped: a test\nUPDATE lent SET file = '' WHERE id = ? AND file = ?"
)

// TestEnd: a file is there until its time is over, then neither the row nor the store has it; a row that is gone meanwhile is no trouble.
func TestEnd(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		ctx, c := context.Background(), clock.NewFake(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
		store, err := blob.OpenDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		queue := job.New(core, c, testkit.Logger(t))
		f := until.Files{Core: core, Blobs: store, Jobs: queue, Kind: "lent.end", File: selLent, End: endLent}
		f.Register()
		ref, err := store.Put(ctx, strings.NewReader("a copy"), 100)
		if err != nil {
			t.Fatal(err)
		}
		row, gone := id.New[any](), id.New[any]()
		if err := core.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(insLent, row, ref.Hash); err != nil {
				return err
			}
			for _, x := range []id.Any{row, gone} {
				if err := f.Plan(tx, x, id.Any{}, clock.At(c.Now().Add(time.Hour))); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{ref.Hash, ""} {
			if err := queue.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			hash, err := db.One(core.Reader(ctx), selLent, db.Value[string], row)
			if there := store.Verify(ctx, ref.Hash) == nil; err != nil || hash != want || there != (want != "") {
				t.Errorf("the row has %q, the store %v, want %q: %v", hash, there, want, err)
			}
			c.Advance(2 * time.Hour)
		}
	}, migrations, job.Migrations)
}
