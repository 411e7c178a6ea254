package notice

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

func china(day, hour, minute int) clock.Micros {
	return clock.At(time.Date(2026, 11, day, hour, minute, 0, 0, clock.Shanghai))
}

func TestOpen(t *testing.T) {
	primary, junior := hoursOf(nil, org.Primary), hoursOf(nil, org.Junior)
	for _, c := range []struct {
		name  string
		hours Hours
		at    clock.Micros
		open  clock.Micros
	}{
		{"by day", primary, china(23, 10, 0), china(23, 10, 0)},
		{"a minute before", primary, china(23, 21, 19), china(23, 21, 19)},
		{"bedtime", primary, china(23, 21, 20), china(24, 6, 30)},
		{"junior is later", junior, china(23, 21, 20), china(23, 21, 20)},
		{"junior's bedtime", junior, china(23, 22, 0), china(24, 6, 30)},
		{"before midnight", primary, china(23, 23, 59), china(24, 6, 30)},
		{"midnight", primary, china(24, 0, 0), china(24, 6, 30)},
		{"a minute before morning", primary, china(24, 6, 29), china(24, 6, 30)},
		{"morning", primary, china(24, 6, 30), china(24, 6, 30)},
		{"end of a month", primary, china(30, 22, 0), clock.At(time.Date(2026, 12, 1, 6, 30, 0, 0, clock.Shanghai))},
		{"a dead clock", primary, clock.At(time.Date(2000, 1, 1, 4, 0, 0, 0, time.UTC)), clock.Forever},
		{"a dead clock and no hours", Hours{}, 5, 5},
		{"after midnight", Hours{30, 6 * 60}, china(24, 0, 10), china(24, 0, 10)},
		{"after midnight, quiet", Hours{30, 6 * 60}, china(24, 0, 30), china(24, 6, 0)},
	} {
		if got := c.hours.Open(c.at); got != c.open {
			t.Errorf("%s: %s, want %s", c.name, clock.Local(got), clock.Local(c.open))
		}
	}
}

// TestOpenIsOutside: whatever the moment and the hours, the answer is not before the moment, not quiet, at most a day away, and the
// same when asked again; between the moment and the answer everything is quiet.
func TestOpenIsOutside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := Hours{rapid.IntRange(0, dayMinutes-1).Draw(t, "bed"), rapid.IntRange(0, dayMinutes-1).Draw(t, "morning")}
		if h.Bed == h.Morning {
			t.Skip("no such hours")
		}
		at := rapid.Int64Range(believable, believable+20*365*24*3600*1_000_000).Draw(t, "at")
		open := h.Open(at)
		if open < at || h.Quiet(open) || open-at > 24*3600*1_000_000 || h.Open(open) != open {
			t.Fatalf("%s at %s: %s", h, clock.Local(at), clock.Local(open))
		}
		if open > at {
			if between := at + rapid.Int64Range(0, open-at-1).Draw(t, "between"); !h.Quiet(between) {
				t.Fatalf("%s: held at %s although it is not quiet", h, clock.Local(between))
			}
		}
	})
}

// TestStricter: what is quiet for one child is quiet for the guardian of several, in any order; with national bedtimes the earliest
// bed and the latest morning.
func TestStricter(t *testing.T) {
	evening := rapid.Custom(func(t *rapid.T) Hours {
		return Hours{rapid.IntRange(19*60, 25*60-1).Draw(t, "bed") % dayMinutes, rapid.IntRange(6*60, 8*60).Draw(t, "morning")}
	})
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(evening, 1, 4).Draw(t, "children")
		var one Hours
		for _, h := range all {
			one = one.stricter(h)
		}
		var other Hours
		for i := range all {
			other = other.stricter(all[len(all)-1-i])
		}
		if one != other {
			t.Fatalf("%s and %s", one, other)
		}
		at := rapid.Int64Range(believable, believable+30*24*3600*1_000_000).Draw(t, "at")
		quiet := false
		for _, h := range all {
			quiet = quiet || h.Quiet(at)
		}
		if quiet && !one.Quiet(at) {
			t.Fatalf("%v: %s is quiet for a child and not for %s", all, clock.Local(at), one)
		}
	})
}

func TestHoursOf(t *testing.T) {
	for _, c := range []struct{ raw, stage, want string }{
		{``, org.Primary, "21:20–06:30"}, {``, org.Senior, "23:00–06:30"}, {``, "kindergarten", "21:20–06:30"},
		{`{"primary":"20:30","morning":"07:00"}`, org.Primary, "20:30–07:00"},
		{`{"primary":"23:30"}`, org.Primary, "21:20–06:30"}, // later than the law
		{`{"primary":"00:30"}`, org.Primary, "21:20–06:30"},
		{`{"primary":"21.20","morning":"03:00"}`, org.Primary, "21:20–06:30"},
		{`"22:00"`, org.Junior, "22:00–06:30"}, {`{"junior":"21:50","source":"校"}`, org.Junior, "21:50–06:30"},
	} {
		if got := hoursOf(json.RawMessage(c.raw), c.stage).String(); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.raw, c.stage, got, c.want)
		}
	}
	if h := staffHours(json.RawMessage(`{"from":"22:00","morning":"07:00"}`)); h != (Hours{22 * 60, 7 * 60}) {
		t.Errorf("%v", h)
	}
	for _, raw := range []string{``, `{}`, `{"from":"22:00"}`, `{"from":"7:00","morning":"07:00"}`, `3`} {
		if h := staffHours(json.RawMessage(raw)); h != (Hours{}) {
			t.Errorf("%s: %v", raw, h)
		}
	}
}

// TestNight: a notice of the evening is nowhere before the morning: no list, no count, no opening; the strictest child decides.
func TestNight(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		h.at(23, 21, 30)
		n := h.sent(h.TeacherB, h.draft(Guardians))
		if c := h.count(n); c.People != 4 || c.Held != 1 {
			t.Errorf("21:30: %+v", c)
		}
		if h.waiting(h.guardians[0]) != 0 || h.waiting(h.guardians[1]) != 1 {
			t.Error("21:30 is after the bedtime of a child in primary, and before that of one in junior")
		}
		_, err := h.s.Open(bg, h.fresh(h.guardians[0]), n)
		want(t, err, fault.NotFound, "opened while it is held")
		h.at(23, 22, 0)
		late := h.sent(h.TeacherB, h.draft(Guardians))
		pupils := h.sent(h.TeacherB, h.draft(Pupils))
		if h.waiting(h.guardians[1]) != 1 || h.waiting(h.PupilsB[0]) != 0 {
			t.Error("22:00 is bedtime")
		}
		for _, m := range []struct{ day, hour, minute int }{{23, 23, 59}, {24, 0, 0}, {24, 0, 1}, {24, 6, 29}} {
			h.at(m.day, m.hour, m.minute)
			if h.waiting(h.guardians[0]) != 0 || h.waiting(h.guardians[1]) != 1 || h.waiting(h.PupilsB[0]) != 0 {
				t.Errorf("%+v: something came in the night", m)
			}
		}
		h.at(24, 6, 30)
		if h.waiting(h.guardians[0]) != 2 || h.waiting(h.guardians[1]) != 2 || h.waiting(h.PupilsB[0]) != 1 {
			t.Error("in the morning it is there")
		}
		if c := h.count(late); c.Held != 0 || h.count(pupils).Held != 0 {
			t.Errorf("%+v", c)
		}
		h.at(24, 23, 30)
		if n := h.sent(h.LeaderB, Draft{Node: id.As[any](h.SchoolB), Title: "会", Body: "会", Audience: Staff}); h.count(n).Held != 0 {
			t.Error("staff have no bedtime unless it is set")
		}
	})
}

// TestSettings: a school may be stricter, never laxer; staff hours are its choice.
func TestSettings(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		node := id.As[any](h.SchoolB)
		registrar := h.registrar
		set := func(name string, v any) {
			if err := h.Org.Set(bg, h.fresh(registrar), node, name, v, clock.At(h.Clock.Now())); err != nil {
				t.Fatal(err)
			}
		}
		set("bedtime", map[string]string{"primary": "20:00", "junior": "20:30", "morning": "07:00"})
		set("notice.quiet", map[string]string{"from": "22:00", "morning": "06:00"})
		h.at(23, 20, 30)
		h.sent(h.TeacherB, h.draft(Pupils))
		if h.waiting(h.PupilsB[0]) != 0 {
			t.Error("20:30 is bedtime here")
		}
		h.at(23, 22, 30)
		h.sent(h.LeaderB, Draft{Node: node, Title: "会", Body: "会", Audience: Staff})
		if h.waiting(h.TeacherB) != 0 {
			t.Error("staff rest from 22:00 here")
		}
		h.at(24, 6, 30)
		if h.waiting(h.TeacherB) != 1 || h.waiting(h.PupilsB[0]) != 0 {
			t.Error("06:30: staff have it, pupils not before 07:00")
		}
		h.at(24, 7, 0)
		if h.waiting(h.PupilsB[0]) != 1 {
			t.Error("07:00")
		}
	})
}

// TestWrongClock: a box whose clock is dead holds everything for pupils and guardians, one whose clock ran ahead has promised years
// to come; when the clock is right both are delivered, not inside the night.
func TestWrongClock(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		right := h.Clock.Now()
		for name, wrong := range map[string]time.Time{"dead": time.Date(2001, 1, 1, 4, 0, 0, 0, time.UTC), "ahead": time.Date(2099, 5, 5, 15, 0, 0, 0, time.UTC)} {
			h.Clock.Advance(wrong.Sub(h.Clock.Now()))
			n := h.later(name)
			if name == "dead" && h.count(n).Held != 5 {
				t.Errorf("%s: %+v", name, h.count(n))
			}
			h.Clock.Advance(right.Sub(h.Clock.Now()))
			if h.waiting(h.PupilsB[0]) != 0 {
				t.Errorf("%s: delivered before anything is known", name)
			}
			h.at(23, 23, 0)
			if err := h.s.Start(bg); err != nil {
				t.Fatal(err)
			}
			h.drain()
			if h.waiting(h.PupilsB[0]) != 0 {
				t.Errorf("%s: mended into the night", name)
			}
			h.at(24, 6, 30)
			if h.waiting(h.PupilsB[0]) != 1 {
				t.Errorf("%s: never delivered", name)
			}
			if _, err := h.s.Open(bg, h.fresh(h.PupilsB[0]), n); err != nil {
				t.Error(err)
			}
			right = h.Clock.Now().Add(10 * time.Hour)
		}
	})
}

// later stores and sends a notice although the people's roles have not begun under the wrong clock: as a program that has just lost
// its clock would.
func (h *house) later(name string) NoticeID {
	h.t.Helper()
	now := clock.At(h.Clock.Now())
	n := id.New[Notice]()
	h.write(func(tx *db.Tx) error {
		_, err := tx.Exec(insNotice, n, h.SchoolB, h.node(), h.ClassB, h.TeacherB.Person, name, "正文", Pupils, false, false, int64(0), Sent, int64(2), now, now, int64(0), "", int64(0), int64(0), true, name)
		if err != nil {
			return err
		}
		for _, p := range h.PupilsB {
			if err := h.s.insert(tx, n, addressee{person: p.Person, part: Pupils, hours: hoursOf(nil, org.Junior)}, now); err != nil {
				return err
			}
		}
		return nil
	})
	return n
}

// TestTellRestsAtNight: what the house tells staff of a school that has set quiet hours is there in the morning, and elsewhere at once.
func TestTellRestsAtNight(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		if err := h.Org.Set(bg, h.fresh(h.registrar), id.As[any](h.SchoolB), "notice.quiet", map[string]string{"from": "22:00", "morning": "06:00"}, clock.At(h.Clock.Now())); err != nil {
			t.Fatal(err)
		}
		h.at(23, 23, 0)
		tell := func(school org.UnitID, to *org.Actor) {
			h.write(func(tx *db.Tx) error {
				return h.s.Tell(tx, Word{ID: id.New[Notice](), School: school, From: to.Person, To: []org.PersonID{to.Person}, Title: "新学校用了您的课", Body: "山前", At: clock.At(h.Clock.Now())})
			})
		}
		tell(h.SchoolA, h.TeacherA)
		tell(h.SchoolB, h.TeacherB)
		if h.waiting(h.TeacherA) != 1 || h.waiting(h.TeacherB) != 0 {
			t.Errorf("at night: %d and %d letters", h.waiting(h.TeacherA), h.waiting(h.TeacherB))
		}
		h.at(24, 6, 0)
		if h.waiting(h.TeacherB) != 1 {
			t.Error("not there in the morning")
		}
	})
}
