package org

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Decision is the answer to "may this person do that there", with its basis for the audit line.
type Decision struct {
	Allow   bool
	Role    Role
	At      Node   // where the role is held
	Basis   string // "role:<role>", or for minors' data "sheet:<line>", "approval:<id>", "self", "guardian"
	Unbased bool   // the role would allow it, but nothing was approved
}

const (
	selBelow db.SQL = `-- unscoped: the tree itself is what decides scope
SELECT r.top FROM scope_reach r WHERE r.node = ? AND r.since <= ? AND r.until > ? AND r.top IN @ids`
	selTops db.SQL = `-- unscoped: the tree itself is what decides scope
SELECT DISTINCT r.top FROM scope_reach r WHERE r.node IN @ids AND r.since <= ? AND r.until > ?`
)

// Can answers whether a may do v at n, now. It never fails closed by accident: an error is an error, not a no. A yes to a verb that
// touches minors' data is recorded before it is given, so Can must not be called inside a write.
func (s *Service) Can(ctx context.Context, a *Actor, v Verb, n Node) (Decision, error) {
	if a == nil {
		return Decision{}, nil
	}
	a.ask(v)
	d, err := s.decide(ctx, a, v, n)
	if err == nil && d.Allow && minors[v] {
		err = s.record(ctx, a, v, n, d)
	}
	if err != nil {
		return Decision{}, err
	}
	return d, nil
}

// decide looks for a role that carries the verb at n or above it. For minors' data only a role with a basis counts; when there is
// one without, the decision says so.
func (s *Service) decide(ctx context.Context, a *Actor, v Verb, n Node) (Decision, error) {
	held := map[Node]Held{}
	var nodes []Node
	for _, h := range a.Roles {
		if !h.Role.Grants(v) {
			continue
		}
		old, twice := held[h.Node]
		if !twice {
			nodes = append(nodes, h.Node)
		}
		if !twice || old.Basis == "" {
			held[h.Node] = h
		}
	}
	if len(nodes) == 0 || n.IsZero() {
		return Decision{}, nil
	}
	if upward[v] {
		return s.canUp(ctx, a, v, n, nodes, held)
	}
	if h, ok := held[n]; ok && (!minors[v] || h.Basis != "") { // the node itself: also persons, who stand in no tree
		return decision(h, v), nil
	}
	tops, err := db.All(s.core.Reader(ctx), selBelow, db.Value[Node], n, a.At, a.At, db.IDs(nodes))
	if err != nil {
		return Decision{}, err
	}
	if _, ok := held[n]; ok {
		tops = append(tops, n)
	}
	d := Decision{}
	for _, top := range tops {
		if d = decision(held[top], v); d.Allow {
			return d, nil
		}
	}
	return d, nil
}

// decision is what a holding at or above the node means.
func decision(h Held, v Verb) Decision {
	d := Decision{Allow: true, Role: h.Role, At: h.Node, Basis: "role:" + string(h.Role)}
	if minors[v] {
		d.Basis, d.Allow, d.Unbased = h.Basis, h.Basis != "", h.Basis == ""
	}
	return d
}

// canUp allows when n is an ancestor of a node where the role is held.
func (s *Service) canUp(ctx context.Context, a *Actor, v Verb, n Node, nodes []Node, held map[Node]Held) (Decision, error) {
	for _, h := range nodes {
		_, err := db.One(s.core.Reader(ctx), selBelow, db.Value[Node], h, a.At, a.At, db.IDs([]Node{n}))
		if err == nil {
			return decision(held[h], v), nil
		}
		if !errors.Is(err, db.ErrNone) {
			return Decision{}, err
		}
	}
	return Decision{}, nil
}

// Must is Can as an error: fault.SignIn for nobody, fault.Denied for a person without the verb anywhere, and fault.NotFound
// where the person holds the verb elsewhere only, so that one school cannot learn what exists in another. A no to a verb that touches
// minors' data leaves a line in the audit log, so Must of these stands inside no write.
func (s *Service) Must(ctx context.Context, a *Actor, v Verb, n Node) error {
	if a == nil {
		return fault.New(fault.SignIn, "请先登录")
	}
	d, err := s.Can(ctx, a, v, n)
	switch {
	case err != nil:
		return err
	case d.Allow:
		return nil
	case d.Unbased:
		return s.refuse(ctx, a, v, n, true, ErrNoBasis)
	case !a.Has(v):
		return s.refuse(ctx, a, v, n, false, fault.New(fault.Denied, "您的身份没有这项权限"))
	}
	return s.refuse(ctx, a, v, n, false, fault.New(fault.NotFound, "没有找到，或不在您的范围内"))
}

// Reach is the scope of list queries for a verb: everything below the nodes where a role carries it, or, for upward verbs, those
// nodes and their ancestors and nothing below. fault.Denied when no role carries it.
func (s *Service) Reach(ctx context.Context, a *Actor, v Verb) (db.Scope, error) {
	nodes, err := s.ReachNodes(ctx, a, v)
	if err != nil {
		return db.Scope{}, err
	}
	if upward[v] {
		return db.NewFlatScope(nodes, a.At), nil
	}
	return db.NewScope(nodes, a.At), nil
}

// Open is Reach for a list that shows minors' data row by row: the look is recorded at each root before anything is shown.
func (s *Service) Open(ctx context.Context, a *Actor, v Verb) (db.Scope, error) {
	nodes, err := s.ReachNodes(ctx, a, v)
	if err != nil {
		return db.Scope{}, err
	}
	for _, n := range nodes {
		if err := s.Must(ctx, a, v, n); err != nil {
			return db.Scope{}, err
		}
	}
	return db.NewScope(nodes, a.At), nil
}

// ReachNodes are the roots of Reach.
func (s *Service) ReachNodes(ctx context.Context, a *Actor, v Verb) ([]Node, error) {
	if a == nil {
		return nil, fault.New(fault.SignIn, "请先登录")
	}
	a.ask(v)
	var nodes []Node
	unbased := false
	for _, h := range a.Roles {
		if h.Role.Grants(v) {
			if minors[v] && h.Basis == "" {
				unbased = true
				continue
			}
			nodes = append(nodes, h.Node)
		}
	}
	if len(nodes) == 0 && unbased {
		return nil, ErrNoBasis
	}
	if len(nodes) == 0 {
		return nil, fault.New(fault.Denied, "您的身份没有这项权限")
	}
	if !upward[v] {
		return nodes, nil
	}
	return db.All(s.core.Reader(ctx), selTops, db.Value[Node], db.IDs(nodes), a.At, a.At)
}

// Ancestors are the nodes above n at a moment, n among them.
func (s *Service) Ancestors(ctx context.Context, n Node, at int64) ([]Node, error) {
	return db.All(s.core.Reader(ctx), selTops, db.Value[Node], db.IDs([]id.Any{n}), at, at)
}
