// Package register is the registers that inspectors 责任督学 read and nobody changes: the schools within reach and the homework that
// was given for home, class by class and day by day. No pupil is named on its pages. It may not hold a rule.
package register

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
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

// Pages are the pages of this package.
type Pages struct {
	Org      *org.Service
	Homework *homework.Service
	Subject  func(ctx context.Context, code string) string
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{
		{Pattern: "GET /register", Verb: string(org.RegisterRead), Target: "own", Serve: p.units},
		{Pattern: "GET /register/homework", Verb: string(org.RegisterRead), Target: "own", Serve: p.homework},
	}
}

const (
	unitsSize = 50
	linesSize = 200
)

func (p *Pages) units(w http.ResponseWriter, r *http.Request) error {
	units, err := p.Org.Units(r.Context(), org.ActorFrom(r.Context()), org.RegisterRead, r.URL.Query().Get("after"), unitsSize+1)
	if err != nil {
		return err
	}
	next := ""
	if len(units) > unitsSize {
		units = units[:unitsSize]
		next = "/register?after=" + url.QueryEscape(units[unitsSize-1].Code)
	}
	return ui.Render(w, r, http.StatusOK, unitsPage(units, next))
}

// day is a day of the homework register.
type day struct {
	at         clock.Micros
	text       string
	prev, next string
	lines      []homework.Published
	more       string
}

func (p *Pages) homework(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	now := clock.Local(p.Org.Now())
	d := day{text: q.Get("day")}
	if d.text == "" {
		d.text = now.Format(time.DateOnly)
	}
	at, err := time.ParseInLocation(time.DateOnly, d.text, clock.Shanghai)
	if err != nil || at.Year() < 2000 || at.Year() > 2200 {
		return fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	after, err := id.Parse[org.Class](q.Get("after"))
	if err != nil && q.Get("after") != "" {
		return fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	d.at = clock.At(at)
	path := func(t time.Time) string { return "/register/homework?day=" + t.Format(time.DateOnly) }
	d.prev = path(at.AddDate(0, 0, -1))
	if at.AddDate(0, 0, 1).Before(now) {
		d.next = path(at.AddDate(0, 0, 1))
	}
	if d.lines, err = p.Homework.Register(r.Context(), org.ActorFrom(r.Context()), d.at, after, linesSize+1); err != nil {
		return err
	}
	if len(d.lines) > linesSize { // the last class may go on: it is shown whole on the next page
		last := d.lines[linesSize].Class.ID
		n := linesSize
		for n > 1 && d.lines[n-1].Class.ID == last {
			n--
		}
		d.lines = d.lines[:n]
		d.more = path(at) + "&after=" + d.lines[n-1].Class.ID.String()
	}
	subject := func(code string) string { return p.Subject(r.Context(), code) }
	return ui.Render(w, r, http.StatusOK, homeworkPage(d, subject))
}
