package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// total is the sum over subjects: a data without items, and where each person's row is in each subject.
type total struct {
	*data
	subjects []*data
	trees    []*tree
	row      [][]int32   // by subject and row of the total; −1 without one
	marks    [][]float64 // by row and subject, NaN
	t        [][]float64 // T by row and subject within the whole exam
	lines    []totalLine
	top      float64 // marks at the ends of the whole exam
	bottom   float64
	whole    []int // top, middle, bottom of the whole exam
	everyone int
}

type totalLine struct {
	rule  preset.LineRule
	lines indicator.Lines
}

// add joins the subjects. Who sat everything that stands in the own rows counts, if that is as much as for most pupils: totals of other
// full marks do not compare.
func (b *builder) total(subjects []*data, trees []*tree) *total {
	t := &total{data: &data{dict: []string{""}}, subjects: subjects, trees: trees}
	at := map[org.PersonID]int32{}
	t.row = make([][]int32, len(subjects))
	b.rows(t, at)
	n := len(t.persons)
	t.status = make([]exam.Status, n)
	t.rows.Total = make([]int32, n)
	possible, sum := make([]int64, n), make([]int64, n)
	t.marks = make([][]float64, n)
	cells := make([]float64, n*len(subjects))
	votes := map[int64]int{}
	for i := range n {
		t.marks[i] = cells[i*len(subjects) : (i+1)*len(subjects)]
		for s, d := range subjects {
			t.marks[i][s] = nan
			r := t.row[s][i]
			if r < 0 {
				continue
			}
			if st := d.status[r]; st != exam.Sat && t.status[i] == exam.Sat {
				t.status[i] = st
			}
			if x := d.rows.Total[r]; x >= 0 {
				t.marks[i][s] = float64(x) / 100
				sum[i] += int64(x)
				// without a full mark the set of subjects itself says what compares
				possible[i] += cmp.Or(d.total, int64(1)<<(40+s%20))
			}
		}
		if t.status[i] == exam.Sat {
			votes[possible[i]]++
		}
	}
	most := int64(0)
	for p, v := range votes {
		if v > votes[most] || v == votes[most] && p < most {
			most = p
		}
	}
	for i := range n {
		t.rows.Total[i] = indicator.NoTotal
		if t.status[i] == exam.Sat && possible[i] == most && most > 0 {
			t.rows.Total[i] = int32(sum[i])
		}
	}
	if t.data.total = most; most >= 1<<40 {
		t.data.total = 0
	}
	t.paper = Paper{Full: Num(float64(t.data.total) / 100)}
	return t
}

// rows lists the persons class by class, in the order of the first subject that has them.
func (b *builder) rows(t *total, at map[org.PersonID]int32) {
	type row struct {
		s int
		i int32
	}
	classes := map[org.ClassID]*classData{}
	members := map[org.ClassID][]org.PersonID{}
	rows := map[org.PersonID][]row{}
	seen := map[org.PersonID]bool{}
	for s, d := range t.subjects {
		for _, c := range d.classes {
			if classes[c.class] == nil {
				x := &classData{school: c.school, class: c.class, place: c.place}
				classes[c.class] = x
				t.classes = append(t.classes, x)
			}
			for i := c.lo; i < c.hi; i++ {
				p := d.persons[i]
				rows[p] = append(rows[p], row{s, i})
				if !seen[p] {
					seen[p] = true
					members[c.class] = append(members[c.class], p)
				}
			}
		}
	}
	slices.SortFunc(t.classes, compareClasses)
	for _, c := range t.classes {
		c.lo = int32(len(t.persons))
		t.persons = append(t.persons, members[c.class]...)
		c.hi = int32(len(t.persons))
	}
	for i, p := range t.persons {
		at[p] = int32(i)
	}
	for s := range t.row {
		t.row[s] = make([]int32, len(t.persons))
		for i := range t.row[s] {
			t.row[s][i] = -1
		}
	}
	for p, list := range rows {
		for _, r := range list {
			t.row[r.s][at[p]] = r.i
		}
	}
}

// standards fills T by subject and the lines of the whole exam.
func (b *builder) standards(t *total) {
	n := len(t.subjects)
	cells := make([]float64, len(t.persons)*n)
	t.t = make([][]float64, len(t.persons))
	for s := range t.subjects {
		var sum indicator.Summary
		if top := t.trees[s].top; top != nil {
			sum = top.sums.counter.Summary()
		}
		for i := range t.persons {
			cells[i*n+s] = indicator.T50(indicator.Z(t.marks[i][s], sum.Mean, sum.SD))
		}
	}
	totals := make([]float64, len(t.persons))
	for i := range t.persons {
		t.t[i] = cells[i*n : (i+1)*n]
		totals[i] = nan
		if x := t.rows.Total[i]; x >= 0 {
			totals[i] = float64(x) / 100
		}
	}
	r, grade := b.in.Rules, b.in.Exam.Grade
	t.top, t.bottom = nan, nan
	if r.HasList(preset.ListEnds, grade) {
		t.top, t.bottom = indicator.Ends(totals, float64(r.Ends)/100)
	}
	if !r.HasList(preset.ListLines, grade) {
		return
	}
	counted := 0
	for _, x := range t.rows.Total {
		if x >= 0 {
			counted++
		}
	}
	for _, l := range r.Lines {
		if slices.Contains(l.Grades, grade) && counted >= r.MinGroup {
			line := indicator.LineFor(totals, counted*l.Share/100)
			t.lines = append(t.lines, totalLine{l, indicator.EffectiveLines(totals, t.marks, n, line)})
		}
	}
}

// fill adds to the document of a total what only a total has.
func (b *builder) fillTotal(doc *Document, t *total, g *group, over map[*totalLine]cellTable, ends cellTable) {
	named := doc.Kind == KindClass
	for s, d := range t.subjects {
		x := Subject{Subject: d.subject, Full: Num(nan), Part: Num(nan), InSE: Num(nan)}
		if d.total > 0 {
			x.Full = Num(d.total) / 100
		}
		if own := t.trees[s].find(g.kind, g.node); own != nil && own.n() > 0 && (named || own.n() >= b.in.Rules.MinGroup && !own.hidden) {
			sum := own.sums.counter.Summary()
			x.Summary = summary(sum, !named)
			if doc.Summary != nil {
				x.Part = x.Summary.Mean / doc.Summary.Mean
			}
			if named {
				b.subjectDifference(&x, own, sum)
			}
		}
		doc.Subjects = append(doc.Subjects, x)
	}
	b.fillLines(doc, t, g, over)
	b.fillEnds(doc, t, g, ends)
	if named {
		b.fillClass(doc, t, g)
	}
}

func (b *builder) subjectDifference(x *Subject, own *group, sum indicator.Summary) {
	if shown := b.shown(own); len(shown) > 0 {
		rest := less(shown[len(shown)-1].sums.counter, own.sums.counter).Summary()
		x.InSE = Num(indicator.InSE(sum.Mean, sum.SE, rest.Mean, rest.SE))
	}
}

// find is a place of a tree.
func (t *tree) find(k Kind, n id.Any) *group { return t.index[Key{Kind: k, Node: n}] }

// fillClass adds marks, T and weak subjects by row.
func (b *builder) fillClass(doc *Document, t *total, g *group) {
	c := g.classes[0]
	for i := c.lo; i < c.hi; i++ {
		doc.Class.BySubject, doc.Class.T = append(doc.Class.BySubject, nums(t.marks[i])), append(doc.Class.T, nums(t.t[i]))
		doc.Class.Weak = append(doc.Class.Weak, indicator.SubjectBalance(t.t[i], float64(b.in.Rules.Weak)).Weak)
	}
}

func nums(v []float64) []Num {
	out := make([]Num, len(v))
	for i, x := range v {
		out[i] = places(x, 2)
	}
	return out
}

// fillLines adds lines where the grade has them. Counts of schools are shown as the table of all schools allows; counts of double lines only
// for a class, which knows them, and for the whole.
func (b *builder) fillLines(doc *Document, t *total, g *group, over map[*totalLine]cellTable) {
	for l := range t.lines {
		tl := &t.lines[l]
		x := Line{Name: tl.rule.Name, Share: tl.rule.Share, Total: Num(tl.lines.Total), Over: -1, Delta: Num(float64(t.data.total) / 100 * float64(b.in.Rules.Borderline) / 100)}
		named, whole := doc.Kind == KindClass, g.parent == nil
		var totals, subject []float64
		for _, i := range g.rows {
			m := nan
			if v := t.rows.Total[i]; v >= 0 {
				m = float64(v) / 100
			}
			totals = append(totals, m)
		}
		if named {
			x.Over = 0
			for _, m := range totals {
				if m >= tl.lines.Total {
					x.Over++
				}
			}
		} else if c := over[tl]; c.hidden[g] != nil {
			x.Over = c.at(g)[0]
		}
		for s, d := range t.subjects {
			subject = subject[:0]
			for _, i := range g.rows {
				subject = append(subject, t.marks[i][s])
			}
			dl := indicator.CountDouble(totals, subject, tl.lines.Total, tl.lines.Subject[s])
			y := DoubleLine{Subject: d.subject, Line: Num(tl.lines.Subject[s]), Both: -1, OnlyTotal: -1, OnlySubject: -1, Hit: Num(nan), Contribution: Num(nan)}
			enough := func(n int) bool { return named || n >= b.in.Rules.MinGroup }
			if named || whole && enough(dl.Both) && enough(dl.OnlyTotal) && enough(dl.OnlySubject) {
				y.Both, y.OnlyTotal, y.OnlySubject = dl.Both, dl.OnlyTotal, dl.OnlySubject
			}
			if enough(dl.Both) && enough(dl.OnlySubject) {
				y.Hit = Num(dl.Hit())
			}
			if enough(dl.Both) && enough(dl.OnlyTotal) {
				y.Contribution = Num(dl.Contribution())
			}
			x.Subject = append(x.Subject, y)
		}
		if named && b.in.Rules.HasList(preset.ListBorderline, b.in.Exam.Grade) {
			x.Under, x.Above = indicator.Borderline(totals, tl.lines.Total, float64(x.Delta))
		}
		doc.Lines = append(doc.Lines, x)
	}
}

// fillEnds adds the place's part of the ends of the area.
func (b *builder) fillEnds(doc *Document, t *total, g *group, ends cellTable) {
	if math.IsNaN(t.top) || g.n() == 0 {
		return
	}
	x := &Ends{Percent: b.in.Rules.Ends, Top: Num(t.top), Bottom: Num(t.bottom), TopN: -1, BottomN: -1, TopPart: Num(nan), BottomPart: Num(nan)}
	named := doc.Kind == KindClass
	counts := t.ends(g)
	if c := ends.hidden[g]; !named && c != nil {
		shown := ends.at(g)
		x.TopN, x.BottomN = shown[0], shown[2]
	}
	if named {
		x.TopN, x.BottomN = counts[0], counts[2]
		c := g.classes[0]
		for i := c.lo; i < c.hi; i++ {
			if v := t.rows.Total[i]; v >= 0 && float64(v)/100 >= t.top {
				x.TopRows = append(x.TopRows, int(i-c.lo))
			} else if v >= 0 && float64(v)/100 <= t.bottom {
				x.BottomRows = append(x.BottomRows, int(i-c.lo))
			}
		}
	}
	if x.TopN >= 0 {
		x.TopPart = Num(indicator.EndShare(counts[0], t.whole[0], g.n(), t.everyone))
	}
	if x.BottomN >= 0 {
		x.BottomPart = Num(indicator.EndShare(counts[2], t.whole[2], g.n(), t.everyone))
	}
	doc.Ends = x
}

// ends counts top, middle and bottom of a group.
func (t *total) ends(g *group) []int {
	out := make([]int, 3)
	for _, i := range g.rows {
		v := t.rows.Total[i]
		switch m := float64(v) / 100; {
		case v < 0:
		case m >= t.top:
			out[0]++
		case m <= t.bottom:
			out[2]++
		default:
			out[1]++
		}
	}
	return out
}
