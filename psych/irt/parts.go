package irt

import (
	"context"
	"fmt"
)

// Calibration in parts: schools keep the answers, and only sums leave them. A part tells how many persons chose each category (Tally);
// then, for the parameters of each iteration, the expected numbers of persons by item, category and node (Share). Both add up over parts
// of persons, and the fit is the same as on all answers together, up to the order of additions. A sum over many persons and items of
// posterior weights does not give answers back; with a handful of persons it may come near, so a part should be a school and not a class.

// Tally counts the answers of a part: Counts[item][category].
type Tally struct {
	Persons int     `json:"persons"`
	Counts  [][]int `json:"counts"`
}

// Tally of all persons.
func (d *Data) Tally() Tally {
	t := Tally{Persons: d.n}
	for _, c := range d.items {
		t.Counts = append(t.Counts, append([]int(nil), c.counts...))
	}
	return t
}

// Merge adds the persons of another part, which may know fewer or more categories of an item.
func (t *Tally) Merge(other Tally) error {
	if t.Counts == nil && t.Persons == 0 {
		t.Counts = make([][]int, len(other.Counts))
	}
	if len(t.Counts) != len(other.Counts) {
		return ErrLayout
	}
	t.Persons += other.Persons
	for i, c := range other.Counts {
		for len(t.Counts[i]) < len(c) {
			t.Counts[i] = append(t.Counts[i], 0)
		}
		for k, n := range c {
			t.Counts[i][k] += n
		}
	}
	return nil
}

// Parameters are what a part needs for one expectation step.
type Parameters struct {
	Items []Item  `json:"items"`
	SD    float64 `json:"sd"`
	Nodes int     `json:"nodes"`
	Range float64 `json:"range"`
}

// Share is a part's expectation: Items[item][category][node] and Nodes[node] are expected numbers of persons.
type Share struct {
	Persons int           `json:"persons"`
	LogLik  float64       `json:"log_lik"`
	Nodes   []float64     `json:"nodes"`
	Items   [][][]float64 `json:"items"`
}

// Merge adds another part's expectation under the same parameters.
func (s *Share) Merge(other *Share) error {
	if len(s.Nodes) != len(other.Nodes) || len(s.Items) != len(other.Items) {
		return ErrLayout
	}
	for i := range s.Items {
		if len(s.Items[i]) != len(other.Items[i]) {
			return ErrLayout
		}
		for k, v := range other.Items[i] {
			if len(v) != len(s.Nodes) || len(s.Items[i][k]) != len(s.Nodes) {
				return ErrLayout
			}
		}
	}
	s.Persons += other.Persons
	s.LogLik += other.LogLik
	plainAdd(s.Nodes, other.Nodes) // nodes without padding, which the vector loops need
	for i, cats := range other.Items {
		for k, v := range cats {
			plainAdd(s.Items[i][k], v)
		}
	}
	return nil
}

// Expect is the expectation step of the persons of d. Items may have categories that nobody of d has chosen, but not fewer than d has.
func (d *Data) Expect(ctx context.Context, p Parameters) (*Share, error) {
	if len(p.Items) != len(d.items) || p.Nodes < 5 || p.Nodes > 501 || !(p.Range > 0) || !(p.SD > 0) {
		return nil, ErrLayout
	}
	for i, it := range p.Items {
		if !it.legal() || it.Categories() < len(d.items[i].counts) || it.Categories() > MaxCategories {
			return nil, fmt.Errorf("%w: item %d", ErrLayout, i+1)
		}
	}
	g := newGrid(p.Nodes, p.Range)
	g.spread(p.SD)
	s := newStepper(d, g, 0)
	c, err := s.run(ctx, p.Items)
	if err != nil {
		return nil, err
	}
	out := &Share{Persons: d.n, LogLik: c.logLik, Nodes: append([]float64(nil), c.nodes[:p.Nodes]...), Items: make([][][]float64, len(p.Items))}
	for i, it := range p.Items {
		for k := range it.Categories() {
			if k < len(c.items[i]) {
				out.Items[i] = append(out.Items[i], c.items[i][k][:p.Nodes])
			} else {
				out.Items[i] = append(out.Items[i], make([]float64, p.Nodes)) // nobody here has chosen it
			}
		}
	}
	return out, nil
}

// Ask asks every part for its Share and merges the answers. It is called once an iteration; a part that does not answer is an error of the
// iteration and ends the fit, because leaving it out would change what is fitted.
type Ask func(ctx context.Context, p Parameters) (*Share, error)

// NewFromParts fits a model to answers that stay where they are. t is the merged tally of all parts.
func NewFromParts(ctx context.Context, t Tally, ask Ask, o Options) (*Fit, error) {
	o = o.fill()
	if err := o.check(); err != nil {
		return nil, err
	}
	if t.Persons <= 0 || len(t.Counts) == 0 {
		return nil, ErrEmpty
	}
	d := &Data{n: t.Persons}
	for i, c := range t.Counts {
		if len(c) > MaxCategories {
			return nil, fmt.Errorf("%w: item %d has %d categories", ErrLayout, i+1, len(c))
		}
		column := column{cats: max(2, len(c)), counts: append([]int(nil), c...)}
		for len(column.counts) < column.cats {
			column.counts = append(column.counts, 0)
		}
		d.items = append(d.items, column)
	}
	f, err := start(d, o)
	if err != nil {
		return nil, err
	}
	g := &fitter{d: d, f: f, o: o, ask: ask}
	return f.finish(g.run(ctx))
}

// ErrorsFromParts are the standard errors of a fit by NewFromParts. It asks twice for each parameter.
func (f *Fit) ErrorsFromParts(ctx context.Context, ask Ask) (*Errors, error) {
	return f.errors(ctx, &fitter{ask: ask})
}

func (g *fitter) askParts(ctx context.Context) (step, error) {
	s, err := g.ask(ctx, Parameters{g.f.Items, g.f.SD, g.o.Nodes, g.o.Range})
	if err != nil {
		return step{}, err
	}
	if s == nil || len(s.Nodes) != g.o.Nodes || len(s.Items) != len(g.f.Items) {
		return step{}, ErrLayout
	}
	items := make([]itemCounts, len(s.Items))
	for i, it := range g.f.Items {
		if len(s.Items[i]) != it.Categories() {
			return step{}, ErrLayout
		}
		items[i] = s.Items[i]
		for _, v := range s.Items[i] {
			if len(v) != g.o.Nodes {
				return step{}, ErrLayout
			}
		}
	}
	return step{s.LogLik, s.Nodes, items}, nil
}
