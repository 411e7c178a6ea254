package report

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// place makes the document of a school, district or larger place, as it may be shown.
func (b *builder) place(d *data, t *tree, g *group, x tables, sc *scores) Document {
	doc := b.document(d, g)
	if g.n() < b.in.Rules.MinGroup {
		doc.Hidden = "small"
		return doc
	}
	doc.Summary = summary(g.sums.counter.Summary(), true)
	b.spread(&doc, d, g, x)
	b.items(&doc, d, g)
	switch g.kind {
	case KindSchool:
		doc.Parts = b.parts(d, g, b.hideParts(g.parts))
		b.cuts(&doc, d, g)
		doc.Inner = d.elective != nil && g != t.top
	case KindDistrict:
		doc.Parts = b.parts(d, g, pooledParts(g))
		doc.Balance = b.balance(doc.Parts, g.parts, KindSchool)
	default:
		if t.districts != nil {
			doc.Parts = b.parts(d, g, pooledParts(g))
			for _, p := range g.parts {
				doc.Schools = append(doc.Schools, b.parts(d, g, pooledParts(p))...)
			}
			doc.Balance = b.balance(doc.Schools, t.schools, KindSchool)
		} else {
			doc.Parts = b.parts(d, g, pooledParts(g))
			doc.Balance = b.balance(doc.Parts, t.schools, KindSchool)
		}
		b.regionElectives(&doc, d, t, g)
	}
	if sc != nil && g == t.top {
		doc.Scores = sc.of(d, g, false, b.in.Rules.MinGroup)
	}
	return doc
}

// part is a group or several groups together, as a table shows it.
type part struct {
	groups []*group
	hidden bool
}

// hideParts hides small groups and their complements.
func (b *builder) hideParts(groups []*group) []part {
	counts := make([]int, len(groups))
	for i, g := range groups {
		counts[i] = g.n()
	}
	hide := indicator.Suppress(counts, b.in.Rules.MinGroup)
	out := make([]part, len(groups))
	for i, g := range groups {
		out[i] = part{[]*group{g}, hide[i]}
	}
	return out
}

// pool applies the rule for small schools of one district (or of the whole, where there are no districts): pooled with those of their
// parent school, else hidden, with complements. It decides once, before any document is made, so that all documents agree.
func (b *builder) pool(schools []*group) {
	at := map[id.Any]int{}
	for i, s := range schools {
		at[s.node] = i
	}
	units := make([]indicator.PoolUnit, len(schools))
	for i, s := range schools {
		parent, ok := at[id.As[any](s.classes[0].place.Parent)]
		if !ok {
			parent = -1
		}
		units[i] = indicator.PoolUnit{Parent: parent, Years: []int{s.n()}}
	}
	var counts []int
	var heads []int
	pooled := indicator.Pool(units, b.in.Rules.MinGroup, false)
	for i, p := range pooled {
		if p.How == "parent" && p.Members[0] != i {
			continue
		}
		heads, counts = append(heads, i), append(counts, p.N)
	}
	hide := indicator.Suppress(counts, b.in.Rules.MinGroup)
	for h, i := range heads {
		members := pooled[i].Members
		if members == nil {
			members = []int{i}
		}
		var together []*group
		for _, m := range members {
			together = append(together, schools[m])
		}
		for _, s := range together {
			s.hidden, s.pooled = hide[h], together
		}
	}
}

// pooledParts are the schools of a place as pool decided.
func pooledParts(g *group) []part {
	var out []part
	for _, s := range g.parts {
		if s.pooled == nil {
			out = append(out, part{[]*group{s}, s.hidden})
		} else if s.pooled[0] == s {
			out = append(out, part{s.pooled, s.hidden})
		}
	}
	return out
}

// guarded reports whether a school's own document would give a small school away to whoever sees the total above it: it is hidden there,
// or shown only together with others.
func (g *group) guarded() bool { return g.hidden || len(g.pooled) > 1 }

// parts makes the rows of a comparison, in order of their ids.
func (b *builder) parts(d *data, whole *group, list []part) []Part {
	out := make([]Part, 0, len(list))
	for _, p := range list {
		s := newSums(d, b.in.thresholds())
		var marks []float64
		for _, g := range p.groups {
			s.merge(g.sums)
			marks = append(marks, g.marks(d)...)
		}
		x := Part{Kind: p.groups[0].kind, Node: p.groups[0].node, Label: p.groups[0].label, Surpass: Num(nan), InSE: Num(nan), Hidden: p.hidden}
		if s.counter.N == 0 {
			continue
		}
		if len(p.groups) > 1 {
			for _, g := range p.groups {
				x.Pooled = append(x.Pooled, g.node)
			}
		}
		if !p.hidden {
			b.compare(d, &x, s, whole, marks)
		}
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Part) int {
		return cmp.Or(bytes.Compare(a.Node[:], b.Node[:]), cmp.Compare(a.Label, b.Label))
	})
	return out
}

// compare fills the figures of one shown part. Differences from the others are given only where the others are enough.
func (b *builder) compare(d *data, x *Part, s sums, whole *group, marks []float64) {
	own := s.counter.Summary()
	x.Summary, x.Box, x.Small = summary(own, true), b.box(marks, true), own.N < b.in.Rules.SmallGroup
	total := whole.sums.counter.Summary()
	if total.N == own.N {
		return
	}
	x.Surpass = Num(indicator.Surpass(own.Mean, total.Mean))
	rest := less(whole.sums.counter, s.counter).Summary()
	x.InSE = places(indicator.InSE(own.Mean, own.SE, rest.Mean, rest.SE), 2)
	for j := range d.k {
		v := nan
		if r, ok := restItem(whole.sums.tally, s.tally, j, b.in.Rules.MinGroup); ok && s.tally.Items[j].N >= int64(b.in.Rules.MinGroup) {
			it := s.tally.Item(j)
			v = indicator.InSE(it.Mean, it.SE, r.Mean, r.SE)
		}
		x.ItemInSE = append(x.ItemInSE, places(v, 2))
	}
}

// balance compares schools with intervals; parts get their effects. Hidden parts count in the whole and get none.
func (b *builder) balance(parts []Part, groups []*group, of Kind) *Balance {
	all := make([]indicator.Group, len(groups))
	for i, g := range groups {
		all[i] = indicator.GroupOf(g.sums.counter)
	}
	bt := indicator.BetweenSchools(all, b.in.Rules.MinGroup)
	if bt.Schools < 2 {
		return nil
	}
	out := &Balance{Of: of, Units: bt.Schools, N: bt.N, CV: Num(bt.CV), CVLow: Num(bt.CVLow), CVHigh: Num(bt.CVHigh), ICC: Num(bt.ICC), ICCLow: Num(bt.ICCLow), ICCHigh: Num(bt.ICCTop)}
	for i := range parts {
		p := &parts[i]
		if p.Hidden || p.Summary == nil {
			continue
		}
		e := indicator.SchoolEffects([]indicator.Group{{N: p.Summary.N, Mean: float64(p.Summary.Mean), SS: float64(p.Summary.SD*p.Summary.SD) * float64(p.Summary.N)}}, bt)[0]
		p.Effect = effect(e)
		if e.Differs {
			out.Differ++
		}
	}
	return out
}

func effect(e indicator.Effect) *Effect {
	return &Effect{e.N, Num(e.Raw), Num(e.Est), Num(e.SE), Num(e.Low), Num(e.High), e.Differs, Num(e.Funnel95), Num(e.Funnel998)}
}

// cut is how a school may be cut besides by class.
type cut struct {
	teaching, electives []part
	withheld            []string
}

// cuts adds them to a school's document.
func (b *builder) cuts(doc *Document, d *data, g *group) {
	c := b.decide(d, g)
	doc.Withheld = c.withheld
	for _, x := range []struct {
		list []part
		to   *[]Part
	}{{c.teaching, &doc.Teaching}, {c.electives, &doc.Electives}} {
		if x.list != nil {
			*x.to = b.parts(d, g, x.list)
			b.labelled(d, g, x.list)
		}
	}
}

// decide shows a school by teaching class and by elective combination where no difference of the partitions is about too few. Only the
// school's own people read them: together with the combinations of the whole exam they could say too much.
func (b *builder) decide(d *data, g *group) (c cut) {
	electives, teaching := b.byLabel(d, g, d.elective, KindElective), b.byLabel(d, g, d.teaching, KindTeaching)
	if teaching == nil && electives == nil {
		return c
	}
	place, sizes := b.atoms(d, g)
	shown := append([][]int{everything(sizes)}, setsOf(place, b.hideParts(g.parts))...)
	try := func(list []part, name string) []part {
		if list == nil {
			return nil
		}
		more := append(slices.Clone(shown), setsOf(place, list)...)
		if indicator.Leaks(sizes, more, b.in.Rules.MinGroup) {
			c.withheld = append(c.withheld, name)
			return nil
		}
		shown = more
		return list
	}
	c.teaching = try(teaching, "teaching")
	c.electives = try(electives, "electives")
	return c
}

func everything(sizes []int) []int {
	out := make([]int, len(sizes))
	for i := range out {
		out[i] = i
	}
	return out
}

// setsOf are the shown parts as sets of atoms.
func setsOf(place map[int32]int, list []part) (out [][]int) {
	for _, p := range list {
		if p.hidden {
			continue
		}
		seen := map[int]bool{}
		var s []int
		for _, g := range p.groups {
			for _, r := range g.rows {
				if a, ok := place[r]; ok && !seen[a] {
					seen[a] = true
					s = append(s, a)
				}
			}
		}
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

// atoms puts the counted rows of a school together that share class, teaching class and combination.
func (b *builder) atoms(d *data, g *group) (place map[int32]int, sizes []int) {
	at := map[[3]int32]int{}
	place = map[int32]int{}
	for _, i := range g.counted(d) {
		k := [3]int32{g.classOf(i), -1, -1}
		if d.teaching != nil {
			k[1] = d.teaching[i]
		}
		if d.elective != nil {
			k[2] = d.elective[i]
		}
		a, ok := at[k]
		if !ok {
			a = len(sizes)
			at[k] = a
			sizes = append(sizes, 0)
		}
		sizes[a]++
		place[i] = a
	}
	return place, sizes
}

// classOf is the place of a row's class among a group's classes.
func (g *group) classOf(i int32) int32 {
	for c, x := range g.classes {
		if i >= x.lo && i < x.hi {
			return int32(c)
		}
	}
	return -1
}

// byLabel cuts a group by a label, small ones hidden; nil when nobody has one. Who has none forms a part of its own.
func (b *builder) byLabel(d *data, g *group, list []int32, k Kind) []part {
	groups := cutBy(b, d, g, list, k)
	if groups == nil {
		return nil
	}
	return b.hideParts(groups)
}

func cutBy(b *builder, d *data, g *group, list []int32, k Kind) []*group {
	if list == nil {
		return nil
	}
	at := map[int32]*group{}
	var order []int32
	for _, i := range g.rows {
		x, ok := at[list[i]]
		if !ok {
			x = &group{kind: k, node: g.node, sums: newSums(d, b.in.thresholds()), schools: g.schools, parent: g}
			if list[i] >= 0 {
				x.label = d.labels[list[i]]
			}
			at[list[i]] = x
			order = append(order, list[i])
		}
		x.rows = append(x.rows, i)
		x.sums.add(d, i)
	}
	if len(order) == 1 && order[0] < 0 {
		return nil
	}
	slices.SortFunc(order, func(a, c int32) int { return cmp.Compare(at[a].label, at[c].label) })
	out := make([]*group, len(order))
	for i, o := range order {
		out[i] = at[o]
	}
	return out
}

// labelled makes pooled documents of the shown teaching classes or combinations of a school.
func (b *builder) labelled(d *data, g *group, list []part) {
	for _, p := range list {
		if x := p.groups[0]; !p.hidden && x.label != "" {
			doc := b.document(d, x)
			doc.Part = x.label
			doc.Summary = summary(x.sums.counter.Summary(), true)
			b.spread(&doc, d, x, tables{})
			b.items(&doc, d, x)
			b.putDocument(doc, d, x)
		}
	}
}

// regionElectives shows combinations over the whole exam, where no difference from schools and districts is about too few.
func (b *builder) regionElectives(doc *Document, d *data, t *tree, g *group) {
	list := b.byLabel(d, g, d.elective, KindElective)
	if list == nil || g != t.top {
		return
	}
	schools := pooledParts(g)
	var shown []part
	if t.districts != nil {
		shown, schools = schools, nil
		for _, p := range g.parts {
			schools = append(schools, pooledParts(p)...)
		}
	}
	at, place, sizes := map[[2]int]int{}, map[int32]int{}, []int(nil)
	for s, p := range schools {
		for _, x := range p.groups {
			for _, i := range x.rows {
				if d.rows.Total[i] < 0 {
					continue
				}
				k := [2]int{s, int(d.elective[i])}
				a, ok := at[k]
				if !ok {
					a = len(sizes)
					at[k] = a
					sizes = append(sizes, 0)
				}
				sizes[a]++
				place[i] = a
			}
		}
	}
	sets := append([][]int{everything(sizes)}, setsOf(place, append(append(shown, schools...), list...))...)
	if indicator.Leaks(sizes, sets, b.in.Rules.MinGroup) {
		doc.Withheld = append(doc.Withheld, "electives")
		return
	}
	doc.Electives = b.parts(d, g, list)
}
