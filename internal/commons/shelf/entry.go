package shelf

import (
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Read reads a shelf with what the actor may see of its entries, in order. hidden counts those of which the actor may see nothing.
func (s *Service) Read(ctx context.Context, a *org.Actor, n ID) (x Shelf, items []Item, hidden int, err error) {
	if x, err = s.get(ctx, a, n); err != nil {
		return x, nil, 0, err
	}
	es, err := db.All(s.core.Reader(ctx), selEntries, scanEntry, n)
	if err != nil {
		return x, nil, 0, err
	}
	items, hidden, err = s.see(ctx, a, es)
	return x, items, hidden, err
}

// see joins entries with the versions that the actor may read.
func (s *Service) see(ctx context.Context, a *org.Actor, es []Entry) (items []Item, hidden int, err error) {
	works, versions := named(es)
	shown, err := s.works.Shown(ctx, a, works, versions)
	if err != nil {
		return nil, 0, err
	}
	live, gone, pinned := map[commons.WorkID]commons.Version{}, map[commons.WorkID]commons.Version{}, map[commons.VersionID]commons.Version{}
	for _, v := range shown {
		pinned[v.ID] = v
		switch v.State {
		case commons.Published:
			live[v.Work] = v
		case commons.Withdrawn:
			gone[v.Work] = v
		}
	}
	for _, e := range es {
		it := Item{Entry: e, State: Linked}
		if e.Link == "" {
			var ok bool
			if it.Got, it.State, ok = pick(e, live, gone, pinned); !ok {
				hidden++
				continue
			}
		}
		items = append(items, it)
	}
	return items, hidden, nil
}

// pick says what stands at an entry: the followed or pinned version, or that it was withdrawn; false when the reader may see none.
func pick(e Entry, live, gone map[commons.WorkID]commons.Version, pinned map[commons.VersionID]commons.Version) (commons.Version, State, bool) {
	if e.Version.IsZero() {
		if v, ok := live[e.Work]; ok {
			return v, Live, true
		}
		v, ok := gone[e.Work]
		return commons.Version{Draftable: commons.Draftable{Title: v.Title}}, Withdrawn, ok
	}
	v, ok := pinned[e.Version]
	switch {
	case !ok:
		return v, "", false
	case v.State == commons.Withdrawn:
		return commons.Version{Draftable: commons.Draftable{Title: v.Title}}, Withdrawn, true
	case v.State == commons.Superseded:
		return v, Newer, true
	}
	return v, Live, true
}

// Put puts something at the end of its section on a shelf that the actor keeps. What is there already stays as it is. A lesson must be one
// that the actor can read now.
func (s *Service) Put(ctx context.Context, a *org.Actor, n ID, d Draft) (EntryID, error) {
	x, err := s.kept(ctx, a, n)
	if err != nil {
		return EntryID{}, err
	}
	d = d.tidy()
	if err := d.check(); err != nil {
		return EntryID{}, err
	}
	if d.Link == "" {
		if err := s.readable(ctx, a, d); err != nil {
			return EntryID{}, err
		}
	}
	var out EntryID
	return out, s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := db.One(tx, selShelfTx, scanShelf, n); err != nil {
			return err
		}
		es, err := db.All(tx, selEntries, scanEntry, n)
		if err != nil {
			return err
		}
		if len(es) >= MaxEntries {
			return fault.New(fault.Conflict, "一个书架最多放 200 项，请另建一个")
		}
		place := 1
		if len(es) > 0 {
			place = es[len(es)-1].Place + 1
		}
		if out, err = insert(tx, a, n, d, place, s.now()); err != nil || out.IsZero() {
			return err
		}
		if _, err := tx.Exec(touch, s.now(), n); err != nil {
			return err
		}
		return s.tell(tx, a, "shelf.filled", x.Owner, told{Shelf: n, Entry: out, Work: d.Work, Version: d.Version})
	})
}

// readable asks whether a lesson can be read and used now.
func (s *Service) readable(ctx context.Context, a *org.Actor, d Draft) error {
	items, _, err := s.see(ctx, a, []Entry{{Work: d.Work, Version: d.Version}})
	if err != nil {
		return err
	}
	if len(items) == 0 || items[0].State == Withdrawn || !d.Version.IsZero() && items[0].Got.Work != d.Work {
		return fault.New(fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	return nil
}

// insert stores an entry; the zero id says that the shelf has it.
func insert(tx *db.Tx, a *org.Actor, n ID, d Draft, place int, now clock.Micros) (EntryID, error) {
	e := id.New[Entry]()
	k, err := tx.Exec(insEntry, e, n, d.target(), d.Section, place, d.Work, d.Version, d.Link, d.Title, d.Note, a.Person, now)
	if err != nil || k == 0 {
		return EntryID{}, err
	}
	return e, nil
}

// change runs f on the entry of a shelf that the actor keeps, inside one write with one event.
func (s *Service) change(ctx context.Context, a *org.Actor, n ID, e EntryID, kind string, f func(tx *db.Tx, es []Entry, at int) error) error {
	x, err := s.kept(ctx, a, n)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		es, err := db.All(tx, selEntries, scanEntry, n)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(es, func(x Entry) bool { return x.ID == e })
		if at < 0 {
			return errItem
		}
		if err := f(tx, es, at); err != nil {
			return err
		}
		if _, err := tx.Exec(touch, s.now(), n); err != nil {
			return err
		}
		return s.tell(tx, a, kind, x.Owner, told{Shelf: n, Entry: e, Work: es[at].Work, Version: es[at].Version})
	})
}

// Edit changes section and note of an entry, and pins the version that is published now or follows the work again.
func (s *Service) Edit(ctx context.Context, a *org.Actor, n ID, e EntryID, section, note string, pin bool) error {
	section, note = line(section), line(note)
	if f := checkWords(section, note); f != nil {
		return fault.Fieldsf(f...)
	}
	_, items, _, err := s.Read(ctx, a, n)
	if err != nil {
		return err
	}
	var now commons.VersionID
	for _, it := range items {
		if it.ID == e && it.State == Live {
			now = it.Got.ID
		}
	}
	return s.change(ctx, a, n, e, "shelf.changed", func(tx *db.Tx, es []Entry, at int) error {
		d := Draft{Work: es[at].Work, Version: es[at].Version, Link: es[at].Link}
		switch {
		case d.Link != "":
		case !pin:
			d.Version = commons.VersionID{}
		case d.Version.IsZero():
			d.Version = now
		}
		for i, x := range es {
			if i != at && (Draft{Work: x.Work, Version: x.Version, Link: x.Link}).target() == d.target() {
				return fault.New(fault.Conflict, "书架上已有同样的一项")
			}
		}
		_, err := tx.Exec(updEntry, section, note, d.Version, d.target(), e, n)
		return err
	})
}

// Remove takes an entry off.
func (s *Service) Remove(ctx context.Context, a *org.Actor, n ID, e EntryID) error {
	return s.change(ctx, a, n, e, "shelf.changed", func(tx *db.Tx, _ []Entry, _ int) error {
		_, err := tx.Exec(delEntry, e, n)
		return err
	})
}

// Move puts an entry before another one, into that one's section; the zero id is the end. It is one act for a mouse, for keys and for a form.
func (s *Service) Move(ctx context.Context, a *org.Actor, n ID, e, before EntryID) error {
	return s.change(ctx, a, n, e, "shelf.arranged", func(tx *db.Tx, es []Entry, at int) error {
		x := es[at]
		es = slices.Delete(slices.Clone(es), at, at+1)
		to := len(es)
		if !before.IsZero() {
			if to = slices.IndexFunc(es, func(x Entry) bool { return x.ID == before }); to < 0 {
				return errItem
			}
			x.Section = es[to].Section
		}
		for i, y := range slices.Insert(es, to, x) {
			if _, err := tx.Exec(updPlace, i+1, y.Section, y.ID, n); err != nil {
				return err
			}
		}
		return nil
	})
}

// Shift moves an entry up or down by steps, as a button or a key does.
func (s *Service) Shift(ctx context.Context, a *org.Actor, n ID, e EntryID, steps int) error {
	x, err := s.kept(ctx, a, n)
	if err != nil {
		return err
	}
	es, err := db.All(s.core.Reader(ctx), selEntries, scanEntry, x.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(es, func(x Entry) bool { return x.ID == e })
	if at < 0 {
		return errItem
	}
	to := max(0, min(at+steps, len(es)-1))
	if to == at {
		return nil
	}
	if to > at {
		to++
	}
	var before EntryID
	if to < len(es) {
		before = es[to].ID
	}
	return s.Move(ctx, a, n, e, before)
}
