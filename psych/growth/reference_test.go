package growth

import (
	"math"
	"testing"
)

// spread is a fixed series of 997 numbers between -½ and ½ that other programs can make too.
func spread(i, m int) float64 { return float64((i*i*31+i*17+m*101)%997)/997 - .5 }

// districts are 240 pupils in 30 schools of 6 districts, with a year near 2026 as a predictor.
func districts() Data {
	var d Data
	for i := range 240 {
		lea, school := i%6, i/6%5
		x, w := 2026+spread(i, 1)/10, spread(i, 2)
		d.Y = append(d.Y, 50000+3*x+w+4*spread(lea+3, 5)+2*spread(lea*5+school, 9)+spread(i, 7))
		d.X = append(d.X, []float64{1, x, w})
		d.Inner, d.Outer = append(d.Inner, lea*5+school), append(d.Outer, lea)
	}
	return d
}

// Values of lme4 1.1-31 (R 4.2.2, lmer(y ~ x + w + (1|lea/sch)) with tolerances of 1e-15), which were computed from x - 2026: on x itself
// lme4 loses four digits, and normal equations lose all.
func TestReference(t *testing.T) {
	for _, c := range []struct {
		reml                             bool
		inner, outer, residual, ll       float64
		x, seX, w, seW                   float64
		lea, seLea, innerEffect, seInner float64
	}{
		{true, 0.358713547486, 1.355625370459, 0.056759228878, -64.03370903232, 0.2244948138, 0.67577896757, 0.6440991275, 0.06861606806, 1.51404866, 0.263468049, 0.963269356, 0.27148882},
		{false, 0.358731433575, 1.117493797244, 0.056219555563, -62.77778523601, 0.2245387771, 0.67256186957, 0.6441117358, 0.06828951012, 1.49771804, 0.262025613, 0.979464992, 0.270068354},
	} {
		m, err := Fit(districts(), Options{REML: c.reml})
		if err != nil || !m.Converged {
			t.Fatal(err, m)
		}
		for _, v := range []struct {
			name      string
			got, want float64
		}{
			{"inner", m.Inner, c.inner}, {"outer", m.Outer, c.outer}, {"residual", m.Residual, c.residual}, {"log-likelihood", m.LogLik, c.ll},
			{"x", m.Beta[1], c.x}, {"se x", m.SE[1], c.seX}, {"w", m.Beta[2], c.w}, {"se w", m.SE[2], c.seW},
			{"district 0", m.OuterEffects[0].Est, c.lea}, {"its se", m.OuterEffects[0].SE, c.seLea},
			{"school 1 in it", m.InnerEffects[1].Est, c.innerEffect}, {"its se", m.InnerEffects[1].SE, c.seInner},
		} {
			if !(math.Abs(v.got/v.want-1) < 2e-6) {
				t.Errorf("REML %v: %s %.10g, want %.10g", c.reml, v.name, v.got, v.want)
			}
		}
	}
}

// Units and origins change nothing but units and origins.
func TestUnits(t *testing.T) {
	plain := districts()
	m, err := Fit(plain, Options{REML: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []float64{1e-100, 1e-6, 1e6, 1e100} {
		d := Data{Inner: plain.Inner, Outer: plain.Outer}
		for i, y := range plain.Y {
			d.Y = append(d.Y, (y-56000)*unit)
			d.X = append(d.X, []float64{1, (plain.X[i][1] - 2026) / unit, plain.X[i][2]})
		}
		s, err := Fit(d, Options{REML: true})
		if err != nil || !s.Converged {
			t.Fatal(unit, err)
		}
		for _, v := range [][2]float64{{s.Inner / unit / unit, m.Inner}, {s.Outer / unit / unit, m.Outer}, {s.Residual / unit / unit, m.Residual}, {s.Beta[2] / unit, m.Beta[2]}, {s.Beta[1] / unit / unit, m.Beta[1]}} {
			if !(math.Abs(v[0]/v[1]-1) < 1e-8) {
				t.Errorf("unit %g: %.12g, want %.12g", unit, v[0], v[1])
			}
		}
	}
}

// Groups that are nearly everything, and groups that are nearly nothing.
func TestExtremeRatios(t *testing.T) {
	for _, ratio := range []float64{1e4, 1e-3} {
		var d Data
		for i := range 300 {
			d.Y = append(d.Y, spread(i, 7)+ratio*spread(i/10, 3))
			d.X = append(d.X, []float64{1, spread(i, 1)})
			d.Inner = append(d.Inner, i/10)
		}
		m, err := Fit(d, Options{REML: true})
		if err != nil || !m.Converged {
			t.Fatal(ratio, err, m)
		}
		// REML of balanced groups without predictors within them is the analysis of variance; one predictor hardly changes that
		if want := ratio * ratio / 12; ratio > 1 && math.Abs(m.Inner/want-1) > .3 || ratio < 1 && m.Inner > .01*m.Residual {
			t.Errorf("ratio %g: %g", ratio, m.Inner)
		}
	}
}

// The slopes of the deviance are those of its differences.
func TestSlopes(t *testing.T) {
	s, err := gather(districts())
	if err != nil {
		t.Fatal(err)
	}
	for _, reml := range []bool{false, true} {
		for _, at := range [][2]float64{{.1, .4}, {2, 5}, {30, .01}} { // squares of θ
			e, _ := s.profile([2]float64{math.Sqrt(at[0]), math.Sqrt(at[1])}, reml)
			for i := range at {
				up, down := at, at
				h := 1e-4 * at[i]
				up[i] += h
				down[i] -= h
				a, _ := s.profile([2]float64{math.Sqrt(up[0]), math.Sqrt(up[1])}, reml)
				b, _ := s.profile([2]float64{math.Sqrt(down[0]), math.Sqrt(down[1])}, reml)
				if d := (a.deviance - b.deviance) / (2 * h); math.Abs(d-e.slope[i]) > 1e-5*(1+math.Abs(d)) {
					t.Errorf("REML %v at %v, %d: %g, by differences %g", reml, at, i, e.slope[i], d)
				}
			}
		}
	}
}
