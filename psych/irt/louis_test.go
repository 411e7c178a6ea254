package irt

import (
	"math"
	"testing"
)

// The closed form is what differences of the gradient come to, also with an item that is left out and with fewer persons than a shard.
func TestClosedInformation(t *testing.T) {
	for _, n := range []int{300, 7000} {
		codes := invent(n, 9, 5)
		for p := range n {
			codes[p*9+4] = 1
		}
		d, err := NewData(codes, 9)
		if err != nil {
			t.Fatal(err)
		}
		for _, model := range []Model{Rasch, OnePL, TwoPL} {
			f, err := New(t.Context(), d, Options{Model: model, Tol: 1e-6})
			if err != nil {
				t.Fatal(err)
			}
			g := &fitter{d: d, f: f, o: f.opts}
			f.grid.spread(f.SD)
			if !g.closed() {
				t.Fatalf("%s has a closed form", model)
			}
			x := g.pack()
			a, err := g.closedInformation(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			b, err := g.differences(t.Context(), x)
			if err != nil {
				t.Fatal(err)
			}
			if len(a) != len(b) {
				t.Fatalf("%s: %d parameters, differences %d", model, len(a), len(b))
			}
			for i := range a {
				for j := range a {
					if scale := math.Sqrt(a[i][i] * a[j][j]); !(math.Abs(a[i][j]-b[i][j]) < 1e-6*scale) {
						t.Errorf("%s, %d persons, %d and %d: %.9f, differences %.9f", model, n, i, j, a[i][j], b[i][j])
					}
				}
			}
		}
	}
}

// An item that all answer alike says nothing: the others are measured as if it were not there.
func TestLeftOut(t *testing.T) {
	const n = 500
	codes, fewer := invent(n, 6, 9), []uint8(nil)
	for p := range n {
		codes[p*6+2] = 1
		fewer = append(fewer, append(append([]uint8(nil), codes[p*6:p*6+2]...), codes[p*6+3:p*6+6]...)...)
	}
	for _, model := range []Model{Rasch, OnePL, TwoPL, GPCM} {
		var fits []*Fit
		var measures [][]Measure
		for k, c := range map[int][]uint8{6: codes, 5: fewer} {
			d, err := NewData(c, k)
			if err != nil {
				t.Fatal(err)
			}
			f, err := New(t.Context(), d, Options{Model: model})
			if err != nil {
				t.Fatal(err)
			}
			m, err := f.Scores(t.Context(), d, EAP)
			if err != nil {
				t.Fatal(err)
			}
			fits, measures = append(fits, f), append(measures, m)
		}
		if a, b := fits[0].LogLik, fits[1].LogLik; math.Abs(a-b) > 1e-8 {
			t.Errorf("%s: %.9f with the item, %.9f without", model, a, b)
		}
		for p := range n {
			if math.Abs(measures[0][p].Theta-measures[1][p].Theta) > 1e-8 {
				t.Fatalf("%s: person %d is measured by an item that says nothing", model, p)
			}
		}
	}
}
