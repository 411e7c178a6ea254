package app_test

import (
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// material gives school i's class something of its own: those who teach the class open it as teachers, its pupils as pupils, and nobody
// else at all.
func (b *builder) material(i int, a *org.Actor) {
	m := must[commons.Material](b)(b.app.Lessons.AddMaterial(b.ctx, a, b.classes[i], "练习册", commons.Upload{Name: "a.png", Body: strings.NewReader("\x89PNG\r\n\x1a\n" + m0(i))}))
	pupils := must[[]org.Enrolled](b)(b.app.Org.Roster(b.ctx, b.classes[i], b.now))
	b.add("material", object{id: m.ID.String(), node: at(id.As[any](b.classes[i])), rules: map[org.Verb]func(*person) bool{
		org.PracticeDo: func(p *person) bool {
			return b.may(p, org.PracticeDo, id.As[any](p.id)) && slices.ContainsFunc(pupils, func(e org.Enrolled) bool { return e.Person == p.id })
		},
	}})
}

func m0(i int) string { return strings.Repeat("0", i+1) }
