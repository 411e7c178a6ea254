package irt

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// invent makes answers of n persons to k items of two categories under the 2PL, from a seed.
func invent(n, k int, seed uint64) []uint8 {
	r := rand.New(rand.NewPCG(seed, 1))
	items := make([]Item, k)
	for i := range items {
		items[i] = Item{Model: TwoPL, A: 0.6 + 1.4*r.Float64(), D: []float64{-2 + 4*r.Float64()}}
	}
	out := make([]uint8, 0, n*k)
	var p [2]float64
	for range n {
		theta := r.NormFloat64()
		for _, it := range items {
			it.Prob(theta, p[:])
			c := uint8(0)
			if r.Float64() < p[1] {
				c = 1
			}
			out = append(out, c)
		}
	}
	return out
}

func BenchmarkFit2PL(b *testing.B) {
	for _, s := range []struct{ n, k int }{{1000, 20}, {10_000, 40}, {100_000, 50}, {1_000_000, 50}} {
		b.Run(fmt.Sprintf("%dx%d", s.n, s.k), func(b *testing.B) {
			d, err := NewData(invent(s.n, s.k, 7), s.k)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				f, err := New(context.Background(), d, Options{Model: TwoPL})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(f.Iterations), "iterations")
			}
		})
	}
}
