package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Readers of everything that units keep, for the archive that a school leaves with. They ask nobody: the archive has asked. They read page
// by page over the primary key; no statement is open while f runs.

// wholePage is how many rows are read at once.
const wholePage = 500

const (
	selWholePeople db.SQL = `-- unscoped: the archive has asked for the units
SELECT p.id, p.owner, p.name, p.rev, f.born, f.sex, f.phone, f.email, f.number FROM org_person p LEFT JOIN org_profile f ON f.person = p.id
WHERE p.owner IN @ids AND p.id > ? ORDER BY p.id LIMIT ?`
	selWholeClasses db.SQL = `-- unscoped: the archive has asked for the units
SELECT c.id, c.owner, c.kind, c.stage, c.cohort, c.number, c.subject, c.name, c.since, c.until FROM org_class c WHERE c.owner IN @ids AND c.id > ? ORDER BY c.id LIMIT ?`
	selWholeSeats db.SQL = `-- unscoped: the archive has asked for the units
SELECT e.id, e.person, e.class, e.owner, e.number, e.since, e.until FROM org_enrolment e WHERE e.owner IN @ids AND e.id > ? ORDER BY e.id LIMIT ?`
	selWholeRoles db.SQL = `-- unscoped: the archive has asked for the units
SELECT r.id, r.person, p.name, r.role, r.node, r.subject, r.since, r.until, r.note FROM org_role r JOIN org_person p ON p.id = r.person
WHERE (r.node IN @ids OR r.node IN (SELECT c.id FROM org_class c WHERE c.owner IN @ids)
  OR r.role = 'guardian' AND r.node IN (SELECT e.person FROM org_enrolment e WHERE e.owner IN @ids)) AND r.id > ? ORDER BY r.id LIMIT ?`
)

// Kept is a person whose record a unit keeps. What no profile says is "".
type Kept struct {
	Person
	About Profile
}

// each reads pages after a key until one is short.
func each[T any](ctx context.Context, s *Service, query db.SQL, scan func(db.Row) (T, error), key func(T) []byte, f func([]T) error, args ...any) error {
	after := make([]byte, 16)
	for {
		rows, err := db.All(s.core.Reader(ctx), query, scan, append(append([]any{}, args...), after, wholePage)...)
		if err != nil {
			return err
		}
		if err := f(rows); err != nil || len(rows) < wholePage {
			return err
		}
		after = key(rows[len(rows)-1])
	}
}

// EachKept calls f for every person of the units, page by page.
func (s *Service) EachKept(ctx context.Context, units []UnitID, f func([]Kept) error) error {
	return each(ctx, s, selWholePeople, func(r db.Row) (k Kept, err error) {
		var born, sex, phone, email, number *string
		err = r.Scan(&k.ID, &k.Owner, &k.Name, &k.Rev, &born, &sex, &phone, &email, &number)
		k.About = Profile{Person: k.ID, Born: said(born), Sex: said(sex), Phone: said(phone), Email: said(email), Number: said(number)}
		return k, err
	}, func(k Kept) []byte { return idKey(k.ID) }, f, db.IDs(units))
}

func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// EachClass calls f for every class that the units have or had.
func (s *Service) EachClass(ctx context.Context, units []UnitID, f func([]Class) error) error {
	return each(ctx, s, selWholeClasses, s.scanClass, func(c Class) []byte { return idKey(c.ID) }, f, db.IDs(units))
}

// EachSeat calls f for every place in a class that somebody has or had at the units. Of the classes only the ids are filled in.
func (s *Service) EachSeat(ctx context.Context, units []UnitID, f func([]Seat) error) error {
	return each(ctx, s, selWholeSeats, scanSeat, func(v Seat) []byte { return idKey(v.ID) }, f, db.IDs(units))
}

// EachPost calls f for every role that somebody holds or held at the units and their classes, and for the guardians of their pupils. Place
// is the class, unit or child by name.
func (s *Service) EachPost(ctx context.Context, units []UnitID, f func([]Post) error) error {
	return each(ctx, s, selWholeRoles, scanRole, func(p Post) []byte { return idKey(p.ID) }, func(page []Post) error {
		page, err := s.placedPosts(ctx, page)
		if err != nil {
			return err
		}
		return f(page)
	}, db.IDs(units), db.IDs(units), db.IDs(units))
}

// EnrolledEver calls f for every pupil who is or was in a class of the units, once each, page by page.
func (s *Service) EnrolledEver(ctx context.Context, units []UnitID, f func(PersonID) error) error {
	return each(ctx, s, selEverIn, db.Value[PersonID], func(p PersonID) []byte { return idKey(p) }, func(page []PersonID) error {
		for _, p := range page {
			if err := f(p); err != nil {
				return err
			}
		}
		return nil
	}, db.IDs(units))
}

// EachAudited calls f for the lines of the audit log about a unit and what lies below it, newest first, page by page.
func (s *Service) EachAudited(ctx context.Context, unit UnitID, f func([]audit.Entry) error) error {
	scope := db.NewScope([]Node{id.As[any](unit)}, s.Now())
	for before := int64(0); ; {
		page, err := s.audit.List(ctx, scope, audit.Filter{Before: before}, wholePage)
		if err != nil {
			return err
		}
		if err := f(page); err != nil || len(page) < wholePage {
			return err
		}
		before = page[len(page)-1].Seq
	}
}

const selEverIn db.SQL = `-- unscoped: the archive has asked for the units
SELECT DISTINCT e.person FROM org_enrolment e WHERE e.owner IN @ids AND e.person > ? ORDER BY e.person LIMIT ?`
