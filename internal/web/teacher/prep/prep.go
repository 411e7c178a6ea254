// Package prep holds the pages of co-preparation 集体备课: the list, the session with its three steps (the lead's text, the colleagues'
// copies, the final text put together of both) and the finished one with who gave what.
//
// Pages decide nothing: commons/prep holds the rules and who may come in. They show no counts by person. No SQL, no state.
package prep

import (
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
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
	Prep  *prep.Service
	Works *commons.Service
	Org   *org.Service
	lesson.Labels
}

// maxForm is the largest form: a text of full length, percent-encoded.
const maxForm = 4 << 20

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	make, read := string(org.LessonMake), string(org.PrepRead)
	at := func(method, more string, limit int64, serve func(http.ResponseWriter, *http.Request) error) httpx.Route {
		return httpx.Route{Pattern: method + " /teacher/prep/{session}" + more, Verb: make, Target: "session", Limit: limit, Serve: serve}
	}
	return []httpx.Route{
		{Pattern: "GET /teacher/prep", Verb: make, Target: "self", Serve: p.list},
		{Pattern: "GET /teacher/prep/new", Verb: make, Target: "self", Serve: p.blank},
		{Pattern: "POST /teacher/prep", Verb: make, Target: "self", Serve: p.start},
		at("GET", "", 0, p.session),
		at("POST", "/main", maxForm, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error {
			return p.Prep.SaveMain(r.Context(), a, n, number(r, "rev"), r.PostForm.Get("body"))
		}, "已保存", "")),
		at("POST", "/open", 0, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error { return p.Prep.Open(r.Context(), a, n) }, "已发给大家", "")),
		at("POST", "/reply", maxForm, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error {
			return p.Prep.SaveReply(r.Context(), a, n, number(r, "rev"), r.PostForm.Get("body"), r.PostForm.Has("give"))
		}, "复备已保存", "")),
		at("POST", "/remark", 0, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error {
			return p.Prep.Remark(r.Context(), a, n, number(r, "part"), r.PostForm.Get("remark"), r.PostForm.Get("idem"))
		}, "意见已写下", "#remarks")),
		at("POST", "/gather", 0, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error { return p.Prep.Gather(r.Context(), a, n) }, "开始定稿", "")),
		at("POST", "/take", 0, p.act(p.take, "已放进定稿", "#final")),
		at("POST", "/final", maxForm, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error {
			return p.Prep.SaveFinal(r.Context(), a, n, number(r, "rev"), r.PostForm.Get("body"))
		}, "定稿已保存", "#final")),
		at("POST", "/finish", 0, p.act(func(r *http.Request, a *org.Actor, n prep.ID) error {
			_, err := p.Prep.Finish(r.Context(), a, n, number(r, "over"))
			return err
		}, "定稿完成，已成为您的草稿，可以送审了", "")),
		{Pattern: "GET /school/prep", Verb: read, Target: "self", Serve: p.finishedList},
		{Pattern: "GET /school/prep/{finished}", Verb: read, Target: "finished", Serve: p.finished},
	}
}

func number(r *http.Request, name string) int {
	n, err := strconv.Atoi(r.PostForm.Get(name))
	if err != nil {
		return -1 // no revision and no paragraph: a conflict, or the whole text
	}
	return n
}

func sessionOf(r *http.Request, name string) (prep.ID, error) {
	n, err := id.Parse[prep.Session](r.PathValue(name))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有找到这次备课，或您不在其中")
	}
	return n, nil
}

func path(n prep.ID, more string) string { return "/teacher/prep/" + n.String() + more }

// act is a handler that does one thing and goes back to the session; what is refused is shown there with what was typed.
func (p *Pages) act(do func(*http.Request, *org.Actor, prep.ID) error, said, anchor string) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		n, err := sessionOf(r, "session")
		if err != nil {
			return err
		}
		if err := httpx.FormError(r.ParseForm()); err != nil {
			return err
		}
		err = do(r, org.ActorFrom(r.Context()), n)
		var stale *prep.Stale
		var drifted *prep.Drifted
		switch {
		case errors.As(err, &drifted):
			return p.show(w, r, n, http.StatusConflict, func(v *sessionView) { v.Drifted = drifted })
		case err == nil:
			ui.Say(w, ui.Success, said)
			ui.Redirect(w, r, path(n, anchor))
			return nil
		case errors.As(err, &stale):
			return p.show(w, r, n, http.StatusConflict, func(v *sessionView) { v.Sent, v.Err, v.Stale = r.PostForm, err, stale })
		case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
			return p.show(w, r, n, fault.KindOf(err).Status(), func(v *sessionView) { v.Sent, v.Err = r.PostForm, err })
		}
		return err
	}
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	all, err := p.Prep.Mine(ctx, a)
	if err != nil {
		return err
	}
	v := listView{Labels: p.Labels, Me: a.Person, Which: r.URL.Query().Get("show")}
	for _, s := range all {
		done := s.State == prep.Done
		if v.Which == "done" && done || v.Which == "asked" && !done && s.Lead != a.Person || v.Which == "" && !done {
			v.Rows = append(v.Rows, s)
		}
	}
	if v.Names, err = p.names(r, all...); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

// names are those of everybody in sessions.
func (p *Pages) names(r *http.Request, all ...prep.Session) (map[org.PersonID]string, error) {
	var people []org.PersonID
	for _, s := range all {
		people = append(people, s.People()...)
	}
	return p.Org.Names(r.Context(), people)
}

func (p *Pages) blank(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, http.StatusOK, nil, nil)
}

// showNew is the form to begin: whom to ask are the colleagues of the chosen school, the first one when there are several.
func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := newView{Labels: p.Labels, Sent: sent, Err: cause, From: r.URL.Query().Get("from"), Draft: r.URL.Query().Get("draft")}
	if sent != nil {
		v.From, v.Draft = sent.Get("from"), sent.Get("draft")
	}
	schools, err := p.Works.Schools(ctx, a)
	if err != nil {
		return err
	}
	v.Schools = schools
	want := r.URL.Query().Get("school")
	if sent != nil {
		want = sent.Get("school")
	}
	for i, s := range schools {
		if i == 0 || s.ID.String() == want {
			v.School = s.ID
		}
	}
	if !v.School.IsZero() {
		if v.People, err = p.Prep.Colleagues(ctx, a, v.School); err != nil {
			return err
		}
	}
	if v.About, err = p.about(r, v.From, v.Draft); err != nil {
		return err
	}
	return ui.Render(w, r, status, newPage(v))
}

// about fills the form from the version or draft that a session begins with.
func (p *Pages) about(r *http.Request, from, draft string) (commons.Draftable, error) {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if v, err := id.Parse[commons.Version](from); err == nil {
		got, err := p.Works.Read(ctx, a, v)
		if err == nil {
			_, err = got.Licence.Derivable() // said before anybody has written a word
		}
		return got.Draftable, err
	}
	if w, err := id.Parse[commons.Work](draft); err == nil {
		got, err := p.Works.Get(ctx, a, w)
		return got.Draftable, err
	}
	return commons.Draftable{}, nil
}

func (p *Pages) start(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a, f := r.Context(), org.ActorFrom(r.Context()), r.PostForm
	schools, err := p.Works.Schools(ctx, a)
	if err != nil {
		return err
	}
	school, err := id.Parse[org.Unit](f.Get("school"))
	if err != nil && len(schools) == 1 {
		school, err = schools[0].ID, nil
	}
	if err != nil {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f, fault.Fieldsf(fault.Field{Name: "school", Message: "请选择学校"}))
	}
	n, err := p.Prep.Start(ctx, a, school, p.plan(f))
	if fault.Is(err, fault.Invalid) {
		return p.showNew(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已建立，先写主备")
	ui.Redirect(w, r, path(n, ""))
	return nil
}

func (p *Pages) plan(f url.Values) prep.Plan {
	grade, _ := strconv.Atoi(f.Get("grade")) // not a number is no grade, which the service refuses
	v := prep.Plan{About: commons.Draftable{Title: f.Get("title"), Subject: f.Get("subject"), Grade: grade, Stage: p.StageOf(grade), Edition: f.Get("edition"), Volume: f.Get("volume"), Chapter: f.Get("chapter")},
		Once: f.Get("idem")}
	for _, m := range f["members"] {
		if who, err := id.Parse[org.Person](m); err == nil {
			v.Members = append(v.Members, who)
		}
	}
	v.From, _ = id.Parse[commons.Version](f.Get("from")) // nothing else than an id begins anywhere
	v.Draft, _ = id.Parse[commons.Work](f.Get("draft"))
	if day, err := time.ParseInLocation("2006-01-02", f.Get("due"), clock.Shanghai); err == nil {
		v.Due = clock.At(day.Add(24*time.Hour - time.Minute))
	}
	return v
}

func (p *Pages) session(w http.ResponseWriter, r *http.Request) error {
	n, err := sessionOf(r, "session")
	if err != nil {
		return err
	}
	return p.show(w, r, n, http.StatusOK, func(*sessionView) {})
}

// show renders the session; change puts in what was sent and refused.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, n prep.ID, status int, change func(*sessionView)) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	x, comments, err := p.Prep.Get(ctx, a, n)
	if err != nil {
		return err
	}
	v := sessionView{Labels: p.Labels, Session: x, Comments: comments, Me: a.Person, At: path(n, "")}
	if err := p.fill(r, &v); err != nil {
		return err
	}
	change(&v)
	return ui.Render(w, r, status, sessionPage(v))
}

func (p *Pages) fill(r *http.Request, v *sessionView) (err error) {
	if v.Names, err = p.names(r, v.Session); err != nil {
		return err
	}
	v.School = lesson.UnitName(r.Context(), p.Org, v.Owner)
	if v.State == prep.Done {
		v.Pieces, err = p.Prep.Pieces(r.Context(), v.ID)
	}
	if v.State == prep.Final {
		v.Offers = offers(v.Session)
	}
	return err
}

// offers are what the copies have that the final text does not: places where a copy says what neither the first text nor the final text
// says, or leaves out what the first text says.
func offers(x prep.Session) []prep.Offer {
	first := map[string]bool{}
	for _, q := range prep.Parts(x.Main) {
		first[q] = true
	}
	now := prep.Parts(x.Final)
	there := map[string]bool{}
	for _, q := range now {
		there[q] = true
	}
	var out []prep.Offer
	for _, m := range x.Members {
		for _, o := range prep.Offers(now, m.Person, prep.Parts(m.Text)) {
			own := false
			for _, q := range o.Text {
				own = own || !first[q] && !there[q]
			}
			if len(o.Text) == 0 {
				for _, q := range now[o.From:o.To] {
					own = own || first[q]
				}
			}
			if own {
				out = append(out, o)
			}
		}
	}
	return out
}

// take puts the chosen offers into the final text as it is stored; the form names the revision that it showed.
func (p *Pages) take(r *http.Request, a *org.Actor, n prep.ID) error {
	x, _, err := p.Prep.Get(r.Context(), a, n)
	if err != nil {
		return err
	}
	rev := number(r, "rev")
	if rev != x.FinalRev {
		return &prep.Stale{Rev: x.FinalRev, Text: x.Final}
	}
	all := offers(x)
	var taken []prep.Offer
	for _, c := range r.PostForm["take"] {
		if i, err := strconv.Atoi(c); err == nil && i >= 0 && i < len(all) {
			taken = append(taken, all[i])
		}
	}
	if len(taken) == 0 {
		return fault.Fieldsf(fault.Field{Name: "take", Message: "请先勾选要采用的段落"})
	}
	return p.Prep.SaveFinal(r.Context(), a, n, rev, prep.Join(prep.Take(prep.Parts(x.Final), taken)))
}

func (p *Pages) finishedList(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Prep.Finished(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	v := listView{Labels: p.Labels, Rows: all, Head: true}
	if v.Names, err = p.names(r, all...); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

func (p *Pages) finished(w http.ResponseWriter, r *http.Request) error {
	n, err := sessionOf(r, "finished")
	if err != nil {
		return err
	}
	x, comments, err := p.Prep.ReadFinished(r.Context(), org.ActorFrom(r.Context()), n)
	if err != nil {
		return err
	}
	v := sessionView{Labels: p.Labels, Session: x, Comments: comments, Head: true}
	if err := p.fill(r, &v); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, sessionPage(v))
}
