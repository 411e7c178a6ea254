package access

import (
	"net/http"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

const (
	linesOnPage = 50
	linesOnA4   = 2000
)

// sheetView is one sheet with a page of its lines.
type sheetView struct {
	org.Sheet
	Unit   org.Unit
	Term   org.Term
	Lines  []org.SheetLine
	Next   string
	By     string
	Mine   bool
	Form   map[string][]string
	Err    error
	Actor  *org.Actor
	Places map[org.SheetLineID]string // finished subject words
}

func (p *Pages) load(r *http.Request, limit int) (sheetView, error) {
	ctx, a := r.Context(), actor(r)
	var v sheetView
	s, err := pathID[org.Sheet](r, "sheet")
	if err != nil {
		return v, err
	}
	if v.Sheet, err = p.Org.Sheet(ctx, a, s); err != nil {
		return v, err
	}
	after, _ := id.Parse[org.SheetLine](r.URL.Query().Get("after")) // none: from the beginning
	if v.Lines, err = p.Org.SheetLines(ctx, a, s, after, limit+1); err != nil {
		return v, err
	}
	if len(v.Lines) > limit {
		v.Lines = v.Lines[:limit]
		v.Next = sheetPath(s, "?after="+v.Lines[limit-1].ID.String())
	}
	for i := range v.Lines {
		v.Lines[i].Subject = p.subject(ctx, v.Lines[i].Subject)
	}
	if v.Unit, err = p.Org.Unit(ctx, v.Owner); err != nil {
		return v, err
	}
	if v.Term, err = p.Org.TermAt(ctx, v.Unit.Node(), p.Org.Now()); err != nil {
		return v, err
	}
	names, err := p.Org.Names(ctx, []org.PersonID{v.DecidedBy})
	if err != nil {
		return v, err
	}
	d, err := p.Org.Can(ctx, a, org.AccessApprove, v.Unit.Node())
	v.By, v.Mine, v.Actor = names[v.DecidedBy], d.Allow, a
	return v, err
}

func (p *Pages) sheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r, linesOnPage)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, sheetPage(v))
}

func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r, linesOnA4)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, printPage(v))
}

// approver asks before the form is read.
func (p *Pages) approver(r *http.Request) (org.Sheet, error) {
	s, err := pathID[org.Sheet](r, "sheet")
	if err != nil {
		return org.Sheet{}, err
	}
	got, err := p.Org.Sheet(r.Context(), actor(r), s)
	if err != nil {
		return got, err
	}
	if err := p.Org.Must(r.Context(), actor(r), org.AccessApprove, id.As[any](got.Owner)); err != nil {
		return got, err
	}
	return got, httpx.FormError(r.ParseForm())
}

func (p *Pages) strike(w http.ResponseWriter, r *http.Request) error {
	s, err := p.approver(r)
	if err != nil {
		return err
	}
	line, err := id.Parse[org.SheetLine](r.PostForm.Get("line"))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "请在清单里选要划去的一行")
	}
	if err := p.Org.StrikeLine(r.Context(), actor(r), s.ID, line); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已划去这一行")
	back := r.PostForm.Get("after")
	if back != "" {
		back = "?after=" + back
	}
	ui.Redirect(w, r, sheetPath(s.ID, back))
	return nil
}

// errWhy asks for the reason of a refusal, which whoever asked reads.
var errWhy = fault.Fieldsf(fault.Field{Name: "note", Message: "不批准要写一句为什么"})

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	s, err := p.approver(r)
	if err != nil {
		return err
	}
	d := r.PostForm.Get("decision")
	switch {
	case d == "refuse" && strings.TrimSpace(r.PostForm.Get("note")) == "":
		err = errWhy
	case d == "approve", d == "refuse":
		err = p.Org.DecideSheet(r.Context(), actor(r), s.ID, d == "approve", r.PostForm.Get("note"))
	default:
		err = fault.New(fault.Invalid, "请选批准或不批准")
	}
	if err != nil && refused(err) {
		v, e := p.load(r, linesOnPage)
		if e != nil {
			return e
		}
		v.Form, v.Err = r.PostForm, err
		return ui.Render(w, r, fault.KindOf(err).Status(), sheetPage(v))
	}
	if err != nil {
		return err
	}
	if d == "approve" {
		ui.Say(w, ui.Success, "已批准，名单上的人现在可以看到自己班级的数据")
	} else {
		ui.Say(w, ui.Info, "没有批准，名单上的人仍然看不到数据")
	}
	ui.Redirect(w, r, officePath(s.Owner, ""))
	return nil
}
