package trace_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/psych/trace"
)

// A learner answers items of one skill: nothing is said at first.
func ExampleElo_Mastery() {
	e := trace.NewElo(1, 30, 1, trace.EloOptions{})
	for i := range 30 {
		if _, err := e.Learn(trace.Answer{Item: i, Skills: []int{0}, Right: true}); err != nil {
			fmt.Println(err)
		}
		if i == 2 || i == 29 {
			m := e.Mastery(0, 0, trace.Bar{})
			fmt.Println(m.Answers, m.State)
		}
	}
	// Output:
	// 3 not_enough
	// 30 secure
}
