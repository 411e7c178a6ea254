package exam

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/id"
)

func TestStatementOfMarks(t *testing.T) {
	p := MarksImported{Exam: id.New[Exam](), Intake: id.New[Intake](), Subjects: map[string]Counts{"maths": {Added: 40, Changed: 2}, "chinese": {Added: 3}}}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	st, ok, err := Statement(bus.Event{Kind: "marks.imported", Actor: id.New[any](), Payload: b})
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	st.Actor.HomePage = "http://a.test"
	text, err := st.JSON()
	if err != nil || !strings.Contains(string(text), p.Intake.String()) || !strings.Contains(string(text), "/ext/rows\":45") {
		t.Errorf("%s %v", text, err)
	}
	if _, ok, _ := Statement(bus.Event{Kind: "exam.filed"}); ok {
		t.Error("the register says nothing about learning")
	}
	if _, _, err := Statement(bus.Event{Kind: "marks.imported", Payload: json.RawMessage("{")}); err == nil {
		t.Error("a broken payload was taken")
	}
}
