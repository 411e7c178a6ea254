package cat_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/cat"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

// Five items from easy to hard; the learner answers the first two rightly and then wrongly.
func ExampleSession() {
	b := &cat.Bank{}
	for _, difficulty := range []float64{-2, -1, 0, 1, 2} {
		b.Items = append(b.Items, irt.Item{Model: irt.TwoPL, A: 1.5, D: []float64{-1.5 * difficulty}})
	}
	s, err := cat.NewSession(b, cat.Rules{MinItems: 3, MaxItems: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, code := range []uint8{1, 1, 0} {
		item, _ := s.Next(nil)
		if err := s.Answer(item, code); err != nil {
			fmt.Println(err)
		}
		fmt.Printf("item %d: %.2f ± %.2f\n", item+1, s.Theta, s.SE)
	}
	_, why := s.Next(nil)
	fmt.Println(why)
	// Output:
	// item 3: 0.53 ± 0.85
	// item 4: 1.05 ± 0.75
	// item 5: 0.88 ± 0.69
	// length
}
