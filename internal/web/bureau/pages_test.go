package bureau_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/bureau"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

type site struct {
	*orgtest.World
	t   testing.TB
	mux *http.ServeMux
	rec *record.Service
	who *org.Actor // without the cookie "who"
}

func newSite(t testing.TB) *site {
	core := testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations, assess.Migrations)
	s := &site{World: orgtest.New(t, core), t: t, mux: http.NewServeMux()}
	side := testkit.Side(t, core, "record", record.Migrations, insight.Migrations, bus.PositionMigrations)
	blobs, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	as := assess.New(core, s.Log, s.Org, blobs, anything{}, s.Clock)
	s.rec = record.New(side, s.Org, s.Clock, "https://tongxue.example", assess.Statement, insight.Statement)
	in := insight.New(side, core, s.Log, s.Org, s.Clock, insight.Sources{
		Outline: func(context.Context, id.Any) ([]insight.Line, error) {
			return []insight.Line{{No: 1, Prompt: "方程 2x + 3 = 11 的解是哪一个?", Kind: "单选"}, {No: 2, Prompt: "去括号:3(x − 2) = 9,则 x = ____。", Kind: "填空"}, {No: 3, Prompt: "列方程", Kind: "简答"}}, nil
		},
		Matrix: func(ctx context.Context, a *org.Actor, m id.Any) ([]string, [][]float64, error) {
			return as.MonitoringMatrix(ctx, a, assess.MonitoringID(m))
		}})
	s.Log.Consume(s.rec.Consumer())
	s.Log.Consume(in.Consumer())
	s.who = s.Researcher
	prefs := ui.Prefs(i18n.New(ui.Catalogue(), bureau.Catalogue()))
	actors := map[string]*org.Actor{"bureau": s.Bureau, "researcher": s.Researcher, "teacher": s.TeacherB, "leader": s.LeaderB, "admin": s.SystemAdmin}
	menu := []ui.MenuItem{{Key: "bureau", Label: "应用与均衡", Href: "/bureau", Icon: "chart"}, {Key: "items", Label: "题目表现", Href: "/bureau/items", Icon: "log"},
		{Key: "monitoring", Label: "质量监测", Href: "/bureau/monitoring", Icon: "chart"}, {Key: "records", Label: "学习记录", Href: "/bureau/records", Icon: "log"}}
	for _, rt := range (&bureau.Pages{Insight: in, Records: s.rec, Assess: as, Org: s.Org}).Routes() {
		s.mux.Handle(rt.Pattern, prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			who := s.who
			if c, err := r.Cookie("who"); err == nil {
				who = actors[c.Value]
			}
			a := s.Resolve(t, who.Account)
			r = r.WithContext(ui.WithShell(org.WithActor(r.Context(), a), ui.Shell{Brand: "天津智慧教育", User: &ui.User{Name: a.Name, Role: "教研员"}, Menu: menu}))
			if err := rt.Serve(w, r); err != nil {
				if fault.KindOf(err) == fault.Internal {
					t.Error(err)
				}
				_ = ui.Render(w, r, fault.KindOf(err).Status(), ui.ErrorPage(ui.Page{}, err))
				return
			}
			asked := false
			for _, v := range a.Asked() {
				asked = asked || string(v) == rt.Verb
			}
			if !asked {
				t.Errorf("%s did not ask for %s", rt.Pattern, rt.Verb)
			}
		})))
	}
	s.mux.Handle("GET /assets/", ui.Assets())
	return s
}

type m = map[string]any

func (s *site) event(kind string, owner id.Any, p m) {
	s.t.Helper()
	err := s.Core.Write(context.Background(), func(tx *db.Tx) error {
		_, err := s.Log.Append(tx, bus.Event{Kind: kind, Owner: owner, Actor: id.As[any](s.TeacherB.Person)}, p)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// use makes a lesson of school A that classes B and C use: 20 and 12 answers an item.
func (s *site) use() id.Any {
	v := id.New[any]()
	s.event("version.published", id.As[any](s.SchoolA), m{"work": id.New[any](), "version": v, "number": 1, "title": "一元一次方程", "subject": "数学", "stage": "junior", "grade": 7,
		"school": s.SchoolA, "items": 3})
	for class, school := range map[org.ClassID]org.UnitID{s.ClassB: s.SchoolB, s.ClassC: s.SchoolC} {
		a := id.New[any]()
		s.event("assignment.given", id.As[any](class), m{"assignment": a, "class": class, "school": school, "version": v, "paper": id.New[any](), "title": "练习", "items": 3, "pupils": 40})
		n := 20
		if class == s.ClassC {
			n = 12
		}
		for i := range n {
			sit := id.New[any]()
			p := id.New[org.Person]()
			for no := 1; no <= 3; no++ {
				s.event("response.saved", id.As[any](class), m{"sitting": sit, "assignment": a, "class": class, "school": school, "person": p, "no": no, "item": id.Named[any]([16]byte{}, fmt.Sprint(no)),
					"rev": 1, "score": (i + no) % 2, "max": 1, "correct": (i+no)%2 == 1, "response": []string{"B"}})
			}
		}
	}
	s.drain()
	return v
}

func (s *site) drain() {
	s.t.Helper()
	if err := s.Log.Drain(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) do(who string, r *http.Request) (*httptest.ResponseRecorder, string) {
	s.t.Helper()
	r.AddCookie(&http.Cookie{Name: "who", Value: who})
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w, w.Body.String()
}

func (s *site) get(who, path string, code int, want ...string) string {
	s.t.Helper()
	w, page := s.do(who, httptest.NewRequest("GET", path, nil))
	if w.Code != code {
		s.t.Errorf("%s as %s: %d, want %d", path, who, w.Code, code)
	}
	for _, x := range want {
		if !strings.Contains(page, x) {
			s.t.Errorf("%s does not say %q", path, x)
		}
	}
	return page
}

func TestUsePages(t *testing.T) {
	s := newSite(t)
	s.get("bureau", "/bureau", 200, "还没有班级用过共享的课", "城中学")
	s.get("bureau", "/bureau/items", 200, "还没有班级用过共享的课")
	v := s.use()
	s.get("bureau", "/bureau", 200, "跨校使用的练习", "100%", "n = 2 次练习", "Wilson", "σ ÷ μ", "外中学")
	s.get("bureau", "/bureau/items", 200, "一元一次方程", "/bureau/items/"+v.String())
	s.get("bureau", "/bureau/items/"+v.String(), 200, "50%", "32", "外中学", "95% 区间")
	s.get("leader", "/bureau", 200, "乡中学")
	if page := s.get("leader", "/bureau", 200); strings.Contains(page, "外中学") {
		t.Error("a head sees another school")
	}
	if page := s.get("leader", "/bureau/items/"+v.String(), 200); strings.Contains(page, "外中学") {
		t.Error("a head sees another school's items")
	}
	for _, path := range []string{"/bureau", "/bureau/items", "/bureau/items/" + v.String(), "/bureau/records", "/bureau/records/statements", "/bureau/monitoring", "/bureau/monitoring/new"} {
		s.get("teacher", path, 403)
		s.get("admin", path, 403)
	}
	s.get("bureau", "/bureau/items/x", 404)
	s.get("bureau", "/bureau/items/"+id.New[any]().String(), 404)
}

func TestRecordPages(t *testing.T) {
	s := newSite(t)
	s.get("bureau", "/bureau/records", 200, "还没有学习记录")
	s.use()
	s.get("bureau", "/bureau/records", 200, "96", "作答", "每天的记录")
	page := s.get("bureau", "/bureau/records/statements", 200, "作答", "下一页")
	if strings.Contains(page, "TeacherB") {
		t.Error("a name stands in the record")
	}
	i := strings.Index(page, "/bureau/records/statements?after=")
	next := page[i:]
	next = next[:strings.IndexByte(next, '"')]
	s.get("bureau", next, 200, "作答", "上一页")
	s.get("bureau", "/bureau/records/statements?verb="+url.QueryEscape("http://nothing"), 200, "没有符合条件的记录")
	if path := testkit.Corpus(t, "xapi/fun-mooc-video-22000.ndjson.gz"); path != "" {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := s.rec.Import(context.Background(), id.As[any](s.Region), "fun", f); err != nil {
			t.Fatal(err)
		}
		s.get("bureau", "/bureau/records", 200, "22,096", "6,603", "2021-11-29")
		if page := s.get("researcher", "/bureau/records", 200); strings.Contains(page, "6,603") {
			t.Error("a district sees what belongs to the region")
		}
	}
}

func (s *site) upload(who, title string, file io.Reader) (*httptest.ResponseRecorder, string) {
	s.t.Helper()
	var b bytes.Buffer
	mp := multipart.NewWriter(&b)
	for k, v := range map[string]string{"title": title, "unit": s.DistrictB.String()} {
		if err := mp.WriteField(k, v); err != nil {
			s.t.Fatal(err)
		}
	}
	part, err := mp.CreateFormFile("file", "x.csv")
	if err == nil {
		_, err = io.Copy(part, file)
	}
	if err != nil || mp.Close() != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/bureau/monitoring/new", &b)
	r.Header.Set("Content-Type", mp.FormDataContentType())
	return s.do(who, r)
}

func (s *site) post(who, path string, form url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w, _ := s.do(who, r)
	return w
}

func TestMonitoring(t *testing.T) {
	s := newSite(t)
	s.get("researcher", "/bureau/monitoring", 200, "还没有监测数据", "/bureau/monitoring/new")
	if page := s.get("bureau", "/bureau/monitoring", 200); strings.Contains(page, "/bureau/monitoring/new") {
		t.Error("the bureau is offered an import it may not do")
	}
	s.get("researcher", "/bureau/monitoring/new", 200, "乡区", "CSV")
	if w, page := s.upload("researcher", "坏表", strings.NewReader("a,a\n1,x\n")); w.Code != 422 || !strings.Contains(page, "表头有两列同名") {
		t.Errorf("a refused file: %d", w.Code)
	}
	if w, page := s.upload("researcher", "", strings.NewReader("a,b\n1,0\n0,1\n")); w.Code != 422 || !strings.Contains(page, "请写 2 到 80 个字的名称") {
		t.Errorf("no title: %d", w.Code)
	}
	w, _ := s.upload("researcher", "有错行", strings.NewReader("a,b\n1,0\n0,1\n1,x\n1,1\n"))
	if w.Code != 303 {
		t.Fatalf("a file with a bad row: %d", w.Code)
	}
	check := w.Header().Get("Location")
	base := strings.TrimSuffix(check, "/check")
	s.get("researcher", check, 200, "有 1 行有错", "这一格不是数", "跳过有错的 1 行")
	if w := s.post("researcher", base+"/apply", nil); w.Code != 422 {
		t.Errorf("bad rows are applied without being asked: %d", w.Code)
	}
	if w := s.post("bureau", base+"/apply", url.Values{"skip": {"1"}}); w.Code != 403 {
		t.Errorf("the bureau applies: %d", w.Code)
	}
	if w := s.post("researcher", base+"/apply", url.Values{"skip": {"1"}}); w.Code != 303 {
		t.Errorf("apply: %d", w.Code)
	}
	s.get("bureau", base, 200, "信度 α", "不足 30 人", "这些数不能说明什么")
	s.get("teacher", base, 403)
	w, _ = s.upload("researcher", "又来一次", strings.NewReader("a,b\n1,0\n0,1\n1,x\n1,1\n"))
	if w.Header().Get("Location") != base {
		t.Errorf("the same file again leads to %q", w.Header().Get("Location"))
	}
}

func (s *site) pisa() string {
	s.t.Helper()
	f, err := os.Open(testkit.Corpus(s.t, "psychometrics/pisa12_us_math.csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	w, _ := s.upload("researcher", "数学学业质量监测（样例数据）", f)
	base := strings.TrimSuffix(w.Header().Get("Location"), "/check")
	s.get("researcher", base+"/check", 200, "没有发现错误", "4,978", "76")
	if w := s.post("researcher", base+"/apply", nil); w.Code != 303 {
		s.t.Fatalf("apply: %d", w.Code)
	}
	return base
}

func TestMonitoringSample(t *testing.T) {
	s := newSite(t)
	base := s.pisa()
	page := s.get("researcher", base, 200, "4,978", "76", "pm00fq01", "0.374", "0.842", "n = 4,952", "克龙巴赫", "做过该题的人", "分题本的信度", "建议淘汰", "排名")
	if n := strings.Count(page, "<tr"); n < 76 {
		t.Errorf("%d table rows", n)
	}
	sorted := s.get("researcher", base+"?sort=p&desc=1", 200)
	if strings.Index(sorted, "很好") < 0 {
		t.Error("sorted table is empty")
	}
	s.get("bureau", "/bureau/monitoring", 200, "数学学业质量监测", "4,978")
}

// TestPreview serves the pages to look at: TONGXUE_PREVIEW=127.0.0.1:8198 go test -run TestPreview -timeout 0 ./internal/web/bureau
func TestPreview(t *testing.T) {
	addr := os.Getenv("TONGXUE_PREVIEW")
	if addr == "" {
		t.Skip("TONGXUE_PREVIEW names no address: nothing to serve")
	}
	s := newSite(t)
	s.who = s.Bureau
	if os.Getenv("TONGXUE_EMPTY") == "" {
		v := s.use()
		fmt.Println("VERSION", v)
		fmt.Println("MONITORING", s.pisa())
		f, err := os.Open(testkit.Corpus(t, "xapi/fun-mooc-video-22000.ndjson.gz"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.rec.Import(context.Background(), id.As[any](s.Region), "fun", f); err != nil {
			t.Fatal(err)
		}
		fmt.Println("READY")
	}
	t.Fatal(http.ListenAndServe(addr, s.mux))
}

// anything is a guard of exams that lets every table in.
type anything struct{}

func (anything) AdmitMonitoring(context.Context, db.Querier, id.Any, org.UnitID) error { return nil }
