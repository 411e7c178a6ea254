package exchange

import (
	"context"
	"embed"
	"encoding/json"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Parts are what the service is made of.
type Parts struct {
	Core  *db.DB
	Log   *bus.Log
	Org   *org.Service
	Jobs  *job.Queue
	Seal  *seal.Service
	Clock clock.Clock
	// Source is the platform; nil makes harvests fail with a sentence (tests and boxes without any line).
	Source Source
	// Vocabulary is what the platform's tags mean in the region's codes before anybody has answered anything.
	Vocabulary smartedu.Vocabulary
	// Gateway makes the sign-on of a configuration; nil is the one over HTTPS.
	Gateway func(GatewayConfig) Gateway
}

// Service holds the use cases. It is safe for concurrent use.
type Service struct {
	Parts
	mu    sync.Mutex
	menus map[string]menu // parsed menus by module
	run   sync.Mutex      // one harvest or import at a time
}

// menu is a parsed menu and the time of the document it was read from.
type menu struct {
	at   clock.Micros
	tree *smartedu.Tree
}

// New returns the service and registers its jobs.
func New(p Parts) *Service {
	s := &Service{Parts: p, menus: map[string]menu{}}
	if s.Gateway == nil {
		s.Gateway = func(c GatewayConfig) Gateway { return NewEduyun(c, p.Clock) }
	}
	s.Jobs.Register(job.Kind{Name: kindHarvest, Run: s.harvestJob, Tries: 3, Lease: 2 * time.Minute})
	s.Jobs.Register(job.Kind{Name: kindLessons, Run: s.lessonsJob, Tries: 3, Lease: 2 * time.Minute})
	s.Jobs.Register(job.Kind{Name: kindSets, Run: s.setsJob, Tries: 3, Lease: 5 * time.Minute})
	return s
}

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }

// region is the node at which the exchange is managed.
func (s *Service) region(ctx context.Context) (org.Node, error) {
	u, err := s.Org.RegionUnit(ctx)
	return u.Node(), err
}

// may asks org for a verb at the region.
func (s *Service) may(ctx context.Context, a *org.Actor, v org.Verb) (org.Node, error) {
	n, err := s.region(ctx)
	if err != nil {
		return n, err
	}
	return n, s.Org.Must(ctx, a, v, n)
}

// reads asks org whether the actor reads the library: the catalogue is for whoever does.
func (s *Service) reads(ctx context.Context, a *org.Actor) error {
	_, err := s.Org.ReachNodes(ctx, a, org.LibraryRead)
	return err
}

// event is the frame of an event at the region; a is nil for what the clock decided.
func event(a *org.Actor, kind string, region org.Node) bus.Event {
	e := bus.Event{Kind: kind, Owner: region}
	if a != nil {
		e.Actor, e.Request = id.As[any](a.Person), a.Request
	}
	return e
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts, numbers and lists of them
	}
	return string(b)
}

func notFound() error {
	return fault.New(fault.NotFound, "没有找到，目录里可能已经没有了")
}
