package exam

import (
	"context"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// gone refuses one file, before the write or, late, inside it.
type gone struct {
	hash string
	late bool
}

func (g gone) Keepable(_ context.Context, hash string, _ org.UnitID) error {
	return g.answer(hash, !g.late)
}

func (g gone) Still(_ *db.Tx, hash string, _ org.UnitID) error { return g.answer(hash, g.late) }

func (g gone) answer(hash string, on bool) error {
	if on && hash == g.hash {
		return fault.Fieldsf(fault.Field{Name: "file", Message: "依法下架"})
	}
	return nil
}

// TestTakenDownTable: a file that was taken down is no table of marks either, and the answer names the file.
func TestTakenDownTable(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		for _, late := range []bool{false, true} {
			h.s.Bytes = gone{blob.Hash([]byte(mathsFile)), late}
			_, err := h.s.Receive(bg, h.Researcher, h.exam.ID, h.exam.Node, files("数学.csv", mathsFile))
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("late %v: %v", late, err)
			}
			if !late && !strings.Contains(err.Error(), "数学.csv") {
				t.Errorf("the answer does not name the file: %v", err)
			}
		}
		h.s.Bytes = gone{}
		h.receive("数学.csv", mathsFile)
	})
}
