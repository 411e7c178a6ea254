package cdm

import (
	"context"
	"math"
	"testing"
)

// uniform is the series of Lehmer (Park & Miller 1988) from a seed, which other programs can make too.
func uniform(seed float64) func() float64 {
	return func() float64 {
		seed = math.Mod(seed*16807, 2147483647)
		return seed / 2147483647
	}
}

// Values of CDM 8.2-6 (gdina, conv.crit 1e-9) on answers that other programs can make: 500 persons, 12 items, 4 skills, so that the proportions
// are log-linear. Probabilities agree less well than likelihoods: that program gives the items after its last point and not those of it.
func TestReference(t *testing.T) {
	q := [][]bool{}
	for _, row := range []string{"1000", "0100", "0010", "0001", "1100", "0110", "0011", "1001", "1010", "0101", "1110", "0111"} {
		needs := make([]bool, 4)
		for s, c := range row {
			needs[s] = c == '1'
		}
		q = append(q, needs)
	}
	for _, c := range []struct {
		model      Model
		ll         float64
		parameters int
		first      []float64 // proportions of 0000, 1000, 0100, 1100
		item1      []float64
	}{
		{DINO, -3507.246722086, 35, []float64{0.193290866, 0.037091398, 0.033150897, 0.018936169}, []float64{0.20804829, 0.82817271}},
		{DINA, -3585.397068619, 35, []float64{0.2416955592, 0.0218941995, 0.0399601545, 0.0069897186}, []float64{0.29005683, 0.84862850}},
		{GDINA, -3573.153263925, 59, []float64{0.2449307119, 0.0293279090, 0.0322323319, 0.0067245284}, []float64{0.27612795, 0.82991892}},
	} {
		var answers []uint8
		u := uniform(1)
		for range 500 {
			var v [17]float64
			for i := range v {
				v[i] = u()
			}
			for j, row := range q {
				have, need := 0, 0
				for s, needs := range row {
					if needs {
						need++
						if v[s]+v[4] > 1 {
							have++
						}
					}
				}
				p, right := .2, uint8(0)
				if c.model == DINO && have > 0 || have == need {
					p = .85
				}
				if v[5+j] < p {
					right = 1
				}
				answers = append(answers, right)
			}
		}
		f, err := New(context.Background(), answers, q, Options{Model: c.model})
		if err != nil || !f.Converged {
			t.Fatal(err, f)
		}
		if math.Abs(f.LogLik-c.ll) > 5e-4 || f.Parameters != c.parameters {
			t.Errorf("%s: %.9f with %d, want %.9f with %d", c.model, f.LogLik, f.Parameters, c.ll, c.parameters)
		}
		for i, want := range c.first {
			if math.Abs(f.Classes[i]-want) > 1e-3 {
				t.Errorf("%s, %s: %.6f, want %.6f", c.model, Pattern(i, 4), f.Classes[i], want)
			}
		}
		for g, want := range c.item1 {
			if math.Abs(f.Items[0].Probs[g]-want) > 1e-3 {
				t.Errorf("%s, item 1, group %d: %.6f, want %.6f", c.model, g, f.Items[0].Probs[g], want)
			}
		}
	}
}
