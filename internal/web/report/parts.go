package report

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// partTab compares what a place consists of, always in order of names: there is no table of ranks.
func (v *view) partTab(ctx context.Context) []section {
	if v.named() {
		return nil
	}
	of := t(ctx, "各班")
	if v.Kind != rep.KindSchool {
		of = t(ctx, "各校")
	}
	if len(v.Schools) > 0 {
		of = t(ctx, "各区")
	}
	list := v.comparison(ctx, "parts", of, v.Parts)
	list = append(list, v.comparison(ctx, "schools", t(ctx, "各校"), v.Schools)...)
	list = append(list, v.balance(ctx))
	list = append(list, v.comparison(ctx, "teaching", t(ctx, "各教学班"), v.Teaching)...)
	list = append(list, v.comparison(ctx, "electives", t(ctx, "各选科组合"), v.Electives)...)
	list = append(list, v.withheld(ctx))
	return keep(list...)
}

// comparison is the sections of one way to cut a place.
func (v *view) comparison(ctx context.Context, key, name string, parts []rep.Part) []*section {
	if len(parts) == 0 {
		return nil
	}
	parts = v.byName(ctx, parts)
	return []*section{v.partTable(ctx, key, name, parts), v.caterpillar(ctx, key, name, parts), v.funnel(ctx, key, name, parts), v.boxes(ctx, key, name, parts), v.partHeat(ctx, key, name, parts)}
}

// partTable is a line for each part. A pooled line names its schools and says so.
func (v *view) partTable(ctx context.Context, key, name string, parts []rep.Part) *section {
	g := &grid{key: key, caption: t(ctx, "%s一览", name), cols: append(append([]ui.Column{{Label: "名称", Head: true, Wide: true}}, summaryColumns()...),
		ui.Column{Label: "超均率", Num: true}, ui.Column{Label: "与其余之差", Num: true, Unit: "标准误"})}
	hidden, pooled := false, false
	for _, p := range parts {
		label := v.part(ctx, p)
		if len(p.Pooled) > 1 {
			label = t(ctx, "%[1]s（%[2]d 所合并）", label, len(p.Pooled))
			pooled = true
		}
		first := txt(label)
		if v.opens != nil && !p.Hidden && len(p.Pooled) < 2 {
			if h := v.opens(p); h != "" {
				first = link(h, label)
			}
		}
		var row []cell
		if p.Hidden || p.Summary == nil {
			hidden = true
			row = append([]cell{first}, summaryCells(nil)...)
			row = append(row, txt(""), txt(""))
		} else {
			row = append([]cell{first}, summaryCells(p.Summary)...)
			row = append(row, percent(p.Surpass, 1), figure(p.InSE, 1))
		}
		g.named("part-"+p.Node.String()+partSuffix(p), row...)
		tone := ui.Neutral
		if p.Small {
			tone = ui.Info
		}
		g.tones = append(g.tones, tone)
	}
	s := &section{id: key, title: g.caption, grid: g, formulas: []string{"mean", "surpass", "in_se", "coded"}}
	if hidden {
		g.note = v.small(ctx)
		s.formulas = append(s.formulas, "suppressed")
	}
	if pooled {
		s.lines = append(s.lines, t(ctx, "人数太少的学校和同一中心校的教学点合在一起，满最小人数才显示。"))
		s.formulas = append(s.formulas, "pooled")
	}
	s.lines = append(s.lines, t(ctx, "按名称排列，不按分数排；差别里有生源的成分，不用来评价学校和老师。"))
	return s
}

func partSuffix(p rep.Part) string {
	if p.Label == "" {
		return ""
	}
	return "-" + strconv.Itoa(len(p.Label))
}

// shownParts are those with figures.
func shownParts(parts []rep.Part) []rep.Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p rep.Part) bool { return p.Hidden || p.Summary == nil })
}

// caterpillar is the parts with their intervals: effects where they were estimated, means else.
func (v *view) caterpillar(ctx context.Context, key, name string, all []rep.Part) *section {
	parts := shownParts(all)
	if len(parts) < 2 {
		return nil
	}
	effects := slices.ContainsFunc(parts, func(p rep.Part) bool { return p.Effect != nil })
	g := &grid{key: key + "-intervals", caption: t(ctx, "%s的差别与区间", name), cols: []ui.Column{{Label: "名称", Head: true, Wide: true}, {Label: "n", Num: true, Unit: "人"}, {Label: "数值", Num: true}, {Label: "95% 区间", Num: true}, {Label: "看得出差别吗"}}}
	base := ui.ChartSpec{Kind: ui.Forest, N: v.Head.N, NUnit: "人", XLabel: "名称", Decimals: 2, Interval: t(ctx, "95% 区间"), Tall: true}
	ref := 0.0
	if effects {
		base.YLabel, base.Unit, base.Formula = t(ctx, "与总体之差（收缩后，分）"), t(ctx, "分"), formula(ctx, "school_effect")
	} else {
		ref = float64(v.Summary.Mean)
		base.YLabel, base.Unit, base.Formula = t(ctx, "平均分"), t(ctx, "分"), formula(ctx, "se")
	}
	base.Refs = []ui.Ref{{Label: t(ctx, "总体"), Value: ref}}
	base.Sentence = v.sentence(ctx, "balance", t(ctx, "实心的区间不含总体，才看得出差别；空心的分不出高低，先后没有意义。差别里有生源的成分。"))
	var names []string
	var s ui.Series
	for _, p := range parts {
		x, low, high := float64(p.Summary.Mean), float64(p.Summary.Mean-1.96*p.Summary.SE), float64(p.Summary.Mean+1.96*p.Summary.SE)
		if effects {
			x, low, high = math.NaN(), math.NaN(), math.NaN()
			if e := p.Effect; e != nil {
				x, low, high = float64(e.Est), float64(e.Low), float64(e.High)
			}
		}
		says := t(ctx, "看不出")
		if low > ref || high < ref {
			says = t(ctx, "看得出")
		}
		names, s.Values, s.Low, s.High = append(names, v.part(ctx, p)), append(s.Values, x), append(s.Low, low), append(s.High, high)
		g.add(txt(v.part(ctx, p)), whole(p.Summary.N), figure(rep.Num(x), 2), span(rep.Num(low), rep.Num(high), 2), txt(says))
	}
	if !effects { // means lie together: the scale begins where they do
		base.Min, base.Max = around(s.Low, s.High)
	}
	var figures []ui.ChartSpec
	cuts := blocks(len(parts), heatRows)
	for i, b := range cuts {
		c := base
		c.ID, c.Title, c.X, c.Tall = "f-"+key+"-int-"+strconv.Itoa(i+1), pieceTitle(ctx, g.caption, i, len(cuts)), names[b[0]:b[1]], b[1]-b[0] > 8
		c.Series = []ui.Series{{Name: t(ctx, "数值"), Values: s.Values[b[0]:b[1]], Low: s.Low[b[0]:b[1]], High: s.High[b[0]:b[1]]}}
		figures = append(figures, c)
	}
	return (&section{id: g.key, title: g.caption, grid: g}).with(figures...)
}

// around is a scale of whole numbers that holds intervals.
func around(low, high []float64) (from, to *float64) {
	a, b := math.Inf(1), math.Inf(-1)
	for i := range low {
		if !math.IsNaN(low[i]) && !math.IsNaN(high[i]) {
			a, b = min(a, low[i]), max(b, high[i])
		}
	}
	if a > b {
		return nil, nil
	}
	return ui.F(math.Floor(a) - 1), ui.F(math.Ceil(b) + 1)
}

// funnel shows each part's difference against its size with the limits of chance.
func (v *view) funnel(ctx context.Context, key, name string, all []rep.Part) *section {
	var parts []rep.Part
	for _, p := range shownParts(all) {
		if p.Effect != nil {
			parts = append(parts, p)
		}
	}
	if len(parts) < 3 {
		return nil
	}
	g := &grid{key: key + "-funnel", caption: t(ctx, "%s漏斗图", name), cols: []ui.Column{{Label: "名称", Head: true, Wide: true}, {Label: "n", Num: true, Unit: "人"}, {Label: "与总体之差", Num: true, Unit: "分"}, {Label: "95% 界限", Num: true, Unit: "±"}, {Label: "99.8% 界限", Num: true, Unit: "±"}}}
	dots := ui.Series{Name: name}
	for _, p := range parts {
		e := p.Effect
		dots.At = append(dots.At, ui.Point{X: float64(e.N), Y: float64(e.Raw), Name: v.part(ctx, p)})
		g.add(txt(v.part(ctx, p)), whole(e.N), figure(e.Raw, 2), figure(e.Funnel95, 2), figure(e.Funnel998, 2))
	}
	slices.SortFunc(parts, func(a, b rep.Part) int { return cmp.Compare(a.Effect.N, b.Effect.N) }) // by size, for the limits
	curve := func(label string, of func(*rep.Effect) rep.Num, sign rep.Num) ui.Series {
		s := ui.Series{Name: label, Joined: true}
		for _, p := range parts {
			s.At = append(s.At, ui.Point{X: float64(p.Effect.N), Y: float64(sign * of(p.Effect)), Name: label})
		}
		return s
	}
	f95, f998 := func(e *rep.Effect) rep.Num { return e.Funnel95 }, func(e *rep.Effect) rep.Num { return e.Funnel998 }
	c := ui.ChartSpec{ID: "f-" + key + "-funnel", Kind: ui.Points, Title: g.caption, N: v.Head.N, NUnit: "人", XLabel: "n", YLabel: "与总体之差（分）", Decimals: 1, Formula: formula(ctx, "funnel"), Interval: t(ctx, "95% 与 99.8% 界限"),
		Series:   []ui.Series{dots, curve(t(ctx, "95% 上界"), f95, 1), curve(t(ctx, "95% 下界"), f95, -1), curve(t(ctx, "99.8% 上界"), f998, 1), curve(t(ctx, "99.8% 下界"), f998, -1)},
		Sentence: t(ctx, "漏斗以内的差别用偶然就能解释；漏斗以外的值得去看看，但不说明原因，也不能用来排名。")}
	return (&section{id: g.key, title: g.caption, grid: g}).with(c)
}

// boxes are the parts' box plots beside that of the place.
func (v *view) boxes(ctx context.Context, key, name string, all []rep.Part) *section {
	var parts []rep.Part
	for _, p := range shownParts(all) {
		if p.Box != nil {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	g := &grid{key: key + "-box", caption: t(ctx, "%s箱线图", name), cols: append([]ui.Column{{Label: "名称", Head: true, Wide: true}}, boxColumns...)}
	names, five5 := []string{}, []ui.FiveNumbers{}
	for _, p := range parts {
		names, five5 = append(names, v.part(ctx, p)), append(five5, five(p.Box))
		g.add(append([]cell{txt(v.part(ctx, p))}, boxCells(p.Box, 0)...)...)
	}
	var figures []ui.ChartSpec
	cuts := blocks(len(parts), 15)
	for i, b := range cuts {
		c := ui.ChartSpec{ID: "f-" + key + "-box-" + strconv.Itoa(i+1), Kind: ui.Boxes, Title: pieceTitle(ctx, g.caption, i, len(cuts)), N: v.Head.N, NUnit: "人", XLabel: "名称", YLabel: "分", X: names[b[0]:b[1]], Formula: formula(ctx, "box"),
			Interval: t(ctx, "箱子是中间一半的学生，两端是第 5 和第 95 百分位"), Series: []ui.Series{{Box: five5[b[0]:b[1]]}},
			Sentence: t(ctx, "箱子大部分重叠，说明学校之间的差别远小于学生之间的差别；按名称排列，先后没有意义。")}
		if v.Box != nil {
			c.Refs = []ui.Ref{{Label: t(ctx, "总体下四分位"), Value: float64(v.Box.Q1)}, {Label: t(ctx, "总体上四分位"), Value: float64(v.Box.Q3)}}
		}
		figures = append(figures, c)
	}
	return (&section{id: g.key, title: g.caption, grid: g}).with(figures...)
}

// heatParts is how many columns a heat map has.
const heatParts = 12

// partHeat is each part minus the others, item by item, in standard errors.
func (v *view) partHeat(ctx context.Context, key, name string, all []rep.Part) *section {
	var parts []rep.Part
	for _, p := range shownParts(all) {
		if len(p.ItemInSE) == len(v.Items) && len(v.Items) > 0 {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 || len(parts) > 60 {
		return nil
	}
	g := &grid{key: key + "-heat", caption: t(ctx, "%s × 题目：与其余之差（标准误）", name), cross: true, cols: []ui.Column{{Label: "题号", Head: true}}}
	for _, p := range parts {
		g.cols = append(g.cols, ui.Column{Label: v.part(ctx, p), Num: true})
	}
	for j := range v.Items {
		row := []cell{link(v.itemHref(j), v.item(j))}
		for _, p := range parts {
			row = append(row, figure(p.ItemInSE[j], 1))
		}
		g.add(row...)
	}
	var figures []ui.ChartSpec
	columns, rows := blocks(len(parts), heatParts), blocks(len(v.Items), heatRows)
	for _, cb := range columns {
		for _, rb := range rows {
			c := ui.ChartSpec{ID: "f-" + key + "-heat-" + strconv.Itoa(len(figures)+1), Kind: ui.Heat, Signed: true, Tall: rb[1]-rb[0] > 12, Title: pieceTitle(ctx, g.caption, len(figures), len(columns)*len(rows)), N: v.Head.N, NUnit: "人", Unit: "标准误", Decimals: 1,
				XLabel: "名称", YLabel: "题号", Formula: formula(ctx, "in_se"), Interval: t(ctx, "±2 个标准误以内多半是偶然"),
				Sentence: t(ctx, "“＋＋”“－－”是与其余相差 2 个标准误以上；题目很多时，总有几格会碰巧超出，不说明原因。")}
			var grid [][]float64
			for j := rb[0]; j < rb[1]; j++ {
				c.Y = append(c.Y, v.item(j))
				var row []float64
				for _, p := range parts[cb[0]:cb[1]] {
					row = append(row, float64(p.ItemInSE[j]))
				}
				grid = append(grid, row)
			}
			for _, p := range parts[cb[0]:cb[1]] {
				c.X = append(c.X, v.part(ctx, p))
			}
			c.Series = []ui.Series{{Grid: grid}}
			figures = append(figures, c)
		}
	}
	return (&section{id: g.key, title: g.caption, grid: g, formulas: []string{"in_se"}}).with(figures...)
}

// balance is 校际均衡.
func (v *view) balance(ctx context.Context) *section {
	b := v.Balance
	if b == nil {
		return nil
	}
	g := &grid{key: "balance", caption: t(ctx, "校际均衡"), cols: []ui.Column{{Label: "指标", Head: true}, {Label: "数值", Num: true}, {Label: "95% 区间", Num: true}}}
	if b.Of == rep.KindClass {
		g.caption = t(ctx, "班际均衡")
	}
	g.add(txt(t(ctx, "单位数")), whole(b.Units), txt(""))
	g.add(txt(t(ctx, "学生数")), whole(b.N), txt(""))
	g.add(txt(t(ctx, "差异系数 CV")), figure(b.CV, 3), span(b.CVLow, b.CVHigh, 3))
	g.add(txt(t(ctx, "单位间方差占比 ICC")), percent(b.ICC, 1), span(100*b.ICCLow, 100*b.ICCHigh, 1))
	g.add(txt(t(ctx, "区间不含总体的单位")), whole(b.Differ), txt(""))
	c := ui.ChartSpec{ID: "f-balance", Kind: ui.Forest, Title: g.caption, N: b.N, NUnit: "人", Unit: "%", XLabel: "指标", YLabel: "%", Decimals: 1, X: []string{"CV", "ICC"}, Formula: formula(ctx, "cv_schools", "icc"), Interval: t(ctx, "95% 区间"),
		Series:   []ui.Series{{Name: t(ctx, "数值"), Values: []float64{100 * float64(b.CV), 100 * float64(b.ICC)}, Low: []float64{100 * float64(b.CVLow), 100 * float64(b.ICCLow)}, High: []float64{100 * float64(b.CVHigh), 100 * float64(b.ICCHigh)}}},
		Sentence: v.sentence(ctx, "balance", t(ctx, "差别里有生源的成分，不能用来排名或评价学校。"))}
	return (&section{id: "balance", title: g.caption, grid: g, says: v.findings(ctx, "balance")}).with(c)
}

var withheldNames = map[string]string{"teaching": "教学班", "electives": "选科组合"} // i18n:data

// withheld says which cuts are not shown, and why.
func (v *view) withheld(ctx context.Context) *section {
	s := &section{id: "withheld", title: t(ctx, "没有显示的")}
	for _, w := range v.Withheld {
		s.lines = append(s.lines, t(ctx, "按%s的表没有显示：和行政班的表一减，会推出少数学生的成绩。", t(ctx, withheldNames[w])))
	}
	return s
}
