package commons

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Read gives a version that is shared to one of the actor's units or to one above them. A superseded version can still be read, a
// withdrawn one is Gone, all else is NotFound.
func (s *Service) Read(ctx context.Context, a *org.Actor, v VersionID) (Version, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return Version{}, err
	}
	got, err := version(db.One(s.core.Reader(ctx), selSharedVersion, scanVersion, v, scope))
	if err == nil && (got.State == Withdrawn || got.lapsed(s.now())) {
		return Version{}, fault.New(fault.Gone, "这一课已撤回，不能再使用")
	}
	got.Files = shown(got.Files)
	return got, err
}

// ForUse is Read for a new assignment: only the version that is published now.
func (s *Service) ForUse(ctx context.Context, a *org.Actor, v VersionID) (Version, error) {
	got, err := s.Read(ctx, a, v)
	if err == nil && got.State != Published {
		return Version{}, fault.New(fault.Conflict, "这一课有了新版本，请用新版本")
	}
	return got, err
}

// Adapt copies a version with its files and practice into a new draft of the actor in a school of the actor. The copy names its
// source. once is the form's idempotency key.
func (s *Service) Adapt(ctx context.Context, a *org.Actor, v VersionID, school org.UnitID, once string) (Work, error) {
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](school)); err != nil {
		return Work{}, err
	}
	from, err := s.Read(ctx, a, v)
	if err != nil {
		return Work{}, err
	}
	if err := Adaptable(from, school); err != nil {
		return Work{}, err
	}
	if err := s.room(ctx, school, a.Person, from.Files...); err != nil {
		return Work{}, err
	}
	now := s.now()
	base := Work{ID: workID(a.Person, "adapt "+v.String(), once), Owner: school, Author: a.Person, Draftable: from.Draftable, DerivedFrom: v, Upstream: from.Work, State: Draft, Rev: 1,
		Created: now, Changed: now}
	base.Rights, base.Holder = HeldByPerson, "" // of the adaptation; the original's owner stands in the chain of sources
	var w Work
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		w = base
		if _, err := db.One(tx, selWorkTx, scanWork, w.ID); err == nil {
			return nil // the same form again
		}
		var err error
		if !from.Paper.IsZero() {
			if w.Paper, err = s.papers.Copy(tx, from.Paper, school, a.Person); err != nil {
				return err
			}
		}
		if _, err := putWork(tx, w); err != nil {
			return err
		}
		w.Files = nil
		for _, f := range from.Files {
			f.ID = id.New[File]()
			if err := putFile(tx, w.ID, school, f, now); err != nil {
				return err
			}
			w.Files = append(w.Files, f)
		}
		if err := trace(tx, Trace{Work: w.ID, At: now, Actor: a.Person, What: TraceAdapted, Source: v}); err != nil {
			return err
		}
		_, err = s.log.Append(tx, event(a, "work.adapted", school), adapted{w.ID, v, school})
		return err
	})
	return w, err
}
