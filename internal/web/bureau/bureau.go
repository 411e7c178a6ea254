// Package bureau is the pages of the bureau and of teaching researchers: use of the commons and balance, pooled item facts, the
// record's statements, and sampled quality monitoring with its item analysis. It names no pupil and computes no figure.
package bureau

import (
	"context"
	_ "embed"
	"net/http"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Insight *insight.Service
	Records *record.Service
	Assess  *assess.Service
	Org     *org.Service
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
	// Waiting counts what waits for the actor's approval, for the first page; nil leaves it out.
	Waiting func(ctx context.Context, a *org.Actor) (int, error)
	// Monitorings are the approved monitorings that a unit takes part in; nil when there is no register.
	Monitorings func(ctx context.Context, unit org.UnitID, at clock.Micros) ([]exam.Exam, error)
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	use, read, see, put := string(org.UnitUse), string(org.RecordRead), string(org.MonitorRead), string(org.MonitorImport)
	return []httpx.Route{
		{Pattern: "GET /bureau", Verb: use, Target: "self", Serve: p.home},
		{Pattern: "GET /bureau/items", Verb: use, Target: "self", Serve: p.lessons},
		{Pattern: "GET /bureau/items/{version}", Verb: use, Target: "version", Serve: p.items},
		{Pattern: "GET /bureau/records", Verb: read, Target: "self", Serve: p.records},
		{Pattern: "GET /bureau/records/statements", Verb: read, Target: "self", Serve: p.statements},
		{Pattern: "GET /bureau/monitoring", Verb: see, Target: "self", Serve: p.monitorings},
		{Pattern: "GET /bureau/monitoring/new", Verb: put, Target: "self", Serve: p.newMonitoring},
		{Pattern: "POST /bureau/monitoring/new", Verb: put, Target: "unit", Limit: assess.MaxTableBytes + 1<<20, Serve: p.upload},
		{Pattern: "GET /bureau/monitoring/{monitoring}/check", Verb: put, Target: "monitoring", Serve: p.check},
		{Pattern: "POST /bureau/monitoring/{monitoring}/apply", Verb: put, Target: "monitoring", Serve: p.apply},
		{Pattern: "GET /bureau/monitoring/{monitoring}", Verb: see, Target: "monitoring", Serve: p.analysis},
	}
}

func (p *Pages) home(w http.ResponseWriter, r *http.Request) error {
	u, err := p.Insight.UnitUse(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	waiting := 0
	if a := org.ActorFrom(r.Context()); p.Waiting != nil && a.Has(org.AccessApprove) {
		if waiting, err = p.Waiting(r.Context(), a); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, homePage(u, waiting))
}

// listed is how many lessons the list shows.
const listed = 100

func (p *Pages) lessons(w http.ResponseWriter, r *http.Request) error {
	ls, err := p.Insight.Lessons(r.Context(), org.ActorFrom(r.Context()), listed)
	if err != nil {
		return err
	}
	for i := range ls {
		if p.Subject != nil {
			ls[i].Subject = p.Subject(r.Context(), ls[i].Subject)
		}
	}
	return ui.Render(w, r, http.StatusOK, lessonsPage(ls))
}

func (p *Pages) items(w http.ResponseWriter, r *http.Request) error {
	v, err := id.Parse[any](r.PathValue("version"))
	if err != nil {
		return fault.New(fault.NotFound, "没有这节课")
	}
	f, err := p.Insight.ItemFacts(r.Context(), org.ActorFrom(r.Context()), v)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, itemsPage(f))
}

// people is a number of pupils above a class: small ones are not told.
func people(n int) string {
	if n > 0 && n < insight.MinGroup {
		return "< 10"
	}
	return ui.Int(n)
}

// interval is a share with its n and 95 % interval, for a stat's note.
func interval(ctx context.Context, s insight.Share) string {
	if s.N == 0 {
		return i18n.T(ctx, "还没有数据")
	}
	low, high := s.Wilson()
	return i18n.T(ctx, "95%% 区间 %s 至 %s", ui.Percent(low, 0), ui.Percent(high, 0))
}

func percents(ss []insight.Share) (v, low, high []float64) {
	for _, s := range ss {
		l, h := s.Wilson()
		v, low, high = append(v, 100*s.Value()), append(low, 100*l), append(high, 100*h)
	}
	return v, low, high
}
