package notice

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

const (
	pileLetters db.SQL = `-- unscoped: the actor's own letters
SELECT COUNT(*), COALESCE(MIN(x.due), 0) FROM (SELECT CASE WHEN n.receipt THEN NULLIF(n.reply_by, 0) END AS due FROM notice_inbox i JOIN notice n ON n.id = i.notice
  WHERE i.person = ? AND i.done = @false AND i.deliver <= ? AND n.state = 'sent' ORDER BY i.deliver LIMIT ?) x`

	selHeads db.SQL = `-- unscoped: the actor's own letters
SELECT n.id, n.title, i.deliver, i.done FROM notice_inbox i JOIN notice n ON n.id = i.notice
WHERE i.person = ? AND i.deliver <= ? AND n.state = 'sent' ORDER BY i.done, i.deliver DESC, i.notice DESC LIMIT ?`
)

// Waits counts the actor's letters that want to be read or confirmed, by the earliest day on which a receipt is wanted, 0 when none is.
// Verb notice.read.
func (s *Service) Waits(ctx context.Context, a *org.Actor) (tray.Pile, error) {
	if _, err := s.Org.Reach(ctx, a, org.NoticeRead); err != nil {
		return tray.Pile{}, err
	}
	return db.One(s.Core.Reader(ctx), pileLetters, tray.Scan, a.Person, s.now(), tray.Most)
}

// Head is a letter as a small list shows it.
type Head struct {
	ID    NoticeID
	Title string
	There clock.Micros
	Done  bool
}

// Latest are the newest letters of a person, at most n, those that wait first. Like Waiting it asks nobody: it stands beside the
// person's own name.
func (s *Service) Latest(ctx context.Context, p org.PersonID, n int) ([]Head, error) {
	return db.All(s.Core.Reader(ctx), selHeads, func(r db.Row) (h Head, err error) {
		return h, r.Scan(&h.ID, &h.Title, &h.There, &h.Done)
	}, p, s.now(), n)
}
