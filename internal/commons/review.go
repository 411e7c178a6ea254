package commons

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

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

// Submit freezes the stored draft into a version and puts it before a reviewer of the unit it is to be shared to. commitment is
// the provider's written commitment in the seven aspects; without it nothing is submitted. One version of a work waits at a time.
func (s *Service) Submit(ctx context.Context, a *org.Actor, w WorkID, to org.UnitID, commitment bool) (Version, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil {
		return Version{}, err
	}
	if err := s.mayShare(ctx, work, to, commitment); err != nil {
		return Version{}, err
	}
	var out Version
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		var err error
		out, err = s.freeze(tx, w, to)
		if err != nil {
			return err
		}
		_, err = s.log.Append(tx, event(a, "work.submitted", work.Owner), submitted{w, out.ID, to})
		return err
	})
	return out, err
}

// mayShare checks what the author chose and whether there is anything to review.
func (s *Service) mayShare(ctx context.Context, w Work, to org.UnitID, commitment bool) error {
	var wrong []fault.Field
	targets, err := s.Targets(ctx, w)
	if err != nil {
		return err
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
	if !commitment {
		wrong = append(wrong, fault.Field{Name: "commitment", Message: "送审前要作出书面承诺"})
	}
	if strings.TrimSpace(w.Body) == "" && len(w.Files) == 0 {
		wrong = append(wrong, fault.Field{Name: "to", Message: "这一课还没有内容：请先写正文或上传文件"})
	}
	if wrong = append(wrong, mayLeave(w, kind, s.now())...); wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

// freeze reads the draft inside the write, so that what is submitted is what is stored, and copies it with a frozen paper.
func (s *Service) freeze(tx *db.Tx, w WorkID, to org.UnitID) (Version, error) {
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
	if err := s.checkFrozen(tx, &v); err != nil {
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

// Queue lists what waits for the actor's review, longest waiting first: never the actor's own.
func (s *Service) Queue(ctx context.Context, a *org.Actor) ([]Version, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonReview)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selQueue, scanVersion, a.Person, scope)
}

// Decided lists what the actor has reviewed, newest first.
func (s *Service) Decided(ctx context.Context, a *org.Actor) ([]Version, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonReview)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selDecided, scanVersion, a.Person, scope)
}

// ForReview reads a version, in whatever state, that is or was to be shared within the actor's reach as a reviewer.
func (s *Service) ForReview(ctx context.Context, a *org.Actor, v VersionID) (Version, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonReview)
	if err != nil {
		return Version{}, err
	}
	return version(db.One(s.core.Reader(ctx), selReviewVersion, scanVersion, v, scope))
}

// Review answers a submitted version. The author is refused whatever roles they hold; a version that is already decided is a
// Conflict. Approving publishes it, and the version before it is superseded.
func (s *Service) Review(ctx context.Context, a *org.Actor, v VersionID, d Decision) error {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return err
	}
	if got.Author == a.Person {
		return fault.New(fault.Denied, "不能审核自己的作品，请由另一位审核员审核")
	}
	d.Note = strings.TrimSpace(d.Note)
	if err := d.check(); err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		ok, state, kind := false, Returned, "version.reviewed"
		var payload any = reviewed{got.Work, v, "returned", d.Wrong}
		var err error
		if d.Approve {
			state, kind, payload = Published, "version.published", publishedOf(got)
			ok, err = markPublished(tx, got, a.Person, now, d.Note)
		} else {
			ok, err = markReturned(tx, v, a.Person, now, d.Wrong, d.Note)
		}
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "这个版本已经审核过了")
		}
		if _, err := tx.Exec(updWorkState, string(state), now, got.Work); err != nil {
			return err
		}
		if d.Approve { // two facts of one act: somebody reviewed, something is public
			if _, err := s.log.Append(tx, event(a, "version.reviewed", got.Owner), reviewed{got.Work, v, "approved", []Aspect{}}); err != nil {
				return err
			}
		}
		_, err = s.log.Append(tx, event(a, kind, got.Owner), payload)
		return err
	})
}

// check holds an approval to all seven aspects and a return to a reason and a note.
func (d Decision) check() error {
	var wrong []fault.Field
	for _, x := range append(append([]Aspect{}, d.Fine...), d.Wrong...) {
		if !isAspect(x) {
			return fault.New(fault.Invalid, "没有这一项审核内容")
		}
	}
	if utf8.RuneCountInString(d.Note) > MaxNote {
		wrong = append(wrong, fault.Field{Name: "note", Message: "意见最多 1000 字"})
	}
	if d.Approve {
		for _, x := range Aspects() {
			if !has(d.Fine, x) || has(d.Wrong, x) {
				wrong = append(wrong, fault.Field{Name: string(x), Message: "七个方面都确认符合才能通过"})
				break // one sentence, at the first that is open
			}
		}
	} else {
		if len(d.Wrong) == 0 {
			wrong = append(wrong, fault.Field{Name: string(Political), Message: "退回时要标出至少一个有问题的方面"})
		}
		if d.Note == "" {
			wrong = append(wrong, fault.Field{Name: "note", Message: "请写明要改什么"})
		}
	}
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

func has(all []Aspect, x Aspect) bool {
	for _, y := range all {
		if x == y {
			return true
		}
	}
	return false
}

// Withdraw takes one of the actor's own published versions out of the library at once.
func (s *Service) Withdraw(ctx context.Context, a *org.Actor, w WorkID, v VersionID, why string) error {
	if _, err := s.Get(ctx, a, w); err != nil {
		return err
	}
	return s.withdraw(ctx, a, v, w, why)
}

// TakeDown is Withdraw by a reviewer of the unit to which the version is shared.
func (s *Service) TakeDown(ctx context.Context, a *org.Actor, v VersionID, why string) error {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return err
	}
	return s.withdraw(ctx, a, v, got.Work, why)
}

func (s *Service) withdraw(ctx context.Context, a *org.Actor, v VersionID, w WorkID, why string) error {
	why = strings.TrimSpace(why)
	if why == "" {
		return fault.Fieldsf(fault.Field{Name: "why", Message: "请写明撤回的原因"})
	}
	if utf8.RuneCountInString(why) > MaxNote {
		return fault.Fieldsf(fault.Field{Name: "why", Message: "原因最多 1000 字"})
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		got, err := version(db.One(tx, selVersionTx, scanVersion, v))
		if err != nil {
			return err
		}
		if got.Work != w {
			return fault.New(fault.NotFound, "没有找到这个版本，或不在您的范围内")
		}
		n, err := tx.Exec(updWithdrawn, now, a.Person, why, v)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "只有已发布的版本可以撤回")
		}
		waiting, err := db.One(tx, selPending, db.Value[int], w)
		if err != nil {
			return err
		}
		if waiting == 0 && got.State == Published {
			if _, err := tx.Exec(updWorkState, string(Withdrawn), now, w); err != nil {
				return err
			}
		}
		_, err = s.log.Append(tx, event(a, "version.withdrawn", got.Owner), withdrawn{w, v, why})
		return err
	})
}

func version(v Version, err error) (Version, error) {
	if errors.Is(err, db.ErrNone) {
		return v, fault.New(fault.NotFound, "没有找到这个版本，或不在您的范围内")
	}
	return v, err
}
