package commons_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// TestTotal: the number beside the results is right when more is found than is read for the first page, whether most of it is for the
// reader or little, and ends at MaxCount.
func TestTotal(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		at := clock.At(h.Clock.Now())
		stock := func(title string, n, every int) {
			var all []commons.Version
			for i := range n {
				v := commons.Version{ID: id.New[commons.Version](), Work: id.New[commons.Work](), Owner: h.C.ID, Number: 1, SharedTo: h.C.ID, State: commons.Published,
					Published: at + clock.Micros(i)*1e6, Draftable: commons.Draftable{Title: title, Subject: "maths", Stage: "primary", Grade: 5}}
				if i%every == 0 {
					v.SharedTo = h.Region.ID
				}
				all = append(all, v)
			}
			ok(t, h.Search.Bulk(t.Context(), func(tx *db.Tx) error { return h.Works.Stock(tx, all) }))
		}
		stock("加法", 520, 1)
		stock("减法", commons.MaxCount+100, 1)
		stock("乘法", 3600, 10)
		for _, x := range []struct {
			q    string
			n    int
			more bool
		}{{"加法", 520, false}, {"减法", commons.MaxCount, true}, {"乘法", 360, false}, {"法", commons.MaxCount, true}} {
			f, err := h.Works.Search(t.Context(), h.Ann, commons.Query{Text: x.q})
			if err != nil || f.Total != x.n || f.More != x.more {
				t.Errorf("%s: %d, more %v, want %d, %v; %v", x.q, f.Total, f.More, x.n, x.more, err)
			}
		}
	})
}
