package record

import (
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// made asks the makers in turn; the first that knows the event's kind answers.
func (s *Service) made(ev bus.Event) (entry, bool, error) {
	for _, m := range s.makers {
		st, ok, err := m(ev)
		if err != nil {
			return entry{}, false, fmt.Errorf("record: statement of %s %s: %w", ev.Kind, ev.ID, err)
		}
		if !ok {
			continue
		}
		raw, err := s.complete(st, ev).JSON()
		if err != nil {
			return entry{}, false, fmt.Errorf("record: statement of %s %s: %w", ev.Kind, ev.ID, err)
		}
		e, findings := prepare(raw, xapi.V103)
		if len(findings) > 0 {
			return entry{}, false, fmt.Errorf("record: statement of %s %s: %w", ev.Kind, ev.ID, findings[0])
		}
		e.owner = ev.Owner
		return e, true, nil
	}
	return entry{}, false, nil
}

// complete gives a statement its id, its pseudonymous actor and its time.
func (s *Service) complete(st xapi.Statement, ev bus.Event) xapi.Statement {
	st.ID = EventStatement(ev.ID)
	if st.Actor.Name == "" {
		st.Actor.Name = "system"
		if !ev.Actor.IsZero() {
			st.Actor.Name = ev.Actor.String()
		}
	}
	if st.Actor.HomePage == "" {
		st.Actor.HomePage = s.base
	}
	if st.Context.Instructor != nil && st.Context.Instructor.HomePage == "" {
		in := *st.Context.Instructor
		in.HomePage = s.base
		st.Context.Instructor = &in
	}
	if st.Timestamp.IsZero() || st.Timestamp.Equal(time.Unix(0, 0)) {
		st.Timestamp = clock.Time(ev.Occurred)
	}
	return st
}
