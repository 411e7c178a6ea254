package app_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// box is an installation that can be stopped and started again.
type box struct {
	t     *testing.T
	dir   string
	clock *clock.Fake
	app   *app.App
}

func (b *box) start() {
	b.t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: b.dir, Preset: "xx-tiny", Log: testkit.Logger(b.t), Clock: b.clock, BaseURL: "https://box.school.lan"})
	if err != nil {
		b.t.Fatal(err)
	}
	b.app = a
}

func (b *box) restart(browsers ...*visitor) {
	b.t.Helper()
	if err := b.app.Close(); err != nil {
		b.t.Fatal(err)
	}
	b.start()
	for _, v := range browsers {
		v.app = b.app
	}
}

func (b *box) browser() *visitor { return &visitor{b.t, b.app, map[string]string{}} }

// factor sets a second factor up for whoever is signed in.
func (b *box) factor(v *visitor) {
	b.t.Helper()
	v.do("POST", "/account/totp/begin", nil)
	secret := secretText.FindStringSubmatch(v.do("GET", "/account/totp", nil).Body.String())
	if secret == nil {
		b.t.Fatal("no secret for a second factor")
	}
	if rec := v.do("POST", "/account/totp", url.Values{"code": {phone(b.t, secret[1], b.clock)}}); rec.Code != http.StatusOK {
		b.t.Fatal("second factor:", rec.Code)
	}
}

func typed(name, login string) url.Values {
	return url.Values{"name": {name}, "login": {login}, "password": {"very long 42"}, "again": {"very long 42"}}
}

var (
	slipText  = regexp.MustCompile(`激活码</dt>\s*<dd>([^<]+)</dd>`)
	sheetLink = regexp.MustCompile(`/access/sheets/([0-9a-f-]{36})`)
)

// TestFromAnEmptyFolderToAnApprovedSheet is the first day of an installation, through HTTP alone but for the class, which comes with
// a roster: the set-up with restarts in the middle, the people it makes, a teacher added by the leader, and the first access sheet.
func TestFromAnEmptyFolderToAnApprovedSheet(t *testing.T) {
	b := &box{t: t, dir: t.TempDir(), clock: clock.NewFake(time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC))}
	b.start()
	defer func() { _ = b.app.Close() }()
	code := beforeTheCode(t, b)
	v := b.browser()
	if rec := v.do("POST", "/setup/code", url.Values{"code": {code}}); rec.Code != http.StatusSeeOther {
		t.Fatal("the right code:", rec.Code)
	}
	setUp(t, b, v)
	done := v.do("POST", "/setup/leader", with(typed("钱立本", "qian"), "registrar", "孙务", "registrar_login", "sun"))
	slip := slipText.FindStringSubmatch(done.Body.String())
	if done.Code != http.StatusOK || slip == nil || strings.Contains(done.Body.String(), "very long 42") {
		t.Fatal("the last step:", done.Code, slip)
	}
	b.restart(v)
	for _, path := range []string{"GET /setup", "POST /setup/code", "POST /setup/admin", "POST /setup/leader"} {
		method, path, _ := strings.Cut(path, " ")
		if rec := v.do(method, path, typed("李二", "li")); rec.Code != http.StatusNotFound {
			t.Errorf("%s after the set-up: %d", path, rec.Code)
		}
	}
	if _, err := os.Stat(filepath.Join(b.dir, "setup-code")); !os.IsNotExist(err) {
		t.Error("the code stays behind")
	}
	firstDay(t, b, slip[1])
}

func with(f url.Values, more ...string) url.Values {
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

// beforeTheCode is what everybody sees who has no code.
func beforeTheCode(t *testing.T, b *box) string {
	t.Helper()
	stranger := b.browser()
	for _, path := range []string{"/", "/signin", "/teacher/lessons", "/school/people"} {
		if rec := stranger.do("GET", path, nil); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/setup" {
			t.Errorf("%s before the set-up: %d %s", path, rec.Code, rec.Header().Get("Location"))
		}
	}
	if rec := stranger.do("POST", "/signin", url.Values{"login": {"a"}}); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("a form before the set-up: %d", rec.Code)
	}
	if rec := stranger.do("GET", "/styleguide", nil); rec.Code != http.StatusOK {
		t.Errorf("the style guide: %d", rec.Code)
	}
	page := stranger.do("GET", "/setup", nil)
	for _, secret := range []string{"东区", "/setup/region", "/setup/admin"} {
		if strings.Contains(page.Body.String(), secret) {
			t.Errorf("somebody without the code sees %s", secret)
		}
	}
	for _, step := range []string{"region", "admin", "school", "leader"} {
		if rec := stranger.do("POST", "/setup/"+step, with(typed("李二", "li"), "role", "system_admin")); rec.Code != http.StatusForbidden {
			t.Errorf("step %s without the code: %d", step, rec.Code)
		}
	}
	for range 5 {
		if rec := stranger.do("POST", "/setup/code", url.Values{"code": {"AAAA-BBBB-CCCC"}}); rec.Code != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code: %d", rec.Code)
		}
	}
	if rec := stranger.do("POST", "/setup/code", url.Values{"code": {"AAAA-BBBB-CCCC"}}); rec.Code != http.StatusTooManyRequests || rec.Header().Get("Retry-After") == "" {
		t.Errorf("the sixth wrong code: %d %q", rec.Code, rec.Header().Get("Retry-After"))
	}
	if rec := stranger.do("POST", "/setup/code", nil, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }); rec.Code != http.StatusForbidden {
		t.Errorf("a form of a foreign page: %d", rec.Code)
	}
	code, err := b.app.SetupCode(context.Background())
	if err != nil || code == "" {
		t.Fatal(code, err)
	}
	if page := stranger.do("GET", "/setup?code="+code, nil); !strings.Contains(page.Body.String(), code) {
		t.Error("the printed link does not fill the code in")
	}
	b.clock.Advance(time.Minute)
	return code
}

// setUp goes through the steps, each with a mistake first and the program started again after it.
func setUp(t *testing.T, b *box, v *visitor) {
	t.Helper()
	page := v.do("GET", "/setup", nil).Body.String()
	if !strings.Contains(page, "东区") || !strings.Contains(page, "示例市") {
		t.Error("the region is not shown")
	}
	steps := []struct {
		path string
		bad  url.Values
		good url.Values
	}{
		{"region", nil, url.Values{}},
		{"admin", with(typed("张一", "zhang"), "role", "system_admin", "again", "other long 42"), with(typed("张一", "zhang"), "role", "system_admin")},
		{"admin", with(typed("张一", "an"), "role", "security_admin"), with(typed("安全", "an"), "role", "security_admin")},
		{"admin", with(typed("沈记", "AN"), "role", "audit_admin"), with(typed("沈记", "shen"), "role", "audit_admin")},
		{"school", url.Values{"kind": {"school"}, "unit": {"第一\u202e中学"}, "code": {"S1"}, "short": {"dyzx"}}, url.Values{"kind": {"school"}, "unit": {"第一中学"}, "code": {"S1"}, "short": {"dyzx"}}},
	}
	for i, s := range steps {
		if s.bad != nil {
			if rec := v.do("POST", "/setup/"+s.path, s.bad); rec.Code != http.StatusUnprocessableEntity || strings.Contains(rec.Body.String(), "very long 42") {
				t.Errorf("step %d with a mistake: %d", i, rec.Code)
			}
		}
		if rec := v.do("POST", "/setup/"+s.path, s.good); rec.Code != http.StatusSeeOther {
			t.Fatalf("step %d: %d %s", i, rec.Code, rec.Body.String())
		}
		b.restart(v)
		if rec := v.do("POST", "/setup/"+s.path, s.good); rec.Code != http.StatusConflict { // the button pressed twice, or another browser
			t.Errorf("step %d again: %d", i, rec.Code)
		}
		if rec := v.do("GET", "/", nil); rec.Header().Get("Location") != "/setup" {
			t.Errorf("in the middle of the set-up, after step %d: %s", i, rec.Header().Get("Location"))
		}
	}
}

// firstDay is what comes after the set-up.
func firstDay(t *testing.T, b *box, slip string) {
	t.Helper()
	ctx := context.Background()
	leader, registrar := b.browser(), b.browser()
	if rec := leader.signIn("qian", "very long 42"); rec.Code != http.StatusSeeOther {
		t.Fatal("the leader signs in:", rec.Code)
	}
	b.factor(leader)
	if rec := registrar.do("POST", "/activate", url.Values{"code": {slip}, "password": {"registrar 42 long"}, "again": {"registrar 42 long"}}); rec.Code != http.StatusSeeOther {
		t.Fatal("the registrar's slip:", rec.Code)
	}
	b.factor(registrar)
	if rec := registrar.do("GET", "/school/people", nil); rec.Code != http.StatusForbidden || !strings.Contains(rec.Body.String(), "依据") {
		t.Errorf("the registrar before the sheet: %d", rec.Code)
	}
	region, err := b.app.Org.RegionUnit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	schools, err := b.app.Org.SchoolsUnder(ctx, region.Node(), b.app.Org.Now())
	if err != nil || len(schools) != 1 {
		t.Fatal(schools, err)
	}
	school := schools[0].ID
	var class org.ClassID
	err = b.app.Core.Write(ctx, func(tx *db.Tx) error {
		class, err = b.app.Org.AddClass(tx, org.Class{School: school, Stage: org.Junior, Cohort: 2026, Number: 1})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	pupil := with(url.Values{}, "kind", "pupil", "name", "阿不都热依木·买买提", "class", class.String(), "seat", "1", "number", "20260101")
	if rec := registrar.do("POST", "/school/people/add/"+school.String(), pupil); rec.Code != http.StatusSeeOther {
		t.Fatal("a pupil by hand:", rec.Code, rec.Body.String())
	}
	approve(t, leader, school)
	if rec := registrar.do("GET", "/school/class/"+class.String(), nil); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "阿不都热依木·买买提") {
		t.Errorf("the register after the approval: %d", rec.Code)
	}
	teacher := with(url.Values{}, "name", "李文澜", "login", "li", "role", "class_teacher", "class", class.String())
	added := leader.do("POST", "/school/roles/"+school.String()+"/person", teacher)
	if added.Code != http.StatusOK || slipText.FindStringSubmatch(added.Body.String()) == nil {
		t.Fatal("a teacher added by the leader:", added.Code, added.Body.String())
	}
	li := b.browser()
	li.do("POST", "/activate", url.Values{"code": {slipText.FindStringSubmatch(added.Body.String())[1]}, "password": {"teacher long 42"}, "again": {"teacher long 42"}})
	if rec := li.do("GET", "/school/people", nil); rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/school/class/"+class.String() {
		t.Errorf("the class teacher's people: %d %s", rec.Code, rec.Header().Get("Location"))
	}
	if rec := li.do("GET", "/school/class/"+class.String(), nil); rec.Code != http.StatusOK {
		t.Errorf("whom the leader appoints may begin: %d", rec.Code)
	}
	safe := b.browser()
	safe.signIn("an", "very long 42")
	b.factor(safe)
	if rec := safe.do("GET", "/school/roles/"+school.String(), nil); rec.Code != http.StatusOK || strings.Contains(rec.Body.String(), "买买提") || !strings.Contains(rec.Body.String(), "李文澜") {
		t.Errorf("the security administrator's roles: %d", rec.Code)
	}
	if rec := safe.do("GET", "/school/people", nil); rec.Code != http.StatusForbidden {
		t.Errorf("the security administrator reads people: %d", rec.Code)
	}
}

// approve drafts the first access sheet and approves it.
func approve(t *testing.T, leader *visitor, school org.UnitID) {
	t.Helper()
	rec := leader.do("POST", "/access/units/"+school.String()+"/prepare", nil)
	found := sheetLink.FindStringSubmatch(rec.Header().Get("Location"))
	if rec.Code != http.StatusSeeOther || found == nil {
		t.Fatal("a sheet is drafted:", rec.Code, rec.Header().Get("Location"))
	}
	if rec := leader.do("POST", "/access/sheets/"+found[1], url.Values{"decision": {"approve"}}); rec.Code != http.StatusSeeOther {
		t.Fatal("the sheet is approved:", rec.Code)
	}
}

// TestLostCode: a code that was lost is given again by whoever gave the role, until a password was chosen, and the old one is void.
func TestLostCode(t *testing.T) {
	a, in := demo(t)
	v := in("qian")
	home := v.do("GET", "/school/roles", nil).Header().Get("Location")
	made := v.do("POST", home+"/person", url.Values{"name": {"新老师"}, "login": {"xinlaoshi"}, "role": {"teacher"}})
	first := slipText.FindStringSubmatch(made.Body.String())
	post := regexp.MustCompile(`action="` + home + `/slip"[\s\S]*?name="post" value="([0-9a-f-]{36})"`).FindStringSubmatch(made.Body.String())
	if first == nil || post == nil {
		t.Fatal(made.Code, first, post)
	}
	again := v.do("POST", home+"/slip", url.Values{"post": {post[1]}})
	second := slipText.FindStringSubmatch(again.Body.String())
	if second == nil || second[1] == first[1] {
		t.Fatal(again.Code, second)
	}
	choose := func(code string) int {
		fresh := &visitor{t, a, map[string]string{}}
		return fresh.do("POST", "/activate", url.Values{"code": {code}, "password": {"my own long 42"}, "again": {"my own long 42"}}).Code
	}
	if got := choose(first[1]); got != http.StatusUnprocessableEntity {
		t.Errorf("the lost code still opens: %d", got)
	}
	if rec := in("li").do("POST", home+"/slip", url.Values{"post": {post[1]}}); rec.Code != http.StatusForbidden {
		t.Errorf("a teacher makes a code: %d", rec.Code)
	}
	if got := choose(second[1]); got != http.StatusSeeOther {
		t.Errorf("the new code: %d", got)
	}
	if rec := v.do("POST", home+"/slip", url.Values{"post": {post[1]}}); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code for somebody who has a password: %d", rec.Code)
	}
}
