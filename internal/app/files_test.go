package app_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/blob/blobtest"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// tus sends one request of the protocol as somebody.
func tus(v *visitor, method, path string, body []byte, header map[string]string) *httptest.ResponseRecorder {
	return v.do(method, path, nil, func(r *http.Request) {
		r.Header.Set("Tus-Resumable", "1.0.0")
		r.Header.Set("Accept", "application/json")
		if body != nil {
			r.Header.Set("Content-Type", "application/offset+octet-stream")
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
		for k, s := range header {
			r.Header.Set(k, s)
		}
	})
}

func called(name string) string { return "filename " + base64.StdEncoding.EncodeToString([]byte(name)) }

func newLesson(t *testing.T, v *visitor, title string) string {
	t.Helper()
	at := v.do("POST", "/teacher/lessons", url.Values{"title": {title}, "subject": {"maths"}, "grade": {"7"}}).Header().Get("Location")
	if at == "" {
		t.Fatal("no lesson")
	}
	return at
}

// TestInfected: a file in which the scanner finds something opens for nobody; its author is told at the file and cannot submit the lesson
// with it, and may again without it.
func TestInfected(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: the stand-in for a scanner is a shell script")
	}
	script := filepath.Join(t.TempDir(), "scan")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nif grep -q virus \"$1\"; then echo \"$1: Test FOUND\"; exit 1; fi\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	a, in := demoOf(t, app.Config{Files: app.Files{Scanner: "command:" + script}})
	li := in("li")
	lesson := newLesson(t, li, "带病毒的课")
	for name, body := range map[string]string{"好.txt": "同学们好", "坏.txt": "a virus"} {
		rec := tus(li, "POST", lesson+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(len(body)), "Upload-Metadata": called(name)})
		if rec := tus(li, "PATCH", rec.Header().Get("Location"), []byte(body), map[string]string{"Upload-Offset": "0"}); rec.Code != 204 {
			t.Fatal(name, rec.Code, rec.Body)
		}
	}
	if err := a.Renders.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := li.do("GET", lesson, nil).Body.String()
	at := regexp.MustCompile(`(/files/[0-9a-f-]{36})/view">坏\.txt`).FindStringSubmatch(page)
	if at == nil || strings.Count(page, "查出病毒或已依法下架，请移除") != 1 {
		t.Fatal("the author is not told at the file")
	}
	if rec := li.do("GET", lesson+at[1]+"/view", nil); rec.Code != 410 || strings.Contains(rec.Body.String(), "发布的人") {
		t.Errorf("an infected file: %d", rec.Code)
	}
	to := regexp.MustCompile(`name="to"[^>]*value="([0-9a-f-]{36})"`).FindStringSubmatch(page)
	submit := func() *httptest.ResponseRecorder {
		return li.do("POST", lesson+"/submit", url.Values{"to": {to[1]}, "signed": {"李文澜"}})
	}
	if rec := submit(); rec.Code != 422 || !strings.Contains(rec.Body.String(), "请移除后再送审") {
		t.Errorf("submitted with a virus: %d", rec.Code)
	}
	if rec := li.do("POST", lesson+at[1]+"/remove", nil); rec.Code != 303 {
		t.Fatal(rec.Code)
	}
	if rec := submit(); rec.Code != 303 {
		t.Errorf("submitted without it: %d %s", rec.Code, rec.Body)
	}
}

// TestResume walks the protocol: creation, pieces, a wrong offset, another's id, a kind and a size that are refused before a byte
// comes, and the same end twice attaches one file.
func TestResume(t *testing.T) {
	a, in := demo(t)
	li, wang := in("li"), in("wang")
	lesson := newLesson(t, li, "续传")
	door := lesson + "/uploads"
	body := append([]byte("\x89PNG\r\n\x1a\n"), blobtest.Random(5, 3<<20)...)
	size := map[string]string{"Upload-Length": strconv.Itoa(len(body)), "Upload-Metadata": called("大图.png")}

	if rec := tus(li, "OPTIONS", door, nil, nil); rec.Code != 204 || !strings.Contains(rec.Header().Get("Tus-Extension"), "creation") || rec.Header().Get("Tus-Max-Size") == "" {
		t.Errorf("options: %d %v", rec.Code, rec.Header())
	}
	for what, h := range map[string]map[string]string{
		"a program": {"Upload-Length": "9", "Upload-Metadata": called("a.exe")},
		"too large": {"Upload-Length": strconv.Itoa(21 << 20), "Upload-Metadata": called("a.png")},
		"no size":   {"Upload-Metadata": called("a.png")},
		"no bytes":  {"Upload-Length": "0", "Upload-Metadata": called("a.png")},
		"enormous":  {"Upload-Length": strconv.Itoa(1 << 40), "Upload-Metadata": called("a.mp4")},
		"no number": {"Upload-Length": "-1", "Upload-Metadata": called("a.png")},
	} {
		if rec := tus(li, "POST", door, nil, h); rec.Code != 422 && rec.Code != 413 || rec.Header().Get("Location") != "" {
			t.Errorf("%s: %d", what, rec.Code)
		}
	}
	if rec := li.do("POST", door, nil, func(r *http.Request) { r.Header.Set("Upload-Length", "9") }); rec.Code != http.StatusPreconditionFailed {
		t.Errorf("without a version: %d", rec.Code)
	}
	rec := tus(li, "POST", door, nil, size)
	at := rec.Header().Get("Location")
	if rec.Code != 201 || !strings.HasPrefix(at, door+"/") || rec.Header().Get("Upload-Expires") == "" {
		t.Fatalf("creation: %d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	if rec := tus(li, "PATCH", at, body[:1<<20], map[string]string{"Upload-Offset": "0"}); rec.Code != 204 || rec.Header().Get("Upload-Offset") != strconv.Itoa(1<<20) {
		t.Fatalf("first piece: %d %v", rec.Code, rec.Header())
	}
	if rec := tus(li, "PATCH", at, body[:9], map[string]string{"Upload-Offset": "0"}); rec.Code != http.StatusConflict || rec.Header().Get("Upload-Offset") != strconv.Itoa(1<<20) {
		t.Errorf("a wrong offset: %d %v", rec.Code, rec.Header())
	}
	if rec := tus(li, "PATCH", at, body[:9], map[string]string{"Upload-Offset": strconv.Itoa(1 << 20), "Upload-Checksum": "sha1 " + base64.StdEncoding.EncodeToString(make([]byte, 20))}); rec.Code != 460 {
		t.Errorf("a changed piece: %d", rec.Code)
	}
	if rec := li.do("PATCH", at, url.Values{"x": {"1"}}, func(r *http.Request) { r.Header.Set("Tus-Resumable", "1.0.0") }); rec.Code != http.StatusUnsupportedMediaType {
		t.Errorf("another type: %d", rec.Code)
	}
	other := newLesson(t, wang, "别人的课") + "/uploads/" + at[strings.LastIndex(at, "/")+1:]
	for _, m := range []string{"HEAD", "PATCH", "DELETE"} {
		if rec := tus(wang, m, other, []byte{}, map[string]string{"Upload-Offset": strconv.Itoa(1 << 20)}); rec.Code != http.StatusNotFound {
			t.Errorf("%s of another's upload: %d", m, rec.Code)
		}
		if rec := tus(wang, m, at, []byte{}, map[string]string{"Upload-Offset": strconv.Itoa(1 << 20)}); rec.Code != http.StatusNotFound && rec.Code != http.StatusForbidden {
			t.Errorf("%s in another's lesson: %d", m, rec.Code)
		}
	}
	page := li.do("GET", lesson, nil).Body.String()
	if !strings.Contains(page, "没有传完的文件") || !strings.Contains(page, "大图.png") {
		t.Error("the page does not offer to go on")
	}
	rec = tus(li, "PATCH", at, body[1<<20:], map[string]string{"Upload-Offset": strconv.Itoa(1 << 20)})
	file := rec.Header().Get("Upload-Done")
	if rec.Code != 204 || file == "" {
		t.Fatalf("the rest: %d %s", rec.Code, rec.Body)
	}
	if rec := tus(li, "PATCH", at, []byte{}, map[string]string{"Upload-Offset": strconv.Itoa(len(body))}); rec.Code != 204 || rec.Header().Get("Upload-Done") != file {
		t.Errorf("the same end again: %d %v", rec.Code, rec.Header())
	}
	if err := a.Blobs.Verify(t.Context(), blob.Hash(body)); err != nil {
		t.Error(err)
	}
	got := li.do("GET", lesson+"/files/"+file, nil)
	if got.Code != 200 || !bytes.Equal(got.Body.Bytes(), body) {
		t.Errorf("the file: %d, %d bytes", got.Code, got.Body.Len())
	}
	page = li.do("GET", lesson, nil).Body.String()
	if strings.Count(page, ">大图.png</a>") != 1 || strings.Contains(page, "没有传完的文件") {
		t.Error("the file is not there once")
	}
	// What is not what it says is refused at its end and forgotten.
	rec = tus(li, "POST", door, nil, map[string]string{"Upload-Length": "4", "Upload-Metadata": called("假.pdf")})
	if rec := tus(li, "PATCH", rec.Header().Get("Location"), []byte("<svg"), map[string]string{"Upload-Offset": "0"}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "只能上传") {
		t.Errorf("not a PDF: %d %s", rec.Code, rec.Body)
	}
	if rec := tus(li, "DELETE", at, nil, nil); rec.Code != 204 {
		t.Errorf("termination: %d", rec.Code)
	}
}

// TestInstant: bytes that are public in the whole region need not come again; bytes that somebody holds in private are not told of.
func TestInstant(t *testing.T) {
	a, in := demo(t)
	li, wang := in("li"), in("wang")
	private := append([]byte("\x89PNG\r\n\x1a\n"), "private"...)
	lesson := newLesson(t, li, "私有")
	if rec := sendFile(li, lesson+"/files", "file", "私.png", string(private), 0, nil); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code)
	}
	ask := func(b []byte) int {
		h := strings.TrimPrefix(blob.Hash(b), "sha256:")
		return tus(wang, "POST", newLesson(t, wang, "问")+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(len(b)),
			"Upload-Metadata": called("a.png") + ",sha256 " + base64.StdEncoding.EncodeToString([]byte(h))}).Code
	}
	if got := ask(private); got != http.StatusCreated {
		t.Errorf("a private file is told of: %d", got)
	}
	_ = a
}

// TestCutLine goes over a real connection that dies in the middle: what the server counted is there, and the rest makes the whole.
func TestCutLine(t *testing.T) {
	a, in := demo(t)
	li := in("li")
	lesson := newLesson(t, li, "断线")
	body := append([]byte("\x89PNG\r\n\x1a\n"), blobtest.Random(6, 9<<20)...)
	at := tus(li, "POST", lesson+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(len(body)), "Upload-Metadata": called("a.png")}).Header().Get("Location")
	srv := httptest.NewServer(a.Mux)
	defer srv.Close()
	c, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(c, "PATCH %s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n",
		at, li.cookie(), len(body))
	_, _ = c.Write(body[:5<<20])
	_ = c.Close()
	staged := filepath.Join(a.Config.Dir, "uploads", at[strings.LastIndexByte(at, '/')+1:]+".bin")
	for range 1000 { // until the server has read what came: whoever asks before that takes the line over, and the rest is sent again
		if f, err := os.Stat(staged); err == nil && f.Size() >= 4<<20 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	var offset int
	for range 200 { // until the server has seen the end of the line
		rec := tus(li, "HEAD", at, nil, nil)
		if offset, _ = strconv.Atoi(rec.Header().Get("Upload-Offset")); offset == 5<<20 {
			break
		}
	}
	if offset < 4<<20 || offset > 5<<20 {
		t.Fatalf("%d bytes are kept of %d", offset, 5<<20)
	}
	rec := tus(li, "PATCH", at, body[offset:], map[string]string{"Upload-Offset": strconv.Itoa(offset)})
	if rec.Code == http.StatusConflict { // it went on counting meanwhile
		offset, _ = strconv.Atoi(rec.Header().Get("Upload-Offset"))
		rec = tus(li, "PATCH", at, body[offset:], map[string]string{"Upload-Offset": strconv.Itoa(offset)})
	}
	if rec.Code != 204 || a.Blobs.Verify(context.Background(), blob.Hash(body)) != nil {
		t.Errorf("the rest: %d %s", rec.Code, rec.Body)
	}
}

// TestQuota: over the room of a school or a person, a file is refused with a sentence before its bytes.
func TestQuota(t *testing.T) {
	a, in := demo(t)
	li := in("wang") // who has no files yet
	lesson := newLesson(t, li, "空间")
	setQuota(t, a, `{"school": 3000000, "person": 2000000}`)
	for size, want := range map[int]int{1_900_000: 201, 2_100_000: 413} {
		rec := tus(li, "POST", lesson+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(size), "Upload-Metadata": called("a.png")})
		if rec.Code != want || want == 413 && !strings.Contains(rec.Body.String(), "空间不够") {
			t.Errorf("%d bytes: %d %s", size, rec.Code, rec.Body)
		}
	}
	for range 2 { // the same bytes count once
		if rec := sendFile(li, lesson+"/files", "file", "小.png", "\x89PNG\r\n\x1a\n", 1<<20-8, nil); rec.Code != http.StatusSeeOther {
			t.Fatal(rec.Code)
		}
	}
	page := li.do("GET", lesson, nil).Body.String()
	if !strings.Contains(page, "您已用 1.0 MB") || !strings.Contains(page, "本校已用 1.0 MB") {
		t.Error("the page does not say how much room there is", regexp.MustCompile("您已用[^<]*").FindString(page))
	}
	if rec := tus(li, "POST", lesson+"/uploads", nil, map[string]string{"Upload-Length": "1200000", "Upload-Metadata": called("a.png")}); rec.Code != 413 {
		t.Errorf("beside what is there: %d", rec.Code)
	}
	for _, f := range regexp.MustCompile(regexp.QuoteMeta(lesson)+`/files/[0-9a-f-]{36}/remove`).FindAllString(page, -1) {
		li.do("POST", f, url.Values{})
	}
	if page := li.do("GET", lesson, nil).Body.String(); !strings.Contains(page, "您已用 0 B") {
		t.Error("what was removed still counts")
	}
	if rec := sendFile(li, lesson+"/files", "file", "a.png", "\x89PNG\r\n\x1a\n", 2_500_000, nil); rec.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("the plain form: %d", rec.Code)
	}
}

const insQuota db.SQL = `-- unscoped: a test's setting of the region
INSERT INTO org_setting (id, node, name, value, since, until, actor) VALUES (?, ?, 'files.quota', ?, 0, ?, ?)`

func setQuota(t *testing.T, a *app.App, value string) {
	t.Helper()
	region, err := a.Org.RegionUnit(t.Context())
	if err == nil {
		err = a.Core.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(insQuota, id.New[any](), region.ID, value, clock.Forever, id.New[any]())
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// cookie is the visitor's header line.
func (v *visitor) cookie() string {
	var all []string
	for name, value := range v.cookies {
		all = append(all, name+"="+value)
	}
	return strings.Join(all, "; ")
}

// TestPrepared: a document that comes in gets its PDF and its pieces by a job of the files' own queue, and its page shows it; without
// the programs the page says that there is only the original.
func TestPrepared(t *testing.T) {
	a, in := demo(t)
	li := in("li")
	lesson := newLesson(t, li, "课件")
	x := excelize.NewFile()
	_ = x.SetCellStr("Sheet1", "A1", "三角形")
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	if rec := sendFile(li, lesson+"/files", "file", "表.xlsx", b.String(), 0, nil); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code, rec.Body)
	}
	page := li.do("GET", lesson, nil).Body.String()
	at := regexp.MustCompile(regexp.QuoteMeta(lesson) + `/files/[0-9a-f-]{36}/view`).FindString(page)
	if at == "" {
		t.Fatal("no page of the file")
	}
	if !a.Renditions.Tools().Documents() {
		if body := li.do("GET", at, nil).Body.String(); !strings.Contains(body, "未安装转换工具，只提供原文件") {
			t.Error("the page does not say why there is only the original")
		}
		t.Skip("skipped: LibreOffice is not installed")
	}
	if body := li.do("GET", at, nil).Body.String(); !strings.Contains(body, "正在等待转换") {
		t.Error("the page does not say that it waits")
	}
	if err := a.Renders.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	body := li.do("GET", at, nil).Body.String()
	if !strings.Contains(body, "data-pdf=") {
		jobs, _ := a.Renders.Counts(t.Context())
		t.Fatal("no PDF", jobs)
	}
	pdf := strings.TrimSuffix(at, "/view") + "/as/pdf"
	rec := li.do("GET", pdf, nil, func(r *http.Request) { r.Header.Set("Range", "bytes=0-4") })
	if rec.Code != http.StatusPartialContent || rec.Body.String() != "%PDF-" {
		t.Errorf("a range of the PDF: %d %q", rec.Code, rec.Body)
	}
	if rec := in("wang").do("GET", pdf, nil); rec.Code != http.StatusNotFound && rec.Code != http.StatusForbidden {
		t.Errorf("a rendition for somebody else: %d", rec.Code)
	}
	if body := li.do("GET", strings.TrimSuffix(at, "view")+"pieces", nil).Body.String(); strings.Count(body, `"`) < 10 || !strings.Contains(body, `"piece":1048576`) {
		t.Error("pieces:", body)
	}
}

// TestDemonstrationHasFiles: the seeded lesson has a document and a drawing, made in code, which its readers open in the viewer and from the
// content origin.
func TestDemonstrationHasFiles(t *testing.T) {
	_, in := demo(t)
	wang := in("wang")
	found := wang.do("GET", "/teacher/library?q="+url.QueryEscape("移项与合并"), nil).Body.String()
	lesson := regexp.MustCompile(`/teacher/library/[0-9a-f-]{36}`).FindString(found)
	page := wang.do("GET", lesson, nil).Body.String()
	files := regexp.MustCompile(`(`+regexp.QuoteMeta(lesson)+`/files/[0-9a-f-]{36})/view`).FindAllStringSubmatch(page, -1)
	if len(files) != 2 {
		t.Fatal(lesson, files)
	}
	document := wang.do("GET", files[0][1], nil)
	if document.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(document.Body.String(), "%PDF-") || !strings.Contains(wang.do("GET", files[0][0], nil).Body.String(), "data-pdf=") {
		t.Error("the document is not in the viewer")
	}
	if view := wang.do("GET", files[1][0], nil).Body.String(); !strings.Contains(view, "天平.svg") {
		t.Error("the drawing has no page")
	}
	if raw := wang.do("GET", files[1][1], nil); raw.Header().Get("Content-Type") != "application/octet-stream" {
		t.Error("the drawing is more than bytes here")
	}
}
