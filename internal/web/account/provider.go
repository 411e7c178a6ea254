package account

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// Provider is a city's identity provider. It is an interface because doors do not know each other: gate/oidc implements it.
type Provider interface {
	// Name is what people call it.
	Name() string
	// Begin gives the address there; next is a path here.
	Begin(ctx context.Context, browser, next string) (address string, err error)
	// Finish proves the answer that came back in a query.
	Finish(ctx context.Context, browser string, answer url.Values) (who authn.Identity, next string, err error)
}

// Arrivals are the pages of people who come through a provider: the way there and back, the first time, and the choice between
// several accounts. nil Provider: there are none.
type Arrivals struct {
	Provider Provider
	// Path is the way to these pages, /signin/oidc when empty; Back is the page to which the provider sends people, Path/callback when empty.
	Path, Back string
	// Way is how sessions name the sign-in; authn.ByOIDC when empty.
	Way string
	// Fits says whether what the provider calls a person agrees with the roles of an account; nil: it always does.
	Fits func(who authn.Identity, roles []org.Held) error
	// Unasked providers may send people who did not begin here, without a state. They are asked before they enter, so that nobody enters
	// unseen as somebody else.
	Unasked bool
	Authn   *authn.Service
	Entry   *entry.Service
	Org     *org.Service
	Core    *db.DB
	Secure  bool
}

// Routes lists the pages.
func (p *Arrivals) Routes() []httpx.Route {
	if p.Provider == nil {
		return nil
	}
	const open = "whoever comes through the identity provider is nobody yet"
	return []httpx.Route{
		{Pattern: "GET " + p.path("/begin"), Open: open, Serve: p.begin},
		{Pattern: "GET " + p.path("/callback"), Open: open, Serve: p.back},
		{Pattern: "POST " + p.path("/link"), Open: open, Serve: p.link},
		{Pattern: "POST " + p.path("/choose"), Open: open, Serve: p.choose},
	}
}

// path is the address of a page.
func (p *Arrivals) path(page string) string {
	base := p.Path
	if base == "" {
		base = "/signin/oidc"
	}
	switch {
	case page == "/begin" && p.Path == "":
		return base
	case page == "/callback" && p.Back != "":
		return p.Back
	}
	return base + page
}

// arrival is somebody whom the provider has proved, between two pages. It lives on the server, for one browser and one answer.
type arrival struct {
	Who      authn.Identity
	Next     string
	Accounts []authn.Subject
}

const (
	kindArrival = "oidc.arrival"
	hesitation  = 10 * time.Minute
)

func (p *Arrivals) browser(w http.ResponseWriter, r *http.Request) string {
	return signin.Opening(w, r, p.Secure).Browser
}

func (p *Arrivals) begin(w http.ResponseWriter, r *http.Request) error {
	address, err := p.Provider.Begin(r.Context(), p.browser(w, r), ui.LocalPath(r.URL.Query().Get("next"), "/"))
	if err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

func (p *Arrivals) back(w http.ResponseWriter, r *http.Request) error {
	browser := p.browser(w, r)
	who, next, err := p.Provider.Finish(r.Context(), browser, r.URL.Query())
	if err != nil {
		return err
	}
	accounts, err := p.accounts(r.Context(), who)
	if err != nil {
		return err
	}
	a := arrival{who, ui.LocalPath(next, "/"), accounts}
	if len(accounts) == 1 && !(p.Unasked && r.URL.Query().Get("state") == "") {
		return p.enter(w, r, a, accounts[0])
	}
	return p.ask(w, r, browser, a, nil)
}

// accounts are those linked before that still live, and those that the provider names; the latter are linked now.
func (p *Arrivals) accounts(ctx context.Context, who authn.Identity) ([]authn.Subject, error) {
	linked, err := p.Authn.Linked(ctx, who)
	if err != nil {
		return nil, err
	}
	var out []authn.Subject
	have := map[authn.Subject]bool{}
	for _, s := range linked {
		_, err := p.Org.Resolve(ctx, id.As[org.Account](s), httpx.RequestID(ctx))
		if fault.Is(err, fault.SignIn) { // the account has ended
			continue
		}
		if err != nil {
			return nil, err
		}
		out, have[s] = append(out, s), true
	}
	for _, k := range who.Known {
		s, err := p.Entry.Known(ctx, k)
		if fault.Is(err, fault.NotFound) || have[s] {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := p.Core.Write(ctx, func(tx *db.Tx) error { return p.Authn.Link(tx, who, s) }); err != nil {
			return nil, err
		}
		out, have[s] = append(out, s), true
	}
	return out, nil
}

// ask shows the page for nobody's account or the one for several, under a handle that is answered once.
func (p *Arrivals) ask(w http.ResponseWriter, r *http.Request, browser string, a arrival, wrong error) error {
	handle, err := p.Authn.Keep(r.Context(), kindArrival, browser, a, hesitation)
	if err != nil {
		return err
	}
	if len(a.Accounts) == 0 {
		r.PostForm.Del("password")
		return ui.Render(w, r, status(wrong), linkPage(p.path("/link"), p.Provider.Name(), a, handle, r.PostForm, wrong))
	}
	choices := make([]choice, len(a.Accounts))
	for i, s := range a.Accounts {
		if choices[i], err = p.choiceOf(r.Context(), s); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, choosePage(p.path("/choose"), a, handle, choices))
}

// choice is one of several accounts of the same person.
type choice struct{ account, name, place string }

func (p *Arrivals) choiceOf(ctx context.Context, s authn.Subject) (choice, error) {
	a, err := p.Org.Resolve(ctx, id.As[org.Account](s), httpx.RequestID(ctx))
	if err != nil {
		return choice{}, err
	}
	c := choice{account: s.String(), name: a.Name}
	for _, h := range a.All {
		if c.place == "" && h.NodeName != "" {
			c.place = h.Role.Name() + " · " + h.NodeName
		}
	}
	if realm, login, err := p.Authn.Login(ctx, s); err == nil && c.place == "" {
		c.place = login
		if u, err := p.Org.Unit(ctx, id.As[org.Unit](realm)); err == nil {
			c.place = u.Name
		}
	}
	return c, nil
}

func (p *Arrivals) taken(w http.ResponseWriter, r *http.Request) (browser string, a arrival, err error) {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return "", a, err
	}
	browser = p.browser(w, r)
	return browser, a, p.Authn.Take(r.Context(), kindArrival, browser, r.PostForm.Get("handle"), &a)
}

func (p *Arrivals) choose(w http.ResponseWriter, r *http.Request) error {
	_, a, err := p.taken(w, r)
	if err != nil {
		return err
	}
	for _, s := range a.Accounts {
		if s.String() == r.PostForm.Get("account") {
			return p.enter(w, r, a, s)
		}
	}
	return fault.New(fault.Invalid, "请重新登录")
}

// link proves the local account by its password, once.
func (p *Arrivals) link(w http.ResponseWriter, r *http.Request) error {
	browser, a, err := p.taken(w, r)
	if err != nil {
		return err
	}
	subject, err := p.Entry.Prove(r.Context(), r.PostForm.Get("school"), r.PostForm.Get("login"), r.PostForm.Get("password"), browser)
	if err != nil {
		if shown(w, err) {
			return p.ask(w, r, browser, a, err)
		}
		return err
	}
	if err := p.fits(r.Context(), a.Who, subject); err != nil {
		return err
	}
	if err := p.Core.Write(r.Context(), func(tx *db.Tx) error { return p.Authn.Link(tx, a.Who, subject) }); err != nil {
		return err
	}
	return p.enter(w, r, a, subject)
}

// fits asks whether the provider's idea of a person agrees with an account.
func (p *Arrivals) fits(ctx context.Context, who authn.Identity, s authn.Subject) error {
	if p.Fits == nil {
		return nil
	}
	a, err := p.Org.Resolve(ctx, id.As[org.Account](s), httpx.RequestID(ctx))
	if err != nil {
		return err
	}
	return p.Fits(who, a.All)
}

func (p *Arrivals) enter(w http.ResponseWriter, r *http.Request, a arrival, s authn.Subject) error {
	if err := p.fits(r.Context(), a.Who, s); err != nil {
		return err
	}
	o := signin.Opening(w, r, p.Secure)
	o.Way, o.Strong = authn.ByOIDC, a.Who.Strong
	if p.Way != "" {
		o.Way = p.Way
	}
	token, err := p.Authn.Open(r.Context(), s, o)
	if err != nil {
		return err
	}
	if err := signin.Replace(w, r, p.Authn, token, p.Secure); err != nil {
		return err
	}
	ui.Redirect(w, r, a.Next)
	return nil
}

// unlink ends one's own links to an issuer.
func (p *Pages) unlink(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	err := p.Core.Write(r.Context(), func(tx *db.Tx) error {
		if err := p.Authn.Unlink(tx, me.subject(), r.PostForm.Get("issuer")); err != nil {
			return err
		}
		return p.note(tx, me, "remove.link")
	})
	if err != nil {
		return err
	}
	return said(w, r, "已解除关联", "/account")
}
