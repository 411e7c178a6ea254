package growth_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/growth"
)

// Three schools with four pupils each: y now, x at intake.
func ExampleFit() {
	var d growth.Data
	for school, level := range []float64{-1, 0, 1} {
		for p := range 4 {
			x := float64(p)
			d.Y = append(d.Y, 2*x+level+[]float64{.1, -.2, .2, -.1}[p])
			d.X = append(d.X, []float64{1, x})
			d.Inner = append(d.Inner, school)
		}
	}
	m, err := growth.Fit(d, growth.Options{REML: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("slope %.2f, between schools %.2f, within %.3f\n", m.Beta[1], m.Inner, m.Residual)
	last := m.InnerEffects[2]
	fmt.Printf("%+.2f ± %.2f (%d pupils)\n", last.Est, last.SE, last.N)
	// Output:
	// slope 1.98, between schools 0.99, within 0.037
	// +0.99 ± 0.10 (4 pupils)
}
