package dif

import (
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Options of MantelHaenszel and Logistic.
type Options struct {
	Purify       bool    // match by the items that show nothing
	Rounds       int     // most rounds of purification, default 10
	Level        float64 // an item is flagged when its p is below this, default 0.05
	NoContinuity bool    // Mantel-Haenszel without the correction by ½
}

// MH is the result of one item. NaN where the item does not tell persons of any stratum apart.
type MH struct {
	Chi2  float64 // one degree of freedom
	P     float64
	Alpha float64 // common odds ratio, above 1: easier for the reference group
	Delta float64 // -2.35 ln Alpha, below 0: harder for the focal group
	SE    float64 // of Delta
	Class string  // of ETS: A, B, C; "" when undefined
	Size  string  // by |Delta| alone
}

// Purified is what purification did.
type Purified struct {
	Rounds  int
	Settled bool // the flagged items stayed the same; otherwise it went round in circles or out of rounds
	Anchor  []bool
}

// MantelHaenszel analyses every item.
func MantelHaenszel(d Data, o Options) ([]MH, Purified, error) {
	if err := d.check(); err != nil {
		return nil, Purified{}, err
	}
	out, done := purify(o, func(anchor []bool) []MH { return d.mh(anchor, o) }, func(m MH) float64 { return m.P })
	return out, done, nil
}

// purify analyses with all items as anchors and, when that is wanted, again and again with those that were not flagged, until the flagged items
// stay the same.
func purify[T any](o Options, analyse func(anchor []bool) []T, p func(T) float64) ([]T, Purified) {
	if o.Rounds <= 0 {
		o.Rounds = 10
	}
	if o.Level <= 0 {
		o.Level = 0.05
	}
	unflagged := func(items []T) []bool {
		out := make([]bool, len(items))
		for i, m := range items {
			out[i] = !(p(m) < o.Level)
		}
		return out
	}
	out := analyse(nil)
	done := Purified{Settled: true, Anchor: unflagged(out)}
	for o.Purify {
		next := analyse(done.Anchor)
		anchor := unflagged(next)
		out, done.Rounds = next, done.Rounds+1
		if done.Settled = slices.Equal(anchor, done.Anchor); done.Settled || done.Rounds >= o.Rounds {
			break
		}
		done.Anchor = anchor
	}
	return out, done
}

func (d Data) mh(anchor []bool, o Options) []MH {
	scores := d.scores(anchor)
	out := make([]MH, d.Items)
	for i := range out {
		out[i] = mantelHaenszel(d.strata(i, scores, anchor), !o.NoContinuity)
	}
	return out
}

func mantelHaenszel(strata []stratum, continuity bool) MH {
	var diff, variance, ad, bc float64
	for _, s := range strata {
		t := s.all()
		if t < 2 {
			continue
		}
		ref, focal, right, wrong := s.a+s.b, s.c+s.d, s.a+s.c, s.b+s.d
		diff += s.a - ref*right/t
		variance += ref * focal / t * (right / t) * (wrong / (t - 1))
		ad += s.a * s.d / t
		bc += s.b * s.c / t
	}
	if variance == 0 {
		nan := math.NaN()
		return MH{Chi2: nan, P: nan, Alpha: nan, Delta: nan, SE: nan}
	}
	distance := math.Abs(diff)
	if continuity {
		distance -= 0.5
	}
	m := MH{Chi2: distance * distance / variance, Alpha: ad / bc}
	m.P = numeric.ChiSquareTail(m.Chi2, 1)
	m.Delta = -2.35 * math.Log(m.Alpha)
	spread := 0.0
	for _, s := range strata {
		if t := s.all(); t >= 2 {
			spread += (s.a*s.d + m.Alpha*s.b*s.c) * (s.a + s.d + m.Alpha*(s.b+s.c)) / (t * t)
		}
	}
	m.SE = 2.35 * math.Sqrt(spread/(2*ad*ad))
	m.classify()
	return m
}

func (m *MH) classify() {
	size := math.Abs(m.Delta)
	switch {
	case math.IsNaN(size):
		return
	case size < 1:
		m.Size = "A"
	case size < 1.5:
		m.Size = "B"
	default:
		m.Size = "C"
	}
	switch {
	case size < 1 || !(m.P < 0.05):
		m.Class = "A"
	case size >= 1.5 && (size-1)/m.SE > 1.6448536269514722: // one-sided 5 %
		m.Class = "C"
	default:
		m.Class = "B"
	}
}
