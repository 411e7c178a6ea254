package growth

import (
	"errors"
	"fmt"
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Errors of a fit.
var (
	ErrEmpty    = errors.New("growth: no rows")
	ErrShape    = errors.New("growth: rows of different length")
	ErrSingular = errors.New("growth: the predictors depend on each other, or there are more of them than rows")
	ErrConstant = errors.New("growth: the predictors leave no residual variance")
	ErrGroups   = errors.New("growth: each level of groups needs at least two groups, and fewer groups than rows")
	ErrNested   = errors.New("growth: an inner group is in two outer groups")
)

// A ValueError says which number is not finite.
type ValueError struct{ Row, Column int }

// Error names the row, counted from 1; column 0 is the outcome.
func (e *ValueError) Error() string {
	return fmt.Sprintf("growth: row %d, column %d is not a finite number", e.Row+1, e.Column)
}

// Data are n rows: the outcome Y, the predictors X[row] (write the intercept as a column of ones), the inner group of each row and, in
// a model with three levels, the outer one. Groups are numbered from 0.
type Data struct {
	Y     []float64
	X     [][]float64
	Inner []int
	Outer []int // nil: two levels
}

// Options of a fit.
type Options struct {
	REML bool
	Tol  float64 // change of the ratios at the end, default 1e-8
}

// Model is a fitted model.
type Model struct {
	N, Groups, OuterGroups int
	REML                   bool
	Beta, SE               []float64
	Inner, Outer           float64 // variances of the intercepts; Outer 0 with two levels
	Residual               float64 // variance
	LogLik                 float64 // restricted with REML
	Parameters             int     // of the model: β, and the variances
	Evaluations            int
	Converged              bool
	Singular               bool // a variance of groups is 0 (below 1e-8 of the residual): they do not differ beyond chance

	InnerEffects, OuterEffects []Effect

	theta [2]float64
}

// Effect is a group's deviation: the mean and the standard deviation given the data. N counts its rows.
type Effect struct {
	N       int
	Est, SE float64
}

// ICC are the shares of the variance, given the predictors, that lie between inner groups (within outer ones) and between outer groups.
func (m *Model) ICC() (inner, outer float64) {
	all := m.Inner + m.Outer + m.Residual
	return m.Inner / all, m.Outer / all
}

// sums are what the likelihood needs: the cross products of [X y] and, for each inner group, its size and the sums of its rows.
type sums struct {
	n, p    int
	cross   [][]float64
	size    []float64
	row     [][]float64
	outerOf []int
	outers  int
}

// Fit fits a model.
func Fit(d Data, o Options) (*Model, error) {
	s, err := gather(d)
	if err != nil {
		return nil, err
	}
	if o.Tol <= 0 {
		o.Tol = 1e-8
	}
	k := 1
	if s.outers > 0 {
		k = 2
	}
	m := &Model{N: s.n, Groups: len(s.size), OuterGroups: s.outers, REML: o.REML, Parameters: s.p + k + 1}
	if _, err := s.profile([2]float64{1, 1}, o.REML); err != nil {
		return nil, err
	}
	dev := func(theta []float64) float64 {
		m.Evaluations++
		t := [2]float64{theta[0], 0}
		if k == 2 {
			t[1] = theta[1]
		}
		e, err := s.profile(t, o.REML)
		if err != nil {
			return math.Inf(1)
		}
		return e.deviance
	}
	start := []float64{0.5, 0.5}[:k]
	best, ok := numeric.Minimise(dev, start, o.Tol)
	for i := range best {
		m.theta[i] = math.Abs(best[i])
	}
	e, err := s.profile(m.theta, o.REML)
	if err != nil {
		return nil, err
	}
	m.Converged, m.LogLik, m.Residual, m.Beta = ok, -e.deviance/2, e.sigma2, e.beta
	m.Inner, m.Outer = e.sigma2*m.theta[0]*m.theta[0], e.sigma2*m.theta[1]*m.theta[1]
	for i := range k {
		m.Singular = m.Singular || m.theta[i]*m.theta[i] < 1e-8
	}
	for i := range e.beta {
		m.SE = append(m.SE, math.Sqrt(e.sigma2*e.inverse[i][i]))
	}
	m.effects(s, e)
	return m, nil
}

func gather(d Data) (*sums, error) {
	n := len(d.Y)
	switch {
	case n == 0 || len(d.X) != n || len(d.Inner) != n || d.Outer != nil && len(d.Outer) != n:
		if n == 0 {
			return nil, ErrEmpty
		}
		return nil, ErrShape
	}
	p := len(d.X[0])
	if p == 0 || p >= n {
		return nil, ErrSingular
	}
	s := &sums{n: n, p: p, cross: numeric.Square(p + 1)}
	row := make([]float64, p+1)
	for r, y := range d.Y {
		if len(d.X[r]) != p || d.Inner[r] < 0 || d.Outer != nil && d.Outer[r] < 0 {
			return nil, ErrShape
		}
		copy(row, d.X[r])
		row[p] = y
		for c, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, &ValueError{r, (c + 1) % (p + 1)}
			}
		}
		outer := -1
		if d.Outer != nil {
			outer = d.Outer[r]
		}
		if err := s.add(row, d.Inner[r], outer); err != nil {
			return nil, err
		}
	}
	return s, s.count()
}

func (s *sums) add(row []float64, g, outer int) error {
	for len(s.size) <= g {
		if len(s.size) > 1<<26 {
			return ErrShape
		}
		s.size, s.row, s.outerOf = append(s.size, 0), append(s.row, nil), append(s.outerOf, -2)
	}
	if s.row[g] == nil {
		s.row[g], s.outerOf[g] = make([]float64, s.p+1), outer
	}
	if s.outerOf[g] != outer {
		return ErrNested
	}
	s.outers = max(s.outers, outer+1)
	s.size[g]++
	for a, v := range row {
		s.row[g][a] += v
		for b := range a + 1 {
			s.cross[a][b] += v * row[b]
		}
	}
	return nil
}

// count refuses data without enough groups.
func (s *sums) count() error {
	inner, outer := 0, map[int]bool{}
	for g, n := range s.size {
		if n > 0 {
			inner++
			outer[s.outerOf[g]] = true
		}
	}
	if inner < 2 || inner >= s.n || s.outers > 0 && (len(outer) < 2 || len(outer) >= inner) {
		return ErrGroups
	}
	return nil
}

// estimate is everything that follows from θ.
type estimate struct {
	deviance, sigma2 float64
	beta             []float64
	inverse          [][]float64 // of X'V⁻¹X with V in units of σ²
}

// profile computes the deviance at θ, with β and σ² at their best.
func (s *sums) profile(theta [2]float64, reml bool) (*estimate, error) {
	a := s.weighted(theta)
	p := s.p
	xx, xy := numeric.Square(p), make([]float64, p)
	for i := range p {
		xy[i] = a.cross[p][i]
		for j := range i + 1 {
			xx[i][j], xx[j][i] = a.cross[i][j], a.cross[i][j]
		}
	}
	l, ok := numeric.Cholesky(xx, 0)
	if !ok || !wellPosed(l, s.cross) {
		return nil, ErrSingular
	}
	inv, ok := numeric.Invert(xx)
	if !ok {
		return nil, ErrSingular
	}
	e := &estimate{beta: make([]float64, p), inverse: inv}
	rss := a.cross[p][p]
	for i := range p {
		for j := range p {
			e.beta[i] += inv[i][j] * xy[j]
		}
	}
	for i := range p {
		rss -= e.beta[i] * xy[i]
	}
	if !(rss > 1e-12*s.cross[p][p]) {
		return nil, ErrConstant
	}
	df := float64(s.n)
	e.deviance = a.logDet
	if reml {
		df -= float64(p)
		for i := range p {
			e.deviance += 2 * math.Log(l[i][i])
		}
	}
	e.sigma2 = rss / df
	e.deviance += df * (1 + math.Log(2*math.Pi*e.sigma2))
	return e, nil
}

// wellPosed reports whether no predictor is (nearly) a sum of others: its part that they do not explain is not all rounding.
func wellPosed(l, cross [][]float64) bool {
	for i := range l {
		if l[i][i]*l[i][i] < 1e-11*cross[i][i] {
			return false
		}
	}
	return true
}

// weightedSums are [X y]'V⁻¹[X y] (lower half) and ln|V|.
type weightedSums struct {
	cross  [][]float64
	logDet float64
}

func (s *sums) weighted(theta [2]float64) weightedSums {
	p1 := s.p + 1
	out := weightedSums{cross: numeric.Square(p1)}
	for a := range p1 {
		copy(out.cross[a], s.cross[a][:a+1])
	}
	t1, t2 := theta[0]*theta[0], theta[1]*theta[1]
	u, weight := make([]float64, s.outers*p1), make([]float64, s.outers)
	for g, n := range s.size {
		if n == 0 {
			continue
		}
		row, f := s.row[g], 1+n*t1
		out.logDet += math.Log(f)
		subtract(out.cross, row, t1/f)
		if o := s.outerOf[g]; o >= 0 {
			weight[o] += n / f
			for a, v := range row {
				u[o*p1+a] += v / f
			}
		}
	}
	for o, w := range weight {
		out.logDet += math.Log(1 + t2*w)
		subtract(out.cross, u[o*p1:(o+1)*p1], t2/(1+t2*w))
	}
	return out
}

func subtract(cross [][]float64, v []float64, c float64) {
	for a := range v {
		x := c * v[a]
		for b := range a + 1 {
			cross[a][b] -= x * v[b]
		}
	}
}

// effects are the conditional means and standard deviations of the groups' intercepts.
func (m *Model) effects(s *sums, e *estimate) {
	t1, t2 := m.theta[0]*m.theta[0], m.theta[1]*m.theta[1]
	residual := make([]float64, len(s.size)) // sums of y - Xβ
	top, weight := make([]float64, s.outers), make([]float64, s.outers)
	m.InnerEffects, m.OuterEffects = make([]Effect, len(s.size)), make([]Effect, s.outers)
	for g, n := range s.size {
		if n == 0 {
			continue
		}
		residual[g] = s.row[g][s.p]
		for j, b := range e.beta {
			residual[g] -= b * s.row[g][j]
		}
		if o := s.outerOf[g]; o >= 0 {
			f := 1 + n*t1
			top[o] += residual[g] / f
			weight[o] += n / f
			m.OuterEffects[o].N += int(n)
		}
	}
	for o := range m.OuterEffects {
		f := 1 + t2*weight[o]
		m.OuterEffects[o].Est, m.OuterEffects[o].SE = t2*top[o]/f, math.Sqrt(e.sigma2*t2/f)
	}
	for g, n := range s.size {
		f, above := 1+n*t1, Effect{}
		if o := s.outerOf[g]; o >= 0 {
			above = m.OuterEffects[o]
		}
		shrink := n * t1 / f
		m.InnerEffects[g] = Effect{int(n), t1 / f * (residual[g] - n*above.Est), math.Sqrt(e.sigma2*t1/f + shrink*shrink*above.SE*above.SE)}
	}
}
