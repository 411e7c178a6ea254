// Package account is everybody's own page: where one is signed in, the password, one-time codes, recovery codes and passkeys; and
// the page that asks for the second factor before wide rights open.
//
// It shows and changes the account of whoever is signed in and no other. It may hold no rule of sign-in: package authn does.
package account

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Authn   *authn.Service
	Factors *authn.Factors
	Org     *org.Service
	Core    *db.DB
	Audit   *audit.Log
	Secure  bool // the base URL is https: cookies are too
	// Required says whether the rights of somebody ask for a second factor.
	Required func(context.Context, *org.Actor) (bool, error)
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	own := func(pattern string, serve func(http.ResponseWriter, *http.Request, who) error) httpx.Route {
		return httpx.Route{Pattern: pattern, Verb: string(org.OwnAccount), Target: "self", Serve: p.mine(serve)}
	}
	const open = "a passkey proves who it is"
	return []httpx.Route{
		own("GET /account", p.overview),
		own("POST /account/sessions/end", p.endSession),
		own("POST /account/sessions/end-others", p.endOthers),
		own("GET /account/password", p.passwordForm),
		own("POST /account/password", p.changePassword),
		own("GET /account/totp", p.totpForm),
		own("GET /account/totp/code", p.totpImage),
		own("POST /account/totp/begin", p.beginTOTP),
		own("POST /account/totp", p.confirmTOTP),
		own("POST /account/totp/remove", p.removeTOTP),
		own("POST /account/recovery", p.renewRecovery),
		own("POST /account/passkeys/begin", p.beginPasskey),
		own("POST /account/passkeys", p.addPasskey),
		own("POST /account/passkeys/name", p.namePasskey),
		own("POST /account/passkeys/remove", p.removePasskey),
		own("POST /account/links/remove", p.unlink),
		own("GET /account/factor", p.factorForm),
		own("POST /account/factor", p.proveCode),
		own("POST /account/factor/passkey", p.provePasskey),
		{Pattern: "POST /signin/passkey/begin", Open: open, Serve: p.beginSignIn},
		{Pattern: "POST /signin/passkey", Open: open, Serve: p.signIn},
	}
}

// who is the person whose account it is.
type who struct {
	*org.Actor
	session authn.Session
}

func (w who) subject() authn.Subject { return id.As[any](w.Account) }

// mine asks for the own account before a page is served.
func (p *Pages) mine(serve func(http.ResponseWriter, *http.Request, who) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		a := org.ActorFrom(r.Context())
		if authn.SessionFrom(r.Context()).Way == authn.ByBoard { // a class stands before it
			return fault.New(fault.Denied, "请在自己的设备上打开账号页面")
		}
		if err := p.Org.Must(r.Context(), a, org.OwnAccount, id.As[any](a.Person)); err != nil {
			return err
		}
		if r.Method == http.MethodPost {
			if err := httpx.FormError(r.ParseForm()); err != nil {
				return err
			}
		}
		return gone(serve(w, r, who{a, authn.SessionFrom(r.Context())}))
	}
}

// gone tells of one's own things that are no longer there: nobody else's are named here, so there is nothing to hide behind "not found".
func gone(err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.NotFound {
		return fault.Wrap(err, fault.Gone, f.Message, f.Args...)
	}
	return err
}

// label is how the account is called on a phone: its login, or the person's name when it has none.
func (p *Pages) label(ctx context.Context, me who) (string, error) {
	_, login, err := p.Authn.Login(ctx, me.subject())
	if fault.Is(err, fault.NotFound) {
		return me.Name, nil
	}
	return login, err
}

// browser is the value of the long-lived cookie, to which ceremonies are bound.
func (p *Pages) browser(w http.ResponseWriter, r *http.Request) string {
	return signin.Opening(w, r, p.Secure).Browser
}

// fresh is how long after signing in somebody without a second factor may set one up.
const fresh = 15 * time.Minute

// settled is refused when somebody with a second factor has not proved it, or signed in long ago without one: a stolen session
// must not change how its owner signs in.
func (p *Pages) settled(ctx context.Context, me who) error {
	if me.session.Strong {
		return nil
	}
	f, err := p.Factors.Of(ctx, me.subject())
	switch {
	case err != nil:
		return err
	case f.Any():
		return fault.New(fault.Denied, "请先完成第二重验证，再改动登录方式")
	case me.At-me.session.Created > fresh.Microseconds():
		return fault.New(fault.Denied, "为了安全，请先退出并重新登录，再改动登录方式")
	}
	return nil
}

// audited notes that somebody changed how they sign in: that it happened, never a secret.
func (p *Pages) audited(ctx context.Context, me who, action string) error {
	return p.Core.Write(ctx, func(tx *db.Tx) error { return p.note(tx, me, action) })
}

func (p *Pages) note(tx *db.Tx, me who, action string) error {
	self := id.As[any](me.Person)
	return p.Audit.Append(tx, audit.Entry{Actor: self, Action: action, Scope: self, Subject: self, Basis: "self", Request: me.Request, Detail: json.RawMessage(`{}`)})
}

func (p *Pages) overview(w http.ResponseWriter, r *http.Request, me who) error {
	v, err := p.view(r.Context(), me)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, overviewPage(v))
}

// overview is what the page shows.
type overview struct {
	me       who
	login    string
	sessions []authn.Session
	factor   authn.Factor
	links    []authn.Link
	required bool
	noKeys   error // why passkeys cannot work here
}

func (p *Pages) view(ctx context.Context, me who) (v overview, err error) {
	v = overview{me: me, noKeys: p.Factors.WhyNoPasskeys()}
	if _, v.login, err = p.Authn.Login(ctx, me.subject()); err != nil && !fault.Is(err, fault.NotFound) {
		return v, err
	}
	if v.sessions, err = p.Authn.Sessions(ctx, me.subject()); err != nil {
		return v, err
	}
	if v.links, err = p.Authn.Links(ctx, me.subject()); err != nil {
		return v, err
	}
	if v.factor, err = p.Factors.Of(ctx, me.subject()); err != nil {
		return v, err
	}
	if p.Required != nil {
		v.required, err = p.Required(ctx, me.Actor)
	}
	return v, err
}

func (p *Pages) endSession(w http.ResponseWriter, r *http.Request, me who) error {
	ref, err := id.Parse[any](r.PostForm.Get("session"))
	if err != nil {
		return fault.New(fault.NotFound, "这次登录已经结束")
	}
	if err := p.Authn.End(r.Context(), me.subject(), ref); err != nil {
		return err
	}
	if ref == me.session.Ref {
		ui.Redirect(w, r, "/signin")
		return nil
	}
	return said(w, r, "已退出那一处登录", "/account")
}

func (p *Pages) endOthers(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.Authn.EndAll(r.Context(), me.subject(), me.session.Ref); err != nil {
		return err
	}
	return said(w, r, "其他地方的登录都已退出", "/account")
}

func (p *Pages) passwordForm(w http.ResponseWriter, r *http.Request, me who) error {
	return p.password(w, r, me, nil)
}

func (p *Pages) password(w http.ResponseWriter, r *http.Request, me who, wrong error) error {
	_, login, err := p.Authn.Login(r.Context(), me.subject())
	if err != nil {
		return err
	}
	return ui.Render(w, r, status(wrong), passwordPage(login, wrong))
}

func (p *Pages) changePassword(w http.ResponseWriter, r *http.Request, me who) error {
	err := p.newPassword(r, me, p.browser(w, r))
	if err != nil {
		if shown(w, err) {
			return p.password(w, r, me, err)
		}
		return err
	}
	return said(w, r, "密码已改，其他地方的登录都已退出", "/account")
}

func (p *Pages) newPassword(r *http.Request, me who, browser string) error {
	ctx, form := r.Context(), r.PostForm
	if form.Get("new") != form.Get("again") {
		return fault.Fieldsf(fault.Field{Name: "again", Message: "两次输入的新密码不一样"})
	}
	if form.Get("new") == form.Get("old") && form.Get("new") != "" {
		return fault.Fieldsf(fault.Field{Name: "new", Message: "新密码不能和原密码一样"})
	}
	if err := p.Authn.Prove(ctx, me.subject(), form.Get("old"), browser); err != nil {
		return err
	}
	hash, err := p.Authn.Pool().Hash(ctx, form.Get("new"))
	if fault.Is(err, fault.Invalid) {
		return fault.Fieldsf(fault.Field{Name: "new", Message: "密码要有8到128个字符"})
	}
	if err != nil {
		return err
	}
	return p.Core.Write(ctx, func(tx *db.Tx) error {
		if err := p.Authn.SetPassword(tx, me.subject(), hash, me.session.Ref); err != nil {
			return err
		}
		return p.note(tx, me, "change.password")
	})
}
