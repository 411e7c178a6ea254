package notice

import (
	"context"
	"embed"
	"net/http"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/notice/way"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates the tables of this package in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Contact is where a person can be reached outside; all empty when nothing is known.
type Contact struct {
	Phone  string
	Email  string
	Number string // 工号 or 学号: the id at WeCom or DingTalk where the way's setting says so
}

// Contacts finds contacts of people whom this package has a notice for. org's profiles satisfy it through app.
type Contacts interface {
	Contacts(ctx context.Context, people []org.PersonID) (map[org.PersonID]Contact, error)
}

// Parts is what the service is made of.
type Parts struct {
	Core     *db.DB
	Log      *bus.Log
	Org      *org.Service
	Jobs     *job.Queue
	Clock    clock.Clock
	Contacts Contacts     // nil: nobody has any
	Secrets  way.Secrets  // nil: there are none
	HTTP     *http.Client // nil: one with a limit of 15 s
	BaseURL  string       // for the link in messages outside
}

// Service is the use cases of this package. It is safe for concurrent use.
type Service struct {
	Parts
	mu   sync.Mutex
	made map[string]*way.Set // by the text of the setting, so that access tokens live on
}

// New returns the service and registers its kinds of job; a queue takes them once.
func New(p Parts) *Service {
	if p.HTTP == nil {
		p.HTTP = &http.Client{Timeout: 15 * time.Second}
	}
	s := &Service{Parts: p, made: map[string]*way.Set{}}
	p.Jobs.Register(job.Kind{Name: kindDeliver, Run: s.runDeliver, Tries: 12})
	p.Jobs.Register(job.Kind{Name: kindRemind, Run: s.runRemind, Tries: 12})
	p.Jobs.Register(job.Kind{Name: kindOut, Run: s.runOut, Tries: 12, Lease: 2 * time.Minute})
	p.Jobs.Register(job.Kind{Name: kindMend, Run: s.runMend})
	return s
}

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }
