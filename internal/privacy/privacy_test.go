package privacy_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

var bg = context.Background()

type world struct {
	*orgtest.World
	t       *testing.T
	s       *privacy.Service
	jobs    *job.Queue
	blobs   blob.Store
	erased  []org.PersonID
	mother  *org.Actor
	father  *org.Actor
	clerk   *org.Actor // registrar of school B
	head    *org.Actor // class teacher of class B
	child   *org.Actor // 12 years old
	other   *org.Actor // in the same class
	mothers org.AccountID
}

func engines(t *testing.T, f func(w *world)) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		w := &world{World: orgtest.New(t, core), t: t}
		w.jobs = job.New(core, w.Clock, testkit.Logger(t))
		var err error
		if w.blobs, err = blob.OpenDir(t.TempDir()); err != nil {
			t.Fatal(err)
		}
		w.s = privacy.New(privacy.Parts{Core: core, Log: w.Log, Org: w.Org, Jobs: w.jobs, Blobs: w.blobs, Clock: w.Clock,
			Erasers: []privacy.Eraser{func(_ *db.Tx, p org.PersonID, _ []org.AccountID) error { w.erased = append(w.erased, p); return nil }}})
		w.child, w.other = w.PupilsB[0], w.PupilsB[1]
		w.born(w.child, "2014-05-01")
		w.mother, w.mothers = w.person("Mama", org.Guardian, id.As[any](w.child.Person))
		w.father, _ = w.person("Papa", org.Guardian, id.As[any](w.child.Person))
		w.clerk, _ = w.person("Clerk", org.Registrar, id.As[any](w.SchoolB))
		w.head, _ = w.person("Head", org.ClassTeacher, id.As[any](w.ClassB))
		f(w)
	}, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, privacy.Migrations)
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.Core.Write(bg, f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) born(a *org.Actor, day string) {
	w.write(func(tx *db.Tx) error {
		return w.Org.SetProfile(tx, org.Profile{Person: a.Person, Born: day, Phone: "13900000000"})
	})
}

func (w *world) person(name string, r org.Role, n org.Node) (*org.Actor, org.AccountID) {
	account, p := id.New[org.Account](), id.New[org.Person]()
	w.write(func(tx *db.Tx) error {
		if _, err := w.Org.AddPerson(tx, org.Person{ID: p, Owner: w.SchoolB, Name: name}, account); err != nil {
			return err
		}
		if err := w.Org.Give(tx, org.Holding{Person: p, Role: r, Node: n}); err != nil {
			return err
		}
		return w.Org.ApproveAll(tx, w.SchoolB, org.PersonID{})
	})
	return w.Resolve(w.t, account), account
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) no(err error, k fault.Kind) {
	w.t.Helper()
	if !fault.Is(err, k) {
		w.t.Fatalf("%v, want %s", err, k)
	}
}

func (w *world) withheld() bool {
	w.t.Helper()
	m, err := w.s.Withheld(bg, []org.PersonID{w.child.Person, w.TeacherB.Person, w.mother.Person, id.New[org.Person]()})
	w.ok(err)
	if len(m) > 1 || len(m) == 1 && !m[w.child.Person] {
		w.t.Fatalf("withheld are %v", m)
	}
	return m[w.child.Person]
}

func (w *world) allowed(a *org.Actor, purpose string) bool {
	w.t.Helper()
	ok, err := w.s.Allowed(bg, a.Person, purpose)
	w.ok(err)
	return ok
}

func TestARefusalOutweighs(t *testing.T) {
	engines(t, func(w *world) {
		kid := w.child.Person
		if !w.withheld() || w.allowed(w.child, privacy.Messaging) {
			t.Error("nobody has consented for a child of 12, and it counts as a yes")
		}
		w.ok(w.s.Say(bg, w.mother, kid, privacy.Forwarding, true))
		if w.withheld() {
			t.Error("the mother's consent does not count")
		}
		w.ok(w.s.Say(bg, w.father, kid, privacy.Forwarding, false))
		if !w.withheld() {
			t.Error("the father's refusal does not outweigh")
		}
		w.ok(w.s.Say(bg, w.father, kid, privacy.Forwarding, true))
		w.ok(w.s.Say(bg, w.mother, kid, privacy.Forwarding, false))
		list, err := w.s.Consents(bg, w.father, kid)
		w.ok(err)
		i := slices.IndexFunc(list, func(s privacy.Stand) bool { return s.Code == privacy.Forwarding })
		if m, _ := list[i].Of(w.mother.Person); m.State != privacy.Withdrawn || list[i].State != privacy.Refused || !w.withheld() {
			t.Errorf("a withdrawal: %+v", list[i])
		}
		// The mother's guardianship ends: her word goes with it.
		w.write(func(tx *db.Tx) error {
			return w.Org.End(tx, org.Holding{Person: w.mother.Person, Role: org.Guardian, Node: id.As[any](kid)}, w.Org.Now())
		})
		w.Clock.Advance(time.Second)
		if w.withheld() {
			t.Error("a voice counts after its guardianship")
		}
		w.no(w.s.Say(bg, w.Resolve(t, w.mothers), kid, privacy.Forwarding, false), fault.Denied)
	})
}

func TestConsentIsTheGuardians(t *testing.T) {
	engines(t, func(w *world) {
		kid := w.child.Person
		for _, a := range []*org.Actor{w.child, w.TeacherB, w.clerk, w.head, w.LeaderB, w.PupilsB[1], w.SystemAdmin} {
			if err := w.s.Say(bg, a, kid, privacy.Forwarding, true); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s consented: %v", a.Name, err)
			}
		}
		w.no(w.s.Say(bg, w.mother, w.other.Person, privacy.Forwarding, true), fault.NotFound)
		w.no(w.s.Say(bg, w.mother, kid, "teaching", false), fault.Invalid)
		w.no(w.s.Say(bg, w.mother, kid, "marketing", true), fault.NotFound)
		if w.allowed(w.child, "marketing") {
			t.Error("a purpose outside the list is allowed")
		}
		if _, err := w.s.Consents(bg, w.mother, w.other.Person); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's child: %v", err)
		}
	})
}

func TestWhoNeedsConsent(t *testing.T) {
	engines(t, func(w *world) {
		if w.allowed(w.other, privacy.Forwarding) {
			t.Error("a pupil of junior school without a date of birth counts as 14")
		}
		w.born(w.other, "2012-11-24") // 14 tomorrow
		if w.allowed(w.other, privacy.Forwarding) {
			t.Error("13 and 364 days is 14")
		}
		w.Clock.Advance(24 * time.Hour)
		if !w.allowed(w.other, privacy.Forwarding) {
			t.Error("14 needs a guardian")
		}
		if !w.allowed(w.TeacherB, privacy.Messaging) || !w.allowed(w.mother, privacy.Messaging) {
			t.Error("grown-ups need consent")
		}
		w.ok(w.s.Say(bg, w.mother, w.child.Person, privacy.Messaging, false))
		if w.allowed(w.mother, privacy.Messaging) || !w.allowed(w.father, privacy.Messaging) {
			t.Error("a guardian's own no to messages")
		}
	})
}

func TestPaperForms(t *testing.T) {
	engines(t, func(w *world) {
		f := privacy.Form{Child: w.child.Person, Kin: privacy.Mother, Date: "2026-09-01", Yes: []string{privacy.Forwarding}}
		for _, a := range []*org.Actor{w.mother, w.TeacherB, w.LeaderB, w.TeacherA, w.child} {
			if err := w.s.Enter(bg, a, w.ClassB, f); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s entered a form: %v", a.Name, err)
			}
		}
		w.ok(w.s.Enter(bg, w.head, w.ClassB, f))
		if w.withheld() || w.allowed(w.child, privacy.Messaging) {
			t.Error("the paper says yes to one thing only")
		}
		lines, err := w.s.ClassConsents(bg, w.clerk, w.ClassB)
		w.ok(err)
		if len(lines) != 5 || len(lines[0].Stands[1].Said) != 1 || lines[0].Stands[1].Said[0].Paper != "2026-09-01" {
			t.Errorf("the class's list: %+v", lines)
		}
		f.Kin, f.Yes = privacy.Father, nil
		w.ok(w.s.Enter(bg, w.clerk, w.ClassB, f))
		if !w.withheld() {
			t.Error("the father's paper says no")
		}
		f.Date = "2027-01-01"
		w.no(w.s.Enter(bg, w.head, w.ClassB, f), fault.Invalid)
		w.no(w.s.Enter(bg, w.head, w.ClassB, privacy.Form{Child: w.PupilA.Person, Kin: "mother", Date: "2026-09-01"}), fault.NotFound)
	})
}

func TestANewTextIsAskedAnew(t *testing.T) {
	engines(t, func(w *world) {
		w.ok(w.s.Say(bg, w.mother, w.child.Person, privacy.Forwarding, true))
		list := map[string]any{"list": []privacy.Purpose{{Code: privacy.Forwarding, Name: "新", Text: "新", Version: 2}}}
		boss := w.SystemAdmin
		w.ok(w.Org.Set(bg, boss, id.As[any](w.Region), "consent.purposes", list, w.Org.Now()))
		if !w.withheld() {
			t.Error("consent to another text counts")
		}
		w.ok(w.s.Say(bg, w.mother, w.child.Person, privacy.Forwarding, true))
		if w.withheld() {
			t.Error("the new consent does not count")
		}
	})
}

func TestRequestIsAnsweredInWriting(t *testing.T) {
	engines(t, func(w *world) {
		kid := w.child.Person
		_, err := w.s.Ask(bg, w.mother, w.other.Person, privacy.Draft{Kind: privacy.Copy})
		w.no(err, fault.NotFound)
		_, err = w.s.Ask(bg, w.TeacherB, kid, privacy.Draft{Kind: privacy.Copy})
		w.no(err, fault.Denied)
		_, err = w.s.Ask(bg, w.mother, kid, privacy.Draft{Kind: privacy.Correct, Field: "role", Wanted: "x"})
		w.no(err, fault.Invalid)
		r, err := w.s.Ask(bg, w.mother, kid, privacy.Draft{Kind: privacy.Correct, Field: privacy.FieldName, Wanted: "新名字", Reason: "户口本"})
		w.ok(err)
		_, err = w.s.Ask(bg, w.mother, kid, privacy.Draft{Kind: privacy.Correct, Field: privacy.FieldName, Wanted: "再新"})
		w.no(err, fault.Conflict)
		q, err := w.s.Request(bg, w.mother, r)
		w.ok(err)
		// 15 working days after Monday 23 November 2026 is Monday 14 December.
		if got := clock.Local(q.Due).Format(time.DateOnly); got != "2026-12-14" || q.Late(w.Org.Now()) || !q.Late(q.Due+1) {
			t.Errorf("due on %s", got)
		}
		for _, a := range []*org.Actor{w.father, w.child} { // a request is the asker's alone
			_, err := w.s.Request(bg, a, r)
			w.no(err, fault.NotFound)
		}
		for _, a := range []*org.Actor{w.mother, w.LeaderB, w.head, w.TeacherB, w.TeacherA} {
			if err := w.s.Decide(bg, a, r, true, ""); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s answered: %v", a.Name, err)
			}
		}
		desk, err := w.s.Desk(bg, w.clerk, true, 0, 10)
		w.ok(err)
		if len(desk) != 1 {
			t.Fatalf("%d on the desk", len(desk))
		}
		w.no(w.s.Decide(bg, w.clerk, r, false, "不行"), fault.Invalid)
		w.ok(w.s.Decide(bg, w.clerk, r, true, ""))
		w.no(w.s.Decide(bg, w.clerk, r, true, ""), fault.Conflict)
		q, err = w.s.Request(bg, w.mother, r)
		w.ok(err)
		names, _ := w.Org.Names(bg, []org.PersonID{kid})
		if names[kid] != "新名字" || q.State != privacy.Done || q.Old != "PupilB0" || q.Answer == "" {
			t.Errorf("corrected to %q, %+v", names[kid], q)
		}
		n, err := w.s.Ask(bg, w.child, kid, privacy.Draft{Kind: privacy.Correct, Field: privacy.FieldNumber, Wanted: "77"})
		w.ok(err)
		w.ok(w.s.Decide(bg, w.clerk, n, true, ""))
		if number, _ := w.Org.NumberOf(bg, kid); number != "77" {
			t.Errorf("number %q", number)
		}
		if p, _ := w.Org.Profile(bg, kid); p.Phone == "" || p.Number != "77" {
			t.Errorf("profile %+v", p)
		}
	})
}

func TestNobodyAnswersThemselves(t *testing.T) {
	engines(t, func(w *world) {
		w.write(func(tx *db.Tx) error {
			return w.Org.Give(tx, org.Holding{Person: w.clerk.Person, Role: org.Guardian, Node: id.As[any](w.other.Person)})
		})
		both, err := w.Org.Resolve(bg, w.clerk.Account, "t")
		w.ok(err)
		parent, err := w.Org.ResolveAs(bg, w.clerk.Account, "guardian", "t")
		w.ok(err)
		r, err := w.s.Ask(bg, parent, w.other.Person, privacy.Draft{Kind: privacy.Copy})
		w.ok(err)
		w.no(w.s.Decide(bg, both, r, true, ""), fault.Unlawful)
	})
}

func TestCopyHoldsOneselfAlone(t *testing.T) {
	engines(t, func(w *world) {
		if _, err := w.Org.Can(bg, w.head, org.PeopleRead, id.As[any](w.ClassB)); err != nil {
			t.Fatal(err)
		}
		r, err := w.s.Ask(bg, w.mother, w.child.Person, privacy.Draft{Kind: privacy.Copy})
		w.ok(err)
		w.ok(w.s.Decide(bg, w.clerk, r, true, ""))
		_, err = w.s.Fetch(bg, w.mother, r)
		w.no(err, fault.Gone)
		w.ok(w.jobs.Drain(bg))
		f, err := w.s.Fetch(bg, w.mother, r)
		w.ok(err)
		b, err := io.ReadAll(f)
		w.ok(err)
		_ = f.Close()
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		w.ok(err)
		all := ""
		for _, file := range z.File {
			x, err := file.Open()
			w.ok(err)
			body, err := io.ReadAll(x)
			w.ok(err)
			all += string(body)
		}
		for _, want := range []string{"PupilB0", "2014-05-01", "Head", "班主任"} {
			if !strings.Contains(all, want) {
				t.Errorf("the copy lacks %s", want)
			}
		}
		for _, p := range w.PupilsB[1:] {
			if strings.Contains(all, p.Name) || strings.Contains(all, p.Person.String()) {
				t.Errorf("the copy tells of %s", p.Name)
			}
		}
		for _, a := range []*org.Actor{w.father, w.child, w.clerk, w.other} {
			if f, err := w.s.Fetch(bg, a, r); err == nil {
				_ = f.Close()
				t.Errorf("%s fetched it", a.Name)
			}
		}
		w.Clock.Advance(privacy.CopyDays*24*time.Hour + time.Minute)
		_, err = w.s.Fetch(bg, w.mother, r)
		w.no(err, fault.Gone)
		w.ok(w.jobs.Drain(bg))
		w.ok(w.blobs.Walk(bg, func(ref blob.Ref) error { t.Errorf("%s is still there", ref.Hash); return nil }))
	})
}

func TestErasure(t *testing.T) {
	engines(t, func(w *world) {
		kid := w.child.Person
		c, err := w.s.Ask(bg, w.mother, kid, privacy.Draft{Kind: privacy.Copy, Reason: "PupilB0"})
		w.ok(err)
		w.ok(w.s.Decide(bg, w.clerk, c, true, ""))
		w.ok(w.jobs.Drain(bg))
		n, err := w.s.Ask(bg, w.father, kid, privacy.Draft{Kind: privacy.Correct, Field: privacy.FieldName, Wanted: "PupilB0x"})
		w.ok(err)
		r, err := w.s.Ask(bg, w.mother, kid, privacy.Draft{Kind: privacy.Erase, Reason: "PupilB0 搬走了"})
		w.ok(err)
		w.ok(w.s.Decide(bg, w.clerk, r, true, "同意删除PupilB0的资料"))
		if !slices.Contains(w.erased, kid) {
			t.Error("the other packages were not told")
		}
		q, err := w.s.Request(bg, w.mother, r)
		w.ok(err)
		if q.Kept == "" || strings.Contains(q.Answer, "PupilB0") || q.Reason != "" {
			t.Errorf("the answer: %+v", q)
		}
		old, err := w.s.Request(bg, w.father, n)
		w.ok(err)
		if old.State != privacy.No || old.Wanted != "" {
			t.Errorf("an open request of the erased: %+v", old)
		}
		if _, err := w.Org.Resolve(bg, w.child.Account, "t"); !fault.Is(err, fault.SignIn) {
			t.Errorf("the erased signs in: %v", err)
		}
		if p, _ := w.Org.Profile(bg, kid); p.Born != "" || p.Phone != "" {
			t.Errorf("profile %+v", p)
		}
		roster, _ := w.Org.Roster(bg, w.ClassB, w.Org.Now()+1)
		if len(roster) != 4 {
			t.Errorf("%d on the register", len(roster))
		}
		w.ok(w.blobs.Walk(bg, func(ref blob.Ref) error { t.Errorf("a copy of the erased is still there"); return nil }))
		left, err := testkit.Texts(w.Core, "PupilB0")
		w.ok(err)
		if len(left) > 0 {
			t.Errorf("the name is still in %v", left)
		}
	})
}
