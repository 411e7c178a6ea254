package signin

import (
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// activateView is the page of an activation slip: first the code, then the password.
type activateView struct {
	Code   string
	For    entry.Activation // zero: no code was read yet
	Values url.Values
	Err    error
}

// activation opens a slip's page. It uses nothing up, so a preview of the link costs nothing.
func (p *Pages) activation(w http.ResponseWriter, r *http.Request) error {
	v := activateView{Code: r.URL.Query().Get("code")}
	if v.Code == "" {
		return ui.Render(w, r, http.StatusOK, activatePage(v))
	}
	return p.showActivation(w, r, v)
}

func (p *Pages) showActivation(w http.ResponseWriter, r *http.Request, v activateView) error {
	f, err := p.Entry.Activation(r.Context(), v.Code)
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	status := http.StatusOK
	if err != nil {
		v.Err, v.Values = err, url.Values{"code": {v.Code}}
	}
	if v.Err != nil {
		status = fault.KindOf(v.Err).Status()
	}
	v.For = f
	return ui.Render(w, r, status, activatePage(v))
}

func (p *Pages) activate(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	v := activateView{Code: r.PostForm.Get("code")}
	if !r.PostForm.Has("password") {
		return p.showActivation(w, r, v)
	}
	password := r.PostForm.Get("password")
	if password != r.PostForm.Get("again") {
		v.Err = fault.Fieldsf(fault.Field{Name: "again", Message: "两次输入的密码不一样"})
		return p.showActivation(w, r, v)
	}
	token, err := p.Entry.Activate(r.Context(), v.Code, password, Opening(w, r, p.Secure))
	if fault.Is(err, fault.Invalid) {
		v.Err = err
		return p.showActivation(w, r, v)
	}
	if err != nil {
		return err
	}
	if err := Replace(w, r, p.Authn, token, p.Secure); err != nil {
		return err
	}
	ui.Say(w, ui.Success, "密码已设好，您已登录")
	ui.Redirect(w, r, "/")
	return nil
}
