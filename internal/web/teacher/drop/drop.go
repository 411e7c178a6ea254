// Package drop holds the pages on which files from a teacher's desktop become drafts: the zone on 我的课, and the list where what was
// guessed about them is confirmed or corrected. Files go up over lines that break (package upload); without
// script the zone is a form with a file field.
//
// Pages decide nothing: commons asks org and keeps what was guessed from review, commons/guess does the guessing. No SQL, no state.
package drop

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/guess"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/upload"
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
	Works   *commons.Service
	Guess   *guess.Guesser
	Uploads *upload.Store // nil: only the plain form
	Blobs   blob.Store    // where finished uploads go
	lesson.Labels
}

// maxDrop is the largest form: one video with some documents beside it.
const maxDrop = commons.MaxVideo + 100<<20

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	make := string(org.LessonMake)
	return append(p.resumable(), []httpx.Route{
		{Pattern: "GET /teacher/drop", Verb: make, Target: "self", Serve: p.list},
		{Pattern: "POST /teacher/drop", Verb: make, Target: "self", Limit: maxDrop, Serve: p.take},
		{Pattern: "POST /teacher/drop/confirm", Verb: make, Target: "self", Serve: p.confirm},
	}...)
}

// Zone is the place for files on another page.
func (p *Pages) Zone(ctx context.Context, a *org.Actor) (templ.Component, error) {
	schools, err := p.Works.Schools(ctx, a)
	if err != nil {
		return nil, err
	}
	waiting, err := p.Works.Unconfirmed(ctx, a)
	if err != nil {
		return nil, err
	}
	v, err := p.zoneOf(ctx, a, schools)
	v.Waiting = len(waiting)
	return zone(v), err
}

// zoneOf is the zone of a teacher of some schools.
func (p *Pages) zoneOf(ctx context.Context, a *org.Actor, schools []org.Unit) (v zoneView, err error) {
	v = zoneView{Schools: schools, Sends: p.Uploads != nil}
	if v.Near, err = p.near(ctx, a, schools); err != nil {
		return v, err
	}
	v.Going, err = p.going(a, schools)
	return v, err
}

// near are the schools whose room for files ends, or the actor's in them.
func (p *Pages) near(ctx context.Context, a *org.Actor, schools []org.Unit) ([]near, error) {
	var out []near
	for _, u := range schools {
		q, err := p.Works.QuotaOf(ctx, a, u.ID)
		if err != nil {
			return nil, err
		}
		if !q.NearPerson() && !q.NearSchool() {
			continue
		}
		n := near{Quota: q}
		if len(schools) > 1 {
			n.School = u.Name
		}
		out = append(out, n)
	}
	return out, nil
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	schools, err := p.Works.Schools(ctx, a)
	if err != nil {
		return err
	}
	waiting, err := p.Works.Unconfirmed(ctx, a)
	if err != nil {
		return err
	}
	v := listView{Labels: p.Labels, Sent: sent}
	if v.zoneView, err = p.zoneOf(ctx, a, schools); err != nil {
		return err
	}
	if sent == nil {
		v.ZoneErr = cause
	} else {
		v.Err = cause
	}
	for _, d := range waiting {
		var g guess.Guess
		if err := json.Unmarshal(d.Guess, &g); err != nil {
			return err
		}
		v.Rows = append(v.Rows, row{d, g})
	}
	return ui.Render(w, r, status, listPage(v))
}

// form is the beginning of a multipart form: the values that stand before the files.
type form struct {
	parts  *multipart.Reader
	values url.Values
	next   *multipart.Part // the first file
}

// openForm reads the fields before the first file.
func openForm(r *http.Request) (*form, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "上传没有完成，请再试一次")
	}
	f := &form{parts: parts, values: url.Values{}}
	for len(f.values) < 4*commons.MaxDrop {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "上传没有完成，请再试一次")
		}
		if part.FormName() == "file" {
			f.next = part
			return f, nil
		}
		b, err := io.ReadAll(io.LimitReader(part, 2000))
		if err != nil {
			return nil, httpx.FormError(err)
		}
		f.values.Add(part.FormName(), string(b))
	}
	return nil, fault.New(fault.Invalid, "没有读懂提交的内容")
}

// upload gives one file after another. Folder names come with a chosen folder in the file's name, from the zone in the field "path".
func (f *form) upload() (commons.Upload, error) {
	for {
		part := f.next
		f.next = nil
		if part == nil {
			var err error
			if part, err = f.parts.NextPart(); errors.Is(err, io.EOF) {
				return commons.Upload{}, io.EOF
			} else if err != nil {
				return commons.Upload{}, uploadError(err)
			}
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		name := part.FileName()
		if _, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
			name = params["filename"]
		}
		for _, p := range f.values["path"] {
			if p == name || strings.HasSuffix(p, "/"+name) {
				name = p
				break
			}
		}
		return commons.Upload{Name: name, Body: reading{part}}, nil
	}
}

// reading gives a part's errors as faults.
type reading struct{ io.Reader }

// Read implements io.Reader.
func (c reading) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = uploadError(err)
	}
	return n, err
}

func uploadError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return httpx.FormError(err)
	}
	return fault.Wrap(err, fault.Invalid, "上传没有完成，请再试一次")
}

// drain is how much of a refused upload is read to its end, because a browser that is still sending reads no answer.
const drain = 64 << 20

func (p *Pages) take(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	schools, err := p.Works.Schools(ctx, a) // before a byte is read
	if err != nil {
		return err
	}
	f, err := openForm(r)
	if err != nil {
		return p.refuse(w, r, err)
	}
	var school org.UnitID
	if school, err = id.Parse[org.Unit](f.values.Get("school")); err != nil {
		if len(schools) != 1 {
			return p.refuse(w, r, fault.Fieldsf(fault.Field{Name: "school", Message: "请选择学校"}))
		}
		school = schools[0].ID
	}
	made, refused, err := p.Works.Drop(ctx, a, commons.Drop{School: school, Together: f.values.Get("together") != "", Once: f.values.Get("idem"), Next: f.upload, Guess: p.guesser(a)})
	if err != nil && len(made) == 0 {
		return p.refuse(w, r, err)
	}
	if err == nil && len(made) == 0 {
		return p.refuse(w, r, refused[0].Err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drain))
	count, missed := strconv.Itoa(len(made)), []string{}
	for _, x := range refused[:min(len(refused), 5)] {
		missed = append(missed, x.Name+" "+words(ctx, x.Err))
	}
	switch { // a page carries one message
	case err != nil:
		ui.Say(w, ui.Warning, "已建立 %s 份草稿，后来上传中断了，后面的文件请再放一次", count)
	case len(missed) > 0:
		ui.Say(w, ui.Warning, "已建立 %s 份草稿。没有收下：%s", count, strings.Join(missed, " · "))
	default:
		ui.Say(w, ui.Success, "已建立 %s 份草稿，请核对下面猜出的信息", count)
	}
	ui.Redirect(w, r, "/teacher/drop")
	return nil
}

// refuse shows the page with the reason, when it is one that people can mend.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.TooLarge) {
		return err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drain))
	return p.show(w, r, fault.KindOf(err).Status(), nil, err)
}

// words are a fault's sentence, that of its first field when it has one.
func words(ctx context.Context, err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	if len(f.Fields) > 0 && len(f.Args) == 0 { // with values, the whole sentence is the one that has a translation
		return i18n.T(ctx, f.Fields[0].Message)
	}
	return i18n.T(ctx, f.Message, f.Args...)
}

// guesser guesses for a teacher: what the file does not say about its subject, the subject that the teacher teaches may.
func (p *Pages) guesser(a *org.Actor) commons.Guesser {
	return func(name string, body io.ReadSeeker, size int64) (commons.Draftable, json.RawMessage, error) {
		peek := guess.Peek{}
		if at, ok := body.(io.ReaderAt); ok {
			peek, _ = guess.Look(at, size, name) // what cannot be looked into is judged by its name
		} else {
			peek, _ = guess.Look(&seeking{body}, size, name)
		}
		g := p.Guess.From(name, peek)
		if s := taught(a); s != "" && !g.Subject.Known() {
			g.Subject = guess.Field{Value: s, How: guess.ByTeacher, Sure: 0.4}
		}
		b, err := json.Marshal(g)
		d := commons.Draftable{Title: short(g.Title.Value, commons.MaxTitle), Subject: g.Subject.Value, Stage: g.Stage.Value, Grade: g.GradeNumber(), Edition: g.Edition.Value,
			Volume: g.Volume.Value, Chapter: short(g.Place(), commons.MaxShort)}
		if d.Stage == "" {
			d.Stage = p.StageOf(d.Grade)
		}
		return d, b, err
	}
}

// seeking reads at places through a reader that can seek, for stores that give no more.
type seeking struct{ io.ReadSeeker }

// ReadAt implements io.ReaderAt.
func (s *seeking) ReadAt(b []byte, off int64) (int, error) {
	if _, err := s.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	return io.ReadFull(s.ReadSeeker, b)
}

func short(s string, n int) string {
	if rs := []rune(s); len(rs) > n {
		return string(rs[:n])
	}
	return s
}

// taught is the one subject that a teacher teaches, or nothing.
func taught(a *org.Actor) string {
	var all []string
	for _, h := range a.Roles {
		if (h.Role == org.Teacher || h.Role == org.Teaching) && h.Subject != "" && !slices.Contains(all, h.Subject) {
			all = append(all, h.Subject)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return ""
}

// confirm takes all rows, or with the button of a row only that one; or throws a row away.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a, f := r.Context(), org.ActorFrom(r.Context()), r.PostForm
	if x := f.Get("discard"); x != "" {
		work, err := id.Parse[commons.Work](x)
		if err != nil {
			return fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
		}
		if err := p.Works.Discard(ctx, a, work); err != nil {
			return err
		}
		ui.Say(w, ui.Success, "已删掉这份草稿")
		ui.Redirect(w, r, "/teacher/drop")
		return nil
	}
	all := f["work"]
	if only := f.Get("only"); only != "" {
		all = []string{only}
	}
	var wrong []fault.Field
	done := 0
	for _, x := range all[:min(len(all), commons.MaxDrop)] {
		fields, err := p.confirmOne(ctx, a, x, f)
		if err != nil {
			return err
		}
		if fields == nil {
			done++
		}
		wrong = append(wrong, fields...)
	}
	if wrong != nil {
		return p.show(w, r, http.StatusUnprocessableEntity, f, fault.Fieldsf(wrong...))
	}
	if done == 0 { // nothing was chosen: a stale page
		if _, err := p.Works.Unconfirmed(ctx, a); err != nil {
			return err
		}
	}
	ui.Say(w, ui.Success, "已确认 %s 课", strconv.Itoa(done))
	if done == 1 && len(all) == 1 {
		ui.Redirect(w, r, "/teacher/lessons/"+all[0])
		return nil
	}
	ui.Redirect(w, r, "/teacher/lessons")
	return nil
}

// confirmOne confirms the row of a work; the wrong fields carry the row's names.
func (p *Pages) confirmOne(ctx context.Context, a *org.Actor, x string, f url.Values) ([]fault.Field, error) {
	work, err := id.Parse[commons.Work](x)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	get := func(name string) string { return f.Get(name + "-" + x) }
	rev, _ := strconv.Atoi(get("rev"))
	grade, _ := strconv.Atoi(get("grade"))
	d := commons.Draftable{Title: get("title"), Subject: get("subject"), Grade: grade, Stage: p.StageOf(grade), Edition: get("edition"), Volume: get("volume"), Chapter: get("chapter")}
	if d.Stage == "" {
		d.Stage = org.Primary // the grade is refused, once
	}
	_, err = p.Works.Confirm(ctx, a, work, rev, d)
	var f2 *fault.Error
	var stale *commons.Stale
	switch {
	case errors.As(err, &stale):
		return []fault.Field{{Name: "title-" + x, Message: "这一课在别处已经改过，请打开它再看一遍"}}, nil
	case fault.Is(err, fault.Invalid) && errors.As(err, &f2):
		var out []fault.Field
		for _, y := range f2.Fields {
			out = append(out, fault.Field{Name: y.Name + "-" + x, Message: y.Message})
		}
		return out, nil
	}
	return nil, err
}
