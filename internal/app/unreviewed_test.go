package app_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestNoRouteShowsTheUnreviewed walks every address of the program's own list that names a version or a file, and holds that a teacher of
// another school gets nothing of a version that was submitted, returned or withdrawn; of the published one the same teacher gets it.
func TestNoRouteShowsTheUnreviewed(t *testing.T) {
	a, in := demo(t)
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	author, zhao, shen := actorOf(t, a, id.Any{}, "wang"), actorOf(t, a, id.Any{}, "zhao"), actorOf(t, a, id.Any{}, "shen")
	schools, err := a.Lessons.Schools(ctx, author)
	ok(err)
	region, err := a.Org.RegionUnit(ctx)
	ok(err)
	decide := func(by *org.Actor, v commons.VersionID, d commons.Decision) {
		t.Helper()
		ok(a.Lessons.Claim(ctx, by, v))
		ok(a.Lessons.Review(ctx, by, v, d))
	}
	const secret = "只有作者和审核员看得到的一句话"
	submitted := func() commons.Version {
		t.Helper()
		w, err := a.Lessons.Create(ctx, author, schools[0].ID, commons.Draftable{Title: secret, Subject: "maths", Stage: org.Junior, Grade: 7, Body: secret}, "")
		ok(err)
		given := false
		_, err = a.Lessons.AddFiles(ctx, author, w.ID, func() (commons.Upload, error) {
			if given {
				return commons.Upload{}, io.EOF
			}
			given = true
			return commons.Upload{Name: "图.png", Body: bytes.NewReader([]byte("\x89PNG\r\n\x1a\n" + secret))}, nil
		})
		ok(err)
		v, err := a.Lessons.Submit(ctx, author, w.ID, region.ID, author.Name)
		ok(err)
		return v
	}
	fine := commons.Decision{Approve: true, Fine: commons.Aspects()}
	half, returned, withdrawn, public := submitted(), submitted(), submitted(), submitted()
	decide(zhao, half.ID, fine) // one stage of two
	decide(zhao, returned.ID, commons.Decision{Wrong: []commons.Aspect{commons.Scientific}, Codes: []string{commons.ReasonsOf(commons.Scientific)[0].Code}, Note: "请改"})
	for _, v := range []commons.VersionID{withdrawn.ID, public.ID} {
		decide(zhao, v, fine)
		decide(shen, v, fine)
	}
	ok(a.Lessons.Withdraw(ctx, author, withdrawn.Work, withdrawn.ID, "停用"))
	ok(a.Log.Drain(ctx))
	gu, seen, walked := in("gu"), 0, 0
	for _, rt := range a.Routes {
		p := rt.Path()
		if rt.Method() != http.MethodGet || rt.Open != "" || rt.Key || !strings.Contains(p, "{version}") && !strings.Contains(p, "{file}") {
			continue
		}
		for what, v := range map[string]commons.Version{"submitted": submitted(), "half reviewed": half, "returned": returned, "withdrawn": withdrawn, "published": public} {
			path := strings.NewReplacer("{version}", v.ID.String(), "{work}", v.Work.String(), "{file}", v.Files[0].ID.String(), "{name...}", "x", "{no}", "1").Replace(p)
			rec := gu.do("GET", path, nil)
			if what == "published" {
				if rec.Code == http.StatusOK {
					seen++
				}
				continue
			}
			walked++
			if rec.Code != http.StatusNotFound && rec.Code != http.StatusForbidden && rec.Code != http.StatusGone || strings.Contains(rec.Body.String(), secret) {
				t.Errorf("%s of a %s version: %d", rt.Pattern, what, rec.Code)
			}
		}
	}
	if walked < 40 || seen < 7 {
		t.Fatalf("%d addresses walked, %d open when published", walked, seen)
	}
	found := gu.do("GET", "/teacher/library?q="+url.QueryEscape(secret), nil).Body.String()
	if !strings.Contains(found, public.ID.String()) {
		t.Error("the published one is not found")
	}
	for _, v := range []commons.Version{half, returned, withdrawn} {
		if strings.Contains(found, v.ID.String()) {
			t.Error("a version that is not public is found")
		}
	}
}
