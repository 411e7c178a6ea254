package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
)

// Placed is a pupil with the class of one enrolment.
type Placed struct {
	Person PersonID
	Class  ClassID
	School UnitID
	Stage  string
}

// Ward is a child with one of the guardians.
type Ward struct{ Guardian, Child PersonID }

const (
	selPupilsAt db.SQL = `-- unscoped: the caller has asked for the node
SELECT DISTINCT e.person, c.id, c.owner, c.stage FROM scope_reach r JOIN org_enrolment e ON e.class = r.node JOIN org_class c ON c.id = e.class
WHERE r.top = ? AND r.since <= ? AND r.until > ? AND e.since <= ? AND e.until > ? ORDER BY e.person, c.id`
	selPlacesOf db.SQL = `-- unscoped: the caller has asked about these people
SELECT e.person, c.id, c.owner, c.stage FROM org_enrolment e JOIN org_class c ON c.id = e.class
WHERE e.person IN @ids AND e.since <= ? AND e.until > ? ORDER BY e.person, c.id`
	selGuardiansOf db.SQL = `-- unscoped: the caller has asked about these children
SELECT person, node FROM org_role WHERE node IN @ids AND role = 'guardian' AND since <= ? AND until > ? ORDER BY node, person`
	selWardsOf db.SQL = `-- unscoped: the caller has asked about these guardians
SELECT person, node FROM org_role WHERE person IN @ids AND role = 'guardian' AND since <= ? AND until > ? ORDER BY person, node`
	selStaffAt db.SQL = `-- unscoped: the caller has asked for the unit
SELECT DISTINCT o.person FROM scope_reach r JOIN org_role o ON o.node = r.node
WHERE r.top = ? AND r.since <= ? AND r.until > ? AND o.role NOT IN ('pupil', 'guardian') AND o.since <= ? AND o.until > ? ORDER BY o.person`
)

func scanPlaced(r db.Row) (p Placed, err error) {
	return p, r.Scan(&p.Person, &p.Class, &p.School, &p.Stage)
}

func scanWard(r db.Row) (w Ward, err error) { return w, r.Scan(&w.Guardian, &w.Child) }

// PupilsAt lists who is enrolled in a class, or in any class below a unit, at a moment, in order of person; somebody in two classes
// comes twice. The caller has asked for the node.
func (s *Service) PupilsAt(ctx context.Context, n Node, at clock.Micros) ([]Placed, error) {
	return db.All(s.core.Reader(ctx), selPupilsAt, scanPlaced, n, at, at, at, at)
}

// PlacesOf lists the enrolments of people at a moment.
func (s *Service) PlacesOf(ctx context.Context, people []PersonID, at clock.Micros) ([]Placed, error) {
	return db.All(s.core.Reader(ctx), selPlacesOf, scanPlaced, db.IDs(people), at, at)
}

// GuardiansOf lists the guardians of children at a moment.
func (s *Service) GuardiansOf(ctx context.Context, children []PersonID, at clock.Micros) ([]Ward, error) {
	return db.All(s.core.Reader(ctx), selGuardiansOf, scanWard, db.IDs(children), at, at)
}

// WardsOf lists the children of guardians at a moment.
func (s *Service) WardsOf(ctx context.Context, guardians []PersonID, at clock.Micros) ([]Ward, error) {
	return db.All(s.core.Reader(ctx), selWardsOf, scanWard, db.IDs(guardians), at, at)
}

// StaffAt lists who works at a unit or at anything below it at a moment: every role but pupil and guardian.
func (s *Service) StaffAt(ctx context.Context, n Node, at clock.Micros) ([]PersonID, error) {
	return db.All(s.core.Reader(ctx), selStaffAt, db.Value[PersonID], n, at, at, at, at)
}
