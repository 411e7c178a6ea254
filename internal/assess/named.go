package assess

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const (
	eachMedia db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT hash FROM item_media`
	eachMonitoring db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT hash FROM monitoring`
)

// EachBlob calls f with the hash of every picture of an item and every table of monitoring, for the sweep of bytes that nothing names.
func (s *Service) EachBlob(ctx context.Context, f func(hash string) error) error {
	for _, q := range []db.SQL{eachMedia, eachMonitoring} {
		if err := db.EachValue(s.core.Reader(ctx), q, f); err != nil {
			return err
		}
	}
	return nil
}
