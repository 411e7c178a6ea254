package account

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// shown reports whether an error belongs beside the form, and sets Retry-After when waiting helps.
func shown(w http.ResponseWriter, err error) bool {
	if n := authn.RetryAfter(err); n > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(n))
		return true
	}
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Conflict
}

func status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return fault.KindOf(err).Status()
}

func said(w http.ResponseWriter, r *http.Request, text, to string) error {
	ui.Say(w, ui.Success, text)
	ui.Redirect(w, r, to)
	return nil
}

func (p *Pages) beginTOTP(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	label, err := p.label(r.Context(), me)
	if err != nil {
		return err
	}
	if _, _, err := p.Factors.BeginTOTP(r.Context(), me.subject(), label); err != nil {
		return err
	}
	ui.Redirect(w, r, "/account/totp")
	return nil
}

func (p *Pages) totpForm(w http.ResponseWriter, r *http.Request, me who) error {
	return p.totp(w, r, me, nil)
}

func (p *Pages) totp(w http.ResponseWriter, r *http.Request, me who, wrong error) error {
	secret, _, err := p.pending(r, me)
	if fault.Is(err, fault.NotFound) {
		ui.Redirect(w, r, "/account")
		return nil
	}
	if err != nil {
		return err
	}
	return ui.Render(w, r, status(wrong), totpPage(secret, wrong))
}

func (p *Pages) pending(r *http.Request, me who) (secret, address string, err error) {
	label, err := p.label(r.Context(), me)
	if err != nil {
		return "", "", err
	}
	return p.Factors.PendingTOTP(r.Context(), me.subject(), label)
}

// totpImage is the QR code of the secret that is being set up.
func (p *Pages) totpImage(w http.ResponseWriter, r *http.Request, me who) error {
	_, address, err := p.pending(r, me)
	if err != nil {
		return err
	}
	png, err := qrcode.Encode(address, qrcode.Medium, 264)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	_, err = w.Write(png)
	return err
}

func (p *Pages) confirmTOTP(w http.ResponseWriter, r *http.Request, me who) error {
	codes, err := p.Factors.ConfirmTOTP(r.Context(), me.subject(), r.PostForm.Get("code"))
	if err != nil {
		if shown(w, err) {
			return p.totp(w, r, me, err)
		}
		return err
	}
	if err := p.audited(r.Context(), me, "add.totp"); err != nil {
		return err
	}
	// Whoever has just shown a code has proved the factor in this session.
	token, err := p.Factors.Strengthen(r.Context(), me.subject(), me.session.Ref)
	if err != nil {
		return err
	}
	signin.Begin(w, token, p.Secure)
	return ui.Render(w, r, http.StatusOK, recoveryPage(codes))
}

func (p *Pages) removeTOTP(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	if err := p.Factors.RemoveTOTP(r.Context(), me.subject()); err != nil {
		return err
	}
	if err := p.audited(r.Context(), me, "remove.totp"); err != nil {
		return err
	}
	return said(w, r, "动态口令已停用", "/account")
}

func (p *Pages) renewRecovery(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	f, err := p.Factors.Of(r.Context(), me.subject())
	if err != nil {
		return err
	}
	if !f.TOTP {
		return fault.New(fault.Invalid, "先设置动态口令，才有恢复码")
	}
	codes, err := p.Factors.RenewRecovery(r.Context(), me.subject())
	if err != nil {
		return err
	}
	if err := p.audited(r.Context(), me, "renew.recovery"); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, recoveryPage(codes))
}

// answerJSON sends what a browser's authenticator is asked.
func answerJSON(w http.ResponseWriter, c authn.Ceremony, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	return json.NewEncoder(w).Encode(c)
}

func (p *Pages) beginPasskey(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	label, err := p.label(r.Context(), me)
	if err != nil {
		return err
	}
	c, err := p.Factors.BeginPasskey(r.Context(), me.subject(), label, p.browser(w, r))
	return answerJSON(w, c, err)
}

// answered is what the script put into the form; without a script there is nothing.
func answered(r *http.Request) (handle string, answer []byte, err error) {
	handle, answer = r.PostForm.Get("handle"), []byte(r.PostForm.Get("answer"))
	if handle == "" || len(answer) == 0 {
		return "", nil, fault.New(fault.Invalid, "这台设备的浏览器没有给出通行密钥")
	}
	return handle, answer, nil
}

func (p *Pages) addPasskey(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	handle, answer, err := answered(r)
	if err != nil {
		return err
	}
	if err := p.Factors.AddPasskey(r.Context(), me.subject(), p.browser(w, r), handle, r.PostForm.Get("name"), answer); err != nil {
		return err
	}
	if err := p.audited(r.Context(), me, "add.passkey"); err != nil {
		return err
	}
	// The authenticator asked for finger, face or PIN to make the key: the session is as strong as with it.
	token, err := p.Factors.Strengthen(r.Context(), me.subject(), me.session.Ref)
	if err != nil {
		return err
	}
	signin.Begin(w, token, p.Secure)
	return said(w, r, "通行密钥已登记", "/account")
}

func (p *Pages) namePasskey(w http.ResponseWriter, r *http.Request, me who) error {
	ref, err := id.Parse[any](r.PostForm.Get("passkey"))
	if err != nil {
		return fault.New(fault.NotFound, "没有这个通行密钥")
	}
	if err := p.Factors.RenamePasskey(r.Context(), me.subject(), ref, r.PostForm.Get("name")); err != nil {
		return err
	}
	return said(w, r, "名称已改", "/account")
}

func (p *Pages) removePasskey(w http.ResponseWriter, r *http.Request, me who) error {
	if err := p.settled(r.Context(), me); err != nil {
		return err
	}
	ref, err := id.Parse[any](r.PostForm.Get("passkey"))
	if err != nil {
		return fault.New(fault.NotFound, "没有这个通行密钥")
	}
	if err := p.Factors.RemovePasskey(r.Context(), me.subject(), ref); err != nil {
		return err
	}
	if err := p.audited(r.Context(), me, "remove.passkey"); err != nil {
		return err
	}
	return said(w, r, "通行密钥已删除", "/account")
}

func (p *Pages) factorForm(w http.ResponseWriter, r *http.Request, me who) error {
	return p.factor(w, r, me, r.URL.Query().Get("next"), nil)
}

func (p *Pages) factor(w http.ResponseWriter, r *http.Request, me who, next string, wrong error) error {
	next = ui.LocalPath(next, "/")
	if me.session.Strong {
		ui.Redirect(w, r, next)
		return nil
	}
	v, err := p.view(r.Context(), me)
	if err != nil {
		return err
	}
	return ui.Render(w, r, status(wrong), factorPage(v, next, wrong))
}

func (p *Pages) proveCode(w http.ResponseWriter, r *http.Request, me who) error {
	token, err := p.Factors.ProveCode(r.Context(), me.subject(), me.session.Ref, r.PostForm.Get("code"))
	return p.proved(w, r, me, token, err)
}

func (p *Pages) provePasskey(w http.ResponseWriter, r *http.Request, me who) error {
	handle, answer, err := answered(r)
	var token string
	if err == nil {
		token, err = p.Factors.ProvePasskey(r.Context(), me.subject(), me.session.Ref, handle, p.browser(w, r), answer)
	}
	return p.proved(w, r, me, token, err)
}

func (p *Pages) proved(w http.ResponseWriter, r *http.Request, me who, token string, err error) error {
	if err != nil {
		if shown(w, err) {
			return p.factor(w, r, me, r.PostForm.Get("next"), err)
		}
		return err
	}
	signin.Begin(w, token, p.Secure)
	ui.Redirect(w, r, ui.LocalPath(r.PostForm.Get("next"), "/"))
	return nil
}

func (p *Pages) beginSignIn(w http.ResponseWriter, r *http.Request) error {
	c, err := p.Factors.BeginPasskeySignIn(r.Context(), p.browser(w, r))
	return answerJSON(w, c, err)
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	handle, answer, err := answered(r)
	if err != nil {
		return err
	}
	token, _, err := p.Factors.SignInPasskey(r.Context(), handle, answer, signin.Opening(w, r, p.Secure))
	if err != nil {
		return err
	}
	signin.Begin(w, token, p.Secure)
	ui.Redirect(w, r, ui.LocalPath(r.PostForm.Get("next"), "/"))
	return nil
}

// spaced writes a secret in groups of four, as people type it.
func spaced(secret string) string {
	var b strings.Builder
	for i, c := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// faultText is a fault's sentence in the reader's language.
func faultText(ctx context.Context, err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return i18n.T(ctx, f.Message, f.Args...)
	}
	return ""
}
