package report

import (
	"context"
	"math"
	"strconv"

	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// pointTab is what the items ask for: knowledge, ability, and the two-way table 双向细目表.
func (v *view) pointTab(ctx context.Context) []section {
	return keep(v.points(ctx, "knowledge", t(ctx, "知识点"), v.Knowledge), v.points(ctx, "abilities", t(ctx, "能力层次"), v.Abilities), v.points(ctx, "types", t(ctx, "题型"), v.Types),
		v.points(ctx, "chapters", t(ctx, "章节"), v.Chapters), v.twoWay(ctx))
}

// points is the profile of a list of points: rates as bars, in the order of the paper, never a radar (areas mislead).
func (v *view) points(ctx context.Context, key, name string, list []rep.Point) *section {
	if len(list) == 0 {
		return nil
	}
	g := &grid{key: key, caption: name, cols: []ui.Column{{Label: name, Head: true, Wide: true}, {Label: "题数", Num: true}, {Label: "题号"}, {Label: "得分率", Num: true}, {Label: "计划", Num: true}}}
	if v.named() {
		g.cols = append(g.cols, ui.Column{Label: "其余考生得分率", Num: true}, ui.Column{Label: "与其余之差", Num: true, Unit: "标准误"})
	}
	own, plan, ref := ui.Series{Name: v.title}, ui.Series{Name: "计划"}, ui.Series{Name: "其余考生"}
	for i, p := range list {
		row := []cell{txt(p.Name), whole(len(p.Items)), txt(v.items(p.Items)), percent(p.Rate, 1), percent(p.Planned, 0)}
		if v.named() {
			row = append(row, percent(p.Ref, 1), figure(p.InSE, 1))
		}
		g.named(key+"-"+strconv.Itoa(i+1), row...)
		own.Values, plan.Values, ref.Values = append(own.Values, 100*float64(p.Rate)), append(plan.Values, 100*float64(p.Planned)), append(ref.Values, 100*float64(p.Ref))
	}
	var figures []ui.ChartSpec
	cuts := blocks(len(list), 12)
	for i, b := range cuts {
		c := ui.ChartSpec{ID: "f-" + key + "-" + strconv.Itoa(i+1), Kind: ui.BarsLying, Title: pieceTitle(ctx, t(ctx, "%s得分率", name), i, len(cuts)), N: v.Head.N, NUnit: "人", Unit: "%", XLabel: name, YLabel: "得分率", Decimals: 1, Tall: b[1]-b[0] > 6,
			Min: ui.F(0), Max: ui.F(100), Formula: formula(ctx, "point_rate"), Interval: t(ctx, "题数见表；与其余之差以标准误为单位"),
			Sentence: t(ctx, "得分率低的先巩固；一个点只有一两题时只作线索，也可能是题难。")}
		for _, p := range list[b[0]:b[1]] {
			c.X = append(c.X, p.Name)
		}
		for _, s := range []ui.Series{own, ref, plan} {
			s.Values = s.Values[b[0]:b[1]]
			if defined(s.Values) {
				c.Series = append(c.Series, s)
			}
		}
		figures = append(figures, c)
	}
	return (&section{id: key, title: name, grid: g, formulas: []string{"point_rate"}}).with(figures...)
}

func defined(values []float64) bool {
	for _, x := range values {
		if !math.IsNaN(x) {
			return true
		}
	}
	return false
}

// twoWay is the two-way table, planned against real.
func (v *view) twoWay(ctx context.Context) *section {
	x := v.Table
	if x == nil || len(x.Points) == 0 || len(x.Levels) == 0 {
		return nil
	}
	g := &grid{key: "two-way", caption: t(ctx, "双向细目表：计划与实际"), cross: true, cols: []ui.Column{{Label: "知识点", Head: true}}, note: t(ctx, "每格：分值（占总分的比例）、计划与实际得分率、题数；空格没有题。")}
	heat := ui.ChartSpec{ID: "f-two-way", Kind: ui.Heat, Title: "双向细目表：各格得分率", N: v.Head.N, NUnit: "人", Unit: "%", XLabel: "能力层次", YLabel: "知识点", Min: ui.F(0), Max: ui.F(100), Tall: len(x.Points) > 8, Formula: formula(ctx, "two_way"), Interval: t(ctx, "每格题数见表，题少时只作线索"),
		Sentence: v.sentence(ctx, "two-way", t(ctx, "颜色深的格子得分率高；一格往往只有一两题，不能据此断定学生会不会。"))}
	for _, l := range x.Levels {
		name := l
		if name == "" {
			name = t(ctx, "没有填写")
		}
		g.cols = append(g.cols, ui.Column{Label: name})
		heat.X = append(heat.X, name)
	}
	var rows [][]float64
	for i, p := range x.Points {
		if p == "" {
			p = t(ctx, "没有填写")
		}
		row, values := []cell{txt(p)}, []float64{}
		for k, b := range x.Cells[i] {
			real := rep.Num(math.NaN())
			if i < len(x.Real) && k < len(x.Real[i]) {
				real = x.Real[i][k]
			}
			if b.Items == 0 {
				row, values = append(row, txt("")), append(values, math.NaN())
				continue
			}
			plan := ui.Percent(float64(b.Planned), 0)
			row = append(row, txt(t(ctx, "%[1]s 分（%[2]s），计划 %[3]s，实际 %[4]s，%[5]d 题", figure(b.Mark, 1), percent(b.Share, 0), plan, percent(real, 0), b.Items)))
			values = append(values, 100*float64(real))
		}
		g.add(row...)
		heat.Y, rows = append(heat.Y, p), append(rows, values)
	}
	heat.Series = []ui.Series{{Grid: rows}}
	s := (&section{id: "two-way", title: g.caption, grid: g, says: v.findings(ctx, "two-way"), formulas: []string{"two_way"}}).with(heat)
	if !x.Adds && len(s.says) == 0 {
		s.lines = append(s.lines, t(ctx, "各题分值合计 %s，与满分不一致，请先核对细目表。", figure(x.Mark, 1)))
	}
	return s
}
