package learner

import (
	"context"
	"encoding/json"
	"io"
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

// site is the pupils' pages over a real store, with one practice of every kind for class B.
type site struct {
	*orgtest.World
	h        http.Handler
	assess   *assess.Service
	sittings map[org.PersonID]assess.SittingID
	lesson   homework.Lesson
	home     *homework.Service
}

// Lesson satisfies homework.Lessons.
func (s *site) Lesson(context.Context, *org.Actor, id.Any) (homework.Lesson, error) {
	return s.lesson, nil
}

// secrets are words of keys and explanations that no page may hold before the answer; answers of one kind occur nowhere else.
var secrets = []string{"秘密答案", "0.625", "蓝鲸", "讲解内容", "参考回答", "MAXSCORE", "correct", "mapping", "qti-", "标准模板"}

// numbers are words that no page for pupils in grades 1 to 9 may hold at any time.
var numbers = []string{"得分", "满分", "总分", "排名", "名次", "正确率", "倒计时", "score"}

func papers() []assess.LineDraft {
	return []assess.LineDraft{
		{Draft: qti.Draft{Kind: qti.DraftSingle, Prompt: "水沸腾时的温度?", Choices: []qti.DraftChoice{{Text: "50 度"}, {Text: "100 度", Correct: true}}, Feedback: "讲解内容一"}},
		{Draft: qti.Draft{Kind: qti.DraftMultiple, Prompt: "哪些是偶数?", Choices: []qti.DraftChoice{{Text: "2", Correct: true}, {Text: "3"}, {Text: "4", Correct: true}}, Feedback: "讲解内容二"}},
		{Draft: qti.Draft{Kind: qti.DraftTrueFalse, Prompt: "地球绕太阳转。", Choices: qti.TrueFalseChoices(true)}},
		{Draft: qti.Draft{Kind: qti.DraftFillIn, Prompt: "最大的动物是____。", Accept: []string{"蓝鲸", "秘密答案"}}},
		{Draft: qti.Draft{Kind: qti.DraftNumeric, Prompt: "5/8 化成小数是____。", Accept: []string{"0.625"}}},
		{Draft: qti.Draft{Kind: qti.DraftShort, Prompt: "说说为什么。", Accept: []string{"参考回答"}, Feedback: "讲解内容三"}, Points: 4},
	}
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := orgtest.New(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, assess.Migrations, homework.Migrations))
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{World: w, assess: assess.New(w.Core, w.Log, w.Org, store, nil, w.Clock), sittings: map[org.PersonID]assess.SittingID{}}
	home := homework.New(w.Core, w.Log, w.Org, s, s.assess, anything{}, w.Clock)
	s.home = home
	pages := &Pages{Assess: s.assess, Homework: home, Org: w.Org}
	s.lesson = homework.Lesson{Version: id.New[any](), Title: "水和温度", Subject: "科学", Paper: id.As[any](s.paper(t)), Items: 6}
	_, err = home.Give(context.Background(), w.TeacherB, homework.Order{Version: s.lesson.Version, Class: w.ClassB, Mode: homework.Device, Place: homework.InClass,
		Minutes: 10, Due: clock.At(w.Clock.Now()), Idem: "1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range w.PupilsB {
		mine, err := s.assess.Mine(context.Background(), who)
		if err != nil || len(mine) != 1 {
			t.Fatalf("%v %v", mine, err)
		}
		s.sittings[who.Person] = mine[0].ID
	}
	s.h = serve(w, pages)
	return s
}

func (s *site) paper(t *testing.T) (p assess.PaperID) {
	t.Helper()
	ctx := context.Background()
	err := s.Core.Write(ctx, func(tx *db.Tx) (err error) {
		p, err = s.assess.CreatePaper(tx, s.SchoolA, s.TeacherA.Person)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range papers() {
		if _, err := s.assess.AddLine(ctx, s.TeacherA, p, i+1, d); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Core.Write(ctx, func(tx *db.Tx) error { return s.assess.FreezePaper(tx, p) }); err != nil {
		t.Fatal(err)
	}
	return p
}

// serve mounts pages as the join does; the header As names the account that asks.
func serve(w *orgtest.World, pages *Pages) http.Handler {
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
	return ui.Prefs(i18n.New(ui.Catalogue(), Catalogue()))(mux)
}

// ask sends a request as a person; a form makes it a POST.
func (s *site) ask(t *testing.T, as *org.Actor, path string, form url.Values) (int, string, http.Header) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
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

func lacks(t *testing.T, where, body string, words []string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(strings.ToLower(body), strings.ToLower(w)) {
			t.Errorf("%s holds %q", where, w)
		}
	}
}

func TestPupilWalk(t *testing.T) {
	s := newSite(t)
	me := s.PupilsB[0]
	base := "/learn/sittings/" + s.sittings[me.Person].String()
	before := func(where, body string) {
		t.Helper()
		lacks(t, where, body, secrets)
		lacks(t, where, body, numbers)
	}
	code, body, _ := s.ask(t, me, "/learn", nil)
	if code != 200 || !strings.Contains(body, "水和温度") || !strings.Contains(body, base) {
		t.Fatalf("today: %d", code)
	}
	before("today", body)
	code, body, _ = s.ask(t, me, base, nil)
	if code != 200 || !strings.Contains(body, `data-save="`+base+`/answers"`) || !strings.Contains(body, "水沸腾时的温度") {
		t.Fatalf("practice: %d %s", code, body)
	}
	before("practice", body)
	s.checkSaving(t, me, base, before)

	// Without script: the whole form; what does not fit is named and everything typed stays.
	form := url.Values{"a.1.RESPONSE": {"B"}, "a.2.RESPONSE": {"A"}, "a.4.RESPONSE": {"大象"}, "a.5.RESPONSE": {"许多"}, "a.6.RESPONSE": {"我写的话"}, "idem": {"form"}}
	code, body, _ = s.ask(t, me, base, form)
	if code != 422 || !strings.Contains(body, "这里要填一个数") || !strings.Contains(body, "许多") || !strings.Contains(body, "大象") {
		t.Errorf("a form with a bad number: %d", code)
	}
	before("refused form", body)
	form.Set("a.5.RESPONSE", "0.5")
	code, _, head := s.ask(t, me, base, form)
	if code != 303 || head.Get("Location") != base+"/hand-in" {
		t.Fatalf("whole form: %d %s", code, head.Get("Location"))
	}
	code, body, _ = s.ask(t, me, base+"/hand-in", nil)
	if code != 200 || !strings.Contains(body, "还有 1 题没有写") || !strings.Contains(body, "第 3 题") || strings.Contains(body, "第 2 题") {
		t.Errorf("before handing in: %d", code)
	}
	before("confirm", body)
	if code, _, head = s.ask(t, me, base+"/feedback", nil); code != 303 || head.Get("Location") != base {
		t.Errorf("feedback before handing in: %d", code)
	}
	for range 2 {
		if code, _, _ = s.ask(t, me, base+"/hand-in", url.Values{"idem": {"x"}}); code != 303 {
			t.Fatalf("hand in: %d", code)
		}
	}
	code, body, _ = s.ask(t, me, base+"/feedback", nil)
	if code != 200 || !strings.Contains(body, "答对了") || !strings.Contains(body, "再想一想") || !strings.Contains(body, "老师会看你的回答") || !strings.Contains(body, "讲解内容一") {
		t.Errorf("feedback: %d", code)
	}
	lacks(t, "feedback", body, numbers)
	if code, _, head = s.ask(t, me, base, nil); code != 303 || head.Get("Location") != base+"/feedback" {
		t.Errorf("a practice that is in: %d", code)
	}
	if code, body, _ = s.ask(t, me, "/learn", nil); code != 200 || !strings.Contains(body, "做完的练习") {
		t.Errorf("today afterwards: %d", code)
	}
}

// checkSaving is the protocol of the autosave island.
func (s *site) checkSaving(t *testing.T, me *org.Actor, base string, before func(where, body string)) {
	t.Helper()
	save := func(form url.Values) (int, map[string]any) {
		code, body, _ := s.ask(t, me, base+"/answers", form)
		before("save", body)
		var m map[string]any
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatalf("%d %s: %v", code, body, err)
		}
		return code, m
	}
	one := url.Values{"item": {"1"}, "rev": {"0"}, "idem": {"i1"}, "seq": {"1"}, "a.1.RESPONSE": {"A"}}
	for range 2 {
		if code, m := save(one); code != 200 || m["saved"] != true || m["rev"] != 1.0 {
			t.Errorf("save: %d %v", code, m)
		}
	}
	if code, m := save(url.Values{"item": {"5"}, "idem": {"i2"}, "a.5.RESPONSE": {"x"}}); code != 422 || m["message"] != "这里要填一个数" {
		t.Errorf("a bad number: %d %v", code, m)
	}
	if code, m := save(url.Values{"item": {"1"}, "a.1.RESPONSE": {"A"}}); code != 422 || m["message"] == "" {
		t.Errorf("no key: %d %v", code, m)
	}
	if code, _ := save(url.Values{"item": {"77"}, "idem": {"i3"}}); code != 404 {
		t.Errorf("no such item: %d", code)
	}
	if code, body, _ := s.ask(t, me, base, nil); code != 200 || !strings.Contains(body, `value="A" checked`) {
		t.Errorf("the saved answer is not in the page: %d", code)
	}
}

func TestShowOne(t *testing.T) {
	s := newSite(t)
	me := s.PupilsB[1]
	base := "/learn/sittings/" + s.sittings[me.Person].String()
	code, body, _ := s.ask(t, me, base, url.Values{"idem": {"a"}, "show": {"1"}})
	if code != 409 || !strings.Contains(body, "先写好这道题") {
		t.Errorf("feedback without an answer: %d", code)
	}
	code, _, _ = s.ask(t, me, base, url.Values{"idem": {"b"}, "show": {"1"}, "a.1.RESPONSE": {"A"}, "a.4.RESPONSE": {"猫"}})
	if code != 303 {
		t.Fatalf("show: %d", code)
	}
	_, body, _ = s.ask(t, me, base, nil)
	if !strings.Contains(body, "讲解内容一") || strings.Contains(body, "讲解内容二") || !strings.Contains(body, `value="猫"`) {
		t.Error("the page shows this one's explanation, no other, and keeps the other answers")
	}
	lacks(t, "practice with one shown", body, numbers)
	// The form of that page says nothing about the closed item, and must not be taken for its removal.
	rest := url.Values{"idem": {"c"}, "a.4.RESPONSE": {"猫"}}
	for _, m := range regexp.MustCompile(`name="(base\.\d)" value="(\d+)"`).FindAllStringSubmatch(body, -1) {
		rest.Set(m[1], m[2])
	}
	if len(rest) != 7 {
		t.Errorf("%d bases for five open items", len(rest)-2)
	}
	if code, _, _ = s.ask(t, me, base, rest); code != 303 {
		t.Errorf("the rest of the practice: %d", code)
	}
}

func TestOthersSeeNothing(t *testing.T) {
	s := newSite(t)
	base := "/learn/sittings/" + s.sittings[s.PupilsB[0].Person].String()
	for name, a := range map[string]*org.Actor{"neighbour": s.PupilsB[1], "other school": s.PupilC} {
		for _, p := range []string{"", "/hand-in", "/feedback", "/media/1/x.png"} {
			if code, body, _ := s.ask(t, a, base+p, nil); code != 404 || strings.Contains(body, "水沸腾") {
				t.Errorf("%s reads %s: %d", name, p, code)
			}
		}
		for _, p := range []string{"", "/answers", "/hand-in"} {
			if code, _, _ := s.ask(t, a, base+p, url.Values{"item": {"1"}, "idem": {"x"}, "a.1.RESPONSE": {"A"}}); code != 404 {
				t.Errorf("%s writes %s: %d", name, p, code)
			}
		}
	}
	if code, _, _ := s.ask(t, nil, base, nil); code != 401 {
		t.Errorf("nobody: %d", code)
	}
	if code, _, _ := s.ask(t, s.TeacherB, base, nil); code != 403 {
		t.Errorf("a teacher at a pupil's page: %d", code)
	}
	if code, _, _ := s.ask(t, s.PupilsB[0], "/learn/sittings/not-an-id", nil); code != 404 {
		t.Errorf("a wrong address: %d", code)
	}
}

// TestPupilTypes: what a pupil's page is made of has no field for a key, a score, a total, a time limit or a rank.
func TestPupilTypes(t *testing.T) {
	for _, v := range []any{assess.Question{}, assess.Reply{}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lacks(t, "a pupil's type", string(b), []string{"score", "max", "key", "correct", "total", "rank", "time", "points"})
	}
}

// anything is a guard of exams that lets every title pass.
type anything struct{}

func (anything) Practice(org.Class, string, string) error { return nil }
