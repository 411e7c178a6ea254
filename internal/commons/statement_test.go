package commons_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/commonstest"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// TestStatements: each step leaves a statement that the standard takes, the same one each time, with no name of a person in it.
func TestStatements(t *testing.T) {
	engines(t, func(t *testing.T, h *commonstest.House) {
		v := h.Public(t, h.Ann, "三角形", h.Region)
		w, err := h.Works.Adapt(t.Context(), h.Bea, v.ID, h.B.ID, "")
		ok(t, err)
		r := h.Submit(t, h.Bea, w.ID, h.Group)
		ok(t, h.Decide(t, h.Ray, r.ID, commons.Decision{Codes: []string{"timely.outdated"}, Note: "旧了"}))
		ok(t, h.Works.Withdraw(t.Context(), h.Ann, v.Work, v.ID, "错了"))
		ok(t, h.Log.Settle(t.Context()))
		events, err := h.Log.Read(t.Context(), bus.Position{}, 1000)
		ok(t, err)
		var verbs []string
		for _, e := range events {
			st, told, err := commons.Statement(e)
			ok(t, err)
			if !told {
				continue
			}
			st.Actor = xapi.Account{HomePage: "http://localhost", Name: e.Actor.String()} // as record does
			a, err := st.JSON()
			ok(t, err)
			again, _, _ := commons.Statement(e)
			again.Actor = st.Actor
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
		const all = "created,submitted,approved,approved,published,created,submitted,returned,withdrew"
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
