package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/invent"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// sitting is a district after an exam in one subject, of which somebody tries to learn more than is theirs.
type sitting struct {
	app   *app.App
	d     app.MockDistrict
	first []org.PersonID // pupils of the first class of the first school, in order of the register
}

var mockOfAttack = invent.Mock{Seed: 3, Pupils: 240, Schools: 2, Items: 8, PerClass: 40}

// sat brings an exam in. change may rewrite the rows of marks, which stand in the order of pupils.
func sat(ctx context.Context, t *testing.T, change func(rows []string)) *sitting {
	t.Helper()
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Log: testkit.Logger(t), Clock: clock.NewFake(time.Date(2026, time.June, 20, 2, 0, 0, 0, time.UTC))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	admin(ctx, t, a)
	s := &sitting{app: a}
	if s.d, err = a.SeedMock(ctx, mockOfAttack); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := mockOfAttack.WriteCSV(&file, 1); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(file.String()), "\n")
	change(rows[2:])
	london{}.marks(ctx, t, a, s.d.Researcher, s.d.Exam, id.As[any](s.d.District), strings.Replace(strings.Join(rows, "\n"), "总分", "数学", 1)+"\n")
	if err := a.Reports.Build(ctx, s.d.Exam, nil); err != nil {
		t.Fatal(err)
	}
	register, err := a.Org.Roster(ctx, s.d.Classes[0], a.Org.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range register {
		s.first = append(s.first, e.Person)
	}
	return s
}

// admin gives a store the one without whom it waits for its set-up.
func admin(ctx context.Context, t *testing.T, a *app.App) {
	t.Helper()
	err := a.Core.Write(ctx, func(tx *db.Tx) error {
		region, err := a.Org.RegionUnit(ctx)
		if err != nil {
			return err
		}
		p, err := a.Org.AddPerson(tx, org.Person{Owner: region.ID, Name: "郑安"}, org.AccountID{})
		if err != nil {
			return err
		}
		return a.Org.Give(tx, org.Holding{Person: p, Role: org.SystemAdmin, Node: region.Node()})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// session opens one for a person.
func (s *sitting) session(ctx context.Context, t *testing.T, p org.PersonID) string {
	t.Helper()
	accounts, err := s.app.Org.Accounts(ctx, []org.PersonID{p})
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.app.Authn.Open(ctx, id.As[any](accounts[p]), authn.Opening{Way: authn.ByPassword, Strong: true})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// guardian makes one of a pupil and opens a session.
func (s *sitting) guardian(ctx context.Context, t *testing.T, child org.PersonID) string {
	t.Helper()
	var g org.PersonID
	err := s.app.Core.Write(ctx, func(tx *db.Tx) (err error) {
		if g, err = s.app.Org.AddPerson(tx, org.Person{Owner: s.d.Schools[0], Name: "家长甲"}, id.New[org.Account]()); err != nil {
			return err
		}
		return s.app.Org.Give(tx, org.Holding{Person: g, Role: org.Guardian, Node: id.As[any](child)})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.session(ctx, t, g)
}

var (
	hrefs = regexp.MustCompile(`href="(/[^"]*)"`)
	ids   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	asked = regexp.MustCompile(`<code>[0-9a-f]{16}</code>|[0-9a-f]{16}`)                             // numbers of requests
	mine  = regexp.MustCompile(`(data-own|data-left|data-now|data-posted|name="own" value)="[^"]*"`) // the reader's own session: a mark by the store's key, and times
)

// fetched is everything that a session can fetch by following what it is shown: status, size and content of each page in the order in
// which it was found. Ids are replaced by the order in which they appeared, because each store makes its own.
func (s *sitting) fetched(t *testing.T, token string, from ...string) (pages []string) {
	t.Helper()
	names := map[string]string{}
	plain := func(text string) string {
		text = mine.ReplaceAllString(text, "$1=<own>")
		return asked.ReplaceAllString(ids.ReplaceAllStringFunc(text, func(x string) string {
			if names[x] == "" {
				names[x] = fmt.Sprintf("<id %d>", len(names))
			}
			return names[x]
		}), "<request>")
	}
	seen, queue := map[string]bool{}, append([]string{"/"}, from...)
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || len(seen) > 400 {
			continue
		}
		seen[path] = true
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.AddCookie(&http.Cookie{Name: signin.Cookie, Value: token})
		rec := httptest.NewRecorder()
		s.app.Mux.ServeHTTP(rec, req)
		body := rec.Body.String()
		switch kind := rec.Header().Get("Content-Type"); {
		case strings.Contains(kind, "spreadsheet"):
			body = cellsOf(t, rec.Body.Bytes())
		case strings.Contains(kind, "pdf"):
			body = fmt.Sprintf("pdf of %d bytes", rec.Body.Len())
		}
		if to := rec.Header().Get("Location"); to != "" {
			queue = append(queue, to)
		}
		for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
			if next := strings.ReplaceAll(m[1], "&amp;", "&"); !strings.HasPrefix(next, "/assets/") && !strings.HasPrefix(next, "/prefs") && !strings.Contains(next, "#") {
				queue = append(queue, next)
			}
		}
		pages = append(pages, fmt.Sprintf("%s %d\n%s", plain(path), rec.Code, plain(body)))
	}
	return pages
}

// cellsOf is a workbook as text.
func cellsOf(t *testing.T, b []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&out, name, rows)
	}
	return out.String()
}

// alike fails with the first page that tells two districts apart.
func alike(t *testing.T, who string, a, b []string) {
	t.Helper()
	if len(a) != len(b) {
		t.Errorf("%s: %d pages in one district, %d in the other", who, len(a), len(b))
	}
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			x, y := strings.Split(a[i], "\n"), strings.Split(b[i], "\n")
			for k := range min(len(x), len(y)) {
				if x[k] != y[k] {
					t.Errorf("%s: %s tells the districts apart:\n%.400s\n%.400s", who, x[0], x[k], y[k])
					return
				}
			}
			t.Errorf("%s: %s differs in length", who, x[0])
			return
		}
	}
}

// total is a pupil's mark in a row of the file, −1 for who was absent.
func total(row string) int {
	n, err := strconv.Atoi(strings.Split(row, ",")[4])
	if err != nil {
		return -1
	}
	return n
}

// TestNothingOfOthersIsTold compares districts that differ only in the marks of others. To a pupil and a guardian every page, its size
// and the number of pages are the same when a classmate who had fewer marks has more, so that their rank changes; and when the results
// of any two others are exchanged. To the teacher of one class every page and every workbook is the same when the results of two pupils
// of another class are exchanged: what is shown of others belongs to nobody.
func TestNothingOfOthersIsTold(t *testing.T) {
	ctx := context.Background()
	const me = 5 // in the first class
	base := sat(ctx, t, func([]string) {})
	var overtaken bool
	overtakes := sat(ctx, t, func(rows []string) { // the classmate just below gains a mark on two items
		mine, who := total(rows[me]), -1
		for i := range 40 {
			if v := total(rows[i]); i != me && v >= 0 && v <= mine && v > mine-2 && (who < 0 || v > total(rows[who])) {
				who = i
			}
		}
		if who < 0 {
			t.Fatal("the sample has nobody just below")
		}
		c, gained := strings.Split(rows[who], ","), 0
		for i := 5; i < len(c) && gained < 2; i++ {
			if v, _ := strconv.Atoi(c[i]); v < 3 {
				c[i] = strconv.Itoa(v + 1)
				gained++
			}
		}
		c[4] = strconv.Itoa(total(rows[who]) + gained)
		rows[who] = strings.Join(c, ",")
		overtaken = total(rows[who]) > mine
	})
	if !overtaken {
		t.Fatal("nobody overtakes: the test compares the same")
	}
	exchange := func(i, j int) *sitting {
		return sat(ctx, t, func(rows []string) {
			a, b := strings.Split(rows[i], ","), strings.Split(rows[j], ",")
			if slices.Equal(a[4:], b[4:]) {
				t.Fatal("the two have the same results")
			}
			rows[i], rows[j] = strings.Join(append(a[:4:4], b[4:]...), ","), strings.Join(append(b[:4:4], a[4:]...), ",")
		})
	}
	inside, outside := exchange(7, 11), exchange(45, 50)
	person := func(s *sitting) (string, string) {
		return s.session(ctx, t, s.first[me]), s.guardian(ctx, t, s.first[me])
	}
	pupil, guardian := person(base)
	asPupil, asGuardian := base.fetched(t, pupil, "/learn/exams", "/teacher/exams", "/bureau/exams"), base.fetched(t, guardian)
	mustShow(t, "pupil", asPupil)
	mustShow(t, "guardian", asGuardian)
	for name, other := range map[string]*sitting{"a classmate overtakes": overtakes, "two classmates exchanged": inside, "two of another class exchanged": outside} {
		p, g := person(other)
		alike(t, "pupil, "+name, asPupil, other.fetched(t, p, "/learn/exams", "/teacher/exams", "/bureau/exams"))
		alike(t, "guardian, "+name, asGuardian, other.fetched(t, g))
	}
	asTeacher := base.fetched(t, base.d.Teacher)
	mustShow(t, "teacher", asTeacher)
	alike(t, "teacher, two of another class exchanged", asTeacher, outside.fetched(t, outside.d.Teacher))
	if same := inside.fetched(t, inside.d.Teacher); slices.Equal(asTeacher, same) {
		t.Error("the teacher's pages do not say who got what in the own class: the comparison would see nothing")
	}
}

// mustShow sees that the walk reached the report.
func mustShow(t *testing.T, who string, pages []string) {
	t.Helper()
	for _, p := range pages {
		head, body, _ := strings.Cut(p, "\n")
		if strings.Contains(head, "/exams/<id") && strings.HasSuffix(head, " 200") && strings.Contains(body, "数学") {
			return
		}
	}
	t.Errorf("%s: no page of the report among %d pages", who, len(pages))
	for _, p := range pages {
		head, _, _ := strings.Cut(p, "\n")
		t.Log(head)
	}
}
