package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// approve walks all stages of a version with the first of these reviewers that may decide each.
func (b *builder) approve(v commons.VersionID, reviewers ...*person) {
	b.t.Helper()
	for range must[[]commons.Tier](b)(b.app.Lessons.Tiers(b.ctx, b.actor(reviewers[0]), v)) {
		done := false
		for _, p := range reviewers {
			a := b.actor(p)
			if done || b.app.Lessons.MayDecide(b.ctx, a, v) != nil {
				continue
			}
			if err := b.app.Lessons.Claim(b.ctx, a, v); err != nil {
				b.t.Fatal(err)
			}
			if err := b.app.Lessons.Review(b.ctx, a, v, commons.Decision{Approve: true, Fine: commons.Aspects()}); err != nil {
				b.t.Fatal(err)
			}
			done = true
		}
		if !done {
			b.t.Fatal("nobody may decide a stage")
		}
	}
}

// reviewed says who reaches a version as a reviewer: whoever reviews at a unit that is asked in one of its stages.
func (b *builder) reviewed(v commons.VersionID, by *person) func(*person) bool {
	steps := must[[]commons.Tier](b)(b.app.Lessons.Tiers(b.ctx, b.actor(by), v))
	return func(p *person) bool {
		for _, st := range steps {
			if b.may(p, org.LessonReview, id.As[any](st.Asked)) {
				return true
			}
		}
		return false
	}
}

// takedown leaves one takedown that was ordered, of a lesson of its own.
func (b *builder) takedown() {
	author, region := b.find("作者0"), id.As[any](b.region)
	a := b.actor(author)
	d := commons.Draftable{Title: "要下架的课", Subject: "maths", Stage: org.Junior, Grade: 7, Body: "正文"}
	w := must[commons.Work](b)(b.app.Lessons.Create(b.ctx, a, b.schools[0], d, ""))
	v := must[commons.Version](b)(b.app.Lessons.Submit(b.ctx, a, w.ID, b.schools[0], author.name))
	leader := b.actor(b.find(string(org.BureauLeader)))
	t := must[commons.TakedownID](b)(b.app.Lessons.OrderTakedown(b.ctx, leader, v.ID, commons.TakedownOrder{Basis: "依据", Document: "文号", Reason: "原因"}))
	b.add("takedown", object{id: t.String(), node: at(region)})
}

// TestRegionRulesOnlyByTheRegion: the rules of review are the region's, whoever holds the verb lower down.
func TestRegionRulesOnlyByTheRegion(t *testing.T) {
	_, in := demo(t)
	for login, want := range map[string]int{"shen": 200, "ju": 200, "zhao": 404, "song": 403, "li": 403} {
		if rec := in(login).do("GET", "/review/stages", nil); rec.Code != want {
			t.Errorf("%s: %d, want %d", login, rec.Code, want)
		}
	}
}

// TestWithdrawnLessonIsTold: a teacher whose assignment uses a lesson reads in the inbox that it was withdrawn, and why.
func TestWithdrawnLessonIsTold(t *testing.T) {
	_, in := demo(t)
	wang, li := in("wang"), in("li")
	list := li.do("GET", "/teacher/lessons?state=published", nil).Body.String()
	told := func() bool {
		return strings.Contains(wang.do("GET", "/inbox", nil).Body.String(), "例题有误，请停用")
	}
	for _, m := range regexp.MustCompile(`/teacher/lessons/[0-9a-f-]{36}`).FindAllString(list, -1) { // one of them is what wang has assigned
		v := regexp.MustCompile(`name="version" value="([0-9a-f-]{36})"`).FindStringSubmatch(li.do("GET", m, nil).Body.String())
		if v == nil || told() {
			continue
		}
		if rec := li.do("POST", m+"/withdraw", url.Values{"version": {v[1]}, "why": {"例题有误，请停用"}}); rec.Code != 303 {
			t.Fatal(rec.Code)
		}
	}
	if !told() {
		t.Fatal("the teacher is not told")
	}
	wang.do("POST", "/inbox/recalled", url.Values{})
	if body := wang.do("GET", "/inbox", nil).Body.String(); strings.Contains(body, "例题有误，请停用") {
		t.Fatal("seen, and told again")
	}
}
