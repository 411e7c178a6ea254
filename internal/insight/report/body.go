package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// summary is 一分四率 of sums; coded above the class.
func summary(s indicator.Summary, coded bool) *Summary {
	share := func(v float64) Share { return shareOf(v, s.N, coded) }
	out := &Summary{N: s.N, Mean: Num(s.Mean), SD: Num(s.SD), SE: Num(s.SE), CV: Num(s.CV), Rate: Num(s.Rate), FullMarks: share(s.FullRate), Zeros: share(s.ZeroRate),
		Excellent: share(s.Excellent), Good: share(s.Good), Pass: share(s.Pass), Low: share(s.Low)}
	if s.Full == 0 {
		for _, x := range []*Share{&out.Excellent, &out.Good, &out.Pass, &out.Low, &out.FullMarks, &out.Zeros} {
			*x = Share{V: Num(nan)}
		}
	}
	return out
}

// head is who is counted.
func (b *builder) head(d *data, g *group) Head {
	e := b.in.Exam
	h := Head{Title: e.Title, Purpose: e.Purpose, Scope: e.Scope, Stage: e.Stage, Grade: e.Grade, First: e.First, Full: Num(nan), N: g.n(), Approver: e.Approver,
		Absent: g.sums.missing[exam.Absent], Deferred: g.sums.missing[exam.Deferred], Void: g.sums.missing[exam.Void], Excluded: g.sums.missing[exam.Excluded],
		Uncounted: g.sums.missing[5], Classes: len(g.classes), Schools: g.schools, Hard: b.in.Rules.Difficulty == "hard", Small: g.n() < b.in.Rules.SmallGroup}
	if d.total > 0 {
		h.Full = Num(d.total) / 100
	}
	if h.Excluded > 0 {
		h.Excuses = b.excuses(g)
	}
	return h
}

// excuses are those that were written with marks of a group's pupils, each once.
func (b *builder) excuses(g *group) (out []string) {
	for _, x := range b.in.Excuses {
		of := x.Place == b.in.Exam.Node || slices.ContainsFunc(g.classes, func(c *classData) bool { return id.As[any](c.class) == x.Place || id.As[any](c.school) == x.Place })
		if of && x.Text != "" && !slices.Contains(out, x.Text) {
			out = append(out, x.Text)
		}
	}
	return out
}

// formulas are the keys of what stands in a document.
func (doc *Document) formulas() {
	has := func(ok bool, keys ...string) {
		if ok {
			doc.Head.Formulas = append(doc.Head.Formulas, keys...)
		}
	}
	has(doc.Summary != nil, "n", "mean", "sd", "se", "cv", "score_rate", "excellent", "good", "pass", "low", "full_rate", "zero_rate")
	has(doc.Summary != nil && doc.Kind != KindClass, "coded", "suppressed")
	has(doc.References != nil, "surpass", "in_se")
	has(doc.Bands != nil, "bands")
	has(doc.Box != nil, "box")
	has(doc.Reliability != nil, "alpha", "split_half", "sem")
	has(doc.Items != nil && doc.Head.Hard, "difficulty_hard")
	has(doc.Items != nil && !doc.Head.Hard, "difficulty")
	has(doc.Items != nil, "discrimination", "item_rest", "miskey")
	has(doc.Knowledge != nil, "point_rate")
	has(doc.Table != nil, "two_way")
	has(doc.Balance != nil, "cv_schools", "icc", "school_effect", "funnel")
	has(doc.Added != nil, "value_added", "z")
	has(doc.Sampled != nil, "sampled")
	has(doc.Lines != nil, "effective_line", "hit", "contribution", "borderline")
	has(doc.Ends != nil, "ends")
	has(doc.Class != nil && doc.Class.T != nil, "t50", "subject_balance")
	has(doc.Class != nil && doc.Class.Entry != nil, "progress")
	has(doc.Scores != nil, "grade_level")
	has(doc.Kind == KindDistrict || doc.Kind == KindRegion || doc.Kind == KindCross, "pooled")
}

// marks are the totals of a group in marks.
func (g *group) marks(d *data) []float64 {
	out := make([]float64, 0, g.n())
	for _, i := range g.rows {
		if t := d.rows.Total[i]; t >= 0 {
			out = append(out, float64(t)/100)
		}
	}
	return out
}

func (b *builder) levels() []indicator.Level {
	var out []indicator.Level
	for _, l := range b.in.Rules.LevelsOf(b.in.Exam.Stage) {
		out = append(out, indicator.Level{Name: l.Name, From: float64(l.From) / 100})
	}
	return out
}

// box needs 20 marks above the class, where the whiskers stand at the 5th and 95th percentile and numbers are whole.
func (b *builder) box(marks []float64, coded bool) *Box {
	ends := 0.0
	if coded {
		if ends = 0.05; len(marks) < 20 {
			return nil
		}
	}
	if len(marks) == 0 {
		return nil
	}
	x := indicator.BoxOf(marks, ends)
	num := func(v float64) Num {
		if coded {
			v = math.Round(v)
		}
		return Num(v)
	}
	return &Box{x.N, num(x.Low), num(x.Q1), num(x.Median), num(x.Q3), num(x.Highest), Num(ends)}
}

// leastGroup is the smallest high or low group for which D and options by group are given.
const leastGroup = 10

// items fills the item table, reliability, knowledge points and the two-way table.
func (b *builder) items(doc *Document, d *data, g *group) {
	if d.k == 0 || g.sums.tally.N == 0 && g.n() == 0 {
		return
	}
	t := g.sums.tally
	rel := t.Reliability()
	doc.Reliability = &Reliability{rel.N, rel.Items, Num(rel.Alpha), Num(rel.SplitHalf), Num(rel.SEM)}
	coded := doc.Kind != KindClass
	split := indicator.Split(d.rows.Total, g.rows, float64(b.in.Rules.Groups)/100)
	open := indicator.Split(d.rows.Total, g.rows, float64(b.in.Rules.GroupsOpen)/100)
	var keyed, marked []float64
	if split.Size >= leastGroup {
		keyed = indicator.Discrimination(d.rows, g.rows, split)
		marked = indicator.Discrimination(d.rows, g.rows, open)
	}
	doc.Items = make([]Item, d.k)
	for j := range doc.Items {
		x := t.Item(j)
		it := &doc.Items[j]
		*it = Item{N: x.N, Mean: Num(x.Mean), SD: places(x.SD, 3), P: places(x.P, 4), D: Num(nan), Rest: places(x.Rest, 3), Without: places(rel.WithoutItem[j], 3),
			FullMarks: shareOf(x.FullRate, x.N, coded), Zeros: shareOf(x.ZeroRate, x.N, coded), Ref: Num(nan), InSE: Num(nan), School: Num(nan)}
		switch {
		case keyed == nil:
		case d.objective(j):
			it.D = places(keyed[j], 3)
		default:
			it.D = places(marked[j], 3)
		}
		if coded && x.N < b.in.Rules.MinGroup {
			*it = Item{N: -1, Mean: Num(nan), SD: Num(nan), P: Num(nan), D: Num(nan), Rest: Num(nan), Without: Num(nan), Ref: Num(nan), InSE: Num(nan), School: Num(nan),
				FullMarks: Share{V: Num(nan)}, Zeros: Share{V: Num(nan)}}
		}
	}
	b.options(doc, d, g, split)
	b.points(doc, d, t)
}

// options counts the answers of choice items, by the high and the low group where those are large enough.
func (b *builder) options(doc *Document, d *data, g *group, split indicator.Groups) {
	if d.choice == nil || doc.Kind != KindClass && g.parent != nil {
		return // counts of options of schools, with those of the whole beside them, would give small ones away
	}
	codes := len(d.dict)
	n, high, low := make([]int, d.k*codes), make([]float64, d.k*codes), make([]float64, d.k*codes)
	for _, i := range g.rows {
		total := d.rows.Total[i]
		if total < 0 {
			continue
		}
		h, l := split.High(total), split.Low(total)
		row := d.choice[int(i)*d.k : (int(i)+1)*d.k]
		for j, c := range row {
			at := j*codes + int(c)
			n[at]++
			high[at] += h
			low[at] += l
		}
	}
	coded := doc.Kind != KindClass
	var curves [][][5]float64
	if g.parent == nil && g.n() >= 100 {
		curves = b.curves(d, g)
	}
	for j := range doc.Items {
		if !d.objective(j) || doc.Items[j].N < 0 {
			continue
		}
		o := indicator.Options{Size: float64(split.Size)}
		for c := range codes {
			if at := j*codes + c; n[at] > 0 {
				o.Rows = append(o.Rows, indicator.Option{Choice: d.dict[c], Key: sameAnswer(d.dict[c], d.key[j]), N: n[at], High: high[at], Low: low[at]})
			}
		}
		indicator.SortOptions(o.Rows)
		o.Flag(leastGroup)
		doc.Items[j].Miskey = o.Miskey
		counts := make([]int, len(o.Rows))
		for r, x := range o.Rows {
			counts[r] = x.N
		}
		hide := make([]bool, len(counts))
		if coded {
			hide = indicator.Suppress(counts, b.in.Rules.MinGroup)
		}
		for r, x := range o.Rows {
			out := Option{Choice: x.Choice, Key: x.Key, N: x.N, High: Num(nan), Low: Num(nan)}
			if hide[r] {
				out.N = -1
			} else if split.Size >= leastGroup {
				out.High, out.Low = places(x.High, 1), places(x.Low, 1)
				if curves != nil {
					out.Curve = curveOf(curves[j][slices.Index(d.dict, x.Choice)])
				}
			}
			doc.Items[j].Options = append(doc.Items[j].Options, out)
		}
	}
}

func curveOf(c [5]float64) *[5]Num {
	var out [5]Num
	for f, v := range c {
		out[f] = Num(math.Round(v*100) / 100)
	}
	return &out
}

// curves are the shares of every option by fifths of the total.
func (b *builder) curves(d *data, g *group) [][][5]float64 {
	rows := g.counted(d)
	slices.SortStableFunc(rows, func(a, c int32) int { return cmp.Compare(d.rows.Total[a], d.rows.Total[c]) })
	fifth := make([]uint8, len(rows))
	for i := range rows {
		fifth[i] = uint8(i * 5 / len(rows))
	}
	out := make([][][5]float64, d.k)
	at := make([]uint8, len(rows))
	for j := range d.k {
		if !d.objective(j) {
			continue
		}
		for i, r := range rows {
			at[i] = d.choice[int(r)*d.k+j]
		}
		out[j] = indicator.Curve(at, fifth, len(d.dict))
	}
	return out
}

// sameAnswer compares an answer with a key: letters in any order and case.
func sameAnswer(a, key string) bool {
	if a == key {
		return a != ""
	}
	if len(a) != len(key) || a == "" {
		return false
	}
	x, y := []byte(strings.ToUpper(a)), []byte(strings.ToUpper(key))
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// points gathers items by what they ask for.
func (b *builder) points(doc *Document, d *data, t *indicator.Tally) {
	p := d.index
	if p == nil {
		return
	}
	doc.Knowledge, doc.Abilities = pointsOf(t, p.knowledge, d.paper.Knowledge), pointsOf(t, p.level, d.paper.Abilities)
	doc.Types, doc.Chapters = pointsOf(t, p.kind, d.paper.Types), pointsOf(t, p.chapter, d.paper.Chapters)
	if d.paper.Table == nil {
		return
	}
	w := indicator.CrossTable(t, p.knowledge, p.levels, p.planned, float64(d.paper.Full))
	doc.Table = &Table{PaperTable: *d.paper.Table}
	for _, row := range w.Cells {
		cells := make([]Num, len(row))
		for c, x := range row {
			cells[c] = places(x.Real, 4)
		}
		doc.Table.Real = append(doc.Table.Real, cells)
	}
}

// index is the paper as the engine wants it.
type index struct {
	knowledge, level, kind, chapter [][]string
	levels                          []string
	planned                         []float64
}

// plan makes the index of a paper and fills what is the same in all documents.
func (d *data) plan() {
	p := &index{}
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	for _, it := range d.paper.Items {
		p.knowledge = append(p.knowledge, it.Knowledge)
		p.level, p.kind, p.chapter = append(p.level, one(it.Level)), append(p.kind, one(it.Type)), append(p.chapter, one(it.Chapter))
		p.levels, p.planned = append(p.levels, it.Level), append(p.planned, float64(it.Planned))
	}
	d.index = p
	t := indicator.NewTally(d.full)
	planned := func(of [][]string) (out []PaperPoint) {
		for _, x := range indicator.Points(t, of, p.planned) {
			y := PaperPoint{Name: x.Name, Planned: Num(x.Planned)}
			for j, names := range of {
				if slices.Contains(names, x.Name) {
					y.Items = append(y.Items, j)
				}
			}
			out = append(out, y)
		}
		return out
	}
	d.paper.Knowledge, d.paper.Abilities, d.paper.Types, d.paper.Chapters = planned(p.knowledge), planned(p.level), planned(p.kind), planned(p.chapter)
	if d.paper.Knowledge == nil && d.paper.Abilities == nil {
		return
	}
	w := indicator.CrossTable(t, p.knowledge, p.levels, p.planned, float64(d.paper.Full))
	table := &PaperTable{Points: w.Points, Levels: w.Levels, Mark: Num(w.Mark), Adds: w.Adds}
	for _, row := range w.Cells {
		var cells []PaperBox
		for _, c := range row {
			x := PaperBox{Items: c.Items, Mark: Num(c.Mark), Share: Num(c.Share), Planned: Num(nan)}
			if c.Items > 0 {
				x.Planned = Num(c.Planned)
			}
			cells = append(cells, x)
		}
		table.Cells = append(table.Cells, cells)
	}
	d.paper.Table = table
}

func pointsOf(t *indicator.Tally, of [][]string, paper []PaperPoint) []Point {
	var out []Point
	for i, p := range indicator.Points(t, of, nil) {
		out = append(out, Point{Name: p.Name, Items: paper[i].Items, Planned: paper[i].Planned, Rate: places(p.Rate(), 4), Ref: Num(nan), InSE: Num(nan)})
	}
	return out
}

// join fills what documents take from the paper.
func (doc *Document) join(p *Paper) {
	doc.Paper = p
	for _, x := range []struct {
		of   []Point
		from []PaperPoint
	}{{doc.Knowledge, p.Knowledge}, {doc.Abilities, p.Abilities}, {doc.Types, p.Types}, {doc.Chapters, p.Chapters}} {
		for i := range x.of {
			if i < len(x.from) {
				x.of[i].Name, x.of[i].Items, x.of[i].Planned = x.from[i].Name, x.from[i].Items, x.from[i].Planned
			}
		}
	}
	for j := range doc.Items {
		if j < len(p.Items) {
			doc.Items[j].Mean = doc.Items[j].P * p.Items[j].Mark
			if c := doc.Class; c != nil && p.Items[j].Key != "" && c.Choices != nil {
				doc.Items[j].Wrong = wrongAnswers(c, j, hundredths(float64(p.Items[j].Mark)))
			}
		}
	}
	if doc.Table != nil && p.Table != nil {
		doc.Table.PaperTable = *p.Table
	}
}
