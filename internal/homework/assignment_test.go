package homework

import (
	"context"
	"encoding/json"
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

// shelf is one published lesson and remembers which sittings were opened.
type shelf struct {
	lesson Lesson
	opened []org.PersonID
	fail   error
	banned error
}

func (s *shelf) Practice(org.Class, string, string) error { return s.banned }

func (s *shelf) Lesson(_ context.Context, _ *org.Actor, v id.Any) (Lesson, error) {
	if v != s.lesson.Version {
		return Lesson{}, fault.New(fault.NotFound, "找不到这节课")
	}
	return s.lesson, nil
}

func (s *shelf) OpenSittings(_ *db.Tx, _ id.Any, _ org.Class, _ id.Any, pupils []org.PersonID, _ string, _ clock.Micros) error {
	s.opened = pupils
	return s.fail
}

type house struct {
	*orgtest.World
	*shelf
	s *Service
}

func suite(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		w := orgtest.New(t, d)
		sh := &shelf{lesson: Lesson{Version: id.New[any](), Title: "小数", Subject: "数学", Stage: org.Junior, Grade: 7, Paper: id.New[any](), Items: 6}}
		f(t, &house{w, sh, New(d, w.Log, w.Org, sh, sh, sh, w.Clock)})
	}, org.Migrations, audit.Migrations, bus.Migrations, Migrations)
}

func (h *house) order(idem string) Order {
	return Order{Version: h.lesson.Version, Class: h.ClassB, Mode: Paper, Place: AtHome, Minutes: 30, Due: clock.At(h.Clock.Now().Add(24 * time.Hour)), Idem: idem}
}

func wantKind(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: want %s, got %v", what, k, err)
	}
}

func TestGive(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		as, err := h.s.Give(ctx, h.TeacherB, h.order("a"))
		if err != nil || len(h.opened) != 5 {
			t.Fatalf("given %v with %d sittings, %v", as, len(h.opened), err)
		}
		if again, err := h.s.Give(ctx, h.TeacherB, h.order("a")); err != nil || again != as {
			t.Errorf("the same order again: %v, %v", again, err)
		}
		row, err := h.s.Assignment(ctx, h.TeacherB, as)
		if err != nil || row.Pupils != 5 || row.Grade != 7 || row.Title != "小数" || row.Owner != h.SchoolB {
			t.Errorf("stored %+v, %v", row, err)
		}
		if err := h.Log.Settle(ctx); err != nil {
			t.Fatal(err)
		}
		es, err := h.Log.Read(ctx, bus.Position{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range es {
			st, ok, err := Statement(e)
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				continue
			}
			n++
			st.ID, st.Actor.HomePage = e.ID, "https://example.edu"
			if _, err := st.JSON(); err != nil || e.Owner != id.As[any](h.ClassB) {
				t.Errorf("statement: %v, owner %s", err, e.Owner)
			}
			var p Given
			if err := json.Unmarshal(e.Payload, &p); err != nil || p.Assignment != as || p.Items != 6 || p.Minutes != 30 {
				t.Errorf("event %+v, %v", p, err)
			}
		}
		if n != 1 {
			t.Errorf("%d events, want 1", n)
		}
		if list, err := h.s.List(ctx, h.TeacherB); err != nil || len(list) != 1 {
			t.Errorf("list %v, %v", list, err)
		}
		if list, err := h.s.List(ctx, h.TeacherC); err != nil || len(list) != 0 {
			t.Errorf("another school's list %v, %v", list, err)
		}
		if b, err := h.s.Briefs(ctx, []id.Any{id.As[any](as)}); err != nil || b[id.As[any](as)].Title != "小数" {
			t.Errorf("briefs %v, %v", b, err)
		}
	})
}

func TestGiveRefused(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		_, err := h.s.Give(ctx, h.TeacherA, h.order("x"))
		wantKind(t, err, fault.NotFound, "a teacher of another school")
		_, err = h.s.Give(ctx, h.PupilsB[0], h.order("x"))
		wantKind(t, err, fault.Denied, "a pupil")
		_, err = h.s.Give(ctx, nil, h.order("x"))
		wantKind(t, err, fault.SignIn, "nobody")
		bad := h.order("x")
		bad.Mode, bad.Minutes, bad.Due = "phone", 0, clock.At(h.Clock.Now().Add(-48*time.Hour))
		_, err = h.s.Give(ctx, h.TeacherB, bad)
		wantKind(t, err, fault.Invalid, "bad fields")
		bad = h.order("x")
		bad.Version = id.New[any]()
		_, err = h.s.Give(ctx, h.TeacherB, bad)
		wantKind(t, err, fault.NotFound, "a version that the teacher cannot read")
		h.lesson.Items = 0
		_, err = h.s.Give(ctx, h.TeacherB, h.order("x"))
		wantKind(t, err, fault.Invalid, "a lesson without practice")
		h.lesson.Items, h.banned = 6, fault.New(fault.Unlawful, "不得变相组织考试")
		_, err = h.s.Give(ctx, h.TeacherB, h.order("x"))
		wantKind(t, err, fault.Unlawful, "what the guard of exams refuses")
		h.banned, h.fail = nil, fault.New(fault.Conflict, "还在编辑")
		_, err = h.s.Give(ctx, h.TeacherB, h.order("x"))
		wantKind(t, err, fault.Conflict, "sittings cannot be opened")
		if list, err := h.s.List(ctx, h.TeacherB); err != nil || len(list) != 0 {
			t.Errorf("an assignment without sittings stands: %v %v", list, err)
		}
	})
}

// TestLaw: grades 1 and 2 have no written homework at home, nobody below grade 10 homework on a device at home, and a day's limit is
// passed only with a reason.
func TestLaw(t *testing.T) {
	cases := []struct {
		grade       int
		mode, place string
		clause      string
	}{
		{1, Paper, AtHome, ClauseNoWritten}, {2, Device, AtHome, ClauseNoWritten}, {2, Paper, InClass, ""}, {1, Device, InClass, ""},
		{3, Paper, AtHome, ""}, {6, Device, AtHome, ClauseNoPhone}, {9, Device, AtHome, ClauseNoPhone}, {9, Device, InClass, ""},
		{10, Device, AtHome, ""},
	}
	for _, c := range cases {
		stage := map[bool]string{true: org.Primary, false: org.Junior}[c.grade <= 6]
		if c.grade > 9 {
			stage = org.Senior
		}
		err := lawful(org.Class{Grade: c.grade, Stage: stage}, c.mode, c.place)
		if (err != nil) != (c.clause != "") || (err != nil && (!fault.Is(err, fault.Unlawful) || !strings.Contains(err.Error(), c.clause))) {
			t.Errorf("grade %d %s %s: %v", c.grade, c.mode, c.place, err)
		}
	}
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		for i, m := range []int{60, 30} {
			o := h.order(string(rune('a' + i)))
			o.Minutes = m
			if _, err := h.s.Give(ctx, h.TeacherB, o); err != nil {
				t.Fatalf("%d minutes: %v", m, err)
			}
		}
		over := h.order("over")
		over.Minutes = 1
		_, err := h.s.Give(ctx, h.TeacherB, over)
		wantKind(t, err, fault.Invalid, "91 minutes in grade 7")
		l, err := h.s.Load(ctx, h.TeacherB, h.ClassB, clock.At(h.Clock.Now()))
		if err != nil || l.Used != 90 || l.Limit != 90 || l.Left() != 0 {
			t.Errorf("load %+v, %v", l, err)
		}
		over.Place = InClass
		over.Idem = "class"
		if _, err := h.s.Give(ctx, h.TeacherB, over); err != nil {
			t.Errorf("work at school does not count: %v", err)
		}
		over.Place, over.Reason, over.Idem = AtHome, "明天没有其他作业", "over2"
		if _, err := h.s.Give(ctx, h.TeacherB, over); err != nil {
			t.Errorf("with a reason: %v", err)
		}
		h.Clock.Advance(24 * time.Hour)
		fresh := h.order("next")
		if _, err := h.s.Give(ctx, h.TeacherB, fresh); err != nil {
			t.Errorf("the next day is empty again: %v", err)
		}
	})
}

func TestLimitFromSetting(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		set := map[string]any{"by_grade": map[string]int{"7": 20}, "source": "本校规定"}
		if err := h.Org.Set(ctx, h.SystemAdmin, id.As[any](h.SchoolB), "homework.minutes", set, clock.At(h.Clock.Now())-1); err != nil {
			t.Skipf("the world has nobody who may set this: %v", err)
		}
		_, err := h.s.Give(ctx, h.TeacherB, h.order("a"))
		wantKind(t, err, fault.Invalid, "30 minutes where the school allows 20")
		if err != nil && !strings.Contains(err.Error(), "本校规定") {
			t.Errorf("the refusal does not name its source: %v", err)
		}
	})
}
