package equate

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Smooth fits a log-linear model of a degree: the smoothed distribution has the same number of persons and the same first moments up to
// the degree. chi2 is the likelihood ratio against the counts, with df degrees of freedom.
func Smooth(d Distribution, degree int) (out Distribution, chi2 float64, df int, err error) {
	if err := d.check(); err != nil {
		return d, 0, 0, err
	}
	if degree < 1 || degree >= len(d.Scale) {
		return d, 0, 0, ErrDegree
	}
	basis := powers(d.Scale, degree)
	fitted, chi2, err := loglinear(d.Count, basis)
	return Distribution{d.Scale, fitted}, chi2, len(d.Count) - degree - 1, err
}

// SmoothJoint fits a log-linear model with powers of the total and of the anchor up to a degree each, and their product.
func SmoothJoint(j Joint, degree int) (Joint, error) {
	if err := j.check(); err != nil {
		return j, err
	}
	if degree < 1 || degree >= len(j.Total) || degree >= len(j.Anchor) {
		return j, ErrDegree
	}
	bt, ba := powers(j.Total, degree), powers(j.Anchor, degree)
	var counts []float64
	var basis [][]float64
	for t := range j.Total {
		for a := range j.Anchor {
			counts = append(counts, j.Count[t][a])
			basis = append(basis, append(append(append([]float64{}, bt[t]...), ba[a]...), bt[t][0]*ba[a][0]))
		}
	}
	fitted, _, err := loglinear(counts, basis)
	if err != nil {
		return j, err
	}
	out := Joint{Total: j.Total, Anchor: j.Anchor, Count: make([][]float64, len(j.Total))}
	for t := range out.Count {
		out.Count[t] = fitted[t*len(j.Anchor) : (t+1)*len(j.Anchor)]
	}
	return out, nil
}

// powers are orthonormal polynomials of degree 1 … k over the scale, made by the three-term recurrence (Forsythe 1957): the same model as
// raw powers, and well conditioned.
func powers(scale []float64, k int) [][]float64 {
	n := len(scale)
	out := make([][]float64, n)
	before, now := make([]float64, n), make([]float64, n)
	for i := range out {
		out[i] = make([]float64, k)
		now[i] = 1 / math.Sqrt(float64(n))
	}
	norm := 0.0
	for d := range k {
		shift := 0.0
		for i, x := range scale {
			shift += x * now[i] * now[i]
		}
		next, sum := make([]float64, n), 0.0
		for i, x := range scale {
			next[i] = (x-shift)*now[i] - norm*before[i]
			sum += next[i] * next[i]
		}
		norm = math.Sqrt(sum)
		for i := range next {
			next[i] /= norm
			out[i][d] = next[i]
		}
		before, now = now, next
	}
	return out
}

// loglinear maximises the multinomial likelihood of counts under log m = α + basis·β by Newton's method with halved steps.
func loglinear(counts []float64, basis [][]float64) (fitted []float64, chi2 float64, err error) {
	n, k := 0.0, len(basis[0])
	for _, c := range counts {
		n += c
	}
	beta := make([]float64, k)
	fitted, lik := expected(counts, basis, beta, n)
	for range 200 {
		h, g := numeric.Square(k), make([]float64, k)
		mean := make([]float64, k)
		for i, m := range fitted {
			for a, v := range basis[i] {
				mean[a] += m * v / n
				g[a] += (counts[i] - m) * v
			}
		}
		for i, m := range fitted {
			for a, v := range basis[i] {
				for b := range a + 1 {
					h[a][b] += m * (v - mean[a]) * (basis[i][b] - mean[b])
				}
			}
		}
		step, ok := numeric.Solve(h, g) // reads the lower half
		if !ok {
			return nil, 0, ErrConstant
		}
		next, try := math.Inf(-1), make([]float64, k)
		var m []float64
		for scale := 1.0; scale > 1e-8 && !(next >= lik); scale /= 2 {
			for a := range try {
				try[a] = beta[a] + scale*step[a]
			}
			m, next = expected(counts, basis, try, n)
		}
		if !(next >= lik) {
			break
		}
		gain := next - lik
		beta, fitted, lik = try, m, next
		if gain <= 1e-13*math.Abs(lik) && largest(g) <= 1e-13*n {
			break
		}
	}
	for i, c := range counts {
		if c > 0 {
			chi2 += 2 * c * math.Log(c/fitted[i])
		}
	}
	return fitted, chi2, nil
}

func largest(g []float64) (m float64) {
	for _, v := range g {
		m = math.Max(m, math.Abs(v))
	}
	return m
}

// expected are the fitted counts and the log-likelihood.
func expected(counts []float64, basis [][]float64, beta []float64, n float64) (fitted []float64, lik float64) {
	eta := make([]float64, len(counts))
	top, sum := math.Inf(-1), 0.0
	for i, row := range basis {
		for a, v := range row {
			eta[i] += beta[a] * v
		}
		top = math.Max(top, eta[i])
	}
	for _, e := range eta {
		sum += math.Exp(e - top)
	}
	alpha := math.Log(sum) + top
	fitted = make([]float64, len(counts))
	for i, e := range eta {
		fitted[i] = n * math.Exp(e-alpha)
		lik += counts[i] * (e - alpha)
	}
	return fitted, lik
}
