package credit

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

const casesPath = "/credit/appeals"

// appealRoutes are appeals 申诉: the form of the author, the list and the answer of who is responsible.
func (p *Pages) appealRoutes() []httpx.Route {
	read, answer := string(org.LibraryRead), string(org.CreditAnswer)
	return []httpx.Route{
		{Pattern: "GET /teacher/credit/appeal", Verb: read, Target: "self", Serve: p.appealForm},
		{Pattern: "POST /teacher/credit/appeal", Verb: read, Target: "self", Serve: p.appeal},
		{Pattern: "GET " + casesPath, Verb: answer, Target: "self", Serve: p.cases},
		{Pattern: "GET " + casesPath + "/{appeal}", Verb: answer, Target: "appeal", Serve: p.oneCase},
		{Pattern: "POST " + casesPath + "/{appeal}", Verb: answer, Target: "appeal", Serve: p.answer},
	}
}

// appealView is the author's form. Line is zero for a month.
type appealView struct {
	credit.Ledger
	Line  credit.Entry
	Month string
	Sent  url.Values
	Err   error
}

// about reads what an appeal is about: entry is the line, month the month without one.
func about(v url.Values) (entry id.Any, month string, err error) {
	month = v.Get("month")
	if text := v.Get("entry"); text != "" {
		if entry, err = id.Parse[any](text); err != nil {
			return entry, month, fault.Wrap(err, fault.NotFound, "没有这条记录，或不是您的")
		}
	}
	return entry, month, nil
}

func (p *Pages) appealForm(w http.ResponseWriter, r *http.Request) error {
	return p.showAppeal(w, r, http.StatusOK, r.URL.Query(), nil, nil)
}

func (p *Pages) showAppeal(w http.ResponseWriter, r *http.Request, status int, from, sent url.Values, cause error) error {
	entry, month, err := about(from)
	if err != nil {
		return err
	}
	line, err := p.Credit.Appealable(r.Context(), org.ActorFrom(r.Context()), entry, month)
	if err != nil {
		return err
	}
	v := appealView{Line: line, Month: line.Month, Sent: sent, Err: cause}
	if v.Ledger, err = p.Credit.Named(r.Context(), line); err != nil {
		return err
	}
	v.Until = map[string]int64{line.Month: p.Credit.AppealUntil(line.Month)}
	return ui.Render(w, r, status, appealPage(v))
}

func (p *Pages) appeal(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	entry, month, err := about(r.PostForm)
	if err != nil {
		return err
	}
	_, err = p.Credit.Appeal(r.Context(), org.ActorFrom(r.Context()), entry, month, r.PostForm.Get("reason"))
	switch {
	case fault.Is(err, fault.Invalid):
		return p.showAppeal(w, r, http.StatusUnprocessableEntity, r.PostForm, r.PostForm, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "申诉已交给本单位负责人，答复会写在这里，也会发到消息里")
	ui.Redirect(w, r, base+"#appeals")
	return nil
}

type casesView struct {
	Open  bool
	Rows  []credit.Appeal
	Next  string
	Later bool
	Names map[org.PersonID]string
	Units map[org.UnitID]string
}

func (p *Pages) cases(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := casesView{Open: r.URL.Query().Get("tab") != "done", Units: map[org.UnitID]string{}}
	var after credit.AppealID
	if text := r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = id.Parse[credit.Appeal](text); err != nil {
			return fault.Wrap(err, fault.NotFound, "没有这项申诉，或不在您的范围内")
		}
		v.Later = true
	}
	var more bool
	var err error
	if v.Rows, more, err = p.Credit.Cases(ctx, a, v.Open, after); err != nil {
		return err
	}
	if more {
		v.Next = casesTab(v.Open) + "&after=" + v.Rows[len(v.Rows)-1].ID.String()
	}
	var who []org.PersonID
	for _, x := range v.Rows {
		who = append(who, x.Person)
		if v.Units[x.Owner] == "" {
			u, err := p.Org.Unit(ctx, x.Owner)
			if err != nil {
				return err
			}
			v.Units[x.Owner] = u.Name
		}
	}
	if v.Names, err = p.Org.Names(ctx, who); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, casesPage(v))
}

func casesTab(open bool) string {
	if open {
		return casesPath + "?tab=open"
	}
	return casesPath + "?tab=done"
}

type caseView struct {
	credit.Case
	credit.Ledger
	Author, Unit, By string
	Sent             url.Values
	Err              error
}

func appealOf(r *http.Request) (credit.AppealID, error) {
	n, err := id.Parse[credit.Appeal](r.PathValue("appeal"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有这项申诉，或不在您的范围内")
	}
	return n, nil
}

func (p *Pages) oneCase(w http.ResponseWriter, r *http.Request) error {
	return p.showCase(w, r, http.StatusOK, nil, nil)
}

func (p *Pages) showCase(w http.ResponseWriter, r *http.Request, status int, sent url.Values, cause error) error {
	n, err := appealOf(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := caseView{Sent: sent, Err: cause}
	if v.Case, err = p.Credit.Case(ctx, org.ActorFrom(ctx), n); err != nil {
		return err
	}
	if v.Ledger, err = p.Credit.Named(ctx, v.Line); err != nil {
		return err
	}
	names, err := p.Org.Names(ctx, []org.PersonID{v.Person, v.Decider})
	if err != nil {
		return err
	}
	u, err := p.Org.Unit(ctx, v.Owner)
	v.Author, v.By, v.Unit = names[v.Person], names[v.Decider], u.Name
	if err != nil {
		return err
	}
	return ui.Render(w, r, status, casePage(v))
}

// milli reads points as people write them, with at most two decimals; 0 for what is no such number.
func milli(text string) credit.Milli {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || f <= 0 || f > 1e6 {
		return 0
	}
	return credit.Milli(math.Round(f*100)) * 10
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	n, err := appealOf(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	if grant := f.Get("grant"); grant == "yes" || grant == "no" {
		err = p.Credit.Answer(r.Context(), org.ActorFrom(r.Context()), n, grant == "yes", milli(f.Get("amount")), f.Get("answer"))
	} else {
		_, err = p.Credit.Case(r.Context(), org.ActorFrom(r.Context()), n)
		if err == nil {
			err = fault.Fieldsf(fault.Field{Name: "grant", Message: "请选择同意补记或维持原记录"})
		}
	}
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict):
		return p.showCase(w, r, fault.KindOf(err).Status(), f, err)
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "已答复，作者会收到消息")
	ui.Redirect(w, r, casesPath+"/"+n.String())
	return nil
}
