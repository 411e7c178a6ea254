package org_test

import (
	"context"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

func node[T any](i id.Of[T]) org.Node { return id.As[any](i) }

func TestCan(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		w := orgtest.New(t, d)
		for _, c := range []struct {
			who  string
			a    *org.Actor
			v    org.Verb
			n    org.Node
			kind fault.Kind
			ok   bool
		}{
			{"teacher, own class", w.TeacherB, org.Assign, node(w.ClassB), 0, true},
			{"teacher, other school's class", w.TeacherB, org.Assign, node(w.ClassA), fault.NotFound, false},
			{"leader, class of the school", w.LeaderB, org.ClassAnalyse, node(w.ClassB), 0, true},
			{"leader may not assign", w.LeaderB, org.Assign, node(w.ClassB), fault.Denied, false},
			{"bureau, school below", w.Bureau, org.UnitUse, node(w.SchoolC), 0, true},
			{"researcher, other district", w.Researcher, org.UnitUse, node(w.SchoolA), fault.NotFound, false},
			{"bureau sees no class", w.Bureau, org.ClassAnalyse, node(w.ClassB), fault.Denied, false},
			{"reader, what the group shares", w.TeacherB, org.LibraryRead, node(w.Group), 0, true},
			{"reader outside the group", w.TeacherC, org.LibraryRead, node(w.Group), fault.NotFound, false},
			{"reader, other school's own", w.TeacherB, org.LibraryRead, node(w.SchoolA), fault.NotFound, false},
			{"pupil, self", w.PupilsB[0], org.PracticeDo, node(w.PupilsB[0].Person), 0, true},
			{"pupil, neighbour", w.PupilsB[0], org.PracticeDo, node(w.PupilsB[1].Person), fault.NotFound, false},
			{"administrator sees no class", w.SystemAdmin, org.ClassAnalyse, node(w.ClassB), fault.Denied, false},
			{"nobody", nil, org.Assign, node(w.ClassB), fault.SignIn, false},
		} {
			err := w.Org.Must(context.Background(), c.a, c.v, c.n)
			if (err == nil) != c.ok || (err != nil && fault.KindOf(err) != c.kind) {
				t.Errorf("%s: %v", c.who, err)
			}
		}
	}, org.Migrations, audit.Migrations, bus.Migrations)
}

// A school that changes its group keeps its past: the old group reaches what it reached, at the old moment only.
func TestMembershipIsDated(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := orgtest.New(t, d)
		jan := clock.At(orgtest.Start) + 60*24*3600*1e6
		if err := d.Write(ctx, func(tx *db.Tx) error { return w.Org.Unlink(tx, w.Group, w.SchoolB, jan) }); err != nil {
			t.Fatal(err)
		}
		for at, want := range map[clock.Micros]bool{jan - 1: true, jan: false} {
			tops, err := w.Org.Ancestors(ctx, node(w.ClassB), at)
			if err != nil {
				t.Fatal(err)
			}
			got := false
			for _, n := range tops {
				got = got || n == node(w.Group)
			}
			if got != want {
				t.Errorf("at %v the group reaches the class: %v, want %v", clock.Time(at), got, want)
			}
		}
	}, org.Migrations, audit.Migrations, bus.Migrations)
}

func TestTreeRefusesRingsAndWrongPlaces(t *testing.T) {
	d := testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations)
	w := orgtest.New(t, d)
	for name, e := range map[string]org.Edge{
		"district under school": {Parent: w.SchoolA, Child: w.DistrictA},
		"ring":                  {Parent: w.DistrictA, Child: w.Region},
		"backwards in time":     {Parent: w.Group, Child: w.SchoolC, Since: 5, Until: 5},
	} {
		if err := d.Write(context.Background(), func(tx *db.Tx) error { return w.Org.Link(tx, e) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsInherit(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := orgtest.New(t, d)
		now := w.Org.Now()
		set := func(n org.Node, v int) {
			if err := w.Org.Set(ctx, w.SystemAdmin, n, "homework.minutes", v, now); err != nil {
				t.Fatal(err)
			}
		}
		get := func(n org.Node, at clock.Micros) string {
			v, _, err := w.Org.Setting(ctx, "homework.minutes", n, at)
			if err != nil {
				t.Fatal(err)
			}
			return string(v)
		}
		set(node(w.Region), 90)
		set(node(w.SchoolB), 60)
		if a, b, old := get(node(w.SchoolA), now), get(node(w.SchoolB), now), get(node(w.SchoolB), now-1); a != "90" || b != "60" || old != "" {
			t.Errorf("school A %s, school B %s, before %q", a, b, old)
		}
		if err := w.Org.Set(ctx, w.TeacherB, node(w.SchoolB), "homework.minutes", 1, now); !fault.Is(err, fault.Denied) {
			t.Errorf("a teacher set a school's setting: %v", err)
		}
	}, org.Migrations, audit.Migrations, bus.Migrations)
}

// fiveFour are the stages of a region with 五四制: 初中 begins with grade 6. 高中 is not named.
var fiveFour = preset.Stages{stage(org.Primary, 1, 5), stage(org.Junior, 6, 9)}

func stage(code string, from, to int) preset.Stage {
	s := preset.Stage{Code: code}
	for n := from; n <= to; n++ {
		s.Grades = append(s.Grades, preset.Grade{Number: n})
	}
	return s
}

func TestGradeIsDerived(t *testing.T) {
	day := func(s string) clock.Micros {
		tm, err := timeParse(s)
		if err != nil {
			t.Fatal(err)
		}
		return tm
	}
	for _, c := range []struct {
		stages preset.Stages
		stage  string
		cohort int
		day    string
		want   int
	}{{nil, org.Primary, 2026, "2026-09-01", 1}, {nil, org.Primary, 2026, "2027-08-31", 1}, {nil, org.Junior, 2024, "2026-11-23", 9}, {nil, org.Senior, 2026, "2026-11-23", 10},
		{fiveFour, org.Primary, 2022, "2026-11-23", 5}, {fiveFour, org.Junior, 2026, "2026-11-23", 6}, {fiveFour, org.Junior, 2023, "2027-08-31", 9}, {fiveFour, org.Senior, 2026, "2026-11-23", 10}} {
		grades := org.GradesOf(c.stages)
		if g := grades.At(c.stage, c.cohort, day(c.day)); g != c.want {
			t.Errorf("%+v: %d", c, g)
		}
		if co := grades.Cohort(c.stage, c.want, day(c.day)); co != c.cohort {
			t.Errorf("%+v: cohort %d", c, co)
		}
		if s := grades.Of(c.want); s != c.stage {
			t.Errorf("%+v: stage %s", c, s)
		}
	}
}

// TestFiveFour: where schools are 五四制, who enters 初中 is in grade 6, is called so, and is found so.
func TestFiveFour(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		w := orgtest.New(t, d)
		there := org.New(d, w.Log, w.Clock, &preset.Preset{Stages: fiveFour})
		for _, c := range []struct {
			s    *org.Service
			text string
			n    int
		}{{w.Org, "七年级1班", 1}, {w.Org, "六年级1班", 0}, {there, "七年级1班", 0}, {there, "六(1)班", 1}} {
			got, err := c.s.ClassesNamedIn(context.Background(), w.TeacherB, org.ClassAnalyse, c.text, 9)
			if err != nil || len(got) != c.n {
				t.Errorf("%s: %+v, %v", c.text, got, err)
			}
		}
		if c, err := there.Class(context.Background(), w.ClassB); err != nil || c.Label() != "六年级(1)班" {
			t.Errorf("%+v, %v", c, err)
		}
	}, org.Migrations, audit.Migrations, bus.Migrations)
}
