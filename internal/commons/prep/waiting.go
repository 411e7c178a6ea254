package prep

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

const (
	pileAsked db.SQL = `-- unscoped: sessions to which the actor was asked
SELECT COUNT(*), COALESCE(MIN(x.due), 0) FROM (SELECT CASE WHEN p.due > 0 THEN p.due ELSE p.opened END AS due FROM prep_member m JOIN prep_session p ON p.id = m.session
  WHERE m.person = ? AND m.done = 0 AND p.state = 'reply' ORDER BY 1 LIMIT ?) x`

	// A session is the lead's turn when every copy is given or the day is over, and until the final text is finished.
	pileLed db.SQL = `-- unscoped: the actor's own sessions
SELECT COUNT(*), COALESCE(MIN(x.since), 0) FROM (SELECT p.changed AS since FROM prep_session p WHERE p.lead = ? AND (p.state = 'final' OR p.state = 'reply'
  AND (p.due > 0 AND p.due < ? OR NOT EXISTS (SELECT 1 FROM prep_member m WHERE m.session = p.id AND m.done = 0))) ORDER BY p.changed LIMIT ?) x`
)

// Waits counts the sessions that wait for the actor: asked are copies to give, by the earliest day named (or since they were asked), led
// are the own sessions that are the lead's turn, since they were last changed. Verb lesson.make.
func (s *Service) Waits(ctx context.Context, a *org.Actor) (asked, led tray.Pile, err error) {
	if _, err = s.org.Reach(ctx, a, org.LessonMake); err != nil {
		return asked, led, err
	}
	x := s.core.Reader(ctx)
	if asked, err = db.One(x, pileAsked, tray.Scan, a.Person, tray.Most); err != nil {
		return asked, led, err
	}
	led, err = db.One(x, pileLed, tray.Scan, a.Person, s.now(), tray.Most)
	return asked, led, err
}
