package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/account"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// oracle is a provider that says who comes, for tests of what happens after its proof.
type oracle struct{ who authn.Identity }

func (o *oracle) Name() string { return "神谕" }
func (o *oracle) Begin(_ context.Context, _, next string) (string, error) {
	return "https://id.example/auth?next=" + url.QueryEscape(next), nil
}
func (o *oracle) Finish(_ context.Context, _ string, q url.Values) (authn.Identity, string, error) {
	if o.who.Subject == "" {
		return o.who, "", fault.New(fault.Invalid, "统一身份认证的回答不对，请重新登录")
	}
	return o.who, q.Get("next"), nil
}

type arriving struct {
	t   *testing.T
	app *app.App
	mux http.Handler
	*oracle
}

func (a *arriving) do(cookies map[string]string, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for n, v := range cookies {
		r.AddCookie(&http.Cookie{Name: n, Value: v})
	}
	rec := httptest.NewRecorder()
	a.mux.ServeHTTP(rec, r)
	for _, c := range rec.Result().Cookies() {
		cookies[c.Name] = c.Value
	}
	return rec
}

// inside says whose session a browser has.
func (a *arriving) inside(cookies map[string]string) string {
	s, err := a.app.Authn.Session(a.t.Context(), cookies[signin.Cookie])
	if err != nil {
		return ""
	}
	_, login, err := a.app.Authn.Login(a.t.Context(), s.Subject)
	if err != nil {
		a.t.Error(err)
	}
	return login
}

var handleText = regexp.MustCompile(`name="handle" value="([^"]+)"`)

func TestArrivals(t *testing.T) {
	a, c, _ := town(t)
	w := &arriving{t: t, app: a, oracle: &oracle{}}
	w.mux, _ = web.New(web.Config{Org: a.Org, Authn: a.Authn, Log: testkit.Logger(t)},
		&account.Arrivals{Provider: w.oracle, Authn: a.Authn, Entry: a.Entry, Org: a.Org, Core: a.Core})
	if rec := w.do(map[string]string{}, "GET", "/signin/oidc?next=//evil.example", nil); rec.Header().Get("Location") != "https://id.example/auth?next=%2F" {
		t.Errorf("the way there: %q", rec.Header().Get("Location"))
	}
	fresh := map[string]string{}
	if rec := w.do(fresh, "GET", "/signin/oidc/callback", nil); rec.Code != http.StatusUnprocessableEntity || w.inside(fresh) != "" {
		t.Errorf("a wrong answer: %d", rec.Code)
	}
	w.who = authn.Identity{Issuer: "https://id.example", Subject: "two", Known: []authn.Known{{Number: "li"}, {Number: "wang"}, {Number: "nobody"}, {School: "gone", Number: "li"}}}
	w.choosing()
	w.who = authn.Identity{Issuer: "https://id.example", Subject: "one", Known: []authn.Known{{Number: "zhao"}}}
	cookies := map[string]string{}
	if rec := w.do(cookies, "GET", "/signin/oidc/callback?next=%2Freview", nil); rec.Header().Get("Location") != "/review" || w.inside(cookies) != "zhao" {
		t.Errorf("one account: %d %q", rec.Code, w.inside(cookies))
	}
	w.ended(c)
	w.locked()
}

// choosing: somebody with two accounts chooses one of them, once, in the same browser.
func (w *arriving) choosing() {
	mine, thief := map[string]string{}, map[string]string{}
	page := w.do(mine, "GET", "/signin/oidc/callback?next=%2Flearn", nil).Body.String()
	handle := handleText.FindStringSubmatch(page)
	accounts := regexp.MustCompile(`name="account" value="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if handle == nil || len(accounts) != 2 || w.inside(mine) != "" {
		w.t.Fatalf("%d accounts to choose from", len(accounts))
	}
	form := url.Values{"handle": {handle[1]}, "account": {accounts[1][1]}}
	if rec := w.do(mine, "POST", "/signin/oidc/choose", form); rec.Header().Get("Location") != "/learn" || w.inside(mine) != "wang" {
		w.t.Errorf("chosen: %d %q", rec.Code, w.inside(mine))
	}
	if rec := w.do(thief, "POST", "/signin/oidc/choose", form); rec.Code != http.StatusConflict || w.inside(thief) != "" {
		w.t.Errorf("the choice counts twice: %d", rec.Code)
	}
	page = w.do(mine, "GET", "/signin/oidc/callback", nil).Body.String()
	foreign, err := w.app.Authn.Find(w.t.Context(), authn.Subject{}, "ju")
	if err != nil {
		w.t.Fatal(err)
	}
	form = url.Values{"handle": {handleText.FindStringSubmatch(page)[1]}, "account": {foreign.String()}}
	if rec := w.do(thief, "POST", "/signin/oidc/choose", form); rec.Code != http.StatusConflict {
		w.t.Errorf("another browser: %d", rec.Code)
	}
	page = w.do(mine, "GET", "/signin/oidc/callback", nil).Body.String()
	form.Set("handle", handleText.FindStringSubmatch(page)[1])
	if rec := w.do(mine, "POST", "/signin/oidc/choose", form); rec.Code == http.StatusSeeOther || w.inside(mine) == "ju" {
		w.t.Errorf("an account that is not one's own: %d", rec.Code)
	}
}

// ended: a link to an account that has ended leads nowhere, and its claim links nothing.
func (w *arriving) ended(c *clock.Fake) {
	zhao, err := w.app.Authn.Find(w.t.Context(), authn.Subject{}, "zhao")
	if err == nil {
		err = w.app.Core.Write(w.t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(endAccount, clock.At(c.Now()), zhao)
			return err
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	c.Advance(time.Second)
	cookies := map[string]string{}
	if rec := w.do(cookies, "GET", "/signin/oidc/callback", nil); rec.Code != http.StatusOK || w.inside(cookies) != "" || !strings.Contains(rec.Body.String(), "关联并进入") {
		w.t.Errorf("an ended account: %d %q", rec.Code, w.inside(cookies))
	}
}

// locked: the page that links counts wrong passwords like the sign-in.
func (w *arriving) locked() {
	w.who = authn.Identity{Issuer: "https://id.example", Subject: "new"}
	cookies := map[string]string{}
	page := w.do(cookies, "GET", "/signin/oidc/callback", nil)
	for range 5 {
		form := url.Values{"handle": {handleText.FindStringSubmatch(page.Body.String())[1]}, "login": {"qian"}, "password": {"wrong-wrong"}}
		if page = w.do(cookies, "POST", "/signin/oidc/link", form); page.Code != http.StatusUnprocessableEntity {
			w.t.Fatal(page.Code)
		}
	}
	form := url.Values{"handle": {handleText.FindStringSubmatch(page.Body.String())[1]}, "login": {"qian"}, "password": {app.DemoPassword}}
	page = w.do(cookies, "POST", "/signin/oidc/link", form)
	if page.Code != http.StatusTooManyRequests || page.Header().Get("Retry-After") == "" || w.inside(cookies) != "" {
		w.t.Errorf("passwords may be tried for ever: %d", page.Code)
	}
}
