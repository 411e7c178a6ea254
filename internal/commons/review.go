package commons

import (
	"context"
	"errors"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// MaxNote is the longest note of a reviewer and reason of a withdrawal in characters.
const MaxNote = 1000

// Targets are the units to which a work may be shared: its school and what stands above it, nearest first.
func (s *Service) Targets(ctx context.Context, w Work) ([]org.Unit, error) {
	return s.org.SharingTargets(ctx, w.Owner)
}

// Submit freezes the stored draft into a version and puts it before the reviewers of its first stage. signed is the author's own name
// under the written commitment (see Pledge); without it nothing is submitted. One version of a work waits at a time.
func (s *Service) Submit(ctx context.Context, a *org.Actor, w WorkID, to org.UnitID, signed string) (Version, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return Version{}, err
	}
	kind, err := s.mayShare(ctx, a, work, to, signed)
	if err != nil {
		return Version{}, err
	}
	now := s.now()
	steps, err := s.tiers(ctx, work, to, now)
	if err != nil {
		return Version{}, err
	}
	text, err := s.Pledge(ctx, work.Owner)
	if err != nil {
		return Version{}, err
	}
	var out Version
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		var err error
		if out, err = s.freeze(tx, w, to, kind); err != nil {
			return err
		}
		for _, st := range steps {
			if err := putStep(tx, out.ID, st); err != nil {
				return err
			}
		}
		if err := putCase(tx, out, text, a.Person, now); err != nil {
			return err
		}
		_, err = s.log.Append(tx, event(a, "work.submitted", work.Owner), submitted{w, out.ID, to})
		return err
	})
	return out, err
}

// mayShare checks what the author chose and whether there is anything to review, and tells the kind of the unit.
func (s *Service) mayShare(ctx context.Context, a *org.Actor, w Work, to org.UnitID, signed string) (org.Kind, error) {
	var wrong []fault.Field
	targets, err := s.Targets(ctx, w)
	if err != nil {
		return "", err
	}
	known, kind := false, org.School
	for _, t := range targets {
		if t.ID == to {
			known, kind = true, t.Kind
		}
	}
	if !known {
		wrong = append(wrong, fault.Field{Name: "to", Message: "请选择共享范围"})
	}
	if signed = strings.TrimSpace(signed); signed == "" {
		wrong = append(wrong, fault.Field{Name: "signed", Message: "送审前要作出书面承诺：请写上您的姓名"})
	} else if signed != a.Name {
		wrong = append(wrong, fault.Field{Name: "signed", Message: "签名要和您的姓名一致"})
	}
	barred, err := s.Barred(ctx, w.Files)
	if err != nil {
		return "", err
	}
	for _, bad := range barred {
		if bad {
			wrong = append(wrong, fault.Field{Name: "to", Message: "有文件查出病毒或已依法下架，谁也打不开：请移除后再送审"})
			break
		}
	}
	wrong = append(wrong, hollow(w)...)
	if wrong = append(wrong, mayLeave(w, kind, s.now())...); wrong != nil {
		return kind, fault.Fieldsf(wrong...)
	}
	return kind, nil
}

// freeze reads the draft inside the write, so that what is submitted is what is stored, and copies it with a frozen paper.
func (s *Service) freeze(tx *db.Tx, w WorkID, to org.UnitID, kind org.Kind) (Version, error) {
	work, err := db.One(tx, selWorkTx, scanWork, w)
	if err != nil {
		return Version{}, err
	}
	if err := confirmed(tx, work); err != nil {
		return Version{}, err
	}
	waiting, err := db.One(tx, selPending, db.Value[int], w)
	if err != nil {
		return Version{}, err
	}
	if waiting > 0 {
		return Version{}, fault.New(fault.Conflict, "已有一个版本在等待审核，审完后才能再送审")
	}
	now := s.now()
	v := Version{ID: id.New[Version](), Work: w, Owner: work.Owner, Author: work.Author, Draftable: work.Draftable, DerivedFrom: work.DerivedFrom,
		Upstream: work.Upstream, SharedTo: to, State: Submitted, Committed: now, Submitted: now}
	if v.Files, err = filesOf(tx, w); err != nil {
		return v, err
	}
	if v.Files == nil {
		v.Files = []File{}
	}
	for _, f := range v.Files {
		if err := welcome(tx, f.Hash); err != nil {
			return v, err
		}
	}
	if err := s.checkFrozen(tx, &v, kind); err != nil {
		return v, err
	}
	if !work.Paper.IsZero() {
		if v.Paper, err = s.papers.Copy(tx, work.Paper, work.Owner, work.Author); err != nil {
			return v, err
		}
		if err := s.papers.Freeze(tx, v.Paper); err != nil {
			return v, err
		}
		if v.Items, err = s.outlines.Lines(tx, v.Paper); err != nil {
			return v, err
		}
	}
	if v.Number, err = db.One(tx, selNextNumber, db.Value[int], w); err != nil {
		return v, err
	}
	if err := putVersion(tx, v); err != nil {
		return v, err
	}
	_, err = tx.Exec(updWorkState, string(Submitted), now, w)
	return v, err
}

// History lists the versions of one of the actor's own works, newest first, without their text.
func (s *Service) History(ctx context.Context, a *org.Actor, w WorkID) ([]Version, error) {
	if _, err := s.Get(ctx, a, w); err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selHistory, scanVersion, w)
}

// ForReview reads a version, in whatever state, that is or was to be shared within the actor's reach as a reviewer.
func (s *Service) ForReview(ctx context.Context, a *org.Actor, v VersionID) (Version, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonReview)
	if err != nil {
		return Version{}, err
	}
	return version(db.One(s.core.Reader(ctx), selReviewVersion, scanVersion, v, scope))
}

func version(v Version, err error) (Version, error) {
	if errors.Is(err, db.ErrNone) {
		return v, fault.New(fault.NotFound, "没有找到这个版本，或不在您的范围内")
	}
	return v, err
}
