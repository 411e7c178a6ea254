package indicator

import "math"

// Estimate is a figure of a sample with what it says about the whole.
type Estimate struct {
	N, Clusters int
	Value, SE   float64
	Low, High   float64 // 95 %, t with clusters − 1 degrees of freedom
	Design      float64 // 设计效应: variance over that of a simple random sample of the same size
	Effective   float64 // N/Design
	Hidden      bool    // fewer than the least number of persons: nothing but N is given
}

// SampledMean estimates a mean of the population from a sample drawn by clusters (schools or classes): the weighted mean Σwy/Σw with the
// variance between cluster sums, linearised (Woodruff 1971; with replacement, so a little too large when many clusters are taken).
// weight nil is 1 for all; a weight is the number of pupils whom a sampled one stands for. NaN values are left out (items of another
// booklet, 题本). Formula sampled.
func SampledMean(value, weight []float64, cluster []int, least int) Estimate {
	nan := math.NaN()
	e := Estimate{Value: nan, SE: nan, Low: nan, High: nan, Design: nan, Effective: nan}
	w := func(i int) float64 {
		if weight == nil {
			return 1
		}
		return weight[i]
	}
	sum, total := 0.0, 0.0
	sums := map[int]float64{}
	for i, y := range value {
		if math.IsNaN(y) || !(w(i) > 0) {
			continue
		}
		e.N++
		sum += w(i) * y
		total += w(i)
		sums[cluster[i]] = 0
	}
	e.Clusters = len(sums)
	if e.N < max(1, least) {
		e.Hidden = true
		return e
	}
	e.Value = sum / total
	square := 0.0
	for i, y := range value {
		if math.IsNaN(y) || !(w(i) > 0) {
			continue
		}
		d := y - e.Value
		sums[cluster[i]] += w(i) * d / total
		square += w(i) * d * d / total
	}
	c := float64(e.Clusters)
	if c < 2 {
		return e
	}
	between := 0.0
	for i, y := range value { // in the order of the rows, so that the same input gives the same bits
		if z, ok := sums[cluster[i]]; ok && !math.IsNaN(y) {
			between += z * z
			delete(sums, cluster[i])
		}
	}
	variance := c / (c - 1) * between
	e.SE = math.Sqrt(variance)
	t := student975(c - 1)
	e.Low, e.High = e.Value-t*e.SE, e.Value+t*e.SE
	simple := square / max(1, float64(e.N)-1)
	e.Design = ratio(variance, simple)
	e.Effective = ratio(float64(e.N), e.Design)
	return e
}

// student975 is the 97.5 % point of Student's t, by Hill 1970 (CACM 13, algorithm 396): relative error below 1e-4 from 3 degrees on;
// 1 and 2 are exact.
func student975(df float64) float64 {
	switch {
	case df < 1.5:
		return 12.706204736432095
	case df < 2.5:
		return 4.302652729911275
	}
	const p = 0.05
	a := 1 / (df - 0.5)
	b := 48 / (a * a)
	c := ((20700*a/b-98)*a-16)*a + 96.36
	d := ((94.5/(b+c)-3)/b + 1) * math.Sqrt(a*math.Pi/2) * df
	y := math.Pow(d*p, 2/df)
	if y > 0.05+a {
		x := -normal97
		y = x * x
		if df < 5 {
			c += 0.3 * (df - 4.5) * (x + 0.6)
		}
		c = (((0.05*d*x-5)*x-7)*x-2)*x + b + c
		y = (((((0.4*y+6.3)*y+36)*y+94.5)/c-y-3)/b + 1) * x
		y = math.Expm1(a * y * y)
	} else {
		y = ((1/(((df+6)/(df*y)-0.089*d-0.822)*(df+2)*3)+0.5/(df+4))*y-1)*(df+1)/(df+2) + 1/y
	}
	return math.Sqrt(df * y)
}
