package credit

import (
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

const auditPath = "/credit/audit"

// auditRoutes are the uses drawn by lot 抽查 and the hints 提示 of a month.
func (p *Pages) auditRoutes() []httpx.Route {
	verb := string(org.CreditAudit)
	return []httpx.Route{
		{Pattern: "GET " + auditPath, Verb: verb, Target: "self", Serve: p.audit},
		{Pattern: "GET " + auditPath + "/{month}/{used}", Verb: verb, Target: "used", Serve: p.oneUse},
		{Pattern: "POST " + auditPath + "/{month}/{used}", Verb: verb, Target: "used", Serve: p.check},
	}
}

func (p *Pages) audit(w http.ResponseWriter, r *http.Request) error {
	got, err := p.Credit.Audit(r.Context(), org.ActorFrom(r.Context()), r.URL.Query().Get("month"))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, auditPage(got))
}

type useView struct {
	credit.Audit
	credit.Looked
	Sent url.Values
	Err  error
}

func (p *Pages) oneUse(w http.ResponseWriter, r *http.Request) error {
	return p.showUse(w, r, http.StatusOK, nil, nil)
}

func usedOf(r *http.Request) (id.Any, error) {
	n, err := id.Parse[any](r.PathValue("used"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "这一条不在抽查和提示里，请从抽查页打开")
	}
	return n, nil
}

func (p *Pages) showUse(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	used, err := usedOf(r)
	if err != nil {
		return err
	}
	got, err := p.Credit.Audit(r.Context(), org.ActorFrom(r.Context()), r.PathValue("month"))
	if err != nil {
		return err
	}
	l, ok := got.Look(used)
	if !ok || got.Month != r.PathValue("month") {
		return fault.New(fault.NotFound, "这一条不在抽查和提示里，请从抽查页打开")
	}
	return ui.Render(w, r, status, usePage(useView{Audit: got, Looked: l, Sent: sent, Err: cause}))
}

func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	used, err := usedOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	month, found := r.PathValue("month"), r.PostForm.Get("found")
	if found == "used" || found == "none" {
		err = p.Credit.Check(r.Context(), org.ActorFrom(r.Context()), month, used, found == "none", r.PostForm.Get("note"))
	} else {
		err = fault.Fieldsf(fault.Field{Name: "found", Message: "请选择确认或不再计入"})
	}
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.showUse(w, r, fault.KindOf(err).Status(), r.PostForm, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "已记下查的结果")
	ui.Redirect(w, r, auditPath+"?month="+month)
	return nil
}
