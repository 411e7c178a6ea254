package equate

import "math"

// Line is a linear conversion y = Slope·x + Intercept.
type Line struct{ Slope, Intercept float64 }

// At converts scores.
func (l Line) At(scale []float64) []float64 {
	out := make([]float64, len(scale))
	for i, x := range scale {
		out[i] = l.Slope*x + l.Intercept
	}
	return out
}

// through is the line that gives X the mean and the standard deviation of Y.
func through(meanX, varX, meanY, varY float64) (Line, error) {
	s := math.Sqrt(varY / varX)
	if !(s > 0) || math.IsInf(s, 1) {
		return Line{}, ErrConstant
	}
	return Line{s, meanY - s*meanX}, nil
}

// Mean equates means of random groups.
func Mean(x, y Distribution) (Line, error) {
	if err := both(x, y); err != nil {
		return Line{}, err
	}
	return Line{1, y.Mean() - x.Mean()}, nil
}

// Linear equates means and standard deviations of random groups.
func Linear(x, y Distribution) (Line, error) {
	if err := both(x, y); err != nil {
		return Line{}, err
	}
	return through(x.Mean(), x.Var(), y.Mean(), y.Var())
}

func both(x, y Distribution) error {
	if err := x.check(); err != nil {
		return err
	}
	return y.check()
}

// Equipercentile is the score of Y for each score of X that has the same percentile rank.
func Equipercentile(x, y Distribution) ([]float64, error) {
	if err := both(x, y); err != nil {
		return nil, err
	}
	ranks := x.Rank()
	for i, p := range ranks {
		ranks[i] = tenth(p)
	}
	out := inverse(y, ranks)
	for i, v := range x.Scale { // a score of X above all of Y, which nobody of X exceeds, stays
		if end := y.Scale[len(y.Scale)-1] + y.step()/2; ranks[i] == 1 && v > end {
			out[i] = v
		}
	}
	return out, nil
}

// tenth rounds to ten decimals.
func tenth(v float64) float64 { return math.Round(v*1e10) / 1e10 }

// inverse are the values of Y at percentile ranks. Cumulative proportions are rounded; ranks that shall meet them are rounded by the caller,
// those that lie anywhere, as in the second half of a chain, are not: a tenth decimal is worth 1e-8 of a score and more where persons are few.
func inverse(y Distribution, ranks []float64) []float64 {
	cum, gaps := y.Cumulative(), false
	for i := range cum {
		cum[i] = tenth(cum[i])
		gaps = gaps || y.Count[i] == 0
	}
	h, last := y.step(), len(cum)-1
	out := make([]float64, len(ranks))
	for i, p := range ranks {
		switch {
		case p <= 0:
			out[i] = y.Scale[0] - h/2
			continue
		case p >= 1:
			out[i] = y.Scale[last] + h/2
			continue
		}
		up := 0
		for up < last && cum[up] <= p {
			up++
		}
		below := 0.0
		if up > 0 {
			below = cum[up-1]
		}
		out[i] = y.Scale[up] - h/2 + (p-below)/(cum[up]-below)*h
		if gaps && p > cum[0] {
			low := 0
			for low+1 < last && cum[low+1] < p {
				low++
			}
			out[i] = (out[i] + y.Scale[low] + h/2 + (p-cum[low])/(cum[low+1]-cum[low])*h) / 2
		}
	}
	return out
}
