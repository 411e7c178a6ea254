package assess

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// An answer waits as Response.Waits says: nobody and nothing has marked its newest revision.
const countToMark db.SQL = `SELECT s.assignment, COUNT(*) FROM sitting s JOIN response r ON r.sitting = s.id
WHERE s.assignment IN @ids AND @scope(s.class) AND r.score IS NULL AND (r.answer <> '{}' OR r.source = 'paper')
  AND NOT EXISTS (SELECT 1 FROM response n WHERE n.sitting = r.sitting AND n.no = r.no AND n.rev > r.rev)
  AND NOT EXISTS (SELECT 1 FROM mark m WHERE m.sitting = r.sitting AND m.no = r.no AND m.rev = r.rev)
GROUP BY s.assignment`

// WaitingMarks counts the answers that wait for a person, for the assignments that have any. It tells numbers and no pupil, so no look
// is recorded; the page that shows the answers records one. Verb mark.give; assignments outside its reach are left out.
func (s *Service) WaitingMarks(ctx context.Context, a *org.Actor, assignments []id.Any) (map[id.Any]int, error) {
	scope, err := s.org.Reach(ctx, a, org.MarkGive)
	if err != nil {
		return nil, err
	}
	out := map[id.Any]int{}
	err = db.Each(s.reader(ctx), countToMark, func(r db.Row) error {
		var as id.Any
		var n int
		err := r.Scan(&as, &n)
		out[as] = n
		return err
	}, db.IDs(assignments), scope)
	return out, err
}
