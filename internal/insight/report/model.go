package report

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tongxue-edu/tongxue/psych/indicator"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

// A model needs some hundreds of pupils; more than maxFit say no more (standard errors at 20,000 are near .02) and cost time.
const (
	minFit  = 200
	maxFit  = 20_000
	maxCats = 5
	minCat  = 20 // pupils in a category; rarer ones are joined with the one below
)

// model fits the whole exam: 2PL when every item has two categories, else the graded response model. nil when too few have every mark.
func (b *builder) model(ctx context.Context, d *data, g *group) (*Model, error) {
	if d.k < 3 || g == nil || g.n() < minFit {
		return nil, nil
	}
	rows := g.counted(d)
	of := len(rows)
	if of > maxFit { // every pupil has the same chance; the seed is fixed, so the same marks give the same model
		r := rand.New(rand.NewPCG(20_000, uint64(of)))
		r.Shuffle(of, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		rows = rows[:maxFit]
		slices.Sort(rows)
	}
	codes, cuts, binary := categories(d, rows)
	pack, err := irt.NewData(codes, d.k)
	if err != nil {
		return nil, err
	}
	kind := irt.GRM
	if binary {
		kind = irt.TwoPL
	}
	fit, err := irt.New(ctx, pack, irt.Options{Model: kind, Nodes: 41, Range: 5, Tol: 1e-3, MaxIter: 200, Procs: b.in.Procs})
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, nil // marks that no model describes: the report stands without one
	}
	m := &Model{Name: string(kind), N: len(rows), Of: of, Converged: fit.Converged, Reliability: Num(fit.Reliability())}
	measures, err := fit.Scores(ctx, pack, irt.EAP)
	if err != nil {
		return nil, err
	}
	theta := make([]float64, len(measures))
	for i, x := range measures {
		theta[i] = x.Theta
	}
	m.wright(theta, b.in.Rules.MinGroup)
	m.curves(d, fit, rows, theta, cuts)
	m.cuts(b.in, d, fit)
	return m, nil
}

// categories turns marks into at most maxCats ordered categories an item: by equal steps of the full mark, sparse ones joined with the one
// below. cuts[item] are the shares of the full mark from which categories 1, 2, … begin.
func categories(d *data, rows []int32) (codes []uint8, cuts [][]Num, binary bool) {
	codes, cuts, binary = make([]uint8, len(rows)*d.k), make([][]Num, d.k), true
	for j := range d.k {
		seen := map[uint16]int{}
		for _, i := range rows {
			seen[d.rows.Row(int(i))[j]]++
		}
		delete(seen, indicator.Missing)
		of, from := joined(seen, d.full[j])
		cuts[j] = from
		binary = binary && len(from) <= 1
		for p, i := range rows {
			c := uint8(irt.Missing)
			if x := d.rows.Row(int(i))[j]; x != indicator.Missing {
				c = of[x]
			}
			codes[p*d.k+j] = c
		}
	}
	return codes, cuts, binary
}

func joined(seen map[uint16]int, full int64) (of map[uint16]uint8, from []Num) {
	marks := make([]uint16, 0, len(seen))
	for x := range seen {
		marks = append(marks, x)
	}
	slices.Sort(marks)
	step := func(x uint16) int64 { // few different marks keep their own category
		if len(marks) <= maxCats {
			return int64(x)
		}
		return min(maxCats-1, int64(x)*maxCats/max(1, full))
	}
	of = map[uint16]uint8{}
	n, code, last := 0, uint8(0), int64(-1)
	rest := 0
	for _, x := range marks {
		rest += seen[x]
	}
	for _, x := range marks {
		s := step(x)
		if last >= 0 && s != last && n >= minCat && rest >= minCat {
			code++
			n = 0
			from = append(from, Num(float64(x)/float64(full)))
		}
		last = s
		of[x] = code
		n += seen[x]
		rest -= seen[x]
	}
	return of, from
}

// wright is the histogram of pupils on θ, small bands merged.
func (m *Model) wright(theta []float64, least int) {
	const lo, width, k = -4.0, 0.25, 32
	bands := make([]indicator.Band, k)
	for i := range bands {
		bands[i].From, bands[i].To = lo+float64(i)*width, lo+float64(i+1)*width
	}
	for _, t := range theta {
		bands[max(0, min(k-1, int((t-lo)/width)))].N++
	}
	for _, x := range indicator.MergeBands(bands, least) {
		m.Wright = append(m.Wright, Band{Num(x.From), Num(x.To), x.N})
	}
}

const gridSteps = 33 // θ from −4 to 4 by a quarter

func gridAt(i int) float64 { return -4 + float64(i)/4 }

// curves fills the items: expected share of the full mark along θ, and what tenths of the pupils by θ really got.
func (m *Model) curves(d *data, fit *irt.Fit, rows []int32, theta []float64, cuts [][]Num) {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, c int) int {
		switch {
		case theta[a] < theta[c]:
			return -1
		case theta[a] > theta[c]:
			return 1
		}
		return a - c
	})
	const tenths = 10
	means := make([]float64, tenths)
	sums, squares, counts := make([]float64, tenths*d.k), make([]float64, tenths*d.k), make([]float64, tenths*d.k)
	size := make([]int, tenths)
	category := newCategoryMeans(d, fit, cuts)
	for at, p := range order {
		t := at * tenths / len(order)
		means[t] += theta[p]
		size[t]++
		for j, x := range d.rows.Row(int(rows[p])) {
			if x == indicator.Missing {
				continue
			}
			v := float64(x) / float64(d.full[j])
			sums[t*d.k+j] += v
			squares[t*d.k+j] += v * v
			counts[t*d.k+j]++
			category.add(j, v)
		}
	}
	expected := category.expected()
	for i := range gridSteps {
		info := fit.Information(gridAt(i), nil)
		x := InfoPoint{Theta: Num(gridAt(i)), Info: Num(info), SE: Num(1 / math.Sqrt(info))}
		for j := range d.k {
			x.Mark += Num(expected[j][i] * float64(d.full[j]) / 100)
		}
		m.Information = append(m.Information, x)
	}
	for j, it := range fit.Items {
		x := ModelItem{A: Num(it.A), SE: Num(nan), Cuts: cuts[j]}
		if fit.Left[j] {
			x.A = Num(nan)
		} else {
			for _, v := range it.B() {
				x.B = append(x.B, Num(v))
			}
		}
		for _, v := range expected[j] {
			x.Curve = append(x.Curve, Num(math.Round(v*1000)/1000))
		}
		for t := range tenths {
			at := t*d.k + j
			if n := counts[at]; n >= 10 {
				mean := sums[at] / n
				half := 1.959964 * math.Sqrt(max(0, squares[at]/n-mean*mean)/n)
				x.Observed = append(x.Observed, Observed{Num(means[t] / float64(size[t])), int(n), Num(mean), Num(max(0, mean-half)), Num(min(1, mean+half))})
			}
		}
		m.Items = append(m.Items, x)
	}
}

// categoryMeans are the mean shares of the full mark within the categories of each item, which turn probabilities into expected marks.
type categoryMeans struct {
	d      *data
	fit    *irt.Fit
	cuts   [][]Num
	sum, n [][]float64
}

func newCategoryMeans(d *data, fit *irt.Fit, cuts [][]Num) *categoryMeans {
	c := &categoryMeans{d: d, fit: fit, cuts: cuts}
	for j := range cuts {
		c.sum, c.n = append(c.sum, make([]float64, len(cuts[j])+1)), append(c.n, make([]float64, len(cuts[j])+1))
	}
	return c
}

func (c *categoryMeans) add(j int, v float64) {
	at := 0
	for at < len(c.cuts[j]) && v >= float64(c.cuts[j][at])-1e-9 {
		at++
	}
	c.sum[j][at] += v
	c.n[j][at]++
}

// expected is the expected share of the full mark of each item at each θ of the grid.
func (c *categoryMeans) expected() [][]float64 {
	out := make([][]float64, len(c.cuts))
	for j, it := range c.fit.Items {
		p := make([]float64, max(it.Categories(), len(c.sum[j])))
		out[j] = make([]float64, gridSteps)
		for i := range gridSteps {
			clear(p)
			if c.fit.Left[j] {
				total, n := 0.0, 0.0
				for k := range c.sum[j] {
					total, n = total+c.sum[j][k], n+c.n[j][k]
				}
				out[j][i] = total / max(1, n)
				continue
			}
			it.Prob(gridAt(i), p[:it.Categories()])
			for k := range c.sum[j] {
				if c.n[j][k] > 0 {
					out[j][i] += p[k] * c.sum[j][k] / c.n[j][k]
				}
			}
		}
	}
	return out
}

// cuts places the thresholds of the rates on θ, where the expected mark reaches them, with the standard error there.
func (m *Model) cuts(in *Input, d *data, fit *irt.Fit) {
	if d.total == 0 {
		return
	}
	t := in.thresholds()
	for _, c := range []struct {
		name  string
		share float64
	}{{"excellent", t.Excellent}, {"good", t.Good}, {"pass", t.Pass}, {"low", t.Low}} {
		mark := c.share * float64(d.total) / 100
		x := ModelCut{Name: c.name, Mark: Num(mark), Theta: Num(nan), SE: Num(nan)}
		for i := 1; i < len(m.Information); i++ {
			a, b := m.Information[i-1], m.Information[i]
			if float64(a.Mark) <= mark && mark <= float64(b.Mark) && b.Mark > a.Mark {
				theta := float64(a.Theta) + (mark-float64(a.Mark))/float64(b.Mark-a.Mark)/4
				x.Theta, x.SE = Num(theta), Num(1/math.Sqrt(fit.Information(theta, nil)))
				break
			}
		}
		m.Cuts = append(m.Cuts, x)
	}
}
