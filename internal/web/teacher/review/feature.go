package review

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// featureRoutes are the pages of featured lessons 精选. Judges come from other schools, so a proposal has an address of its own.
func (p *Pages) featureRoutes() []httpx.Route {
	verb := string(org.LessonReview)
	return []httpx.Route{
		{Pattern: "GET /featured", Verb: verb, Target: "self", Serve: p.features},
		{Pattern: "POST /featured/days", Verb: string(org.ReviewRule), Target: "self", Serve: p.setDays},
		{Pattern: "GET /featured/{feature}", Verb: verb, Target: "feature", Serve: p.judging},
		{Pattern: "POST /featured/{feature}", Verb: verb, Target: "feature", Serve: p.vote},
		{Pattern: "POST /review/{version}/feature", Verb: verb, Target: "version", Serve: p.propose},
	}
}

const featuredPath = "/featured"

type featuresView struct {
	Tab       string
	Rows      []commons.Feature
	Next      string
	Later     bool
	Units     map[org.UnitID]string
	Agreement commons.Agreement
	Now       clock.Micros
	Days      int // how long lessons are featured, for who keeps the rules; else 0
	Sent      url.Values
	Err       error
}

func (p *Pages) features(w http.ResponseWriter, r *http.Request) error {
	return p.showFeatures(w, r, http.StatusOK, nil, nil)
}

// setDays changes for how many days lessons are featured.
func (p *Pages) setDays(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	days, _ := strconv.Atoi(r.PostForm.Get("days")) // what is no number is refused as 0
	err := p.Works.SetFeaturedDays(r.Context(), org.ActorFrom(r.Context()), days)
	switch {
	case fault.Is(err, fault.Invalid):
		return p.showFeatures(w, r, http.StatusUnprocessableEntity, r.PostForm, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "新的期限已生效")
	ui.Redirect(w, r, featuredPath)
	return nil
}

func (p *Pages) showFeatures(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	after := r.URL.Query().Get("after")
	v := featuresView{Tab: r.URL.Query().Get("tab"), Units: map[org.UnitID]string{}, Later: after != "", Now: p.Org.Now(), Sent: sent, Err: cause}
	known := false
	for _, t := range commons.FeatureTabs() {
		known = known || t == v.Tab
	}
	if !known {
		v.Tab = commons.FeatureMine
	}
	next := ""
	var err error
	if v.Rows, next, err = p.Works.Features(ctx, a, v.Tab, after); err != nil {
		return err
	}
	if next != "" {
		v.Next = featuredPath + "?tab=" + v.Tab + "&after=" + url.QueryEscape(next)
	}
	if v.Agreement, err = p.Works.Agreement(ctx, a); err != nil {
		return err
	}
	for _, x := range v.Rows {
		for _, u := range []org.UnitID{x.Owner, x.School} {
			if v.Units[u] == "" {
				v.Units[u] = lesson.UnitName(ctx, p.Org, u)
			}
		}
	}
	if p.keepsRules(ctx, a) {
		if v.Days, err = p.Works.FeaturedDays(ctx, a); err != nil {
			return err
		}
	}
	return ui.Render(w, r, status, featuresPage(v))
}

type judgingView struct {
	lesson.Labels
	lesson.View
	commons.Judging
	Version     commons.Version
	From, Owned string
	Now         clock.Micros
	Renews      bool // the reader may propose the version again, for its time is nearly over
	Sent        url.Values
	Err         error
}

func featureOf(r *http.Request) (commons.FeatureID, error) {
	f, err := id.Parse[commons.Feature](r.PathValue("feature"))
	if err != nil {
		return f, fault.Wrap(err, fault.NotFound, "没有找到这项评议，或不在您的范围内")
	}
	return f, nil
}

func (p *Pages) judging(w http.ResponseWriter, r *http.Request) error {
	return p.showJudging(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showJudging(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	f, err := featureOf(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := judgingView{Labels: p.Labels, Now: p.Org.Now(), Sent: sent, Err: cause}
	if v.Judging, err = p.Works.Judging(ctx, a, f); err != nil {
		return err
	}
	if v.Renewable(v.Now) || v.Over(v.Now) {
		if v.Renews, err = p.renews(ctx, a, v.Feature); err != nil {
			return err
		}
	}
	v.From, v.Owned = lesson.UnitName(ctx, p.Org, v.School), lesson.UnitName(ctx, p.Org, v.Owner)
	if err := p.lessonOf(ctx, a, &v); err != nil {
		return err
	}
	return ui.Render(w, r, status, judgingPage(v))
}

// renews reports whether the actor may propose a featured version again, and nobody has done so yet.
func (p *Pages) renews(ctx context.Context, a *org.Actor, f commons.Feature) (bool, error) {
	stands, err := p.Works.FeatureOf(ctx, a, f.Version)
	if err != nil || !stands.IsZero() && stands != f.ID || f.Author == a.Person {
		return false, err
	}
	d, err := p.Org.Can(ctx, a, org.LessonReview, id.As[any](f.Owner))
	return d.Allow, err
}

// lessonOf reads the lesson as a reader of the library, or else as a reviewer; what is gone for the reader leaves it out.
func (p *Pages) lessonOf(ctx context.Context, a *org.Actor, v *judgingView) error {
	at := v.Feature.Version
	got, err := p.Works.Read(ctx, a, at)
	base := "/teacher/library/" + at.String() + "/files"
	if gone(err) {
		got, err = p.Works.ForReview(ctx, a, at)
		base = path(at, "/files")
	}
	if gone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Version = got
	lines, err := p.Works.Practice(ctx, got.Paper, true)
	v.View = lesson.View{Body: got.Body, Files: got.Files, Base: base, Lines: lines, Note: "含答案"}
	return err
}

func gone(err error) bool {
	return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) || fault.Is(err, fault.Denied)
}

func (p *Pages) vote(w http.ResponseWriter, r *http.Request) error {
	f, err := featureOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	agree := r.PostForm.Get("agree")
	if agree == "yes" || agree == "no" {
		err = p.Works.VoteFeature(r.Context(), org.ActorFrom(r.Context()), f, agree == "yes", r.PostForm.Get("note"))
	} else {
		err = fault.Fieldsf(fault.Field{Name: "agree", Message: "请选择同意或不同意"})
	}
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict), fault.Is(err, fault.Denied):
		return p.showJudging(w, r, fault.KindOf(err).Status(), r.PostForm, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "已记下您的评议")
	ui.Redirect(w, r, featuredPath+"/"+f.String())
	return nil
}

func (p *Pages) propose(w http.ResponseWriter, r *http.Request) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f, err := p.Works.ProposeFeature(r.Context(), org.ActorFrom(r.Context()), v, r.PostForm.Get("why"))
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, fault.KindOf(err).Status(), r.PostForm, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "已推荐，等待两位其他学校的评议人")
	ui.Redirect(w, r, featuredPath+"/"+f.String())
	return nil
}

// featuring is what the page of a version says about it: the proposal that stands, or whether the reader may propose.
func (p *Pages) featuring(r *http.Request, v *reviewView) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if strings.HasSuffix(r.URL.Path, "/feature") { // the answer is about this form and not about the withdrawal
		v.ProposeErr, v.Err = v.Err, nil
	}
	if v.Version.State != commons.Published {
		return nil
	}
	var err error
	if v.Feature, err = p.Works.FeatureOf(ctx, a, v.Version.ID); err != nil || !v.Feature.IsZero() {
		return err
	}
	u, err := p.Org.Unit(ctx, v.Version.SharedTo)
	if err != nil || u.Kind != org.District && u.Kind != org.Region {
		return err
	}
	for _, x := range append([]org.PersonID{v.Version.Author}, v.With...) {
		if x == a.Person {
			return nil
		}
	}
	d, err := p.Org.Can(ctx, a, org.LessonReview, u.Node())
	v.Proposes = d.Allow
	return err
}
