package homework

import (
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// home is the root of our extension names.
const home = "https://github.com/tongxue-edu/tongxue"

// Given is assignment.given, version 1.
type Given struct {
	Assignment AssignmentID `json:"assignment"`
	Class      org.ClassID  `json:"class"`
	School     org.UnitID   `json:"school"`
	Version    id.Any       `json:"version"`
	Paper      id.Any       `json:"paper"`
	Title      string       `json:"title"`
	Subject    string       `json:"subject"`
	Stage      string       `json:"stage"`
	Grade      int          `json:"grade"`
	Items      int          `json:"items"`
	Pupils     int          `json:"pupils"`
	Minutes    int          `json:"minutes"`
	Mode       string       `json:"mode"`
	Place      string       `json:"place"`
	Day        clock.Micros `json:"day"`
	Due        clock.Micros `json:"due"`
	Over       bool         `json:"over"`    // the day's limit was exceeded, with a reason
	Setting    string       `json:"setting"` // urban, town or rural; absent in older events, empty when nobody has said
}

func (a Assignment) given() Given {
	return Given{a.ID, a.Class, a.Owner, a.Version, a.Paper, a.Title, a.Subject, a.Stage, a.Grade, a.Items, a.Pupils, a.Minutes, a.Mode,
		a.Place, a.Day, a.Due, a.Reason != "", a.Setting}
}

// Statement tells an event of this package as an xAPI statement. It is pure; the record store completes id and home page.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	if e.Kind != "assignment.given" {
		return xapi.Statement{}, false, nil
	}
	var p Given
	if err := json.Unmarshal(e.Payload, &p); err != nil {
		return xapi.Statement{}, false, fmt.Errorf("homework: payload of %s %s: %w", e.Kind, e.ID, err)
	}
	return xapi.Statement{
		Actor: xapi.Account{Name: e.Actor.String()}, Verb: xapi.VerbAssigned, Timestamp: clock.Time(e.Occurred),
		Object: xapi.Object{ID: iri(p.Assignment), Type: xapi.TypeAssignment, Name: map[string]string{"zh-CN": p.Title}},
		Context: xapi.Context{Platform: "Tongxue", Parent: []xapi.Object{{ID: iri(p.Version), Type: xapi.TypeLesson}},
			Grouping:   []xapi.Object{{ID: iri(p.Class)}, {ID: iri(p.School)}},
			Extensions: xapi.Extensions{home + "/ext/minutes": xapi.Int(int64(p.Minutes)), home + "/ext/items": xapi.Int(int64(p.Items))}},
	}, true, nil
}

// iri names a thing of ours by its id (RFC 9562 §4: the urn form).
func iri[T any](i id.Of[T]) string { return "urn:uuid:" + i.String() }
