package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// What a roster import stores new, a slice at a time: db.Many rows to a statement. Whoever calls gives up the slice when one fails.

const (
	v3x4 = `(?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?)`
	v4x4 = `(?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, ?)`
	v7x4 = `(?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?)`
	vax4 = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	vpx4 = `(?, ?, ?, 1), (?, ?, ?, 1), (?, ?, ?, 1), (?, ?, ?, 1)`

	v4x16 = v4x4 + `, ` + v4x4 + `, ` + v4x4 + `, ` + v4x4
	v7x16 = v7x4 + `, ` + v7x4 + `, ` + v7x4 + `, ` + v7x4
	v3x16 = v3x4 + `, ` + v3x4 + `, ` + v3x4 + `, ` + v3x4
	vax16 = vax4 + `, ` + vax4 + `, ` + vax4 + `, ` + vax4
	vpx16 = vpx4 + `, ` + vpx4 + `, ` + vpx4 + `, ` + vpx4

	insPersons db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_person (id, owner, name, rev) VALUES ` + vpx16
	insAccounts db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_account (id, person, since, until) VALUES ` + v4x16
	insNewProfile db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT INTO org_profile (person, born, sex, phone, email, number, pinyin) VALUES (?, ?, ?, ?, ?, ?, ?)`
	insProfiles db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_profile (person, born, sex, phone, email, number, pinyin) VALUES ` + v7x16
	insNewXueji db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT INTO org_xueji (person, sealed, blind) VALUES (?, ?, ?)`
	insXuejis db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_xueji (person, sealed, blind) VALUES ` + v3x16
	insEnrolments db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_enrolment (id, person, class, owner, number, since, until) VALUES ` + v7x16
	insRoles db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_role (id, person, role, node, subject, since, until) VALUES ` + v7x16
	insClasses db.SQL = `-- unscoped: the import has asked at the unit of the roster
INSERT @orfail INTO org_class (id, owner, kind, stage, cohort, number, subject, name, since, until) VALUES ` + vax16
	insReaches db.SQL = `-- unscoped: the tree itself is what decides scope
INSERT @orfail INTO scope_reach (top, node, since, until) VALUES ` + v4x16
	selClassesOwned db.SQL = `-- unscoped: the import has asked at the unit of the roster
SELECT id, owner, kind, stage, cohort, number, subject, name, since, until FROM org_class WHERE owner IN @ids AND until > ? ORDER BY since`
	selNumbersOf db.SQL = `-- unscoped: the import has asked at the unit of the roster
SELECT person, number FROM org_profile WHERE person IN @ids`
	selPlacesLike db.SQL = `-- unscoped: the import has asked at the unit of the roster
SELECT id, person, class, since, until FROM org_enrolment WHERE person IN @ids AND until > ?`
	selRolesLike db.SQL = `-- unscoped: the import has asked at the unit of the roster
SELECT id, person, role, node, subject FROM org_role WHERE person IN @ids AND until > ?`
)

// TakePersons stores new people with account and profile; nobody of them was here before. A 学籍号 is stored as well when it is sealed.
func (s *Service) TakePersons(tx *db.Tx, all []Incoming, at clock.Micros) error {
	people, accounts, profiles := make([]any, 0, 3*len(all)), make([]any, 0, 4*len(all)), make([]any, 0, 7*len(all))
	for i := range all {
		in := &all[i]
		people = append(people, in.Person.ID, in.Person.Owner, in.Person.Name)
		if until := clock.Forever; !in.Account.IsZero() {
			if !in.Open {
				until = at
			}
			accounts = append(accounts, in.Account, in.Person.ID, int64(0), until)
		}
		v := in.Profile
		if v.Person = in.Person.ID; v != (Profile{Person: v.Person}) {
			profiles = append(profiles, v.Person, v.Born, v.Sex, v.Phone, v.Email, v.Number, v.Pinyin)
		}
	}
	if _, err := tx.Rows(insPerson, insPersons, 3, people); err != nil {
		return err
	}
	if _, err := tx.Rows(insAccount, insAccounts, 4, accounts); err != nil {
		return err
	}
	if _, err := tx.Rows(insNewProfile, insProfiles, 7, profiles); err != nil {
		return err
	}
	numbers := make([]any, 0, 3*len(all))
	for i := range all {
		if all[i].Sealed != nil {
			numbers = append(numbers, all[i].Person.ID, all[i].Sealed, all[i].Blind)
		}
	}
	_, err := tx.Rows(insNewXueji, insXuejis, 3, numbers)
	return err
}

// TakeEnrolments stores places in classes whose schools are known.
func (s *Service) TakeEnrolments(tx *db.Tx, places []Seating) error {
	args := make([]any, 0, 7*len(places))
	for _, e := range places {
		args = append(args, e.ID, e.Person, e.Class, e.School, e.Number, e.Since, e.Until)
	}
	_, err := tx.Rows(insEnrolment, insEnrolments, 7, args)
	return err
}

// NumbersOf are the school-wide numbers 学号 of people, as far as they have one.
func (s *Service) NumbersOf(ctx context.Context, people []PersonID) (map[PersonID]string, error) {
	out := make(map[PersonID]string, len(people))
	err := db.Each(s.core.Reader(ctx), selNumbersOf, func(r db.Row) error {
		var p PersonID
		var n string
		err := r.Scan(&p, &n)
		out[p] = n
		return err
	}, db.IDs(people))
	return out, err
}

// SamePlace is what makes a place the same as another.
type SamePlace struct {
	Person PersonID
	Class  ClassID
}

// PlacesLike are the places of people in classes that have not ended.
func (s *Service) PlacesLike(ctx context.Context, people []PersonID) (map[SamePlace]Seating, error) {
	out := map[SamePlace]Seating{}
	err := db.Each(s.core.Reader(ctx), selPlacesLike, func(r db.Row) error {
		var p Seating
		err := r.Scan(&p.ID, &p.Person, &p.Class, &p.Since, &p.Until)
		out[SamePlace{p.Person, p.Class}] = p
		return err
	}, db.IDs(people), s.Now())
	return out, err
}

// Posted is a role under the id that the import keeps.
type Posted struct {
	ID HoldingID
	Holding
}

// TakeRoles stores roles. The caller has seen that nobody holds the same (RolesLike).
func (s *Service) TakeRoles(tx *db.Tx, all []Posted) error {
	args := make([]any, 0, 7*len(all))
	for _, h := range all {
		if !h.Role.Known() || h.Node.IsZero() || h.Person.IsZero() {
			return fault.New(fault.Invalid, "没有这种身份")
		}
		args = append(args, h.ID, h.Person, string(h.Role), h.Node, h.Subject, h.Since, h.Until)
	}
	_, err := tx.Rows(insRole, insRoles, 7, args)
	return err
}

// SameRole is what makes two holdings the same role.
type SameRole struct {
	Person  PersonID
	Role    Role
	Node    Node
	Subject string
}

// Same is what makes the holding the same as another.
func (h Holding) Same() SameRole { return SameRole{h.Person, h.Role, h.Node, h.Subject} }

// RolesLike are the roles of people that have not ended.
func (s *Service) RolesLike(tx *db.Tx, people []PersonID) (map[SameRole]HoldingID, error) {
	out := make(map[SameRole]HoldingID, len(people))
	err := db.Each(tx, selRolesLike, func(r db.Row) error {
		var n HoldingID
		var k SameRole
		err := r.Scan(&n, &k.Person, &k.Role, &k.Node, &k.Subject)
		out[k] = n
		return err
	}, db.IDs(people), s.Now())
	return out, err
}

// ClassesOwned are the classes of schools that have not ended, the oldest first.
func (s *Service) ClassesOwned(ctx context.Context, schools []UnitID) ([]Class, error) {
	return db.All(s.core.Reader(ctx), selClassesOwned, s.scanClass, db.IDs(schools), s.Now())
}

// Like reports whether two classes of one school are the same to people.
func (c Class) Like(d Class) bool {
	return c.School == d.School && c.Kind == d.Kind && c.Stage == d.Stage && c.Cohort == d.Cohort && c.Number == d.Number && c.Subject == d.Subject && normal(c.Name) == normal(d.Name)
}

// TakeClasses stores new classes of schools, with their ids and their places in the tree. It is AddClass for many.
func (s *Service) TakeClasses(tx *db.Tx, all []Class) error {
	above := map[UnitID][]up{}
	classes, reach := make([]any, 0, 10*len(all)), make([]any, 0, 4*6*len(all))
	for _, c := range all {
		ups, known := above[c.School]
		if !known {
			u, err := found(db.One(tx, selUnit, scanUnit, c.School))
			if err == nil && !u.Kind.Teaches() {
				err = fault.New(fault.Invalid, "班级要在学校里")
			}
			if err == nil {
				ups, err = db.All(tx, selReachOf, scanUp, u.Node())
			}
			if err != nil {
				return err
			}
			above[c.School] = ups
		}
		if c.ID.IsZero() || c.Kind == "" || s.grades.Begins(c.Stage) == 0 || c.Cohort < 1990 || c.Number < 1 {
			return fault.New(fault.Invalid, "班级要有学校、学段、入学年份和班号")
		}
		if c.Until == 0 {
			c.Until = clock.Forever
		}
		classes = append(classes, c.ID, c.School, c.Kind, c.Stage, c.Cohort, c.Number, c.Subject, normal(c.Name), c.Since, c.Until)
		for _, r := range reachOf(c, ups) {
			reach = append(reach, r.top, c.ID, r.since, r.until)
		}
	}
	if _, err := tx.Rows(insClass, insClasses, 10, classes); err != nil {
		return err
	}
	_, err := tx.Rows(insReach, insReaches, 4, reach)
	return err
}

// reachOf are the rows of the tree for a class under a school that ups lead to: what rebuildOne finds for it.
func reachOf(c Class, ups []up) []up {
	out := []up{{c.Node(), span{0, clock.Forever}}}
	own := span{c.Since, c.Until}
	by := map[Node][]span{}
	var order []Node
	for _, u := range ups {
		if s, ok := own.and(u.span); ok {
			if by[u.top] == nil {
				order = append(order, u.top)
			}
			by[u.top] = append(by[u.top], s)
		}
	}
	for _, top := range order {
		for _, s := range unite(by[top]) {
			out = append(out, up{top, s})
		}
	}
	return out
}
