package report

import (
	"context"
	"math"
	"strconv"

	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// modelTab is what the item response model of the whole exam says of the paper.
func (v *view) modelTab(ctx context.Context) []section {
	if v.Model == nil || len(v.Items) == 0 {
		return nil
	}
	return keep(v.wright(ctx), v.information(ctx), v.modelItems(ctx))
}

// wright is persons and items on one scale.
func (v *view) wright(ctx context.Context) *section {
	m := v.Model
	if len(m.Wright) == 0 {
		return nil
	}
	g := &grid{key: "wright", caption: t(ctx, "学生与题目在同一把尺上"), cols: []ui.Column{{Label: "是什么"}, {Label: "名称", Head: true}, {Label: "位置", Num: true, Unit: "logit"}, {Label: "人数", Num: true, Unit: "人"}}}
	var persons, items []ui.Point
	for _, b := range trim(m.Wright) {
		persons = append(persons, ui.Point{X: float64(b.From+b.To) / 2, Y: float64(b.N)})
		g.add(txt(t(ctx, "学生")), span(b.From, b.To, 2), figure((b.From+b.To)/2, 2), whole(b.N))
	}
	for j, it := range m.Items {
		if b := middle(it); b.Defined() {
			items = append(items, ui.Point{Y: float64(b), Name: v.item(j)})
			g.add(txt(t(ctx, "题目")), link(v.itemHref(j), v.item(j)), figure(b, 2), txt(""))
		}
	}
	c := ui.WrightMap(ui.ChartSpec{ID: "f-wright", Title: t(ctx, "学生与题目"), N: m.N, NUnit: "人", YLabel: "logit", Decimals: 2, Tall: true, Formula: formula(ctx, "irt_2pl"), Interval: t(ctx, "题目位置的标准误见题目参数表"),
		Sentence: v.sentence(ctx, "wright", t(ctx, "左边是学生，右边是题目（多级计分的题取各级的平均）；某一段有学生没有题，那一段就量不准。尺子只在这次考试内有效。"))}, persons, items)
	s := (&section{id: "wright", title: g.caption, grid: g, says: v.findings(ctx, "wright")}).with(c)
	s.lines = append(s.lines, t(ctx, "模型用 %[1]d 名考生拟合（共 %[2]d 名有分），信度 %[3]s。", m.N, m.Of, figure(m.Reliability, 3)))
	if !m.Converged {
		s.lines = append(s.lines, t(ctx, "模型没有收敛，下面的数只供参考。"))
	}
	return s
}

// trim leaves out empty bands at both ends.
func trim(bands []rep.Band) []rep.Band {
	for len(bands) > 0 && bands[0].N == 0 {
		bands = bands[1:]
	}
	for len(bands) > 0 && bands[len(bands)-1].N == 0 {
		bands = bands[:len(bands)-1]
	}
	return bands
}

// middle is where an item stands: the mean of its thresholds, which the table of parameters lists.
func middle(it rep.ModelItem) rep.Num {
	if !it.A.Defined() || len(it.B) == 0 {
		return rep.Num(math.NaN())
	}
	sum := rep.Num(0)
	for _, b := range it.B {
		sum += b
	}
	return sum / rep.Num(len(it.B))
}

// information is where on the scale the paper measures well, with the thresholds of the rates.
func (v *view) information(ctx context.Context) *section {
	m := v.Model
	if len(m.Information) == 0 {
		return nil
	}
	g := &grid{key: "information", caption: t(ctx, "信息量与等级线"), cols: []ui.Column{{Label: "线", Head: true}, {Label: "位置", Num: true, Unit: "logit"}, {Label: "信息量", Num: true}, {Label: "标准误", Num: true, Unit: "logit"}, {Label: "预期得分", Num: true}}}
	info := ui.Series{Name: t(ctx, "信息量"), Joined: true}
	for _, x := range m.Cuts {
		g.add(txt(t(ctx, cutNames[x.Name])), figure(x.Theta, 2), figure(1/(x.SE*x.SE), 2), figure(x.SE, 2), figure(x.Mark, 0))
		g.tones = append(g.tones, ui.Info)
	}
	for _, p := range m.Information {
		info.At = append(info.At, ui.Point{X: float64(p.Theta), Y: float64(p.Info), Name: ui.Number(float64(p.Mark), 0)})
		g.add(txt(""), figure(p.Theta, 2), figure(p.Info, 2), figure(p.SE, 2), figure(p.Mark, 1))
		g.tones = append(g.tones, ui.Neutral)
	}
	c := ui.ChartSpec{ID: "f-information", Kind: ui.Points, Title: "试卷的信息量与等级线", N: m.N, NUnit: "人", XLabel: "水平 θ（logit）", YLabel: "信息量", Decimals: 2, Formula: t(ctx, "I(θ) 是各题信息之和；标准误 = 1 ÷ √I(θ)"), Interval: t(ctx, "标准误见表"),
		Series: []ui.Series{info}, Sentence: t(ctx, "线越高的地方量得越准；等级线落在低的地方，线两边的学生就容易判错。")}
	for _, x := range m.Cuts {
		if x.Theta.Defined() {
			c.Refs = append(c.Refs, ui.Ref{Label: t(ctx, cutNames[x.Name]), Value: float64(x.Theta), OnX: true})
		}
	}
	return (&section{id: "information", title: t(ctx, "信息量与等级线"), grid: g}).with(c)
}

var cutNames = map[string]string{"excellent": "优秀线", "good": "良好线", "pass": "及格线", "low": "低分线"} // i18n:data

// modelItems are the parameters.
func (v *view) modelItems(ctx context.Context) *section {
	g := &grid{key: "parameters", caption: t(ctx, "题目参数"), cols: []ui.Column{{Label: "题号", Head: true}, {Label: "斜率 a", Num: true}, {Label: "a 的标准误", Num: true}, {Label: "位置 b", Wide: true}}}
	for j, it := range v.Model.Items {
		b := ""
		for k, x := range it.B {
			if k > 0 {
				b += "、"
			}
			b += ui.Number(float64(x), 2)
		}
		g.add(link(v.itemHref(j), v.item(j)), figure(it.A, 2), figure(it.SE, 2), txt(b))
	}
	return &section{id: "parameters", title: g.caption, grid: g, formulas: []string{"irt_2pl"}}
}

// itemCurve is the model's curve of one item with what was observed.
func (v *view) itemCurve(ctx context.Context, j int) *section {
	m := v.Model
	if m == nil || j >= len(m.Items) || !m.Items[j].A.Defined() || len(m.Items[j].Curve) != len(m.Information) {
		return nil
	}
	it := m.Items[j]
	curve, seen := ui.Series{Name: t(ctx, "模型"), Joined: true}, ui.Series{Name: t(ctx, "实际")}
	for i, p := range m.Information {
		curve.At = append(curve.At, ui.Point{X: float64(p.Theta), Y: 100 * float64(it.Curve[i])})
	}
	g := &grid{key: "observed", caption: t(ctx, "模型与实际"), cols: []ui.Column{{Label: "水平 θ", Num: true, Head: true}, {Label: "n", Num: true, Unit: "人"}, {Label: "实际得分率", Num: true}, {Label: "95% 区间", Num: true}, {Label: "模型", Num: true}}}
	for _, o := range it.Observed {
		seen.At = append(seen.At, ui.Point{X: float64(o.Theta), Y: 100 * float64(o.Rate), Name: t(ctx, "n = %d", o.N)})
		seen.Low, seen.High = append(seen.Low, 100*float64(o.Low)), append(seen.High, 100*float64(o.High))
		g.add(figure(o.Theta, 2), whole(o.N), percent(o.Rate, 1), span(100*o.Low, 100*o.High, 1), percent(between(m.Information, it.Curve, o.Theta), 1))
	}
	c := ui.ChartSpec{ID: "f-item-curve", Kind: ui.Points, Title: t(ctx, "第 %s 题：模型与实际", v.item(j)), N: m.N, NUnit: "人", Unit: "%", XLabel: "水平 θ（logit）", YLabel: "得分率（%）", Decimals: 1, Min: ui.F(0), Max: ui.F(100), Formula: formula(ctx, "irt_2pl"), Interval: t(ctx, "95% Wilson 区间"),
		Series: []ui.Series{seen, curve}, Sentence: t(ctx, "点和线大致重合，模型就说得通；差得远的题要看一看，可能有歧义或答案有误。")}
	return (&section{id: "curve", title: g.caption, grid: g}).with(c)
}

// between reads the model's curve at θ, straight between its points.
func between(at []rep.InfoPoint, curve []rep.Num, theta rep.Num) rep.Num {
	for i := 1; i < len(at); i++ {
		if theta <= at[i].Theta && theta >= at[i-1].Theta {
			w := (theta - at[i-1].Theta) / (at[i].Theta - at[i-1].Theta)
			return curve[i-1] + w*(curve[i]-curve[i-1])
		}
	}
	return rep.Num(math.NaN())
}

// addedTab is value added and growth.
func (v *view) addedTab(ctx context.Context) []section {
	return keep(v.growth(ctx), v.added(ctx), v.hex(ctx))
}

// added is 增值 by school, in order of names.
func (v *view) added(ctx context.Context) *section {
	a := v.Added
	if a == nil {
		return nil
	}
	schools := make([]rep.Part, len(a.Schools))
	for i, s := range a.Schools {
		schools[i] = rep.Part{Kind: rep.KindSchool, Node: s.Node, Hidden: s.Hidden, Effect: s.Effect}
	}
	schools = v.byName(ctx, schools)
	g := &grid{key: "added", caption: t(ctx, "与同样起点的学生相比"), cols: []ui.Column{{Label: "学校", Head: true, Wide: true}, {Label: "n", Num: true, Unit: "人"}, {Label: "增值", Num: true, Unit: "标准差"}, {Label: "95% 区间", Num: true}, {Label: "看得出差别吗"}}}
	var names []string
	var s ui.Series
	for _, x := range schools {
		if x.Hidden || x.Effect == nil {
			g.add(txt(v.place(x.Node)), txt(hiddenMark), txt(""), txt(""), txt(""))
			g.note = v.small(ctx)
			continue
		}
		e, says := x.Effect, t(ctx, "看不出")
		if e.Differs {
			says = t(ctx, "看得出")
		}
		g.add(txt(v.place(x.Node)), whole(e.N), figure(e.Est, 2), span(e.Low, e.High, 2), txt(says))
		names, s.Values, s.Low, s.High = append(names, v.place(x.Node)), append(s.Values, float64(e.Est)), append(s.Low, float64(e.Low)), append(s.High, float64(e.High))
	}
	var figures []ui.ChartSpec
	cuts := blocks(len(names), heatRows)
	for i, b := range cuts {
		figures = append(figures, ui.ChartSpec{ID: "f-added-" + strconv.Itoa(i+1), Kind: ui.Forest, Title: pieceTitle(ctx, t(ctx, "增值"), i, len(cuts)), N: a.N, NUnit: "人", XLabel: "学校", YLabel: "与同起点学生之差（标准差）", Decimals: 2, Tall: b[1]-b[0] > 8, X: names[b[0]:b[1]],
			Refs: []ui.Ref{{Label: t(ctx, "同起点的总体"), Value: 0}}, Formula: formula(ctx, "value_added"), Interval: t(ctx, "95% 区间"),
			Series: []ui.Series{{Name: t(ctx, "增值"), Values: s.Values[b[0]:b[1]], Low: s.Low[b[0]:b[1]], High: s.High[b[0]:b[1]]}}, Sentence: v.sentence(ctx, "added", t(ctx, "增值只说明差别，不说明原因，也不能排名；一次结果不稳定，要看三年以上。"))})
	}
	out := (&section{id: "added", title: g.caption, grid: g, says: v.findings(ctx, "added")}).with(figures...)
	out.lines = append(out.lines, t(ctx, "起点：%[1]s（%[2]s），两次都有成绩的学生 %[3]d 人；起点的斜率 %[4]s（标准误 %[5]s），校间方差占比 %[6]s。", a.Title, ui.Date(ctx, a.First), a.N, figure(a.Slope, 3), figure(a.SlopeSE, 3), percent(a.ICC, 1)))
	if a.Singular {
		out.lines = append(out.lines, t(ctx, "学校之间的方差估计为零：看不出任何学校差别。"))
	}
	return out
}

// hex is entry against exit above the class: counts, never persons.
func (v *view) hex(ctx context.Context) *section {
	if v.Added == nil || len(v.Added.Hex) == 0 {
		return nil
	}
	g := &grid{key: "entry-exit", caption: t(ctx, "起点与这次"), cols: []ui.Column{{Label: "起点 Z", Num: true, Head: true}, {Label: "这次 Z", Num: true}, {Label: "人数", Num: true, Unit: "人"}}}
	at := map[[2]float64]float64{}
	xs, ys := axis{}, axis{}
	n := 0
	for _, h := range v.Added.Hex {
		g.add(figure(h.X, 2), figure(h.Y, 2), whole(h.N))
		at[[2]float64{float64(h.X), float64(h.Y)}] = float64(h.N)
		xs.put(float64(h.X))
		ys.put(float64(h.Y))
		n += h.N
	}
	c := ui.ChartSpec{ID: "f-entry-exit", Kind: ui.Heat, Title: "起点与这次", N: n, NUnit: "人", Unit: "人", XLabel: "起点 Z", YLabel: "这次 Z", Tall: true, Formula: formula(ctx, "z"), Interval: t(ctx, "每格半个标准差；人数太少的格子不画"),
		Sentence: t(ctx, "起点高的学生这次多半也高；同样起点的学生仍相差很大，不能由起点断定一个学生。")}
	var grid [][]float64
	up, across := ys.sorted(), xs.sorted()
	for i := len(up) - 1; i >= 0; i-- {
		c.Y = append(c.Y, ui.Number(up[i], 1))
		row := make([]float64, len(across))
		for k, x := range across {
			row[k] = math.NaN()
			if m, ok := at[[2]float64{x, up[i]}]; ok {
				row[k] = m
			}
		}
		grid = append(grid, row)
	}
	for _, x := range across {
		c.X = append(c.X, ui.Number(x, 1))
	}
	c.Series = []ui.Series{{Grid: grid}}
	return (&section{id: "entry-exit", title: g.caption, grid: g}).with(c)
}
