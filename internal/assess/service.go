package assess

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Migrations creates the tables of this package in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// cachedItems is how many parsed items stay in memory: a few kilobytes each, and a class at work needs one paper.
const cachedItems = 2000

// cachedPapers is how many frozen papers' lists stay in memory.
const cachedPapers = 500

// Exams is the guard of the exam register at the door of tables of monitoring. exam satisfies it.
type Exams interface {
	// AdmitMonitoring refuses a table that belongs to no approved sampled monitoring in which the unit takes part.
	AdmitMonitoring(ctx context.Context, x db.Querier, exam id.Any, unit org.UnitID) error
}

// Bytes knows which bytes may not be kept: what was taken down by law 依法下架, and what is private to a class of a school. A zero school
// asks the first only. commons satisfies it.
type Bytes interface {
	// Keepable refuses with Invalid, and deletes again what was taken down. It is asked before a write.
	Keepable(ctx context.Context, hash string, school org.UnitID) error
	// Still asks once more inside the write.
	Still(tx *db.Tx, hash string, school org.UnitID) error
}

// Service is the use cases of this package. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	log   *bus.Log
	org   *org.Service
	blobs blob.Store
	exams Exams
	bytes Bytes // nil: every byte may be kept
	clock clock.Clock

	mu     sync.Mutex
	items  map[RevisionID]*qti.Item
	papers map[PaperID][]lineRow // frozen ones only: they never change
}

// New returns the service over the core store. blobs holds pictures of items and uploaded tables.
func New(core *db.DB, log *bus.Log, o *org.Service, blobs blob.Store, exams Exams, c clock.Clock) *Service {
	return &Service{core: core, log: log, org: o, blobs: blobs, exams: exams, clock: c,
		items: map[RevisionID]*qti.Item{}, papers: map[PaperID][]lineRow{}}
}

// Guard gives the service the part that knows which bytes may not be kept; call it once before serving.
func (s *Service) Guard(b Bytes) { s.bytes = b }

func (s *Service) admit(ctx context.Context, hash string, school org.UnitID) error {
	if s.bytes == nil {
		return nil
	}
	return s.bytes.Keepable(ctx, hash, school)
}

func (s *Service) still(tx *db.Tx, hash string, school org.UnitID) error {
	if s.bytes == nil {
		return nil
	}
	return s.bytes.Still(tx, hash, school)
}

// now is the moment of the request in microseconds.
func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// event appends one event of this package inside tx.
func (s *Service) event(tx *db.Tx, a *org.Actor, kind string, owner id.Any, occurred clock.Micros, payload any) error {
	_, err := s.log.Append(tx, bus.Event{Kind: kind, Version: 1, Owner: owner, Actor: id.As[any](a.Person), Request: a.Request,
		Occurred: occurred}, payload)
	return err
}

// none turns a missing row into NotFound with a sentence for people.
func none(err error, message string) error {
	if errors.Is(err, db.ErrNone) {
		return fault.Wrap(err, fault.NotFound, message)
	}
	return err
}

// item reads a revision and parses it, once for each revision while it stays in memory.
func (s *Service) item(x db.Querier, r RevisionID) (*qti.Item, error) {
	s.mu.Lock()
	it := s.items[r]
	s.mu.Unlock()
	if it != nil {
		return it, nil
	}
	xml, err := db.One(x, selRevisionXML, db.Value[string], r)
	if err != nil {
		return nil, fmt.Errorf("assess: revision %s: %w", r, none(err, "找不到这道题"))
	}
	it, _, err = qti.Parse([]byte(xml))
	if err != nil {
		return nil, fmt.Errorf("assess: stored revision %s: %w", r, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.items) >= cachedItems {
		clear(s.items) // rare; a whole paper comes back in milliseconds
	}
	s.items[r] = it
	return it, nil
}

// lines lists a paper's lines; those of frozen papers are remembered.
func (s *Service) lines(x db.Querier, p PaperID, frozen bool) ([]lineRow, error) {
	if frozen {
		s.mu.Lock()
		rows, ok := s.papers[p]
		s.mu.Unlock()
		if ok {
			return rows, nil
		}
	}
	rows, err := db.All(x, selLines, scanLine, p)
	if err != nil || !frozen {
		return rows, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.papers) >= cachedPapers {
		clear(s.papers)
	}
	s.papers[p] = rows
	return rows, nil
}

// reader is short for the pool under ctx.
func (s *Service) reader(ctx context.Context) *db.Reader { return s.core.Reader(ctx) }

// Fields are the wrong fields that an error names, or none.
func Fields(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}
