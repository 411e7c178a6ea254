package app_test

import (
	"time"

	"github.com/tongxue-edu/tongxue/internal/exchange/invent"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// national brings in an invented catalogue. Its books belong to nobody: whoever reads a library anywhere reads them. What is done about
// the platform is done at the region.
func (b *builder) national() {
	books := must[[]preset.Book](b)(preset.Books())
	if err := b.app.Exchange.BringMade(b.ctx, invent.Catalogue(books, func(string) string { return "数学" }, 1, time.Unix(1_700_000_000, 0))); err != nil {
		b.t.Fatal(err)
	}
	region := id.As[any](b.region)
	b.add("textbook", object{id: "shili-maths-7a-pep", node: at(region), rules: map[org.Verb]func(*person) bool{
		org.LibraryRead: func(p *person) bool { return b.any(p, org.LibraryRead) },
	}})
	b.add("platform", object{node: at(region), form: "module=national_lesson&dimension=zxxbb&tag=t&name=n&code=-&hours=24&live=0"})
}
