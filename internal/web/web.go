// Package web joins the pages of every role into one handler: who is signed in, the menu, the language, and the error page.
//
// Pages live in packages by role; each gives its routes as data. This package may hold no rule of a domain and no SQL.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/kept"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/guide"
	"github.com/tongxue-edu/tongxue/internal/web/help"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// Pages is a set of pages: each role's package has one.
type Pages interface {
	Routes() []httpx.Route
}

// Site is the join. Make it with New.
type Site struct {
	org   *org.Service
	authn *authn.Service
	log   *slog.Logger
	prefs func(http.Handler) http.Handler
	demo  bool
	brand string
	setup func(context.Context) (bool, error)
	// second reports whether the rights of somebody ask for a second factor.
	second func(context.Context, *org.Actor) (bool, error)
	// unread counts the letters that wait for somebody.
	unread func(context.Context, org.PersonID) (int, error)
	guide  *guide.Pages // of the demonstration; nil elsewhere
	// letters are the newest of them, for the small list in the top bar.
	letters func(context.Context, org.PersonID) ([]ui.Letter, error)
	replays replays
	kept    *kept.Service
	mux     *httpx.Mux
}

// Config is what a site is made of.
type Config struct {
	Org       *org.Service
	Authn     *authn.Service
	Log       *slog.Logger
	Brand     string // the region's platform name on every page
	Demo      bool
	Catalogue []map[string]string // English, of every page package
	Observe   httpx.Observer
	// Setup reports whether the first set-up is still to be done; nil when there is none.
	Setup func(context.Context) (bool, error)
	// Second reports whether the rights of somebody ask for a second factor; nil asks nobody.
	Second func(context.Context, *org.Actor) (bool, error)
	// Unread counts the letters that wait for somebody, for the menu; nil shows no number.
	Unread func(context.Context, org.PersonID) (int, error)
	// Guide is the guided first minutes of the demonstration; nil: none.
	Guide *guide.Pages
	// Kept keeps forms that come after their session's end; nil keeps none.
	Kept *kept.Service
	// Letters are the newest letters of somebody, for the top bar; nil shows no list.
	Letters func(context.Context, org.PersonID) ([]ui.Letter, error)
}

// New returns the handler of all pages and its mux, on which the app mounts the doors without pages.
func New(c Config, sets ...Pages) (*httpx.Mux, []httpx.Route) {
	all := append([]map[string]string{ui.Catalogue(), Catalogue()}, c.Catalogue...)
	s := &Site{org: c.Org, authn: c.Authn, log: c.Log, prefs: ui.Prefs(i18n.New(all...)), demo: c.Demo, brand: c.Brand, setup: c.Setup, second: c.Second, unread: c.Unread, guide: c.Guide, letters: c.Letters, kept: c.Kept}
	m := httpx.NewMux(c.Log, c.Observe, s.fail)
	s.mux = m
	routes := []httpx.Route{
		{Pattern: "POST /prefs", Open: "language and theme are nobody's secret", Serve: s.setPrefs},
		{Pattern: "GET /offline", Open: "the same page for everybody, which browsers keep for when the server is away", Serve: ui.ServeOffline},
		{Pattern: "POST /hat", Verb: string(org.OwnAccount), Target: "self", Serve: s.wear},
		{Pattern: "GET /session", Open: "says to a page only whether it is still its own person's", Serve: s.session},
		{Pattern: "POST /session/stay", Verb: string(org.OwnAccount), Target: "self", Serve: s.stay},
		{Pattern: "GET /kept", Verb: string(org.OwnAccount), Target: "self", Serve: s.keptPage},
		{Pattern: "POST /kept/drop", Verb: string(org.OwnAccount), Target: "self", Serve: s.dropKept},
		{Pattern: "GET /styleguide", Open: "the design system holds no data", Serve: plain(ui.StyleguideHandler)},
	}
	if c.Guide != nil {
		sets = append(sets, c.Guide)
	}
	for _, set := range sets {
		routes = append(routes, set.Routes()...)
	}
	m.Handle(s.wrap, routes...)
	m.Raw("GET /assets/", ui.Assets())
	m.Raw("GET /sw.js", http.HandlerFunc(ui.ServeWorker))
	return m, routes
}

func plain(h http.HandlerFunc) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error { h(w, r); return nil }
}

// wrap finds the actor and puts the shell of the page into the context. A route that is not open wants somebody signed in.
func (s *Site) wrap(rt httpx.Route, next http.Handler) http.Handler {
	if rt.Key {
		return next
	}
	return s.prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // a shared device must not show the last person's page
		if s.unready(w, r, rt) {
			return
		}
		actor, open, err := s.actor(r)
		if err != nil && !fault.Is(err, fault.SignIn) {
			s.fail(w, r, err)
			return
		}
		shell := ui.Shell{RequestID: httpx.RequestID(r.Context()), Demo: s.demo, Brand: s.brand, Plain: !httpx.ClientOf(r).Secure && !httpx.Local(r),
			Waiting: actor == nil && leftHere(r), HelpHref: help.For(r.URL.Path)}
		ctx := r.Context()
		if shell.Session, err = s.sessionOf(r, actor, open); err != nil {
			s.fail(w, r, err)
			return
		}
		post := posting{route: rt}
		if r.Method == http.MethodPost {
			if post, err = s.posted(r, rt); err != nil {
				s.fail(w, r, err)
				return
			}
			ctx = context.WithValue(ctx, postingKey{}, post)
		}
		ctx = context.WithValue(ctx, wantedKey{}, org.Verb(rt.Verb))
		if actor != nil {
			ctx = authn.WithSession(org.WithActor(ctx, actor), open)
			shell.User, shell.Menu = userOf(actor), s.menu(ctx, actor)
			shell.User.Hats = s.hatsOf(ctx, actor, open)
			if r.Method == http.MethodGet && !ui.IsHTMX(r) && open.Way != authn.ByBoard {
				if shell.Kept, err = s.waiting(r, actor); err != nil {
					s.fail(w, r, err)
					return
				}
			}
			if open.Way == authn.ByBoard {
				shell.Menu = slices.DeleteFunc(shell.Menu, func(m ui.MenuItem) bool { return slices.Contains(offWall, m.Key) })
			}
			shell.Tools = s.tools(ctx, r, actor, open, shell.Menu)
			if shell.Leave, err = s.leave(ctx, actor, open); err != nil {
				s.fail(w, r, err)
				return
			}
		}
		if s.guide != nil {
			shell.Guide, w = s.guide.Panel(r, actor, open), s.guide.Watch(w, r, actor, open)
		}
		r = r.WithContext(ui.WithShell(ctx, shell))
		if actor == nil && rt.Open == "" {
			s.nobody(w, r, post)
			return
		}
		if actor != nil && rt.Open == "" && post.marked && post.owner != id.As[any](actor.Account) {
			s.another(w, r, post)
			return
		}
		if needed, err := s.factorNeeded(ctx, rt, actor, open); err != nil || needed {
			s.factor(w, r, post, err)
			return
		}
		if lacks(ctx) && !records(actor, org.Verb(rt.Verb)) { // before anything is looked up
			s.fail(w, r, errLacks)
			return
		}
		serve := next
		if actor != nil && r.Method == http.MethodPost && rt.Verb != "" {
			serve = s.once(open.Ref, post, next)
		}
		s.sending(post, serve).ServeHTTP(w, r)
	}))
}

// tools are what the top bar offers: to pupils, whose page has one thing at a time, only the way to the search, and no letters on a board.
// A list that cannot be had is left out: no page fails for it.
func (s *Site) tools(ctx context.Context, r *http.Request, a *org.Actor, open authn.Session, menu []ui.MenuItem) *ui.Tools {
	if ui.IsHTMX(r) {
		return nil
	}
	t := &ui.Tools{Search: true}
	if a.Has(org.PracticeDo) {
		return t
	}
	for _, m := range menu {
		if m.Key == "inbox" && open.Way != authn.ByBoard {
			t.Inbox, t.Unread = true, m.Count
		}
	}
	if t.Inbox && s.letters != nil {
		var err error
		if t.Letters, err = s.letters(ctx, a.Person); err != nil {
			s.log.Error("newest letters", "error", err)
		}
	}
	return t
}

// setPrefs is the switch of language and theme; whoever is signed in finds the choice on every device.
func (s *Site) setPrefs(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if open := authn.SessionFrom(r.Context()); !open.Subject.IsZero() && open.Way != authn.ByBoard {
		lang, theme, keys := ui.Chosen(r)
		if err := s.authn.SetLook(r.Context(), open.Subject, authn.Look{Lang: lang, Theme: theme, Keys: keys}); err != nil {
			return err
		}
	}
	ui.SetPrefs(w, r)
	return nil
}

// offWall are the items of the menu that a board leaves out: it is signed in already, and a class need not read a teacher's letters.
var offWall = []string{"home", "board", "inbox", "notices", "access"}

// leave is the large button of a screen that several people use; nil on one's own.
func (s *Site) leave(ctx context.Context, a *org.Actor, open authn.Session) (*ui.Leave, error) {
	if open.Way == authn.ByBoard {
		return &ui.Leave{Label: "退出大屏", Action: "/signout", Note: i18n.T(ctx, "%s 自动退出", clock.Local(open.Expires).Format("15:04"))}, nil
	}
	if open.Device.IsZero() {
		return nil, nil
	}
	d, err := s.authn.Device(ctx, open.Device)
	if err != nil || d.Kind != authn.SharedDevice {
		return nil, err
	}
	return &ui.Leave{Label: "换人", Action: "/switch", Owner: a.Person.String(), Drain: "/device/send"}, nil
}

// nobody sends a reader to the sign-in page and back; a form that was sent is kept meanwhile.
func (s *Site) nobody(w http.ResponseWriter, r *http.Request, p posting) {
	if r.Method == http.MethodGet && !ui.IsHTMX(r) {
		http.Redirect(w, r, "/signin?next="+queryPath(r), http.StatusSeeOther)
		return
	}
	s.ended(w, r, p)
}

// factorNeeded reports whether somebody with wide rights has to prove a second factor before this route. What belongs to the own
// account is open, or nobody could set one up.
func (s *Site) factorNeeded(ctx context.Context, rt httpx.Route, a *org.Actor, open authn.Session) (bool, error) {
	if a == nil || rt.Open != "" || open.Strong || s.second == nil || rt.Path() == "/account" || strings.HasPrefix(rt.Path(), "/account/") {
		return false, nil
	}
	return s.second(ctx, a)
}

// factor leads to the proof and back.
func (s *Site) factor(w http.ResponseWriter, r *http.Request, p posting, err error) {
	switch {
	case err != nil:
		s.fail(w, r, err)
	case r.Method == http.MethodGet && !ui.IsHTMX(r) && !strings.Contains(r.Header.Get("Accept"), "application/json"):
		http.Redirect(w, r, "/account/factor?next="+queryPath(r), http.StatusSeeOther)
	case p.marked && !strings.Contains(r.Header.Get("Accept"), "application/json"):
		from, err := s.keep(w, r, p)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if from == "" {
			from = "/kept"
		}
		ui.Redirect(w, r, "/account/factor?next="+url.QueryEscape(from))
	default:
		s.fail(w, r, fault.New(fault.Denied, "需要第二重验证"))
	}
}

func (s *Site) actor(r *http.Request) (*org.Actor, authn.Session, error) {
	c, err := r.Cookie(signin.Cookie)
	if err != nil {
		return nil, authn.Session{}, nil
	}
	open, err := s.authn.Session(r.Context(), c.Value)
	if err != nil {
		return nil, open, err
	}
	a, err := s.org.ResolveAs(r.Context(), id.As[org.Account](open.Subject), open.Hat, httpx.RequestID(r.Context()))
	if a != nil && open.Way == authn.ByBoard { // a class sees this screen
		a.Roles = slices.DeleteFunc(a.Roles, func(h org.Held) bool { return !entry.OnBoard(h.Role) })
	}
	return a, open, err
}

// fail renders an error: JSON for scripts, a page for people. What is not a fault is logged and never shown.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	if kind == fault.NotFound && lacks(r.Context()) {
		kind, err = fault.Denied, errLacks
	}
	if n := authn.RetryAfter(err); n > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(n))
	}
	if kind == fault.Internal || kind == fault.Down || kind == fault.Full {
		s.log.Error("failed", "kind", kind.String(), "error", err, "request", httpx.RequestID(r.Context()), "method", r.Method)
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		failJSON(w, r, kind, err)
		return
	}
	if ui.ShellOf(r.Context()).RequestID == "" { // an error before the middleware: an unknown path
		s.prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := r.Context()
			shell := ui.Shell{RequestID: httpx.RequestID(ctx), Demo: s.demo, Brand: s.brand}
			if a, open, err := s.actor(r); err == nil && a != nil {
				shell.User, shell.Menu = userOf(a), s.menu(ctx, a)
				shell.User.Hats = s.hatsOf(ctx, a, open)
			}
			s.page(w, r.WithContext(ui.WithShell(ctx, shell)), kind, err)
		})).ServeHTTP(w, r)
		return
	}
	s.page(w, r, kind, err)
}

func (s *Site) page(w http.ResponseWriter, r *http.Request, kind fault.Kind, err error) {
	if e := ui.Render(w, r, kind.Status(), ui.ErrorPage(s.errorPage(w, r, kind, err), err)); e != nil {
		s.log.Error("error page", "error", e)
	}
}

// errorPage is what an error page says besides its fault: the way on, and what became of the form.
func (s *Site) errorPage(w http.ResponseWriter, r *http.Request, kind fault.Kind, err error) ui.Page {
	p := ui.Page{Help: wayOn(r, err), Denial: denial(r, kind, err)}
	if r.Method != http.MethodPost {
		return p
	}
	if from, ok := s.saved(w, r, kind); ok {
		p.Kept = from
	}
	p.Sent = map[string][]string{}
	for k, v := range r.PostForm {
		if !SecretField(k) {
			p.Sent[k] = v
		}
	}
	return p
}

func failJSON(w http.ResponseWriter, r *http.Request, kind fault.Kind, err error) {
	body := map[string]string{"error": kind.String(), "message": i18n.T(r.Context(), "出错了，请稍后再试"), "request": httpx.RequestID(r.Context())}
	var f *fault.Error
	if errors.As(err, &f) && kind != fault.Internal {
		body["message"] = i18n.T(r.Context(), f.Message, f.Args...)
		if len(f.Fields) == 1 && len(f.Args) == 0 { // there is no form here to mark
			body["message"] = i18n.T(r.Context(), f.Fields[0].Message)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(kind.Status())
	_ = json.NewEncoder(w).Encode(body)
}
