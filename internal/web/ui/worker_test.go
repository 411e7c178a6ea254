package ui

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// TestWorkerKeepsOnlyTheShell: the list that the browser keeps is the offline page and built files; each of them is served, the page
// is the same for everybody, and the worker is asked for anew at each visit.
func TestWorkerKeepsOnlyTheShell(t *testing.T) {
	w := httptest.NewRecorder()
	ServeWorker(w, httptest.NewRequest("GET", "/sw.js", nil))
	body := w.Body.String()
	if w.Header().Get("Cache-Control") != "no-cache" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("headers %v", w.Header())
	}
	m := regexp.MustCompile(`^const shell=\{name:"tx-shell-[0-9a-f]{12}",page:"/offline",files:\["([^\]]*)"\]\};`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("begins %.200s", body)
	}
	for _, f := range strings.Split(m[1], `","`) {
		a := httptest.NewRecorder()
		Assets().ServeHTTP(a, httptest.NewRequest("GET", f, nil))
		if a.Code != 200 || !strings.HasPrefix(f, "/assets/") {
			t.Errorf("%s: %d", f, a.Code)
		}
	}
	if n := len(body); n > 2500 {
		t.Errorf("%d bytes; the worker is to stay tiny", n)
	}
	for _, never := range []string{"cache.put", ".put("} {
		if strings.Contains(body, never) {
			t.Errorf("the worker keeps answers: %s", never)
		}
	}
	page := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/offline", nil)
	r = r.WithContext(WithShell(english(), Shell{User: &User{Name: "张三"}, RequestID: "abc", Brand: "某市"}))
	if err := ServeOffline(page, r); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"张三", "abc", "某市"} {
		if strings.Contains(page.Body.String(), secret) {
			t.Errorf("the page that a shared device keeps holds %s", secret)
		}
	}
	for _, f := range regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1) {
		if !strings.Contains(m[1], f[1]) {
			t.Errorf("the offline page needs %s, which is not kept", f[1])
		}
	}
}
