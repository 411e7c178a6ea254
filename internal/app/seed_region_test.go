package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// wholeRegion is the full demonstration on a fixed day of autumn.
func wholeRegion(t *testing.T) (*App, *seeder) {
	t.Helper()
	ctx := context.Background()
	now := time.Date(2026, time.November, 30, 10, 0, 0, 0, clock.Shanghai)
	a, err := Open(ctx, Config{Dir: t.TempDir(), Demo: true, Clock: clock.NewFake(now)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	began := time.Now()
	s, err := a.seeding(ctx, 240, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the region with %d answers was made in %.1f s", figure(t, a.Core, "SELECT COUNT(*) FROM response"), time.Since(began).Seconds())
	return a, s
}

// TestRegion makes the whole demonstration once and looks at it from all sides.
func TestRegion(t *testing.T) {
	if testing.Short() {
		t.Skip("makes the whole region")
	}
	a, s := wholeRegion(t)
	t.Run("size", func(t *testing.T) { regionSize(t, a) })
	t.Run("law", func(t *testing.T) { regionLaw(t, a) })
	t.Run("believable", func(t *testing.T) { regionBelievable(t, a, s) })
	t.Run("dated", func(t *testing.T) { regionDated(t, a, s) })
	t.Run("mock", func(t *testing.T) { regionMock(t, a, s) })
	t.Run("group", func(t *testing.T) { regionGroup(t, a, s) })
	t.Run("rebuilt", func(t *testing.T) { regionRebuilt(t, a) })
	t.Run("chain", func(t *testing.T) {
		d, err := a.Doctor(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range d.Checks {
			if !c.OK && c.Name != "clock" {
				t.Errorf("doctor: %s: %s", c.Name, c.Message)
			}
		}
	})
}

func figure(t *testing.T, d *db.DB, q db.SQL, args ...any) int64 {
	t.Helper()
	n, err := db.One(d.Reader(context.Background()), "-- unscoped: a test\n"+q, db.Value[int64], args...)
	if err != nil {
		t.Fatal(q, err)
	}
	return n
}

// regionSize: as many pupils and answers as it says, and eight weeks of practice in three subjects.
func regionSize(t *testing.T, a *App) {
	now := a.Org.Now()
	for _, x := range []struct {
		what       string
		q          db.SQL
		args       []any
		least, top int64
	}{
		{"pupils", "SELECT COUNT(DISTINCT person) FROM org_enrolment WHERE since <= ? AND until > ?", []any{now, now}, 1400, 1600},
		{"answers", "SELECT COUNT(*) FROM response", nil, 40_000, 100_000},
		{"days with practice", "SELECT COUNT(DISTINCT day) FROM assignment", nil, 12, 30},
		{"subjects", "SELECT COUNT(DISTINCT subject) FROM assignment", nil, 3, 5},
		{"districts with schools", "SELECT COUNT(DISTINCT e.parent) FROM org_edge e JOIN org_unit u ON u.id = e.parent JOIN org_unit c ON c.id = e.child WHERE u.kind = 'district' AND c.kind IN ('school', 'central')", nil, 2, 2},
		{"pupils of 团山教学点", "SELECT COUNT(DISTINCT e.person) FROM org_enrolment e JOIN org_unit u ON u.id = e.owner WHERE u.name = '团山教学点'", nil, 6, 6},
		{"pupils of 黄崖教学点", "SELECT COUNT(DISTINCT e.person) FROM org_enrolment e JOIN org_unit u ON u.id = e.owner WHERE u.name = '黄崖教学点'", nil, 11, 11},
		{"pupils in multi-grade rooms", "SELECT COUNT(*) FROM org_enrolment e JOIN org_class c ON c.id = e.class WHERE c.kind = 'teaching' AND c.stage = 'primary'", nil, 17, 17},
		{"teaching classes of the senior school", "SELECT COUNT(*) FROM org_class WHERE kind = 'teaching' AND stage = 'senior'", nil, 9, 9},
	} {
		if n := figure(t, a.Core, x.q, x.args...); n < x.least || n > x.top {
			t.Errorf("%d %s, want %d to %d", n, x.what, x.least, x.top)
		}
	}
	weeks := map[int64]bool{}
	for _, day := range rowsOf(t, a.Core, "SELECT DISTINCT day FROM assignment WHERE day < ?", homework.DayOf(now)) {
		y, w := clock.Local(day).ISOWeek()
		weeks[int64(y*100+w)] = true
	}
	if len(weeks) < historyWeeks {
		t.Errorf("practice in %d weeks before this one, want %d", len(weeks), historyWeeks)
	}
}

func rowsOf(t *testing.T, d *db.DB, q db.SQL, args ...any) []int64 {
	t.Helper()
	out, err := db.All(d.Reader(context.Background()), "-- unscoped: a test\n"+q, db.Value[int64], args...)
	if err != nil {
		t.Fatal(q, err)
	}
	return out
}

// regionLaw: nothing written at home in grades 1 and 2, no device at home before grade 10, no day over the limit, no excuse needed.
func regionLaw(t *testing.T, a *App) {
	for what, q := range map[string]db.SQL{
		"homework of grades 1 and 2":           "SELECT COUNT(*) FROM assignment WHERE place = 'home' AND grade <= 2",
		"devices at home":                      "SELECT COUNT(*) FROM assignment WHERE place = 'home' AND mode = 'device' AND grade <= 9",
		"assignments with an excuse":           "SELECT COUNT(*) FROM assignment WHERE reason <> ''",
		"class days over an hour":              "SELECT COUNT(*) FROM (SELECT 1 FROM assignment WHERE place = 'home' AND grade <= 9 GROUP BY class, day HAVING SUM(minutes) > 60) t",
		"assignments before the pupils came":   "SELECT COUNT(*) FROM sitting s WHERE NOT EXISTS (SELECT 1 FROM org_enrolment e WHERE e.person = s.person AND e.class = s.class AND e.since <= s.opened AND e.until > s.opened)",
		"answers before their assignment":      "SELECT COUNT(*) FROM response r JOIN sitting s ON s.id = r.sitting WHERE r.occurred < s.opened",
		"answers from the future":              "SELECT COUNT(*) FROM response WHERE received < occurred",
		"marks of pupils with a rank":          "SELECT COUNT(*) FROM exam WHERE title LIKE '%排名%'",
		"exams that are not filed but decided": "SELECT COUNT(*) FROM exam WHERE state = 'approved' AND filing = ''",
	} {
		if n := figure(t, a.Core, q); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// regionBelievable: harder items go worse, schools differ and overlap, some hand in late or not at all, some leave items empty.
func regionBelievable(t *testing.T, a *App, s *seeder) {
	first := figure(t, a.Record, "SELECT SUM(correct) * 1000 / SUM(n) FROM insight_item WHERE no = 1")
	last := figure(t, a.Record, "SELECT SUM(correct) * 1000 / SUM(n) FROM insight_item WHERE no = 4")
	if first < 700 || first > 950 || last < 200 || last > 650 {
		t.Errorf("%d of 1000 answers to the first items are right, %d to the last", first, last)
	}
	share := func(q db.SQL) float64 {
		return float64(figure(t, a.Core, q)) / float64(figure(t, a.Core, "SELECT COUNT(*) FROM sitting"))
	}
	if x := share("SELECT COUNT(*) FROM sitting WHERE state = 'open'"); x < .01 || x > .12 {
		t.Errorf("%.3f of the sittings stayed open", x)
	}
	if x := share("SELECT COUNT(*) FROM sitting WHERE handed_in > opened + 86400000000"); x < .01 || x > .15 {
		t.Errorf("%.3f of the sittings were a day late", x)
	}
	if x := float64(figure(t, a.Core, "SELECT COUNT(*) FROM response WHERE answer = '{}'")) / float64(figure(t, a.Core, "SELECT COUNT(*) FROM response")); x < .01 || x > .12 {
		t.Errorf("%.3f of the answers are blank", x)
	}
	means := map[string][]float64{}
	for _, r := range s.region.rooms {
		for _, p := range r.pupils {
			means[r.school] = append(means[r.school], p.able)
		}
	}
	town, country := means["河西区实验中学"], means["蓟州区盘山寄宿制学校"]
	slices.Sort(town)
	slices.Sort(country)
	if middle := country[len(country)/2]; middle >= town[len(town)/2] || middle <= town[len(town)/20] || country[len(country)*9/10] <= town[len(town)/2] {
		t.Error("the schools of town and country do not differ and overlap as schools do")
	}
}

// regionDated: what changed on a day was otherwise before it.
func regionDated(t *testing.T, a *App, s *seeder) {
	ctx, g := context.Background(), s.region
	in := func(unit string, at clock.Micros) bool {
		up, err := a.Org.Ancestors(ctx, s.unit(moved), at)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(up, s.unit(unit))
	}
	change := lastJanuary(g.today)
	if !in(oldGroup, change-1) || in(newGroup, change-1) || in(oldGroup, change) || !in(newGroup, change) {
		t.Error("the school did not change its group on 1 January")
	}
	for what, q := range map[string]db.SQL{
		"transfers":                    "SELECT COUNT(*) FROM org_enrolment a JOIN org_enrolment b ON b.person = a.person AND b.since = a.until AND b.owner <> a.owner",
		"leaves":                       "SELECT COUNT(*) FROM org_enrolment a WHERE a.until < ? AND a.until > ? AND NOT EXISTS (SELECT 1 FROM org_enrolment b WHERE b.person = a.person AND b.until > a.until)",
		"rotations":                    "SELECT COUNT(*) FROM org_role a JOIN org_role b ON b.person = a.person AND b.role = 'teacher' AND b.node <> a.node AND b.until < 253402214400000000 WHERE a.role = 'teacher' AND a.until = 253402214400000000",
		"substitute weeks":             "SELECT COUNT(*) FROM org_role WHERE role = 'substitute' AND until - since = 604800000000",
		"guardians without an account": "SELECT COUNT(*) FROM org_role r WHERE r.role = 'guardian' AND NOT EXISTS (SELECT 1 FROM org_account a WHERE a.person = r.person)",
		"pupils on leave":              "SELECT COUNT(*) FROM org_standing WHERE kind = 'leave'",
		"second pupils with support":   "SELECT COUNT(*) - 1 FROM org_standing WHERE kind = 'inclusive'",
		"guardians of two":             "SELECT COUNT(*) FROM (SELECT person FROM org_role WHERE role = 'guardian' GROUP BY person HAVING COUNT(*) = 2) t",
	} {
		var args []any
		if what == "leaves" {
			args = []any{g.today, g.ago(60)}
		}
		if n := figure(t, a.Core, q, args...); n != 1 {
			t.Errorf("%d %s, want 1", n, what)
		}
	}
	if n := figure(t, a.Core, "SELECT COUNT(*) FROM assignment a JOIN org_role r ON r.person = a.given_by AND r.role = 'substitute' AND r.node = a.class"); n == 0 {
		t.Error("the substitute gave nothing")
	}
}

func examOf(t *testing.T, s *seeder, login, title string) exam.Exam {
	t.Helper()
	by, err := s.actor(context.Background(), login)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.a.Exams.List(context.Background(), by, exam.Filter{}, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list.Exams {
		if e.Title == title {
			return e
		}
	}
	t.Fatal("no exam " + title)
	return exam.Exam{}
}

// regionMock: the mock is filed and approved, every pupil of grade 9 of both districts has a line, and what is said of a school or of the
// region has its interval.
func regionMock(t *testing.T, a *App, s *seeder) {
	ctx := context.Background()
	e := examOf(t, s, "yan", mockTitle)
	if e.State != exam.StateApproved || e.Filing == "" || e.Late() {
		t.Errorf("the mock is %s under %q, late %v", e.State, e.Filing, e.Late())
	}
	if err := a.Reports.Build(ctx, e.ID, nil); err != nil {
		t.Fatal(err)
	}
	ju, err := s.actor(ctx, "ju")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := a.Reports.Report(ctx, ju, e.ID, report.Key{Kind: report.KindRegion, Node: e.Node, Subject: "maths"})
	if err != nil {
		t.Fatal(err)
	}
	pupils := 0
	if err := a.Org.Examinees(ctx, e.Node, e.Stage, e.Cohort, e.First+day24-1, e.First+day24, func(org.Examinee) error { pupils++; return nil }); err != nil {
		t.Fatal(err)
	}
	if n := doc.Head.N + doc.Head.Absent; n != pupils || pupils < 200 {
		t.Errorf("%d pupils of %d are in the report", doc.Head.N+doc.Head.Absent, pupils)
	}
	if len(doc.Parts) != 2 || len(doc.Schools) < 5 {
		t.Errorf("%d districts and %d schools", len(doc.Parts), len(doc.Schools))
	}
	for _, p := range doc.Schools {
		if p.Effect == nil || !(p.Effect.Low < p.Effect.High) {
			t.Errorf("school %s has no interval", p.Node)
		}
	}
}

// regionGroup: the report of the term before a school changed its group says the same afterwards: the school is a part of the group that
// held the exam, though it is not one of its schools any more.
func regionGroup(t *testing.T, a *App, s *seeder) {
	ctx := context.Background()
	e := examOf(t, s, "yyjt", lastTitle)
	by, err := s.actor(ctx, "yyxz")
	if err != nil {
		t.Fatal(err)
	}
	if under, err := a.Org.SchoolsUnder(ctx, s.unit(oldGroup), a.Org.Now()); err != nil || slices.ContainsFunc(under, func(u org.Unit) bool { return u.Name == moved }) {
		t.Error("the school is still in its old group", err)
	}
	read := func() report.Document {
		if err := a.Reports.Build(ctx, e.ID, nil); err != nil {
			t.Fatal(err)
		}
		doc, err := a.Reports.Report(ctx, by, e.ID, report.Key{Kind: report.KindCross, Node: e.Node, Subject: "maths"})
		if err != nil {
			t.Fatal(err)
		}
		doc.Version, doc.Built = 0, 0
		return doc
	}
	before := read()
	if len(before.Parts) != 2 || !slices.ContainsFunc(before.Parts, func(p report.Part) bool { return p.Node == s.unit(moved) }) {
		t.Errorf("the report of the old group has %d parts and lacks the school that left it", len(before.Parts))
	}
	// Another school leaves the group today: last term's figures stay as they are.
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		return a.Org.Unlink(tx, s.units[oldGroup], s.units["蓟州区兴华中学"], a.Org.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	if after := read(); fmt.Sprintf("%+v", before.Summary) != fmt.Sprintf("%+v", after.Summary) || len(before.Parts) != len(after.Parts) {
		t.Error("the report of last term changed with the group")
	}
}

// regionRebuilt: what was folded while the region was made equals what the whole log gives anew.
func regionRebuilt(t *testing.T, a *App) {
	ctx := context.Background()
	tables := []db.SQL{
		"SELECT assignment, class, school, version, items, pupils, crossed, given, opened FROM insight_assignment ORDER BY assignment",
		"SELECT sitting, assignment, class, person, handed, 0, 0, 0, 0 FROM insight_sitting ORDER BY sitting",
		"SELECT sitting, no, rev, item, state, score, max, response, 0 FROM insight_answer ORDER BY sitting, no",
		"SELECT assignment, no, item, n, correct, waiting, ROUND(score * 1000), ROUND(max * 1000), 0 FROM insight_item ORDER BY assignment, no, item",
		"SELECT assignment, no, state, response, n, 0, 0, 0, 0 FROM insight_choice WHERE n <> 0 ORDER BY assignment, no, state, response",
		"SELECT school, versions, assignments, crossed, lent, classes, pupils, answers, 0 FROM insight_school ORDER BY school",
	}
	read := func() [][]byte {
		out := make([][]byte, len(tables))
		for i, q := range tables {
			var b bytes.Buffer
			err := db.Each(a.Record.Reader(ctx), "-- unscoped: a test\n"+q, func(r db.Row) error {
				var v [9]any
				if err := r.Scan(&v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7], &v[8]); err != nil {
					return err
				}
				fmt.Fprintf(&b, "%v\n", v)
				return nil
			})
			if err != nil {
				t.Fatal(q, err)
			}
			out[i] = b.Bytes()
		}
		return out
	}
	if err := a.Log.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	folded := read()
	if err := a.Insight.Reset(ctx); err != nil {
		t.Fatal(err)
	}
	if err := a.Log.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	for i, again := range read() {
		if len(again) == 0 || !bytes.Equal(folded[i], again) {
			t.Errorf("folded and rebuilt differ: %s", tables[i])
		}
	}
	// Every answer has its fact and its statement.
	answers := figure(t, a.Core, "SELECT COUNT(*) FROM response")
	if n := figure(t, a.Record, "SELECT COUNT(*) FROM insight_answer"); n != figure(t, a.Core, "SELECT COUNT(*) FROM (SELECT DISTINCT sitting, no FROM response) t") {
		t.Errorf("%d facts of %d answers", n, answers)
	}
	if n := figure(t, a.Record, "SELECT COUNT(*) FROM statement"); n < answers {
		t.Errorf("%d statements of %d answers", n, answers)
	}
}

// TestSchoolWeeks: eight weeks of school lie behind any day, whatever holidays lie between.
func TestSchoolWeeks(t *testing.T) {
	for day := time.Date(2026, time.January, 1, 12, 0, 0, 0, clock.Shanghai); day.Year() == 2026; day = day.AddDate(0, 0, 1) {
		weeks := schoolWeeks(day, historyWeeks)
		for i, w := range weeks {
			if w.Weekday() != time.Monday || !w.Before(day) || i > 0 && !weeks[i-1].Before(w) || !schoolDay(w.AddDate(0, 0, 1)) {
				t.Fatalf("on %s week %d is %s", day.Format(time.DateOnly), i, w.Format(time.DateOnly))
			}
		}
	}
}
