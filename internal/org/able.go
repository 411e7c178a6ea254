package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Able is somebody who may do something at a node, with the node where the role is held.
type Able struct {
	Person PersonID
	At     Node
}

const selAble db.SQL = `-- unscoped: who holds an office is known inside the house; a domain asks it to find somebody to ask
SELECT DISTINCT o.person, o.node FROM scope_reach r JOIN org_role o ON o.node = r.top
WHERE r.node = ? AND r.since <= ? AND r.until > ? AND o.role IN @texts AND o.since <= ? AND o.until > ? ORDER BY o.person, o.node`

// AbleAt lists who holds a role with the verb at a node or above it at a moment, so that work can be put before somebody who may do it.
func (s *Service) AbleAt(ctx context.Context, v Verb, n Node, at clock.Micros) ([]Able, error) {
	var roles []string
	for r, verbs := range grants {
		for _, x := range verbs {
			if x == v && r.Known() {
				roles = append(roles, string(r))
			}
		}
	}
	return db.All(s.core.Reader(ctx), selAble, func(r db.Row) (a Able, err error) {
		return a, r.Scan(&a.Person, &a.At)
	}, n, at, at, db.Texts(roles), at, at)
}

// HomeOf is the unit that keeps each person's record: where somebody is from when two reviewers must come from different schools.
func (s *Service) HomeOf(ctx context.Context, people []PersonID) (map[PersonID]UnitID, error) {
	out := make(map[PersonID]UnitID, len(people))
	err := db.Each(s.core.Reader(ctx), selHomeOf, func(r db.Row) error {
		var p PersonID
		var u UnitID
		err := r.Scan(&p, &u)
		out[p] = u
		return err
	}, db.IDs(people))
	return out, err
}

const selHomeOf db.SQL = `-- unscoped: the caller has asked about these people
SELECT id, owner FROM org_person WHERE id IN @ids`
