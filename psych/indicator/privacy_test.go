package indicator

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSuppressAttack takes the shown parts from the total, as an attacker does: what is left is at least two groups with enough persons.
func TestSuppressAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.IntRange(0, 60), 1, 12).Draw(t, "parts")
		hide := Suppress(parts, 10)
		rest, groups, persons := 0, 0, 0
		for i, n := range parts {
			persons += n
			if n > 0 && n < 10 && !hide[i] {
				t.Fatalf("%d persons are shown", n)
			}
			if hide[i] {
				rest, groups = rest+n, groups+1
			}
		}
		if rest > 0 && rest < persons && (groups < 2 || rest < 10) {
			t.Fatalf("total minus shown gives away %d persons in %d groups: %v %v", rest, groups, parts, hide)
		}
	})
}

// TestTableAttack solves for the hidden cells of a table by elimination over all row and column sums.
func TestTableAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(1, 6).Draw(t, "columns")
		counts := make([][]int, rows)
		for r := range counts {
			counts[r] = rapid.SliceOfN(rapid.IntRange(0, 40), columns, columns).Draw(t, "row")
		}
		hide := SuppressTable(counts, 10)
		var sets [][]int
		at := map[[2]int]int{}
		shown := false
		for r := range counts {
			for c := range counts[r] {
				if counts[r][c] > 0 && counts[r][c] < 10 && !hide[r][c] {
					t.Fatal("a small cell is shown")
				}
				if hide[r][c] {
					at[[2]int{r, c}] = len(at)
				}
				shown = shown || counts[r][c] > 0 && !hide[r][c]
			}
		}
		for r := range counts {
			var s []int
			for c := range counts[r] {
				if hide[r][c] {
					s = append(s, at[[2]int{r, c}])
				}
			}
			sets = append(sets, s)
		}
		for c := range columns {
			var s []int
			for r := range counts {
				if hide[r][c] {
					s = append(s, at[[2]int{r, c}])
				}
			}
			sets = append(sets, s)
		}
		for i, known := range Determined(len(at), sets) {
			if !known {
				continue
			}
			for place, j := range at {
				// A cell that is alone with its margins can only be saved by hiding the margin, which is somebody else's table: it must
				// then have nothing left in its row and column that could be hidden.
				if j == i && left(counts, hide, place) {
					t.Fatalf("cell %v of %v follows from the sums; hidden %v", place, counts, hide)
				}
			}
		}
	})
}

func left(counts [][]int, hide [][]bool, at [2]int) bool {
	for c := range counts[at[0]] {
		if counts[at[0]][c] > 0 && !hide[at[0]][c] {
			return true
		}
	}
	for r := range counts {
		if counts[r][at[1]] > 0 && !hide[r][at[1]] {
			return true
		}
	}
	return false
}

func TestDetermined(t *testing.T) {
	// x0+x1, x1+x2, x2+x0 give each; a square of sums gives none
	if got := Determined(3, [][]int{{0, 1}, {1, 2}, {2, 0}}); !got[0] || !got[1] || !got[2] {
		t.Errorf("%v", got)
	}
	if got := Determined(4, [][]int{{0, 1}, {2, 3}, {0, 2}, {1, 3}}); slices.Contains(got, true) {
		t.Errorf("%v", got)
	}
}

// TestLeaks: a class of 30 and a teaching class of 25 that lies inside it give five pupils away, whatever stands beside them.
func TestLeaks(t *testing.T) {
	for _, c := range []struct {
		name  string
		sizes []int
		sets  [][]int
		leaks bool
	}{
		{"nested", []int{25, 5, 30}, [][]int{{0, 1}, {0}, {2}}, true},
		{"crossing", []int{15, 15, 15, 15}, [][]int{{0, 1}, {2, 3}, {0, 2}, {1, 3}}, false},
		{"crossing small cells that sums do not tell", []int{5, 25, 25, 5}, [][]int{{0, 1}, {2, 3}, {0, 2}, {1, 3}}, false},
		{"three sums", []int{4, 20, 20}, [][]int{{0, 1, 2}, {1}, {2}}, true},
		{"two small together", []int{4, 7, 20}, [][]int{{0, 1, 2}, {2}}, false},
		{"a small group itself", []int{4, 20}, [][]int{{0}, {1}}, true},
		{"difference of differences", []int{6, 6, 20, 20}, [][]int{{0, 1, 2}, {2}, {1, 3}, {3}}, true},
		{"only one total", []int{3, 3, 3, 3}, [][]int{{0, 1, 2, 3}}, false},
	} {
		if got := Leaks(c.sizes, c.sets, 10); got != c.leaks {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// TestLeaksAttack looks for a leak by trying every combination of shown groups with factors −1, 0, 1.
func TestLeaksAttack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 25), 2, 6).Draw(t, "sizes")
		n := rapid.IntRange(1, 5).Draw(t, "groups")
		sets := make([][]int, n)
		for g := range sets {
			for i := range sizes {
				if rapid.Bool().Draw(t, "in") {
					sets[g] = append(sets[g], i)
				}
			}
		}
		found := false
		factors := make([]int, n)
		var walk func(int)
		walk = func(g int) {
			if g == n {
				sum, persons, any := make([]int, len(sizes)), 0, false
				for i, f := range factors {
					for _, a := range sets[i] {
						sum[a] += f
					}
				}
				for a, v := range sum {
					if v != 0 {
						persons, any = persons+sizes[a], true
					}
				}
				found = found || any && persons < 10
				return
			}
			for f := -1; f <= 1; f++ {
				factors[g] = f
				walk(g + 1)
			}
		}
		walk(0)
		if found && !Leaks(sizes, sets, 10) {
			t.Fatalf("a difference gives a small group away: %v %v", sizes, sets)
		}
	})
}

func TestCode(t *testing.T) {
	if c := Code(1, 40); !c.Least || c.Value != .95 {
		t.Errorf("%+v", c)
	}
	if c := Code(.02, 200); !c.AtMost || c.Value != .05 {
		t.Errorf("%+v", c)
	}
	if c := Code(.5, 200); c.AtMost || c.Least || c.Value != .5 {
		t.Errorf("%+v", c)
	}
	if c := Code(.08, 12); !c.AtMost { // one of twelve
		t.Errorf("%+v", c)
	}
}

func TestPool(t *testing.T) {
	units := []PoolUnit{
		{-1, []int{0, 0, 60}}, // a central school
		{0, []int{5, 6, 4}},   // two points of it: 11 together
		{0, []int{9, 9, 7}},
		{-1, []int{5, 4, 3}}, // alone: 12 over three years
		{-1, []int{1, 2, 3}}, // too few even then
		{6, []int{3, 3, 3}},  // too few together with its like: with the central school itself
		{-1, []int{0, 0, 30}},
	}
	p := Pool(units, 10, true)
	want := []Pooled{{"own", []int{0}, 60}, {"parent", []int{1, 2}, 11}, {"parent", []int{1, 2}, 11}, {"years", []int{3}, 12}, {"hidden", nil, 3}, {"parent", []int{5, 6}, 33}, {"parent", []int{5, 6}, 33}}
	for i := range want {
		if p[i].How != want[i].How || p[i].N != want[i].N || !slices.Equal(p[i].Members, want[i].Members) {
			t.Errorf("unit %d: %+v, want %+v", i, p[i], want[i])
		}
	}
	if p := Pool(units, 10, false); p[3].How != "hidden" {
		t.Errorf("inside a block of years: %+v", p[3])
	}
}
