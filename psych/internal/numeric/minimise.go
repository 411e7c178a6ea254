package numeric

import "math"

// Minimise finds a minimum of a smooth function of few variables: the simplex of Nelder & Mead (1965) comes near, Newton's method with
// differences ends it. ok says that the last step was below tol. The function may return +Inf outside its domain.
func Minimise(f func([]float64) float64, start []float64, tol float64) (x []float64, ok bool) {
	x = simplex(f, start, 1e-4)
	k := len(x)
	best := f(x)
	for range 50 {
		g, h := derivatives(f, x, best)
		step, solved := Solve(h, negative(g))
		if !solved {
			return x, false
		}
		size, moved := 0.0, false
		for scale := 1.0; scale > 1e-3; scale /= 4 {
			try := make([]float64, k)
			size = 0
			for i := range try {
				try[i] = x[i] + scale*step[i]
				size = math.Max(size, math.Abs(scale*step[i]))
			}
			if v := f(try); v <= best {
				x, best, moved = try, v, true
				break
			}
		}
		if !moved { // no way down that rounding lets see
			return x, largestOf(step) < math.Max(tol, 1e-5)
		}
		if size < tol {
			return x, true
		}
	}
	return x, false
}

func negative(g []float64) []float64 {
	out := make([]float64, len(g))
	for i, v := range g {
		out[i] = -v
	}
	return out
}

func largestOf(v []float64) (m float64) {
	for _, x := range v {
		m = math.Max(m, math.Abs(x))
	}
	return m
}

// derivatives by central differences. The second ones are kept positive on the diagonal.
func derivatives(f func([]float64) float64, x []float64, fx float64) ([]float64, [][]float64) {
	k := len(x)
	g, h := make([]float64, k), Square(k)
	at := func(i, j int, di, dj float64) float64 {
		y := append([]float64(nil), x...)
		y[i] += di
		y[j] += dj
		return f(y)
	}
	step := make([]float64, k)
	for i := range step {
		step[i] = 1e-4 * math.Max(0.1, math.Abs(x[i]))
	}
	for i, d := range step {
		up, down := at(i, i, d, 0), at(i, i, -d, 0)
		g[i] = (up - down) / (2 * d)
		h[i][i] = math.Max((up-2*fx+down)/(d*d), 1e-8)
		for j := range i {
			e := step[j]
			h[i][j] = (at(i, j, d, e) - at(i, j, d, -e) - at(i, j, -d, e) + at(i, j, -d, -e)) / (4 * d * e)
			h[j][i] = h[i][j]
		}
	}
	return g, h
}

// simplex moves a simplex downhill until its points are near each other.
func simplex(f func([]float64) float64, start []float64, tol float64) []float64 {
	k := len(start)
	points, values := make([][]float64, k+1), make([]float64, k+1)
	for i := range points {
		points[i] = append([]float64(nil), start...)
		if i > 0 {
			points[i][i-1] += math.Max(0.1, math.Abs(start[i-1])) / 2
		}
		values[i] = f(points[i])
	}
	for range 400 * k {
		order(points, values)
		far := 0.0
		for _, p := range points[1:] {
			for i := range p {
				far = math.Max(far, math.Abs(p[i]-points[0][i]))
			}
		}
		if far < tol {
			break
		}
		middle := make([]float64, k)
		for _, p := range points[:k] {
			for i := range p {
				middle[i] += p[i] / float64(k)
			}
		}
		along := func(t float64) ([]float64, float64) {
			p := make([]float64, k)
			for i := range p {
				p[i] = middle[i] + t*(points[k][i]-middle[i])
			}
			return p, f(p)
		}
		p, v := along(-1)
		switch {
		case v < values[0]:
			if q, w := along(-2); w < v {
				p, v = q, w
			}
		case v >= values[k-1]:
			t := 0.5
			if v < values[k] {
				t = -0.5
			}
			if q, w := along(t); w < math.Min(v, values[k]) {
				p, v = q, w
			} else {
				shrink(f, points, values)
				continue
			}
		}
		points[k], values[k] = p, v
	}
	order(points, values)
	return points[0]
}

func shrink(f func([]float64) float64, points [][]float64, values []float64) {
	for i := 1; i < len(points); i++ {
		for j := range points[i] {
			points[i][j] = (points[i][j] + points[0][j]) / 2
		}
		values[i] = f(points[i])
	}
}

// order sorts by value; equal ones keep their places.
func order(points [][]float64, values []float64) {
	for i := 1; i < len(values); i++ {
		for j := i; j > 0 && values[j] < values[j-1]; j-- {
			points[j], points[j-1] = points[j-1], points[j]
			values[j], values[j-1] = values[j-1], values[j]
		}
	}
}
