package org

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// lookAgain is the time in which the same person doing the same with the same minors leaves one line: a lesson's clicks are one look.
const lookAgain = 10 * time.Minute

// actionLook is the audit log's name for an access to minors' data.
const actionLook = "look.minors"

// ErrNoBasis is why somebody whose role would allow it may not see minors' data: no approved sheet names the role and no single
// approval is in force (未成年人网络保护条例 art. 36).
var ErrNoBasis = fault.New(fault.Denied, "您还没有查看这些学生数据的依据：请学校负责人批准本学期的访问清单，或申请一次有期限的查看")

type look struct {
	person PersonID
	verb   Verb
	node   Node
	basis  string
}

// looks remembers what was recorded lately. After a restart it knows nothing and records again, which is the safe side.
type looks struct {
	mu   sync.Mutex
	last map[look]clock.Micros
}

// due reports whether a look has to be recorded now.
func (l *looks) due(k look, now clock.Micros) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, ok := l.last[k]
	return !ok || now-at >= lookAgain.Microseconds() || now < at
}

func (l *looks) done(k look, now clock.Micros) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.last) > 20_000 {
		for old, at := range l.last {
			if now-at >= lookAgain.Microseconds() {
				delete(l.last, old)
			}
		}
	}
	l.last[k] = now
}

// record writes the line before anything is shown: an access that cannot be recorded does not happen. The person's own access and a
// guardian's to the own child are theirs by right and leave none.
func (s *Service) record(ctx context.Context, a *Actor, v Verb, n Node, d Decision) error {
	if d.Basis == "self" || d.Basis == "guardian" {
		return nil
	}
	k := look{a.Person, v, n, d.Basis}
	if !s.looks.due(k, a.At) {
		return nil
	}
	detail, err := json.Marshal(map[string]any{"verb": v, "role": d.Role})
	if err != nil {
		return err
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: actionLook, Scope: n, Basis: d.Basis, Request: a.Request, Detail: detail})
	})
	if err == nil {
		s.looks.done(k, a.At)
	}
	return err
}

// Looked records, inside the caller's transaction, a look at minors' data whose basis is the caller's own and not a role's: an approved
// request for a whole school's data.
func (s *Service) Looked(tx *db.Tx, a *Actor, v Verb, n Node, basis string) error {
	role := Role("")
	for _, h := range a.Roles {
		if h.Role.Grants(v) {
			role = h.Role
		}
	}
	return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: actionLook, Scope: n, Basis: basis, Request: a.Request, Detail: jsonOf(map[string]any{"verb": v, "role": role})})
}

// Look is one line of who looked: what a pupil or guardian reads.
type Look struct {
	Seq   int64
	At    clock.Micros
	Who   string // name of the person of the school or bureau
	Role  Role
	Verb  Verb
	Basis string // "sheet", "approval"
	Place string // the class, school or area whose data was opened
}

const (
	selStood db.SQL = `-- unscoped: where one person stands or stood; the caller has asked for the person
SELECT e.class FROM org_enrolment e WHERE e.person = ? UNION SELECT e.owner FROM org_enrolment e WHERE e.person = ?
UNION SELECT r.top FROM org_enrolment e JOIN scope_reach r ON r.node = e.class WHERE e.person = ?`
)

// Looks lists who looked at a child's data, newest first, before a sequence number (0: from the end). The person's own account and
// guardians may read it. A look at a class, school or area is a look at everybody in it.
func (s *Service) Looks(ctx context.Context, a *Actor, child PersonID, before int64, limit int) ([]Look, error) {
	if err := s.Must(ctx, a, DataAsk, id.As[any](child)); err != nil {
		return nil, err
	}
	nodes, err := db.All(s.core.Reader(ctx), selStood, db.Value[Node], child, child, child)
	if err != nil {
		return nil, err
	}
	entries, err := s.audit.At(ctx, append(nodes, id.As[any](child)), actionLook, before, limit)
	if err != nil {
		return nil, err
	}
	return s.looksOf(ctx, entries)
}

// placeName is the label of a class or the name of a unit.
func (s *Service) placeName(ctx context.Context, n Node, before error) (string, error) {
	if c, err := s.Class(ctx, id.As[Class](n)); err == nil {
		return c.Label(), before
	}
	u, err := s.Unit(ctx, id.As[Unit](n))
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return u.Name, errors.Join(before, err)
}
