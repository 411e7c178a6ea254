package commons

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Withdraw takes one of the actor's own published versions out of the library at once.
func (s *Service) Withdraw(ctx context.Context, a *org.Actor, w WorkID, v VersionID, why string) error {
	if _, err := s.Get(ctx, a, w); err != nil {
		return err
	}
	return s.withdraw(ctx, a, v, w, why)
}

// Recall is Withdraw by a reviewer of the unit to which the version is shared.
func (s *Service) Recall(ctx context.Context, a *org.Actor, v VersionID, why string) error {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return err
	}
	return s.withdraw(ctx, a, v, got.Work, why)
}

func (s *Service) withdraw(ctx context.Context, a *org.Actor, v VersionID, w WorkID, why string) error {
	why = strings.TrimSpace(why)
	if why == "" {
		return fault.Fieldsf(fault.Field{Name: "why", Message: "请写明撤回的原因"})
	}
	if utf8.RuneCountInString(why) > MaxNote {
		return fault.Fieldsf(fault.Field{Name: "why", Message: "原因最多 1000 字"})
	}
	pins, err := s.pins(ctx, v)
	if err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		got, err := version(db.One(tx, selVersionTx, scanVersion, v))
		if err != nil {
			return err
		}
		if got.Work != w {
			return fault.New(fault.NotFound, "没有找到这个版本，或不在您的范围内")
		}
		n, err := tx.Exec(updWithdrawn, now, a.Person, why, v)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "只有已发布的版本可以撤回")
		}
		waiting, err := db.One(tx, selPending, db.Value[int], w)
		if err != nil {
			return err
		}
		if waiting == 0 && got.State == Published {
			if _, err := tx.Exec(updWorkState, string(Withdrawn), now, w); err != nil {
				return err
			}
		}
		if err := endFeature(tx, v, now); err != nil {
			return err
		}
		if err := tell(tx, v, pins, now); err != nil {
			return err
		}
		if s.review.Lapsed != nil && (why == whyConsentEnded || why == whyConsentRevoked) && a.Person != got.Author {
			if err := s.review.Lapsed(tx, got, a.Person, why); err != nil {
				return err
			}
		}
		_, err = s.log.Append(tx, event(a, "version.withdrawn", got.Owner), withdrawn{w, v, why})
		return err
	})
}

// pins are the assignments that pinned a version.
func (s *Service) pins(ctx context.Context, v VersionID) ([]Pin, error) {
	if s.review.Pins == nil {
		return nil, nil
	}
	return s.review.Pins(ctx, v)
}

// tell leaves a notice for each teacher whose assignment pinned a version that is withdrawn.
func tell(tx *db.Tx, v VersionID, pins []Pin, now clock.Micros) error {
	for _, p := range pins {
		if _, err := tx.Exec(insTold, v, p.Teacher, p.Assignment, now); err != nil {
			return err
		}
	}
	return nil
}

// Told is a notice: a lesson that one of the actor's assignments pinned was withdrawn.
type Told struct {
	Version    VersionID
	Assignment id.Any
	At         clock.Micros
	Title, Why string
}

// Recalled lists the actor's unread notices of withdrawals.
func (s *Service) Recalled(ctx context.Context, a *org.Actor) ([]Told, error) {
	return db.All(s.core.Reader(ctx), selTold, func(r db.Row) (t Told, err error) {
		return t, r.Scan(&t.Version, &t.Assignment, &t.At, &t.Title, &t.Why)
	}, a.Person)
}

// RecalledCount is how many there are, for the number in the menu.
func (s *Service) RecalledCount(ctx context.Context, p org.PersonID) (int, error) {
	return db.One(s.core.Reader(ctx), countTold, db.Value[int], p)
}

// SeenRecalled marks them as read.
func (s *Service) SeenRecalled(ctx context.Context, a *org.Actor) error {
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(updTold, now, a.Person)
		return err
	})
}
