// Package orgtest makes a small region with people for the tests of other packages. It may not be imported by the program.
//
// Region 市 ─ District A ─ school A (urban), District B ─ school B (rural); Group under the region joins A and B; school C stands in
// district B outside the group. Class A is in A (grade 7), class B in B (grade 7), class C in C.
package orgtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// World is the small region. Every *org.Actor holds the role that its name says.
type World struct {
	Core  *db.DB
	Log   *bus.Log
	Clock *clock.Fake
	Org   *org.Service

	Region, DistrictA, DistrictB, Group, SchoolA, SchoolB, SchoolC org.UnitID
	ClassA, ClassB, ClassC                                         org.ClassID

	TeacherA, TeacherB, TeacherC *org.Actor // teacher of the school and of its class, subject 数学
	ReviewerGroup, ReviewerC     *org.Actor // reviewers at the group and at school C
	LeaderB                      *org.Actor
	Bureau, Researcher           *org.Actor // at the region and at district B
	SystemAdmin, AuditAdmin      *org.Actor
	PupilA                       *org.Actor
	PupilsB                      []*org.Actor // five
	PupilC                       *org.Actor
}

// Start is the time of the fake clock: a school day in November 2026.
var Start = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// New builds the world in a core store that has org's, audit's and bus' migrations. Every role stands on an approved access sheet.
func New(t testing.TB, core *db.DB) *World {
	t.Helper()
	w := &World{Core: core, Clock: clock.NewFake(Start)}
	w.Log = bus.New(core, w.Clock, testkit.Logger(t))
	w.Org = org.New(core, w.Log, w.Clock, nil)
	accounts := map[string]org.AccountID{}
	err := core.Write(context.Background(), func(tx *db.Tx) error {
		b := builder{tx: tx, s: w.Org, accounts: accounts}
		w.Region = b.unit(org.Region, "990000", "测试市", org.UnitID{})
		w.DistrictA = b.unit(org.District, "990101", "城区", w.Region)
		w.DistrictB = b.unit(org.District, "990102", "乡区", w.Region)
		w.Group = b.unit(org.Group, "G1", "第一教育集团", w.Region)
		w.SchoolA = b.unit(org.School, "SA", "城中学", w.DistrictA)
		w.SchoolB = b.unit(org.School, "SB", "乡中学", w.DistrictB)
		w.SchoolC = b.unit(org.School, "SC", "外中学", w.DistrictB)
		b.link(w.Group, w.SchoolA)
		b.link(w.Group, w.SchoolB)
		w.ClassA, w.ClassB, w.ClassC = b.class(w.SchoolA), b.class(w.SchoolB), b.class(w.SchoolC)
		b.teacher("TeacherA", w.SchoolA, w.ClassA)
		b.teacher("TeacherB", w.SchoolB, w.ClassB)
		b.teacher("TeacherC", w.SchoolC, w.ClassC)
		b.person("ReviewerGroup", w.SchoolA, org.Reviewer, id.As[any](w.Group))
		b.person("ReviewerC", w.SchoolC, org.Reviewer, id.As[any](w.SchoolC))
		b.person("LeaderB", w.SchoolB, org.SchoolLeader, id.As[any](w.SchoolB))
		b.person("Bureau", w.Region, org.BureauLeader, id.As[any](w.Region))
		b.person("Researcher", w.DistrictB, org.Researcher, id.As[any](w.DistrictB))
		b.person("SystemAdmin", w.Region, org.SystemAdmin, id.As[any](w.Region))
		b.person("AuditAdmin", w.Region, org.AuditAdmin, id.As[any](w.Region))
		b.pupil("PupilA", w.SchoolA, w.ClassA, 1)
		for i := range 5 {
			b.pupil(fmt.Sprintf("PupilB%d", i), w.SchoolB, w.ClassB, i+1)
		}
		b.pupil("PupilC", w.SchoolC, w.ClassC, 1)
		for _, u := range []org.UnitID{w.Region, w.SchoolA, w.SchoolB, w.SchoolC} {
			if b.err == nil {
				b.err = w.Org.ApproveAll(tx, u, org.PersonID{})
			}
		}
		return b.err
	})
	if err != nil {
		t.Fatal(err)
	}
	get := func(name string) *org.Actor { return w.Resolve(t, accounts[name]) }
	w.TeacherA, w.TeacherB, w.TeacherC = get("TeacherA"), get("TeacherB"), get("TeacherC")
	w.ReviewerGroup, w.ReviewerC, w.LeaderB = get("ReviewerGroup"), get("ReviewerC"), get("LeaderB")
	w.Bureau, w.Researcher = get("Bureau"), get("Researcher")
	w.SystemAdmin, w.AuditAdmin = get("SystemAdmin"), get("AuditAdmin")
	w.PupilA, w.PupilC = get("PupilA"), get("PupilC")
	for i := range 5 {
		w.PupilsB = append(w.PupilsB, get(fmt.Sprintf("PupilB%d", i)))
	}
	return w
}

// Resolve is a fresh actor of an account, as a new request would have it.
func (w *World) Resolve(t testing.TB, a org.AccountID) *org.Actor {
	t.Helper()
	actor, err := w.Org.Resolve(context.Background(), a, "test")
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

type builder struct {
	tx       *db.Tx
	s        *org.Service
	accounts map[string]org.AccountID
	err      error
}

func (b *builder) unit(k org.Kind, code, name string, parent org.UnitID) org.UnitID {
	if b.err != nil {
		return org.UnitID{}
	}
	var u org.UnitID
	u, b.err = b.s.AddUnit(b.tx, org.Unit{Kind: k, Code: code, Name: name}, parent)
	return u
}

func (b *builder) link(parent, child org.UnitID) {
	if b.err == nil {
		b.err = b.s.Link(b.tx, org.Edge{Parent: parent, Child: child})
	}
}

func (b *builder) class(school org.UnitID) org.ClassID {
	if b.err != nil {
		return org.ClassID{}
	}
	var c org.ClassID
	c, b.err = b.s.AddClass(b.tx, org.Class{School: school, Stage: org.Junior, Cohort: 2026, Number: 1})
	return c
}

func (b *builder) person(name string, home org.UnitID, r org.Role, n org.Node) org.PersonID {
	if b.err != nil {
		return org.PersonID{}
	}
	a := id.New[org.Account]()
	b.accounts[name] = a
	var p org.PersonID
	if p, b.err = b.s.AddPerson(b.tx, org.Person{Owner: home, Name: name}, a); b.err == nil {
		b.give(p, r, n, "")
	}
	return p
}

func (b *builder) give(p org.PersonID, r org.Role, n org.Node, subject string) {
	if b.err == nil {
		b.err = b.s.Give(b.tx, org.Holding{Person: p, Role: r, Node: n, Subject: subject})
	}
}

func (b *builder) teacher(name string, school org.UnitID, c org.ClassID) {
	p := b.person(name, school, org.Teacher, id.As[any](school))
	b.give(p, org.Teaching, id.As[any](c), "数学")
}

func (b *builder) pupil(name string, school org.UnitID, c org.ClassID, number int) {
	if b.err != nil {
		return
	}
	a, pid := id.New[org.Account](), id.New[org.Person]()
	b.accounts[name] = a
	if _, b.err = b.s.AddPerson(b.tx, org.Person{ID: pid, Owner: school, Name: name}, a); b.err != nil {
		return
	}
	b.give(pid, org.Pupil, id.As[any](pid), "")
	if b.err == nil {
		b.err = b.s.Enrol(b.tx, org.Enrolment{Person: pid, Class: c, Number: fmt.Sprintf("%02d", number)})
	}
}
