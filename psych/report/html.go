package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/tongxue-edu/tongxue/psych/ctt"
	"github.com/tongxue-edu/tongxue/psych/irt"
)

//go:embed page.html
var pageHTML string

// page is what the template reads: a report in a language.
type page struct {
	*Report
	Lang   Lang
	Tag    string
	Map    wrightMap
	HasC   bool
	Partly bool
}

// HTML writes the page. The same report gives the same bytes.
func (r *Report) HTML(w io.Writer, lang Lang) error {
	if lang != Chinese && lang != English {
		return fmt.Errorf("report: no language %q", lang)
	}
	t, err := template.New("page").Funcs(template.FuncMap{"t": lang.T, "f": figure, "pct": percent, "chance": chance, "num": func(x ctt.Num, d int) string { return figure(float64(x), d) },
		"say": func(n Note) string { return n.Say(lang) }}).Parse(pageHTML)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	p := page{Report: r, Lang: lang, Tag: lang.Tag(), HasC: r.Model == irt.ThreePL}
	if r.Fit != nil {
		p.Map, p.Partly = r.wright(lang), r.partly()
	}
	var b bytes.Buffer // a page is written whole or not at all
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// keyRow is a line of the key figures.
type keyRow struct{ Name, Value, Interval, N, How string }

// Key are the key figures with interval, n and formula.
func (p page) Key() (rows []keyRow) {
	t, c := p.Lang.T, p.CTT
	none := "—"
	add := func(name, value, interval string, n int, how string) {
		rows = append(rows, keyRow{name, value, interval, fmt.Sprint(n), how})
	}
	between := func(low, high float64, digits int) string {
		if math.IsNaN(low) || math.IsNaN(high) {
			return none
		}
		return figure(low, digits) + t(" 至 ") + figure(high, digits)
	}
	mean, sd := float64(c.Mean), float64(c.SD)
	half := normal95 * sd / math.Sqrt(float64(c.NAlpha))
	if c.Mean.Defined() {
		add(t("平均总分（分）"), figure(mean, 2), between(mean-half, mean+half, 2), c.NAlpha, t("得分之和 ÷ 人数；区间为 ±1.96·SD/√n，标准差 SD = %s 分", figure(sd, 2)))
	}
	add(t("信度 α（0–1）"), figure(float64(c.Alpha), 3), between(p.AlphaLow, p.AlphaHigh, 3), c.NAlpha, t("公式 1；区间按公式 2（只在答题完整时）"))
	if c.SEM.Defined() {
		add(t("测量标准误（分）"), figure(float64(c.SEM), 2), none, c.NAlpha, t("SD·√(1−α)；同一个人换一份同样的卷，总分约有 95%% 落在真分数 ±%s 分内", figure(normal95*float64(c.SEM), 1)))
	}
	if c.Lambda2.Defined() {
		add("λ₂", figure(float64(c.Lambda2), 3), none, c.NAlpha, t("公式 3"))
		add(t("分半信度（奇偶题）"), figure(float64(c.SplitHalf), 3), none, c.NAlpha, t("2r ÷ (1+r)"))
	}
	if p.Fit == nil {
		return rows
	}
	n := len(p.Measures)
	add(t("边际信度（模型）"), figure(p.Reliability, 3), none, n, t("公式 6"))
	add(t("能力估计的信度（EAP）"), figure(p.Empirical, 3), none, n, t("能力估计的方差 ÷（该方差 + 平均误差方差）"))
	add(t("能力的标准差 σ（logit）"), figure(p.Fit.SD, 3), none, n, p.latentHow())
	add(t("对数似然"), figure(p.Fit.LogLik, 2), none, p.Fit.Persons, t("%d 个参数，%d 次迭代", p.Fit.Parameters, p.Fit.Iterations))
	add("AIC", figure(p.Fit.AIC(), 1), none, p.Fit.Persons, t("−2·对数似然 + 2·参数个数；只在同一数据的模型之间比较"))
	add("BIC", figure(p.Fit.BIC(), 1), none, p.Fit.Persons, t("−2·对数似然 + ln(n)·参数个数；只在同一数据的模型之间比较"))
	if m := p.Limited; m != nil {
		add("M2*", figure(m.M2, 1), none, m.N, t("自由度 %s，p %s（公式 8）", figure(m.DF, 0), chance(m.P)))
		add("RMSEA", figure(m.RMSEA, 3), between(p.RMSEALow, p.RMSEAHigh, 3)+t("（90%）"), m.N, t("√(max(0, M2* − df) ÷ (df·n))；越小越好，常以 0.05–0.06 为界"))
		add("SRMSR", figure(m.SRMSR, 3), none, m.N, t("观察相关与模型相关之差的均方根；常以 0.05–0.08 为界"))
	}
	return rows
}

func (p page) latentHow() string {
	if p.Model == irt.Rasch {
		return p.Lang.T("由数据估计；均值定为 0")
	}
	return p.Lang.T("定为 1，均值定为 0：这是尺子的单位")
}

// ModelName is the model in words.
func (p page) ModelName() string {
	switch p.Model {
	case irt.Rasch:
		for _, it := range p.Items {
			if it.InModel && !it.Binary() {
				return p.Lang.T("分部评分模型（斜率为 1）")
			}
		}
		return p.Lang.T("拉希模型（Rasch）")
	case irt.OnePL:
		return p.Lang.T("单参数模型（1PL）")
	case irt.TwoPL:
		return p.Lang.T("两参数模型（2PL）")
	case irt.ThreePL:
		return p.Lang.T("三参数模型（3PL）")
	case irt.GRM:
		return p.Lang.T("等级反应模型（GRM）")
	case irt.GPCM:
		return p.Lang.T("广义分部评分模型（GPCM）")
	}
	return ""
}

// ModelFormula is the response function.
func (p page) ModelFormula() string {
	switch p.Model {
	case irt.Rasch, irt.OnePL, irt.TwoPL:
		for _, it := range p.Items {
			if it.InModel && !it.Binary() {
				return "ln[P(X = k) / P(X = k−1)] = a·(θ − bₖ)"
			}
		}
		return "P(X = 1) = 1 / (1 + exp(−a·(θ − b)))"
	case irt.ThreePL:
		return "P(X = 1) = c + (1 − c) / (1 + exp(−a·(θ − b)))"
	case irt.GRM:
		return "P(X ≥ k) = 1 / (1 + exp(−a·(θ − bₖ)))"
	case irt.GPCM:
		return "ln[P(X = k) / P(X = k−1)] = a·(θ − bₖ)"
	}
	return ""
}

// itemRow is a line of the table of items, as text.
type itemRow struct {
	Number, N                                           int
	Name                                                string
	P, Rest, AlphaWithout, A, C, SX2, PX, Infit, Outfit string
	B                                                   []string
	Remarks                                             []string
}

// Rows are the table of items.
func (p page) Rows() (rows []itemRow) {
	for i, it := range p.Items {
		c := p.CTT.Items[i]
		row := itemRow{Number: it.Number, N: c.N, Name: it.Name, P: figure(float64(c.P), 2), Rest: figure(float64(c.ItemRest), 2), AlphaWithout: figure(float64(c.AlphaIfDeleted), 3),
			A: "—", C: "—", SX2: "—", PX: "—", Infit: figure(it.Fit.Infit, 2), Outfit: figure(it.Fit.Outfit, 2), B: []string{"—"}}
		if p.Fit != nil && it.InModel {
			p.parameters(i, &row)
		}
		if !math.IsNaN(it.Fit.SX2) {
			row.SX2, row.PX = figure(it.Fit.SX2, 1)+" ("+figure(it.Fit.DF, 0)+")", strings.TrimPrefix(chance(it.Fit.P), "= ")
		}
		for _, note := range it.Remarks {
			row.Remarks = append(row.Remarks, note.Say(p.Lang))
		}
		rows = append(rows, row)
	}
	return rows
}

func (p page) parameters(i int, row *itemRow) {
	it := p.Fit.Items[i]
	with := func(x float64, se func(*irt.Errors) float64) string {
		if p.Errors == nil || math.IsNaN(se(p.Errors)) {
			return figure(x, 2)
		}
		return figure(x, 2) + " (" + figure(se(p.Errors), 2) + ")"
	}
	row.A = with(it.A, func(e *irt.Errors) float64 { return e.A[i] })
	row.B = nil
	for k, b := range it.B() {
		row.B = append(row.B, with(b, func(e *irt.Errors) float64 { return e.B[i][k] }))
	}
	if it.Model == irt.ThreePL {
		row.C = with(it.C, func(e *irt.Errors) float64 { return e.C[i] })
	}
}

// figureOf is one picture of an item with its caption.
type figureOf struct {
	Number, N int
	Name, Sub string
	Picture   template.HTML
}

// Curves are the pictures of the items in the model.
func (p page) Curves() (out []figureOf) {
	for i, it := range p.Items {
		if p.Fit == nil || !it.InModel {
			continue
		}
		n, off := 0, 0
		for _, c := range it.Counts {
			n += c
		}
		for _, o := range it.Points {
			if o.Off() {
				off++
			}
		}
		out = append(out, figureOf{it.Number, n, it.Name, p.Lang.T("n = %d；%d 组中 %d 组偏离", n, len(it.Points), off), p.curve(i, p.Lang)})
	}
	return out
}

// pointRow is a line of the table of observed groups.
type pointRow struct {
	Number, Group, N                       int
	Name, Theta, Observed, Between, Expect string
	Off                                    bool
}

// Groups are the observed points as a table.
func (p page) Groups() (rows []pointRow) {
	for _, it := range p.Items {
		for g, o := range it.Points {
			rows = append(rows, pointRow{it.Number, g + 1, o.N, it.Name, figure(o.Theta, 2), figure(o.Observed, 3), figure(o.Low, 3) + p.Lang.T(" 至 ") + figure(o.High, 3), figure(o.Expected, 3), o.Off()})
		}
	}
	return rows
}

// MapRows are thresholds from the hardest to the easiest, and PersonRows the histogram.
func (p page) MapRows() (rows [][3]string) {
	for _, m := range p.marks() {
		rows = append(rows, [3]string{m.number, m.name, figure(m.value, 2)})
	}
	return rows
}

// PersonRows are quantiles of the abilities.
func (p page) PersonRows() (rows [][2]string) {
	if len(p.Measures) == 0 {
		return nil
	}
	for _, q := range []float64{0, .05, .25, .5, .75, .95, 1} {
		v, _ := p.middle(q, q)
		rows = append(rows, [2]string{figure(100*q, 0) + " %", figure(v, 2)})
	}
	return rows
}

// InfoRows are the table of information.
func (p page) InfoRows() (rows [][5]string) {
	for _, row := range p.infoTable() {
		rows = append(rows, [5]string{figure(row.Theta, 0), figure(row.Information, 2), figure(row.SEM, 2), figure(row.Reliability, 2), figure(row.Whole, 2)})
	}
	return rows
}

// Notes are the findings, one line a kind: items with the same kind and the same words stand together.
func (p page) Notes() (out []string) {
	type kind struct{ text string }
	var order []kind
	names := map[kind][]string{}
	for _, f := range p.Findings {
		k := kind{f.Note.Say(p.Lang)}
		if _, ok := names[k]; !ok {
			order = append(order, k)
		}
		if f.Item != "" {
			names[k] = append(names[k], f.Item)
		} else if names[k] == nil {
			names[k] = []string{}
		}
	}
	for _, k := range order {
		const most = 12
		list := names[k]
		text := k.text
		if len(list) > 0 {
			shown := "\u2068" + strings.Join(list[:min(most, len(list))], "\u2069, \u2068") + "\u2069"
			if len(list) > most {
				shown += p.Lang.T(" 等 %d 题", len(list))
			}
			text = p.Lang.T("%s（%s）", strings.TrimSuffix(text, strings.TrimSpace(p.Lang.T("。"))), shown)
		}
		out = append(out, text)
	}
	return out
}

// MissingText is how many cells are empty.
func (p page) MissingText() string {
	return p.Lang.T("%d / %d（%s）", p.Missing, p.Cells, percent(float64(p.Missing)/math.Max(float64(p.Cells), 1)))
}

// Ordered reports whether an item in the model has more than two categories.
func (p page) Ordered() bool {
	for _, it := range p.Items {
		if it.InModel && !it.Binary() {
			return true
		}
	}
	return false
}

// InfoPicture is the picture of information.
func (p page) InfoPicture() template.HTML { return p.information(p.Lang) }
