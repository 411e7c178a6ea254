package exam

import (
	"context"
	"embed"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
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
func New(p Parts) *Service { return &Service{Parts: p, audit: audit.New(p.Core, p.Clock)} }

func (s *Service) now() clock.Micros { return clock.At(s.Clock.Now()) }

// Exam is one entry of the register, its schools filled in. Verb exam.read at its node, or exam.held from a place that it covers.
func (s *Service) Exam(ctx context.Context, a *org.Actor, n ExamID) (Exam, error) {
	return Exam{}, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
}

// Admit is the guard at the door of marks: the exam, when it takes marks in now. It reads inside the caller's transaction (or through
// a reader) and asks nobody: the caller has asked org. Conflict while the exam is not approved, Unlawful when it was refused.
func (s *Service) Admit(ctx context.Context, x db.Querier, n ExamID) (Exam, error) {
	return Exam{}, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
}
