package lesson

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/upload"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Works   *commons.Service
	Org     *org.Service
	Uploads *upload.Store // nil: only the plain form
	Blobs   blob.Store    // where finished uploads go
	Labels
	// Zone is a place for dropped files above the list; nil shows none.
	Zone func(ctx context.Context, a *org.Actor) (templ.Component, error)
	// Beside is what stands beside a lesson from elsewhere: the same on the national platform. nil, or a nil component: nothing.
	Beside func(ctx context.Context, a *org.Actor, d commons.Draftable) templ.Component
}

// maxUpload is the largest form with files: the largest video with its frame.
const maxUpload = commons.MaxVideo + 1<<20

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	make := string(org.LessonMake)
	return append(p.resumable(), []httpx.Route{
		{Pattern: "GET /teacher/lessons", Verb: make, Target: "self", Serve: p.list},
		{Pattern: "GET /teacher/lessons/new", Verb: make, Target: "self", Serve: p.blank},
		{Pattern: "POST /teacher/lessons", Verb: make, Target: "self", Serve: p.create},
		{Pattern: "GET /teacher/lessons/{work}", Verb: make, Target: "work", Serve: p.edit},
		{Pattern: "POST /teacher/lessons/{work}", Verb: make, Target: "work", Serve: p.save},
		{Pattern: "GET /teacher/lessons/{work}/preview", Verb: make, Target: "work", Serve: p.preview},
		{Pattern: "POST /teacher/lessons/{work}/files", Verb: make, Target: "work", Limit: maxUpload, Serve: p.upload},
		{Pattern: "GET /teacher/lessons/{work}/files/{file}", Verb: make, Target: "work", Serve: p.file},
		{Pattern: "POST /teacher/lessons/{work}/files/{file}/remove", Verb: make, Target: "work", Serve: p.remove},
		{Pattern: "GET /teacher/consents", Verb: make, Target: "self", Serve: p.consents},
		{Pattern: "GET /teacher/materials", Verb: string(org.Assign), Target: "self", Serve: p.materials},
		{Pattern: "GET /teacher/materials/{class}", Verb: string(org.Assign), Target: "class", Serve: p.classMaterials},
		{Pattern: "POST /teacher/materials/{class}", Verb: string(org.Assign), Target: "class", Limit: maxUpload, Serve: p.addMaterial},
		{Pattern: "GET /teacher/materials/file/{material}", Verb: string(org.Assign), Target: "material", Serve: p.materialFile},
		{Pattern: "POST /teacher/materials/file/{material}/remove", Verb: string(org.Assign), Target: "material", Serve: p.removeMaterial},
		{Pattern: "GET /learn/materials", Verb: string(org.PracticeDo), Target: "self", Serve: p.ownMaterials},
		{Pattern: "POST /teacher/lessons/{work}/files/{file}/note", Verb: make, Target: "work", Serve: p.note},
		{Pattern: "POST /teacher/lessons/{work}/files/{file}/consent", Verb: make, Target: "work", Serve: p.endConsent},
		{Pattern: "GET /teacher/lessons/{work}/upstream", Verb: make, Target: "work", Serve: p.upstream},
		{Pattern: "POST /teacher/lessons/{work}/upstream", Verb: make, Target: "work", Serve: p.follow},
		{Pattern: "POST /teacher/lessons/{work}/practice", Verb: make, Target: "work", Serve: p.practice},
		{Pattern: "POST /teacher/lessons/{work}/submit", Verb: make, Target: "work", Serve: p.submit},
		{Pattern: "POST /teacher/lessons/{work}/withdraw", Verb: make, Target: "work", Serve: p.withdraw},
	}...)
}

// path is an address of a work's own pages.
func path(w commons.WorkID, more string) string { return "/teacher/lessons/" + w.String() + more }

func workOf(r *http.Request) (commons.WorkID, error) {
	w, err := id.Parse[commons.Work](r.PathValue("work"))
	if err != nil {
		return w, fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	return w, nil
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := listView{State: commons.State(r.URL.Query().Get("state")), Labels: p.Labels}
	var err error
	if v.Rows, v.Next, err = p.Works.Mine(ctx, a, v.State, r.URL.Query().Get("after")); err != nil {
		return err
	}
	if v.Counts, err = p.Works.Counts(ctx, a); err != nil {
		return err
	}
	if p.Zone != nil {
		if v.Zone, err = p.Zone(ctx, a); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

func (p *Pages) blank(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	schools, err := p.Works.Schools(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, newPage(newView{Labels: p.Labels, Schools: schools, Sent: sent, Err: cause}))
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	school, err := p.school(r)
	if err == nil {
		var work commons.Work
		if work, err = p.Works.Create(r.Context(), org.ActorFrom(r.Context()), school, p.typed(r.PostForm), r.PostForm.Get("idem")); err == nil {
			ui.Say(w, ui.Success, "已建立草稿")
			ui.Redirect(w, r, path(work.ID, ""))
			return nil
		}
	}
	if fault.Is(err, fault.Invalid) {
		return p.showNew(w, r, http.StatusUnprocessableEntity, r.PostForm, err)
	}
	return err
}

// school is the chosen school, or the only one.
func (p *Pages) school(r *http.Request) (org.UnitID, error) {
	schools, err := p.Works.Schools(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return org.UnitID{}, err
	}
	if len(schools) == 1 {
		return schools[0].ID, nil
	}
	u, err := id.Parse[org.Unit](r.PostForm.Get("school"))
	if err != nil {
		return u, fault.Fieldsf(fault.Field{Name: "school", Message: "请选择学校"})
	}
	return u, nil
}

// typed reads the fields of the editor; the stage follows from the grade.
func (p *Pages) typed(f url.Values) commons.Draftable {
	grade, _ := strconv.Atoi(f.Get("grade")) // not a number is no grade, which the service refuses
	d := commons.Draftable{Title: f.Get("title"), Subject: f.Get("subject"), Grade: grade, Edition: f.Get("edition"), Volume: f.Get("volume"),
		Chapter: f.Get("chapter"), Knowledge: f["knowledge"], Body: f.Get("body"), Licence: commons.Licence(f.Get("licence")),
		Rights: commons.Holder(f.Get("rights")), Holder: f.Get("holder"), AI: commons.AIUse{Extent: commons.Extent(f.Get("ai")), Tool: f.Get("ai_tool")}}
	if d.Stage = p.StageOf(grade); d.Stage == "" {
		d.Stage = org.Primary // the grade is refused, once
	}
	return d
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	return p.show(w, r, work, http.StatusOK, func(*editView) {})
}

// show renders the editor; change puts in what was sent and refused.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, id commons.WorkID, status int, change func(*editView)) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	work, err := p.Works.Get(ctx, a, id)
	if err != nil {
		return err
	}
	v := editView{Work: work, Rev: work.Rev, Labels: p.Labels, School: UnitName(ctx, p.Org, work.Owner)}
	if p.Beside != nil {
		v.Beside = p.Beside(ctx, a, work.Draftable)
	}
	if v.Versions, err = p.Works.History(ctx, a, id); err != nil {
		return err
	}
	if v.Targets, err = p.Works.Targets(ctx, work); err != nil {
		return err
	}
	lines, err := p.Works.Practice(ctx, work.Paper, false)
	if err != nil {
		return err
	}
	v.Items = len(lines)
	if v.Names, err = p.names(r, v.Versions); err != nil {
		return err
	}
	v.Units = map[org.UnitID]string{}
	for _, x := range v.Versions {
		if v.Units[x.SharedTo] == "" {
			v.Units[x.SharedTo] = UnitName(ctx, p.Org, x.SharedTo)
		}
	}
	if v.Source, err = p.source(r, work.DerivedFrom); err != nil {
		return err
	}
	if err := p.going(r, &v); err != nil {
		return err
	}
	if v.Offer, err = p.Works.Offered(ctx, a, id); err != nil {
		return err
	}
	if v.reviewing, err = p.reviewing(r, work); err != nil {
		return err
	}
	change(&v)
	return ui.Render(w, r, status, editPage(v))
}

// source is the version that a work was adapted from, when it can still be read.
func (p *Pages) source(r *http.Request, v commons.VersionID) (string, error) {
	a := org.ActorFrom(r.Context())
	if v.IsZero() || !a.Has(org.LibraryRead) {
		return "", nil
	}
	got, err := p.Works.Read(r.Context(), a, v)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Gone) {
		return "", nil
	}
	return got.Title, err
}

func (p *Pages) names(r *http.Request, all []commons.Version) (map[org.PersonID]string, error) {
	var people []org.PersonID
	for _, v := range all {
		people = append(people, v.Reviewer, v.Withdrawer, v.Author)
	}
	return p.Org.Names(r.Context(), people)
}

func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	rev, _ := strconv.Atoi(r.PostForm.Get("rev")) // not a number is no revision: a conflict, with nothing lost
	_, err = p.Works.Save(r.Context(), org.ActorFrom(r.Context()), work, rev, p.typed(r.PostForm))
	var stale *commons.Stale
	switch {
	case err == nil:
		ui.Say(w, ui.Success, "已保存")
		ui.Redirect(w, r, path(work, ""))
		return nil
	case errors.As(err, &stale):
		return p.show(w, r, work, http.StatusConflict, func(v *editView) { v.Sent, v.SaveErr, v.Stale, v.Rev = r.PostForm, err, true, stale.Stored.Rev })
	case fault.Is(err, fault.Invalid):
		return p.show(w, r, work, http.StatusUnprocessableEntity, func(v *editView) { v.Sent, v.SaveErr, v.Rev = r.PostForm, err, rev })
	}
	return err
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	id, err := workOf(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	work, err := p.Works.Get(ctx, a, id)
	if err != nil {
		return err
	}
	lines, err := p.Works.Practice(ctx, work.Paper, true)
	if err != nil {
		return err
	}
	v := View{Body: work.Body, Files: work.Files, Base: path(id, "/files"), Lines: lines, Note: "教师预览，含答案"}
	return ui.Render(w, r, http.StatusOK, previewPage(work, p.Line(ctx, work.Draftable), v))
}

func (p *Pages) upload(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	if _, err := p.Works.Get(r.Context(), org.ActorFrom(r.Context()), work); err != nil {
		return err // before a byte is read
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "上传没有完成，请再试一次")
	}
	_, err = p.Works.AddFiles(r.Context(), org.ActorFrom(r.Context()), work, func() (commons.Upload, error) {
		for {
			part, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				return commons.Upload{}, io.EOF
			}
			if err != nil {
				return commons.Upload{}, uploadError(err)
			}
			if part.FormName() == "file" && part.FileName() != "" {
				return commons.Upload{Name: part.FileName(), Body: checked{part}}, nil
			}
		}
	})
	switch {
	case err == nil:
		ui.Say(w, ui.Success, "已上传")
		ui.Redirect(w, r, path(work, "")+"#files")
		return nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.TooLarge):
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drain)) // a browser that is still sending reads no answer
		return p.show(w, r, work, fault.KindOf(err).Status(), func(v *editView) { v.FileErr = err })
	}
	return err
}

// drain is how much of a refused upload is read to its end.
const drain = 64 << 20

// checked gives a part's errors as faults.
type checked struct{ io.Reader }

// Read implements io.Reader.
func (c checked) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = uploadError(err)
	}
	return n, err
}

// uploadError tells a body over the route's limit from a broken one.
func uploadError(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return fault.Wrap(err, fault.TooLarge, "一次上传的文件太多太大，请分几次上传")
	}
	return fault.Wrap(err, fault.Invalid, "上传没有完成，请再试一次")
}

func fileOf(r *http.Request) (commons.FileID, error) {
	f, err := id.Parse[commons.File](r.PathValue("file"))
	if err != nil {
		return f, fault.Wrap(err, fault.NotFound, "没有找到这个文件")
	}
	return f, nil
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	f, err := fileOf(r)
	if err != nil {
		return err
	}
	if err := p.Works.RemoveFile(r.Context(), org.ActorFrom(r.Context()), work, f); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已移除文件")
	ui.Redirect(w, r, path(work, "")+"#files")
	return nil
}

func (p *Pages) practice(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	paper, err := p.Works.AddPaper(r.Context(), org.ActorFrom(r.Context()), work)
	if err != nil {
		return err
	}
	ui.Redirect(w, r, "/teacher/papers/"+paper.String())
	return nil
}

func (p *Pages) submit(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	to, _ := id.Parse[org.Unit](r.PostForm.Get("to")) // none is refused by the service, at its field
	_, err = p.Works.Submit(r.Context(), org.ActorFrom(r.Context()), work, to, r.PostForm.Get("signed"))
	switch {
	case err == nil:
		ui.Say(w, ui.Success, "已送审")
		ui.Redirect(w, r, path(work, "")+"#review")
		return nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, work, fault.KindOf(err).Status(), func(v *editView) { v.SubmitSent, v.SubmitErr = r.PostForm, err })
	}
	return err
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	work, err := workOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	version, err := id.Parse[commons.Version](r.PostForm.Get("version"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这个版本，或不在您的范围内")
	}
	err = p.Works.Withdraw(r.Context(), org.ActorFrom(r.Context()), work, version, r.PostForm.Get("why"))
	switch {
	case err == nil:
		ui.Say(w, ui.Success, "已撤回，资源库里不再显示")
		ui.Redirect(w, r, path(work, "")+"#review")
		return nil
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.show(w, r, work, fault.KindOf(err).Status(), func(v *editView) { v.WithdrawErr = err })
	}
	return err
}
