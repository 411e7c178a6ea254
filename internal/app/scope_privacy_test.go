package app_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
)

// privacy leaves, in school i, what the pages about access and personal data name: a draft sheet of somebody new, a request for
// access, and a guardian's request. What the walk posts refuses them, so that nobody gains a basis while it goes.
func (b *builder) privacy(i int, author *person) {
	school, class := id.As[any](b.schools[i]), id.As[any](b.classes[i])
	b.person(fmt.Sprintf("新来%d", i), b.schools[i], org.Holding{Role: org.Assistant, Node: class}).unbased = true
	a := b.actor(author)
	sheet := must[org.SheetID](b)(b.app.Org.PrepareSheet(b.ctx, a, b.schools[i]))
	lines := must[[]org.SheetLine](b)(b.app.Org.SheetLines(b.ctx, a, sheet, org.SheetLineID{}, 1))
	b.add("office", object{id: b.schools[i].String(), node: at(school)})
	b.add("sheet", object{id: sheet.String(), node: at(school), form: "decision=refuse&note=not+now&line=" + lines[0].ID.String()})
	approval := must[org.ApprovalID](b)(b.app.Org.AskAccess(b.ctx, a, b.classes[i], "核对作业布置情况", 3))
	b.add("approval", object{id: approval.String(), node: at(school), form: "decision=refuse&days=1&note=not+now"})
	b.add("register", object{id: b.classes[i].String(), node: at(class)})

	var parent *person
	for _, p := range b.people {
		if p.name == fmt.Sprintf("家长%d", i) {
			parent = p
		}
	}
	child := b.pupils[fmt.Sprintf("学生%d之0", i)].person
	b.add("child", object{id: child.String(), node: at(child), form: "purpose=media&say=no&kind=copy"})
	r := must[privacy.RequestID](b)(b.app.Privacy.Ask(b.ctx, b.actor(parent), org.PersonID(child), privacy.Draft{Kind: privacy.Erase}))
	b.add("request", object{id: r.String(), form: "decision=refused&answer=" + "请到学校核对身份", node: func(v org.Verb) org.Node {
		if v == org.DataAnswer {
			return school
		}
		return child
	}, rules: map[org.Verb]func(*person) bool{org.DataAsk: func(p *person) bool { return p == parent }}})
}
