package sheet_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/sheet"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

type site struct {
	*orgtest.World
	mux        *http.ServeMux
	in         *insight.Service
	assignment id.Any
}

func lines(context.Context, id.Any) ([]insight.Line, error) {
	return []insight.Line{
		{No: 1, Prompt: "方程 2x + 3 = 11 的解是哪一个?", Kind: "单选", Options: []string{"A. x = 3", "B. x = 4", "C. x = 5", "D. x = 7"}, Key: "B", Knowledge: "解一元一次方程"},
		{No: 2, Prompt: "去括号:3(x − 2) = 9,则 x = ____。", Kind: "填空", Key: "5", Knowledge: "去括号"},
		{No: 3, Prompt: "含有一个未知数的等式叫方程。", Kind: "判断", Key: "对", Knowledge: "方程的概念"},
		{No: 4, Prompt: "小明买了 3 支笔和 1 个 5 元的本子,一共花了 17 元,每支笔多少元?列方程并说明每一步的理由。", Kind: "简答", Knowledge: "列方程"},
		{No: 5, Prompt: "下列哪些是一元一次方程?", Kind: "多选", Options: []string{"A. x + 1 = 2", "B. x² = 4", "C. 2y = 6"}, Key: "A、C", Knowledge: "方程的概念"}}, nil
}

func newSite(t testing.TB) *site {
	core := testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations)
	s := &site{World: orgtest.New(t, core), mux: http.NewServeMux()}
	side := testkit.Side(t, core, "record", insight.Migrations, bus.PositionMigrations)
	s.in = insight.New(side, core, s.Log, s.Org, s.Clock, insight.Sources{Outline: lines})
	s.Log.Consume(s.in.Consumer())
	prefs := ui.Prefs(i18n.New(ui.Catalogue(), sheet.Catalogue()))
	actors := map[string]*org.Actor{"": s.TeacherB, "c": s.TeacherC, "pupil": s.PupilsB[0]}
	for _, rt := range (&sheet.Pages{Insight: s.in}).Routes() {
		s.mux.Handle(rt.Pattern, prefs(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := r.Cookie("who")
			who := s.TeacherB
			if err == nil {
				who = actors[c.Value]
			}
			a := s.Resolve(t, who.Account)
			ctx := ui.WithShell(org.WithActor(r.Context(), a), ui.Shell{Brand: "天津智慧教育", User: &ui.User{Name: a.Name, Role: "任课教师"},
				Menu: []ui.MenuItem{{Key: "lessons", Label: "我的课", Href: "/", Icon: "book"}, {Key: "sheets", Label: "讲评单", Href: "/teacher/sheets", Icon: "chart"}}})
			r = r.WithContext(ctx)
			if err := rt.Serve(w, r); err != nil {
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

func (s *site) event(t testing.TB, kind string, p m) {
	t.Helper()
	err := s.Core.Write(context.Background(), func(tx *db.Tx) error {
		_, err := s.Log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](s.ClassB), Actor: id.As[any](s.TeacherB.Person)}, p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// practice gives class B a practice that four of its five pupils do.
func (s *site) practice(t testing.TB) {
	s.assignment = id.New[any]()
	s.event(t, "assignment.given", m{"assignment": s.assignment, "class": s.ClassB, "school": s.SchoolB, "version": id.New[any](), "paper": id.New[any](),
		"title": "一元一次方程 课后练习", "subject": "数学", "stage": "junior", "grade": 7, "items": 5, "pupils": 5})
	answers := [][]string{{"B", "11/3", "对", "因为", "A、C"}, {"D", "11/3", "对", "设每支笔", "A、B、C"}, {"D", "5", "错", "不会", "A、C"}, {"C", "11/3", "对", "列式", "A"}}
	keys := []string{"B", "5", "对", "", "A、C"}
	for i, row := range answers {
		sit := m{"sitting": id.New[any](), "assignment": s.assignment, "class": s.ClassB, "school": s.SchoolB, "person": s.PupilsB[i].Person}
		for no, a := range row {
			p := m{"no": no + 1, "item": id.Named[any]([16]byte{}, fmt.Sprint(no)), "rev": 1, "max": 1, "response": []string{a}, "score": nil, "correct": nil}
			if keys[no] != "" {
				p["correct"] = a == keys[no]
				p["score"] = map[bool]int{true: 1, false: 0}[a == keys[no]]
			}
			for k, v := range sit {
				p[k] = v
			}
			s.event(t, "response.saved", p)
		}
		s.event(t, "sitting.handed_in", sit)
	}
	if err := s.Log.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (s *site) get(t testing.TB, who, path string) (int, string) {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.AddCookie(&http.Cookie{Name: "who", Value: who})
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func has(t testing.TB, page string, want ...string) {
	t.Helper()
	for _, x := range want {
		if !strings.Contains(page, x) {
			t.Errorf("the page does not say %q", x)
		}
	}
}

func TestPages(t *testing.T) {
	s := newSite(t)
	if code, page := s.get(t, "", "/teacher/sheets"); code != 200 || !strings.Contains(page, "还没有可以讲评的练习") {
		t.Errorf("empty list: %d", code)
	}
	s.practice(t)
	base := "/teacher/sheets/" + s.assignment.String()
	code, page := s.get(t, "", "/teacher/sheets")
	has(t, page, "一元一次方程 课后练习", base+"/board")
	if code != 200 {
		t.Errorf("list: %d", code)
	}
	code, page = s.get(t, "", base)
	if code != 200 {
		t.Fatalf("sheet: %d", code)
	}
	has(t, page, "先讲第 1、2、5、3 题", "“D” 2 人", "PupilB1", "没有交：PupilB4", "25%", "谁需要什么", "还有 4 份简答没有批", "乡中学")
	for item := 1; item <= 5; item++ {
		for _, answer := range []string{"", "&answer=1"} {
			code, page = s.get(t, "", fmt.Sprintf("%s/board?item=%d%s", base, item, answer))
			if code != 200 || strings.Contains(page, "PupilB") || strings.Contains(page, "%") && strings.Contains(page, "正确率") {
				t.Errorf("board item %d: %d, or it shows a name or a mark", item, code)
			}
		}
	}
	_, page = s.get(t, "", base+"/board")
	has(t, page, "2x + 3 = 11", "D. x = 7", "看答案", "1 / 5")
	if strings.Contains(page, "答案：B") {
		t.Error("the board shows the key before it is asked for")
	}
	for _, path := range []string{base, base + "/board"} {
		if code, _ := s.get(t, "c", path); code != 404 {
			t.Errorf("another school's teacher at %s: %d", path, code)
		}
		if code, page := s.get(t, "pupil", path); code != 403 || strings.Contains(page, "PupilB1") {
			t.Errorf("a pupil at %s: %d", path, code)
		}
	}
	if code, _ := s.get(t, "", "/teacher/sheets/x"); code != 404 {
		t.Errorf("broken id: %d", code)
	}
}

// TestPreview serves the pages to look at: TONGXUE_PREVIEW=127.0.0.1:8197 go test -run TestPreview -timeout 0 ./internal/web/teacher/sheet
func TestPreview(t *testing.T) {
	addr := os.Getenv("TONGXUE_PREVIEW")
	if addr == "" {
		t.Skip("TONGXUE_PREVIEW names no address: nothing to serve")
	}
	s := newSite(t)
	s.practice(t)
	fmt.Println("ASSIGNMENT", s.assignment)
	t.Fatal(http.ListenAndServe(addr, s.mux))
}
