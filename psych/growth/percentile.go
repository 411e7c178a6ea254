package growth

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Errors of growth percentiles.
var (
	ErrFew      = errors.New("growth: too few pupils for growth percentiles")
	ErrConverge = errors.New("growth: a quantile regression did not converge")
)

// MinPupils is the smallest number of pupils for which percentiles are computed: below it a spline with four knots follows single pupils.
const MinPupils = 200

// Percentiles are the growth percentiles of pupils, 1 to 99: the share of pupils with the same prior scores whose score now is lower. prior
// holds one row of prior scores a pupil (no missing ones), now the scores to be placed. Quantile regressions at .005, .015 … .995 on
// cubic B-splines of each prior score with knots at its 20th, 40th, 60th and 80th percentile; crossing quantiles are put in order.
func Percentiles(ctx context.Context, prior [][]float64, now []float64) ([]int, error) {
	x, err := splines(prior, now)
	if err != nil {
		return nil, err
	}
	curves := make([][]float64, len(now))
	for k := range 100 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		beta, err := Quantile(x, now, (float64(k)+.5)/100)
		if err != nil {
			return nil, err
		}
		for p, row := range x {
			curves[p] = append(curves[p], dot(row, beta))
		}
	}
	out := make([]int, len(now))
	for p, c := range curves {
		slices.Sort(c)
		below, _ := slices.BinarySearch(c, now[p])
		out[p] = min(99, max(1, below))
	}
	return out, nil
}

// MedianPercentile is the median of a group's percentiles with a 95 % interval by order statistics (Conover 1999, 3.2); the interval
// is 1 to 99 for fewer than six pupils.
func MedianPercentile(percentiles []int) (median float64, low, high int) {
	n := len(percentiles)
	if n == 0 {
		return math.NaN(), 1, 99
	}
	s := slices.Sorted(slices.Values(percentiles))
	median = float64(s[(n-1)/2]+s[n/2]) / 2
	half := 1.959963984540054 * math.Sqrt(float64(n)) / 2
	from, to := int(math.Floor(float64(n)/2-half)), int(math.Ceil(float64(n)/2+1+half))
	if n < 6 || from < 1 || to > n {
		return median, 1, 99
	}
	return median, s[from-1], s[to-1]
}

func dot(a, b []float64) (s float64) {
	for i, v := range a {
		s += v * b[i]
	}
	return s
}

// splines is the design: an intercept and, for each prior score, the B-splines but the first.
func splines(prior [][]float64, now []float64) ([][]float64, error) {
	n := len(now)
	if n < MinPupils {
		return nil, ErrFew
	}
	if len(prior) != n {
		return nil, ErrShape
	}
	x := make([][]float64, n)
	for p := range x {
		if len(prior[p]) == 0 || len(prior[p]) != len(prior[0]) {
			return nil, ErrShape
		}
		for c, v := range append([]float64{now[p]}, prior[p]...) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, &ValueError{p, c}
			}
		}
		x[p] = []float64{1}
	}
	for c := range prior[0] {
		column := make([]float64, n)
		for p := range prior {
			column[p] = prior[p][c]
		}
		sorted := slices.Sorted(slices.Values(column))
		lowest, highest := sorted[0], sorted[n-1]
		if lowest == highest {
			return nil, ErrSingular
		}
		margin := (highest - lowest) / 10
		knots := []float64{lowest - margin}
		for _, q := range []float64{.2, .4, .6, .8} {
			if k := at(sorted, q); k > knots[len(knots)-1] && k < highest {
				knots = append(knots, k)
			}
		}
		knots = append(knots, highest+margin)
		for p, v := range column {
			x[p] = append(x[p], bspline(knots, v)[1:]...)
		}
	}
	return x, nil
}

// at is the quantile of sorted values, interpolated (type 7 of Hyndman & Fan 1996).
func at(sorted []float64, q float64) float64 {
	h := q * float64(len(sorted)-1)
	k := int(h)
	if k+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[k] + (h-float64(k))*(sorted[k+1]-sorted[k])
}

// bspline are the cubic B-splines at v over knots whose ends count four times (de Boor 1978).
func bspline(knots []float64, v float64) []float64 {
	first, last := knots[0], knots[len(knots)-1]
	t := append([]float64{first, first, first}, knots...)
	t = append(t, last, last, last)
	b := make([]float64, len(t)-1)
	for i := range b {
		if t[i] <= v && v < t[i+1] {
			b[i] = 1
		}
	}
	for order := 1; order <= 3; order++ {
		for i := 0; i+order+1 < len(t); i++ {
			w := 0.0
			if d := t[i+order] - t[i]; d > 0 {
				w += (v - t[i]) / d * b[i]
			}
			if d := t[i+order+1] - t[i+1]; d > 0 {
				w += (t[i+order+1] - v) / d * b[i+1]
			}
			b[i] = w
		}
	}
	return b[:len(t)-4]
}

// Quantile is the linear quantile regression of y on x at a proportion (Koenker & Bassett 1978). Its dual, to maximise y'a under X'a =
// (1-τ)X'1 and 0 ≤ a ≤ 1, is solved by Mehrotra's predictor and corrector (Portnoy & Koenker 1997).
func Quantile(x [][]float64, y []float64, tau float64) ([]float64, error) {
	if len(x) == 0 || len(x) != len(y) {
		return nil, ErrShape
	}
	s := &interior{x: x, y: y, k: len(x[0])}
	if !s.begin(tau) {
		return nil, ErrSingular
	}
	scale := 0.0
	for _, v := range y {
		scale += math.Abs(v)
	}
	for range 100 {
		if s.gap() <= 1e-9*(1+scale) {
			return s.beta, nil
		}
		if !s.step() {
			break
		}
	}
	if s.gap() <= 1e-5*(1+scale) { // as near as rounding allows
		return s.beta, nil
	}
	return nil, ErrConverge
}

// interior is a point inside: dual weights a with their slack s, residuals split into u (above) and v (below the plane).
type interior struct {
	x       [][]float64
	y       []float64
	k       int
	beta    []float64
	a, s    []float64
	u, v    []float64
	q       []float64
	factor  [][]float64
	da, rhs []float64
	du, dv  []float64
}

func (p *interior) begin(tau float64) bool {
	n := len(p.y)
	for _, f := range []*[]float64{&p.a, &p.s, &p.u, &p.v, &p.q, &p.da, &p.rhs, &p.du, &p.dv} {
		*f = make([]float64, n)
	}
	for i := range p.q {
		p.a[i], p.s[i], p.q[i] = 1-tau, tau, 1
		p.rhs[i] = p.y[i]
	}
	p.beta = make([]float64, p.k)
	if !p.normal() {
		return false
	}
	p.beta = p.solve()
	for i := range p.y {
		r := p.y[i] - dot(p.x[i], p.beta)
		// both parts stay away from zero, or the first step could not move
		p.u[i], p.v[i] = math.Max(-r, 0)+1e-3, math.Max(r, 0)+1e-3
	}
	return true
}

// gap is what separates the point from the optimum.
func (p *interior) gap() (g float64) {
	for i := range p.a {
		g += p.u[i]*p.a[i] + p.v[i]*p.s[i]
	}
	return g
}

// normal factors X'QX, solve solves it for X'Q·rhs.
func (p *interior) normal() bool {
	h := numeric.Square(p.k)
	for i, row := range p.x {
		for a, v := range row {
			w := v * p.q[i]
			for b := range a + 1 {
				h[a][b] += w * row[b]
			}
		}
	}
	var ok bool
	p.factor, ok = numeric.Cholesky(h, 1e-14)
	return ok
}

func (p *interior) solve() []float64 {
	g := make([]float64, p.k)
	for i, row := range p.x {
		w := p.q[i] * p.rhs[i]
		for a, v := range row {
			g[a] += v * w
		}
	}
	l := p.factor
	for i := range g {
		for j := range i {
			g[i] -= l[i][j] * g[j]
		}
		g[i] /= l[i][i]
	}
	for i := p.k - 1; i >= 0; i-- {
		for j := i + 1; j < p.k; j++ {
			g[i] -= l[j][i] * g[j]
		}
		g[i] /= l[i][i]
	}
	return g
}

// step goes along the predicted direction, corrected for its curvature.
func (p *interior) step() bool {
	n := len(p.a)
	for i := range p.q {
		p.q[i] = 1 / (p.u[i]/p.a[i] + p.v[i]/p.s[i])
	}
	if !p.normal() {
		return false
	}
	zero := func(int) (float64, float64) { return 0, 0 }
	db := p.direction(zero)
	primal, dual := p.lengths()
	before, after := p.gap(), 0.0
	for i := range p.a {
		after += (p.u[i]+dual*p.du[i])*(p.a[i]+primal*p.da[i]) + (p.v[i]+dual*p.dv[i])*(p.s[i]-primal*p.da[i])
	}
	mu := before * math.Pow(after/before, 3) / float64(2*n)
	da, du, dv := slices.Clone(p.da), slices.Clone(p.du), slices.Clone(p.dv)
	db = p.direction(func(i int) (float64, float64) { return mu - da[i]*du[i], mu + da[i]*dv[i] })
	primal, dual = p.lengths()
	for i := range p.a {
		p.a[i] += primal * p.da[i]
		p.s[i] -= primal * p.da[i]
		p.u[i] += dual * p.du[i]
		p.v[i] += dual * p.dv[i]
	}
	for i := range p.beta {
		p.beta[i] += dual * db[i]
	}
	return !math.IsNaN(p.gap())
}

// direction solves the linearised conditions with targets for the products a·u and s·v. Written out: y - Xβ = v - u shall hold after the
// step, X'da = 0, a·du + u·da = target - a·u, and the same for s and v with ds = -da.
func (p *interior) direction(target func(i int) (au, sv float64)) (db []float64) {
	for i := range p.a {
		au, sv := target(i)
		off := p.y[i] - dot(p.x[i], p.beta) - (p.v[i] - p.u[i])
		// du - dv = X·db - off, with du = au/a - u - u/a·da and dv = sv/s - v + v/s·da
		p.rhs[i] = off + (au/p.a[i] - p.u[i]) - (sv/p.s[i] - p.v[i])
	}
	db = p.solve()
	for i := range p.a {
		au, sv := target(i)
		p.da[i] = p.q[i] * (p.rhs[i] - dot(p.x[i], db))
		p.du[i] = au/p.a[i] - p.u[i] - p.u[i]/p.a[i]*p.da[i]
		p.dv[i] = sv/p.s[i] - p.v[i] + p.v[i]/p.s[i]*p.da[i]
	}
	return db
}

// lengths are the longest steps that stay inside.
func (p *interior) lengths() (primal, dual float64) {
	primal, dual = 1, 1
	limit := func(length *float64, at, by float64) {
		if by < 0 {
			*length = math.Min(*length, -.99995*at/by)
		}
	}
	for i := range p.a {
		limit(&primal, p.a[i], p.da[i])
		limit(&primal, p.s[i], -p.da[i])
		limit(&dual, p.u[i], p.du[i])
		limit(&dual, p.v[i], p.dv[i])
	}
	return primal, dual
}
