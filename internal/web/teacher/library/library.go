// Package library holds the pages on which lessons are read, adapted and printed. The service of commons decides what a
// reader may see; the page adds one rule of its own: answers of a practice are shown to teachers only, never on the printed sheet.
package library

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
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
	Base  string // address of the server, for metadata that others read
	// Used is the part that says where a lesson was used, and Acts are further buttons at its head; nil leaves them out.
	Used func(ctx context.Context, a *org.Actor, v commons.Version) (templ.Component, error)
	Acts func(v commons.Version) []templ.Component
	lesson.Labels
	// Made tells how a version came of a co-preparation; nil: the house has none.
	Made func(ctx context.Context, a *org.Actor, v commons.Version) (prep.Made, error)
	// Beside is what stands beside a lesson from elsewhere: the same on the national platform. nil, or a nil component: nothing.
	Beside func(ctx context.Context, a *org.Actor, d commons.Draftable) templ.Component
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read := string(org.LibraryRead)
	return []httpx.Route{
		{Pattern: "GET /teacher/library/{version}", Verb: read, Target: "version", Serve: p.read},
		{Pattern: "GET /teacher/library/{version}/metadata.json", Verb: read, Target: "version", Serve: p.metadataJSON},
		{Pattern: "GET /teacher/library/{version}/metadata.xml", Verb: read, Target: "version", Serve: p.metadataXML},
		{Pattern: "GET /teacher/library/{version}/provenance.json", Verb: read, Target: "version", Serve: p.provenanceJSON},
		{Pattern: "GET /teacher/library/{version}/print", Verb: read, Target: "version", Serve: p.print},
		{Pattern: "GET /teacher/library/{version}/files/{file}", Verb: read, Target: "version", Serve: p.file},
		{Pattern: "POST /teacher/library/{version}/adapt", Verb: string(org.LessonMake), Target: "version", Serve: p.adapt},
	}
}

func path(v commons.VersionID, more string) string { return "/teacher/library/" + v.String() + more }

func versionOf(r *http.Request) (commons.VersionID, error) {
	v, err := id.Parse[commons.Version](r.PathValue("version"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
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
	got, err := p.Works.Read(ctx, a, id)
	if err != nil {
		return err
	}
	v := readView{Labels: p.Labels, Version: got, Teacher: a.Has(org.LessonMake), Assigns: a.Has(org.Assign), Sent: sent, Err: cause,
		From: lesson.UnitName(ctx, p.Org, got.Owner), SharedTo: lesson.UnitName(ctx, p.Org, got.SharedTo)}
	if p.Beside != nil {
		v.Beside = p.Beside(ctx, a, got.Draftable)
	}
	names, err := p.Org.Names(ctx, []org.PersonID{got.Author})
	if err != nil {
		return err
	}
	v.Author = names[got.Author]
	v.View = lesson.View{Body: got.Body, Files: got.Files, Base: path(id, "/files")}
	if v.Lines, err = p.Works.Practice(ctx, got.Paper, v.Teacher); err != nil {
		return err
	}
	if v.Teacher {
		v.View.Note = "教师可见答案"
		if v.Schools, err = p.Works.Schools(ctx, a); err != nil {
			return err
		}
	}
	if !got.DerivedFrom.IsZero() {
		source, err := p.Works.Read(ctx, a, got.DerivedFrom)
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Gone) {
			return err
		}
		v.Source = source.Title
	}
	if err := p.describe(r, &v); err != nil {
		return err
	}
	marks, err := p.Works.Featured(ctx, []commons.VersionID{got.ID})
	if err != nil {
		return err
	}
	v.Featured = marks[got.ID]
	if p.Used != nil {
		if v.Used, err = p.Used(ctx, a, got); err != nil {
			return err
		}
	}
	if p.Acts != nil {
		v.Acts = p.Acts(got)
	}
	return ui.Render(w, r, status, readPage(v))
}

func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	id, err := versionOf(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	got, err := p.Works.Read(ctx, a, id)
	if err != nil {
		return err
	}
	lines, err := p.Works.Practice(ctx, got.Paper, false) // a printed sheet lies on desks
	if err != nil {
		return err
	}
	v := readView{Labels: p.Labels, Version: got, From: lesson.UnitName(ctx, p.Org, got.Owner),
		View: lesson.View{Body: got.Body, Files: got.Files, Base: path(id, "/files"), Lines: lines}}
	return ui.Render(w, r, http.StatusOK, printPage(v))
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
	file, body, err := p.Works.SharedFile(r.Context(), org.ActorFrom(r.Context()), v, f)
	if err != nil {
		return err
	}
	return lesson.ServeFile(w, r, file, body)
}

func (p *Pages) adapt(w http.ResponseWriter, r *http.Request) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	schools, err := p.Works.Schools(ctx, a)
	if err != nil {
		return err
	}
	school, err := id.Parse[org.Unit](r.PostForm.Get("school"))
	if len(schools) == 1 {
		school, err = schools[0].ID, nil
	}
	if err != nil {
		return p.show(w, r, http.StatusUnprocessableEntity, r.PostForm, fault.Fieldsf(fault.Field{Name: "school", Message: "请选择学校"}))
	}
	work, err := p.Works.Adapt(ctx, a, v, school, r.PostForm.Get("idem"))
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已改编为您的草稿，可以修改了")
	ui.Redirect(w, r, "/teacher/lessons/"+work.ID.String())
	return nil
}
