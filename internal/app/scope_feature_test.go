package app_test

import (
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
