package exam

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

// house is a world with the register over it; the registrar of school B and a second bureau leader are added.
type house struct {
	*orgtest.World
	s         *Service
	Registrar *org.Actor // of school B
	Bureau2   *org.Actor
	Inspector *org.Actor // of district B
}

func suite(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, d *db.DB) { f(t, newHouse(t, d)) }, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, Migrations)
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	w := orgtest.New(t, d)
	p, err := preset.Load(preset.Default)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{World: w, s: New(Parts{Core: d, Log: w.Log, Org: w.Org, Jobs: job.New(d, w.Clock, testkit.Logger(t)), Clock: w.Clock, Preset: p})}
	h.Registrar = h.person(t, org.Registrar, id.As[any](w.SchoolB))
	h.Bureau2 = h.person(t, org.BureauLeader, id.As[any](w.Region))
	h.Inspector = h.person(t, org.Inspector, id.As[any](w.DistrictB))
	return h
}

func (h *house) person(t *testing.T, r org.Role, n org.Node) *org.Actor {
	t.Helper()
	acc := id.New[org.Account]()
	err := h.Core.Write(context.Background(), func(tx *db.Tx) error {
		p, err := h.Org.AddPerson(tx, org.Person{Owner: h.Region, Name: string(r)}, acc)
		if err != nil {
			return err
		}
		return h.Org.Give(tx, org.Holding{Person: p, Role: r, Node: n})
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.Resolve(t, acc)
}

func on(day string) clock.Micros {
	d, err := time.ParseInLocation(time.DateOnly, day, clock.Shanghai)
	if err != nil {
		panic(err)
	}
	return clock.At(d)
}

// final7 is a lawful order: the final of grade 7 at school B.
func (h *house) final7() Order {
	return Order{Node: id.As[any](h.SchoolB), Kind: PaperExam, Purpose: Final, Grade: 7, Title: "七年级期末考试", Subjects: []string{"english", "maths", "nonsense", "maths"}, First: on("2027-01-12"), Last: on("2027-01-13")}
}

func (h *house) watch() Order {
	return Order{Node: id.As[any](h.DistrictB), Kind: PaperExam, Purpose: Monitoring, Grade: 8, Title: "八年级数学学业质量监测", Subjects: []string{"maths"}, First: on("2026-12-02"), Sample: 20, Forms: 4}
}

func wantKind(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: want %s, got %v", what, k, err)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h *house) kinds(t *testing.T) (out []string) {
	t.Helper()
	if err := h.Log.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, e := range must[[]bus.Event](t)(h.Log.Read(context.Background(), bus.Position{}, 500)) {
		if strings.HasPrefix(e.Kind, "exam.") {
			out = append(out, e.Kind)
			var p struct {
				Exam ExamID     `json:"exam"`
				Unit org.UnitID `json:"unit"`
			}
			if err := json.Unmarshal(e.Payload, &p); err != nil || p.Exam.IsZero() || p.Unit.IsZero() || e.Owner != id.As[any](p.Unit) || strings.Contains(string(e.Payload), "期末") {
				t.Errorf("event %s: %s, %v", e.Kind, e.Payload, err)
			}
		}
	}
	return out
}

// TestRegister goes the whole way: registered, filed, approved; each step by who may, once, on the revision that was seen.
func TestRegister(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		e := must[Exam](t)(h.s.Register(ctx, h.Registrar, h.final7()))
		if e.State != StateDraft || e.Scope != ScopeSchool || e.Stage != org.Junior || e.Cohort != 2026 || e.Term != "2026-1" || !slices.Equal(e.Subjects, []string{"maths", "english"}) || e.Late() {
			t.Errorf("registered %+v", e)
		}
		_, err := h.s.Admit(ctx, h.Core.Reader(ctx), e.ID)
		wantKind(t, err, fault.Conflict, "marks for a draft")
		_, err = h.s.Decide(ctx, h.LeaderB, e.ID, e.Rev, true, "")
		wantKind(t, err, fault.Conflict, "deciding before filing")
		_, err = h.s.File(ctx, h.Registrar, e.ID, e.Rev, "12")
		wantKind(t, err, fault.Invalid, "a filing number of two characters")
		_, err = h.s.File(ctx, h.TeacherC, e.ID, e.Rev, "备2026-1")
		wantKind(t, err, fault.NotFound, "a teacher of another school files")
		filed := must[Exam](t)(h.s.File(ctx, h.Registrar, e.ID, e.Rev, "备2026-1"))
		if twice := must[Exam](t)(h.s.File(ctx, h.Registrar, e.ID, e.Rev, "备2026-1")); twice.Rev != filed.Rev || twice.Filing != filed.Filing {
			t.Errorf("the same button twice: %+v", twice)
		}
		_, err = h.s.File(ctx, h.Registrar, e.ID, e.Rev, "备2026-2")
		wantKind(t, err, fault.Conflict, "filing again under another number")
		_, err = h.s.File(ctx, h.LeaderB, e.ID, e.Rev, "备2026-1")
		wantKind(t, err, fault.Conflict, "somebody else files it again")
		_, err = h.s.Decide(ctx, h.Registrar, e.ID, filed.Rev, true, "")
		wantKind(t, err, fault.Denied, "the registrar decides")
		_, err = h.s.Decide(ctx, h.LeaderB, e.ID, e.Rev, true, "")
		wantKind(t, err, fault.Conflict, "deciding on a revision that is no more")
		_, err = h.s.Decide(ctx, h.LeaderB, e.ID, filed.Rev, false, " ")
		wantKind(t, err, fault.Invalid, "a refusal without a reason")
		done := must[Exam](t)(h.s.Decide(ctx, h.LeaderB, e.ID, filed.Rev, true, ""))
		if done.State != StateApproved || done.Approver != h.LeaderB.Person || done.FiledBy != h.Registrar.Person || done.Filing != "备2026-1" {
			t.Errorf("approved %+v", done)
		}
		if in := must[Exam](t)(h.s.Admit(ctx, h.Core.Reader(ctx), e.ID)); in.ID != e.ID {
			t.Errorf("admitted %+v", in)
		}
		again := must[Exam](t)(h.s.Exam(ctx, h.Registrar, e.ID))
		if again.State != StateApproved || again.Rev != done.Rev || again.Last != on("2027-01-13") || !slices.Equal(again.Schools, []org.UnitID{h.SchoolB}) {
			t.Errorf("stored %+v", again)
		}
		var steps []string
		for _, s := range must[[]Step](t)(h.s.Steps(ctx, again)) {
			steps = append(steps, s.Name)
		}
		if !slices.Equal(steps, []string{"registered", "filed", "approved"}) {
			t.Errorf("history %v", steps)
		}
		if got := h.kinds(t); !slices.Equal(got, []string{"exam.registered", "exam.filed", "exam.decided"}) {
			t.Errorf("events %v", got)
		}
		log := must[[]audit.Entry](t)(audit.New(h.Core, h.Clock).At(ctx, []id.Any{id.As[any](h.SchoolB)}, "exam.approved", 0, 10))
		if len(log) != 1 || log[0].Actor != id.As[any](h.LeaderB.Person) || !strings.Contains(string(log[0].Detail), e.ID.String()) {
			t.Errorf("audit %+v", log)
		}
		_, err = h.s.Register(ctx, h.Registrar, h.final7())
		var no *Refusal
		if !errors.As(err, &no) || no.Verdict.Breaches[0].Rule != "final-one" {
			t.Errorf("a second final: %v", err)
		}
		void := must[Exam](t)(h.s.Void(ctx, h.LeaderB, e.ID, done.Rev, "因天气改期"))
		_, err = h.s.Admit(ctx, h.Core.Reader(ctx), e.ID)
		wantKind(t, err, fault.Gone, "marks for a void exam")
		_, err = h.s.Void(ctx, h.LeaderB, e.ID, void.Rev, "再次作废")
		wantKind(t, err, fault.Conflict, "void twice")
		must[Exam](t)(h.s.Register(ctx, h.Registrar, h.final7())) // its place is free again
	})
}

func TestRefused(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		e := must[Exam](t)(h.s.Register(ctx, h.Registrar, h.final7()))
		e = must[Exam](t)(h.s.File(ctx, h.Registrar, e.ID, e.Rev, "备2026-1"))
		e = must[Exam](t)(h.s.Decide(ctx, h.LeaderB, e.ID, e.Rev, false, "日期与校历冲突"))
		if e.State != StateRefused || e.Note != "日期与校历冲突" {
			t.Errorf("%+v", e)
		}
		_, err := h.s.Admit(ctx, h.Core.Reader(ctx), e.ID)
		wantKind(t, err, fault.Unlawful, "marks for a refused exam")
		_, err = h.s.Decide(ctx, h.LeaderB, e.ID, e.Rev, true, "")
		wantKind(t, err, fault.Conflict, "changing the mind")
		own := must[Exam](t)(h.s.Register(ctx, h.LeaderB, h.final7()))
		own = must[Exam](t)(h.s.File(ctx, h.LeaderB, own.ID, own.Rev, "备2026-2"))
		_, err = h.s.Decide(ctx, h.LeaderB, own.ID, own.Rev, true, "")
		wantKind(t, err, fault.Denied, "who registered decides")
	})
}

// TestFields: what was filled in wrongly is named field by field before any rule of law.
func TestFields(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, err := h.s.Register(ctx, h.Registrar, Order{Node: id.As[any](h.SchoolB), Grade: 15, Title: "考", Wish: "太短"})
		var f *fault.Error
		if !errors.As(err, &f) {
			t.Fatal(err)
		}
		var names []string
		for _, x := range f.Fields {
			names = append(names, x.Name)
		}
		if !slices.Equal(names, []string{"kind", "purpose", "title", "first", "wish", "grade", "subjects"}) {
			t.Errorf("fields %v", names)
		}
		for name, change := range map[string]func(*Order){
			"last":   func(o *Order) { o.Last = on("2027-01-11") },
			"sample": func(o *Order) { *o = h.watch(); o.Node, o.Sample = id.As[any](h.SchoolB), 0 },
			"forms":  func(o *Order) { *o = h.watch(); o.Node, o.Forms = id.As[any](h.SchoolB), 51 },
			"title":  func(o *Order) { o.Title = "\u200b\u200b \u202e考" },
			"place":  func(o *Order) { o.Node = org.Node{} },
		} {
			o := h.final7()
			change(&o)
			_, err := h.s.Register(ctx, h.Registrar, o)
			if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Name != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		o := h.final7()
		o.Node, o.Grade, o.Last = id.As[any](h.ClassB), 3, 0 // a class has its own grade, one day is enough
		if e := must[Exam](t)(h.s.Register(ctx, h.TeacherB, o)); e.Grade != 7 || e.Scope != ScopeClass || e.Owner != h.SchoolB || e.Last != e.First {
			t.Errorf("of a class: %+v", e)
		}
	})
}

// TestWhoMay: only who holds the verb at the place; of another school it is not even known.
func TestWhoMay(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, err := h.s.Register(ctx, h.TeacherB, h.final7())
		wantKind(t, err, fault.NotFound, "a teacher registers an exam of the school")
		_, err = h.s.Register(ctx, h.PupilsB[0], h.final7())
		wantKind(t, err, fault.Denied, "a pupil")
		_, err = h.s.Register(ctx, nil, h.final7())
		wantKind(t, err, fault.SignIn, "nobody")
		_, err = h.s.Register(ctx, h.Registrar, h.watch())
		wantKind(t, err, fault.NotFound, "a school registers for the district")
		e := must[Exam](t)(h.s.Register(ctx, h.Registrar, h.final7()))
		_, err = h.s.Exam(ctx, h.TeacherB, e.ID)
		wantKind(t, err, fault.NotFound, "a teacher below reads a draft of the school")
		if p := must[Page](t)(h.s.List(ctx, h.TeacherB, Filter{}, 10)); len(p.Exams) != 0 {
			t.Error("a teacher below lists a draft of the school")
		}
		e = must[Exam](t)(h.s.File(ctx, h.Registrar, e.ID, e.Rev, "备2026-1"))
		for who, a := range map[string]*org.Actor{"the leader": h.LeaderB, "a teacher of a class below": h.TeacherB, "the bureau": h.Bureau, "the researcher of the district": h.Researcher} {
			if _, err := h.s.Exam(ctx, a, e.ID); err != nil {
				t.Errorf("%s cannot read it: %v", who, err)
			}
			if p, err := h.s.List(ctx, a, Filter{}, 10); err != nil || len(p.Exams) != 1 {
				t.Errorf("%s lists %d, %v", who, len(p.Exams), err)
			}
		}
		for who, a := range map[string]*org.Actor{"another school's teacher": h.TeacherC, "a pupil": h.PupilsB[0], "an administrator": h.SystemAdmin} {
			if _, err := h.s.Exam(ctx, a, e.ID); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied) {
				t.Errorf("%s: %v", who, err)
			}
			if p, err := h.s.List(ctx, a, Filter{}, 10); len(p.Exams) != 0 {
				t.Errorf("%s lists %d, %v", who, len(p.Exams), err)
			}
		}
		next := h.final7()
		next.Grade, next.Title = 8, "八年级期末考试"
		draft := must[Exam](t)(h.s.Register(ctx, h.Registrar, next))
		_, err = h.s.Inspect(ctx, h.Inspector, draft.ID)
		wantKind(t, err, fault.NotFound, "the inspector reads a draft")
		if got := must[Page](t)(h.s.Inspected(ctx, h.Inspector, Filter{}, 10)); len(got.Exams) != 1 {
			t.Errorf("inspected %+v", got)
		}
		must[Exam](t)(h.s.Inspect(ctx, h.Inspector, e.ID))
		_, err = h.s.Decide(ctx, h.Inspector, e.ID, e.Rev, true, "")
		wantKind(t, err, fault.Denied, "the inspector decides")
		_, err = h.s.Void(ctx, h.Inspector, e.ID, e.Rev, "不合规定")
		wantKind(t, err, fault.Denied, "the inspector makes it void")
	})
}

// TestException: a rule that allows it is lifted by a named bureau leader with a reason, never by who asked, never for a flat ban, and
// only for what was asked.
func TestException(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		o := h.watch()
		o.Sample = 60
		_, err := h.s.Register(ctx, h.Researcher, o)
		var no *Refusal
		if !errors.As(err, &no) || !no.Verdict.MayExcept() || no.Verdict.Breaches[0].Rule != "monitoring-sample" {
			t.Fatalf("six in ten pupils: %v", err)
		}
		o.Wish = "本区学校少，三成的样本推断不了全区"
		e := must[Exam](t)(h.s.Register(ctx, h.Researcher, o))
		_, err = h.s.File(ctx, h.Researcher, e.ID, e.Rev, "备2026-9")
		wantKind(t, err, fault.Unlawful, "filing before the exception")
		_, err = h.s.Except(ctx, h.Researcher, e.ID, e.Rev, true, "同意这样抽样")
		wantKind(t, err, fault.Denied, "the researcher allows it")
		_, err = h.s.Except(ctx, h.LeaderB, e.ID, e.Rev, true, "同意这样抽样")
		wantKind(t, err, fault.Denied, "a school's leader allows it")
		_, err = h.s.Except(ctx, h.Bureau, e.ID, e.Rev, true, "")
		wantKind(t, err, fault.Invalid, "without a reason")
		e = must[Exam](t)(h.s.Except(ctx, h.Bureau, e.ID, e.Rev, true, "样本太小，同意"))
		if !slices.Equal(e.Rules, []string{"monitoring-sample"}) || e.AllowedBy != h.Bureau.Person || e.Why != "样本太小，同意" {
			t.Errorf("allowed %+v", e.Exception)
		}
		log := must[[]audit.Entry](t)(audit.New(h.Core, h.Clock).At(ctx, []id.Any{id.As[any](h.DistrictB)}, "exam.allowed", 0, 10))
		if len(log) != 1 || log[0].Actor != id.As[any](h.Bureau.Person) || !strings.Contains(string(log[0].Detail), "monitoring-sample") || strings.Contains(string(log[0].Detail), "样本") {
			t.Errorf("audit %+v", log)
		}
		changed := must[Exam](t)(h.s.Amend(ctx, h.Researcher, e.ID, e.Rev, o)) // what was allowed was the draft as it was
		_, err = h.s.File(ctx, h.Researcher, e.ID, changed.Rev, "备2026-9")
		wantKind(t, err, fault.Unlawful, "filing after a change")
		denied := must[Exam](t)(h.s.Except(ctx, h.Bureau, e.ID, changed.Rev, false, "请减小样本"))
		_, err = h.s.File(ctx, h.Researcher, e.ID, denied.Rev, "备2026-9")
		wantKind(t, err, fault.Unlawful, "filing after a no")
		own := h.watch()
		own.Node, own.Sample, own.Wish, own.Grade = id.As[any](h.Region), 50, "全市学校的规模相差很大，需要多抽", 7
		mine := must[Exam](t)(h.s.Register(ctx, h.Bureau, own))
		_, err = h.s.Except(ctx, h.Bureau, mine.ID, mine.Rev, true, "同意这样抽样")
		wantKind(t, err, fault.Denied, "who asked allows it")
		must[Exam](t)(h.s.Except(ctx, h.Bureau2, mine.ID, mine.Rev, true, "同意这样抽样"))
		flat := h.final7()
		flat.Node, flat.Wish = id.As[any](h.DistrictB), "各校都希望统一命题，请批准"
		_, err = h.s.Register(ctx, h.Researcher, flat)
		if !errors.As(err, &no) || no.Verdict.MayExcept() || no.Verdict.Breaches[0].Rule != "cross-school" {
			t.Errorf("a flat ban with a wish: %v", err)
		}
	})
}

// TestOnlyOneOfTwo: two finals of the same pupils registered before either is filed: the second is refused when it is filed, also when
// both are filed at once, and a late registration says so.
func TestOnlyOneOfTwo(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		late := h.final7()
		late.First, late.Last = on("2026-11-20"), 0
		a := must[Exam](t)(h.s.Register(ctx, h.Registrar, late))
		b := must[Exam](t)(h.s.Register(ctx, h.Registrar, h.final7()))
		if !a.Late() || b.Late() {
			t.Error("late registration is not marked, or marked on one that is in time")
		}
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, e := range []Exam{a, b} {
			wg.Go(func() { _, errs[i] = h.s.File(ctx, h.Registrar, e.ID, e.Rev, "备2026-1") })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or none were filed: %v", errs)
		}
		for _, err := range errs {
			if err != nil {
				wantKind(t, err, fault.Unlawful, "the second final")
			}
		}
	})
}

// TestGroupCounts: an exam of a group counts in each of its schools, and in no other.
func TestGroupCounts(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		o := h.final7()
		o.Grade, o.Node, o.Title = 9, id.As[any](h.Group), "九年级期末考试"
		e := must[Exam](t)(h.s.Register(ctx, h.Bureau, o))
		e = must[Exam](t)(h.s.File(ctx, h.Bureau, e.ID, e.Rev, "备2026-1"))
		if e.Scope != ScopeCross || len(e.Schools) != 2 {
			t.Errorf("of the group: %+v", e)
		}
		o.Node = id.As[any](h.SchoolB)
		_, err := h.s.Register(ctx, h.Registrar, o)
		wantKind(t, err, fault.Unlawful, "a final of a school beside the group's")
		o.Node = id.As[any](h.SchoolC)
		must[Exam](t)(h.s.Register(ctx, h.Bureau, o))
	})
}

// TestTwice: the same order sent twice is one exam, and an order after a restart finds what was stored.
func TestTwice(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		o := h.final7()
		o.Idem = "once"
		var wg sync.WaitGroup
		got := make([]Exam, 4)
		for i := range got {
			wg.Go(func() { got[i], _ = h.s.Register(ctx, h.Registrar, o) })
		}
		wg.Wait()
		parts := h.s.Parts
		parts.Jobs = job.New(h.Core, h.Clock, testkit.Logger(t))
		again := New(parts) // a program that was started anew
		more := must[Exam](t)(again.Register(ctx, h.Registrar, o))
		for _, e := range got {
			if e.ID != more.ID || e.ID.IsZero() {
				t.Errorf("%s beside %s", e.ID, more.ID)
			}
		}
		if p := must[Page](t)(again.List(ctx, h.Registrar, Filter{}, 10)); len(p.Exams) != 1 {
			t.Errorf("%d exams", len(p.Exams))
		}
	})
}

// TestPages: a list goes on where it stopped and nothing is shown twice; filters narrow it.
func TestPages(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		for i := range 7 {
			o := h.final7()
			o.Grade = 7 + i%3
			o.Last = 0
			if i > 3 {
				o.First = on("2027-06-20")
			}
			must[Exam](t)(h.s.Register(ctx, h.Registrar, o))
		}
		seen, f := map[ExamID]bool{}, Filter{}
		for n := 0; ; n++ {
			p := must[Page](t)(h.s.List(ctx, h.Registrar, f, 3))
			for _, e := range p.Exams {
				if seen[e.ID] {
					t.Error("shown twice")
				}
				seen[e.ID] = true
			}
			if f.After = p.Next; p.Next.IsZero() || n > 7 {
				break
			}
		}
		if len(seen) != 7 {
			t.Errorf("%d of 7", len(seen))
		}
		for f, n := range map[Filter]int{{Term: "2026-2"}: 3, {Grade: 8}: 2, {State: StateFiled}: 0, {Term: "2026-1", Grade: 7, State: StateDraft}: 2} {
			if p := must[Page](t)(h.s.List(ctx, h.Registrar, f, 50)); len(p.Exams) != n {
				t.Errorf("%+v: %d, want %d", f, len(p.Exams), n)
			}
		}
	})
}

// TestDoors: what the doors of other domains are told.
func TestDoors(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		x := h.Core.Reader(ctx)
		class := must[org.Class](t)(h.Org.Class(ctx, h.ClassB))
		wantKind(t, h.s.Practice(class, "第二单元测验", PaperExam), fault.Unlawful, "a test as homework")
		if err := h.s.Practice(class, "第三周 测量长度", PaperExam); err != nil {
			t.Error(err)
		}
		wantKind(t, h.s.AdmitMonitoring(ctx, x, id.Any{}, h.DistrictB), fault.Invalid, "a table of no monitoring")
		wantKind(t, h.s.AdmitMonitoring(ctx, x, id.New[any](), h.DistrictB), fault.NotFound, "a monitoring that does not exist")
		final := must[Exam](t)(h.s.Register(ctx, h.Registrar, h.final7()))
		final = must[Exam](t)(h.s.File(ctx, h.Registrar, final.ID, final.Rev, "备2026-1"))
		must[Exam](t)(h.s.Decide(ctx, h.LeaderB, final.ID, final.Rev, true, ""))
		wantKind(t, h.s.AdmitMonitoring(ctx, x, id.As[any](final.ID), h.SchoolB), fault.Unlawful, "a final as a table of monitoring")
		e := must[Exam](t)(h.s.Register(ctx, h.Researcher, h.watch()))
		wantKind(t, h.s.AdmitMonitoring(ctx, x, id.As[any](e.ID), h.DistrictB), fault.Conflict, "a monitoring that nobody approved")
		e = must[Exam](t)(h.s.File(ctx, h.Researcher, e.ID, e.Rev, "备2026-2"))
		must[Exam](t)(h.s.Decide(ctx, h.Bureau, e.ID, e.Rev, true, ""))
		if err := h.s.AdmitMonitoring(ctx, x, id.As[any](e.ID), h.DistrictB); err != nil {
			t.Error(err)
		}
		if err := h.s.AdmitMonitoring(ctx, x, id.As[any](e.ID), h.SchoolB); err != nil {
			t.Errorf("a school that takes part: %v", err)
		}
		wantKind(t, h.s.AdmitMonitoring(ctx, x, id.As[any](e.ID), h.DistrictA), fault.NotFound, "the other district")
		if got := must[[]Exam](t)(h.s.Monitorings(ctx, h.DistrictB, h.s.now())); len(got) != 1 {
			t.Errorf("%d monitorings", len(got))
		}
	})
}
