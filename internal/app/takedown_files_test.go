package app_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/render"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// office gives a store whose office program writes a PDF of a few bytes, so that the test needs nothing that may be absent.
func office(t *testing.T) (*app.App, func(login string) *visitor) {
	t.Helper()
	tools := render.Find()
	tools = render.Tools{Shell: tools.Shell, Nice: tools.Nice, Office: filepath.Join(t.TempDir(), "office")}
	body := "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done; mkdir -p \"$2\"; printf '%%PDF-1.4 x' > \"$2/source.pdf\"\n"
	if err := os.WriteFile(tools.Office, []byte(body), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	if !tools.Documents() {
		t.Skip("skipped: programs are not run under limits on this system")
	}
	a, err := app.Open(t.Context(), app.Config{Dir: t.TempDir(), Log: testkit.Logger(t), Demo: true, Files: app.Files{Tools: &tools}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if _, err := a.Seed(context.Background(), 60); err != nil {
		t.Fatal(err)
	}
	return a, func(login string) *visitor {
		v := &visitor{t, a, map[string]string{}}
		if rec := v.signIn(login, app.DemoPassword); rec.Code != http.StatusSeeOther {
			t.Fatal(login, rec.Code)
		}
		return v
	}
}

// stage leaves a complete upload that was never handed over.
func stage(t *testing.T, a *app.App, body []byte) {
	t.Helper()
	owner := id.New[any]()
	u, err := a.Uploads.Create(owner, "x", "表.xlsx", "", int64(len(body)))
	if err == nil {
		_, err = a.Uploads.Append(t.Context(), owner, u.ID, 0, bytes.NewReader(body), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTakedownReaches: what is taken down goes from every place that the program has, the receipt names each, and no door lets it in
// again, from the order on.
func TestTakedownReaches(t *testing.T) {
	a, in := office(t)
	ctx := t.Context()
	li, wang := in("li"), in("wang")
	x := excelize.NewFile()
	_ = x.SetCellStr("Sheet1", "A1", "盗版")
	buf, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	body := buf.Bytes()
	hash := blob.Hash(body)
	lesson := newLesson(t, li, "要下架的课")
	if rec := sendFile(li, lesson+"/files", "file", "表.xlsx", string(body), 0, nil); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code, rec.Body)
	}
	if err := a.Renders.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	outs, err := a.Renditions.Outs(ctx, hash)
	if err != nil || outs["pdf"].Hash == "" {
		t.Fatal("no rendition", outs, err)
	}
	stage(t, a, body)
	by, theirs := actorOf(t, a, id.Any{}, "li"), actorOf(t, a, id.Any{}, "wang")
	classes, err := a.Lessons.MaterialClasses(ctx, theirs)
	if err != nil || len(classes) == 0 {
		t.Fatal(classes, err)
	}
	keep := func() error {
		_, err := a.Lessons.AddMaterial(ctx, theirs, classes[0].ID, "资料", commons.Upload{Name: "表.xlsx", Body: bytes.NewReader(body)})
		return err
	}
	w, err := id.Parse[commons.Work](lesson[strings.LastIndex(lesson, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	work, err := a.Lessons.Get(ctx, by, w)
	if err != nil {
		t.Fatal(err)
	}
	v, err := a.Lessons.Submit(ctx, by, w, work.Owner, by.Name)
	if err == nil {
		err = keep()
	}
	if err != nil {
		t.Fatal(err)
	}
	td, err := a.Lessons.OrderTakedown(ctx, actorOf(t, a, id.Any{}, "ju"), v.ID, commons.TakedownOrder{Basis: "著作权法", Document: "津教发〔2026〕1号", Reason: "整本教辅"})
	if err != nil {
		t.Fatal(err)
	}
	other := newLesson(t, wang, "再传")
	refused := func(when string) {
		t.Helper()
		if rec := sendFile(wang, other+"/files", "file", "改名.xlsx", string(body), 0, nil); rec.Code != 422 || !strings.Contains(rec.Body.String(), "依法下架") {
			t.Errorf("%s, the form: %d", when, rec.Code)
		}
		at := tus(wang, "POST", other+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(len(body)), "Upload-Metadata": called("改名.xlsx")}).Header().Get("Location")
		if rec := tus(wang, "PATCH", at, body, map[string]string{"Upload-Offset": "0"}); rec.Code != 422 || !strings.Contains(rec.Body.String(), "依法下架") {
			t.Errorf("%s, piece by piece: %d %s", when, rec.Code, rec.Body)
		}
		if rec := sendFile(wang, "/teacher/materials/"+classes[0].ID.String(), "file", "改名.xlsx", string(body), 0, url.Values{"title": {"x"}}); rec.Code != 422 {
			t.Errorf("%s, class material: %d", when, rec.Code)
		}
		if err := keep(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s, class material: %v", when, err)
		}
		if _, err := a.Blobs.Stat(ctx, hash); when == "done" && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: refused bytes stay", when)
		}
	}
	refused("ordered")
	if err := a.Lessons.RunTakedown(ctx, td); err != nil {
		t.Fatal(err)
	}
	refused("done")
	for _, h := range []string{hash, outs["pdf"].Hash} {
		if _, err := a.Blobs.Stat(ctx, h); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s is there: %v", h, err)
		}
	}
	if n, err := a.Uploads.Purge(hash); n != 0 || err != nil {
		t.Error("the staged upload is there", n, err)
	}
	_, lines, err := a.Lessons.Receipt(ctx, actorOf(t, a, id.Any{}, "ju"), td)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, l := range lines {
		got[l.Place] += l.Count
	}
	for place, n := range map[string]int{"这一课的各个版本": 1, "草稿里的文件": 1, "班级资料": 1, "转换的格式": 1, "上传暂存": 1, "文件库": 1} {
		if got[place] != n {
			t.Errorf("receipt, %s: %d, want %d", place, got[place], n)
		}
	}
	mine, err := a.Lessons.Materials(ctx, theirs, classes[0].ID)
	for _, m := range mine {
		if m.Hash == hash {
			t.Error("the class keeps it")
		}
	}
	if err != nil {
		t.Error(err)
	}
}
