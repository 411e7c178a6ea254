package commons

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// home is the root of our extension names.
const home = "https://github.com/tongxue-edu/tongxue"

// Statement tells an event of this package as an xAPI statement. It is pure: the same event gives the same statement. false is for
// events that say nothing about learning, such as a save.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	st := xapi.Statement{Timestamp: clock.Time(e.Occurred), // record gives the id and the actor
		Context: xapi.Context{Platform: "Tongxue", Grouping: []xapi.Object{{ID: iri(e.Owner)}}}}
	var err error
	switch e.Kind {
	case "work.created":
		var p created
		err = json.Unmarshal(e.Payload, &p)
		st.Verb, st.Object = xapi.VerbCreated, lesson(p.Work, p.Title)
	case "work.adapted":
		var p adapted
		err = json.Unmarshal(e.Payload, &p)
		st.Verb, st.Object = xapi.VerbCreated, lesson(p.Work, "")
		st.Context.Extensions = xapi.Extensions{home + "/ext/derived-from": xapi.Text(iri(p.From))}
	case "work.submitted":
		var p submitted
		err = json.Unmarshal(e.Payload, &p)
		st.Verb, st.Object = xapi.VerbSubmitted, lesson(p.Version, "")
		st.Context.Parent = []xapi.Object{{ID: iri(p.Work)}}
		st.Context.Extensions = xapi.Extensions{home + "/ext/shared-to": xapi.Text(iri(p.SharedTo))}
	case "version.reviewed":
		var p reviewed
		err = json.Unmarshal(e.Payload, &p)
		st.Verb, st.Object = xapi.VerbApproved, lesson(p.Version, "")
		if p.Decision == "returned" {
			st.Verb = xapi.VerbReturned
		}
		st.Context.Parent = []xapi.Object{{ID: iri(p.Work)}}
	case "version.published":
		var p published
		err = json.Unmarshal(e.Payload, &p)
		st.Verb, st.Object = xapi.VerbPublished, lesson(p.Version, p.Title)
		st.Context.Parent = []xapi.Object{{ID: iri(p.Work)}}
		st.Context.Extensions = xapi.Extensions{home + "/ext/shared-to": xapi.Text(iri(p.SharedTo)), home + "/ext/items": xapi.Int(int64(p.Items))}
	case "version.withdrawn":
		var p withdrawn
		err = json.Unmarshal(e.Payload, &p)
		st.Verb, st.Object = xapi.VerbWithdrawn, lesson(p.Version, "")
		st.Context.Parent = []xapi.Object{{ID: iri(p.Work)}}
	default:
		return xapi.Statement{}, false, nil
	}
	if err != nil {
		return xapi.Statement{}, false, fmt.Errorf("commons: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	return st, true, nil
}

// iri names a thing of ours by its id (RFC 9562 §4: the urn form).
func iri[T any](i id.Of[T]) string { return "urn:uuid:" + i.String() }

func lesson[T any](i id.Of[T], title string) xapi.Object {
	o := xapi.Object{ID: iri(i), Type: xapi.TypeLesson}
	if title != "" {
		o.Name = map[string]string{"zh-CN": title}
	}
	return o
}
