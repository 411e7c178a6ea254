package ctt

import (
	"fmt"
	"math"
	"sort"
	"strconv"
)

// Analyse computes the report. It never fails: what the data does not define is undefined in the report, with a finding.
func Analyse(m Matrix, opts Options) Report {
	a := newAnalysis(m, opts)
	if m.n == 0 || m.k == 0 {
		a.find("", "", "empty", "there are no scores")
		return a.report
	}
	complete := m.complete()
	a.report.NComplete = complete.n
	if a.chooseAvailable(complete.n) {
		a.report.Missing = Available
		a.report.Formulas = formulas(Available)
		a.available(m)
	} else {
		a.report.Missing = Listwise
		a.listwise(m, complete)
	}
	if a.report.NAlpha < FewPersons {
		a.find("", "", "few_persons", fmt.Sprintf("only %d persons: correlations and reliability are uncertain", a.report.NAlpha))
	}
	return a.report
}

type analysis struct {
	opts   Options
	report Report
}

func newAnalysis(m Matrix, opts Options) *analysis {
	a := &analysis{opts: opts, report: Report{N: m.n, Items: []Item{}, Findings: []Finding{}, Missing: Listwise,
		Alpha: undefined, SEM: undefined, Lambda2: undefined, SplitHalf: undefined, Length: undefined, Mean: undefined,
		SD: undefined, Formulas: formulas(Listwise)}}
	if opts.Group <= 0 || opts.Group > 0.5 {
		if opts.Group != 0 {
			a.find("", "d27", "options", "the share of the groups must lie in (0, 0.5]; 0.27 is used")
		}
		a.opts.Group = 0.27
	}
	if (len(opts.Max) != 0 && len(opts.Max) != m.k) || (len(opts.Items) != 0 && len(opts.Items) != m.k) {
		a.find("", "", "options", fmt.Sprintf("names or full marks were given for another number of items than %d and are not used where absent", m.k))
	}
	for j := range m.k {
		it := Item{Item: strconv.Itoa(j + 1), Max: a.fullMarks(m, j), Mean: undefined, SD: undefined, P: undefined,
			ItemTotal: undefined, ItemRest: undefined, D27: undefined, AlphaIfDeleted: undefined}
		if j < len(opts.Items) {
			it.Item = opts.Items[j]
		}
		a.report.Items = append(a.report.Items, it)
	}
	return a
}

func (a *analysis) find(item, field, code, message string) {
	a.report.Findings = append(a.report.Findings, Finding{ID: item, Field: field, Code: code, Severity: "warning", Message: message})
}

// fullMarks is what was given, else the highest score seen, but at least 1: an item of 0 and 1 that nobody solved is
// still worth 1.
func (a *analysis) fullMarks(m Matrix, j int) Num {
	seen := 1.0
	for i := range m.n {
		if x := m.At(i, j); x > seen {
			seen = x
		}
	}
	if j < len(a.opts.Max) && a.opts.Max[j] > 0 && !math.IsInf(a.opts.Max[j], 0) {
		if given := a.opts.Max[j]; given >= seen || seen == 1 {
			return Num(given)
		}
		name := strconv.Itoa(j + 1)
		if j < len(a.opts.Items) {
			name = a.opts.Items[j]
		}
		a.find(name, "max", "above_max", fmt.Sprintf("a score of %g is above the full marks %g", seen, a.opts.Max[j]))
		return Num(a.opts.Max[j])
	}
	return Num(seen)
}

func (a *analysis) chooseAvailable(complete int) bool {
	switch a.opts.Missing {
	case Available:
		return true
	case Auto:
		return 2*complete < a.report.N || complete < 2
	}
	if complete < 2 && a.report.N >= 2 {
		a.find("", "", "no_complete", fmt.Sprintf("%d persons have every item: figures are from those who saw each item", complete))
		return true
	}
	return false
}

// listwise fills the report from the complete persons.
func (a *analysis) listwise(m, c Matrix) {
	r := &a.report
	r.NAlpha, r.Length = c.n, Num(c.k)
	cov := covariances(c)
	total := make([]float64, c.n)
	for i := range total {
		for _, x := range c.row(i) {
			total[i] += x
		}
	}
	r.Mean, r.SD = Num(mean(total)), Num(sd(total))
	order := sortedBy(total)
	g := groupSize(a.opts.Group, c.n)
	for j := range r.Items {
		it := &r.Items[j]
		x := c.column(j)
		a.describe(j, x, m)
		rest := make([]float64, c.n)
		for i := range rest {
			rest[i] = total[i] - x[i]
		}
		it.NRest, it.NGroup = c.n, g
		it.ItemTotal = Num(pearson(x, total))
		if c.k > 1 {
			it.ItemRest = Num(pearson(x, rest))
		}
		it.D27 = difference(x, order, g, it.Max)
		it.AlphaIfDeleted = alphaWithout(cov, j)
	}
	a.reliability(c, cov)
}

// describe fills n, mean, sd and p of item j from the scores used.
func (a *analysis) describe(j int, x []float64, m Matrix) {
	it := &a.report.Items[j]
	it.N = len(x)
	for i := range m.n {
		if math.IsNaN(m.At(i, j)) {
			it.NMissing++
		}
	}
	it.Mean, it.SD = Num(mean(x)), Num(sd(x))
	it.P = it.Mean / it.Max
	if it.SD == 0 {
		a.find(it.Item, "item_rest", "constant", "every person has the same score: discrimination is undefined")
	}
}

func (a *analysis) reliability(c Matrix, cov [][]float64) {
	r := &a.report
	if c.k < 2 {
		a.find("", "alpha", "few_items", "reliability needs at least two items")
		return
	}
	r.Alpha = alphaOf(cov, nil)
	r.SEM = Num(float64(r.SD) * math.Sqrt(1-float64(r.Alpha)))
	r.Lambda2 = lambda2(cov)
	odd, even := make([]float64, c.n), make([]float64, c.n)
	for i := range c.n {
		for j, x := range c.row(i) {
			if j%2 == 0 {
				odd[i] += x
			} else {
				even[i] += x
			}
		}
	}
	half := pearson(odd, even)
	r.SplitHalf = finite(2 * half / (1 + half))
	if !r.Alpha.Defined() {
		a.find("", "alpha", "constant", "the totals do not vary: reliability is undefined")
	}
}

// alphaOf is Cronbach's alpha of the items kept; keep nil means all. Undefined for fewer than two items or totals without variance.
func alphaOf(cov [][]float64, keep func(int) bool) Num {
	k, variances, total := 0, 0.0, 0.0
	for i := range cov {
		if keep != nil && !keep(i) {
			continue
		}
		k++
		variances += cov[i][i]
		for j := range cov {
			if keep == nil || keep(j) {
				total += cov[i][j]
			}
		}
	}
	if k < 2 || total <= 1e-12*variances {
		return undefined
	}
	return finite(float64(k) / float64(k-1) * (1 - variances/total))
}

func alphaWithout(cov [][]float64, out int) Num {
	return alphaOf(cov, func(i int) bool { return i != out })
}

func lambda2(cov [][]float64) Num {
	k, off, squares, variances := len(cov), 0.0, 0.0, 0.0
	for i := range cov {
		for j := range cov {
			if i == j {
				variances += cov[i][i]
				continue
			}
			off += cov[i][j]
			squares += cov[i][j] * cov[i][j]
		}
	}
	if k < 2 || variances+off <= 1e-12*variances {
		return undefined
	}
	return finite((off + math.Sqrt(float64(k)/float64(k-1)*squares)) / (variances + off))
}

// groupSize is round-half-even of share × n, but at least 1 where two groups are possible.
func groupSize(share float64, n int) int {
	g := int(math.RoundToEven(share * float64(n)))
	if g == 0 && n >= 2 {
		g = 1
	}
	return min(g, n/2)
}

// sortedBy orders persons from low to high; ties keep the order of the rows.
func sortedBy(v []float64) []int {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return v[order[a]] < v[order[b]] })
	return order
}

// difference of the share of full marks between the last g and the first g persons in order.
func difference(x []float64, order []int, g int, full Num) Num {
	if g == 0 {
		return undefined
	}
	low, high := 0.0, 0.0
	for i := range g {
		low += x[order[i]]
		high += x[order[len(order)-1-i]]
	}
	return finite((high - low) / float64(g) / float64(full))
}

func finite(x float64) Num {
	if math.IsInf(x, 0) {
		return undefined
	}
	return Num(x)
}
