package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/id"
)

// TestSecurityHeaders asks for every address of the program, as nobody and as people of several roles, with and without what the path
// names, and for addresses that there are not: each answer says how it may be used, and no page allows a script of its own.
func TestSecurityHeaders(t *testing.T) {
	a, in := demo(t)
	people := map[string]*visitor{"nobody": {t, a, map[string]string{}}, "jiaowu": in("jiaowu"), "sys": in("sys"), "ban": in("ban"), "jia": in("jia")}
	paths := []string{"/nowhere", "/teacher/nowhere", "/assets/nowhere.js", "/assets/", "/sw.js", "/healthz", "/favicon.ico"}
	for _, rt := range a.Routes {
		path := rt.Path()
		for strings.Contains(path, "{") {
			i, j := strings.Index(path, "{"), strings.Index(path, "}")
			path = path[:i] + id.New[any]().String() + path[j+1:]
		}
		paths = append(paths, path)
	}
	pages := 0
	for who, v := range people {
		for _, path := range paths {
			for _, method := range []string{"GET", "POST"} {
				if method == "POST" && (path == "/signout" || path == "/switch") {
					continue
				}
				rec := v.do(method, path, url.Values{"x": {"1"}})
				pages += guarded(t, who, method+" "+path, rec)
			}
		}
	}
	if pages < 300 {
		t.Errorf("only %d pages were seen", pages)
	}
}

// guarded checks the headers of an answer; 1 for a page.
func guarded(t *testing.T, who, what string, rec *httptest.ResponseRecorder) int {
	t.Helper()
	h := rec.Header()
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "SAMEORIGIN"} {
		if h.Get(name) != want {
			t.Errorf("%s as %s: %s is %q", what, who, name, h.Get(name))
		}
	}
	if !strings.Contains(h.Get("Permissions-Policy"), "geolocation=()") {
		t.Errorf("%s as %s: it may ask where one is", what, who)
	}
	for _, c := range rec.Result().Cookies() {
		if c.MaxAge >= 0 && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode) {
			t.Errorf("%s as %s: cookie %s is open to scripts or to other sites", what, who, c.Name)
		}
	}
	if !strings.HasPrefix(h.Get("Content-Type"), "text/html") || h.Get("Location") != "" {
		return 0
	}
	csp := h.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'self'") && !strings.Contains(csp, "sandbox") {
		t.Errorf("%s as %s: content policy %q", what, who, csp)
	}
	if c := h.Get("Cache-Control"); !strings.Contains(c, "no-store") && !strings.HasPrefix(what, "GET /offline") && !strings.HasPrefix(what, "GET /install") {
		t.Errorf("%s as %s: kept by caches: %q", what, who, c)
	}
	return 1
}
