package notices

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/inbox"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// site is the sender's pages and the inbox over a real store; class B has guardians for its first three pupils.
type site struct {
	*orgtest.World
	h         http.Handler
	s         *notice.Service
	jobs      *job.Queue
	guardians []*org.Actor
	as        string // who everybody is, for looking at pages in a browser
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := orgtest.New(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, notice.Migrations))
	s := &site{World: w, jobs: job.New(w.Core, w.Clock, testkit.Logger(t))}
	s.s = notice.New(notice.Parts{Core: w.Core, Log: w.Log, Org: w.Org, Jobs: s.jobs, Clock: w.Clock, BaseURL: "https://tongxue.example"})
	for i := range 3 {
		account, p := id.New[org.Account](), id.New[org.Person]()
		err := w.Core.Write(context.Background(), func(tx *db.Tx) error {
			if _, err := w.Org.AddPerson(tx, org.Person{ID: p, Owner: w.SchoolB, Name: fmt.Sprint("家长", i)}, account); err != nil {
				return err
			}
			return w.Org.Give(tx, org.Holding{Person: p, Role: org.Guardian, Node: id.As[any](w.PupilsB[i].Person)})
		})
		if err != nil {
			t.Fatal(err)
		}
		s.guardians = append(s.guardians, w.Resolve(t, account))
	}
	mux := http.NewServeMux()
	var routes []httpx.Route
	routes = append(routes, (&Pages{Notices: s.s, Org: w.Org}).Routes()...)
	routes = append(routes, (&inbox.Pages{Notices: s.s, Org: w.Org}).Routes()...)
	for _, rt := range routes {
		mux.HandleFunc(rt.Pattern, func(rw http.ResponseWriter, r *http.Request) { s.serve(rt, rw, r) })
	}
	mux.Handle("/assets/", ui.Assets())
	s.h = ui.Prefs(i18n.New(ui.Catalogue(), Catalogue(), inbox.Catalogue()))(mux)
	return s
}

func (s *site) serve(rt httpx.Route, rw http.ResponseWriter, r *http.Request) {
	as := r.Header.Get("As")
	if as == "" {
		as = s.as
	}
	if v, err := id.Parse[org.Account](as); err == nil {
		a, err := s.Org.Resolve(r.Context(), v, "test")
		if err != nil {
			http.Error(rw, err.Error(), http.StatusUnauthorized)
			return
		}
		n, _ := s.s.Waiting(r.Context(), a.Person)
		menu := []ui.MenuItem{{Key: "inbox", Label: "消息", Href: "/inbox", Icon: "inbox", Count: n}}
		if a.Has(org.NoticeSend) {
			menu = append(menu, ui.MenuItem{Key: "notices", Label: "发通知", Href: "/notices", Icon: "edit"})
		}
		r = r.WithContext(ui.WithShell(org.WithActor(r.Context(), a), ui.Shell{Menu: menu, User: &ui.User{Name: a.Name}, Brand: "测试市智慧教育"}))
	}
	if err := rt.Serve(rw, r); err != nil {
		_ = ui.Render(rw, r, fault.KindOf(err).Status(), ui.ErrorPage(ui.Page{}, err))
	}
}

func (s *site) send(t *testing.T, as *org.Actor, r *http.Request) (int, string, string) {
	t.Helper()
	r.Header.Set("As", as.Account.String())
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(b), w.Header().Get("Location")
}

func (s *site) get(t *testing.T, as *org.Actor, path string) (int, string) {
	t.Helper()
	code, body, _ := s.send(t, as, httptest.NewRequest(http.MethodGet, path, nil))
	return code, body
}

func (s *site) post(t *testing.T, as *org.Actor, path string, form url.Values) (int, string, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(t, as, r)
}

func (s *site) form() url.Values {
	return url.Values{"to": {id.As[any](s.ClassB).String()}, "title": {"秋游"}, "body": {"周五 **8:00** 集合。\n带水。"}, "audience": {"guardians"}, "receipt": {"1"}, "idem": {"i1"}}
}

func (s *site) has(t *testing.T, as *org.Actor, path string, words ...string) string {
	t.Helper()
	code, body := s.get(t, as, path)
	if code != http.StatusOK {
		t.Fatalf("%s: %d", path, code)
	}
	for _, w := range words {
		if no, missing := strings.CutPrefix(w, "!"); missing == strings.Contains(body, no) {
			t.Errorf("%s: %s", path, w)
		}
	}
	return body
}

// TestWriteSendRead walks the whole way: write, preview, send, read, confirm, remind, paper, slips, withdraw.
func TestWriteSendRead(t *testing.T) {
	s := newSite(t)
	s.has(t, s.TeacherB, "/notices", "还没有通知")
	s.has(t, s.TeacherB, "/notices/new", "发给谁", "PupilB0", "!教职工") // one place: no question
	s.has(t, s.LeaderB, "/notices/new", "乡中学", "七年级(1)班")
	bad := s.form()
	bad.Set("title", "")
	bad.Set("body", "x\u202ey")
	if code, body, _ := s.post(t, s.TeacherB, "/notices", bad); code != 422 || !strings.Contains(body, "标题要有1到60个字") || !strings.Contains(body, "改变文字方向") {
		t.Errorf("a bad form: %d", code)
	}
	code, _, at := s.post(t, s.TeacherB, "/notices", s.form())
	if code != 303 {
		t.Fatalf("created: %d", code)
	}
	if _, _, again := s.post(t, s.TeacherB, "/notices", s.form()); again != at {
		t.Errorf("the form sent twice: %s and %s", at, again)
	}
	s.has(t, s.TeacherB, at, "预览", "<strong>8:00</strong>", "3 人", "5 名，其中 2 名没有登记家长")
	edit := s.form()
	edit.Set("rev", "1")
	edit.Set("body", "周五 9:00 集合。家长签字。")
	if code, _, _ := s.post(t, s.TeacherB, at, edit); code != 303 {
		t.Errorf("edited: %d", code)
	}
	s.has(t, s.TeacherB, at+"/edit", "9:00", `value="2"`)
	s.has(t, s.TeacherB, at, "教基厅函〔2021〕13号")
	if code, _, _ := s.post(t, s.TeacherB, at+"/send", url.Values{"rev": {"1"}}); code != 409 {
		t.Errorf("sent as it was before: %d", code)
	}
	if code, _, _ := s.post(t, s.TeacherB, at+"/send", url.Values{"rev": {"2"}}); code != 303 {
		t.Fatalf("sent: %d", code)
	}
	s.has(t, s.TeacherB, at, "正在送达")
	s.drain(t)
	letter := strings.Replace(at, "/notices/", "/inbox/", 1)
	g := s.guardians[0]
	s.has(t, g, "/inbox", "秋游", "未读", `class="count"`)
	s.has(t, g, letter, "9:00", "已知悉", "关于：PupilB0", "!PupilB1")
	if code, _, _ := s.post(t, g, letter+"/confirm", nil); code != 303 {
		t.Errorf("confirmed: %d", code)
	}
	s.has(t, g, "/inbox", "已知悉", `!class="count"`)
	s.has(t, s.TeacherB, at, "提醒未读的 2 人", "已知悉", "未读", "要发纸条")
	s.has(t, s.TeacherB, at+"?show=unread", "PupilB1", "!>PupilB0<")
	if code, _, _ := s.post(t, s.TeacherB, at+"/remind", nil); code != 303 {
		t.Errorf("reminded: %d", code)
	}
	s.drain(t)
	s.has(t, s.guardians[1], "/inbox", "老师提醒您看")
	s.has(t, s.TeacherB, at, "今天已经提醒过")
	s.has(t, s.TeacherB, at+"/slips", "家长签字", "PupilB4", "PupilB3", "write-line")
	if code, _, _ := s.post(t, s.TeacherB, at+"/paper", url.Values{"child": {s.PupilsB[4].Person.String()}}); code != 303 {
		t.Errorf("paper: %d", code)
	}
	s.has(t, s.TeacherB, at, "纸质回执")
	s.has(t, s.LeaderB, "/notices", "秋游", "1 / 3")
	if code, _, _ := s.post(t, s.TeacherB, at+"/withdraw", url.Values{"reason": {"改期"}}); code != 303 {
		t.Errorf("withdrawn: %d", code)
	}
	s.has(t, g, letter, "改期", "!9:00")
	s.has(t, g, "/inbox", "已撤回")
}

func (s *site) drain(t *testing.T) {
	t.Helper()
	if err := s.jobs.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestRefused(t *testing.T) {
	s := newSite(t)
	_, _, at := s.post(t, s.TeacherB, "/notices", s.form())
	for name, c := range map[string]struct {
		as   *org.Actor
		code int
	}{"another school": {s.TeacherC, 404}, "a pupil": {s.PupilsB[0], 403}, "a guardian": {s.guardians[0], 403}, "the bureau": {s.Bureau, 403}} {
		for _, path := range []string{"", "/edit", "/slips"} {
			if code, _ := s.get(t, c.as, at+path); code != c.code {
				t.Errorf("%s reads %s: %d", name, path, code)
			}
		}
		for _, path := range []string{"", "/send", "/discard", "/withdraw", "/remind", "/retry", "/paper"} {
			if code, _, _ := s.post(t, c.as, at+path, url.Values{"rev": {"1"}}); code != c.code {
				t.Errorf("%s does %s: %d", name, path, code)
			}
		}
		form := s.form()
		form.Set("title", "") // what is wrong with it is not told before the permission
		if code, body, _ := s.post(t, c.as, "/notices", form); code != c.code || strings.Contains(body, "标题要有") {
			t.Errorf("%s writes: %d", name, code)
		}
	}
	if code, _ := s.get(t, s.LeaderB, at); code != 404 {
		t.Errorf("another's draft: %d", code)
	}
	for _, path := range []string{"/notices/x", "/inbox/x", "/inbox/" + id.New[any]().String()} {
		if code, _ := s.get(t, s.TeacherB, path); code != 404 {
			t.Errorf("%s: %d", path, code)
		}
	}
	if code, _, _ := s.post(t, s.TeacherB, at+"/discard", nil); code != 303 {
		t.Errorf("discarded: %d", code)
	}
	if code, _ := s.get(t, s.TeacherB, at); code != 404 {
		t.Errorf("a discarded draft: %d", code)
	}
}

// TestPrefetch: a browser that looks ahead has read nothing.
func TestPrefetch(t *testing.T) {
	s := newSite(t)
	_, _, at := s.post(t, s.TeacherB, "/notices", s.form())
	s.post(t, s.TeacherB, at+"/send", url.Values{"rev": {"1"}})
	s.drain(t)
	r := httptest.NewRequest(http.MethodGet, strings.Replace(at, "/notices/", "/inbox/", 1), nil)
	r.Header.Set("Sec-Purpose", "prefetch")
	if code, _, _ := s.send(t, s.guardians[0], r); code != 409 {
		t.Errorf("looked ahead: %d", code)
	}
	if n, err := s.s.Waiting(context.Background(), s.guardians[0].Person); err != nil || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
}

// TestEscaped: what people type is shown as they typed it.
func TestEscaped(t *testing.T) {
	s := newSite(t)
	f := s.form()
	f.Set("title", `<script>alert(1)</script>`)
	f.Set("body", `<img src=x onerror=alert(1)> [链](javascript:alert(1))`)
	_, _, at := s.post(t, s.TeacherB, "/notices", f)
	body := s.has(t, s.TeacherB, at, "&lt;script&gt;", "&lt;img src=x")
	if regexp.MustCompile(`<script>alert|<img src=x|javascript:`).MatchString(body) {
		t.Error("it is alive")
	}
}

// TestPreview serves the pages with some notices for a look in a browser, as TONGXUE_PREVIEW_AS (teacher, leader, guardian, pupil).
func TestPreview(t *testing.T) {
	addr := os.Getenv("TONGXUE_PREVIEW")
	if addr == "" {
		t.Skip("TONGXUE_PREVIEW=127.0.0.1:8199 shows the pages in a browser")
	}
	s := newSite(t)
	f := s.form()
	f.Set("reply_by", clock.Local(clock.At(s.Clock.Now())).AddDate(0, 0, 2).Format("2006-01-02T15:04"))
	f.Set("body", "各位家长：\n\n本周五(11月27日)七年级去湿地公园秋游。\n\n- 7:50 在校门口集合\n- 带水和雨具，不带零花钱\n\n因故不能参加的，请在回执截止前告诉班主任。")
	_, _, at := s.post(t, s.TeacherB, "/notices", f)
	s.post(t, s.TeacherB, at+"/send", url.Values{"rev": {"1"}})
	s.drain(t)
	letter := strings.Replace(at, "/notices/", "/inbox/", 1)
	s.post(t, s.guardians[0], letter+"/confirm", nil)
	s.get(t, s.guardians[1], letter)
	f.Set("idem", "i2")
	f.Set("title", "明天改穿校服，请家长检查作业并签字")
	_, _, draft := s.post(t, s.TeacherB, "/notices", f)
	f.Set("audience", "pupils")
	f.Set("idem", "i3")
	f.Set("title", "周五秋游")
	_, _, third := s.post(t, s.TeacherB, "/notices", f)
	s.post(t, s.TeacherB, third+"/send", url.Values{"rev": {"1"}})
	s.drain(t)
	s.as = map[string]*org.Actor{"": s.TeacherB, "teacher": s.TeacherB, "leader": s.LeaderB, "guardian": s.guardians[2], "pupil": s.PupilsB[0]}[os.Getenv("TONGXUE_PREVIEW_AS")].Account.String()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("PATHS", at, letter, draft)
	srv := &http.Server{Handler: s.h, ReadHeaderTimeout: time.Second}
	time.AfterFunc(5*time.Minute, func() { _ = srv.Close() })
	_ = srv.Serve(l)
}
