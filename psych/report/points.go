package report

import (
	"context"
	"math"
	"sort"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// Point is one group of persons on the picture of an item: who answered it, ordered by their ability from the other items.
type Point struct {
	N         int
	Theta     float64 // mean ability of the group (EAP without this item)
	Observed  float64 // share of right answers, or mean mark
	Low, High float64 // 95 % interval of Observed
	Expected  float64 // what the model expects of this group, whose abilities are known only with error
}

// Off reports whether what the model expects lies outside the interval of what was observed.
func (p Point) Off() bool { return p.Expected < p.Low || p.Expected > p.High }

const (
	mostObserved = 20_000 // persons behind the points; of more, evenly spread ones are taken
	tenths       = 1_000  // persons from which there are ten groups instead of five
	fewestGroup  = 10     // persons in a group
)

// answer of one person to one item: the mark, and ability and expected mark from the other items.
type answer struct{ theta, mark, expected float64 }

// observe fills the points. Ability comes from the other items, or an item would be compared with itself.
func (r *Report) observe(ctx context.Context, d *irt.Data) error {
	nodes, weight := latent(r.Fit.SD)
	prob, mean := r.tables(nodes)
	answers := make([][]answer, len(r.Items))
	like := make([]float64, len(nodes))
	n, seen := d.Persons(), min(d.Persons(), mostObserved)
	for s := range seen {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := s * n / seen
		r.likelihood(d, p, prob, weight, like)
		for i := range r.Items {
			c := d.At(p, i)
			if !r.Items[i].InModel || c == irt.Missing {
				continue
			}
			own, total, theta, expected := prob[i][c], 0.0, 0.0, 0.0
			for q, l := range like {
				w := l / own[q]
				total += w
				theta += w * nodes[q]
				expected += w * mean[i][q]
			}
			if total > 0 {
				answers[i] = append(answers[i], answer{theta / total, r.Items[i].Values[c], expected / total})
			}
		}
	}
	for i := range r.Items {
		r.Items[i].Points = group(answers[i], r.Items[i])
	}
	return nil
}

// span is the lowest and the highest mark of an item.
func (it Item) span() (low, high float64) { return it.Values[0], it.Values[len(it.Values)-1] }

// tables are the probabilities of categories and the expected marks at the nodes.
func (r *Report) tables(nodes []float64) (prob [][][]float64, mean [][]float64) {
	prob, mean = make([][][]float64, len(r.Items)), make([][]float64, len(r.Items))
	for i, it := range r.Items {
		p := make([]float64, len(it.Values))
		prob[i], mean[i] = make([][]float64, len(p)), make([]float64, len(nodes))
		for k := range p {
			prob[i][k] = make([]float64, len(nodes))
		}
		for q, theta := range nodes {
			r.Fit.Items[i].Prob(theta, p)
			for k, v := range p {
				prob[i][k][q] = v
				mean[i][q] += v * it.Values[k]
			}
		}
	}
	return prob, mean
}

// likelihood of the nodes for a person, scaled so that it does not vanish with many items.
func (r *Report) likelihood(d *irt.Data, p int, prob [][][]float64, weight, like []float64) {
	copy(like, weight)
	for i := range r.Items {
		c := d.At(p, i)
		if !r.Items[i].InModel || c == irt.Missing {
			continue
		}
		top := 0.0
		for q, v := range prob[i][c] {
			like[q] *= v
			top = math.Max(top, like[q])
		}
		if top < 1e-100 && top > 0 {
			for q := range like {
				like[q] /= top
			}
		}
	}
}

// group cuts answers into tenths or fifths by ability; persons of the same ability stay together.
func group(all []answer, it Item) (points []Point) {
	low, high := it.span()
	sort.SliceStable(all, func(a, b int) bool { return all[a].theta < all[b].theta })
	groups := 5
	if len(all) >= tenths {
		groups = 10
	}
	groups = max(1, min(groups, len(all)/fewestGroup))
	for from, g := 0, 1; from < len(all); g++ {
		to := max(from+fewestGroup, min(g, groups)*len(all)/groups)
		if to > len(all) || g >= groups {
			to = len(all)
		}
		for to < len(all) && all[to].theta-all[to-1].theta < 1e-9 {
			to++
		}
		if len(all)-to < fewestGroup {
			to = len(all)
		}
		points = append(points, pointOf(all[from:to], low, high))
		from = to
		for g < groups && (g+1)*len(all)/groups <= from {
			g++
		}
	}
	return points
}

// pointOf sums up a group: Wilson's interval for two categories, else the normal one of a mean, within the marks.
func pointOf(all []answer, low, high float64) Point {
	n := float64(len(all))
	p := Point{N: len(all)}
	squares, between := 0.0, true
	for _, a := range all {
		p.Theta += a.theta / n
		p.Observed += a.mark / n
		p.Expected += a.expected / n
		between = between && (a.mark == low || a.mark == high)
	}
	for _, a := range all {
		squares += (a.mark - p.Observed) * (a.mark - p.Observed)
	}
	if width := high - low; between { // also where everybody of the group has the same mark
		l, h := Wilson((p.Observed-low)/width, len(all))
		p.Low, p.High = low+width*l, low+width*h
		return p
	}
	if n < 2 {
		p.Low, p.High = low, high
		return p
	}
	half := normal95 * math.Sqrt(squares/(n-1)/n)
	p.Low, p.High = math.Max(low, p.Observed-half), math.Min(high, p.Observed+half)
	return p
}
