package growth

import (
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// sums are what the likelihood needs of the rows: their cross products within the inner groups, and each group's size and means.
//
// The predictors stand in it as orthonormal columns Q with X = QR (Gram & Schmidt, twice: Björck 1994), and the outcome as what is left of
// it after ordinary least squares, in units of its root mean square. So a year like 2026 or marks in tens of thousands cost no digits:
// nothing large is ever subtracted from something large.
type sums struct {
	n, p    int
	within  [][]float64 // Σ (row - mean of its group)(row - mean of its group)', lower half
	size    []float64
	mean    [][]float64 // of [Q y] by inner group
	outerOf []int
	outers  int

	r     [][]float64 // X = QR
	first []float64   // Q'y
	unit  float64     // of the outcome
	logR  float64     // ln|R|
}

// levels is the number of levels of groups.
func (s *sums) levels() int {
	if s.outers > 0 {
		return 2
	}
	return 1
}

func gather(d Data) (*sums, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	s := &sums{n: len(d.Y), p: len(d.X[0])}
	if err := s.group(d); err != nil {
		return nil, err
	}
	rows, err := s.orthonormal(d)
	if err != nil {
		return nil, err
	}
	s.sum(d, rows)
	return s, s.determined()
}

func (d Data) check() error {
	n := len(d.Y)
	switch {
	case n == 0:
		return ErrEmpty
	case len(d.X) != n || len(d.Inner) != n || d.Outer != nil && len(d.Outer) != n:
		return ErrShape
	}
	p := len(d.X[0])
	if p == 0 || p >= n {
		return ErrSingular
	}
	for r, y := range d.Y {
		if len(d.X[r]) != p || d.Inner[r] < 0 || d.Inner[r] > maxGroup || d.Outer != nil && (d.Outer[r] < 0 || d.Outer[r] > maxGroup) {
			return ErrShape
		}
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return &ValueError{r, 0}
		}
		for c, v := range d.X[r] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return &ValueError{r, c + 1}
			}
		}
	}
	return nil
}

// maxGroup bounds the numbers of groups, each of which takes memory up to the largest.
const maxGroup = 1 << 26

// group sizes the groups and refuses data without enough of them.
func (s *sums) group(d Data) error {
	for r, g := range d.Inner {
		for len(s.size) <= g {
			s.size, s.outerOf = append(s.size, 0), append(s.outerOf, -2)
		}
		outer := -1
		if d.Outer != nil {
			outer = d.Outer[r]
		}
		if s.size[g] > 0 && s.outerOf[g] != outer {
			return ErrNested
		}
		s.size[g]++
		s.outerOf[g], s.outers = outer, max(s.outers, outer+1)
	}
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

// dependent is the part of a predictor that others must leave for it to count as one of its own; and tiny, of the outcome, to vary.
const (
	dependent = 1e-7
	tiny      = 1e-13
)

// orthonormal makes the columns of Q and the residual of the outcome.
func (s *sums) orthonormal(d Data) ([][]float64, error) {
	n, p := s.n, s.p
	columns := make([][]float64, p+1)
	s.r, s.first = numeric.Square(p), make([]float64, p)
	for c := range columns {
		x := make([]float64, n)
		scale := 0.0
		for r := range x {
			if c < p {
				x[r] = d.X[r][c]
			} else {
				x[r] = d.Y[r]
			}
			scale = math.Max(scale, math.Abs(x[r]))
		}
		if scale == 0 {
			if c < p {
				return nil, ErrSingular
			}
			return nil, ErrConstant
		}
		for r := range x {
			x[r] /= scale
		}
		before := norm(x)
		along := project(x, columns[:min(c, p)])
		after := norm(x)
		if c == p {
			if !(after > tiny*before) {
				return nil, ErrConstant
			}
			for j, v := range along {
				s.first[j] = v * scale
			}
			after /= math.Sqrt(float64(n))
			s.unit = after * scale
		} else {
			if !(after > dependent*before) {
				return nil, ErrSingular
			}
			for j, v := range along {
				s.r[j][c] = v * scale
			}
			s.r[c][c] = after * scale
			s.logR += math.Log(s.r[c][c])
		}
		for r := range x {
			x[r] /= after
		}
		columns[c] = x
	}
	return columns, nil
}

func norm(x []float64) (s float64) {
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s)
}

// project takes from x what lies along orthonormal columns, twice, and says how much that was.
func project(x []float64, columns [][]float64) []float64 {
	along := make([]float64, len(columns))
	for range 2 {
		for j, q := range columns {
			v := dot(q, x)
			along[j] += v
			for r := range x {
				x[r] -= v * q[r]
			}
		}
	}
	return along
}

// sum fills the means and what varies within groups.
func (s *sums) sum(d Data, columns [][]float64) {
	k := s.p + 1
	s.mean, s.within = make([][]float64, len(s.size)), numeric.Square(k)
	all := make([]float64, len(s.size)*k)
	for g := range s.mean {
		s.mean[g] = all[g*k : (g+1)*k]
	}
	for r, g := range d.Inner {
		for a, c := range columns {
			s.mean[g][a] += c[r] / s.size[g]
		}
	}
	off := make([]float64, k)
	for r, g := range d.Inner {
		for a, c := range columns {
			off[a] = c[r] - s.mean[g][a]
			for b := range a + 1 {
				s.within[a][b] += off[a] * off[b]
			}
		}
	}
}

// determined refuses an outcome that groups and predictors explain to the last digit: the ratio of variances would be infinite.
func (s *sums) determined() error {
	l, ok := numeric.Cholesky(s.within, 1e-14) // predictors of groups have nothing within them
	if !ok || !(l[s.p][s.p] > 1e-10*math.Sqrt(float64(s.n))) {
		return ErrConstant
	}
	return nil
}

// coefficients are β and their standard errors, of X as it was given: β = R⁻¹(Q'y + γ).
func (s *sums) coefficients(e *estimate) (beta, se []float64) {
	p := s.p
	beta, se = make([]float64, p), make([]float64, p)
	inv := numeric.Square(p) // of R
	for c := range p {
		for i := c; i >= 0; i-- {
			v := 0.0
			if i == c {
				v = 1
			}
			for j := i + 1; j <= c; j++ {
				v -= s.r[i][j] * inv[j][c]
			}
			inv[i][c] = v / s.r[i][i]
		}
	}
	for i := range p {
		v := 0.0
		for a := i; a < p; a++ {
			beta[i] += inv[i][a] * (s.first[a] + s.unit*e.gamma[a])
			for b := i; b < p; b++ {
				v += inv[i][a] * e.inverse[a][b] * inv[i][b]
			}
		}
		se[i] = s.unit * math.Sqrt(e.sigma2*v)
	}
	return beta, se
}
