package cdm_test

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/cdm"
)

// Two skills, four items; the third needs both. Persons answer as their skills say.
func ExampleNew() {
	q := [][]bool{{true, false}, {false, true}, {true, true}, {true, false}}
	var answers []uint8
	for range 25 {
		answers = append(answers, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1)
	}
	f, err := cdm.New(context.Background(), answers, q, cdm.Options{Model: cdm.DINA})
	if err != nil {
		fmt.Println(err)
		return
	}
	for class, p := range f.Classes {
		fmt.Printf("%s %.2f\n", cdm.Pattern(class, 2), p)
	}
	// Output:
	// 00 0.25
	// 10 0.25
	// 01 0.25
	// 11 0.25
}
