package roster

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

// The newest import of a source is the one that counts: what came after it has answered the others.
const pileImports db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.made), 0) FROM (SELECT i.made FROM roster_import i WHERE @scope(i.owner) AND i.state IN ('ready', 'stopped', 'refused', 'failed', 'stale')
  AND NOT EXISTS (SELECT 1 FROM roster_import n WHERE n.source = i.source AND n.number > i.number) ORDER BY i.made LIMIT ?) x`

// Waits counts the imports that stand still and want a person, since they came. Verb roster.import.
func (s *Service) Waits(ctx context.Context, a *org.Actor) (tray.Pile, error) {
	scope, err := s.org.Reach(ctx, a, org.RosterImport)
	if err != nil {
		return tray.Pile{}, err
	}
	return db.One(s.core.Reader(ctx), pileImports, tray.Scan, scope, tray.Most)
}
