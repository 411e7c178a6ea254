package irt

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Errors of a fit.
var (
	// ErrModel says that the data have categories which the model does not.
	ErrModel = errors.New("irt: the model is for items with two categories")
	// ErrDegenerate says that no item tells persons apart.
	ErrDegenerate = errors.New("irt: no item has answers in more than one category")
	// ErrSingular says that the information matrix has no inverse: the data do not determine every parameter.
	ErrSingular = errors.New("irt: the observed information is singular")
	// ErrOptions says that the nodes, the range, the tolerance or the iterations are out of bounds.
	ErrOptions = errors.New("irt: nodes must be 5 to 501, range, tolerance and iterations positive, the range at most 100")
	// ErrLayout says that counts come from other items, categories or nodes.
	ErrLayout = errors.New("irt: counts of different layouts do not add up")
)

// Options of a fit; the zero value is completed by defaults.
type Options struct {
	Model   Model
	Nodes   int     // quadrature nodes, default 61
	Range   float64 // they spread over [-Range, Range], default 6
	Tol     float64 // largest change of a parameter in the last plain step, default 1e-4; the accelerated one is ten times smaller
	MaxIter int     // default 2000
	Procs   int     // goroutines, default GOMAXPROCS; never changes the result
	Cold    bool    // without a first fit on a subsample
	Start   []Item  // where to begin, one for each item; default from the proportions
	// GuessPrior is the Beta prior of the guessing parameter, default (5, 17); SlopePrior the log-normal prior of slopes, none
	// unless given, except for ThreePL where it is (0, 0.5). Give a zero array to have none.
	GuessPrior, SlopePrior *[2]float64
	// Progress is called after every iteration.
	Progress func(iteration int, logLik float64)
}

func (o Options) fill() Options {
	if o.Nodes == 0 {
		o.Nodes = 61
	}
	if o.Range == 0 {
		o.Range = 6
	}
	if o.Tol == 0 {
		o.Tol = 1e-4
	}
	if o.MaxIter == 0 {
		o.MaxIter = 2000
	}
	if o.Model == ThreePL {
		if o.GuessPrior == nil {
			o.GuessPrior = &[2]float64{5, 17}
		}
		if o.SlopePrior == nil {
			o.SlopePrior = &[2]float64{0, 0.5}
		}
	}
	return o
}

func (o Options) check() error {
	if !o.Model.Known() {
		return fmt.Errorf("irt: no model %q", o.Model)
	}
	if o.Nodes < 5 || o.Nodes > 501 || !(o.Range > 0 && o.Range <= 100) || !(o.Tol > 0) || o.MaxIter < 1 {
		return ErrOptions
	}
	return nil
}

func (o Options) prior() prior {
	var p prior
	if o.GuessPrior != nil && o.GuessPrior[0] > 0 {
		p.betaC = o.GuessPrior
	}
	if o.SlopePrior != nil && o.SlopePrior[1] > 0 {
		p.lognormalA = o.SlopePrior
	}
	return p
}

// Finding is something about the data that a reader of the result must know.
type Finding struct {
	Item int    // 0-based; -1: of the whole
	Code string // constant, category, slope, difficulty, latent, not_converged
	Text string
}

// Fit is a fitted model.
type Fit struct {
	Model      Model
	Persons    int
	Items      []Item
	Left       []bool // items that were left out because all answers are alike
	SD         float64
	LogLik     float64 // without priors
	Parameters int
	Iterations int
	WarmUp     int // iterations on the subsample
	Converged  bool
	Findings   []Finding

	opts Options
	grid *grid
}

// AIC and BIC are the information criteria.
func (f *Fit) AIC() float64 { return -2*f.LogLik + 2*float64(f.Parameters) }

// BIC uses the number of persons.
func (f *Fit) BIC() float64 {
	return -2*f.LogLik + math.Log(float64(f.Persons))*float64(f.Parameters)
}

// warmPersons is the size of the subsample for a start, taken when there are at least twenty times as many.
const warmPersons = 5_000

// New fits a model to data. The context ends a long fit; the same data and options give the same bits for any number of goroutines.
func New(ctx context.Context, d *Data, o Options) (*Fit, error) {
	o = o.fill()
	if err := o.check(); err != nil {
		return nil, err
	}
	f, err := start(d, o)
	if err != nil {
		return nil, err
	}
	if !o.Cold && o.Start == nil && d.n >= 20*warmPersons {
		small := d.sample(warmPersons)
		g := &fitter{d: small, f: f, o: o}
		g.o.Tol = math.Max(o.Tol, 1e-3)
		g.o.Progress = nil
		if err := g.run(ctx); err != nil {
			return nil, err
		}
		f.WarmUp = f.Iterations
	}
	g := &fitter{d: d, f: f, o: o}
	return f.finish(g.run(ctx))
}

// finish remarks on a fit that came to its end.
func (f *Fit) finish(err error) (*Fit, error) {
	if err != nil {
		return nil, err
	}
	f.remark()
	return f, nil
}

// start makes the items from the proportions of the answers.
func start(d *Data, o Options) (*Fit, error) {
	f := &Fit{Model: o.Model, Persons: d.n, SD: 1, opts: o, grid: newGrid(o.Nodes, o.Range), Items: make([]Item, d.Items()), Left: make([]bool, d.Items())}
	free := 0
	for i, c := range d.items {
		if o.Model.Binary() && o.Model != Rasch && o.Model != OnePL && c.cats > 2 {
			return nil, fmt.Errorf("%w: item %d has %d", ErrModel, i+1, c.cats)
		}
		f.Items[i] = first2(c, o.Model)
		used := 0
		for k, n := range c.counts {
			if n > 0 {
				used++
			} else if c.cats > 2 {
				f.Findings = append(f.Findings, Finding{i, "category", fmt.Sprintf("category %d has no answers", k)})
			}
		}
		if used < 2 {
			f.Left[i], f.Items[i].Model = true, Out
			f.Findings = append(f.Findings, Finding{i, "constant", "all answers are alike; the item is left out"})
			continue
		}
		free += len(f.Items[i].D)
		switch o.Model {
		case Rasch, OnePL:
		case ThreePL:
			free += 2
		default:
			free++
		}
	}
	if free == 0 {
		return nil, ErrDegenerate
	}
	if o.Model == Rasch || o.Model == OnePL {
		free++
	}
	f.Parameters = free
	if o.Start != nil {
		if len(o.Start) != len(f.Items) {
			return nil, errors.New("irt: a start needs one item for each item")
		}
		for i, it := range o.Start {
			if it.Categories() != f.Items[i].Categories() || !it.legal() {
				return nil, fmt.Errorf("irt: start of item %d does not fit", i+1)
			}
			if !f.Left[i] {
				f.Items[i] = it.clone()
			}
		}
	}
	return f, nil
}

// first2 is an item before the first iteration.
func first2(c column, m Model) Item {
	it := Item{Model: m, A: 1, D: make([]float64, c.cats-1)}
	if (m == Rasch || m == OnePL) && c.cats > 2 {
		it.Model = GPCM
	}
	if m == ThreePL {
		it.C = 0.2
	}
	n := 0.0
	for _, v := range c.counts {
		n += float64(v) + 0.5
	}
	above := n
	for k := range it.D {
		here, next := float64(c.counts[k])+0.5, float64(c.counts[k+1])+0.5
		above -= here
		if it.Model == GPCM {
			it.D[k] = math.Log(next / here)
			continue
		}
		p := math.Min(math.Max(above/n, 0.001), 0.999)
		if it.C > 0 {
			p = math.Max((p-it.C)/(1-it.C), 0.02)
		}
		it.D[k] = 1.2 * math.Log(p/(1-p))
		if k > 0 {
			it.D[k] = math.Min(it.D[k], it.D[k-1]-1e-3)
		}
	}
	return it
}

// sample takes m persons, evenly spread.
func (d *Data) sample(m int) *Data {
	out := &Data{n: m, items: d.items, packs: make([]pack, len(d.packs))}
	for b, p := range d.packs {
		code := make([]byte, m)
		for i := range code {
			code[i] = p.code[i*d.n/m]
		}
		out.packs[b] = pack{items: p.items, codes: p.codes, code: code}
	}
	return out
}

// fitter runs the iterations of one fit, on data or on the answers of parts.
type fitter struct {
	d   *Data
	f   *Fit
	o   Options
	s   *stepper
	ask Ask
}

// expect runs one expectation step at the present parameters.
func (g *fitter) expect(ctx context.Context) (step, error) {
	if g.ask != nil {
		return g.askParts(ctx)
	}
	if g.s == nil {
		g.s = newStepper(g.d, g.f.grid, g.o.Procs)
	}
	return g.s.run(ctx, g.f.Items)
}

// run iterates to convergence from where the fit is.
func (g *fitter) run(ctx context.Context) error {
	g.f.grid.spread(g.f.SD)
	x := g.pack()
	var acc numeric.Accelerator
	best := math.Inf(-1)
	var safe []float64 // where a plain step led
	for g.f.Iterations = 1; ; g.f.Iterations++ {
		g.unpack(x)
		c, err := g.expect(ctx)
		if err != nil {
			return err
		}
		if g.o.Progress != nil {
			g.o.Progress(g.f.Iterations, c.logLik)
		}
		value := c.logLik + g.penalty()
		if safe != nil && !(value >= best-1e-9*math.Abs(best)-1e-6) {
			x, safe = safe, nil // the extrapolation went too far
			acc.Reset()
			if g.f.Iterations >= g.o.MaxIter {
				return nil
			}
			continue
		}
		best = value
		g.f.LogLik = c.logLik
		at := append([]float64(nil), x...)
		g.maximise(c)
		to := g.pack()
		next := acc.Next(at, to)
		if !g.legal(next) {
			next = to
			acc.Reset()
		}
		if largest(at, to) < g.o.Tol && largest(at, next) < g.o.Tol/10 || g.f.Iterations >= g.o.MaxIter {
			g.f.Converged = g.f.Iterations < g.o.MaxIter
			g.unpack(next) // nearer to the maximum than where the likelihood was taken, which differs by the square of the step
			return nil
		}
		x, safe = next, to
	}
}

func (g *fitter) penalty() float64 {
	pr, ll := g.o.prior(), 0.0
	if pr.betaC == nil && pr.lognormalA == nil {
		return 0
	}
	for i, it := range g.f.Items {
		if !g.f.Left[i] {
			x := make([]float64, it.params())
			ll += pr.add(it, x, x, numeric.Square(len(x)))
		}
	}
	return ll
}

// shared reports whether the slopes are not the items' own.
func (g *fitter) shared() bool { return g.o.Model == Rasch || g.o.Model == OnePL }

// maximise is the M-step: one scoring step an item, enough because the next expectation moves the target anyway. Items are maximised
// side by side; what they share is summed in their order.
func (g *fitter) maximise(c step) {
	gain := make([]slopeGain, len(g.f.Items))
	memory := func() *improver { return newImprover(g.f.grid, g.o.prior(), g.shared()) }
	each(processors(g.o.Procs), len(gain), memory, func(m *improver, i int) {
		if !g.f.Left[i] {
			gain[i] = g.improve(m, &g.f.Items[i], c.items[i])
		}
	})
	switch g.o.Model {
	case OnePL:
		var sum slopeGain
		for _, s := range gain {
			sum.slope += s.slope
			sum.info += s.info
		}
		step := math.Max(-0.5, math.Min(0.5, sum.slope/sum.info))
		for i := range g.f.Items {
			g.f.Items[i].A += step
		}
	case Rasch:
		g.f.SD = g.f.grid.sd(c.nodes, g.f.SD)
	}
}

// slopeGain is an item's part of the gradient and the information of a shared slope.
type slopeGain struct{ slope, info float64 }

func (g *fitter) improve(m *improver, it *Item, r itemCounts) slopeGain {
	m.improve(it, r, 1)
	if g.o.Model != OnePL {
		return slopeGain{}
	}
	m.fixA = false
	m.score(*it, r)
	m.fixA = true
	return slopeGain{m.g[0], m.h[0][0]}
}

// pack and unpack move everything that is estimated between the fit and one vector.
func (g *fitter) pack() []float64 {
	var x []float64
	for i, it := range g.f.Items {
		if g.f.Left[i] {
			continue
		}
		p := make([]float64, it.params())
		it.get(p)
		if g.shared() {
			p = p[1:]
		}
		x = append(x, p...)
	}
	switch g.o.Model {
	case Rasch:
		x = append(x, math.Log(g.f.SD))
	case OnePL:
		x = append(x, g.f.Items[g.free()].A)
	}
	return x
}

// free is the first item that is estimated.
func (g *fitter) free() int {
	for i, left := range g.f.Left {
		if !left {
			return i
		}
	}
	return 0
}

func (g *fitter) unpack(x []float64) {
	slope := 1.0
	switch g.o.Model {
	case Rasch:
		g.f.SD = math.Exp(x[len(x)-1])
		g.f.grid.spread(g.f.SD)
	case OnePL:
		slope = x[len(x)-1]
	}
	at := 0
	for i := range g.f.Items {
		it := &g.f.Items[i]
		if g.f.Left[i] {
			continue
		}
		n := it.params()
		if g.shared() {
			it.A = slope
			it.D = append(it.D[:0:0], x[at:at+n-1]...)
			at += n - 1
			continue
		}
		it.D = append([]float64(nil), it.D...)
		it.set(x[at : at+n])
		at += n
	}
}

// legal reports whether a vector makes models.
func (g *fitter) legal(x []float64) bool {
	old := make([]Item, len(g.f.Items))
	for i, it := range g.f.Items {
		old[i] = it.clone()
	}
	sd := g.f.SD
	if g.o.Model == Rasch && !(math.Abs(x[len(x)-1]) < 4) {
		return false
	}
	g.unpack(x)
	ok := true
	for i, it := range g.f.Items {
		ok = ok && (g.f.Left[i] || it.legal())
	}
	g.f.Items, g.f.SD = old, sd
	return ok
}

func largest(a, b []float64) float64 {
	d := 0.0
	for i := range a {
		d = math.Max(d, math.Abs(a[i]-b[i]))
	}
	return d
}
