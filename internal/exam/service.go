package exam

import (
	"embed"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Migrations creates the tables of this package in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Parts are what the exams stand on. Rules are the region's, from its preset: they are no setting, which a school could change.
type Parts struct {
	Core   *db.DB
	Log    *bus.Log
	Org    *org.Service
	Blobs  blob.Store
	Jobs   *job.Queue
	Clock  clock.Clock
	Preset *preset.Preset
}

// Service is the use cases of this package. It is safe for concurrent use.
type Service struct {
	Parts
	audit *audit.Log
}

// New returns the service.
func New(p Parts) *Service {
	s := &Service{Parts: p, audit: audit.New(p.Core, p.Clock)}
	s.registerJobs()
	return s
}

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }
