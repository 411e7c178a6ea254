package authn

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const (
	selTaken db.SQL = `-- unscoped: an import looks whether logins are free; it has asked for their school
SELECT login, subject FROM authn_credential WHERE realm = ? AND login IN @texts`
	selTakenRegion db.SQL = `-- unscoped: an import looks whether logins are free; it has asked for the region
SELECT login, subject FROM authn_credential WHERE realm IS NULL AND login IN @texts`
	updLogin db.SQL = `-- unscoped: the caller has asked for the person
UPDATE authn_credential SET realm = ?, login = ? WHERE subject = ?`
)

// Fold is the form in which a login is stored and compared.
func Fold(login string) string { return fold(login) }

// Taken tells which of the logins are taken in a realm, and by whom. Keys are folded.
func (s *Service) Taken(ctx context.Context, realm id.Any, logins []string) (map[string]Subject, error) {
	folded := make([]string, len(logins))
	for i, l := range logins {
		folded[i] = fold(l)
	}
	q, args := selTaken, []any{realm, db.Texts(folded)}
	if realm.IsZero() {
		q, args = selTakenRegion, args[1:]
	}
	out := map[string]Subject{}
	err := db.Each(s.core.Reader(ctx), q, func(r db.Row) error {
		var l string
		var sub Subject
		err := r.Scan(&l, &sub)
		out[l] = sub
		return err
	}, args...)
	return out, err
}

// Newcomer is a login for an account that has none; there is no password yet.
type Newcomer struct {
	Subject Subject
	Realm   id.Any
	Login   string
}

const (
	insNewcomers4        = `(?, ?, ?, '', 0, 0), (?, ?, ?, '', 0, 0), (?, ?, ?, '', 0, 0), (?, ?, ?, '', 0, 0)`
	insNewcomer   db.SQL = `-- unscoped: the caller has asked for the people
INSERT INTO authn_credential (subject, realm, login, hash, fails, locked) VALUES (?, ?, ?, '', 0, 0) ON CONFLICT DO NOTHING`
	insNewcomers db.SQL = `-- unscoped: the caller has asked for the people
INSERT INTO authn_credential (subject, realm, login, hash, fails, locked) VALUES ` + insNewcomers4 + `, ` + insNewcomers4 + `, ` + insNewcomers4 + `, ` + insNewcomers4 + ` ON CONFLICT DO NOTHING`
)

// AddMany is Add for people of a roster, without passwords. Conflict when any login is taken; then the caller gives up the transaction.
func (s *Service) AddMany(tx *db.Tx, all []Newcomer) error {
	args := make([]any, 0, 3*len(all))
	for _, n := range all {
		if err := ValidLogin(n.Login); err != nil {
			return err
		}
		args = append(args, n.Subject, n.Realm, fold(n.Login))
	}
	n, err := tx.Rows(insNewcomer, insNewcomers, 3, args)
	if err == nil && n != int64(len(all)) {
		return fault.New(fault.Conflict, "登录名已被使用")
	}
	return err
}

// Move gives a subject another login or realm inside tx; its password and sessions stay. It reports whether the subject had a login
// to move. The caller has seen that the new one is free (Taken): a login that is taken is db.ErrUnique.
func (s *Service) Move(tx *db.Tx, subject Subject, realm id.Any, login string) (bool, error) {
	if err := ValidLogin(login); err != nil {
		return false, err
	}
	n, err := tx.Exec(updLogin, realm, fold(login), subject)
	return n > 0, err
}
