package privacy

import (
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/tray"
)

const pileDesk db.SQL = `SELECT COUNT(*), COALESCE(MIN(x.due), 0) FROM (SELECT due FROM privacy_request WHERE @scope(owner) AND state = 'open' AND asker <> ? ORDER BY due LIMIT ?) x`

// Waits counts the requests that the actor has to answer, by the legal term of the first. It tells a number and nobody's name, so no
// look is recorded. Verb data.answer.
func (s *Service) Waits(ctx context.Context, a *org.Actor) (tray.Pile, error) {
	scope, err := s.Org.Reach(ctx, a, org.DataAnswer)
	if err != nil {
		return tray.Pile{}, err
	}
	return db.One(s.Core.Reader(ctx), pileDesk, tray.Scan, scope, a.Person, tray.Most)
}

// fewClasses bounds how many classes a first page looks into: a class teacher has one, seldom two.
const fewClasses = 4

// Unsaid counts the pupils of the actor's own classes for whom a guardian's consent is needed and nothing was said yet. The roles have
// to be held at the class itself: who keeps a whole school's forms works from the lists. Numbers only, so no look is recorded. Verb
// consent.enter.
func (s *Service) Unsaid(ctx context.Context, a *org.Actor) (tray.Pile, error) {
	var out tray.Pile
	nodes, err := s.Org.ReachNodes(ctx, a, org.ConsentEnter)
	if err != nil {
		return out, err
	}
	ids := make([]org.ClassID, len(nodes))
	for i, n := range nodes {
		ids[i] = id.As[org.Class](n)
	}
	classes, err := s.Org.ClassesByID(ctx, ids)
	if err != nil || len(classes) > fewClasses {
		return out, err
	}
	for class := range classes {
		roster, err := s.Org.Roster(ctx, class, s.now())
		if err != nil {
			return out, err
		}
		people := make([]org.PersonID, len(roster))
		for i, r := range roster {
			people[i] = r.Person
		}
		all, err := s.stands(ctx, people)
		if err != nil {
			return out, err
		}
		for _, stands := range all {
			if slices.ContainsFunc(stands, Stand.open) {
				out.N = min(out.N+1, tray.Most)
			}
		}
	}
	return out, nil
}

// open reports whether a consent is needed and nothing valid was said.
func (s Stand) open() bool { return s.Needed && !s.Basic && s.State == Unsaid }

// Unanswered counts the purposes on which the guardian has not said a word for own children, where one is needed. Verb consent.give.
func (s *Service) Unanswered(ctx context.Context, a *org.Actor) (tray.Pile, error) {
	var out tray.Pile
	children, err := s.Org.ReachNodes(ctx, a, org.ConsentGive)
	if err != nil {
		return out, err
	}
	people := make([]org.PersonID, len(children))
	for i, c := range children {
		people[i] = id.As[org.Person](c)
	}
	all, err := s.stands(ctx, people)
	for _, stands := range all {
		for _, st := range stands {
			if _, said := st.Of(a.Person); st.open() && !said {
				out.N = min(out.N+1, tray.Most)
			}
		}
	}
	return out, err
}
