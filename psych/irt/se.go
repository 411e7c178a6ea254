package irt

import (
	"context"
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Errors are the standard errors of a fit by the observed information: the negative second derivatives of the marginal log-likelihood,
// in closed form for complete answers to items of two categories (Louis 1982), else as central differences of its exact gradient (Fisher's
// identity gives the gradient from the counts of one expectation step). With a prior, of the penalised log-likelihood.
type Errors struct {
	A, C []float64   // by item; NaN where the parameter is fixed
	D    [][]float64 // by item, of the intercepts
	B    [][]float64 // by item, of -D/A, by the delta method
	SD   float64     // of the latent standard deviation, Rasch only
	// Covariance of everything that was estimated, in the order of items: A (unless shared), D, logit C; last the shared slope or the
	// logarithm of the latent standard deviation.
	Covariance [][]float64
}

// step of the differences, on the scale of the parameters.
const difference = 1e-4

// Errors computes the standard errors on the data of the fit. Without the closed form it costs two expectation steps a parameter.
func (f *Fit) Errors(ctx context.Context, d *Data) (*Errors, error) {
	return f.errors(ctx, &fitter{d: d})
}

func (f *Fit) errors(ctx context.Context, g *fitter) (*Errors, error) {
	g.o, g.f = f.opts, &Fit{Model: f.Model, SD: f.SD, Left: f.Left, grid: newGrid(f.opts.Nodes, f.opts.Range), opts: f.opts}
	for _, it := range f.Items {
		g.f.Items = append(g.f.Items, it.clone())
	}
	g.f.grid.spread(f.SD)
	x := g.pack()
	h, err := g.information(ctx, x)
	if err != nil {
		return nil, err
	}
	cov, ok := numeric.Invert(h)
	if !ok {
		return nil, ErrSingular
	}
	g.unpack(x)
	return g.spell(cov), nil
}

// information is the observed one at x.
func (g *fitter) information(ctx context.Context, x []float64) ([][]float64, error) {
	if g.closed() {
		return g.closedInformation(ctx)
	}
	return g.differences(ctx, x)
}

func (g *fitter) differences(ctx context.Context, x []float64) ([][]float64, error) {
	h := numeric.Square(len(x))
	for i := range x {
		up, err := g.gradient(ctx, moved(x, i, difference))
		if err != nil {
			return nil, err
		}
		down, err := g.gradient(ctx, moved(x, i, -difference))
		if err != nil {
			return nil, err
		}
		for j := range x {
			h[i][j] = (down[j] - up[j]) / (2 * difference)
		}
	}
	for i := range h {
		for j := range i {
			m := (h[i][j] + h[j][i]) / 2
			h[i][j], h[j][i] = m, m
		}
	}
	return h, nil
}

func moved(x []float64, i int, by float64) []float64 {
	y := append([]float64(nil), x...)
	y[i] += by
	return y
}

// gradient is that of the (penalised) marginal log-likelihood at x.
func (g *fitter) gradient(ctx context.Context, x []float64) ([]float64, error) {
	g.unpack(x)
	c, err := g.expect(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]float64, 0, len(x))
	m := newImprover(g.f.grid, g.o.prior(), false)
	slope := 0.0
	for i, it := range g.f.Items {
		if g.f.Left[i] {
			continue
		}
		r := c.items[i]
		m.x = make([]float64, it.params())
		m.score(it, r)
		if g.shared() {
			slope += m.g[0]
			out = append(out, m.g[1:]...)
		} else {
			out = append(out, m.g...)
		}
	}
	switch g.o.Model {
	case OnePL:
		out = append(out, slope)
	case Rasch: // by log σ: Σ counts·(θ² - E θ²)/σ²
		mean := 0.0
		for q, t := range g.f.grid.theta {
			mean += g.f.grid.weight[q] * t * t
		}
		s := 0.0
		for q, t := range g.f.grid.theta {
			s += c.nodes[q] * (t*t - mean)
		}
		out = append(out, s/(g.f.SD*g.f.SD))
	}
	return out, nil
}

// spell gives the covariance names.
func (g *fitter) spell(cov [][]float64) *Errors {
	n := len(g.f.Items)
	e := &Errors{A: make([]float64, n), C: make([]float64, n), D: make([][]float64, n), B: make([][]float64, n), SD: math.NaN(), Covariance: cov}
	last, at := len(cov)-1, 0
	if g.o.Model == Rasch {
		e.SD = g.f.SD * math.Sqrt(cov[last][last])
	}
	for i, it := range g.f.Items {
		e.A[i], e.C[i] = math.NaN(), math.NaN()
		e.D[i], e.B[i] = make([]float64, len(it.D)), make([]float64, len(it.D))
		if g.f.Left[i] {
			for k := range it.D {
				e.D[i][k], e.B[i][k] = math.NaN(), math.NaN()
			}
			continue
		}
		a, d := at, at+1
		if g.shared() {
			a, d = last, at
		}
		varA := cov[a][a]
		if g.o.Model == Rasch {
			varA = 0
		} else {
			e.A[i] = math.Sqrt(varA)
		}
		for k, dk := range it.D {
			v, c := cov[d+k][d+k], cov[a][d+k]
			if g.o.Model == Rasch {
				c = 0
			}
			e.D[i][k] = math.Sqrt(v)
			e.B[i][k] = math.Sqrt(math.Max(v-2*c*dk/it.A+varA*dk*dk/(it.A*it.A), 0)) / math.Abs(it.A)
		}
		if it.Model == ThreePL {
			e.C[i] = it.C * (1 - it.C) * math.Sqrt(cov[at+2][at+2])
		}
		at += it.params()
		if g.shared() {
			at--
		}
	}
	return e
}
