package ui

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// ChartKind is the way a figure is drawn.
type ChartKind string

// The kinds. Bars lie down when their names are long (BarsLying).
const (
	Bars      ChartKind = "bar"
	BarsLying ChartKind = "hbar"
	Lines     ChartKind = "line"
	Points    ChartKind = "scatter"
	Heat      ChartKind = "heat"
	Boxes     ChartKind = "box"
	Forest    ChartKind = "forest" // lying dots with their intervals, one a row: a caterpillar plot instead of a table of ranks
	Wright    ChartKind = "wright" // persons on the left and items on the right of one scale; see WrightMap
)

// ChartSpec is a figure. It always has its sentence, its n, its formula where there is one, and its data table, so that it can be
// read without colours, without script, by ear and on paper.
type ChartSpec struct {
	ID       string // unique on the page
	Kind     ChartKind
	Title    string
	Sentence string // what is seen and what it does not prove
	N        int
	NUnit    string // 人, 题, 班 …
	Formula  string // how the number was computed
	Interval string // what the whiskers are, e.g. 95% Wilson 区间
	Source   string // where the figures come from, and when

	X              []string // categories (bar, line, heat, box)
	Y              []string // categories of the second axis (heat)
	XLabel, YLabel string
	Unit           string // of the values, e.g. % or 分钟
	Series         []Series
	Refs           []Ref    // lines to compare with
	Min, Max       *float64 // of the value axis; nil lets the data decide
	Decimals       int      // of the table and the tool tips
	Stacked        bool     // bars on top of each other
	Signed         bool     // Heat: values differ from 0 both ways; cells carry signs, so that the figure is read without colours
	Tall           bool     // for many lying bars or large heat maps
	Table          *Table   // instead of the table made from the series
	CloseTable     bool     // the table starts closed where a script draws the figure
}

// Series is one set of values. Values has one number for each X (NaN: missing). Low and High draw an interval around them.
// Points uses At, with Low and High, when given, around the Y of each; Boxes uses Box, Heat uses Grid.
type Series struct {
	Name      string
	Values    []float64
	Low, High []float64
	At        []Point
	Joined    bool // Points: a line through At instead of dots, as for a model's curve or a limit
	Box       []FiveNumbers
	Grid      [][]float64 // Grid[y][x]; NaN: missing
}

// Point is one dot with its name, which the tool tip and the table show.
type Point struct {
	X, Y float64
	Name string
}

// FiveNumbers is a box: whisker ends, quartiles, median.
type FiveNumbers struct{ Low, Q1, Median, Q3, High float64 }

// Ref is a line to compare with.
type Ref struct {
	Label string
	Value float64
	OnX   bool // a vertical line (scatter) instead of one at a value
}

// WrightMap is a figure of kind Wright: how many persons have a measure in each bin of the scale (the logit in the middle of the bin,
// and the number), and where items stand on the same scale.
func WrightMap(c ChartSpec, persons []Point, items []Point) ChartSpec {
	c.Kind = Wright
	c.Series = []Series{{Name: "学生", At: persons}, {Name: "题目", At: items}}
	return c
}

// F is a pointer to v, for Min and Max.
func F(v float64) *float64 { return &v }

// The wire form that the script reads. NaN has no JSON form and becomes null.
type wire struct {
	Kind     ChartKind    `json:"kind"`
	X        []string     `json:"x,omitempty"`
	Y        []string     `json:"y,omitempty"`
	XLabel   string       `json:"xLabel,omitempty"`
	YLabel   string       `json:"yLabel,omitempty"`
	Unit     string       `json:"unit,omitempty"`
	Decimals int          `json:"decimals"`
	Stacked  bool         `json:"stacked,omitempty"`
	Signed   bool         `json:"signed,omitempty"`
	Min      *float64     `json:"min,omitempty"`
	Max      *float64     `json:"max,omitempty"`
	Series   []wireSeries `json:"series"`
	Refs     []wireRef    `json:"refs,omitempty"`
	Label    string       `json:"label"`
	Interval string       `json:"interval,omitempty"`
	BoxNames []string     `json:"boxNames,omitempty"`
}

type wireSeries struct {
	Name   string  `json:"name"`
	Values []any   `json:"values,omitempty"`
	Low    []any   `json:"low,omitempty"`
	High   []any   `json:"high,omitempty"`
	At     [][]any `json:"at,omitempty"`
	Box    [][]any `json:"box,omitempty"`
	Grid   [][]any `json:"grid,omitempty"`
	Joined bool    `json:"joined,omitempty"`
}

type wireRef struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
	OnX   bool    `json:"onX,omitempty"`
}

func num(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}

func nums(vs []float64) []any {
	if vs == nil {
		return nil
	}
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = num(v)
	}
	return out
}

// json is the figure for the script; texts are already in the page's language.
func (c ChartSpec) json(ctx context.Context) string {
	w := wire{Kind: c.Kind, X: c.X, Y: c.Y, XLabel: t(ctx, c.XLabel), YLabel: t(ctx, c.YLabel), Unit: t(ctx, c.Unit), Decimals: c.Decimals,
		Stacked: c.Stacked, Signed: c.Signed, Min: c.Min, Max: c.Max, Label: t(ctx, c.Title) + "。" + t(ctx, c.Sentence), Interval: t(ctx, c.Interval)}
	for _, s := range c.Series {
		ws := wireSeries{Name: t(ctx, s.Name), Values: nums(s.Values), Low: nums(s.Low), High: nums(s.High), Joined: s.Joined}
		for _, p := range s.At {
			ws.At = append(ws.At, []any{num(p.X), num(p.Y), p.Name})
		}
		for _, b := range s.Box {
			ws.Box = append(ws.Box, []any{num(b.Low), num(b.Q1), num(b.Median), num(b.Q3), num(b.High)})
		}
		for _, g := range s.Grid {
			ws.Grid = append(ws.Grid, nums(g))
		}
		w.Series = append(w.Series, ws)
	}
	for _, r := range c.Refs {
		w.Refs = append(w.Refs, wireRef{t(ctx, r.Label), r.Value, r.OnX})
	}
	if c.Kind == Boxes {
		for _, k := range boxNames {
			w.BoxNames = append(w.BoxNames, t(ctx, k))
		}
	}
	b, err := json.Marshal(w)
	if err != nil {
		return "{}" // only finite numbers and strings are inside
	}
	return string(b)
}

var boxNames = []string{"下端", "下四分位", "中位数", "上四分位", "上端"}

// table is the data of the figure as a table.
func (c ChartSpec) table(ctx context.Context) Table {
	if c.Table != nil {
		return *c.Table
	}
	tb := Table{Caption: i18n.T(ctx, "数据表：%s", t(ctx, c.Title)), HideCap: true, Dense: true, Scroll: true}
	switch c.Kind {
	case Points, Wright:
		c.pointTable(&tb)
	case Heat:
		c.heatTable(&tb)
	case Boxes:
		c.boxTable(&tb)
	default:
		c.valueTable(ctx, &tb)
	}
	return tb
}

func (c ChartSpec) firstColumn() Column {
	return Column{Label: orDefault(c.XLabel, "项目"), Head: true}
}

func (c ChartSpec) valueTable(ctx context.Context, tb *Table) {
	tb.Columns = []Column{c.firstColumn()}
	for _, s := range c.Series {
		tb.Columns = append(tb.Columns, Column{Label: orDefault(s.Name, orDefault(c.YLabel, "数值")), Num: true, Unit: c.Unit})
		if s.Low != nil && s.High != nil {
			tb.Columns = append(tb.Columns, Column{Label: orDefault(c.Interval, "区间"), Num: true})
		}
	}
	for i, x := range c.X {
		cells := []templ.Component{S(x)}
		for _, s := range c.Series {
			cells = append(cells, N(at(s.Values, i), c.Decimals))
			if s.Low != nil && s.High != nil {
				cells = append(cells, S(span(at(s.Low, i), at(s.High, i), c.Decimals)))
			}
		}
		tb.Rows = append(tb.Rows, Row{Cells: cells})
	}
	for _, r := range c.Refs {
		cells := []templ.Component{K(r.Label), N(r.Value, c.Decimals)}
		for len(cells) < len(tb.Columns) {
			cells = append(cells, S(""))
		}
		tb.Rows = append(tb.Rows, Row{Cells: cells, Tone: Info})
	}
}

func (c ChartSpec) pointTable(tb *Table) {
	tb.Columns = []Column{{Label: "名称", Head: true}, {Label: orDefault(c.XLabel, "横轴"), Num: true}, {Label: orDefault(c.YLabel, "纵轴"), Num: true}}
	spans := slices.ContainsFunc(c.Series, func(s Series) bool { return s.Low != nil && s.High != nil })
	if spans {
		tb.Columns = append(tb.Columns, Column{Label: orDefault(c.Interval, "区间"), Num: true})
	}
	if len(c.Series) > 1 {
		tb.Columns = append(tb.Columns, Column{Label: "分组"})
	}
	for _, s := range c.Series {
		for i, p := range s.At {
			cells := []templ.Component{S(p.Name), N(p.X, c.Decimals), N(p.Y, c.Decimals)}
			if spans {
				cells = append(cells, S(span(at(s.Low, i), at(s.High, i), c.Decimals)))
			}
			if len(c.Series) > 1 {
				cells = append(cells, K(s.Name))
			}
			tb.Rows = append(tb.Rows, Row{Cells: cells})
		}
	}
}

func (c ChartSpec) heatTable(tb *Table) {
	tb.Columns = []Column{{Label: orDefault(c.YLabel, "项目"), Head: true}}
	for _, x := range c.X {
		tb.Columns = append(tb.Columns, Column{Label: x, Num: true})
	}
	for y, name := range c.Y {
		cells := []templ.Component{S(name)}
		for x := range c.X {
			v := math.NaN()
			if len(c.Series) > 0 && y < len(c.Series[0].Grid) {
				v = at(c.Series[0].Grid[y], x)
			}
			cells = append(cells, N(v, c.Decimals))
		}
		tb.Rows = append(tb.Rows, Row{Cells: cells})
	}
}

func (c ChartSpec) boxTable(tb *Table) {
	tb.Columns = []Column{c.firstColumn()}
	for _, k := range boxNames {
		tb.Columns = append(tb.Columns, Column{Label: k, Num: true})
	}
	for i, x := range c.X {
		cells := []templ.Component{S(x)}
		if len(c.Series) > 0 && i < len(c.Series[0].Box) {
			b := c.Series[0].Box[i]
			for _, v := range []float64{b.Low, b.Q1, b.Median, b.Q3, b.High} {
				cells = append(cells, N(v, c.Decimals))
			}
		}
		tb.Rows = append(tb.Rows, Row{Cells: cells})
	}
}

func at(vs []float64, i int) float64 {
	if i < len(vs) {
		return vs[i]
	}
	return math.NaN()
}

func span(low, high float64, decimals int) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return Dash
	}
	return Number(low, decimals) + " – " + Number(high, decimals)
}

func orDefault(s, d string) string {
	if s == "" {
		return d
	}
	return s
}

func (c ChartSpec) nText(ctx context.Context) string {
	return "n = " + strconv.Itoa(c.N) + " " + t(ctx, c.NUnit)
}
