package org

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// ActionRefused is the audit log's name for an attempt to open minors' data that was refused.
const ActionRefused = "refuse.minors"

// Refused is ErrNoBasis at a place, in a sentence that names who may approve there.
type Refused struct {
	At   Node // the class or unit whose pupils' data was asked for
	said *fault.Error
}

// Error is the sentence, for logs.
func (r *Refused) Error() string { return r.said.Error() }

// Unwrap is the fault.
func (r *Refused) Unwrap() error { return r.said }

const (
	selStands db.SQL = `-- unscoped: does a node stand in the tree
SELECT COUNT(*) FROM scope_reach WHERE top = ? AND node = ?`
	// The nearest responsible person comes first: the fewer nodes lie below where the role is held, the nearer it is.
	selResponsible db.SQL = `-- unscoped: names of responsible people of a school, for whoever may ask them
SELECT p.name, r.role FROM org_role r JOIN org_person p ON p.id = r.person JOIN scope_reach x ON x.top = r.node
WHERE x.node = ? AND x.since <= ? AND x.until > ? AND r.role IN @texts AND r.since <= ? AND r.until > ? AND r.person <> ?
ORDER BY (SELECT COUNT(*) FROM scope_reach y WHERE y.top = r.node), p.name LIMIT 3`
)

// refuse is the refusal of a verb at a node, recorded when it is about minors' data: an attempt on what nobody approved leaves a line as
// an allowed look does (未成年人网络保护条例 art. 36). Whoever may ask for a single approval is told who decides on it. at stands in the
// tree; what does not (a random id) leaves no line, or anybody could fill the log.
func (s *Service) refuse(ctx context.Context, a *Actor, v Verb, at Node, unbased bool, no error) error {
	if a == nil || !minors[v] || a.Is(Pupil) || a.Is(Guardian) {
		return no
	}
	n, err := db.One(s.core.Reader(ctx), selStands, db.Value[int64], at, at)
	if err != nil || n == 0 {
		return errors.Join(no, err)
	}
	if err := s.recordRefusal(ctx, a, v, at); err != nil {
		return errors.Join(no, err)
	}
	if !unbased && !approved.Grants(v) {
		return no
	}
	d, err := s.decide(ctx, a, AccessAsk, at)
	if err != nil || !d.Allow {
		return errors.Join(no, err)
	}
	return s.whoDecides(ctx, a, at)
}

func (s *Service) recordRefusal(ctx context.Context, a *Actor, v Verb, n Node) error {
	k := look{a.Person, v, n, ActionRefused}
	if !s.looks.due(k, a.At) {
		return nil
	}
	detail, err := json.Marshal(map[string]any{"verb": v})
	if err != nil {
		return err
	}
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		return s.audit.Append(tx, audit.Entry{Actor: id.As[any](a.Person), Action: ActionRefused, Scope: n, Basis: "denied: no basis", Request: a.Request, Detail: detail})
	})
	if err == nil {
		s.looks.done(k, a.At)
	}
	return err
}

// whoDecides is ErrNoBasis with the names of those who may approve at a node.
func (s *Service) whoDecides(ctx context.Context, a *Actor, n Node) error {
	var names []string
	roles := []string{string(SchoolLeader), string(BureauLeader)}
	err := db.Each(s.core.Reader(ctx), selResponsible, func(r db.Row) error {
		var name string
		var role Role
		err := r.Scan(&name, &role)
		names = append(names, name+"（"+role.Name()+"）")
		return err
	}, n, a.At, a.At, db.Texts(roles), a.At, a.At, a.Person)
	if err != nil || len(names) == 0 {
		return errors.Join(ErrNoBasis, err)
	}
	return &Refused{n, fault.Wrap(ErrNoBasis, fault.Denied, "您还没有查看这些学生数据的依据，这次打开没有成功，已记入审计日志。可以写明理由申请一次有期限的查看，能批准的人：%s（依据：《未成年人网络保护条例》第三十六条）", strings.Join(names, "、"))}
}
