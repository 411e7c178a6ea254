package app_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/notice"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// notice sends a notice to the guardians of school i's class, and one to its staff, who have no bedtime: a letter is there at once.
func (b *builder) notice(i int, author *person) {
	school, class := id.As[any](b.schools[i]), id.As[any](b.classes[i])
	send := func(by *person, d notice.Draft) notice.NoticeID {
		d.Title, d.Body, d.Receipt = "通知", "正文", true
		a := b.actor(by)
		n := must[notice.NoticeID](b)(b.app.Notices.Create(b.ctx, a, d))
		if err := b.app.Notices.Send(b.ctx, a, n, 1); err != nil {
			b.t.Fatal(err)
		}
		if err := b.app.Jobs.Drain(b.ctx); err != nil {
			b.t.Fatal(err)
		}
		return n
	}
	n := send(author, notice.Draft{Node: class, Audience: notice.Guardians})
	b.add("notice", object{id: n.String(), node: at(class), form: "rev=1"})
	b.add("place", object{node: at(class), form: "to=" + class.String()})
	b.add("place", object{node: at(school), form: "to=" + school.String()})
	letter := send(b.find(fmt.Sprintf("校长%d", i)), notice.Draft{Node: school, Audience: notice.Staff})
	works := func(p *person) bool {
		for _, h := range p.roles {
			if h.Role != org.Pupil && h.Role != org.Guardian && h.Since <= b.now && b.now < h.Until && b.above(h.Node, school) {
				return true
			}
		}
		return false
	}
	b.add("letter", object{id: letter.String(), node: at(school), rules: map[org.Verb]func(*person) bool{org.NoticeRead: works}})
}
