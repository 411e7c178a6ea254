//go:build goexperiment.simd && amd64

package irt

import "simd/archsimd"

// Vector loops by four, which every amd64 processor with AVX2 has. Lengths are multiples of lanes. They need GOEXPERIMENT=simd, an experiment
// of Go 1.26; without it, and on processors without AVX2, the plain loops run.

// SIMD says which inner loops run: "" for the plain ones.
func SIMD() string {
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		return "avx2"
	}
	return ""
}

func vector() bool { return archsimd.X86.AVX2() && archsimd.X86.FMA() }

func total(a []float64) float64 {
	if !vector() {
		return plainTotal(a)
	}
	s0, s1 := archsimd.LoadFloat64x4Slice(a), archsimd.LoadFloat64x4Slice(a[4:])
	for a = a[8:]; len(a) >= 8; a = a[8:] {
		s0 = s0.Add(archsimd.LoadFloat64x4Slice(a))
		s1 = s1.Add(archsimd.LoadFloat64x4Slice(a[4:]))
	}
	var s [4]float64
	s0.Add(s1).Store(&s)
	return (s[0] + s[1]) + (s[2] + s[3])
}

func mul2(to, a, b []float64) {
	if !vector() {
		plainMul2(to, a, b)
		return
	}
	a, b = a[:len(to)], b[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		archsimd.LoadFloat64x4Slice(a[i:]).Mul(archsimd.LoadFloat64x4Slice(b[i:])).StoreSlice(to[i:])
	}
}

func mul3(to, a, b, c []float64) {
	if !vector() {
		plainMul3(to, a, b, c)
		return
	}
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		archsimd.LoadFloat64x4Slice(a[i:]).Mul(archsimd.LoadFloat64x4Slice(b[i:])).Mul(archsimd.LoadFloat64x4Slice(c[i:])).StoreSlice(to[i:])
	}
}

func mul4(to, a, b, c, d []float64) {
	if !vector() {
		plainMul4(to, a, b, c, d)
		return
	}
	a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		x := archsimd.LoadFloat64x4Slice(a[i:]).Mul(archsimd.LoadFloat64x4Slice(b[i:]))
		y := archsimd.LoadFloat64x4Slice(c[i:]).Mul(archsimd.LoadFloat64x4Slice(d[i:]))
		x.Mul(y).StoreSlice(to[i:])
	}
}

func times3(to, a, b, c []float64) {
	if !vector() {
		plainTimes3(to, a, b, c)
		return
	}
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		x := archsimd.LoadFloat64x4Slice(to[i:]).Mul(archsimd.LoadFloat64x4Slice(a[i:]))
		y := archsimd.LoadFloat64x4Slice(b[i:]).Mul(archsimd.LoadFloat64x4Slice(c[i:]))
		x.Mul(y).StoreSlice(to[i:])
	}
}

func times1(to, a []float64) {
	if !vector() {
		plainTimes1(to, a)
		return
	}
	a = a[:len(to)]
	for i := 0; i+4 <= len(to); i += 4 {
		archsimd.LoadFloat64x4Slice(to[i:]).Mul(archsimd.LoadFloat64x4Slice(a[i:])).StoreSlice(to[i:])
	}
}

func addScaled(to, a []float64, f float64) {
	if !vector() {
		plainAddScaled(to, a, f)
		return
	}
	a = a[:len(to)]
	by := archsimd.BroadcastFloat64x4(f)
	for i := 0; i+4 <= len(to); i += 4 {
		archsimd.LoadFloat64x4Slice(a[i:]).MulAdd(by, archsimd.LoadFloat64x4Slice(to[i:])).StoreSlice(to[i:])
	}
}
