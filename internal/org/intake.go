package org

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// This file is what a roster import may do to people and classes in bulk. Each function is one or two statements inside the
// caller's slice; the import has asked for the roster's unit once, checked every value, and leaves one event for the whole. Nothing
// is deleted: what is over gets an end.

// HoldingID names a stored role, EnrolmentID a stored place in a class.
type (
	HoldingID   = id.Of[Holding]
	EnrolmentID = id.Of[Enrolment]
)

// NameMax is the longest name of a person or unit, in characters.
const NameMax = 60

// CleanName is a name as it is stored: blanks joined, without characters that nobody sees or that turn the writing around.
func CleanName(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			r = ' '
		case r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0), // controls
			r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff: // invisible, direction
			continue
		}
		out = append(out, r)
	}
	return normal(string(out))
}

// UnitsByCode finds units by their public codes.
func (s *Service) UnitsByCode(ctx context.Context, codes []string) (map[string]Unit, error) {
	out := map[string]Unit{}
	err := db.Each(s.core.Reader(ctx), selUnitsByCode, func(r db.Row) error {
		u, err := scanUnit(r)
		out[u.Code] = u
		return err
	}, db.Texts(codes))
	return out, err
}

// UnitsNamed finds units of a kind by their names.
func (s *Service) UnitsNamed(ctx context.Context, k Kind, names []string) (map[string]Unit, error) {
	out := map[string]Unit{}
	err := db.Each(s.core.Reader(ctx), selUnitsNamed, func(r db.Row) error {
		u, err := scanUnit(r)
		out[u.Name] = u
		return err
	}, string(k), db.Texts(names))
	return out, err
}

// RenameUnit gives a unit another name; nothing happens when it has it already.
func (s *Service) RenameUnit(tx *db.Tx, u UnitID, name string) error {
	name = CleanName(name)
	if name == "" || utf8.RuneCountInString(name) > NameMax {
		return fault.New(fault.Invalid, "名称要有1到60个字")
	}
	_, err := tx.Exec(updUnitName, name, u, name)
	return err
}

// EndUnit closes a unit at a moment, or with clock.Forever opens it again. Its place in the tree and its past stay.
func (s *Service) EndUnit(tx *db.Tx, u UnitID, at clock.Micros) error {
	_, err := tx.Exec(updUnitUntil, at, u, at)
	return err
}

// ClassesByID reads classes by id, for an import that has asked for their schools.
func (s *Service) ClassesByID(ctx context.Context, ids []ClassID) (map[ClassID]Class, error) {
	out := make(map[ClassID]Class, len(ids))
	err := db.Each(s.core.Reader(ctx), selClassesByID, func(r db.Row) error {
		c, err := s.scanClass(r)
		out[c.ID] = c
		return err
	}, db.IDs(ids))
	return out, err
}

// SetClass changes what a class is called and how long it lasts; its school stays.
func (s *Service) SetClass(tx *db.Tx, c Class) error {
	if s.grades.Begins(c.Stage) == 0 || c.Cohort < 1990 || c.Number < 1 {
		return fault.New(fault.Invalid, "班级要有学校、学段、入学年份和班号")
	}
	if c.Until == 0 {
		c.Until = clock.Forever
	}
	_, err := tx.Exec(updClass, c.Kind, c.Stage, c.Cohort, c.Number, c.Subject, normal(c.Name), c.Since, c.Until, c.ID)
	return err
}

// EndClass ends a class at a moment.
func (s *Service) EndClass(tx *db.Tx, c ClassID, at clock.Micros) error {
	_, err := tx.Exec(updClassUntil, at, c, at)
	return err
}

// Incoming is a person of a roster. A zero Account means that the person does not sign in.
type Incoming struct {
	Person  Person
	Account AccountID
	Open    bool // whether the account is in force
	Profile Profile
	Sealed  []byte // 学籍号, sealed; nil when it is not given
	Blind   string
}

// takeProfile stores a profile that says something; one that says nothing has no row.
func (s *Service) takeProfile(tx *db.Tx, p PersonID, v Profile) error {
	v.Person = p
	if v == (Profile{Person: p}) {
		return nil
	}
	_, err := tx.Exec(insProfile, p, v.Born, v.Sex, v.Phone, v.Email, v.Number, v.Pinyin)
	return err
}

func (s *Service) takeXueji(tx *db.Tx, in Incoming) error {
	if in.Sealed == nil {
		return nil
	}
	_, err := tx.Exec(insXueji, in.Person.ID, in.Sealed, in.Blind)
	return err
}

// ChangePerson gives a known person the name, home, profile and number of a roster. Every account is put in force or ended as Open says.
func (s *Service) ChangePerson(tx *db.Tx, in Incoming, at clock.Micros) error {
	p := in.Person
	if _, err := tx.Exec(updPerson, p.Name, p.Owner, p.ID, p.Name, p.Owner); err != nil {
		return err
	}
	var err error
	switch {
	case in.Account.IsZero():
	case in.Open:
		_, err = tx.Exec(openAccount, clock.Forever, in.Account)
	default:
		_, err = tx.Exec(endAccounts, at, p.ID, at)
	}
	if err != nil {
		return err
	}
	if err := s.takeProfile(tx, p.ID, in.Profile); err != nil {
		return err
	}
	return s.takeXueji(tx, in)
}

// AccountsOf are the accounts of people, ended ones too; the newest of each.
func (s *Service) AccountsOf(ctx context.Context, people []PersonID) (map[PersonID]Account, error) {
	out := make(map[PersonID]Account, len(people))
	err := db.Each(s.core.Reader(ctx), selAccountsOf, func(r db.Row) error {
		var a Account
		err := r.Scan(&a.ID, &a.Person, &a.Since, &a.Until)
		out[a.Person] = a
		return err
	}, db.IDs(people))
	return out, err
}

// Numbered is somebody as a list of a school says it: by name, with the number 学号 or 工号.
type Numbered struct{ Name, Number string }

// NumberedAt are the people whom a school keeps under given names, as far as they have a number; several can have the same of both.
// They are looked up by name: every school of a region has the same numbers.
func (s *Service) NumberedAt(ctx context.Context, school UnitID, names []string) (map[Numbered][]Person, error) {
	out := map[Numbered][]Person{}
	err := db.Each(s.core.Reader(ctx), selNumberedAt, func(r db.Row) error {
		var number string
		p := Person{Owner: school}
		err := r.Scan(&number, &p.ID, &p.Name)
		out[Numbered{p.Name, number}] = append(out[Numbered{p.Name, number}], p)
		return err
	}, school, db.Texts(names))
	return out, err
}

// OwnersOf are the people behind accounts.
func (s *Service) OwnersOf(ctx context.Context, accounts []AccountID) (map[AccountID]Person, error) {
	out := make(map[AccountID]Person, len(accounts))
	err := db.Each(s.core.Reader(ctx), selOwners, func(r db.Row) error {
		var a AccountID
		var p Person
		err := r.Scan(&a, &p.ID, &p.Owner, &p.Name)
		out[a] = p
		return err
	}, db.IDs(accounts))
	return out, err
}

// EndPerson ends everything that a person is and may at a moment: accounts, roles, places in classes, and guardians' roles at the
// person. The records stay.
func (s *Service) EndPerson(tx *db.Tx, p PersonID, at clock.Micros) error {
	if _, err := tx.Exec(endAccounts, at, p, at); err != nil {
		return err
	}
	for _, q := range []db.SQL{endPersonRoles, endGuardians, endPersonEnrolments} {
		if _, err := tx.Exec(q, at, at, p, at); err != nil {
			return err
		}
	}
	return nil
}

// Seating is a place in a class under the id that the import keeps.
type Seating struct {
	ID EnrolmentID
	Enrolment
}

// ChangeEnrolment gives a stored place other dates and number and reports whether it is the place of that person in that class.
func (s *Service) ChangeEnrolment(tx *db.Tx, n EnrolmentID, e Enrolment) (bool, error) {
	k, err := tx.Exec(updEnrolment, e.Since, e.Until, e.Number, e.Number, n, e.Person, e.Class)
	return k > 0, err
}

// EndEnrolment ends a place at a moment, or when it would have begun, and tells in which class; a zero id when it was over.
func (s *Service) EndEnrolment(tx *db.Tx, n EnrolmentID, at clock.Micros) (ClassID, error) {
	c, err := db.One(tx, endEnrolment, db.Value[ClassID], at, at, n, at)
	if errors.Is(err, db.ErrNone) {
		return ClassID{}, nil
	}
	return c, err
}

// Renumber gives a person's present places in classes another number 学号.
func (s *Service) Renumber(tx *db.Tx, p PersonID, number string) error {
	_, err := tx.Exec(updNumbers, number, p, number, s.Now())
	return err
}

// ChangeRole gives a stored role other dates and subject and reports whether it is that role of that person at that node.
func (s *Service) ChangeRole(tx *db.Tx, n HoldingID, h Holding) (bool, error) {
	k, err := tx.Exec(updRole, h.Subject, h.Since, h.Until, n, h.Person, string(h.Role), h.Node)
	return k > 0, err
}

// EndHolding ends a stored role at a moment, or when it would have begun.
func (s *Service) EndHolding(tx *db.Tx, n HoldingID, at clock.Micros) error {
	_, err := tx.Exec(endRoleID, at, at, n, at)
	return err
}

// EndRoleAt ends a person's role at a node, whoever gave it.
func (s *Service) EndRoleAt(tx *db.Tx, p PersonID, r Role, n Node, at clock.Micros) error {
	_, err := tx.Exec(endRoleAt, at, at, p, string(r), n, at)
	return err
}

// EndBeside ends a role of the same person at the same node as a stored one.
func (s *Service) EndBeside(tx *db.Tx, n HoldingID, r Role, at clock.Micros) error {
	_, err := tx.Exec(endBeside, at, at, string(r), at, n, n)
	return err
}

// Holders are those of the people who hold or held a role anywhere.
func (s *Service) Holders(ctx context.Context, people []PersonID, r Role) (map[PersonID]bool, error) {
	out := map[PersonID]bool{}
	err := db.Each(s.core.Reader(ctx), selWhoIs, func(row db.Row) error {
		var p PersonID
		err := row.Scan(&p)
		out[p] = true
		return err
	}, db.IDs(people), string(r))
	return out, err
}
