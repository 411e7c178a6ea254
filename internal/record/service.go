package record

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Maker turns an event into a statement, or says no. It is pure and exported by the domain that owns the event. It leaves the
// statement's id, and may leave actor and time, to the record.
type Maker func(bus.Event) (xapi.Statement, bool, error)

// Service holds the use cases of the record. It is safe for concurrent use.
type Service struct {
	store    *Store
	org      *org.Service
	base     string
	makers   []Maker
	withheld Withheld
}

// New returns the service over the record store d. base is the public address of this installation: the home page of its agents.
func New(d *db.DB, o *org.Service, c clock.Clock, base string, makers ...Maker) *Service {
	return &Service{store: NewStore(d, c), org: o, base: base, makers: makers}
}

// Through is the moment up to which every statement can be read: the Consistent-Through header.
func (s *Service) Through(ctx context.Context) (Order, error) { return s.store.Through(ctx) }

// MaxBatch is how many statements one request may hold.
const MaxBatch = 500

// Store keeps a batch that a key sends: all of it or nothing. The ids are in the order of the batch. The same statement again
// changes nothing; another statement under a stored id is fault.Conflict; a wrong one fault.Invalid.
func (s *Service) Store(ctx context.Context, k Key, batch [][]byte, v xapi.Version) ([]StatementID, error) {
	if len(batch) > MaxBatch {
		return nil, fault.New(fault.TooLarge, "一次最多发送 %d 条记录", MaxBatch)
	}
	es := make([]entry, len(batch))
	ids := make([]StatementID, len(batch))
	seen := map[StatementID]bool{}
	for i, raw := range batch {
		e, findings := prepare(raw, v)
		if len(findings) > 0 {
			return nil, refused(i, findings)
		}
		if seen[e.id] {
			return nil, fault.New(fault.Invalid, "同一批里有两条记录的编号都是 %s", e.id.String())
		}
		e.owner = k.Scope
		es[i], ids[i], seen[e.id] = e, e.id, true
	}
	authority := s.authority("key:" + k.Key)
	err := s.store.db.Write(ctx, func(tx *db.Tx) error {
		out, err := s.store.put(tx, authority, es)
		if err != nil {
			return err
		}
		for i, o := range out {
			if o == OutcomeConflict {
				return fault.New(fault.Conflict, "编号 %s 已经存有另一条内容不同的记录", ids[i].String())
			}
		}
		return nil
	})
	return ids, err
}

// KeyScope is what a key may read. The scope is made by org, as for a person who reads records at the key's node.
func (s *Service) KeyScope(ctx context.Context, k Key) (db.Scope, error) {
	return s.org.Reach(ctx, s.KeyActor(k), org.RecordRead)
}

// KeyActor is a key as an actor: it holds one role at one node and is no person.
func (s *Service) KeyActor(k Key) *org.Actor {
	return &org.Actor{Name: k.Name, Roles: []org.Held{{Role: org.BureauLeader, Node: k.Scope, Basis: "key:" + k.Key}}, At: clock.At(s.store.clock.Now())}
}

// ListFor and GetFor read for a key, List and Use for a person.

// ListFor reads one page of what a key may see.
func (s *Service) ListFor(ctx context.Context, k Key, f Filter) (Page, error) {
	sc, err := s.KeyScope(ctx, k)
	if err != nil {
		return Page{}, err
	}
	p, err := s.store.List(ctx, sc, f)
	if err != nil {
		return Page{}, err
	}
	p.Statements, err = s.leaving(ctx, p.Statements)
	return p, err
}

// GetFor reads one statement that a key may see; a voided one only with voided.
func (s *Service) GetFor(ctx context.Context, k Key, u StatementID, voided bool) (Stored, error) {
	sc, err := s.KeyScope(ctx, k)
	if err != nil {
		return Stored{}, err
	}
	st, err := s.store.Get(ctx, sc, u, voided)
	if err != nil {
		return Stored{}, err
	}
	left, err := s.leaving(ctx, []Stored{st})
	if err == nil && len(left) == 0 {
		err = fault.New(fault.NotFound, "没有这条学习记录")
	}
	return st, err
}

// List reads one page for a person with record.read.
func (s *Service) List(ctx context.Context, a *org.Actor, f Filter) (Page, error) {
	sc, err := s.org.Open(ctx, a, org.RecordRead)
	if err != nil {
		return Page{}, err
	}
	return s.store.List(ctx, sc, f)
}

// Use reads the counts of use for a person with record.read.
func (s *Service) Use(ctx context.Context, a *org.Actor) (Use, error) {
	sc, err := s.org.Reach(ctx, a, org.RecordRead)
	if err != nil {
		return Use{}, err
	}
	return s.store.Use(ctx, sc)
}

// Rebuild makes the counts of use anew from the statements.
func (s *Service) Rebuild(ctx context.Context) error { return s.store.Rebuild(ctx) }

// space is the UUIDv5 namespace of statements made from events.
var space = [16]byte(id.Named[any]([16]byte{}, "tongxue statement of event"))

// EventStatement is the id of the statement that an event leaves.
func EventStatement(event id.Any) StatementID { return id.Named[Statement](space, event.String()) }

// Consumer is the one that turns the house's own events into statements.
func (s *Service) Consumer() bus.Consumer {
	return bus.Consumer{Name: "record", Store: s.store.db, Handle: s.handle}
}

func (s *Service) handle(tx *db.Tx, events []bus.Event) error {
	var es []entry
	seen := map[StatementID]bool{}
	for _, ev := range events {
		e, ok, err := s.made(ev)
		if err != nil {
			return err
		}
		if ok && !seen[e.id] {
			seen[e.id] = true
			es = append(es, e)
		}
	}
	_, err := s.store.put(tx, s.authority("tongxue"), es) // a duplicate is a batch read again
	return err
}
