package numeric

import "math"

// Square is an n × n matrix of zeros.
func Square(n int) [][]float64 {
	h := make([][]float64, n)
	for i := range h {
		h[i] = make([]float64, n)
	}
	return h
}

// Solve solves h·x = g for a small symmetric positive h by Cholesky, with a little on the diagonal when it is nearly singular.
func Solve(h [][]float64, g []float64) ([]float64, bool) {
	n := len(g)
	for ridge := 0.0; ridge < 1e6; ridge = math.Max(1e-8, ridge*100) {
		l, ok := Cholesky(h, ridge)
		if !ok {
			continue
		}
		x := append([]float64(nil), g...)
		for i := range n {
			for j := range i {
				x[i] -= l[i][j] * x[j]
			}
			x[i] /= l[i][i]
		}
		for i := n - 1; i >= 0; i-- {
			for j := i + 1; j < n; j++ {
				x[i] -= l[j][i] * x[j]
			}
			x[i] /= l[i][i]
		}
		return x, true
	}
	return nil, false
}

// Cholesky is the lower triangular root of h with a relative ridge on the diagonal; false when h is not positive.
func Cholesky(h [][]float64, ridge float64) ([][]float64, bool) {
	n := len(h)
	l := Square(n)
	for i := range n {
		for j := 0; j <= i; j++ {
			s := h[i][j]
			if i == j {
				s += ridge * (1 + math.Abs(h[i][i]))
			}
			for k := range j {
				s -= l[i][k] * l[j][k]
			}
			if i != j {
				l[i][j] = s / l[j][j]
				continue
			}
			if !(s > 1e-300) {
				return nil, false
			}
			l[i][i] = math.Sqrt(s)
		}
	}
	return l, true
}

// Invert inverts a symmetric positive matrix.
func Invert(h [][]float64) ([][]float64, bool) {
	n := len(h)
	l, ok := Cholesky(h, 0)
	if !ok {
		return nil, false
	}
	inv := Square(n)
	for c := range n {
		y := make([]float64, n)
		for i := c; i < n; i++ {
			s := 0.0
			if i == c {
				s = 1
			}
			for j := c; j < i; j++ {
				s -= l[i][j] * y[j]
			}
			y[i] = s / l[i][i]
		}
		for i := n - 1; i >= 0; i-- {
			s := y[i]
			for j := i + 1; j < n; j++ {
				s -= l[j][i] * inv[j][c]
			}
			inv[i][c] = s / l[i][i]
		}
	}
	return inv, true
}
