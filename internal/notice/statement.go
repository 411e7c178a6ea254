package notice

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// happened is notice.sent, notice.withdrawn and notice.read, version 1. It holds neither title nor text.
type happened struct {
	Notice    NoticeID     `json:"notice"`
	School    org.UnitID   `json:"school"`
	Class     org.ClassID  `json:"class"`
	Audience  string       `json:"audience"`
	Receipt   bool         `json:"receipt"`
	Person    org.PersonID `json:"person"`    // notice.read: who
	Confirmed bool         `json:"confirmed"` // notice.read: 已知悉
}

// Statement tells an event of this package as an xAPI statement: that a notice was sent, and that a pupil or member of staff read it.
// What guardians read is no learning record. It is pure; the record store completes id and home page.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	if e.Kind != "notice.sent" && e.Kind != "notice.read" {
		return xapi.Statement{}, false, nil
	}
	var p happened
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return xapi.Statement{}, false, fmt.Errorf("notice: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	st := xapi.Statement{Actor: xapi.Account{Name: e.Actor.String()}, Verb: xapi.VerbShared, Timestamp: clock.Time(e.Occurred),
		Object: xapi.Object{ID: iri(p.Notice), Type: xapi.TypeDocument}, Context: xapi.Context{Platform: "Tongxue", Grouping: []xapi.Object{{ID: iri(p.School)}}}}
	if !p.Class.IsZero() {
		st.Context.Grouping = append(st.Context.Grouping, xapi.Object{ID: iri(p.Class)})
	}
	if e.Kind == "notice.read" {
		if p.Audience == Guardians || p.Confirmed {
			return xapi.Statement{}, false, nil
		}
		st.Verb = xapi.VerbViewed
	}
	return st, true, nil
}

// iri names a thing of ours by its id (RFC 9562 §4: the urn form).
func iri[T any](i id.Of[T]) string { return "urn:uuid:" + i.String() }
