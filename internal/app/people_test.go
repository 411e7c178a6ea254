package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

func demo(t *testing.T) (*app.App, func(login string) *visitor) {
	t.Helper()
	return demoOf(t, app.Config{})
}

// demoOf is a demonstration of a configuration.
func demoOf(t *testing.T, c app.Config) (*app.App, func(login string) *visitor) {
	t.Helper()
	c.Dir, c.Log, c.Demo = t.TempDir(), testkit.Logger(t), true
	a, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.Seed(context.Background(), 60); err != nil {
		t.Fatal(err)
	}
	return a, func(login string) *visitor {
		v := &visitor{t, a, map[string]string{}}
		if rec := v.signIn(login, app.DemoPassword); rec.Code != http.StatusSeeOther {
			t.Fatal(login, rec.Code)
		}
		return v
	}
}

var (
	officeOf = regexp.MustCompile(`/school/people/add/([0-9a-f-]{36})`)
	classOf  = regexp.MustCompile(`/school/class/([0-9a-f-]{36})`)
	personOf = regexp.MustCompile(`/school/person/([0-9a-f-]{36})`)
	hatOf    = regexp.MustCompile(`name="hat" value="([^"]+)" aria-pressed="(true|false)"`)
)

// TestPeoplePages: names are shown as text whatever they hold, tricks are refused, no national pupil number gets in, and what one
// person changed is not overwritten by another.
func TestPeoplePages(t *testing.T) {
	_, in := demo(t)
	v := in("jiaowu")
	list := v.do("GET", "/school/people", nil).Body.String()
	office, class := officeOf.FindStringSubmatch(list), classOf.FindStringSubmatch(list)
	if office == nil || class == nil {
		t.Fatal("the list leads nowhere")
	}
	add := "/school/people/add/" + office[1]
	pupil := func(name string, more ...string) url.Values {
		return with(url.Values{"kind": {"pupil"}, "name": {name}, "class": {class[1]}, "seat": {"88"}}, more...)
	}
	for what, form := range map[string]url.Values{
		"a turned name":               pupil("王\u202e一"),
		"an invisible character":      pupil("王\u200b一"),
		"a control":                   pupil("王\x01一"),
		"no name":                     pupil(" "),
		"a national pupil number":     pupil("王一", "number", "G110105201205010021"),
		"an identity number":          pupil("王一", "number", "110105201205010021"),
		"an identity number as login": pupil("王一", "login", "11010520120501002X"),
		"one with hyphens as login":   pupil("王一", "login", "110105-20120501-0021"),
		"one in the name":             pupil("王一 110105201205010021"),
		"a wide one in the name":      pupil("王一１１０１０５２０１２０５０１００２１"),
		"one in the telephone":        pupil("王一", "phone", "110105201205010021"),
		"one as number in the class":  pupil("王一", "seat", "110105201205010021"),
		"a class of another school":   pupil("王一", "class", "0"),
	} {
		if rec := v.do("POST", add, form); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, rec.Code)
		}
	}
	for _, name := range []string{`<script>alert(1)</script>王`, `"><img src=x onerror=alert(1)>王`, "阿不都热依木·买买提", "𫞩𬭎", "Zoë O'Neil"} {
		rec := v.do("POST", add, pupil(name))
		if rec.Code != http.StatusSeeOther {
			t.Fatalf("%q: %d", name, rec.Code)
		}
		for _, path := range []string{rec.Header().Get("Location"), "/school/people?q=" + url.QueryEscape(name), "/school/class/" + class[1]} {
			body := v.do("GET", path, nil).Body.String()
			if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") {
				t.Errorf("%q becomes markup on %s", name, path)
			}
			if path != "/school/class/"+class[1] && !strings.Contains(body, strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(name)) {
				t.Errorf("%q is not on %s", name, path)
			}
		}
	}
	twice(t, v, "/school/person/"+personOf.FindStringSubmatch(v.do("GET", "/school/class/"+class[1], nil).Body.String())[1])
	for _, login := range []string{"sys", "sec", "audit", "ju", "jiao", "du", "li", "sq01", "xin"} {
		other := in(login)
		if rec := other.do("GET", "/school/class/"+class[1], nil); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
			t.Errorf("%s reads a register: %d", login, rec.Code)
		}
		if rec := other.do("POST", add, pupil("闯入")); rec.Code != http.StatusForbidden && rec.Code != http.StatusNotFound {
			t.Errorf("%s adds a pupil: %d", login, rec.Code)
		}
	}
}

// twice sends the same change from two pages that were opened at the same time.
func twice(t *testing.T, v *visitor, page string) {
	t.Helper()
	rev := regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(v.do("GET", page, nil).Body.String())
	form := url.Values{"name": {"改过的名字"}, "rev": {rev[1]}, "number": {"20269999"}}
	if rec := v.do("POST", page+"/record", form); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code)
	}
	form.Set("name", "又改的名字")
	if rec := v.do("POST", page+"/record", form); rec.Code != http.StatusConflict || !strings.Contains(v.do("GET", page, nil).Body.String(), "改过的名字") {
		t.Errorf("an old page overwrites: %d", rec.Code)
	}
}

// TestHat: somebody with several roles wears one at a time, openly, until it is changed; a role that is not held cannot be worn.
func TestHat(t *testing.T) {
	a, in := demo(t)
	giveTwo(t, a)
	v := in("wang")
	page := v.do("GET", "/teacher/lessons", nil)
	hats := hatOf.FindAllStringSubmatch(page.Body.String(), -1)
	if page.Code != http.StatusOK || len(hats) < 3 || hats[0][1] != "work" || hats[0][2] != "true" {
		t.Fatalf("%d %v", page.Code, hats)
	}
	if !strings.Contains(page.Body.String(), "七年级(1)班") {
		t.Error("the class of a hat is not told")
	}
	if rec := v.do("GET", "/family", nil); rec.Code != http.StatusForbidden {
		t.Errorf("the teacher's hat opens the guardian's home: %d", rec.Code)
	}
	if rec := v.do("POST", "/hat", url.Values{"hat": {"guardian"}}); rec.Code != http.StatusSeeOther {
		t.Fatal(rec.Code)
	}
	if rec := v.do("GET", "/", nil); rec.Header().Get("Location") != "/home" {
		t.Errorf("the guardian's home is %s", rec.Header().Get("Location"))
	}
	if rec := v.do("GET", "/teacher/assignments", nil); rec.Code != http.StatusForbidden {
		t.Errorf("the guardian's hat opens a teacher's page: %d", rec.Code)
	}
	if rec := v.do("GET", "/family", nil); rec.Code != http.StatusOK {
		t.Errorf("the guardian's home: %d", rec.Code)
	}
	for _, hat := range []string{"system_admin", "", "work@x"} {
		if rec := v.do("POST", "/hat", url.Values{"hat": {hat}}); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("hat %q: %d", hat, rec.Code)
		}
	}
	v.do("POST", "/hat", url.Values{"hat": {"work"}})
	if rec := v.do("GET", "/", nil); rec.Header().Get("Location") != "/home" {
		t.Errorf("back at work in %s", rec.Header().Get("Location"))
	}
}

// giveTwo makes the teacher wang the guardian of a pupil of another school too.
func giveTwo(t *testing.T, a *app.App) {
	t.Helper()
	ctx := context.Background()
	taken, err := a.Authn.Taken(ctx, id.Any{}, []string{"wang", "ez01"})
	if err != nil || len(taken) != 2 {
		t.Fatal(taken, err)
	}
	accounts := []org.AccountID{id.As[org.Account](taken["wang"]), id.As[org.Account](taken["ez01"])}
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		teacher, err := a.Org.ResolveIn(tx, accounts[0])
		if err != nil {
			return err
		}
		child, err := a.Org.ResolveIn(tx, accounts[1])
		if err != nil {
			return err
		}
		return a.Org.Give(tx, org.Holding{Person: teacher, Role: org.Guardian, Node: id.As[any](child)})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestThreeAdministrators: the rules of law refuse with their source where the role is given, and nothing is stored.
func TestThreeAdministrators(t *testing.T) {
	a, in := demo(t)
	region, err := a.Org.RegionUnit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	v, home := in("sec"), "/school/roles/"+region.ID.String()
	page := v.do("GET", home, nil).Body.String()
	auditor := regexp.MustCompile(`<option value="([0-9a-f-]{36})">\s*冯守正`).FindStringSubmatch(page)
	if auditor == nil || strings.Contains(page, ">学生<") {
		t.Fatal("the auditor is not offered, or pupils are listed")
	}
	for role, source := range map[string]string{"system_admin": "GB/T 22239-2019", "bureau_leader": "GB/T 22239-2019"} {
		rec := v.do("POST", home, url.Values{"person": {auditor[1]}, "role": {role}})
		if rec.Code != http.StatusForbidden || !strings.Contains(rec.Body.String(), source) || !strings.Contains(rec.Body.String(), "谁担任什么") {
			t.Errorf("the auditor as %s: %d", role, rec.Code)
		}
	}
	if rec := v.do("POST", home, url.Values{"person": {auditor[1]}, "role": {"inspector"}}); rec.Code != http.StatusSeeOther {
		t.Errorf("an inspector: %d", rec.Code)
	}
	if rec := in("audit").do("GET", "/register", nil); rec.Code != http.StatusOK {
		t.Errorf("whom the security administrator made inspector reads the register: %d", rec.Code)
	}
}
