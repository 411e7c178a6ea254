package homework

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	wholePage        = 500
	selWhole  db.SQL = `-- unscoped: the archive has asked for the schools
SELECT id, owner, class, version, paper, title, subject, stage, grade, mode, place, minutes, day, due, reason, items, pupils, given_by, given
FROM assignment WHERE owner IN @ids AND id > ? ORDER BY id LIMIT ?`
)

// EachOf calls f for every assignment of the schools, page by page, for the archive that a school leaves with. It asks nobody.
func (s *Service) EachOf(ctx context.Context, schools []org.UnitID, f func([]Assignment) error) error {
	after := make([]byte, 16)
	for {
		rows, err := db.All(s.core.Reader(ctx), selWhole, scanAssignment, db.IDs(schools), after, wholePage)
		if err != nil {
			return err
		}
		if err := f(rows); err != nil || len(rows) < wholePage {
			return err
		}
		last := rows[len(rows)-1].ID
		after = last[:]
	}
}
