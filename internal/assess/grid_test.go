package assess

import (
	"context"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

func TestGrid(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		sit := h.sittings[h.PupilsB[0].Person]
		wrote := clock.At(h.Clock.Now().Add(-24 * time.Hour))
		// A row with bad cells: everything is named, nothing is stored.
		bad := RowEntry{Sitting: sit, Idem: "g1", Cells: map[int]string{1: "E", 2: "AC", 3: "maybe", 5: "half", 6: "9"}}
		_, err := h.s.SaveRow(ctx, h.TeacherB, bad)
		wantKind(t, err, fault.Invalid, "bad cells")
		var names []string
		for _, f := range Fields(err) {
			names = append(names, f.Name)
		}
		if len(names) != 4 || names[0] != CellName(sit, 1) {
			t.Errorf("fields %v", names)
		}
		if n := len(h.events(t, "response.saved")); n != 0 {
			t.Fatalf("%d answers of a refused row were stored", n)
		}
		half := RowEntry{Sitting: sit, Idem: "g2", Occurred: wrote, Cells: map[int]string{1: "b", 2: "A、C", 3: "×"}}
		if n, err := h.s.SaveRow(ctx, h.TeacherB, half); err != nil || n != 3 {
			t.Fatalf("half a row: %d, %v", n, err)
		}
		if n, err := h.s.SaveRow(ctx, h.TeacherB, half); err != nil || n != 0 {
			t.Errorf("the same row again: %d, %v", n, err)
		}
		if es := h.events(t, "response.saved"); len(es) != 3 || es[0].Occurred != wrote {
			t.Errorf("%d events, occurred %d, want 3 at %d", len(es), es[0].Occurred, wrote)
		}
		if n := len(h.events(t, "sitting.handed_in")); n != 0 {
			t.Error("half a row counts as handed in")
		}
		full := RowEntry{Sitting: sit, Idem: "g3", Cells: map[int]string{1: "B", 2: "A、C", 3: "错", 4: "北京", 5: "-", 6: "2.5"}}
		if n, err := h.s.SaveRow(ctx, h.TeacherB, full); err != nil || n != 3 {
			t.Fatalf("full row: %d, %v", n, err)
		}
		if len(h.events(t, "sitting.handed_in")) != 1 || len(h.events(t, "mark.given")) != 1 {
			t.Error("a full row is handed in once, with one mark")
		}
		checkGrid(t, h, sit)
		// A correction is one new revision.
		full.Cells[1], full.Idem = "C", "g4"
		if n, err := h.s.SaveRow(ctx, h.TeacherB, full); err != nil || n != 1 {
			t.Errorf("correction: %d, %v", n, err)
		}
	})
}

func checkGrid(t *testing.T, h *house, sit SittingID) {
	t.Helper()
	g, err := h.s.Grid(context.Background(), h.TeacherB, h.assignment)
	if err != nil || len(g.Rows) != 5 || len(g.Lines) != 6 {
		t.Fatalf("grid %d rows %d lines, %v", len(g.Rows), len(g.Lines), err)
	}
	for _, r := range g.Rows {
		if r.Sitting != sit {
			if len(r.Cells) != 0 {
				t.Errorf("another pupil's row has %v", r.Cells)
			}
			continue
		}
		want := map[int]string{1: "B", 2: "A、C", 3: "错", 4: "北京", 5: "-", 6: "2.5"}
		for no, w := range want {
			if r.Cells[no] != w {
				t.Errorf("cell %d is %q, want %q", no, r.Cells[no], w)
			}
		}
		if !r.Full || r.Screen {
			t.Errorf("row %+v", r)
		}
	}
}

func TestGridLeavesScreenAnswers(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[0]
		sit := h.sittings[me.Person]
		if _, err := h.s.Save(ctx, me, sit, give(lineSingle, "k", "B")); err != nil {
			t.Fatal(err)
		}
		if err := h.s.HandIn(ctx, me, sit); err != nil {
			t.Fatal(err)
		}
		_, err := h.s.SaveRow(ctx, h.TeacherB, RowEntry{Sitting: sit, Cells: map[int]string{1: "A"}})
		wantKind(t, err, fault.Conflict, "paper answers over those handed in on a device")
	})
}

func TestMarks(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[0]
		sit := h.sittings[me.Person]
		if _, err := h.s.Save(ctx, me, sit, give(lineShort, "k1", "我的\n回答")); err != nil {
			t.Fatal(err)
		}
		list, err := h.s.ToMark(ctx, h.TeacherB, h.assignment)
		if err != nil || len(list) != 1 || list[0].Waiting != 1 || list[0].Line.No != lineShort {
			t.Fatalf("to mark %+v, %v", list, err)
		}
		m, err := h.s.Marking(ctx, h.TeacherB, h.assignment, lineShort, nil)
		if err != nil || len(m.Rows) != 1 || m.Rows[0].Answer != "我的\n回答" || m.Line.Max != 4 {
			t.Fatalf("marking %+v, %v", m.Rows, err)
		}
		give4 := func(rev int64, score float64) error {
			return h.s.GiveMarks(ctx, h.TeacherB, h.assignment, lineShort, []Mark{{Sitting: sit, Rev: rev, Score: score, Note: "写得清楚"}})
		}
		wantKind(t, give4(1, 4.5), fault.Invalid, "more than the maximum")
		for range 2 {
			if err := give4(1, 4); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(h.events(t, "mark.given")); n != 1 {
			t.Errorf("%d marks, want 1", n)
		}
		if err := give4(1, 3); err != nil {
			t.Errorf("another mark for the same answer: %v", err)
		}
		if _, err := h.s.Save(ctx, me, sit, give(lineShort, "k2", "改过的回答")); err != nil {
			t.Fatal(err)
		}
		wantKind(t, give4(1, 2), fault.Conflict, "a mark for an answer that has changed")
		if list, err = h.s.ToMark(ctx, h.TeacherB, h.assignment); err != nil || list[0].Waiting != 1 {
			t.Errorf("a changed answer waits again: %+v, %v", list, err)
		}
		wantKind(t, h.s.GiveMarks(ctx, h.TeacherB, h.assignment, lineSingle, []Mark{{Sitting: sit, Rev: 1}}), fault.Conflict, "a hand mark for a scored item")
		_, other := h.assign(t, h.paper, h.ClassC, Screen)
		err = h.s.GiveMarks(ctx, h.TeacherB, h.assignment, lineShort, []Mark{{Sitting: other[h.PupilC.Person], Rev: 1}})
		wantKind(t, err, fault.NotFound, "a sitting of another class")
	})
}

func TestProgress(t *testing.T) {
	suite(t, func(t *testing.T, h *house) {
		ctx, me := context.Background(), h.PupilsB[0]
		if _, err := h.s.Save(ctx, me, h.sittings[me.Person], give(lineShort, "k", "写了")); err != nil {
			t.Fatal(err)
		}
		if err := h.s.HandIn(ctx, me, h.sittings[me.Person]); err != nil {
			t.Fatal(err)
		}
		rows, err := h.s.Progress(ctx, h.TeacherB, h.assignment)
		if err != nil || len(rows) != 5 {
			t.Fatalf("%d pupils, %v", len(rows), err)
		}
		for _, p := range rows {
			if mine := p.Person == me.Person; mine != p.Closed() || mine != (p.Answered == 1) || mine != (p.ToMark == 1) || p.Lines != 6 {
				t.Errorf("%+v", p)
			}
		}
		c, err := h.s.Counts(ctx, h.TeacherB, []id.Any{h.assignment})
		if err != nil || c[h.assignment] != (Count{5, 1}) {
			t.Errorf("counts %v, %v", c, err)
		}
		if c, err = h.s.Counts(ctx, h.TeacherC, []id.Any{h.assignment}); err != nil || len(c) != 0 {
			t.Errorf("another school counts %v, %v", c, err)
		}
	})
}
