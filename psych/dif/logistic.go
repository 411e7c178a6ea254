package dif

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Regression is the result of one item by logistic regression: score, group and their product against the score alone.
type Regression struct {
	Chi2 float64 // likelihood ratio, two degrees of freedom
	P    float64
	R2   float64 // difference of Nagelkerke's R²
	// Coefficients of the full model in the order 1, score, focal, score × focal.
	Coefficients [4]float64
	// Separated says that score and group predict the answers perfectly, so that coefficients run away; the test is then weak.
	Separated bool
}

// Logistic analyses every item. NaN where all answers to an item are alike. Purification is by the likelihood ratio of this method.
func Logistic(d Data, o Options) ([]Regression, Purified, error) {
	if err := d.check(); err != nil {
		return nil, Purified{}, err
	}
	out, done := purify(o, func(anchor []bool) []Regression {
		scores, out := d.scores(anchor), make([]Regression, d.Items)
		for i := range out {
			out[i] = regression(d.strata(i, scores, anchor))
		}
		return out
	}, func(r Regression) float64 { return r.P })
	return out, done, nil
}

// cell is a number of answers with the same predictors.
type cell struct {
	x        [4]float64
	n, right float64
}

func regression(strata []stratum) Regression {
	var cells []cell
	var n, right, sum float64
	for score, s := range strata {
		n, right, sum = n+s.all(), right+s.a+s.c, sum+float64(score)*s.all()
	}
	nan := math.NaN()
	if right == 0 || right == n {
		return Regression{Chi2: nan, P: nan, R2: nan, Coefficients: [4]float64{nan, nan, nan, nan}}
	}
	mean := sum / n // scores are centred while fitting: the product is then far from the score
	for score, s := range strata {
		x := float64(score) - mean
		if s.a+s.b > 0 {
			cells = append(cells, cell{[4]float64{1, x, 0, 0}, s.a + s.b, s.a})
		}
		if s.c+s.d > 0 {
			cells = append(cells, cell{[4]float64{1, x, 1, x}, s.c + s.d, s.c})
		}
	}
	small, _, sep1 := fit(cells, 2)
	full, b, sep2 := fit(cells, 4)
	none := deviance(cells, []float64{math.Log(right / (n - right))})
	r := Regression{Chi2: max(0, small-full), Separated: sep1 || sep2}
	r.P = numeric.ChiSquareTail(r.Chi2, 2)
	top := 1 - math.Exp(-none/n)
	r.R2 = ((1 - math.Exp((full-none)/n)) - (1 - math.Exp((small-none)/n))) / top
	r.Coefficients = [4]float64{b[0] - b[1]*mean, b[1], b[2] - b[3]*mean, b[3]}
	return r
}

// fit maximises the likelihood with the first k predictors by Newton's method with halved steps, and returns -2 log-likelihood.
func fit(cells []cell, k int) (dev float64, b []float64, separated bool) {
	b = make([]float64, k)
	dev = deviance(cells, b)
	for range 60 {
		step, ok := numeric.Solve(score(cells, b))
		if !ok {
			return dev, b, true
		}
		next, try := math.Inf(1), make([]float64, k)
		for scale := 1.0; scale > 1e-6 && !(next <= dev); scale /= 2 {
			for j := range try {
				try[j] = b[j] + scale*step[j]
			}
			next = deviance(cells, try)
		}
		if !(next <= dev) {
			break
		}
		gain := dev - next
		b, dev = try, next
		if gain <= 1e-13*(dev+0.1) {
			return dev, b, false
		}
	}
	return dev, b, true
}

// score is the information matrix and the gradient.
func score(cells []cell, b []float64) ([][]float64, []float64) {
	h, g := numeric.Square(len(b)), make([]float64, len(b))
	for _, c := range cells {
		p := 1 / (1 + math.Exp(-c.eta(b)))
		for j := range b {
			g[j] += c.x[j] * (c.right - c.n*p)
			for l := range b {
				h[j][l] += c.x[j] * c.x[l] * c.n * p * (1 - p)
			}
		}
	}
	return h, g
}

func (c cell) eta(b []float64) (eta float64) {
	for j, v := range b {
		eta += v * c.x[j]
	}
	return eta
}

// deviance is -2 log-likelihood of single answers.
func deviance(cells []cell, b []float64) (dev float64) {
	for _, c := range cells {
		eta := c.eta(b)
		// ln(1 + e^eta) without overflow
		dev += 2 * (c.n*(math.Max(eta, 0)+math.Log1p(math.Exp(-math.Abs(eta)))) - c.right*eta)
	}
	return dev
}
