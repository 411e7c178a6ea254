// Package setup is the page of the first set-up: one address that shows the step that is due. Whoever has the one-time code may use
// it; once the set-up is done there is no such page. It holds no rule of its own: package internal/setup has them.
package setup

import (
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/setup"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Cookie keeps the pass of the browser that set-up is done in.
const Cookie = "tx_setup"

// Pages are the pages of this package.
type Pages struct {
	Setup *setup.Service
	Org   *org.Service
	// Local reports whether a request comes from this machine.
	Local  func(remote string) bool
	Secure bool
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	const open = "the first set-up: whoever has the one-time code, until it is done"
	return []httpx.Route{
		{Pattern: "GET /setup", Open: open, Serve: p.show},
		{Pattern: "POST /setup/code", Open: open, Serve: p.code},
		{Pattern: "POST /setup/region", Open: open, Serve: p.step(p.region)},
		{Pattern: "POST /setup/admin", Open: open, Serve: p.step(p.admin)},
		{Pattern: "POST /setup/school", Open: open, Serve: p.step(p.school)},
		{Pattern: "POST /setup/leader", Open: open, Serve: p.leader},
	}
}

var errClosed = fault.New(fault.NotFound, "首次设置已经完成，这个页面不再打开")

func (p *Pages) state(r *http.Request) (setup.State, error) {
	st, err := p.Setup.State(r.Context())
	if err == nil && !st.Open {
		err = errClosed
	}
	return st, err
}

func (p *Pages) admitted(r *http.Request) bool {
	c, err := r.Cookie(Cookie)
	return err == nil && p.Setup.Admitted(c.Value)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	st, err := p.state(r)
	if err != nil {
		return err
	}
	if !p.admitted(r) {
		return ui.Render(w, r, http.StatusOK, codePage(url.Values{"code": {r.URL.Query().Get("code")}}, nil))
	}
	return p.render(w, r, http.StatusOK, st, nil)
}

// render shows the step that is due, with what was typed when it was refused.
func (p *Pages) render(w http.ResponseWriter, r *http.Request, status int, st setup.State, wrong error) error {
	values := r.PostForm
	if wrong == nil {
		values = nil
	}
	for name := range values {
		if name == "password" || name == "again" {
			values.Del(name)
		}
	}
	units, err := p.Org.UnitsBelow(r.Context(), st.Region.Node())
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, stepPage(view{State: st, units: units, values: values, err: wrong}))
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.state(r); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	pass, wait, err := p.Setup.Admit(r.PostForm.Get("code"), p.Local(r.RemoteAddr))
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.TooMany) {
		return ui.Render(w, r, k.Status(), codePage(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: Cookie, Value: pass, Path: "/setup", HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/setup", http.StatusSeeOther)
	return nil
}

// enter reads the form of somebody who was admitted; nobody else learns anything.
func (p *Pages) enter(r *http.Request) (setup.State, error) {
	st, err := p.state(r)
	if err == nil && !p.admitted(r) {
		err = fault.New(fault.Denied, "请先在 /setup 输入设置码")
	}
	if err == nil {
		err = httpx.FormError(r.ParseForm())
	}
	return st, err
}

// step runs one step and leads to the next. What was refused is shown again; a step that another browser has taken leads on too.
func (p *Pages) step(f func(r *http.Request, st setup.State) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		st, err := p.enter(r)
		if err != nil {
			return err
		}
		if err := f(r, st); err != nil {
			return p.refused(w, r, st, err)
		}
		http.Redirect(w, r, "/setup", http.StatusSeeOther)
		return nil
	}
}

func (p *Pages) refused(w http.ResponseWriter, r *http.Request, before setup.State, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooMany:
	default:
		return err
	}
	st, e := p.state(r)
	if e != nil {
		return e
	}
	if st.Step != before.Step || errors.Is(err, errMoved) { // another browser was first: its step is done, the form is gone
		r.PostForm = url.Values{}
	}
	return p.render(w, r, fault.KindOf(err).Status(), st, err)
}

var errMoved = fault.New(fault.Conflict, "这一步已经在另一个浏览器里完成了，请接着做下一步")

func (p *Pages) region(r *http.Request, _ setup.State) error { return p.Setup.Begin(r.Context()) }

func person(f url.Values) setup.Person {
	return setup.Person{Name: org.TypedName(f.Get("name")), Login: strings.TrimSpace(f.Get("login")), Password: f.Get("password"), Again: f.Get("again")}
}

// admin makes the administrator that the form names, which must be the one whose turn it is.
func (p *Pages) admin(r *http.Request, st setup.State) error {
	if st.Step < setup.MakeSystem || st.Step > setup.MakeAudit || string(setup.Admins[st.Step-setup.MakeSystem]) != r.PostForm.Get("role") {
		return errMoved
	}
	return p.Setup.Admin(r.Context(), org.Role(r.PostForm.Get("role")), person(r.PostForm))
}

func (p *Pages) school(r *http.Request, _ setup.State) error {
	f := r.PostForm
	district, err := id.Parse[org.Unit](f.Get("district"))
	if err != nil && f.Get("district") != "" {
		return fault.Fieldsf(fault.Field{Name: "district", Message: "请选区县"})
	}
	name := org.TypedName(f.Get("unit"))
	if err := org.CheckName(name); err != nil {
		return fault.Fieldsf(fault.Field{Name: "unit", Message: "名称要有1到60个字，没有看不见的字符"})
	}
	u := org.Unit{Kind: org.Kind(f.Get("kind")), Name: name, Code: strings.TrimSpace(f.Get("code")), Short: strings.ToLower(strings.TrimSpace(f.Get("short")))}
	return p.Setup.School(r.Context(), u, district)
}

// leader is the last step: its answer is the last page, because the registrar's code is told once and the set-up is closed.
func (p *Pages) leader(w http.ResponseWriter, r *http.Request) error {
	st, err := p.enter(r)
	if err != nil {
		return err
	}
	leader := person(r.PostForm)
	registrar := setup.Person{Name: org.TypedName(r.PostForm.Get("registrar")), Login: strings.TrimSpace(r.PostForm.Get("registrar_login"))}
	slip, err := p.Setup.Leader(r.Context(), leader, registrar)
	if err != nil {
		return p.refused(w, r, st, err)
	}
	http.SetCookie(w, &http.Cookie{Name: Cookie, Path: "/setup", MaxAge: -1, HttpOnly: true, Secure: p.Secure})
	return ui.Render(w, r, http.StatusOK, donePage(done{school: st.School, leader: leader, registrar: registrar, slip: slip, site: httpx.Site(r)}))
}
