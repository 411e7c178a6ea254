package review

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// deskView is one tab of the desk.
type deskView struct {
	lesson.Labels
	Tab    string
	Rows   []commons.Task
	Counts map[string]int
	Pace   commons.Pace
	Units  map[org.UnitID]string
	Names  map[org.PersonID]string
	Next   string
	Later  bool // not the first page
	Now    clock.Micros
	Me     org.PersonID
	Rules  bool // the reader keeps the rules of review
}

func (p *Pages) desk(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := deskView{Labels: p.Labels, Tab: r.URL.Query().Get("tab"), Units: map[org.UnitID]string{}, Now: p.Org.Now(), Me: a.Person, Later: r.URL.Query().Get("after") != ""}
	known := false
	for _, t := range commons.DeskTabs() {
		known = known || t == v.Tab
	}
	if !known {
		v.Tab = commons.DeskAsked
	}
	next := ""
	var err error
	if v.Rows, next, err = p.Works.Desk(ctx, a, v.Tab, r.URL.Query().Get("after")); err != nil {
		return err
	}
	if next != "" {
		v.Next = "/review?tab=" + v.Tab + "&after=" + url.QueryEscape(next)
	}
	if v.Counts, err = p.Works.DeskCounts(ctx, a); err != nil {
		return err
	}
	if v.Pace, err = p.Works.Pace(ctx, a); err != nil {
		return err
	}
	var who []org.PersonID
	for _, x := range v.Rows {
		who = append(who, x.Claimer)
		for _, u := range []org.UnitID{x.Owner, x.SharedTo, x.Unit, x.Asked} {
			if v.Units[u] == "" {
				v.Units[u] = lesson.UnitName(ctx, p.Org, u)
			}
		}
	}
	if v.Names, err = p.Org.Names(ctx, who); err != nil {
		return err
	}
	v.Rules = p.keepsRules(ctx, a)
	return ui.Render(w, r, http.StatusOK, deskPage(v))
}

// keepsRules reports whether the links to the region's rules are shown.
func (p *Pages) keepsRules(ctx context.Context, a *org.Actor) bool {
	if !a.Has(org.ReviewRule) {
		return false
	}
	region, err := p.Org.RegionUnit(ctx)
	if err != nil {
		return false
	}
	d, err := p.Org.Can(ctx, a, org.ReviewRule, region.Node())
	return err == nil && d.Allow
}

func (p *Pages) claim(w http.ResponseWriter, r *http.Request) error {
	return p.hold(w, r, p.Works.Claim, "已领取，请在期限内审完")
}

func (p *Pages) release(w http.ResponseWriter, r *http.Request) error {
	return p.hold(w, r, p.Works.Release, "已放回，别人可以领取")
}

func (p *Pages) hold(w http.ResponseWriter, r *http.Request, do func(context.Context, *org.Actor, commons.VersionID) error, said string) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	err = do(r.Context(), org.ActorFrom(r.Context()), v)
	switch {
	case fault.Is(err, fault.Conflict):
		return p.show(w, r, http.StatusConflict, nil, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, said)
	ui.Redirect(w, r, path(v, ""))
	return nil
}

// said is a fault in the reader's words, without its kind.
func said(ctx context.Context, err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return i18n.T(ctx, f.Message, f.Args...)
	}
	return i18n.T(ctx, "没有完成")
}

// days is a span of time in days, for people.
func days(ctx context.Context, m clock.Micros) string {
	const day = 24 * 3600 * 1_000_000
	if m < day {
		return i18n.T(ctx, "不到 1 天")
	}
	return i18n.T(ctx, "%s 天", ui.Number(float64(m)/day, 1))
}
