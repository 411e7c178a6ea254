// Package learner holds the pupils' pages: today, a practice, handing it in, and what comes back.
//
// A pupil sees right or wrong and explanations, never a score, a total, a clock or a rank, and no page here holds a key before the
// answer: what it shows comes from types of package assess that have no field for any of these. It may not hold a rule.
package learner

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
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
	Assess   *assess.Service
	Homework *homework.Service
	Org      *org.Service
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
	// Seal is the key under which a shared device keeps the pupil's unsent answers, base64; "" elsewhere. nil: there are no such devices.
	Seal func(ctx context.Context, a *org.Actor) (key string, err error)
}

// Routes lists the pages. A whole practice as a form is small; the limit leaves room for long answers.
func (p *Pages) Routes() []httpx.Route {
	do := string(org.PracticeDo)
	const sitting = "/learn/sittings/{sitting}"
	return []httpx.Route{
		{Pattern: "GET /learn", Verb: do, Target: "self", Serve: p.today},
		{Pattern: "GET " + sitting, Verb: do, Target: "sitting", Serve: p.desk},
		{Pattern: "POST " + sitting, Verb: do, Target: "sitting", Serve: p.whole},
		{Pattern: "POST " + sitting + "/answers", Verb: do, Target: "sitting", Serve: p.answer},
		{Pattern: "GET " + sitting + "/hand-in", Verb: do, Target: "sitting", Serve: p.confirm},
		{Pattern: "POST " + sitting + "/hand-in", Verb: do, Target: "sitting", Serve: p.handIn},
		{Pattern: "GET " + sitting + "/feedback", Verb: do, Target: "sitting", Serve: p.feedback},
		{Pattern: "GET " + sitting + "/media/{no}/{name...}", Verb: do, Target: "sitting", Serve: p.media},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func sittingOf(r *http.Request) (assess.SittingID, error) {
	v, err := id.Parse[assess.Sitting](r.PathValue("sitting"))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "找不到这次练习")
	}
	return v, nil
}

func path(s assess.SittingID, rest string) string { return "/learn/sittings/" + s.String() + rest }

func mediaOf(s assess.SittingID) assess.Media {
	return func(no int, name string) string {
		return path(s, "/media/"+strconv.Itoa(no)+"/"+url.PathEscape(name))
	}
}

// todo is one practice on the first page.
type todo struct {
	assess.Sitting
	homework.Assignment
}

func (p *Pages) today(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sittings, err := p.Assess.Mine(ctx, actor(r))
	if err != nil {
		return err
	}
	ids := make([]id.Any, len(sittings))
	for i, s := range sittings {
		ids[i] = s.Assignment
	}
	briefs, err := p.Homework.Briefs(ctx, ids)
	if err != nil {
		return err
	}
	var open, done []todo
	for _, s := range sittings {
		t := todo{s, briefs[s.Assignment]}
		if p.Subject != nil {
			t.Subject = p.Subject(ctx, t.Subject)
		}
		if s.Closed() {
			done = append(done, t)
		} else {
			open = append(open, t)
		}
	}
	return ui.Render(w, r, http.StatusOK, todayPage(open, done))
}

// title is the assignment's title; the pupil's sitting was found through org already.
func (p *Pages) title(r *http.Request, s assess.Sitting) (homework.Assignment, error) {
	b, err := p.Homework.Briefs(r.Context(), []id.Any{s.Assignment})
	return b[s.Assignment], err
}

// deskView is the practice page.
type deskView struct {
	assess.Desk
	homework.Assignment
	Values url.Values
	Err    error
	Owner  string // the pupil
	Seal   string
}

// key names the sitting in the browser's storage. On a shared device it begins with the pupil, so that the lock screen can count.
func (v deskView) key() string {
	if v.Seal != "" {
		return "p:" + v.Owner + ":sitting:" + v.Desk.Sitting.ID.String()
	}
	return "sitting:" + v.Desk.Sitting.ID.String()
}

func (p *Pages) desk(w http.ResponseWriter, r *http.Request) error {
	return p.showDesk(w, r, nil, nil)
}

func (p *Pages) showDesk(w http.ResponseWriter, r *http.Request, values url.Values, problem error) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return err
	}
	d, err := p.Assess.Desk(r.Context(), actor(r), sitting, mediaOf(sitting))
	if err != nil {
		return err
	}
	if d.Sitting.Closed() {
		ui.Redirect(w, r, path(sitting, "/feedback"))
		return nil
	}
	v := deskView{Desk: d, Values: values, Err: problem, Owner: actor(r).Person.String()}
	if p.Seal != nil {
		if v.Seal, err = p.Seal(r.Context(), actor(r)); err != nil {
			return err
		}
	}
	if v.Assignment, err = p.title(r, d.Sitting); err != nil {
		return err
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	if d.Sitting.Source == assess.OnPaper {
		return ui.Render(w, r, status, paperPage(v))
	}
	return ui.Render(w, r, status, deskPage(v))
}

// answer is the door of the autosave island: one item, acknowledged only when it is durable.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return reply(w, r, 0, err)
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return reply(w, r, 0, err)
	}
	f := r.PostForm
	if owner := f.Get("owner"); owner != "" && owner != actor(r).Person.String() {
		return reply(w, r, 0, fault.New(fault.SignIn, "现在登录的是另一位同学，答案留在这台机器上"))
	}
	no, _ := strconv.Atoi(f.Get("item")) // 0 is refused by Save, after it has asked who this is
	rev, err := p.Assess.Save(r.Context(), actor(r), sitting, assess.Given{No: no, Form: assess.FormOf(no, f), Idem: f.Get("idem")})
	return reply(w, r, rev, err)
}

// reply writes the JSON that the page's script understands.
func reply(w http.ResponseWriter, r *http.Request, rev int64, err error) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err == nil {
		return json.NewEncoder(w).Encode(struct {
			Saved bool  `json:"saved"`
			Rev   int64 `json:"rev"`
		}{true, rev})
	}
	kind := fault.KindOf(err)
	if kind == fault.Internal || kind == fault.Full || kind == fault.Down {
		return err // the join logs it; the script tries again later
	}
	message := i18n.T(r.Context(), "没有保存成功，请检查一下")
	var f *fault.Error
	if errors.As(err, &f) && f.Message != "" {
		message = i18n.T(r.Context(), f.Message, f.Args...)
	}
	w.WriteHeader(kind.Status())
	return json.NewEncoder(w).Encode(map[string]string{"message": message, "error": kind.String()})
}

// store keeps every answer of a whole form.
func (p *Pages) store(r *http.Request, sitting assess.SittingID) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	base := map[int]int64{}
	for k, v := range r.PostForm {
		if rest, ok := strings.CutPrefix(k, "base."); ok {
			no, err1 := strconv.Atoi(rest)
			rev, err2 := strconv.ParseInt(v[0], 10, 64)
			if err1 == nil && err2 == nil {
				base[no] = rev
			}
		}
	}
	return p.Assess.SaveAll(r.Context(), actor(r), sitting, assess.Whole{Form: r.PostForm, Idem: r.PostForm.Get("idem"), Base: base})
}

// whole is a submit of the practice page, with or without script. It stores everything; then the button "show" opens one item's
// explanation, and any other way leads to the question before handing in.
func (p *Pages) whole(w http.ResponseWriter, r *http.Request) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return err
	}
	if err = p.store(r, sitting); err == nil && r.PostForm.Has("show") {
		return p.show(w, r, sitting)
	}
	if fault.Is(err, fault.Invalid) {
		return p.showDesk(w, r, r.PostForm, err)
	}
	if err != nil {
		return err
	}
	ui.Redirect(w, r, path(sitting, "/hand-in"))
	return nil
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, sitting assess.SittingID) error {
	no, err := strconv.Atoi(r.PostForm.Get("show"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "找不到这道题")
	}
	err = p.Assess.Show(r.Context(), actor(r), sitting, no)
	if fault.Is(err, fault.Conflict) {
		return p.showDesk(w, r, r.PostForm, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, path(sitting, "#q"+strconv.Itoa(no)), http.StatusSeeOther)
	return nil
}

func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return err
	}
	d, err := p.Assess.Desk(r.Context(), actor(r), sitting, nil)
	if err != nil {
		return err
	}
	if d.Sitting.Closed() {
		ui.Redirect(w, r, path(sitting, "/feedback"))
		return nil
	}
	return ui.Render(w, r, http.StatusOK, confirmPage(d))
}

func (p *Pages) handIn(w http.ResponseWriter, r *http.Request) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return err
	}
	if err := p.Assess.HandIn(r.Context(), actor(r), sitting); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "交好了")
	ui.Redirect(w, r, path(sitting, "/feedback"))
	return nil
}

// feedbackView is what comes back.
type feedbackView struct {
	assess.Sitting
	homework.Assignment
	Replies []assess.Reply
}

func (p *Pages) feedback(w http.ResponseWriter, r *http.Request) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return err
	}
	s, replies, err := p.Assess.Replies(r.Context(), actor(r), sitting, mediaOf(sitting))
	if fault.Is(err, fault.Conflict) {
		ui.Redirect(w, r, path(sitting, ""))
		return nil
	}
	if err != nil {
		return err
	}
	v := feedbackView{Sitting: s, Replies: replies}
	if v.Assignment, err = p.title(r, s); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, feedbackPage(v))
}

func (p *Pages) media(w http.ResponseWriter, r *http.Request) error {
	sitting, err := sittingOf(r)
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "找不到这张图")
	}
	f, mime, err := p.Assess.Picture(r.Context(), actor(r), sitting, no, r.PathValue("name"))
	if err != nil {
		return err
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", mime)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
