// Package audit is the log of who did what to whose records on what basis, chained by hashes so that tampering shows.
//
// An entry is appended in the transaction of what it tells of. Its hash covers its fields and the hash of the entry before:
// changing, deleting or reordering entries breaks the chain at that place, and Verify finds it. Somebody who may write the whole
// store could chain it anew from there; against that a Head is kept elsewhere (printed on the yearly audit, in each backup's
// manifest) and given to Verify. The hash carries its algorithm ("sha256:…"), so that SM3 can follow.
//
// Entries hold ids only, never names, marks or texts of minors; names live in org, and erasing a person there leaves the log whole
// (网络数据安全 logs are kept at least six months; 未成年人网络保护条例 art. 36 wants each access to a minor's data recorded). The
// package only adds: nothing here changes or deletes an entry.
package audit

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Migrations creates the log, in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Entry is one line of the log. Seq, At, Prev and Hash are set by Append.
type Entry struct {
	Seq     int64           // 1, 2, 3 … without gaps
	At      clock.Micros    // when it was appended
	Actor   id.Any          // the person who acted; none for the system or somebody not signed in
	Action  string          // verb.noun, for example "read.record"
	Scope   id.Any          // the owner of what was touched: region, district, school, class or person; never none
	Basis   string          // why it was allowed or refused: role, standing sheet, approval number, "denied: …"
	Subject id.Any          // the person whose data it was, by pseudonym; may be none
	Request string          // the request id
	Detail  json.RawMessage // JSON object of ids and numbers, in canonical form once stored
	Prev    string          // the hash of the entry before, empty for the first
	Hash    string          // "sha256:" and 64 hex digits
}

// Head is the end of the log at some moment. Kept outside the store it proves later that the log still begins with the same
// entries.
type Head struct {
	Seq  int64
	Hash string
}

// Log appends to and reads the log of one store. Make it with New.
type Log struct {
	store *db.DB
	clock clock.Clock
}

// New is the log in the core store.
func New(core *db.DB, c clock.Clock) *Log { return &Log{core, c} }

const (
	selHead db.SQL = `-- unscoped: the end of the chain
SELECT seq, hash FROM audit_head WHERE one = 1`
	lockHead db.SQL = `-- unscoped: the end of the chain
SELECT seq, hash FROM audit_head WHERE one = 1 @forupdate`
	updHead db.SQL = `-- unscoped: the end of the chain
UPDATE audit_head SET seq = ?, hash = ? WHERE one = 1 AND seq = ?`
	insEntry db.SQL = `-- unscoped: written by services that have asked org
INSERT INTO audit_entry (seq, at, actor, action, owner, basis, subject, request, detail, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	columns         = `seq, at, actor, action, owner, basis, subject, request, detail, prev, hash FROM audit_entry`
	selChain db.SQL = `-- unscoped: verifying reads the whole chain
SELECT ` + columns + ` WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1000`
	selEntries db.SQL = `SELECT ` + columns + ` WHERE @scope(owner) AND seq < ?
AND (? = 0 OR actor = ?) AND (? = 0 OR subject = ?) AND (? = '' OR action = ?) AND at >= ? AND at < ? ORDER BY seq DESC LIMIT ?`
)

// Append adds e at the end of the log inside tx. On PostgreSQL the end is locked until tx commits: append late in the closure.
func (l *Log) Append(tx *db.Tx, e Entry) error {
	if e.Scope.IsZero() || e.Action == "" {
		return fmt.Errorf("audit: entry %q of scope %q: both are needed", e.Action, e.Scope)
	}
	head, err := db.One(tx, lockHead, scanHead)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	if len(e.Detail) == 0 {
		e.Detail = json.RawMessage("{}")
	}
	e.Seq, e.At, e.Prev = head.Seq+1, clock.At(l.clock.Now()), head.Hash
	e.Detail, err = canonical(e.Detail)
	if err != nil {
		return fmt.Errorf("audit: detail of %s: %w", e.Action, err)
	}
	if e.Hash, err = sum(e); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	_, err = tx.Exec(insEntry, e.Seq, e.At, e.Actor, e.Action, e.Scope, e.Basis, e.Subject, e.Request, string(e.Detail), e.Prev, e.Hash)
	if err != nil {
		return fmt.Errorf("audit: append %s: %w", e.Action, err)
	}
	n, err := tx.Exec(updHead, e.Seq, e.Hash, head.Seq)
	if err == nil && n != 1 {
		err = errors.New("the end of the log moved")
	}
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// sum is the entry's hash: over the canonical JSON (RFC 8785) of its fields and the hash before.
func sum(e Entry) (string, error) {
	b, err := json.Marshal(struct {
		Seq     int64           `json:"seq"`
		At      clock.Micros    `json:"at"`
		Actor   id.Any          `json:"actor"`
		Action  string          `json:"action"`
		Scope   id.Any          `json:"scope"`
		Basis   string          `json:"basis"`
		Subject id.Any          `json:"subject"`
		Request string          `json:"request"`
		Detail  json.RawMessage `json:"detail"`
		Prev    string          `json:"prev"`
	}{e.Seq, e.At, e.Actor, e.Action, e.Scope, e.Basis, e.Subject, e.Request, e.Detail, e.Prev})
	if err != nil {
		return "", err
	}
	c, err := canonical(b)
	if err != nil {
		return "", err
	}
	h := sha256.Sum256(c)
	return "sha256:" + hex.EncodeToString(h[:]), nil
}

func canonical(b []byte) ([]byte, error) {
	v := jsontext.Value(append([]byte(nil), b...))
	err := v.Canonicalize()
	return v, err
}

// Head is the end of the log now.
func (l *Log) Head(ctx context.Context) (Head, error) {
	return db.One(l.store.Reader(ctx), selHead, scanHead)
}

// Broken is the first place where the log is not what was appended.
type Broken struct {
	Seq int64
	Why string
}

// Error names the place.
func (b *Broken) Error() string { return fmt.Sprintf("audit: entry %d: %s", b.Seq, b.Why) }

// Verify reads the whole log and returns a *Broken for the first broken place, nil when there is none. known are heads that were
// kept elsewhere, in any order.
func (l *Log) Verify(ctx context.Context, known ...Head) error {
	end, err := l.Head(ctx) // entries appended from now on are not looked at
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	want := map[int64][]string{}
	for _, h := range append(known, end) {
		want[h.Seq] = append(want[h.Seq], h.Hash)
	}
	last := Head{}
	for last.Seq < end.Seq {
		page, err := db.All(l.store.Reader(ctx), selChain, scanEntry, last.Seq, end.Seq)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		if len(page) == 0 {
			return &Broken{last.Seq + 1, "missing at the end"}
		}
		for _, e := range page {
			if why := wrong(e, last, want[e.Seq]); why != "" {
				return &Broken{last.Seq + 1, why}
			}
			last = Head{e.Seq, e.Hash}
		}
	}
	for _, h := range known {
		if h.Seq > end.Seq {
			return &Broken{end.Seq + 1, fmt.Sprintf("missing: the log once had %d entries", h.Seq)}
		}
	}
	return nil
}

// wrong says what is wrong with e when it follows last, or "".
func wrong(e Entry, last Head, known []string) string {
	if e.Seq != last.Seq+1 {
		return "missing"
	}
	if e.Prev != last.Hash {
		return "does not follow the entry before"
	}
	h, err := sum(e)
	if err != nil {
		return "cannot be read: " + err.Error()
	}
	if h != e.Hash {
		return "was changed"
	}
	for _, k := range known {
		if k != e.Hash {
			return "is not the one that was there when its hash was noted"
		}
	}
	return ""
}

// Filter narrows List; the zero value is everything. From and To are moments, To is outside; Before is the last Seq of the page
// before.
type Filter struct {
	Actor, Subject id.Any
	Action         string
	From, To       clock.Micros
	Before         int64
}

// List reads up to n entries of the scope, newest first.
func (l *Log) List(ctx context.Context, s db.Scope, f Filter, n int) ([]Entry, error) {
	if f.To == 0 {
		f.To = clock.Forever
	}
	if f.Before == 0 {
		f.Before = 1 << 62
	}
	return db.All(l.store.Reader(ctx), selEntries, scanEntry, s, f.Before,
		flag(!f.Actor.IsZero()), f.Actor, flag(!f.Subject.IsZero()), f.Subject, f.Action, f.Action, f.From, f.To, n)
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func scanHead(r db.Row) (h Head, err error) { return h, r.Scan(&h.Seq, &h.Hash) }

func scanEntry(r db.Row) (e Entry, err error) {
	var detail string
	err = r.Scan(&e.Seq, &e.At, &e.Actor, &e.Action, &e.Scope, &e.Basis, &e.Subject, &e.Request, &detail, &e.Prev, &e.Hash)
	e.Detail = json.RawMessage(detail)
	return e, err
}

const selAt db.SQL = `-- unscoped: the caller has asked for the person whose places these are
SELECT ` + columns + ` WHERE owner IN @ids AND action = ? AND seq < ? ORDER BY seq DESC LIMIT ?`

// At reads up to n entries of one action at some nodes, newest first, before a sequence number (0: from the end). The caller has
// asked for permission; Looks in org is the reader.
func (l *Log) At(ctx context.Context, nodes []id.Any, action string, before int64, n int) ([]Entry, error) {
	if before == 0 {
		before = 1 << 62
	}
	return db.All(l.store.Reader(ctx), selAt, scanEntry, db.IDs(nodes), action, before, n)
}
