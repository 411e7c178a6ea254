package assess

import (
	"context"
	"strconv"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// house is a world with one frozen paper of six kinds, assigned to class B.
type house struct {
	*orgtest.World
	s          *Service
	paper      PaperID
	assignment id.Any
	sittings   map[org.PersonID]SittingID
}

// The lines of the sample paper by kind.
const (
	lineSingle = iota + 1
	lineMultiple
	lineTrueFalse
	lineFill
	lineNumeric
	lineShort
)

func drafts() []LineDraft {
	return []LineDraft{
		{Draft: qti.Draft{Kind: qti.DraftSingle, Prompt: "水沸腾时的温度?", Choices: []qti.DraftChoice{{Text: "50 度"}, {Text: "100 度", Correct: true}, {Text: "150 度"}}, Feedback: "标准大气压下是一百度。"}},
		{Draft: qti.Draft{Kind: qti.DraftMultiple, Prompt: "哪些是偶数?", Choices: []qti.DraftChoice{{Text: "2", Correct: true}, {Text: "3"}, {Text: "4", Correct: true}}}},
		{Draft: qti.Draft{Kind: qti.DraftTrueFalse, Prompt: "地球绕太阳转。", Choices: qti.TrueFalseChoices(true)}},
		{Draft: qti.Draft{Kind: qti.DraftFillIn, Prompt: "中国的首都是____。", Accept: []string{"北京", "北京市"}}, Knowledge: "地理常识"},
		{Draft: qti.Draft{Kind: qti.DraftNumeric, Prompt: "1/2 化成小数是____。", Accept: []string{"0.5"}}},
		{Draft: qti.Draft{Kind: qti.DraftShort, Prompt: "说说为什么。", Accept: []string{"因为秘密答案"}}, Points: 4},
	}
}

func suite(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, d *db.DB) { f(t, newHouse(t, d)) }, org.Migrations, audit.Migrations, bus.Migrations, Migrations)
}

func newHouse(t *testing.T, d *db.DB) *house {
	t.Helper()
	w := orgtest.New(t, d)
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{World: w, s: New(d, w.Log, w.Org, store, gate{}, w.Clock)}
	h.paper = h.newPaper(t)
	h.assignment, h.sittings = h.assign(t, h.paper, w.ClassB, OnPaper)
	return h
}

// newPaper is a frozen paper of school A with the six drafts.
func (h *house) newPaper(t testing.TB) PaperID {
	t.Helper()
	p := h.empty(t)
	rev := 1
	for _, d := range drafts() {
		next, err := h.s.AddLine(context.Background(), h.TeacherA, p, rev, d)
		if err != nil {
			t.Fatal(err)
		}
		rev = next
	}
	h.write(t, func(tx *db.Tx) error { return h.s.FreezePaper(tx, p) })
	return p
}

func (h *house) empty(t testing.TB) (p PaperID) {
	t.Helper()
	h.write(t, func(tx *db.Tx) (err error) {
		p, err = h.s.CreatePaper(tx, h.SchoolA, h.TeacherA.Person)
		return err
	})
	return p
}

func (h *house) assign(t testing.TB, p PaperID, c org.ClassID, source string) (id.Any, map[org.PersonID]SittingID) {
	t.Helper()
	ctx := context.Background()
	class, err := h.Org.Class(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	var pupils []org.PersonID
	roster, err := h.Org.Roster(ctx, c, clock.At(h.Clock.Now()))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range roster {
		pupils = append(pupils, r.Person)
	}
	as := id.New[any]()
	h.write(t, func(tx *db.Tx) error {
		return h.s.OpenSittings(tx, as, class, id.As[any](p), pupils, source, clock.At(h.Clock.Now()))
	})
	rows, err := db.All(h.Core.Reader(ctx), `-- unscoped: test
SELECT id, owner, class, person, paper, assignment, kind, stage, grade, source, state, opened, handed_in FROM sitting WHERE assignment = ?`, scanSitting, as)
	if err != nil {
		t.Fatal(err)
	}
	out := map[org.PersonID]SittingID{}
	for _, r := range rows {
		out[r.Person] = r.ID
	}
	return as, out
}

func (h *house) write(t testing.TB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := h.Core.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// events of a kind, oldest first.
func (h *house) events(t testing.TB, kind string) []bus.Event {
	t.Helper()
	var out []bus.Event
	var pos bus.Position
	if err := h.Log.Settle(context.Background()); err != nil {
		t.Fatal(err)
	}
	for {
		es, err := h.Log.Read(context.Background(), pos, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(es) == 0 {
			return out
		}
		for _, e := range es {
			pos = e.Pos
			if e.Kind == kind {
				out = append(out, e)
			}
		}
	}
}

func give(no int, idem string, values ...string) Given {
	return Given{No: no, Form: map[string][]string{"RESPONSE": values}, Idem: idem}
}

func wantKind(t testing.TB, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: want %s, got %v", what, k, err)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
