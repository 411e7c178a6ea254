//go:build goexperiment.simd && amd64

package irt

import (
	"simd/archsimd"
	"unsafe"
)

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

// vectors sees a slice, whose length is a multiple of lanes, as groups of lanes, so that a loop over groups needs no further checks of bounds.
func vectors(a []float64) [][lanes]float64 {
	return unsafe.Slice((*[lanes]float64)(unsafe.Pointer(unsafe.SliceData(a))), len(a)/lanes)
}

// reduce adds the lanes.
func reduce(v archsimd.Float64x4) float64 {
	var s [lanes]float64
	v.Store(&s)
	archsimd.ClearAVXUpperBits()
	return (s[0] + s[1]) + (s[2] + s[3])
}

func total(a []float64) float64 {
	if !vector {
		return plainTotal(a)
	}
	var s0, s1 archsimd.Float64x4
	va := vectors(a)
	for ; len(va) >= 2; va = va[2:] {
		s0 = s0.Add(archsimd.LoadFloat64x4(&va[0]))
		s1 = s1.Add(archsimd.LoadFloat64x4(&va[1]))
	}
	if len(va) > 0 {
		s0 = s0.Add(archsimd.LoadFloat64x4(&va[0]))
	}
	return reduce(s0.Add(s1))
}

func mul2(to, a, b []float64) {
	if !vector {
		plainMul2(to, a, b)
		return
	}
	vto := vectors(to)
	va, vb := vectors(a)[:len(vto)], vectors(b)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&va[i]).Mul(archsimd.LoadFloat64x4(&vb[i])).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func mul3(to, a, b, c []float64) {
	if !vector {
		plainMul3(to, a, b, c)
		return
	}
	vto := vectors(to)
	va, vb, vc := vectors(a)[:len(vto)], vectors(b)[:len(vto)], vectors(c)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&va[i]).Mul(archsimd.LoadFloat64x4(&vb[i])).Mul(archsimd.LoadFloat64x4(&vc[i])).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func mul4(to, a, b, c, d []float64) {
	if !vector {
		plainMul4(to, a, b, c, d)
		return
	}
	vto := vectors(to)
	va, vb, vc, vd := vectors(a)[:len(vto)], vectors(b)[:len(vto)], vectors(c)[:len(vto)], vectors(d)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&va[i]).Mul(archsimd.LoadFloat64x4(&vb[i])).Mul(archsimd.LoadFloat64x4(&vc[i]).Mul(archsimd.LoadFloat64x4(&vd[i]))).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func times4(to, a, b, c, d []float64) {
	if !vector {
		plainTimes4(to, a, b, c, d)
		return
	}
	vto := vectors(to)
	va, vb, vc, vd := vectors(a)[:len(vto)], vectors(b)[:len(vto)], vectors(c)[:len(vto)], vectors(d)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&va[i]).Mul(archsimd.LoadFloat64x4(&vb[i])).Mul(archsimd.LoadFloat64x4(&vc[i]).Mul(archsimd.LoadFloat64x4(&vd[i]))).Mul(archsimd.LoadFloat64x4(&vto[i])).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func times3(to, a, b, c []float64) {
	if !vector {
		plainTimes3(to, a, b, c)
		return
	}
	vto := vectors(to)
	va, vb, vc := vectors(a)[:len(vto)], vectors(b)[:len(vto)], vectors(c)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&vto[i]).Mul(archsimd.LoadFloat64x4(&va[i])).Mul(archsimd.LoadFloat64x4(&vb[i]).Mul(archsimd.LoadFloat64x4(&vc[i]))).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func times2(to, a, b []float64) {
	if !vector {
		plainTimes2(to, a, b)
		return
	}
	vto := vectors(to)
	va, vb := vectors(a)[:len(vto)], vectors(b)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&va[i]).Mul(archsimd.LoadFloat64x4(&vb[i])).Mul(archsimd.LoadFloat64x4(&vto[i])).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func times1(to, a []float64) {
	if !vector {
		plainTimes1(to, a)
		return
	}
	vto := vectors(to)
	va := vectors(a)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&vto[i]).Mul(archsimd.LoadFloat64x4(&va[i])).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func scaleBy(to []float64, f float64) {
	if !vector {
		plainScale(to, f)
		return
	}
	vto := vectors(to)
	by := archsimd.BroadcastFloat64x4(f)
	for i := range vto {
		archsimd.LoadFloat64x4(&vto[i]).Mul(by).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func add4(a, b, c, d, v []float64) {
	if !vector {
		plainAdd4(a, b, c, d, v)
		return
	}
	vv := vectors(v)
	va, vb, vc, vd := vectors(a)[:len(vv)], vectors(b)[:len(vv)], vectors(c)[:len(vv)], vectors(d)[:len(vv)]
	for i := range vv {
		x := archsimd.LoadFloat64x4(&vv[i])
		archsimd.LoadFloat64x4(&va[i]).Add(x).Store(&va[i])
		archsimd.LoadFloat64x4(&vb[i]).Add(x).Store(&vb[i])
		archsimd.LoadFloat64x4(&vc[i]).Add(x).Store(&vc[i])
		archsimd.LoadFloat64x4(&vd[i]).Add(x).Store(&vd[i])
	}
	archsimd.ClearAVXUpperBits()
}

func add3(a, b, c, v []float64) {
	if !vector {
		plainAdd3(a, b, c, v)
		return
	}
	vv := vectors(v)
	va, vb, vc := vectors(a)[:len(vv)], vectors(b)[:len(vv)], vectors(c)[:len(vv)]
	for i := range vv {
		x := archsimd.LoadFloat64x4(&vv[i])
		archsimd.LoadFloat64x4(&va[i]).Add(x).Store(&va[i])
		archsimd.LoadFloat64x4(&vb[i]).Add(x).Store(&vb[i])
		archsimd.LoadFloat64x4(&vc[i]).Add(x).Store(&vc[i])
	}
	archsimd.ClearAVXUpperBits()
}

func add2(a, b, v []float64) {
	if !vector {
		plainAdd2(a, b, v)
		return
	}
	vv := vectors(v)
	va, vb := vectors(a)[:len(vv)], vectors(b)[:len(vv)]
	for i := range vv {
		x := archsimd.LoadFloat64x4(&vv[i])
		archsimd.LoadFloat64x4(&va[i]).Add(x).Store(&va[i])
		archsimd.LoadFloat64x4(&vb[i]).Add(x).Store(&vb[i])
	}
	archsimd.ClearAVXUpperBits()
}

func add(to, a []float64) {
	if !vector {
		plainAdd(to, a)
		return
	}
	vto := vectors(to)
	va := vectors(a)[:len(vto)]
	for i := range vto {
		archsimd.LoadFloat64x4(&vto[i]).Add(archsimd.LoadFloat64x4(&va[i])).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func dot(a, b []float64) float64 {
	if !vector {
		return plainDot(a, b)
	}
	va := vectors(a)
	vb := vectors(b)[:len(va)]
	var sum archsimd.Float64x4
	for i := range va {
		sum = sum.Add(archsimd.LoadFloat64x4(&va[i]).Mul(archsimd.LoadFloat64x4(&vb[i])))
	}
	return reduce(sum)
}

func addScaled(to []float64, f float64, a []float64) {
	if !vector {
		plainAddScaled(to, f, a)
		return
	}
	vto := vectors(to)
	va := vectors(a)[:len(vto)]
	by := archsimd.BroadcastFloat64x4(f)
	for i := range vto {
		archsimd.LoadFloat64x4(&vto[i]).Add(archsimd.LoadFloat64x4(&va[i]).Mul(by)).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}

func addScaledPlus(to []float64, f float64, a, b []float64) {
	if !vector {
		plainAddScaledPlus(to, f, a, b)
		return
	}
	vto := vectors(to)
	va, vb := vectors(a)[:len(vto)], vectors(b)[:len(vto)]
	by := archsimd.BroadcastFloat64x4(f)
	for i := range vto {
		archsimd.LoadFloat64x4(&vto[i]).Add(archsimd.LoadFloat64x4(&va[i]).Mul(by).Add(archsimd.LoadFloat64x4(&vb[i]))).Store(&vto[i])
	}
	archsimd.ClearAVXUpperBits()
}
