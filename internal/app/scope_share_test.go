package app_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/shelf"
	"github.com/tongxue-edu/tongxue/internal/commons/thanks"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// shelves leaves, for school i, a shelf of the school kept by its head, and one of the region that the school may subscribe to.
func (b *builder) shelves(i int, v commons.Version, author, reviewer *person) {
	node := id.As[any](b.schools[i])
	leader := b.actor(b.find(fmt.Sprintf("校长%d", i)))
	n := must[shelf.ID](b)(b.app.Shelves.Create(b.ctx, leader, node, "本校", "", fmt.Sprint("s", i)))
	link := must[shelf.EntryID](b)(b.app.Shelves.Put(b.ctx, leader, n, shelf.Draft{Link: "https://basic.smartedu.cn/1", Title: "平台"}))
	_ = must[shelf.EntryID](b)(b.app.Shelves.Put(b.ctx, leader, n, shelf.Draft{Work: v.Work}))
	form := "rev=1&name=新名&note=x&link=https://basic.smartedu.cn/2&title=课&by=1"
	b.add("shelf", object{id: n.String(), node: at(node), form: form})
	b.add("kept", object{id: n.String(), node: at(node), form: form, rest: map[string]string{"shelf": n.String(), "entry": link.String()}, rules: map[org.Verb]func(*person) bool{
		org.LibraryRead: func(p *person) bool { return b.may(p, org.LibraryRead, node) && b.may(p, org.ShelfKeep, node) },
	}})
	own := must[shelf.ID](b)(b.app.Shelves.Create(b.ctx, b.actor(author), org.Node{}, "自己的", "", fmt.Sprint("own", i)))
	mine := must[shelf.EntryID](b)(b.app.Shelves.Put(b.ctx, b.actor(author), own, shelf.Draft{Link: "https://basic.smartedu.cn/1", Title: "平台"}))
	b.add("kept", object{id: own.String(), node: at(node), form: form, rest: map[string]string{"shelf": own.String(), "entry": mine.String()}, rules: map[org.Verb]func(*person) bool{
		org.LibraryRead: func(p *person) bool { return p == author },
	}})
	all := must[shelf.ID](b)(b.app.Shelves.Create(b.ctx, b.actor(reviewer), id.As[any](b.region), "全市", "", "all"))
	b.add("subscriber", object{id: b.schools[i].String(), node: at(node), form: "school=" + b.schools[i].String(), rest: map[string]string{"shelf": all.String()}})
}

// voice lets the author of a lesson, who has given it to the own class, say something about it.
func (b *builder) voice(i int, v commons.Version, author *person) {
	given := b.objects["assignment"][len(b.objects["assignment"])-1].id
	as, err := id.Parse[any](given)
	if err != nil {
		b.t.Fatal(err)
	}
	a := b.actor(author)
	if err := b.app.Thanks.Say(b.ctx, a, as, thanks.Said{Verdict: thanks.Useful, Words: "好用"}); err != nil {
		b.t.Fatal(err)
	}
	s := must[thanks.Summary](b)(b.app.Thanks.Mine(b.ctx, a, v.Work))
	shared := id.As[any](v.SharedTo)
	b.add("voice", object{id: s.Voices[0].ID.String(), node: at(id.As[any](b.schools[i])), form: "answer=谢谢&why=广告", rules: map[org.Verb]func(*person) bool{
		org.LessonMake:   func(p *person) bool { return p == author },
		org.LessonReview: func(p *person) bool { return b.may(p, org.LessonReview, shared) },
	}})
}
