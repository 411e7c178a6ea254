// Package signin is the door for people: sign in, sign out, and the first page, which leads each role to its own home.
package signin

import (
	_ "embed"
	"net/http"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Cookie is the session cookie's name.
const Cookie = "tx_session"

// Account is a demonstration account that the sign-in page shows.
type Account struct{ Login, Name, Role, Place string }

// Pages are the pages of this package. Demo and Password are set in the demonstration only.
type Pages struct {
	Authn    *authn.Service
	Secure   bool // the base URL is https: the cookie is too
	Demo     []Account
	Password string
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{
		{Pattern: "GET /{$}", Open: "leads to the home of the role, or to the sign-in page", Serve: p.home},
		{Pattern: "GET /signin", Open: "the sign-in page", Serve: p.form},
		{Pattern: "POST /signin", Open: "the sign-in page", Serve: p.signIn},
		{Pattern: "POST /signout", Open: "ends the own session", Serve: p.signOut},
	}
}

// homes leads to the page a role begins its day with, the first that fits.
var homes = []struct {
	verb org.Verb
	path string
}{
	{org.PracticeDo, "/learn"}, {org.LessonMake, "/teacher/lessons"}, {org.LessonReview, "/review"}, {org.UnitUse, "/bureau"},
	{org.SystemRead, "/admin/system"}, {org.AuditRead, "/admin/audit"}, {org.OrgRead, "/school/tree"}, {org.ClassAnalyse, "/teacher/sheets"},
}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	a := org.ActorFrom(r.Context())
	if a == nil {
		http.Redirect(w, r, "/signin", http.StatusSeeOther)
		return nil
	}
	for _, h := range homes {
		if a.Has(h.verb) {
			http.Redirect(w, r, h.path, http.StatusSeeOther)
			return nil
		}
	}
	return fault.New(fault.Denied, "您的账号还没有身份，请联系学校管理员")
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	if org.ActorFrom(r.Context()) != nil && r.URL.Query().Get("next") == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, page(p, ui.LocalPath(r.URL.Query().Get("next"), "/"), nil, nil))
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	next := ui.LocalPath(r.PostForm.Get("next"), "/")
	token, _, err := p.Authn.SignIn(r.Context(), id.Any{}, r.PostForm.Get("login"), r.PostForm.Get("password"), Opening(w, r, p.Secure))
	if err != nil {
		if k := fault.KindOf(err); k == fault.Invalid || k == fault.TooMany || authn.RetryAfter(err) > 0 {
			if n := authn.RetryAfter(err); n > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(n))
			}
			r.PostForm.Del("password")
			return ui.Render(w, r, k.Status(), page(p, next, r.PostForm, err))
		}
		return err
	}
	// A new token at every sign-in: a session fixed beforehand by somebody else is worth nothing.
	Begin(w, token, p.Secure)
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(Cookie); err == nil {
		if err := p.Authn.SignOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	http.SetCookie(w, &http.Cookie{Name: Cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.Secure})
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
	return nil
}
