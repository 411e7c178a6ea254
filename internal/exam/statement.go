package exam

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Statement tells marks.imported as an xAPI statement: that a person brought in a set of files, with the number of rows that count now. It
// is pure; the record store completes id and home page. What a class got is told by whoever reads the results.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	if e.Kind != "marks.imported" {
		return xapi.Statement{}, false, nil
	}
	var p MarksImported
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return xapi.Statement{}, false, fmt.Errorf("exam: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	const home = "https://github.com/tongxue-edu/tongxue"
	rows := int64(0)
	for _, c := range p.Subjects {
		rows += int64(c.Added) + int64(c.Changed) + int64(c.Removed)
	}
	return xapi.Statement{Actor: xapi.Account{Name: e.Actor.String()}, Timestamp: clock.Time(e.Occurred),
		Verb:   xapi.Verb{ID: home + "/verb/imported", Display: map[string]string{"zh-CN": "导入", "en": "imported"}},
		Object: xapi.Object{ID: "urn:uuid:" + p.Intake.String()},
		Context: xapi.Context{Platform: "Tongxue", Grouping: []xapi.Object{{ID: "urn:uuid:" + p.Exam.String()}, {ID: "urn:uuid:" + p.Unit.String()}},
			Extensions: xapi.Extensions{home + "/ext/rows": xapi.Int(rows)}}}, true, nil
}
