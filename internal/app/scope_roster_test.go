package app_test

import (
	"bytes"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
)

// roster leaves, in school i, an import that waits for a decision. Nobody of it is there before it is applied.
func (b *builder) roster(i int) {
	w := must[*workbook.Writer](b)(workbook.NewWriter())
	w.School(workbook.School{Name: fmt.Sprintf("校%d", i), Code: "990001"})
	w.Teacher(workbook.Teacher{School: "990001", Name: "新老师", Code: "T1"})
	var file bytes.Buffer
	if err := w.Finish(&file); err != nil {
		b.t.Fatal(err)
	}
	n := must[roster.Import](b)(b.app.Roster.Upload(b.ctx, b.actor(b.find(fmt.Sprintf("教务%d", i))), b.schools[i], "a.xlsx", &file, 1<<20))
	if err := b.app.Jobs.Drain(b.ctx); err != nil {
		b.t.Fatal(err)
	}
	got := must[roster.Import](b)(b.app.Roster.Get(b.ctx, b.actor(b.find(fmt.Sprintf("教务%d", i))), n.ID))
	if got.State != roster.Ready {
		b.t.Fatalf("the import is %s: %s", got.State, got.Report.Failure)
	}
	b.add("import", object{id: n.ID.String(), node: at(id.As[any](b.schools[i]))})
}
