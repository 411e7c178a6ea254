package report

import (
	"slices"

	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// hiding says for each group which cells of a small table (levels, bands, lines) are hidden in its document.
type hiding map[*group][]bool

// hide walks from the top down: the whole hides its own small cells; the parts of a place form a table with it as margin, in which no small
// cell may follow from the sums. Schools that are hidden or pooled above get their own rule, for only their own people read them.
func (b *builder) hide(t *tree, count func(*group) []int) hiding {
	h := hiding{}
	if t.top == nil {
		return h
	}
	h[t.top] = indicator.Suppress(count(t.top), b.in.Rules.MinGroup)
	b.hideBelow(h, t.top, count)
	for _, s := range t.schools {
		if h[s] == nil {
			h[s] = indicator.Suppress(count(s), b.in.Rules.MinGroup)
		}
	}
	return h
}

func (b *builder) hideBelow(h hiding, g *group, count func(*group) []int) {
	if len(g.parts) == 0 || g.parts[0].kind == KindClass {
		return
	}
	list := pooledParts(g)
	counts := make([][]int, len(list))
	for i, p := range list {
		for _, x := range p.groups {
			c := count(x)
			if counts[i] == nil {
				counts[i] = make([]int, len(c))
			}
			for j, n := range c {
				counts[i][j] += n
			}
		}
	}
	hidden := indicator.SuppressTable(counts, b.in.Rules.MinGroup)
	for i, p := range list {
		if len(p.groups) == 1 && !p.hidden {
			h[p.groups[0]] = hidden[i]
		}
		for _, x := range p.groups {
			b.hideBelow(h, x, count)
		}
	}
}

// cellTable are the counts and hidings of one kind of cell over a tree.
type cellTable struct {
	counts map[*group][]int
	hidden hiding
}

func (b *builder) cells(t *tree, count func(*group) []int) cellTable {
	c := cellTable{counts: map[*group][]int{}}
	of := func(g *group) []int {
		if v, ok := c.counts[g]; ok {
			return v
		}
		v := count(g)
		c.counts[g] = v
		return v
	}
	c.hidden = b.hide(t, of)
	return c
}

// at is a group's cells, −1 where hidden.
func (c cellTable) at(g *group) []int {
	out := slices.Clone(c.counts[g])
	for i, h := range c.hidden[g] {
		if h {
			out[i] = -1
		}
	}
	return out
}

// tables are the cells that documents of one subject show above the class.
type tables struct {
	bands  []indicator.Band // edges
	levels []indicator.Level
	band   cellTable
	level  cellTable
}

func (b *builder) tables(d *data, t *tree) tables {
	x := tables{levels: b.levels()}
	if t.top == nil {
		return x
	}
	full := float64(d.total) / 100
	if full == 0 {
		for _, m := range t.top.marks(d) {
			full = max(full, m)
		}
	}
	x.bands = indicator.Bands(nil, full, float64(b.in.Rules.Band))
	x.band = b.cells(t, func(g *group) []int {
		out := make([]int, len(x.bands))
		for i, n := range indicator.Bands(g.marks(d), full, float64(b.in.Rules.Band)) {
			out[i] = n.N
		}
		return out
	})
	if d.total == 0 {
		x.levels = nil
	}
	if x.levels != nil {
		x.level = b.cells(t, func(g *group) []int { return levelCounts(g.marks(d), full, x.levels) })
	}
	return x
}

func levelCounts(marks []float64, full float64, levels []indicator.Level) []int {
	out := make([]int, len(levels))
	for _, m := range marks {
		name := indicator.LevelOf(m, full, levels)
		out[slices.IndexFunc(levels, func(l indicator.Level) bool { return l.Name == name })]++
	}
	return out
}

// spread fills bands, levels and the box of a document.
func (b *builder) spread(doc *Document, d *data, g *group, x tables) {
	coded := doc.Kind != KindClass
	marks := g.marks(d)
	doc.Box = b.box(marks, coded)
	full := float64(d.total) / 100
	var bands, levels []int
	switch {
	case !coded:
		if full == 0 && len(x.bands) > 0 {
			full = x.bands[len(x.bands)-1].To
		}
		for _, n := range indicator.Bands(marks, full, float64(b.in.Rules.Band)) {
			bands = append(bands, n.N)
		}
		if x.levels != nil {
			levels = levelCounts(marks, full, x.levels)
		}
	case x.band.hidden[g] != nil:
		bands = x.band.at(g)
		if x.levels != nil {
			levels = x.level.at(g)
		}
	default: // teaching classes and combinations: their cells would overlap with those of the school
		return
	}
	for i, n := range bands {
		doc.Bands = append(doc.Bands, Band{Num(x.bands[i].From), Num(x.bands[i].To), n})
	}
	for i, n := range levels {
		l := LevelCount{Name: x.levels[i].Name, N: n, Share: Share{V: Num(nan)}}
		if n >= 0 {
			l.Share = shareOf(float64(n)/float64(max(1, len(marks))), len(marks), coded)
		}
		doc.Levels = append(doc.Levels, l)
	}
}
