package homework

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const selPinned db.SQL = `-- unscoped: the caller has asked org about the school
SELECT DISTINCT version FROM assignment WHERE owner = ? AND due >= ? ORDER BY version`

// Pinned are the versions that a school's open assignments hold: what its box must not lose. The caller has asked org about the school.
func (s *Service) Pinned(ctx context.Context, school org.UnitID, now clock.Micros) ([]id.Any, error) {
	return db.All(s.core.Reader(ctx), selPinned, db.Value[id.Any], school, DayOf(now))
}
