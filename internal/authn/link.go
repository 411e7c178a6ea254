package authn

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Identity is who somebody is to another system that we trust to know: a city's identity provider.
type Identity struct {
	Issuer, Subject string  // the pair is for ever one person there
	Name            string  // for the page that links an account; it is not stored
	Known           []Known // accounts of ours that the issuer names
	Strong          bool    // more than one factor was proved there
	Kind            string  // what the issuer says the person is, in its own code; "" when it says nothing
}

// Known names an account by a school's code and the number or login there; no school is the region's staff.
type Known struct{ School, Number string }

// Link is an account's link to an issuer, for its owner's list.
type Link struct {
	Issuer string
	Since  clock.Micros
}

const (
	selLinked db.SQL = `-- unscoped: whoever was proved elsewhere is nobody here yet
SELECT account FROM authn_link WHERE issuer = ? AND subject = ? ORDER BY since, account LIMIT 20`
	insLink db.SQL = `-- unscoped: the account was proved
INSERT INTO authn_link (issuer, subject, account, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`
	selLinks db.SQL = `-- unscoped: one's own links
SELECT issuer, MIN(since) FROM authn_link WHERE account = ? GROUP BY issuer ORDER BY issuer`
	delLinks db.SQL = `-- unscoped: one's own links
DELETE FROM authn_link WHERE account = ? AND issuer = ?`
)

// Linked are the accounts of an identity, in the order in which they were linked.
func (s *Service) Linked(ctx context.Context, who Identity) ([]Subject, error) {
	return db.All(s.core.Reader(ctx), selLinked, db.Value[Subject], who.Issuer, who.Subject)
}

// Link joins an identity to an account that was proved: by its password, or by the issuer's claim.
func (s *Service) Link(tx *db.Tx, who Identity, account Subject) error {
	if who.Issuer == "" || who.Subject == "" || account.IsZero() {
		return errors.New("authn: a link without both ends")
	}
	_, err := tx.Exec(insLink, who.Issuer, who.Subject, account, s.now())
	return err
}

// Links are an account's links.
func (s *Service) Links(ctx context.Context, account Subject) ([]Link, error) {
	return db.All(s.core.Reader(ctx), selLinks, func(r db.Row) (Link, error) {
		var l Link
		return l, r.Scan(&l.Issuer, &l.Since)
	}, account)
}

// Unlink ends an account's links to an issuer.
func (s *Service) Unlink(tx *db.Tx, account Subject, issuer string) error {
	_, err := tx.Exec(delLinks, account, issuer)
	return err
}

// Find is the subject of a login; NotFound when there is none. It proves nothing: only a trusted issuer's claim may lead here.
func (s *Service) Find(ctx context.Context, realm id.Any, login string) (Subject, error) {
	c, err := s.credential(ctx, realm, login)
	if errors.Is(err, db.ErrNone) {
		return Subject{}, fault.New(fault.NotFound, "没有这个账号")
	}
	return c.subject, err
}

// ProveLogin checks a login and its password without opening a session, to link it. Failures count as at the sign-in.
func (s *Service) ProveLogin(ctx context.Context, realm id.Any, login, password, browser string) (Subject, error) {
	c, l, err := s.attempt(ctx, realm, login, Opening{Browser: browser})
	if err != nil {
		return Subject{}, err
	}
	if err := s.prove(ctx, realm, l, c, password); err != nil {
		return Subject{}, err
	}
	return c.subject, s.core.Write(ctx, func(tx *db.Tx) error { return s.proved(tx, l) })
}
