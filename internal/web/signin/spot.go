package signin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/entry"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// EnrolCookie is the cookie of a school's enrolled device.
const EnrolCookie = "tx_enrolled"

// placeCookie remembers the school's short code on this browser. It is no secret.
const placeCookie = "tx_place"

const year = 400 * 24 * 3600 // what browsers keep at most

// Spot is the device and address that a request comes from.
func Spot(r *http.Request, e *entry.Service) (entry.Spot, error) {
	value := ""
	if c, err := r.Cookie(EnrolCookie); err == nil && len(c.Value) == 43 {
		value = c.Value
	}
	return e.SpotOf(r.Context(), value, httpx.ClientOf(r).Addr)
}

// Enrol gives the browser the cookie that makes it a school's device.
func Enrol(w http.ResponseWriter, token string, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: EnrolCookie, Value: token, Path: "/", MaxAge: year, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
}

// Replace begins a session in place of the one that this browser had, which ends: on a shared device nobody stays signed in behind
// the next.
func Replace(w http.ResponseWriter, r *http.Request, a *authn.Service, token string, secure bool) error {
	if c, err := r.Cookie(Cookie); err == nil {
		if err := a.SignOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	Begin(w, token, secure)
	open, err := a.Session(r.Context(), token)
	if err != nil || open.Way == authn.ByBoard { // a board looks as the room needs it
		return err
	}
	look, err := a.LookOf(r.Context(), open.Subject)
	ui.KeepPrefs(w, look.Lang, look.Theme, look.Keys) // as the person wants it, whoever used this browser before
	return err
}

// Leave ends the session of this browser.
func Leave(w http.ResponseWriter, r *http.Request, a *authn.Service, secure bool) error {
	if c, err := r.Cookie(Cookie); err == nil {
		if err := a.SignOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	http.SetCookie(w, &http.Cookie{Name: Cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
	return nil
}

// place is the short code that this browser remembers.
func place(r *http.Request) string {
	c, err := r.Cookie(placeCookie)
	if err != nil || len(c.Value) > 12 || strings.ContainsFunc(c.Value, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		return ""
	}
	return c.Value
}

func remember(w http.ResponseWriter, short string, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: placeCookie, Value: url.PathEscape(short), Path: "/", MaxAge: year, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
}
