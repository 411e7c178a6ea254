package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	selNames db.SQL = `-- unscoped: a test knows everybody
SELECT DISTINCT p.name FROM org_person p JOIN org_role r ON r.person = p.id WHERE r.role IN @texts`
	selNumbers db.SQL = `-- unscoped: a test knows everybody
SELECT number FROM org_enrolment WHERE LENGTH(number) > 4 UNION SELECT number FROM org_profile WHERE LENGTH(number) > 4 UNION SELECT phone FROM org_profile WHERE LENGTH(phone) > 4`
)

// namesOf are the names of everybody who holds one of the roles.
func namesOf(t *testing.T, a *app.App, roles ...org.Role) []string {
	t.Helper()
	texts := make([]string, len(roles))
	for i, r := range roles {
		texts[i] = string(r)
	}
	out, err := db.All(a.Core.Reader(t.Context()), selNames, db.Value[string], db.Texts(texts))
	if err != nil || len(out) == 0 {
		t.Fatal(out, err)
	}
	return out
}

var (
	hrefText = regexp.MustCompile(`(?:href|action|hx-get)="(/[^"#]*)"`)
	mainText = regexp.MustCompile(`(?s)<main.*</main>`)
)

// crawl follows every link that somebody is shown, from every address of the program that names nothing, and gives the pages.
func crawl(v *visitor) map[string]string {
	pages := map[string]string{}
	var queue []string
	for _, rt := range v.app.Routes {
		if rt.Method() == http.MethodGet && !strings.Contains(rt.Path(), "{") && !rt.Key {
			queue = append(queue, rt.Path())
		}
	}
	for tried := map[string]bool{}; len(queue) > 0 && len(tried) < 600; {
		path := strings.ReplaceAll(queue[0], "&amp;", "&")
		queue = queue[1:]
		if tried[path] || strings.HasPrefix(path, "/assets/") {
			continue
		}
		tried[path] = true
		rec := v.do(http.MethodGet, path, nil)
		if to := rec.Header().Get("Location"); to != "" {
			queue = append(queue, to)
		}
		if rec.Code != http.StatusOK {
			continue
		}
		body := rec.Body.String()
		pages[path] = body
		for _, m := range hrefText.FindAllStringSubmatch(body, -1) {
			queue = append(queue, m[1])
		}
	}
	return pages
}

// TestAdministratorsSeePseudonyms lets each of the three administrators, the inspector and the bureau's people open whatever they are
// shown: no name, number or telephone of a pupil or guardian stands anywhere; the system and the audit administrator read nobody's
// name but their own; and what stands for people in the audit log tells them apart.
func TestAdministratorsSeePseudonyms(t *testing.T) {
	a, in := demo(t)
	clerk := in("jiaowu") // leaves looks, cards and requests in the log
	class := classOf.FindStringSubmatch(clerk.do("GET", "/school/people", nil).Body.String())[1]
	clerk.do("GET", "/school/class/"+class, nil)
	clerk.do("POST", "/school/classes/"+class+"/cards", url.Values{"do": {"cards"}, "all": {"1"}})
	in("ban").do("GET", "/school/class/"+class, nil)
	minors := namesOf(t, a, org.Pupil, org.Guardian)
	numbers, err := db.All(a.Core.Reader(t.Context()), selNumbers, db.Value[string])
	if err != nil || len(numbers) == 0 {
		t.Fatal(numbers, err)
	}
	staff := namesOf(t, a, org.Teacher, org.ClassTeacher, org.Teaching, org.Registrar, org.SchoolLeader, org.BureauLeader, org.SystemAdmin, org.SecurityAdmin, org.AuditAdmin, org.Researcher)
	own := map[string]string{"sys": "郑安", "audit": "冯守正"}
	for _, login := range []string{"sys", "sec", "audit", "du", "ju", "jiao"} {
		pages := crawl(in(login))
		if len(pages) < 8 {
			t.Errorf("%s: only %d pages were seen", login, len(pages))
		}
		for path, body := range pages {
			for _, text := range append(append([]string{}, minors...), numbers...) {
				if strings.Contains(body, text) && !strings.HasPrefix(path, "/signin") && path != "/styleguide" {
					t.Errorf("%s reads %s on %s", login, text, path)
				}
			}
			for _, name := range staff {
				if me := own[login]; me != "" && name != me && strings.Contains(mainText.FindString(body), name) && !strings.HasPrefix(path, "/signin") && path != "/styleguide" {
					t.Errorf("%s reads the name of %s on %s", login, name, path)
				}
			}
		}
	}
	apart(t, in("audit").do("GET", "/admin/audit", nil).Body.String())
}

// apart wants at least three pseudonyms for three people.
func apart(t *testing.T, page string) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`<td[^>]*>\s*(?:<a[^>]*>)?\s*([0-9a-f]{8,12})\s*(?:</a>\s*)?</td>`).FindAllStringSubmatch(page, -1) {
		seen[m[1]] = true
	}
	if len(seen) < 2 {
		t.Errorf("the log tells %d people apart: %v", len(seen), seen)
	}
}
