package commons

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// BenchmarkIndex folds one published version whose text is as long as the cut allows and repeats little, the worst case: the time
// is how long the search store's writer is held for one event.
func BenchmarkIndex(b *testing.B) {
	d := testkit.SQLite(b, SearchMigrations(), index.Migrations, bus.PositionMigrations)
	s := New(Parts{Search: d, Core: d, Org: org.New(testkit.SQLite(b, org.Migrations), nil, clock.System{}, nil)})
	rs := make([]rune, indexedText)
	for b.Loop() {
		for i := range rs {
			rs[i] = rune(0x4e00 + rand.IntN(3000))
		}
		payload, err := json.Marshal(published{Work: id.New[Work](), Version: id.New[Version](), Title: "题目", Text: string(rs)})
		if err != nil {
			b.Fatal(err)
		}
		if err := d.Write(b.Context(), func(tx *db.Tx) error {
			return s.Indexer().Handle(tx, []bus.Event{{Kind: "version.published", Payload: payload}})
		}); err != nil {
			b.Fatal(err)
		}
	}
}
