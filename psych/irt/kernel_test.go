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
	for _, n := range []int{16, 48, 64, 496} {
		m := n / 4
		v := make([][]float64, 5)
		for i := range v {
			v[i] = make([]float64, n)
			for k := range v[i] {
				v[i][k] = r.Float64()
			}
		}
		for name, f := range map[string][2]func(to []float64){
			"mul2":          {func(to []float64) { mul2(to, v[0], v[1]) }, func(to []float64) { plainMul2(to, v[0], v[1]) }},
			"mul3":          {func(to []float64) { mul3(to, v[0], v[1], v[2]) }, func(to []float64) { plainMul3(to, v[0], v[1], v[2]) }},
			"mul4":          {func(to []float64) { mul4(to, v[0], v[1], v[2], v[3]) }, func(to []float64) { plainMul4(to, v[0], v[1], v[2], v[3]) }},
			"times4":        {func(to []float64) { times4(to, v[0], v[1], v[2], v[3]) }, func(to []float64) { plainTimes4(to, v[0], v[1], v[2], v[3]) }},
			"times3":        {func(to []float64) { times3(to, v[0], v[1], v[2]) }, func(to []float64) { plainTimes3(to, v[0], v[1], v[2]) }},
			"times2":        {func(to []float64) { times2(to, v[0], v[1]) }, func(to []float64) { plainTimes2(to, v[0], v[1]) }},
			"times1":        {func(to []float64) { times1(to, v[0]) }, func(to []float64) { plainTimes1(to, v[0]) }},
			"scaleBy":       {func(to []float64) { scaleBy(to, .3) }, func(to []float64) { plainScale(to, .3) }},
			"addScaled":     {func(to []float64) { addScaled(to, .3, v[0]) }, func(to []float64) { plainAddScaled(to, .3, v[0]) }},
			"addScaledPlus": {func(to []float64) { addScaledPlus(to, .3, v[0], v[1]) }, func(to []float64) { plainAddScaledPlus(to, .3, v[0], v[1]) }},
			"dot":           {func(to []float64) { to[0] = dot(v[0], v[1]) }, func(to []float64) { to[0] = plainDot(v[0], v[1]) }},
			"total":         {func(to []float64) { to[0] = total(v[1]) }, func(to []float64) { to[0] = plainTotal(v[1]) }},
			"add":           {func(to []float64) { add(to, v[0]) }, func(to []float64) { plainAdd(to, v[0]) }},
			"add2":          {func(to []float64) { add2(to[0*m:1*m], to[1*m:2*m], v[0][:m]) }, func(to []float64) { plainAdd2(to[0*m:1*m], to[1*m:2*m], v[0][:m]) }},
			"add3":          {func(to []float64) { add3(to[0*m:1*m], to[1*m:2*m], to[2*m:3*m], v[0][:m]) }, func(to []float64) { plainAdd3(to[0*m:1*m], to[1*m:2*m], to[2*m:3*m], v[0][:m]) }},
			"add4":          {func(to []float64) { add4(to[0*m:1*m], to[1*m:2*m], to[2*m:3*m], to[3*m:4*m], v[0][:m]) }, func(to []float64) { plainAdd4(to[0*m:1*m], to[1*m:2*m], to[2*m:3*m], to[3*m:4*m], v[0][:m]) }},
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
