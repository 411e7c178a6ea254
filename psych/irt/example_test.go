package irt_test

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// Section 6 of the Law School Admission Test, 1,000 persons and five items (Bock & Lieberman 1970): counts of the 32 patterns.
func ExampleNew() {
	counts := []int{3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298}
	var answers []uint8
	for pattern, n := range counts {
		for range n {
			for item := range 5 {
				answers = append(answers, uint8(pattern>>(4-item)&1))
			}
		}
	}
	ctx := context.Background()
	d, err := irt.NewData(answers, 5)
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := irt.New(ctx, d, irt.Options{Model: irt.OnePL, Tol: 1e-6})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("slope %.3f, log-likelihood %.3f\n", f.Items[0].A, f.LogLik)
	for i, it := range f.Items {
		fmt.Printf("item %d: %.3f\n", i+1, it.B()[0])
	}
	// Output:
	// slope 0.755, log-likelihood -2466.938
	// item 1: -3.615
	// item 2: -1.322
	// item 3: -0.318
	// item 4: -1.730
	// item 5: -2.780
}
