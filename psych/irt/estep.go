package irt

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Shards are fixed by the number of persons alone, so that sums are added in the same order on any machine.
const (
	maxShards    = 16
	shardPersons = 2048
)

// tables are the likelihoods of every joint code of every block at every node: block after block, code after code, stride floats each.
type tables struct {
	grid *grid
	t    []float64
	at   []int // where each block begins
	rows []int // codes of each block
	size int
}

func newTables(d *Data, g *grid) *tables {
	t := &tables{grid: g, at: make([]int, len(d.packs)), rows: make([]int, len(d.packs))}
	for b, p := range d.packs {
		t.at[b], t.rows[b] = t.size, p.codes
		t.size += p.codes * g.stride
	}
	t.t = make([]float64, t.size)
	return t
}

// build computes the tables of the items under the weights of the grid, which stand in the first block.
func (t *tables) build(d *Data, items []Item) {
	s := t.grid.stride
	prob := make([][]float64, 0, MaxCategories) // of one item: category after category, over the nodes
	var buf [MaxCategories]float64
	for b, pk := range d.packs {
		block := t.t[t.at[b] : t.at[b]+pk.codes*s]
		for q := range t.grid.theta {
			block[q] = 1
		}
		if b == 0 {
			copy(block, t.grid.weight)
		}
		have := 1
		for _, i := range pk.items {
			it, cats := items[i], d.items[i].cats
			prob = prob[:0]
			for range cats {
				prob = append(prob, make([]float64, s))
			}
			for q, theta := range t.grid.theta {
				it.Prob(theta, buf[:max(it.Categories(), cats)])
				for k := range cats {
					prob[k][q] = buf[k]
				}
			}
			for digit := d.items[i].radix - 1; digit >= 0; digit-- {
				for code := range have {
					from, to := block[code*s:(code+1)*s], block[(digit*have+code)*s:(digit*have+code+1)*s]
					if digit == cats { // no answer: any is as likely
						copy(to, from)
						continue
					}
					for q, w := range prob[digit] {
						to[q] = from[q] * w
					}
				}
			}
			have *= d.items[i].radix
		}
	}
}

// step is what an expectation step leaves of the answers: the log-likelihood, the expected number of persons at each node, and by item
// in each category at each node.
type step struct {
	logLik float64
	nodes  []float64
	items  []itemCounts
}

// itemCounts are the expected numbers of persons in each category of one item at each node: r[k][q].
type itemCounts [][]float64

func newItemCounts(cats, stride int) itemCounts {
	r := make(itemCounts, cats)
	for k := range r {
		r[k] = make([]float64, stride)
	}
	return r
}

// shard is a part of the persons: what their expectation leaves, by block, code and node.
type shard struct {
	lo, hi int // persons
	r      []float64
	logLik float64
}

// stepper runs expectation steps over one data set, with the memory it needs.
type stepper struct {
	d      *Data
	t      *tables
	shards []shard
	items  []itemCounts
	procs  int
	// Where each person's posterior lay in the last run, in groups of lanes nodes, and a group more on each side: from lo up to hi.
	// At first all nodes.
	lo, hi []uint8
}

func newStepper(d *Data, g *grid, procs int) *stepper {
	s := &stepper{d: d, t: newTables(d, g), procs: processors(procs), lo: make([]uint8, d.n), hi: make([]uint8, d.n)}
	n := min(maxShards, max(2, d.n/shardPersons), d.n)
	for i := range n {
		s.shards = append(s.shards, shard{lo: d.n * i / n, hi: d.n * (i + 1) / n, r: make([]float64, s.t.size)})
	}
	for p := range s.hi {
		s.hi[p] = uint8(g.stride / lanes)
	}
	for _, it := range d.items {
		s.items = append(s.items, newItemCounts(it.cats, g.stride))
	}
	return s
}

func processors(asked int) int {
	if asked > 0 {
		return asked
	}
	return runtime.GOMAXPROCS(0)
}

// each calls f for 0 to n-1 on some goroutines, each with memory of its own. Which goroutine does what is left to chance, so f may write
// only what belongs to i.
func each[M any](procs, n int, memory func() M, f func(m M, i int)) {
	var next atomic.Int64
	work := func() {
		m := memory()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(m, i)
		}
	}
	var wg sync.WaitGroup
	for range min(procs, n) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
}

// run is one expectation step. The result belongs to the stepper until the next run.
func (s *stepper) run(ctx context.Context, items []Item) (step, error) {
	s.t.build(s.d, items)
	single := oneMode(items, s.t.grid)
	each(s.procs, len(s.shards), func() *worker { return newWorker(s.d, s.t) }, func(w *worker, i int) {
		if ctx.Err() == nil {
			clear(s.shards[i].r)
			w.expect(s, &s.shards[i], single)
		}
	})
	if err := ctx.Err(); err != nil {
		return step{}, err
	}
	out := step{items: s.items}
	for _, p := range s.shards {
		out.logLik += p.logLik
	}
	each(s.procs, len(s.d.packs), none, func(_ struct{}, b int) { s.fold(b) })
	out.nodes = s.shards[0].r[:s.t.grid.stride] // each person has one code in the first block, of which fold leaves the sum
	return out, nil
}

func none() struct{} { return struct{}{} }

// fold adds the shards' counts of a block up, in their order, and sums them by the categories of its items: from the item that weighs
// most in the code to the one that weighs least, each time folding the codes into those of the items that remain.
func (s *stepper) fold(b int) {
	stride, from, to := s.t.grid.stride, s.t.at[b], s.t.at[b]+s.t.rows[b]*s.t.grid.stride
	sum := s.shards[0].r[from:to]
	for _, p := range s.shards[1:] {
		add(sum, p.r[from:to])
	}
	items := s.d.packs[b].items
	for at := len(items) - 1; at >= 0; at-- {
		it, out := s.d.items[items[at]], s.items[items[at]]
		size := it.power * stride
		for digit := range it.radix {
			part := sum[digit*size : (digit+1)*size]
			if digit < it.cats {
				clear(out[digit])
				for code := 0; code < size; code += stride {
					add(out[digit], part[code:code+stride])
				}
			}
			if digit > 0 {
				add(sum[:size], part)
			}
		}
	}
}

// oneMode reports whether every likelihood, and with it every posterior, rises to one top and falls: the logarithms of the response
// functions of all models but ThreePL are concave, as long as no probability is held up by floor.
func oneMode(items []Item, g *grid) bool {
	reach := math.Abs(g.theta[0])
	for _, it := range items {
		if it.Model == Out {
			continue
		}
		if it.Model == ThreePL {
			return false
		}
		for k, d := range it.D {
			if float64(k+1)*(math.Abs(it.A)*reach+math.Abs(d)) > -math.Log(floor)-2 {
				return false
			}
		}
	}
	return true
}

// worker is the memory of one goroutine.
type worker struct {
	d     *Data
	t     *tables
	like  []float64
	slow  []float64
	rows  []int
	block [][]float64
}

func newWorker(d *Data, t *tables) *worker {
	w := &worker{d: d, t: t, like: make([]float64, t.grid.stride), slow: make([]float64, t.grid.stride), rows: make([]int, len(d.packs))}
	for b := range d.packs {
		w.block = append(w.block, t.t[t.at[b]:t.at[b]+t.rows[b]*t.grid.stride])
	}
	return w
}

// locate finds the rows of a person's codes.
func (w *worker) locate(p int) {
	for b := range w.rows {
		w.rows[b] = int(w.d.packs[b].code[p]) * w.t.grid.stride
	}
}

// row is the likelihood of the person's code in a block.
func (w *worker) row(b int) []float64 { return w.block[b][w.rows[b] : w.rows[b]+w.t.grid.stride] }

// tiny is where a product of likelihoods is too close to underflow to be used.
const tiny = 1e-270

// posterior leaves the person's unnormalised posterior in w.like and returns its sum as a mantissa and a power of e.
func (w *worker) posterior(p int) (sum, scale float64) {
	w.locate(p)
	sum = w.product(0, w.t.grid.stride)
	if sum > tiny {
		return sum, 0
	}
	return w.careful()
}

// product multiplies the rows of all blocks into w.like, from node lo up to node hi, and returns the sum.
func (w *worker) product(lo, hi int) float64 {
	to, n := w.like[lo:hi], len(w.rows)
	row := func(b int) []float64 { return w.block[b][w.rows[b]+lo : w.rows[b]+hi] }
	b := 0
	switch {
	case n >= 4:
		mul4(to, row(0), row(1), row(2), row(3))
		b = 4
	case n == 3:
		mul3(to, row(0), row(1), row(2))
		b = 3
	case n == 2:
		mul2(to, row(0), row(1))
		b = 2
	default:
		copy(to, row(0))
		b = 1
	}
	for ; n-b >= 4; b += 4 {
		times4(to, row(b), row(b+1), row(b+2), row(b+3))
	}
	switch n - b {
	case 3:
		times3(to, row(b), row(b+1), row(b+2))
	case 2:
		times2(to, row(b), row(b+1))
	case 1:
		times1(to, row(b))
	}
	return total(to)
}

// careful is posterior by logarithms, for persons whose product underflows: very many items, or answers that no ability explains.
func (w *worker) careful() (sum, scale float64) {
	clear(w.slow)
	for b := range w.rows {
		for q, v := range w.row(b) {
			w.slow[q] += math.Log(v)
		}
	}
	top := math.Inf(-1)
	for q := range w.t.grid.theta {
		top = math.Max(top, w.slow[q])
	}
	clear(w.like)
	for q := range w.t.grid.theta {
		w.like[q] = math.Exp(w.slow[q] - top)
		sum += w.like[q]
	}
	return sum, top
}

// nothing is the part of a person's posterior that a node may lack: the sums of the step do not feel it, being exact to some 1e-16 of
// larger numbers.
const nothing = 1e-15

// around is posterior between the person's nodes of the last run where that holds all of it, which a posterior with one top shows at
// its edges; at all nodes otherwise. It returns the groups of nodes that hold it now.
func (w *worker) around(p, lo, hi int, single bool) (sum, scale float64, from, to int) {
	w.locate(p)
	end := w.t.grid.stride / lanes
	if !single {
		lo, hi = 0, end
	}
	sum = w.product(lo*lanes, hi*lanes)
	if (lo > 0 && w.like[lo*lanes] > nothing*sum || hi < end && w.like[hi*lanes-1] > nothing*sum) || !(sum > tiny) {
		lo, hi = 0, end
		if sum = w.product(0, end*lanes); !(sum > tiny) {
			sum, scale = w.careful()
		}
	}
	least := nothing * sum
	for lo+1 < hi && below(w.like[lo*lanes:][:lanes], least) {
		lo++
	}
	for lo+1 < hi && below(w.like[(hi-1)*lanes:][:lanes], least) {
		hi--
	}
	return sum, scale, lo, hi
}

func below(a []float64, least float64) bool {
	for _, v := range a {
		if v >= least {
			return false
		}
	}
	return true
}

// expect makes the counts of a shard. The log-likelihood is kept as a product of mantissas, which needs a logarithm only once.
func (w *worker) expect(s *stepper, part *shard, single bool) {
	end := s.t.grid.stride / lanes
	mantissa, exponent, logs := 1.0, 0, 0.0
	for p := part.lo; p < part.hi; p++ {
		sum, scale, lo, hi := w.around(p, int(s.lo[p]), int(s.hi[p]), single)
		s.lo[p], s.hi[p] = uint8(max(lo-1, 0)), uint8(min(hi+1, end))
		f, e := math.Frexp(sum)
		mantissa *= f
		exponent += e
		logs += scale
		if mantissa < 1e-100 {
			f, e = math.Frexp(mantissa)
			mantissa, exponent = f, exponent+e
		}
		w.spread(part.r, lo*lanes, hi*lanes, 1/sum)
	}
	part.logLik = math.Log(mantissa) + float64(exponent)*math.Ln2 + logs
}

// spread adds a share of w.like, from node lo up to node hi, to the counts of the person's codes.
func (w *worker) spread(r []float64, lo, hi int, share float64) {
	v, n, b := w.like[lo:hi], len(w.rows), 0
	scaleBy(v, share)
	row := func(b int) []float64 { return r[w.t.at[b]+w.rows[b]:][lo:hi] }
	for ; n-b >= 4; b += 4 {
		add4(row(b), row(b+1), row(b+2), row(b+3), v)
	}
	switch n - b {
	case 3:
		add3(row(b), row(b+1), row(b+2), v)
	case 2:
		add2(row(b), row(b+1), v)
	case 1:
		add(row(b), v)
	}
}
