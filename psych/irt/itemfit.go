package irt

import (
	"context"
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// ItemFit are the tests of one item; NaN where they are not defined.
type ItemFit struct {
	SX2, DF, P    float64 // S-X² (Orlando & Thissen 2000; Kang & Chen 2008 for more categories)
	Infit, Outfit float64 // mean squares of residuals, weighted by information and not; near 1 when the model holds
	N             int     // persons of infit and outfit
}

// minCell is the smallest expected number of persons in a cell of S-X²; smaller ones are joined with their neighbours.
const minCell = 1

// ItemFits tests every item. S-X² compares, among persons with complete answers and the same sum score, the categories of the item with
// those expected given the sum, which needs no estimate of persons. Infit and outfit (Wright & Masters 1982) take everybody with a finite
// Warm estimate.
func (f *Fit) ItemFits(ctx context.Context, d *Data) ([]ItemFit, error) {
	measures, err := f.Scores(ctx, d, WLE)
	if err != nil {
		return nil, err
	}
	out := make([]ItemFit, len(f.Items))
	for i := range out {
		nan := math.NaN()
		out[i] = ItemFit{SX2: nan, DF: nan, P: nan, Infit: nan, Outfit: nan}
		if f.Left[i] {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f.squares(d, i, measures, &out[i])
	}
	f.sumScoreFit(d, out)
	return out, nil
}

// squares are infit and outfit.
func (f *Fit) squares(d *Data, i int, measures []Measure, out *ItemFit) {
	it := f.Items[i]
	var buf [MaxCategories]float64
	p := buf[:it.Categories()]
	var plain, residual, variance float64
	for person, m := range measures {
		c := d.At(person, i)
		if c == Missing || math.IsNaN(m.Theta) || math.IsInf(m.Theta, 0) {
			continue
		}
		it.Prob(m.Theta, p)
		mean, second := 0.0, 0.0
		for k, v := range p {
			mean += float64(k) * v
			second += float64(k*k) * v
		}
		v := second - mean*mean
		if v < 1e-12 {
			continue
		}
		e := float64(c) - mean
		out.N++
		plain += e * e / v
		residual += e * e
		variance += v
	}
	if out.N > 0 {
		out.Outfit, out.Infit = plain/float64(out.N), residual/variance
	}
}

// sumScoreFit is S-X² of all items.
func (f *Fit) sumScoreFit(d *Data, out []ItemFit) {
	items, top := f.kept(), 0
	for _, i := range items {
		top += len(f.Items[i].D)
	}
	observed := make([][][]float64, len(f.Items)) // by item, score and category
	for _, i := range items {
		observed[i] = make([][]float64, top+1)
		for s := range observed[i] {
			observed[i][s] = make([]float64, f.Items[i].Categories())
		}
	}
	codes, n := make([]uint8, len(items)), 0
persons:
	for p := range d.Persons() {
		sum := 0
		for a, i := range items {
			if codes[a] = d.At(p, i); codes[a] == Missing {
				continue persons
			}
			sum += int(codes[a])
		}
		n++
		for a, i := range items {
			observed[i][sum][codes[a]]++
		}
	}
	if n == 0 || len(items) < 2 {
		return
	}
	f.grid.spread(f.SD)
	for _, i := range items {
		cells, df := joined(observed[i], f.given(items, i, top))
		params := f.Items[i].params()
		if f.Model == Rasch || f.Model == OnePL {
			params-- // the slope is not the item's own
		}
		if df -= params; df < 1 {
			continue
		}
		out[i].SX2, out[i].DF = cells, float64(df)
		out[i].P = numeric.ChiSquareTail(cells, float64(df))
	}
}

// given is the probability of each category of an item given the sum of all: the distribution of the sum of the others at each node
// (Lord & Wingersky 1984), times the item's own, averaged over the latent distribution.
func (f *Fit) given(items []int, item, top int) [][]float64 {
	it := f.Items[item]
	n := it.Categories()
	out := make([][]float64, top+1)
	for s := range out {
		out[s] = make([]float64, n)
	}
	var buf [MaxCategories]float64
	for q, theta := range f.grid.theta {
		rest := []float64{f.grid.weight[q]}
		for _, j := range items {
			if j == item {
				continue
			}
			c := f.Items[j].Categories()
			f.Items[j].Prob(theta, buf[:c])
			longer := make([]float64, len(rest)+c-1)
			for s, v := range rest {
				for k := range c {
					longer[s+k] += v * buf[k]
				}
			}
			rest = longer
		}
		it.Prob(theta, buf[:n])
		for s, v := range rest {
			for k := range n {
				out[s+k][k] += v * buf[k]
			}
		}
	}
	for s := range out {
		all := 0.0
		for _, v := range out[s] {
			all += v
		}
		if all > 0 {
			for k := range out[s] {
				out[s][k] /= all
			}
		}
	}
	return out
}

// joined is Pearson's chi² over the score groups 1 … top-1, whose answers are not fixed by the score, and the free cells. With less than
// minCell expected, score groups of a binary item are joined with their neighbours towards the middle, categories of others with the next.
func joined(observed, given [][]float64) (chi2 float64, df int) {
	type group struct{ o, e []float64 }
	var groups []group
	for s := 1; s < len(observed)-1; s++ {
		n := 0.0
		for _, v := range observed[s] {
			n += v
		}
		g := group{o: append([]float64(nil), observed[s]...), e: make([]float64, len(given[s]))}
		for k, p := range given[s] {
			g.e[k] = n * p
		}
		groups = append(groups, g)
	}
	small := func(g group) bool {
		if len(g.e) > 2 { // of many categories some is always rare: they are joined within their group below
			return false
		}
		for _, e := range g.e {
			if e < minCell {
				return true
			}
		}
		return false
	}
	join := func(to, from group) {
		for k := range to.o {
			to.o[k] += from.o[k]
			to.e[k] += from.e[k]
		}
	}
	for len(groups) > 1 && small(groups[0]) {
		join(groups[1], groups[0])
		groups = groups[1:]
	}
	for len(groups) > 1 && small(groups[len(groups)-1]) {
		join(groups[len(groups)-2], groups[len(groups)-1])
		groups = groups[:len(groups)-1]
	}
	for _, g := range groups {
		o, e := 0.0, 0.0
		cells := 0
		for k := range g.o {
			o, e = o+g.o[k], e+g.e[k]
			last := k == len(g.o)-1
			if e < minCell && !last {
				continue
			}
			if e > 0 {
				chi2 += (o - e) * (o - e) / e
				cells++
			}
			o, e = 0, 0
		}
		df += max(cells-1, 0)
	}
	return chi2, df
}
