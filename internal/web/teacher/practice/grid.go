package practice

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// gridView is the table for answers on paper.
type gridView struct {
	homework.Assignment
	ClassName string
	Lines     []assess.Line
	Rows      []gridRow
	Day       string // when the pupils wrote, YYYY-MM-DD
	Values    url.Values
	Err       error
}

// gridRow is one pupil with name and number.
type gridRow struct {
	assess.GridRow
	Name, Number string
	Bad          map[int]string // what is wrong by line
}

// value is what stands in a cell: what was typed when the page comes back with an error, else what is stored.
func (v gridView) value(r gridRow, no int) string {
	if vs, ok := v.Values[assess.CellName(r.Sitting, no)]; ok && len(vs) > 0 {
		return vs[0]
	}
	return r.Cells[no]
}

func (p *Pages) grid(w http.ResponseWriter, r *http.Request) error { return p.showGrid(w, r, nil, nil) }

func (p *Pages) showGrid(w http.ResponseWriter, r *http.Request, values url.Values, problem error) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	g, err := p.Assess.Grid(ctx, actor(r), id.As[any](as.ID))
	if err != nil {
		return err
	}
	v := gridView{Assignment: as, Lines: g.Lines, Day: clock.Local(p.Org.Now()).Format(time.DateOnly), Values: values, Err: problem}
	if d := values.Get("day"); d != "" {
		v.Day = d
	}
	if v.ClassName, err = p.className(ctx, as.Class); err != nil {
		return err
	}
	people, err := p.people(ctx, as)
	if err != nil {
		return err
	}
	bad := map[string]string{}
	for _, f := range assess.Fields(problem) {
		bad[f.Name] = f.Message
	}
	rows := map[org.PersonID]assess.GridRow{}
	for _, row := range g.Rows {
		rows[row.Person] = row
	}
	for _, who := range people {
		row, ok := rows[who.Person]
		if !ok {
			continue
		}
		one := gridRow{row, who.Name, who.Number, map[int]string{}}
		for _, l := range g.Lines {
			if m, ok := bad[assess.CellName(row.Sitting, l.No)]; ok {
				one.Bad[l.No] = m
			}
		}
		v.Rows = append(v.Rows, one)
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, gridPage(v))
}

// saveGrid stores every row that was sent, or the one whose button was pressed. Rows stand for themselves: good ones are stored,
// bad ones come back as they were typed.
func (p *Pages) saveGrid(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	wrote := dayOf(f.Get("day"))
	if wrote == 0 || wrote > p.Org.Now() {
		return p.showGrid(w, r, f, fault.Fieldsf(fault.Field{Name: "day", Message: "作答日期应是今天或以前"}))
	}
	g, err := p.Assess.Grid(r.Context(), actor(r), id.As[any](as.ID))
	if err != nil {
		return err
	}
	var bad []fault.Field
	changed := 0
	for _, row := range g.Rows {
		if only := f.Get("row"); row.Screen || (only != "" && only != row.Sitting.String()) {
			continue
		}
		n, err := p.Assess.SaveRow(r.Context(), actor(r), entryOf(row.Sitting, len(g.Lines), f, wrote))
		if fs := assess.Fields(err); len(fs) > 0 {
			bad = append(bad, fs...)
			continue
		}
		if err != nil {
			return err
		}
		changed += n
	}
	if len(bad) > 0 {
		return p.showGrid(w, r, f, fault.Fieldsf(bad...))
	}
	say(w, "已保存 %s 个答案", strconv.Itoa(changed))
	ui.Redirect(w, r, givenPath(as.ID, "/grid"))
	return nil
}

// entryOf reads one row. Cells that the form does not hold are left as they are.
func entryOf(sitting assess.SittingID, lines int, f url.Values, wrote clock.Micros) assess.RowEntry {
	e := assess.RowEntry{Sitting: sitting, Cells: map[int]string{}, Idem: f.Get("idem"), Occurred: wrote}
	for no := 1; no <= lines; no++ {
		if vs, ok := f[assess.CellName(sitting, no)]; ok && len(vs) > 0 {
			e.Cells[no] = vs[0]
		}
	}
	return e
}
