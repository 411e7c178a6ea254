// Package sharing is the map of sharing: which school gives lessons and which uses them, as a matrix with areas and a table beside it, for
// a bureau, a district or a school's head. It orders by area and code only, ranks nobody and computes no figure.
package sharing

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
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
	Insight  *insight.Service
	Org      *org.Service
	Subjects []ui.Option
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	use := string(org.UnitUse)
	return []httpx.Route{
		{Pattern: "GET /bureau/sharing", Verb: use, Target: "self", Serve: p.matrix},
		{Pattern: "GET /bureau/sharing.xlsx", Verb: use, Target: "self", Serve: p.excel},
		{Pattern: "GET /bureau/sharing/{school}", Verb: use, Target: "school", Serve: p.school},
	}
}

const base = "/bureau/sharing"

// most is how many places a matrix holds; more are shown by district.
const most = 24

// view is what a page shows.
type view struct {
	insight.Sharing
	Query     url.Values
	Term      org.Term
	All       bool // not only this term
	Districts bool
	Subjects  []ui.Option
	School    org.Unit // on a school's page
}

func (p *Pages) read(ctx context.Context, r *http.Request) (view, error) {
	a, f := org.ActorFrom(ctx), r.URL.Query()
	v := view{Query: f, Subjects: p.Subjects, All: f.Get("term") == "all", Districts: f.Get("by") == "district"}
	q := insight.SharingQuery{Subject: f.Get("subject"), Districts: v.Districts}
	nodes, err := p.Org.ReachNodes(ctx, a, org.UnitUse)
	if err != nil {
		return v, err
	}
	if v.Term, err = p.Org.TermAt(ctx, nodes[0], p.Org.Now()); err != nil {
		return v, err
	}
	if !v.All {
		q.Since, q.Until = v.Term.Since, v.Term.Until
	}
	v.Sharing, err = p.Insight.Sharing(ctx, a, q)
	return v, err
}

func (p *Pages) matrix(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r.Context(), r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, matrixPage(v))
}

func (p *Pages) school(w http.ResponseWriter, r *http.Request) error {
	n, err := id.Parse[org.Unit](r.PathValue("school"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	ctx := r.Context()
	if err := p.Org.Must(ctx, org.ActorFrom(ctx), org.UnitUse, id.As[any](n)); err != nil {
		return err
	}
	v, err := p.read(ctx, r)
	if err != nil {
		return err
	}
	if v.School, err = p.Org.Unit(ctx, n); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, schoolPage(v))
}

// period says which time the figures are about.
func (v view) period(ctx context.Context) string {
	if v.All {
		return i18n.T(ctx, "开始使用以来")
	}
	return i18n.T(ctx, "%[1]s（%[2]s 起）", v.Term.Name, ui.Date(ctx, v.Term.Since))
}

// sentence says what is seen, and what it does not prove.
func (v view) sentence(ctx context.Context) string {
	given, classes, stayed := v.Crossing()
	what := i18n.T(ctx, "所学校")
	if v.Districts {
		what = i18n.T(ctx, "个区县")
	}
	if given+stayed == 0 {
		return i18n.T(ctx, "%[1]s，%[2]d %[3]s之间还没有用过别人的课。", v.period(ctx), len(v.Places), what)
	}
	return i18n.T(ctx, "%[1]s，%[2]d %[3]s之间共用了 %[4]d 次别人的课（%[5]d 个班次），另有 %[6]d 次用的是自己的课。数多不说明教得好，数少不说明不肯分享：学校规模、学段和上线时间都不同。", v.period(ctx),
		len(v.Places), what, given, classes, stayed)
}

func (v view) name(n id.Any) string {
	for _, p := range v.Places {
		if p.ID == n {
			return p.Name
		}
	}
	return ui.Dash
}

// begun is a number of pupils above the class. What is hidden may be large: it keeps another from being worked out.
func begun(ctx context.Context, f insight.Flow) string {
	if f.Hidden {
		return i18n.T(ctx, "不显示")
	}
	return ui.Int(f.Begun)
}

// link keeps the filters and changes one.
func (v view) link(path, key, value string) string {
	q := url.Values{}
	for k, x := range v.Query {
		if len(x) > 0 && x[0] != "" {
			q.Set(k, x[0])
		}
	}
	if key != "" {
		q.Set(key, value)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
