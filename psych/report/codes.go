package report

import (
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

// An item with more than mostCategories different marks is cut into bands of equal width for the model: curves of more categories rest on
// too few answers each.
const (
	mostCategories = 10
	bands          = 6
)

// categories writes the codes 0, 1, 2 … of an item's marks into codes and gives the marks that they stand for. The model needs only their
// order, so halves and gaps are allowed. Where 1 is the only mark, 0 is a category too: all right is not all wrong.
func categories(m ctt.Matrix, item int, codes []uint8) (values []float64, counts []int, banded bool) {
	for p := range m.Persons() {
		if v := m.At(p, item); !math.IsNaN(v) && len(values) <= mostCategories && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	band := func(v float64) float64 { return v }
	if len(values) > mostCategories {
		low, high := values[0], values[0]
		for p := range m.Persons() {
			if v := m.At(p, item); !math.IsNaN(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
		step := high/bands - low/bands // the difference itself may overflow
		band = func(v float64) float64 {
			if at := math.Floor(v/step - low/step); at > 0 { // not for NaN, where the step is too small to divide by
				return math.Min(at, bands-1)
			}
			return 0
		}
		banded = true
		values = values[:0]
		for p := range m.Persons() {
			if v := m.At(p, item); !math.IsNaN(v) && !slices.Contains(values, band(v)) {
				values = append(values, band(v))
			}
		}
		slices.Sort(values)
	}
	switch {
	case len(values) == 0:
		values = []float64{0, 1}
	case len(values) == 1 && values[0] > 0:
		values = []float64{0, values[0]}
	case len(values) == 1:
		values = append(values, values[0]+1)
	}
	counts = make([]int, len(values))
	for p := range m.Persons() {
		at := p*m.Items() + item
		codes[at] = irt.Missing
		if v := m.At(p, item); !math.IsNaN(v) {
			k := slices.Index(values, band(v))
			codes[at] = uint8(k)
			counts[k]++
		}
	}
	return values, counts, banded
}

// rare is the number of answers under which a category's parameters are guesses.
const rare = 10

// surveyCategories says where categories are weak.
func (r *Report) surveyCategories() {
	for _, it := range r.Items {
		if it.Banded {
			r.find(it.Name, "banded", noteBanded, mostCategories, bands)
		}
		if !it.InModel || it.Binary() {
			continue
		}
		for k, n := range it.Counts {
			if n < rare {
				r.find(it.Name, "rare", noteRare, number(it.Values[k]), n)
			}
		}
	}
}
