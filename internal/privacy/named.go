package privacy

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const eachCopy db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT file FROM privacy_request WHERE file <> ''`

// EachBlob calls f with the hash of every copy of a person's data that can still be fetched, for the sweep of bytes that nothing names.
func (s *Service) EachBlob(ctx context.Context, f func(hash string) error) error {
	return db.EachValue(s.Core.Reader(ctx), eachCopy, f)
}
