package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

var (
	stepNow  = regexp.MustCompile(`data-now="(\d)"`)
	stepDone = regexp.MustCompile(`data-done="(\d)"`)
	versionX = regexp.MustCompile(`/teacher/assign\?version=([0-9a-f-]{36})`)
)

// walker is somebody on a walk.
type walker struct {
	*visitor
	here string
	body string
}

func walk(t *testing.T, a *app.App, code string) *walker {
	t.Helper()
	w := &walker{visitor: &visitor{t, a, map[string]string{}}}
	if body := w.do("GET", "/signin", nil).Body.String(); strings.Count(body, `action="/guide/begin"`) != 4 {
		t.Fatal("the sign-in page does not offer four walks")
	}
	w.follow(w.do("POST", "/guide/begin", url.Values{"walk": {code}}))
	return w
}

// follow goes where an answer leads, as a browser does.
func (w *walker) follow(rec interface{ Result() *http.Response }) {
	w.t.Helper()
	res := rec.Result()
	if res.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("%d instead of a redirect", res.StatusCode)
	}
	w.open(res.Header.Get("Location"))
}

func (w *walker) open(path string) int {
	w.t.Helper()
	rec := w.do("GET", path, nil)
	for rec.Code == http.StatusSeeOther {
		path = rec.Header().Get("Location")
		rec = w.do("GET", path, nil)
	}
	w.here, w.body = path, rec.Body.String()
	return rec.Code
}

// at holds that a number of steps is done on the page as it is.
func (w *walker) at(done int, what string) {
	w.t.Helper()
	m := stepDone.FindStringSubmatch(w.body)
	if m == nil || m[1] != strconv.Itoa(done) {
		w.t.Fatalf("%s: %v steps are done on %s, want %d", what, m, w.here, done)
	}
}

// next takes the step that the panel shows.
func (w *walker) next() {
	w.t.Helper()
	m := stepNow.FindStringSubmatch(w.body)
	if m == nil {
		w.t.Fatal("the panel shows no step on", w.here)
	}
	w.follow(w.do("POST", "/guide/step", url.Values{"n": {m[1]}}))
}

// TestGuideBureau walks the bureau's way; no step ticks before its thing has happened.
func TestGuideBureau(t *testing.T) {
	a, _ := demo(t)
	w := walk(t, a, "bureau")
	w.at(1, "the tree was seen")
	w.next()
	w.at(2, "use and balance")
	w.open("/bureau")
	w.at(2, "the same page again")
	w.next()
	if !strings.Contains(w.body, "能批准的人：钱立本") || !strings.Contains(w.body, "/access/ask?class=") {
		t.Error("the refusal does not say who approves and where to ask")
	}
	w.at(3, "the refusal is in the log")
	if !strings.Contains(w.body, "换成审计管理员 冯守正") {
		t.Error("the panel does not offer the auditor")
	}
	w.next()
	if !strings.Contains(w.body, "想看学生数据，被拒绝") || !strings.Contains(w.body, "七年级(1)班") {
		t.Error("the auditor does not see the line")
	}
	w.at(4, "the auditor has looked")
	w.next()
	w.at(4, "the request still waits")
	m := exportOf.FindStringSubmatch(w.body)
	w.follow(w.do("POST", "/archive/"+m[1], url.Values{"decision": {"approve"}}))
	w.at(5, "approved")
	w.next()
	w.at(5, "nothing was fetched")
	settle(t, a)
	if rec := w.do("GET", "/archive/"+m[1]+"/file", nil); rec.Code != http.StatusOK {
		t.Fatal(rec.Code)
	}
	w.open("/archive")
	w.at(6, "fetched")
	if !strings.Contains(w.body, "走完了") {
		t.Error("the walk does not end")
	}
	again := walk(t, a, "bureau") // the next visitor finds a tree that was not seen by them
	again.at(2, "another visitor: the tree, and the approval that still stands")
}

// TestGuideResearcher: the refusal and the lawful way are what ticks.
func TestGuideResearcher(t *testing.T) {
	a, _ := demo(t)
	settle(t, a)
	w := walk(t, a, "researcher")
	w.at(1, "the list")
	m := regexp.MustCompile(`href="(/bureau/exams/[0-9a-f-]{36}/[0-9a-f-]{36}[^"]*)"`).FindStringSubmatch(w.body)
	if m == nil {
		t.Fatal("no report to open")
	}
	w.open(strings.ReplaceAll(m[1], "&amp;", "&"))
	w.at(2, "a report")
	w.open(strings.ReplaceAll(m[1], "&amp;", "&") + "?tab=items")
	w.at(2, "another part of the report compares nobody")
	w.open(strings.ReplaceAll(m[1], "&amp;", "&") + "?tab=parts")
	w.at(3, "its classes beside each other")
	w.next()
	w.at(3, "the form is open, nothing was refused")
	u, err := url.Parse(w.here)
	if err != nil {
		t.Fatal(err)
	}
	rec := w.do("POST", "/exams/new", u.Query())
	w.body = rec.Body.String()
	if rec.Code != http.StatusForbidden || !strings.Contains(w.body, "不得组织区域性考试或跨校的考试") {
		t.Fatal(rec.Code)
	}
	w.at(4, "refused")
	way := regexp.MustCompile(`href="(/exams/new\?[^"]+)"`).FindStringSubmatch(w.body)
	if way == nil {
		t.Fatal("no lawful way")
	}
	w.open(strings.ReplaceAll(way[1], "&amp;", "&"))
	if u, err = url.Parse(w.here); err != nil {
		t.Fatal(err)
	}
	w.follow(w.do("POST", "/exams/new", u.Query()))
	w.at(5, "the monitoring is registered")
}

// TestGuideTeacherAndVillage: the two ways of the teacher.
func TestGuideTeacherAndVillage(t *testing.T) {
	a, _ := demo(t)
	w := walk(t, a, "teacher")
	w.at(1, "found")
	w.next()
	w.at(1, "the lesson is open, not adapted")
	version := versionX.FindStringSubmatch(w.body)
	if version == nil {
		t.Fatal("the lesson cannot be assigned")
	}
	school := regexp.MustCompile(`name="school" value="([0-9a-f-]{36})"`).FindStringSubmatch(w.body)
	form := url.Values{"idem": {"guide-test"}}
	if school != nil {
		form.Set("school", school[1])
	}
	w.follow(w.do("POST", "/teacher/library/"+version[1]+"/adapt", form))
	w.at(2, "adapted")
	w.next()
	w.give(version[1], "guide-1")
	w.at(3, "assigned")
	w.next()
	w.at(4, "the sheet")
	w.next()
	if strings.Contains(w.body, "<aside") {
		t.Error("the projection shows the panel")
	}
	w.open("/teacher/sheets")
	w.at(5, "projected")

	v := walk(t, a, "village")
	v.at(0, "the village")
	v.give(version[1], "guide-2")
	v.at(1, "given on paper")
	v.next()
	v.at(2, "the pack")
	v.next()
	cell := regexp.MustCompile(`name="([^"]+)"\s+value=""\s+autocomplete="off"`).FindAllStringSubmatch(v.body, 6)
	row := regexp.MustCompile(`name="row" value="([0-9a-f-]{36})"`).FindStringSubmatch(v.body)
	if len(cell) != 6 || row == nil {
		t.Fatal("the grid has", len(cell), "boxes")
	}
	answers := url.Values{"row": {row[1]}, "day": {regexp.MustCompile(`name="day"[^>]*value="([0-9-]+)"|value="([0-9-]+)"[^>]*name="day"`).FindStringSubmatch(v.body)[1]}}
	for _, c := range cell {
		answers.Set(c[1], "-")
	}
	v.follow(v.do("POST", strings.SplitN(v.here, "?", 2)[0], answers))
	v.at(3, "typed in")
	settle(t, a)
	v.next()
	v.at(4, "the sheet of paper answers")
	v.next()
	if !strings.Contains(v.here, "/device?code=") || !strings.Contains(v.body, "1111") {
		t.Fatal("the tablet:", v.here)
	}
	code, _ := url.QueryUnescape(strings.TrimPrefix(v.here, "/device?code="))
	v.follow(v.do("POST", "/device", url.Values{"code": {code}, "sure": {"1"}}))
	people := regexp.MustCompile(`/device/who/([0-9a-f-]{36})`).FindAllStringSubmatch(v.body, 3)
	if len(people) != 3 {
		t.Fatal("the lock screen has", len(people), "names")
	}
	for i, p := range people {
		v.at(4, "not all three")
		digits := strings.Repeat(strconv.Itoa(i+1), 4)
		v.follow(v.do("POST", "/device/who/"+p[1], url.Values{"picture": {strconv.Itoa(i)}, "digits": {digits}}))
		if !strings.HasPrefix(v.here, "/learn") {
			t.Fatal("pupil", i, "is at", v.here)
		}
		if i < 2 {
			v.follow(v.do("POST", "/switch", nil))
		}
	}
	v.at(5, "three pupils")
}

// give assigns the lesson on paper, at school, to the class that the form offers.
func (w *walker) give(version, idem string) {
	w.t.Helper()
	class := regexp.MustCompile(`name="class"[^>]*value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})"[^>]*name="class"`).FindStringSubmatch(w.body)
	due := regexp.MustCompile(`name="due"[^>]*value="([0-9-]+)"|value="([0-9-]+)"[^>]*name="due"`).FindStringSubmatch(w.body)
	if class == nil || due == nil {
		w.t.Fatal("no form at", w.here)
	}
	w.follow(w.do("POST", "/teacher/assign", url.Values{"version": {version}, "class": {class[1] + class[2]}, "due": {due[1] + due[2]}, "mode": {"paper"}, "place": {"class"}, "minutes": {"15"}, "idem": {idem}}))
}

// TestGuideOnlyInTheDemonstration: elsewhere there are no such pages, whatever cookie a browser has; and a walk survives a restart.
func TestGuideOnlyInTheDemonstration(t *testing.T) {
	dir := t.TempDir()
	open := func(demo bool) *app.App {
		a, err := app.Open(context.Background(), app.Config{Dir: dir, Log: testkit.Logger(t), Demo: demo})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := open(true)
	if _, err := a.Seed(context.Background(), 60); err != nil {
		t.Fatal(err)
	}
	w := walk(t, a, "researcher")
	w.at(1, "begun")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(true)
	w.app = a
	w.open("/exams")
	w.at(1, "after a restart")
	for _, forged := range []string{"", "x", "e30", "eyJ3IjoicmVzZWFyY2hlciIsInQiOjk5OTk5OTk5OTk5OTk5OTk5fQ"} {
		w.cookies["tx_guide"] = forged
		if code := w.open("/exams"); code != http.StatusOK || strings.Contains(w.body, "<aside class=\"tour") {
			t.Errorf("cookie %q: %d", forged, code)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(false)
	defer a.Close()
	v := &visitor{t, a, map[string]string{}}
	for _, path := range []string{"/guide/begin", "/guide/step"} {
		if rec := v.do("POST", path, url.Values{"walk": {"bureau"}, "n": {"0"}}); rec.Code != http.StatusNotFound && rec.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s outside the demonstration: %d", path, rec.Code)
		}
	}
	if body := v.do("GET", "/signin", nil).Body.String(); strings.Contains(body, "/guide/begin") {
		t.Error("the sign-in page of a real region offers walks")
	}
}

// TestGuideEnglish: every sentence of the walks has its English.
func TestGuideEnglish(t *testing.T) {
	a, _ := demo(t)
	for _, code := range []string{"bureau", "researcher", "teacher", "village"} {
		w := &walker{visitor: &visitor{t, a, map[string]string{"tx_lang": string(i18n.En)}}}
		w.follow(w.do("POST", "/guide/begin", url.Values{"walk": {code}}))
		i := strings.Index(w.body, `<aside class="tour`)
		if i < 0 {
			t.Fatal(code, "has no panel")
		}
		panel := w.body[i : i+strings.Index(w.body[i:], "</aside>")]
		panel = regexp.MustCompile(`[周吴冯许王郑][\p{Han}]{1,2}`).ReplaceAllString(panel, "") // names of people
		if strings.ContainsFunc(panel, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("%s: %s", code, panel)
		}
	}
}
