package indicator

import (
	"cmp"
	"math"
	"slices"
)

// Missing is the code of a mark that is not there, in Rows.Marks; NoTotal of a total, in Rows.Total.
const (
	Missing = 65535
	NoTotal = -1
)

// Rows are the marks of persons on the items of one paper, in hundredths: Marks[person*K+item]. K may be 0 when only totals came in.
type Rows struct {
	K     int
	Full  []int64 // full mark of each item
	Marks []uint16
	Total []int32 // of each person; NoTotal for who is not counted
}

// N is the number of persons.
func (r Rows) N() int { return len(r.Total) }

// Row is the marks of one person.
func (r Rows) Row(i int) []uint16 { return r.Marks[i*r.K : (i+1)*r.K] }

// Sums of one item over the persons who have a mark on it, in hundredths.
type Sums struct {
	N, Sum, Square int64
	Fulls, Zeros   int64 // full and zero marks
	// Of persons with a mark on every item: with their sum of all items.
	CSum, CSquare, Cross int64
}

// Tally adds up the items of one group. Tallies of disjoint groups merge exactly, in any order; everything that Items and Reliability
// say follows from it, so a school needs no second look at its classes' rows.
type Tally struct {
	Full  []int64
	Items []Sums
	// Persons with a mark on every item: of their sum R, and of their sums over the odd and the even items.
	N, Sum, Square               int64
	Odd, OddSq, Even, EvenSq, OE int64
}

// NewTally is an empty tally of items with these full marks in hundredths.
func NewTally(full []int64) *Tally { return &Tally{Full: full, Items: make([]Sums, len(full))} }

// Add counts one person's marks in hundredths.
func (t *Tally) Add(row []uint16) {
	odd, even, complete := int64(0), int64(0), true
	for j, x := range row {
		if x == Missing {
			complete = false
			continue
		}
		v, it := int64(x), &t.Items[j]
		it.N++
		it.Sum += v
		it.Square += v * v
		if v >= t.Full[j] {
			it.Fulls++
		}
		if v == 0 {
			it.Zeros++
		}
		if j&1 == 0 {
			odd += v
		} else {
			even += v
		}
	}
	if !complete {
		return
	}
	sum := odd + even
	t.N++
	t.Sum += sum
	t.Square += sum * sum
	t.Odd, t.OddSq, t.Even, t.EvenSq, t.OE = t.Odd+odd, t.OddSq+odd*odd, t.Even+even, t.EvenSq+even*even, t.OE+odd*even
	for j, x := range row {
		v, it := int64(x), &t.Items[j]
		it.CSum += v
		it.CSquare += v * v
		it.Cross += v * sum
	}
}

// Merge adds a disjoint group.
func (t *Tally) Merge(o *Tally) {
	for j := range t.Items {
		a, b := &t.Items[j], &o.Items[j]
		a.N, a.Sum, a.Square = a.N+b.N, a.Sum+b.Sum, a.Square+b.Square
		a.Fulls, a.Zeros = a.Fulls+b.Fulls, a.Zeros+b.Zeros
		a.CSum, a.CSquare, a.Cross = a.CSum+b.CSum, a.CSquare+b.CSquare, a.Cross+b.Cross
	}
	t.N, t.Sum, t.Square = t.N+o.N, t.Sum+o.Sum, t.Square+o.Square
	t.Odd, t.OddSq, t.Even, t.EvenSq, t.OE = t.Odd+o.Odd, t.OddSq+o.OddSq, t.Even+o.Even, t.EvenSq+o.EvenSq, t.OE+o.OE
}

// Item is what a group made of one item.
type Item struct {
	N                  int
	Mean, SD, SE       float64 // marks; σ of the population, standard error of the mean
	P                  float64 // 难度 mean/full: higher is easier
	FullRate, ZeroRate float64
	Rest               float64 // correlation with the sum of the other items, of persons with every item
	NRest              int
}

// Item computes the figures of item j. Formulas difficulty, item_rest.
func (t *Tally) Item(j int) Item {
	s := t.Items[j]
	n := float64(s.N)
	it := Item{N: int(s.N), Mean: float64(s.Sum) / n / 100, FullRate: float64(s.Fulls) / n, ZeroRate: float64(s.Zeros) / n, NRest: int(t.N)}
	v := variance(s.N, s.Sum, s.Square)
	it.SD, it.SE = math.Sqrt(v), math.NaN()
	if s.N > 1 {
		it.SE = math.Sqrt(v / (n - 1))
	}
	it.P = ratio(it.Mean, float64(t.Full[j])/100)
	vx, vr, c := moment(t.N, s.CSum, s.CSum, s.CSquare), moment(t.N, t.Sum, t.Sum, t.Square), moment(t.N, s.CSum, t.Sum, s.Cross)
	it.Rest = math.NaN()
	if rest := vr - 2*c + vx; vx > 0 && rest > 0 {
		it.Rest = max(-1, min(1, (c-vx)/math.Sqrt(vx)/math.Sqrt(rest)))
	}
	return it
}

// Reliability of a paper for a group, of persons with a mark on every item.
type Reliability struct {
	N, Items    int
	Alpha       float64
	SplitHalf   float64 // odd against even items, stepped up
	SD, SEM     float64 // marks
	WithoutItem []float64
}

// Reliability computes alpha, the split half and the standard error of measurement. Formulas alpha, split_half, sem. All NaN for fewer
// than two items or sums that do not vary. psych/ctt gives the same alpha from the matrix itself.
func (t *Tally) Reliability() Reliability {
	nan := math.NaN()
	r := Reliability{N: int(t.N), Items: len(t.Items), Alpha: nan, SplitHalf: nan, SD: math.Sqrt(variance(t.N, t.Sum, t.Square)), SEM: nan,
		WithoutItem: make([]float64, len(t.Items))}
	k := float64(len(t.Items))
	total, parts := moment(t.N, t.Sum, t.Sum, t.Square), 0.0
	for j := range t.Items {
		s := t.Items[j]
		parts += moment(t.N, s.CSum, s.CSum, s.CSquare)
		r.WithoutItem[j] = nan
	}
	if k < 2 || t.N < 2 || total <= 1e-12*parts {
		return r
	}
	r.Alpha = k / (k - 1) * (1 - parts/total)
	r.SEM = r.SD * math.Sqrt(max(0, 1-r.Alpha))
	vo, ve, c := moment(t.N, t.Odd, t.Odd, t.OddSq), moment(t.N, t.Even, t.Even, t.EvenSq), moment(t.N, t.Odd, t.Even, t.OE)
	if half := c / math.Sqrt(vo) / math.Sqrt(ve); vo > 0 && ve > 0 && half > -1 {
		r.SplitHalf = 2 * half / (1 + half)
	}
	for j := range t.Items {
		s := t.Items[j]
		v := moment(t.N, s.CSum, s.CSum, s.CSquare)
		rest := total - 2*moment(t.N, s.CSum, t.Sum, s.Cross) + v
		if k > 2 && rest > 1e-12*(parts-v) {
			r.WithoutItem[j] = (k - 1) / (k - 2) * (1 - (parts-v)/rest)
		}
	}
	return r
}

// Groups are the persons with the highest and the lowest totals. Persons whose total is the one at a cut count with the share of them
// that the group still has room for, so that the result does not depend on the order of rows.
type Groups struct {
	Size             int   // persons in each group
	HighCut, LowCut  int32 // totals at the cuts
	highTie, lowTie  float64
	share            float64
	persons, counted int
}

// Split finds the groups of a share (0.27; 0.25 for items marked by a person) among the totals of those who are in. nil in means all;
// NoTotal is nobody. Size is the share of the persons, rounded half to even, at least 1 where two groups are possible.
func Split(total []int32, in []int32, share float64) Groups {
	if share <= 0 || share > 0.5 {
		share = 0.27
	}
	var v []int32
	if in == nil {
		v = slices.Clone(total)
	} else {
		v = make([]int32, len(in))
		for i, p := range in {
			v[i] = total[p]
		}
	}
	v = slices.DeleteFunc(v, func(x int32) bool { return x == NoTotal })
	g := Groups{share: share, persons: len(v), Size: int(math.RoundToEven(share * float64(len(v))))}
	if g.Size == 0 && len(v) >= 2 {
		g.Size = 1
	}
	if g.Size = min(g.Size, len(v)/2); g.Size == 0 {
		return g
	}
	slices.Sort(v)
	g.LowCut, g.HighCut = v[g.Size-1], v[len(v)-g.Size]
	below, _ := slices.BinarySearch(v, g.LowCut)
	upto, _ := slices.BinarySearchFunc(v, g.LowCut, after)
	g.lowTie = float64(g.Size-below) / float64(upto-below)
	first, _ := slices.BinarySearch(v, g.HighCut)
	over, _ := slices.BinarySearchFunc(v, g.HighCut, after)
	g.highTie = float64(g.Size-(len(v)-over)) / float64(over-first)
	return g
}

func after(x, cut int32) int {
	if x <= cut {
		return -1
	}
	return cmp.Compare(x, cut)
}

// High and Low are the weight, 0 … 1, with which a total belongs to each group.
func (g Groups) High(total int32) float64 {
	switch {
	case g.Size == 0 || total < g.HighCut || total == NoTotal:
		return 0
	case total > g.HighCut:
		return 1
	}
	return g.highTie
}

// Low is High's counterpart.
func (g Groups) Low(total int32) float64 {
	switch {
	case g.Size == 0 || total > g.LowCut || total == NoTotal:
		return 0
	case total < g.LowCut:
		return 1
	}
	return g.lowTie
}

// Discrimination is 区分度 D of every item: the difference of the two groups' 得分率, P_H − P_L, which for marks is
// (ΣX_H − ΣX_L)/(n·full). Persons without a mark on an item do not count for it. Formula discrimination.
func Discrimination(r Rows, in []int32, g Groups) []float64 {
	type side struct{ sum, n float64 }
	high, low := make([]side, r.K), make([]side, r.K)
	visit := func(i int) {
		h, l := g.High(r.Total[i]), g.Low(r.Total[i])
		if h == 0 && l == 0 {
			return
		}
		for j, x := range r.Row(i) {
			if x == Missing {
				continue
			}
			v := float64(x)
			high[j].sum += h * v
			high[j].n += h
			low[j].sum += l * v
			low[j].n += l
		}
	}
	if in == nil {
		for i := range r.Total {
			visit(i)
		}
	} else {
		for _, i := range in {
			visit(int(i))
		}
	}
	out := make([]float64, r.K)
	for j := range out {
		out[j] = math.NaN()
		if high[j].n > 0 && low[j].n > 0 && r.Full[j] > 0 {
			out[j] = (high[j].sum/high[j].n - low[j].sum/low[j].n) / float64(r.Full[j])
		}
	}
	return out
}
