package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// class makes the document of one class in one subject.
func (b *builder) class(d *data, g *group, x tables, scores *scores) Document {
	doc := b.document(d, g)
	if g.n() > 0 {
		doc.Summary = summary(g.sums.counter.Summary(), false)
		b.spread(&doc, d, g, x)
		b.items(&doc, d, g)
	}
	c := g.classes[0]
	doc.Class = &Class{School: c.school, Persons: d.persons[c.lo:c.hi], Status: d.status[c.lo:c.hi]}
	levels := b.levels()
	for i := c.lo; i < c.hi; i++ {
		mark := nan
		if t := d.rows.Total[i]; t >= 0 {
			mark = float64(t) / 100
		}
		doc.Class.Total = append(doc.Class.Total, Num(mark))
		if levels != nil {
			doc.Class.Level = append(doc.Class.Level, indicator.LevelOf(mark, float64(d.total)/100, levels))
		}
		if d.teaching != nil {
			doc.Class.Teaching = append(doc.Class.Teaching, d.label(d.teaching, i))
		}
		if d.elective != nil {
			doc.Class.Elective = append(doc.Class.Elective, d.label(d.elective, i))
		}
	}
	b.references(&doc, d, g)
	doc.cells(d, c)
	if scores != nil {
		doc.Scores = scores.of(d, g, true, b.in.Rules.MinGroup)
	}
	return doc
}

// cells copies marks and choices and gathers wrong answers.
func (doc *Document) cells(d *data, c *classData) {
	if d.k == 0 {
		return
	}
	n := int(c.hi - c.lo)
	flat := make([]int32, n*d.k)
	for r := range n {
		row := flat[r*d.k : (r+1)*d.k]
		for j, x := range d.rows.Row(int(c.lo) + r) {
			row[j] = int32(x)
			if x == indicator.Missing {
				row[j] = -1
			}
		}
		doc.Class.Marks = append(doc.Class.Marks, row)
	}
	if d.choice == nil {
		return
	}
	names := make([]string, n*d.k)
	for r := range n {
		row := names[r*d.k : (r+1)*d.k]
		for j := range row {
			row[j] = d.chosen(c.lo+int32(r), j)
		}
		doc.Class.Choices = append(doc.Class.Choices, row)
	}
	for j := range doc.Items {
		if d.objective(j) {
			doc.Items[j].Wrong = wrongAnswers(doc.Class, j, d.full[j])
		}
	}
}

// wrongAnswers lists the commonest answers that did not get the full mark; no answer stands last.
func wrongAnswers(c *Class, j int, full int64) []Wrong {
	var out []Wrong
	for r, row := range c.Choices {
		if c.Status[r] != exam.Sat || c.Marks[r][j] < 0 || int64(c.Marks[r][j]) >= full {
			continue
		}
		i := slices.IndexFunc(out, func(w Wrong) bool { return w.Answer == row[j] })
		if i < 0 {
			out = append(out, Wrong{Answer: row[j]})
			i = len(out) - 1
		}
		out[i].N++
		out[i].Who = append(out[i].Who, r)
	}
	slices.SortStableFunc(out, func(a, b Wrong) int {
		if (a.Answer == "") != (b.Answer == "") {
			if a.Answer == "" {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Answer, b.Answer))
	})
	return out[:min(len(out), MaxWrong)]
}

// shown are the places above a class that its document may speak of: those that hold enough others beside the whole of the part to which
// the class belongs (its own people know all of that); within a school besides, no class may be so small that a teacher of the others
// could take it from the school.
func (b *builder) shown(g *group) []*group {
	var out []*group
	child := g
	for p := g.parent; p != nil; p = p.parent {
		if p.n()-child.n() >= b.in.Rules.MinGroup && (p.kind != KindSchool || smallest(p.parts) >= b.in.Rules.MinGroup) {
			out = append(out, p)
		}
		child = p
	}
	return out
}

// smallest is the smallest number of persons of parts that have any.
func smallest(parts []*group) int {
	least := math.MaxInt
	for _, p := range parts {
		if p.n() > 0 {
			least = min(least, p.n())
		}
	}
	return least
}

// references compares a class with what it is a part of.
func (b *builder) references(doc *Document, d *data, g *group) {
	if g.n() == 0 {
		return
	}
	shown := b.shown(g)
	own := g.sums.counter.Summary()
	for _, p := range shown {
		s := p.sums.counter.Summary()
		rest := less(p.sums.counter, g.sums.counter).Summary()
		doc.References = append(doc.References, Reference{Kind: p.kind, Node: p.node, N: s.N, Mean: Num(s.Mean), SD: Num(s.SD), Rate: Num(s.Rate),
			Surpass: Num(indicator.Surpass(own.Mean, s.Mean)), InSE: Num(indicator.InSE(own.Mean, own.SE, rest.Mean, rest.SE))})
	}
	if len(shown) == 0 || d.k == 0 {
		return
	}
	largest := shown[len(shown)-1]
	ses := make([]float64, d.k)
	for j := range doc.Items {
		it := &doc.Items[j]
		rest, ok := restItem(largest.sums.tally, g.sums.tally, j, b.in.Rules.MinGroup)
		if !ok {
			ses[j] = nan
			continue
		}
		x := g.sums.tally.Item(j)
		ses[j] = indicator.InSE(x.Mean, x.SE, rest.Mean, rest.SE)
		it.Ref, it.InSE = places(rest.P, 4), places(ses[j], 2)
		if p := shown[0]; p.kind == KindSchool && !slices.ContainsFunc(p.parts, func(c *group) bool {
			n := c.sums.tally.Items[j].N
			return n > 0 && n < int64(b.in.Rules.MinGroup)
		}) {
			it.School = places(p.sums.tally.Item(j).P, 4)
		}
	}
	for _, list := range [][]Point{doc.Knowledge, doc.Abilities, doc.Types, doc.Chapters} {
		for i := range list {
			list[i].compare(d, doc, ses)
		}
	}
}

// compare gives a point the others' rate and its difference: the mean of its items' differences, whose standard error is 1/√items when
// they are independent.
func (p *Point) compare(d *data, doc *Document, ses []float64) {
	got, possible, sum, n := 0.0, 0.0, 0.0, 0.0
	for _, j := range p.Items {
		if math.IsNaN(ses[j]) {
			return
		}
		got += float64(doc.Items[j].Ref) * float64(d.full[j])
		possible += float64(d.full[j])
		sum += ses[j]
		n++
	}
	if n > 0 && possible > 0 {
		p.Ref, p.InSE = places(got/possible, 4), places(sum/math.Sqrt(n), 2)
	}
}

// less takes a part's counts from a whole's.
func less(whole, part indicator.Counter) indicator.Counter {
	w := whole
	w.N, w.Sum, w.Square = w.N-part.N, w.Sum-part.Sum, w.Square-part.Square
	w.Excellent, w.Good, w.Pass, w.Low = w.Excellent-part.Excellent, w.Good-part.Good, w.Pass-part.Pass, w.Low-part.Low
	w.FullMarks, w.Zeros = w.FullMarks-part.FullMarks, w.Zeros-part.Zeros
	return w
}

// restItem is an item among the others of a whole.
func restItem(whole, part *indicator.Tally, j, least int) (indicator.Item, bool) {
	a, b := whole.Items[j], part.Items[j]
	if a.N-b.N < int64(least) || b.N == 0 {
		return indicator.Item{}, false
	}
	t := indicator.Tally{Full: whole.Full[j : j+1], Items: []indicator.Sums{{N: a.N - b.N, Sum: a.Sum - b.Sum, Square: a.Square - b.Square}}}
	return t.Item(0), true
}

// secure is the rate above which an item needs no lesson, and half what the whole class has to hear again.
const (
	secure = 0.85
	half   = 0.5
)

// sheet makes the review-lesson sheet of a class from its document.
func (doc *Document) sheet(d *data) {
	if doc.Class == nil || len(doc.Items) == 0 || doc.Summary == nil {
		return
	}
	s := &Sheet{}
	for j, it := range doc.Items {
		if it.P.Defined() && it.P < secure {
			s.Worst = append(s.Worst, j)
		} else if it.P.Defined() {
			s.Good = append(s.Good, j)
		}
	}
	slices.SortStableFunc(s.Worst, func(a, b int) int { return cmp.Compare(doc.Items[a].P, doc.Items[b].P) })
	s.Worst = s.Worst[:min(len(s.Worst), insight.WorstItems)]
	for i, p := range doc.Knowledge {
		if p.Rate.Defined() && p.Rate < secure {
			s.Points = append(s.Points, i)
		}
	}
	slices.SortStableFunc(s.Points, func(a, b int) int { return cmp.Compare(doc.Knowledge[a].Rate, doc.Knowledge[b].Rate) })
	s.Points = s.Points[:min(len(s.Points), 5)]
	for r, row := range doc.Class.Marks {
		need := Need{Row: r}
		for _, j := range s.Worst {
			if row[j] >= 0 && float64(row[j]) < secure*float64(d.full[j]) {
				need.Items = append(need.Items, j)
			}
		}
		if need.Items != nil {
			slices.Sort(need.Items)
			s.Needs = append(s.Needs, need)
		}
	}
	s.Todo = doc.todo(s, d)
	doc.Sheet = s
}
