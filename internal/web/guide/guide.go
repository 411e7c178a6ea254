// Package guide is the guided first ten minutes of the demonstration: walks through the real pages for four visitors, as a calm panel that
// says what to see and why, leads there, changes to the right account, and ticks a step when the thing has happened.
//
// A tick is never made by the panel. A step is done when its check finds the fact in the services (a line in the audit log, an
// assignment), or when the server has answered the page that the step is about; the second kind is kept in a cookie of the browser, so
// that it survives a restart. The pages exist in the demonstration only: they sign people in without asking for a password, which there
// everybody knows. The package holds no rule and no text of a walk; app gives both.
package guide

import (
	"context"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package and of the walks.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Walk is a way through the product for one kind of visitor. Code is stored in cookies.
type Walk struct {
	Code, Title, Lead, End string // zh-CN keys; End is said when all is done
	Icon                   string
	Steps                  []Step
}

// Event is an answer that the server has given during a walk.
type Event struct {
	Method, Path, Query string
	Status              int
	Actor               *org.Actor // nil for nobody
	Session             authn.Session
}

// Step is one thing to see or do. Texts are zh-CN keys.
type Step struct {
	Login string // the account to be; "" for nobody or anybody: no account is asked for
	Title string
	Why   string // what to see and why it matters
	Do    string // what to press there; "" when looking is enough
	Label string // of the button that leads there
	// Href is the real page; it may look for the newest thing that the walk has made.
	Href func(ctx context.Context, since clock.Micros) (string, error)
	// Seen is the mark that an answer leaves, "" for none; the step is done with Needs different ones (0 counts as one). nil: nothing has to
	// be seen.
	Seen  func(Event) string
	Needs int
	// Done asks the services whether the thing has happened since the walk began; nil: Seen decides. With both, both must hold.
	Done func(ctx context.Context, since clock.Micros) (bool, error)
	// Notes are finished sentences for the step: a code, a picture; nil for none.
	Notes func(ctx context.Context) []string
}

// Account is who a step's login is.
type Account struct {
	Person     org.PersonID
	Name, Role string // Role is a zh-CN key
}

// Pages are the pages of this package.
type Pages struct {
	Walks  []Walk
	Now    func() clock.Micros
	Secure bool
	// Who finds an account by its login.
	Who func(ctx context.Context, login string) (Account, error)
	// As signs somebody in on this browser.
	As func(w http.ResponseWriter, r *http.Request, login string) error
	// Stage puts things in place that a walk needs and an earlier visitor may have used up.
	Stage func(ctx context.Context, walk string) error
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	const why = "the demonstration's walks are for whoever opens it"
	return []httpx.Route{
		{Pattern: "GET /guide", Open: why, Serve: p.choose},
		{Pattern: "POST /guide/begin", Open: why, Serve: p.begin},
		{Pattern: "POST /guide/step", Open: why, Serve: p.step},
		{Pattern: "POST /guide/fold", Open: why, Serve: p.fold},
		{Pattern: "POST /guide/end", Open: why, Serve: p.end},
	}
}

const cookieName = "tx_guide"

// progress is what the browser keeps: which walk, since when, what was seen, and whether the panel is folded.
type progress struct {
	Walk   string       `json:"w"`
	Since  clock.Micros `json:"t"`
	Marks  []string     `json:"m,omitempty"` // "step:mark"
	Folded bool         `json:"f,omitempty"`
}

// maxMarks bounds the cookie.
const maxMarks = 40

func (p *Pages) read(r *http.Request) (progress, Walk, bool) {
	var g progress
	c, err := r.Cookie(cookieName)
	if err != nil {
		return g, Walk{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(raw) > 3000 || json.Unmarshal(raw, &g) != nil || len(g.Marks) > maxMarks || g.Since <= 0 || g.Since > p.Now() {
		return g, Walk{}, false
	}
	i := slices.IndexFunc(p.Walks, func(w Walk) bool { return w.Code == g.Walk })
	if i < 0 {
		return g, Walk{}, false
	}
	return g, p.Walks[i], true
}

func (p *Pages) keep(w http.ResponseWriter, g progress) {
	raw, err := json.Marshal(g)
	if err != nil {
		return // texts and numbers always marshal
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: base64.RawURLEncoding.EncodeToString(raw), Path: "/", HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
}

// marks counts the different marks of a step.
func (g progress) marks(step int) (n int) {
	for _, m := range g.Marks {
		if strings.HasPrefix(m, strconv.Itoa(step)+":") {
			n++
		}
	}
	return n
}

// add notes a mark; it reports whether it is new.
func (g *progress) add(step int, mark string) bool {
	m := strconv.Itoa(step) + ":" + mark
	if slices.Contains(g.Marks, m) || len(g.Marks) >= maxMarks {
		return false
	}
	g.Marks = append(g.Marks, m)
	return true
}

// Watch keeps what the server answers during a walk: it returns a writer that adds the mark to the answer which is the step.
func (p *Pages) Watch(w http.ResponseWriter, r *http.Request, actor *org.Actor, open authn.Session) http.ResponseWriter {
	g, walk, ok := p.read(r)
	if !ok || strings.HasPrefix(r.URL.Path, "/guide") {
		return w
	}
	return &watched{ResponseWriter: w, answer: func(status int) {
		e := Event{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Status: status, Actor: actor, Session: open}
		if g.see(walk, e) {
			p.keep(w, g)
		}
	}}
}

// see adds the marks that an answer leaves; it reports whether any is new.
func (g *progress) see(walk Walk, e Event) bool {
	fresh := false
	for i, s := range walk.Steps {
		if s.Seen == nil {
			continue
		}
		if mark := s.Seen(e); mark != "" {
			fresh = g.add(i, mark) || fresh
		}
	}
	return fresh
}

// watched tells once with which status an answer begins.
type watched struct {
	http.ResponseWriter
	answer func(int)
	begun  bool
}

func (w *watched) WriteHeader(status int) {
	if !w.begun && status >= 200 {
		w.begun = true
		w.answer(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if !w.begun {
		w.begun = true
		w.answer(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets a ResponseController reach what lies below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Panel is the panel of a page; nil when no walk is on. It looks at what has happened when it is rendered, after the page has done its work.
func (p *Pages) Panel(r *http.Request, actor *org.Actor, open authn.Session) templ.Component {
	g, walk, ok := p.read(r)
	if !ok {
		return nil
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		g.see(walk, Event{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Status: ui.StatusOf(ctx), Actor: actor, Session: open})
		v, err := p.view(ctx, g, walk, actor, r)
		if err != nil {
			return err
		}
		return panel(v).Render(ctx, w)
	})
}

func (p *Pages) choose(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, choosePage(p.Walks))
}

// Card is the four walks on the sign-in page.
func (p *Pages) Card() templ.Component { return card(p.Walks) }

func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	code := r.PostForm.Get("walk")
	i := slices.IndexFunc(p.Walks, func(w Walk) bool { return w.Code == code })
	if i < 0 {
		return fault.New(fault.NotFound, "没有这条路线")
	}
	if err := p.Stage(r.Context(), code); err != nil {
		return err
	}
	g := progress{Walk: code, Since: p.Now()}
	p.keep(w, g)
	p.giveBack(w)
	return p.lead(w, r, p.Walks[i].Steps[0], g)
}

// giveBack makes a browser that was a shared tablet a visitor's again.
func (p *Pages) giveBack(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: signin.EnrolCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
}

func (p *Pages) step(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	g, walk, ok := p.read(r)
	n, err := strconv.Atoi(r.PostForm.Get("n"))
	if !ok || err != nil || n < 0 || n >= len(walk.Steps) {
		ui.Redirect(w, r, "/guide")
		return nil
	}
	if err := p.Stage(r.Context(), walk.Code); err != nil {
		return err
	}
	p.giveBack(w)
	return p.lead(w, r, walk.Steps[n], g)
}

// lead signs the step's account in and goes to its page.
func (p *Pages) lead(w http.ResponseWriter, r *http.Request, s Step, g progress) error {
	if s.Login != "" {
		who, err := p.Who(r.Context(), s.Login)
		if err != nil {
			return err
		}
		if a := org.ActorFrom(r.Context()); a == nil || a.Person != who.Person {
			if err := p.As(w, r, s.Login); err != nil {
				return err
			}
		}
	}
	href, err := s.Href(r.Context(), g.Since)
	if err != nil {
		return err
	}
	ui.Redirect(w, r, href)
	return nil
}

func (p *Pages) fold(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if g, _, ok := p.read(r); ok {
		g.Folded = !g.Folded
		p.keep(w, g)
	}
	ui.Redirect(w, r, ui.LocalPath(r.PostForm.Get("back"), "/"))
	return nil
}

func (p *Pages) end(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	p.giveBack(w)
	ui.Redirect(w, r, "/guide")
	return nil
}
