//go:build !(goexperiment.simd && amd64)

package irt

// SIMD says which inner loops run: "" for the plain ones.
func SIMD() string { return "" }

func total(a []float64) float64       { return plainTotal(a) }
func mul2(to, a, b []float64)         { plainMul2(to, a, b) }
func mul3(to, a, b, c []float64)      { plainMul3(to, a, b, c) }
func mul4(to, a, b, c, d []float64)   { plainMul4(to, a, b, c, d) }
func times4(to, a, b, c, d []float64) { plainTimes4(to, a, b, c, d) }
func times3(to, a, b, c []float64)    { plainTimes3(to, a, b, c) }
func times2(to, a, b []float64)       { plainTimes2(to, a, b) }
func times1(to, a []float64)          { plainTimes1(to, a) }
func scaleBy(to []float64, f float64) { plainScale(to, f) }
func add4(a, b, c, d, v []float64)    { plainAdd4(a, b, c, d, v) }
func add3(a, b, c, v []float64)       { plainAdd3(a, b, c, v) }
func add2(a, b, v []float64)          { plainAdd2(a, b, v) }
func add(to, a []float64)             { plainAdd(to, a) }
func dot(a, b []float64) float64      { return plainDot(a, b) }

func addScaled(to []float64, f float64, a []float64)        { plainAddScaled(to, f, a) }
func addScaledPlus(to []float64, f float64, a, b []float64) { plainAddScaledPlus(to, f, a, b) }
