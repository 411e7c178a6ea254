package access

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// askView is the form for a limited access, with what the actor asked for before.
type askView struct {
	Classes []org.Class
	Schools map[org.UnitID]string
	Mine    []org.Approval
	Class   string
	Values  url.Values
	Err     error
	Actor   *org.Actor
	Now     int64
}

func (p *Pages) askForm(w http.ResponseWriter, r *http.Request) error {
	return p.showAsk(w, r, nil, nil)
}

func (p *Pages) showAsk(w http.ResponseWriter, r *http.Request, values url.Values, problem error) error {
	ctx, a := r.Context(), actor(r)
	v := askView{Class: r.URL.Query().Get("class"), Values: values, Err: problem, Actor: a, Now: p.Org.Now(), Schools: map[org.UnitID]string{}}
	var err error
	if v.Mine, err = p.Org.MyApprovals(ctx, a); err != nil {
		return err
	}
	if v.Classes, err = p.Org.ClassesOf(ctx, a, org.AccessAsk); err != nil {
		return err
	}
	for _, c := range v.Classes {
		if v.Schools[c.School] == "" {
			u, err := p.Org.Unit(ctx, c.School)
			if err != nil {
				return err
			}
			v.Schools[c.School] = u.Name
		}
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, askPage(v))
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Org.ReachNodes(r.Context(), actor(r), org.AccessAsk); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	class, err := id.Parse[org.Class](r.PostForm.Get("class"))
	if err != nil {
		return p.showAsk(w, r, r.PostForm, fault.Fieldsf(fault.Field{Name: "class", Message: "请选一个班级"}))
	}
	_, err = p.Org.AskAccess(r.Context(), actor(r), class, r.PostForm.Get("reason"), number(r.PostForm.Get("days")))
	if err != nil && refused(err) {
		return p.showAsk(w, r, r.PostForm, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已提交，等学校负责人批准")
	ui.Redirect(w, r, "/access/ask")
	return nil
}

// requestsView is what was asked of one unit.
type requestsView struct {
	Unit   org.Unit
	Units  []org.Unit
	All    []org.Approval
	Next   string
	Actor  *org.Actor
	Now    int64
	Err    error
	Failed org.ApprovalID
}

func (p *Pages) requests(w http.ResponseWriter, r *http.Request) error {
	return p.showRequests(w, r, org.UnitID{}, org.ApprovalID{}, nil)
}

func (p *Pages) showRequests(w http.ResponseWriter, r *http.Request, unit org.UnitID, failed org.ApprovalID, problem error) error {
	ctx, a := r.Context(), actor(r)
	units, chosen, err := p.choose(r, org.AccessApprove, unit)
	if err != nil {
		return err
	}
	v := requestsView{Units: units, Unit: chosen, Actor: a, Now: p.Org.Now(), Err: problem, Failed: failed}
	if v.All, err = p.Org.Approvals(ctx, a, chosen.ID, number(r.URL.Query().Get("before")), perPage+1); err != nil {
		return err
	}
	if len(v.All) > perPage {
		v.All = v.All[:perPage]
		v.Next = "/access/requests?unit=" + chosen.ID.String() + "&before=" + strconv.FormatInt(v.All[perPage-1].AskedAt, 10)
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, requestsPage(v))
}

// choose is the unit that a page is about: the one named, or the first within the verb's reach. The list holds at most 100.
func (p *Pages) choose(r *http.Request, v org.Verb, named org.UnitID) ([]org.Unit, org.Unit, error) {
	ctx, a := r.Context(), actor(r)
	nodes, err := p.Org.ReachNodes(ctx, a, v)
	if err != nil {
		return nil, org.Unit{}, err
	}
	units, err := p.Org.Units(ctx, a, v, "", 100)
	if err != nil {
		return nil, org.Unit{}, err
	}
	if named.IsZero() {
		named, _ = id.Parse[org.Unit](r.URL.Query().Get("unit"))
	}
	if named.IsZero() {
		named = org.UnitID(nodes[0])
	}
	u, err := p.Org.Unit(ctx, named)
	if fault.Is(err, fault.NotFound) && len(units) > 0 && r.URL.Query().Get("unit") == "" { // a role held at a class only
		return units, units[0], nil
	}
	return units, u, err
}

// decidable asks before the form is read.
func (p *Pages) decidable(r *http.Request) (org.Approval, error) {
	v, err := pathID[org.Approval](r, "approval")
	if err != nil {
		return org.Approval{}, err
	}
	got, err := p.Org.Approval(r.Context(), actor(r), v)
	if err != nil {
		return got, err
	}
	return got, httpx.FormError(r.ParseForm())
}

func (p *Pages) decideOne(w http.ResponseWriter, r *http.Request) error {
	v, err := p.decidable(r)
	if err != nil {
		return err
	}
	f := r.PostForm
	switch d := f.Get("decision"); {
	case d == "refuse" && strings.TrimSpace(f.Get("note")) == "":
		err = errWhy
	case d == "approve", d == "refuse":
		err = p.Org.DecideAccess(r.Context(), actor(r), v.ID, d == "approve", number(f.Get("days")), f.Get("note"))
	default:
		err = fault.New(fault.Invalid, "请选批准或不批准")
	}
	if err != nil && refused(err) {
		return p.showRequests(w, r, v.Owner, v.ID, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已经答复")
	ui.Redirect(w, r, "/access/requests?unit="+v.Owner.String())
	return nil
}

func (p *Pages) endOne(w http.ResponseWriter, r *http.Request) error {
	v, err := p.decidable(r)
	if err != nil {
		return err
	}
	if err := p.Org.EndAccess(r.Context(), actor(r), v.ID); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已经收回，对方现在看不到这个班的数据")
	ui.Redirect(w, r, "/access/requests?unit="+v.Owner.String())
	return nil
}

// looksView is the register of looks at one unit.
type looksView struct {
	Unit  org.Unit
	Units []org.Unit
	All   []org.Look
	Next  string
	Actor *org.Actor
}

const looksOnPage = 50

func (p *Pages) looks(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actor(r)
	units, chosen, err := p.choose(r, org.RegisterRead, org.UnitID{})
	if err != nil {
		return err
	}
	v := looksView{Units: units, Unit: chosen, Actor: a}
	if v.All, err = p.Org.LookRegister(ctx, a, chosen.ID, number(r.URL.Query().Get("before")), looksOnPage+1); err != nil {
		return err
	}
	if len(v.All) > looksOnPage {
		v.All = v.All[:looksOnPage]
		v.Next = "/access/looks?unit=" + chosen.ID.String() + "&before=" + strconv.FormatInt(v.All[looksOnPage-1].Seq, 10)
	}
	return ui.Render(w, r, http.StatusOK, looksPage(v))
}
