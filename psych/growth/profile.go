package growth

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// estimate is everything that follows from θ, in units of the sums.
type estimate struct {
	deviance, sigma2 float64
	gamma            []float64
	inverse          [][]float64 // of Q'V⁻¹Q with V in units of σ²
	slope            [2]float64  // of the deviance, by the squares of θ
}

// off is what a row of [Q y] is off the plane of the predictors.
func (e *estimate) off(row []float64) float64 {
	v := row[len(row)-1]
	for j, g := range e.gamma {
		v -= g * row[j]
	}
	return v
}

// profile computes the deviance at θ, with γ and σ² at their best.
func (s *sums) profile(theta [2]float64, reml bool) (*estimate, error) {
	a, p := s.weighted(theta), s.p
	l, ok := numeric.Cholesky(a.cross, 0)
	if !ok {
		return nil, ErrConstant
	}
	xx := numeric.Square(p)
	for i := range p {
		for j := range i + 1 {
			xx[i][j], xx[j][i] = a.cross[i][j], a.cross[i][j]
		}
	}
	e := &estimate{gamma: make([]float64, p), deviance: a.logDet}
	if e.inverse, ok = numeric.Invert(xx); !ok {
		return nil, ErrSingular
	}
	for i := p - 1; i >= 0; i-- { // L'γ = the last row of L
		v := l[p][i]
		for j := i + 1; j < p; j++ {
			v -= l[j][i] * e.gamma[j]
		}
		e.gamma[i] = v / l[i][i]
	}
	df := float64(s.n)
	if reml {
		df -= float64(p)
		e.deviance += 2 * s.logR
		for i := range p {
			e.deviance += 2 * math.Log(l[i][i])
		}
	}
	rss := l[p][p] * l[p][p]
	e.sigma2 = rss / df
	e.deviance += df * (1 + math.Log(2*math.Pi*e.sigma2) + 2*math.Log(s.unit))
	s.slopes(theta, a, e, df/rss, reml)
	return e, nil
}

// weightedSums are [Q y]'V⁻¹[Q y] (lower half) and ln|V|. By the Sherman-Morrison formula a group of n counts as one of n/(1+nθ²) rows at
// its mean, besides what varies within it; and so again for groups of groups.
type weightedSums struct {
	cross  [][]float64
	logDet float64
	weight []float64   // of each inner group
	total  []float64   // of each outer group
	mean   [][]float64 // of each outer group, weighted
}

func (s *sums) weighted(theta [2]float64) weightedSums {
	k := s.p + 1
	out := weightedSums{cross: numeric.Square(k), weight: make([]float64, len(s.size)), total: make([]float64, s.outers), mean: make([][]float64, s.outers)}
	for a := range k {
		copy(out.cross[a], s.within[a][:a+1])
	}
	t1, t2 := theta[0]*theta[0], theta[1]*theta[1]
	all := make([]float64, s.outers*k)
	for o := range out.mean {
		out.mean[o] = all[o*k : (o+1)*k]
	}
	for g, n := range s.size {
		if n == 0 {
			continue
		}
		out.weight[g] = n / (1 + n*t1)
		out.logDet += math.Log1p(n * t1)
		o := s.outerOf[g]
		if o < 0 {
			addSquare(out.cross, s.mean[g], out.weight[g])
			continue
		}
		out.total[o] += out.weight[g]
		for a, v := range s.mean[g] {
			out.mean[o][a] += out.weight[g] * v
		}
	}
	if s.outers == 0 {
		return out
	}
	for o, w := range out.total {
		if w == 0 {
			continue
		}
		for a := range out.mean[o] {
			out.mean[o][a] /= w
		}
		out.logDet += math.Log1p(t2 * w)
		addSquare(out.cross, out.mean[o], w/(1+t2*w))
	}
	off := make([]float64, k)
	for g, w := range out.weight {
		if w > 0 {
			for a, v := range s.mean[g] {
				off[a] = v - out.mean[s.outerOf[g]][a]
			}
			addSquare(out.cross, off, w)
		}
	}
	return out
}

func addSquare(cross [][]float64, v []float64, weight float64) {
	for a := range v {
		x := weight * v[a]
		for b := range a + 1 {
			cross[a][b] += x * v[b]
		}
	}
}

// slopes are the derivatives of the deviance by the squares t of θ. A group's weight n/(1+nt) changes with t by minus its square, and a
// weighted sum of squares changes with the weight by the square of what the group's mean is off, less what the outer group's effect
// takes of it; ln|Q'V⁻¹Q| changes by the trace.
func (s *sums) slopes(theta [2]float64, a weightedSums, e *estimate, precision float64, reml bool) {
	t2 := theta[1] * theta[1]
	taken := make([]float64, s.outers)
	takenMean := make([][]float64, s.outers)
	for o, w := range a.total {
		if w == 0 {
			continue
		}
		f := t2 * w / (1 + t2*w)
		taken[o] = f * e.off(a.mean[o])
		takenMean[o] = make([]float64, s.p)
		for j := range takenMean[o] {
			takenMean[o][j] = f * a.mean[o][j]
		}
		u := w / (1 + t2*w)
		v := e.off(a.mean[o])
		e.slope[1] += u - precision*u*u*v*v
		if reml {
			e.slope[1] -= u * u * quadratic(e.inverse, a.mean[o][:s.p])
		}
	}
	x := make([]float64, s.p)
	for g, w := range a.weight {
		if w == 0 {
			continue
		}
		v, share := e.off(s.mean[g]), 0.0
		copy(x, s.mean[g])
		if o := s.outerOf[g]; o >= 0 {
			v -= taken[o]
			share = t2 / (1 + t2*a.total[o])
			for j := range x {
				x[j] -= takenMean[o][j]
			}
		}
		e.slope[0] += w - share*w*w - precision*w*w*v*v
		if reml {
			e.slope[0] -= w * w * quadratic(e.inverse, x)
		}
	}
}

func quadratic(h [][]float64, x []float64) (v float64) {
	for i, a := range x {
		for j, b := range x {
			v += a * h[i][j] * b
		}
	}
	return v
}
