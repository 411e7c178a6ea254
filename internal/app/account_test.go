package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

func cookieOf(rec *httptest.ResponseRecorder, name string) *http.Cookie {
	for _, c := range rec.Result().Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// visitor is a browser with its cookies.
type visitor struct {
	t       *testing.T
	app     *app.App
	cookies map[string]string
}

func (v *visitor) do(method, path string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	v.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for _, f := range change {
		f(r)
	}
	rec := httptest.NewRecorder()
	v.app.Mux.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		v.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return rec
}

func (v *visitor) signIn(login, password string) *httptest.ResponseRecorder {
	v.t.Helper()
	return v.do("POST", "/signin", url.Values{"login": {login}, "password": {password}})
}

// town is a seeded store that is no demonstration, with a clock that stands in a test's hand.
func town(t *testing.T) (*app.App, *clock.Fake, func() *visitor) {
	t.Helper()
	c := clock.NewFake(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC))
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Log: testkit.Logger(t), Clock: c, BaseURL: "https://box.school.lan"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.Seed(context.Background(), 12); err != nil {
		t.Fatal(err)
	}
	return a, c, func() *visitor { return &visitor{t, a, map[string]string{}} }
}

// phone shows the code of a secret.
func phone(t *testing.T, secret string, c *clock.Fake) string {
	t.Helper()
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	m := hmac.New(sha1.New, raw)
	_ = binary.Write(m, binary.BigEndian, c.Now().Unix()/30)
	sum := m.Sum(nil)
	o := sum[19] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[o:])&0x7fffffff%1_000_000)
}

var (
	secretText   = regexp.MustCompile(`<code>([A-Z2-7 ]{30,})</code>`)
	recoveryText = regexp.MustCompile(`<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>`)
)

// TestWideRightsAskForASecondFactor: a password alone opens the own account and nothing else; after the set-up everything; and on
// the next day the code is asked again.
func TestWideRightsAskForASecondFactor(t *testing.T) {
	_, c, browser := town(t)
	if v := browser(); v.signIn("li", app.DemoPassword).Code != http.StatusSeeOther || v.do("GET", "/teacher/lessons", nil).Code != http.StatusOK {
		t.Error("a teacher is asked for a second factor")
	}
	v := browser()
	if rec := v.signIn("ju", app.DemoPassword); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code)
	}
	if rec := v.do("GET", "/bureau", nil); rec.Header().Get("Location") != "/account/factor?next=%2Fbureau" {
		t.Errorf("a password alone opens the bureau's pages: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	if rec := v.do("POST", "/bureau/monitoring/new", url.Values{}); rec.Code != http.StatusForbidden {
		t.Errorf("a password alone may post: %d", rec.Code)
	}
	if rec := v.do("GET", "/bureau", nil, func(r *http.Request) { r.Header.Set("HX-Request", "true") }); rec.Code != http.StatusForbidden {
		t.Errorf("a fragment is given without the factor: %d", rec.Code)
	}
	if rec := v.do("GET", "/account", nil); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "请设置第二重验证") {
		t.Errorf("the own account: %d", rec.Code)
	}
	v.do("POST", "/account/totp/begin", nil)
	page := v.do("GET", "/account/totp", nil)
	secret := secretText.FindStringSubmatch(page.Body.String())
	if secret == nil {
		t.Fatal(page.Code, page.Body.String())
	}
	if img := v.do("GET", "/account/totp/code", nil); img.Header().Get("Content-Type") != "image/png" || img.Body.Len() < 300 {
		t.Errorf("the QR code: %d %s", img.Code, img.Header().Get("Content-Type"))
	}
	if rec := v.do("POST", "/account/totp", url.Values{"code": {"000000"}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", rec.Code)
	}
	weak := v.cookies[signin.Cookie]
	done := v.do("POST", "/account/totp", url.Values{"code": {phone(t, secret[1], c)}})
	codes := recoveryText.FindAllStringSubmatch(done.Body.String(), -1)
	if done.Code != http.StatusOK || len(codes) != 10 {
		t.Fatalf("%d, %d recovery codes", done.Code, len(codes))
	}
	if v.cookies[signin.Cookie] == weak {
		t.Error("the session became strong under its old secret")
	}
	if rec := v.do("GET", "/bureau", nil); rec.Code != http.StatusOK {
		t.Errorf("after the set-up: %d", rec.Code)
	}
	if rec := v.do("GET", "/account/totp/code", nil); rec.Code == http.StatusOK {
		t.Error("the secret is shown after the set-up")
	}
	c.Advance(24 * time.Hour)
	nextDay(t, c, browser(), secret[1], codes[0][1])
}

func nextDay(t *testing.T, c *clock.Fake, v *visitor, secret, recovery string) {
	t.Helper()
	v.signIn("ju", app.DemoPassword)
	if rec := v.do("POST", "/account/totp/remove", nil); rec.Code != http.StatusForbidden {
		t.Errorf("a password alone removes the factor: %d", rec.Code)
	}
	if rec := v.do("POST", "/account/passkeys/begin", nil); rec.Code != http.StatusForbidden {
		t.Errorf("a password alone adds a passkey: %d", rec.Code)
	}
	code := phone(t, secret, c)
	if rec := v.do("POST", "/account/factor", url.Values{"code": {code}, "next": {"//evil.example/"}}); rec.Header().Get("Location") != "/" {
		t.Errorf("after the code: %d %q", rec.Code, rec.Header().Get("Location"))
	}
	if rec := v.do("GET", "/bureau", nil); rec.Code != http.StatusOK {
		t.Errorf("after the code: %d", rec.Code)
	}
	other := &visitor{t, v.app, map[string]string{}}
	other.signIn("ju", app.DemoPassword)
	if rec := other.do("POST", "/account/factor", url.Values{"code": {code}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("somebody who looked over the shoulder uses the code again: %d", rec.Code)
	}
	if rec := other.do("POST", "/account/factor", url.Values{"code": {recovery}}); rec.Code != http.StatusSeeOther {
		t.Errorf("a recovery code: %d", rec.Code)
	}
}

func TestOwnAccount(t *testing.T) {
	_, _, browser := town(t)
	mine, thief := browser(), browser()
	mine.signIn("li", app.DemoPassword)
	thief.signIn("li", app.DemoPassword)
	page := mine.do("GET", "/account", nil).Body.String()
	refs := regexp.MustCompile(`name="session" value="([0-9a-f-]{36})"`).FindAllStringSubmatch(page, -1)
	if len(refs) != 1 || strings.Contains(page, mine.cookies[signin.Cookie]) {
		t.Fatalf("%d other sessions are listed", len(refs))
	}
	other := browser()
	other.signIn("wang", app.DemoPassword)
	if rec := other.do("POST", "/account/sessions/end", url.Values{"session": {refs[0][1]}}); rec.Code != http.StatusGone {
		t.Errorf("somebody else's session: %d", rec.Code)
	}
	if rec := thief.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusOK {
		t.Fatal("ended by somebody else")
	}
	mine.do("POST", "/account/sessions/end", url.Values{"session": {refs[0][1]}})
	if rec := thief.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/signin?next=%2Fteacher%2Flessons" {
		t.Errorf("an ended session still opens: %d", rec.Code)
	}
	thief.signIn("li", app.DemoPassword)
	form := url.Values{"old": {app.DemoPassword}, "new": {"新的晨读2027"}, "again": {"新的晨读2028"}}
	if rec := mine.do("POST", "/account/password", form); rec.Code != http.StatusUnprocessableEntity || strings.Contains(rec.Body.String(), "新的晨读") {
		t.Errorf("two different passwords: %d", rec.Code)
	}
	form.Set("again", "新的晨读2027")
	bad := url.Values{"old": {"wrong-wrong"}, "new": form["new"], "again": form["again"]}
	if rec := mine.do("POST", "/account/password", bad); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("the wrong old password: %d", rec.Code)
	}
	if rec := mine.do("POST", "/account/password", form); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code, rec.Body.String())
	}
	if rec := thief.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusSeeOther {
		t.Errorf("a new password leaves the thief in: %d", rec.Code)
	}
	if rec := mine.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusOK {
		t.Errorf("the owner was thrown out: %d", rec.Code)
	}
	if rec := browser().signIn("li", app.DemoPassword); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("the old password still opens: %d", rec.Code)
	}
}

// TestLostPhone: the operator takes the factors away; the password remains, the sessions end, and wide rights ask for a new factor.
func TestLostPhone(t *testing.T) {
	a, c, browser := town(t)
	v := browser()
	v.signIn("ju", app.DemoPassword)
	v.do("POST", "/account/totp/begin", nil)
	secret := secretText.FindStringSubmatch(v.do("GET", "/account/totp", nil).Body.String())
	v.do("POST", "/account/totp", url.Values{"code": {phone(t, secret[1], c)}})
	for command, args := range map[string]string{"clear-factors": `{"login":"ju"}`, "rotate-keys": `{}`} {
		if _, err := a.Do(t.Context(), command, json.RawMessage(args)); err != nil {
			t.Fatal(command, err)
		}
	}
	if rec := v.do("GET", "/account", nil); rec.Code == http.StatusOK {
		t.Error("the sessions are still open")
	}
	v.signIn("ju", app.DemoPassword)
	if rec := v.do("GET", "/account/factor", nil); !strings.Contains(rec.Body.String(), "还没有设置第二重验证") {
		t.Error("the factor is still there")
	}
	if rec := v.do("GET", "/bureau", nil); rec.Code != http.StatusSeeOther {
		t.Errorf("wide rights open without a factor: %d", rec.Code)
	}
	if _, err := a.Do(t.Context(), "clear-factors", json.RawMessage(`{"login":"ju","school":"sqzx"}`)); err == nil {
		t.Error("a school's code finds the region's account")
	}
}
