package ctt

import "sort"

// ChoiceRow counts one option of an item. Low and High are counts in the two groups, not shares, so that small numbers show.
type ChoiceRow struct {
	Choice string `json:"choice"` // "" is no answer
	N      int    `json:"n"`
	Low    int    `json:"low"`
	High   int    `json:"high"`
	Mean   Num    `json:"mean"` // mean criterion of those who chose it
}

// ChoiceTable is the distractor table of one item.
type ChoiceTable struct {
	N      int         `json:"n"`       // persons
	NGroup int         `json:"n_group"` // persons in each of the high and low group
	Rows   []ChoiceRow `json:"rows"`
}

// Choices counts the options. chosen[i] is what person i chose (several for a multiple choice, none for no answer) and
// criterion[i] that person's total, which forms the groups as d27 does. order gives the options that get a row even with
// nobody; others follow by name, and no answer comes last. Shorter slices bound the persons.
func Choices(chosen [][]string, criterion []float64, order []string, share float64) ChoiceTable {
	n := min(len(chosen), len(criterion))
	if share <= 0 || share > 0.5 {
		share = 0.27
	}
	t := ChoiceTable{N: n, NGroup: groupSize(share, n)}
	place := map[string]int{}
	row := func(name string) int {
		at, ok := place[name]
		if !ok {
			at = len(t.Rows)
			place[name] = at
			t.Rows = append(t.Rows, ChoiceRow{Choice: name})
		}
		return at
	}
	for _, name := range order {
		row(name)
	}
	for _, name := range others(chosen[:n]) {
		row(name)
	}
	sums := make([]float64, len(t.Rows))
	for at, person := range sortedBy(criterion[:n]) {
		names := chosen[person]
		if len(names) == 0 {
			names = []string{""}
		}
		done := map[string]bool{}
		for _, name := range names {
			if done[name] {
				continue
			}
			done[name] = true
			r := &t.Rows[row(name)]
			r.N++
			sums[row(name)] += criterion[person]
			if at < t.NGroup {
				r.Low++
			}
			if at >= n-t.NGroup {
				r.High++
			}
		}
	}
	for i := range t.Rows {
		t.Rows[i].Mean = Num(sums[i] / float64(t.Rows[i].N)) // 0/0 is undefined
	}
	return t
}

// others are the options that occur, by name, with no answer last.
func others(chosen [][]string) []string {
	seen := map[string]bool{}
	for _, names := range chosen {
		if len(names) == 0 {
			seen[""] = true
		}
		for _, name := range names {
			seen[name] = true
		}
	}
	var out []string
	for name := range seen {
		if name != "" {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	if seen[""] {
		out = append(out, "")
	}
	return out
}
