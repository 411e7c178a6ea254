package roster

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Events of this package. A bulk import leaves one for the file and one for each class whose pupils it changed, not one a row.
const (
	imported = "roster.imported"
	enrolled = "roster.enrolled"
)

// FilePayload is roster.imported, version 1.
type FilePayload struct {
	Import ImportID          `json:"import"`
	Unit   org.UnitID        `json:"unit"`
	Tables map[string]Counts `json:"tables"`
}

// ClassPayload is roster.enrolled, version 1: how many pupils' places in a class a file began or changed, and how many it ended.
type ClassPayload struct {
	Import ImportID    `json:"import"`
	Class  org.ClassID `json:"class"`
	School org.UnitID  `json:"school"`
	Places int64       `json:"places"`
	Ended  int64       `json:"ended"`
}

// perSlice is how many events one slice writes.
const perSlice = 100

// events writes the event of each class whose counts stand in the store, also those of an import that was interrupted, and removes
// the counts in the same step.
func (r *run) events(ctx context.Context) error {
	type row struct {
		class        org.ClassID
		taken, ended int64
	}
	for {
		rows, err := db.All(r.s.core.Reader(ctx), selPlaces, func(x db.Row) (v row, err error) {
			return v, x.Scan(&v.class, &v.taken, &v.ended)
		}, r.imp.Source, perSlice)
		if err != nil || len(rows) == 0 {
			return err
		}
		ids := make([]org.ClassID, len(rows))
		for i := range rows {
			ids[i] = rows[i].class
		}
		all, err := r.s.org.ClassesByID(ctx, ids)
		if err != nil {
			return err
		}
		err = r.s.core.Bulk(ctx, func(tx *db.Tx) error {
			for _, v := range rows {
				p := ClassPayload{r.imp.ID, v.class, all[v.class].School, v.taken, v.ended}
				if err := r.append(tx, enrolled, id.As[any](v.class), p); err != nil {
					return err
				}
			}
			_, err := tx.Exec(delPlaces, r.imp.Source, db.IDs(ids))
			return err
		})
		if err != nil {
			return err
		}
	}
}

func (r *run) append(tx *db.Tx, kind string, owner org.Node, payload any) error {
	_, err := r.s.log.Append(tx, bus.Event{Kind: kind, Owner: owner, Actor: id.As[any](r.imp.Asker), Request: "roster:" + r.imp.ID.String()}, payload)
	return err
}

// home is the root of our extension names.
const home = "https://github.com/tongxue-edu/tongxue"

// Statement tells an event of this package as an xAPI statement: that a person brought in a file, and for each class that its
// register changed. It is pure; the record store completes id and home page.
func Statement(e bus.Event) (xapi.Statement, bool, error) {
	st := xapi.Statement{Actor: xapi.Account{Name: e.Actor.String()}, Verb: verbImported, Timestamp: clock.Time(e.Occurred), Context: xapi.Context{Platform: "Tongxue"}}
	switch e.Kind {
	case imported:
		var p FilePayload
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return st, false, fmt.Errorf("roster: payload of %s %s: %w", e.Kind, e.ID, err)
		}
		rows := int64(0)
		for _, c := range p.Tables {
			rows += c.Added + c.Changed + c.Removed
		}
		st.Object = xapi.Object{ID: iri(p.Import)}
		st.Context.Grouping = []xapi.Object{{ID: iri(p.Unit)}}
		st.Context.Extensions = xapi.Extensions{home + "/ext/rows": xapi.Int(rows)}
	case enrolled:
		var p ClassPayload
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return st, false, fmt.Errorf("roster: payload of %s %s: %w", e.Kind, e.ID, err)
		}
		st.Object = xapi.Object{ID: iri(p.Class)}
		st.Context.Grouping = []xapi.Object{{ID: iri(p.School)}, {ID: iri(p.Import)}}
		st.Context.Extensions = xapi.Extensions{home + "/ext/places": xapi.Int(p.Places), home + "/ext/ended": xapi.Int(p.Ended)}
	default:
		return st, false, nil
	}
	return st, true, nil
}

func iri[T any](i id.Of[T]) string { return "urn:uuid:" + i.String() }

var verbImported = xapi.Verb{ID: home + "/verb/imported", Display: map[string]string{"zh-CN": "导入", "en": "imported"}}
