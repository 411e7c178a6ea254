package insight_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

type world struct {
	*orgtest.World
	side *db.DB
	in   *insight.Service
}

func newWorld(t testing.TB, core *db.DB, from insight.Sources) *world {
	w := &world{World: orgtest.New(t, core)}
	w.side = testkit.Side(t, core, "record", insight.Migrations, bus.PositionMigrations)
	w.in = insight.New(w.side, core, w.Log, w.Org, w.Clock, from)
	w.Log.Consume(w.in.Consumer())
	return w
}

func engines(t *testing.T, f func(t *testing.T, core *db.DB)) {
	testkit.Engines(t, f, bus.Migrations, org.Migrations, audit.Migrations)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type m = map[string]any

func (w *world) event(t testing.TB, kind string, owner id.Any, payload m) {
	t.Helper()
	must(t, w.Core.Write(context.Background(), func(tx *db.Tx) error {
		_, err := w.Log.Append(tx, bus.Event{Kind: kind, Owner: owner, Actor: id.As[any](w.TeacherB.Person)}, payload)
		return err
	}))
}

func (w *world) drain(t testing.TB) { t.Helper(); must(t, w.Log.Drain(context.Background())) }

// publish and give make a lesson of school A that class B uses, three items long.
func (w *world) publish(t testing.TB, school org.UnitID, from id.Any) id.Any {
	v := id.New[any]()
	w.event(t, "version.published", id.As[any](school), m{"work": id.New[any](), "version": v, "number": 1, "title": "一元一次方程", "subject": "数学",
		"stage": "junior", "grade": 7, "school": school, "derived_from": from, "items": 3})
	return v
}

func (w *world) give(t testing.TB, version id.Any, class org.ClassID, school org.UnitID) id.Any {
	a := id.New[any]()
	w.event(t, "assignment.given", id.As[any](class), m{"assignment": a, "class": class, "school": school, "version": version, "paper": id.New[any](),
		"title": "一元一次方程 练习", "subject": "数学", "stage": "junior", "grade": 7, "items": 3, "pupils": 5})
	return a
}

type sit struct {
	id, assignment id.Any
	class          org.ClassID
	school         org.UnitID
	person         org.PersonID
}

func (s sit) with(extra m) m {
	out := m{"sitting": s.id, "assignment": s.assignment, "class": s.class, "school": s.school, "person": s.person}
	for k, v := range extra {
		out[k] = v
	}
	return out
}

func item(no int) id.Any { return id.Named[any]([16]byte{1}, fmt.Sprint(no)) }

func (w *world) save(t testing.TB, s sit, no int, rev int64, response string, right any) {
	score := any(0.0)
	if right == true {
		score = 1.0
	}
	if right == nil {
		score = nil
	}
	w.event(t, "response.saved", id.As[any](s.class), s.with(m{"no": no, "item": item(no), "rev": rev, "score": score, "max": 1, "correct": right, "response": []string{response}}))
}

func lines(context.Context, id.Any) ([]insight.Line, error) {
	return []insight.Line{{No: 1, Prompt: "2+2=?", Kind: "单选", Options: []string{"A. 3", "B. 4"}, Key: "B", Knowledge: "加法"},
		{No: 2, Prompt: "解方程", Kind: "填空", Key: "5", Knowledge: "方程"}, {No: 3, Prompt: "说说理由", Kind: "简答", Knowledge: "方程"}}, nil
}

func (w *world) sittings(class org.ClassID, school org.UnitID, assignment id.Any) []sit {
	var out []sit
	for _, p := range w.PupilsB {
		out = append(out, sit{id.New[any](), assignment, class, school, p.Person})
	}
	return out
}

func TestSheet(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{Outline: lines})
		ctx := context.Background()
		a := w.give(t, w.publish(t, w.SchoolA, id.Any{}), w.ClassB, w.SchoolB)
		ss := w.sittings(w.ClassB, w.SchoolB, a)
		for i, s := range ss[:4] {
			w.save(t, s, 1, 1, "B", true)
			w.save(t, s, 2, 1, []string{"7", "7", "5", "6"}[i], i == 2)
			w.save(t, s, 3, 1, "因为", nil)
			w.event(t, "sitting.handed_in", id.As[any](w.ClassB), s.with(nil))
		}
		w.event(t, "mark.given", id.As[any](w.ClassB), ss[0].with(m{"no": 3, "item": item(3), "rev": 1, "score": 0, "max": 1, "correct": false}))
		w.drain(t)
		sh, err := w.in.Sheet(ctx, w.TeacherB, a)
		must(t, err)
		if sh.Pupils != 5 || sh.Handed != 4 || len(sh.Missing) != 1 || sh.Missing[0].Person != w.PupilsB[4].Person {
			t.Errorf("register: %d pupils, %d handed in, missing %+v", sh.Pupils, sh.Handed, sh.Missing)
		}
		if len(sh.Worst) != 2 || sh.Worst[0].No != 3 || sh.Worst[1].No != 2 || sh.Worst[1].Right != (insight.Share{K: 1, N: 4}) {
			t.Fatalf("worst items: %+v", sh.Worst)
		}
		if sh.Items[2].Waiting != 3 || sh.Items[2].Right.N != 1 {
			t.Errorf("hand-marked item: %+v", sh.Items[2])
		}
		top := sh.Worst[1].Wrong[0]
		if top.Response != "7" || top.N != 2 || len(top.Who) != 2 || !strings.HasPrefix(top.Who[0].Name, "PupilB") {
			t.Errorf("commonest wrong answer: %+v", top)
		}
		if len(sh.Needs) != 3 || sh.Needs[0].Pupil.Person != w.PupilsB[0].Person || !slices.Equal(sh.Needs[0].Items, []int{2, 3}) {
			t.Errorf("who needs what: %+v", sh.Needs)
		}
		if len(sh.Points) != 2 || sh.Points[0].Name != "方程" || sh.Points[0].Items != 2 {
			t.Errorf("knowledge points: %+v", sh.Points)
		}
		if b, _ := json.Marshal(sh.Board()); strings.Contains(string(b), "PupilB") {
			t.Error("the board names pupils")
		}
		// Corrections reach the sheet: a later revision and another mark.
		w.save(t, ss[0], 2, 2, "5", true)
		w.save(t, ss[1], 2, 1, "5", true) // an old event once more: nothing
		w.event(t, "mark.given", id.As[any](w.ClassB), ss[0].with(m{"no": 3, "item": item(3), "rev": 1, "score": 1, "max": 1, "correct": true}))
		w.event(t, "sitting.reopened", id.As[any](w.ClassB), ss[3].with(nil))
		w.drain(t)
		sh, err = w.in.Sheet(ctx, w.TeacherB, a)
		must(t, err)
		if sh.Items[1].Right != (insight.Share{K: 2, N: 4}) || sh.Items[2].Right != (insight.Share{K: 1, N: 1}) || sh.Handed != 3 {
			t.Errorf("after corrections: %+v %+v, %d handed in", sh.Items[1].Right, sh.Items[2].Right, sh.Handed)
		}
		for name, who := range map[string]*org.Actor{"another school's teacher": w.TeacherC, "the owner of the lesson": w.TeacherA} {
			if _, err := w.in.Sheet(ctx, who, a); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.in.Sheet(ctx, w.PupilsB[0], a); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil: %v", err)
		}
		if ls, err := w.in.Sheets(ctx, w.TeacherB, 10); err != nil || len(ls) != 1 || ls[0].Handed != 3 {
			t.Errorf("list: %+v %v", ls, err)
		}
		if ls, err := w.in.Sheets(ctx, w.TeacherC, 10); err != nil || len(ls) != 0 {
			t.Errorf("another school's list: %+v %v", ls, err)
		}
		must(t, w.Log.Settle(ctx))
		evs, err := w.Log.Read(ctx, bus.Position{}, 1000)
		must(t, err)
		viewed := 0
		for _, e := range evs {
			if e.Kind == "sheet.viewed" {
				viewed++
				st, ok, err := insight.Statement(e)
				if err != nil || !ok || st.Object.ID == "" {
					t.Errorf("statement: %+v %v", st, err)
				}
			}
		}
		if viewed != 1 {
			t.Errorf("%d events sheet.viewed for two looks on one day, want 1", viewed)
		}
	})
}

// fact is the plain way: the current state of every (sitting, line) from the events in order.
type fact struct {
	rev      int64
	response string
	state    int // 0 waiting, 1 wrong, 2 right
}

// TestFoldedIsRebuilt: whatever comes, in whatever batches, the counters are what the current facts say, and folding anew agrees.
func TestFoldedIsRebuilt(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{})
		ctx := context.Background()
		rapid.Check(t, func(rt *rapid.T) {
			a := w.give(t, w.publish(t, w.SchoolA, id.Any{}), w.ClassB, w.SchoolB)
			ss := w.sittings(w.ClassB, w.SchoolB, a)
			facts := map[string]fact{}
			for range rapid.IntRange(1, 25).Draw(rt, "events") {
				i, no := rapid.IntRange(0, 4).Draw(rt, "pupil"), rapid.IntRange(1, 3).Draw(rt, "no")
				rev := rapid.Int64Range(1, 4).Draw(rt, "rev")
				k := fmt.Sprint(i, no)
				old, known := facts[k]
				switch rapid.IntRange(0, 3).Draw(rt, "kind") {
				case 0:
					right := rapid.Bool().Draw(rt, "right")
					w.event(t, "mark.given", id.As[any](w.ClassB), ss[i].with(m{"no": no, "item": item(no), "rev": rev, "score": 0.5, "max": 1, "correct": right}))
					if !known || rev >= old.rev {
						facts[k] = fact{rev, old.response, 1}
						if right {
							facts[k] = fact{rev, old.response, 2}
						}
					}
				default:
					response := rapid.SampledFrom([]string{"A", "B", ""}).Draw(rt, "response")
					var right any
					state := rapid.IntRange(0, 2).Draw(rt, "state")
					if state > 0 {
						right = state == 2
					}
					w.save(t, ss[i], no, rev, response, right)
					if !known || rev > old.rev {
						facts[k] = fact{rev, response, state}
					}
				}
				if rapid.IntRange(0, 4).Draw(rt, "drain") == 0 {
					w.drain(t)
				}
			}
			w.drain(t)
			sh, err := w.in.Sheet(ctx, w.TeacherB, a)
			if err != nil {
				rt.Fatal(err)
			}
			n, right, waiting := map[int]int{}, map[int]int{}, map[int]int{}
			for k, f := range facts {
				no := int(k[len(k)-1] - '0')
				n[no]++
				switch f.state {
				case 0:
					waiting[no]++
				case 2:
					right[no]++
				}
			}
			for _, it := range sh.Items {
				if it.Right != (insight.Share{K: right[it.No], N: n[it.No] - waiting[it.No]}) || it.Waiting != waiting[it.No] {
					rt.Fatalf("item %d: %+v waiting %d, want %d of %d, waiting %d", it.No, it.Right, it.Waiting, right[it.No], n[it.No]-waiting[it.No], waiting[it.No])
				}
			}
		})
		before := w.dump(t)
		must(t, w.in.Reset(ctx))
		if after := w.dump(t); after != "" {
			t.Fatal("reset leaves figures")
		}
		w.drain(t)
		if after := w.dump(t); after != before || len(before) < 100 {
			t.Errorf("folded\n%s\nrebuilt\n%s", before, after)
		}
	})
}

// dump is every counter, without rows that have come to zero.
func (w *world) dump(t testing.TB) string {
	var b strings.Builder
	for _, q := range []db.SQL{
		"-- unscoped: test\nSELECT 'item', no, SUM(n), SUM(correct), SUM(waiting), COUNT(*) FROM insight_item WHERE n <> 0 GROUP BY no ORDER BY no",
		"-- unscoped: test\nSELECT response, no, SUM(n), SUM(state), 0, COUNT(*) FROM insight_choice WHERE n <> 0 GROUP BY no, response ORDER BY no, response",
		"-- unscoped: test\nSELECT 'school', versions, assignments, crossed, lent, classes + 100 * pupils FROM insight_school ORDER BY 2, 3",
	} {
		must(t, db.Each(w.side.Reader(context.Background()), q, func(r db.Row) error {
			var name string
			var v [5]int64
			err := r.Scan(&name, &v[0], &v[1], &v[2], &v[3], &v[4])
			fmt.Fprintln(&b, name, v)
			return err
		}))
	}
	return b.String()
}

func TestUnitUse(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{})
		ctx := context.Background()
		v := w.publish(t, w.SchoolA, id.Any{})
		adapted := w.publish(t, w.SchoolB, v)
		a := w.give(t, adapted, w.ClassB, w.SchoolB)
		w.give(t, v, w.ClassA, w.SchoolA)
		for _, s := range w.sittings(w.ClassB, w.SchoolB, a) {
			w.save(t, s, 1, 1, "A", true)
		}
		w.drain(t)
		use, err := w.in.UnitUse(ctx, w.Bureau)
		must(t, err)
		if len(use.Schools) != 3 || use.Total.Assignments != 2 || use.Crossed != (insight.Share{K: 1, N: 2}) || use.Publishing != (insight.Share{K: 2, N: 3}) {
			t.Fatalf("%+v", use)
		}
		for _, s := range use.Schools {
			switch s.Unit.ID {
			case w.SchoolA:
				if s.Lent != 1 || s.Crossed != 0 || s.Versions != 1 || s.Area != "城区" {
					t.Errorf("school A: %+v", s)
				}
			case w.SchoolB:
				if s.Crossed != 1 || s.Pupils != 5 || s.Classes != 1 || s.Area != "乡区" {
					t.Errorf("school B: %+v", s)
				}
			case w.SchoolC:
				if s.Assignments != 0 {
					t.Errorf("school C: %+v", s)
				}
			}
		}
		own, err := w.in.UnitUse(ctx, w.LeaderB)
		must(t, err)
		if len(own.Schools) != 1 || own.Total.Pupils != 5 {
			t.Errorf("a head sees the own school only: %+v", own)
		}
		if _, err := w.in.UnitUse(ctx, w.TeacherB); !fault.Is(err, fault.Denied) {
			t.Errorf("a teacher: %v", err)
		}
	})
}

func TestItemFacts(t *testing.T) {
	engines(t, func(t *testing.T, core *db.DB) {
		w := newWorld(t, core, insight.Sources{Outline: lines})
		ctx := context.Background()
		v := w.publish(t, w.SchoolA, id.Any{})
		fill := func(class org.ClassID, school org.UnitID, n int) {
			a := w.give(t, v, class, school)
			for i := range n {
				w.save(t, sit{id.New[any](), a, class, school, id.New[org.Person]()}, 1, 1, "B", i%2 == 0)
			}
		}
		fill(w.ClassA, w.SchoolA, 20)
		fill(w.ClassB, w.SchoolB, 12)
		fill(w.ClassC, w.SchoolC, 4)
		w.drain(t)
		ls, err := w.in.Lessons(ctx, w.Bureau, 10)
		must(t, err)
		if len(ls) != 1 || ls[0].Classes != 3 || ls[0].Schools != 3 || ls[0].Pupils != 36 || ls[0].School != "城中学" {
			t.Fatalf("%+v", ls)
		}
		f, err := w.in.ItemFacts(ctx, w.Bureau, v)
		must(t, err)
		it := f.Items[0]
		if it.Right != (insight.Share{K: 18, N: 36}) || it.Hidden {
			t.Errorf("pooled: %+v", it.Right)
		}
		for i, name := range f.Schools {
			want := name != "城中学" // C is small; B, the next smallest, is hidden with it
			if it.Cells[i].Hidden != want {
				t.Errorf("%s hidden: %v", name, it.Cells[i].Hidden)
			}
		}
		if !f.Items[1].Hidden {
			t.Error("an item without answers shows a share")
		}
		if _, err := w.in.ItemFacts(ctx, w.Researcher, v); err != nil {
			t.Errorf("the researcher of district B: %v", err)
		}
		if _, err := w.in.ItemFacts(ctx, w.Bureau, id.New[any]()); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown lesson: %v", err)
		}
	})
}

// TestSuppressHoldsDifferencing: what is shown and the total never tell a small part.
func TestSuppressHoldsDifferencing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		parts := rapid.SliceOf(rapid.IntRange(0, 40)).Draw(rt, "parts")
		hide := insight.Suppress(parts, insight.MinGroup)
		hidden, cases, full := 0, 0, 0
		for i, n := range parts {
			if n > 0 {
				full++
			}
			if n > 0 && n < insight.MinGroup && !hide[i] {
				rt.Fatal("a small part is shown")
			}
			if hide[i] {
				hidden, cases = hidden+1, cases+n
			}
		}
		if hidden > 0 && hidden < full && (hidden < 2 || cases < insight.MinGroup) {
			rt.Fatalf("%d parts with %d cases hidden of %v: total minus shown tells them", hidden, cases, parts)
		}
	})
}

func TestWilson(t *testing.T) {
	// Newcombe 1998, table I: 81/263 gives .2553 to .3662; 0/20 gives 0 to .1611.
	for _, c := range []struct {
		s         insight.Share
		low, high float64
	}{{insight.Share{K: 81, N: 263}, .2553, .3662}, {insight.Share{K: 0, N: 20}, 0, .1611}, {insight.Share{K: 29, N: 29}, .8830, 1}} {
		low, high := c.s.Wilson()
		if math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("%+v: %.4f to %.4f, want %.4f to %.4f", c.s, low, high, c.low, c.high)
		}
	}
}

func TestAnalysisKept(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations), insight.Sources{
		Matrix: func(context.Context, *org.Actor, id.Any) ([]string, [][]float64, error) {
			rows := make([][]float64, 60)
			for i := range rows {
				rows[i] = []float64{float64(i % 2), float64(i / 30), math.NaN()}
				if i%3 == 0 {
					rows[i][2] = float64(i / 40)
				}
			}
			return []string{"a", "b", "c"}, rows, nil
		}})
	an, err := w.in.ItemAnalysis(context.Background(), w.Researcher, id.New[any]())
	must(t, err)
	if an.Persons != 60 || an.Missing != 40 || len(an.Report.Items) != 3 || float64(an.Report.Items[0].P) != 0.5 {
		t.Errorf("%+v", an)
	}
}

// BenchmarkFold is how fast answers are folded: it must stay above what pupils can send.
func BenchmarkFold(b *testing.B) {
	w := newWorld(b, testkit.SQLite(b, bus.Migrations, org.Migrations, audit.Migrations), insight.Sources{})
	a := w.give(b, w.publish(b, w.SchoolA, id.Any{}), w.ClassB, w.SchoolB)
	for i := range b.N {
		s := sit{id.Named[any]([16]byte{2}, fmt.Sprint(i/10)), a, w.ClassB, w.SchoolB, id.Named[org.Person]([16]byte{3}, fmt.Sprint(i/10))}
		w.save(b, s, i%10+1, 1, "A", i%3 > 0)
	}
	b.ResetTimer()
	w.drain(b)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
