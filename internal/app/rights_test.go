package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
)

var (
	childOf   = regexp.MustCompile(`/family/([0-9a-f-]{36})`)
	requestOf = regexp.MustCompile(`/my/requests/([0-9a-f-]{36})`)
)

// childNamed is the path id of the child with a login, which must stand on the guardian's page.
func childNamed(t *testing.T, a *app.App, login, page string) (person, name string) {
	t.Helper()
	taken, err := a.Authn.Taken(t.Context(), id.Any{}, []string{login})
	if err != nil || len(taken) != 1 {
		t.Fatal(login, taken, err)
	}
	who, err := a.Org.Resolve(t.Context(), id.As[org.Account](taken[login]), "test")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page, "/family/"+who.Person.String()) || !strings.Contains(page, who.Name) {
		t.Fatalf("%s is not on the guardian's page", login)
	}
	return who.Person.String(), who.Name
}

// TestGuardianThroughThePages is what a guardian can do, from the sign-in on: two children, one of them with a second guardian; who
// looked at the child's data and on what basis; a refusal that keeps the basic functions and holds the records back; and copy,
// correction and erasure, each asked for, answered in writing by the school, and done.
func TestGuardianThroughThePages(t *testing.T) {
	a, in := demo(t)
	jia := in("jia")
	family := jia.do("GET", "/family", nil).Body.String()
	kids := map[string]bool{}
	for _, m := range childOf.FindAllStringSubmatch(family, -1) {
		kids[m[1]] = true
	}
	if len(kids) != 2 {
		t.Fatalf("the guardian of two sees %d children", len(kids))
	}
	child, name := childNamed(t, a, "sq01", family)
	second(t, a, "niu", child)
	for _, page := range []string{in("niu").do("GET", "/family", nil).Body.String(), in("niu").do("GET", "/data/"+child, nil).Body.String()} {
		if !strings.Contains(page, name) {
			t.Error("the second guardian does not see the child")
		}
	}
	looked(t, in, jia, child)
	refusal(t, a, in, jia, child)
	desk(t, in, jia, child, name)
	for _, login := range []string{"wang", "ban", "qian", "sys", "sq02"} {
		if rec := in(login).do("GET", "/data/"+child, nil); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
			t.Errorf("%s opens the guardian's page: %d", login, rec.Code)
		}
	}
}

func second(t *testing.T, a *app.App, login, child string) {
	t.Helper()
	who := actorOf(t, a, id.Any{}, login)
	node, err := id.Parse[any](child)
	if err == nil {
		err = a.Core.Write(t.Context(), func(tx *db.Tx) error {
			return a.Org.Give(tx, org.Holding{Person: who.Person, Role: org.Guardian, Node: node})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// looked: a look of the class teacher is on the guardian's page with name, role and basis; a look that was refused is not.
func looked(t *testing.T, in func(string) *visitor, jia *visitor, child string) {
	t.Helper()
	clerk := in("jiaowu")
	if rec := clerk.do("GET", "/school/person/"+child, nil); rec.Code != http.StatusOK {
		t.Fatal(rec.Code)
	}
	for _, stranger := range []string{"xin", "ju", "du"} {
		if rec := in(stranger).do("GET", "/school/person/"+child, nil); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
			t.Errorf("%s opens the record: %d", stranger, rec.Code)
		}
	}
	entered(t, in, clerk, "/school/person/"+child)
	page := jia.do("GET", "/data/"+child, nil).Body.String()
	for _, want := range []string{"许知行", "教务", "访问清单"} {
		if !strings.Contains(page, want) {
			t.Errorf("who looked lacks %s", want)
		}
	}
	for _, no := range []string{"孙新宇", "周远帆", "何正言"} {
		if strings.Contains(page, no) {
			t.Errorf("%s was refused and stands among those who looked", no)
		}
	}
}

// entered: 随班就读 is entered once on the page of the record and stands on no page of the class teacher, the teacher or the head.
func entered(t *testing.T, in func(string) *visitor, clerk *visitor, page string) {
	t.Helper()
	form := url.Values{"kind": {"inclusive"}, "on": {"2026-09-01"}}
	for i, want := range []int{http.StatusSeeOther, http.StatusConflict} {
		if rec := clerk.do("POST", page+"/standing", form); rec.Code != want {
			t.Errorf("standing entered, time %d: %d", i+1, rec.Code)
		}
	}
	if rec := clerk.do("POST", page+"/standing", url.Values{"kind": {"other"}, "on": {"2026-09-01"}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a standing that there is not: %d", rec.Code)
	}
	if !regexp.MustCompile(`<td[^>]*>\s*2026[^<]*9[^<]*1`).MatchString(clerk.do("GET", page, nil).Body.String()) {
		t.Error("the standing is not on the page of who entered it")
	}
	for _, login := range []string{"ban", "wang", "qian", "sq01"} {
		if rec := in(login).do("GET", page, nil); strings.Contains(rec.Body.String(), "随班就读") {
			t.Errorf("%s reads the standing", login)
		}
		if rec := in(login).do("POST", page+"/standing", form); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
			t.Errorf("%s enters a standing: %d", login, rec.Code)
		}
	}
}

// statements are how many statements about a child leave the house through a key.
func statements(t *testing.T, a *app.App, key record.NewKey, child string) int {
	t.Helper()
	if err := a.Log.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	n := 0
	for path := "/xapi/statements?limit=500"; path != ""; {
		req := httptest.NewRequest("GET", path, nil)
		req.Header.Set("X-Experience-API-Version", "1.0.3")
		req.SetBasicAuth(key.Key, key.Secret)
		rec := httptest.NewRecorder()
		a.Mux.ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			t.Fatal(rec.Code, rec.Body.String())
		}
		n += strings.Count(rec.Body.String(), child)
		path = ""
		if m := regexp.MustCompile(`"more":"([^"]+)"`).FindStringSubmatch(rec.Body.String()); m != nil {
			path = m[1]
		}
	}
	return n
}

func refusal(t *testing.T, a *app.App, in func(string) *visitor, jia *visitor, child string) {
	t.Helper()
	region, err := a.Org.RegionUnit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key, err := a.Records.CreateKey(t.Context(), "test", region.Node(), record.MayAll)
	if err != nil {
		t.Fatal(err)
	}
	say := func(v *visitor, word string) {
		t.Helper()
		for _, purpose := range []string{"forwarding", "messaging"} {
			if rec := v.do("POST", "/family/"+child+"/consents", url.Values{"purpose": {purpose}, "say": {word}}); rec.Code != http.StatusSeeOther {
				t.Fatal(word, purpose, rec.Code)
			}
		}
	}
	say(jia, "yes")
	say(in("niu"), "yes")
	if n := statements(t, a, key, child); n == 0 {
		t.Fatal("with consent nothing about the child leaves: the test would say nothing")
	}
	say(jia, "no")
	if n := statements(t, a, key, child); n != 0 {
		t.Errorf("a guardian refused, and %d statements leave", n)
	}
	if page := jia.do("GET", "/family/"+child+"/consents", nil); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "不同意") {
		t.Errorf("the refusal is not shown: %d", page.Code)
	}
	if rec := jia.do("POST", "/family/"+child+"/consents", url.Values{"purpose": {"teaching"}, "say": {"no"}}); rec.Code < 400 {
		t.Errorf("the basic functions can be refused: %d", rec.Code)
	}
	pupil := in("sq01") // basic functions are kept
	for _, path := range []string{"/learn", "/my/data", "/inbox", "/account"} {
		if rec := pupil.do("GET", path, nil); rec.Code != http.StatusOK {
			t.Errorf("after the refusal the child's %s: %d", path, rec.Code)
		}
	}
	sittings := regexp.MustCompile(`/learn/sittings/[0-9a-f-]{36}`).FindString(pupil.do("GET", "/learn", nil).Body.String())
	if rec := pupil.do("GET", sittings, nil); sittings == "" || rec.Code >= 400 { // one that was handed in leads on
		t.Errorf("after the refusal the child's practice %q: %d", sittings, rec.Code)
	}
	if rec := jia.do("GET", "/family/"+child, nil); rec.Code != http.StatusOK {
		t.Errorf("after the refusal the guardian's page: %d", rec.Code)
	}
}

// desk: the three requests, as the guardian sends them and the registrar answers them.
func desk(t *testing.T, in func(string) *visitor, jia *visitor, child, name string) {
	t.Helper()
	clerk := in("jiaowu")
	ask := func(form url.Values) string {
		t.Helper()
		rec := jia.do("POST", "/data/"+child+"/ask", form)
		m := requestOf.FindStringSubmatch(rec.Header().Get("Location"))
		if m == nil {
			t.Fatal(form, rec.Code, firstAlert(rec.Body.String()))
		}
		return m[1]
	}
	answer := func(request, decision, words string, want int) {
		t.Helper()
		if rec := clerk.do("POST", "/rights/"+request, url.Values{"decision": {decision}, "answer": {words}}); rec.Code != want {
			t.Fatal(decision, rec.Code, firstAlert(rec.Body.String()))
		}
	}
	for _, bad := range []url.Values{
		{"kind": {"correct"}, "field": {"name"}, "wanted": {"郭\u202e一"}}, {"kind": {"correct"}, "field": {"name"}, "wanted": {"郭一110105201205010021"}},
		{"kind": {"correct"}, "field": {"number"}, "wanted": {"110105201205010021"}}, {"kind": {"copy"}, "reason": {"我的身份证 11010519850101002X"}}, {"kind": {"all"}},
	} {
		if rec := jia.do("POST", "/data/"+child+"/ask", bad); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", bad, rec.Code)
		}
	}
	fix := ask(url.Values{"kind": {"correct"}, "field": {"name"}, "wanted": {"改正名"}, "reason": {"户口本上是这个字"}})
	if page := clerk.do("GET", "/rights", nil).Body.String(); !strings.Contains(page, fix) {
		t.Error("the request is not on the registrar's desk")
	}
	answer(fix, "done", "", http.StatusSeeOther)
	if page := clerk.do("GET", "/school/person/"+child, nil).Body.String(); !strings.Contains(page, "改正名") || strings.Contains(page, name+"<") {
		t.Error("the name was not corrected")
	}
	no := ask(url.Values{"kind": {"correct"}, "field": {"born"}, "wanted": {"2013-01-01"}})
	answer(no, "refused", "不行", http.StatusUnprocessableEntity) // a refusal needs a reason
	answer(no, "refused", "与学籍登记不一致，请带户口本到教务处", http.StatusSeeOther)
	for _, path := range []string{"/my/requests/" + no, "/my/requests/" + no + "/print"} {
		if page := jia.do("GET", path, nil); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "请带户口本到教务处") {
			t.Errorf("%s: the written answer is not there: %d", path, page.Code)
		}
	}
	if rec := in("niu").do("GET", "/my/requests/"+no, nil); rec.Code != http.StatusNotFound {
		t.Errorf("the other guardian reads the request: %d", rec.Code)
	}
	paper := ask(url.Values{"kind": {"copy"}})
	answer(paper, "done", "", http.StatusSeeOther)
	if err := jia.app.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	file := jia.do("GET", "/my/requests/"+paper+"/file", nil)
	if text := zipped(t, file.Body.Bytes()); !strings.Contains(text, "改正名") || !strings.Contains(text, "许知行") || !strings.Contains(text, "随班就读") {
		t.Error("the copy lacks the child, the standing or who looked")
	}
	erase := ask(url.Values{"kind": {"erase"}, "reason": {"转学"}})
	answer(erase, "done", "", http.StatusSeeOther)
	if page := jia.do("GET", "/my/requests/"+erase, nil); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "改正名") {
		t.Errorf("the answer to the erasure: %d", page.Code)
	}
	if rec := in("jiaowu").do("GET", "/school/people?q="+url.QueryEscape("改正名"), nil); strings.Contains(mainText.FindString(rec.Body.String()), "/school/person/"+child) {
		t.Error("the erased is still found")
	}
	gone := &visitor{t, jia.app, map[string]string{}}
	if rec := gone.signIn("sq01", app.DemoPassword); rec.Code == http.StatusSeeOther {
		t.Error("the erased signs in")
	}
}

func zipped(t *testing.T, b []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(&all, r)
		_ = r.Close()
	}
	return all.String()
}
