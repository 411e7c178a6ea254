package report

import "math"

// ownFacts are the coarse words about the whole exam that go with own results: nothing in them is finer than a third or a twentieth, and
// they exist only where the whole is large.
type ownFacts struct {
	Rate  Num      `json:"rate"`  // of the whole, to 5 %
	Items []string `json:"items"` // most, half, few: how many got the item's marks
	n     int
}

// ownFacts is nil when fewer than the region's small group sat.
func (b *builder) ownFacts(d *data, g *group) *ownFacts {
	if g == nil || g.n() < b.in.Rules.SmallGroup {
		return nil
	}
	f := &ownFacts{Rate: Num(nan), n: g.n()}
	if d.total > 0 {
		f.Rate = Num(math.Round(20*g.sums.counter.Summary().Rate) / 20)
	}
	for j := range d.k {
		x := g.sums.tally.Item(j)
		word := ""
		switch {
		case x.N < b.in.Rules.SmallGroup:
		case x.P >= 0.75:
			word = "most"
		case x.P >= 0.4:
			word = "half"
		default:
			word = "few"
		}
		f.Items = append(f.Items, word)
	}
	return f
}
