package exam

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
)

const eachFile db.SQL = `-- unscoped: the sweep asks which bytes are named; nobody is shown them
SELECT hash FROM exam_file`

// EachBlob calls f with the hash of every file of marks, for the sweep of bytes that nothing names.
func (s *Service) EachBlob(ctx context.Context, f func(hash string) error) error {
	return db.EachValue(s.Core.Reader(ctx), eachFile, f)
}
