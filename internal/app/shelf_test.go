package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestOwnShelf: a teacher arranges the own shelf with every form on its page; nobody else finds it, and a school's shelf is for who keeps it.
func TestOwnShelf(t *testing.T) {
	_, in := demo(t)
	wang, li := in("wang"), in("li")
	post := func(v *visitor, path string, want int, kv ...string) string {
		t.Helper()
		f := url.Values{}
		for i := 0; i+1 < len(kv); i += 2 {
			f.Set(kv[i], kv[i+1])
		}
		rec := v.do("POST", path, f)
		if rec.Code != want {
			t.Fatalf("%s: %d, want %d\n%s", path, rec.Code, want, rec.Body)
		}
		return rec.Header().Get("Location")
	}
	at := post(wang, "/teacher/shelves", http.StatusSeeOther, "name", "我的书架")
	post(wang, at+"/links", http.StatusUnprocessableEntity, "link", "https://example.org/", "title", "别处")
	post(wang, at+"/links", http.StatusSeeOther, "link", "https://basic.smartedu.cn/1", "title", "平台的课")
	page := wang.do("GET", at, nil).Body.String()
	form := func(pattern string) string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("no %s on the page", pattern)
		}
		return m[1]
	}
	entry := form(`action="(/teacher/shelves/[0-9a-f-]+/entries/[0-9a-f-]+)"`)
	post(wang, at+"/rename", http.StatusSeeOther, "rev", form(`name="rev" value="(\d+)"`), "name", "常用的课")
	post(li, at+"/rename", http.StatusNotFound, "rev", "1", "name", "x")
	post(wang, entry, http.StatusSeeOther, "section", "第一单元", "note", "先看这个")
	post(wang, entry+"/move", http.StatusSeeOther, "by", "1")
	post(li, entry+"/remove", http.StatusNotFound)
	post(wang, entry+"/remove", http.StatusSeeOther)
	post(wang, at+"/discard", http.StatusSeeOther)
	if rec := wang.do("GET", at, nil); rec.Code != http.StatusNotFound {
		t.Errorf("the shelf is still there: %d", rec.Code)
	}
	list := wang.do("GET", "/teacher/shelves", nil).Body.String()
	m := regexp.MustCompile(`href="(/teacher/shelves/[0-9a-f-]{36})"`).FindStringSubmatch(list)
	if m == nil {
		t.Fatal("no shelf of a unit to read")
	}
	post(wang, m[1]+"/rename", http.StatusForbidden, "rev", "1", "name", "x")
}

// TestShelfTogether: a shelf says what may be done with its lessons given together, and names the one that forbids the rest.
func TestShelfTogether(t *testing.T) {
	a, in := demo(t)
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	wang := in("wang")
	author, zhao, shen := actorOf(t, a, id.Any{}, "wang"), actorOf(t, a, id.Any{}, "zhao"), actorOf(t, a, id.Any{}, "shen")
	schools, err := a.Lessons.Schools(ctx, author)
	ok(err)
	region, err := a.Org.RegionUnit(ctx)
	ok(err)
	n, err := a.Shelves.Create(ctx, author, org.Node{}, "合在一起", "", "")
	ok(err)
	put := func(title string, l commons.Licence) {
		t.Helper()
		w, err := a.Lessons.Create(ctx, author, schools[0].ID, commons.Draftable{Title: title, Subject: "maths", Stage: org.Junior, Grade: 7, Body: "正文", Licence: l}, "")
		ok(err)
		v, err := a.Lessons.Submit(ctx, author, w.ID, region.ID, author.Name)
		ok(err)
		for _, by := range []*org.Actor{zhao, shen} {
			ok(a.Lessons.Claim(ctx, by, v.ID))
			ok(a.Lessons.Review(ctx, by, v.ID, commons.Decision{Approve: true, Fine: commons.Aspects()}))
		}
		_, err = a.Shelves.Put(ctx, author, n, shelf.Draft{Work: w.ID})
		ok(err)
	}
	page := func() string { return wang.do("GET", "/teacher/shelves/"+n.String(), nil).Body.String() }
	put("随便用的课", commons.CCBY)
	if strings.Contains(page(), "合在一起怎样用") {
		t.Error("one lesson is not given together with anything")
	}
	put("原样用的课", commons.CCBYND)
	got := page()
	for _, want := range []string{"合在一起怎样用", "不可以改编", "因为《原样用的课》是：CC BY-ND", "可以放进离线包", "可以传到本区域以外"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
}
