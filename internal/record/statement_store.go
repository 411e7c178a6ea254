package record

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"sort"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Migrations are those of the record store. Positions of consumers (bus.PositionMigrations) belong to the same store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Store keeps statements. It is dumb: it asks nobody for permission.
type Store struct {
	db    *db.DB
	clock clock.Clock
	known sync.Map // term key -> hash of its body, to write definitions only when they change
}

// NewStore is a store over the record database.
func NewStore(d *db.DB, c clock.Clock) *Store { return &Store{db: d, clock: c} }

// Outcome is what became of one statement of a batch.
type Outcome int

// The outcomes.
const (
	OutcomeStored Outcome = iota
	OutcomeDuplicate
	OutcomeConflict
)

// Multi-row statements: a round trip per row would cost most of the time on PostgreSQL.
const (
	chunkStatements = 10
	chunkLinks      = 30
)

const (
	rowStatement  = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	headStatement = `-- unscoped: the door and the consumer set the owner
INSERT INTO statement (ord, uid, owner, verb, registration, version, voided, hash, authority, raw) VALUES `
	tailStatement        = ` ON CONFLICT (uid) DO NOTHING RETURNING ord`
	two                  = rowStatement + ", " + rowStatement
	insStatement  db.SQL = headStatement + rowStatement + tailStatement
	insStatements db.SQL = headStatement + two + ", " + two + ", " + two + ", " + two + ", " + two + tailStatement

	rowLink         = "(?, ?, ?)"
	tenLinks        = rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink + ", " + rowLink
	headLink        = "-- unscoped: links of a statement whose owner is checked on reading\nINSERT INTO statement_link (key, usage, ord) VALUES "
	insLink  db.SQL = headLink + rowLink
	insLinks db.SQL = headLink + tenLinks + ", " + tenLinks + ", " + tenLinks

	moveClock db.SQL = `-- unscoped: the store's clock
UPDATE record_clock SET last = (CASE WHEN last >= CAST(? AS @int) THEN last ELSE CAST(? AS @int) END) + CAST(? AS @int) WHERE one = 1 RETURNING last`
	selClock db.SQL = `-- unscoped: the store's clock
SELECT last FROM record_clock WHERE one = 1`
	selHashes db.SQL = `-- unscoped: whether the same statement is stored already
SELECT uid, hash FROM statement WHERE uid IN @ids`
	selVoids db.SQL = `-- unscoped: whether a statement to be stored is voided already
SELECT target, owner FROM statement_void WHERE target IN @ids`
	insVoid db.SQL = `-- unscoped: the voiding statement carries the owner
INSERT INTO statement_void (target, ord, owner) VALUES (?, ?, ?)`
	selRaw db.SQL = `-- unscoped: the target of a voiding statement
SELECT ord, uid, owner, version, voided, authority, raw FROM statement WHERE uid = ?`
	setVoided db.SQL = `-- unscoped: the target of a voiding statement
UPDATE statement SET voided = @true WHERE uid = ?`
	upsTerm db.SQL = `-- unscoped: vocabulary
INSERT INTO statement_term (key, iri, body) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body WHERE statement_term.iri = excluded.iri`
)

// put writes a batch inside tx and returns what became of each entry. No two entries of a batch may have one id. Whether a
// conflict undoes the batch is the caller's rule: it returns an error from its closure or not.
func (s *Store) put(tx *db.Tx, authority string, es []entry) ([]Outcome, error) {
	if len(es) == 0 {
		return nil, nil
	}
	n := int64(len(es))
	now := clock.At(s.clock.Now())
	last, err := db.One(tx, moveClock, db.Value[int64], now, now, n)
	if err != nil {
		return nil, err
	}
	first := last - n + 1
	born, err := s.bornVoided(tx, es)
	if err != nil {
		return nil, err
	}
	stored, err := s.insert(tx, authority, es, first, born)
	if err != nil {
		return nil, err
	}
	out, err := s.compare(tx, es, stored)
	if err != nil {
		return nil, err
	}
	if err := s.links(tx, es, stored, first); err != nil {
		return nil, err
	}
	fold := newFold()
	for i, e := range es {
		if stored[i] && !born[i] {
			fold.add(e, first+int64(i), 1)
		}
	}
	for i, e := range es {
		if stored[i] && e.void {
			if err := s.void(tx, e, first+int64(i), fold); err != nil {
				return nil, err
			}
		}
	}
	if err := fold.write(tx); err != nil {
		return nil, err
	}
	return out, s.learn(tx, es, stored)
}

func (s *Store) bornVoided(tx *db.Tx, es []entry) ([]bool, error) {
	born := make([]bool, len(es))
	ids := make([]StatementID, len(es))
	at := map[StatementID]int{}
	for i, e := range es {
		ids[i], at[e.id] = e.id, i
	}
	err := db.Each(tx, selVoids, func(r db.Row) error {
		var t StatementID
		var owner id.Any
		if err := r.Scan(&t, &owner); err != nil {
			return err
		}
		if i, ok := at[t]; ok && !es[i].void && es[i].owner == owner { // a voiding statement cannot be voided
			born[i] = true
		}
		return nil
	}, db.IDs(ids))
	return born, err
}

// insert writes the rows in order of place and tells which went in.
func (s *Store) insert(tx *db.Tx, authority string, es []entry, first Order, born []bool) ([]bool, error) {
	stored := make([]bool, len(es))
	mark := func(r db.Row) error {
		var ord Order
		err := r.Scan(&ord)
		if err == nil {
			stored[ord-first] = true
		}
		return err
	}
	for lo := 0; lo < len(es); {
		q, n := insStatement, 1
		if len(es)-lo >= chunkStatements {
			q, n = insStatements, chunkStatements
		}
		args := make([]any, 0, 10*n)
		for i := lo; i < lo+n; i++ {
			e := es[i]
			args = append(args, first+int64(i), e.id, e.owner, e.verb, e.registration, int64(e.version), born[i], e.hash[:], authority, e.raw)
		}
		if err := db.Each(tx, q, mark, args...); err != nil {
			return nil, err
		}
		lo += n
	}
	return stored, nil
}

// compare tells duplicates from conflicts among what did not go in.
func (s *Store) compare(tx *db.Tx, es []entry, stored []bool) ([]Outcome, error) {
	out := make([]Outcome, len(es))
	var ids []StatementID
	at := map[StatementID]int{}
	for i, e := range es {
		if !stored[i] {
			ids, at[e.id] = append(ids, e.id), i
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	err := db.Each(tx, selHashes, func(r db.Row) error {
		var u StatementID
		var h []byte
		if err := r.Scan(&u, &h); err != nil {
			return err
		}
		i := at[u]
		out[i] = OutcomeConflict
		if bytes.Equal(h, es[i].hash[:]) {
			out[i] = OutcomeDuplicate
		}
		return nil
	}, db.IDs(ids))
	return out, err
}

func (s *Store) links(tx *db.Tx, es []entry, stored []bool, first Order) error {
	var args []any
	flush := func(q db.SQL, n int) error {
		for len(args) >= 3*n {
			if _, err := tx.Exec(q, args[:3*n]...); err != nil {
				return err
			}
			args = args[3*n:]
		}
		return nil
	}
	for i, e := range es {
		if !stored[i] {
			continue
		}
		for _, l := range e.links {
			args = append(args, l.key, l.usage, first+int64(i))
		}
		if err := flush(insLinks, chunkLinks); err != nil {
			return err
		}
	}
	return flush(insLink, 1)
}

// void marks the target, takes it out of the counts, and remembers it when it is not there yet. Only statements of the same owner
// are voided: one school's key must not reach another school's record.
func (s *Store) void(tx *db.Tx, e entry, ord Order, fold *fold) error {
	if _, err := tx.Exec(insVoid, e.target, ord, e.owner); err != nil {
		return err
	}
	t, err := db.One(tx, selRaw, scanStored, e.target)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil || t.Voided || t.Owner != e.owner {
		return err
	}
	te, findings := prepare([]byte(t.Raw), t.Version)
	if len(findings) > 0 || te.void {
		return nil // what is stored passed Scan; a voiding statement stays
	}
	if _, err := tx.Exec(setVoided, e.target); err != nil {
		return err
	}
	te.owner = t.Owner
	fold.add(te, t.Ord, -1)
	return nil
}

// learn keeps the newest words for verbs and activities; what is known already costs nothing.
func (s *Store) learn(tx *db.Tx, es []entry, stored []bool) error {
	fresh := map[int64]term{}
	for i, e := range es {
		if !stored[i] {
			continue
		}
		for _, t := range e.terms {
			if v, ok := s.known.Load(t.key); !ok || v != hash64('t', t.body) {
				fresh[t.key] = t
			}
		}
	}
	keys := make([]int64, 0, len(fresh))
	for k := range fresh {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	for _, k := range keys {
		t := fresh[k]
		if _, err := tx.Exec(upsTerm, t.key, t.iri, t.body); err != nil {
			return err
		}
	}
	if len(fresh) > 0 {
		tx.AfterCommit(func() {
			for k, t := range fresh {
				s.known.Store(k, hash64('t', t.body))
			}
		})
	}
	return nil
}

func scanStored(r db.Row) (Stored, error) {
	var s Stored
	var v int64
	err := r.Scan(&s.Ord, &s.ID, &s.Owner, &v, &s.Voided, &s.Authority, &s.Raw)
	s.Version = xapi.Version(v)
	return s, err
}

// Through is the highest place that is visible: every statement stored at or before it can be read.
func (s *Store) Through(ctx context.Context) (Order, error) {
	return db.One(s.db.Reader(ctx), selClock, db.Value[int64])
}
