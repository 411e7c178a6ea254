package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Keepable is the question of a part that keeps bytes of its own: pictures of items, tables of marks. Bytes that were taken down are
// refused, and deleted again when they have come already. With a school they are also refused when they are or were private to a class there;
// for what is shared with nobody, a table of marks say, the school is zero and only the takedown is asked.
func (s *Service) Keepable(ctx context.Context, hash string, school org.UnitID) error {
	if err := s.refuse(ctx, hash); err != nil || school.IsZero() {
		return err
	}
	return unshareable(s.core.Reader(ctx), school, []File{{Hash: hash}})
}

// Still is Keepable inside the write that makes the bytes somebody's: an order may have come since the question. It deletes nothing.
func (s *Service) Still(tx *db.Tx, hash string, school org.UnitID) error {
	if err := welcome(tx, hash); err != nil || school.IsZero() {
		return err
	}
	return unshareable(tx, school, []File{{Hash: hash}})
}
