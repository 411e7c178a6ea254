package report

import (
	"context"
	"math"
	"strconv"

	"github.com/a-h/templ"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// grid is one table of a report. The page, the workbook and the PDF are made from it, so that they cannot say different things.
type grid struct {
	key     string // names it in addresses; also the name of its sheet
	caption string // in the reader's language
	cols    []ui.Column
	rows    [][]cell
	ids     []string  // anchors of rows, may be nil
	tones   []ui.Tone // may be nil
	cross   bool      // a cross table: it keeps its columns on a phone
	note    string    // under the table, in the reader's language
}

// cell is a text or a number. Texts are data or already translated.
type cell struct {
	text  string
	num   float64
	isNum bool
	dec   int
	share bool // shown as a percentage
	href  string
}

func txt(s string) cell            { return cell{text: s} }
func link(href, s string) cell     { return cell{text: s, href: href} }
func figure(v rep.Num, d int) cell { return cell{num: float64(v), isNum: true, dec: d} }
func whole(n int) cell             { return cell{num: float64(n), isNum: true} }

func percent(v rep.Num, d int) cell {
	return cell{num: float64(v), isNum: true, dec: d, share: true}
}

// count is a number of pupils that may be hidden.
func count(n int) cell {
	if n < 0 {
		return txt(hiddenMark)
	}
	return whole(n)
}

// hiddenMark stands for what is not shown because it is about too few; the note under the table says so.
const hiddenMark = "＊"

// shareCell is a share whose ends may be coded.
func shareCell(s rep.Share) cell {
	switch {
	case s.Bound < 0:
		return txt("≤" + ui.Percent(float64(s.V), 0))
	case s.Bound > 0:
		return txt("≥" + ui.Percent(float64(s.V), 0))
	}
	return percent(s.V, 1)
}

// span is an interval as a cell.
func span(low, high rep.Num, d int) cell {
	if !low.Defined() || !high.Defined() {
		return txt("")
	}
	return txt(ui.Number(float64(low), d) + " – " + ui.Number(float64(high), d))
}

// String is the cell as a person reads it.
func (c cell) String() string {
	switch {
	case !c.isNum:
		return c.text
	case c.share:
		return ui.Percent(c.num, c.dec)
	}
	return ui.Number(c.num, c.dec)
}

func (c cell) component() templ.Component {
	if c.href != "" {
		return ui.L(c.href, c.String())
	}
	return ui.S(c.String())
}

// defined reports whether a number has a value.
func (c cell) defined() bool { return c.isNum && !math.IsNaN(c.num) && !math.IsInf(c.num, 0) }

// table is the grid on a page.
func (g grid) table() *ui.Table {
	t := &ui.Table{ID: "t-" + g.key, Caption: g.caption, HideCap: true, Dense: true, Scroll: g.cross || len(g.cols) > 8, Columns: g.cols}
	for i, r := range g.rows {
		row := ui.Row{}
		if g.ids != nil {
			row.ID = g.ids[i]
		}
		if g.tones != nil {
			row.Tone = g.tones[i]
		}
		for _, c := range r {
			row.Cells = append(row.Cells, c.component())
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// labels are the headings in the reader's language, with their units.
func (g grid) labels(ctx context.Context) []string {
	out := make([]string, len(g.cols))
	for i, c := range g.cols {
		out[i] = i18n.T(ctx, c.Label)
		if c.Unit != "" {
			out[i] += " (" + i18n.T(ctx, c.Unit) + ")"
		}
	}
	return out
}

// add appends a row.
func (g *grid) add(cells ...cell) { g.rows = append(g.rows, cells) }

// named appends a row with an anchor.
func (g *grid) named(id string, cells ...cell) {
	g.ids = append(g.ids, id)
	g.add(cells...)
}

// blocks cuts n things into pieces of at most size, so that a figure stays legible on paper; pieces are as even as can be.
func blocks(n, size int) [][2]int {
	if n == 0 {
		return nil
	}
	k := (n + size - 1) / size
	out := make([][2]int, k)
	for i := range out {
		out[i] = [2]int{i * n / k, (i + 1) * n / k}
	}
	return out
}

// pieceTitle is the title of one of several figures that show one thing.
func pieceTitle(ctx context.Context, title string, i, of int) string {
	if of == 1 {
		return title
	}
	return i18n.T(ctx, "%[1]s（%[2]s / %[3]s）", title, strconv.Itoa(i+1), strconv.Itoa(of))
}
