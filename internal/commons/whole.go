package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const (
	wholePage        = 50 // with texts
	selWhole  db.SQL = `-- unscoped: the archive has asked for the schools
SELECT ` + workBody + ` FROM work w WHERE w.owner IN @ids AND w.id > ? ORDER BY w.id LIMIT ?`
)

// EachOf calls f for every lesson of the schools with its text, page by page, for the archive that a school leaves with. It asks nobody.
func (s *Service) EachOf(ctx context.Context, schools []org.UnitID, f func([]Work) error) error {
	after := make([]byte, 16)
	for {
		rows, err := db.All(s.core.Reader(ctx), selWhole, scanWork, db.IDs(schools), after, wholePage)
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
