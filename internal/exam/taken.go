package exam

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const selTaken db.SQL = `-- unscoped: exams in which classes take part; the caller has asked org about the classes
SELECT ` + columns + ` FROM exam WHERE state = 'approved' AND node IN (SELECT r.top FROM scope_reach r WHERE r.node IN @ids)
AND (first_day < ? OR first_day = ? AND id < ?) ORDER BY first_day DESC, id DESC LIMIT ?`

// Taken is a page of the approved exams that are held at or above classes, newest first. An exam is for one cohort: the caller keeps
// those of the classes' own. It asks nobody: the caller has asked org about the classes, or about the pupil whose classes they are.
func (s *Service) Taken(ctx context.Context, classes []org.ClassID, after Cursor, limit int) (Page, error) {
	if len(classes) == 0 {
		return Page{}, nil
	}
	if after.IsZero() {
		after.First = clock.Forever
	}
	es, err := db.All(s.Core.Reader(ctx), selTaken, scanExam, db.IDs(classes), after.First, after.First, after.ID[:], limit+1)
	return pageOf(es, limit), err
}
