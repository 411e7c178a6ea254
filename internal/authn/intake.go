package authn

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
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

// Move gives a subject another login or realm inside tx; its password and sessions stay. It reports whether the subject had a login
// to move. The caller has seen that the new one is free (Taken): a login that is taken is db.ErrUnique.
func (s *Service) Move(tx *db.Tx, subject Subject, realm id.Any, login string) (bool, error) {
	if err := ValidLogin(login); err != nil {
		return false, err
	}
	n, err := tx.Exec(updLogin, realm, fold(login), subject)
	return n > 0, err
}
