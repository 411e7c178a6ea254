package authn

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Card is a printed sign-in card. Its secret has 128 random bits and is stored as its SHA-256: nobody can print it a second time,
// and a copy of the store makes no card.
type Card struct {
	ID      id.Any
	Subject Subject
	Owner   id.Any // the school
	Place   id.Any // the class for which it was printed
	Since   clock.Micros
	Until   clock.Micros
	Ended   clock.Micros // when it was revoked or replaced; 0: it was not
	Why     string       // why it ended: "reprint", "revoked"
}

const cardColumns = `id, subject, owner, place, since, until, ended, why`

const (
	insCard db.SQL = `-- unscoped: the caller has asked for the class
INSERT INTO authn_card (id, subject, owner, place, digest, since, until, ended, why) VALUES (?, ?, ?, ?, ?, ?, ?, 0, '')`
	endCardsOf db.SQL = `-- unscoped: the caller has asked for the class
UPDATE authn_card SET ended = ?, why = ? WHERE subject = ? AND ended = 0`
	selCard db.SQL = `-- unscoped: a card is found by its secret
SELECT ` + cardColumns + ` FROM authn_card WHERE digest = ?`
	selCards db.SQL = `-- unscoped: the caller has asked for the people
SELECT ` + cardColumns + ` FROM authn_card WHERE subject IN @ids AND ended = 0 ORDER BY since`
	delCardSessions db.SQL = `-- unscoped: sessions that a card opened which is one no longer
DELETE FROM authn_session WHERE subject = ? AND way = 'card'`
)

func scanCard(r db.Row) (Card, error) {
	var c Card
	return c, r.Scan(&c.ID, &c.Subject, &c.Owner, &c.Place, &c.Since, &c.Until, &c.Ended, &c.Why)
}

// ErrCard is the answer to a secret that no card ever had.
var ErrCard = fault.New(fault.NotFound, "这张卡不认识：请检查是不是本系统的登录卡")

// MakeCard stores a new card, ends the subject's earlier one, and gives the secret, which stands on paper only. The caller has asked
// for the class.
func (s *Service) MakeCard(tx *db.Tx, c Card) (string, error) {
	if err := s.EndCards(tx, c.Subject, "reprint"); err != nil {
		return "", err
	}
	raw := make([]byte, 16)
	_, _ = rand.Read(raw)
	secret := base64.RawURLEncoding.EncodeToString(raw)
	_, err := tx.Exec(insCard, id.New[any](), c.Subject, c.Owner, c.Place, digest(secret), s.now(), c.Until)
	return secret, err
}

// EndCards ends the subject's card and every session that a card opened.
func (s *Service) EndCards(tx *db.Tx, subject Subject, why string) error {
	if _, err := tx.Exec(endCardsOf, s.now(), why, subject); err != nil {
		return err
	}
	_, err := tx.Exec(delCardSessions, subject)
	return err
}

// Card finds a card by its secret in whatever state it is; ErrCard when there never was one. The caller looks at Ended, Until and
// the place where it is shown.
func (s *Service) Card(ctx context.Context, secret string) (Card, error) {
	c, err := db.One(s.core.Reader(ctx), selCard, scanCard, digest(secret))
	if errors.Is(err, db.ErrNone) {
		return c, ErrCard
	}
	return c, err
}

// Cards are the cards of subjects that have not been ended, by subject.
func (s *Service) Cards(ctx context.Context, subjects []Subject) (map[Subject]Card, error) {
	all, err := db.All(s.core.Reader(ctx), selCards, scanCard, db.IDs(subjects))
	out := make(map[Subject]Card, len(all))
	for _, c := range all {
		out[c.Subject] = c
	}
	return out, err
}
