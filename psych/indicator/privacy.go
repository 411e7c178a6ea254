package indicator

import (
	"math"
	"slices"
	"sort"
)

// MinGroup is the smallest number of persons for which a figure above the class is shown, unless a region says more (IES 2017-147 leaves
// the number to the state; 10 is this product's default).
const MinGroup = 10

// Suppress tells which parts of a whole must be hidden when the whole is shown too: every part with 1 to least−1 persons, and then, so
// that the rest cannot be taken from the total, the smallest of the others until at least two parts with together at least least persons
// are hidden. Parts without persons are never hidden: there is nobody in them. Formula suppressed.
func Suppress(parts []int, least int) []bool {
	hide := make([]bool, len(parts))
	hidden, cases := 0, 0
	order := make([]int, 0, len(parts))
	for i, n := range parts {
		switch {
		case n > 0 && n < least:
			hide[i] = true
			hidden, cases = hidden+1, cases+n
		case n > 0:
			order = append(order, i)
		}
	}
	if hidden == 0 {
		return hide
	}
	sort.SliceStable(order, func(a, b int) bool { return parts[order[a]] < parts[order[b]] })
	for _, i := range order {
		if hidden >= 2 && cases >= least {
			break
		}
		hide[i] = true
		hidden, cases = hidden+1, cases+parts[i]
	}
	return hide
}

// SuppressTable does the same in a table whose row and column sums are shown: each row and column with a hidden cell has at least two, and
// no hidden cell follows from the sums by any calculation.
func SuppressTable(counts [][]int, least int) [][]bool {
	hide := make([][]bool, len(counts))
	columns := 0
	for r, row := range counts {
		hide[r] = make([]bool, len(row))
		columns = max(columns, len(row))
		for c, n := range row {
			hide[r][c] = n > 0 && n < least
		}
	}
	for {
		before := hiddenCells(hide)
		for r := range counts {
			complement(least, len(counts[r]), func(i int) (int, *bool) { return counts[r][i], &hide[r][i] })
		}
		for c := range columns {
			var rows []int
			for r := range counts {
				if c < len(counts[r]) {
					rows = append(rows, r)
				}
			}
			complement(least, len(rows), func(i int) (int, *bool) { return counts[rows[i]][c], &hide[rows[i]][c] })
		}
		if hiddenCells(hide) == before && !breakBridge(counts, hide, columns) {
			return hide
		}
	}
}

func hiddenCells(hide [][]bool) (n int) {
	for _, row := range hide {
		for _, h := range row {
			if h {
				n++
			}
		}
	}
	return n
}

// complement hides the smallest shown cells of one line until at least two with together at least least persons are hidden.
func complement(least, n int, cell func(int) (int, *bool)) {
	hidden, cases := 0, 0
	for i := range n {
		if v, h := cell(i); *h {
			hidden, cases = hidden+1, cases+v
		}
	}
	for hidden > 0 && (hidden < 2 || cases < least) {
		best, at := math.MaxInt, -1
		for i := range n {
			if v, h := cell(i); !*h && v > 0 && v < best {
				best, at = v, i
			}
		}
		if at < 0 {
			return
		}
		_, h := cell(at)
		*h = true
		hidden, cases = hidden+1, cases+best
	}
}

// breakBridge finds a hidden cell that the sums determine and hides one more in its row or column; false when there is none, or nothing
// left to hide. Rows and columns are the nodes of a graph whose edges are the hidden cells: a cell is free exactly when it lies on a
// cycle, so those that the sums determine are the bridges.
func breakBridge(counts [][]int, hide [][]bool, columns int) bool {
	for _, cell := range bridges(hide, columns) {
		best, at := math.MaxInt, [2]int{-1, -1}
		try := func(r, c int) {
			if n := counts[r][c]; n > 0 && !hide[r][c] && n < best {
				best, at = n, [2]int{r, c}
			}
		}
		for c := range counts[cell[0]] {
			try(cell[0], c)
		}
		for r := range counts {
			if cell[1] < len(counts[r]) {
				try(r, cell[1])
			}
		}
		if at[0] >= 0 {
			hide[at[0]][at[1]] = true
			return true
		}
	}
	return false
}

// bridges are the hidden cells on no cycle, by depth-first search with low links (Tarjan 1974).
func bridges(hide [][]bool, columns int) (out [][2]int) {
	rows := len(hide)
	next := make([][]int, rows+columns)
	for r, row := range hide {
		for c, h := range row {
			if h {
				next[r] = append(next[r], rows+c)
				next[rows+c] = append(next[rows+c], r)
			}
		}
	}
	seen, low, clock := make([]int, rows+columns), make([]int, rows+columns), 0
	var walk func(at, from int)
	walk = func(at, from int) {
		clock++
		seen[at], low[at] = clock, clock
		for _, to := range next[at] { // a row and a column share one cell, so there are no double edges
			switch {
			case to == from:
			case seen[to] > 0:
				low[at] = min(low[at], seen[to])
			default:
				walk(to, at)
				low[at] = min(low[at], low[to])
				if low[to] > seen[at] {
					out = append(out, [2]int{min(at, to), max(at, to) - rows})
				}
			}
		}
	}
	for i := range next {
		if seen[i] == 0 {
			walk(i, -1)
		}
	}
	return out
}

// Determined tells which of n unknown numbers follow from the sums over the given sets of them: the attack by differences, exactly.
func Determined(n int, sets [][]int) []bool {
	out := make([]bool, n)
	for _, row := range reduce(n, sets, nil) {
		at := -1
		for i, v := range row {
			if math.Abs(v) > 1e-9 {
				if at >= 0 {
					at = -2
					break
				}
				at = i
			}
		}
		if at >= 0 {
			out[at] = true
		}
	}
	return out
}

// reduce is the reduced row echelon form of the sets as rows of 0 and 1, pivots taken in the order of columns given (nil: as they come).
func reduce(n int, sets [][]int, order []int) [][]float64 {
	rows := make([][]float64, 0, len(sets))
	for _, s := range sets {
		row := make([]float64, n)
		for _, i := range s {
			row[i] = 1
		}
		rows = append(rows, row)
	}
	if order == nil {
		order = make([]int, n)
		for i := range order {
			order[i] = i
		}
	}
	top := 0
	for _, c := range order {
		best := -1
		for r := top; r < len(rows); r++ {
			if math.Abs(rows[r][c]) > 1e-9 && (best < 0 || math.Abs(rows[r][c]) > math.Abs(rows[best][c])) {
				best = r
			}
		}
		if best < 0 {
			continue
		}
		rows[top], rows[best] = rows[best], rows[top]
		p := rows[top][c]
		for i := range rows[top] {
			rows[top][i] /= p
		}
		for r := range rows {
			if f := rows[r][c]; r != top && f != 0 {
				for i, v := range rows[top] {
					rows[r][i] -= f * v
				}
			}
		}
		top++
	}
	return rows[:top]
}

// Leaks reports whether figures of overlapping groups give away a small one. The persons fall into atoms (for example everybody of one
// class, teaching class and elective combination) of the given sizes; a shown group is a set of atoms. True when some difference of shown
// groups is about fewer than least persons. A difference can be about so few only when it lies wholly in atoms that are smaller than that,
// so these are eliminated last and the rows that remain in them are all there is. Shown groups that are small themselves leak too.
func Leaks(sizes []int, sets [][]int, least int) bool {
	if !slices.ContainsFunc(sizes, func(n int) bool { return n > 0 && n < least }) {
		return false // whatever is left of a difference holds at least one whole atom
	}
	order := make([]int, len(sizes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return sizes[b] - sizes[a] })
	var within [][]float64
	for _, row := range reduce(len(sizes), sets, order) {
		small, any := true, false
		for i, v := range row {
			if math.Abs(v) > 1e-9 && sizes[i] > 0 {
				any = true
				small = small && sizes[i] < least
			}
		}
		if small && any {
			within = append(within, row)
		}
	}
	about := func(a, b []float64, f float64) int {
		n := 0
		for i, v := range a {
			if b != nil {
				v += f * b[i]
			}
			if math.Abs(v) > 1e-9 {
				n += sizes[i]
			}
		}
		return n
	}
	for i, a := range within {
		if about(a, nil, 0) < least {
			return true
		}
		for _, b := range within[:i] {
			for _, f := range []float64{1, -1} {
				if n := about(a, b, f); n > 0 && n < least {
					return true
				}
			}
		}
	}
	return false
}

// CodedShare is a share as it may be shown: at the ends only "at least 95 %" or "at most 5 %", because 100 % of a group says it of each.
type CodedShare struct {
	Value  float64
	AtMost bool // the true share is Value or less
	Least  bool // the true share is Value or more
}

// Code codes a share at top and bottom: the ends lie at 5 and 95 %, or, when that is less than one person of a group, at one person's
// part. Formula coded.
func Code(share float64, n int) CodedShare {
	if n == 0 || math.IsNaN(share) {
		return CodedShare{Value: math.NaN()}
	}
	end := min(0.5, max(0.05, 1/float64(n)))
	switch {
	case share <= end:
		return CodedShare{Value: end, AtMost: true}
	case share >= 1-end:
		return CodedShare{Value: 1 - end, Least: true}
	}
	return CodedShare{Value: share}
}

// PoolUnit is a group with the number of persons by year, the last year last.
type PoolUnit struct {
	Parent int // the place of the parent school 中心校 among the units, or −1
	Years  []int
}

// Pooled says how a unit's figures may be shown.
type Pooled struct {
	How     string // own, parent, years, hidden
	Members []int  // units whose persons are pooled, in order
	N       int
}

// PoolYears is how many years a pool over time spans.
const PoolYears = 3

// Pool applies the rule for small groups: a unit with at least least persons stands alone; smaller ones of one parent school are shown
// together, with the parent school itself when they are still too few; else three years of the unit together, only when lastOfBlock (the
// year ends a fixed block of three: with a window that moves, two windows' difference would give a single year away); else hidden. Call
// Suppress on the results when a total is shown beside them. Formula pooled.
func Pool(units []PoolUnit, least int, lastOfBlock bool) []Pooled {
	out := make([]Pooled, len(units))
	now := func(i int) int {
		if n := len(units[i].Years); n > 0 {
			return units[i].Years[n-1]
		}
		return 0
	}
	small := map[int][]int{} // of a parent
	for i, u := range units {
		if n := now(i); n >= least || n == 0 {
			out[i] = Pooled{"own", []int{i}, n}
			continue
		}
		p := u.Parent
		if p < 0 || p >= len(units) {
			p = i // a parent school that is small itself pools with its points
		}
		small[p] = append(small[p], i)
	}
	for p, members := range small {
		n := 0
		for _, m := range members {
			n += now(m)
		}
		if n < least && !slices.Contains(members, p) && now(p) > 0 {
			members = append(members, p)
			n += now(p)
		}
		slices.Sort(members)
		how := "parent"
		if n < least || len(members) == 1 {
			how = ""
		}
		for _, m := range members {
			if how != "" {
				out[m] = Pooled{how, members, n}
				continue
			}
			out[m] = overYears(units[m], m, least, lastOfBlock)
		}
	}
	return out
}

func overYears(u PoolUnit, i, least int, lastOfBlock bool) Pooled {
	n := 0
	for _, y := range u.Years[max(0, len(u.Years)-PoolYears):] {
		n += y
	}
	if lastOfBlock && len(u.Years) >= PoolYears && n >= least {
		return Pooled{"years", []int{i}, n}
	}
	return Pooled{How: "hidden", N: u.Years[len(u.Years)-1]}
}
