package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/account"
)

// TestNationalArrivals: whoever comes from the national platform without having begun here is asked before entering, so that nobody is
// led into another's account; whose identity there disagrees with the roles here does not enter.
func TestNationalArrivals(t *testing.T) {
	a, _, _ := town(t)
	w := &arriving{t: t, app: a, oracle: &oracle{}}
	w.mux, _ = web.New(web.Config{Org: a.Org, Authn: a.Authn, Log: testkit.Logger(t)}, &account.Arrivals{Provider: w.oracle, Path: "/signin/national", Back: "/signin/national",
		Way: authn.ByNational, Fits: exchange.Sign{}.Fits, Unasked: true, Authn: a.Authn, Entry: a.Entry, Org: a.Org, Core: a.Core})
	w.who = authn.Identity{Issuer: "https://gateway.example", Subject: "teacher", Name: "赵", Kind: "1", Known: []authn.Known{{Number: "zhao"}}}
	unasked := map[string]string{}
	page := w.do(unasked, "GET", "/signin/national?ticket=t", nil).Body.String()
	handle, accounts := handleText.FindStringSubmatch(page), regexp.MustCompile(`name="account" value="([^"]+)"`).FindStringSubmatch(page)
	if handle == nil || accounts == nil || w.inside(unasked) != "" {
		t.Fatalf("who did not begin here was not asked: %q", w.inside(unasked))
	}
	form := url.Values{"handle": {handle[1]}, "account": {accounts[1]}}
	if rec := w.do(unasked, "POST", "/signin/national/choose", form); rec.Code != http.StatusSeeOther || w.inside(unasked) != "zhao" {
		t.Errorf("after the answer: %d %q", rec.Code, w.inside(unasked))
	}
	began := map[string]string{}
	if rec := w.do(began, "GET", "/signin/national?ticket=t&state=s&next=%2Freview", nil); rec.Header().Get("Location") != "/review" || w.inside(began) != "zhao" {
		t.Errorf("who began here: %d %q", rec.Code, w.inside(began))
	}
	w.who.Kind = "0"
	pupil := map[string]string{}
	if rec := w.do(pupil, "GET", "/signin/national?ticket=t&state=s", nil); rec.Code != http.StatusForbidden || w.inside(pupil) != "" {
		t.Errorf("a pupil there entered as a teacher: %d %q", rec.Code, w.inside(pupil))
	}
	w.who = authn.Identity{Issuer: "https://gateway.example", Subject: "new", Name: "新", Kind: "1"}
	if rec := w.do(map[string]string{}, "GET", "/signin/national?ticket=t&state=s", nil); rec.Code != http.StatusOK || !regexp.MustCompile(`action="/signin/national/link"`).MatchString(rec.Body.String()) {
		t.Errorf("somebody new: %d", rec.Code)
	}
}
