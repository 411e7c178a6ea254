package growth

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// ratios are the squares of θ from which a search may begin: from groups that hardly differ to groups that are everything.
var ratios = [...]float64{1e-4, 1e-2, .1, 1, 1e2, 1e5}

// search finds θ with the least deviance: the best of a coarse grid, then Newton's method on the slopes, whose own slopes are differences. It
// has converged when a step is below the tolerance, relative to θ.
func (s *sums) search(o Options) (theta [2]float64, converged bool, evaluations int, err error) {
	k := s.levels()
	at := func(theta [2]float64) (*estimate, error) {
		evaluations++
		return s.profile(theta, o.REML)
	}
	best := math.Inf(1)
	outer := ratios[:]
	if k == 1 {
		outer = []float64{0}
	}
	for _, t1 := range ratios {
		for _, t2 := range outer {
			try := [2]float64{math.Sqrt(t1), math.Sqrt(t2)}
			e, err := at(try)
			if err != nil {
				return theta, false, evaluations, err
			}
			if e.deviance < best {
				best, theta = e.deviance, try
			}
		}
	}
	for range 100 {
		e, err := at(theta)
		if err != nil {
			return theta, false, evaluations, err
		}
		lifted := false
		for i := range k { // the deviance is even in θ: 0 is a place without slope, be it the best or the worst
			if theta[i] < floor && e.slope[i] < 0 {
				theta[i], lifted = 1e-3, true
			}
		}
		if lifted {
			continue
		}
		step, err := s.newton(theta, e, at)
		if err != nil {
			return theta, false, evaluations, err
		}
		next, moved := s.descend(theta, step, e, at)
		size := 0.0
		for i := range k {
			size = math.Max(size, math.Abs(step[i])/(theta[i]+floor))
		}
		theta = next
		if !moved || size < o.Tol {
			return theta, size < math.Max(o.Tol, 1e-6), evaluations, nil
		}
	}
	return theta, false, evaluations, nil
}

// floor is the θ below which two values count as alike: a variance of 1e-12 of the residual is none.
const floor = 1e-6

// newton is the next step: of -θ for a coordinate whose best value is 0.
func (s *sums) newton(theta [2]float64, e *estimate, at func([2]float64) (*estimate, error)) (step [2]float64, err error) {
	k := s.levels()
	gradient := func(e *estimate, theta [2]float64) []float64 {
		return []float64{2 * theta[0] * e.slope[0], 2 * theta[1] * e.slope[1]}[:k]
	}
	g, h := gradient(e, theta), numeric.Square(k)
	for i := range k {
		up, down := theta, theta
		d := 1e-5 * math.Max(theta[i], 1e-3)
		up[i] += d
		down[i] -= d
		a, err := at(up)
		if err != nil {
			return step, err
		}
		b, err := at(down)
		if err != nil {
			return step, err
		}
		ga, gb := gradient(a, up), gradient(b, down)
		for j := range k {
			h[i][j] = (ga[j] - gb[j]) / (2 * d)
		}
	}
	if k == 2 {
		m := (h[0][1] + h[1][0]) / 2
		if h[0][0] <= 0 || h[1][1] <= 0 || m*m > .99*h[0][0]*h[1][1] { // not a valley: each by itself
			m = 0
		}
		h[0][1], h[1][0] = m, m
	}
	for i := range k {
		h[i][i] = math.Max(math.Abs(h[i][i]), 1e-300)
		g[i] = -g[i]
	}
	x, ok := numeric.Solve(h, g)
	if !ok {
		return step, ErrSingular
	}
	for i := range k {
		step[i] = math.Max(-theta[i], math.Min(x[i], 2*theta[i]+.1))
	}
	return step, nil
}

// descend goes along a step as far as the deviance does not rise, beyond rounding.
func (s *sums) descend(theta, step [2]float64, e *estimate, at func([2]float64) (*estimate, error)) (next [2]float64, moved bool) {
	for scale := 1.0; scale > 1e-9; scale /= 4 {
		next = theta
		for i := range s.levels() {
			next[i] = math.Max(0, theta[i]+scale*step[i])
		}
		if after, err := at(next); err == nil && after.deviance <= e.deviance+1e-13*math.Abs(e.deviance) {
			return next, true
		}
	}
	return theta, false
}
