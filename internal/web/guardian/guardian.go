// Package guardian is what a guardian sees of the own children, what guardians decide, and the page on which a person, pupil or
// guardian, sees who looked at the data and asks for a copy, a correction or an erasure.
//
// A guardian sees of practice what the pupil sees: right or wrong and why, never a score, a rank or another child. It may hold no
// rule: assess, privacy and org decide.
package guardian

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, and of what privacy says to people.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Assess   *assess.Service
	Homework *homework.Service
	Org      *org.Service
	Privacy  *privacy.Service
	// Subject names a subject's code in the words of the region; nil shows the code.
	Subject func(ctx context.Context, code string) string
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read, give, ask := string(org.ChildRead), string(org.ConsentGive), string(org.DataAsk)
	const child, work, request = "/family/{child}", "/family/{child}/work/{sitting}", "/my/requests/{request}"
	return []httpx.Route{
		{Pattern: "GET /family", Verb: read, Target: "own", Serve: p.family},
		{Pattern: "GET " + child, Verb: read, Target: "child", Serve: p.child},
		{Pattern: "GET " + work, Verb: read, Target: "sitting", Serve: p.work},
		{Pattern: "GET " + work + "/media/{no}/{name...}", Verb: read, Target: "sitting", Serve: p.media},
		{Pattern: "GET " + child + "/consents", Verb: give, Target: "child", Serve: p.consents},
		{Pattern: "POST " + child + "/consents", Verb: give, Target: "child", Serve: p.say},
		{Pattern: "GET /my/data", Verb: ask, Target: "own", Serve: p.mine},
		{Pattern: "GET /data/{child}", Verb: ask, Target: "child", Serve: p.data},
		{Pattern: "GET /data/{child}/ask", Verb: ask, Target: "child", Serve: p.askForm},
		{Pattern: "POST /data/{child}/ask", Verb: ask, Target: "child", Serve: p.ask},
		{Pattern: "GET " + request, Verb: ask, Target: "request", Serve: p.request},
		{Pattern: "GET " + request + "/print", Verb: ask, Target: "request", Serve: p.print},
		{Pattern: "GET " + request + "/file", Verb: ask, Target: "request", Serve: p.file},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "找不到这个地址")
	}
	return v, nil
}

func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unlawful, fault.Conflict:
		return true
	}
	return false
}

func childPath(p org.PersonID, rest string) string { return "/family/" + p.String() + rest }
func dataPath(p org.PersonID, rest string) string  { return "/data/" + p.String() + rest }
func requestPath(q privacy.RequestID, rest string) string {
	return "/my/requests/" + q.String() + rest
}

func workPath(p org.PersonID, s assess.SittingID, rest string) string {
	return childPath(p, "/work/"+s.String()+rest)
}

// kid is one child with what is to be done.
type kid struct {
	Person  org.PersonID
	Name    string
	Place   string
	Open    []todo
	Done    []todo
	Minutes int
	Ask     int // purposes on which this guardian has said nothing and consent is needed
}

type todo struct {
	assess.Sitting
	homework.Assignment
	Late bool
}

// week is how far back finished work is shown.
const week = 7 * 24 * time.Hour

// kidOf reads what the guardian sees of a child; the first service that is asked refuses anybody else.
func (p *Pages) kidOf(r *http.Request, child org.PersonID) (kid, error) {
	ctx, a := r.Context(), actor(r)
	k := kid{Person: child}
	sittings, err := p.Assess.MineOf(ctx, a, child)
	if err != nil {
		return k, err
	}
	who, err := p.Org.PersonByID(ctx, child)
	if err != nil {
		return k, err
	}
	k.Name = who.Name
	now := p.Org.Now()
	classes, err := p.Org.ClassesOfPerson(ctx, child, now)
	if err != nil {
		return k, err
	}
	if len(classes) > 0 {
		u, err := p.Org.Unit(ctx, classes[0].School)
		if err != nil {
			return k, err
		}
		k.Place = u.Name + " " + classes[0].Label()
	}
	stands, err := p.Privacy.Consents(ctx, a, child)
	if err != nil {
		return k, err
	}
	for _, st := range stands {
		if _, said := st.Of(a.Person); !said && st.Needed && st.State == privacy.Unsaid {
			k.Ask++
		}
	}
	return k, p.works(ctx, &k, sittings, now)
}

func (p *Pages) works(ctx context.Context, k *kid, sittings []assess.Sitting, now clock.Micros) error {
	ids := make([]id.Any, len(sittings))
	for i, s := range sittings {
		ids[i] = s.Assignment
	}
	briefs, err := p.Homework.Briefs(ctx, ids)
	if err != nil {
		return err
	}
	for _, s := range sittings {
		t := todo{Sitting: s, Assignment: briefs[s.Assignment]}
		if p.Subject != nil {
			t.Subject = p.Subject(ctx, t.Subject)
		}
		switch {
		case !s.Closed():
			t.Late = t.Due+(24*time.Hour).Microseconds() <= now
			k.Open = append(k.Open, t)
			k.Minutes += t.Minutes
		case s.Opened > now-week.Microseconds() || s.HandedIn > now-week.Microseconds():
			k.Done = append(k.Done, t)
		}
	}
	return nil
}

func (p *Pages) family(w http.ResponseWriter, r *http.Request) error {
	nodes, err := p.Org.ReachNodes(r.Context(), actor(r), org.ChildRead)
	if err != nil {
		return err
	}
	slices.SortFunc(nodes, func(a, b org.Node) int { return slices.Compare(a[:], b[:]) })
	var kids []kid
	for _, n := range slices.Compact(nodes) {
		k, err := p.kidOf(r, org.PersonID(n))
		if fault.Is(err, fault.NotFound) {
			continue // a link to nobody
		}
		if err != nil {
			return err
		}
		kids = append(kids, k)
	}
	return ui.Render(w, r, http.StatusOK, familyPage(kids))
}

func (p *Pages) child(w http.ResponseWriter, r *http.Request) error {
	child, err := pathID[org.Person](r, "child")
	if err != nil {
		return err
	}
	k, err := p.kidOf(r, child)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, childPage(k))
}

// workView is what came back for one practice.
type workView struct {
	assess.Sitting
	homework.Assignment
	Child   org.PersonID
	Replies []assess.Reply
}

// sitting is the practice in the path; it must be the child's in the path.
func (p *Pages) sitting(r *http.Request) (org.PersonID, assess.SittingID, error) {
	child, err := pathID[org.Person](r, "child")
	if err != nil {
		return child, assess.SittingID{}, err
	}
	s, err := pathID[assess.Sitting](r, "sitting")
	return child, s, err
}

func (p *Pages) work(w http.ResponseWriter, r *http.Request) error {
	child, sitting, err := p.sitting(r)
	if err != nil {
		return err
	}
	s, replies, err := p.Assess.RepliesOf(r.Context(), actor(r), sitting, func(no int, name string) string {
		return workPath(child, sitting, "/media/"+strconv.Itoa(no)+"/"+url.PathEscape(name))
	})
	open := fault.Is(err, fault.Conflict)
	if err != nil && !open {
		return err
	}
	if s.Person != child {
		return fault.New(fault.NotFound, "找不到这次练习")
	}
	briefs, err := p.Homework.Briefs(r.Context(), []id.Any{s.Assignment})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, workPage(workView{s, briefs[s.Assignment], child, replies}, open))
}

func (p *Pages) media(w http.ResponseWriter, r *http.Request) error {
	_, sitting, err := p.sitting(r)
	if err != nil {
		return err
	}
	no, err := strconv.Atoi(r.PathValue("no"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "找不到这张图")
	}
	f, mime, err := p.Assess.PictureOf(r.Context(), actor(r), sitting, no, r.PathValue("name"))
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

// consentView is what a guardian decides for one child.
type consentView struct {
	Child  org.PersonID
	Name   string
	Me     org.PersonID
	Stands []privacy.Stand
}

func (p *Pages) consents(w http.ResponseWriter, r *http.Request) error {
	child, err := pathID[org.Person](r, "child")
	if err != nil {
		return err
	}
	stands, err := p.Privacy.Consents(r.Context(), actor(r), child)
	if err != nil {
		return err
	}
	who, err := p.Org.PersonByID(r.Context(), child)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, consentPage(consentView{child, who.Name, actor(r).Person, stands}))
}

func (p *Pages) say(w http.ResponseWriter, r *http.Request) error {
	child, err := pathID[org.Person](r, "child")
	if err != nil {
		return err
	}
	if err := p.Org.Must(r.Context(), actor(r), org.ConsentGive, id.As[any](child)); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	say := r.PostForm.Get("say")
	if say != "yes" && say != "no" {
		return fault.New(fault.Invalid, "请选同意或不同意")
	}
	if err := p.Privacy.Say(r.Context(), actor(r), child, r.PostForm.Get("purpose"), say == "yes"); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已记下您的决定，随时可以改")
	ui.Redirect(w, r, childPath(child, "/consents"))
	return nil
}
