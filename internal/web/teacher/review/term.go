package review

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// termsView is one of the region's two lists.
type termsView struct {
	Kind string
	Rows []commons.Term
	Next string
	Sent url.Values
	Err  error
}

func kindOf(s string) string {
	if s == commons.Negative {
		return s
	}
	return commons.Hint
}

func (p *Pages) terms(w http.ResponseWriter, r *http.Request) error {
	return p.showTerms(w, r, http.StatusOK, termsView{Kind: kindOf(r.URL.Query().Get("list"))})
}

func (p *Pages) showTerms(w http.ResponseWriter, r *http.Request, status int, v termsView) error {
	var err error
	if v.Rows, err = p.Works.Terms(r.Context(), org.ActorFrom(r.Context()), v.Kind, r.URL.Query().Get("after")); err != nil {
		return err
	}
	if len(v.Rows) == 50 {
		v.Next = "/review/terms?list=" + v.Kind + "&after=" + url.QueryEscape(v.Rows[49].Term)
	}
	return ui.Render(w, r, status, termsPage(v))
}

// addTerms takes one term, or lines of a table 类别,词语,原因 pasted or saved as CSV.
func (p *Pages) addTerms(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	v := termsView{Kind: kindOf(r.PostForm.Get("list")), Sent: r.PostForm}
	all := []commons.Term{{Kind: v.Kind, Term: r.PostForm.Get("term"), Reason: r.PostForm.Get("reason")}}
	if _, err := p.Works.Terms(ctx, a, v.Kind, ""); err != nil { // permission before anything that was typed is judged
		return err
	}
	var err error
	if text := r.PostForm.Get("csv"); strings.TrimSpace(text) != "" {
		all, err = commons.ReadTerms(strings.NewReader(text))
	}
	n := 0
	if err == nil {
		n, err = p.Works.AddTerms(ctx, a, all)
	}
	if fault.Is(err, fault.Invalid) {
		v.Err = err
		return p.showTerms(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, i18n.T(ctx, "新增 %d 条", n))
	ui.Redirect(w, r, "/review/terms?list="+v.Kind)
	return nil
}

func (p *Pages) endTerm(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if _, err := p.Works.Terms(ctx, a, commons.Hint, ""); err != nil {
		return err
	}
	t, err := id.Parse[commons.Term](r.PostForm.Get("term"))
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "请选择要停用的词语")
	}
	if err := p.Works.EndTerm(ctx, a, t); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已停用")
	ui.Redirect(w, r, "/review/terms?list="+kindOf(r.PostForm.Get("list")))
	return nil
}
