package numeric

import "math"

// ChiSquareTail is the probability that a chi-square variable with df > 0 degrees of freedom exceeds x: the regularised upper incomplete
// gamma function, by its series below df+2 and by its continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31).
func ChiSquareTail(x, df float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsNaN(df) || df <= 0:
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	case df == 1:
		return math.Erfc(math.Sqrt(x / 2))
	case df == 2:
		return math.Exp(-x / 2)
	}
	a, x := df/2, x/2
	lg, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lg)
	if x < a+1 {
		term, sum := 1/a, 1/a
		for n := a + 1; term > sum*1e-17; n++ {
			term *= x / n
			sum += term
		}
		return 1 - front*sum
	}
	return front * fraction(a, x)
}

// fraction is the continued fraction of the upper incomplete gamma function by Lentz's method.
func fraction(a, x float64) float64 {
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < 10_000; i++ {
		an := -i * (i - a)
		b += 2
		if d = an*d + b; math.Abs(d) < tiny {
			d = tiny
		}
		if c = b + an/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		step := c * d
		if h *= step; math.Abs(step-1) < 1e-16 {
			break
		}
	}
	return h
}
