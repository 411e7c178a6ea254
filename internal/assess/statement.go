package assess

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// home is the root of our extension names.
const home = "https://github.com/tongxue-edu/tongxue"

// Statement tells an event of this package as an xAPI statement. It is pure: the same event gives the same statement. Persons are
// pseudonyms; the record store completes id and home page. false is for events that say nothing about learning.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	st := xapi.Statement{Timestamp: clock.Time(e.Occurred), Context: xapi.Context{Platform: "Tongxue"}}
	var err error
	switch e.Kind {
	case "response.saved":
		var p ResponseSaved
		err = json.Unmarshal(e.Payload, &p)
		answered(&st, p)
	case "sitting.handed_in":
		var p HandedIn
		err = json.Unmarshal(e.Payload, &p)
		st.Actor = person(p.Person)
		st.Verb, st.Object = xapi.VerbCompleted, xapi.Object{ID: iri(p.Paper), Type: xapi.TypeAssessment}
		st.Result = &xapi.Result{Completion: xapi.True}
		place(&st, p.About)
	case "mark.given":
		var p MarkGiven
		err = json.Unmarshal(e.Payload, &p)
		st.Actor = person(org.PersonID(e.Actor))
		st.Verb, st.Object = xapi.VerbScored, xapi.Object{ID: iri(p.Item), Type: xapi.TypeCMIInteraction}
		score := p.Score
		st.Result = &xapi.Result{Score: scoreOf(&score, p.Max)}
		st.Context.Extensions = xapi.Extensions{home + "/ext/learner": xapi.Text(p.Person.String()), home + "/ext/line": xapi.Int(int64(p.No))}
		place(&st, p.About)
	case "monitoring.imported":
		var p MonitoringImported
		err = json.Unmarshal(e.Payload, &p)
		st.Actor = person(org.PersonID(e.Actor))
		st.Verb = xapi.VerbImported
		st.Object = xapi.Object{ID: iri(p.Monitoring), Type: xapi.TypeFile, Name: map[string]string{"zh-CN": p.Title}}
		st.Context.Grouping = []xapi.Object{{ID: iri(p.Unit)}}
		st.Context.Extensions = xapi.Extensions{home + "/ext/rows": xapi.Int(int64(p.Rows)), home + "/ext/items": xapi.Int(int64(p.Items))}
	default:
		return xapi.Statement{}, false, nil
	}
	if err != nil {
		return xapi.Statement{}, false, fmt.Errorf("assess: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	return st, true, nil
}

func answered(st *xapi.Statement, p ResponseSaved) {
	st.Actor = person(p.Person)
	st.Verb, st.Object = xapi.VerbAnswered, xapi.Object{ID: iri(p.Item), Type: xapi.TypeCMIInteraction}
	response := strings.Join(p.Response, "[,]") // xAPI 1.0.3 part 2, 2.4.4.1: the delimiter of several responses
	st.Result = &xapi.Result{Response: &response, Score: scoreOf(p.Score, p.Max)}
	if p.Correct != nil {
		st.Result.Success = xapi.False
		if *p.Correct {
			st.Result.Success = xapi.True
		}
	}
	st.Context.Extensions = xapi.Extensions{home + "/ext/line": xapi.Int(int64(p.No)), home + "/ext/revision": xapi.Int(p.Rev),
		home + "/ext/source": xapi.Text(p.Source)}
	place(st, p.About)
}

func scoreOf(score *float64, most float64) *xapi.Score {
	if score == nil {
		return nil
	}
	s := &xapi.Score{Raw: *score, HasRaw: true}
	if most > 0 && *score <= most {
		s.Min, s.Max, s.HasMin, s.HasMax = min(0, *score), most, true, true
		if *score >= 0 {
			s.Scaled, s.HasScaled = *score/most, true
		}
	}
	return s
}

// place says in which sitting, assignment, class and school it was.
func place(st *xapi.Statement, p About) {
	st.Context.Registration = p.Sitting
	st.Context.Parent = []xapi.Object{{ID: iri(p.Assignment), Type: xapi.TypeAssignment}}
	st.Context.Grouping = []xapi.Object{{ID: iri(p.Class)}, {ID: iri(p.School)}}
}

// person is a pupil or teacher as a pseudonym; the record store adds the account system.
func person(p org.PersonID) xapi.Account { return xapi.Account{Name: p.String()} }

// iri names a thing of ours by its id (RFC 9562 §4: the urn form).
func iri[T any](i id.Of[T]) string { return "urn:uuid:" + i.String() }
