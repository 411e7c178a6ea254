package authn

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/db"
)

// Look is how somebody wants the screens: language, theme, and whether single keys do something. The words are those of package ui; an
// empty one was never chosen. It is kept with the account, so that it is there on the next device, and goes with it.
type Look struct{ Lang, Theme, Keys string }

const (
	selLook db.SQL = `-- unscoped: the session's own subject
SELECT lang, theme, keys FROM authn_look WHERE subject = ?`
	putLook db.SQL = `-- unscoped: the session's own subject
INSERT INTO authn_look (subject, lang, theme, keys) VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET
lang = CASE WHEN excluded.lang = '' THEN authn_look.lang ELSE excluded.lang END, theme = CASE WHEN excluded.theme = '' THEN authn_look.theme ELSE excluded.theme END,
keys = CASE WHEN excluded.keys = '' THEN authn_look.keys ELSE excluded.keys END`
	eraseLook db.SQL = `-- unscoped: the caller erases the person
DELETE FROM authn_look WHERE subject = ?`
)

// LookOf is what a subject chose; the zero value when nothing was.
func (s *Service) LookOf(ctx context.Context, subject Subject) (Look, error) {
	l, err := db.One(s.core.Reader(ctx), selLook, func(r db.Row) (l Look, err error) { return l, r.Scan(&l.Lang, &l.Theme, &l.Keys) }, subject)
	if errors.Is(err, db.ErrNone) {
		return Look{}, nil
	}
	return l, err
}

// SetLook keeps what a subject chose; what is empty stays as it was.
func (s *Service) SetLook(ctx context.Context, subject Subject, l Look) error {
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(putLook, subject, l.Lang, l.Theme, l.Keys)
		return err
	})
}
