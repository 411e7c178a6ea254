package exchange

import (
	"context"
	"encoding/json"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Run is a line of the log of harvests and imports.
type Run struct {
	Result
	Source       string
	Began, Ended clock.Micros
}

// Tombstone is a record that left the part files.
type Tombstone struct {
	Module, ID, Title string
	Gone              clock.Micros
}

const (
	selRuns db.SQL = `-- unscoped: the log of harvests, at the region
SELECT module, source, began, ended, version, outcome, trouble, detail, added, changed, removed, touched, finds FROM exchange_run ORDER BY began DESC, id DESC LIMIT ? OFFSET ?`
	selGone db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT module, id, title, gone FROM exchange_record WHERE gone > 0 ORDER BY gone DESC, module, id LIMIT ? OFFSET ?`
	delRuns db.SQL = `-- unscoped: housekeeping
DELETE FROM exchange_run WHERE ended < ?`
)

// Runs is the log, newest first. Verb exchange.read.
func (s *Service) Runs(ctx context.Context, a *org.Actor, page int) ([]Run, error) {
	if _, err := s.Org.ReachNodes(ctx, a, org.ExchangeRead); err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selRuns, func(r db.Row) (v Run, err error) {
		var finds string
		err = r.Scan(&v.Module, &v.Source, &v.Began, &v.Ended, &v.Version, &v.Outcome, &v.Trouble, &v.Detail, &v.Added, &v.Changed, &v.Removed, &v.Touched, &finds)
		if err == nil {
			err = json.Unmarshal([]byte(finds), &v.Finds)
		}
		return v, err
	}, PageSize, max(page, 0)*PageSize)
}

// Tombstones are the records that left, newest first. Verb exchange.read.
func (s *Service) Tombstones(ctx context.Context, a *org.Actor, page int) ([]Tombstone, error) {
	if _, err := s.Org.ReachNodes(ctx, a, org.ExchangeRead); err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selGone, func(r db.Row) (v Tombstone, err error) {
		return v, r.Scan(&v.Module, &v.ID, &v.Title, &v.Gone)
	}, PageSize, max(page, 0)*PageSize)
}

// OffTree counts the tags in use that a module's menu lacks. Verb exchange.read.
func (s *Service) OffTree(ctx context.Context, a *org.Actor, module string) (int, error) {
	if _, err := s.Org.ReachNodes(ctx, a, org.ExchangeRead); err != nil {
		return 0, err
	}
	return s.offTree(ctx, module)
}
