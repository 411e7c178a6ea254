package irt

import (
	"context"
	"errors"
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Errors of tests of fit.
var (
	// ErrComplete says that too few persons answered every item.
	ErrComplete = errors.New("irt: a test of fit needs persons who answered every item")
	// ErrFreedom says that there are not more moments than parameters.
	ErrFreedom = errors.New("irt: too few items to test the fit of so many parameters")
)

// maxLimited bounds the items of M2: its weight matrix has a row for each pair.
const maxLimited = 80

// Limited is the limited-information test M2* (Maydeu-Olivares & Joe 2006; Cai & Hansen 2013) on the means of the items and of the products
// of pairs, for persons with complete answers. RMSEA is √(max(0, M2 - df)/(df·n)) with its 90 % interval left to the reader of M2 and df;
// SRMSR is the root mean square difference between observed and implied correlations.
type Limited struct {
	N         int
	M2, DF, P float64
	RMSEA     float64
	SRMSR     float64
}

// M2 tests the fit of the whole.
func (f *Fit) M2(ctx context.Context, d *Data) (Limited, error) {
	items := f.kept()
	k := len(items)
	if k > maxLimited {
		return Limited{}, ErrFreedom
	}
	s := k + k*(k-1)/2
	if s <= f.Parameters {
		return Limited{}, ErrFreedom
	}
	n, observed := moments(d, items)
	if n < 2 {
		return Limited{}, ErrComplete
	}
	m := f.implied(items)
	out := Limited{N: n, DF: float64(s - f.Parameters)}
	residual := make([]float64, s)
	for r := range residual {
		residual[r] = observed[r] - m.mean[r]
	}
	xi, delta := m.covariance(), f.jacobian(items, m.mean)
	if err := ctx.Err(); err != nil {
		return Limited{}, err
	}
	l, ok := numeric.Cholesky(xi, 0)
	if !ok {
		return Limited{}, ErrSingular
	}
	// with L the root of Ξ and z = L⁻¹e, D = L⁻¹Δ: M2 = n (z'z - z'D (D'D)⁻¹ D'z)
	z := forward(l, residual)
	whole, g := 0.0, make([]float64, len(delta))
	dd := numeric.Square(len(delta))
	for a := range delta {
		delta[a] = forward(l, delta[a])
		for r, v := range delta[a] {
			g[a] += v * z[r]
		}
		for b := range a + 1 {
			for r, v := range delta[a] {
				dd[a][b] += v * delta[b][r]
			}
			dd[b][a] = dd[a][b]
		}
	}
	for _, v := range z {
		whole += v * v
	}
	x, ok := numeric.Solve(dd, g)
	if !ok {
		return Limited{}, ErrSingular
	}
	for a := range g {
		whole -= g[a] * x[a]
	}
	out.M2 = float64(n) * math.Max(whole, 0)
	out.P = numeric.ChiSquareTail(out.M2, out.DF)
	out.RMSEA = math.Sqrt(math.Max(0, out.M2-out.DF) / (out.DF * float64(n)))
	out.SRMSR = m.srmsr(d, items, observed)
	return out, nil
}

// kept are the items that were not left out.
func (f *Fit) kept() (items []int) {
	for i := range f.Items {
		if !f.Left[i] {
			items = append(items, i)
		}
	}
	return items
}

// pair is the place of the product of items a > b among the moments of k items.
func pair(k, a, b int) int { return k + a*(a-1)/2 + b }

// moments are the means and the means of products of category numbers over persons with complete answers.
func moments(d *Data, items []int) (n int, m []float64) {
	k := len(items)
	m = make([]float64, k+k*(k-1)/2)
	x := make([]float64, k)
persons:
	for p := range d.Persons() {
		for a, i := range items {
			c := d.At(p, i)
			if c == Missing {
				continue persons
			}
			x[a] = float64(c)
		}
		n++
		for a, v := range x {
			if v == 0 {
				continue
			}
			m[a] += v
			for b := range a {
				m[pair(k, a, b)] += v * x[b]
			}
		}
	}
	for r := range m {
		m[r] /= float64(n)
	}
	return n, m
}

// impliedMoments are the moments under the model, and what their covariance needs: first and second moments of each item at each node.
type impliedMoments struct {
	k          int
	weight     []float64
	m1, m2     [][]float64 // by item and node
	mean       []float64
	index      [][2]int // of each moment; the second is -1 for a mean
	covariance func() [][]float64
}

func (f *Fit) implied(items []int) *impliedMoments {
	f.grid.spread(f.SD)
	k, nodes := len(items), len(f.grid.theta)
	m := &impliedMoments{k: k, weight: f.grid.weight[:nodes]}
	var p [MaxCategories]float64
	for _, i := range items {
		it := f.Items[i]
		n := it.Categories()
		first, second := make([]float64, nodes), make([]float64, nodes)
		for q, theta := range f.grid.theta {
			it.Prob(theta, p[:n])
			for c := 1; c < n; c++ {
				first[q] += float64(c) * p[c]
				second[q] += float64(c*c) * p[c]
			}
		}
		m.m1, m.m2 = append(m.m1, first), append(m.m2, second)
	}
	m.index = make([][2]int, k+k*(k-1)/2)
	m.mean = make([]float64, len(m.index))
	for a := range k {
		m.index[a] = [2]int{a, -1}
		for b := range a {
			m.index[pair(k, a, b)] = [2]int{a, b}
		}
	}
	for r, ab := range m.index {
		for q, w := range m.weight {
			v := w * m.m1[ab[0]][q]
			if ab[1] >= 0 {
				v *= m.m1[ab[1]][q]
			}
			m.mean[r] += v
		}
	}
	m.covariance = m.xi
	return m
}

// xi is the covariance matrix of the moments of one person: means of products of up to four items, where an item that occurs twice brings
// its second moment.
func (m *impliedMoments) xi() [][]float64 {
	s := len(m.index)
	out := numeric.Square(s)
	product := make([]float64, len(m.weight))
	for r := range s {
		a, b := m.index[r][0], m.index[r][1]
		for t := range r + 1 {
			copy(product, m.weight)
			c, e := m.index[t][0], m.index[t][1]
			m.times(product, a, a == c || a == e)
			if b >= 0 {
				m.times(product, b, b == c || b == e)
			}
			if c != a && c != b {
				m.times(product, c, false)
			}
			if e >= 0 && e != a && e != b {
				m.times(product, e, false)
			}
			sum := 0.0
			for _, v := range product {
				sum += v
			}
			out[r][t] = sum - m.mean[r]*m.mean[t]
			out[t][r] = out[r][t]
		}
	}
	return out
}

func (m *impliedMoments) times(product []float64, item int, twice bool) {
	by := m.m1[item]
	if twice {
		by = m.m2[item]
	}
	for q := range product {
		product[q] *= by[q]
	}
}

// jacobian are the derivatives of the moments by each parameter, by central differences.
func (f *Fit) jacobian(items []int, mean []float64) [][]float64 {
	g := &fitter{f: &Fit{Model: f.Model, SD: f.SD, Left: f.Left, grid: newGrid(f.opts.Nodes, f.opts.Range), opts: f.opts}, o: f.opts}
	for _, it := range f.Items {
		g.f.Items = append(g.f.Items, it.clone())
	}
	x := g.pack()
	out := make([][]float64, len(x))
	for i := range x {
		g.unpack(moved(x, i, difference))
		up := g.f.implied(items).mean
		g.unpack(moved(x, i, -difference))
		down := g.f.implied(items).mean
		out[i] = make([]float64, len(mean))
		for r := range mean {
			out[i][r] = (up[r] - down[r]) / (2 * difference)
		}
	}
	return out
}

// forward solves L·z = e for the lower triangular L.
func forward(l [][]float64, e []float64) []float64 {
	z := append([]float64(nil), e...)
	for i, row := range l {
		s := z[i]
		for j := range i {
			s -= row[j] * z[j]
		}
		z[i] = s / row[i]
	}
	return z
}

func (m *impliedMoments) srmsr(d *Data, items []int, observed []float64) float64 {
	second := make([]float64, m.k) // observed second moments
	n := 0.0
persons:
	for p := range d.Persons() {
		for _, i := range items {
			if d.At(p, i) == Missing {
				continue persons
			}
		}
		n++
		for a, i := range items {
			second[a] += float64(d.At(p, i)) * float64(d.At(p, i))
		}
	}
	sum, pairs := 0.0, 0.0
	for a := range m.k {
		for b := range a {
			r := pair(m.k, a, b)
			so := (second[a]/n - observed[a]*observed[a]) * (second[b]/n - observed[b]*observed[b])
			si := m.variance(a) * m.variance(b)
			if so <= 0 || si <= 0 {
				continue
			}
			e := (observed[r]-observed[a]*observed[b])/math.Sqrt(so) - (m.mean[r]-m.mean[a]*m.mean[b])/math.Sqrt(si)
			sum += e * e
			pairs++
		}
	}
	return math.Sqrt(sum / pairs)
}

func (m *impliedMoments) variance(a int) (v float64) {
	for q, w := range m.weight {
		v += w * m.m2[a][q]
	}
	return v - m.mean[a]*m.mean[a]
}
