package ctt_test

import (
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/psych/ctt"
)

// Six persons, three items; the third is worth two marks, and one person has no score on it.
func ExampleAnalyse() {
	header, scores, err := ctt.ReadCSV(strings.NewReader("Q1,Q2,Q3\n1,1,2\n1,0,1\n0,0,0\n1,1,1\n0,1,\n0,0,1\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := ctt.Analyse(scores, ctt.Options{Items: header, Max: []float64{1, 1, 2}})
	fmt.Printf("%d of %d persons are complete, alpha %.2f\n", r.NComplete, r.N, r.Alpha)
	for _, it := range r.Items {
		fmt.Printf("%s p %.2f, item-rest %.2f\n", it.Item, it.P, it.ItemRest)
	}
	// Output:
	// 5 of 6 persons are complete, alpha 0.84
	// Q1 p 0.60, item-rest 0.72
	// Q2 p 0.40, item-rest 0.72
	// Q3 p 0.50, item-rest 0.71
}
