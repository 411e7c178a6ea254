package equate

import "math"

// Joint counts the persons of one group by total and by anchor score: Count[total][anchor].
type Joint struct {
	Total, Anchor []float64
	Count         [][]float64
}

// TallyJoint counts persons on two scales.
func TallyJoint(total, anchor, totals, anchors []float64) (Joint, error) {
	j := Joint{Total: totals, Anchor: anchors, Count: make([][]float64, len(totals))}
	for t := range j.Count {
		j.Count[t] = make([]float64, len(anchors))
	}
	t, a := Distribution{Scale: totals}, Distribution{Scale: anchors}
	for p := range total {
		x, v := t.index(total[p]), a.index(anchor[p])
		if x < 0 {
			return j, &ScoreError{p, total[p]}
		}
		if v < 0 {
			return j, &ScoreError{p, anchor[p]}
		}
		j.Count[x][v]++
	}
	return j, j.check()
}

func (j Joint) check() error {
	if len(j.Count) != len(j.Total) {
		return ErrEmpty
	}
	for _, row := range j.Count {
		if len(row) != len(j.Anchor) {
			return ErrEmpty
		}
	}
	return both(j.Totals(), j.Anchors())
}

// Totals is the distribution of the total.
func (j Joint) Totals() Distribution {
	d := Distribution{j.Total, make([]float64, len(j.Total))}
	for t, row := range j.Count {
		for _, c := range row {
			d.Count[t] += c
		}
	}
	return d
}

// Anchors is the distribution of the anchor.
func (j Joint) Anchors() Distribution {
	d := Distribution{j.Anchor, make([]float64, len(j.Anchor))}
	for _, row := range j.Count {
		for a, c := range row {
			d.Count[a] += c
		}
	}
	return d
}

// covariance of total and anchor, with n-1.
func (j Joint) covariance() (v float64) {
	x, a := j.Totals(), j.Anchors()
	mx, ma := x.Mean(), a.Mean()
	for t, row := range j.Count {
		for s, c := range row {
			v += c * (j.Total[t] - mx) * (j.Anchor[s] - ma)
		}
	}
	return v / (x.N() - 1)
}

// Weights is the weight of the group that took X in the synthetic population, 0 … 1; negative: by the sizes of the groups.
type Weights float64

// BySize weighs groups by their sizes. Frequency estimation then adds up tables of persons, as the R package equate does, whose results
// are the reference here: with groups of very different size that gives the larger one more than its share. Say a weight to avoid it.
const BySize Weights = -1

func (w Weights) of(x, y Joint) float64 {
	if w < 0 {
		n := x.Totals().N()
		return n / (n + y.Totals().N())
	}
	return float64(w)
}

// NEATLine is a method of linear equating with an anchor.
type NEATLine string

// The linear methods.
const (
	Tucker         NEATLine = "tucker"
	Levine         NEATLine = "levine"          // observed score, internal anchor
	LevineExternal NEATLine = "levine-external" // observed score, external anchor
	BraunHolland   NEATLine = "braun-holland"
	ChainedLinear  NEATLine = "chained"
)

// AnchorLinear equates non-equivalent groups linearly. With onlyMeans the slope is 1.
func AnchorLinear(x, y Joint, m NEATLine, w Weights, onlyMeans bool) (Line, error) {
	if err := pair(x, y); err != nil {
		return Line{}, err
	}
	var mx, vx, my, vy float64
	switch m {
	case ChainedLinear:
		return chained(x, y, onlyMeans)
	case BraunHolland:
		sx, sy, err := Synthetic(x, y, w)
		if err != nil {
			return Line{}, err
		}
		mx, vx, my, vy = sx.Mean(), sx.Var(), sy.Mean(), sy.Var()
	default:
		g1, g2 := gammas(x, y, m)
		if math.IsNaN(g1*g2) || math.IsInf(g1*g2, 0) {
			return Line{}, ErrAnchor
		}
		share := w.of(x, y)
		dm := x.Anchors().Mean() - y.Anchors().Mean()
		dv := x.Anchors().Var() - y.Anchors().Var()
		mx = x.Totals().Mean() - (1-share)*g1*dm
		my = y.Totals().Mean() + share*g2*dm
		vx = x.Totals().Var() - (1-share)*g1*g1*dv + share*(1-share)*g1*g1*dm*dm
		vy = y.Totals().Var() + share*g2*g2*dv + share*(1-share)*g2*g2*dm*dm
	}
	if onlyMeans {
		return Line{1, my - mx}, nil
	}
	return through(mx, vx, my, vy)
}

// gammas are the slopes of the total on the anchor: by regression (Tucker) or of true scores under congeneric forms (Levine).
func gammas(x, y Joint, m NEATLine) (g1, g2 float64) {
	slope := func(j Joint) float64 {
		c := j.covariance()
		switch m {
		case Levine:
			return j.Totals().Var() / c
		case LevineExternal:
			return (j.Totals().Var() + c) / (j.Anchors().Var() + c)
		}
		return c / j.Anchors().Var()
	}
	return slope(x), slope(y)
}

// chained goes from X to the anchor in one group and from the anchor to Y in the other.
func chained(x, y Joint, onlyMeans bool) (Line, error) {
	first, err := through(x.Totals().Mean(), x.Totals().Var(), x.Anchors().Mean(), x.Anchors().Var())
	if err != nil {
		return Line{}, err
	}
	second, err := through(y.Anchors().Mean(), y.Anchors().Var(), y.Totals().Mean(), y.Totals().Var())
	if onlyMeans {
		return Line{1, x.Anchors().Mean() - x.Totals().Mean() + y.Totals().Mean() - y.Anchors().Mean()}, nil
	}
	return Line{second.Slope * first.Slope, second.Slope*first.Intercept + second.Intercept}, err
}

func pair(x, y Joint) error {
	if err := x.check(); err != nil {
		return err
	}
	if err := y.check(); err != nil {
		return err
	}
	if len(x.Anchor) != len(y.Anchor) {
		return ErrScale
	}
	for i := range x.Anchor {
		if math.Abs(x.Anchor[i]-y.Anchor[i]) > 1e-8 {
			return ErrScale
		}
	}
	return nil
}

// Synthetic is frequency estimation: the distributions of X and Y in the synthetic population, when totals given the anchor are alike in
// both groups.
func Synthetic(x, y Joint, w Weights) (Distribution, Distribution, error) {
	if err := pair(x, y); err != nil {
		return Distribution{}, Distribution{}, err
	}
	ax, ay := x.Anchors(), y.Anchors()
	share, size := w.of(x, y), 1.0
	if w >= 0 {
		size = ax.N() / ay.N()
	}
	sx := blended(x, ax, ay, share, size)
	sy := blended(y, ay, ax, 1-share, 1/size)
	return sx, sy, both(sx, sy)
}

// blended weighs a group's totals by its own and by the other's anchor distribution, which is brought to size times its number of persons.
// An anchor score that only the other group has says nothing about totals and is left out.
func blended(j Joint, own, other Distribution, share, size float64) Distribution {
	d := Distribution{j.Total, make([]float64, len(j.Total))}
	for t, row := range j.Count {
		for a, c := range row {
			if c > 0 {
				d.Count[t] += share*c + (1-share)*c/own.Count[a]*other.Count[a]*size
			}
		}
	}
	return d
}

// FrequencyEstimation is equipercentile equating in the synthetic population.
func FrequencyEstimation(x, y Joint, w Weights) ([]float64, error) {
	sx, sy, err := Synthetic(x, y, w)
	if err != nil {
		return nil, err
	}
	return Equipercentile(sx, sy)
}

// ChainedEquipercentile goes from X to the anchor in one group and from the anchor to Y in the other.
func ChainedEquipercentile(x, y Joint) ([]float64, error) {
	if err := pair(x, y); err != nil {
		return nil, err
	}
	anchors, err := Equipercentile(x.Totals(), x.Anchors())
	if err != nil {
		return nil, err
	}
	d := y.Anchors()
	for i, v := range anchors {
		anchors[i] = d.rankAt(v)
	}
	return inverse(y.Totals(), anchors), nil
}
