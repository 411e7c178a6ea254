package app_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/blob/blobtest"
	"github.com/tongxue-edu/tongxue/internal/id"
)

var dropDoor = regexp.MustCompile(`data-upload="(/teacher/drop/[0-9a-f-]{36}/uploads)"`)

// TestDropGoesOn: a file that is dropped goes up over a line that breaks and is one draft with its guesses when the last byte has come;
// the page says meanwhile that it waits; nobody else sees or ends it, and who makes no lessons there does not begin.
func TestDropGoesOn(t *testing.T) {
	_, in := demo(t)
	li, wang := in("li"), in("wang")
	m := dropDoor.FindStringSubmatch(li.do("GET", "/teacher/lessons", nil).Body.String())
	if m == nil {
		t.Fatal("the zone sends a plain form")
	}
	door := m[1]
	name := "数学/人教版五年级上册第三单元 小数除法 课件.png"
	body := append([]byte("\x89PNG\r\n\x1a\n"), blobtest.Random(6, 2<<20)...)
	for what, h := range map[string]map[string]string{
		"a program": {"Upload-Length": "9", "Upload-Metadata": called("a.exe")},
		"too large": {"Upload-Length": strconv.Itoa(21 << 20), "Upload-Metadata": called("a.png")},
	} {
		if rec := tus(li, "POST", door, nil, h); rec.Code != 422 && rec.Code != 413 || rec.Header().Get("Location") != "" {
			t.Errorf("%s: %d", what, rec.Code)
		}
	}
	size := map[string]string{"Upload-Length": strconv.Itoa(len(body)), "Upload-Metadata": called(name)}
	for _, who := range []string{"jiao", "sq01"} { // no teachers
		if rec := tus(in(who), "POST", door, nil, size); rec.Code != http.StatusForbidden {
			t.Errorf("%s begins: %d", who, rec.Code)
		}
	}
	if rec := tus(li, "POST", strings.Replace(door, "-", "-0", 1), nil, size); rec.Code != http.StatusNotFound {
		t.Errorf("a school that is none: %d", rec.Code)
	}
	at := tus(li, "POST", door, nil, size).Header().Get("Location")
	if !strings.HasPrefix(at, door+"/") {
		t.Fatal("not begun", at)
	}
	if rec := tus(li, "PATCH", at, body[:1<<20], map[string]string{"Upload-Offset": "0"}); rec.Code != 204 {
		t.Fatal(rec.Code, rec.Body)
	}
	if page := li.do("GET", "/teacher/drop", nil).Body.String(); !strings.Contains(page, "没有传完的文件") || !strings.Contains(page, "已传 1") {
		t.Error("the page does not offer to go on")
	}
	for _, method := range []string{"HEAD", "DELETE"} {
		if rec := tus(wang, method, at, nil, nil); rec.Code != http.StatusNotFound {
			t.Errorf("another teacher's %s: %d", method, rec.Code)
		}
	}
	if rec := tus(li, "HEAD", at, nil, nil); rec.Header().Get("Upload-Offset") != strconv.Itoa(1<<20) {
		t.Fatalf("it has come to %q", rec.Header().Get("Upload-Offset"))
	}
	var work string
	for range 2 { // the answer to the last piece may be lost: the same piece again makes no second draft
		rec := tus(li, "PATCH", at, body[1<<20:], map[string]string{"Upload-Offset": strconv.Itoa(1 << 20)})
		if done := rec.Header().Get("Upload-Done"); done != "" {
			work = done
		}
	}
	if rec := tus(li, "HEAD", at, nil, nil); rec.Header().Get("Upload-Done") != work || work == "" {
		t.Errorf("it became %q, then %q", work, rec.Header().Get("Upload-Done"))
	}
	page := li.do("GET", "/teacher/drop", nil).Body.String()
	if strings.Count(page, `value="小数除法"`) != 1 || !strings.Contains(page, "按文件名") || strings.Contains(page, "没有传完的文件") {
		t.Error("the draft with its guesses is not there once")
	}
	if rec := wang.do("GET", "/teacher/lessons/"+work, nil); rec.Code != http.StatusNotFound {
		t.Errorf("another teacher opens the draft: %d", rec.Code)
	}

	at = tus(li, "POST", door, nil, size).Header().Get("Location")
	if rec := li.do("POST", at+"/cancel", nil, from("/teacher/drop")); rec.Code != http.StatusSeeOther || tus(li, "HEAD", at, nil, nil).Code != http.StatusNotFound {
		t.Errorf("cancelled: %d", rec.Code)
	}
}

// TestDoubleClickWithFiles: a form with a file that is sent twice at once, or again after its answer, is taken once and answers the
// same; from a page opened anew it is another. Adding a file to a lesson has no key of its own: only the form's keeps it single.
func TestDoubleClickWithFiles(t *testing.T) {
	_, in := demo(t)
	li := in("li")
	lesson := newLesson(t, li, "双击")
	mark := ownOf.FindStringSubmatch(li.do("GET", lesson, nil).Body.String())
	send := func(idem string) *httptest.ResponseRecorder {
		b := &bytes.Buffer{}
		m := multipart.NewWriter(b)
		_, _ = m.WriteField("idem", idem), m.WriteField("own", mark[1])
		f, err := m.CreateFormFile("file", "双击.png")
		if err != nil {
			t.Error(err)
		}
		_, _ = f.Write([]byte("\x89PNG\r\n\x1a\nsame"))
		_ = m.Close()
		return holding(li, nil).do("POST", lesson+"/files", nil, func(r *http.Request) { // with cookies of its own: they run at once
			r.Body, r.ContentLength = io.NopCloser(b), int64(b.Len())
			r.Header.Set("Content-Type", m.FormDataContentType())
		})
	}
	files := func() int {
		return len(regexp.MustCompile(`/files/[0-9a-f-]{36}/remove"`).FindAllString(li.do("GET", lesson, nil).Body.String(), -1))
	}
	key := id.New[any]().String()
	var all sync.WaitGroup
	codes := make([]int, 4)
	for i := range codes {
		all.Go(func() { codes[i] = send(key).Code })
	}
	all.Wait()
	for _, c := range append(codes, send(key).Code) {
		if c != http.StatusSeeOther {
			t.Errorf("answers %v", codes)
		}
	}
	if n := files(); n != 1 {
		t.Errorf("five times the same form added %d files", n)
	}
	send(id.New[any]().String())
	if n := files(); n != 2 {
		t.Errorf("the form of a page opened anew: %d files", n)
	}
}
