package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var matterOf = regexp.MustCompile(`data-matter="([^"]+)"`)

// waits are the kinds of matters on somebody's first page, the next step first.
func (v *visitor) waits() []string {
	v.t.Helper()
	rec := v.do("GET", "/home", nil)
	if rec.Code != http.StatusOK {
		v.t.Fatalf("the first page: %d", rec.Code)
	}
	body := rec.Body.String()
	if strings.Contains(body, "部分暂时读不出来") {
		v.t.Error("a part of the first page could not be read")
	}
	var out []string
	for _, m := range matterOf.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	if slices.Contains(out, "") || len(out) > 0 && !strings.Contains(body, `id="next"`) {
		v.t.Error("what waits has no next step")
	}
	return out
}

func (v *visitor) want(what, key string, there bool) {
	v.t.Helper()
	if all := v.waits(); slices.Contains(all, key) != there {
		v.t.Errorf("%s: %q on the first page: %v, want %v", what, key, all, there)
	}
}

// TestHomeOfEveryRole: everybody lands on a first page that can be read to the end, names no pupil, and leads only to pages that open.
func TestHomeOfEveryRole(t *testing.T) {
	a, in := demo(t)
	link := regexp.MustCompile(`<a class="(?:matter|btn btn-primary)"[^>]*href="([^"]+)"`)
	for _, login := range []string{"li", "song", "zhao", "shen", "wang", "ban", "qian", "jiaowu", "jiao", "ju", "du", "sys", "sec", "audit", "jia", "niu", "xin"} {
		v := in(login)
		if to := v.do("GET", "/", nil).Header().Get("Location"); to != "/home" {
			t.Errorf("%s lands on %s", login, to)
		}
		v.waits()
		v.do("GET", "/home", nil) // the first one fills caches
		begun := time.Now()
		body := v.do("GET", "/home", nil).Body.String()
		t.Logf("%s: %v, %v", login, time.Since(begun).Round(time.Millisecond), v.waits())
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			rec := v.do("GET", strings.ReplaceAll(m[1], "&amp;", "&"), nil)
			if to := rec.Header().Get("Location"); rec.Code == http.StatusSeeOther && to != "" {
				rec = v.do("GET", to, nil)
			}
			if rec.Code != http.StatusOK {
				t.Errorf("%s: the first page leads to %s, which answers %d", login, m[1], rec.Code)
			}
		}
	}
	nobody := &visitor{t, a, map[string]string{}}
	if to := nobody.do("GET", "/home", nil).Header().Get("Location"); !strings.HasPrefix(to, "/signin") {
		t.Errorf("nobody lands on %q", to)
	}
	pupil := in("sq01")
	if to := pupil.do("GET", "/home", nil).Header().Get("Location"); to != "/learn" {
		t.Errorf("a pupil lands on %s", to)
	}
}

// TestHomeFollowsWhatWaits: a matter is there from the moment it waits until it is done, and only for who can do it.
func TestHomeFollowsWhatWaits(t *testing.T) {
	a, in := demo(t)
	clerk, head, jia, fresh, li := in("jiaowu"), in("qian"), in("jia"), in("xin"), in("li")

	fresh.want("a new teacher without approved access", "basis", true)
	li.want("a teacher with approved access", "basis", false)
	head.want("who approves sees that somebody is on no sheet", "unsheeted", true)

	office := regexp.MustCompile(`/access/units/[0-9a-f-]{36}`).FindString(clerk.do("GET", "/access", nil).Body.String())
	if office == "" {
		office = regexp.MustCompile(`/access/units/[0-9a-f-]{36}`).FindString(clerk.do("GET", "/access", nil).Header().Get("Location"))
	}
	to := clerk.do("POST", office+"/prepare", nil).Header().Get("Location")
	if to == "" {
		t.Fatal("no sheet was drafted at ", office)
	}
	head.want("a drafted sheet", "sheets", true)
	head.want("it stands on the draft", "unsheeted", false)
	clerk.want("who drafted does not approve", "sheets", false)
	if rec := head.do("POST", to, url.Values{"decision": {"approve"}}); rec.Code != http.StatusSeeOther {
		t.Fatal("approve: ", rec.Code)
	}
	head.want("an approved sheet", "sheets", false)
	fresh.want("an approved teacher", "basis", false)

	child := regexp.MustCompile(`/data/([0-9a-f-]{36})`).FindStringSubmatch(jia.do("GET", "/my/data", nil).Body.String())
	before := slices.Contains(clerk.waits(), "requests")
	if child == nil {
		t.Fatal("a mother without a child")
	}
	if rec := jia.do("POST", "/data/"+child[1]+"/ask", url.Values{"kind": {"copy"}}); rec.Code != http.StatusSeeOther {
		t.Fatal("ask: ", rec.Code)
	}
	clerk.want("a request of a guardian", "requests", true)
	head.want("a request is answered by who answers requests", "requests", false)
	if before {
		t.Log("the demonstration had an open request before")
	}
	for _, r := range regexp.MustCompile(`href="(/rights/[0-9a-f-]{36})"`).FindAllStringSubmatch(clerk.do("GET", "/rights", nil).Body.String(), -1) {
		clerk.do("POST", r[1], url.Values{"decision": {"done"}, "answer": {"同意，请在七天内下载。"}})
	}
	clerk.want("an answered request", "requests", false)

	if _, err := a.Backup(t.Context(), t.TempDir()+"/b.tar.gz"); err != nil {
		t.Fatal(err)
	}
	in("sys").want("a fresh backup", "backup", false)
}

// TestHomeFollowsAReview: a lesson that waits is on the first page of who may review it, then on that of who claimed it, and when it is
// sent back on its author's.
func TestHomeFollowsAReview(t *testing.T) {
	_, in := demo(t)
	zhao, li, wang := in("zhao"), in("li"), in("wang")
	zhao.want("a lesson that waits for the group", "asked", true)
	wang.want("a teacher who reviews nothing", "asked", false)
	li.want("nothing was sent back", "returned", false)
	task := regexp.MustCompile(`href="(/review/[0-9a-f-]{36})`).FindStringSubmatch(zhao.do("GET", "/review", nil).Body.String())
	if task == nil {
		t.Fatal("the desk is empty")
	}
	zhao.want("nothing was claimed", "claimed", false)
	if rec := zhao.do("POST", task[1]+"/claim", nil); rec.Code != http.StatusSeeOther {
		t.Fatal("claim: ", rec.Code)
	}
	zhao.want("a claimed lesson", "claimed", true)
	code := regexp.MustCompile(`value="(scientific\.[a-z0-9_-]+)"`).FindStringSubmatch(zhao.do("GET", task[1], nil).Body.String())
	if code == nil {
		t.Fatal("no reason to choose")
	}
	form := url.Values{"decision": {"return"}, "scientific": {"wrong"}, "scientific-code": {code[1]}, "note": {"第二段的例子算错了，请改正以后再送。"}}
	if rec := zhao.do("POST", task[1], form); rec.Code != http.StatusSeeOther {
		t.Fatal("return: ", rec.Code)
	}
	zhao.want("it was decided", "claimed", false)
	li.want("it was sent back", "returned", true)
	wang.want("to its author only", "returned", false)
	lesson := regexp.MustCompile(`href="(/teacher/lessons/[0-9a-f-]{36})"`).FindStringSubmatch(li.do("GET", "/teacher/lessons?state=returned", nil).Body.String())
	if lesson == nil {
		t.Error("the first page leads to a list without the lesson")
	}
}
