package ui

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// Theme is the person's choice of colours.
type Theme string

// The themes. Auto follows the system (prefers-color-scheme).
const (
	Auto  Theme = "auto"
	Light Theme = "light"
	Dark  Theme = "dark"
)

const (
	langCookie  = "tx_lang"
	themeCookie = "tx_theme"
	keysCookie  = "tx_keys"
	flashCookie = "tx_flash"
	yearSeconds = 365 * 24 * 3600
)

type prefs struct {
	theme Theme
	keys  string // KeysOff, or "" while single keys do something
	path  string // where the person is, for the forms that lead back
	flash []Flash
}

func prefsOf(ctx context.Context) prefs {
	p, ok := ctx.Value(prefsKey).(prefs)
	if !ok {
		return prefs{theme: Auto, path: "/"}
	}
	return p
}

func themeOf(s string) Theme {
	switch Theme(s) {
	case Light, Dark:
		return Theme(s)
	}
	return Auto
}

// Prefs is the middleware that reads language, theme and flash cookies into the context. Every page's route stands behind it.
func Prefs(tr *i18n.Translator) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			p := prefs{theme: Auto, path: r.URL.RequestURI()}
			lang := i18n.Zh
			if c, err := r.Cookie(langCookie); err == nil {
				lang = i18n.ParseLang(c.Value)
			}
			if c, err := r.Cookie(themeCookie); err == nil {
				p.theme = themeOf(c.Value)
			}
			if c, err := r.Cookie(keysCookie); err == nil && c.Value == KeysOff {
				p.keys = KeysOff
			}
			if r.Method == http.MethodGet && !IsHTMX(r) {
				if c, err := r.Cookie(flashCookie); err == nil {
					p.flash = decodeFlash(c.Value)
					http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
				}
			}
			if r.Method != http.MethodGet && r.Method != http.MethodHead {
				p.path = BackOf(r)
			}
			ctx := i18n.With(r.Context(), tr, lang)
			next.ServeHTTP(w, r.WithContext(context.WithValue(ctx, prefsKey, p)))
		})
	}
}

// BackOf is the page on this server that a form was sent from, "/" when unknown. So switching the language on a page shown after a
// failed POST leads back to it.
func BackOf(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return LocalPath(u.RequestURI(), "/")
}

// WithPrefs sets theme and current path by hand, for tests and for pages written to files.
func WithPrefs(ctx context.Context, theme Theme, path string) context.Context {
	return context.WithValue(ctx, prefsKey, prefs{theme: theme, path: path})
}

// SetPrefs answers POST /prefs: the form's lang and theme become cookies for a year, then the person goes back to the field
// "back". It is the whole theme and language switch; no script is needed.
func SetPrefs(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	lang, theme, keys := Chosen(r)
	KeepPrefs(w, lang, theme, keys)
	http.Redirect(w, r, LocalPath(r.PostForm.Get("back"), "/"), http.StatusSeeOther)
}

// The two states of single keys such as / for the search (WCAG 2.2, 2.1.4: who speaks to the machine switches them off).
const (
	KeysOn  = "on"
	KeysOff = "off"
)

// Chosen reads the form of the switch: language, theme and keys, each "" when it is not in the form.
func Chosen(r *http.Request) (lang, theme, keys string) {
	if v := r.PostForm.Get("lang"); v != "" {
		lang = string(i18n.ParseLang(v))
	}
	if v := r.PostForm.Get("theme"); v != "" {
		theme = string(themeOf(v))
	}
	if v := r.PostForm.Get("keys"); v == KeysOn || v == KeysOff {
		keys = v
	}
	return lang, theme, keys
}

// KeepPrefs makes the browser keep a choice for a year; what is empty stays as it is.
func KeepPrefs(w http.ResponseWriter, lang, theme, keys string) {
	for name, value := range map[string]string{langCookie: lang, themeCookie: theme, keysCookie: keys} {
		if value != "" {
			http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: yearSeconds, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
	}
}

// Say keeps a message for the next page: call it before [Redirect]. The text is a zh-CN key and is translated when shown; it
// must not hold personal data, because it travels in a cookie.
func Say(w http.ResponseWriter, tone Tone, text string, args ...string) {
	b, err := json.Marshal([]Flash{{tone, text, args}})
	if err != nil {
		return // strings always marshal
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/",
		MaxAge: 120, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func decodeFlash(v string) []Flash {
	b, err := base64.RawURLEncoding.DecodeString(v)
	if err != nil || len(b) > 2048 {
		return nil
	}
	var f []Flash
	if json.Unmarshal(b, &f) != nil || len(f) > 4 {
		return nil
	}
	for i := range f {
		switch f[i].Tone {
		case Info, Success, Warning, Danger:
		default:
			f[i].Tone = Info
		}
	}
	return f
}
