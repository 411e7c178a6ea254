package shelf

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Assignments tells which versions a school's open assignments have pinned. homework satisfies it through app; the caller has asked org
// about the school.
type Assignments interface {
	Pinned(ctx context.Context, school org.UnitID, now clock.Micros) ([]id.Any, error)
}

// Service holds the use cases of shelves. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	log   *bus.Log
	org   *org.Service
	works *commons.Service
	given Assignments
	clock clock.Clock
}

// New returns the service over the core store.
func New(core *db.DB, log *bus.Log, o *org.Service, works *commons.Service, given Assignments, c clock.Clock) *Service {
	return &Service{core, log, o, works, given, c}
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// told is the payload of this package's events. It holds ids only.
type told struct {
	Shelf   ID                `json:"shelf"`
	Entry   EntryID           `json:"entry"`
	Work    commons.WorkID    `json:"work"`
	Version commons.VersionID `json:"version"`
	School  org.UnitID        `json:"school"`
	Copied  ID                `json:"copied"`
}

func (s *Service) tell(tx *db.Tx, a *org.Actor, kind string, owner org.Node, p told) error {
	_, err := s.log.Append(tx, bus.Event{Kind: kind, Owner: owner, Actor: id.As[any](a.Person), Request: a.Request}, p)
	return err
}

// List lists the shelves that the actor can read, last changed first, at most limit: the own ones and those of units at or above the
// places of the actor's library.
func (s *Service) List(ctx context.Context, a *org.Actor, limit int) ([]Shelf, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return nil, err
	}
	list, err := db.All(s.core.Reader(ctx), selShelves, scanShelf, a.Person, scope, limit)
	if err != nil {
		return nil, err
	}
	return s.dress(ctx, a, list)
}

// dress adds names of owners and whether the actor keeps each.
func (s *Service) dress(ctx context.Context, a *org.Actor, list []Shelf) ([]Shelf, error) {
	names, mine := map[org.Node]string{}, map[org.Node]bool{}
	for i := range list {
		x := &list[i]
		if x.Kind == Private {
			x.Mine = x.Owner == id.As[any](a.Person)
			continue
		}
		if _, known := names[x.Owner]; !known {
			u, err := s.org.Unit(ctx, id.As[org.Unit](x.Owner))
			if err != nil {
				return nil, err
			}
			d, err := s.org.Can(ctx, a, org.ShelfKeep, x.Owner)
			if err != nil {
				return nil, err
			}
			names[x.Owner], mine[x.Owner] = u.Name, d.Allow
		}
		x.OwnerName, x.Mine = names[x.Owner], mine[x.Owner]
	}
	return list, nil
}

// Keepable lists the shelves on which the actor may put something, last changed first.
func (s *Service) Keepable(ctx context.Context, a *org.Actor) ([]Shelf, error) {
	list, err := s.List(ctx, a, 100)
	out := list[:0]
	for _, x := range list {
		if x.Mine {
			out = append(out, x)
		}
	}
	return out, err
}

// Owners are the units for which the actor may keep a shelf; everybody with a library may keep private ones.
func (s *Service) Owners(ctx context.Context, a *org.Actor) ([]org.Unit, error) {
	if !a.Has(org.ShelfKeep) {
		return nil, nil
	}
	nodes, err := s.org.ReachNodes(ctx, a, org.ShelfKeep)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	seen := map[org.Node]bool{}
	for _, n := range nodes {
		if seen[n] {
			continue
		}
		seen[n] = true
		u, err := s.org.Unit(ctx, id.As[org.Unit](n))
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// get reads a shelf that the actor can read.
func (s *Service) get(ctx context.Context, a *org.Actor, n ID) (Shelf, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return Shelf{}, err
	}
	got, err := db.One(s.core.Reader(ctx), selShelf, scanShelf, n, a.Person, scope)
	if errors.Is(err, db.ErrNone) {
		return got, errNone
	}
	if err != nil {
		return got, err
	}
	list, err := s.dress(ctx, a, []Shelf{got})
	if err != nil {
		return got, err
	}
	return list[0], nil
}

// kept reads a shelf that the actor may change: the own one, or one of a unit with shelf.keep.
func (s *Service) kept(ctx context.Context, a *org.Actor, n ID) (Shelf, error) {
	got, err := s.get(ctx, a, n)
	switch {
	case err != nil:
		return got, err
	case got.Kind == Private && got.Mine:
		return got, nil
	case got.Kind == Private:
		return got, errNone
	}
	return got, s.org.Must(ctx, a, org.ShelfKeep, got.Owner)
}

// owner asks whether the actor may make a shelf for an owner and tells its kind. The zero node is the actor.
func (s *Service) owner(ctx context.Context, a *org.Actor, n org.Node) (org.Node, org.Kind, error) {
	if n.IsZero() || a != nil && n == id.As[any](a.Person) {
		_, err := s.org.Reach(ctx, a, org.LibraryRead)
		if err != nil {
			return n, "", err
		}
		return id.As[any](a.Person), Private, nil
	}
	if err := s.org.Must(ctx, a, org.ShelfKeep, n); err != nil {
		return n, "", err
	}
	u, err := s.org.Unit(ctx, id.As[org.Unit](n))
	return n, u.Kind, err
}

// Create makes an empty shelf. once is the form's idempotency key.
func (s *Service) Create(ctx context.Context, a *org.Actor, owner org.Node, name, note, once string) (ID, error) {
	owner, kind, err := s.owner(ctx, a, owner)
	if err != nil {
		return ID{}, err
	}
	name, note = line(name), line(note)
	if err := checkShelf(name, note); err != nil {
		return ID{}, err
	}
	x := Shelf{ID: named1(a, "create", once), Owner: owner, Kind: kind, Name: name, Note: note}
	return x.ID, s.core.Write(ctx, func(tx *db.Tx) error { _, err := s.put(tx, a, x); return err })
}

func named1(a *org.Actor, what, once string) ID {
	if once == "" {
		return id.New[Shelf]()
	}
	return id.Named[Shelf](a.Person, "shelf "+what+" "+once)
}

// put stores a shelf and its event; it reports whether it is new.
func (s *Service) put(tx *db.Tx, a *org.Actor, x Shelf) (bool, error) {
	now := s.now()
	n, err := tx.Exec(insShelf, x.ID, x.Owner, string(x.Kind), x.Name, x.Note, x.Copied, a.Person, now, now)
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.tell(tx, a, "shelf.created", x.Owner, told{Shelf: x.ID, Copied: x.Copied})
}

// Rename changes name and note of a shelf that still has revision rev.
func (s *Service) Rename(ctx context.Context, a *org.Actor, n ID, rev int, name, note string) error {
	got, err := s.kept(ctx, a, n)
	if err != nil {
		return err
	}
	name, note = line(name), line(note)
	if err := checkShelf(name, note); err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(updShelf, name, note, s.now(), n, rev)
		if err != nil {
			return err
		}
		if k == 0 {
			return fault.New(fault.Conflict, "书架在别处已经改过，请看过现在的样子再改")
		}
		return s.tell(tx, a, "shelf.changed", got.Owner, told{Shelf: n})
	})
}

// Discard takes a shelf away with everything that is only said there; the lessons stay in the library.
func (s *Service) Discard(ctx context.Context, a *org.Actor, n ID) error {
	got, err := s.kept(ctx, a, n)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		k, err := tx.Exec(setGone, s.now(), n)
		if err != nil || k == 0 {
			return err
		}
		return s.tell(tx, a, "shelf.discarded", got.Owner, told{Shelf: n})
	})
}

// Copy makes a shelf for an owner with the entries that the actor can see; later changes of the original do not reach it.
func (s *Service) Copy(ctx context.Context, a *org.Actor, n ID, owner org.Node, once string) (ID, error) {
	from, items, _, err := s.Read(ctx, a, n)
	if err != nil {
		return ID{}, err
	}
	owner, kind, err := s.owner(ctx, a, owner)
	if err != nil {
		return ID{}, err
	}
	x := Shelf{ID: named1(a, "copy "+n.Hex(), once), Owner: owner, Kind: kind, Name: from.Name, Note: from.Note, Copied: n}
	return x.ID, s.core.Write(ctx, func(tx *db.Tx) error {
		fresh, err := s.put(tx, a, x)
		if err != nil || !fresh {
			return err
		}
		for i, it := range items {
			if it.State == Withdrawn {
				continue
			}
			d := Draft{Work: it.Work, Version: it.Version, Link: it.Link, Title: it.Title, Section: it.Section, Note: it.Note}
			if _, err := insert(tx, a, x.ID, d, i+1, s.now()); err != nil {
				return err
			}
		}
		return nil
	})
}
