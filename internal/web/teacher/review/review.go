// Package review holds the pages of reviewers: the desk with what waits, one version with its stages and checklist, the written
// commitment, and the rules of review that a region sets. The service of commons holds the rules; nothing is decided here.
package review

import (
	_ "embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Works *commons.Service
	Org   *org.Service
	lesson.Labels
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	verb := string(org.LessonReview)
	return append(append(p.takedownRoutes(), p.featureRoutes()...), []httpx.Route{
		{Pattern: "GET /review", Verb: verb, Target: "self", Serve: p.desk},
		{Pattern: "GET /review/stages", Verb: string(org.ReviewRule), Target: "self", Serve: p.stages},
		{Pattern: "GET /review/terms", Verb: string(org.ReviewRule), Target: "self", Serve: p.terms},
		{Pattern: "POST /review/terms", Verb: string(org.ReviewRule), Target: "self", Serve: p.addTerms},
		{Pattern: "POST /review/terms/end", Verb: string(org.ReviewRule), Target: "self", Serve: p.endTerm},
		{Pattern: "POST /review/stages", Verb: string(org.ReviewRule), Target: "self", Serve: p.setStages},
		{Pattern: "GET /review/{version}", Verb: verb, Target: "version", Serve: p.read},
		{Pattern: "POST /review/{version}", Verb: verb, Target: "version", Serve: p.decide},
		{Pattern: "POST /review/{version}/claim", Verb: verb, Target: "version", Serve: p.claim},
		{Pattern: "POST /review/{version}/release", Verb: verb, Target: "version", Serve: p.release},
		{Pattern: "GET /review/{version}/commitment", Verb: verb, Target: "version", Serve: p.commitment},
		{Pattern: "GET /teacher/lessons/{work}/commitment/{no}", Verb: string(org.LessonMake), Target: "work", Serve: p.ownCommitment},
		{Pattern: "POST /review/{version}/withdraw", Verb: verb, Target: "version", Serve: p.withdraw},
		{Pattern: "GET /review/{version}/files/{file}", Verb: verb, Target: "version", Serve: p.file},
	}...)
}

func path(v commons.VersionID, more string) string { return "/review/" + v.String() + more }

func versionOf(r *http.Request) (commons.VersionID, error) {
	v, err := id.Parse[commons.Version](r.PathValue("version"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "没有找到这个版本，或不在您的范围内")
	}
	return v, nil
}

func (p *Pages) read(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	id, err := versionOf(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	got, err := p.Works.ForReview(ctx, a, id)
	if err != nil {
		return err
	}
	v := reviewView{Labels: p.Labels, Version: got, Own: got.Author == a.Person, From: lesson.UnitName(ctx, p.Org, got.Owner), Now: p.Org.Now(), Me: a.Person,
		SharedTo: lesson.UnitName(ctx, p.Org, got.SharedTo), Sent: sent, Err: cause, Units: map[org.UnitID]string{}}
	if v.Steps, err = p.Works.Tiers(ctx, a, id); err != nil {
		return err
	}
	if v.Live, v.Source, err = p.Works.Differences(ctx, a, id); err != nil {
		return err
	}
	if v.With, err = p.Works.MadeWith(ctx, a, id); err != nil {
		return err
	}
	if err := p.featuring(r, &v); err != nil {
		return err
	}
	who := append([]org.PersonID{got.Author, got.Reviewer, got.Withdrawer}, v.With...)
	if st := v.open(); st != nil {
		if v.Until, err = p.Works.HeldUntil(ctx, *st); err != nil {
			return err
		}
	}
	for _, st := range v.Steps {
		who = append(who, st.Claimer, st.Reviewer)
		for _, u := range []org.UnitID{st.Unit, st.Asked} {
			v.Units[u] = lesson.UnitName(ctx, p.Org, u)
		}
	}
	if v.Names, err = p.Org.Names(ctx, who); err != nil {
		return err
	}
	if got.State == commons.Submitted {
		v.Barred = p.Works.MayDecide(ctx, a, id)
	}
	if v.Hits, err = p.Works.Caughts(ctx, a, id); err != nil {
		return err
	}
	lines, err := p.Works.Practice(ctx, got.Paper, true) // a wrong key is what 科学性 is about
	if err != nil {
		return err
	}
	v.View = lesson.View{Body: got.Body, Files: got.Files, Base: path(id, "/files"), Lines: lines, Note: "含答案，请一并核对"}
	return ui.Render(w, r, status, reviewPage(v))
}

// fine and wrong are the two answers to an aspect in the form.
const (
	fine  = "fine"
	wrong = "wrong"
)

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	d := commons.Decision{Approve: r.PostForm.Get("decision") == "approve", Note: r.PostForm.Get("note"), Answers: map[int]string{}}
	for name := range r.PostForm {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "hit-")); err == nil {
			d.Answers[n] = r.PostForm.Get(name)
		}
	}
	for _, a := range commons.Aspects() {
		switch r.PostForm.Get(string(a)) {
		case fine:
			d.Fine = append(d.Fine, a)
		case wrong:
			d.Wrong = append(d.Wrong, a)
			for _, c := range r.PostForm[string(a)+"-code"] {
				if c != "" {
					d.Codes = append(d.Codes, c)
				}
			}
		}
	}
	err = p.Works.Review(r.Context(), org.ActorFrom(r.Context()), v, d)
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, fault.KindOf(err).Status(), r.PostForm, err)
	case err != nil:
		return err
	case d.Approve:
		ui.Say(w, ui.Success, "已通过这一级审核")
	default:
		ui.Say(w, ui.Success, "已退回作者")
	}
	ui.Redirect(w, r, "/review")
	return nil
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	err = p.Works.Recall(r.Context(), org.ActorFrom(r.Context()), v, r.PostForm.Get("why"))
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, fault.KindOf(err).Status(), r.PostForm, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "已撤回，资源库里不再显示")
	ui.Redirect(w, r, path(v, ""))
	return nil
}

func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	f, err := id.Parse[commons.File](r.PathValue("file"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这个文件")
	}
	file, body, err := p.Works.ReviewFile(r.Context(), org.ActorFrom(r.Context()), v, f)
	if err != nil {
		return err
	}
	return lesson.ServeFile(w, r, file, body)
}
