package authn_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

func TestSignIn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		c := clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
		s := authn.New(d, c, authn.NewPool(2))
		hash, err := s.Pool().Hash(ctx, "晨读与晚自习2026")
		if err != nil {
			t.Fatal(err)
		}
		who := id.New[any]()
		if err := d.Write(ctx, func(tx *db.Tx) error { return s.Add(tx, who, id.Any{}, "Li.Ming", hash) }); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return s.Add(tx, id.New[any](), id.Any{}, "li.ming ", hash) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same login twice: %v", err)
		}
		token, got, err := s.SignIn(ctx, id.Any{}, " li.ming", "晨读与晚自习2026", authn.Opening{Label: "test"})
		if err != nil || got != who {
			t.Fatal(got, err)
		}
		if got, err := s.Session(ctx, token); err != nil || got.Subject != who || got.Way != authn.ByPassword {
			t.Error(got, err)
		}
		c.Advance(authn.Lifetime)
		if _, err := s.Session(ctx, token); !fault.Is(err, fault.SignIn) {
			t.Errorf("an old session still counts: %v", err)
		}
		token, _, _ = s.SignIn(ctx, id.Any{}, "li.ming", "晨读与晚自习2026", authn.Opening{Label: "test"})
		if err := s.SignOut(ctx, token); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, token); !fault.Is(err, fault.SignIn) {
			t.Errorf("signed out, but: %v", err)
		}
		wrong(t, ctx, s, c)
	}, authn.Migrations)
}

// wrong tries passwords until the account waits, and sees that the wait ends.
func wrong(t *testing.T, ctx context.Context, s *authn.Service, c *clock.Fake) {
	for range 5 {
		if _, _, err := s.SignIn(ctx, id.Any{}, "li.ming", "falsch-falsch", authn.Opening{Label: "test"}); !errors.Is(err, authn.ErrWrong) {
			t.Fatal(err)
		}
	}
	if _, _, err := s.SignIn(ctx, id.Any{}, "nobody", "falsch-falsch", authn.Opening{Label: "test"}); !errors.Is(err, authn.ErrWrong) {
		t.Errorf("unknown login answers differently: %v", err)
	}
	if _, _, err := s.SignIn(ctx, id.Any{}, "li.ming", "晨读与晚自习2026", authn.Opening{Label: "test"}); !fault.Is(err, fault.TooMany) {
		t.Errorf("no wait after five failures: %v", err)
	}
	c.Advance(time.Minute + time.Second)
	if _, _, err := s.SignIn(ctx, id.Any{}, "li.ming", "晨读与晚自习2026", authn.Opening{Label: "test"}); err != nil {
		t.Errorf("the wait does not end: %v", err)
	}
}

func TestShortPassword(t *testing.T) {
	if _, err := authn.NewPool(1).Hash(context.Background(), "1234567"); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}
