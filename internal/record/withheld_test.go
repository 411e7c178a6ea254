package record_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// TestWithheldDoNotLeave asks the key's three ways out for the statements of somebody whose guardian refused, by name and escaped,
// and finds those of everybody else; the house's own people go on reading all of them.
func TestWithheldDoNotLeave(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core)
		yes, no := id.New[org.Person](), id.New[org.Person]()
		asked := 0
		w.rec.Withhold(func(_ context.Context, people []org.PersonID) (map[org.PersonID]bool, error) {
			asked++
			return map[org.PersonID]bool{no: true}, nil
		})
		ids := []string{uid(), uid(), uid(), uid()}
		must(t, w.put(t, st{ID: ids[0], Actor: yes.String(), Verb: "https://v/1", Object: "https://o/1"},
			st{ID: ids[1], Actor: no.String(), Verb: "https://v/1", Object: "https://o/1"}))
		escaped := strings.Replace(string(st{ID: ids[2], Actor: no.String(), Verb: "https://v/1", Object: "https://o/1"}.raw()), "account", "acc\\u006funt", 1)
		about := strings.Replace(string(st{ID: ids[3], Actor: yes.String(), Verb: "https://v/1", Object: "https://o/1", Reg: uid()}.raw()),
			`"context":{`, `"context":{"extensions":{"https://x/ext/learner":"`+no.String()+`"},`, 1)
		if _, err := w.rec.Store(context.Background(), w.key, [][]byte{[]byte(escaped), []byte(about)}, xapi.V103); err != nil {
			t.Fatal(err)
		}
		got := w.list(t, record.Filter{})
		if len(got) != 1 || got[0].ID.String() != ids[0] {
			t.Errorf("a key lists %d statements", len(got))
		}
		if asked != 1 {
			t.Errorf("a page asked %d times", asked)
		}
		for i, u := range ids {
			s, _ := id.Parse[record.Statement](u)
			if _, err := w.rec.GetFor(context.Background(), w.key, s, false); fault.Is(err, fault.NotFound) != (i > 0) {
				t.Errorf("statement %d: %v", i, err)
			}
		}
		var out bytes.Buffer
		x, err := w.rec.Export(context.Background(), &out, record.ExportOptions{})
		if err != nil || x.Written != 1 || x.Withheld != 3 || strings.Contains(out.String(), no.String()) {
			t.Errorf("export wrote %+v, %v", x, err)
		}
		if p, err := w.rec.List(context.Background(), w.Bureau, record.Filter{}); err != nil || len(p.Statements) != 4 {
			t.Errorf("the bureau reads %d, %v", len(p.Statements), err)
		}
	})
}
