package report

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// workbook writes tables as sheets. Numbers are numbers; texts that Excel would take for a formula get an apostrophe, as everywhere in
// the product (CWE-1236), so that a name like “=HYPERLINK(…)” stays a name.
func workbook(ctx context.Context, to io.Writer, head string, grids []grid) error {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // temporary files
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF4"}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return fmt.Errorf("report: workbook: %w", err)
	}
	styles := map[string]int{}
	used := map[string]bool{}
	for i, g := range grids {
		name := sheetName(g.caption, used)
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = addSheet(ctx, f, name, head, g, bold, styles)
		}
		if err != nil {
			return fmt.Errorf("report: workbook: sheet %d: %w", i+1, err)
		}
	}
	if err := f.Write(to); err != nil {
		return fmt.Errorf("report: workbook: %w", err)
	}
	return nil
}

func addSheet(ctx context.Context, f *excelize.File, name, head string, g grid, bold int, styles map[string]int) error {
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	row := 0
	put := func(cells ...any) {
		row++
		if err == nil {
			err = out.SetRow("A"+strconv.Itoa(row), cells)
		}
	}
	for i := range g.cols {
		width := 14.0
		if i == 0 || g.cols[i].Wide {
			width = 24
		}
		if e := out.SetColWidth(i+1, i+1, width); err == nil {
			err = e
		}
	}
	put(excelize.Cell{Value: oneroster.Defuse(head)})
	labels := g.labels(ctx)
	cells := make([]any, len(labels))
	for i, l := range labels {
		cells[i] = excelize.Cell{StyleID: bold, Value: oneroster.Defuse(l)}
	}
	put(cells...)
	for _, r := range g.rows {
		cells := make([]any, len(r))
		for i, c := range r {
			switch {
			case c.defined():
				style, e := c.style(f, styles)
				if err == nil {
					err = e
				}
				cells[i] = excelize.Cell{StyleID: style, Value: c.num}
			case c.isNum: // no value: an empty cell
			case c.text != "":
				cells[i] = excelize.Cell{Value: oneroster.Defuse(c.text)}
			}
		}
		put(cells...)
	}
	if g.note != "" {
		put(excelize.Cell{Value: oneroster.Defuse(g.note)})
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// style is the number format of a cell.
func (c cell) style(f *excelize.File, styles map[string]int) (int, error) {
	format := "0"
	if c.dec > 0 {
		format += "." + strings.Repeat("0", c.dec)
	}
	if c.share {
		format += "%"
	}
	if s, ok := styles[format]; ok {
		return s, nil
	}
	s, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	styles[format] = s
	return s, err
}

// sheetName is a caption as Excel allows it: at most 31 characters, none of []:*?/\, and different from the others.
func sheetName(caption string, used map[string]bool) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return '·'
		}
		return r
	}, caption))
	if len(clean) == 0 {
		clean = []rune("1")
	}
	name := string(clean[:min(31, len(clean))])
	for n := 2; used[strings.ToLower(name)]; n++ {
		tail := []rune(" " + strconv.Itoa(n))
		name = string(clean[:min(31-len(tail), len(clean))]) + string(tail)
	}
	used[strings.ToLower(name)] = true
	return name
}

// grids are all tables of a report, each once; the named one only when key is given.
func (v *view) grids(ctx context.Context, key string) []grid {
	var all []section
	if v.no > 0 {
		all = v.one(ctx, v.no-1)
	} else {
		for _, t := range v.tabs(ctx) {
			all = append(all, t.sections...)
		}
	}
	var out []grid
	for _, s := range all {
		if s.grid != nil && len(s.grid.rows) > 0 && (key == "" || s.grid.key == key) {
			out = append(out, *s.grid)
		}
	}
	return out
}

// sendTables answers with a workbook.
func (v *view) sendTables(w http.ResponseWriter, r *http.Request, grids []grid) error {
	if len(grids) == 0 {
		return fault.New(fault.NotFound, "没有这张表")
	}
	ctx := r.Context()
	name := v.heading(ctx)
	if len(grids) == 1 {
		name += " · " + grids[0].caption
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	attach(w, name+".xlsx")
	return workbook(ctx, w, v.heading(ctx)+" · "+v.lead(ctx), grids)
}

// attach names a download.
func attach(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(strings.ReplaceAll(name, "/", "·")))
}
