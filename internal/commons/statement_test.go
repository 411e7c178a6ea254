package commons_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// TestStatements: each step leaves a statement that the standard takes, the same one each time, with no name of a person in it.
func TestStatements(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		v := h.public(t, h.ann, "三角形", h.region)
		w, err := h.works.Adapt(t.Context(), h.bea, v.ID, h.b.ID, "")
		ok(t, err)
		r := h.submit(t, h.bea, w.ID, h.group)
		ok(t, h.works.Review(t.Context(), h.ray, r.ID, commons.Decision{Wrong: []commons.Aspect{commons.Timely}, Note: "旧了"}))
		ok(t, h.works.Withdraw(t.Context(), h.ann, v.Work, v.ID, "错了"))
		events, err := h.log.Read(t.Context(), bus.Position{}, 1000)
		ok(t, err)
		var verbs []string
		for _, e := range events {
			st, told, err := commons.Statement(e)
			ok(t, err)
			if !told {
				continue
			}
			a, err := st.JSON()
			ok(t, err)
			again, _, _ := commons.Statement(e)
			b, _ := again.JSON()
			if string(a) != string(b) {
				t.Fatal("not pure")
			}
			if strings.Contains(string(a), "老师") || strings.Contains(string(e.Payload), "老师") {
				t.Fatalf("a name in %s", a)
			}
			if _, finds := xapi.Scan(a, xapi.V103); len(finds) > 0 {
				t.Fatalf("%s: %v", a, finds)
			}
			verbs = append(verbs, st.Verb.Display["en"])
		}
		const all = "created,submitted,approved,published,created,submitted,returned,withdrew"
		if got := strings.Join(verbs, ","); got != all {
			t.Fatalf("statements %s, want %s", got, all)
		}
		for _, bad := range []string{"work.created", "version.published", "version.withdrawn"} {
			if _, _, err := commons.Statement(bus.Event{Kind: bad, Payload: []byte("{")}); err == nil {
				t.Fatalf("%s: a broken payload is told", bad)
			}
		}
	})
}
