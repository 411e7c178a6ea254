package cdm

import (
	"context"
	"math"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

// Options of a fit; the zero value is completed by defaults.
type Options struct {
	Model    Model
	Tol      float64 // largest change of a probability at the end, default 1e-7
	MaxIter  int     // default 5000
	Progress func(iteration int, logLik float64)
}

// Fit is a fitted model.
type Fit struct {
	Model      Model
	Persons    int
	Skills     int
	Items      []Item
	Classes    []float64 // proportion of each pattern of mastery; bit s of the index is skill s
	LogLik     float64
	Parameters int
	Iterations int
	Converged  bool
	Accuracy   float64   // expected share of persons whose pattern is classified rightly: the mean of the largest posterior
	BySkill    []float64 // the same for each skill
	space      *space    // of the proportions, nil when they are free
	SRMSR      float64   // root mean square difference between observed and implied correlations of item pairs
}

// burnIn are plain iterations before the acceleration: they choose the maximum, when there are several, as plain iterations would.
const burnIn = 20

// edge keeps probabilities inside (0, 1).
const edge = 1e-9

// New fits a model to answers given person by person (0, 1 or Missing) and a Q-matrix, q[item][skill].
func New(ctx context.Context, answers []uint8, q [][]bool, o Options) (*Fit, error) {
	if o.Tol == 0 {
		o.Tol = 1e-7
	}
	if o.MaxIter == 0 {
		o.MaxIter = 5000
	}
	f, err := prepare(answers, q, o)
	if err != nil {
		return nil, err
	}
	t := newTable(answers, f)
	if f.space != nil {
		err = f.climb(ctx, t, o)
	} else {
		err = f.iterate(ctx, t, o)
	}
	if err != nil {
		return nil, err
	}
	f.LogLik = t.expect(f)
	f.judge(t)
	return f, nil
}

// iterate runs accelerated iterations to the maximum.
func (f *Fit) iterate(ctx context.Context, t *table, o Options) error {
	var acc numeric.Accelerator
	x, best := f.pack(), math.Inf(-1)
	var safe []float64
	for f.Iterations = 1; ; f.Iterations++ {
		ll, err := f.expect(ctx, t, o, x)
		if err != nil {
			return err
		}
		if safe != nil && !(ll >= best-1e-10*math.Abs(best)) {
			x, safe = safe, nil
			acc.Reset()
			continue
		}
		best = ll
		at := append([]float64(nil), x...)
		t.maximise(f)
		to := f.pack()
		next := to
		if f.Iterations > burnIn {
			next = acc.Next(at, to)
		}
		if !f.inside(next) {
			next = to
			acc.Reset()
		}
		if largest(at, to) < o.Tol && largest(at, next) < 10*o.Tol || f.Iterations >= o.MaxIter {
			f.Converged = f.Iterations < o.MaxIter
			return nil
		}
		x, safe = next, to
	}
}

func (f *Fit) expect(ctx context.Context, t *table, o Options, x []float64) (float64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	f.unpack(x)
	ll := t.expect(f)
	if o.Progress != nil {
		o.Progress(f.Iterations, ll)
	}
	return ll, nil
}

func prepare(answers []uint8, q [][]bool, o Options) (*Fit, error) {
	if o.Model != DINA && o.Model != DINO && o.Model != GDINA {
		return nil, ErrModel
	}
	if len(answers) == 0 || len(q) == 0 || len(q[0]) == 0 {
		return nil, ErrEmpty
	}
	if len(answers)%len(q) != 0 {
		return nil, ErrShape
	}
	k := len(q[0])
	if k > MaxSkills {
		return nil, ErrSkills
	}
	f := &Fit{Model: o.Model, Persons: len(answers) / len(q), Skills: k, Classes: make([]float64, 1<<k)}
	for i, row := range q {
		if len(row) != k {
			return nil, ErrShape
		}
		it, ok := newItem(o.Model, row)
		if !ok {
			return nil, &QError{i}
		}
		f.Items = append(f.Items, it)
		f.Parameters += len(it.Probs)
	}
	for i, v := range answers {
		if v > 1 && v != Missing {
			return nil, &CodeError{i / len(q), i % len(q), int(v)}
		}
	}
	for c := range f.Classes {
		f.Classes[c] = 1 / float64(len(f.Classes))
	}
	if k > fullSkills {
		f.space = newSpace(k)
	}
	f.Parameters += spaceParameters(k)
	return f, nil
}

func (f *Fit) pack() []float64 {
	var x []float64
	for _, it := range f.Items {
		x = append(x, it.Probs...)
	}
	if f.space != nil {
		return append(x, f.space.gamma...)
	}
	return append(x, f.Classes...)
}

func (f *Fit) unpack(x []float64) {
	for i := range f.Items {
		n := copy(f.Items[i].Probs, x)
		for g, p := range f.Items[i].Probs {
			f.Items[i].Probs[g] = math.Min(math.Max(p, edge), 1-edge)
		}
		x = x[n:]
	}
	if f.space != nil {
		copy(f.space.gamma, x)
		f.space.proportions(f.space.gamma, f.Classes)
		return
	}
	sum := 0.0
	for c := range f.Classes {
		f.Classes[c] = math.Max(x[c], 0)
		sum += f.Classes[c]
	}
	for c := range f.Classes {
		f.Classes[c] /= sum
	}
}

// inside reports whether every probability is one, but for what unpack puts right.
func (f *Fit) inside(x []float64) bool {
	for _, v := range x {
		if !(v > -1e-6 && v < 1+1e-6) {
			return false
		}
	}
	return true
}

func largest(a, b []float64) float64 {
	d := 0.0
	for i := range a {
		d = math.Max(d, math.Abs(a[i]-b[i]))
	}
	return d
}
