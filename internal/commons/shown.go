package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const selShown db.SQL = `SELECT ` + versionBare + `
FROM work_version v WHERE @scope(v.shared_to) AND ((v.state IN ('published', 'withdrawn') AND v.work IN @ids)
  OR (v.state IN ('published', 'superseded', 'withdrawn') AND v.id IN @ids)) ORDER BY v.work, v.number`

// Shown reads, without their text, the published and withdrawn versions of works and the named versions, as far as they are or were
// shared to the actor's units and those above. What the actor may not see is left out; withdrawn ones are told as withdrawn.
func (s *Service) Shown(ctx context.Context, a *org.Actor, works []WorkID, versions []VersionID) ([]Version, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil || len(works)+len(versions) == 0 {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selShown, scanVersion, scope, db.IDs(works), db.IDs(versions))
}
