package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/web/help"
)

// TestSearchEverywhere: the one box finds what the person's lists show and nothing else, and keeps no names that were typed.
func TestSearchEverywhere(t *testing.T) {
	_, in := demo(t)
	find := func(v *visitor, q string) string {
		t.Helper()
		rec := v.do("GET", "/search?q="+url.QueryEscape(q), nil)
		if rec.Code != http.StatusOK {
			t.Fatalf("search %q: %d", q, rec.Code)
		}
		if strings.Contains(rec.Body.String(), "暂时读不出来") {
			t.Errorf("search %q: a part could not be read", q)
		}
		_, main, _ := strings.Cut(rec.Body.String(), "<main")
		return main
	}
	clerk, head, class, li := in("jiaowu"), in("qian"), in("ban"), in("li")
	register := clerk.do("GET", classOf.FindString(clerk.do("GET", "/school/people", nil).Body.String()), nil).Body.String()
	pupil := regexp.MustCompile(`/school/person/[0-9a-f-]{36}"[^>]*>\s*([^<\s]+)`).FindStringSubmatch(register)
	if pupil == nil {
		t.Fatal("the register names nobody")
	}
	mother := in("jia")
	data := regexp.MustCompile(`/data/[0-9a-f-]{36}`).FindAllString(mother.do("GET", "/my/data", nil).Body.String(), -1)
	looks := func() (n int) { // of her children one is at this school
		for _, child := range data {
			n += strings.Count(mother.do("GET", child, nil).Body.String(), "钱立本")
		}
		return n
	}
	before := looks()
	find(head, pupil[1])
	if len(data) != 2 || looks() != before+1 {
		t.Errorf("a search for a pupil leaves %d lines with the family, want one more than %d", looks(), before)
	}
	for who, v := range map[string]*visitor{"the registrar": clerk, "the head": head} {
		if !strings.Contains(find(v, pupil[1]), "/school/person/") {
			t.Errorf("%s does not find %s", who, pupil[1])
		}
	}
	if !strings.Contains(find(class, pupil[1]), "/school/person/") {
		t.Errorf("the class teacher does not find %s in the own class", pupil[1])
	}
	for _, login := range []string{"li", "wang", "zhao", "shen", "jiao", "ju", "du", "sys", "audit", "sec", "sq01", "jia", "xin"} {
		if body := find(in(login), pupil[1]); strings.Contains(body, "/school/person/") {
			t.Errorf("%s finds a pupil of another's register", login)
		}
	}
	names := regexp.MustCompile(`/school/person/[0-9a-f-]{36}"[^>]*>\s*([^<\s]+)`).FindAllStringSubmatch(register, -1)
	jia, family := in("jia"), in("jia").do("GET", "/family", nil).Body.String()
	mine := 0
	for _, m := range names {
		own := strings.Contains(family, m[1])
		if own {
			mine++
		}
		if strings.Contains(find(jia, m[1]), `href="/family/`) != own {
			t.Errorf("a mother and %s of her child's class: want found %v", m[1], own)
		}
		if body := find(in("sq01"), m[1]); strings.Contains(body, `class="matter"`) {
			t.Errorf("a pupil finds %s", m[1])
		}
	}
	if mine != 1 {
		t.Errorf("%d children of this mother in the class", mine)
	}

	title := regexp.MustCompile(`<h3><a href="/teacher/library/[0-9a-f-]{36}">([^<]+)</a>`).FindStringSubmatch(li.do("GET", "/teacher/library", nil).Body.String())
	if title == nil {
		t.Fatal("the library is empty")
	}
	for login, there := range map[string]bool{"li": true, "song": true, "sq01": false, "jia": false, "sys": false, "audit": false} {
		if strings.Contains(find(in(login), title[1]), "/teacher/library/") != there {
			t.Errorf("%s and the lesson %s: want found %v", login, title[1], there)
		}
	}
	for _, c := range []struct{ login, q, href string }{
		{"song", "审核", `href="/review"`}, {"li", "zyk", `href="/teacher/library"`}, {"sq01", "考试", `href="/learn/exams"`}, {"ju", "山前", `href="/bureau/sharing/`}, {"wang", "七(1)班", `href="/teacher/sheets"`},
		{"ban", "七1", `href="/school/class/`}, {"sys", "证书", `href="/admin/certificate"`},
		{"jiaowu", "七1", `href="/school/class/`}, {"ju", "七1", `href="/bureau/sharing/`}, {"sq01", "七1", `href="/learn/materials"`}, {"sq01", "今天", `href="/learn"`},
	} {
		if !strings.Contains(find(in(c.login), c.q), c.href) {
			t.Errorf("%s does not find %s for %q", c.login, c.href, c.q)
		}
	}
	if strings.Contains(find(li, "审核"), `href="/takedowns"`) {
		t.Error("a teacher finds a page of others")
	}
	for q, says := range map[string]string{"": "想找什么", "查无此物呢": "没有找到", `"><script>`: "没有找到"} {
		if body := find(li, q); !strings.Contains(body, says) || strings.Contains(body, "<script>") {
			t.Errorf("%q: not %s", q, says)
		}
	}
	if strings.Contains(in("ju").do("GET", "/teacher/library/missing", nil).Body.String(), "查无此物呢") {
		t.Error("what was typed into the box for everything is kept among the misses")
	}
}

// helpless are addresses without a person who reads: what leads on, what browsers keep, what machines ask.
var helpless = regexp.MustCompile(`^/(\{\$\}|offline|session|guide|styleguide|xapi/.*)?$`)

// TestHelpOfEveryPage: each page that stands in somebody's menu leads to a part of the guide that is there, also without signing in.
func TestHelpOfEveryPage(t *testing.T) {
	_, in := demo(t)
	link := regexp.MustCompile(`class="icon-btn" href="(/help[^"]*)"`)
	item := regexp.MustCompile(`<a href="(/[^"]*)"`)
	nobody := &visitor{t, in("li").app, map[string]string{}}
	seen, guides := map[string]bool{}, map[string]string{}
	for _, login := range []string{"li", "song", "ju", "jiao", "du", "sys", "sec", "audit", "qian", "jiaowu", "ban", "jia", "sq01"} {
		v := in(login)
		_, menu, _ := strings.Cut(v.do("GET", "/account", nil).Body.String(), `<nav class="side`)
		menu, _, _ = strings.Cut(menu, "</nav>")
		for _, m := range item.FindAllStringSubmatch(menu, -1) {
			if seen[m[1]] {
				continue
			}
			seen[m[1]] = true
			rec := v.do("GET", m[1], nil)
			if to := rec.Header().Get("Location"); to != "" {
				rec = v.do("GET", to, nil)
			}
			got := link.FindStringSubmatch(rec.Body.String())
			if got == nil || got[1] == "/help" {
				t.Errorf("%s as %s: no help", m[1], login)
				continue
			}
			page, anchor, _ := strings.Cut(got[1], "#")
			if guides[page] == "" {
				rec := nobody.do("GET", page, nil)
				if rec.Code != http.StatusOK {
					t.Errorf("%s: %d", page, rec.Code)
				}
				guides[page] = rec.Body.String()
			}
			if name, err := url.PathUnescape(anchor); err != nil || name != "" && !strings.Contains(guides[page], `id="`+name+`"`) {
				t.Errorf("%s leads to %s, which has no such part", m[1], got[1])
			}
		}
	}
	for _, rt := range in("li").app.Routes {
		if path, ok := strings.CutPrefix(rt.Pattern, "GET "); ok && help.For(path) == "/help" && !helpless.MatchString(path) {
			t.Errorf("%s: no part of the guide is for it", path)
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d pages of menus were seen", len(seen))
	}
	if rec := nobody.do("GET", "/help/..%2f..%2fREADME", nil); rec.Code != http.StatusNotFound {
		t.Errorf("a file that is no guide: %d", rec.Code)
	}
}

// TestLookFollowsThePerson: theme and language are there on the next device, and leave what another person chose alone.
func TestLookFollowsThePerson(t *testing.T) {
	a, in := demo(t)
	li := in("li")
	if rec := li.do("POST", "/prefs", url.Values{"theme": {"dark"}, "back": {"/home"}}); rec.Header().Get("Location") != "/home" {
		t.Fatal("prefs: ", rec.Code)
	}
	li.do("POST", "/prefs", url.Values{"lang": {"en"}, "keys": {"off"}})
	again := in("li")
	if again.cookies["tx_theme"] != "dark" || again.cookies["tx_lang"] != "en" || again.cookies["tx_keys"] != "off" {
		t.Errorf("on another device: %v", again.cookies)
	}
	if body := again.do("GET", "/home", nil).Body.String(); !strings.Contains(body, `data-theme="dark"`) || !strings.Contains(body, `data-keys="off"`) || !strings.Contains(body, "Home") {
		t.Error("the page does not look as chosen")
	}
	if c := in("wang").cookies["tx_theme"]; c != "" {
		t.Errorf("somebody else gets %s", c)
	}
	nobody := &visitor{t, a, map[string]string{}}
	if nobody.do("POST", "/prefs", url.Values{"theme": {"<dark>"}}); nobody.cookies["tx_theme"] != "auto" {
		t.Errorf("an unknown theme becomes %q", nobody.cookies["tx_theme"])
	}
}
