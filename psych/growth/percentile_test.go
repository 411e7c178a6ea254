package growth

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// check is the loss of a quantile regression.
func loss(x [][]float64, y, beta []float64, tau float64) (l float64) {
	for i, row := range x {
		r := y[i] - dot(row, beta)
		if r >= 0 {
			l += tau * r
		} else {
			l -= (1 - tau) * r
		}
	}
	return l
}

// The optimum passes through k points; none of all lines through two points is better.
func TestQuantileAgainstAllLines(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var x [][]float64
	var y []float64
	for range 60 {
		v := r.NormFloat64()
		x, y = append(x, []float64{1, v}), append(y, 3+2*v+(1+.3*math.Abs(v))*r.NormFloat64())
	}
	for _, tau := range []float64{.005, .1, .25, .5, .9, .995} {
		beta, err := Quantile(x, y, tau)
		if err != nil {
			t.Fatal(tau, err)
		}
		best := math.Inf(1)
		for i := range x {
			for j := range i {
				slope := (y[i] - y[j]) / (x[i][1] - x[j][1])
				best = math.Min(best, loss(x, y, []float64{y[i] - slope*x[i][1], slope}, tau))
			}
		}
		if got := loss(x, y, beta, tau); got > best*(1+1e-7) {
			t.Errorf("τ %g: loss %.9f, best line %.9f", tau, got, best)
		}
	}
}

func TestSplinesSumToOne(t *testing.T) {
	knots := []float64{-3, -1, 0, .5, 2}
	for v := -3.0; v < 2; v += .01 {
		sum := 0.0
		for _, b := range bspline(knots, v) {
			if sum += b; b < 0 {
				t.Fatal(v, b)
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatal(v, sum)
		}
	}
}

// Percentiles are spread evenly, whatever the prior score, also where the spread of scores changes with it.
func TestPercentilesAreUniform(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	n := 3000
	prior, now := make([][]float64, n), make([]float64, n)
	for p := range now {
		v := r.NormFloat64()
		prior[p] = []float64{v}
		now[p] = math.Sin(v) + v + (.5+.2*math.Tanh(v))*r.NormFloat64()
	}
	got, err := Percentiles(context.Background(), prior, now)
	if err != nil {
		t.Fatal(err)
	}
	for half := range 2 {
		var low, all float64
		for p, g := range got {
			if (prior[p][0] > 0) == (half == 1) {
				if all++; g <= 25 {
					low++
				}
			}
		}
		if math.Abs(low/all-.25) > .02 {
			t.Errorf("half %d: %.3f are at or below 25", half, low/all)
		}
	}
	m, low, high := MedianPercentile(got)
	if math.Abs(m-50) > 3 || low > 50 || high < 50 || high-low > 6 {
		t.Error(m, low, high)
	}
}

func TestPercentilesDegenerate(t *testing.T) {
	if _, err := Percentiles(context.Background(), nil, nil); !errors.Is(err, ErrFew) {
		t.Error(err)
	}
	same, now := make([][]float64, MinPupils), make([]float64, MinPupils)
	for p := range same {
		same[p] = []float64{1}
	}
	if _, err := Percentiles(context.Background(), same, now); !errors.Is(err, ErrSingular) {
		t.Error(err)
	}
	few := make([][]float64, MinPupils) // three prior scores only, all now alike
	for p := range few {
		few[p] = []float64{float64(p % 3)}
	}
	if got, err := Percentiles(context.Background(), few, now); err == nil && len(got) != MinPupils {
		t.Error(got)
	}
	if m, low, high := MedianPercentile([]int{40, 60}); m != 50 || low != 1 || high != 99 {
		t.Error(m, low, high)
	}
	if m, _, _ := MedianPercentile(nil); !math.IsNaN(m) {
		t.Error(m)
	}
}
