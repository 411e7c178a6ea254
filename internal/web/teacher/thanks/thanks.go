// Package thanks holds what teachers say about a lesson that their class has used: the question that other pages mount, the card on a lesson's
// page, and the author's page of who used the own lessons. It counts nothing itself and shows no name beside a voice.
package thanks

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/spread"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages and parts of this package.
type Pages struct {
	Thanks *thanks.Service
	Spread *spread.Service // letters about schools that begin; nil: there are none
	Works  *commons.Service
	UseOf  func(ctx context.Context, a *org.Actor, works []id.Any) (map[id.Any]insight.WorkUse, error)
	lesson.Labels
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{
		{Pattern: "GET /teacher/thanks", Verb: string(org.LessonMake), Target: "self", Serve: p.received},
		{Pattern: "POST /teacher/thanks/news", Verb: string(org.LessonMake), Target: "self", Serve: p.news},
		{Pattern: "POST /teacher/thanks/{assignment}", Verb: string(org.AnswersEnter), Target: "assignment", Serve: p.say},
		{Pattern: "POST /teacher/thanks/voices/{voice}/answer", Verb: string(org.LessonMake), Target: "voice", Serve: p.answer},
		{Pattern: "POST /teacher/thanks/voices/{voice}/hide", Verb: string(org.LessonReview), Target: "voice", Serve: p.hide},
	}
}

const base = "/teacher/thanks"

// Card is the question about the lesson of an assignment, or nil when the actor is not to be asked. sheet says that the review-lesson sheet
// is open; back is where the answer leads.
func (p *Pages) Card(ctx context.Context, a *org.Actor, assignment id.Any, sheet bool, back string) (templ.Component, error) {
	ask, err := p.Thanks.Ask(ctx, a, assignment, sheet)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
		return nil, nil // somebody who may see the sheet but has not given the lesson
	}
	if err != nil || !ask {
		return nil, err
	}
	return askCard(assignment, back), nil
}

// OfLesson is the card on a lesson's page: its use first, then what those said who taught with it.
func (p *Pages) OfLesson(ctx context.Context, a *org.Actor, v commons.Version) (templ.Component, error) {
	s, err := p.Thanks.Of(ctx, a, v.Work)
	if err != nil {
		return nil, err
	}
	work := id.As[any](v.Work)
	use, err := p.UseOf(ctx, a, []id.Any{work})
	if err != nil {
		return nil, err
	}
	return lessonCard(cardView{Labels: p.Labels, Use: use[work], Summary: s, Reviewer: a.Has(org.LessonReview), Back: "/teacher/library/" + v.ID.String()}), nil
}

func formOf(r *http.Request) (url.Values, error) {
	err := httpx.FormError(r.ParseForm())
	return r.PostForm, err
}

func (p *Pages) say(w http.ResponseWriter, r *http.Request) error {
	f, err := formOf(r)
	if err != nil {
		return err
	}
	as, err := id.Parse[any](r.PathValue("assignment"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "找不到这次布置")
	}
	back := ui.LocalPath(f.Get("back"), "/teacher/sheets/"+as.String())
	d := thanks.Said{Verdict: thanks.Verdict(f.Get("verdict")), What: f["what"], Words: f.Get("words")}
	err = p.Thanks.Say(r.Context(), org.ActorFrom(r.Context()), as, d)
	if fault.Is(err, fault.Invalid) {
		return ui.Render(w, r, http.StatusUnprocessableEntity, againPage(as, back, f, err))
	}
	if err != nil {
		return err
	}
	if d.Verdict == thanks.Later {
		ui.Say(w, ui.Info, "好的，这一课不再问您")
	} else {
		ui.Say(w, ui.Success, "谢谢，作者会看到")
	}
	ui.Redirect(w, r, back)
	return nil
}

// mostWorks is how many of the own lessons the page shows; the others are on their own pages.
const mostWorks = 20

func (p *Pages) received(w http.ResponseWriter, r *http.Request) error {
	return p.showReceived(w, r, http.StatusOK, "", nil, nil)
}

func (p *Pages) showReceived(w http.ResponseWriter, r *http.Request, status int, voice string, sent url.Values, cause error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	rows, _, err := p.Works.Mine(ctx, a, commons.Published, "")
	if err != nil {
		return err
	}
	v := receivedView{Labels: p.Labels, Voice: voice, Sent: sent, Err: cause}
	var works []id.Any
	for _, x := range rows[:min(len(rows), mostWorks)] {
		s, err := p.Thanks.Mine(ctx, a, x.ID)
		if err != nil {
			return err
		}
		works = append(works, id.As[any](x.ID))
		v.Works = append(v.Works, ownWork{x, s, insight.WorkUse{}})
	}
	use, err := p.UseOf(ctx, a, works)
	if fault.Is(err, fault.Denied) { // makes lessons and reads no library
		use, err = nil, nil
	}
	if err != nil {
		return err
	}
	for i := range v.Works {
		v.Works[i].Use = use[id.As[any](v.Works[i].ID)]
	}
	if p.Spread != nil {
		v.News = true
		if v.Wanted, err = p.Spread.Wanted(ctx, a); err != nil {
			return err
		}
	}
	return ui.Render(w, r, status, receivedPage(v))
}

// news turns the letters about schools that begin on or off.
func (p *Pages) news(w http.ResponseWriter, r *http.Request) error {
	f, err := formOf(r)
	if err != nil {
		return err
	}
	wanted := f.Get("news") == "on"
	if err := p.Spread.Want(r.Context(), org.ActorFrom(r.Context()), wanted); err != nil {
		return err
	}
	if wanted {
		ui.Say(w, ui.Success, "有新学校用您的课时，会给您发消息")
	} else {
		ui.Say(w, ui.Info, "不再给您发这样的消息")
	}
	ui.Redirect(w, r, base)
	return nil
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context, a *org.Actor, v thanks.VoiceID, f url.Values) error {
		return p.Thanks.Answer(ctx, a, v, f.Get("answer"))
	}, "已回复", base)
}

func (p *Pages) hide(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, func(ctx context.Context, a *org.Actor, v thanks.VoiceID, f url.Values) error {
		return p.Thanks.Hide(ctx, a, v, f.Get("why"))
	}, "已隐藏，写评价的老师能看到原因", "/teacher/library")
}

func (p *Pages) act(w http.ResponseWriter, r *http.Request, f func(context.Context, *org.Actor, thanks.VoiceID, url.Values) error, said, back string) error {
	form, err := formOf(r)
	if err != nil {
		return err
	}
	v, err := id.Parse[thanks.Voice](r.PathValue("voice"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这条评价")
	}
	err = f(r.Context(), org.ActorFrom(r.Context()), v, form)
	if back == base && (fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)) {
		return p.showReceived(w, r, fault.KindOf(err).Status(), v.String(), form, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, said)
	ui.Redirect(w, r, ui.LocalPath(form.Get("back"), back))
	return nil
}
