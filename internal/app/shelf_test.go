package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
)

// TestOwnShelf: a teacher arranges the own shelf with every form on its page; nobody else finds it, and a school's shelf is for who keeps it.
func TestOwnShelf(t *testing.T) {
	_, in := demo(t)
	wang, li := in("wang"), in("li")
	post := func(v *visitor, path string, want int, kv ...string) string {
		t.Helper()
		f := url.Values{}
		for i := 0; i+1 < len(kv); i += 2 {
			f.Set(kv[i], kv[i+1])
		}
		rec := v.do("POST", path, f)
		if rec.Code != want {
			t.Fatalf("%s: %d, want %d\n%s", path, rec.Code, want, rec.Body)
		}
		return rec.Header().Get("Location")
	}
	at := post(wang, "/teacher/shelves", http.StatusSeeOther, "name", "我的书架")
	post(wang, at+"/links", http.StatusUnprocessableEntity, "link", "https://example.org/", "title", "别处")
	post(wang, at+"/links", http.StatusSeeOther, "link", "https://basic.smartedu.cn/1", "title", "平台的课")
	page := wang.do("GET", at, nil).Body.String()
	form := func(pattern string) string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("no %s on the page", pattern)
		}
		return m[1]
	}
	entry := form(`action="(/teacher/shelves/[0-9a-f-]+/entries/[0-9a-f-]+)"`)
	post(wang, at+"/rename", http.StatusSeeOther, "rev", form(`name="rev" value="(\d+)"`), "name", "常用的课")
	post(li, at+"/rename", http.StatusNotFound, "rev", "1", "name", "x")
	post(wang, entry, http.StatusSeeOther, "section", "第一单元", "note", "先看这个")
	post(wang, entry+"/move", http.StatusSeeOther, "by", "1")
	post(li, entry+"/remove", http.StatusNotFound)
	post(wang, entry+"/remove", http.StatusSeeOther)
	post(wang, at+"/discard", http.StatusSeeOther)
	if rec := wang.do("GET", at, nil); rec.Code != http.StatusNotFound {
		t.Errorf("the shelf is still there: %d", rec.Code)
	}
	list := wang.do("GET", "/teacher/shelves", nil).Body.String()
	m := regexp.MustCompile(`href="(/teacher/shelves/[0-9a-f-]{36})"`).FindStringSubmatch(list)
	if m == nil {
		t.Fatal("no shelf of a unit to read")
	}
	post(wang, m[1]+"/rename", http.StatusForbidden, "rev", "1", "name", "x")
}
