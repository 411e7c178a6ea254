package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// TestFixation: a session secret that somebody put into the browser beforehand opens nothing, before and after its owner signs in,
// and the session that the browser had ends with the next sign-in.
func TestFixation(t *testing.T) {
	_, _, browser := town(t)
	planted := strings.Repeat("A", 43)
	v := browser()
	v.cookies[signin.Cookie] = planted
	v.signIn("li", app.DemoPassword)
	if v.cookies[signin.Cookie] == planted {
		t.Error("the planted secret was kept")
	}
	thief := browser()
	thief.cookies[signin.Cookie] = planted
	if rec := thief.do("GET", "/teacher/lessons", nil); rec.Code == http.StatusOK {
		t.Error("the planted secret opens")
	}
	before := v.cookies[signin.Cookie]
	v.signIn("wang", app.DemoPassword)
	thief.cookies[signin.Cookie] = before
	if rec := thief.do("GET", "/teacher/lessons", nil); rec.Code == http.StatusOK {
		t.Error("the session behind the next person's is still open")
	}
	v.do("POST", "/signout", nil)
	thief.cookies[signin.Cookie] = v.cookies[signin.Cookie]
	if rec := thief.do("GET", "/teacher/lessons", nil); rec.Code == http.StatusOK {
		t.Error("signed out, but open")
	}
}

// TestForeignPagesCannotPost sends every form of the program from another site's page, with the session of somebody signed in.
func TestForeignPagesCannotPost(t *testing.T) {
	a, _, browser := town(t)
	v := browser()
	v.signIn("li", app.DemoPassword)
	tried := 0
	for _, rt := range a.Routes {
		if m := rt.Method(); m == http.MethodGet || m == http.MethodHead || m == http.MethodOptions || rt.Key { // these change nothing
			continue
		}
		path := rt.Path()
		for strings.Contains(path, "{") {
			i, j := strings.Index(path, "{"), strings.Index(path, "}")
			path = path[:i] + id.New[any]().String() + path[j+1:]
		}
		for name, foreign := range map[string]func(*http.Request){
			"Sec-Fetch-Site": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
			"same-site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
			"Origin":         func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
			"null Origin":    func(r *http.Request) { r.Header.Set("Origin", "null") },
		} {
			if rec := v.do(rt.Method(), path, url.Values{"x": {"1"}}, foreign); rec.Code != http.StatusForbidden {
				t.Errorf("%s by %s: %d", rt.Pattern, name, rec.Code)
			}
			tried++
		}
	}
	if tried < 100 {
		t.Errorf("only %d forms were tried", tried)
	}
	if rec := v.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusOK {
		t.Errorf("a foreign page has ended the session: %d", rec.Code)
	}
}

// TestNextStaysHere: whatever an address says where to go after the sign-in, the browser stays on this server.
func TestNextStaysHere(t *testing.T) {
	_, _, browser := town(t)
	here, _ := url.Parse("https://box.school.lan/signin")
	stays := func(where, location string) {
		t.Helper()
		// as browsers read it: tabs and line ends vanish, a backslash is a slash
		read := strings.NewReplacer("\t", "", "\n", "", "\r", "", "\\", "/").Replace(location)
		u, err := here.Parse(read)
		if err != nil || u.Host != here.Host || u.Scheme != "https" || strings.HasPrefix(strings.TrimLeft(read, " "), "//") {
			t.Errorf("%s leads to %q", where, location)
		}
	}
	for _, next := range []string{"//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example", "HTTPS://evil.example",
		"javascript:alert(1)", "data:text/html,x", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/%2f%2fevil.example", "/%5cevil.example", "//evil.example/%2f..",
		"/..//evil.example", "/.//evil.example", "https://box.school.lan@evil.example", "//box.school.lan@evil.example", "/\u2028/evil.example", "\u3000//evil.example", "//\u3002evil.example",
		"evil.example", "?//evil", "%2f%2fevil.example", "/\x00/evil.example", "http:/\\/evil.example"} {
		v := browser()
		page := v.do("GET", "/signin?next="+url.QueryEscape(next), nil)
		if page.Code != http.StatusOK {
			t.Errorf("the sign-in page with next=%q: %d", next, page.Code)
		}
		rec := v.do("POST", "/signin", url.Values{"login": {"li"}, "password": {app.DemoPassword}, "next": {next}})
		if rec.Code != http.StatusSeeOther {
			t.Fatalf("next=%q: %d", next, rec.Code)
		}
		stays("sign-in", rec.Header().Get("Location"))
		rec = v.do("POST", "/prefs", url.Values{"theme": {"dark"}, "back": {next}})
		stays("preferences", rec.Header().Get("Location"))
	}
}

const endAccount db.SQL = `-- unscoped: a test ends an account
UPDATE org_account SET until = ? WHERE id = ?`

// TestEndedAccount: the sessions of an account that has ended are worth nothing at once, stolen or not.
func TestEndedAccount(t *testing.T) {
	a, c, browser := town(t)
	v := browser()
	v.signIn("li", app.DemoPassword)
	open, err := a.Authn.Session(t.Context(), v.cookies[signin.Cookie])
	if err != nil {
		t.Fatal(err)
	}
	if rec := v.do("GET", "/teacher/lessons", nil); rec.Code != http.StatusOK {
		t.Fatal(rec.Code)
	}
	err = a.Core.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(endAccount, clock.At(c.Now()), open.Subject)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Second)
	for _, path := range []string{"/teacher/lessons", "/account"} {
		if rec := v.do("GET", path, nil); rec.Code == http.StatusOK {
			t.Errorf("%s opens for an account that has ended", path)
		}
	}
	if rec := v.do("POST", "/account/password", url.Values{"old": {app.DemoPassword}, "new": {"12345678x"}, "again": {"12345678x"}}); rec.Code < 400 {
		t.Errorf("an ended account changes its password: %d", rec.Code)
	}
}

// TestBoardOpensNoAccount: a class stands before a board, and must not reach the teacher's password or passkeys.
func TestBoardOpensNoAccount(t *testing.T) {
	a, _, browser := town(t)
	own := browser()
	own.signIn("li", app.DemoPassword)
	s, err := a.Authn.Session(t.Context(), own.cookies[signin.Cookie])
	if err != nil {
		t.Fatal(err)
	}
	board := browser()
	if board.cookies[signin.Cookie], err = a.Authn.Open(t.Context(), s.Subject, authn.Opening{Way: authn.ByBoard}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/account", "/account/password", "/account/totp"} {
		if rec := board.do("GET", path, nil); rec.Code != http.StatusForbidden {
			t.Errorf("%s on a board: %d", path, rec.Code)
		}
	}
	for _, path := range []string{"/account/totp/begin", "/account/passkeys/begin", "/account/sessions/end-others"} {
		if rec := board.do("POST", path, nil); rec.Code != http.StatusForbidden {
			t.Errorf("%s on a board: %d", path, rec.Code)
		}
	}
}
