package app_test

import (
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// material gives school i's class something of its own, which those open who teach the class; commons.TestClassMaterialStaysInTheClass
// walks the pupils.
func (b *builder) material(i int, a *org.Actor) {
	m := must[commons.Material](b)(b.app.Lessons.AddMaterial(b.ctx, a, b.classes[i], "练习册", commons.Upload{Name: "a.png", Body: strings.NewReader(fmt.Sprint("\x89PNG\r\n\x1a\n", i))}))
	b.add("material", object{id: m.ID.String(), node: at(id.As[any](b.classes[i]))})
}
