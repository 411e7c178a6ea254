package app_test

import (
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/id"
)

// registers leaves, in school i, what the pages about people name. What the walk posts is refused for what it says, so that nobody
// moves while it goes.
func (b *builder) registers(i int) {
	b.add("person", object{id: id.As[any](b.pupils[fmt.Sprintf("学生%d之1", i)].person).String(), node: at(id.As[any](b.classes[i])), form: "rev=9999&name=谁&on=x"})
}
