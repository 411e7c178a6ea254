package people

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// addView is what the page for adding somebody shows.
type addView struct {
	unit    org.Unit
	staff   bool
	class   string // chosen before
	classes []org.Class
	values  url.Values
	err     error
}

// unitOf is the unit of the path, after the verb was asked for there.
func (p *Pages) unitOf(r *http.Request, v org.Verb) (org.Unit, *org.Actor, error) {
	a := org.ActorFrom(r.Context())
	u, err := pathID[org.Unit](r, "office")
	if err == nil {
		err = p.Org.Must(r.Context(), a, v, id.As[any](u))
	}
	if err != nil {
		return org.Unit{}, a, err
	}
	unit, err := p.Org.Unit(r.Context(), u)
	return unit, a, err
}

func (p *Pages) addForm(w http.ResponseWriter, r *http.Request) error {
	u, _, err := p.unitOf(r, org.RosterImport)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	return p.showAdd(w, r, http.StatusOK, addView{unit: u, staff: q.Get("kind") == "staff", class: q.Get("class")})
}

func (p *Pages) showAdd(w http.ResponseWriter, r *http.Request, status int, v addView) (err error) {
	if v.classes, err = p.Org.ClassesAt(r.Context(), v.unit.ID); err != nil {
		return err
	}
	return ui.Render(w, r, status, addPage(v))
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	u, a, err := p.unitOf(r, org.RosterImport)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	v := addView{unit: u, staff: f.Get("kind") == "staff", values: f}
	who, err := p.take(r, a, u, v.staff)
	if err != nil {
		switch k := fault.KindOf(err); k {
		case fault.Invalid, fault.Conflict:
			v.err = err
			return p.showAdd(w, r, k.Status(), v)
		}
		return err
	}
	ui.Say(w, ui.Success, "已添加")
	if f.Get("more") != "" {
		next := url.Values{"kind": {f.Get("kind")}, "class": {f.Get("class")}}
		ui.Redirect(w, r, "/school/people/add/"+u.ID.String()+"?"+next.Encode())
		return nil
	}
	ui.Redirect(w, r, "/school/person/"+who.String())
	return nil
}

func (p *Pages) take(r *http.Request, a *org.Actor, u org.Unit, staff bool) (org.PersonID, error) {
	f := r.PostForm
	n := org.Newcomer{Name: f.Get("name"), Profile: profile(f, org.Profile{})}
	login := strings.TrimSpace(f.Get("login"))
	if login == "" && authn.ValidLogin(n.Profile.Number) == nil {
		login = n.Profile.Number // 学号 or 工号 with the school's short code
	}
	var err error
	if n.Sign, err = p.sign(u.Node(), login); err != nil {
		return org.PersonID{}, err
	}
	if staff {
		return p.Org.AddStaff(r.Context(), a, org.RosterImport, u.ID, n)
	}
	class, err := id.Parse[org.Class](f.Get("class"))
	if err != nil {
		return org.PersonID{}, fault.Fieldsf(fault.Field{Name: "class", Message: "请选班级"})
	}
	return p.Org.AddPupil(r.Context(), a, class, strings.TrimSpace(f.Get("seat")), n)
}
