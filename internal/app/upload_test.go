package app_test

import (
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/httpx"
)

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// sendFile posts a form with a file of some bytes after its beginning; field is the file's name in the form.
func sendFile(v *visitor, path, field, name, begin string, more int64, fields url.Values) *httptest.ResponseRecorder {
	r, w := io.Pipe()
	m := multipart.NewWriter(w)
	go func() {
		for k := range fields {
			_ = m.WriteField(k, fields.Get(k))
		}
		f, err := m.CreateFormFile(field, name)
		if err == nil {
			_, err = io.Copy(f, io.MultiReader(strings.NewReader(begin), io.LimitReader(zeros{}, more)))
		}
		if err == nil {
			err = m.Close()
		}
		_ = w.CloseWithError(err)
	}()
	rec := v.do(http.MethodPost, path, nil, func(req *http.Request) {
		req.Body, req.ContentLength = io.NopCloser(r), -1
		req.Header.Set("Content-Type", m.FormDataContentType())
	})
	_ = r.Close()
	return rec
}

// TestUploadDoors finds every route of the program that takes large bodies, and sends each of them what is too large, what is of
// another kind than its name says, and what is no form at all: all is refused with words, and nothing is stored.
func TestUploadDoors(t *testing.T) {
	a, in := demo(t)
	li := in("li")
	lesson := li.do("POST", "/teacher/lessons", url.Values{"title": {"上传"}, "subject": {"maths"}, "grade": {"7"}}).Header().Get("Location")
	paper := li.do("POST", lesson+"/practice", nil).Header().Get("Location")
	paper = regexp.MustCompile(`/teacher/papers/[0-9a-f-]{36}`).FindString(paper)
	office := officeOf.FindStringSubmatch(in("jiaowu").do("GET", "/school/people", nil).Body.String())
	unit := regexp.MustCompile(`name="unit"[\s\S]*?<option value="([0-9a-f-]{36})"`).FindStringSubmatch(in("jiao").do("GET", "/bureau/monitoring/new", nil).Body.String())
	if unit == nil { // a single unit needs no choice
		unit = regexp.MustCompile(`name="unit" value="([0-9a-f-]{36})"`).FindStringSubmatch(in("jiao").do("GET", "/bureau/monitoring/new", nil).Body.String())
	}
	if lesson == "" || paper == "" || office == nil || unit == nil {
		t.Fatal("the doors are not found", lesson, paper, office, unit)
	}
	midterm := waitingExam(t, a, in("jiaowu"))
	intake := intakeOf(t, in("jiaowu"), midterm)
	doors := map[string]struct {
		who, path, field, name, begin string
		most                          int64
		fields                        url.Values
	}{
		"POST /teacher/lessons/{work}/files":          {"li", lesson + "/files", "file", "图.png", "\x89PNG\r\n\x1a\n", 20 << 20, nil},
		"POST /teacher/materials/{class}":             {"li", li.do("GET", "/teacher/materials", nil).Header().Get("Location"), "file", "图.png", "\x89PNG\r\n\x1a\n", 20 << 20, nil},
		"POST /teacher/drop":                          {"li", "/teacher/drop", "file", "图.png", "\x89PNG\r\n\x1a\n", 20 << 20, nil},
		"POST /teacher/papers/{paper}/import":         {"li", paper + "/import", "file", "题.zip", "PK\x03\x04", 0, url.Values{"rev": {"1"}}},
		"POST /bureau/monitoring/new":                 {"jiao", "/bureau/monitoring/new", "file", "表.csv", "a,b\n", 0, url.Values{"unit": {unit[1]}, "title": {"监测"}}},
		"POST /exchange/import":                       {"sys", "/exchange/import", "file", "目录.zip", "PK\x03\x04", 64 << 20, nil},
		"POST /admin/certificate":                     {"sys", "/admin/certificate", "cert", "a.pem", "-----BEGIN CERTIFICATE-----\n", 0, nil},
		"POST /school/roster/{office}":                {"jiaowu", "/school/roster/" + office[1], "file", "名册.zip", "PK\x03\x04", 0, nil},
		"POST /exams/{exam}/marks/{where}":            {"jiaowu", midterm, "files", "成绩.xlsx", "PK\x03\x04", book.MaxBytes, nil},
		"POST /marks/{intake}/files":                  {"jiaowu", intake + "/files", "files", "成绩.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", book.MaxBytes, url.Values{"rev": {"1"}}},
		"POST /exams/{exam}/blueprint/{subject}/read": {"jiaowu", midterm[:strings.Index(midterm, "/marks")] + "/blueprint/chinese/read", "file", "细目表.xlsx", "PK\x03\x04", book.MaxBytes, nil},
	}
	noFiles := map[string]bool{"POST /teacher/prep/{session}/main": true, "POST /teacher/prep/{session}/reply": true, "POST /teacher/prep/{session}/final": true, // long texts
		"POST /teacher/assignments/{assignment}/grid": true, "POST /marks/{intake}/map": true, // large forms, no files
		"PATCH /teacher/lessons/{work}/uploads/{upload}": true, "PATCH /teacher/drop/{school}/uploads/{upload}": true} // no forms: TestResume, TestDropGoesOn
	// lesson material may be a drawing: it leaves the main origin only as bytes without a type (lesson.TestWhatRunsIsOnlyBytes)
	material := map[string]bool{"POST /teacher/drop": true, "POST /teacher/materials/{class}": true, "POST /teacher/lessons/{work}/files": true}
	for _, rt := range a.Routes {
		if rt.Limit <= httpx.DefaultLimit || rt.Key || noFiles[rt.Pattern] {
			continue
		}
		d, ok := doors[rt.Pattern]
		if !ok {
			t.Errorf("%s takes large bodies and is not known here", rt.Pattern)
			continue
		}
		most := d.most
		if most == 0 {
			most = rt.Limit
		}
		v := in(d.who)
		before := rows(t, a)
		for what, send := range map[string]func() *httptest.ResponseRecorder{
			"too large": func() *httptest.ResponseRecorder {
				return sendFile(v, d.path, d.field, d.name, d.begin, most+1, d.fields)
			},
			"a web page": func() *httptest.ResponseRecorder {
				return sendFile(v, d.path, d.field, d.name, "<html><script>alert(1)</script>", 0, d.fields)
			},
			"a picture": func() *httptest.ResponseRecorder {
				return sendFile(v, d.path, d.field, "a.svg", "<svg onload='alert(1)'/>", 0, d.fields)
			},
			"a program": func() *httptest.ResponseRecorder {
				return sendFile(v, d.path, d.field, d.name, "MZ\x90\x00", 4096, d.fields)
			},
			"only its start": func() *httptest.ResponseRecorder {
				return sendFile(v, d.path, d.field, strings.Replace(d.name, ".png", ".gif", 1), "\x00", 64, d.fields)
			},
			"nothing":       func() *httptest.ResponseRecorder { return sendFile(v, d.path, d.field, d.name, "", 0, d.fields) },
			"another field": func() *httptest.ResponseRecorder { return sendFile(v, d.path, "x", d.name, d.begin, 10, d.fields) },
			"no form":       func() *httptest.ResponseRecorder { return v.do("POST", d.path, url.Values{"x": {"1"}}) },
			"a cut form": func() *httptest.ResponseRecorder {
				return v.do("POST", d.path, nil, func(r *http.Request) {
					r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
					r.Body = io.NopCloser(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc"))
				})
			},
		} {
			if what == "a picture" && material[rt.Pattern] {
				continue // taken, and shown from the content origin only: TestWhatRunsIsOnlyBytes
			}
			rec := send()
			if rec.Code < 400 || rec.Code >= 500 || rec.Code == http.StatusForbidden || rec.Code == http.StatusNotFound {
				t.Errorf("%s: %s: %d %s", rt.Pattern, what, rec.Code, rec.Header().Get("Location"))
			}
			if what == "too large" && rec.Code != http.StatusRequestEntityTooLarge && rec.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s: %s: %d", rt.Pattern, what, rec.Code)
			}
			if strings.Contains(rec.Body.String(), "alert(1)") {
				t.Errorf("%s: %s: the file is echoed", rt.Pattern, what)
			}
		}
		kept(t, a, rt.Pattern, before)
	}
}

// waitingExam is where marks of the demonstration's mid-term of grade 8 come in, which has none yet.
func waitingExam(t *testing.T, a *app.App, office *visitor) string {
	t.Helper()
	list := office.do("GET", "/exams", nil).Body.String()
	m := regexp.MustCompile(`href="(/exams/[0-9a-f-]{36})"[^>]*>八年级期中考试`).FindStringSubmatch(list)
	if m == nil {
		t.Fatal("no mid-term of grade 8")
	}
	rec := office.do("GET", m[1]+"/marks", nil)
	for range 3 { // a single place needs no choice
		if rec.Code != http.StatusSeeOther {
			break
		}
		to := rec.Header().Get("Location")
		if regexp.MustCompile(`/marks/[0-9a-f-]{36}$`).MatchString(to) {
			return to
		}
		rec = office.do("GET", to, nil)
	}
	to := regexp.MustCompile(`/exams/[0-9a-f-]{36}/marks/[0-9a-f-]{36}`).FindString(rec.Body.String())
	if to == "" {
		t.Fatal("no place for marks", rec.Code)
	}
	return to
}

// intakeOf leaves a file whose columns wait to be confirmed.
func intakeOf(t *testing.T, office *visitor, door string) string {
	t.Helper()
	to := sendFile(office, door, "files", "数学.csv", "学号,姓名,数学\n1,甲,5\n", 0, nil).Header().Get("Location")
	if !strings.HasPrefix(to, "/marks/") {
		t.Fatal("no intake: ", to)
	}
	return to
}

// kept: nothing was made by what was refused.
func kept(t *testing.T, a *app.App, pattern string, before int64) {
	t.Helper()
	if err := a.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := rows(t, a) - before; n != 0 {
		t.Errorf("%s: what was refused left %d rows", pattern, n)
	}
}

// TestPlanFromFile: a two-way table in a file fills the form; nothing is stored before it is saved.
func TestPlanFromFile(t *testing.T) {
	a, in := demo(t)
	office := in("jiaowu")
	door := waitingExam(t, a, office)
	before := rows(t, a)
	rec := sendFile(office, door[:strings.Index(door, "/marks")]+"/blueprint/english/read", "file", "细目表.csv", "题号,知识点,能力层次,题型,分值,预设难度,答案\n1,词汇,识记,单选,2,0.8,C\n2,写作,综合,写作,98,0.6,\n", 0, nil)
	body := rec.Body.String()
	if rec.Code != http.StatusOK || !strings.Contains(body, `value="词汇"`) || !strings.Contains(body, `value="98"`) {
		t.Errorf("%d, the form lacks what the file says", rec.Code)
	}
	kept(t, a, "the form", before)
}
