package irt

import (
	"context"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// corpus reads a table of the sample data: codes start at 0, empty cells are missing.
func corpus(t testing.TB, name string, from int) *Data {
	t.Helper()
	root := os.Getenv("TONGXUE_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, "psychometrics", name))
	if err != nil {
		t.Skipf("sample data %s are absent: %v", name, err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var codes []uint8
	for _, r := range rows[1:] {
		for _, c := range r {
			if c == "" {
				codes = append(codes, Missing)
				continue
			}
			v, err := strconv.ParseFloat(c, 64)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, uint8(int(v)-from))
		}
	}
	d, err := NewData(codes, len(rows[0]))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s: %.8f, want %.8f", what, got, want)
	}
}

// lsat6 is the table of Bock & Lieberman (1970), section 6 of the Law School Admission Test: counts of the 32 patterns.
func lsat6(t testing.TB) *Data {
	counts := []int{3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298}
	var codes []uint8
	for pattern, n := range counts {
		for range n {
			for bit := 4; bit >= 0; bit-- {
				codes = append(codes, uint8(pattern>>bit&1))
			}
		}
	}
	d, err := NewData(codes, 5)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPublished(t *testing.T) {
	fit := func(d *Data, m Model) *Fit {
		f, err := New(context.Background(), d, Options{Model: m})
		if err != nil {
			t.Fatal(err)
		}
		if !f.Converged {
			t.Errorf("%s has not converged in %d", m, f.Iterations)
		}
		t.Logf("%s: %d iterations, %.6f", m, f.Iterations, f.LogLik)
		return f
	}
	one := fit(lsat6(t), OnePL)
	near(t, "LSAT6 1PL", one.LogLik, -2466.938, 5e-4)
	near(t, "slope", one.Items[0].A, 0.755135, 1e-4)
	for i, want := range []float64{-3.615267, -1.322421, -0.317631, -1.730090, -2.780172} {
		near(t, "difficulty", one.Items[i].B()[0], want, 1e-4)
	}
	near(t, "LSAT6 2PL", fit(lsat6(t), TwoPL).LogLik, -2466.653378, 1e-5)
	l7 := fit(corpus(t, "lsat7.csv", 0), TwoPL)
	near(t, "LSAT7 2PL", l7.LogLik, -2658.805114, 1e-5)
	for i, want := range []float64{.98755, 1.08084, 1.70748} {
		near(t, "slope", l7.Items[i].A, want, 1e-4)
	}
	sci := corpus(t, "science.csv", 1)
	near(t, "Science GRM", fit(sci, GRM).LogLik, -1608.869, 1e-3)
	g := fit(sci, GPCM)
	near(t, "Science GPCM", g.LogLik, -1612.681600, 1e-5)
	for i, want := range []float64{.8612, .8400, 2.2370, .7204} {
		near(t, "slope", g.Items[i].A, want, 1e-3) // the likelihood is flat there: all digits given agree in it
	}
	near(t, "Science PCM", fit(sci, Rasch).LogLik, -1619.274, 1e-3)
}

// The gradient is checked against differences of the log-likelihood, the errors against its second differences, for every model.
func TestErrors(t *testing.T) {
	ctx := context.Background()
	for m, d := range map[Model]*Data{TwoPL: lsat6(t), OnePL: lsat6(t), Rasch: lsat6(t), GRM: invented(t, GRM), GPCM: invented(t, GPCM), ThreePL: invented(t, ThreePL)} {
		f, err := New(ctx, d, Options{Model: m, Tol: 1e-7})
		if err != nil {
			t.Fatal(m, err)
		}
		g := &fitter{d: d, f: f, o: f.opts}
		g.f.grid.spread(f.SD)
		g.s = newStepper(d, f.grid, 1)
		value := func(x []float64) float64 {
			g.unpack(x)
			c, err := g.s.run(ctx, f.Items)
			if err != nil {
				t.Fatal(err)
			}
			return c.logLik + g.penalty()
		}
		x := g.pack()
		y := append([]float64(nil), x...)
		for i := range y {
			y[i] += 0.05 * float64(i%3-1)
		}
		grad, err := g.gradient(ctx, y)
		if err != nil {
			t.Fatal(err)
		}
		for i := range y {
			h := 1e-4
			want := (value(moved(y, i, h)) - value(moved(y, i, -h))) / (2 * h)
			if math.Abs(grad[i]-want) > 1e-4*(1+math.Abs(want)) {
				t.Errorf("%s: derivative %d is %.6f, differences say %.6f", m, i, grad[i], want)
			}
		}
		g.unpack(x)
		e, err := f.Errors(ctx, d)
		if err != nil {
			t.Fatal(m, err)
		}
		if e.B[0][0] <= 0 || math.IsNaN(e.B[0][0]) {
			t.Errorf("%s: %v", m, e.B[0])
		}
	}
}

// invented are answers of 600 persons to six items of a model.
func invented(t testing.TB, m Model) *Data {
	r := rand.New(rand.NewPCG(11, 3))
	var codes []uint8
	var items []Item
	for i := range 6 {
		it := Item{Model: m, A: 0.8 + 0.2*float64(i), D: []float64{1 - 0.3*float64(i)}}
		if m == ThreePL {
			it.C = 0.2
		}
		if !m.Binary() {
			it.D = append(it.D, it.D[0]-1.2, it.D[0]-2.5)
		}
		items = append(items, it)
	}
	var p [4]float64
	for range 600 {
		theta := r.NormFloat64()
		for _, it := range items {
			if r.Float64() < 0.1 {
				codes = append(codes, Missing)
				continue
			}
			it.Prob(theta, p[:it.Categories()])
			u, k := r.Float64(), 0
			for u > p[k] && k < it.Categories()-1 {
				u -= p[k]
				k++
			}
			codes = append(codes, uint8(k))
		}
	}
	d, err := NewData(codes, len(items))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
