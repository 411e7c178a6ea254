package assess

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"pgregory.net/rapid"
)

func TestSave(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[0]
		sit := h.sittings[me.Person]
		rev, err := h.s.Save(ctx, me, sit, give(lineSingle, "k1", "B"))
		if err != nil || rev != 1 {
			t.Fatalf("first save: rev %d, %v", rev, err)
		}
		if again, err := h.s.Save(ctx, me, sit, give(lineSingle, "k1", "B")); err != nil || again != 1 {
			t.Errorf("the repeated request: rev %d, %v", again, err)
		}
		// A second tab that saw nothing writes over it: both are kept, the last counts.
		if rev, err = h.s.Save(ctx, me, sit, give(lineSingle, "k2", "A")); err != nil || rev != 2 {
			t.Errorf("second tab: rev %d, %v", rev, err)
		}
		if again, err := h.s.Save(ctx, me, sit, give(lineSingle, "k1", "B")); err != nil || again != 1 {
			t.Errorf("the first tab's late repeat: rev %d, %v", again, err)
		}
		desk, err := h.s.Desk(ctx, me, sit, nil)
		if err != nil {
			t.Fatal(err)
		}
		if q := desk.Questions[0]; q.Rev != 2 || !slices.Equal(q.Given["RESPONSE"], []string{"A"}) {
			t.Errorf("current answer is rev %d %v, want 2 [A]", q.Rev, q.Given)
		}
		first, err := db.One(h.Core.Reader(ctx), `-- unscoped: test
SELECT answer FROM response WHERE sitting = ? AND no = 1 AND rev = 1`, db.Value[string], sit)
		if err != nil || first != `{"RESPONSE":["B"]}` {
			t.Errorf("the first tab's answer is %q, %v", first, err)
		}
		checkEvents(t, h, sit)
		// A value that does not fit is named and not stored.
		_, err = h.s.Save(ctx, me, sit, give(lineNumeric, "k3", "abc"))
		wantKind(t, err, fault.Invalid, "text in a numeric item")
		if f := Fields(err); len(f) != 1 || f[0].Name != "a.5.RESPONSE" {
			t.Errorf("fields %v", f)
		}
		_, err = h.s.Save(ctx, me, sit, give(99, "k4", "B"))
		wantKind(t, err, fault.NotFound, "a line that is not there")
	})
}

func checkEvents(t *testing.T, h *house, sit SittingID) {
	t.Helper()
	es := h.events(t, "response.saved")
	if len(es) != 2 {
		t.Fatalf("%d events, want 2", len(es))
	}
	var one, two ResponseSaved
	for i, p := range []*ResponseSaved{&one, &two} {
		if err := json.Unmarshal(es[i].Payload, p); err != nil {
			t.Fatal(err)
		}
	}
	if one.Sitting != sit || one.Score == nil || *one.Score != 1 || one.Correct == nil || !*one.Correct || !slices.Equal(one.Response, []string{"B"}) {
		t.Errorf("first event %+v", one)
	}
	if two.Rev != 2 || *two.Score != 0 || *two.Correct || two.Grade != 7 || two.Stage != "junior" || two.Source != Screen {
		t.Errorf("second event %+v", two)
	}
	if es[0].Owner != id.As[any](h.ClassB) {
		t.Errorf("owner %s is not the class", es[0].Owner)
	}
	for _, e := range es {
		st, ok, err := Statement(e)
		if err != nil || !ok {
			t.Fatalf("statement: %v %v", ok, err)
		}
		st.ID, st.Actor.HomePage = e.ID, "https://example.edu"
		raw, err := st.JSON()
		if err != nil {
			t.Errorf("statement: %v", err)
		}
		for _, secret := range []string{"北京", "100 度", h.PupilsB[0].Name} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("statement tells %q: %s", secret, raw)
			}
		}
	}
}

func TestScoring(t *testing.T) {
	cases := []struct {
		no      int
		values  []string
		score   float64
		waiting bool
	}{
		{lineSingle, []string{"B"}, 1, false}, {lineSingle, []string{"C"}, 0, false}, {lineSingle, nil, 0, false},
		{lineMultiple, []string{"C", "A"}, 1, false}, {lineMultiple, []string{"A"}, 0, false},
		{lineTrueFalse, []string{"true"}, 1, false}, {lineTrueFalse, []string{"false"}, 0, false},
		{lineFill, []string{" 北京 "}, 1, false}, {lineFill, []string{"上海"}, 0, false},
		{lineNumeric, []string{"０.50"}, 1, false}, {lineNumeric, []string{"5"}, 0, false},
		{lineShort, []string{"因为"}, 0, true},
	}
	suite(t, func(t *testing.T, h *house) {
		me := h.PupilsB[1]
		for i, c := range cases {
			if _, err := h.s.Save(context.Background(), me, h.sittings[me.Person], give(c.no, itoa(i), c.values...)); err != nil {
				t.Fatal(err)
			}
			es := h.events(t, "response.saved")
			var p ResponseSaved
			if err := json.Unmarshal(es[len(es)-1].Payload, &p); err != nil {
				t.Fatal(err)
			}
			if c.waiting != (p.Score == nil) || (p.Score != nil && *p.Score != c.score) {
				t.Errorf("line %d %v: score %v, want %v", c.no, c.values, p.Score, c.score)
			}
			if c.no == lineShort && p.Max != 4 {
				t.Errorf("max %v, want 4", p.Max)
			}
		}
	})
}

func TestHandIn(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[0]
		sit := h.sittings[me.Person]
		if _, err := h.s.Save(ctx, me, sit, give(lineSingle, "k1", "A")); err != nil {
			t.Fatal(err)
		}
		_, _, err := h.s.Replies(ctx, me, sit, nil)
		wantKind(t, err, fault.Conflict, "feedback before handing in")
		for range 2 {
			if err := h.s.HandIn(ctx, me, sit); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(h.events(t, "sitting.handed_in")); n != 1 {
			t.Errorf("%d events of handing in, want 1", n)
		}
		_, err = h.s.Save(ctx, me, sit, give(lineSingle, "k2", "B"))
		wantKind(t, err, fault.Conflict, "an answer after handing in")
		if rev, err := h.s.Save(ctx, me, sit, give(lineSingle, "k1", "A")); err != nil || rev != 1 {
			t.Errorf("a repeat of an acknowledged answer after handing in: %d, %v", rev, err)
		}
		_, replies, err := h.s.Replies(ctx, me, sit, nil)
		if err != nil || replies[0].Verdict != Wrong || !strings.Contains(replies[0].Feedback, "一百度") || replies[1].Verdict != Empty {
			t.Errorf("replies %+v, %v", replies[:2], err)
		}
		wantKind(t, h.s.Reopen(ctx, h.TeacherA, sit), fault.NotFound, "another school's teacher opens it again")
		if err := h.s.Reopen(ctx, h.TeacherB, sit); err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.Save(ctx, me, sit, give(lineSingle, "k3", "B")); err != nil {
			t.Errorf("after the teacher has opened it again: %v", err)
		}
	})
}

func TestShow(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[0]
		sit := h.sittings[me.Person]
		wantKind(t, h.s.Show(ctx, me, sit, lineSingle), fault.Conflict, "feedback without an answer")
		if _, err := h.s.Save(ctx, me, sit, give(lineSingle, "k1", "A")); err != nil {
			t.Fatal(err)
		}
		if err := h.s.Show(ctx, me, sit, lineSingle); err != nil {
			t.Fatal(err)
		}
		desk, err := h.s.Desk(ctx, me, sit, nil)
		if err != nil || desk.Questions[0].Shown == nil || desk.Questions[0].Shown.Verdict != Wrong || desk.Questions[1].Shown != nil {
			t.Errorf("desk %+v, %v", desk.Questions[:2], err)
		}
		_, err = h.s.Save(ctx, me, sit, give(lineSingle, "k2", "B"))
		wantKind(t, err, fault.Conflict, "an answer after its feedback")
	})
}

func TestOthersRefused(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, mine := context.Background(), h.sittings[h.PupilsB[0].Person]
		for name, a := range map[string]*org.Actor{"neighbour": h.PupilsB[1], "other school": h.PupilC, "group": h.PupilA} {
			_, err := h.s.Save(ctx, a, mine, give(lineSingle, "x", "B"))
			wantKind(t, err, fault.NotFound, name+" saves")
			_, err = h.s.Desk(ctx, a, mine, nil)
			wantKind(t, err, fault.NotFound, name+" reads")
			wantKind(t, h.s.HandIn(ctx, a, mine), fault.NotFound, name+" hands in")
			wantKind(t, h.s.Show(ctx, a, mine, lineSingle), fault.NotFound, name+" looks")
			wantKind(t, h.s.SaveAll(ctx, a, mine, Whole{}), fault.NotFound, name+" saves all")
		}
		_, err := h.s.Save(ctx, nil, mine, give(lineSingle, "x", "B"))
		wantKind(t, err, fault.SignIn, "nobody")
		_, err = h.s.Save(ctx, h.TeacherB, mine, give(lineSingle, "x", "B"))
		wantKind(t, err, fault.Denied, "a teacher answers as a pupil")
		for name, a := range map[string]*org.Actor{"A": h.TeacherA, "C": h.TeacherC} {
			_, err := h.s.Grid(ctx, a, h.assignment)
			wantKind(t, err, fault.NotFound, name+" reads the grid")
			_, err = h.s.SaveRow(ctx, a, RowEntry{Sitting: mine, Cells: map[int]string{1: "B"}})
			wantKind(t, err, fault.NotFound, name+" writes the grid")
			_, err = h.s.ToMark(ctx, a, h.assignment)
			wantKind(t, err, fault.NotFound, name+" marks")
			_, err = h.s.Progress(ctx, a, h.assignment)
			wantKind(t, err, fault.NotFound, name+" sees progress")
		}
		for name, a := range map[string]*org.Actor{"pupil": h.PupilsB[0], "bureau": h.Bureau, "system": h.SystemAdmin, "audit": h.AuditAdmin} {
			_, err := h.s.Grid(ctx, a, h.assignment)
			wantKind(t, err, fault.Denied, name+" reads the grid")
			_, err = h.s.Sheet(ctx, a, h.paper)
			wantKind(t, err, fault.Denied, name+" reads the paper with its key")
		}
		_, err = h.s.Sheet(ctx, h.TeacherB, h.paper)
		wantKind(t, err, fault.NotFound, "another school's teacher edits")
		if got, err := h.s.Mine(ctx, h.PupilC); err != nil || len(got) != 0 {
			t.Errorf("pupil C sees %d sittings, %v", len(got), err)
		}
		if got, err := h.s.Mine(ctx, h.PupilsB[0]); err != nil || len(got) != 1 {
			t.Errorf("pupil B sees %d sittings, %v", len(got), err)
		}
	})
}

func TestSaveAll(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[2]
		sit := h.sittings[me.Person]
		form := url.Values{"a.1.RESPONSE": {"B"}, "a.2.RESPONSE": {"A", "C"}, "a.4.RESPONSE": {"北京"}, "a.5.RESPONSE": {"很多"}, "a.6.RESPONSE": {""}}
		err := h.s.SaveAll(ctx, me, sit, Whole{Form: form, Idem: "f1"})
		wantKind(t, err, fault.Invalid, "text in a numeric item")
		form.Set("a.5.RESPONSE", "0.5")
		for range 2 { // the same page sent twice
			if err := h.s.SaveAll(ctx, me, sit, Whole{Form: form, Idem: "f2"}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(h.events(t, "response.saved")); n != 4 {
			t.Errorf("%d revisions, want 4: what is only repeated makes none", n)
		}
		// A page that was opened before anything was answered does not wipe out what it has never seen.
		if err := h.s.SaveAll(ctx, me, sit, Whole{Form: url.Values{}, Idem: "f3"}); err != nil {
			t.Fatal(err)
		}
		desk, err := h.s.Desk(ctx, me, sit, nil)
		if err != nil || !slices.Equal(desk.Unanswered(), []int{lineTrueFalse, lineShort}) {
			t.Errorf("unanswered %v, %v", desk.Unanswered(), err)
		}
		// But a pupil who saw an answer may take it back.
		base := map[int]int64{1: 1, 2: 1, 4: 1, 5: 1}
		form.Del("a.1.RESPONSE")
		if err := h.s.SaveAll(ctx, me, sit, Whole{Form: form, Idem: "f4", Base: base}); err != nil {
			t.Fatal(err)
		}
		if desk, err = h.s.Desk(ctx, me, sit, nil); err != nil || !slices.Contains(desk.Unanswered(), 1) {
			t.Errorf("unanswered %v, %v", desk.Unanswered(), err)
		}
	})
}

// TestAnyOrder: any order and repetition of saves, handing in and marks leaves each acknowledged answer stored and one final state,
// which the events alone give as well.
func TestAnyOrder(t *testing.T) {
	d := testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, Migrations)
	h := newHouse(t, d)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		as, sittings := h.assign(t, h.paper, h.ClassB, Screen)
		me := h.PupilsB[0]
		sit := sittings[me.Person]
		before := len(h.events(t, "response.saved"))
		acked := map[int64]string{}
		marks := map[int64]float64{}
		last, closed := int64(0), false
		for i, n := 0, rapid.IntRange(1, 15).Draw(rt, "n"); i < n; i++ {
			switch rapid.SampledFrom([]string{"save", "save", "save", "hand in", "mark", "open"}).Draw(rt, "act") {
			case "save":
				key := rapid.SampledFrom([]string{"p", "q", "r"}).Draw(rt, "key")
				text := rapid.SampledFrom([]string{"x", "y", "z"}).Draw(rt, "text")
				rev, err := h.s.Save(ctx, me, sit, give(lineShort, key, text))
				if err != nil {
					if !closed || !fault.Is(err, fault.Conflict) {
						rt.Fatalf("save: %v (closed %v)", err, closed)
					}
					continue
				}
				if old, ok := acked[rev]; ok && old != text {
					rt.Fatalf("revision %d acknowledged for %q and %q", rev, old, text)
				}
				acked[rev] = text
				last = max(last, rev)
			case "hand in":
				if err := h.s.HandIn(ctx, me, sit); err != nil {
					rt.Fatal(err)
				}
				closed = true
			case "open":
				if err := h.s.Reopen(ctx, h.TeacherB, sit); err != nil {
					rt.Fatal(err)
				}
				closed = false
			case "mark":
				m := Mark{Sitting: sit, Rev: int64(rapid.IntRange(1, 3).Draw(rt, "rev")), Score: float64(rapid.IntRange(0, 4).Draw(rt, "score"))}
				err := h.s.GiveMarks(ctx, h.TeacherB, as, lineShort, []Mark{m})
				if ok := m.Rev == last && last > 0; ok != (err == nil) {
					rt.Fatalf("mark of rev %d (newest %d): %v", m.Rev, last, err)
				} else if ok {
					marks[m.Rev] = m.Score
				}
			}
		}
		checkFinal(rt, h, sit, acked, marks, last, h.events(t, "response.saved")[before:])
	})
}

func checkFinal(rt *rapid.T, h *house, sit SittingID, acked map[int64]string, marks map[int64]float64, last int64, events []bus.Event) {
	stored := map[int64]string{}
	err := db.Each(h.Core.Reader(context.Background()), `-- unscoped: test
SELECT rev, answer FROM response WHERE sitting = ?`, func(r db.Row) error {
		c, err := scanCurrent(r)
		stored[c.Rev] = c.Text
		return err
	}, sit)
	if err != nil {
		rt.Fatal(err)
	}
	if len(stored) != len(acked) || len(events) != len(acked) {
		rt.Fatalf("%d acknowledged, %d stored, %d told", len(acked), len(stored), len(events))
	}
	for rev, text := range acked {
		if stored[rev] != `{"RESPONSE":["`+text+`"]}` {
			rt.Fatalf("revision %d was acknowledged as %q and is %q", rev, text, stored[rev])
		}
	}
	now, err := h.s.own(h.Core.Reader(context.Background()), sit)
	if err != nil {
		rt.Fatal(err)
	}
	r, ok := now[lineShort]
	if ok != (last > 0) || r.Rev != last {
		rt.Fatalf("current revision %d, want %d", r.Rev, last)
	}
	if m, marked := marks[last]; marked != (r.Marked != nil) || (marked && *r.Marked != m) {
		rt.Fatalf("current mark %v, want %v %v", r.Marked, m, marked)
	}
	for _, e := range events {
		var p ResponseSaved
		if err := json.Unmarshal(e.Payload, &p); err != nil || p.Response[0] != acked[p.Rev] {
			rt.Fatalf("event says %v for revision %d, acknowledged %q", p.Response, p.Rev, acked[p.Rev])
		}
	}
}
