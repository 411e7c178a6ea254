package shelf

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Subscribe says that a school wants the lessons of a shelf at hand. shelf.keep at the school; the shelf must be one that the actor can
// read and that a unit owns, since a private one may go any day.
func (s *Service) Subscribe(ctx context.Context, a *org.Actor, n ID, school org.UnitID, on bool) error {
	if err := s.org.Must(ctx, a, org.ShelfKeep, id.As[any](school)); err != nil {
		return err
	}
	x, err := s.get(ctx, a, n)
	if err != nil {
		return err
	}
	u, err := s.org.Unit(ctx, school)
	if err != nil {
		return err
	}
	if x.Kind == Private || !u.Kind.Teaches() {
		return fault.New(fault.Invalid, "只有学校可以订阅，而且只能订阅单位的书架")
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		var k int64
		var err error
		kind := "shelf.subscribed"
		if on {
			k, err = tx.Exec(insSubscription, n, school, a.Person, s.now())
		} else {
			kind = "shelf.unsubscribed"
			k, err = tx.Exec(delSubscription, n, school)
		}
		if err != nil || k == 0 {
			return err
		}
		return s.tell(tx, a, kind, id.As[any](school), told{Shelf: n, School: school})
	})
}

// Subscribers are the schools within the actor's shelf.keep that have subscribed to a shelf, and those that could.
func (s *Service) Subscribers(ctx context.Context, a *org.Actor, n ID) (subscribed, could []org.Unit, err error) {
	owners, err := s.Owners(ctx, a)
	if err != nil || len(owners) == 0 {
		return nil, nil, err
	}
	scope, err := s.org.Reach(ctx, a, org.ShelfKeep)
	if err != nil {
		return nil, nil, err
	}
	ids, err := db.All(s.core.Reader(ctx), selSubscribers, db.Value[org.UnitID], n, scope)
	if err != nil {
		return nil, nil, err
	}
	in := map[org.UnitID]bool{}
	for _, u := range ids {
		in[u] = true
		unit, err := s.org.Unit(ctx, u)
		if err != nil {
			return nil, nil, err
		}
		subscribed = append(subscribed, unit)
	}
	for _, u := range owners {
		if u.Kind.Teaches() && !in[u.ID] {
			could = append(could, u)
		}
	}
	return subscribed, could, nil
}

// Wanted is what a school's box has to hold.
type Wanted struct {
	Versions []commons.Version   // each once: what open assignments pin first, then shelves in their order
	Pinned   int                 // of them pinned by assignments
	Barred   []commons.VersionID // wanted, but the licence does not let them into an offline pack
}

// mostWanted bounds the entries of all subscribed shelves of a school.
const mostWanted = 5000

// Wanted reads what a school wants, for whoever has shelf.keep there: versions pinned by its open assignments, and those of subscribed
// shelves as its own readers may see them.
func (s *Service) Wanted(ctx context.Context, a *org.Actor, school org.UnitID) (Wanted, error) {
	var out Wanted
	if err := s.org.Must(ctx, a, org.ShelfKeep, id.As[any](school)); err != nil {
		return out, err
	}
	pinned, err := s.given.Pinned(ctx, school, s.now())
	if err != nil {
		return out, err
	}
	scope, err := s.org.Reach(ctx, a, org.ShelfKeep)
	if err != nil {
		return out, err
	}
	es, err := db.All(s.core.Reader(ctx), selWanted, scanEntry, school, scope, mostWanted)
	if err != nil {
		return out, err
	}
	var first []Entry
	for _, v := range pinned {
		first = append(first, Entry{Version: id.As[commons.Version](v)})
	}
	items, _, err := s.see(ctx, a, append(first, es...))
	if err != nil {
		return out, err
	}
	seen := map[commons.VersionID]bool{}
	for _, it := range items {
		v := it.Got
		switch {
		case it.State == Withdrawn || seen[v.ID]:
			continue
		case !v.Licence.Terms().Offline:
			out.Barred = append(out.Barred, v.ID)
		default:
			out.Versions = append(out.Versions, v)
			if it.ID.IsZero() {
				out.Pinned++
			}
		}
		seen[v.ID] = true
	}
	return out, nil
}
