// Package spread tells the author of a lesson when another school begins to use it: once for each school and work, when the first pupil of a
// class there has begun what was given from it. The own school is no news, and an author who does not want such letters gets none.
//
// It is a consumer of the log in the core store, so that the letter and the place in the log are written together. It counts and ranks
// nothing: how often and where a lesson is used is insight's matter. It may not know how a letter reaches anybody.
package spread

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations belong to the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// News is that a school has begun to use a work.
type News struct {
	ID      id.Any // of work and school, so that it is told once
	Title   string
	Version id.Any
	Author  org.PersonID
	Owner   org.UnitID // the author's school
	School  org.UnitID // that began
	At      clock.Micros
}

// Fresh is how old a first use may be and still be news: when the log is folded anew, or for the first time on an old store, nobody gets
// letters about last year.
const Fresh = 7 * 24 * time.Hour

// Service folds first uses and tells authors. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	org   *org.Service
	clock clock.Clock
	tell  func(tx *db.Tx, n News) error
}

// New returns the service; tell puts the news into the author's inbox in the transaction that it gets.
func New(core *db.DB, o *org.Service, c clock.Clock, tell func(tx *db.Tx, n News) error) *Service {
	return &Service{core, o, c, tell}
}

// Consumer folds the events of other domains.
func (s *Service) Consumer() bus.Consumer {
	return bus.Consumer{Name: "commons.spread", Store: s.core, Handle: s.handle}
}

const (
	insVersion db.SQL = `-- unscoped: the fold serves all owners
INSERT INTO spread_version (version, work, school, author, title) VALUES (?, ?, ?, ?, ?) ON CONFLICT (version) DO NOTHING`
	insGiven db.SQL = `-- unscoped: the fold serves all owners
INSERT INTO spread_given (assignment, version, school) SELECT ?, v.version, ? FROM spread_version v WHERE v.version = ? AND v.school <> ? ON CONFLICT (assignment) DO NOTHING`
	selGiven db.SQL = `-- unscoped: the fold serves all owners
SELECT v.work, v.version, v.title, v.author, v.school, g.school FROM spread_given g JOIN spread_version v ON v.version = g.version WHERE g.assignment = ?`
	delGiven db.SQL = `-- unscoped: the fold serves all owners
DELETE FROM spread_given WHERE assignment = ?`
	insUse db.SQL = `-- unscoped: the fold serves all owners
INSERT INTO spread_use (work, school, at) VALUES (?, ?, ?) ON CONFLICT (work, school) DO NOTHING`
	cntQuiet db.SQL = `-- unscoped: a person's own wish
SELECT COUNT(*) FROM spread_quiet WHERE person = ?`
	insQuiet db.SQL = `-- unscoped: a person's own wish
INSERT INTO spread_quiet (person) VALUES (?) ON CONFLICT (person) DO NOTHING`
	delQuiet db.SQL = `-- unscoped: a person's own wish
DELETE FROM spread_quiet WHERE person = ?`
)

// payload is what is read of the events: version.published, assignment.given, response.saved and sitting.handed_in.
type payload struct {
	Work       id.Any       `json:"work"`
	Version    id.Any       `json:"version"`
	Title      string       `json:"title"`
	School     id.Any       `json:"school"`
	Author     org.PersonID `json:"author"`
	Assignment id.Any       `json:"assignment"`
}

func (s *Service) handle(tx *db.Tx, events []bus.Event) error {
	seen := map[id.Any]bool{} // assignments that this batch has seen begun
	for _, e := range events {
		switch e.Kind {
		case "version.published", "assignment.given", "response.saved", "sitting.handed_in":
			if err := s.event(tx, e, seen); err != nil {
				return fmt.Errorf("spread: %s %s: %w", e.Kind, e.ID, err)
			}
		}
	}
	return nil
}

func (s *Service) event(tx *db.Tx, e bus.Event, seen map[id.Any]bool) error {
	var p payload
	err := json.Unmarshal(e.Payload, &p)
	switch {
	case err != nil:
		return err
	case e.Kind == "version.published":
		_, err = tx.Exec(insVersion, p.Version, p.Work, p.School, p.Author, p.Title)
	case p.Assignment.IsZero():
	case e.Kind == "assignment.given":
		_, err = tx.Exec(insGiven, p.Assignment, p.School, p.Version, p.School)
	case !seen[p.Assignment]:
		seen[p.Assignment] = true
		err = s.begun(tx, e, p.Assignment)
	}
	return err
}

// begun is the first pupil of a class: for a school that had not used the work yet, it is news.
func (s *Service) begun(tx *db.Tx, e bus.Event, assignment id.Any) error {
	var work id.Any
	n, err := db.One(tx, selGiven, func(r db.Row) (n News, err error) {
		return n, r.Scan(&work, &n.Version, &n.Title, &n.Author, &n.Owner, &n.School)
	}, assignment)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(delGiven, assignment); err != nil {
		return err
	}
	k, err := tx.Exec(insUse, work, n.School, e.Received)
	if err != nil || k == 0 || n.Author.IsZero() || e.Received < clock.At(s.clock.Now().Add(-Fresh)) {
		return err
	}
	quiet, err := db.One(tx, cntQuiet, db.Value[int], n.Author)
	if err != nil || quiet > 0 {
		return err
	}
	n.ID, n.At = id.Named[any](work, "begun "+n.School.Hex()), e.Received
	return s.tell(tx, n)
}

// Wanted reports whether the actor gets letters about schools that begin to use the own lessons. Verb lesson.make.
func (s *Service) Wanted(ctx context.Context, a *org.Actor) (bool, error) {
	if _, err := s.org.Reach(ctx, a, org.LessonMake); err != nil {
		return false, err
	}
	n, err := db.One(s.core.Reader(ctx), cntQuiet, db.Value[int], a.Person)
	return n == 0, err
}

// Want stores whether the actor wants them. Verb lesson.make.
func (s *Service) Want(ctx context.Context, a *org.Actor, wanted bool) error {
	if _, err := s.org.Reach(ctx, a, org.LessonMake); err != nil {
		return err
	}
	q := insQuiet
	if wanted {
		q = delQuiet
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(q, a.Person)
		return err
	})
}

// Forget takes away a person's wish, when the person's data is erased.
func (s *Service) Forget(tx *db.Tx, p org.PersonID) error {
	_, err := tx.Exec(delQuiet, p)
	return err
}
