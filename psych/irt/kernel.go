package irt

// The inner loops, over nodes. Slices are cut to one length first, so that the compiler drops the checks of their bounds.

func total(a []float64) float64 {
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

func mul2(to, a, b []float64) float64 {
	a, b = a[:len(to)], b[:len(to)]
	for i := range to {
		to[i] = a[i] * b[i]
	}
	return total(to)
}

func mul3(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = a[i] * b[i] * c[i]
	}
}

func mul4(to, a, b, c, d []float64) {
	a, b, c, d = a[:len(to)], b[:len(to)], c[:len(to)], d[:len(to)]
	for i := range to {
		to[i] = (a[i] * b[i]) * (c[i] * d[i])
	}
}

func times3(to, a, b, c []float64) {
	a, b, c = a[:len(to)], b[:len(to)], c[:len(to)]
	for i := range to {
		to[i] = (to[i] * a[i]) * (b[i] * c[i])
	}
}

func times1(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] *= a[i]
	}
}

func scaleBy(to []float64, f float64) {
	for i := range to {
		to[i] *= f
	}
}

func add(to, a []float64) {
	a = a[:len(to)]
	for i := range to {
		to[i] += a[i]
	}
}
