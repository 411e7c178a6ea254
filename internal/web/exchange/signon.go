package exchange

import (
	"net/http"
	"strings"

	domain "github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

type signView struct {
	frame
	Config domain.GatewayConfig
	Back   string
	Tried  bool
	Orgs   []smartedu.Org
	TryErr error
}

func (p *Pages) signOn(w http.ResponseWriter, r *http.Request) error {
	return p.showSignOn(w, r, signView{})
}

func (p *Pages) showSignOn(w http.ResponseWriter, r *http.Request, v signView) error {
	ctx, a, wrong := r.Context(), actor(r), v.Err
	var err error
	if v.Config, err = p.Exchange.SignOn(ctx, a); err != nil {
		return err
	}
	if v.frame, err = p.frame(ctx, a); err != nil {
		return err
	}
	v.Back, v.Err = p.Back, wrong
	if wrong != nil {
		r.PostForm.Del("key") // a secret is never shown again
		v.Sent = r.PostForm
	}
	return ui.Render(w, r, statusOf(wrong), signPage(v))
}

func (p *Pages) setSignOn(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.SystemManage); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	err := p.Exchange.SetSignOn(r.Context(), actor(r), domain.GatewayConfig{On: f("on") == "1", Base: f("base"), Login: f("login"), AppID: f("app"), AppKey: f("key"), Code: f("code")})
	if err != nil && refused(err) {
		return p.showSignOn(w, r, signView{frame: frame{Err: err}})
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已保存")
	ui.Redirect(w, r, "/exchange/signon")
	return nil
}

// trySignOn asks the gateway with what is stored and shows what it says; nothing is changed.
func (p *Pages) trySignOn(w http.ResponseWriter, r *http.Request) error {
	if err := p.must(r, org.SystemManage); err != nil {
		return err
	}
	v := signView{Tried: true}
	v.Orgs, v.TryErr = p.Exchange.TrySignOn(r.Context(), actor(r))
	if v.TryErr != nil && !refused(v.TryErr) && !fault.Is(v.TryErr, fault.Down) {
		return v.TryErr
	}
	return p.showSignOn(w, r, v)
}
