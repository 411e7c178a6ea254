package app_test

import (
	"net/url"
	"strings"
	"testing"
)

// TestNationalSets: teachers see topics and papers of the platform; whoever manages the exchange names a course by its page and takes it
// out again, and nobody else does.
func TestNationalSets(t *testing.T) {
	_, in := demo(t)
	wang, sys := in("wang"), in("sys")
	for path, want := range map[string]string{
		"/national":      "/national/sets",
		"/national/sets": "劳动教育：从整理书桌开始",
		"/national/sets?kind=thematic_course&id=shili-topic": "学会一道家常菜",
		"/national/sets?kind=examinationpapers":              "第一章 有理数 单元练习",
		"/national/sets?kind=course":                         "没有公开课程的清单",
	} {
		if body := wang.do("GET", path, nil).Body.String(); !strings.Contains(body, want) || strings.Contains(body, "contentId=shili") || strings.Contains(body, "resourceId=shili") {
			t.Errorf("%s lacks %s, or leads to a page that there is not", path, want)
		}
	}
	if rec := wang.do("GET", "/national/sets?kind=course&id=none", nil); rec.Code != 404 {
		t.Errorf("a course that is none: %d", rec.Code)
	}
	course := url.Values{"title": {"跳绳入门"}, "address": {"https://basic.smartedu.cn/sports?courseId=c-7"}}
	for _, login := range []string{"wang", "qian", "jiao", "sq01"} {
		if rec := in(login).do("POST", "/exchange/courses", course); rec.Code != 403 && rec.Code != 404 {
			t.Errorf("%s names a course: %d", login, rec.Code)
		}
	}
	if rec := sys.do("POST", "/exchange/courses", url.Values{"title": {"跳绳入门"}, "address": {"https://example.org/?courseId=c-7"}}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "请粘贴国家平台上课程页的地址") {
		t.Errorf("a page from elsewhere: %d", rec.Code)
	}
	if rec := sys.do("POST", "/exchange/courses", course); rec.Code != 303 {
		t.Fatal(rec.Code)
	}
	for who, path := range map[*visitor]string{sys: "/exchange", wang: "/national/sets?kind=course"} {
		if !strings.Contains(who.do("GET", path, nil).Body.String(), "跳绳入门") {
			t.Errorf("%s does not list the course", path)
		}
	}
	if rec := sys.do("POST", "/exchange/courses/drop", url.Values{"course": {"c-7"}}); rec.Code != 303 {
		t.Fatal(rec.Code)
	}
	if strings.Contains(wang.do("GET", "/national/sets?kind=course", nil).Body.String(), "跳绳入门") {
		t.Error("a course that was taken out is still listed")
	}
}
