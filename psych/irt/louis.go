package irt

import (
	"context"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// louis is the observed information in closed form, for Rasch, OnePL and TwoPL with complete answers, by Louis (1982, J. R. Stat. Soc. B
// 44, 226–233): for each person the expected information of the complete data, less the expected product of its score with itself, plus
// the product of the expected score with itself. With π a person's posterior, x the answers and P the probabilities, the score of item i
// is (x_i - P_i)·(θ, 1), so that only
//
//	Σ_persons x_i x_j Σ_q π θ^k  and  Σ_persons E[score_i] E[score_j]
//
// need the persons; all else follows from the expected counts at the nodes. It costs about (2 × items)² additions a person, where
// differences of the gradient cost two expectation steps a parameter.
type louis struct {
	s      *stepper
	items  []int       // those estimated, k of them
	width  int         // parameters: k slopes, k intercepts, the logarithm of σ; padded to a multiple of lanes
	prob   [][]float64 // of a right answer, by item, at the nodes; then prob·θ, by item
	right  [][][]int   // by block and code: the places in items of right answers
	theta  [3][]float64
	sigma2 float64 // of the latent distribution, as its parameter
	even   float64 // E θ² on the nodes
}

// closed reports whether the closed form is for these data.
func (g *fitter) closed() bool {
	if g.d == nil || g.o.Model != Rasch && g.o.Model != OnePL && g.o.Model != TwoPL || g.o.prior() != (prior{}) {
		return false
	}
	for i, c := range g.d.items {
		if !g.f.Left[i] && (c.missing || g.f.Items[i].Categories() != 2) {
			return false
		}
	}
	return true
}

// closedInformation is the observed information in the order of pack.
func (g *fitter) closedInformation(ctx context.Context) ([][]float64, error) {
	l := newLouis(g)
	c, err := l.s.run(ctx, g.f.Items)
	if err != nil {
		return nil, err
	}
	h, err := l.persons(ctx, oneMode(g.f.Items, g.f.grid))
	if err != nil {
		return nil, err
	}
	l.nodes(c, h)
	return l.order(g, h), nil
}

func newLouis(g *fitter) *louis {
	l := &louis{s: newStepper(g.d, g.f.grid, g.o.Procs), sigma2: g.f.SD * g.f.SD}
	place := make([]int, len(g.f.Items))
	for i := range g.f.Items {
		place[i] = -1
		if !g.f.Left[i] {
			place[i] = len(l.items)
			l.items = append(l.items, i)
		}
	}
	k, grid := len(l.items), g.f.grid
	l.width = (2*k + 1 + lanes - 1) / lanes * lanes
	l.prob = make([][]float64, 2*k)
	for i := range l.prob {
		l.prob[i] = make([]float64, grid.stride)
	}
	for p := range l.theta {
		l.theta[p] = make([]float64, grid.stride)
	}
	var buf [2]float64
	for q, t := range grid.theta {
		l.theta[0][q], l.theta[1][q], l.theta[2][q] = 1, t, t*t
		l.even += grid.weight[q] * t * t
		for at, i := range l.items {
			g.f.Items[i].Prob(t, buf[:])
			l.prob[at][q], l.prob[k+at][q] = buf[1], buf[1]*t
		}
	}
	for _, pk := range g.d.packs {
		codes := make([][]int, pk.codes)
		for code := range codes {
			for _, i := range pk.items {
				if it := g.d.items[i]; place[i] >= 0 && code/it.power%it.radix == 1 {
					codes[code] = append(codes[code], place[i])
				}
			}
		}
		l.right = append(l.right, codes)
	}
	return l
}

// persons sums, over persons, the product of the expected score with itself less that part of the expected product of the score with
// itself in which two answers meet. Only what stands on and below the diagonal is meant.
func (l *louis) persons(ctx context.Context, single bool) ([]float64, error) {
	sums := make([][]float64, len(l.s.shards))
	each(l.s.procs, len(sums), func() *worker { return newWorker(l.s.d, l.s.t) }, func(w *worker, i int) {
		sums[i] = make([]float64, l.width*l.width)
		l.part(ctx, w, l.s.shards[i], single, sums[i])
	})
	for _, s := range sums[1:] {
		add(sums[0], s)
	}
	return sums[0], ctx.Err()
}

// person is what a person adds: the expected score, and the products of the answers with the moments of the posterior.
type person struct {
	x          []bool
	score      []float64
	even, both []float64 // -x·M2 beside slopes; -x·M1 beside slopes and -x beside intercepts
}

func (l *louis) part(ctx context.Context, w *worker, s shard, single bool, h []float64) {
	k := len(l.items)
	one := &person{make([]bool, k), make([]float64, l.width), make([]float64, l.width), make([]float64, l.width)}
	for p := s.lo; p < s.hi; p++ {
		if p%1024 == 0 && ctx.Err() != nil {
			return
		}
		l.expect(w, p, single, one)
		for i, right := range one.x {
			slope, intercept := h[i*l.width:][:upTo(i)], h[(k+i)*l.width:][:upTo(k+i)]
			if right {
				addScaledPlus(slope, one.score[i], one.score, one.even)
				addScaledPlus(intercept, one.score[k+i], one.score, one.both)
				continue
			}
			addScaled(slope, one.score[i], one.score)
			addScaled(intercept, one.score[k+i], one.score)
		}
		addScaled(h[2*k*l.width:][:l.width], one.score[2*k], one.score)
	}
}

// upTo is the length of a row from its beginning up to the diagonal, in whole lanes.
func upTo(i int) int { return (i + lanes) / lanes * lanes }

// expect fills in a person.
func (l *louis) expect(w *worker, p int, single bool, one *person) {
	sum, _, lo, hi := w.around(p, int(l.s.lo[p]), int(l.s.hi[p]), single)
	lo, hi = lo*lanes, hi*lanes
	post, k := w.like[lo:hi], len(l.items)
	scaleBy(post, 1/sum)
	m1, m2 := dot(post, l.theta[1][lo:hi]), dot(post, l.theta[2][lo:hi])
	for i := range k {
		one.score[i], one.score[k+i] = -dot(post, l.prob[k+i][lo:hi]), -dot(post, l.prob[i][lo:hi])
		one.even[i], one.both[i], one.both[k+i], one.x[i] = 0, 0, 0, false
	}
	for b, codes := range l.right {
		for _, i := range codes[l.s.d.packs[b].code[p]] {
			one.x[i] = true
			one.score[i] += m1
			one.score[k+i]++
			one.even[i], one.both[i], one.both[k+i] = -m2, -m1, -1
		}
	}
	one.score[2*k] = (m2 - l.even) / l.sigma2
}

// nodes adds to h what follows from the expected counts.
func (l *louis) nodes(c step, h []float64) {
	k, grid := len(l.items), l.s.t.grid
	right := make([][]float64, k) // expected persons with a right answer
	for i, item := range l.items {
		right[i] = c.items[item][1]
	}
	cross := func(i, j int, power []float64) (sum float64) {
		pi, pj := l.prob[i], l.prob[j]
		for q, n := range c.nodes {
			v := pj[q]*right[i][q] + pi[q]*right[j][q] - pi[q]*pj[q]*n
			if i == j {
				v += n * pi[q] * (1 - pi[q])
			}
			sum += v * power[q]
		}
		return sum
	}
	for i := range k {
		for j := range k {
			if j <= i {
				h[i*l.width+j] += cross(i, j, l.theta[2])
				h[(k+i)*l.width+k+j] += cross(i, j, l.theta[0])
			}
			h[(k+i)*l.width+j] += cross(i, j, l.theta[1])
		}
	}
	last, persons, second, fourth := h[2*k*l.width:], 0.0, 0.0, 0.0
	for q, t := range grid.theta {
		n, off := c.nodes[q], (t*t-l.even)/l.sigma2
		persons += n
		second += grid.weight[q] * t * t * t * t
		fourth += n * (2*off - off*off)
		for i := range k {
			score := right[i][q] - l.prob[i][q]*n
			last[i] -= off * score * t
			last[k+i] -= off * score
		}
	}
	last[2*k] += fourth + persons*(second-l.even*l.even)/(l.sigma2*l.sigma2)
}

// order moves the information into the order of pack: sums over the shared slope, and without what is fixed.
func (l *louis) order(g *fitter, h []float64) [][]float64 {
	k := len(l.items)
	to := make([]int, 2*k+1)
	n := 2 * k
	for i := range k {
		to[i], to[k+i] = 2*i, 2*i+1
	}
	to[2*k] = -1
	if g.shared() {
		n = k + 1
		for i := range k {
			to[i], to[k+i] = -1, i
			if g.o.Model == OnePL {
				to[i] = k
			}
		}
		if g.o.Model == Rasch {
			to[2*k] = k
		}
	}
	out := numeric.Square(n)
	for i, a := range to {
		for j, b := range to {
			if a >= 0 && b >= 0 {
				out[a][b] += h[max(i, j)*l.width+min(i, j)]
			}
		}
	}
	return out
}
