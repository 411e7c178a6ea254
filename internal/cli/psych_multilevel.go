package cli

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/psych/growth"
)

type psychMultilevelCmd struct {
	File    string  `arg:"" help:"CSV with a header, one row a pupil." type:"existingfile"`
	Formula string  `help:"y ~ x1 + x2 + (1|school), or (1|district/school) for two levels of groups; a:b is a product, a*b both and their product, text columns become contrasts." required:""`
	REML    bool    `help:"Restricted maximum likelihood." name:"reml"`
	Tol     float64 `help:"Change of the ratios of standard deviations at the end." default:"1e-8"`
	Effects bool    `help:"Print the effects of groups." default:"true" negatable:""`
}

type multilevelAnswer struct {
	Formula  string                   `json:"formula"`
	Method   string                   `json:"method"`
	N        int                      `json:"n"`
	Dropped  int                      `json:"n_missing"` // rows with an empty cell
	Groups   map[string]int           `json:"groups"`
	Fixed    []fixedEffect            `json:"fixed"`
	Var      []groupVar               `json:"var"`
	Residual number                   `json:"residual"`
	LogLik   number                   `json:"log_lik"`
	N2       int                      `json:"n_par"`
	OK       bool                     `json:"converged"`
	Singular bool                     `json:"singular"`
	Effects  map[string][]groupEffect `json:"effects,omitempty"`
	Findings []warned                 `json:"findings,omitempty"`
}

type fixedEffect struct {
	Name string `json:"name"`
	Est  number `json:"est"`
	SE   number `json:"se"`
}

type groupVar struct {
	Group string `json:"group"`
	Var   number `json:"var"`
	ICC   number `json:"icc"`
}

type groupEffect struct {
	ID  string `json:"id"`
	N   int    `json:"n"`
	Est number `json:"est"`
	SE  number `json:"se"`
}

// Run prints one JSON document.
func (c *psychMultilevelCmd) Run(w *world) error {
	f, err := parseFormula(c.Formula)
	if err != nil {
		return err
	}
	t, err := readTable(c.File)
	if err != nil {
		return err
	}
	d, names, inner, outer, dropped, err := f.design(t)
	if err != nil {
		return err
	}
	m, err := growth.Fit(d, growth.Options{REML: c.REML, Tol: c.Tol})
	if err != nil {
		return refusedGrowth(err)
	}
	out := multilevelAnswer{Formula: c.Formula, Method: "ML", N: m.N, Dropped: dropped, Residual: number(m.Residual), LogLik: number(m.LogLik), N2: m.Parameters,
		OK: m.Converged, Singular: m.Singular, Groups: map[string]int{f.innerName(): len(inner)}, Effects: map[string][]groupEffect{}}
	if c.REML {
		out.Method = "REML"
	}
	for i, name := range names {
		out.Fixed = append(out.Fixed, fixedEffect{name, number(m.Beta[i]), number(m.SE[i])})
	}
	icc, iccOuter := m.ICC()
	out.Var = append(out.Var, groupVar{f.innerName(), number(m.Inner), number(icc)})
	if !m.Converged {
		out.Findings = append(out.Findings, warned{"", "not_converged", "warning", "the variances were still moving at the last step"})
	}
	if m.Singular {
		out.Findings = append(out.Findings, warned{"", "singular", "warning", "a variance of groups is 0: they do not differ beyond chance"})
	}
	out.Effects[f.innerName()] = groupEffects(inner, m.InnerEffects)
	if f.outer != "" {
		out.Groups[f.outer] = len(outer)
		out.Var = append(out.Var, groupVar{f.outer, number(m.Outer), number(iccOuter)})
		out.Effects[f.outer] = groupEffects(outer, m.OuterEffects)
	}
	if !c.Effects {
		out.Effects = nil
	}
	return w.print(out)
}

func groupEffects(ids []string, effects []growth.Effect) []groupEffect {
	out := make([]groupEffect, len(ids))
	for i, e := range effects {
		out[i] = groupEffect{ids[i], e.N, number(e.Est), number(e.SE)}
	}
	return out
}

func refusedGrowth(err error) error {
	var value *growth.ValueError
	for _, known := range []error{growth.ErrEmpty, growth.ErrShape, growth.ErrSingular, growth.ErrConstant, growth.ErrGroups, growth.ErrNested} {
		if errors.Is(err, known) {
			return fault.Wrap(err, fault.Invalid, "%s", err.Error())
		}
	}
	if errors.As(err, &value) {
		return fault.Wrap(err, fault.Invalid, "%s", err.Error())
	}
	return err
}

// formula is y ~ terms + (1|outer/inner).
type formula struct {
	y            string
	terms        []string // a:b is a product
	intercept    bool
	outer, inner string
}

func wrongFormula() error {
	return fault.New(fault.Invalid, "公式要写成 y ~ x + (1|school) 或 y ~ x + (1|lea/school)")
}

func parseFormula(s string) (f formula, err error) {
	y, right, ok := strings.Cut(s, "~")
	if f.y = strings.TrimSpace(y); !ok || f.y == "" {
		return f, wrongFormula()
	}
	f.intercept = true
	for term := range strings.SplitSeq(right, "+") {
		term = strings.TrimSpace(term)
		groups, isGroup := strings.CutPrefix(term, "(")
		switch {
		case isGroup:
			one, group, ok := strings.Cut(strings.TrimSuffix(groups, ")"), "|")
			if !ok || strings.TrimSpace(one) != "1" || f.inner != "" || !strings.HasSuffix(term, ")") {
				return f, wrongFormula()
			}
			outer, inner, nested := strings.Cut(group, "/")
			if f.inner = strings.TrimSpace(outer); nested {
				f.outer, f.inner = f.inner, strings.TrimSpace(inner)
			}
			if f.inner == "" || nested && f.outer == "" || strings.ContainsAny(f.inner, "/|():") {
				return f, wrongFormula()
			}
		case term == "1":
		case term == "0":
			f.intercept = false
		case term == "" || strings.ContainsAny(term, "()|^-"):
			return f, wrongFormula()
		default:
			f.terms = append(f.terms, crossed(strings.Split(term, "*"))...)
		}
	}
	slices.SortStableFunc(f.terms, func(a, b string) int { return strings.Count(a, ":") - strings.Count(b, ":") })
	f.terms = unique(f.terms)
	if f.inner == "" || !f.intercept && f.terms == nil {
		return f, wrongFormula()
	}
	return f, nil
}

// crossed are the terms of a*b*c: each factor and every product.
func crossed(factors []string) (terms []string) {
	for _, f := range factors {
		f = strings.TrimSpace(f)
		for _, t := range slices.Clone(terms) {
			terms = append(terms, t+":"+f)
		}
		terms = append(terms, f)
	}
	return terms
}

// unique keeps the first of equal terms.
func unique(terms []string) (out []string) {
	for _, t := range terms {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// innerName is what the inner groups are called: school, or school:lea as in other programs.
func (f formula) innerName() string {
	if f.outer == "" {
		return f.inner
	}
	return f.inner + ":" + f.outer
}

// variable is a predictor: one column of numbers, or a contrast column for each value of a text but the first.
type variable struct {
	names   []string
	columns [][]float64
}

// design makes the matrix; rows with an empty cell are dropped.
func (f formula) design(t textTable) (d growth.Data, names, inner, outer []string, dropped int, err error) {
	fail := func(err error) (growth.Data, []string, []string, []string, int, error) {
		return growth.Data{}, nil, nil, nil, 0, err
	}
	y, err := t.numbers(f.y)
	if err != nil {
		return fail(err)
	}
	var all variable
	if f.intercept {
		ones := make([]float64, len(y))
		for i := range ones {
			ones[i] = 1
		}
		all = variable{[]string{"(Intercept)"}, [][]float64{ones}}
	}
	for _, term := range f.terms {
		v, err := product(t, strings.Split(term, ":"))
		if err != nil {
			return fail(err)
		}
		all.names, all.columns = append(all.names, v.names...), append(all.columns, v.columns...)
	}
	innerText, err := t.texts(f.inner)
	if err != nil {
		return fail(err)
	}
	var outerText []string
	if f.outer != "" {
		if outerText, err = t.texts(f.outer); err != nil {
			return fail(err)
		}
	}
	ids, outerIDs := map[string]int{}, map[string]int{}
	for r := range y {
		row := make([]float64, len(all.columns))
		whole := !math.IsNaN(y[r]) && innerText[r] != "" && innerText[r] != "NA" && (outerText == nil || outerText[r] != "" && outerText[r] != "NA")
		for k, c := range all.columns {
			row[k] = c[r]
			whole = whole && !math.IsNaN(c[r])
		}
		if !whole {
			dropped++
			continue
		}
		name := innerText[r]
		if outerText != nil { // an inner group is one within its outer one
			name += ":" + outerText[r]
			d.Outer = append(d.Outer, numbered(outerIDs, &outer, outerText[r]))
		}
		d.Inner = append(d.Inner, numbered(ids, &inner, name))
		d.Y, d.X = append(d.Y, y[r]), append(d.X, row)
	}
	return d, all.names, inner, outer, dropped, nil
}

func numbered(ids map[string]int, names *[]string, name string) int {
	n, ok := ids[name]
	if !ok {
		n = len(ids)
		ids[name] = n
		*names = append(*names, name)
	}
	return n
}

// product multiplies variables; a column with something that is no number is a text.
func product(t textTable, factors []string) (out variable, err error) {
	for i, name := range factors {
		v, err := predictor(t, strings.TrimSpace(name))
		if err != nil {
			return out, err
		}
		if i == 0 {
			out = v
			continue
		}
		var both variable
		for b := range v.columns {
			for a := range out.columns {
				column := make([]float64, len(t.Rows))
				for r := range column {
					column[r] = out.columns[a][r] * v.columns[b][r]
				}
				both.names, both.columns = append(both.names, out.names[a]+":"+v.names[b]), append(both.columns, column)
			}
		}
		out = both
	}
	return out, nil
}

func predictor(t textTable, name string) (variable, error) {
	text, err := t.texts(name)
	if err != nil {
		return variable{}, err
	}
	if numbers, err := t.numbers(name); err == nil {
		return variable{[]string{name}, [][]float64{numbers}}, nil
	}
	levels := slices.Compact(slices.Sorted(slices.Values(text)))
	levels = slices.DeleteFunc(levels, func(s string) bool { return s == "" || s == "NA" })
	if len(levels) > 100 {
		return variable{}, fault.New(fault.Invalid, "列 %s 有 %d 个不同的值，不能作分类变量", name, len(levels))
	}
	var out variable
	for _, level := range levels[min(1, len(levels)):] {
		column := make([]float64, len(text))
		for r, s := range text {
			switch s {
			case level:
				column[r] = 1
			case "", "NA":
				column[r] = math.NaN()
			}
		}
		out.names, out.columns = append(out.names, name+level), append(out.columns, column)
	}
	return out, nil
}
