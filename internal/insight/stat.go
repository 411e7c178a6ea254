package insight

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// MinGroup is the smallest number of answers, pupils or schools for which a share is shown above the class (IES 2017-147 leaves
// the number to the region; 10 is this product's default).
const MinGroup = indicator.MinGroup

// Share is k of n with its interval.
type Share struct{ K, N int }

// Value is k/n; NaN when n is 0.
func (s Share) Value() float64 {
	if s.N == 0 {
		return math.NaN()
	}
	return float64(s.K) / float64(s.N)
}

// Wilson is the 95 % score interval (Wilson 1927): honest for small n and shares near 0 and 1.
func (s Share) Wilson() (low, high float64) {
	if s.N == 0 {
		return math.NaN(), math.NaN()
	}
	const z = 1.959963984540054
	n, p := float64(s.N), s.Value()
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, mid-half), min(1, mid+half)
}

// WilsonFormula is printed beside every share.
const WilsonFormula = "p = k / n；95% Wilson 区间 (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n)，z = 1.96"

// CV is the coefficient of variation σ/mean with the population σ; NaN when the mean is 0 or there are fewer than two values.
func CV(values []float64) float64 {
	if len(values) < 2 {
		return math.NaN()
	}
	var sum, sq float64
	for _, v := range values {
		sum += v
	}
	mean := sum / float64(len(values))
	for _, v := range values {
		sq += (v - mean) * (v - mean)
	}
	if mean == 0 {
		return math.NaN()
	}
	return math.Sqrt(sq/float64(len(values))) / mean
}

// Suppress is the rule of indicator.Suppress, which every figure above the class stands under.
func Suppress(parts []int, least int) []bool { return indicator.Suppress(parts, least) }
