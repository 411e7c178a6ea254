package review

import (
	"net/http"
	"net/url"
	"regexp"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// takedownRoutes are the pages of legal takedowns.
func (p *Pages) takedownRoutes() []httpx.Route {
	verb := string(org.Takedown)
	return []httpx.Route{
		{Pattern: "GET /takedowns", Verb: verb, Target: "self", Serve: p.takedowns},
		{Pattern: "GET /takedowns/of/{version}", Verb: verb, Target: "version", Serve: p.takedownForm},
		{Pattern: "POST /takedowns/of/{version}", Verb: verb, Target: "version", Serve: p.orderTakedown},
		{Pattern: "GET /takedowns/{takedown}", Verb: verb, Target: "takedown", Serve: p.receipt},
	}
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

type takedownsView struct {
	Rows  []commons.Takedown
	Asked string
	Err   error
}

// takedowns lists what was ordered; with the address of a lesson's page it goes to the form for that lesson.
func (p *Pages) takedowns(w http.ResponseWriter, r *http.Request) error {
	v := takedownsView{Asked: r.URL.Query().Get("lesson")}
	var err error
	if v.Rows, err = p.Works.Takedowns(r.Context(), org.ActorFrom(r.Context())); err != nil {
		return err
	}
	if at := uuid.FindString(v.Asked); at != "" {
		ui.Redirect(w, r, "/takedowns/of/"+at)
		return nil
	}
	if v.Asked != "" {
		v.Err = fault.Fieldsf(fault.Field{Name: "lesson", Message: "请粘贴这一课在资源库里的网址"})
	}
	return ui.Render(w, r, http.StatusOK, takedownsPage(v))
}

type takedownView struct {
	lesson.Labels
	Version      commons.Version
	Pictures     int // in the items of its practice
	School, Name string
	Sent         url.Values
	Err          error
}

func (p *Pages) takedownForm(w http.ResponseWriter, r *http.Request) error {
	return p.showTakedown(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showTakedown(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	ctx := r.Context()
	at, err := versionOf(r)
	if err != nil {
		return err
	}
	v := takedownView{Labels: p.Labels, Sent: sent, Err: cause}
	if v.Version, err = p.Works.ForTakedown(ctx, org.ActorFrom(ctx), at); err != nil {
		return err
	}
	if v.Pictures, err = p.Works.Pictured(ctx, v.Version); err != nil {
		return err
	}
	names, err := p.Org.Names(ctx, []org.PersonID{v.Version.Author})
	if err != nil {
		return err
	}
	v.School, v.Name = lesson.UnitName(ctx, p.Org, v.Version.Owner), names[v.Version.Author]
	return ui.Render(w, r, status, takedownPage(v))
}

func (p *Pages) orderTakedown(w http.ResponseWriter, r *http.Request) error {
	at, err := versionOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	t, err := p.Works.OrderTakedown(r.Context(), org.ActorFrom(r.Context()), at, commons.TakedownOrder{Basis: f.Get("basis"), Document: f.Get("document"), Reason: f.Get("reason")})
	if fault.Is(err, fault.Invalid) {
		return p.showTakedown(w, r, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已决定下架，正在清除")
	ui.Redirect(w, r, "/takedowns/"+t.String())
	return nil
}

type receiptView struct {
	commons.Takedown
	Lines []commons.TakedownLine
	Name  string
}

func (p *Pages) receipt(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t, err := id.Parse[commons.Takedown](r.PathValue("takedown"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到这次下架，或不在您的范围内")
	}
	var v receiptView
	if v.Takedown, v.Lines, err = p.Works.Receipt(ctx, org.ActorFrom(ctx), t); err != nil {
		return err
	}
	names, err := p.Org.Names(ctx, []org.PersonID{v.Actor})
	if err != nil {
		return err
	}
	v.Name = names[v.Actor]
	return ui.Render(w, r, http.StatusOK, receiptPage(v))
}
