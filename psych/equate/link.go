package equate

import (
	"errors"
	"math"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// Errors of linking.
var (
	ErrCommon = errors.New("equate: two calibrations need at least two common items with the same categories")
	ErrSlope  = errors.New("equate: the common items do not determine a slope above 0")
)

// Scale is a line θ_X = A·θ_Y + B.
type Scale struct{ A, B float64 }

// LinkMethod is a way to find a Scale.
type LinkMethod string

// The methods.
const (
	MeanMean     LinkMethod = "mean_mean"
	MeanSigma    LinkMethod = "mean_sigma"
	Haebara      LinkMethod = "haebara"
	StockingLord LinkMethod = "stocking_lord"
)

// LinkMethods are all of them.
func LinkMethods() []LinkMethod { return []LinkMethod{MeanMean, MeanSigma, Haebara, StockingLord} }

// Link finds the scale from common items: x[i] and y[i] are the same item in two calibrations. When every slope of both is 1 (Rasch) A is 1.
func Link(x, y []irt.Item, m LinkMethod) (Scale, error) {
	if len(x) < 2 || len(x) != len(y) {
		return Scale{}, ErrCommon
	}
	var ax, ay, bx, by []float64
	rasch := true
	for i := range x {
		if x[i].Categories() != y[i].Categories() {
			return Scale{}, ErrCommon
		}
		ax, ay = append(ax, x[i].A), append(ay, y[i].A)
		bx, by = append(bx, x[i].B()...), append(by, y[i].B()...)
		rasch = rasch && x[i].A == 1 && y[i].A == 1
	}
	start := Scale{mean(ay) / mean(ax), 0}
	start.B = mean(bx) - start.A*mean(by)
	switch {
	case m == MeanSigma && !rasch:
		start.A = spread(bx) / spread(by)
		start.B = mean(bx) - start.A*mean(by)
	case m == Haebara, m == StockingLord:
		if !start.sound() {
			start = Scale{1, 0}
		}
		start = newCurves(x, y, m == StockingLord).minimise(start, rasch)
	}
	if !start.sound() {
		return Scale{}, ErrSlope
	}
	return start, nil
}

func (s Scale) sound() bool {
	return s.A > 0 && !math.IsInf(s.A, 0) && !math.IsNaN(s.B) && !math.IsInf(s.B, 0)
}

// Item is an item of Y on the scale of X.
func (s Scale) Item(it irt.Item) irt.Item {
	out := it
	out.A = it.A / s.A
	out.D = make([]float64, len(it.D))
	for k, d := range it.D {
		out.D[k] = d - out.A*s.B
	}
	return out
}

func mean(v []float64) (m float64) {
	for _, x := range v {
		m += x / float64(len(v))
	}
	return m
}

func spread(v []float64) (s float64) {
	m := mean(v)
	for _, x := range v {
		s += (x - m) * (x - m)
	}
	return math.Sqrt(s)
}

// curves are the response functions of the items of X on nodes with standard normal weights, and the items of Y.
type curves struct {
	nodes, weights []float64
	x              [][][]float64 // by node and item: probabilities of categories
	y              []irt.Item
	whole          bool // compare the test's characteristic curve, not the items'
}

// Nodes in steps of 1/16 over ±8: the trapezoid rule is then exact to rounding for such smooth functions.
func newCurves(x, y []irt.Item, whole bool) *curves {
	c := &curves{y: y, whole: whole}
	for k := -128; k <= 128; k++ {
		theta := float64(k) / 16
		c.nodes = append(c.nodes, theta)
		c.weights = append(c.weights, math.Exp(-theta*theta/2)/math.Sqrt(2*math.Pi)/16)
		c.x = append(c.x, probabilities(x, theta))
	}
	return c
}

func probabilities(items []irt.Item, theta float64) [][]float64 {
	out := make([][]float64, len(items))
	for i, it := range items {
		out[i] = make([]float64, it.Categories())
		it.Prob(theta, out[i])
	}
	return out
}

// residuals are the weighted differences of the curves under a scale.
func (c *curves) residuals(s Scale) (r []float64) {
	for q, theta := range c.nodes {
		w := math.Sqrt(c.weights[q])
		sum := 0.0
		for i, it := range c.y {
			p := make([]float64, it.Categories())
			it.Prob((theta-s.B)/s.A, p)
			for k := 1; k < len(p); k++ {
				d := c.x[q][i][k] - p[k]
				if sum += float64(k) * d; !c.whole && len(p) == 2 {
					r = append(r, w*d)
				}
			}
			if !c.whole && len(p) > 2 { // every category counts, the lowest too
				for k := range p {
					r = append(r, w*(c.x[q][i][k]-p[k]))
				}
			}
		}
		if c.whole {
			r = append(r, w*sum)
		}
	}
	return r
}

// minimise finds the least squares by Levenberg and Marquardt with differences of the residuals; with fixed the slope stays.
func (c *curves) minimise(s Scale, fixed bool) Scale {
	if fixed {
		s.A = 1
	}
	r := c.residuals(s)
	best, damp := squares(r), 1e-6
	for range 200 {
		const h = 1e-6
		var ja, jb, jab, ga, gb float64
		ra, rb := c.residuals(Scale{s.A + h, s.B}), c.residuals(Scale{s.A, s.B + h})
		for i := range r {
			da, db := (ra[i]-r[i])/h, (rb[i]-r[i])/h
			ja, jb, jab = ja+da*da, jb+db*db, jab+da*db
			ga, gb = ga+da*r[i], gb+db*r[i]
		}
		var next Scale
		if fixed {
			next = Scale{1, s.B - gb/(jb*(1+damp))}
		} else {
			da, db := ja*(1+damp), jb*(1+damp)
			det := da*db - jab*jab
			next = Scale{s.A - (db*ga-jab*gb)/det, s.B - (da*gb-jab*ga)/det}
		}
		if !next.sound() {
			if damp *= 10; damp > 1e9 {
				return s
			}
			continue
		}
		rn := c.residuals(next)
		if v := squares(rn); v <= best {
			moved := math.Abs(next.A-s.A) + math.Abs(next.B-s.B)
			s, r, best, damp = next, rn, v, damp/10
			if moved < 1e-10 {
				return s
			}
		} else if damp *= 10; damp > 1e9 {
			return s
		}
	}
	return s
}

func squares(r []float64) (s float64) {
	for _, v := range r {
		s += v * v
	}
	return s
}
