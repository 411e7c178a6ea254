package credit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// TestDraw: as many as the rate says, within its bounds; the same lot draws the same whatever the order, and another lot draws others; over many
// lots every use is drawn about as often.
func TestDraw(t *testing.T) {
	var uses []credit.Use
	for i := range 40 {
		uses = append(uses, credit.Use{Work: node("work", i), School: node("school", i%7), Term: "2026-2"})
	}
	r := rule
	for _, x := range []struct{ n, rate, least, most, want int }{{40, 5, 1, 50, 2}, {40, 5, 3, 50, 3}, {40, 90, 0, 10, 10}, {2, 5, 3, 50, 2}, {0, 5, 3, 50, 0}, {40, 1, 0, 50, 1}} {
		r.Sample, r.SampleLeast, r.SampleMost = x.rate, x.least, x.most
		if got := credit.Draw(r, node("lot", 1), uses[:x.n]); len(got) != x.want {
			t.Errorf("%+v: %d", x, len(got))
		}
	}
	r.Sample, r.SampleLeast, r.SampleMost = 10, 0, 50
	first := credit.Draw(r, node("lot", 1), uses)
	turned := slices.Clone(uses)
	slices.Reverse(turned)
	if !slices.Equal(first, credit.Draw(r, node("lot", 1), turned)) || slices.Equal(first, credit.Draw(r, node("lot", 2), uses)) {
		t.Error("the lot alone must decide")
	}
	often := map[id.Any]int{}
	for lot := range 2000 {
		for _, u := range credit.Draw(r, node("lot", lot), uses) {
			often[u]++
		}
	}
	for _, u := range uses { // 200 expected, standard deviation 13
		if n := often[credit.Key(u)]; n < 130 || n > 270 {
			t.Errorf("drawn %d times of 2000", n)
		}
	}
}

// TestHints: each looks at what it says and at nothing else, the bounds are the rule's, and more never comes first.
func TestHints(t *testing.T) {
	works := map[id.Any]credit.Work{}
	for i := range 6 {
		works[node("work", i)] = credit.Work{ID: node("work", i), Author: person(i % 3), School: node("school", i%3)}
	}
	use := func(work, school, minute int) credit.Use {
		return credit.Use{Work: node("work", work), School: node("school", school), Term: "2026-2", At: int64(minute) * 60e6}
	}
	kinds := func(uses []credit.Use, gifts ...credit.Gift) (out []string) {
		for _, h := range credit.Hints(rule, works, uses, gifts) {
			out = append(out, fmt.Sprint(h.Kind, " ", h.N, " of ", h.Of))
		}
		return out
	}
	for _, x := range []struct {
		name string
		uses []credit.Use
		want []string
	}{
		{"one way only", []credit.Use{use(0, 1, 0), use(3, 1, 200)}, nil},
		{"both ways", []credit.Use{use(0, 1, 0), use(1, 0, 200)}, []string{"ring 2 of 2"}},
		{"both ways, among many others", []credit.Use{use(0, 1, 0), use(1, 0, 200), use(0, 4, 400), use(0, 5, 600)}, nil}, // 2 of 4 < 60 %
		{"two within an hour", []credit.Use{use(0, 4, 0), use(0, 5, 60)}, nil},
		{"three within an hour", []credit.Use{use(0, 4, 0), use(0, 5, 30), use(3, 4, 60)}, []string{"rush 3 of 0"}},
		{"three in 61 minutes", []credit.Use{use(0, 4, 0), use(0, 5, 30), use(3, 4, 61)}, nil},
		{"three of different authors", []credit.Use{use(0, 4, 0), use(1, 4, 30), use(2, 4, 60)}, nil},
		{"a rush that goes on is one", []credit.Use{use(0, 4, 0), use(0, 5, 30), use(0, 6, 60), use(0, 7, 85), use(3, 8, 300)}, []string{"rush 4 of 0"}},
		{"the ring before the larger rush", []credit.Use{use(2, 4, 0), use(2, 5, 1), use(2, 6, 2), use(0, 1, 300), use(1, 0, 400)}, []string{"ring 2 of 2", "rush 3 of 0"}},
	} {
		if got := kinds(x.uses); !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
	gift := func(teacher, owner int) credit.Gift {
		return credit.Gift{Work: node("work", owner), Owner: node("school", owner), School: node("school", 9), Teacher: person(teacher)}
	}
	if got := kinds(nil, gift(1, 0), gift(1, 1), gift(2, 0), gift(2, 0)); !slices.Equal(got, []string{"unopened 2 of 0"}) {
		t.Errorf("gifts: %q", got)
	}
	rapid.Check(t, func(rt *rapid.T) { // the order of facts changes nothing
		f := facts(rt)
		a := fmt.Sprint(credit.Hints(rule, f.Works, f.Uses, nil))
		slices.Reverse(f.Uses)
		if b := fmt.Sprint(credit.Hints(rule, f.Works, f.Uses, nil)); a != b {
			rt.Fatalf("%s\n%s", a, b)
		}
	})
}

// TestAudit: the sample of a settled month is before the auditing role and nobody else, without people and points; confirming changes
// nothing, striking takes back what was paid for that use and tells who was paid; what was not drawn and no hint names cannot be struck.
func TestAudit(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.settled(t)
		for _, a := range []*org.Actor{w.TeacherB, w.LeaderB, w.Bureau, w.Researcher, w.SystemAdmin, w.ReviewerGroup, w.PupilsB[0]} {
			_, err := w.credit.Audit(ctx, a, "")
			want(t, err, fault.Denied)
			want(t, w.credit.Check(ctx, a, "2026-11", id.New[any](), true, "x"), fault.Denied)
		}
		got, err := w.credit.Audit(ctx, w.AuditAdmin, "")
		ok(t, err)
		if got.Month != "2026-11" || got.Credits != 1 || len(got.Sample) != 1 || got.Sample[0].Check != nil || got.Schools[got.Sample[0].Use.School] != "乡中学" || got.Schools[got.Sample[0].Owner] != "外中学" {
			t.Fatalf("%+v", got)
		}
		used := got.Sample[0].Used
		want(t, w.credit.Check(ctx, w.AuditAdmin, got.Month, used, true, " "), fault.Invalid)
		want(t, w.credit.Check(ctx, w.AuditAdmin, "2026-12", used, true, "没有入账的月份"), fault.NotFound)
		want(t, w.credit.Check(ctx, w.AuditAdmin, got.Month, id.New[any](), true, "没有抽到"), fault.NotFound)
		ok(t, w.credit.Check(ctx, w.AuditAdmin, got.Month, used, true, "课表里没有这节课"))
		want(t, w.credit.Check(ctx, w.AuditAdmin, got.Month, used, false, "再来一次"), fault.Conflict)
		letters := w.letter()
		if len(letters) != 1 || letters[0] != "struck B C" && letters[0] != "struck C B" {
			t.Errorf("letters %q", letters)
		}
		w.drain(t)
		w.expect(t, w.TeacherB, "correction -300, adopt 300", "")
		w.expect(t, w.TeacherC, "correction -1225, use 1225", "")
		l, err := w.credit.Own(ctx, w.TeacherC)
		ok(t, err)
		if l.Notes[l.Settled[0].Cause] != "课表里没有这节课" {
			t.Errorf("the reason is not with the correction: %+v", l.Notes)
		}
		// the correction is a line like any other: its author appeals, and what was struck comes back
		w.Clock.Advance(time.Second)
		n, err := w.credit.Appeal(ctx, w.TeacherC, l.Settled[0].ID, "", "那天调课了，有调课单")
		ok(t, err)
		ok(t, w.credit.Answer(ctx, w.Bureau, n, true, 1225, "调课单属实"))
		w.drain(t)
		w.expect(t, w.TeacherC, "correction 1225, correction -1225, use 1225", "")
		if got, err = w.credit.Audit(ctx, w.AuditAdmin, "2026-11"); err != nil || len(got.Sample) != 1 || got.Sample[0].Check == nil || !got.Sample[0].Check.Struck {
			t.Fatalf("%+v %v", got, err)
		}
		before := w.dump(t)
		ok(t, w.credit.Reset(ctx))
		w.drain(t)
		if after := w.dump(t); after != before {
			t.Errorf("folded\n%s\nanew\n%s", before, after)
		}
	})
}

// TestAuditConfirms and finds a gift that nobody opened.
func TestAuditConfirms(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		v := w.publish(t, w.TeacherA, w.SchoolA, id.New[any](), id.Any{})
		w.use(t, v, w.TeacherB, w.SchoolB, "rural", false)
		w.use(t, v, w.TeacherB, w.SchoolB, "rural", false)
		w.settled(t)
		got, err := w.credit.Audit(ctx, w.AuditAdmin, "2026-11")
		ok(t, err)
		if len(got.Hints) != 1 || got.Hints[0].Kind != credit.Unopened || got.Hints[0].N != 2 || got.Titles[got.Hints[0].Works[0]] != "角" {
			t.Fatalf("%+v", got.Hints)
		}
		ok(t, w.credit.Check(ctx, w.AuditAdmin, got.Month, got.Sample[0].Used, false, "电话核实，上过"))
		w.expectLetters(t)
		w.drain(t)
		w.expect(t, w.TeacherC, "use 1225", "")
	})
}
