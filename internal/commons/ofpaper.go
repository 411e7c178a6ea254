package commons

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

const selOfPaper db.SQL = `-- unscoped: only the id, for a link; the page it leads to asks for the work itself
SELECT id FROM work WHERE paper = ?`

// OfPaper finds the draft that a paper belongs to; the zero id when it belongs to none.
func (s *Service) OfPaper(ctx context.Context, paper id.Any) (WorkID, error) {
	w, err := db.One(s.core.Reader(ctx), selOfPaper, db.Value[WorkID], paper)
	if errors.Is(err, db.ErrNone) {
		return w, nil
	}
	return w, err
}
