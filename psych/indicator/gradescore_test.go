package indicator

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// tianjin is the table of china.md section 5: shares in percent, scores 100 to 40 in steps of 3.
var tianjin = []int{2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 5, 4, 3, 1, 1, 1}

func levels21(shares []int, ties Ties) ScoreTable {
	t := ScoreTable{Ties: ties}
	for i, s := range shares {
		score := 100 - 3*float64(i)
		t.Levels = append(t.Levels, ScoreLevel{Share: s * 100, Low: score, High: score})
	}
	return t
}

func TestTwentyOneLevelsWithoutTies(t *testing.T) {
	raw := make([]float64, 10000)
	for i := range raw {
		raw[i] = float64(i)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(raw), func(a, b int) { raw[a], raw[b] = raw[b], raw[a] })
	for _, ties := range []Ties{Nearest, NeverExceed, AlwaysReach} {
		level, score, cuts, err := levels21(tianjin, ties).Convert(raw)
		if err != nil {
			t.Fatal(err)
		}
		counts, sum, square := make([]int, 21), 0.0, 0.0
		for i, l := range level {
			counts[l]++
			sum += score[i]
			square += score[i] * score[i]
		}
		for l, share := range tianjin {
			if counts[l] != share*100 || cuts[l].N != share*100 {
				t.Errorf("level %d: %d pupils, want %d %%", l+1, counts[l], share)
			}
		}
		mean := sum / 10000
		near(t, "mean of the scale", mean, 72.94, .005)
		near(t, "σ of the scale", math.Sqrt(square/10000-mean*mean), 14.36, .005)
	}
}

// TestTwentyOneLevelsWithTies holds every convention to what it says, on 10,000 pupils with whole marks, by counting anew.
func TestTwentyOneLevelsWithTies(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for round := range 20 {
		raw := make([]float64, 10000)
		for i := range raw {
			raw[i] = math.Round(max(0, min(100, 62+17*r.NormFloat64())))
			if round%2 == 0 {
				raw[i] = math.Round(raw[i]/5) * 5 // ties larger than levels
			}
		}
		for _, ties := range []Ties{Nearest, NeverExceed, AlwaysReach} {
			level, score, _, err := levels21(tianjin, ties).Convert(raw)
			if err != nil {
				t.Fatal(err)
			}
			by := map[float64]int{}
			for i, x := range raw {
				if old, ok := by[x]; ok && old != level[i] {
					t.Fatalf("mark %g is at levels %d and %d", x, old, level[i])
				}
				by[x] = level[i]
				if want := 100 - 3*float64(level[i]); score[i] != want {
					t.Fatalf("score %g at level %d", score[i], level[i])
				}
			}
			for i, x := range raw {
				for _, y := range raw[:min(i, 50)] {
					if x > y && by[x] > by[y] {
						t.Fatalf("%g is below %g", x, y)
					}
				}
			}
			checkCuts(t, raw, level, ties)
		}
	}
}

// checkCuts compares the number of pupils down to each level with the share, and with the ends of the tie around it.
func checkCuts(t *testing.T, raw []float64, level []int, ties Ties) {
	t.Helper()
	share := 0
	for l := range 20 {
		share += tianjin[l]
		target, got := share*100, 0
		for _, x := range level {
			if x <= l {
				got++
			}
		}
		sorted := slices.Clone(raw)
		slices.Sort(sorted)
		slices.Reverse(sorted)
		below, above := 0, 0 // ends of ties around the target
		for i := 0; i < len(sorted); {
			j := i
			for j < len(sorted) && sorted[j] == sorted[i] {
				j++
			}
			if j >= target {
				above = j
				break
			}
			below, i = j, j
		}
		want := above
		switch {
		case above == target:
		case ties == NeverExceed, ties == Nearest && target-below < above-target:
			want = below
		}
		if got != want {
			t.Fatalf("%s: %d pupils down to level %d, want %d (share %d)", ties, got, l+1, want, target)
		}
	}
}

func TestLinearScores(t *testing.T) {
	table := ScoreTable{Ties: Nearest, Levels: []ScoreLevel{{"A", 1500, 86, 100}, {"B", 3500, 71, 85}, {"C", 3500, 56, 70}, {"D", 1300, 41, 55}, {"E", 200, 30, 40}}}
	raw := make([]float64, 100)
	for i := range raw {
		raw[i] = float64(i + 1)
	}
	_, score, cuts, err := table.Convert(raw)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "highest", score[99], 100, 0)
	near(t, "lowest of A", score[85], 86, 0) // raw 86 … 100 are A
	near(t, "raw 90", score[89], 90, 0)      // 86 + 4·14/14
	near(t, "highest of B", score[84], 85, 0)
	near(t, "raw 60", score[59], math.Round(71+(60-51)*14.0/34), 0)
	near(t, "lowest", score[0], 30, 0)
	if _, s := table.At(200, cuts); s != 100 {
		t.Errorf("above the highest: %g", s)
	}
	if l, s := table.At(85.5, cuts); l != 1 || s != 85 {
		t.Errorf("in the gap: level %d, %g", l, s)
	}
	all := []float64{70, 70, 70}
	if _, s, _, _ := table.Convert(all); s[0] != s[2] {
		t.Error("equal marks, other scores")
	}
	if l, s := table.At(math.NaN(), cuts); l != -1 || !math.IsNaN(s) {
		t.Error("nobody has a level")
	}
}

func TestScoreTableCheck(t *testing.T) {
	bad := levels21(tianjin, Nearest)
	bad.Levels[3].Share++
	if bad.Check() == nil {
		t.Error("shares of 100.01 %")
	}
	bad = levels21(tianjin, "sometimes")
	if bad.Check() == nil {
		t.Error("an unknown convention")
	}
	if _, _, _, err := bad.Convert([]float64{1}); err == nil {
		t.Error("a wrong table converts")
	}
}
