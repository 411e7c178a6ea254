package org_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// newcomer is somebody with an account and roles that no sheet names.
func newcomer(t *testing.T, w *orgtest.World, name string, roles ...org.Holding) org.AccountID {
	t.Helper()
	acc := id.New[org.Account]()
	write(t, w.Core, func(tx *db.Tx) error {
		p, err := w.Org.AddPerson(tx, org.Person{Owner: w.SchoolB, Name: name}, acc)
		for _, h := range roles {
			h.Person = p
			err = errors.Join(err, w.Org.Give(tx, h))
		}
		return err
	})
	return acc
}

func write(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func worlds(t *testing.T, f func(t *testing.T, w *orgtest.World)) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) { f(t, orgtest.New(t, d)) }, org.Migrations, audit.Migrations, bus.Migrations)
}

// A role opens minors' data only while an approved sheet names it, and only until the term ends.
func TestSheet(t *testing.T) {
	worlds(t, func(t *testing.T, w *orgtest.World) {
		ctx := context.Background()
		acc := newcomer(t, w, "新老师", org.Holding{Role: org.Teaching, Node: node(w.ClassB), Subject: "语文"})
		may := func() error { return w.Org.Must(ctx, w.Resolve(t, acc), org.Assign, node(w.ClassB)) }
		if err := may(); !errors.Is(err, org.ErrNoBasis) {
			t.Fatalf("without a sheet: %v", err)
		}
		if _, err := w.Org.ClassesOf(ctx, w.Resolve(t, acc), org.Assign); !errors.Is(err, org.ErrNoBasis) {
			t.Errorf("the list without a sheet: %v", err)
		}
		if n, err := w.Org.Uncovered(ctx, w.LeaderB, w.SchoolB); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		sheet, err := w.Org.PrepareSheet(ctx, w.LeaderB, w.SchoolB)
		if err != nil {
			t.Fatal(err)
		}
		if err := may(); !errors.Is(err, org.ErrNoBasis) {
			t.Errorf("a draft opens already: %v", err)
		}
		lines, err := w.Org.SheetLines(ctx, w.LeaderB, sheet, org.SheetLineID{}, 10)
		if err != nil || len(lines) != 1 || lines[0].Name != "新老师" || lines[0].Place == "" {
			t.Fatal(lines, err)
		}
		for who, a := range map[string]*org.Actor{"the teacher": w.Resolve(t, acc), "another school's": w.TeacherA, "the system administrator": w.SystemAdmin} {
			if err := w.Org.DecideSheet(ctx, a, sheet, true, ""); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s approves: %v", who, err)
			}
		}
		if err := w.Org.DecideSheet(ctx, w.LeaderB, sheet, true, "本学期"); err != nil {
			t.Fatal(err)
		}
		if err := w.Org.DecideSheet(ctx, w.LeaderB, sheet, true, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("decided twice: %v", err)
		}
		if err := may(); err != nil {
			t.Fatalf("approved, but: %v", err)
		}
		if err := w.Org.StrikeLine(ctx, w.LeaderB, sheet, lines[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := may(); !errors.Is(err, org.ErrNoBasis) {
			t.Errorf("struck, but: %v", err)
		}
		term, err := w.Org.TermAt(ctx, node(w.SchoolB), w.Org.Now())
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Duration(term.Until-w.Org.Now()) * time.Microsecond)
		if err := w.Org.Must(ctx, w.Resolve(t, w.TeacherB.Account), org.Assign, node(w.ClassB)); !errors.Is(err, org.ErrNoBasis) {
			t.Errorf("the next term has begun, nobody has approved it: %v", err)
		}
	})
}

// A single approval is asked with a reason, decided by somebody else, ends by itself and can be taken back.
func TestApproval(t *testing.T) {
	worlds(t, func(t *testing.T, w *orgtest.World) {
		ctx := context.Background()
		acc := newcomer(t, w, "来访", org.Holding{Role: org.Teacher, Node: node(w.SchoolB)})
		see := func() error { return w.Org.Must(ctx, w.Resolve(t, acc), org.ClassAnalyse, node(w.ClassB)) }
		if _, err := w.Org.AskAccess(ctx, w.Resolve(t, acc), w.ClassB, "看", 3); !fault.Is(err, fault.Invalid) {
			t.Errorf("no reason: %v", err)
		}
		if _, err := w.Org.AskAccess(ctx, w.Resolve(t, acc), w.ClassA, "想看看别的学校", 3); !fault.Is(err, fault.NotFound) {
			t.Errorf("another school: %v", err)
		}
		ask := func() org.ApprovalID {
			v, err := w.Org.AskAccess(ctx, w.Resolve(t, acc), w.ClassB, "接替产假教师前了解班级", 3)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		first := ask()
		if err := see(); err == nil {
			t.Error("asked is not approved")
		}
		if err := w.Org.DecideAccess(ctx, w.LeaderB, first, true, 99, ""); err != nil {
			t.Fatal(err)
		}
		if err := see(); err != nil {
			t.Errorf("approved: %v", err)
		}
		if err := w.Org.Must(ctx, w.Resolve(t, acc), org.MarkGive, node(w.ClassB)); err == nil {
			t.Error("an approval to look gives marks")
		}
		w.Clock.Advance(3*24*time.Hour + time.Second)
		if err := see(); err == nil {
			t.Error("three days were asked for, it goes on")
		}
		second := ask()
		if err := w.Org.DecideAccess(ctx, w.LeaderB, second, true, 3, ""); err != nil {
			t.Fatal(err)
		}
		if err := w.Org.EndAccess(ctx, w.LeaderB, second); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Second)
		if err := see(); err == nil {
			t.Error("taken back, it goes on")
		}
		own, err := w.Org.AskAccess(ctx, w.LeaderB, w.ClassB, "校长自己也想看一看", 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Org.DecideAccess(ctx, w.LeaderB, own, true, 1, ""); !fault.Is(err, fault.Unlawful) {
			t.Errorf("approved by the asker: %v", err)
		}
	})
}

// Each look at minors' data leaves one line with its basis, which the child's side can read; the same look again within minutes does not.
func TestLooks(t *testing.T) {
	worlds(t, func(t *testing.T, w *orgtest.World) {
		ctx := context.Background()
		child := w.PupilsB[0]
		guardian := w.Resolve(t, newcomer(t, w, "家长", org.Holding{Role: org.Guardian, Node: node(child.Person)}))
		for range 3 {
			if err := w.Org.Must(ctx, w.TeacherB, org.Assign, node(w.ClassB)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Org.Must(ctx, child, org.PracticeDo, node(child.Person)); err != nil {
			t.Fatal(err)
		}
		if err := w.Org.Must(ctx, guardian, org.ChildRead, node(child.Person)); err != nil {
			t.Fatal(err)
		}
		for who, a := range map[string]*org.Actor{"guardian": guardian, "pupil": child} {
			got, err := w.Org.Looks(ctx, a, child.Person, 0, 10)
			if err != nil || len(got) != 1 || got[0].Who != "TeacherB" || got[0].Basis != "sheet" || got[0].Verb != org.Assign || got[0].Place == "" {
				t.Errorf("%s reads %+v %v", who, got, err)
			}
		}
		for who, a := range map[string]*org.Actor{"another pupil": w.PupilsB[1], "the teacher": w.TeacherB} {
			if _, err := w.Org.Looks(ctx, a, child.Person, 0, 10); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied) {
				t.Errorf("%s reads who looked: %v", who, err)
			}
		}
		w.Clock.Advance(time.Hour)
		if err := w.Org.Must(ctx, w.Resolve(t, w.TeacherB.Account), org.Assign, node(w.ClassB)); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Org.Looks(ctx, w.Resolve(t, guardian.Account), child.Person, 0, 10); err != nil || len(got) != 2 {
			t.Errorf("an hour later: %+v %v", got, err)
		}
	})
}

// Roles are given openly and by the rules.
func TestAppoint(t *testing.T) {
	worlds(t, func(t *testing.T, w *orgtest.World) {
		ctx := context.Background()
		acc := newcomer(t, w, "代课人", org.Holding{Role: org.Teacher, Node: node(w.SchoolB)})
		p := w.Resolve(t, acc).Person
		week := w.Org.Now() + 7*24*time.Hour.Microseconds()
		sub := org.Holding{Person: p, Role: org.Substitute, Node: node(w.ClassB), Subject: "数学", Until: week}
		for name, c := range map[string]struct {
			a    *org.Actor
			h    org.Holding
			kind fault.Kind
		}{
			"a teacher":            {w.TeacherB, sub, fault.Denied},
			"without an end":       {w.LeaderB, org.Holding{Person: p, Role: org.Substitute, Node: node(w.ClassB)}, fault.Invalid},
			"at another school":    {w.LeaderB, org.Holding{Person: p, Role: org.Substitute, Node: node(w.ClassA), Until: week}, fault.NotFound},
			"a leader by a leader": {w.LeaderB, org.Holding{Person: p, Role: org.SchoolLeader, Node: node(w.SchoolB)}, fault.Invalid},
			"to oneself":           {w.LeaderB, org.Holding{Person: w.LeaderB.Person, Role: org.Registrar, Node: node(w.SchoolB)}, fault.Unlawful},
		} {
			if err := w.Org.Appoint(ctx, c.a, c.h); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := w.Org.Appoint(ctx, w.LeaderB, sub); err != nil {
			t.Fatal(err)
		}
		if err := w.Org.Must(ctx, w.Resolve(t, acc), org.AnswersEnter, node(w.ClassB)); err != nil {
			t.Errorf("the leader's appointment is the approval: %v", err)
		}
		w.Clock.Advance(8 * 24 * time.Hour)
		if err := w.Org.Must(ctx, w.Resolve(t, acc), org.AnswersEnter, node(w.ClassB)); err == nil {
			t.Error("a substitute's rights go on after the end")
		}
		sec := w.Resolve(t, newcomer(t, w, "安全", org.Holding{Role: org.SecurityAdmin, Node: node(w.Region)}))
		for name, h := range map[string]org.Holding{
			"a second administrator's role": {Person: w.SystemAdmin.Person, Role: org.AuditAdmin, Node: node(w.Region)},
			"an administrator who teaches":  {Person: w.TeacherB.Person, Role: org.SystemAdmin, Node: node(w.Region)},
		} {
			if err := w.Org.Appoint(ctx, sec, h); !fault.Is(err, fault.Unlawful) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A guardian who teaches wears one hat at a time, and sees which.
func TestHats(t *testing.T) {
	worlds(t, func(t *testing.T, w *orgtest.World) {
		ctx := context.Background()
		child := w.PupilsB[0].Person
		acc := newcomer(t, w, "双重", org.Holding{Role: org.Guardian, Node: node(child)}, org.Holding{Role: org.Teacher, Node: node(w.SchoolB)},
			org.Holding{Role: org.Reviewer, Node: node(w.Group)})
		a := w.Resolve(t, acc)
		if !a.Has(org.LessonMake) || !a.Has(org.LessonReview) || a.Has(org.ChildRead) || len(a.Hats()) != 4 {
			t.Errorf("at work: %v %v", a.Hat, a.Hats())
		}
		for _, h := range a.Hats() {
			b, err := w.Org.ResolveAs(ctx, acc, h.Code, "test")
			if err != nil || b.Hat != h.Code {
				t.Fatal(b, err)
			}
			if parent := h.Code == "guardian"; b.Has(org.ChildRead) != parent || parent && b.Has(org.LessonMake) {
				t.Errorf("as %s: %v", h.Name, b.Roles)
			}
		}
		if b, _ := w.Org.ResolveAs(ctx, acc, "school_leader@"+node(w.SchoolB).String(), "test"); b.Is(org.SchoolLeader) || b.Hat != a.Hat {
			t.Errorf("a hat that is not owned: %v", b.Roles)
		}
	})
}

func TestIdentityNumber(t *testing.T) {
	for s, want := range map[string]bool{"11010519491231002X": true, "G110105201001010011": true, "L110105201001010011": true, "110105491231002": true,
		"110105 19491231 002X": true, "110105-1949-1231-002x": true, "１１０１０５１９４９１２３１００２Ｘ": true, "G11010520110101001A": true, "lin.xiaoming-abcdefgh": false,
		"20260301": false, "": false, "GX2026": false, "12345678901234567": false} {
		if org.IdentityNumber(s) != want {
			t.Errorf("%q", s)
		}
	}
	for s, want := range map[string]bool{"王一 110105201205010021": true, "王一G110105201205010021班": true, "证件号：１１０１０５２０１２０５０１００２Ｘ。": true, "110105 20120501 0021": true,
		"王一": false, "13900001111": false, "订单 202611240000000012345": false, "2026-11-24 08:00 13900001111": false, "b20260301@school.example": false} {
		if org.HoldsIdentity(s) != want {
			t.Errorf("within %q", s)
		}
	}
	p := org.Profile{Born: "2013-05-01"}
	if under, known := p.Under(14, clock.At(time.Date(2027, 4, 30, 15, 59, 0, 0, time.UTC))); !under || !known {
		t.Error("the day before the birthday")
	}
	if under, _ := p.Under(14, clock.At(time.Date(2027, 4, 30, 16, 0, 0, 0, time.UTC))); under {
		t.Error("on the birthday, in Shanghai")
	}
}
