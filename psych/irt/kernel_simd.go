//go:build goexperiment.simd && amd64

package irt

import "simd/archsimd"

// Vector loops by four, which every amd64 processor with AVX2 has. Lengths are multiples of lanes. They need GOEXPERIMENT=simd, an experiment
// of Go 1.26; without it, and on processors without AVX2, the plain loops run.

// SIMD says which inner loops run: "" for the plain ones.
func SIMD() string {
	if vector {
		return "avx2"
	}
	return ""
}

// vector is a fact of the processor.
var vector = archsimd.X86.AVX2()

func load(a []float64) archsimd.Float64x4 { return archsimd.LoadFloat64x4Slice(a) }

func total(a []float64) float64 {
	if !vector {
		return plainTotal(a)
	}
	var s0, s1 archsimd.Float64x4
	for ; len(a) >= 8; a = a[8:] {
		s0 = s0.Add(load(a))
		s1 = s1.Add(load(a[4:]))
	}
	if len(a) >= 4 {
		s0 = s0.Add(load(a))
	}
	var s [4]float64
	s0.Add(s1).Store(&s)
	return (s[0] + s[1]) + (s[2] + s[3])
}

func mul2(to, a, b []float64) {
	if !vector {
		plainMul2(to, a, b)
		return
	}
	a, b = a[:len(to)], b[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(a[i:]).Mul(load(b[i:])).StoreSlice(to[i:])
	}
}

func mul3(to, a, b, c []float64) {
	if !vector {
		plainMul3(to, a, b, c)
		return
	}
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(a[i:]).Mul(load(b[i:])).Mul(load(c[i:])).StoreSlice(to[i:])
	}
}

func mul4(to, a, b, c, d []float64) {
	if !vector {
		plainMul4(to, a, b, c, d)
		return
	}
	a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(a[i:]).Mul(load(b[i:])).Mul(load(c[i:]).Mul(load(d[i:]))).StoreSlice(to[i:])
	}
}

func times4(to, a, b, c, d []float64) {
	if !vector {
		plainTimes4(to, a, b, c, d)
		return
	}
	a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(a[i:]).Mul(load(b[i:])).Mul(load(c[i:]).Mul(load(d[i:]))).Mul(load(to[i:])).StoreSlice(to[i:])
	}
}

func times3(to, a, b, c []float64) {
	if !vector {
		plainTimes3(to, a, b, c)
		return
	}
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(to[i:]).Mul(load(a[i:])).Mul(load(b[i:]).Mul(load(c[i:]))).StoreSlice(to[i:])
	}
}

func times2(to, a, b []float64) {
	if !vector {
		plainTimes2(to, a, b)
		return
	}
	a, b = a[:len(to)], b[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(a[i:]).Mul(load(b[i:])).Mul(load(to[i:])).StoreSlice(to[i:])
	}
}

func times1(to, a []float64) {
	if !vector {
		plainTimes1(to, a)
		return
	}
	a = a[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(to[i:]).Mul(load(a[i:])).StoreSlice(to[i:])
	}
}

func scaleBy(to []float64, f float64) {
	if !vector {
		plainScale(to, f)
		return
	}
	by := archsimd.BroadcastFloat64x4(f)
	for i := 0; i+4 <= len(to); i += 4 {
		load(to[i:]).Mul(by).StoreSlice(to[i:])
	}
}

func add4(a, b, c, d, v []float64) {
	if !vector {
		plainAdd4(a, b, c, d, v)
		return
	}
	a, b, c, d = a[:len(v)], b[:len(v)], c[:len(v)], d[:len(v)]
	for i := 0; i+4 <= len(v); i += 4 {
		x := load(v[i:])
		load(a[i:]).Add(x).StoreSlice(a[i:])
		load(b[i:]).Add(x).StoreSlice(b[i:])
		load(c[i:]).Add(x).StoreSlice(c[i:])
		load(d[i:]).Add(x).StoreSlice(d[i:])
	}
}

func add3(a, b, c, v []float64) {
	if !vector {
		plainAdd3(a, b, c, v)
		return
	}
	a, b, c = a[:len(v)], b[:len(v)], c[:len(v)]
	for i := 0; i+4 <= len(v); i += 4 {
		x := load(v[i:])
		load(a[i:]).Add(x).StoreSlice(a[i:])
		load(b[i:]).Add(x).StoreSlice(b[i:])
		load(c[i:]).Add(x).StoreSlice(c[i:])
	}
}

func add2(a, b, v []float64) {
	if !vector {
		plainAdd2(a, b, v)
		return
	}
	a, b = a[:len(v)], b[:len(v)]
	for i := 0; i+4 <= len(v); i += 4 {
		x := load(v[i:])
		load(a[i:]).Add(x).StoreSlice(a[i:])
		load(b[i:]).Add(x).StoreSlice(b[i:])
	}
}

func add(to, a []float64) {
	if !vector {
		plainAdd(to, a)
		return
	}
	a = a[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		load(to[i:]).Add(load(a[i:])).StoreSlice(to[i:])
	}
}

func dot(a, b []float64) float64 {
	if !vector {
		return plainDot(a, b)
	}
	b = b[:len(a)]
	var sum archsimd.Float64x4
	for i := 0; i+4 <= len(a); i += 4 {
		sum = sum.Add(load(a[i:]).Mul(load(b[i:])))
	}
	var s [4]float64
	sum.Store(&s)
	return (s[0] + s[1]) + (s[2] + s[3])
}

func addScaled(to []float64, f float64, a []float64) {
	if !vector {
		plainAddScaled(to, f, a)
		return
	}
	a = a[:len(to)]
	by := archsimd.BroadcastFloat64x4(f)
	for i := 0; i+4 <= len(to); i += 4 {
		load(to[i:]).Add(load(a[i:]).Mul(by)).StoreSlice(to[i:])
	}
}

func addScaledPlus(to []float64, f float64, a, b []float64) {
	if !vector {
		plainAddScaledPlus(to, f, a, b)
		return
	}
	a, b = a[:len(to)], b[:len(to)]
	by := archsimd.BroadcastFloat64x4(f)
	for i := 0; i+4 <= len(to); i += 4 {
		load(to[i:]).Add(load(a[i:]).Mul(by).Add(load(b[i:]))).StoreSlice(to[i:])
	}
}
