package numeric

// depth is how many earlier steps the acceleration looks at.
const depth = 5

// Accelerator extrapolates a fixed-point iteration (Anderson 1965, type II): the next point is the combination of the last ones whose
// combined residual is smallest. Its first answers are plain steps. The zero value is ready.
type Accelerator struct {
	x, f [][]float64 // points and their residuals, oldest first
}

// Reset forgets the points so far.
func (a *Accelerator) Reset() { a.x, a.f = nil, nil }

// Next proposes a point after the iteration has led from x to y.
func (a *Accelerator) Next(x, y []float64) []float64 {
	f := make([]float64, len(x))
	for i := range f {
		f[i] = y[i] - x[i]
	}
	a.x, a.f = append(a.x, append([]float64(nil), x...)), append(a.f, f)
	if len(a.x) > depth+1 {
		a.x, a.f = a.x[1:], a.f[1:]
	}
	m := len(a.x) - 1
	if m < 2 { // the first steps are far from linear
		return append([]float64(nil), y...)
	}
	// Least squares of f on the differences of residuals.
	h, g := Square(m), make([]float64, m)
	for i := range m {
		for j := 0; j <= i; j++ {
			h[i][j] = dotDiff(a.f[i+1], a.f[i], a.f[j+1], a.f[j])
			h[j][i] = h[i][j]
		}
		for k := range f {
			g[i] += (a.f[i+1][k] - a.f[i][k]) * f[k]
		}
	}
	top := 0.0
	for i := range m {
		top = max(top, h[i][i])
	}
	for i := range m { // keep the combination small when the differences are nearly alike
		h[i][i] += 1e-12*top + 1e-300
	}
	gamma, ok := Solve(h, g)
	if !ok {
		return append([]float64(nil), y...)
	}
	out := append([]float64(nil), y...)
	for i := range m {
		for k := range out {
			out[k] -= gamma[i] * (a.x[i+1][k] - a.x[i][k] + a.f[i+1][k] - a.f[i][k])
		}
	}
	return out
}

func dotDiff(a, b, c, d []float64) float64 {
	s := 0.0
	for i := range a {
		s += (a[i] - b[i]) * (c[i] - d[i])
	}
	return s
}
