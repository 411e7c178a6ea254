package app_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/commons/prep"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// making leaves a co-preparation that is being written in a school, led by its author with a colleague, and one that is finished.
func (b *builder) making(i int, author *person) {
	school := id.As[any](b.schools[i])
	other := b.person("复备"+author.name, b.schools[i], org.Holding{Role: org.Teacher, Node: school})
	other.unbased = true
	a := b.actor(author)
	for _, done := range []bool{false, true} {
		n := must[prep.ID](b)(b.app.Prep.Start(b.ctx, a, b.schools[i], prep.Plan{Members: []org.PersonID{other.id},
			About: commons.Draftable{Title: "一起备", Subject: "maths", Stage: org.Junior, Grade: 7}}))
		for _, err := range []error{b.app.Prep.SaveMain(b.ctx, a, n, 1, "正文"), b.app.Prep.Open(b.ctx, a, n)} {
			if err != nil {
				b.t.Fatal(err)
			}
		}
		if !done {
			b.add("session", object{id: n.String(), node: at(school), only: func(p *person) bool { return p == author || p == other }, form: "body=正文&remark=好&rev=1"})
			continue
		}
		if err := b.app.Prep.Gather(b.ctx, a, n); err != nil {
			b.t.Fatal(err)
		}
		must[commons.WorkID](b)(b.app.Prep.Finish(b.ctx, a, n, 0))
		b.add("finished", object{id: n.String(), node: at(school)})
	}
	b.course(i)
}

// course leaves a tree of a school with one section.
func (b *builder) course(i int) {
	school := id.As[any](b.schools[i])
	head := b.person(fmt.Sprintf("组长%d", i), b.schools[i], org.Holding{Role: org.ResearchHead, Node: school})
	head.unbased = true
	a := b.actor(head)
	c := must[course.ID](b)(b.app.Courses.Create(b.ctx, a, course.Course{Owner: b.schools[i], Title: "校本", Subject: "maths", Stage: org.Junior, Grade: 7}, ""))
	n := must[course.NodeID](b)(b.app.Courses.Add(b.ctx, a, c, course.NodeID{}, course.NodeID{}, "第一单元", ""))
	b.add("course", object{id: c.String(), node: at(school), form: "op=add&title=节&node=" + n.String() + "&name=链接&link=https://example.org/"})
}
