package exam_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	web "github.com/tongxue-edu/tongxue/internal/web/exam"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

// site is the pages over a small region; who asks is set by the test.
type site struct {
	*orgtest.World
	t     *testing.T
	exams *exam.Service
	mux   *http.ServeMux
	who   *org.Actor
}

func newSite(t *testing.T) *site {
	core := testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, exam.Migrations)
	s := &site{World: orgtest.New(t, core), t: t, mux: http.NewServeMux()}
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	s.exams = exam.New(exam.Parts{Core: core, Log: s.Log, Org: s.Org, Jobs: job.New(core, s.Clock, testkit.Logger(t)), Clock: s.Clock, Preset: p})
	prefs := ui.Prefs(i18n.New(ui.Catalogue(), web.Catalogue()))
	for _, rt := range (&web.Pages{Exams: s.exams, Org: s.Org, Preset: p}).Routes() {
		s.mux.Handle(rt.Pattern, prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := s.Resolve(t, s.who.Account)
			r = r.WithContext(ui.WithShell(org.WithActor(r.Context(), a), ui.Shell{User: &ui.User{Name: a.Name}}))
			if err := rt.Serve(w, r); err != nil {
				if fault.KindOf(err) == fault.Internal {
					t.Error(err)
				}
				_ = ui.Render(w, r, fault.KindOf(err).Status(), ui.ErrorPage(ui.Page{}, err))
			}
		})))
	}
	return s
}

func (s *site) get(path string) (int, string) {
	rec := httptest.NewRecorder()
	s.mux.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec.Code, rec.Body.String()
}

func (s *site) post(path string, f url.Values) (int, string, string) {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(f.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	s.mux.ServeHTTP(rec, req)
	return rec.Code, rec.Body.String(), rec.Header().Get("Location")
}

func (s *site) stored() int {
	s.t.Helper()
	p, err := s.exams.List(context.Background(), s.Bureau, exam.Filter{}, 50)
	if err != nil {
		s.t.Fatal(err)
	}
	return len(p.Exams)
}

func (s *site) final() url.Values {
	return url.Values{"place": {s.SchoolB.String()}, "grade": {"7"}, "purpose": {exam.Final}, "title": {"七年级期末考试"}, "kind": {exam.PaperExam}, "subjects": {"maths"}, "first": {"2027-01-12"}, "idem": {"once"}}
}

func has(t *testing.T, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("the page does not say %q", w)
		}
	}
}

// TestRefusal: the page names rule, source and the lawful way, keeps what was typed, and stores nothing; a check stores nothing either.
func TestRefusal(t *testing.T) {
	s := newSite(t)
	s.who = s.LeaderB
	f := s.final()
	f.Set("title", "七年级十二月<月考>")
	code, body, _ := s.post("/exams/new", f)
	if code != http.StatusForbidden {
		t.Errorf("status %d", code)
	}
	has(t, body, `data-rule="no-tests"`, "2021年8月", "课堂练习和作业照常做", "这一条谁也不能批准例外", "七年级十二月&lt;月考&gt;", `value="2027-01-12"`, `value="maths" checked`)
	f = s.final()
	f.Set("check", "1")
	code, body, _ = s.post("/exams/new", f)
	if code != http.StatusOK {
		t.Errorf("a check: %d", code)
	}
	has(t, body, "没有发现不合规定的地方")
	code, body, _ = s.post("/exams/new", url.Values{"place": {s.SchoolB.String()}, "sample": {"x"}, "first": {"31.12.2026"}})
	if code != http.StatusUnprocessableEntity {
		t.Errorf("an empty form: %d", code)
	}
	has(t, body, "请选择纸笔或屏幕", "请选择用途", "请填第一天", "请选择年级")
	if n := s.stored(); n != 0 {
		t.Errorf("%d exams were stored", n)
	}
}

var offered = regexp.MustCompile(`href="(/exams/new\?[^"]+)"`)

// TestLawfulWay: an exam of grade 5 across schools is refused with the clause, and the page leads to a form that is filled in so that the
// guard lets it pass; a weekly test has no lawful exam and leads nowhere.
func TestLawfulWay(t *testing.T) {
	s := newSite(t)
	s.who = s.Bureau
	f := s.final()
	f.Set("place", s.DistrictB.String())
	f.Set("grade", "5")
	f.Set("title", "五年级数学统一考试")
	code, body, _ := s.post("/exams/new", f)
	if code != http.StatusForbidden {
		t.Fatal(code)
	}
	has(t, body, `data-rule="cross-school"`, "不得组织区域性考试或跨校的考试", "改成合规的做法：五年级数学学业质量监测")
	m := offered.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("the page leads to no lawful form")
	}
	code, body = s.get(html.UnescapeString(m[1]))
	if code != http.StatusOK {
		t.Fatal(code)
	}
	has(t, body, `value="五年级数学学业质量监测"`, `value="30"`, `value="2027-01-12"`, `value="maths" checked`, `value="monitoring" checked`)
	u, err := url.Parse(html.UnescapeString(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	if code, _, to := s.post("/exams/new", u.Query()); code != http.StatusSeeOther || s.stored() != 1 {
		t.Errorf("what was offered is not taken: %d %s", code, to)
	}
	s.who = s.LeaderB
	f = s.final()
	f.Set("purpose", exam.Weekly)
	f.Set("title", "七年级第三周周考")
	if code, body, _ = s.post("/exams/new", f); code != http.StatusForbidden || offered.MatchString(body) {
		t.Errorf("a weekly test: %d, and something is offered", code)
	}
}

var revision = regexp.MustCompile(`name="rev" value="(\d+)"`)

// TestWay goes from the form to the approval and presses every button twice.
func TestWay(t *testing.T) {
	s := newSite(t)
	s.who = s.Bureau
	var path string
	for range 2 {
		code, _, to := s.post("/exams/new", s.final())
		if code != http.StatusSeeOther || path != "" && to != path {
			t.Fatalf("%d %s beside %s", code, to, path)
		}
		path = to
	}
	if n := s.stored(); n != 1 {
		t.Errorf("%d exams of one form", n)
	}
	_, body := s.get(path)
	rev := revision.FindStringSubmatch(body)[1]
	for range 2 {
		if code, _, to := s.post(path+"/file", url.Values{"rev": {rev}, "filing": {"备2026-1"}}); code != http.StatusSeeOther || to != path {
			t.Errorf("filing: %d %s", code, to)
		}
	}
	code, body, _ := s.post(path+"/file", url.Values{"rev": {rev}, "filing": {"备2026-2"}})
	if code != http.StatusConflict {
		t.Errorf("filing what was filed: %d", code)
	}
	has(t, body, "没有办成", "备2026-1")
	_, body = s.get(path + "/filing")
	has(t, body, "考试备案表", "命题人签字", "备2026-1")
	s.who = s.LeaderB
	_, body = s.get(path)
	rev = revision.FindStringSubmatch(body)[1]
	code, body, _ = s.post(path+"/decide", url.Values{"rev": {rev}, "decision": {"refuse"}})
	if code != http.StatusUnprocessableEntity {
		t.Errorf("a refusal without a reason: %d", code)
	}
	has(t, body, "请写明理由")
	for range 2 {
		if code, _, _ := s.post(path+"/decide", url.Values{"rev": {rev}, "decision": {"approve"}, "note": {"同意"}}); code != http.StatusSeeOther {
			t.Errorf("approving: %d", code)
		}
	}
	_, body = s.get(path)
	has(t, body, "已批准", "LeaderB")
	for who, a := range map[string]*org.Actor{"a teacher of another school": s.TeacherC, "a pupil": s.PupilsB[0]} {
		s.who = a
		if code, body := s.get(path); code != http.StatusNotFound && code != http.StatusForbidden || strings.Contains(body, "七年级期末考试") {
			t.Errorf("%s: %d", who, code)
		}
	}
	for _, odd := range []string{"/exams?after=1_x&grade=x&term=%00", "/exams?after=9999999999999999999_" + s.SchoolB.String(), "/exams/x", "/exams/" + s.SchoolB.String()} {
		s.who = s.LeaderB
		if code, _ := s.get(odd); code != http.StatusOK && code != http.StatusNotFound {
			t.Errorf("%s: %d", odd, code)
		}
	}
}
