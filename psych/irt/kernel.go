package irt

// The inner loops, over nodes: plain ones, for every machine. Slices are cut to one length first, so that the compiler drops the checks of
// their bounds. kernel_plain.go calls them; kernel_simd.go has vector ones beside them, which are tested against these. Lengths are
// multiples of lanes.

func plainTotal(a []float64) float64 {
	var s0, s1, s2, s3 float64
	for len(a) >= 4 {
		s0 += a[0]
		s1 += a[1]
		s2 += a[2]
		s3 += a[3]
		a = a[4:]
	}
	return (s0 + s1) + (s2 + s3)
}

func plainMul2(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] * b[i]
	}
}

func plainMul3(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = a[i] * b[i] * c[i]
	}
}

func plainMul4(to, a, b, c, d []float64) {
	a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
	for i := range to {
		to[i] = (a[i] * b[i]) * (c[i] * d[i])
	}
}

func plainTimes4(to, a, b, c, d []float64) {
	a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
	for i := range to {
		to[i] *= (a[i] * b[i]) * (c[i] * d[i])
	}
}

func plainTimes3(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = (to[i] * a[i]) * (b[i] * c[i])
	}
}

func plainTimes2(to, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] *= a[i] * b[i]
	}
}

func plainTimes1(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] *= a[i]
	}
}

func plainScale(to []float64, f float64) {
	for i := range to {
		to[i] *= f
	}
}

func plainAdd4(a, b, c, d, v []float64) {
	a, b, c, d = a[:len(v)], b[:len(v)], c[:len(v)], d[:len(v)]
	for i, x := range v {
		a[i] += x
		b[i] += x
		c[i] += x
		d[i] += x
	}
}

func plainAdd3(a, b, c, v []float64) {
	a, b, c = a[:len(v)], b[:len(v)], c[:len(v)]
	for i, x := range v {
		a[i] += x
		b[i] += x
		c[i] += x
	}
}

func plainAdd2(a, b, v []float64) {
	a, b = a[:len(v)], b[:len(v)]
	for i, x := range v {
		a[i] += x
		b[i] += x
	}
}

func plainAdd(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] += a[i]
	}
}

func plainDot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	for len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		a, b = a[4:], b[4:]
	}
	return (s0 + s1) + (s2 + s3)
}

// plainAddScaled adds f·a to to, which may be shorter.
func plainAddScaled(to []float64, f float64, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] += f * a[i]
	}
}

// plainAddScaledPlus adds f·a + b to to, which may be shorter.
func plainAddScaledPlus(to []float64, f float64, a, b []float64) {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] += f*a[i] + b[i]
	}
}
