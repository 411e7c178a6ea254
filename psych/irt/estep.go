package irt

import (
	"context"
	"math"
	"runtime"
	"sync"
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
				it.Prob(theta, buf[:it.Categories()])
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

// Counts are what an expectation step leaves of the answers: expected numbers of persons by code and node, the log-likelihood and the
// number of persons. Counts of parts of the persons under the same items add up to those of the whole.
type Counts struct {
	Persons int
	LogLik  float64
	r       []float64
	nodes   []float64 // expected persons at each node
}

// Merge adds other to c. Both must come from the same layout of items, the same nodes and the same parameters.
func (c *Counts) Merge(other *Counts) error {
	if len(c.r) != len(other.r) || len(c.nodes) != len(other.nodes) {
		return ErrLayout
	}
	c.Persons += other.Persons
	c.LogLik += other.LogLik
	for i, v := range other.r {
		c.r[i] += v
	}
	for i, v := range other.nodes {
		c.nodes[i] += v
	}
	return nil
}

func (t *tables) counts() *Counts {
	return &Counts{r: make([]float64, t.size), nodes: make([]float64, t.grid.stride)}
}

func (c *Counts) reset() {
	c.Persons, c.LogLik = 0, 0
	clear(c.r)
	clear(c.nodes)
}

// stepper runs expectation steps over one data set, with the memory it needs.
type stepper struct {
	d      *Data
	t      *tables
	shards []*Counts
	cut    []int // persons at which shards begin
	procs  int
}

func newStepper(d *Data, g *grid, procs int) *stepper {
	n := min(maxShards, max(1, d.n/shardPersons))
	s := &stepper{d: d, t: newTables(d, g), procs: procs}
	for i := range n + 1 {
		s.cut = append(s.cut, d.n*i/n)
	}
	for range n {
		s.shards = append(s.shards, s.t.counts())
	}
	if s.procs <= 0 {
		s.procs = runtime.GOMAXPROCS(0)
	}
	return s
}

// run is one expectation step. The result belongs to the stepper until the next run.
func (s *stepper) run(ctx context.Context, items []Item) (*Counts, error) {
	s.t.build(s.d, items)
	var wg sync.WaitGroup
	next := make(chan int, len(s.shards))
	for i := range s.shards {
		next <- i
	}
	close(next)
	for range min(s.procs, len(s.shards)) {
		wg.Go(func() {
			w := newWorker(s.d, s.t)
			for i := range next {
				if ctx.Err() != nil {
					return
				}
				s.shards[i].reset()
				w.expect(s.cut[i], s.cut[i+1], s.shards[i])
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sum := s.shards[0]
	for _, c := range s.shards[1:] {
		if err := sum.Merge(c); err != nil {
			return nil, err
		}
	}
	return sum, nil
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
	sum = w.product()
	if sum > tiny {
		return sum, 0
	}
	return w.careful()
}

// product multiplies the rows of all blocks into w.like and returns the sum over nodes.
func (w *worker) product() float64 {
	n := len(w.rows)
	switch n {
	case 1:
		copy(w.like, w.row(0))
		return total(w.like)
	case 2:
		mul2(w.like, w.row(0), w.row(1))
		return total(w.like)
	}
	b := 0
	if n >= 4 {
		mul4(w.like, w.row(0), w.row(1), w.row(2), w.row(3))
		b = 4
	} else {
		mul3(w.like, w.row(0), w.row(1), w.row(2))
		b = 3
	}
	for ; n-b >= 3; b += 3 {
		times3(w.like, w.row(b), w.row(b+1), w.row(b+2))
	}
	for ; b < n; b++ {
		times1(w.like, w.row(b))
	}
	return total(w.like)
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

// expect adds the posteriors of persons lo to hi to c. The log-likelihood is kept as a product of mantissas, which needs a logarithm
// only once a shard.
func (w *worker) expect(lo, hi int, c *Counts) {
	mantissa, exponent, logs := 1.0, 0, 0.0
	for p := lo; p < hi; p++ {
		sum, scale := w.posterior(p)
		f, e := math.Frexp(sum)
		mantissa *= f
		exponent += e
		logs += scale
		if mantissa < 1e-100 {
			f, e = math.Frexp(mantissa)
			mantissa, exponent = f, exponent+e
		}
		share := 1 / sum
		for b := range w.rows {
			addScaled(c.r[w.t.at[b]+w.rows[b]:][:w.t.grid.stride], w.like, share)
		}
		addScaled(c.nodes, w.like, share)
	}
	c.Persons += hi - lo
	c.LogLik += math.Log(mantissa) + float64(exponent)*math.Ln2 + logs
}
