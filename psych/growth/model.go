package growth

import (
	"errors"
	"fmt"
	"math"
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

// Fit fits a model.
func Fit(d Data, o Options) (*Model, error) {
	s, err := gather(d)
	if err != nil {
		return nil, err
	}
	if o.Tol <= 0 {
		o.Tol = 1e-8
	}
	m := &Model{N: s.n, Groups: len(s.size), OuterGroups: s.outers, REML: o.REML, Parameters: s.p + s.levels() + 1}
	m.theta, m.Converged, m.Evaluations, err = s.search(o)
	if err != nil {
		return nil, err
	}
	e, err := s.profile(m.theta, o.REML)
	if err != nil {
		return nil, err
	}
	m.LogLik, m.Residual = -e.deviance/2, e.sigma2*s.unit*s.unit
	m.Inner, m.Outer = m.Residual*m.theta[0]*m.theta[0], m.Residual*m.theta[1]*m.theta[1]
	for i := range s.levels() {
		m.Singular = m.Singular || m.theta[i]*m.theta[i] < 1e-8
	}
	m.Beta, m.SE = s.coefficients(e)
	m.effects(s, e)
	return m, nil
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
		residual[g] = n * s.unit * e.off(s.mean[g])
		if o := s.outerOf[g]; o >= 0 {
			f := 1 + n*t1
			top[o] += residual[g] / f
			weight[o] += n / f
			m.OuterEffects[o].N += int(n)
		}
	}
	for o := range m.OuterEffects {
		f := 1 + t2*weight[o]
		m.OuterEffects[o].Est, m.OuterEffects[o].SE = t2*top[o]/f, math.Sqrt(m.Residual*t2/f)
	}
	for g, n := range s.size {
		f, above := 1+n*t1, Effect{}
		if o := s.outerOf[g]; o >= 0 {
			above = m.OuterEffects[o]
		}
		shrink := n * t1 / f
		m.InnerEffects[g] = Effect{int(n), t1 / f * (residual[g] - n*above.Est), math.Sqrt(m.Residual*t1/f + shrink*shrink*above.SE*above.SE)}
	}
}
