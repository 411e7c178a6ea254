package irt

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// prior is a penalty on an item's parameters: its logarithm, gradient and negative second derivative by parameter are added.
type prior struct{ lognormalA, betaC *[2]float64 }

func (pr prior) add(it Item, x, g []float64, h [][]float64) (ll float64) {
	if pr.lognormalA != nil && it.A > 0 {
		mu, sd := pr.lognormalA[0], pr.lognormalA[1]
		z := (math.Log(it.A) - mu) / sd
		ll += -z*z/2 - math.Log(it.A)
		g[0] += -z/(sd*it.A) - 1/it.A
		h[0][0] += math.Max(0, (1-math.Log(it.A)+mu)/(sd*sd*it.A*it.A)-1/(it.A*it.A))
	}
	if pr.betaC != nil && it.Model == ThreePL { // on the logit: the Jacobian is left out, as usual for a prior of the parameter itself
		alpha, beta := pr.betaC[0], pr.betaC[1]
		c := it.C
		ll += (alpha-1)*math.Log(c) + (beta-1)*math.Log(1-c)
		g[2] += (alpha-1)*(1-c) - (beta-1)*c
		h[2][2] += (alpha + beta - 2) * c * (1 - c)
	}
	return ll
}

// improver maximises the expected log-likelihood of one item by Fisher scoring with step halving.
type improver struct {
	theta []float64
	prior prior
	fixA  bool // the slope is not this item's own
	prob  [MaxCategories]float64
	deriv []float64
	x, g  []float64
	h     [][]float64
}

func newImprover(g *grid, pr prior, fixA bool) *improver {
	return &improver{theta: g.theta, prior: pr, fixA: fixA}
}

// value is the expected log-likelihood of an item's counts.
func (m *improver) value(it Item, r itemCounts) float64 {
	ll := 0.0
	for q, theta := range m.theta {
		it.Prob(theta, m.prob[:len(r)])
		for k := range r {
			if r[k][q] > 0 {
				ll += r[k][q] * math.Log(m.prob[k])
			}
		}
	}
	x := make([]float64, it.params())
	return ll + m.prior.add(it, x, make([]float64, len(x)), numeric.Square(len(x)))
}

// score fills m.g and m.h: the gradient and the expected information of the counts.
func (m *improver) score(it Item, r itemCounts) {
	n := it.params()
	if len(m.g) != n {
		m.g, m.x, m.h = make([]float64, n), make([]float64, n), numeric.Square(n)
		m.deriv = make([]float64, n*MaxCategories)
	}
	clear(m.g)
	for i := range m.h {
		clear(m.h[i])
	}
	d := m.deriv[:n*len(r)]
	for q, theta := range m.theta {
		persons := 0.0
		for k := range r {
			persons += r[k][q]
		}
		if persons < 1e-12 {
			continue
		}
		it.grad(theta, m.prob[:len(r)], d)
		for k := range r {
			row, p := d[k*n:(k+1)*n], m.prob[k]
			w, info := r[k][q]/p, persons/p
			for i, gi := range row {
				m.g[i] += w * gi
				for j := 0; j <= i; j++ {
					m.h[i][j] += info * gi * row[j]
				}
			}
		}
	}
	for i := range m.h {
		for j := 0; j < i; j++ {
			m.h[j][i] = m.h[i][j]
		}
	}
	m.prior.add(it, m.x, m.g, m.h)
	if m.fixA {
		m.hold(0)
	}
}

// hold takes a parameter out of the next step.
func (m *improver) hold(i int) {
	m.g[i] = 0
	for j := range m.h {
		m.h[i][j], m.h[j][i] = 0, 0
	}
	m.h[i][i] = 1
}

// improve moves the item towards the maximum of its counts.
func (m *improver) improve(it *Item, r itemCounts, steps int) {
	before := math.NaN()
	for range steps {
		m.score(*it, r)
		step, ok := numeric.Solve(m.h, m.g)
		if !ok {
			return
		}
		it.get(m.x)
		if m.plain(it, step) {
			before = math.NaN()
			continue
		}
		if math.IsNaN(before) {
			before = m.value(*it, r)
		}
		size, done := 1.0, false
		for range 30 {
			next := it.clone()
			x := make([]float64, len(m.x))
			for i := range x {
				x[i] = m.x[i] + size*step[i]
			}
			next.set(x)
			if next.legal() {
				if after := m.value(next, r); after >= before-1e-12*math.Abs(before) {
					*it, done = next, after-before < 1e-10*(1+math.Abs(before))
					before = after
					break
				}
			}
			size /= 2
		}
		if done || size < 1e-8 {
			return
		}
	}
}

// small is a step that scoring takes without looking: that near the maximum it never overshoots.
const small = 0.25

// plain takes a small and legal step as it is.
func (m *improver) plain(it *Item, step []float64) bool {
	next := it.clone()
	x := make([]float64, len(step))
	for i, d := range step {
		if !(math.Abs(d) < small) {
			return false
		}
		x[i] = m.x[i] + d
	}
	next.set(x)
	if !next.legal() {
		return false
	}
	*it = next
	return true
}
