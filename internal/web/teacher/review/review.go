// Package review holds the pages of the reviewer: what waits, and one version with its checklist. The service of commons holds the
// rules: another person than the author, all seven aspects to approve, a reason and a note to return.
package review

import (
	_ "embed"
	"net/http"
	"net/url"

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
	return []httpx.Route{
		{Pattern: "GET /review", Verb: verb, Target: "self", Serve: p.queue},
		{Pattern: "GET /review/{version}", Verb: verb, Target: "version", Serve: p.read},
		{Pattern: "POST /review/{version}", Verb: verb, Target: "version", Serve: p.decide},
		{Pattern: "POST /review/{version}/withdraw", Verb: verb, Target: "version", Serve: p.withdraw},
		{Pattern: "GET /review/{version}/files/{file}", Verb: verb, Target: "version", Serve: p.file},
	}
}

func path(v commons.VersionID, more string) string { return "/review/" + v.String() + more }

func versionOf(r *http.Request) (commons.VersionID, error) {
	v, err := id.Parse[commons.Version](r.PathValue("version"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "没有找到这个版本，或不在您的范围内")
	}
	return v, nil
}

func (p *Pages) queue(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := queueView{Labels: p.Labels, Units: map[org.UnitID]string{}}
	var err error
	if v.Waiting, err = p.Works.Queue(ctx, a); err != nil {
		return err
	}
	if v.Decided, err = p.Works.Decided(ctx, a); err != nil {
		return err
	}
	for _, all := range [][]commons.Version{v.Waiting, v.Decided} {
		for _, x := range all {
			for _, u := range []org.UnitID{x.Owner, x.SharedTo} {
				if v.Units[u] == "" {
					v.Units[u] = lesson.UnitName(ctx, p.Org, u)
				}
			}
		}
	}
	return ui.Render(w, r, http.StatusOK, queuePage(v))
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
	names, err := p.Org.Names(ctx, []org.PersonID{got.Author, got.Reviewer, got.Withdrawer})
	if err != nil {
		return err
	}
	lines, err := p.Works.Practice(ctx, got.Paper, true) // a wrong key is what 科学性 is about
	if err != nil {
		return err
	}
	v := reviewView{Labels: p.Labels, Version: got, Own: got.Author == a.Person, Names: names, From: lesson.UnitName(ctx, p.Org, got.Owner),
		SharedTo: lesson.UnitName(ctx, p.Org, got.SharedTo), Sent: sent, Err: cause,
		View: lesson.View{Body: got.Body, Files: got.Files, Base: path(id, "/files"), Lines: lines, Note: "含答案，请一并核对"}}
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
	d := commons.Decision{Approve: r.PostForm.Get("decision") == "approve", Note: r.PostForm.Get("note")}
	for _, a := range commons.Aspects() {
		switch r.PostForm.Get(string(a)) {
		case fine:
			d.Fine = append(d.Fine, a)
		case wrong:
			d.Wrong = append(d.Wrong, a)
		}
	}
	err = p.Works.Review(r.Context(), org.ActorFrom(r.Context()), v, d)
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, fault.KindOf(err).Status(), r.PostForm, err)
	case err != nil:
		return err
	case d.Approve:
		ui.Say(w, ui.Success, "已通过并发布")
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
	err = p.Works.TakeDown(r.Context(), org.ActorFrom(r.Context()), v, r.PostForm.Get("why"))
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
