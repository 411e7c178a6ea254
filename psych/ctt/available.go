package ctt

import (
	"fmt"
	"math"
	"sort"
)

// available fills the report for data that is missing by design.
func (a *analysis) available(m Matrix) {
	r := &a.report
	seen := newSeen(m, r.Items)
	pairs := pairwise(m)
	length, persons := seen.meanLength()
	r.NAlpha, r.Length = persons, Num(length)
	for j := range r.Items {
		a.seenItem(j, m, seen)
		r.Items[j].AlphaIfDeleted = pairs.alpha(length*float64(m.k-1)/float64(m.k), j)
	}
	r.Alpha = pairs.alpha(length, -1)
	r.SEM = pairs.sem(length)
	if pairs.missing > 0 {
		a.find("", "alpha", "few_pairs", fmt.Sprintf("%d of %d pairs of items were seen together by fewer than %d persons and do not count",
			pairs.missing, m.k*(m.k-1)/2, MinPair))
	}
	if !r.Alpha.Defined() {
		a.find("", "alpha", "few_pairs", "too few persons saw two items together: reliability is undefined")
	}
	r.Booklets = booklets(m)
}

// seenItem fills one item from those who have a score on it.
func (a *analysis) seenItem(j int, m Matrix, seen seen) {
	it := &a.report.Items[j]
	var x, share, restX, rest []float64
	for i := range m.n {
		v := m.At(i, j)
		if math.IsNaN(v) {
			continue
		}
		x = append(x, v)
		share = append(share, seen.marks[i]/seen.full[i])
		if others := seen.full[i] - float64(it.Max); seen.count[i] > 1 && others > 0 {
			restX = append(restX, v)
			rest = append(rest, (seen.marks[i]-v)/others)
		}
	}
	a.describe(j, x, m)
	it.NRest = len(rest)
	it.ItemTotal, it.ItemRest = Num(pearson(x, share)), Num(pearson(restX, rest))
	it.NGroup = groupSize(a.opts.Group, len(x))
	it.D27 = difference(x, sortedBy(share), it.NGroup, it.Max)
	if it.N == 0 {
		a.find(it.Item, "", "empty", "nobody has a score on this item")
	}
}

// seen sums, for every person, what was answered.
type seen struct {
	count       []int
	marks, full []float64 // marks reached and full marks on the items answered
}

func newSeen(m Matrix, items []Item) seen {
	s := seen{make([]int, m.n), make([]float64, m.n), make([]float64, m.n)}
	for i := range m.n {
		for j, x := range m.row(i) {
			if !math.IsNaN(x) {
				s.count[i]++
				s.marks[i] += x
				s.full[i] += float64(items[j].Max)
			}
		}
	}
	return s
}

// meanLength is the mean number of items answered by those who answered at least two, and how many they are.
func (s seen) meanLength() (length float64, persons int) {
	sum := 0
	for _, c := range s.count {
		if c >= 2 {
			sum += c
			persons++
		}
	}
	return float64(sum) / float64(persons), persons
}

// pairMoments are variances of the items and covariances of the pairs, each from those who have both scores.
type pairMoments struct {
	cov     [][]float64 // NaN: fewer than MinPair persons
	missing int         // pairs without a covariance
}

// pairwise takes persons one by one, so that a person costs only the items seen; sums are of scores less a rough centre, which
// keeps the one-pass formula exact enough for marks.
func pairwise(m Matrix) pairMoments {
	centre := make([]float64, m.k)
	for j := range centre {
		n := 0.0
		for i := range m.n {
			if x := m.At(i, j); !math.IsNaN(x) {
				centre[j] += x
				n++
			}
		}
		if n > 0 {
			centre[j] /= n
		}
	}
	k := m.k
	n, sx, sy, sxy := make([]float64, k*k), make([]float64, k*k), make([]float64, k*k), make([]float64, k*k)
	index, value := make([]int, 0, k), make([]float64, 0, k)
	for i := range m.n {
		index, value = index[:0], value[:0]
		for j, x := range m.row(i) {
			if !math.IsNaN(x) {
				index, value = append(index, j), append(value, x-centre[j])
			}
		}
		for a, j := range index {
			for b := 0; b <= a; b++ {
				at := j*k + index[b]
				n[at]++
				sx[at] += value[a]
				sy[at] += value[b]
				sxy[at] += value[a] * value[b]
			}
		}
	}
	return finishPairs(k, n, sx, sy, sxy)
}

func finishPairs(k int, n, sx, sy, sxy []float64) pairMoments {
	p := pairMoments{cov: make([][]float64, k)}
	for i := range p.cov {
		p.cov[i] = make([]float64, k)
	}
	for i := range k {
		for j := range i + 1 {
			at := i*k + j
			c := math.NaN()
			if n[at] >= MinPair {
				c = (sxy[at] - sx[at]*sy[at]/n[at]) / (n[at] - 1)
			} else if i != j {
				p.missing++
			}
			p.cov[i][j], p.cov[j][i] = c, c
		}
	}
	return p
}

// averages of the variances and of the covariances without one item (−1: with all).
func (p pairMoments) averages(out int) (v, c float64) {
	nv, nc := 0.0, 0.0
	for i := range p.cov {
		for j := range i + 1 {
			x := p.cov[i][j]
			switch {
			case i == out || j == out || math.IsNaN(x):
			case i == j:
				v, nv = v+x, nv+1
			default:
				c, nc = c+x, nc+1
			}
		}
	}
	return v / nv, c / nc
}

// alpha of a test of that length drawn from the items: L·c̄ / (v̄ + (L−1)·c̄). With every pair and L = k it is Cronbach's alpha.
func (p pairMoments) alpha(length float64, out int) Num {
	v, c := p.averages(out)
	if !(length > 1) || !(v+(length-1)*c > 0) {
		return undefined
	}
	return finite(length * c / (v + (length-1)*c))
}

// sem in marks of a test of that length.
func (p pairMoments) sem(length float64) Num {
	alpha := p.alpha(length, -1)
	if !alpha.Defined() {
		return undefined
	}
	v, c := p.averages(-1)
	return finite(math.Sqrt((length*v + length*(length-1)*c) * (1 - float64(alpha))))
}

// booklets finds the sets of items that MinBooklet persons or more have exactly in common, largest group first.
func booklets(m Matrix) []Booklet {
	groups := map[string][]int{}
	key := make([]byte, m.k)
	for i := range m.n {
		for j, x := range m.row(i) {
			key[j] = '1'
			if math.IsNaN(x) {
				key[j] = '0'
			}
		}
		groups[string(key)] = append(groups[string(key)], i)
	}
	var patterns []string
	for pattern, persons := range groups {
		if len(persons) >= MinBooklet {
			patterns = append(patterns, pattern)
		}
	}
	sort.Slice(patterns, func(a, b int) bool {
		if d := len(groups[patterns[a]]) - len(groups[patterns[b]]); d != 0 {
			return d > 0
		}
		return patterns[a] > patterns[b]
	})
	var out []Booklet
	for _, pattern := range patterns {
		if b, ok := booklet(m, pattern, groups[pattern]); ok {
			out = append(out, b)
		}
	}
	return out
}

func booklet(m Matrix, pattern string, persons []int) (Booklet, bool) {
	sub := Matrix{n: len(persons)}
	for j := range pattern {
		if pattern[j] == '1' {
			sub.k++
		}
	}
	if sub.k < 2 {
		return Booklet{}, false
	}
	total := make([]float64, 0, len(persons))
	for _, i := range persons {
		sum := 0.0
		for j, x := range m.row(i) {
			if pattern[j] == '1' {
				sub.data = append(sub.data, x)
				sum += x
			}
		}
		total = append(total, sum)
	}
	b := Booklet{Items: sub.k, N: sub.n, Mean: Num(mean(total)), SD: Num(sd(total)), Alpha: alphaOf(covariances(sub), nil)}
	b.SEM = Num(float64(b.SD) * math.Sqrt(1-float64(b.Alpha)))
	return b, true
}
