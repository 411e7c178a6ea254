package irt

import (
	"context"
	"errors"
	"math"
)

// Method is a way to measure a person.
type Method string

// The methods. EAP and MAP use the latent distribution as a prior; ML and WLE (Warm 1989) do not.
const (
	EAP Method = "eap"
	MAP Method = "map"
	ML  Method = "ml"
	WLE Method = "wle"
)

// Measure is a person's place on the scale of θ with its standard error: of EAP the deviation of the posterior; of ML and WLE 1/√information at
// the estimate (Lord 1980; Warm 1989), of MAP with the prior's 1/σ² added to the information. Programs that take the curvature of what they
// maximise instead say less for WLE, and something else for GRM and ThreePL, where the two informations differ. Where the answers give no finite estimate (ML of all right or
// all wrong) Theta is ±Inf and SE is +Inf; without any answer ML and WLE are NaN.
type Measure struct{ Theta, SE float64 }

// Scores measures every person of d, whose items must be those of the fit.
func (f *Fit) Scores(ctx context.Context, d *Data, m Method) ([]Measure, error) {
	if d.Items() != len(f.Items) {
		return nil, ErrLayout
	}
	for i := range f.Items {
		if d.Categories(i) > f.Items[i].Categories() && !f.Left[i] {
			return nil, ErrLayout
		}
	}
	out := make([]Measure, d.n)
	one := f.eap
	switch m {
	case EAP:
	case MAP, ML, WLE:
		one = func(w *worker, p int) Measure { return f.climb(w.d, p, m) }
	default:
		return nil, errors.New("irt: no such way to measure a person")
	}
	f.grid.spread(f.SD)
	t := newTables(d, f.grid)
	t.build(d, f.Items)
	const chunk = 4096
	each(processors(f.opts.Procs), (d.n+chunk-1)/chunk, func() *worker { return newWorker(d, t) }, func(w *worker, i int) {
		for p := i * chunk; p < min((i+1)*chunk, d.n) && ctx.Err() == nil; p++ {
			out[p] = one(w, p)
		}
	})
	return out, ctx.Err()
}

func (f *Fit) eap(w *worker, p int) Measure {
	sum, _ := w.posterior(p)
	m, v := 0.0, 0.0
	for q, theta := range f.grid.theta {
		m += w.like[q] * theta
		v += w.like[q] * theta * theta
	}
	m /= sum
	return Measure{m, math.Sqrt(math.Max(v/sum-m*m, 0))}
}

// bound is how far a search for a maximum goes; beyond it the estimate counts as infinite.
const bound = 20

// climb finds the maximum for one person by safeguarded Newton steps on the derivative of the (penalised) log-likelihood.
func (f *Fit) climb(d *Data, p int, m Method) Measure {
	answered, extremeLow, extremeHigh := 0, true, true
	codes := make([]uint8, len(f.Items))
	for i := range f.Items {
		codes[i] = d.At(p, i)
		if f.Left[i] {
			codes[i] = Missing
		}
		if codes[i] == Missing {
			continue
		}
		answered++
		up := f.Items[i].A >= 0
		low, high := codes[i] == 0, int(codes[i]) == len(f.Items[i].D)
		extremeLow = extremeLow && (up && low || !up && high)
		extremeHigh = extremeHigh && (up && high || !up && low)
	}
	if answered == 0 && m != MAP {
		return Measure{math.NaN(), math.NaN()}
	}
	if m == ML && (extremeLow || extremeHigh) {
		return Measure{math.Inf(btoi(extremeHigh)*2 - 1), math.Inf(1)}
	}
	theta := f.root(codes, m)
	if math.Abs(theta) >= bound {
		return Measure{math.Inf(int(theta)), math.Inf(1)}
	}
	info := f.Information(theta, codes)
	if m == MAP {
		info += 1 / (f.SD * f.SD)
	}
	return Measure{theta, 1 / math.Sqrt(info)}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// root finds where the estimating function of a method is zero, falling: by regula falsi between nodes that bracket it.
func (f *Fit) root(codes []uint8, m Method) float64 {
	g := func(theta float64) float64 { return f.estimating(theta, codes, m) }
	lo, hi := -6.0, 6.0
	glo, ghi := g(lo), g(hi)
	for glo < 0 && lo > -bound {
		lo *= 1.5
		glo = g(lo)
	}
	for ghi > 0 && hi < bound {
		hi *= 1.5
		ghi = g(hi)
	}
	if glo < 0 {
		return -bound
	}
	if ghi > 0 {
		return bound
	}
	for range 200 { // Illinois: bracketed, so it cannot run away
		mid := (lo*ghi - hi*glo) / (ghi - glo)
		if !(mid > lo && mid < hi) {
			mid = (lo + hi) / 2
		}
		gm := g(mid)
		if math.Abs(gm) < 1e-12 || hi-lo < 1e-11 {
			return mid
		}
		if gm > 0 {
			lo, glo = mid, gm
			ghi /= 2
		} else {
			hi, ghi = mid, gm
			glo /= 2
		}
		if hi-lo > 1e-3 {
			if c := (lo + hi) / 2; c > lo && c < hi {
				if gc := g(c); gc > 0 {
					lo, glo = c, gc
				} else {
					hi, ghi = c, gc
				}
			}
		}
	}
	return (lo + hi) / 2
}

// estimating is the derivative of the log-likelihood, of the log-posterior, or Warm's weighted one: plus J/(2I).
func (f *Fit) estimating(theta float64, codes []uint8, m Method) float64 {
	var p, d1, d2 [MaxCategories]float64
	g, info, j := 0.0, 0.0, 0.0
	for i, it := range f.Items {
		if codes[i] == Missing {
			continue
		}
		n := it.Categories()
		it.curves(theta, p[:n], d1[:n], d2[:n])
		g += d1[codes[i]] / p[codes[i]]
		for k := range n {
			info += d1[k] * d1[k] / p[k]
			j += d1[k] * d2[k] / p[k]
		}
	}
	switch m {
	case MAP:
		g -= theta / (f.SD * f.SD)
	case WLE:
		g += j / (2 * info)
	}
	return g
}

// curves writes the probabilities of the categories at θ and their first and second derivatives by θ.
func (it Item) curves(theta float64, p, d1, d2 []float64) {
	a := it.A
	switch it.Model {
	case GRM:
		it.Prob(theta, p)
		clear(d1)
		clear(d2)
		for k, d := range it.D {
			s := logistic(a*theta + d)
			w := a * s * (1 - s)
			v := a * a * s * (1 - s) * (1 - 2*s)
			d1[k] -= w
			d1[k+1] += w
			d2[k] -= v
			d2[k+1] += v
		}
	case GPCM:
		it.softmax(theta, p)
		m1, m2 := 0.0, 0.0
		for k := range p {
			m1 += float64(k) * p[k]
			m2 += float64(k*k) * p[k]
		}
		for k := range p {
			e := float64(k) - m1
			d1[k] = a * p[k] * e
			d2[k] = a * a * p[k] * (e*e - (m2 - m1*m1))
		}
	default:
		it.Prob(theta, p)
		s := logistic(a*theta + it.D[0])
		w := (1 - it.C) * a * s * (1 - s)
		v := w * a * (1 - 2*s)
		d1[0], d1[1], d2[0], d2[1] = -w, w, -v, v
	}
}

// Information is the Fisher information about θ of the items that codes answers (nil: of all).
func (f *Fit) Information(theta float64, codes []uint8) float64 {
	info := 0.0
	for i, it := range f.Items {
		if !f.Left[i] && (codes == nil || codes[i] != Missing) {
			info += it.Information(theta)
		}
	}
	return info
}

// Information is the item's Fisher information about θ.
func (it Item) Information(theta float64) float64 {
	var p, d1, d2 [MaxCategories]float64
	n := it.Categories()
	it.curves(theta, p[:n], d1[:n], d2[:n])
	info := 0.0
	for k := range n {
		info += d1[k] * d1[k] / p[k]
	}
	return info
}

// Reliability is the marginal reliability: the variance of θ over that variance plus the mean error variance, 1/information averaged
// over the latent distribution (Green et al. 1984).
func (f *Fit) Reliability() float64 {
	f.grid.spread(f.SD)
	noise := 0.0
	for q, theta := range f.grid.theta {
		noise += f.grid.weight[q] / (f.Information(theta, nil) + 1/(f.SD*f.SD))
	}
	return 1 - noise/(f.SD*f.SD)
}

// SumScore is a line of the table from sum scores to θ: expected a posteriori given the sum alone (Lord & Wingersky 1984; Thissen et
// al. 1995), for complete answers.
type SumScore struct {
	Score     int
	Theta, SE float64
	Share     float64 // expected share of persons with this score
}

// SumScores is the table for all possible sums of category numbers.
func (f *Fit) SumScores() []SumScore {
	f.grid.spread(f.SD)
	top := 0
	for i, it := range f.Items {
		if !f.Left[i] {
			top += len(it.D)
		}
	}
	like := make([][]float64, top+1) // by score, over the nodes
	for s := range like {
		like[s] = make([]float64, len(f.grid.theta))
	}
	var p [MaxCategories]float64
	for q, theta := range f.grid.theta {
		dist := make([]float64, 1, top+1)
		dist[0] = f.grid.weight[q]
		for i, it := range f.Items {
			if f.Left[i] {
				continue
			}
			n := it.Categories()
			it.Prob(theta, p[:n])
			longer := make([]float64, len(dist)+n-1)
			for s, v := range dist {
				for k := range n {
					longer[s+k] += v * p[k]
				}
			}
			dist = longer
		}
		for s, v := range dist {
			like[s][q] = v
		}
	}
	out := make([]SumScore, top+1)
	for s := range like {
		sum, m, v := 0.0, 0.0, 0.0
		for q, theta := range f.grid.theta {
			sum += like[s][q]
			m += like[s][q] * theta
			v += like[s][q] * theta * theta
		}
		m /= sum
		out[s] = SumScore{s, m, math.Sqrt(math.Max(v/sum-m*m, 0)), sum}
	}
	return out
}
