package irt

import (
	"fmt"
	"math"
)

// Model is the family of an item's response function.
type Model string

// The models.
const (
	Rasch   Model = "rasch" // slope 1, latent variance free
	OnePL   Model = "1pl"   // one slope for all items, latent variance 1
	TwoPL   Model = "2pl"
	ThreePL Model = "3pl"
	GRM     Model = "grm"
	GPCM    Model = "gpcm"
	// Out is not a model but an item that was left out of a fit: it says nothing of persons, every category having probability 1.
	Out Model = "out"
)

// Known reports whether the model exists.
func (m Model) Known() bool {
	switch m {
	case Rasch, OnePL, TwoPL, ThreePL, GRM, GPCM:
		return true
	}
	return false
}

// Binary reports whether the model is for two categories only.
func (m Model) Binary() bool { return m == Rasch || m == OnePL || m == TwoPL || m == ThreePL }

// Item is a fitted item: A is the slope, D the intercepts in the order of categories. Binary: logit P(1) = A·θ + D[0] (for ThreePL
// above the guessing parameter C). GRM: logit P(X ≥ k) = A·θ + D[k-1], falling in k. GPCM: the step from k-1 to k has logit
// A·θ + D[k-1].
type Item struct {
	Model Model
	A     float64
	D     []float64
	C     float64 // lower asymptote, ThreePL only
}

// Categories is the number of categories.
func (it Item) Categories() int { return len(it.D) + 1 }

// B are the difficulties on the scale of θ: -D/A. One for binary items; thresholds of GRM; steps of GPCM.
func (it Item) B() []float64 {
	b := make([]float64, len(it.D))
	for i, d := range it.D {
		b[i] = -d / it.A
	}
	return b
}

func logistic(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// floor keeps probabilities away from 0, where a logarithm would end a fit; far beyond what answers can tell apart.
const floor = 1e-12

// Prob writes the probability of each category at θ into p, which has Categories() places.
func (it Item) Prob(theta float64, p []float64) {
	switch it.Model {
	case Out:
		for k := range p {
			p[k] = 1
		}
	case GRM:
		above := 1.0
		for k, d := range it.D {
			next := logistic(it.A*theta + d)
			p[k] = math.Max(above-next, floor)
			above = next
		}
		p[len(it.D)] = math.Max(above, floor)
	case GPCM:
		it.softmax(theta, p)
	default:
		it.binary(logistic(it.A*theta+it.D[0]), p)
	}
}

// binary writes the probabilities of two categories, of which s is the second above the lower asymptote.
func (it Item) binary(s float64, p []float64) {
	p[1] = math.Min(math.Max(it.C+(1-it.C)*s, floor), 1-floor)
	p[0] = 1 - p[1]
}

func (it Item) softmax(theta float64, p []float64) {
	p[0] = 0
	top := 0.0
	for k, d := range it.D {
		p[k+1] = p[k] + it.A*theta + d
		top = math.Max(top, p[k+1])
	}
	sum := 0.0
	for k := range p {
		p[k] = math.Exp(p[k] - top)
		sum += p[k]
	}
	for k := range p {
		p[k] = math.Max(p[k]/sum, floor)
	}
}

// grad writes the probabilities into p and their derivatives by the item's parameters into g: g[k*m+j] is that of category k by
// parameter j of (A, D…, and for ThreePL the logit of C).
func (it Item) grad(theta float64, p, g []float64) {
	m := it.params()
	clear(g)
	switch it.Model {
	case GRM:
		above := 1.0
		for k, d := range it.D { // the boundary between k and k+1
			s := logistic(it.A*theta + d)
			p[k], above = math.Max(above-s, floor), s
			w := s * (1 - s)
			g[k*m] -= w * theta
			g[(k+1)*m] += w * theta
			g[k*m+1+k] -= w
			g[(k+1)*m+1+k] += w
		}
		p[len(it.D)] = math.Max(above, floor)
	case GPCM:
		it.softmax(theta, p)
		mean := 0.0
		var buf [MaxCategories]float64
		tail := buf[:len(it.D)] // P(X > j)
		for k := len(it.D); k >= 1; k-- {
			mean += float64(k) * p[k]
			tail[k-1] = p[k]
			if k < len(it.D) {
				tail[k-1] += tail[k]
			}
		}
		for k := range p {
			g[k*m] = p[k] * (float64(k) - mean) * theta
			for j := range it.D {
				in := 0.0
				if k > j {
					in = 1
				}
				g[k*m+1+j] = p[k] * (in - tail[j])
			}
		}
	default:
		s := logistic(it.A*theta + it.D[0])
		it.binary(s, p)
		w := (1 - it.C) * s * (1 - s)
		g[m], g[m+1] = w*theta, w
		if it.Model == ThreePL {
			g[m+2] = (1 - s) * it.C * (1 - it.C)
		}
		for j := range m {
			g[j] = -g[m+j]
		}
	}
}

// params is the number of parameters that grad differentiates by.
func (it Item) params() int {
	if it.Model == ThreePL {
		return 3
	}
	return 1 + len(it.D)
}

// get and set move an item's parameters between the item and a vector.
func (it Item) get(x []float64) {
	x[0] = it.A
	copy(x[1:], it.D)
	if it.Model == ThreePL {
		x[2] = math.Log(it.C / (1 - it.C))
	}
}

func (it *Item) set(x []float64) {
	it.A = x[0]
	if it.Model == ThreePL {
		it.D[0], it.C = x[1], logistic(x[2])
		return
	}
	copy(it.D, x[1:])
}

// legal reports whether the parameters make a model: finite, and for GRM falling.
func (it Item) legal() bool {
	if !finite(it.A) || math.Abs(it.A) > 50 {
		return false
	}
	for k, d := range it.D {
		if !finite(d) || math.Abs(d) > 200 || it.Model == GRM && k > 0 && it.D[k-1]-d < 1e-8 {
			return false
		}
	}
	return it.C >= 0 && it.C < 1
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (it Item) clone() Item { it.D = append([]float64(nil), it.D...); return it }

// String is the item in one line, for logs of tests.
func (it Item) String() string {
	return fmt.Sprintf("%s a=%.4f d=%.4f c=%.4f", it.Model, it.A, it.D, it.C)
}
