package credit

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/preset"
)

// Draw is the audit's sample 抽查 of a month's credited uses, by their names (Key): r.Sample percent, rounded up, between r.SampleLeast and r.SampleMost.
// Each use has the same chance: they are ordered by a digest of lot and name, and the first ones are drawn. Pure, and the order of uses
// changes nothing.
func Draw(r preset.Credit, lot id.Any, uses []Use) []id.Any {
	type ticket struct {
		sum  [32]byte
		used id.Any
	}
	all := make([]ticket, len(uses))
	for i, u := range uses {
		k := Key(u)
		all[i] = ticket{sha256.Sum256(append(lot[:], k[:]...)), k}
	}
	slices.SortFunc(all, func(a, b ticket) int { return bytes.Compare(a.sum[:], b.sum[:]) })
	n := (len(uses)*r.Sample + 99) / 100
	n = min(max(n, r.SampleLeast), r.SampleMost, len(uses))
	out := make([]id.Any, n)
	for i := range out {
		out[i] = all[i].used
	}
	return out
}
