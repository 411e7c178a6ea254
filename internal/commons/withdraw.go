package commons

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
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
		_, err = s.log.Append(tx, event(a, "version.withdrawn", got.Owner), withdrawn{w, v, why})
		return err
	})
}
