package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Erased is the name of a person whose data was erased.
const Erased = "已删除"

const (
	erasePerson db.SQL = `-- unscoped: the caller has asked for the person's school
UPDATE org_person SET name = ?, rev = rev + 1 WHERE id = ?`
	eraseProfile db.SQL = `-- unscoped: the caller has asked for the person's school
DELETE FROM org_profile WHERE person = ?`
	eraseXueji db.SQL = `-- unscoped: the caller has asked for the person's school
DELETE FROM org_xueji WHERE person = ?`
	eraseNumbers db.SQL = `-- unscoped: the caller has asked for the person's school
UPDATE org_enrolment SET number = '' WHERE person = ?`
	eraseReasons db.SQL = `-- unscoped: what the person wrote, in their own requests for access
UPDATE org_approval SET reason = '', note = '' WHERE asker = ?`
	renamePerson db.SQL = `-- unscoped: the caller has asked for the person's school
UPDATE org_person SET name = ?, rev = rev + 1 WHERE id = ? AND name <> ?`
	selPersonByID db.SQL = `-- unscoped: the caller has asked about the person
SELECT id, owner, name, rev FROM org_person WHERE id = ?`
	selNumberOf db.SQL = `-- unscoped: the caller has asked about the person
SELECT number FROM org_enrolment WHERE person = ? AND since <= ? AND until > ? ORDER BY since LIMIT 1`
	selAccountsAll db.SQL = `-- unscoped: the caller has asked about the person
SELECT id FROM org_account WHERE person = ?`
)

// PersonByID is a person whom the caller has asked about or is about to; fault.NotFound when there is none.
func (s *Service) PersonByID(ctx context.Context, p PersonID) (Person, error) {
	return found(db.One(s.core.Reader(ctx), selPersonByID, scanPerson, p))
}

// NumberOf is the person's number in the class register now; empty when there is none. The caller has asked about the person.
func (s *Service) NumberOf(ctx context.Context, p PersonID) (string, error) {
	now := s.Now()
	all, err := db.All(s.core.Reader(ctx), selNumberOf, db.Value[string], p, now, now)
	if len(all) == 0 {
		return "", err
	}
	return all[0], err
}

// Rename corrects a person's name. The caller has asked for the person's school.
func (s *Service) Rename(tx *db.Tx, p PersonID, name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	name = TypedName(name)
	_, err := tx.Exec(renamePerson, name, p, name)
	return err
}

// Erase takes away everything that tells who a person is: name, profile, sealed number, standings, numbers in class registers; accounts, roles
// and places in classes end now. The id stays with the rows that others have written under it, and means nobody any more. It returns
// the person's accounts, under which other packages keep credentials.
func (s *Service) Erase(tx *db.Tx, p PersonID) ([]AccountID, error) {
	now := s.Now()
	accounts, err := db.All(tx, selAccountsAll, db.Value[AccountID], p)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(erasePerson, Erased, p); err != nil {
		return nil, err
	}
	for _, q := range []db.SQL{eraseProfile, eraseXueji, eraseStandings, eraseNumbers, eraseReasons} {
		if _, err := tx.Exec(q, p); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(endAccounts, now, p, now); err != nil {
		return nil, err
	}
	for _, q := range []db.SQL{endPersonRoles, endPersonEnrolments} {
		if _, err := tx.Exec(q, now, now, p, now); err != nil {
			return nil, err
		}
	}
	return accounts, nil
}

// Self is a person as an actor who holds nothing but being a pupil and oneself: for work that a person has asked for and that is done
// later, such as a copy of the own data. It is nobody's session.
func (s *Service) Self(p PersonID, request string) *Actor {
	n := id.As[any](p)
	held := []Held{{Role: Pupil, Node: n, Basis: "self"}, {Role: self, Node: n, Basis: "self"}}
	return &Actor{Person: p, Request: request, At: s.Now(), Roles: held, All: held}
}
