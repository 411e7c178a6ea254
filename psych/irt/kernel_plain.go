//go:build !(goexperiment.simd && amd64)

package irt

// SIMD says which inner loops run: "" for the plain ones.
func SIMD() string { return "" }

func total(a []float64) float64            { return plainTotal(a) }
func mul2(to, a, b []float64)              { plainMul2(to, a, b) }
func mul3(to, a, b, c []float64)           { plainMul3(to, a, b, c) }
func mul4(to, a, b, c, d []float64)        { plainMul4(to, a, b, c, d) }
func times3(to, a, b, c []float64)         { plainTimes3(to, a, b, c) }
func times1(to, a []float64)               { plainTimes1(to, a) }
func addScaled(to, a []float64, f float64) { plainAddScaled(to, a, f) }
