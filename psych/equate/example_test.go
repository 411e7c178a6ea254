package equate_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/equate"
)

// Scores 0 to 4 on two forms; form Y is a little harder.
func ExampleEquipercentile() {
	scale := []float64{0, 1, 2, 3, 4}
	x := equate.Distribution{Scale: scale, Count: []float64{5, 10, 30, 35, 20}}
	y := equate.Distribution{Scale: scale, Count: []float64{10, 20, 30, 30, 10}}
	as, err := equate.Equipercentile(x, y)
	fmt.Printf("%.2f %v\n", as, err)
	// Output: [-0.25 0.50 1.50 2.58 3.50] <nil>
}
