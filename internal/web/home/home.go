// Package home is the page on which everybody begins the day: what needs me now, one next step with the reason why it is that one, and
// what was recently worked on. Each kind of matter is counted by the service that owns it, asked as the person who looks; the page adds
// the numbers of nobody else, names no pupil, and knows no rule of a domain. Its own are two: what comes first, and that a part that
// cannot be counted is said to be missing instead of looking done.
package home

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
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

// Source gives matters of one kind. It is asked only for people who hold the verb.
type Source struct {
	Name string
	Verb org.Verb
	Ask  func(ctx context.Context, a *org.Actor) ([]Matter, error)
}

// Recents gives one list of what was worked on lately.
type Recents struct {
	Title, More string // More is the address of the whole list
	Verb        org.Verb
	Ask         func(ctx context.Context, a *org.Actor) ([]Thing, error)
}

// Thing is one line of such a list. Title is data, Note a finished text.
type Thing struct {
	Title, Note, Href string
	At                clock.Micros
}

// Pages are the pages of this package.
type Pages struct {
	Org     *org.Service
	Log     *slog.Logger
	Sources []Source
	Recent  []Recents
}

// Routes lists the page.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{{Pattern: "GET /home", Verb: string(org.OwnAccount), Target: "self", Serve: p.home}}
}

// view is what the page shows.
type view struct {
	Actor   *org.Actor
	Now     clock.Micros
	First   *Matter
	Rest    []Matter
	Recent  []list
	Missing int // parts that could not be counted
}

type list struct {
	Recents
	Things []Thing
}

// perList is how many lines a list of recent things has.
const perList = 5

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if own := Elsewhere(ctx, a); own != "" {
		ui.Redirect(w, r, own)
		return nil
	}
	v := view{Actor: a, Now: p.Org.Now()}
	var all []Matter
	for _, s := range p.Sources {
		if !a.Has(s.Verb) {
			continue
		}
		some, err := s.Ask(ctx, a)
		if p.missed(ctx, s.Name, err) {
			v.Missing++
		}
		all = append(all, some...)
	}
	if all = Order(all, v.Now); len(all) > 0 {
		v.First, v.Rest = &all[0], all[1:]
	}
	for _, s := range p.Recent {
		if !a.Has(s.Verb) {
			continue
		}
		things, err := s.Ask(ctx, a)
		if p.missed(ctx, s.Title, err) {
			v.Missing++
		}
		if len(things) > 0 {
			v.Recent = append(v.Recent, list{s, things[:min(len(things), perList)]})
		}
	}
	return ui.Render(w, r, http.StatusOK, page(v))
}

// missed reports whether a part failed. Somebody without a basis for minors' data has nothing there, which is no failure.
func (p *Pages) missed(ctx context.Context, name string, err error) bool {
	if err == nil || fault.Is(err, fault.Denied) {
		return false
	}
	p.Log.ErrorContext(ctx, "a part of the first page", "part", name, "error", err)
	return true
}

// Elsewhere is the page on which somebody begins instead of this one, or "": a pupil has today's work, and a board, which a class sees,
// shows nothing of what waits for a teacher.
func Elsewhere(ctx context.Context, a *org.Actor) string {
	switch {
	case a.Has(org.PracticeDo):
		return "/learn"
	case authn.SessionFrom(ctx).Way == authn.ByBoard && a.Has(org.LessonMake):
		return "/teacher/lessons"
	case authn.SessionFrom(ctx).Way == authn.ByBoard:
		return "/teacher/sheets"
	}
	return ""
}
