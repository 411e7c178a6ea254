package app_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/archive"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// archive leaves a request for everything of school i, by its registrar, who alone may fetch it; the walk refuses it.
func (b *builder) archive(i int) {
	office := b.find(fmt.Sprintf("教务%d", i))
	r := must[archive.RequestID](b)(b.app.Archive.Ask(b.ctx, b.actor(office), b.schools[i], "学年归档，留存全部数据"))
	b.add("archive", object{id: r.String(), node: at(id.As[any](b.schools[i])), form: "decision=refuse&note=not+now",
		rules: map[org.Verb]func(*person) bool{org.DataExport: func(p *person) bool { return p == office }}})
}
