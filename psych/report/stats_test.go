package report

import (
	"math"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// TestIntervals: points of the F distribution from printed tables, Wilson's interval of 8 in 10, and the noncentral chi-square where it has
// a closed form.
func TestIntervals(t *testing.T) {
	near(t, "F(.975; 10, 20)", fQuantile(.975, 10, 20), 2.7737, 1e-4)
	near(t, "F(.025; 10, 20)", fQuantile(.025, 10, 20), 1/3.4185, 1e-4)
	near(t, "F(.95; 1, 120)", fQuantile(.95, 1, 120), 3.9201, 1e-4)
	near(t, "F(.5; 2, 2)", fQuantile(.5, 2, 2), 1, 1e-9)
	low, high := Feldt(.79, 41, 26, .95)
	near(t, "alpha low", low, 1-.21*fQuantile(.975, 40, 1000), 1e-12)
	if !(low < .79 && high > .79 && high < 1) {
		t.Errorf("interval of alpha %.3f to %.3f", low, high)
	}
	low, high = Wilson(.8, 10)
	near(t, "Wilson low", low, .4902, 1e-4)
	near(t, "Wilson high", high, .9433, 1e-4)
	phi := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	for _, c := range [][2]float64{{3, 2}, {10, 4}, {400, 350}} {
		x, l := math.Sqrt(c[0]), math.Sqrt(c[1])
		near(t, "noncentral", noncentral(c[0], 1, c[1]), phi(x-l)-phi(-x-l), 1e-9)
	}
	low, high = rmseaInterval(684, 464, 600)
	for _, c := range [][2]float64{{low, .95}, {high, .05}} {
		near(t, "RMSEA at its own level", noncentral(684, 464, c[0]*c[0]*464*600), c[1], 1e-6)
	}
	if low, high = rmseaInterval(3, 40, 500); low != 0 || high != 0 {
		t.Errorf("a fit better than chance has RMSEA %g to %g", low, high)
	}
}

// TestCategories: marks become codes in their order, whatever they are.
func TestCategories(t *testing.T) {
	many := make([]float64, 40)
	for i := range many {
		many[i] = float64(i) / 2
	}
	for _, c := range []struct {
		name   string
		marks  []float64
		values []float64
		banded bool
	}{
		{"halves and a gap", []float64{0, .5, 2, math.NaN(), 2}, []float64{0, .5, 2}, false},
		{"all right", []float64{1, 1}, []float64{0, 1}, false},
		{"all wrong", []float64{0, 0}, []float64{0, 1}, false},
		{"nobody", []float64{math.NaN()}, []float64{0, 1}, false},
		{"negative", []float64{-1, -1}, []float64{-1, 0}, false},
		{"many marks", many, []float64{0, 1, 2, 3, 4, 5}, true},
		{"huge", []float64{-1e308, 1e308, 0, 1, 2, 3, 4, 5, 6, 7, 8}, []float64{0, 3, 5}, true},
		{"tiny", []float64{0, 5e-324, 1e-323, 1.5e-323, 2e-323, 2.5e-323, 3e-323, 3.5e-323, 4e-323, 4.5e-323, 5e-323, 5.5e-323}, nil, true},
	} {
		rows := make([][]float64, len(c.marks))
		for p, v := range c.marks {
			rows[p] = []float64{v}
		}
		m, err := ctt.FromRows(rows)
		if err != nil {
			t.Fatal(err)
		}
		codes := make([]uint8, len(rows))
		values, counts, banded := categories(m, 0, codes)
		if banded != c.banded || c.values != nil && len(values) != len(c.values) {
			t.Errorf("%s: %v, banded %v", c.name, values, banded)
			continue
		}
		n := 0
		for k, v := range c.values {
			if values[k] != v {
				t.Errorf("%s: %v, want %v", c.name, values, c.values)
			}
		}
		for p, code := range codes {
			if (code == irt.Missing) != math.IsNaN(c.marks[p]) || code != irt.Missing && int(code) >= len(values) {
				t.Errorf("%s: mark %g has code %d", c.name, c.marks[p], code)
			}
			if code != irt.Missing {
				n++
			}
		}
		for _, v := range counts {
			n -= v
		}
		if n != 0 {
			t.Errorf("%s: counts %v", c.name, counts)
		}
	}
}

func TestSteps(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		wanted, n int
	}{{0, 1, 4, 3}, {0, 7.3, 4, 4}, {1, 4, 4, 4}, {0, 100, 3, 3}, {2, 2, 4, 1}} {
		at, digits := steps(c.low, c.high, c.wanted)
		if len(at) != c.n || at[0] < c.low || at[len(at)-1] > c.high+1e-9 || digits > 1 {
			t.Errorf("steps(%g, %g, %d) = %v, %d digits", c.low, c.high, c.wanted, at, digits)
		}
	}
}
