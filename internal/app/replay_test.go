package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const countRows db.SQL = `-- unscoped: a test counts what the forms have made
SELECT (SELECT COUNT(*) FROM org_person) + (SELECT COUNT(*) FROM authn_device) + (SELECT COUNT(*) FROM org_approval) + (SELECT COUNT(*) FROM notice) +
	(SELECT COUNT(*) FROM privacy_request) + (SELECT COUNT(*) FROM work) + (SELECT COUNT(*) FROM audit_entry WHERE action NOT IN ('look.minors', 'refuse.minors'))`

func rows(t *testing.T, a *app.App) int64 {
	t.Helper()
	n, err := db.One(a.Core.Reader(t.Context()), countRows, db.Value[int64])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestReplayedForms sends every form that makes something twice, as a button hit twice and a page reloaded do: the second time makes
// nothing and gets the same answer. The same form from a page opened anew, and a changed one, make another.
func TestReplayedForms(t *testing.T) {
	a, in := demo(t)
	clerk := in("jiaowu")
	list := clerk.do("GET", "/school/people", nil).Body.String()
	office, class := officeOf.FindStringSubmatch(list)[1], classOf.FindStringSubmatch(list)[1]
	child := regexp.MustCompile(`/data/([0-9a-f-]{36})`).FindStringSubmatch(in("jia").do("GET", "/family", nil).Body.String())
	if child == nil {
		t.Fatal("the guardian's page leads to no child's data")
	}
	for _, f := range []struct {
		who, path string
		form      url.Values
	}{
		{"jiaowu", "/school/people/add/" + office, url.Values{"kind": {"pupil"}, "name": {"重名同学"}, "class": {class}}},
		{"jiaowu", "/school/people/add/" + office, url.Values{"kind": {"staff"}, "name": {"没有账号的人"}}},
		{"jiaowu", "/school/devices", url.Values{"unit": {office}, "name": {"平板"}, "kind": {"shared"}, "count": {"2"}}},
		{"ban", "/notices", url.Values{"to": {class}, "audience": {"guardians"}, "title": {"周五带雨伞"}, "body": {"下雨"}}},
		{"qian", "/access/ask", url.Values{"class": {class}, "reason": {"了解这个班的情况"}, "days": {"3"}}},
		{"jia", "/data/" + child[1] + "/ask", url.Values{"kind": {"copy"}}},
		{"li", "/teacher/lessons", url.Values{"title": {"一次函数"}, "subject": {"maths"}, "grade": {"7"}}},
		{"sys", "/admin/keys", url.Values{"name": {"市级平台"}}},
		{"qian", "/school/roles/" + office + "/person", url.Values{"name": {"新老师"}, "login": {"chongfu"}, "role": {"teacher"}}},
	} {
		v := in(f.who)
		f.form.Set("idem", id.New[any]().String())
		start := rows(t, a)
		first := v.do("POST", f.path, f.form)
		made := rows(t, a)
		if first.Code >= 400 || made == start {
			t.Errorf("%s as %s: %d, nothing was made: %s", f.path, f.who, first.Code, firstAlert(first.Body.String()))
			continue
		}
		again := v.do("POST", f.path, f.form)
		if n := rows(t, a); n != made || again.Code != first.Code || again.Header().Get("Location") != first.Header().Get("Location") || again.Body.String() != first.Body.String() {
			t.Errorf("%s as %s: sent again it makes %d rows and answers %d, first %d", f.path, f.who, n-made, again.Code, first.Code)
		}
		thief := in(f.who) // another session: what was shown once is not shown again
		if rec := thief.do("POST", f.path, f.form); first.Code == http.StatusOK && rec.Body.String() == first.Body.String() {
			t.Errorf("%s: another session is given the answer", f.path)
		}
	}
	atOnce(t, a, clerk, "/school/people/add/"+office, url.Values{"kind": {"pupil"}, "name": {"双击同学"}, "class": {class}, "idem": {id.New[any]().String()}})
	form := url.Values{"kind": {"pupil"}, "name": {"甲同学"}, "class": {class}, "idem": {id.New[any]().String()}}
	before := rows(t, a)
	clerk.do("POST", "/school/people/add/"+office, form)
	one := rows(t, a) - before
	clerk.do("POST", "/school/people/add/"+office, with(form, "name", "乙同学"))
	clerk.do("POST", "/school/people/add/"+office, with(form, "idem", id.New[any]().String()))
	if n := rows(t, a) - before; n != 3*one {
		t.Errorf("two forms that are others made %d rows, one makes %d", n-one, one)
	}
}

// atOnce sends a form eight times at the same moment.
func atOnce(t *testing.T, a *app.App, v *visitor, path string, form url.Values) {
	t.Helper()
	before := rows(t, a)
	var wg sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, 8)
	for i := range answers {
		wg.Go(func() {
			r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for name, value := range v.cookies {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			answers[i] = httptest.NewRecorder()
			a.Mux.ServeHTTP(answers[i], r)
		})
	}
	wg.Wait()
	for _, rec := range answers {
		if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != answers[0].Header().Get("Location") {
			t.Errorf("hit eight times: %d %s", rec.Code, rec.Header().Get("Location"))
		}
	}
	if n := rows(t, a) - before; n != 2 { // the person and the line that says so
		t.Errorf("hit eight times it made %d rows", n)
	}
}

func firstAlert(page string) string {
	m := regexp.MustCompile(`(?s)<main.*`).FindString(page)
	m = regexp.MustCompile(`(?s)<[^>]*>|\s+`).ReplaceAllString(m, " ")
	return m[:min(len(m), 300)]
}
