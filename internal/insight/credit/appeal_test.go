package credit_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
)

func want(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%v, want %v", err, k)
	}
}

// settled lets a rural school use a work of school C and the month pass; it returns the version.
func (w *world) settled(t testing.TB) (work, v id.Any) {
	work = id.New[any]()
	v = w.publish(t, w.TeacherC, w.SchoolC, work, id.Any{})
	w.use(t, v, w.TeacherB, w.SchoolB, "rural", true)
	w.drain(t)
	w.Clock.Advance(month)
	w.event(t, "work.saved", w.TeacherA, m{})
	w.drain(t)
	return work, v
}

// letter takes the letters so far, as what they are and to whom.
func (w *world) letter() (out []string) {
	names := map[org.PersonID]string{}
	for n, a := range map[string]*org.Actor{"B": w.TeacherB, "C": w.TeacherC, "leader": w.LeaderB, "bureau": w.Bureau} {
		names[a.Person] = n
	}
	for _, l := range w.letters {
		s := l.What
		for _, p := range l.To {
			s += " " + names[p]
		}
		out = append(out, s)
	}
	w.letters = nil
	return out
}

func (w *world) expectLetters(t testing.TB, want ...string) {
	t.Helper()
	if got := w.letter(); !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

// TestAppeal: the author appeals against a line within the time, a responsible person of the unit who is not the author answers in writing; what
// is granted is an entry of its own and the old one stays; both get a letter; nothing of it can be done by anybody else, or twice.
func TestAppeal(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.settled(t)
		l, err := w.credit.Own(ctx, w.TeacherB)
		ok(t, err)
		line := l.Settled[0] // adopt 300
		if l.Until["2026-11"] == 0 || l.Appealed(line.ID, line.Month) {
			t.Fatalf("%+v", l)
		}
		_, err = w.credit.Appeal(ctx, w.TeacherC, line.ID, "", "这是别人的")
		want(t, err, fault.NotFound)
		_, err = w.credit.Appeal(ctx, w.TeacherB, id.New[any](), "", "没有这条")
		want(t, err, fault.NotFound)
		_, err = w.credit.Appeal(ctx, w.TeacherB, line.ID, "", " ")
		want(t, err, fault.Invalid)
		_, err = w.credit.Appeal(ctx, w.TeacherB, id.Any{}, "2026-12", "本月的")
		want(t, err, fault.Conflict) // not settled
		_, err = w.credit.Appeal(ctx, w.TeacherB, id.Any{}, "", "什么")
		want(t, err, fault.Invalid)
		_, err = w.credit.Appeal(ctx, w.TeacherB, id.Any{}, "十月", "？")
		want(t, err, fault.NotFound)
		_, err = w.credit.Appeal(ctx, w.PupilsB[0], id.Any{}, "2026-11", "学生")
		want(t, err, fault.Denied)
		n, err := w.credit.Appeal(ctx, w.TeacherB, line.ID, "", "两个班都用了，只记了一个")
		ok(t, err)
		w.expectLetters(t, "appeal leader")
		again, err := w.credit.Appeal(ctx, w.TeacherB, line.ID, "", "两个班都用了，只记了一个")
		if err != nil || again != n {
			t.Errorf("the same again: %v %v", again, err)
		}
		_, err = w.credit.Appeal(ctx, w.TeacherB, line.ID, "", "换个理由")
		want(t, err, fault.Conflict)
		for _, a := range []*org.Actor{w.TeacherB, w.ReviewerC, w.AuditAdmin, w.SystemAdmin} {
			want(t, w.credit.Answer(ctx, a, n, true, 100, "同意"), fault.Denied)
			if _, err := w.credit.Case(ctx, a, n); err == nil {
				t.Errorf("%s reads another's line", a.Name)
			}
		}
		c, err := w.credit.Case(ctx, w.LeaderB, n)
		ok(t, err)
		if c.Line.ID != line.ID || c.Bar != nil || c.Most != 10000-300 {
			t.Errorf("%+v", c)
		}
		want(t, w.credit.Answer(ctx, w.LeaderB, n, true, 100, ""), fault.Invalid)
		want(t, w.credit.Answer(ctx, w.LeaderB, n, true, 0, "同意"), fault.Invalid)
		want(t, w.credit.Answer(ctx, w.LeaderB, n, true, 9701, "同意"), fault.Invalid) // above the month's cap
		w.expect(t, w.TeacherB, "adopt 300", "")
		ok(t, w.credit.Answer(ctx, w.LeaderB, n, true, 200, "查过课表，第二个班也用了"))
		w.expectLetters(t, "answer B", "known leader")
		want(t, w.credit.Answer(ctx, w.LeaderB, n, false, 0, "改主意"), fault.Conflict)
		w.drain(t)
		w.expect(t, w.TeacherB, "correction 200, adopt 300", "")
		l, err = w.credit.Own(ctx, w.TeacherB)
		ok(t, err)
		if e := l.Settled[0]; e.Mends != line.ID || e.Reason != credit.Appealed || l.Notes[e.Cause] != "查过课表，第二个班也用了" || l.Appeals[0].State != credit.AppealGranted {
			t.Errorf("%+v %+v", e, l.Appeals)
		}
	})
}

// TestAppealAboutAMonth: what is missing has no line; who answers at the own school can not answer the own appeal, the bureau does; a refusal
// changes nothing but is written; and when the time is over nobody appeals any more.
func TestAppealAboutAMonth(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.settled(t)
		n, err := w.credit.Appeal(ctx, w.LeaderB, id.Any{}, "2026-11", "我上的示范课没有记")
		ok(t, err)
		w.expectLetters(t, "appeal bureau")
		want(t, w.credit.Answer(ctx, w.LeaderB, n, true, 100, "同意自己"), fault.Denied)
		rows, _, err := w.credit.Cases(ctx, w.Bureau, true, credit.AppealID{})
		if err != nil || len(rows) != 1 {
			t.Fatalf("%v %v", rows, err)
		}
		ok(t, w.credit.Answer(ctx, w.Bureau, n, false, 0, "示范课不在记录的范围里"))
		w.expectLetters(t, "answer leader", "known bureau")
		n, err = w.credit.Appeal(ctx, w.TeacherC, id.Any{}, "2026-11", "还有一所学校用了")
		ok(t, err)
		w.expectLetters(t, "appeal bureau") // nobody answers at school C
		_, err = w.credit.Case(ctx, w.LeaderB, n)
		want(t, err, fault.NotFound)
		ok(t, w.credit.Answer(ctx, w.Bureau, n, true, 1000, "核对了"))
		w.drain(t)
		w.expect(t, w.LeaderB, "", "")
		w.expect(t, w.TeacherC, "correction 1000, use 1225", "")
		if rows, _, err = w.credit.Cases(ctx, w.Bureau, false, credit.AppealID{}); err != nil || len(rows) != 2 {
			t.Fatalf("%v %v", rows, err)
		}
		w.Clock.Advance(month)
		_, err = w.credit.Appeal(ctx, w.TeacherB, id.Any{}, "2026-11", "太晚了")
		want(t, err, fault.Conflict)
	})
}

// TestWithdrawalTakesBackWhatAnAppealAdded: later corrections count what was corrected before, and folding anew gives the same.
func TestWithdrawalTakesBackWhatAnAppealAdded(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		work, v := w.settled(t)
		l, err := w.credit.Own(ctx, w.TeacherC)
		ok(t, err)
		n, err := w.credit.Appeal(ctx, w.TeacherC, l.Settled[0].ID, "", "少记了")
		ok(t, err)
		ok(t, w.credit.Answer(ctx, w.Bureau, n, true, 75, "对"))
		w.Clock.Advance(time.Second)
		w.event(t, "version.withdrawn", w.ReviewerGroup, m{"work": work, "version": v})
		w.drain(t)
		w.expect(t, w.TeacherC, "correction -1300, correction 75, use 1225", "")
		before := w.dump(t)
		ok(t, w.credit.Reset(ctx))
		w.drain(t)
		if after := w.dump(t); after != before {
			t.Errorf("folded\n%s\nanew\n%s", before, after)
		}
		ok(t, w.Core.Write(ctx, func(tx *db.Tx) error { return w.credit.Forget(tx, w.TeacherC.Person) }))
		if l, err = w.credit.Own(ctx, w.TeacherC); err != nil || len(l.Appeals) != 0 {
			t.Errorf("%+v %v", l.Appeals, err)
		}
	})
}
