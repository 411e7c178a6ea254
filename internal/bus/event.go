// Package bus is the log of what happened, written in the transaction in which it happened, and the consumers that read it in order.
//
// A domain writes its change and one event together (Append). Consumers (record, insight, notice, search) read the log in order,
// at least once, and store their position in the same transaction as their result, so a result is there exactly once. The log
// holds pseudonyms only: ids, never names. The package may not know what an event means.
package bus

import (
	"embed"
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates the log, in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// PositionMigrations creates the table of positions, in the store that consumers write to.
//
//go:embed position/*.sql
var PositionMigrations embed.FS

// Event is one thing that happened. Kind is "noun.verb" and Version the form of its payload; Owner is the scope that owns it
// (region, district, school, class or person); Actor the person who did it, none for the system. Occurred is when it happened
// in the world (paper answers are entered later), Received when it was stored. Payload is JSON that a consumer can fold without
// reading other tables.
type Event struct {
	Pos      Position
	ID       id.Any
	Kind     string
	Version  int
	Owner    id.Any
	Actor    id.Any
	Request  string
	Occurred clock.Micros
	Received clock.Micros
	Payload  json.RawMessage
}

// Position is a place in the log. PostgreSQL numbers rows before they commit, so the writing transaction comes first.
type Position struct{ Tx, Seq int64 }

const insEvent db.SQL = `-- unscoped: the log is written by services that have asked org
INSERT INTO event (tx, uid, kind, version, owner, actor, request, occurred, received, payload) VALUES (@txid, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// Append writes e inside tx and wakes the consumers when it is durable. payload is marshalled to JSON. An id is made when e has none.
func (l *Log) Append(tx *db.Tx, e Event, payload any) (id.Any, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return id.Any{}, fmt.Errorf("bus: payload of %s: %w", e.Kind, err)
	}
	if e.ID.IsZero() {
		e.ID = id.New[any]()
	}
	if e.Version == 0 {
		e.Version = 1
	}
	e.Received = clock.At(l.clock.Now())
	if e.Occurred == 0 {
		e.Occurred = e.Received
	}
	_, err = tx.Exec(insEvent, e.ID, e.Kind, e.Version, e.Owner, e.Actor, e.Request, e.Occurred, e.Received, string(b))
	if err != nil {
		return id.Any{}, fmt.Errorf("bus: append %s: %w", e.Kind, err)
	}
	tx.AfterCommit(l.Wake)
	return e.ID, nil
}
