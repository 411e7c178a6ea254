package equate

import (
	"errors"
	"fmt"
	"math"
)

// Errors of equating.
var (
	ErrEmpty    = errors.New("equate: nobody has a score")
	ErrScale    = errors.New("equate: scores must rise in equal steps")
	ErrConstant = errors.New("equate: all scores are alike")
	ErrAnchor   = errors.New("equate: the anchor does not vary, or nobody of one group has an anchor score that the other has")
	ErrDegree   = errors.New("equate: the degree of smoothing must be at least 1 and below the number of scores")
)

// A ScoreError says which score is not on the scale.
type ScoreError struct {
	Person int
	Score  float64
}

// Error names the person, counted from 1.
func (e *ScoreError) Error() string {
	return fmt.Sprintf("equate: person %d has %g, which is no score of the scale", e.Person+1, e.Score)
}

// Distribution counts persons (not necessarily whole ones) at each score. Scores rise in equal steps.
type Distribution struct {
	Scale []float64
	Count []float64
}

// Tally counts scores on a scale.
func Tally(scores, scale []float64) (Distribution, error) {
	d := Distribution{Scale: scale, Count: make([]float64, len(scale))}
	for p, s := range scores {
		at := d.index(s)
		if at < 0 {
			return d, &ScoreError{p, s}
		}
		d.Count[at]++
	}
	return d, d.check()
}

// step is the distance of two neighbouring scores.
func (d Distribution) step() float64 {
	if len(d.Scale) < 2 {
		return 1
	}
	return d.Scale[1] - d.Scale[0]
}

func (d Distribution) index(s float64) int {
	if len(d.Scale) == 0 {
		return -1
	}
	at := math.Round((s - d.Scale[0]) / d.step())
	if !(at >= 0 && at < float64(len(d.Scale))) || math.Abs(d.Scale[int(at)]-s) > 1e-8 {
		return -1
	}
	return int(at)
}

func (d Distribution) check() error {
	if len(d.Scale) != len(d.Count) || len(d.Scale) == 0 {
		return ErrEmpty
	}
	for i, c := range d.Count {
		if !(c >= 0) || math.IsInf(c, 1) {
			return ErrEmpty
		}
		if i > 0 && !(math.Abs(d.Scale[i]-d.Scale[i-1]-d.step()) < 1e-8 && d.step() > 0) {
			return ErrScale
		}
	}
	if !(d.N() > 0) {
		return ErrEmpty
	}
	return nil
}

// N is the number of persons.
func (d Distribution) N() (n float64) {
	for _, c := range d.Count {
		n += c
	}
	return n
}

// Mean is the mean score.
func (d Distribution) Mean() (m float64) {
	n := d.N()
	for i, c := range d.Count {
		m += d.Scale[i] * c / n
	}
	return m
}

// Var is the variance with n-1.
func (d Distribution) Var() (v float64) {
	n, m := d.N(), d.Mean()
	for i, c := range d.Count {
		v += c * (d.Scale[i] - m) * (d.Scale[i] - m)
	}
	return v / (n - 1)
}

// Cumulative are the proportions at or below each score, Rank the percentile ranks as proportions: below a score and half of those at it.
func (d Distribution) Cumulative() []float64 {
	out, sum, n := make([]float64, len(d.Count)), 0.0, d.N()
	for i, c := range d.Count {
		sum += c / n
		out[i] = sum
	}
	return out
}

// Rank of each score.
func (d Distribution) Rank() []float64 {
	out, sum, n := make([]float64, len(d.Count)), 0.0, d.N()
	for i, c := range d.Count {
		out[i] = sum + c/n/2
		sum += c / n
	}
	return out
}

// rankAt is the percentile rank of any value.
func (d Distribution) rankAt(v float64) float64 {
	cum, h := d.Cumulative(), d.step()
	at := int(math.Floor((v-d.Scale[0])/h + 0.5))
	switch {
	case at < 0:
		return 0
	case at >= len(cum):
		return 1
	}
	below := 0.0
	if at > 0 {
		below = cum[at-1]
	}
	return below + (v-(d.Scale[at]-h/2))/h*(cum[at]-below)
}
