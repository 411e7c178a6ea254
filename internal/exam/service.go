package exam

import (
	"context"
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

// Bytes knows which bytes may not be kept because they were taken down by law 依法下架. The school is zero here: a table of marks is shared
// with nobody, so it may well be a class's material too. commons satisfies it.
type Bytes interface {
	// Keepable refuses with Invalid, and deletes again what was taken down. It is asked before a write.
	Keepable(ctx context.Context, hash string, school org.UnitID) error
	// Still asks once more inside the write.
	Still(tx *db.Tx, hash string, school org.UnitID) error
}

// Parts are what the exams stand on. Rules are the region's, from its preset: they are no setting, which a school could change.
type Parts struct {
	Core   *db.DB
	Log    *bus.Log
	Org    *org.Service
	Blobs  blob.Store
	Bytes  Bytes // nil: every byte may be kept
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

func (s *Service) admit(ctx context.Context, hash string) error {
	if s.Bytes == nil {
		return nil
	}
	return s.Bytes.Keepable(ctx, hash, org.UnitID{})
}

func (s *Service) still(tx *db.Tx, hash string) error {
	if s.Bytes == nil {
		return nil
	}
	return s.Bytes.Still(tx, hash, org.UnitID{})
}

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }
