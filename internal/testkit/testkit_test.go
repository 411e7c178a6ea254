package testkit_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const (
	insThing db.SQL = `-- unscoped: a table of this test
INSERT INTO thing (owner, n) VALUES (?, ?)`
	sumThing db.SQL = `SELECT COALESCE(SUM(n), 0) FROM thing WHERE @scope(owner)`
)

func TestEachTestHasAStoreOfItsOwn(t *testing.T) {
	things := fstest.MapFS{"20000101000001_test_thing.sql": {Data: []byte("-- +goose Up\nCREATE TABLE thing (owner @bytes NOT NULL, n @int NOT NULL);\n")}}
	for range 2 {
		testkit.Engines(t, func(t *testing.T, d *db.DB) {
			top, node := id.New[any](), id.New[any]()
			testkit.AddReach(t, d, top, node, 0, clock.Forever)
			side := testkit.Side(t, d, "record", things)
			err := side.Write(context.Background(), func(tx *db.Tx) error { _, err := tx.Exec(insThing, node, 7); return err })
			if err != nil {
				t.Fatal(err)
			}
			n, err := db.One(side.Reader(context.Background()), sumThing, db.Value[int64], testkit.Scope(top))
			if err != nil || n != 7 {
				t.Fatalf("%s: %d rows' worth, %v; want 7 from this test alone", d.Engine(), n, err)
			}
		}, testkit.ScopeTable())
	}
}
