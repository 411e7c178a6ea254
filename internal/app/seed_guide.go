package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// tabletPupils share the tablet in the guide; the i-th has the i-th picture.
var tabletPupils = []string{"sq01", "sq02", "sq03"}

// tabletDigits are the four digits of the i-th of them: 1111, 2222, 3333. A real school draws them at random.
func tabletDigits(i int) string { return strings.Repeat(fmt.Sprint(i+1), 4) }

// guided puts in place what the walks begin with: pictures and digits of three pupils, and a request for the school's data that waits for
// its approval.
func (s *seeder) guided(ctx context.Context) error {
	for i, login := range tabletPupils {
		account, ok := s.who[login]
		if !ok {
			continue
		}
		hash, err := s.a.Authn.HashPIN(ctx, authn.PIN{Picture: i, Digits: tabletDigits(i)})
		if err != nil {
			return err
		}
		if err := s.a.Core.Write(ctx, func(tx *db.Tx) error { return s.a.Authn.SetPIN(tx, id.As[any](account), hash) }); err != nil {
			return err
		}
	}
	return s.a.askExport(ctx)
}
