package indicator

import (
	"fmt"
	"math"
	"slices"
)

// Ties says what happens to pupils with the same raw mark where a cut between two levels falls among them. They always share a level.
type Ties string

// The three conventions in use; a report prints which.
const (
	Nearest     Ties = "nearest"      // the cut moves to the nearer end of the tie, at equal distance in the pupils' favour
	NeverExceed Ties = "never_exceed" // no more pupils than the share allows: the tie goes down
	AlwaysReach Ties = "always_reach" // at least as many as the share: the tie goes up
)

// Known reports whether the convention exists.
func (t Ties) Known() bool { return t == Nearest || t == NeverExceed || t == AlwaysReach }

// ScoreLevel is one level of a grade-score table 等级赋分: its share of those who sat, in hundredths of a percent so that shares add up
// exactly (2 % is 200), and the score it gives. High above Low: scores are spread linearly over the raw marks of the level.
type ScoreLevel struct {
	Name      string
	Share     int
	Low, High float64
}

// ScoreTable is the conversion of one province: levels from the best.
type ScoreTable struct {
	Levels []ScoreLevel
	Ties   Ties
}

// Check reports what is wrong with a table.
func (t ScoreTable) Check() error {
	sum := 0
	for i, l := range t.Levels {
		sum += l.Share
		if l.Share <= 0 || l.High < l.Low || i > 0 && l.High >= t.Levels[i-1].Low {
			return fmt.Errorf("indicator: level %d (%s) of the grade scores: share %d, %g to %g", i+1, l.Name, l.Share, l.Low, l.High)
		}
	}
	if sum != 10000 {
		return fmt.Errorf("indicator: shares of the grade scores add up to %d, not to 10000 (100 %%)", sum)
	}
	if !t.Ties.Known() {
		return fmt.Errorf("indicator: no convention for ties named %q", t.Ties)
	}
	return nil
}

// ScoreCut is where one level lies among raw marks: From and To are the lowest and highest raw mark in it, NaN when it is empty.
type ScoreCut struct {
	N        int
	From, To float64
}

// Convert gives every raw mark its level (place in the table) and score by its place among all of them. NaN in is −1 and NaN out.
// Conversion is by rank of those given: a mock of one school converted among itself is "校内模拟" and says so. Formulas grade_level,
// grade_linear.
func (t ScoreTable) Convert(raw []float64) (level []int, score []float64, cuts []ScoreCut, err error) {
	if err := t.Check(); err != nil {
		return nil, nil, nil, err
	}
	v := slices.DeleteFunc(slices.Clone(raw), math.IsNaN)
	slices.SortFunc(v, func(a, b float64) int {
		if a > b {
			return -1
		}
		if a < b {
			return 1
		}
		return 0
	})
	cuts = t.cut(v)
	level, score = make([]int, len(raw)), make([]float64, len(raw))
	for i, x := range raw {
		level[i], score[i] = t.At(x, cuts)
	}
	return level, score, cuts, nil
}

// cut places the levels in marks sorted from the highest.
func (t ScoreTable) cut(v []float64) []ScoreCut {
	n := len(v)
	ends := []int{0} // numbers of pupils above a change of mark: where a cut may be
	for i := 1; i <= n; i++ {
		if i == n || v[i] != v[i-1] {
			ends = append(ends, i)
		}
	}
	cuts := make([]ScoreCut, len(t.Levels))
	share, from := 0, 0
	for l, lv := range t.Levels {
		share += lv.Share
		to := n
		if l < len(t.Levels)-1 {
			to = t.end(ends, share*n)
		}
		cuts[l] = ScoreCut{N: to - from, From: math.NaN(), To: math.NaN()}
		if to > from {
			cuts[l].To, cuts[l].From = v[from], v[to-1]
		}
		from = to
	}
	return cuts
}

// end chooses the number of pupils down to a cut; target is that number times 10000.
func (t ScoreTable) end(ends []int, target int) int {
	i, _ := slices.BinarySearchFunc(ends, target, func(e, target int) int { return e*10000 - target })
	if i == len(ends) {
		return ends[len(ends)-1]
	}
	up := ends[i] // the first that reaches
	if up*10000 == target || i == 0 || t.Ties == AlwaysReach {
		return up
	}
	down := ends[i-1]
	if t.Ties == Nearest && up*10000-target <= target-down*10000 {
		return up
	}
	return down
}

// At is the level and score of a raw mark under cuts that were found elsewhere, for example those of the city. A mark in the gap between
// two levels, which nobody there had, belongs to the lower one; above the highest, to the highest.
func (t ScoreTable) At(raw float64, cuts []ScoreCut) (level int, score float64) {
	if math.IsNaN(raw) {
		return -1, math.NaN()
	}
	last := -1
	for l, c := range cuts {
		if c.N == 0 {
			continue
		}
		last = l
		if raw >= c.From {
			break
		}
	}
	if last < 0 {
		return -1, math.NaN()
	}
	lv, c := t.Levels[last], cuts[last]
	if lv.High == lv.Low {
		return last, lv.Low
	}
	if c.To == c.From { // one mark in the level: the law's line is not defined; the middle favours nobody
		return last, math.Round((lv.Low + lv.High) / 2)
	}
	x := max(c.From, min(c.To, raw))
	return last, math.Round(lv.Low + (x-c.From)*(lv.High-lv.Low)/(c.To-c.From))
}
