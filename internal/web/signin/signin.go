// Package signin is the door for people: sign in, sign out, and the first page, which leads each role to its own home.
package signin

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
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

// Account is a demonstration account that the sign-in page shows. For is who comes to look with it: a heading; accounts of one heading
// stand together.
type Account struct{ For, Login, Name, Role, Place string }

// Pages are the pages of this package. Demo and Password are set in the demonstration only.
type Pages struct {
	Authn  *authn.Service
	Entry  *entry.Service
	Secure bool // the base URL is https: the cookie is too
	// Ways are the other ways to sign in that exist here (passkey, single sign-on), each a part of the page; nil: none.
	Ways     func(next string) []templ.Component
	Demo     []Account
	Password string
	Guide    templ.Component                    // the demonstration's walks; nil: none
	Hints    func(ctx context.Context) []string // finished sentences below the demonstration's accounts
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{
		{Pattern: "GET /{$}", Open: "leads to the first page of the day, or to the sign-in page", Serve: p.home},
		{Pattern: "GET /signin", Open: "the sign-in page", Serve: p.form},
		{Pattern: "POST /signin", Open: "the sign-in page", Serve: p.signIn},
		{Pattern: "POST /signout", Open: "ends the own session", Serve: p.signOut},
		{Pattern: "GET /signin/schools", Open: "names of schools are public", Serve: p.schools},
		{Pattern: "POST /signin/schools", Open: "remembers a school's short code on this browser", Serve: p.choose},
		{Pattern: "GET /activate", Open: "whoever holds an activation slip is nobody yet", Serve: p.activation},
		{Pattern: "POST /activate", Open: "whoever holds an activation slip is nobody yet", Serve: p.activate},
	}
}

// home leads to where somebody begins the day.
func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	to := "/home"
	if org.ActorFrom(r.Context()) == nil {
		to = "/signin"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// view is what the sign-in page shows.
type view struct {
	*Pages
	Next    string
	Values  url.Values
	Err     error
	Spot    entry.Spot
	School  org.Unit // of the enrolled device; zero elsewhere
	Place   string   // the short code that this browser remembers
	Choose  bool     // the school's field is shown
	Name    string   // of the remembered school
	Schools []org.Unit
	Query   string
}

func (p *Pages) view(r *http.Request, next string, values url.Values, problem error) (view, error) {
	v := view{Pages: p, Next: next, Values: values, Err: problem, Place: place(r)}
	var err error
	if v.Spot, err = Spot(r, p.Entry); err != nil {
		return v, err
	}
	if v.School, err = p.Entry.SchoolOf(r.Context(), v.Spot); err != nil {
		return v, err
	}
	if v.Place != "" {
		u, err := p.Entry.School(r.Context(), v.Place)
		if fault.Is(err, fault.NotFound) {
			v.Place, err = "", nil
		}
		if err != nil {
			return v, err
		}
		v.Name = u.Name
	}
	v.Choose = v.School.ID.IsZero()
	return v, nil
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if org.ActorFrom(r.Context()) != nil && q.Get("next") == "" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	v, err := p.view(r, ui.LocalPath(q.Get("next"), "/"), nil, nil)
	if err != nil {
		return err
	}
	if v.Spot.Enrolled() && q.Get("form") == "" { // the device has a page of its own, which leads here
		if to := map[string]string{authn.SharedDevice: "/device", authn.BoardDevice: "/board"}[v.Spot.Device.Kind]; to != "" {
			http.Redirect(w, r, to, http.StatusSeeOther)
			return nil
		}
	}
	return ui.Render(w, r, http.StatusOK, page(v))
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	next, short := ui.LocalPath(r.PostForm.Get("next"), "/"), r.PostForm.Get("school")
	spot, err := Spot(r, p.Entry)
	if err != nil {
		return err
	}
	token, err := p.Entry.SignIn(r.Context(), short, r.PostForm.Get("login"), r.PostForm.Get("password"), spot, Opening(w, r, p.Secure))
	if err != nil {
		return p.refuse(w, r, next, err)
	}
	if short != "" {
		remember(w, short, p.Secure)
	}
	// A new token at every sign-in: a session fixed beforehand by somebody else is worth nothing.
	if err := Replace(w, r, p.Authn, token, p.Secure); err != nil {
		return err
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// refuse shows the page again with the reason; the password is typed anew.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, next string, problem error) error {
	k := fault.KindOf(problem)
	if k != fault.Invalid && k != fault.TooMany && authn.RetryAfter(problem) == 0 {
		return problem
	}
	if n := authn.RetryAfter(problem); n > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(n))
	}
	r.PostForm.Del("password")
	v, err := p.view(r, next, r.PostForm, problem)
	if err != nil {
		return err
	}
	return ui.Render(w, r, k.Status(), page(v))
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := Leave(w, r, p.Authn, p.Secure); err != nil {
		return err
	}
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
	return nil
}

// schools finds a school by a part of its name.
func (p *Pages) schools(w http.ResponseWriter, r *http.Request) error {
	v := view{Pages: p, Next: ui.LocalPath(r.URL.Query().Get("next"), "/"), Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	if utf8.RuneCountInString(v.Query) >= 2 {
		var err error
		if v.Schools, err = p.Entry.SchoolsNamed(r.Context(), v.Query); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, schoolsPage(v))
}

// choose remembers the chosen school.
func (p *Pages) choose(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	u, err := p.Entry.School(r.Context(), r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	remember(w, u.Short, p.Secure)
	http.Redirect(w, r, "/signin?form=1&next="+url.QueryEscape(ui.LocalPath(r.PostForm.Get("next"), "/")), http.StatusSeeOther)
	return nil
}
