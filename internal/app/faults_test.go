package app_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

var ownOf = regexp.MustCompile(`name="own" value="([^"]+)"`)

var pathValue = regexp.MustCompile(`\{[^}]+\}`)

// TestEveryFormIsKept sends a form to every address that takes one after its session has ended: what was written is kept, the way
// leads through sign-in, and the one who wrote it finds it again, nobody else. In somebody else's session it is not done.
func TestEveryFormIsKept(t *testing.T) {
	a, in := demo(t)
	li, song := in("li"), in("song")
	mark := ownOf.FindStringSubmatch(li.do("GET", "/teacher/lessons/new", nil).Body.String())
	if mark == nil {
		t.Fatal("the forms of a page carry no mark")
	}
	walked := 0
	for _, rt := range a.Routes {
		if rt.Method() != http.MethodPost || rt.Open != "" || rt.Key {
			continue
		}
		walked++
		path := pathValue.ReplaceAllString(rt.Path(), id.New[any]().String())
		form := url.Values{"idem": {"k" + path}, "own": mark[1:], "body": {"写了一大段文字"}, "password": {"hunter2hunter2"}}
		nobody := &visitor{t, a, map[string]string{}}
		rec := nobody.do("POST", path, form, from("/teacher/lessons/new"))
		if rec.Code != http.StatusSeeOther || rec.Header().Get("Location") != "/signin?next=%2Fteacher%2Flessons%2Fnew" {
			t.Errorf("%s after the session's end: %d %s", rt.Pattern, rec.Code, rec.Header().Get("Location"))
			continue
		}
		left := map[string]string{}
		for k, v := range nobody.cookies {
			if strings.HasPrefix(k, "tx_kept_") {
				left[k] = v
			}
		}
		if rt.Verb == string(org.OwnAccount) { // passwords and little else
			if len(left) != 0 {
				t.Errorf("%s: a form of the own account is kept", rt.Pattern)
			}
			continue
		}
		if len(left) != 1 {
			t.Errorf("%s: nothing is kept", rt.Pattern)
			continue
		}
		page := holding(li, left).do("GET", "/kept", nil).Body.String()
		if !strings.Contains(page, "写了一大段文字") || strings.Contains(page, "hunter2") {
			t.Errorf("%s: the writer finds %v, the password %v", rt.Pattern, strings.Contains(page, "写了一大段文字"), strings.Contains(page, "hunter2"))
		}
		if page := holding(song, left).do("GET", "/kept", nil).Body.String(); strings.Contains(page, "写了一大段文字") {
			t.Errorf("%s: another person reads it", rt.Pattern)
		}
		if rec := song.do("POST", path, form); rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "另一个账号") {
			t.Errorf("%s in somebody else's session: %d", rt.Pattern, rec.Code)
		}
	}
	if walked < 100 {
		t.Errorf("only %d addresses take forms", walked)
	}
}

// holding is the same person's session on a browser that also holds some cookies.
func holding(v *visitor, more map[string]string) *visitor {
	out := &visitor{v.t, v.app, map[string]string{}}
	for k, x := range v.cookies {
		if !strings.HasPrefix(k, "tx_kept_") {
			out.cookies[k] = x
		}
	}
	for k, x := range more {
		out.cookies[k] = x
	}
	return out
}

func from(path string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Referer", "http://"+r.Host+path) }
}

// TestKeptFiles: a form with files that comes too late keeps its words, and names the files that have to be chosen again.
func TestKeptFiles(t *testing.T) {
	a, in := demo(t)
	li := in("li")
	mark := ownOf.FindStringSubmatch(li.do("GET", "/teacher/drop", nil).Body.String())
	body := "--x\r\nContent-Disposition: form-data; name=\"idem\"\r\n\r\nk\r\n--x\r\nContent-Disposition: form-data; name=\"own\"\r\n\r\n" + mark[1] +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"面积.pptx\"\r\n\r\n" + strings.Repeat("b", 300_000) +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n写在文件后面的话\r\n--x--\r\n"
	r := httptest.NewRequest("POST", "/teacher/drop", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	rec := httptest.NewRecorder()
	a.Mux.ServeHTTP(rec, r)
	left := map[string]string{}
	for _, c := range rec.Result().Cookies() {
		left[c.Name] = c.Value
	}
	page := holding(li, left).do("GET", "/kept", nil).Body.String()
	if rec.Code != http.StatusSeeOther || !strings.Contains(page, "写在文件后面的话") || !strings.Contains(page, "面积.pptx") {
		t.Errorf("%d, %s", rec.Code, firstAlert(page))
	}
}

// TestRefusedFormsAreKept: what somebody wrote is not lost when another was first.
func TestRefusedFormsAreKept(t *testing.T) {
	_, in := demo(t)
	clerk := in("jiaowu")
	list := clerk.do("GET", "/school/people", nil).Body.String()
	person := personOf.FindStringSubmatch(list)
	if person == nil {
		t.Skip("the list names nobody")
	}
	page := "/school/person/" + person[1]
	mark := ownOf.FindStringSubmatch(clerk.do("GET", page, nil).Body.String())
	rec := clerk.do("POST", page, url.Values{"name": {"先改的人"}, "rev": {"999"}, "idem": {"k"}, "own": {mark[1]}, "note": {"写了一大段"}}, from(page))
	if rec.Code == http.StatusConflict && !strings.Contains(rec.Body.String(), "写了一大段") && !strings.Contains(rec.Body.String(), "先改的人") {
		t.Errorf("a conflict loses what was written: %s", rec.Body.String())
	}
}

// TestEveryFormCarriesItsMark reads the templates: a form sent by POST that is not made by ui.Form calls ui.Posted, and a field that
// hides what is typed is among those that are never kept.
func TestEveryFormCarriesItsMark(t *testing.T) {
	open := regexp.MustCompile(`(?s)<form\b[^@]*?method="post".*?</form>`)
	secret := regexp.MustCompile(`PasswordField\(ui\.Field\{Name: "([^"]+)"`)
	forms := 0
	err := filepath.WalkDir(filepath.Join(testkit.Root(t), "internal/web"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, f := range open.FindAllString(string(b), -1) {
			forms++
			if !strings.Contains(f, "osted(") {
				t.Errorf("%s: a form without @ui.Posted(): %.120s", filepath.Base(path), f)
			}
		}
		for _, m := range secret.FindAllStringSubmatch(string(b), -1) {
			if !web.SecretField(m[1]) {
				t.Errorf("%s: the field %q hides what is typed and would be kept", filepath.Base(path), m[1])
			}
		}
		return err
	})
	if err != nil || forms < 8 {
		t.Errorf("%d forms, %v", forms, err)
	}
}

// TestDenialsTellNothing: who has none of the rights of an address is refused in the same way whether the thing exists or not.
func TestDenialsTellNothing(t *testing.T) {
	a, in := demo(t)
	for who, role := range map[string]org.Role{"sq01": org.Pupil, "du": org.Inspector} {
		someone := in(who)
		walked := 0
		for _, rt := range a.Routes {
			v := org.Verb(rt.Verb)
			if rt.Open != "" || rt.Key || !strings.Contains(rt.Path(), "{") || role.Grants(v) || v == org.OwnAccount || v == org.NoticeRead {
				continue
			}
			walked++
			if role != org.Pupil && strings.HasSuffix(rt.Path(), "/answers") { // answers a script in its own words, and pupils alone have its form
				continue
			}
			if rec := someone.do(rt.Method(), pathValue.ReplaceAllString(rt.Path(), id.New[any]().String()), url.Values{}); rec.Code != http.StatusForbidden {
				t.Errorf("%s for %s: %d for what does not exist", rt.Pattern, role, rec.Code)
			}
		}
		if walked < 50 {
			t.Errorf("only %d addresses for %s", walked, role)
		}
	}
}

// TestStay: a session is put off while its owner writes, within bounds, and not where somebody else decided its end.
func TestStay(t *testing.T) {
	a, in := demo(t)
	li := in("li")
	if rec := li.do("POST", "/session/stay", url.Values{}); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"left"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	ctx := t.Context()
	open, err := a.Authn.Session(ctx, li.cookies[signin.Cookie])
	if err != nil {
		t.Fatal(err)
	}
	for _, no := range []authn.Session{{}, {Ref: open.Ref, Created: open.Created, Way: authn.ByBoard}, {Ref: open.Ref, Created: open.Created, Device: id.New[any]()}, {Ref: open.Ref, Created: open.Created - 24*3600e6}} {
		if _, err := a.Authn.Stay(ctx, no); err == nil {
			t.Errorf("%+v is put off", no)
		}
	}
}

// TestEveryPageMarksItsForms opens every page without a value in its path as people of many roles: each form that posts carries the
// key of the page and the mark of the one who looks, and of nobody else.
func TestEveryPageMarksItsForms(t *testing.T) {
	a, in := demo(t)
	posting := regexp.MustCompile(`(?s)<form\b[^>]*method="post".*?</form>`)
	pages, forms := 0, 0
	for _, who := range []string{"li", "ban", "jiaowu", "qian", "jiao", "sys", "sq01", "jia", "du"} {
		v, mine := in(who), ""
		for _, rt := range a.Routes {
			if rt.Method() != http.MethodGet || rt.Open != "" || rt.Key || strings.Contains(rt.Path(), "{") {
				continue
			}
			rec := v.do("GET", rt.Path(), nil)
			if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
				continue
			}
			pages++
			for _, f := range posting.FindAllString(rec.Body.String(), -1) {
				forms++
				own := ownOf.FindStringSubmatch(f)
				if own == nil || !strings.Contains(f, `name="idem"`) {
					t.Errorf("%s on %s: a form without its mark: %.160s", who, rt.Path(), f)
					continue
				}
				if mine == "" {
					mine = own[1]
				}
				if own[1] != mine {
					t.Errorf("%s on %s: the mark of somebody else", who, rt.Path())
				}
			}
		}
	}
	if pages < 60 || forms < 200 {
		t.Errorf("only %d pages with %d forms", pages, forms)
	}
}
