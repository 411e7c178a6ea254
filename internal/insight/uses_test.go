package insight_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// version publishes one more version of a work.
func (w *world) version(t testing.TB, work id.Any, number int, school org.UnitID, from id.Any) id.Any {
	v := id.New[any]()
	w.event(t, "version.published", id.As[any](school), m{"work": work, "version": v, "number": number, "title": "一元一次方程", "subject": "maths",
		"stage": "junior", "grade": 7, "school": school, "derived_from": from, "items": 3})
	return v
}

// used gives a version to a class and lets n pupils begin.
func (w *world) used(t testing.TB, v id.Any, class org.ClassID, school org.UnitID, n int) {
	a := w.give(t, v, class, school)
	for range n {
		w.save(t, sit{id.New[any](), a, class, school, id.New[org.Person]()}, 1, 1, "B", true)
	}
}

func TestUseOfWorks(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{})
		ctx := context.Background()
		work, adapted, second := id.New[any](), id.New[any](), id.New[any]()
		v1 := w.version(t, work, 1, w.SchoolA, id.Any{})
		v2 := w.version(t, work, 2, w.SchoolA, id.Any{})
		child := w.version(t, adapted, 1, w.SchoolB, v1)
		grand := w.version(t, second, 1, w.SchoolC, child)
		w.used(t, v1, w.ClassA, w.SchoolA, 2)
		w.used(t, v1, w.ClassB, w.SchoolB, 1)
		w.used(t, v2, w.ClassB, w.SchoolB, 3) // the same class once more, another version
		w.used(t, v2, w.ClassC, w.SchoolC, 0) // given, and nobody has begun
		w.used(t, child, w.ClassB, w.SchoolB, 2)
		w.used(t, grand, w.ClassC, w.SchoolC, 1)
		w.drain(t)
		check := func(want insight.WorkUse) {
			t.Helper()
			got, err := w.in.UseOf(ctx, w.TeacherC, []id.Any{work, id.New[any]()})
			must(t, err)
			if got[work] != want || len(got) != 1 {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		full := insight.WorkUse{Own: insight.Reached{Classes: 1, Schools: 1}, Others: insight.Reached{Classes: 1, Schools: 1},
			Derived: insight.Reached{Classes: 2, Schools: 2}, Works: 2}
		check(full)
		if full.All() != (insight.Reached{Classes: 2, Schools: 2}) {
			t.Error("the whole is not the sum")
		}
		must(t, w.in.Reset(ctx))
		w.drain(t)
		check(full)
		w.event(t, "version.withdrawn", id.As[any](w.SchoolC), m{"work": second, "version": grand})
		w.event(t, "version.withdrawn", id.As[any](w.SchoolA), m{"work": work, "version": v2})
		w.drain(t)
		check(insight.WorkUse{Own: full.Own, Others: full.Others, Derived: insight.Reached{Classes: 1, Schools: 1}, Works: 1})
		if _, err := w.in.UseOf(ctx, w.PupilsB[0], []id.Any{work}); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil: %v", err)
		}
	})
}

func TestSharing(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{})
		ctx := context.Background()
		v := w.version(t, id.New[any](), 1, w.SchoolA, id.Any{})
		adapted := w.version(t, id.New[any](), 1, w.SchoolB, v)
		w.used(t, v, w.ClassB, w.SchoolB, 12)
		w.used(t, v, w.ClassC, w.SchoolC, 3)
		w.used(t, v, w.ClassA, w.SchoolA, 14)
		w.used(t, adapted, w.ClassC, w.SchoolC, 11) // what B adapted comes from A
		w.drain(t)
		sh, err := w.in.Sharing(ctx, w.Bureau, insight.SharingQuery{})
		must(t, err)
		a, b, c := id.As[any](w.SchoolA), id.As[any](w.SchoolB), id.As[any](w.SchoolC)
		if f := sh.Pair(a, c); f.Works != 2 || f.Given != 2 || f.Classes != 1 || f.Begun != 14 || f.Hidden {
			t.Errorf("A to C: %+v", f)
		}
		if given, classes, stayed := sh.Crossing(); given != 3 || classes != 2 || stayed != 1 {
			t.Errorf("crossing: %d %d %d", given, classes, stayed)
		}
		if f := sh.Pair(b, c); f.Given != 0 {
			t.Errorf("B to C: %+v", f)
		}
		var order []string
		for _, p := range sh.Places {
			order = append(order, p.Area+p.Code)
		}
		if fmt.Sprint(order) != "[乡区SB 乡区SC 城区SA]" {
			t.Errorf("order: %v", order)
		}
		// small numbers of pupils: one is hidden with another
		w.used(t, w.version(t, id.New[any](), 1, w.SchoolC, id.Any{}), w.ClassB, w.SchoolB, 2)
		w.drain(t)
		sh, err = w.in.Sharing(ctx, w.Bureau, insight.SharingQuery{})
		must(t, err)
		hidden := 0
		for _, f := range sh.Flows {
			if f.Hidden {
				hidden++
			}
			if f.Begun > 0 && f.Begun < insight.MinGroup {
				t.Errorf("a small number is told: %+v", f)
			}
		}
		if !sh.Pair(c, b).Hidden || hidden < 2 {
			t.Errorf("hidden: %d, C to B %+v", hidden, sh.Pair(c, b))
		}
		byDistrict, err := w.in.Sharing(ctx, w.Bureau, insight.SharingQuery{Districts: true})
		must(t, err)
		if len(byDistrict.Places) != 2 || byDistrict.Places[0].Name != "乡区" || len(byDistrict.Flows) != 3 {
			t.Errorf("by district: %+v", byDistrict)
		}
		own, err := w.in.Sharing(ctx, w.LeaderB, insight.SharingQuery{})
		must(t, err)
		gave, took := own.Of(b)
		if len(gave) != 0 || len(took) != 2 {
			t.Errorf("a head: gave %+v, took %+v", gave, took)
		}
		for _, f := range own.Flows {
			if f.From != b && f.To != b {
				t.Errorf("a head sees what others do with each other: %+v", f)
			}
		}
		none, err := w.in.Sharing(ctx, w.Bureau, insight.SharingQuery{Subject: "music", Since: 1})
		must(t, err)
		if len(none.Flows) != 0 || len(none.Places) != 3 {
			t.Errorf("another subject: %+v", none)
		}
		if _, err := w.in.Sharing(ctx, w.TeacherB, insight.SharingQuery{}); !fault.Is(err, fault.Denied) {
			t.Errorf("a teacher: %v", err)
		}
	})
}

// TestSharingHidesFewPupils: three pupils who begin five practices are three pupils and no fifteen, also when their school's district is
// one place and the lessons come from two schools; who looks sees which places can be opened.
func TestSharingHidesFewPupils(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{})
		ctx := context.Background()
		few := []org.PersonID{id.New[org.Person](), id.New[org.Person](), id.New[org.Person]()}
		begin := func(from org.UnitID) {
			t.Helper()
			a := w.give(t, w.version(t, id.New[any](), 1, from, id.Any{}), w.ClassC, w.SchoolC)
			for _, p := range few {
				w.save(t, sit{id.New[any](), a, w.ClassC, w.SchoolC, p}, 1, 1, "B", true)
			}
		}
		for range 5 {
			begin(w.SchoolB)
			begin(w.SchoolA)
		}
		w.used(t, w.version(t, id.New[any](), 1, w.SchoolA, id.Any{}), w.ClassB, w.SchoolB, 12)
		w.used(t, w.version(t, id.New[any](), 1, w.SchoolA, id.Any{}), w.ClassA, w.SchoolA, 30)
		w.drain(t)
		a, b, c := id.As[any](w.SchoolA), id.As[any](w.SchoolB), id.As[any](w.SchoolC)
		sh, err := w.in.Sharing(ctx, w.Bureau, insight.SharingQuery{})
		must(t, err)
		for _, k := range [][2]id.Any{{b, c}, {a, c}} {
			if f := sh.Pair(k[0], k[1]); !f.Hidden || f.Begun != 0 || f.Given != 5 {
				t.Errorf("three pupils are told: %+v", f)
			}
		}
		if f := sh.Pair(a, a); f.Hidden || f.Begun != 30 {
			t.Errorf("a class is hidden: %+v", f)
		}
		own, err := w.in.Sharing(ctx, w.LeaderB, insight.SharingQuery{})
		must(t, err)
		for _, p := range own.Places {
			if p.Open != (p.ID == b) {
				t.Errorf("%s can be opened: %v", p.Name, p.Open)
			}
		}
		by, err := w.in.Sharing(ctx, w.Bureau, insight.SharingQuery{Districts: true})
		must(t, err)
		for _, f := range by.Flows {
			if f.From == f.To && f.Given == 5 && !f.Hidden { // B to C, both in the country
				t.Errorf("three pupils are told by district: %+v", f)
			}
		}
	})
}

// TestUsesFoldedIsRebuilt: whatever is published, given, begun and withdrawn in whatever batches, the use is what the events say,
// and folding anew agrees.
func TestUsesFoldedIsRebuilt(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{})
		ctx := context.Background()
		schools := []org.UnitID{w.SchoolA, w.SchoolB, w.SchoolC}
		classes := []org.ClassID{w.ClassA, w.ClassB, w.ClassC}
		var works []id.Any
		rapid.Check(t, func(rt *rapid.T) {
			work := id.New[any]()
			works = append(works, work)
			var versions []id.Any
			gone, begun := map[id.Any]bool{}, map[id.Any]map[int]bool{}
			for range rapid.IntRange(1, 12).Draw(rt, "events") {
				switch k := rapid.IntRange(0, 9).Draw(rt, "kind"); {
				case k < 2 || len(versions) == 0:
					v := w.version(t, work, len(versions)+1, w.SchoolA, id.Any{})
					versions, begun[v] = append(versions, v), map[int]bool{}
				case k == 2:
					v := rapid.SampledFrom(versions).Draw(rt, "withdrawn")
					gone[v] = true
					w.event(t, "version.withdrawn", id.As[any](w.SchoolA), m{"work": work, "version": v})
				default:
					v, c := rapid.SampledFrom(versions).Draw(rt, "version"), rapid.IntRange(0, 2).Draw(rt, "class")
					n := rapid.IntRange(0, 2).Draw(rt, "pupils")
					w.used(t, v, classes[c], schools[c], n)
					if n > 0 {
						begun[v][c] = true
					}
				}
				if rapid.IntRange(0, 4).Draw(rt, "drain") == 0 {
					w.drain(t)
				}
			}
			w.drain(t)
			var want insight.WorkUse
			for c := range classes {
				used := false
				for v, at := range begun {
					used = used || at[c] && !gone[v]
				}
				if used && c == 0 {
					want.Own = insight.Reached{Classes: 1, Schools: 1}
				} else if used {
					want.Others.Classes, want.Others.Schools = want.Others.Classes+1, want.Others.Schools+1
				}
			}
			got, err := w.in.UseOf(ctx, w.TeacherA, []id.Any{work})
			if err != nil || got[work] != want {
				rt.Fatalf("%+v %v, want %+v", got[work], err, want)
			}
		})
		before, err := w.in.UseOf(ctx, w.TeacherA, works)
		must(t, err)
		must(t, w.in.Reset(ctx))
		w.drain(t)
		after, err := w.in.UseOf(ctx, w.TeacherA, works)
		must(t, err)
		if fmt.Sprint(before) != fmt.Sprint(after) || len(before) == 0 {
			t.Errorf("folded %v, rebuilt %v", before, after)
		}
	})
}
