package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const trick = `"><script>alert(7)</script><img src=x onerror=alert(7)>`

// tricked gives everything that has a name the worst one: what is stored is stored, and pages must hold it.
var tricked = []db.SQL{
	"-- unscoped: a test\nUPDATE org_person SET name = name || ?",
	"-- unscoped: a test\nUPDATE org_unit SET name = name || ?",
	"-- unscoped: a test\nUPDATE org_enrolment SET number = number || ?",
	"-- unscoped: a test\nUPDATE org_profile SET number = number || ?, phone = phone || 'x'",
	"-- unscoped: a test\nUPDATE authn_device SET name = name || ?",
	"-- unscoped: a test\nUPDATE authn_credential SET login = login || ? WHERE login LIKE 'ts%'",
	"-- unscoped: a test\nUPDATE authn_session SET device = device || ?",
	"-- unscoped: a test\nUPDATE org_approval SET reason = reason || ?",
	"-- unscoped: a test\nUPDATE work SET title = title || ?",
	"-- unscoped: a test\nUPDATE work_version SET title = title || ?",
	"-- unscoped: a test\nUPDATE assignment SET title = title || ?",
	"-- unscoped: a test\nUPDATE notice SET title = title || ?",
}

// markup is what a browser would make of a page that did not hold a name as text, or "".
func markup(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" && described(n) {
			continue // data for machines: never run, and its text cannot end the element
		}
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert(7)") {
			return "a script"
		}
		for _, at := range n.Attr {
			if strings.HasPrefix(at.Key, "on") || n.Data == "img" && at.Key == "src" && at.Val == "x" {
				return n.Data + " with " + at.Key
			}
		}
	}
	return ""
}

// described reports a script element that holds JSON-LD and nothing else.
func described(n *html.Node) bool {
	for _, at := range n.Attr {
		if at.Key == "type" && at.Val == "application/ld+json" {
			return n.FirstChild != nil && json.Valid([]byte(n.FirstChild.Data)) && !strings.Contains(n.FirstChild.Data, "<")
		}
	}
	return false
}

// TestNamesAreText lets people of every kind open every page that they are shown while every person, school, class number, device,
// lesson and reason is called after a script: it is shown as the characters it is made of, everywhere, and sheets are still sheets.
func TestNamesAreText(t *testing.T) {
	a, in := demo(t)
	logins := []string{"jiaowu", "ban", "qian", "wang", "li", "zhao", "jia", "sq01", "sys", "sec", "audit", "du", "ju", "jiao", "xin"}
	visitors := map[string]*visitor{}
	for _, l := range logins {
		visitors[l] = in(l)
	}
	err := a.Core.Write(t.Context(), func(tx *db.Tx) error {
		for _, q := range tricked {
			args := []any{trick}
			if strings.Count(string(q), "?") == 0 {
				args = nil
			}
			if _, err := tx.Exec(q, args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, l := range logins {
		for path, body := range crawl(visitors[l]) {
			if m := markup(t, body); m != "" {
				t.Errorf("%s: %s holds %q", l, path, m)
			}
			if strings.Contains(body, "&lt;script&gt;alert(7)") {
				shown++
			}
		}
	}
	if shown < 60 {
		t.Errorf("the name was seen on %d pages only", shown)
	}
	class := classOf.FindStringSubmatch(visitors["jiaowu"].do("GET", "/school/people", nil).Body.String())[1]
	for _, what := range []string{"cards", "pins"} {
		rec := visitors["ban"].do("POST", "/school/classes/"+class+"/cards", url.Values{"do": {what}, "all": {"1"}})
		if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Body.String(), "%PDF-") {
			t.Errorf("%s of people with such names: %d", what, rec.Code)
		}
	}
}

// TestTricksDoNotComeIn imports a set whose names hold characters that nobody sees or that turn the writing around: none of them
// stands anywhere in the store, and no text of a page or a sheet holds one.
func TestTricksDoNotComeIn(t *testing.T) {
	root := testkit.Corpus(t, "oneroster/synthetic-1.2")
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Log: testkit.Logger(t), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	dir := t.TempDir()
	files, err := filepath.Glob(filepath.Join(root, "bulk", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	column := map[string]string{"orgs.csv": "name", "classes.csv": "title", "users.csv": "givenName", "courses.csv": "title", "academicSessions.csv": "title"}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if name := column[filepath.Base(f)]; name != "" {
			b = bend(t, b, name)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args, _ := json.Marshal(app.RosterArgs{Path: dir, Apply: true})
	out, err := a.Do(context.Background(), "roster-import", args)
	if err != nil || !out.(roster.Outcome).Applied {
		t.Fatalf("%+v %v", out, err)
	}
	if err := a.Log.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"\u202e", "\u200b", "\u2066", "\ufeff"} {
		for name, d := range map[string]*db.DB{"core": a.Core, "record": a.Record, "search": a.Search} {
			found, err := testkit.Texts(d, c)
			found = slices.DeleteFunc(found, func(column string) bool { return column == "roster_row.digest" }) // any bytes at all, by chance these too
			if err != nil || len(found) > 0 {
				t.Errorf("%+q is in %s %v %v", c, name, found, err)
			}
		}
	}
	if found, _ := testkit.Texts(a.Core, "弯名"); len(found) == 0 {
		t.Error("the names were not bent: nothing was tested")
	}
}

// bend writes tricks into a column of the first ten rows.
func bend(t *testing.T, b []byte, name string) []byte {
	t.Helper()
	lines := strings.Split(string(b), "\n")
	at := -1
	for i, h := range strings.Split(strings.TrimPrefix(strings.TrimSpace(lines[0]), "\ufeff"), ",") {
		if strings.Trim(h, `"`) == name {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("no column %s in %s", name, lines[0])
	}
	for n := 1; n < min(len(lines), 11); n++ {
		cells := strings.Split(strings.TrimSuffix(lines[n], "\r"), ",")
		if len(cells) > at && cells[at] != "" && !strings.Contains(lines[n], `"`) {
			cells[at] = "弯名\u202e\u200b\u2066" + cells[at] + "\u202c\ufeff"
			lines[n] = strings.Join(cells, ",")
		}
	}
	return []byte(strings.Join(lines, "\n"))
}

// TestSubjectsByName: lists of what was given name subjects in the region's words and show no code.
func TestSubjectsByName(t *testing.T) {
	_, in := demo(t)
	for login, path := range map[string]string{"li": "/teacher/sheets", "ju": "/bureau/items"} {
		body := in(login).do("GET", path, nil).Body.String()
		if !strings.Contains(body, ">数学<") || strings.Contains(body, ">maths<") {
			t.Errorf("%s does not name the subject", path)
		}
	}
}
