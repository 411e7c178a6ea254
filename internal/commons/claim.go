package commons

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// claimSetting is how many hours a claim holds; claimHours is its value where nobody set one.
const (
	claimSetting = "review.claim_hours"
	claimHours   = 48
)

// Claim gives the open stage of a version to the actor for some time, so that two people do not read the same lesson. Others see who
// has it. Claiming again what one has makes it hold from now. Faults: Denied for an author and for who decided an earlier stage,
// Conflict when somebody else has it or nothing is open.
func (s *Service) Claim(ctx context.Context, a *org.Actor, v VersionID) error {
	got, st, err := s.toDecide(ctx, a, v)
	if err != nil {
		return err
	}
	if err := s.scan(ctx, got); err != nil {
		return err
	}
	now := s.now()
	until, err := s.holds(ctx, st, now)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updClaim, a.Person, now, until, v, st.Number, now, a.Person)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "别人已经领取了这一课，请换一课")
		}
		_, err = s.log.Append(tx, event(a, "review.claimed", got.Owner), claimed{got.Work, v, st.Number, until})
		return err
	})
}

// holds is until when a claim made now holds.
func (s *Service) holds(ctx context.Context, st Tier, now clock.Micros) (clock.Micros, error) {
	u, err := s.org.Unit(ctx, st.Asked)
	if err != nil {
		return 0, err
	}
	raw, _, err := s.org.Setting(ctx, claimSetting, u.Node(), now)
	hours := claimHours
	if len(raw) > 0 && err == nil {
		err = json.Unmarshal(raw, &hours)
	}
	return now + clock.Micros(max(1, hours))*day/24, err
}

// HeldUntil is until when a claim of an open stage made now would hold.
func (s *Service) HeldUntil(ctx context.Context, st Tier) (clock.Micros, error) {
	return s.holds(ctx, st, s.now())
}

// Release gives a claimed stage back.
func (s *Service) Release(ctx context.Context, a *org.Actor, v VersionID) error {
	got, st, err := s.toDecide(ctx, a, v)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updRelease, v, st.Number, a.Person)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "这一课不在您手里")
		}
		_, err = s.log.Append(tx, event(a, "review.released", got.Owner), claimed{got.Work, v, st.Number, 0})
		return err
	})
}

// toDecide is a version within the actor's reach with its open stage, when the actor may decide it: no author of the work, and
// nobody who decided an earlier stage of the same version.
func (s *Service) toDecide(ctx context.Context, a *org.Actor, v VersionID) (Version, Tier, error) {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return got, Tier{}, err
	}
	steps, err := stepsOf(s.core.Reader(ctx), v)
	if err != nil {
		return got, Tier{}, err
	}
	if err := s.barred(ctx, a, got, steps); err != nil {
		return got, Tier{}, err
	}
	for _, st := range steps {
		if st.State != TierOpen {
			continue
		}
		return got, st, s.org.Must(ctx, a, org.LessonReview, nodeOf(st.Asked))
	}
	return got, Tier{}, fault.New(fault.Conflict, "这个版本已经审核过了")
}

// barred says why somebody may never decide a stage of a version, or nil.
func (s *Service) barred(ctx context.Context, a *org.Actor, v Version, steps []Tier) error {
	makers, err := s.makersOf(ctx, v.Work, v.Author)
	if err != nil {
		return err
	}
	if v.Author == a.Person {
		return fault.New(fault.Denied, "不能审核自己的作品，请由另一位审核员审核")
	}
	if slices.Contains(makers, a.Person) {
		return fault.New(fault.Denied, "您参与过这一课的备课，不能审核，请由另一位审核员审核")
	}
	for _, st := range steps {
		if st.Reviewer == a.Person {
			return fault.New(fault.Denied, "您已经审过这一版的前一级，后一级要由另一位审核员来审")
		}
	}
	return nil
}

// MayDecide is nil when the actor may claim and decide the open stage of a version.
func (s *Service) MayDecide(ctx context.Context, a *org.Actor, v VersionID) error {
	_, _, err := s.toDecide(ctx, a, v)
	return err
}

// Decision is a reviewer's answer to one stage. To approve, all seven aspects must be in Fine and every hit of the negative list must
// have been answered. To return, Codes says why from the closed list and Note says what to change; Wrong is then what Codes name.
type Decision struct {
	Approve bool
	Fine    []Aspect
	Wrong   []Aspect
	Codes   []string
	Note    string         // at most MaxNote characters
	Answers map[int]string // to hits of the negative list, by the number of the hit
}

// Review decides the open stage of a version, by who has claimed it. Approving the last stage publishes the version, and the one before
// it is superseded; approving another opens the next. Returning ends the review: what is submitted next begins at the first stage.
func (s *Service) Review(ctx context.Context, a *org.Actor, v VersionID, d Decision) error {
	got, st, err := s.toDecide(ctx, a, v)
	if err != nil {
		return err
	}
	d.Note = strings.TrimSpace(d.Note)
	if err := d.check(); err != nil {
		return err
	}
	now := s.now()
	if st.Holder(now) != a.Person {
		return fault.New(fault.Conflict, "请先领取这一课，再写审核意见")
	}
	if d.Approve && got.lapsed(now) {
		return fault.New(fault.Conflict, "文件里学生的监护人同意已经到期，不能通过：请退回，让作者更新同意书或移除文件")
	}
	hits, err := s.answered(ctx, v, d)
	if err != nil {
		return err
	}
	next, err := s.after(ctx, a, got, st, now)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := answerHits(tx, v, st.Number, hits, a.Person, now); err != nil {
			return err
		}
		if d.Approve && next != nil {
			return s.passOn(tx, a, got, st, *next, now, d)
		}
		return s.conclude(tx, a, got, st, now, d)
	})
}

// after is the stage that follows, made ready, or nil when st is the last.
func (s *Service) after(ctx context.Context, a *org.Actor, v Version, st Tier, now clock.Micros) (*Tier, error) {
	steps, err := stepsOf(s.core.Reader(ctx), v.ID)
	if err != nil {
		return nil, err
	}
	barred, err := s.makersOf(ctx, v.Work, v.Author)
	if err != nil {
		return nil, err
	}
	barred = append(barred, a.Person)
	for _, x := range steps {
		if !x.Reviewer.IsZero() {
			barred = append(barred, x.Reviewer)
		}
	}
	for _, x := range steps {
		if x.Number == st.Number+1 {
			x, err = s.opened(ctx, x, barred, now)
			return &x, err
		}
	}
	return nil, nil
}

var errDecided = fault.New(fault.Conflict, "这一课已经不在您手里，或者已经审过了：请回到列表看最新的情况")

// passOn approves one stage and opens the next.
func (s *Service) passOn(tx *db.Tx, a *org.Actor, v Version, st, next Tier, now clock.Micros, d Decision) error {
	ok, err := decideStep(tx, st, TierApproved, a.Person, now, d)
	if err != nil {
		return err
	}
	if !ok {
		return errDecided
	}
	if _, err := tx.Exec(updStepOpen, next.Asked, next.Opened, next.Due, v.ID, next.Number); err != nil {
		return err
	}
	_, err = s.log.Append(tx, event(a, "version.reviewed", v.Owner), reviewed{v.Work, v.ID, "approved", []Aspect{}, st.Number, []string{}})
	return err
}

// conclude publishes or returns the version. It is the only place of the program that makes a version public.
func (s *Service) conclude(tx *db.Tx, a *org.Actor, v Version, st Tier, now clock.Micros, d Decision) error {
	state, step, word := Returned, TierReturned, "returned"
	if d.Approve {
		state, step, word = Published, TierApproved, "approved"
	}
	ok, err := decideStep(tx, st, step, a.Person, now, d)
	if err != nil {
		return err
	}
	if !ok {
		return errDecided
	}
	if d.Approve {
		ok, err = markPublished(tx, v, a.Person, now, d.Note)
	} else {
		if _, err := tx.Exec(updStepsVoid, v.ID); err != nil {
			return err
		}
		ok, err = markReturned(tx, v.ID, a.Person, now, d.Wrong, d.Note)
	}
	if err != nil {
		return err
	}
	if !ok {
		return errDecided
	}
	if _, err := tx.Exec(updWorkState, string(state), now, v.Work); err != nil {
		return err
	}
	if d.Wrong == nil {
		d.Wrong = []Aspect{}
	}
	if d.Codes == nil {
		d.Codes = []string{}
	}
	// two facts of one act: somebody reviewed, something is public
	_, err = s.log.Append(tx, event(a, "version.reviewed", v.Owner), reviewed{v.Work, v.ID, word, d.Wrong, st.Number, d.Codes})
	if err == nil && d.Approve {
		_, err = s.log.Append(tx, event(a, "version.published", v.Owner), publishedOf(v))
	}
	return err
}

// check holds an approval to all seven aspects and a return to reasons of the closed list and a note.
func (d *Decision) check() error {
	var wrong []fault.Field
	for _, x := range append(append([]Aspect{}, d.Fine...), d.Wrong...) {
		if !isAspect(x) {
			return fault.New(fault.Invalid, "没有这一项审核内容")
		}
	}
	for _, c := range d.Codes {
		if !isReason(c) {
			return fault.New(fault.Invalid, "没有这一条退回原因")
		}
		if x := (Reason{Code: c}).Aspect(); !slices.Contains(d.Wrong, x) {
			d.Wrong = append(d.Wrong, x)
		}
	}
	if utf8.RuneCountInString(d.Note) > MaxNote {
		wrong = append(wrong, fault.Field{Name: "note", Message: "意见最多 1000 字"})
	}
	if d.Approve {
		for _, x := range Aspects() {
			if !slices.Contains(d.Fine, x) || slices.Contains(d.Wrong, x) {
				wrong = append(wrong, fault.Field{Name: string(x), Message: "七个方面都确认符合才能通过"})
				break // one sentence, at the first that is open
			}
		}
	} else {
		wrong = append(wrong, d.whyNot()...)
	}
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

// whyNot holds a return to a reason for each aspect that is wrong, and to a note.
func (d *Decision) whyNot() (wrong []fault.Field) {
	if len(d.Wrong) == 0 {
		wrong = append(wrong, fault.Field{Name: string(Political), Message: "退回时要标出至少一个有问题的方面"})
	}
	for _, x := range d.Wrong {
		if !slices.ContainsFunc(d.Codes, func(c string) bool { return Reason{Code: c}.Aspect() == x }) {
			wrong = append(wrong, fault.Field{Name: string(x) + "-code", Message: "请选出退回的原因"})
		}
	}
	if d.Note == "" {
		wrong = append(wrong, fault.Field{Name: "note", Message: "请写明要改什么"})
	}
	return wrong
}
