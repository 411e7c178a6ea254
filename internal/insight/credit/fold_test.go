package credit_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/credit"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

type world struct {
	*orgtest.World
	side    *db.DB
	credit  *credit.Service
	letters []credit.Letter
}

type m = map[string]any

func engines(t *testing.T, f func(t *testing.T, w *world)) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		w := &world{World: orgtest.New(t, core)}
		w.side = testkit.Side(t, core, "record", credit.Migrations, bus.PositionMigrations)
		w.credit = credit.New(credit.Parts{Record: w.side, Core: core, Log: w.Log, Org: w.Org, Rule: func(string) preset.Credit { return rule },
			Tell: func(_ *db.Tx, l credit.Letter) error { w.letters = append(w.letters, l); return nil }})
		w.Log.Consume(w.credit.Consumer())
		f(t, w)
	}, bus.Migrations, org.Migrations, audit.Migrations, credit.CoreMigrations())
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) event(t testing.TB, kind string, by *org.Actor, p m) {
	t.Helper()
	ok(t, w.Core.Write(context.Background(), func(tx *db.Tx) error {
		_, err := w.Log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](w.SchoolA), Actor: id.As[any](by.Person)}, p)
		return err
	}))
}

func (w *world) drain(t testing.TB) { t.Helper(); ok(t, w.Log.Drain(context.Background())) }

func (w *world) publish(t testing.TB, by *org.Actor, school org.UnitID, work, from id.Any) id.Any {
	v := id.New[any]()
	w.event(t, "version.published", w.ReviewerGroup, m{"work": work, "version": v, "title": "角", "school": school, "derived_from": from, "author": by.Person})
	return v
}

// use gives a version to a class of a school; begun lets a pupil begin.
func (w *world) use(t testing.TB, v id.Any, by *org.Actor, school org.UnitID, setting string, begun bool) {
	a := id.New[any]()
	w.event(t, "assignment.given", by, m{"assignment": a, "school": school, "version": v, "setting": setting})
	if begun {
		w.event(t, "response.saved", w.PupilsB[0], m{"assignment": a})
		w.event(t, "sitting.handed_in", w.PupilsB[0], m{"assignment": a})
	}
}

// own is somebody's ledger in short: kinds with amounts, settled and open.
func (w *world) own(t testing.TB, a *org.Actor) (settled, open string) {
	t.Helper()
	l, err := w.credit.Own(context.Background(), a)
	ok(t, err)
	text := func(es []credit.Entry) string {
		var out []string
		for _, e := range es {
			out = append(out, fmt.Sprintf("%s %d", e.Kind, e.Amount))
		}
		return strings.Join(out, ", ")
	}
	return text(l.Settled), text(l.Open)
}

func (w *world) expect(t testing.TB, a *org.Actor, settled, open string) {
	t.Helper()
	if s, o := w.own(t, a); s != settled || o != open {
		t.Errorf("settled %q, open %q; want %q and %q", s, o, settled, open)
	}
}

const month = 31 * 24 * time.Hour

// TestLateEvent: what happened before the end of a month in a process that wrote it after another had turned the month is paid with the
// month that is open then, once.
func TestLateEvent(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		v := w.publish(t, w.TeacherA, w.SchoolA, id.New[any](), id.Any{})
		w.drain(t)
		w.Clock.Advance(month)
		w.event(t, "work.saved", w.TeacherA, m{})
		w.drain(t)
		w.Clock.Advance(-month)
		w.use(t, v, w.TeacherB, w.SchoolB, "rural", true)
		w.event(t, "version.reviewed", w.ReviewerGroup, m{"work": id.New[any](), "version": v, "decision": "approved"})
		w.drain(t)
		w.expect(t, w.TeacherB, "", "adopt 300")
		w.expect(t, w.ReviewerGroup, "", "review 300")
		w.Clock.Advance(2 * month)
		for range 2 {
			w.event(t, "work.saved", w.TeacherA, m{})
			w.drain(t)
			w.expect(t, w.TeacherB, "adopt 300", "")
			w.expect(t, w.ReviewerGroup, "review 300", "")
		}
	})
}

func TestLedger(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		work, adapted := id.New[any](), id.New[any]()
		v := w.publish(t, w.TeacherA, w.SchoolA, work, id.Any{})
		child := w.publish(t, w.TeacherC, w.SchoolC, adapted, v)
		w.use(t, v, w.TeacherA, w.SchoolA, "urban", true) // the own school
		w.use(t, v, w.TeacherB, w.SchoolB, "rural", false)
		w.drain(t)
		w.expect(t, w.TeacherA, "", "") // uploads, own use and what nobody began are worth nothing
		w.use(t, v, w.TeacherB, w.SchoolB, "rural", true)
		w.use(t, v, w.TeacherB, w.SchoolB, "rural", true) // the same school and term
		w.use(t, child, w.TeacherB, w.SchoolB, "", true)
		w.event(t, "version.reviewed", w.ReviewerGroup, m{"work": work, "version": v, "decision": "returned"})
		w.event(t, "version.reviewed", w.ReviewerGroup, m{"work": work, "version": v, "decision": "approved"})
		w.drain(t)
		l, err := w.credit.Own(ctx, w.TeacherA)
		ok(t, err)
		if len(l.Settled) != 0 || len(l.Open) != 2 || l.Titles[work] != "角" || l.Schools[id.As[any](w.SchoolB)] != "乡中学" {
			t.Errorf("%+v", l)
		}
		w.expect(t, w.TeacherB, "", "adopt 300")
		w.expect(t, w.TeacherC, "", "use 700") // 1000 less 30 % upstream
		w.expect(t, w.ReviewerGroup, "", "review 300")
		// the month passes: the same entries are settled, by the log's time
		w.Clock.Advance(month)
		w.event(t, "work.saved", w.TeacherA, m{})
		w.drain(t)
		w.expect(t, w.TeacherB, "adopt 300", "")
		w.expect(t, w.TeacherC, "use 700", "")
		// taken down by somebody else: a correction, and the entry stays; the author's own withdrawal takes nothing back
		w.event(t, "version.withdrawn", w.TeacherA, m{"work": work, "version": v})
		w.drain(t)
		w.expect(t, w.TeacherB, "adopt 300", "")
		w.event(t, "version.withdrawn", w.ReviewerGroup, m{"work": adapted, "version": child})
		w.event(t, "version.withdrawn", w.ReviewerGroup, m{"work": adapted, "version": child})
		w.drain(t)
		w.expect(t, w.TeacherC, "correction -700, use 700", "")
		if _, err := w.credit.Own(ctx, w.PupilsB[0]); !fault.Is(err, fault.Denied) {
			t.Errorf("a pupil: %v", err)
		}
	})
}

// TestReplayGivesTheSameLedger: whatever happens over months, in whatever batches it is folded, folding the log anew gives the same.
func TestReplayGivesTheSameLedger(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		teachers, schools := []*org.Actor{w.TeacherA, w.TeacherB, w.TeacherC}, []org.UnitID{w.SchoolA, w.SchoolB, w.SchoolC}
		rapid.Check(t, func(rt *rapid.T) {
			var versions, works []id.Any
			for range rapid.IntRange(3, 15).Draw(rt, "events") {
				who := rapid.IntRange(0, 2).Draw(rt, "who")
				switch k := rapid.IntRange(0, 9).Draw(rt, "kind"); {
				case k < 2 || len(versions) == 0:
					work, from := id.New[any](), id.Any{}
					if len(versions) > 0 && rapid.Bool().Draw(rt, "adapted") {
						from = rapid.SampledFrom(versions).Draw(rt, "from")
					}
					versions, works = append(versions, w.publish(t, teachers[who], schools[who], work, from)), append(works, work)
				case k == 2:
					i := rapid.IntRange(0, len(versions)-1).Draw(rt, "withdrawn")
					w.event(t, "version.withdrawn", teachers[who], m{"work": works[i], "version": versions[i]})
				case k == 3:
					w.Clock.Advance(time.Duration(rapid.IntRange(1, 40).Draw(rt, "days")) * 24 * time.Hour)
				default:
					setting := rapid.SampledFrom([]string{"", "urban", "rural"}).Draw(rt, "setting")
					w.use(t, rapid.SampledFrom(versions).Draw(rt, "version"), teachers[who], schools[who], setting, rapid.Bool().Draw(rt, "begun"))
				}
				if rapid.IntRange(0, 3).Draw(rt, "drain") == 0 {
					w.drain(t)
				}
			}
		})
		w.drain(t)
		before := w.dump(t)
		ok(t, w.credit.Reset(ctx))
		if w.dump(t) != "" {
			t.Fatal("reset leaves entries")
		}
		w.drain(t)
		if after := w.dump(t); after != before || len(before) < 200 {
			t.Errorf("folded\n%s\nanew\n%s", before, after)
		}
	})
}

func (w *world) dump(t testing.TB) string {
	var b strings.Builder
	ok(t, db.Each(w.side.Reader(context.Background()), "-- unscoped: test\nSELECT id, month, kind, amount, raw, reason FROM credit_entry ORDER BY id", func(r db.Row) error {
		var n id.Any
		var month, kind, reason string
		var amount, raw int64
		err := r.Scan(&n, &month, &kind, &amount, &raw, &reason)
		fmt.Fprintln(&b, n, month, kind, amount, raw, reason)
		return err
	}))
	return b.String()
}

// TestNobodyIsRankedByCredit reads the sources: no statement or sort orders by points, nothing adds them up over people, and only the page of
// the own ledger and the wiring know the package, so nothing of it reaches an appraisal.
func TestNobodyIsRankedByCredit(t *testing.T) {
	rank := regexp.MustCompile(`(?i)order\s+by[^\n` + "`" + `]*\b(amount|raw|points)\b|group\s+by[^\n` + "`" + `]*\bperson\b|(SortFunc|sort\.Slice)[^\n]*\.(Amount|Raw)\b|cmp\.Compare\([^)]*\.(Amount|Raw)\b`)
	knows := regexp.MustCompile(`tongxue/internal/insight/credit"`)
	may := regexp.MustCompile(`^(internal/insight/credit|internal/web/teacher/credit|internal/app)/`)
	root := "../../.."
	files := 0
	ok(t, filepath.WalkDir(filepath.Join(root, "internal"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if strings.Contains(rel, "/credit/") && rank.Match(b) {
			t.Errorf("%s orders or sums people by credit: %q", rel, rank.Find(b))
		}
		if strings.Contains(string(b), "credit_entry") && !strings.HasPrefix(rel, "internal/insight/credit/") {
			t.Errorf("%s reads the ledger's table", rel)
		}
		if knows.Match(b) && !may.MatchString(rel) {
			t.Errorf("%s knows the ledger: nothing of it may feed anything else", rel)
		}
		return nil
	}))
	if files < 500 {
		t.Errorf("only %d files read", files)
	}
	for _, bad := range []string{"ORDER BY e.amount DESC", "GROUP BY e.person", "slices.SortFunc(x, func(a, b Entry) int { return int(a.Amount - b.Amount) })"} {
		if !rank.MatchString(bad) {
			t.Errorf("the test would not see %q", bad)
		}
	}
}
