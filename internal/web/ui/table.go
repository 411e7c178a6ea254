package ui

import (
	"context"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// Table is a list of rows. On a phone each row becomes a small card whose cells carry their column's label, unless Scroll.
type Table struct {
	ID       string
	Caption  string // what the table holds; read out and printed
	HideCap  bool   // caption for screen readers only, when a heading says the same
	Columns  []Column
	Rows     []Row
	Foot     []templ.Component // a last line, for sums
	Empty    EmptySpec         // shown instead of a table without rows
	Dense    bool              // teachers' long lists
	Scroll   bool              // keeps the columns on a phone and scrolls sideways (grids, cross tables)
	SortKey  string            // Column.Key by which the rows are sorted now
	SortDesc bool
	SortHref func(key string, desc bool) string // address that sorts by key; nil means no sorting
}

// Column is one column.
type Column struct {
	Key, Label string // without a label: a column of buttons, which is named 操作 for screen readers
	Num        bool   // right-aligned tabular figures
	Sortable   bool   // needs Table.SortHref
	Head       bool   // this cell names the row (th scope=row); the first column when none says so
	Wide       bool   // takes the room that is left
	Fine       bool   // left out on phones
	Unit       string // shown small behind the label
}

// Row is one line. Cells are in column order; use [S], [N], [I], [L] or a component of your own.
type Row struct {
	ID    string
	Cells []templ.Component
	Tone  Tone // marks the line
}

// R is a row of cells.
func R(cells ...templ.Component) Row { return Row{Cells: cells} }

// S is text as a cell: data, not translated.
func S(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if text == "" {
			text = Dash
		}
		_, err := io.WriteString(w, html.EscapeString(text))
		return err
	})
}

// K is a zh-CN key as a cell, translated when it is shown.
func K(key string, args ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html.EscapeString(i18n.T(ctx, key, args...)))
		return err
	})
}

// N is a number with fixed decimals as a cell; NaN is a dash.
func N(v float64, decimals int) templ.Component { return S(Number(v, decimals)) }

// I is a whole number as a cell.
func I(n int) templ.Component { return S(Int(n)) }

// L is a link with data as its text.
func L(href, text string) templ.Component { return plainLink(href, text) }

// written is a cell's HTML, so that a cell that says nothing can be left out on phones.
func written(ctx context.Context, cell templ.Component) (string, error) {
	var b strings.Builder
	err := cell.Render(ctx, &b)
	return b.String(), err
}

// bare reports whether a cell says nothing.
func bare(text string) bool { return strings.TrimSpace(text) == "" || text == Dash }

func (tb Table) class() string {
	c := []string{"table"}
	if tb.Dense {
		c = append(c, "dense")
	}
	if !tb.Scroll {
		c = append(c, "stack")
	}
	return strings.Join(c, " ")
}

func (tb Table) isHead(i int) bool {
	for j, c := range tb.Columns {
		if c.Head {
			return i == j
		}
	}
	return i == 0
}

func (tb Table) ariaSort(c Column) string {
	switch {
	case c.Key == "" || c.Key != tb.SortKey:
		return "none"
	case tb.SortDesc:
		return "descending"
	}
	return "ascending"
}

// nextDesc: the first click on a number sorts from the top, a second click turns round.
func (tb Table) nextDesc(c Column) bool {
	if c.Key == tb.SortKey {
		return !tb.SortDesc
	}
	return c.Num
}

func (c Column) class() string {
	var s []string
	if c.Num {
		s = append(s, "num")
	}
	if c.Wide {
		s = append(s, "wide")
	}
	if c.Fine {
		s = append(s, "fine")
	}
	return strings.Join(s, " ")
}

func (r Row) class() string {
	if r.Tone == "" {
		return ""
	}
	return "row-" + string(r.Tone)
}

// PagerSpec is paging by cursor: addresses of the pages beside this one, empty at the ends.
type PagerSpec struct {
	Prev, Next string
	Note       string // e.g. i18n.T(ctx, "共 %d 条", n)
}
