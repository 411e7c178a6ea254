package indicator

import (
	"math"
	"slices"
)

// Band is a band of marks 分数段, [From, To); the last one of a paper holds its full mark.
type Band struct {
	From, To float64
	N        int
}

// Bands counts marks in bands of a fixed width from 0 to the full mark. Formula bands.
func Bands(marks []float64, full, width float64) []Band {
	if !(width > 0) || !(full > 0) || full/width > 1000 {
		return nil
	}
	k := int(math.Ceil(full/width - 1e-9))
	out := make([]Band, k)
	for i := range out {
		out[i].From, out[i].To = float64(i)*width, min(full, float64(i+1)*width)
	}
	for _, x := range marks {
		if !math.IsNaN(x) {
			out[max(0, min(k-1, int(x/width+1e-9)))].N++
		}
	}
	return out
}

// MergeBands joins neighbouring bands until each holds nobody or at least least persons, from both ends inwards, so that a table of
// bands singles out nobody. Formula bands_merged.
func MergeBands(b []Band, least int) []Band {
	var out []Band
	for _, x := range b {
		if n := len(out); n > 0 && out[n-1].N > 0 && out[n-1].N < least {
			out[n-1].To, out[n-1].N = x.To, out[n-1].N+x.N
			continue
		}
		out = append(out, x)
	}
	for n := len(out); n > 1 && out[n-1].N > 0 && out[n-1].N < least; n = len(out) {
		out[n-2].To, out[n-2].N = out[n-1].To, out[n-2].N+out[n-1].N
		out = out[:n-1]
	}
	// A band of nobody beside the joined ones says that nobody has such a mark, which is no secret about a person.
	return out
}

// Box is the five numbers of a box plot.
type Box struct {
	N                            int
	Low, Q1, Median, Q3, Highest float64
	Ends                         float64 // share cut off at either end: 0 is the lowest and the highest mark themselves
}

// BoxOf computes the five numbers. ends is the share of marks beyond each whisker: 0 for a class, 0.05 above it, where the highest mark
// would be one pupil's. Quantiles interpolate between order statistics (Hyndman & Fan 1996, type 7). Formula box.
func BoxOf(marks []float64, ends float64) Box {
	v := slices.DeleteFunc(slices.Clone(marks), math.IsNaN)
	slices.Sort(v)
	return Box{N: len(v), Low: quantile(v, ends), Q1: quantile(v, .25), Median: quantile(v, .5), Q3: quantile(v, .75), Highest: quantile(v, 1-ends), Ends: ends}
}

func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	h := p * float64(len(sorted)-1)
	lo := int(math.Floor(h))
	hi := min(lo+1, len(sorted)-1)
	return sorted[lo] + (h-float64(lo))*(sorted[hi]-sorted[lo])
}

// Level is a band of 等第: a name and the share of the full mark from which it begins.
type Level struct {
	Name string
	From float64 // 0 … 1
}

// LevelOf is the level of a mark; levels are given from the best. "" when the mark or the levels are not there.
func LevelOf(mark, full float64, levels []Level) string {
	if math.IsNaN(mark) || !(full > 0) {
		return ""
	}
	for _, l := range levels {
		if hundredths(mark)*1_000_000 >= int64(math.Round(l.From*1_000_000))*hundredths(full) {
			return l.Name
		}
	}
	return ""
}

// Interval is the 95 % Wilson score interval of k of n (Wilson 1927). Formula wilson.
func Interval(k, n int) (low, high float64) {
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	const z = normal97
	m, p := float64(n), float64(k)/float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, mid-half), min(1, mid+half)
}
