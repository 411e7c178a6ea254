package report

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// pupilTab is the own class by name, always in the order of the register.
func (v *view) pupilTab(ctx context.Context) []section {
	if v.Class == nil {
		return nil
	}
	return keep(v.register(ctx), v.balanceOfSubjects(ctx))
}

// status says why somebody is not counted; "" for who sat.
func (v *view) status(ctx context.Context, row int) string {
	switch v.Class.Status[row] {
	case exam.Absent:
		return t(ctx, "缺考")
	case exam.Deferred:
		return t(ctx, "缓考")
	case exam.Void:
		return t(ctx, "作弊、违纪")
	case exam.Excluded:
		return t(ctx, "经批准不计入")
	}
	return ""
}

// register is everybody's result.
func (v *view) register(ctx context.Context) *section {
	c := v.Class
	g := &grid{key: "pupils", caption: t(ctx, "本班学生"), cols: []ui.Column{{Label: "序号", Num: true}, {Label: "姓名", Head: true}, {Label: "状态"}, {Label: "得分", Num: true}}}
	level, scores := strings.Join(c.Level, "") != "", v.Scores != nil && len(v.Scores.Of) > 0
	optional := []struct {
		on    bool
		label string
		of    func(r int) cell
	}{
		{level, "等第", func(r int) cell { return txt(c.Level[r]) }},
		{scores, "赋分", func(r int) cell { return figure(v.Scores.Of[r], 0) }},
		{len(c.Teaching) > 0, "教学班", func(r int) cell { return txt(c.Teaching[r]) }},
		{len(c.Elective) > 0, "选科组合", func(r int) cell { return txt(c.Elective[r]) }},
		{len(c.Entry) > 0, "进退步（Z）", func(r int) cell { return figure(c.Exit[r]-c.Entry[r], 2) }},
	} // i18n:data
	for _, o := range optional {
		if o.on {
			g.cols = append(g.cols, ui.Column{Label: o.label, Num: o.label == "赋分" || strings.HasPrefix(o.label, "进退步")}) // i18n:data
		}
	}
	for r := range c.Persons {
		row := []cell{whole(r + 1), txt(v.pupil(r)), txt(v.status(ctx, r)), figure(c.Total[r], 2)}
		for _, o := range optional {
			if o.on {
				row = append(row, o.of(r))
			}
		}
		g.named(v.rowID(r), row...)
	}
	s := &section{id: "pupils", title: g.caption, grid: g, lines: []string{t(ctx, "按学籍册的顺序，不按分数排。本表有学生姓名和分数，只供本班教学使用，不张贴、不外传、不投影。")}}
	if len(c.Entry) > 0 {
		s.formulas = append(s.formulas, "progress")
	}
	if links := v.teachingClasses(); len(links) > 0 {
		s.says = append(s.says, said{text: t(ctx, "按教学班看（要有其中每个行政班的查看权限）："), links: links})
	}
	return s
}

// teachingClasses lead from an administrative class to the teaching classes of its pupils in the subject.
func (v *view) teachingClasses() []ui.Crumb {
	if v.Kind != rep.KindClass || v.Subject == "" {
		return nil
	}
	var out []ui.Crumb
	for _, l := range slices.Compact(slices.Sorted(slices.Values(v.Class.Teaching))) {
		if l != "" {
			out = append(out, ui.Crumb{Label: l, Href: v.base + encode([]string{"subject", v.Subject, "cut", string(rep.KindTeaching), "part", l})})
		}
	}
	return out
}

// balanceOfSubjects is the class's marks and T by subject.
func (v *view) balanceOfSubjects(ctx context.Context) *section {
	c := v.Class
	if len(c.BySubject) == 0 {
		return nil
	}
	g := &grid{key: "balance-pupils", caption: t(ctx, "学科均衡"), cross: true, cols: []ui.Column{{Label: "姓名", Head: true}}}
	for _, s := range v.Subjects {
		g.cols = append(g.cols, ui.Column{Label: v.subjectName(ctx, s.Subject), Num: true}, ui.Column{Label: "T", Num: true})
	}
	g.cols = append(g.cols, ui.Column{Label: "偏科提示"})
	for r := range c.Persons {
		row := []cell{txt(v.pupil(r))}
		for k := range v.Subjects {
			row = append(row, figure(at(c.BySubject, r, k), 1), figure(at(c.T, r, k), 0))
		}
		var weak []string
		if r < len(c.Weak) {
			for _, k := range c.Weak[r] {
				weak = append(weak, v.subjectName(ctx, v.Subjects[k].Subject))
			}
		}
		g.named("b"+strconv.Itoa(r+1), append(row, txt(strings.Join(weak, "、")))...)
	}
	return &section{id: "balance-pupils", title: g.caption, grid: g, formulas: []string{"t50", "subject_balance"}, lines: []string{t(ctx, "T 分的波动里有考试误差；偏科提示只是线索，先问问学生。")}}
}

func at(rows [][]rep.Num, r, k int) rep.Num {
	if r < len(rows) && k < len(rows[r]) {
		return rows[r][k]
	}
	return rep.Num(math.NaN())
}

// growth is a dot for each pupil of the own class.
func (v *view) growth(ctx context.Context) *section {
	c := v.Class
	if c == nil || len(c.Entry) == 0 {
		return nil
	}
	g := &grid{key: "growth", caption: t(ctx, "前后两次的标准分"), cols: []ui.Column{{Label: "姓名", Head: true}, {Label: "起点 Z", Num: true}, {Label: "这次 Z", Num: true}, {Label: "进退步（Z）", Num: true}}}
	dots := ui.Series{Name: "学生"}
	low, high := math.Inf(1), math.Inf(-1)
	for r := range c.Persons {
		x, y := float64(c.Entry[r]), float64(c.Exit[r])
		if math.IsNaN(x) || math.IsNaN(y) {
			continue
		}
		dots.At = append(dots.At, ui.Point{X: x, Y: y, Name: v.pupil(r)})
		g.named("g"+strconv.Itoa(r+1), link(v.href("pupils", v.rowID(r)), v.pupil(r)), figure(c.Entry[r], 2), figure(c.Exit[r], 2), figure(c.Exit[r]-c.Entry[r], 2))
		low, high = min(low, x, y), max(high, x, y)
	}
	if dots.At == nil {
		return nil
	}
	spec := ui.ChartSpec{ID: "f-growth", Kind: ui.Points, Title: "前后两次", N: len(dots.At), NUnit: "人", XLabel: "起点 Z", YLabel: "这次 Z", Decimals: 2, Formula: formula(ctx, "progress"), Interval: t(ctx, "斜线上前后相同；两次考试都有误差"),
		Series:   []ui.Series{dots, {Name: t(ctx, "前后相同"), Joined: true, At: []ui.Point{{X: low, Y: low}, {X: high, Y: high}}}},
		Sentence: v.sentence(ctx, "growth", t(ctx, "偏离直线的，多半是两次考试的误差；不能据一次变化表扬或批评学生。"))}
	return (&section{id: "growth", title: g.caption, grid: g, says: v.findings(ctx, "growth")}).with(spec)
}

// lineTab is lines, borderline and ends: only where the document carries them.
func (v *view) lineTab(ctx context.Context) []section {
	var out []*section
	for i := range v.Lines {
		out = append(out, v.line(ctx, i))
	}
	return keep(append(out, v.borderline(ctx), v.ends(ctx))...)
}

// line is one line of effective marks with its double lines.
func (v *view) line(ctx context.Context, i int) *section {
	l := v.Lines[i]
	g := &grid{key: "line-" + strconv.Itoa(i+1), caption: t(ctx, "%s：双上线", l.Name), cols: []ui.Column{{Label: "学科", Head: true}, {Label: "学科线", Num: true}, {Label: "双上线", Num: true, Unit: "人"}, {Label: "只总分上线", Num: true, Unit: "人"}, {Label: "只学科上线", Num: true, Unit: "人"},
		{Label: "命中率", Num: true}, {Label: "贡献率", Num: true}}}
	both, total, subject := ui.Series{Name: t(ctx, "双上线")}, ui.Series{Name: t(ctx, "只总分上线")}, ui.Series{Name: t(ctx, "只学科上线")}
	c := ui.ChartSpec{ID: "f-line-" + strconv.Itoa(i+1), Kind: ui.BarsLying, Stacked: true, Title: g.caption, N: v.Head.N, NUnit: "人", Unit: "人", XLabel: "学科", YLabel: "人数", Min: ui.F(0), Formula: formula(ctx, "effective_line", "hit", "contribution"), Interval: t(ctx, "人数是实数，没有区间"),
		Sentence: v.sentence(ctx, "lines", t(ctx, "线只用于毕业年级和高中的复习安排；在线两边几分以内的学生没有真正的差别。"))}
	n := func(x int) float64 {
		if x < 0 {
			return math.NaN()
		}
		return float64(x)
	}
	for _, d := range l.Subject {
		name := v.subjectName(ctx, d.Subject)
		g.add(txt(name), figure(d.Line, 1), count(d.Both), count(d.OnlyTotal), count(d.OnlySubject), percent(d.Hit, 1), percent(d.Contribution, 1))
		if d.Both < 0 || d.OnlyTotal < 0 || d.OnlySubject < 0 {
			g.note = v.small(ctx)
		}
		c.X = append(c.X, name)
		both.Values, total.Values, subject.Values = append(both.Values, n(d.Both)), append(total.Values, n(d.OnlyTotal)), append(subject.Values, n(d.OnlySubject))
	}
	c.Series = []ui.Series{both, total, subject}
	s := &section{id: g.key, title: g.caption, grid: g, lines: []string{t(ctx, "按 %[1]d%% 上线，总分线 %[2]s，上线 %[3]s 人。", l.Share, figure(l.Total, 1), count(l.Over))}}
	if len(l.Subject) > 0 {
		s = s.with(c)
	}
	return s
}

// borderline names those within δ of a line, in the order of the register; class documents only.
func (v *view) borderline(ctx context.Context) *section {
	if v.Class == nil {
		return nil
	}
	g := &grid{key: "borderline", caption: t(ctx, "线两边的学生"), cols: []ui.Column{{Label: "线", Head: true}, {Label: "总分线", Num: true}, {Label: "±", Num: true}, {Label: "线下", Wide: true}, {Label: "线上", Wide: true}}}
	for _, l := range v.Lines {
		if len(l.Under)+len(l.Above) > 0 {
			g.add(txt(l.Name), figure(l.Total, 1), figure(l.Delta, 1), txt(v.names(l.Under)), txt(v.names(l.Above)))
		}
	}
	return &section{id: "borderline", title: g.caption, grid: g, formulas: []string{"borderline"}, lines: lineIf(len(g.rows) > 0, t(ctx, "相差几分在考试误差以内，这些学生没有真正的差别；按学籍册顺序列出，只用于安排辅导。"))}
}

// names joins the names of rows, in the order of the register.
func (v *view) names(rows []int) string {
	rows = slices.Sorted(slices.Values(rows))
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = v.pupil(r)
	}
	return strings.Join(out, "、")
}

// ends is the place's part of the area's top and bottom groups.
func (v *view) ends(ctx context.Context) *section {
	e := v.Ends
	if e == nil {
		return nil
	}
	g := &grid{key: "ends", caption: t(ctx, "两端人数"), cols: []ui.Column{{Label: "组", Head: true}, {Label: "切点", Num: true}, {Label: "人数", Num: true, Unit: "人"}, {Label: "占比 ÷ 规模", Num: true}}}
	names := v.Class != nil && len(e.TopRows)+len(e.BottomRows) > 0
	top, bottom := []cell{txt(t(ctx, "前 %d%%", e.Percent)), figure(e.Top, 1), count(e.TopN), figure(e.TopPart, 2)}, []cell{txt(t(ctx, "后 %d%%", e.Percent)), figure(e.Bottom, 1), count(e.BottomN), figure(e.BottomPart, 2)}
	if names {
		g.cols = append(g.cols, ui.Column{Label: "学生（按学籍册顺序）", Wide: true})
		top, bottom = append(top, txt(v.names(e.TopRows))), append(bottom, txt(v.names(e.BottomRows)))
	}
	g.add(top...)
	g.add(bottom...)
	if e.TopN < 0 || e.BottomN < 0 {
		g.note = v.small(ctx)
	}
	return &section{id: "ends", title: g.caption, grid: g, formulas: []string{"ends"}, lines: []string{t(ctx, "切点是全体考生的；1 表示与规模相当，差别里有生源的成分。")}}
}

// tabs are all pages of a report that have something to show.
func (v *view) tabs(ctx context.Context) []tab {
	all := []tab{
		{"", t(ctx, "概览"), v.overview(ctx)}, {"items", t(ctx, "题目"), v.itemTab(ctx)}, {"points", t(ctx, "知识点"), v.pointTab(ctx)}, {"parts", t(ctx, "比较"), v.partTab(ctx)},
		{"added", t(ctx, "增值与进退"), v.addedTab(ctx)}, {"model", t(ctx, "试卷测量"), v.modelTab(ctx)}, {"lines", t(ctx, "上线"), v.lineTab(ctx)}, {"pupils", t(ctx, "学生"), v.pupilTab(ctx)},
	}
	return slices.DeleteFunc(all, func(x tab) bool { return len(x.sections) == 0 })
}
