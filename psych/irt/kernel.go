package irt

// The inner loops, over nodes: plain ones, for every machine. Slices are cut to one length first, so that the compiler drops the checks of
// their bounds. kernel_plain.go calls them; kernel_simd.go has vector ones beside them, which are tested against these.

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

func plainTimes3(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = (to[i] * a[i]) * (b[i] * c[i])
	}
}

func plainTimes1(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] *= a[i]
	}
}

func plainAddScaled(to, a []float64, f float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] += a[i] * f
	}
}

func add(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] += a[i]
	}
}
