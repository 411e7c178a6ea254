package privacy_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
)

type nothing struct{}

func (nothing) Still(*db.Tx, string, org.UnitID) error {
	return fault.Fieldsf(fault.Field{Name: "file", Message: "依法下架"})
}

// TestCopyAsksForItsBytes: a copy whose bytes may not be kept is neither given nor left in the store.
func TestCopyAsksForItsBytes(t *testing.T) {
	engines(t, func(w *world) {
		w.s.Bytes = nothing{}
		r, err := w.s.Ask(bg, w.mother, w.child.Person, privacy.Draft{Kind: privacy.Copy})
		w.ok(err)
		w.ok(w.s.Decide(bg, w.clerk, r, true, ""))
		w.ok(w.jobs.Drain(bg))
		_, err = w.s.Fetch(bg, w.mother, r)
		w.no(err, fault.Gone)
		w.ok(w.blobs.Walk(bg, func(ref blob.Ref) error { t.Errorf("%s is there", ref.Hash); return nil }))
	})
}
