package homework

import (
	"context"
	"embed"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates the tables of this package in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Lesson is what homework needs to know of a published version of a lesson.
type Lesson struct {
	Version id.Any
	Title   string
	Subject string
	Stage   string
	Grade   int
	Paper   id.Any // frozen; none when the lesson has no practice
	Items   int
}

// Lessons finds published versions. commons satisfies it through app; it asks org for library.read itself.
type Lessons interface {
	// Lesson is a published version that the actor may read; NotFound else, Gone when it was withdrawn.
	Lesson(ctx context.Context, a *org.Actor, version id.Any) (Lesson, error)
}

// Sittings opens a sitting for each pupil in the caller's transaction. assess satisfies it.
type Sittings interface {
	OpenSittings(tx *db.Tx, assignment id.Any, class org.Class, paper id.Any, pupils []org.PersonID, source string, at clock.Micros) error
}

// Exams is the guard of the exam register at the door of assignments: what is called a test is refused with the clause. exam satisfies it.
type Exams interface {
	// Practice refuses a title under which nothing may be given to a class of this grade.
	Practice(class org.Class, title, mode string) error
}

// Service is the use cases of this package. It is safe for concurrent use.
type Service struct {
	core     *db.DB
	log      *bus.Log
	org      *org.Service
	lessons  Lessons
	sittings Sittings
	exams    Exams
	clock    clock.Clock
}

// New returns the service over the core store.
func New(core *db.DB, log *bus.Log, o *org.Service, lessons Lessons, sittings Sittings, exams Exams, c clock.Clock) *Service {
	return &Service{core: core, log: log, org: o, lessons: lessons, sittings: sittings, exams: exams, clock: c}
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// Lesson is the published version that an assignment would give; it asks what Lessons asks.
func (s *Service) Lesson(ctx context.Context, a *org.Actor, version id.Any) (Lesson, error) {
	return s.lessons.Lesson(ctx, a, version)
}
