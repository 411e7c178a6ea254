package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Colleague is a teacher with whom somebody may work together.
type Colleague struct {
	Person PersonID
	Name   string
	School string
}

const selColleagues db.SQL = `-- unscoped: org was asked for the school; its groups are followed by the edges of the tree itself
SELECT p.id, p.name, u.name FROM org_role o JOIN org_person p ON p.id = o.person JOIN org_unit u ON u.id = o.node
WHERE o.role = 'teacher' AND o.since <= ? AND o.until > ? AND p.id <> ? AND (o.node = ? OR o.node IN (
  SELECT e.child FROM org_edge e JOIN org_unit g ON g.id = e.parent AND g.kind = 'group'
  WHERE e.since <= ? AND e.until > ? AND e.parent IN (SELECT m.parent FROM org_edge m WHERE m.child = ? AND m.since <= ? AND m.until > ?)))
ORDER BY CASE WHEN o.node = ? THEN 0 ELSE 1 END, u.name, p.name, p.id LIMIT ?`

// Colleagues lists the teachers of a school and of the other schools of its groups now, the own school first, without the actor. The
// actor holds the verb at the school.
func (s *Service) Colleagues(ctx context.Context, a *Actor, v Verb, school UnitID, limit int) ([]Colleague, error) {
	if err := s.Must(ctx, a, v, id.As[any](school)); err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selColleagues, func(r db.Row) (c Colleague, err error) {
		return c, r.Scan(&c.Person, &c.Name, &c.School)
	}, a.At, a.At, a.Person, school, a.At, a.At, school, a.At, a.At, school, limit)
}
