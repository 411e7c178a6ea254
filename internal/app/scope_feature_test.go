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

// featured leaves a proposal of a lesson that is shared to the region. Reviewers anywhere below are asked, and those of the unit.
func (b *builder) featured(author, proposer *person, school org.UnitID) {
	a := b.actor(author)
	d := commons.Draftable{Title: "推荐的课", Subject: "maths", Stage: org.Junior, Grade: 7, Body: "正文"}
	w := must[commons.Work](b)(b.app.Lessons.Create(b.ctx, a, school, d, ""))
	v := must[commons.Version](b)(b.app.Lessons.Submit(b.ctx, a, w.ID, b.region, author.name))
	b.approve(v.ID, proposer, b.find("审核二"))
	f := must[commons.FeatureID](b)(b.app.Lessons.ProposeFeature(b.ctx, b.actor(proposer), v.ID, "设计好"))
	region := id.As[any](b.region)
	b.add("feature", object{id: f.String(), node: at(region), form: "agree=yes&note=好", rules: map[org.Verb]func(*person) bool{
		org.LessonReview: func(p *person) bool {
			for _, h := range p.roles {
				if b.holds(p, h, org.LessonReview) && (b.above(region, h.Node) || b.above(h.Node, region)) {
					return true
				}
			}
			return false
		},
	}})
}

// TestFeaturedInTheDemonstration: the mark stands on the lesson and on what is found; a proposal with one vote shows it to nobody else,
// and a second vote from another school decides.
func TestFeaturedInTheDemonstration(t *testing.T) {
	_, in := demo(t)
	li, zhao, shen := in("li"), in("zhao"), in("shen")
	found := li.do("GET", "/teacher/library?q="+url.QueryEscape("温度计"), nil).Body.String()
	m := regexp.MustCompile(`/teacher/library/[0-9a-f-]{36}`).FindString(found)
	for what, page := range map[string]string{"find": found, "lesson": li.do("GET", m, nil).Body.String()} {
		if !strings.Contains(page, ">精选<") {
			t.Errorf("%s: no mark", what)
		}
	}
	f := regexp.MustCompile(`/featured/[0-9a-f-]{36}`).FindString(zhao.do("GET", "/featured", nil).Body.String())
	if f == "" {
		t.Fatal("nothing waits for the reviewer of another school")
	}
	for _, who := range []*visitor{zhao, shen} {
		if strings.Contains(who.do("GET", f, nil).Body.String(), "活动简单有效") {
			t.Error("another's vote is read before both are given")
		}
	}
	if rec := shen.do("POST", f, url.Values{"agree": {"yes"}, "note": {"好"}}); rec.Code != 403 {
		t.Errorf("the proposer votes: %d", rec.Code)
	}
	if rec := zhao.do("POST", f, url.Values{"note": {"好"}}); rec.Code != 422 {
		t.Errorf("neither yes nor no: %d", rec.Code)
	}
	if rec := zhao.do("POST", f, url.Values{"agree": {"no"}, "note": {"活动太少"}}); rec.Code != 303 {
		t.Fatal(rec.Code)
	}
	if body := zhao.do("GET", f, nil).Body.String(); !strings.Contains(body, "活动简单有效") || !strings.Contains(body, "意见不同") {
		t.Error("after both votes they are not shown to who gave them")
	}
}
