package app_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// TestDoor walks in and out: sign-in, a wrong password, an expired session in the middle of a form, a form sent from a foreign
// page, and where a sign-in may lead.
func TestDoor(t *testing.T) {
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Seed(context.Background(), 60); err != nil {
		t.Fatal(err)
	}
	do := func(method, path, form string, change func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if change != nil {
			change(r)
		}
		rec := httptest.NewRecorder()
		a.Mux.ServeHTTP(rec, r)
		return rec
	}
	in := func(password, next string) *httptest.ResponseRecorder {
		return do("POST", "/signin", url.Values{"login": {"wang"}, "password": {password}, "next": {next}}.Encode(), nil)
	}
	if rec := do("GET", "/teacher/lessons", "", nil); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/signin?next=%2Fteacher%2Flessons" {
		t.Errorf("nobody is led to %d %s", rec.Code, rec.Header().Get("Location"))
	}
	if rec := in("wrong-wrong", "/"); rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "账号或密码不对") || strings.Contains(rec.Body.String(), "wrong-wrong") {
		t.Errorf("wrong password: %d", rec.Code)
	}
	for next, want := range map[string]string{"/teacher/library": "/teacher/library", "https://evil.example": "/", "//evil.example": "/", "/\\evil": "/"} {
		if rec := in(app.DemoPassword, next); rec.Header().Get("Location") != want {
			t.Errorf("next=%s leads to %q", next, rec.Header().Get("Location"))
		}
	}
	rec := in(app.DemoPassword, "/")
	cookie := cookieOf(rec, signin.Cookie)
	if cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie %+v", cookie)
	}
	with := func(r *http.Request) { r.AddCookie(cookie) }
	if rec := do("GET", "/teacher/lessons", "", with); rec.Code != http.StatusOK {
		t.Errorf("signed in: %d", rec.Code)
	}
	if rec := do("POST", "/teacher/lessons", "title=x", func(r *http.Request) { with(r); r.Header.Set("Sec-Fetch-Site", "cross-site") }); rec.Code != http.StatusForbidden {
		t.Errorf("a form of a foreign page was taken: %d", rec.Code)
	}
	if rec := do("POST", "/signout", "", with); rec.Code != http.StatusSeeOther {
		t.Errorf("sign out: %d", rec.Code)
	}
	if rec := do("POST", "/teacher/lessons", "title=x", with); rec.Code != http.StatusUnauthorized {
		t.Errorf("a form after the session's end: %d", rec.Code)
	}
	if rec := do("GET", "/nowhere", "", nil); rec.Code != http.StatusNotFound || !strings.Contains(rec.Body.String(), "<html") {
		t.Errorf("unknown path: %d", rec.Code)
	}
}
