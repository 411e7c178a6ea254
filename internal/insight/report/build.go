package report

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// Input is everything that an exam's report is made from.
type Input struct {
	Exam        exam.Exam
	Rules       preset.Analysis
	GradeScores []preset.GradeScore
	Blueprints  map[string]exam.Blueprint // by subject; a subject may have none
	// EachMatrix calls f for every class's results in a subject, in any order.
	EachMatrix func(ctx context.Context, subject string, f func(exam.Matrix) error) error
	Places     map[org.UnitID]Place // of the schools, on the exam's first day
	Baseline   *Baseline            // nil without one
	Excuses    []exam.Excuse        // who approved that pupils are left out
	Built      clock.Micros
	// Weights are how many pupils a sampled one of a school stands for; nil: all alike. Of sampled monitoring only.
	Weights map[org.UnitID]float64
	// Procs is how many processors are used, 0 for all: the job leaves one to whoever is answering.
	Procs int
	// Progress is told what is done, 0 … 1; may be nil.
	Progress func(done float64)
}

func (in *Input) thresholds() indicator.Thresholds {
	r := in.Rules.RatesOf(in.Exam.Stage)
	return indicator.Thresholds{Excellent: float64(r.Excellent) / 100, Good: float64(r.Good) / 100, Pass: float64(r.Pass) / 100, Low: float64(r.Low) / 100}
}

// top is the kind of the whole exam.
func (in *Input) top() Kind {
	switch in.Exam.Scope {
	case exam.ScopeRegion:
		return KindRegion
	case exam.ScopeDistrict:
		return KindDistrict
	case exam.ScopeCross:
		return KindCross
	case exam.ScopeClass:
		return KindClass
	}
	return KindSchool
}

// Stored is a document on its way to the store. Guarded school documents are for the school's own people only, because a total that
// others may read would give a small school away by difference.
type Stored struct {
	Key
	N       int
	Guarded bool
	Above   id.Any // the place whose total would give it away; of a class its school
	Doc     any    // Document, or *Paper, *Model or *ownFacts
}

// builder makes the documents of one exam. put may be called from several goroutines.
type builder struct {
	in   *Input
	emit func(Stored) error

	mu  sync.Mutex
	err error
}

// Build makes every document of an exam and gives it to emit, from several goroutines, in no order. The same matrices give the same
// documents whatever their order.
func Build(ctx context.Context, in Input, emit func(Stored) error) error {
	b := &builder{in: &in, emit: emit}
	var subjects []*data
	var trees []*tree
	for s, name := range in.Exam.Subjects {
		d, err := load(ctx, &in, name)
		if err != nil {
			return err
		}
		if len(d.classes) == 0 {
			continue // nothing has come in for the subject yet
		}
		t, err := b.subject(ctx, d)
		if err != nil {
			return err
		}
		d.release()
		subjects, trees = append(subjects, d), append(trees, t)
		b.progress(float64(s+1) / float64(len(in.Exam.Subjects)+1))
	}
	if len(subjects) > 1 {
		if err := b.all(ctx, subjects, trees); err != nil {
			return err
		}
	}
	b.progress(1)
	return b.failed()
}

func (b *builder) progress(done float64) {
	if b.in.Progress != nil {
		b.in.Progress(done)
	}
}

// release gives the memory of items back; totals are still needed.
func (d *data) release() { d.rows.Marks, d.choice, d.k = nil, nil, 0 }

// each runs f for every element on so many processors, 0 for all.
func each[T any](procs int, list []T, f func(T)) {
	if procs <= 0 {
		procs = runtime.GOMAXPROCS(0)
	}
	next := make(chan T)
	var wg sync.WaitGroup
	for range min(procs, max(1, len(list))) {
		wg.Go(func() {
			for x := range next {
				f(x)
			}
		})
	}
	for _, x := range list {
		next <- x
	}
	close(next)
	wg.Wait()
}

// count adds the classes up and makes the tree.
func (b *builder) count(d *data) *tree {
	each(b.in.Procs, d.classes, func(c *classData) {
		c.sums = newSums(d, b.in.thresholds())
		for i := c.lo; i < c.hi; i++ {
			c.sums.add(d, i)
		}
	})
	t := grow(b.in, d)
	if t.districts != nil {
		for i, p := range b.hideParts(t.districts) {
			t.districts[i].hidden = p.hidden
			b.pool(t.districts[i].parts)
			for _, school := range t.districts[i].parts {
				// the schools of a hidden district add up to it
				school.hidden = school.hidden || p.hidden
			}
		}
	} else if t.top != nil && t.top.kind != KindSchool {
		b.pool(t.schools)
	}
	t.index = map[Key]*group{}
	for _, g := range append(t.places(), t.classes...) {
		t.index[Key{Kind: g.kind, Node: g.node}] = g
	}
	return t
}

// subject makes the documents of one subject.
func (b *builder) subject(ctx context.Context, d *data) (*tree, error) {
	t := b.count(d)
	sc, err := b.in.convert(d)
	if err != nil {
		return nil, err
	}
	added, z, err := b.added(d, t)
	if err != nil {
		return nil, err
	}
	b.put(Stored{Key: Key{Kind: kindPaper, Node: id.As[any](b.in.Exam.ID), Subject: d.subject}, Doc: &d.paper})
	if m, err := b.model(ctx, d, t.top); err != nil {
		return nil, err
	} else if m != nil {
		b.put(Stored{Key: Key{Kind: kindModel, Node: id.As[any](b.in.Exam.ID), Subject: d.subject}, N: m.N, Doc: m})
	}
	if f := b.ownFacts(d, t.top); f != nil {
		b.put(Stored{Key: Key{Kind: kindOwn, Node: id.As[any](b.in.Exam.ID), Subject: d.subject}, N: f.n, Doc: f})
	}
	x := b.tables(d, t)
	each(b.in.Procs, t.classes, func(g *group) {
		if ctx.Err() != nil {
			return
		}
		doc := b.class(d, g, x, sc)
		b.growth(&doc, g, z)
		doc.sheet(d)
		b.putDocument(doc, d, g)
	})
	each(b.in.Procs, t.places(), func(g *group) {
		if ctx.Err() == nil {
			b.putPlace(d, t, g, x, sc, added)
		}
	})
	return t, cmpErr(ctx.Err(), b.failed())
}

func cmpErr(errs ...error) error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

// places are everything above the class, the whole first.
func (t *tree) places() []*group {
	var out []*group
	if t.top != nil && !slices.Contains(t.schools, t.top) {
		out = append(out, t.top)
	}
	return append(append(out, t.districts...), t.schools...)
}

func (b *builder) putPlace(d *data, t *tree, g *group, x tables, sc *scores, added *Added) {
	doc := b.place(d, t, g, x, sc)
	if doc.Hidden == "" {
		b.sampled(&doc, d, g)
		b.addAdded(&doc, g, t, added)
	}
	b.putDocument(doc, d, g)
}

// addAdded gives each place what it may read of value added.
func (b *builder) addAdded(doc *Document, g *group, t *tree, a *Added) {
	switch {
	case a == nil:
	case g == t.top:
		doc.Added = a
	case g.kind == KindSchool:
		doc.Added = a.forSchool(g.node)
	default:
		out := *a
		out.Hex, out.Schools = nil, nil
		for _, s := range a.Schools {
			if slices.ContainsFunc(g.parts, func(p *group) bool { return p.node == s.Node }) {
				out.Schools = append(out.Schools, s)
			}
		}
		out.Differ = 0
		for _, s := range out.Schools {
			if s.Effect != nil && s.Effect.Differs {
				out.Differ++
			}
		}
		doc.Added = &out
	}
}

// growth gives a class the entry and exit Z of its pupils.
func (b *builder) growth(doc *Document, g *group, z [][2]float64) {
	if z == nil {
		return
	}
	c := g.classes[0]
	any := false
	for i := c.lo; i < c.hi; i++ {
		doc.Class.Entry, doc.Class.Exit = append(doc.Class.Entry, places(z[i][0], 3)), append(doc.Class.Exit, places(z[i][1], 3))
		any = any || doc.Class.Entry[i-c.lo].Defined()
	}
	if !any {
		doc.Class.Entry, doc.Class.Exit = nil, nil
	}
}

// all makes the documents of the total.
func (b *builder) all(ctx context.Context, subjects []*data, trees []*tree) error {
	t := b.total(subjects, trees)
	tr := b.count(t.data)
	b.standards(t)
	added, z, err := b.added(t.data, tr)
	if err != nil {
		return err
	}
	x := b.tables(t.data, tr)
	over := map[*totalLine]cellTable{}
	for l := range t.lines {
		tl := &t.lines[l]
		over[tl] = b.cells(tr, func(g *group) []int {
			n := []int{0, 0}
			for _, m := range g.marks(t.data) {
				if m >= tl.lines.Total {
					n[0]++
				} else {
					n[1]++
				}
			}
			return n
		})
	}
	ends := b.cells(tr, t.ends)
	if tr.top != nil {
		t.whole, t.everyone = t.ends(tr.top), tr.top.n()
	}
	each(b.in.Procs, tr.classes, func(g *group) {
		doc := b.class(t.data, g, x, nil)
		b.growth(&doc, g, z)
		b.fillTotal(&doc, t, g, over, ends)
		b.putDocument(doc, t.data, g)
	})
	each(b.in.Procs, tr.places(), func(g *group) {
		doc := b.place(t.data, tr, g, x, nil)
		if doc.Hidden == "" {
			b.addAdded(&doc, g, tr, added)
			b.fillTotal(&doc, t, g, over, ends)
		}
		b.putDocument(doc, t.data, g)
	})
	return cmpErr(ctx.Err(), b.failed())
}

// document begins a document.
func (b *builder) document(d *data, g *group) Document {
	return Document{Exam: b.in.Exam.ID, Built: b.in.Built, Key: Key{Kind: g.kind, Node: g.node, Subject: d.subject}, Head: b.head(d, g)}
}

// putDocument ends a document and gives it on.
func (b *builder) putDocument(doc Document, d *data, g *group) {
	if doc.Hidden == "" {
		b.findings(&doc, d)
		doc.formulas()
	} else {
		doc.Head = Head{Title: doc.Head.Title, Purpose: doc.Head.Purpose, Scope: doc.Head.Scope, Stage: doc.Head.Stage, Grade: doc.Head.Grade, First: doc.Head.First, Full: doc.Head.Full}
	}
	s := Stored{Key: doc.Key, N: doc.Head.N, Doc: doc}
	if g.kind == KindClass {
		s.Above = id.As[any](g.classes[0].school)
	}
	if g.kind != KindClass && g.parent != nil {
		s.Guarded = g.guarded() || g.parent.kind == KindSchool
		above := g.parent
		if above.kind == KindSchool {
			above = above.parent
		}
		if above == nil {
			s.Guarded = false
		} else {
			s.Above = above.node
		}
	}
	b.put(s)
}

func (b *builder) put(s Stored) {
	if err := b.emit(s); err != nil {
		b.mu.Lock()
		if b.err == nil {
			b.err = err
		}
		b.mu.Unlock()
	}
}

func (b *builder) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// sampled estimates the whole from a sample, for sampled monitoring.
func (b *builder) sampled(doc *Document, d *data, g *group) {
	e := b.in.Exam
	if e.Purpose != exam.Monitoring || g.kind == KindSchool {
		return
	}
	schools := map[org.UnitID]int{}
	var value, weight []float64
	var cluster []int
	for _, c := range g.classes {
		if _, ok := schools[c.school]; !ok {
			schools[c.school] = len(schools)
		}
		w := 1.0
		if v, ok := b.in.Weights[c.school]; ok {
			w = v
		}
		for i := c.lo; i < c.hi; i++ {
			if t := d.rows.Total[i]; t >= 0 {
				value, weight, cluster = append(value, float64(t)/100), append(weight, w), append(cluster, schools[c.school])
			}
		}
	}
	x := indicator.SampledMean(value, weight, cluster, b.in.Rules.MinGroup)
	doc.Sampled = &Sampled{e.Sample, x.N, x.Clusters, Num(x.Value), Num(x.SE), Num(x.Low), Num(x.High), Num(x.Design), Num(x.Effective)}
}
