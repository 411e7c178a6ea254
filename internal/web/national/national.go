// Package national shows the national platform's catalogue to teachers: the published menu, textbooks with their chapters and lessons,
// and the card of links that stands beside lessons of ours. Every link leads to the platform's own page, where people sign in; this
// house never asks for the platform's passwords and shows nothing of its media. It may not harvest or answer tags: that is web/exchange.
package national

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Exchange *exchange.Service
	// Subject, Edition and Volume name a code, or give back what is none.
	Subject func(ctx context.Context, code string) string
	Edition func(code string) string
	Volume  func(code string) string
	Grade   func(ctx context.Context, number int) string
	// Choices of the filters.
	Subjects, Grades []ui.Option
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read := string(org.LibraryRead)
	return []httpx.Route{
		{Pattern: "GET /national", Verb: read, Target: "self", Serve: p.menu},
		{Pattern: "GET /national/sets", Verb: read, Target: "self", Serve: p.sets},
		{Pattern: "GET /national/books/{textbook}", Verb: read, Target: "textbook", Serve: p.book},
	}
}

type menuView struct {
	*Pages
	Asked      url.Values
	Way, Below []exchange.Step
	Books      []exchange.Book
	All, Page  int
	Empty      bool // nothing was ever brought in
}

func (p *Pages) menu(w http.ResponseWriter, r *http.Request) error {
	ctx, a, q := r.Context(), org.ActorFrom(r.Context()), r.URL.Query()
	v := menuView{Pages: p, Asked: q}
	var err error
	if v.Way, v.Below, err = p.Exchange.Menu(ctx, a, q.Get("at")); err != nil {
		return err
	}
	grade, _ := strconv.Atoi(q.Get("grade")) // not a number is no filter
	v.Page, _ = strconv.Atoi(q.Get("page"))
	v.Page = min(max(v.Page, 0), 100_000)
	f := exchange.BookFilter{At: q.Get("at"), Subject: q.Get("subject"), Grade: grade, Unlisted: q.Get("all") == "1" && q.Get("at") == "", Page: v.Page}
	if v.Books, v.All, err = p.Exchange.Books(ctx, a, f); err != nil {
		return err
	}
	v.Empty = v.All == 0 && len(v.Below) == 0 && !v.filtered()
	return ui.Render(w, r, http.StatusOK, menuPage(v))
}

func (v menuView) filtered() bool {
	return v.Asked.Get("subject") != "" || v.Asked.Get("grade") != "" || v.Asked.Get("at") != ""
}

// href is this page with one thing changed.
func (v menuView) href(name, value string) string {
	q := url.Values{}
	for _, k := range []string{"at", "subject", "grade", "all"} {
		if x := v.Asked.Get(k); x != "" {
			q.Set(k, x)
		}
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return "/national"
	}
	return "/national?" + q.Encode()
}

func (v menuView) pager(ctx context.Context) ui.PagerSpec {
	s := ui.PagerSpec{Note: i18n.T(ctx, "共 %d 本", v.All)}
	if v.Page > 0 {
		s.Prev = v.href("page", strconv.Itoa(v.Page-1))
	}
	if (v.Page+1)*exchange.PageSize < v.All {
		s.Next = v.href("page", strconv.Itoa(v.Page+1))
	}
	return s
}

type bookView struct {
	*Pages
	Book     exchange.Book
	Way      []exchange.Step
	Chapters []exchange.Chapter
	Open     string // the chapter whose lessons are shown
	Lessons  []exchange.Lesson
	Loose    []exchange.Lesson
}

func (p *Pages) book(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := bookView{Pages: p, Open: r.URL.Query().Get("chapter")}
	var err error
	if v.Book, v.Way, err = p.Exchange.Book(ctx, a, r.PathValue("textbook")); err != nil {
		return err
	}
	if v.Chapters, err = p.Exchange.Chapters(ctx, a, v.Book.ID); err != nil {
		return err
	}
	if v.Open != "" {
		if v.Lessons, err = p.Exchange.Lessons(ctx, a, v.Book.ID, v.Open, 0); err != nil {
			return err
		}
	}
	if v.Loose, err = p.Exchange.Lessons(ctx, a, v.Book.ID, "", 0); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, bookPage(v))
}

// grades are the grades of a book in words; "" for one that is for a volume and no grade.
func (p *Pages) grades(ctx context.Context, b exchange.Book) string {
	switch {
	case b.Low == 0:
		return ""
	case b.Low == b.High:
		return p.Grade(ctx, b.Low)
	}
	return p.Grade(ctx, b.Low) + "—" + p.Grade(ctx, b.High)
}
