package org_test

import (
	"context"
	"fmt"
	"strings"
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

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"李文澜": "李文澜", " 欧阳  修 ": "欧阳 修", "阿卜杜热依木·买买提": "阿卜杜热依木·买买提", "古丽•艾山": "古丽·艾山", "𫞩𬭎": "𫞩𬭎", "㛃䶮": "㛃䶮", "Zoe\u0308 O'Neil-Smith": "Zoë O'Neil-Smith",
		"Мария": "Мария", "<b>王</b>": "<b>王</b>", "=1+王": "=1+王", strings.Repeat("长", 60): strings.Repeat("长", 60),
	} {
		if err := org.CheckName(name); err != nil {
			t.Errorf("%q is refused: %v", name, err)
		}
		if got := org.TypedName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"", "  ", "123", "·", "王\u202e一", "王\u200b一", "王\u200f", "\ufeff王", "王\u2066一", "王\x00", "王\n一", "王\u00ad一", "\u3164", "王\u2028", strings.Repeat("长", 61), "王\xff"} {
		if err := org.CheckName(name); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is taken: %v", name, err)
		}
	}
}

// village is the world with a leader and a registrar of school B who have a basis.
type village struct {
	*orgtest.World
	leader, registrar *org.Actor
	class2            org.ClassID
}

func newVillage(t *testing.T, core *db.DB) *village {
	t.Helper()
	v := &village{World: orgtest.New(t, core)}
	accounts := []org.AccountID{id.New[org.Account](), id.New[org.Account]()}
	v.write(t, func(tx *db.Tx) error {
		for i, r := range []org.Role{org.SchoolLeader, org.Registrar} {
			p, err := v.Org.AddPerson(tx, org.Person{Owner: v.SchoolB, Name: r.Name()}, accounts[i])
			if err != nil {
				return err
			}
			if err := v.Org.Give(tx, org.Holding{Person: p, Role: r, Node: id.As[any](v.SchoolB)}); err != nil {
				return err
			}
		}
		var err error
		if v.class2, err = v.Org.AddClass(tx, org.Class{School: v.SchoolB, Stage: org.Junior, Cohort: 2026, Number: 2}); err != nil {
			return err
		}
		return v.Org.ApproveAll(tx, v.SchoolB, org.PersonID{})
	})
	v.leader, v.registrar = v.Resolve(t, accounts[0]), v.Resolve(t, accounts[1])
	return v
}

func (v *village) write(t *testing.T, f func(tx *db.Tx) error) {
	t.Helper()
	if err := v.Core.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func people(t *testing.T, f func(t *testing.T, v *village)) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) { f(t, newVillage(t, core)) }, org.Migrations, audit.Migrations, bus.Migrations)
}

func want(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v, want %s", what, err, k)
	}
}

// TestPages: a list read page by page is the whole list, once each, in its order, in a school and over a group of schools.
func TestPages(t *testing.T) {
	people(t, func(t *testing.T, v *village) {
		ctx := context.Background()
		names := []string{"王一", "王一", "王乙", "阿依古丽·买买提", "𫞩𬭎", "Zoë", "李四", "李"}
		for i := range 23 {
			n := org.Newcomer{Name: names[i%len(names)], Profile: org.Profile{Number: fmt.Sprintf("2026%02d", i)}}
			if _, err := v.Org.AddPupil(ctx, v.registrar, v.class2, fmt.Sprint(i+1), n); err != nil {
				t.Fatal(err)
			}
		}
		whole, err := v.Org.PupilsOf(ctx, v.registrar, v.SchoolB, org.PersonID{}, 1000)
		if err != nil || len(whole) != 28 {
			t.Fatalf("%d pupils, %v", len(whole), err)
		}
		for size := 1; size <= 7; size += 3 {
			var got []org.Listed
			for after := (org.PersonID{}); ; {
				page, err := v.Org.PupilsOf(ctx, v.registrar, v.SchoolB, after, size)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, page...)
				if len(page) < size {
					break
				}
				after = page[size-1].ID
			}
			if len(got) != len(whole) {
				t.Fatalf("pages of %d hold %d of %d", size, len(got), len(whole))
			}
			for i := range got {
				if got[i].ID != whole[i].ID {
					t.Fatalf("pages of %d: line %d differs", size, i)
				}
			}
		}
		var register []org.Registered
		for after := (org.Enrolled{}); ; {
			page, err := v.Org.Register(ctx, v.registrar, v.class2, after, 4)
			if err != nil {
				t.Fatal(err)
			}
			if register = append(register, page...); len(page) < 4 {
				break
			}
			after = page[3].Enrolled
		}
		for i, l := range register {
			if l.Number != fmt.Sprint(i+1) {
				t.Errorf("line %d of the register is number %s", i, l.Number)
			}
		}
		for q, n := range map[string]int{"王": 9, "王一": 6, "阿依古丽•": 3, "202607": 1, "2026": 23, "𫞩": 3, "没": 0, "Zo": 3} {
			if got, err := v.Org.Find(ctx, v.registrar, v.SchoolB, q, 50); err != nil || len(got) != n {
				t.Errorf("%q finds %d, want %d: %v", q, len(got), n, err)
			}
		}
		_, err = v.Org.Find(ctx, v.registrar, v.SchoolA, "王", 50)
		want(t, err, fault.NotFound, "another school")
		_, err = v.Org.PupilsOf(ctx, v.TeacherB, v.SchoolB, org.PersonID{}, 5)
		want(t, err, fault.Denied, "a teacher reads the school's list")
		_, err = v.Org.View(ctx, v.SystemAdmin, v.PupilsB[0].Person)
		want(t, err, fault.Denied, "the system administrator reads a pupil")
	})
}

// TestRecord: changes by hand leave the past as it was.
func TestRecord(t *testing.T) {
	people(t, func(t *testing.T, v *village) {
		ctx := context.Background()
		since := v.Org.Now()
		p, err := v.Org.AddPupil(ctx, v.registrar, v.ClassB, "9", org.Newcomer{Name: "买买提•艾力", Profile: org.Profile{Number: "20260109"}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = v.Org.AddPupil(ctx, v.registrar, v.ClassA, "9", org.Newcomer{Name: "别处"})
		want(t, err, fault.NotFound, "a pupil into another school")
		_, err = v.Org.AddPupil(ctx, v.leader, v.ClassB, "9", org.Newcomer{Name: "校长加的"})
		want(t, err, fault.Denied, "a pupil added by the leader")
		_, err = v.Org.AddPupil(ctx, v.registrar, v.ClassB, "9", org.Newcomer{Name: "张\u202e三"})
		want(t, err, fault.Invalid, "a turned name")
		_, err = v.Org.AddPupil(ctx, v.registrar, v.ClassB, "9", org.Newcomer{Name: "张三", Profile: org.Profile{Number: "G110105201205010021"}})
		want(t, err, fault.Invalid, "a national pupil number")
		v.Clock.Advance(48 * time.Hour)
		v.registrar.At = v.Org.Now()
		want(t, v.Org.Transfer(ctx, v.registrar, p, v.ClassB, v.class2, "3", since), fault.Invalid, "moved before the pupil came")
		want(t, v.Org.Transfer(ctx, v.registrar, p, v.ClassB, v.ClassA, "3", v.Org.Now()), fault.NotFound, "moved to another school's class")
		at := since + 24*time.Hour.Microseconds()
		if err := v.Org.Transfer(ctx, v.registrar, p, v.ClassB, v.class2, "3", at); err != nil {
			t.Fatal(err)
		}
		want(t, v.Org.Transfer(ctx, v.registrar, p, v.ClassB, v.class2, "3", at), fault.NotFound, "moved twice")
		for when, class := range map[clock.Micros]org.ClassID{at - 1: v.ClassB, at: v.class2, v.Org.Now(): v.class2} {
			got, err := v.Org.ClassesOfPerson(ctx, p, when)
			if err != nil || len(got) != 1 || got[0].ID != class {
				t.Errorf("at %d in %v, %v", when-since, got, err)
			}
		}
		view, err := v.Org.View(ctx, v.registrar, p)
		if err != nil || view.Name != "买买提·艾力" || len(view.Seats) != 2 || !view.Manage {
			t.Fatalf("%+v %v", view, err)
		}
		if err := v.Org.ChangeRecord(ctx, v.registrar, p, view.Rev, "买买提·艾沙", org.Profile{Born: "2013-05-01"}); err != nil {
			t.Error(err)
		}
		want(t, v.Org.ChangeRecord(ctx, v.registrar, p, view.Rev, "又一个", org.Profile{}), fault.Conflict, "changed from an old reading")
		want(t, v.Org.Leave(ctx, v.registrar, p, v.Org.Now()+1), fault.Invalid, "leaves tomorrow")
		if err := v.Org.Leave(ctx, v.registrar, p, v.Org.Now()); err != nil {
			t.Error(err)
		}
		if got, _ := v.Org.ClassesOfPerson(ctx, p, v.Org.Now()); len(got) != 0 {
			t.Errorf("still in %v", got)
		}
		if got, _ := v.Org.ClassesOfPerson(ctx, p, at); len(got) != 1 {
			t.Error("the past has changed")
		}
	})
}

// TestStanding: 随班就读 and leave are dated, entered once, ended once, and read by nobody but who keeps the record; they go with the person.
func TestStanding(t *testing.T) {
	people(t, func(t *testing.T, v *village) {
		ctx := context.Background()
		day := 24 * time.Hour.Microseconds()
		p, err := v.Org.AddPupil(ctx, v.registrar, v.ClassB, "9", org.Newcomer{Name: "随班"})
		if err != nil {
			t.Fatal(err)
		}
		v.Clock.Advance(48 * time.Hour)
		v.registrar.At = v.Org.Now()
		since := v.Org.Now() - day
		want(t, v.Org.Stand(ctx, v.registrar, p, "gifted", since), fault.Invalid, "a standing that there is not")
		want(t, v.Org.Stand(ctx, v.leader, p, org.Inclusive, since), fault.Denied, "entered by the leader")
		if err := v.Org.Stand(ctx, v.registrar, p, org.Inclusive, since); err != nil {
			t.Fatal(err)
		}
		want(t, v.Org.Stand(ctx, v.registrar, p, org.Inclusive, v.Org.Now()), fault.Conflict, "entered twice")
		_, err = v.Org.Standings(ctx, v.leader, p)
		want(t, err, fault.Denied, "read by the leader")
		list, err := v.Org.Standings(ctx, v.registrar, p)
		if err != nil || len(list) != 1 || list[0].Kind != org.Inclusive || list[0].Since != since || list[0].Until != clock.Forever {
			t.Fatalf("%+v %v", list, err)
		}
		want(t, v.Org.EndStanding(ctx, v.registrar, p, list[0].ID, since), fault.Invalid, "ended before it began")
		if err := v.Org.EndStanding(ctx, v.registrar, p, list[0].ID, v.Org.Now()); err != nil {
			t.Error(err)
		}
		want(t, v.Org.EndStanding(ctx, v.registrar, p, list[0].ID, v.Org.Now()), fault.Invalid, "ended twice")
		if err := v.Org.Stand(ctx, v.registrar, p, org.Inclusive, v.Org.Now()); err != nil {
			t.Error("a second time after the first has ended:", err)
		}
	})
}

// TestGuardians: a child has several, a guardian has several, and neither shows the other school anything.
func TestGuardians(t *testing.T) {
	people(t, func(t *testing.T, v *village) {
		ctx := context.Background()
		one, two := v.PupilsB[0].Person, v.PupilsB[1].Person
		account := id.New[org.Account]()
		mother, err := v.Org.AddGuardian(ctx, v.registrar, one, org.Newcomer{Name: "母亲", Sign: func(_ *db.Tx, a org.AccountID) error { account = a; return nil }})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Org.AddGuardian(ctx, v.registrar, one, org.Newcomer{Name: "父亲"}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := v.Org.LinkGuardian(ctx, v.registrar, two, mother); err != nil {
				t.Fatal(err)
			}
		}
		want(t, v.Org.LinkGuardian(ctx, v.registrar, one, two), fault.Invalid, "a pupil as a guardian")
		want(t, v.Org.LinkGuardian(ctx, v.registrar, v.PupilA.Person, mother), fault.NotFound, "a child of another school")
		view, err := v.Org.View(ctx, v.registrar, mother)
		if err != nil || len(view.Children) != 2 || len(view.Guardian) != 0 {
			t.Errorf("the mother: %+v %v", view, err)
		}
		if view, err = v.Org.View(ctx, v.registrar, one); err != nil || len(view.Guardian) != 2 {
			t.Errorf("the child: %+v %v", view, err)
		}
		may := func() bool {
			d, err := v.Org.Can(ctx, v.Resolve(t, account), org.ChildRead, id.As[any](two))
			return err == nil && d.Allow
		}
		if !may() {
			t.Error("a guardian does not see the child")
		}
		if err := v.Org.UnlinkGuardian(ctx, v.registrar, two, mother); err != nil {
			t.Fatal(err)
		}
		if may() {
			t.Error("an unlinked guardian still sees the child")
		}
	})
}

// TestRoles: who gives what to whom, and why.
func TestGivenRoles(t *testing.T) {
	people(t, func(t *testing.T, v *village) {
		ctx := context.Background()
		until := v.Org.Now() + 30*24*time.Hour.Microseconds()
		sub := org.Holding{Person: v.TeacherB.Person, Role: org.Substitute, Node: id.As[any](v.class2), Subject: "maths", Until: until}
		want(t, v.Org.AppointFor(ctx, v.leader, sub, ""), fault.Invalid, "a substitute without a reason")
		long := sub
		long.Until = 0
		want(t, v.Org.AppointFor(ctx, v.leader, long, "代王老师产假"), fault.Invalid, "a substitute without an end")
		away := sub
		away.Person = v.TeacherA.Person
		want(t, v.Org.AppointFor(ctx, v.leader, away, "代王老师产假"), fault.Invalid, "somebody of another school")
		child := sub
		child.Person = v.PupilsB[0].Person
		want(t, v.Org.AppointFor(ctx, v.leader, child, "代王老师产假"), fault.Invalid, "a pupil")
		place := sub
		place.Node = id.As[any](v.SchoolB)
		want(t, v.Org.AppointFor(ctx, v.leader, place, "代王老师产假"), fault.Invalid, "a substitute at no class")
		want(t, v.Org.AppointFor(ctx, v.leader, org.Holding{Person: v.TeacherB.Person, Role: org.SecurityAdmin, Node: id.As[any](v.SchoolB)}, ""), fault.Invalid, "an administrator made by a leader")
		want(t, v.Org.AppointFor(ctx, v.leader, org.Holding{Person: v.leader.Person, Role: org.Registrar, Node: id.As[any](v.SchoolB)}, ""), fault.Unlawful, "a role for oneself")
		want(t, v.Org.AppointFor(ctx, v.registrar, sub, "代王老师产假"), fault.Denied, "a role given by the registrar")
		if err := v.Org.AppointFor(ctx, v.leader, sub, "代王老师产假"); err != nil {
			t.Fatal(err)
		}
		posts, err := v.Org.Posts(ctx, v.leader, v.SchoolB, org.HoldingID{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		var given org.Post
		for _, p := range posts {
			if p.Role == org.Substitute {
				given = p
			}
			if p.Role == org.Pupil || p.Role == org.Guardian {
				t.Error("a pupil or guardian is listed as holding a post")
			}
		}
		if given.Note != "代王老师产假" || given.Until != until || given.Place == "" {
			t.Errorf("%+v", given)
		}
		_, err = v.Org.Posts(ctx, v.registrar, v.SchoolB, org.HoldingID{}, 100)
		want(t, err, fault.Denied, "the registrar reads who gives roles")
		if err := v.Org.Dismiss(ctx, v.leader, given.Holding); err != nil {
			t.Error(err)
		}
		staff, err := v.Org.StaffOf(ctx, v.leader, org.RoleGive, v.SchoolB, "", org.PersonID{}, 100)
		if err != nil || len(staff) < 3 {
			t.Errorf("%d staff, %v", len(staff), err)
		}
		for _, p := range staff {
			if strings.HasPrefix(p.Name, "Pupil") {
				t.Errorf("%s is listed as staff", p.Name)
			}
		}
	})
}
