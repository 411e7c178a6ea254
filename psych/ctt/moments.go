package ctt

import "math"

// mean is NaN for no values.
func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// sd is the sample standard deviation, NaN for fewer than two values. Equal values give exactly 0.
func sd(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	return math.Sqrt(covariance(x, x))
}

// covariance with n−1, in two passes. It is exactly 0 when one side is constant.
func covariance(x, y []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	if constant(x) || constant(y) {
		return 0
	}
	mx, my, sum := mean(x), mean(y), 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x)-1)
}

func constant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

// pearson is NaN when a side does not vary.
func pearson(x, y []float64) float64 {
	sx, sy := sd(x), sd(y)
	if !(sx > 0) || !(sy > 0) {
		return math.NaN()
	}
	return max(-1, min(1, covariance(x, y)/(sx*sy)))
}

// covariances of all pairs of columns of a matrix without missing scores.
func covariances(m Matrix) [][]float64 {
	centred := make([][]float64, m.k)
	for j := range centred {
		x := m.column(j)
		mu := mean(x)
		if len(x) > 0 && constant(x) {
			mu = x[0]
		}
		for i := range x {
			x[i] -= mu
		}
		centred[j] = x
	}
	cov := make([][]float64, m.k)
	for i := range cov {
		cov[i] = make([]float64, m.k)
		for j := range i + 1 {
			sum := 0.0
			for p, v := range centred[i] {
				sum += v * centred[j][p]
			}
			cov[i][j] = sum / float64(m.n-1)
			cov[j][i] = cov[i][j]
		}
	}
	return cov
}
