package db_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// TestCheckBesideAWriter: a store that others write to while it is read and checked is sound, and the check says so. A connection that has
// searched before holds the index's structure of then; when the check used such a one, it called segments that were merged away corrupt.
func TestCheckBesideAWriter(t *testing.T) {
	ctx := context.Background()
	d := testkit.SQLite(t, fstest.MapFS{"1_text.sql": {Data: []byte("-- +goose Up\nCREATE VIRTUAL TABLE text USING fts5(t, content='', contentless_delete=1);\n-- +goose Down\nDROP TABLE text;\n")}})
	write := func(q db.SQL) {
		t.Helper()
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 30 {
		write("-- unscoped: test\nINSERT INTO text (t) VALUES ('eins zwei drei'), ('vier zwei sechs')")
		if _, err := db.One(d.Reader(ctx), "-- unscoped: test\nSELECT COUNT(*) FROM text WHERE text MATCH 'zwei'", db.Value[int64]); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			write("-- unscoped: test\nINSERT INTO text (t) VALUES ('sieben zwei'), ('acht zwei')")
		}
		write("-- unscoped: test\nINSERT INTO text (text) VALUES ('optimize')")
		if bad, err := d.Check(ctx); err != nil || len(bad) > 0 {
			t.Fatalf("round %d: a sound store is called broken: %v %v", round, bad, err)
		}
	}
}
