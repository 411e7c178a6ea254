package report

import "slices"

// axis gathers the different values of one axis of a grid.
type axis struct{ values []float64 }

func (a *axis) put(x float64) {
	if !slices.Contains(a.values, x) {
		a.values = append(a.values, x)
	}
}

func (a *axis) sorted() []float64 {
	slices.Sort(a.values)
	return a.values
}
