package bureau

import (
	"cmp"
	"math"
	"net/http"
	"slices"

	"github.com/tongxue-edu/tongxue/psych/ctt"
)

// order is the column by which the item table is sorted; the zero value keeps the order of the file.
type order struct {
	Key  string
	Desc bool
}

var sorters = map[string]func(ctt.Item) float64{
	"n":         func(i ctt.Item) float64 { return float64(i.N) },
	"p":         func(i ctt.Item) float64 { return float64(i.P) },
	"item_rest": func(i ctt.Item) float64 { return float64(i.ItemRest) },
	"d27":       func(i ctt.Item) float64 { return float64(i.D27) },
}

func sortOf(r *http.Request) order {
	o := order{r.URL.Query().Get("sort"), r.URL.Query().Get("desc") == "1"}
	if sorters[o.Key] == nil {
		return order{}
	}
	return o
}

func (o order) href(base string) func(string, bool) string {
	return func(key string, desc bool) string {
		s := base + "?sort=" + key
		if desc {
			s += "&desc=1"
		}
		return s + "#items"
	}
}

// sorted puts undefined figures last.
func (o order) sorted(items []ctt.Item) []ctt.Item {
	f := sorters[o.Key]
	if f == nil {
		return items
	}
	out := slices.Clone(items)
	slices.SortStableFunc(out, func(a, b ctt.Item) int {
		x, y := f(a), f(b)
		if math.IsNaN(x) || math.IsNaN(y) {
			return cmp.Compare(nan(x), nan(y))
		}
		if o.Desc {
			x, y = y, x
		}
		return cmp.Compare(x, y)
	})
	return out
}

func nan(x float64) int {
	if math.IsNaN(x) {
		return 1
	}
	return 0
}
