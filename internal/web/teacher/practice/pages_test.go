package practice

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// site is the teacher's pages over a real store, with an empty paper of school A.
type site struct {
	*orgtest.World
	h      http.Handler
	assess *assess.Service
	paper  assess.PaperID
	lesson homework.Lesson
}

// Lesson satisfies homework.Lessons.
func (s *site) Lesson(context.Context, *org.Actor, id.Any) (homework.Lesson, error) {
	return s.lesson, nil
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := orgtest.New(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, assess.Migrations, homework.Migrations))
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{World: w, assess: assess.New(w.Core, w.Log, w.Org, store, nil, w.Clock)}
	s.write(t, func(tx *db.Tx) (err error) {
		s.paper, err = s.assess.CreatePaper(tx, w.SchoolA, w.TeacherA.Person)
		return err
	})
	s.lesson = homework.Lesson{Version: id.New[any](), Title: "水和温度", Subject: "科学", Paper: id.As[any](s.paper)}
	pages := &Pages{Assess: s.assess, Homework: homework.New(w.Core, w.Log, w.Org, s, s.assess, anything{}, w.Clock), Org: w.Org}
	mux := http.NewServeMux()
	for _, rt := range pages.Routes() {
		mux.HandleFunc(rt.Pattern, func(rw http.ResponseWriter, r *http.Request) {
			if v, err := id.Parse[org.Account](r.Header.Get("As")); err == nil {
				a, err := w.Org.Resolve(r.Context(), v, "test")
				if err != nil {
					http.Error(rw, err.Error(), http.StatusUnauthorized)
					return
				}
				r = r.WithContext(org.WithActor(r.Context(), a))
			}
			if err := rt.Serve(rw, r); err != nil {
				_ = ui.Render(rw, r, fault.KindOf(err).Status(), ui.ErrorPage(ui.Page{}, err))
			}
		})
	}
	s.h = ui.Prefs(i18n.New(ui.Catalogue(), Catalogue()))(mux)
	return s
}

func (s *site) write(t *testing.T, f func(tx *db.Tx) error) {
	t.Helper()
	if err := s.Core.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func (s *site) send(t *testing.T, as *org.Actor, r *http.Request) (int, string, http.Header) {
	t.Helper()
	if as != nil {
		r.Header.Set("As", as.Account.String())
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(b), w.Header()
}

func (s *site) get(t *testing.T, as *org.Actor, path string) (int, string) {
	t.Helper()
	code, body, _ := s.send(t, as, httptest.NewRequest(http.MethodGet, path, nil))
	return code, body
}

func (s *site) post(t *testing.T, as *org.Actor, path string, form url.Values) (int, string, http.Header) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(t, as, r)
}

// forms are the six kinds as the item form sends them.
func forms() []url.Values {
	return []url.Values{
		{"kind": {"single"}, "prompt": {"水沸腾时的温度？"}, "choices[0].text": {"50 度"}, "choices[1].text": {"100 度"}, "correct": {"B"}, "feedback": {"讲解"}},
		{"kind": {"multiple"}, "prompt": {"哪些是偶数？"}, "choices[0].text": {"2"}, "choices[1].text": {"3"}, "choices[2].text": {"4"}, "correct": {"A", "C"}},
		{"kind": {"true_false"}, "prompt": {"地球绕太阳转。"}, "correct": {"true"}},
		{"kind": {"fill_in"}, "prompt": {"最大的动物是____。"}, "accept[0]": {"蓝鲸"}, "accept[1]": {"须鲸"}},
		{"kind": {"numeric"}, "prompt": {"5/8 化成小数是____。"}, "accept[0]": {"0.625"}},
		{"kind": {"short_answer"}, "prompt": {"说说为什么。"}, "accept[0]": {"参考回答"}, "points": {"4"}, "knowledge": {"热"}},
	}
}

func (s *site) fill(t *testing.T) string {
	t.Helper()
	base := "/teacher/papers/" + s.paper.String()
	for i, f := range forms() {
		f.Set("rev", string(rune('1'+i)))
		if code, body, _ := s.post(t, s.TeacherA, base+"/items", f); code != 303 {
			t.Fatalf("item %d: %d %s", i+1, code, body)
		}
	}
	return base
}

func TestEditor(t *testing.T) {
	s := newSite(t)
	base := "/teacher/papers/" + s.paper.String()
	if code, body := s.get(t, s.TeacherA, base); code != 200 || !strings.Contains(body, "还没有题目") {
		t.Errorf("empty: %d", code)
	}
	for _, k := range qti.DraftKinds() {
		if code, body := s.get(t, s.TeacherA, base+"/items/new?kind="+string(k)); code != 200 || !strings.Contains(body, `value="`+string(k)+`"`) {
			t.Errorf("form of %s: %d", k, code)
		}
	}
	bad := url.Values{"rev": {"1"}, "kind": {"single"}, "prompt": {""}, "choices[0].text": {"只有一个"}}
	code, body, _ := s.post(t, s.TeacherA, base+"/items", bad)
	if code != 422 || !strings.Contains(body, "请标出正确答案") || !strings.Contains(body, "只有一个") {
		t.Errorf("a bad form: %d", code)
	}
	s.fill(t)
	code, body = s.get(t, s.TeacherA, base)
	if code != 200 || !strings.Contains(body, "共 6 题") || !strings.Contains(body, "蓝鲸") {
		t.Errorf("six: %d", code)
	}
	if code, body = s.get(t, s.TeacherA, base+"/items/4"); code != 200 || !strings.Contains(body, `value="须鲸"`) {
		t.Errorf("edit: %d", code)
	}
	if code, body, _ = s.post(t, s.TeacherA, base+"/items/1/move", url.Values{"rev": {"1"}, "to": {"2"}}); code != 409 || !strings.Contains(body, "别人刚刚改过") {
		t.Errorf("an old page: %d", code)
	}
	if code, _, _ = s.post(t, s.TeacherA, base+"/items/1/move", url.Values{"rev": {"7"}, "to": {"2"}}); code != 303 {
		t.Errorf("move: %d", code)
	}
	if code, _, _ = s.post(t, s.TeacherA, base+"/items/2/remove", url.Values{"rev": {"8"}}); code != 303 {
		t.Errorf("remove: %d", code)
	}
	edited := forms()[3]
	edited.Set("rev", "9")
	edited.Set("prompt", "最大的哺乳动物是____。")
	if code, _, _ = s.post(t, s.TeacherA, base+"/items/3", edited); code != 303 {
		t.Errorf("save: %d", code)
	}
	_, body = s.get(t, s.TeacherA, base+"/preview")
	if strings.Contains(body, "蓝鲸") || !strings.Contains(body, "最大的哺乳动物是") || strings.Contains(body, "水沸腾") {
		t.Error("the preview has the edited items and no key")
	}
	if _, body = s.get(t, s.TeacherA, base+"/preview?key=1"); !strings.Contains(body, "蓝鲸") {
		t.Error("the key page has no key")
	}
	for _, a := range []*org.Actor{s.TeacherB, s.PupilA, s.Bureau} {
		if code, body := s.get(t, a, base); (code != 404 && code != 403) || strings.Contains(body, "蓝鲸") {
			t.Errorf("somebody else: %d", code)
		}
	}
}

func TestImportPage(t *testing.T) {
	s := newSite(t)
	base := "/teacher/papers/" + s.paper.String()
	upload := func(name string, content []byte) (int, string) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		_ = m.WriteField("rev", "1")
		if content != nil {
			w, err := m.CreateFormFile("file", name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write(content)
		}
		m.Close()
		r := httptest.NewRequest(http.MethodPost, base+"/import", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		code, body, _ := s.send(t, s.TeacherA, r)
		return code, body
	}
	if code, body := upload("", nil); code != 422 || !strings.Contains(body, "请选一个") {
		t.Errorf("no file: %d", code)
	}
	if code, body := upload("a.txt", []byte("hello")); code != 422 || !strings.Contains(body, "不是能读的") {
		t.Errorf("no package: %d", code)
	}
	xml, err := draftOf(forms()[0]).Draft.XML()
	if err != nil {
		t.Fatal(err)
	}
	odd := bytes.ReplaceAll(xml, []byte("qti-choice-interaction"), []byte("qti-order-interaction"))
	if code, body := upload("odd.xml", odd); code != 200 || !strings.Contains(body, "作答方式现在还不支持") {
		t.Errorf("an unsupported item: %d", code)
	}
	if code, body := upload("good.xml", xml); code != 200 || !strings.Contains(body, "导入了 1 道题") {
		t.Errorf("a good item: %d", code)
	}
}

// give publishes the sample paper and gives it to class B by the form.
func (s *site) give(t *testing.T) string {
	t.Helper()
	s.fill(t)
	s.write(t, func(tx *db.Tx) error { return s.assess.FreezePaper(tx, s.paper) })
	s.lesson.Items = 6
	f := url.Values{"version": {s.lesson.Version.String()}, "class": {s.ClassB.String()}, "mode": {"paper"}, "place": {"home"}, "minutes": {"20"},
		"due": {clock.Local(clock.At(s.Clock.Now())).Format("2006-01-02")}, "idem": {"one"}}
	code, body, head := s.post(t, s.TeacherB, "/teacher/assign", f)
	if code != 303 {
		t.Fatalf("assign: %d %s", code, body)
	}
	if _, _, again := s.post(t, s.TeacherB, "/teacher/assign", f); again.Get("Location") != head.Get("Location") {
		t.Error("the same form twice is two assignments")
	}
	return head.Get("Location")
}

func TestAssignPage(t *testing.T) {
	s := newSite(t)
	path := "/teacher/assign?version=" + s.lesson.Version.String()
	if code, body := s.get(t, s.TeacherB, path); code != 200 || !strings.Contains(body, "这节课还没有练习") {
		t.Errorf("no practice: %d", code)
	}
	s.give(t)
	code, body := s.get(t, s.TeacherB, path)
	if code != 200 || !strings.Contains(body, "今天已布置 20 分钟，上限 90 分钟") {
		t.Errorf("form: %d", code)
	}
	if code, _ = s.get(t, s.PupilA, path); code != 403 {
		t.Errorf("a pupil: %d", code)
	}
	f := url.Values{"version": {s.lesson.Version.String()}, "class": {s.ClassB.String()}, "mode": {"device"}, "place": {"home"}, "minutes": {"20"},
		"due": {clock.Local(clock.At(s.Clock.Now())).Format("2006-01-02")}, "idem": {"two"}}
	code, body, _ = s.post(t, s.TeacherB, "/teacher/assign", f)
	if code != fault.Unlawful.Status() || !strings.Contains(body, homework.ClauseNoPhone) {
		t.Errorf("homework on a device: %d, clause shown %v", code, strings.Contains(body, homework.ClauseNoPhone))
	}
	f.Set("mode", "paper")
	f.Set("minutes", "80")
	code, body, _ = s.post(t, s.TeacherB, "/teacher/assign", f)
	if code != 422 || !strings.Contains(body, "请写明理由") || !strings.Contains(body, "已布置 20 分钟") {
		t.Errorf("too many minutes: %d", code)
	}
	if code, body = s.get(t, s.TeacherB, "/teacher/assignments"); code != 200 || !strings.Contains(body, "0 / 5") {
		t.Errorf("list: %d", code)
	}
	if code, body = s.get(t, s.TeacherC, "/teacher/assignments"); code != 200 || !strings.Contains(body, "还没有布置过练习") {
		t.Errorf("another school's list: %d", code)
	}
}

var cellOf1 = regexp.MustCompile(`name="(c\.([0-9a-f-]{36})\.)1"`)

func TestGridAndMarks(t *testing.T) {
	s := newSite(t)
	at := s.give(t)
	code, body := s.get(t, s.TeacherB, at)
	if code != 200 || !strings.Contains(body, "未交") || strings.Contains(body, "蓝鲸") {
		t.Errorf("assignment: %d", code)
	}
	if code, body = s.get(t, s.TeacherB, at+"/print"); code != 200 || strings.Contains(body, "蓝鲸") || strings.Contains(body, "参考回答") || !strings.Contains(body, "姓名") {
		t.Errorf("print: %d", code)
	}
	if code, body = s.get(t, s.TeacherB, at+"/pack"); code != 200 || strings.Count(body, `data-copy="`) != 6 || !strings.Contains(body, "PupilB0") || !strings.Contains(body, "收卷登记表") || strings.Contains(body, "蓝鲸") {
		t.Errorf("the pack has five copies with names, a spare one and a collecting sheet, and no key: %d, %d copies", code, strings.Count(body, `data-copy="`))
	}
	if code, body = s.get(t, s.TeacherB, at+"/pack?names=0&spare=3"); code != 200 || strings.Count(body, `data-copy="`) != 8 || strings.Contains(body, "PupilB0") {
		t.Errorf("a pack without names: %d", code)
	}
	if code, _ = s.get(t, s.TeacherC, at+"/pack"); code != 404 {
		t.Errorf("the pack for a teacher of another school: %d", code)
	}
	if code, body = s.get(t, s.TeacherB, at+"/print?key=1"); code != 200 || !strings.Contains(body, "蓝鲸") || !strings.Contains(body, "含答案") {
		t.Errorf("key page: %d", code)
	}
	code, body = s.get(t, s.TeacherB, at+"/grid")
	m := cellOf1.FindStringSubmatch(body)
	if code != 200 || m == nil {
		t.Fatalf("grid: %d", code)
	}
	day := clock.Local(clock.At(s.Clock.Now())).Format("2006-01-02")
	row := func(cells ...string) url.Values {
		f := url.Values{"day": {day}, "row": {m[2]}, "idem": {"g"}}
		for i, c := range cells {
			f.Set(m[1]+string(rune('1'+i)), c)
		}
		return f
	}
	code, body, _ = s.post(t, s.TeacherB, at+"/grid", row("Z", "AC", "对", "蓝鲸", "不是数", "3"))
	if code != 422 || !strings.Contains(body, "请填选项的字母") || !strings.Contains(body, "这里要填一个数") || !strings.Contains(body, `value="不是数"`) {
		t.Errorf("bad cells: %d", code)
	}
	if code, _, _ = s.post(t, s.TeacherB, at+"/grid", row("B", "AC", "对", "蓝鲸", "0.625", "3")); code != 303 {
		t.Errorf("good row: %d", code)
	}
	if code, body = s.get(t, s.TeacherB, at+"/grid"); code != 200 || !strings.Contains(body, `value="A、C"`) || !strings.Contains(body, "已交") {
		t.Errorf("grid afterwards: %d", code)
	}
	code, body = s.get(t, s.TeacherB, at+"/mark")
	if code != 200 || !strings.Contains(body, "写在纸上") || !strings.Contains(body, "参考回答") || !strings.Contains(body, `value="3"`) {
		t.Errorf("mark: %d", code)
	}
	f := url.Values{"no": {"6"}, "score." + m[2]: {"9"}, "rev." + m[2]: {"1"}, "idem": {"m"}}
	if code, body, _ = s.post(t, s.TeacherB, at+"/mark", f); code != 422 || !strings.Contains(body, "得分应在 0 和满分之间") {
		t.Errorf("a mark above the maximum: %d", code)
	}
	f.Set("score."+m[2], "4")
	if code, _, _ = s.post(t, s.TeacherB, at+"/mark", f); code != 303 {
		t.Errorf("a mark: %d", code)
	}
	for _, p := range []string{"", "/grid", "/mark", "/print", "/print?key=1", "/media/1/x"} {
		if code, body := s.get(t, s.TeacherC, at+p); code != 404 || strings.Contains(body, "蓝鲸") {
			t.Errorf("another school's teacher reads %s: %d", p, code)
		}
		if code, _ := s.get(t, s.PupilsB[0], at+p); code != 403 {
			t.Errorf("a pupil reads %s: %d", p, code)
		}
	}
}

// anything is a guard of exams that lets every title pass.
type anything struct{}

func (anything) Practice(org.Class, string, string) error { return nil }
