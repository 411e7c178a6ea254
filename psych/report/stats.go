package report

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// normal95 is the 97.5 % point of the standard normal distribution.
const normal95 = 1.959963984540054

// Wilson is the 95 % interval of a proportion of n persons (Wilson 1927); 0 to 1 for nobody.
func Wilson(share float64, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z2 = normal95 * normal95
	m := float64(n)
	middle := (share + z2/(2*m)) / (1 + z2/m)
	half := normal95 / (1 + z2/m) * math.Sqrt(share*(1-share)/m+z2/(4*m*m))
	return math.Max(middle-half, 0), math.Min(middle+half, 1)
}

// Feldt is the interval of Cronbach's alpha of k items answered by n persons at a level such as 0.95: (1−α)/(1−α̂) has an F distribution
// with n−1 and (n−1)(k−1) degrees of freedom when items are parallel and totals normal (Feldt 1965). NaN for fewer than two of either.
func Feldt(alpha float64, n, k int, level float64) (low, high float64) {
	if n < 2 || k < 2 || math.IsNaN(alpha) {
		return math.NaN(), math.NaN()
	}
	df1 := float64(n - 1)
	df2 := df1 * float64(k-1)
	tail := (1 - level) / 2
	return 1 - (1-alpha)*fQuantile(1-tail, df1, df2), 1 - (1-alpha)*fQuantile(tail, df1, df2)
}

// fQuantile is where the F distribution function is p, by bisection.
func fQuantile(p, df1, df2 float64) float64 {
	below := func(x float64) float64 { return beta(df1*x/(df1*x+df2), df1/2, df2/2) }
	low, high := 0.0, 1.0
	for below(high) < p && high < 1e12 {
		high *= 2
	}
	for range 200 {
		middle := (low + high) / 2
		if below(middle) < p {
			low = middle
		} else {
			high = middle
		}
		if high-low < 1e-13*high {
			break
		}
	}
	return (low + high) / 2
}

// beta is the regularised incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8), on the side where it converges
// fast.
func beta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - beta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(a*math.Log(x) + b*math.Log1p(-x) + lab - la - lb)
	const tiny = 1e-300
	c, d := 1.0, 1/orTiny(1-(a+b)*x/(a+1), tiny)
	h := d
	for m := 1.0; m < 100_000; m++ {
		for _, term := range [2]float64{m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))} {
			d = 1 / orTiny(1+term*d, tiny)
			c = orTiny(1+term/c, tiny)
			h *= d * c
		}
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * h / a
}

func orTiny(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// rmseaInterval is the 90 % interval of RMSEA: the noncentralities under which M2 is at the 95 % and at the 5 % point of the noncentral
// chi-square distribution (Steiger 1990; Browne & Cudeck 1992), each as √(λ/(df·n)).
func rmseaInterval(m2, df float64, n int) (low, high float64) {
	if !(df > 0) || n < 1 || math.IsNaN(m2) {
		return math.NaN(), math.NaN()
	}
	at := func(p float64) float64 {
		if 1-numeric.ChiSquareTail(m2, df) < p {
			return 0
		}
		a, b := 0.0, 2*m2+10*math.Sqrt(2*m2)+50
		for range 100 {
			c := (a + b) / 2
			if noncentral(m2, df, c) > p {
				a = c
			} else {
				b = c
			}
		}
		return math.Sqrt((a + b) / 2 / (df * float64(n)))
	}
	return at(0.95), at(0.05)
}

// noncentral is the distribution function of the noncentral chi-square: central ones mixed by a Poisson distribution. Terms beyond ten
// standard deviations count nothing.
func noncentral(x, df, lambda float64) float64 {
	half := lambda / 2
	reach := 10*math.Sqrt(half) + 10
	sum := 0.0
	for j := math.Max(0, math.Floor(half-reach)); j <= half+reach; j++ {
		w := 1.0
		if half > 0 {
			lg, _ := math.Lgamma(j + 1)
			w = math.Exp(j*math.Log(half) - half - lg)
		} else if j > 0 {
			break
		}
		sum += w * (1 - numeric.ChiSquareTail(x, df+2*j))
	}
	return sum
}

func average(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// variance with n−1; NaN for fewer than two values.
func variance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m, sum := average(x), 0.0
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return sum / float64(len(x)-1)
}

// latent are 61 nodes over ±6 and their weights under a normal distribution with mean 0 and that standard deviation.
func latent(sd float64) (nodes, weight []float64) {
	const n, reach = 61, 6.0
	sum := 0.0
	for q := range n {
		theta := -reach + 2*reach*float64(q)/(n-1)
		w := math.Exp(-theta * theta / (2 * sd * sd))
		nodes, weight = append(nodes, theta), append(weight, w)
		sum += w
	}
	for q := range weight {
		weight[q] /= sum
	}
	return nodes, weight
}
