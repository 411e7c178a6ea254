package lesson_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/find"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/library"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/review"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

// site serves the three sets of pages over a house, as whoever is chosen.
type site struct {
	*commonstest.House
	t   testing.TB
	mux *http.ServeMux
	who *org.Actor
}

func newSite(t testing.TB) *site {
	h := commonstest.New(t, testkit.SQLite(t, commonstest.Migrations()...))
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{House: h, t: t, mux: http.NewServeMux(), who: h.Ann}
	l := lesson.Labels{Preset: p}
	prefs := ui.Prefs(i18n.New(ui.Catalogue(), lesson.Catalogue(), library.Catalogue(), find.Catalogue(), review.Catalogue()))
	var routes []httpx.Route
	routes = append(routes, (&lesson.Pages{Works: h.Works, Org: h.Org, Labels: l}).Routes()...)
	routes = append(routes, (&library.Pages{Works: h.Works, Org: h.Org, Labels: l}).Routes()...)
	routes = append(routes, (&find.Pages{Works: h.Works, Org: h.Org, Labels: l}).Routes()...)
	routes = append(routes, (&review.Pages{Works: h.Works, Org: h.Org, Labels: l}).Routes()...)
	for _, rt := range routes {
		s.mux.Handle(rt.Pattern, prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			who := s.who
			if as, ok := map[string]*org.Actor{"ray": h.Ray, "bea": h.Bea, "cid": h.Cid}[r.URL.Query().Get("as")]; ok {
				who = as // for the preview
			}
			fresh, err := h.Org.Resolve(r.Context(), who.Account, "test")
			if err != nil {
				t.Error(err)
			}
			ctx := ui.WithShell(org.WithActor(r.Context(), fresh), ui.Shell{Brand: "天津智慧教育", User: &ui.User{Name: fresh.Name, Role: "教师"},
				Menu: []ui.MenuItem{{Key: "lessons", Label: "我的课", Href: "/teacher/lessons", Icon: "book"},
					{Key: "library", Label: "资源库", Href: "/teacher/library", Icon: "search"}, {Key: "review", Label: "审核", Href: "/review", Icon: "check"}}})
			r = r.WithContext(ctx)
			if err := rt.Serve(w, r); err != nil {
				_ = ui.Render(w, r, fault.KindOf(err).Status(), ui.ErrorPage(ui.Page{}, err))
				return
			}
			asked := false
			for _, v := range fresh.Asked() {
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

// get and post answer as the person chosen; want is the status.
func (s *site) get(path string, want int) string {
	s.t.Helper()
	return s.do("GET", path, nil, want).Body.String()
}

func (s *site) post(path string, f url.Values, want int) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.do("POST", path, f, want)
}

func (s *site) do(method, path string, f url.Values, want int) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	if w.Code != want {
		s.t.Fatalf("%s %s: %d, want %d\n%s", method, path, w.Code, want, w.Body.String())
	}
	return w
}

func (s *site) upload(path, name, body string, want int) string {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("idem", "x")
	part, _ := m.CreateFormFile("file", name)
	_, _ = io.WriteString(part, body)
	_ = m.Close()
	r := httptest.NewRequestWithContext(context.Background(), "POST", path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	if w.Code != want {
		s.t.Fatalf("upload %s: %d, want %d\n%s", name, w.Code, want, w.Body.String())
	}
	return w.Body.String()
}

func (s *site) has(page string, texts ...string) {
	s.t.Helper()
	for _, x := range texts {
		if !strings.Contains(page, x) {
			s.t.Fatalf("%q is not on the page:\n%s", x, page)
		}
	}
}

func (s *site) lacks(page string, texts ...string) {
	s.t.Helper()
	for _, x := range texts {
		if strings.Contains(page, x) {
			s.t.Fatalf("%q is on the page", x)
		}
	}
}

func form(kv ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(kv); i += 2 {
		f.Set(kv[i], kv[i+1])
	}
	return f
}

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"

// TestWholeWay is the main job by forms alone: make, submit, return, mend, approve, find, read, adapt, withdraw.
func TestWholeWay(t *testing.T) {
	s := newSite(t)
	s.has(s.get("/teacher/lessons", 200), "还没有课", "新建一课")
	s.has(s.get("/teacher/lessons/new", 200), "建立草稿", "四年级", "数学")
	bad := s.post("/teacher/lessons", form("title", "", "subject", "maths", "grade", "4", "body", "写了很久的正文"), 422).Body.String()
	s.has(bad, "请填写课题", "写了很久的正文")
	lessonAt := s.post("/teacher/lessons", form("title", "三角形的稳定性", "subject", "maths", "grade", "4", "edition", "人教版", "chapter", "第五单元",
		"body", "# 目标\n\n<script>x</script>", "idem", "k1"), 303).Header().Get("Location")
	if again := s.post("/teacher/lessons", form("title", "三角形的稳定性", "subject", "maths", "grade", "4", "idem", "k1"), 303).Header().Get("Location"); again != lessonAt {
		t.Fatal("the same form made two lessons")
	}

	page := s.get(lessonAt, 200)
	s.has(page, "三角形的稳定性", "添加练习", "承诺人签名", "第一教育集团", "还没有送审过")
	s.has(s.upload(lessonAt+"/files", "坏.exe", "MZ", 422), "只能上传 PDF")
	s.upload(lessonAt+"/files", "图.png", png, 303)
	s.has(s.get(lessonAt, 200), "图.png", "![](file:图.png)")
	s.has(s.get(lessonAt+"/preview", 200), "<h2>目标</h2>", "&lt;script&gt;")
	s.lacks(s.get(lessonAt+"/preview", 200), "<script>x")
	if to := s.post(lessonAt+"/practice", nil, 303).Header().Get("Location"); !strings.HasPrefix(to, "/teacher/papers/") {
		t.Fatalf("practice leads to %s", to)
	}
	s.has(s.get(lessonAt, 200), "编辑练习")
	s.post(lessonAt, form("title", "三角形", "subject", "maths", "grade", "4", "body", "改过", "rev", "1"), 303)
	stale := s.post(lessonAt, form("title", "三角", "subject", "maths", "grade", "4", "body", "另一台机器上写的", "rev", "1"), 409).Body.String()
	s.has(stale, "另一台机器上写的", "改过", `name="rev" value="2"`, "对照好了，保存我的")
	s.has(s.post(lessonAt, form("title", "", "subject", "maths", "grade", "4", "body", "没有丢", "rev", "2"), 422).Body.String(), "没有丢", "请填写课题", `name="rev" value="2"`)

	s.has(s.post(lessonAt+"/submit", form("to", s.Group.ID.String()), 422).Body.String(), "送审前要作出书面承诺")
	s.has(s.post(lessonAt+"/submit", form("signed", "安老师"), 422).Body.String(), "请选择共享范围")
	s.post(lessonAt+"/submit", form("to", s.Group.ID.String(), "signed", "安老师"), 303)
	s.has(s.get(lessonAt, 200), "正在等待审核")
	s.post(lessonAt+"/submit", form("to", s.Group.ID.String(), "signed", "安老师"), 409)

	s.who = s.Ray
	s.has(s.get("/review?tab=below", 200), "三角形", "第一小学", "第一教育集团")
	waiting := regexp.MustCompile(`/review/[0-9a-f-]{36}`).FindString(s.get("/review?tab=below", 200))
	s.has(s.get(waiting, 200), "领取并审核", "答案：A", "作者已签名", "集团审")
	s.post(waiting, all(), 409) // not claimed
	s.post(waiting+"/claim", form(), 303)
	s.has(s.get(waiting, 200), "科学性", "放回", "答案、解析或得数有错")
	s.has(s.get(waiting+"/commitment", 200), "承诺人（电子签名）：安老师")
	s.post(waiting+"/release", form(), 303)
	s.post(waiting+"/release", form(), 409)
	s.who = s.Eve
	s.post(waiting+"/claim", form(), 303)
	s.who = s.Ray
	s.has(s.get(waiting, 200), "叶审核 正在审")
	s.post(waiting+"/claim", form(), 409)
	s.who = s.Eve
	s.post(waiting+"/release", form(), 303)
	s.who = s.Ray
	s.post(waiting+"/claim", form(), 303)
	s.has(s.post(waiting, form("decision", "return", "scientific", "wrong", "note", "没有选原因"), 422).Body.String(), "请选出退回的原因")
	s.has(s.post(waiting, form("decision", "return", "scientific", "wrong", "scientific-code", "scientific.key", "note", ""), 422).Body.String(), "请写明要改什么")
	s.has(s.post(waiting, form("decision", "approve", "scientific", "fine", "note", "写了一半的话"), 422).Body.String(), "七个方面都确认符合才能通过", "写了一半的话")
	s.post(waiting, form("decision", "return", "scientific", "wrong", "scientific-code", "scientific.key", "note", "例 2 有错"), 303)
	s.post(waiting, form("decision", "return", "scientific", "wrong", "scientific-code", "scientific.key", "note", "例 2 有错"), 403)

	s.who = s.Ann
	s.has(s.get(lessonAt, 200), "这一课被退回了", "例 2 有错", "科学性", "任审核", "答案、解析或得数有错")
	s.has(s.get(lessonAt+"/commitment/1", 200), "承诺人（电子签名）：安老师")
	s.has(s.get("/teacher/lessons?state=returned", 200), "三角形")
	s.post(lessonAt+"/submit", form("to", s.Group.ID.String(), "signed", "安老师"), 303)
	s.who = s.Ray
	waiting = regexp.MustCompile(`/review/[0-9a-f-]{36}`).FindString(s.get("/review?tab=below", 200))
	s.post(waiting+"/claim", form(), 303)
	s.post(waiting, all(), 303)
	s.get(waiting, 200)
	s.who = s.Eve
	s.post(waiting+"/claim", form(), 303)
	s.post(waiting, all(), 303)
	s.Drain(t)

	s.who = s.Bea
	s.has(s.get("/teacher/library", 200), "三角形", "第一小学")
	s.has(s.get("/teacher/library?q=%E8%A7%92&subject=maths&grade=4", 200), "三角形", "改编")
	s.has(s.get("/teacher/library?q=%E9%A3%9E", 200), "没有找到")
	version := strings.Replace(waiting, "/review/", "/teacher/library/", 1)
	read := s.get(version, 200)
	s.has(read, "改过", "图.png", "第一小学", "安老师", "答案：A")
	s.lacks(s.get(version+"/print", 200), "答案：A")
	s.readFile(read)
	adapted := s.post(version+"/adapt", form("idem", "k2"), 303).Header().Get("Location")
	s.has(s.get(adapted, 200), "改编自", "三角形", "山前小学")

	s.who = s.Ann
	v := strings.TrimPrefix(version, "/teacher/library/")
	s.post(lessonAt+"/withdraw", form("version", v, "why", ""), 422)
	s.post(lessonAt+"/withdraw", form("version", v, "why", "有错"), 303)
	s.who = s.Bea
	s.get(version, 410)
	s.lacks(s.get("/teacher/library", 200), version)
}

// readFile opens the picture of a page whole, in a range, and unchanged.
func (s *site) readFile(page string) {
	s.t.Helper()
	at := regexp.MustCompile(`/teacher/library/[0-9a-f-]{36}/files/[0-9a-f-]{36}`).FindString(page)
	w := s.do("GET", at, nil, 200)
	h := w.Header()
	if w.Body.String() != png || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || !strings.Contains(h.Get("Content-Disposition"), "filename*=utf-8''%E5%9B%BE.png") {
		s.t.Fatalf("file: %v", h)
	}
	for k, v := range map[string]string{"Range": "bytes=1-3", "If-None-Match": h.Get("ETag")} {
		r := httptest.NewRequestWithContext(context.Background(), "GET", at, nil)
		r.Header.Set(k, v)
		w := httptest.NewRecorder()
		s.mux.ServeHTTP(w, r)
		if k == "Range" && (w.Code != 206 || w.Body.String() != "PNG") || k != "Range" && w.Code != 304 {
			s.t.Fatalf("%s: %d %q", k, w.Code, w.Body.String())
		}
	}
}

// all is a checklist with nothing to mend.
func all() url.Values {
	f := form("decision", "approve")
	for _, a := range commons.Aspects() {
		f.Set(string(a), "fine")
	}
	return f
}

// TestOthersAreDenied: a reviewer makes nothing, a teacher reviews nothing, another school sees nothing of a school's own version.
func TestOthersAreDenied(t *testing.T) {
	s := newSite(t)
	w := s.Make(t, s.Ann, "校内课")
	at := "/teacher/lessons/" + w.ID.String()
	v := s.Submit(t, s.Ann, w.ID, s.A)
	s.Approve(t, s.Ray, v.ID)
	lib, rev := "/teacher/library/"+v.ID.String(), "/review/"+v.ID.String()
	for _, x := range []struct {
		who    *org.Actor
		method string
		path   string
		want   int
	}{
		{s.Ray, "GET", "/teacher/lessons", 403}, {s.Ray, "POST", "/teacher/lessons", 403}, {s.Ray, "GET", at, 403},
		{s.Al, "GET", at, 403}, {s.Al, "POST", at, 403}, {s.Bea, "GET", at, 404}, {s.Bea, "POST", at + "/submit", 404}, {s.Bea, "POST", at + "/withdraw", 404},
		{s.Bea, "POST", at + "/practice", 404}, {s.Bea, "GET", at + "/preview", 404},
		{s.Bea, "GET", lib, 404}, {s.Bea, "GET", lib + "/print", 404}, {s.Bea, "POST", lib + "/adapt", 404}, {s.Ray, "POST", lib + "/adapt", 403},
		{s.Al, "GET", lib, 200}, {s.Bea, "GET", "/review", 403}, {s.Bea, "GET", rev, 403}, {s.Bea, "POST", rev, 403}, {s.Dora, "GET", rev, 404},
		{s.Dora, "POST", rev + "/withdraw", 404}, {s.Ann, "GET", "/teacher/lessons/nonsense", 404}, {s.Ann, "GET", "/teacher/library/nonsense", 404},
	} {
		s.who = x.who
		f := form("title", "x", "subject", "maths", "grade", "4", "why", "x", "version", v.ID.String(), "to", s.A.ID.String(), "signed", "安老师", "decision", "return",
			"timely", "wrong", "note", "x")
		s.do(x.method, x.path, f, x.want)
	}
	s.who = s.Ray
	s.post(rev+"/withdraw", form("why", " "), 422)
	s.post(rev+"/withdraw", form("why", "投诉属实"), 303)
	s.has(s.get(rev, 200), "投诉属实", "已撤回")
}

// TestEnglish: every text of these pages, of commons and of the presets has an English entry.
func TestEnglish(t *testing.T) {
	for dir, c := range map[string]map[string]string{".": lesson.Catalogue(), "../library": library.Catalogue(), "../review": review.Catalogue(),
		"../../../commons": lesson.Catalogue()} {
		all := ui.Catalogue()
		for k, v := range review.Catalogue() { // what a stage says stands in the reviewer's catalogue
			all[k] = v
		}
		for k, v := range c {
			all[k] = v
		}
		miss, err := i18n.Missing(dir, all)
		if err != nil || len(miss) > 0 {
			t.Errorf("%s: %v %v", dir, err, miss)
		}
	}
	l := lesson.Catalogue()
	var words []string
	for _, a := range commons.Aspects() {
		words = append(words, a.Name(), a.Ask())
	}
	for _, r := range commons.Reasons() {
		if review.Catalogue()[r.Words] == "" {
			t.Errorf("no English for %s", r.Words)
		}
	}
	for _, n := range preset.Names() {
		p, err := preset.Load(n)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range p.Subjects {
			words = append(words, x.Name)
		}
		for _, x := range p.Stages {
			words = append(words, x.Name)
			for _, g := range x.Grades {
				words = append(words, g.Name)
			}
		}
	}
	for _, w := range words {
		if l[w] == "" {
			t.Errorf("no English for %s", w)
		}
	}
}

// TestPreview serves the pages for a look in a browser when TONGXUE_PREVIEW names an address such as 127.0.0.1:8099.
func TestPreview(t *testing.T) {
	addr := os.Getenv("TONGXUE_PREVIEW")
	if addr == "" {
		t.Skip("TONGXUE_PREVIEW names no address: this test only serves pages for a look")
	}
	s := newSite(t)
	long := "# 学习目标\n\n1. 知道三角形具有**稳定性**。\n2. 会用三角形解释生活中的例子。\n\n## 活动一\n\n用三根小棒围一个三角形，再用四根围一个四边形，拉一拉。\n\n![小棒](file:图.png)\n\n" +
		"| 图形 | 能拉动吗 |\n|:--|:--|\n| 三角形 | 不能 |\n| 四边形 | 能 |\n\n> 想一想：自行车架为什么做成三角形？\n"
	var ids []string
	for i, title := range []string{"三角形的稳定性", "分数的初步认识", "望庐山瀑布", "面积和周长"} {
		d := commonstest.Text(title)
		d.Subject, d.Body = []string{"maths", "maths", "chinese", "maths"}[i], long
		w, err := s.Works.Create(t.Context(), s.Ann, s.A.ID, d, "")
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, w.ID.String())
		if _, err := s.Works.AddPaper(t.Context(), s.Ann, w.ID); err != nil {
			t.Fatal(err)
		}
		s.upload("/teacher/lessons/"+w.ID.String()+"/files", "图.png", png, 303)
		switch i {
		case 0, 1:
			v := s.Submit(t, s.Ann, w.ID, s.Group)
			if i == 1 {
				if err := s.Decide(t, s.Ray, v.ID, commons.Decision{Codes: []string{"scientific.key", "timely.outdated"}, Note: "例 2 的得数不对。\n第三页的统计数据是 2010 年的。"}); err != nil {
					t.Fatal(err)
				}
				continue
			}
			s.Approve(t, s.Ray, v.ID)
		case 2:
			s.Submit(t, s.Ann, w.ID, s.Region)
		}
	}
	s.mux.HandleFunc("GET /phone", func(w http.ResponseWriter, r *http.Request) { // a browser's window is not as narrow as a phone
		fmt.Fprintf(w, `<body style="margin:0"><iframe style="border:0" width=390 height=%s src="%s"></iframe>`, r.FormValue("h"), html.EscapeString(r.FormValue("u")))
	})
	fmt.Println("PREVIEW", ids)
	t.Fatal(http.ListenAndServe(addr, s.mux))
}
