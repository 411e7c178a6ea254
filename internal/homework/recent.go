package homework

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

const selRecent db.SQL = `SELECT id, owner, class, version, paper, title, subject, stage, grade, mode, place, minutes, day, due, reason, items, pupils, given_by, given
FROM assignment WHERE @scope(class) AND day >= ? ORDER BY given DESC, id DESC LIMIT ?`

// Recent lists assignments of the actor's classes that were given since a day, newest first, at most limit. Verb answers.enter.
func (s *Service) Recent(ctx context.Context, a *org.Actor, since clock.Micros, limit int) ([]Assignment, error) {
	scope, err := s.org.Reach(ctx, a, org.AnswersEnter)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selRecent, scanAssignment, scope, since, limit)
}
