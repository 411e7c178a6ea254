package homework

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Pinned is an assignment that uses a version, with the teacher who gave it.
type Pinned struct {
	Assignment AssignmentID
	Teacher    org.PersonID
}

const selPinnedBy db.SQL = `-- unscoped: who has to be told that a lesson was withdrawn; nobody is shown the list
SELECT id, given_by FROM assignment WHERE version = ? ORDER BY id LIMIT 2000`

// PinnedBy lists the assignments that use a version, so that their teachers can be told when it is withdrawn.
func (s *Service) PinnedBy(ctx context.Context, version id.Any) ([]Pinned, error) {
	return db.All(s.core.Reader(ctx), selPinnedBy, func(r db.Row) (p Pinned, err error) {
		return p, r.Scan(&p.Assignment, &p.Teacher)
	}, version)
}
