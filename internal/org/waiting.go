package org

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

const (
	pileSheets db.SQL = `-- unscoped: units where the actor's own role approves
SELECT COUNT(*), COALESCE(MIN(x.made_at), 0) FROM (SELECT made_at FROM org_sheet WHERE owner IN @ids AND state = 'draft' ORDER BY made_at LIMIT ?) x`

	pileApprovals db.SQL = `-- unscoped: units where the actor's own role approves
SELECT COUNT(*), COALESCE(MIN(x.asked_at), 0) FROM (SELECT asked_at FROM org_approval WHERE owner IN @ids AND state = 'asked' AND asker <> ? ORDER BY asked_at LIMIT ?) x`
)

// AccessWaits counts what waits for the actor as the responsible person, at the units where a role is held right there: drafted access
// sheets and single requests, since they were made. A unit below has a responsible person of its own. Verb access.approve.
func (s *Service) AccessWaits(ctx context.Context, a *Actor) (sheets, singles tray.Pile, err error) {
	nodes, err := s.ReachNodes(ctx, a, AccessApprove)
	if err != nil {
		return sheets, singles, err
	}
	x := s.core.Reader(ctx)
	if sheets, err = db.One(x, pileSheets, tray.Scan, db.IDs(nodes), tray.Most); err != nil {
		return sheets, singles, err
	}
	singles, err = db.One(x, pileApprovals, tray.Scan, db.IDs(nodes), a.Person, tray.Most)
	return sheets, singles, err
}

// Unbased reports whether the actor holds a role that is to touch minors' data and that nobody has approved yet (a new teacher, or a
// new class): then its pages stay closed, and only the responsible person can open them.
func (a *Actor) Unbased() bool {
	for _, h := range a.Roles {
		if h.Role.OnSheet() && h.Basis == "" {
			return true
		}
	}
	return false
}
