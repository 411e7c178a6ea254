package irt

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The loops that run give what the plain loops give; with GOEXPERIMENT=simd these are vector loops.
func TestKernels(t *testing.T) {
	t.Logf("loops: %q", SIMD())
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{8, 16, 64, 504} {
		v := make([][]float64, 5)
		for i := range v {
			v[i] = make([]float64, n)
			for k := range v[i] {
				v[i][k] = r.Float64()
			}
		}
		for name, f := range map[string][2]func(to []float64){
			"mul2":      {func(to []float64) { mul2(to, v[0], v[1]) }, func(to []float64) { plainMul2(to, v[0], v[1]) }},
			"mul3":      {func(to []float64) { mul3(to, v[0], v[1], v[2]) }, func(to []float64) { plainMul3(to, v[0], v[1], v[2]) }},
			"mul4":      {func(to []float64) { mul4(to, v[0], v[1], v[2], v[3]) }, func(to []float64) { plainMul4(to, v[0], v[1], v[2], v[3]) }},
			"times3":    {func(to []float64) { times3(to, v[0], v[1], v[2]) }, func(to []float64) { plainTimes3(to, v[0], v[1], v[2]) }},
			"times1":    {func(to []float64) { times1(to, v[0]) }, func(to []float64) { plainTimes1(to, v[0]) }},
			"addScaled": {func(to []float64) { addScaled(to, v[0], .3) }, func(to []float64) { plainAddScaled(to, v[0], .3) }},
			"total":     {func(to []float64) { to[0] = total(v[1]) }, func(to []float64) { to[0] = plainTotal(v[1]) }},
		} {
			a, b := append([]float64(nil), v[4]...), append([]float64(nil), v[4]...)
			f[0](a)
			f[1](b)
			for k := range a {
				if math.Abs(a[k]-b[k]) > 1e-13*(1+math.Abs(b[k])) {
					t.Fatalf("%s, %d nodes: %g, plain %g", name, n, a[k], b[k])
				}
			}
		}
	}
}
