package report

import (
	"cmp"
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/insight"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// overview is the first page of a report.
func (v *view) overview(ctx context.Context) []section {
	return keep(v.found(ctx), v.summary(ctx), v.rates(ctx), v.references(ctx), v.subjectTable(ctx), v.bands(ctx), v.levels(ctx), v.box(ctx), v.reliability(ctx), v.scores(ctx), v.sampled(ctx))
}

// found are the findings, each with what it does not prove and the rows behind it.
func (v *view) found(ctx context.Context) *section {
	s := &section{id: "findings", title: t(ctx, "看到了什么")}
	for _, f := range v.Findings {
		if len(f.Code) > 5 && f.Code[:5] == "todo_" {
			continue
		}
		s.says = append(s.says, v.tell(ctx, f))
	}
	return s
}

var rateNames = []string{"优秀率", "良好率", "及格率", "低分率"} // i18n:data

func shares(s *rep.Summary) []rep.Share {
	return []rep.Share{s.Excellent, s.Good, s.Pass, s.Low}
}

// summaryColumns are the columns of 一分四率, after the name.
func summaryColumns() []ui.Column {
	return []ui.Column{{Label: "n", Num: true, Unit: "人"}, {Label: "平均分", Num: true}, {Label: "95% 区间", Num: true}, {Label: "标准差", Num: true}, {Label: "得分率", Num: true},
		{Label: "优秀率", Num: true}, {Label: "良好率", Num: true}, {Label: "及格率", Num: true}, {Label: "低分率", Num: true}}
}

// summaryCells fill summaryColumns.
func summaryCells(s *rep.Summary) []cell {
	if s == nil {
		return []cell{txt(hiddenMark), txt(""), txt(""), txt(""), txt(""), txt(""), txt(""), txt(""), txt("")}
	}
	out := []cell{whole(s.N), figure(s.Mean, 2), span(s.Mean-1.96*s.SE, s.Mean+1.96*s.SE, 2), figure(s.SD, 2), percent(s.Rate, 1)}
	for _, x := range shares(s) {
		out = append(out, shareCell(x))
	}
	return out
}

// summary is 一分四率 of the place.
func (v *view) summary(ctx context.Context) *section {
	if v.Summary == nil {
		return nil
	}
	g := &grid{key: "summary", caption: t(ctx, "一分四率"), cols: append([]ui.Column{{Label: "范围", Head: true}}, summaryColumns()...)}
	g.add(append([]cell{txt(v.title)}, summaryCells(v.Summary)...)...)
	s := &section{id: "summary", title: t(ctx, "一分四率"), grid: g, formulas: []string{"n", "mean", "sd", "se", "score_rate", "excellent", "good", "pass", "low", "coded"}, lines: v.counted(ctx)}
	if v.named() {
		s.formulas = s.formulas[:len(s.formulas)-1]
	}
	return s
}

// counted says who is in the mean and who is not.
func (v *view) counted(ctx context.Context) []string {
	h := v.Head
	line := t(ctx, "实考并计分 %d 人", h.N)
	for _, x := range []struct {
		n    int
		text string
	}{{h.Absent, t(ctx, "缺考 %d 人", h.Absent)}, {h.Deferred, t(ctx, "缓考 %d 人", h.Deferred)}, {h.Void, t(ctx, "作弊、违纪 %d 人", h.Void)},
		{h.Excluded, t(ctx, "经批准不计入 %d 人", h.Excluded)}, {h.Uncounted, t(ctx, "没有本科成绩 %d 人", h.Uncounted)}} {
		if x.n > 0 {
			line += t(ctx, "；") + x.text
		}
	}
	out := []string{line + t(ctx, "。")}
	if h.Excluded > 0 {
		who := strings.Join(h.Excuses, t(ctx, "；"))
		if who == "" {
			who = cmp.Or(v.people[h.Approver], ui.Dash)
		}
		out = append(out, t(ctx, "不计入的学生不在平均分里，批准：%s。", who))
	}
	if h.Small {
		out = append(out, t(ctx, "人数少，只作参考，不下结论。"))
	}
	return out
}

// drawn is a share as a bar, in percent. "At most" has none: a bar would look like a value.
func drawn(s rep.Share) float64 {
	if s.Bound < 0 {
		return math.NaN()
	}
	return 100 * float64(s.V)
}

// rates are the four rates as bars with their intervals.
func (v *view) rates(ctx context.Context) *section {
	if v.Summary == nil || !v.Summary.Pass.V.Defined() {
		return nil
	}
	c := ui.ChartSpec{ID: "f-rates", Kind: ui.Bars, Title: "四率", N: v.Summary.N, NUnit: "人", Unit: "%", Min: ui.F(0), Max: ui.F(100), Decimals: 1,
		Formula: formula(ctx, "excellent", "low"), Interval: "95% Wilson 区间", YLabel: "占实考人数", XLabel: "指标",
		Sentence: t(ctx, "及格率 %s；四率只把分数分成几段，线两边一两分的学生没有真正的差别。", shareCell(v.Summary.Pass))}
	s := ui.Series{Name: v.title}
	g := &grid{key: "rates", caption: t(ctx, "四率"), cols: []ui.Column{{Label: "指标", Head: true}, {Label: "占实考人数", Num: true}, {Label: "95% Wilson 区间", Num: true}}}
	for i, x := range shares(v.Summary) {
		c.X = append(c.X, t(ctx, rateNames[i]))
		low, high := math.NaN(), math.NaN()
		if x.Bound == 0 && x.V.Defined() {
			low, high = insight.Share{N: v.Summary.N, K: int(math.Round(float64(x.V) * float64(v.Summary.N)))}.Wilson()
		}
		s.Values, s.Low, s.High = append(s.Values, drawn(x)), append(s.Low, 100*low), append(s.High, 100*high)
		g.add(txt(t(ctx, rateNames[i])), shareCell(x), span(rep.Num(100*low), rep.Num(100*high), 1))
	}
	c.Series = []ui.Series{s}
	return (&section{id: "rates", title: t(ctx, "四率"), grid: g, formulas: []string{"wilson"}}).with(c)
}

// references compares a class with what it is a part of.
func (v *view) references(ctx context.Context) *section {
	g := &grid{key: "references", caption: t(ctx, "与所在学校、区、市相比"), cols: []ui.Column{{Label: "参照", Head: true}, {Label: "n", Num: true, Unit: "人"}, {Label: "平均分", Num: true},
		{Label: "标准差", Num: true}, {Label: "得分率", Num: true}, {Label: "超均率", Num: true}, {Label: "本班减其余", Num: true, Unit: "标准误"}}}
	for _, r := range v.References {
		g.add(txt(v.place(r.Node)), whole(r.N), figure(r.Mean, 2), figure(r.SD, 2), percent(r.Rate, 1), percent(r.Surpass, 1), figure(r.InSE, 1))
	}
	return &section{id: "references", title: g.caption, grid: g, formulas: []string{"surpass", "in_se"},
		lines: lineIf(len(v.References) > 0, t(ctx, "差在 2 个标准误以内，多半是偶然；差别里有生源的成分，不说明教学好坏。"))}
}

func lineIf(ok bool, s string) []string {
	if ok {
		return []string{s}
	}
	return nil
}

// bands are the marks in bands.
func (v *view) bands(ctx context.Context) *section {
	if len(v.Bands) == 0 {
		return nil
	}
	g := &grid{key: "bands", caption: t(ctx, "分数段"), cols: []ui.Column{{Label: "分数段", Head: true}, {Label: "人数", Num: true, Unit: "人"}, {Label: "占比", Num: true}}}
	c := ui.ChartSpec{ID: "f-bands", Kind: ui.Bars, Title: "分数段", N: v.Head.N, NUnit: "人", Unit: "人", XLabel: "分数段", YLabel: "人数", Min: ui.F(0),
		Sentence: t(ctx, "各分数段的人数；段与段之间的界线是人为的，相邻两段的学生可能没有真正的差别。"), Interval: t(ctx, "人数是实数，没有区间"), Formula: formula(ctx, "bands")}
	if !v.named() {
		c.Formula = formula(ctx, "bands_merged")
	}
	s := ui.Series{Name: v.title}
	for i, b := range v.Bands {
		name := "[" + ui.Number(float64(b.From), 0) + ", " + ui.Number(float64(b.To), 0) + ")"
		if i == len(v.Bands)-1 {
			name = name[:len(name)-1] + "]"
		}
		c.X = append(c.X, name)
		if b.N < 0 {
			s.Values = append(s.Values, math.NaN())
			g.add(txt(name), count(b.N), txt(hiddenMark))
			g.note = v.small(ctx)
			continue
		}
		s.Values = append(s.Values, float64(b.N))
		g.add(txt(name), whole(b.N), percent(rep.Num(b.N)/rep.Num(max(1, v.Head.N)), 1))
	}
	c.Series = []ui.Series{s}
	return (&section{id: "bands", title: g.caption, grid: g}).with(c)
}

// levels are the levels 等第.
func (v *view) levels(ctx context.Context) *section {
	if len(v.Levels) == 0 {
		return nil
	}
	g := &grid{key: "levels", caption: t(ctx, "等第分布"), cols: []ui.Column{{Label: "等第", Head: true}, {Label: "人数", Num: true, Unit: "人"}, {Label: "占比", Num: true}}}
	c := ui.ChartSpec{ID: "f-levels", Kind: ui.BarsLying, Title: "等第分布", N: v.Head.N, NUnit: "人", Unit: "%", Min: ui.F(0), Decimals: 1, XLabel: "等第", YLabel: "占实考人数",
		Sentence: t(ctx, "各等第所占的比例；等第是按满分比例划的，同一等第里的学生也各不相同。"), Formula: formula(ctx, "score_rate"), Interval: t(ctx, "比例的 95% Wilson 区间")}
	s := ui.Series{Name: v.title}
	for _, l := range v.Levels {
		name := t(ctx, l.Name)
		c.X = append(c.X, name)
		low, high := math.NaN(), math.NaN()
		if l.N >= 0 && v.Head.N > 0 && l.Share.Bound == 0 {
			low, high = insight.Share{N: v.Head.N, K: l.N}.Wilson()
		}
		s.Values, s.Low, s.High = append(s.Values, drawn(l.Share)), append(s.Low, 100*low), append(s.High, 100*high)
		part := shareCell(l.Share)
		if l.N < 0 {
			part = txt(hiddenMark)
			g.note = v.small(ctx)
		}
		g.add(txt(name), count(l.N), part)
	}
	c.Series = []ui.Series{s}
	return (&section{id: "levels", title: g.caption, grid: g}).with(c)
}

// small is the note under a table with hidden cells.
func (v *view) small(ctx context.Context) string {
	return t(ctx, "%[1]s 人数少于 %[2]d，不单列；为了不能由合计推出，有时也隐藏相邻的格子。", hiddenMark, v.least)
}

var boxColumns = []ui.Column{{Label: "n", Num: true, Unit: "人"}, {Label: "下端", Num: true}, {Label: "下四分位", Num: true}, {Label: "中位数", Num: true}, {Label: "上四分位", Num: true}, {Label: "上端", Num: true}}

func boxCells(b *rep.Box, d int) []cell {
	if b == nil {
		return []cell{txt(hiddenMark), txt(""), txt(""), txt(""), txt(""), txt("")}
	}
	return []cell{whole(b.N), figure(b.Low, d), figure(b.Q1, d), figure(b.Median, d), figure(b.Q3, d), figure(b.High, d)}
}

func five(b *rep.Box) ui.FiveNumbers {
	if b == nil {
		n := math.NaN()
		return ui.FiveNumbers{Low: n, Q1: n, Median: n, Q3: n, High: n}
	}
	return ui.FiveNumbers{Low: float64(b.Low), Q1: float64(b.Q1), Median: float64(b.Median), Q3: float64(b.Q3), High: float64(b.High)}
}

// box is the box plot of the place itself, when no parts are drawn beside it.
func (v *view) box(ctx context.Context) *section {
	if v.Box == nil {
		return nil
	}
	g := &grid{key: "box", caption: t(ctx, "箱线图"), cols: append([]ui.Column{{Label: "范围", Head: true}}, boxColumns...)}
	g.add(append([]cell{txt(v.title)}, boxCells(v.Box, 1)...)...)
	c := ui.ChartSpec{ID: "f-box", Kind: ui.Boxes, Title: "箱线图", N: v.Box.N, NUnit: "人", YLabel: "分", XLabel: "范围", Decimals: 1, X: []string{v.title}, Formula: formula(ctx, "box"),
		Interval: t(ctx, "箱子是中间一半的学生"), Series: []ui.Series{{Box: []ui.FiveNumbers{five(v.Box)}}},
		Sentence: t(ctx, "中间一半的学生在 %[1]s 到 %[2]s 分之间；分布宽窄与试卷难度有关，不说明教学好坏。", figure(v.Box.Q1, 0), figure(v.Box.Q3, 0))}
	return (&section{id: "box", title: g.caption, grid: g}).with(c)
}

// reliability is how far totals can be trusted.
func (v *view) reliability(ctx context.Context) *section {
	r := v.Reliability
	if r == nil {
		return nil
	}
	g := &grid{key: "reliability", caption: t(ctx, "信度"), cols: []ui.Column{{Label: "指标", Head: true}, {Label: "数值", Num: true}}}
	g.add(txt(t(ctx, "每题都有得分的人数")), whole(r.N))
	g.add(txt(t(ctx, "题数")), whole(r.Items))
	g.add(txt(t(ctx, "信度 α")), figure(r.Alpha, 3))
	g.add(txt(t(ctx, "分半信度")), figure(r.SplitHalf, 3))
	g.add(txt(t(ctx, "测量标准误（分）")), figure(r.SEM, 2))
	return &section{id: "reliability", title: g.caption, grid: g, says: v.findings(ctx, "reliability"), formulas: []string{"alpha", "split_half", "sem"}}
}

// sampled is what sampled monitoring says of the whole.
func (v *view) sampled(ctx context.Context) *section {
	x := v.Sampled
	if x == nil {
		return nil
	}
	g := &grid{key: "sampled", caption: t(ctx, "抽样监测的估计"), cols: []ui.Column{{Label: "指标", Head: true}, {Label: "数值", Num: true}}}
	g.add(txt(t(ctx, "抽样比例（%）")), whole(x.Percent))
	g.add(txt(t(ctx, "抽到的学生")), whole(x.N))
	g.add(txt(t(ctx, "抽到的学校")), whole(x.Clusters))
	g.add(txt(t(ctx, "平均分的估计")), figure(x.Value, 2))
	g.add(txt(t(ctx, "标准误")), figure(x.SE, 3))
	g.add(txt(t(ctx, "95% 区间")), span(x.Low, x.High, 2))
	g.add(txt(t(ctx, "设计效应")), figure(x.Design, 2))
	g.add(txt(t(ctx, "相当于简单随机抽样的人数")), figure(x.Eff, 0))
	c := ui.ChartSpec{ID: "f-sampled", Kind: ui.Forest, Title: "抽样监测的估计", N: x.N, NUnit: "人", XLabel: "范围", YLabel: "平均分", Decimals: 2, X: []string{v.title}, Interval: t(ctx, "95% 区间，t 分布"), Formula: formula(ctx, "sampled"),
		Series:   []ui.Series{{Name: v.title, Values: []float64{float64(x.Value)}, Low: []float64{float64(x.Low)}, High: []float64{float64(x.High)}}},
		Sentence: v.sentence(ctx, "sampled", t(ctx, "抽样结果只说明整体，不对应任何学校和个人。"))}
	return (&section{id: "sampled", title: g.caption, grid: g}).with(c)
}

// scores is 等级赋分.
func (v *view) scores(ctx context.Context) *section {
	x := v.Scores
	if x == nil {
		return nil
	}
	g := &grid{key: "scores", caption: t(ctx, "等级赋分"), cols: []ui.Column{{Label: "等级", Head: true}, {Label: "赋分", Num: true}, {Label: "原始分", Num: true}, {Label: "人数", Num: true, Unit: "人"}}}
	c := ui.ChartSpec{ID: "f-scores", Kind: ui.Bars, Title: "等级赋分分布", N: v.Head.N, NUnit: "人", Unit: "人", XLabel: "等级", YLabel: "人数", Min: ui.F(0), Formula: formula(ctx, "grade_level"), Interval: t(ctx, "人数是实数，没有区间"),
		Sentence: v.sentence(ctx, "scores", t(ctx, "等级由全体考生的名次按固定比例划定，切点处差一分的学生没有真正的差别。"))}
	s := ui.Series{Name: v.title}
	for _, l := range x.Levels {
		score := ui.Number(float64(l.Low), 0)
		if l.High != l.Low {
			score += " – " + ui.Number(float64(l.High), 0)
		}
		raw := txt("")
		switch {
		case l.From.Defined() && l.To.Defined():
			raw = span(l.From, l.To, 1)
		case l.From.Defined():
			raw = txt("≥ " + ui.Number(float64(l.From), 1))
		case l.To.Defined():
			raw = txt("≤ " + ui.Number(float64(l.To), 1))
		}
		g.add(txt(l.Name), txt(score), raw, count(l.N))
		if l.N < 0 {
			g.note = v.small(ctx)
		}
		n := math.NaN()
		if l.N >= 0 {
			n = float64(l.N)
		}
		c.X, s.Values = append(c.X, l.Name), append(s.Values, n)
	}
	c.Series = []ui.Series{s}
	out := (&section{id: "scores", title: g.caption, grid: g}).with(c)
	out.lines = append(out.lines, t(ctx, "方案：%[1]s；切点处同分：%[2]s；平均赋分 %[3]s。", x.Name, t(ctx, tieNames[x.Ties]), figure(x.Mean, 2)), t(ctx, "来源：%s", x.Source))
	if x.Mock {
		out.lines = append(out.lines, t(ctx, "只在本次考试的考生里换算，不是全市的切点，只作校内或区内模拟。"))
	}
	return out
}

var tieNames = map[string]string{"nearest": "归到比例最接近的等级", "never_exceed": "不超过规定比例", "always_reach": "达到规定比例为止", "": "—"} // i18n:data

// subjectTable is each subject of a total.
func (v *view) subjectTable(ctx context.Context) *section {
	if len(v.Subjects) == 0 {
		return nil
	}
	g := &grid{key: "subjects", caption: t(ctx, "各学科"), cols: append([]ui.Column{{Label: "学科", Head: true}, {Label: "满分", Num: true}}, append(summaryColumns(), ui.Column{Label: "占总分", Num: true}, ui.Column{Label: "与其余之差", Num: true, Unit: "标准误"})...)}
	c := ui.ChartSpec{ID: "f-subjects", Kind: ui.BarsLying, Title: "各学科得分率", N: v.Head.N, NUnit: "人", Unit: "%", XLabel: "学科", YLabel: "得分率", Decimals: 1, Min: ui.F(0), Max: ui.F(100), Formula: formula(ctx, "score_rate"), Interval: t(ctx, "平均分 ±1.96 标准误"),
		Sentence: t(ctx, "各科试卷难度不同，得分率高低不能直接当作学科强弱。")}
	s := ui.Series{Name: v.title}
	for _, x := range v.Subjects {
		name := v.subjectName(ctx, x.Subject)
		cells := append([]cell{link(v.base+"?subject="+x.Subject, name), figure(x.Full, 0)}, summaryCells(x.Summary)...)
		g.named("s-"+strconv.Itoa(len(g.rows)+1), append(cells, percent(x.Part, 1), figure(x.InSE, 1))...)
		c.X = append(c.X, name)
		rate, se := math.NaN(), math.NaN()
		if x.Summary != nil {
			rate, se = 100*float64(x.Summary.Rate), 100*float64(x.Summary.SE/x.Full)
		}
		s.Values, s.Low, s.High = append(s.Values, rate), append(s.Low, rate-1.96*se), append(s.High, rate+1.96*se)
	}
	c.Series = []ui.Series{s}
	return (&section{id: "subjects", title: g.caption, grid: g}).with(c)
}
