package signin

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
)

// BrowserCookie is the long-lived cookie by which accounts know a browser. It opens nothing: it only keeps other people's wrong
// passwords from making its owner wait.
const BrowserCookie = "tx_device"

// Opening describes this browser for a session; a browser without the long-lived cookie gets one.
func Opening(w http.ResponseWriter, r *http.Request, secure bool) authn.Opening {
	o := authn.Opening{Label: browserName(r.UserAgent())}
	if c, err := r.Cookie(BrowserCookie); err == nil && len(c.Value) == 43 {
		o.Browser = c.Value
		return o
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	o.Browser = base64.RawURLEncoding.EncodeToString(raw)
	http.SetCookie(w, &http.Cookie{Name: BrowserCookie, Value: o.Browser, Path: "/", MaxAge: 400 * 24 * 3600, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
	return o
}

// Begin gives the browser the session's cookie, which lives until the browser is closed or the session ends.
func Begin(w http.ResponseWriter, token string, secure bool) {
	http.SetCookie(w, &http.Cookie{Name: Cookie, Value: token, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
}

// browserName is the browser and system in words that their owner knows, for the list of sessions.
func browserName(agent string) string {
	first := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser := first([][2]string{{"MicroMessenger/", "WeChat"}, {"DingTalk/", "DingTalk"}, {"Edg/", "Edge"}, {"HuaweiBrowser/", "Huawei Browser"}, {"QQBrowser/", "QQ Browser"},
		{"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}})
	system := first([][2]string{{"HarmonyOS", "HarmonyOS"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}})
	return strings.Trim(browser+" · "+system, " ·")
}
