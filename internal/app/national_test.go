package app_test

import (
	"archive/zip"
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
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

// TestImportShrunk: a box without a line is offered to accept a catalogue that lost most of itself, once such a one has come, in a form
// that sends the consent before the file; without the consent nothing changes.
func TestImportShrunk(t *testing.T) {
	_, in := demo(t)
	sys := in("sys")
	const at = "/zxx/ndrs/national_lesson/teachingmaterials/"
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for name, body := range map[string]string{
		at + "version/data_version.json":          `{"module":"national_lesson","module_version":7,"urls":["` + at + `part_100.json"]}`,
		at + "part_100.json":                      `[{"id":"only","title":"只剩一本","resource_type_code":"teachingmaterials","status":"ONLINE","tag_list":[]}]`,
		"/zxx/ndrs/tags/national_lesson_tag.json": `{"tag_path":"x","hierarchies":[{"hierarchy_name":"学段","children":[{"tag_id":"a","tag_name":"初中","tag_dimension_id":"zxxxd","hierarchies":null}]}]}`,
	} {
		w, err := z.Create(strings.TrimPrefix(name, "/"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(body))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	bring := func(fields ...string) *httptest.ResponseRecorder {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		for _, name := range fields {
			_ = m.WriteField(name, "1")
		}
		f, _ := m.CreateFormFile("file", "目录.zip")
		_, _ = f.Write(archive.Bytes())
		_ = m.Close()
		return sys.do("POST", "/exchange/import", nil, func(r *http.Request) {
			*r = *httptest.NewRequest("POST", "/exchange/import", &b)
			r.Header.Set("Content-Type", m.FormDataContentType())
			for name, value := range sys.cookies {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
		})
	}
	const consent, file = `name="accept"`, `type="file"`
	if body := sys.do("GET", "/exchange", nil).Body.String(); strings.Contains(body, consent) || !strings.Contains(body, file) {
		t.Error("the consent is asked for before anything has shrunk")
	}
	rec := bring()
	body := rec.Body.String()
	if i := strings.Index(body, consent); rec.Code != 422 || i < 0 || i > strings.Index(body, file) {
		t.Fatalf("%d: no way to accept, or behind the file", rec.Code)
	}
	if rec := bring("accept"); rec.Code != 303 {
		t.Errorf("accepted: %d", rec.Code)
	}
	body = sys.do("GET", "/exchange", nil).Body.String()
	if strings.Contains(body, consent) || !strings.Contains(body, "1 本，其中平台菜单里 0 本") {
		t.Error("what was accepted is not there, or is asked for again")
	}
}
