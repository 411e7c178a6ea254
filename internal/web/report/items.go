package report

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// itemTab is everything about the items of the paper.
func (v *view) itemTab(ctx context.Context) []section {
	if len(v.Items) == 0 {
		return nil
	}
	return keep(v.heat(ctx), v.itemTable(ctx), v.itemMap(ctx), v.planned(ctx), v.options(ctx))
}

// heatRows is how many items a heat map or caterpillar shows at most, so that it is legible on A4.
const heatRows = 25

// heat is the class minus the others, item by item, in standard errors: of the reader's own classes only.
func (v *view) heat(ctx context.Context) *section {
	if !v.named() || !anyDefined(v.Items, func(it rep.Item) rep.Num { return it.InSE }) {
		return nil
	}
	names, docs := []string{v.title}, []rep.Document{v.Document}
	for _, b := range v.beside {
		if len(b.doc.Items) == len(v.Items) {
			names, docs = append(names, b.name), append(docs, b.doc)
		}
	}
	g := &grid{key: "heat", caption: t(ctx, "各题与其余考生之差（标准误）"), cross: true, cols: []ui.Column{{Label: "题号", Head: true}}}
	for _, n := range names {
		g.cols = append(g.cols, ui.Column{Label: n, Num: true})
	}
	for j := range v.Items {
		row := []cell{link(v.itemHref(j), v.item(j))}
		for _, d := range docs {
			row = append(row, figure(d.Items[j].InSE, 1))
		}
		g.add(row...)
	}
	s := &section{id: "heat", title: g.caption, grid: g, says: v.findings(ctx, "heat")}
	cuts := blocks(len(v.Items), heatRows)
	var figures []ui.ChartSpec
	for i, b := range cuts {
		c := ui.ChartSpec{ID: "f-heat-" + strconv.Itoa(i+1), Kind: ui.Heat, Signed: true, Tall: b[1]-b[0] > 12, Title: pieceTitle(ctx, t(ctx, "各题热力图"), i, len(cuts)), N: v.Head.N, NUnit: "人", Decimals: 1,
			XLabel: "班级", YLabel: "题号", X: names, Unit: "标准误", Formula: formula(ctx, "in_se"), Interval: t(ctx, "±2 个标准误以内多半是偶然"),
			Sentence: v.sentence(ctx, "heat", t(ctx, "“＋＋”“－－”是相差 2 个标准误以上；说明差别不像是偶然，不说明原因。"))}
		var rows [][]float64
		for j := b[0]; j < b[1]; j++ {
			c.Y = append(c.Y, v.item(j))
			row := make([]float64, len(docs))
			for k, d := range docs {
				row[k] = float64(d.Items[j].InSE)
			}
			rows = append(rows, row)
		}
		c.Series = []ui.Series{{Grid: rows}}
		figures = append(figures, c)
	}
	return s.with(figures...)
}

func anyDefined(items []rep.Item, of func(rep.Item) rep.Num) bool {
	for _, it := range items {
		if of(it).Defined() {
			return true
		}
	}
	return false
}

// itemTable is a line for each item, with a link to the rows behind it.
func (v *view) itemTable(ctx context.Context) *section {
	g := &grid{key: "items", caption: t(ctx, "小题分析"), cols: []ui.Column{{Label: "题号", Head: true}, {Label: "知识点", Wide: true}, {Label: "层次", Fine: true}, {Label: "题型", Fine: true}, {Label: "满分", Num: true},
		{Label: "n", Num: true, Unit: "人"}, {Label: "平均分", Num: true}, {Label: "得分率", Num: true}, {Label: "计划难度", Num: true}, {Label: v.pName(ctx), Num: true}, {Label: "区分度 D", Num: true}, {Label: "题总相关", Num: true},
		{Label: "满分率", Num: true}, {Label: "零分率", Num: true}}}
	if v.named() {
		g.cols = append(g.cols, ui.Column{Label: "其余考生得分率", Num: true}, ui.Column{Label: "与其余之差", Num: true, Unit: "标准误"})
	}
	for j, it := range v.Items {
		p := v.paper(j)
		n := whole(it.N)
		if it.N < 0 {
			n, g.note = txt(hiddenMark), v.small(ctx)
		}
		row := []cell{link(v.itemHref(j), v.item(j)), txt(strings.Join(p.Knowledge, "、")), txt(p.Level), txt(p.Type), figure(p.Mark, 1), n, figure(it.Mean, 2), percent(it.P, 1), figure(v.p(p.Planned), 2),
			figure(v.p(it.P), 2), figure(it.D, 2), figure(it.Rest, 2), shareCell(it.FullMarks), shareCell(it.Zeros)}
		if v.named() {
			row = append(row, percent(it.Ref, 1), figure(it.InSE, 1))
		}
		g.named("i"+strconv.Itoa(j+1), row...)
		tone := ui.Neutral
		if it.Miskey != "" {
			tone = ui.Warning
		}
		g.tones = append(g.tones, tone)
	}
	difficulty := "difficulty"
	if v.Head.Hard {
		difficulty = "difficulty_hard"
	}
	return &section{id: "items", title: g.caption, grid: g, says: v.findings(ctx, "items"), formulas: []string{difficulty, "discrimination", "item_rest", "full_rate", "zero_rate"}}
}

// paper is an item of the paper; a zero one with undefined figures when there is none.
func (v *view) paper(j int) rep.PaperItem {
	if v.Paper != nil && j < len(v.Paper.Items) {
		return v.Paper.Items[j]
	}
	n := rep.Num(math.NaN())
	return rep.PaperItem{Mark: n, Planned: n}
}

// itemMap shows difficulty and discrimination of all items.
func (v *view) itemMap(ctx context.Context) *section {
	c := ui.ChartSpec{ID: "f-map", Kind: ui.Points, Title: "难度与区分度", N: len(v.Items), NUnit: "题", XLabel: v.pName(ctx), YLabel: "区分度 D", Decimals: 2, Formula: formula(ctx, "discrimination"), Interval: t(ctx, "每个点是一道题"),
		Sentence: t(ctx, "上面的题分得开高分和低分学生，下面的分不开；太难、太易或表述有问题都会这样，要看题目本身。"),
		Refs:     []ui.Ref{{Label: "可改进", Value: 0.2}, {Label: "很好", Value: 0.4}}}
	s := ui.Series{Name: "题目"}
	g := &grid{key: "map", caption: t(ctx, "难度与区分度"), cols: []ui.Column{{Label: "题号", Head: true}, {Label: v.pName(ctx), Num: true}, {Label: "区分度 D", Num: true}}}
	for j, it := range v.Items {
		if it.P.Defined() && it.D.Defined() {
			s.At = append(s.At, ui.Point{X: float64(v.p(it.P)), Y: float64(it.D), Name: v.item(j)})
			g.add(link(v.itemHref(j), v.item(j)), figure(v.p(it.P), 2), figure(it.D, 2))
		}
	}
	if s.At == nil {
		return nil
	}
	c.Series = []ui.Series{s}
	return (&section{id: "map", title: g.caption, grid: g}).with(c)
}

// planned compares the plan with what happened.
func (v *view) planned(ctx context.Context) *section {
	c := ui.ChartSpec{ID: "f-planned", Kind: ui.Points, Title: "计划难度与实际难度", XLabel: "计划难度", YLabel: "实际难度", NUnit: "题", Decimals: 2, Formula: formula(ctx, "difficulty"), Interval: t(ctx, "斜线上计划与实际相同"),
		Sentence: v.sentence(ctx, "harder", t(ctx, "斜线以下的题比计划难；可能是没教到、没学会，也可能是计划定得不准。"))}
	if v.Head.Hard {
		c.Formula = formula(ctx, "difficulty_hard")
		c.Sentence = v.sentence(ctx, "harder", t(ctx, "斜线以上的题比计划难；可能是没教到、没学会，也可能是计划定得不准。"))
	}
	g := &grid{key: "planned", caption: t(ctx, "计划难度与实际难度"), cols: []ui.Column{{Label: "题号", Head: true}, {Label: "计划难度", Num: true}, {Label: "实际难度", Num: true}}}
	s := ui.Series{Name: "题目"}
	for j, it := range v.Items {
		if p := v.paper(j); p.Planned.Defined() && it.P.Defined() {
			s.At = append(s.At, ui.Point{X: float64(v.p(p.Planned)), Y: float64(v.p(it.P)), Name: v.item(j)})
			g.add(link(v.itemHref(j), v.item(j)), figure(v.p(p.Planned), 2), figure(v.p(it.P), 2))
		}
	}
	if s.At == nil {
		return nil
	}
	c.N = len(s.At)
	c.Series = []ui.Series{s, {Name: "计划 = 实际", Joined: true, At: []ui.Point{{X: 0, Y: 0}, {X: 1, Y: 1}}}}
	return (&section{id: "planned", title: g.caption, grid: g}).with(c)
}

// options is what was chosen on items with a key.
func (v *view) options(ctx context.Context) *section {
	g := v.optionGrid(ctx, -1)
	if len(g.rows) == 0 {
		return nil
	}
	s := &section{id: "options", title: t(ctx, "选项分析"), grid: g, says: v.findings(ctx, "options"), formulas: []string{"miskey"}}
	var figures []ui.ChartSpec
	for j, it := range v.Items {
		if it.Miskey != "" && len(figures) < 4 {
			if c := v.optionCurve(ctx, j); c != nil {
				figures = append(figures, *c)
			}
		}
	}
	s = s.with(figures...)
	if len(figures) == 1 { // the table holds all items, the figure one
		s.figures[0].Table, s.figures[0].CloseTable = nil, true
		s.apart = true
	}
	return s
}

// optionGrid lists options of one item, or of all for j below 0.
func (v *view) optionGrid(ctx context.Context, only int) *grid {
	g := &grid{key: "options", caption: t(ctx, "选项分析"), cols: []ui.Column{{Label: "题号", Head: true}, {Label: "选项"}, {Label: "说明"}, {Label: "人数", Num: true, Unit: "人"}, {Label: "占比", Num: true}, {Label: "高分组", Num: true, Unit: "人"}, {Label: "低分组", Num: true, Unit: "人"}}}
	for j, it := range v.Items {
		if only >= 0 && j != only {
			continue
		}
		for _, o := range it.Options {
			what := ""
			switch {
			case o.Key:
				what = t(ctx, "答案")
			case it.Miskey != "" && o.Choice == it.Miskey:
				what = t(ctx, "请核对")
			}
			share := percent(rep.Num(o.N)/rep.Num(max(1, it.N)), 1)
			if o.N < 0 {
				share, g.note = txt(hiddenMark), v.small(ctx)
			}
			g.add(link(v.itemHref(j), v.item(j)), txt(v.choice(ctx, o.Choice)), txt(what), count(o.N), share, figure(o.High, 0), figure(o.Low, 0))
		}
	}
	return g
}

// choice is an answer in words.
func (v *view) choice(ctx context.Context, c string) string {
	if c == "" {
		return t(ctx, "没有作答")
	}
	return c
}

// optionCurve draws the share of every option by fifths of the total, where the whole exam gives it.
func (v *view) optionCurve(ctx context.Context, j int) *ui.ChartSpec {
	c := ui.ChartSpec{ID: "f-curve-" + strconv.Itoa(j+1), Kind: ui.Lines, Title: t(ctx, "第 %s 题各选项随总分的变化", v.item(j)), N: max(0, v.Items[j].N), NUnit: "人", Unit: "%", XLabel: "按总分分成五组，从低到高", YLabel: "选这一项的占比",
		Min: ui.F(0), Max: ui.F(100), X: []string{"1", "2", "3", "4", "5"}, Formula: formula(ctx, "miskey"), Interval: t(ctx, "每组约五分之一的考生"),
		Sentence: t(ctx, "答案的线应当往上走，其余的往下走；往上走的错误选项要核对，也可能只是一个普遍的错误理解。")}
	for _, o := range v.Items[j].Options {
		if o.Curve == nil {
			continue
		}
		s := ui.Series{Name: v.choice(ctx, o.Choice)}
		if o.Key {
			s.Name = t(ctx, "%s（答案）", o.Choice)
		}
		for _, x := range o.Curve {
			s.Values = append(s.Values, 100*float64(x))
		}
		c.Series = append(c.Series, s)
	}
	if c.Series == nil {
		return nil
	}
	return &c
}

// optionBars draws how many chose each option, where there is no curve.
func (v *view) optionBars(ctx context.Context, j int) *ui.ChartSpec {
	c := ui.ChartSpec{ID: "f-options", Kind: ui.Bars, Title: t(ctx, "第 %s 题的作答", v.item(j)), N: max(0, v.Items[j].N), NUnit: "人", Unit: "人", XLabel: "选项", YLabel: "人数", Min: ui.F(0), Formula: formula(ctx, "n"), Interval: t(ctx, "人数是实数，没有区间"),
		Sentence: t(ctx, "选得多的错误选项是讲评的起点；同一个错误答案可能有不同的想法。")}
	s := ui.Series{Name: "人数"}
	for _, o := range v.Items[j].Options {
		name := v.choice(ctx, o.Choice)
		if o.Key {
			name = t(ctx, "%s（答案）", o.Choice)
		}
		n := float64(o.N)
		if o.N < 0 {
			n = math.NaN()
		}
		c.X, s.Values = append(c.X, name), append(s.Values, n)
	}
	if c.X == nil {
		return nil
	}
	c.Series = []ui.Series{s}
	return &c
}

// one is the page of a single item: options, the model's curve with what was observed, and in a class every pupil's answer.
func (v *view) one(ctx context.Context, j int) []section {
	return keep(v.itemFacts(ctx, j), v.itemOptions(ctx, j), v.itemCurve(ctx, j), v.answers(ctx, j))
}

func (v *view) itemFacts(ctx context.Context, j int) *section {
	all := v.itemTable(ctx)
	g := *all.grid
	g.key, g.caption, g.rows, g.ids, g.tones = "item", t(ctx, "第 %s 题", v.item(j)), g.rows[j:j+1], nil, nil
	s := &section{id: "item", title: g.caption, grid: &g, formulas: all.formulas}
	if k := v.paper(j).Key; k != "" {
		s.lines = append(s.lines, t(ctx, "答案：%s", k))
	}
	if v.Items[j].Miskey != "" {
		for _, f := range v.Findings {
			if f.Code == "miskey" && slices.Equal(f.Items, []int{j}) {
				f.Items = nil // the page is the item's own
				s.says = append(s.says, v.tell(ctx, f))
			}
		}
	}
	return s
}

func (v *view) itemOptions(ctx context.Context, j int) *section {
	g := v.optionGrid(ctx, j)
	if len(g.rows) == 0 {
		return nil
	}
	s := &section{id: "options", title: t(ctx, "各选项"), grid: g, formulas: []string{"miskey"}}
	c := v.optionCurve(ctx, j)
	if c == nil {
		c = v.optionBars(ctx, j)
	}
	return s.with(*c)
}

// answers are the rows behind an item: every pupil of the own class, in the order of the register.
func (v *view) answers(ctx context.Context, j int) *section {
	if v.Class == nil || len(v.Class.Marks) == 0 {
		return nil
	}
	g := &grid{key: "answers", caption: t(ctx, "本班每个学生的作答"), cols: []ui.Column{{Label: "序号", Num: true}, {Label: "姓名", Head: true}, {Label: "作答"}, {Label: "得分", Num: true}}}
	for r := range v.Class.Persons {
		answer := ""
		if len(v.Class.Choices) > 0 {
			answer = v.Class.Choices[r][j]
		}
		mark := figure(rep.Num(math.NaN()), 2)
		if m := v.Class.Marks[r][j]; m >= 0 {
			mark = figure(rep.Num(m)/100, 2)
		}
		if s := v.status(ctx, r); s != "" {
			answer = s
		}
		g.named(v.rowID(r), whole(r+1), txt(v.pupil(r)), txt(answer), mark)
	}
	return &section{id: "answers", title: g.caption, grid: g, lines: []string{t(ctx, "按学籍册的顺序，不按分数排。")}}
}
