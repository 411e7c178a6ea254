package report

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// view is a document with the names that a page shows beside its ids.
type view struct {
	rep.Document
	base     string // address of the document's page
	title    string // what it is about: a class, a school …
	places   map[id.Any]string
	people   map[org.PersonID]string
	subject  func(ctx context.Context, code string) string
	subjects []string // of the exam, in its order
	least    int      // fewer persons are not shown above a class
	list     string   // address of the list of exams
	active   string   // menu item
	no       int      // of an item's page: the item, counted from 1
	wall     bool     // a class stands before the screen
	starts   bool     // the reader may choose the start of value added here
	// opens reports whether the reader may follow a part to its own page, and where that is.
	opens func(p rep.Part) string
	// beside are the same subject's documents of the reader's other classes, for the heat map.
	beside []beside
}

// beside is another own class.
type beside struct {
	name string
	doc  rep.Document
}

// place is the name of a node; an id never stands on a page.
func (v *view) place(n id.Any) string {
	if s := v.places[n]; s != "" {
		return s
	}
	return ui.Dash
}

// pupil is the name of a row.
func (v *view) pupil(row int) string {
	if v.Class == nil || row >= len(v.Class.Persons) {
		return ui.Dash
	}
	if s := v.people[v.Class.Persons[row]]; s != "" {
		return s
	}
	return ui.Dash
}

// part is what a part is called: a label, a name, or several names.
func (v *view) part(ctx context.Context, p rep.Part) string {
	switch {
	case len(p.Pooled) > 1:
		names := make([]string, len(p.Pooled))
		for i, n := range p.Pooled {
			names[i] = v.place(n)
		}
		slices.Sort(names)
		return strings.Join(names, "、")
	case p.Kind == rep.KindTeaching || p.Kind == rep.KindElective:
		if p.Label == "" {
			return t(ctx, "没有填写")
		}
		return p.Label
	}
	return v.place(p.Node)
}

// byName orders parts by their names, never by a figure: numbers inside a name count as numbers, so that (2)班 stands before (10)班.
func (v *view) byName(ctx context.Context, parts []rep.Part) []rep.Part {
	out := slices.Clone(parts)
	slices.SortStableFunc(out, func(a, b rep.Part) int { return compareNames(v.part(ctx, a), v.part(ctx, b)) })
	return out
}

// compareNames compares texts with their runs of digits as numbers.
func compareNames(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x > 0 && y > 0 {
			n, _ := strconv.Atoi(a[:min(x, 9)])
			m, _ := strconv.Atoi(b[:min(y, 9)])
			if n != m {
				return cmp.Compare(n, m)
			}
			a, b = a[x:], b[y:]
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// item is the name of an item of the paper.
func (v *view) item(j int) string {
	if v.Paper != nil && j < len(v.Paper.Items) && v.Paper.Items[j].Name != "" {
		return v.Paper.Items[j].Name
	}
	return strconv.Itoa(j + 1)
}

// items joins names of items.
func (v *view) items(js []int) string {
	out := make([]string, len(js))
	for i, j := range js {
		out[i] = v.item(j)
	}
	return strings.Join(out, "、")
}

// subjectName is the document's subject in words.
func (v *view) subjectName(ctx context.Context, code string) string {
	if code == "" {
		return t(ctx, "总分")
	}
	if v.subject == nil {
		return code
	}
	return v.subject(ctx, code)
}

// p is a difficulty in the region's sense.
func (v *view) p(x rep.Num) rep.Num {
	if v.Head.Hard {
		return 1 - x
	}
	return x
}

func (v *view) pName(ctx context.Context) string {
	if v.Head.Hard {
		return t(ctx, "难度 1−P（越大越难）")
	}
	return t(ctx, "难度 P（越大越容易）")
}

// query is the part of an address that says which cut and subject.
func (v *view) query(more ...string) string {
	q := url.Values{}
	if v.Subject != "" {
		q.Set("subject", v.Subject)
	}
	if v.Kind == rep.KindTeaching || v.Kind == rep.KindElective {
		q.Set("cut", string(v.Kind))
		q.Set("part", v.Part)
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	return encoded(q)
}

func encoded(q url.Values) string {
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// encode writes names and values of an address in turn.
func encode(pairs []string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return encoded(q)
}

// brief joins texts and cuts them to n characters.
func brief(texts []string, n int) string {
	s := []rune(strings.Join(texts, "、"))
	if len(s) > n {
		return string(s[:n]) + "…"
	}
	return string(s)
}

// href leads to a tab of this document.
func (v *view) href(tab, anchor string) string {
	h := v.base + v.query("tab", tab)
	if anchor != "" {
		h += "#" + anchor
	}
	return h
}

// to leads to a page below this document: items/3, sheet, pdf, table.xlsx.
func (v *view) to(rest string, more ...string) string { return v.base + "/" + rest + v.query(more...) }

func (v *view) itemHref(j int) string { return v.to("items/" + strconv.Itoa(j+1)) }

func (v *view) rowID(row int) string { return "p" + strconv.Itoa(row+1) }

// hidden is what a page says of a place that is too small.
func (v *view) hidden(ctx context.Context) string {
	return t(ctx, "人数少于 %d，不单列", v.least)
}

// whole reports whether the document is of everybody who sat the exam: there the start of value added is chosen.
func (v *view) whole() bool {
	of := map[rep.Kind]string{rep.KindSchool: exam.ScopeSchool, rep.KindDistrict: exam.ScopeDistrict, rep.KindRegion: exam.ScopeRegion, rep.KindCross: v.Head.Scope}
	return v.Head.Scope == of[v.Kind]
}

// named reports whether the document names pupils.
func (v *view) named() bool { return v.Class != nil }
