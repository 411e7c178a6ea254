package report

import (
	"context"
	"slices"
	"strconv"
	"strings"

	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// t is the sentence in the reader's language.
func t(ctx context.Context, key string, args ...any) string { return i18n.T(ctx, key, args...) }

// section is one thing a report shows: what is seen in words, its figures, its table, and the formulas of the table.
type section struct {
	id, title string
	says      []said
	figures   []ui.ChartSpec
	grid      *grid
	formulas  []string // keys of indicator.FormulaOf
	lines     []string // plain sentences, in the reader's language
	apart     bool     // the table is about more than the only figure: it stands below
}

// said is a finding in the reader's language. hint is what it does not prove.
type said struct {
	text, hint string
	links      []ui.Crumb
}

// tab is one page of a report. key is its word in addresses.
type tab struct {
	key, label string
	sections   []section
}

// homes says in which section a finding stands; those without stand in the summary.
var homes = map[string]string{
	"no_paper": "items", "weak_items": "items", "harder": "items", "miskey": "options", "above": "heat", "below": "heat", "alike": "heat",
	"reliable": "reliability", "unreliable": "reliability", "not_adding": "two-way", "balance": "balance", "added": "added", "added_none": "added",
	"sampled": "sampled", "growth": "growth", "model": "wright", "lines": "lines", "exam_mock": "scores",
}

// tell is a finding in words, with links to the rows behind it.
func (v *view) tell(ctx context.Context, f rep.Finding) said {
	out := said{text: f.Code}
	list := rep.Sentences()
	if i := slices.IndexFunc(list, func(s rep.Sentence) bool { return s.Code == f.Code }); i >= 0 {
		args := make([]any, len(f.Args))
		for k, a := range f.Args {
			args[k] = a
		}
		out.text, out.hint = t(ctx, list[i].Says, args...), t(ctx, list[i].Limit)
		if list[i].Limit == "" {
			out.hint = ""
		}
	}
	const most = 12
	for _, j := range f.Items {
		if len(out.links) < most && j < len(v.Items) {
			out.links = append(out.links, ui.Crumb{Label: t(ctx, "第 %s 题", v.item(j)), Href: v.itemHref(j)})
		}
	}
	for _, n := range f.Parts {
		if len(out.links) < most {
			out.links = append(out.links, ui.Crumb{Label: v.place(n), Href: v.href("parts", "part-"+n.String())})
		}
	}
	if len(f.Rows) > 0 && v.Class != nil {
		out.links = append(out.links, ui.Crumb{Label: t(ctx, "看这 %s 名学生", strconv.Itoa(len(f.Rows))), Href: v.href("pupils", v.rowID(f.Rows[0]))})
	}
	return out
}

// findings are those of a section.
func (v *view) findings(ctx context.Context, section string) []said {
	var out []said
	for _, f := range v.Findings {
		home := homes[f.Code]
		if strings.HasPrefix(f.Code, "todo_") { // they stand on the review-lesson sheet
			continue
		}
		if home == section || home == "" && section == "summary" {
			out = append(out, v.tell(ctx, f))
		}
	}
	return out
}

// sentence is what stands over a figure: the finding of its section, or a sentence of its own, and what it does not prove.
func (v *view) sentence(ctx context.Context, section, otherwise string) string {
	for _, s := range v.findings(ctx, section) {
		if s.hint != "" {
			return s.text + s.hint
		}
	}
	return otherwise
}

// formula is the printed formula of a figure.
func formula(ctx context.Context, keys ...string) string {
	var out []string
	for _, k := range keys {
		if f, ok := indicator.FormulaOf(k); ok {
			out = append(out, t(ctx, f.Zh))
		}
	}
	return strings.Join(out, t(ctx, "；"))
}

// explained is a formula as the list under a table shows it.
type explained struct{ name, text, source string }

func explain(ctx context.Context, keys []string) []explained {
	var out []explained
	for _, k := range keys {
		if f, ok := indicator.FormulaOf(k); ok {
			out = append(out, explained{t(ctx, f.Name), t(ctx, f.Zh), t(ctx, f.Source)})
		}
	}
	return out
}

// keep drops sections that have nothing to show.
func keep(list ...*section) []section {
	var out []section
	for _, s := range list {
		if s != nil && (len(s.figures) > 0 || s.grid != nil && len(s.grid.rows) > 0 || len(s.lines) > 0 || len(s.says) > 0) {
			out = append(out, *s)
		}
	}
	return out
}

// with adds figures. A single one has the section's table beside it; of several each has its own values, and the table stands below.
func (s *section) with(figures ...ui.ChartSpec) *section {
	for _, f := range figures {
		switch {
		case f.Table != nil:
		case len(figures) == 1 && s.grid != nil:
			f.Table = s.grid.table()
			f.Table.Scroll = true // it stands in a box that scrolls, which the keyboard must reach
		default:
			f.CloseTable = true
		}
		s.figures = append(s.figures, f)
	}
	return s
}

// below reports whether the table is not beside a figure already.
func (s section) below() bool {
	return s.grid != nil && len(s.grid.rows) > 0 && (len(s.figures) != 1 || s.apart)
}
