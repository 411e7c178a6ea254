package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

// The counting stops at tray.Most rows: what is oldest comes first, so the earliest date is right all the same.
const (
	pileReturned db.SQL = `SELECT COUNT(*), COALESCE(MIN(w.changed), 0) FROM (SELECT changed FROM work WHERE author = ? AND state = 'returned' AND @scope(owner) ORDER BY changed LIMIT ?) w`

	pileGuessed db.SQL = `SELECT COUNT(*), COALESCE(MIN(w.made), 0) FROM (SELECT made FROM work_guess WHERE author = ? AND confirmed = 0 AND @scope(owner) ORDER BY made LIMIT ?) w`

	pileOffers db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.published), 0) FROM (SELECT n.published FROM work w JOIN work_version b ON b.id = w.derived_from
  JOIN work_version n ON n.work = b.work AND n.state = 'published' AND n.id <> b.id AND n.shared_to = b.shared_to AND (w.declined IS NULL OR n.id <> w.declined)
  WHERE w.author = ? AND @scope(w.owner) ORDER BY n.published LIMIT ?) x`

	pileTasks db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.due), 0) FROM (SELECT s.due` + openTasks + ` ORDER BY s.due LIMIT ?) x`

	pileVotes db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.proposed), 0) FROM (SELECT f.proposed FROM feature f JOIN work_version v ON v.id = f.version
  WHERE (@scope(f.owner) OR f.owner IN @ids) AND (f.state = 'proposed' OR f.state = 'differ' AND @scope(f.owner)) AND f.proposer <> ? AND v.author <> ? AND v.owner <> ?
    AND NOT EXISTS (SELECT 1 FROM feature_vote m WHERE m.feature = f.id AND m.person = ?) ORDER BY f.proposed LIMIT ?) x`
)

// Authoring is what waits for an author.
type Authoring struct {
	Returned tray.Pile // sent back with reasons, since the return
	Guessed  tray.Pile // made from dropped files, and nobody has confirmed what was guessed
	Offers   tray.Pile // own works whose original has a newer version, since it came
}

// AuthorWaits counts what waits for the actor as an author. Verb lesson.make.
func (s *Service) AuthorWaits(ctx context.Context, a *org.Actor) (Authoring, error) {
	var out Authoring
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return out, err
	}
	x := s.core.Reader(ctx)
	for q, to := range map[db.SQL]*tray.Pile{pileReturned: &out.Returned, pileGuessed: &out.Guessed, pileOffers: &out.Offers} {
		if *to, err = db.One(x, q, tray.Scan, a.Person, scope, tray.Most); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Reviewing is what waits for a reviewer; the dates are when it is due.
type Reviewing struct {
	Mine    tray.Pile // claimed by the actor
	Overdue tray.Pile // late, in the actor's whole reach
	Asked   tray.Pile // asked of a unit where the actor reviews, claimed ones among them
	Votes   tray.Pile // proposals to feature a lesson that want the actor's vote, since they were made
}

// ReviewWaits counts what waits for the actor as a reviewer. Verb lesson.review.
func (s *Service) ReviewWaits(ctx context.Context, a *org.Actor) (Reviewing, error) {
	var out Reviewing
	scope, nodes, err := s.reviewNodes(ctx, a)
	if err != nil {
		return out, err
	}
	x := s.core.Reader(ctx)
	for tab, to := range map[string]*tray.Pile{DeskMine: &out.Mine, DeskOverdue: &out.Overdue, DeskAsked: &out.Asked} {
		if *to, err = db.One(x, pileTasks, tray.Scan, append(s.deskArgs(a, scope, nodes, tab, s.now()), tray.Most)...); err != nil {
			return out, err
		}
	}
	return out, s.voteWaits(ctx, a, &out.Votes)
}

// voteWaits counts the proposals that want the actor's vote.
func (s *Service) voteWaits(ctx context.Context, a *org.Actor, out *tray.Pile) error {
	scope, above, err := s.judges(ctx, a)
	if err != nil {
		return err
	}
	homes, err := s.org.HomeOf(ctx, []org.PersonID{a.Person})
	if err != nil {
		return err
	}
	*out, err = db.One(s.core.Reader(ctx), pileVotes, tray.Scan, scope, db.IDs(above), scope, a.Person, a.Person, homes[a.Person], a.Person, tray.Most)
	return err
}
