package homework

import (
	"context"
	"encoding/json"
	"fmt"

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

// Kind is the kind of a school at a moment: urban, town or rural, from the setting school.setting of the school or what stands above it;
// empty when nobody has said. It goes into the event of an assignment, so that whoever folds it needs no other table.
func (s *Service) Kind(ctx context.Context, school org.UnitID, at clock.Micros) (string, error) {
	raw, _, err := s.org.Setting(ctx, "school.setting", id.As[any](school), at)
	if err != nil || len(raw) == 0 {
		return "", err
	}
	var kind string
	if err := json.Unmarshal(raw, &kind); err != nil {
		return "", fmt.Errorf("homework: setting school.setting: %w", err)
	}
	return kind, nil
}
