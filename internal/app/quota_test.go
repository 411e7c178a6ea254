package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// TestRoomForFiles: a school sees what its people take, by name and without order of amounts, and sets the room of each; the system
// administrator sets the school's; a teacher sees the own. A room that ends is said where files are taken, one that is full at every way
// in; nobody else opens or changes it, and a restart keeps it.
func TestRoomForFiles(t *testing.T) {
	dir := t.TempDir()
	open := func() (*app.App, func(string) *visitor) {
		a, err := app.Open(context.Background(), app.Config{Dir: dir, Log: testkit.Logger(t), Demo: true})
		if err != nil {
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
	a, in := open()
	if _, err := a.Seed(context.Background(), 12); err != nil {
		t.Fatal(err)
	}
	wang, office, sys := in("wang"), in("jiaowu"), in("sys")
	at := roomOf(t, sys, "蓟州区山前中学")
	lesson := newLesson(t, wang, "空间")
	if rec := sendFile(wang, lesson+"/files", "file", "大.png", "\x89PNG\r\n\x1a\n", 10<<20, nil); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code)
	}

	page := office.do("GET", at, nil).Body.String()
	if !strings.Contains(page, "王秀峰") || !strings.Contains(page, "10.0 MB") && !strings.Contains(page, "10 MB") {
		t.Error("the school does not see its people's use")
	}
	if page := sys.do("GET", at, nil).Body.String(); strings.Contains(page, "王秀峰") {
		t.Error("the system administrator is shown people")
	}
	if page := wang.do("GET", "/teacher/room", nil).Body.String(); !strings.Contains(page, "您的文件") || !strings.Contains(page, lesson+"#files") {
		t.Error("a teacher does not see the own use")
	}
	for _, x := range []struct {
		who  *visitor
		path string
		form url.Values
		want int
	}{
		{sys, at, url.Values{"school": {"200"}, "person": {"20"}}, 303},
		{sys, at, url.Values{"school": {"1"}, "person": {"2"}}, 422}, // one person more than all
		{sys, at, url.Values{"school": {"0.01"}, "person": {"0"}}, 422},
		{sys, at, url.Values{"school": {"x"}, "person": {"1"}}, 422},
		{office, at + "/person", url.Values{"person": {"201"}}, 422},
		{office, at + "/person", url.Values{"person": {""}}, 422},
		{office, at + "/person", url.Values{"person": {"0.1"}}, 303},
		{office, at, url.Values{"school": {"0"}, "person": {"0"}}, 403},
		{office, at, url.Values{"school": {"x"}}, 403},
		{wang, at, url.Values{"school": {"0"}, "person": {"0"}}, 403},
		{wang, at + "/person", url.Values{"person": {"0"}}, 403},
		{in("qian"), at + "/person", url.Values{"person": {"0"}}, 403},
		{in("ju"), at + "/person", url.Values{"person": {"0"}}, 403},
		{office, roomOf(t, sys, "河西区实验中学") + "/person", url.Values{"person": {"0"}}, 404},
	} {
		if rec := x.who.do("POST", x.path, x.form); rec.Code != x.want {
			t.Errorf("%s %v: %d, want %d", x.path, x.form, rec.Code, x.want)
		}
	}
	for _, login := range []string{"wang", "qian", "ju", "sec", "sq01"} {
		if rec := in(login).do("GET", at, nil); rec.Code != 403 {
			t.Errorf("%s opens the school's room: %d", login, rec.Code)
		}
	}
	if rec := in("sq01").do("GET", "/teacher/room", nil); rec.Code != 403 {
		t.Errorf("a pupil: %d", rec.Code)
	}

	for _, where := range []string{lesson, "/teacher/drop", "/teacher/lessons"} {
		if page := wang.do("GET", where, nil).Body.String(); strings.Contains(page, "快满了") {
			t.Errorf("%s warns at a tenth", where)
		}
	}
	for i := range 5 { // 93 of 102.4 MB, each picture another
		if rec := sendFile(wang, lesson+"/files", "file", "大.png", "\x89PNG\r\n\x1a\n"+strconv.Itoa(i), 17<<20-int64(i), nil); rec.Code != http.StatusSeeOther {
			t.Fatal(rec.Code)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	a, in = open()
	defer a.Close()
	wang = in("wang")
	for _, where := range []string{lesson, "/teacher/drop", "/teacher/lessons", "/teacher/room"} {
		if page := wang.do("GET", where, nil).Body.String(); !strings.Contains(page, "快满了") {
			t.Errorf("%s does not say that the room ends", where)
		}
	}
	full := regexp.MustCompile(`您的文件空间不够：共 102\.4 MB，已用 9\d\.\d MB`)
	if rec := sendFile(wang, lesson+"/files", "file", "多.png", "\x89PNG\r\n\x1a\n+", 15<<20, nil); rec.Code != 413 || !full.MatchString(rec.Body.String()) {
		t.Errorf("the form of a full room: %d", rec.Code)
	}
	if rec := sendFile(wang, "/teacher/drop", "file", "多.png", "\x89PNG\r\n\x1a\n+", 15<<20, nil); rec.Code != 413 || !full.MatchString(rec.Body.String()) {
		t.Errorf("the drop of a full room: %d", rec.Code)
	}
	if rec := tus(wang, "POST", lesson+"/uploads", nil, map[string]string{"Upload-Length": strconv.Itoa(15 << 20), "Upload-Metadata": called("多.png")}); rec.Code != 413 || !full.MatchString(rec.Body.String()) {
		t.Errorf("the upload of a full room: %d %s", rec.Code, rec.Body)
	}
	dropped := "/teacher/drop/" + strings.TrimPrefix(at, "/files/room/") + "/uploads"
	if rec := tus(wang, "POST", dropped, nil, map[string]string{"Upload-Length": strconv.Itoa(15 << 20), "Upload-Metadata": called("多.png")}); rec.Code != 413 || !full.MatchString(rec.Body.String()) {
		t.Errorf("the dropped upload of a full room: %d %s", rec.Code, rec.Body)
	}
	class := regexp.MustCompile(`/teacher/materials/[0-9a-f-]{36}`).FindString(wang.do("GET", "/teacher/materials", nil).Header().Get("Location"))
	if rec := sendFile(wang, class, "file", "多.png", "\x89PNG\r\n\x1a\n+", 15<<20, nil); rec.Code != 413 || !full.MatchString(rec.Body.String()) || !strings.Contains(rec.Body.String(), "放进班级资料") {
		t.Errorf("class material in a full room: %d", rec.Code)
	}
	if page := wang.do("GET", class, nil).Body.String(); !strings.Contains(page, "快满了") || !strings.Contains(page, "七年级(1)班") {
		t.Error("the page of class material does not say that the room ends")
	}
	if rec := sendFile(wang, class, "file", "页.png", "\x89PNG\r\n\x1a\n", 4<<20, nil); rec.Code != 303 {
		t.Errorf("class material that fits: %d", rec.Code)
	}
	if page := wang.do("GET", "/teacher/room", nil).Body.String(); !strings.Contains(page, `href="`+class+`">七年级(1)班<`) {
		t.Error("a teacher does not see what the own class material takes")
	}
	if rec := in("jiaowu").do("POST", at+"/person", url.Values{"person": {"1"}}); rec.Code != 303 {
		t.Fatal(rec.Code)
	}
	if rec := sendFile(wang, lesson+"/files", "file", "多.png", "\x89PNG\r\n\x1a\n+", 15<<20, nil); rec.Code != 303 {
		t.Errorf("with more room: %d", rec.Code)
	}
}

// roomOf is the page of a unit's room, from the list.
func roomOf(t *testing.T, v *visitor, name string) string {
	t.Helper()
	m := regexp.MustCompile(`href="(/files/room/[0-9a-f-]{36})">` + name + `<`).FindStringSubmatch(v.do("GET", "/files/room", nil).Body.String())
	if m == nil {
		t.Fatal("the list has no", name)
	}
	return m[1]
}
