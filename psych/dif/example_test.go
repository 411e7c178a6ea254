package dif_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/dif"
)

// Two items and eight persons: far too few for a judgement, enough to see the shape of an analysis.
func ExampleMantelHaenszel() {
	d := dif.Data{Items: 2, Answers: []uint8{1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1}, Focal: []bool{false, false, false, false, true, true, true, true}}
	items, _, err := dif.MantelHaenszel(d, dif.Options{})
	fmt.Printf("alpha %.2f, delta %.2f, class %s, %v\n", items[0].Alpha, items[0].Delta, items[0].Class, err)
	// Output: alpha 4.00, delta -3.26, class A, <nil>
}
