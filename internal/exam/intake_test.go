package exam

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/blob"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/preset"
)

var bg = context.Background()

// hall is a world with an approved exam of district B for grade 7, whose pupils have numbers: S01 to S05 in school B, T01 in school C.
type hall struct {
	*orgtest.World
	t    *testing.T
	s    *Service
	exam Exam
}

func halls(t *testing.T, f func(t *testing.T, h *hall)) {
	t.Helper()
	testkit.Engines(t, func(t *testing.T, d *db.DB) { f(t, newHall(t, d)) }, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, Migrations)
}

func newHall(t *testing.T, d *db.DB) *hall {
	t.Helper()
	w := orgtest.New(t, d)
	blobs, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p, err := preset.Load("cn-tianjin")
	if err != nil {
		t.Fatal(err)
	}
	h := &hall{World: w, t: t}
	h.s = New(Parts{Core: d, Log: w.Log, Org: w.Org, Blobs: blobs, Jobs: job.New(d, w.Clock, testkit.Logger(t)), Clock: w.Clock, Preset: p})
	h.exam = h.newExam(id.As[any](w.DistrictB), w.DistrictB, ScopeDistrict)
	err = d.Write(bg, func(tx *db.Tx) error {
		for i, a := range w.PupilsB {
			if err := w.Org.SetProfile(tx, org.Profile{Person: a.Person, Number: fmt.Sprintf("S%02d", i+1)}); err != nil {
				return err
			}
			if err := w.Org.Rename(tx, a.Person, []string{"张三", "李四", "王五", "赵六", "孙七"}[i]); err != nil {
				return err
			}
		}
		if err := w.Org.Rename(tx, w.PupilC.Person, "张三"); err != nil {
			return err
		}
		return w.Org.SetProfile(tx, org.Profile{Person: w.PupilC.Person, Number: "T01"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// newExam is an approved exam of grade 7, as the register leaves it.
func (h *hall) newExam(node org.Node, owner org.UnitID, scope string) Exam {
	h.t.Helper()
	first := dayOf(clock.At(orgtest.Start)) - 3*day
	e := Exam{ID: id.New[Exam](), Rev: 1, Node: node, Owner: owner, Scope: scope, Kind: PaperExam, Purpose: Statutory, Stage: org.Junior, Grade: 7, Cohort: 2026, Term: "2026-1", Title: "七年级测试",
		Subjects: []string{"chinese", "maths", "english"}, First: first, Last: first, State: StateApproved, Author: h.Researcher.Person, Created: first}
	if err := h.Core.Write(bg, func(tx *db.Tx) error { return insert(tx, e, e.ID.String()) }); err != nil {
		h.t.Fatal(err)
	}
	return e
}

func files(list ...string) (out []Upload) { // name, text, name, text …
	for i := 0; i+1 < len(list); i += 2 {
		out = append(out, Upload{list[i], strings.NewReader(list[i+1])})
	}
	return out
}

func (h *hall) receive(list ...string) Intake {
	h.t.Helper()
	i, err := h.s.Receive(bg, h.Researcher, h.exam.ID, h.exam.Node, files(list...))
	if err != nil {
		h.t.Fatal(err)
	}
	return i
}

// check maps as guessed and runs the check.
func (h *hall) check(i Intake, c Choice) Intake {
	h.t.Helper()
	got, bad, err := h.s.Map(bg, h.Researcher, i.ID, i.Rev, nil, c)
	if err != nil || bad.Errors > 0 {
		h.t.Fatalf("%v %+v", err, bad.List)
	}
	return h.drained(got)
}

func (h *hall) drained(i Intake) Intake {
	h.t.Helper()
	if err := h.s.Jobs.Drain(bg); err != nil {
		h.t.Fatal(err)
	}
	got, err := h.s.Intake(bg, h.Researcher, i.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	if got.State == IntakeChecking {
		jobs, _ := h.s.Jobs.List(bg, testkit.Scope(i.Place), job.Filter{}, 5)
		h.t.Fatalf("the check did not end: %+v", jobs)
	}
	return got
}

func (h *hall) apply(i Intake, c Choice) Intake {
	h.t.Helper()
	got, err := h.s.Apply(bg, h.Researcher, i.ID, i.Rev, c)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.drained(got)
}

// bring takes files in from upload to result.
func (h *hall) bring(list ...string) Intake {
	h.t.Helper()
	return h.apply(h.check(h.receive(list...), Choice{}), Choice{Skip: true, Excuse: "校长王某批准，因病"})
}

// visible is what everybody sees of a subject: "name:status total marks" by class.
func (h *hall) visible(subject string) string {
	h.t.Helper()
	var out []string
	err := h.s.EachMatrix(bg, h.exam.ID, subject, func(m Matrix) error {
		names, err := h.Org.Names(bg, m.Persons)
		if err != nil {
			return err
		}
		for i, p := range m.Persons {
			s := names[p] + ":"
			if m.Status[i] != Sat {
				s += fmt.Sprintf("[%d]", m.Status[i])
			} else {
				s += fmt.Sprint(m.Total[i])
			}
			for j := range m.Items() {
				if len(m.Marks) > 0 && !math.IsNaN(m.Marks[i*m.Items()+j]) {
					s += fmt.Sprintf(" %g", m.Marks[i*m.Items()+j])
				}
				if m.Choices != nil {
					s += m.Choices[i*m.Items()+j]
				}
			}
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func (h *hall) codes(i Intake) map[book.Code]int { return i.Report.Count }

func (h *hall) events(kind string) int {
	h.t.Helper()
	n, err := db.One(h.Core.Reader(bg), `-- unscoped: a test
SELECT COUNT(*) FROM event WHERE kind = ?`, db.Value[int], kind)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

const mathsFile = "学号,姓名,学校,班级,1,2,总分,名次\n满分,,,,5,5,10,\nS01,张三,乡中学,1班,5,4.5,9.5,1\nS02,李四,乡中学,1班,0,5,5,2\nS03,王五,乡中学,1班,缺考,,,\nT01,张三,外中学,1班,3,3,6,3\n"

// TestMarksIn: files go from upload to results that count, by school-wide numbers over two schools, in one event; the same file again
// changes nothing.
func TestMarksIn(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		i := h.check(h.receive("数学.csv", mathsFile), Choice{})
		if got := h.visible("maths"); got != "" {
			t.Fatalf("seen before it counts: %s", got)
		}
		if i.State != IntakeReady || i.Report.Rows != 4 || i.Report.Left != 0 || h.codes(i)[book.CodeRank] != 1 {
			t.Fatalf("%s %+v", i.State, i.Report)
		}
		if c := i.Report.Subjects["maths"]; c != (Counts{Classes: 2, Added: 4}) {
			t.Errorf("%+v", c)
		}
		if d, err := h.s.Difference(bg, h.Researcher, i.ID, Change{}, 10); err != nil || len(d) != 2 || d[0].Added+d[1].Added != 4 {
			t.Errorf("%+v %v", d, err)
		}
		i = h.apply(i, Choice{})
		const want = "张三:6 3 3; 张三:9.5 5 4.5; 李四:5 0 5; 王五:[1]"
		if got := h.visible("maths"); got != want || h.events("marks.imported") != 1 {
			t.Fatalf("%s, %d events", got, h.events("marks.imported"))
		}
		b, err := h.s.Blueprint(bg, h.Researcher, h.exam.ID, "maths")
		if err != nil || b.Full != 10 || len(b.Items) != 2 || b.Items[1].Mark != 5 {
			t.Errorf("the table that came with the marks: %+v, %v", b, err)
		}
		own, err := h.s.OwnRow(bg, h.exam.ID, h.PupilsB[0].Person)
		if err != nil || own["maths"].Total != 9.5 || !slices.Equal(own["maths"].Marks, []float64{5, 4.5}) || own["maths"].Class != h.ClassB || len(own) != 1 {
			t.Errorf("own row: %+v, %v", own, err)
		}
		again := h.bring("又一次.csv", mathsFile)
		if again.Report.Changes() != 0 || again.Report.Subjects["maths"].Unchanged != 4 || h.visible("maths") != want || h.events("marks.imported") != 1 {
			t.Errorf("the same file again: %+v, %d events", again.Report, h.events("marks.imported"))
		}
	})
}

// TestDifference: a corrected file changes what differs; pupils who are not in it are kept unless they are to go.
func TestDifference(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		h.bring("数学.csv", mathsFile)
		part := "学号,姓名,学校,1,2,总分\n满分,,,5,5,10\nS01,张三,乡中学,5,5,10\nS04,赵六,乡中学,1,1,2\n"
		i := h.check(h.receive("数学改.csv", part), Choice{})
		if c := i.Report.Subjects["maths"]; c != (Counts{Classes: 1, Added: 1, Changed: 1, Kept: 2}) {
			t.Errorf("%+v", c)
		}
		if h.codes(i)[book.CodeAbsentees] != 1 {
			t.Errorf("pupils without a row: %+v", h.codes(i))
		}
		h.apply(i, Choice{})
		if got := h.visible("maths"); got != "张三:10 5 5; 张三:6 3 3; 李四:5 0 5; 王五:[1]; 赵六:2 1 1" {
			t.Error(got)
		}
		i = h.check(h.receive("数学改.csv", part), Choice{Replace: true})
		if c := i.Report.Subjects["maths"]; c != (Counts{Classes: 1, Removed: 2, Unchanged: 2}) {
			t.Errorf("replacing: %+v", c)
		}
		h.apply(i, Choice{})
		if got := h.visible("maths"); got != "张三:10 5 5; 张三:6 3 3; 赵六:2 1 1" {
			t.Error(got)
		}
		n, err := db.One(h.Core.Reader(bg), `-- unscoped: a test
SELECT COUNT(*) FROM exam_result`, db.Value[int])
		if err != nil || n != 2 {
			t.Errorf("%d rows of results, %v: what was replaced is tidied away", n, err)
		}
		// A later list of totals that agree says nothing about items, and takes none away.
		i = h.check(h.receive("总分.csv", "学号,姓名,学校,数学\nS01,张三,乡中学,10\n"), Choice{})
		if c := i.Report.Subjects["maths"]; c.Changed != 0 || c.Unchanged != 1 {
			t.Errorf("%+v", c)
		}
	})
}

// TestPersons: each way in which a row's pupil is not sure is a finding, and nobody is guessed.
func TestPersons(t *testing.T) {
	for _, c := range []struct {
		head, row string
		code      book.Code
		choice    Choice
		taken     string
	}{
		{"学号,姓名,学校,数学", "S09,张三,乡中学,90", book.CodeByName, Choice{}, ""},
		{"学号,姓名,学校,数学", "S01,李四,乡中学,90", book.CodeName, Choice{}, ""},
		{"学号,姓名,学校,数学", "S01,张 三,没有中学,90", book.CodeSchool, Choice{}, ""},
		{"学号,姓名,学校,数学", "S77,无名,乡中学,90", book.CodeUnknown, Choice{}, ""},
		{"学号,姓名,学校,班级,数学", "S01,张三,乡中学,七年级(2)班,90", book.CodeClass, Choice{}, "张三:90"},
		{"姓名,数学", "张三,90", book.CodeUnknown, Choice{ByName: true}, ""}, // two schools have one
		{"姓名,学校,班级,数学", "张三,乡中学,7.1,90", book.CodeByName, Choice{}, ""},
		{"姓名,学校,班级,数学", "张三,乡中学,初一(1)班,90", book.CodeByName, Choice{ByName: true}, "张三:90"},
		{"姓名,学校,班级,数学", "张三,乡中学,2班,90", book.CodeUnknown, Choice{ByName: true}, ""},
		{"学号,数学", "S01,90", "", Choice{}, "张三:90"},
		{"考号,姓名,数学", "S02,李四,90", "", Choice{}, "李四:90"}, // the exam number is the student number
		{"考号,姓名,数学", "88001,李四,90", book.CodeUnknown, Choice{}, ""},
	} {
		h := newHall(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, Migrations))
		i := h.check(h.receive("数学.csv", c.head+"\n"+c.row+"\n"), c.choice)
		want := 1
		if c.code == "" {
			want = 0
		}
		if h.codes(i)[c.code] != want && c.code != "" {
			t.Errorf("%s: %+v", c.row, h.codes(i))
		}
		if c.taken == "" {
			if i.State != IntakeFaulty || i.Report.Left != 1 {
				t.Errorf("%s: %s %+v", c.row, i.State, i.Report)
			}
			continue
		}
		h.apply(i, Choice{})
		if got := h.visible("maths"); got != c.taken {
			t.Errorf("%s: %s", c.row, got)
		}
	}
}

// TestJoined: exam numbers lead to pupils through a second file, which the next intake of the same exam knows without being given it.
func TestJoined(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		const join = "准考证号,学校,学号,姓名\n1001,乡中学,S01,张三\n1002,乡中学,S02,李四\n1003,外中学,T01,张三\n1004,乡中学,S03,王五\n1004,乡中学,S04,赵六\n"
		marks := "准考证号,数学\n1001,90\n1002,缓考\n1003,70\n1004,60\n1005,50\n"
		raw, err := simplifiedchinese.GBK.NewEncoder().String(marks)
		if err != nil {
			t.Fatal(err)
		}
		i := h.receive("考号.csv", join, "数学.csv", raw)
		if i.Files[0].Kind != FileJoin || i.Files[1].Kind != FileMarks {
			t.Fatalf("%s %s", i.Files[0].Kind, i.Files[1].Kind)
		}
		i = h.check(i, Choice{})
		if c := h.codes(i); c[book.CodeJoin] != 1 || c[book.CodeJoinTwice] != 1 || c[book.CodeDuplicate] != 1 || i.Report.Left != 2 {
			t.Errorf("%+v %+v", c, i.Report)
		}
		if _, err := h.s.Apply(bg, h.Researcher, i.ID, i.Rev, Choice{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("rows with errors were left out unasked: %v", err)
		}
		h.apply(i, Choice{Skip: true})
		if got := h.visible("maths"); got != "张三:70; 张三:90; 李四:[2]" {
			t.Error(got)
		}
		h.bring("语文.csv", "考号,语文\n1001,100.5\n")
		if got := h.visible("chinese"); got != "张三:100.5" {
			t.Errorf("the number is remembered: %s", got)
		}
	})
}

// TestGuardAtDoor: only an approved exam takes marks, when the files come and when they begin to count.
func TestGuardAtDoor(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		i := h.check(h.receive("数学.csv", mathsFile), Choice{})
		set := func(state State) {
			if err := h.Core.Write(bg, func(tx *db.Tx) error {
				_, err := tx.Exec(`-- unscoped: a test
UPDATE exam SET state = ? WHERE id = ?`, string(state), h.exam.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for state, kind := range map[State]fault.Kind{StateDraft: fault.Conflict, StateFiled: fault.Conflict, StateRefused: fault.Unlawful, StateVoid: fault.Gone} {
			set(state)
			if _, err := h.s.Receive(bg, h.Researcher, h.exam.ID, h.exam.Node, files("数学.csv", mathsFile)); !fault.Is(err, kind) {
				t.Errorf("%s: files were taken: %v", state, err)
			}
			if _, err := h.s.Apply(bg, h.Researcher, i.ID, i.Rev, Choice{}); !fault.Is(err, kind) {
				t.Errorf("%s: results count: %v", state, err)
			}
		}
		if h.visible("maths") != "" {
			t.Error("something is seen")
		}
		set(StateApproved)
		h.apply(i, Choice{})
		if h.visible("maths") == "" {
			t.Error("nothing is seen")
		}
	})
}

// TestBeforeTheDay: nobody has marks of an exam whose first day has not come.
func TestBeforeTheDay(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		first := func(at clock.Micros) {
			if err := h.Core.Write(bg, func(tx *db.Tx) error {
				_, err := tx.Exec(`-- unscoped: a test
UPDATE exam SET first_day = ? WHERE id = ?`, at, h.exam.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		first(h.exam.First + 30*day)
		if _, err := h.s.Receive(bg, h.Researcher, h.exam.ID, h.exam.Node, files("数学.csv", mathsFile)); !fault.Is(err, fault.Conflict) {
			t.Errorf("marks were taken before the exam: %v", err)
		}
		first(dayOf(h.s.now()))
		h.receive("数学.csv", mathsFile) // on the day
	})
}

// TestPlaces: a teacher brings in the own class's marks of the district's exam and nobody else's.
func TestPlaces(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		places, err := h.s.ImportPlaces(bg, h.TeacherB, h.exam)
		if err != nil || !slices.Equal(places, []org.Node{id.As[any](h.ClassB)}) {
			t.Fatalf("%v %v", places, err)
		}
		if places, err = h.s.ImportPlaces(bg, h.Researcher, h.exam); err != nil || !slices.Equal(places, []org.Node{h.exam.Node}) {
			t.Errorf("%v %v", places, err)
		}
		if _, err := h.s.Receive(bg, h.TeacherB, h.exam.ID, h.exam.Node, files("数学.csv", mathsFile)); err == nil {
			t.Error("a teacher imported for the district")
		}
		if _, err := h.s.Receive(bg, h.TeacherA, h.exam.ID, id.As[any](h.ClassA), files("数学.csv", mathsFile)); !fault.Is(err, fault.NotFound) {
			t.Errorf("a class that the exam does not cover: %v", err)
		}
		i, err := h.s.Receive(bg, h.TeacherB, h.exam.ID, id.As[any](h.ClassB), files("数学.csv", mathsFile))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.s.Intake(bg, h.TeacherC, i.ID); err == nil {
			t.Error("another school's teacher looked")
		}
		got, bad, err := h.s.Map(bg, h.TeacherB, i.ID, i.Rev, nil, Choice{})
		if err != nil || bad.Errors > 0 {
			t.Fatal(err, bad)
		}
		got = h.drained(got)
		if got.Report.Rows != 3 || got.Report.Left != 1 { // the pupil of school C is nobody here
			t.Errorf("%+v", got.Report)
		}
	})
}

// TestStopped: a check that is broken off leaves nothing to be seen, and goes on to the same result.
func TestStopped(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		h.bring("数学.csv", mathsFile)
		before := h.visible("maths")
		var rows strings.Builder
		rows.WriteString("学号,姓名,学校,1,2\n满分,,,5,5\nS01,张三,乡中学,1,1\n")
		i := h.receive("数学改.csv", rows.String())
		i, _, err := h.s.Map(bg, h.Researcher, i.ID, i.Rev, nil, Choice{})
		if err != nil {
			t.Fatal(err)
		}
		// The process ends after the first class was staged: the job's context is gone.
		ctx, stop := context.WithCancel(bg)
		stuck := &gathering{s: h.s, i: i, piles: map[string]*pile{}, e: h.exam}
		if stuck.people, err = h.s.peopleOf(bg, h.exam, i.Place); err != nil {
			t.Fatal(err)
		}
		p := stuck.pileOf("maths", i.Files[0].Mapping)
		if err := stuck.write(ctx, p, []staged{{class: stuck.people.classes[0], lines: []line{{person: h.PupilsB[0].Person, total: 200, marks: []uint16{100, 100}}}, Counts: Counts{Added: 1}}}); err != nil {
			t.Fatal(err)
		}
		stop()
		if got := h.visible("maths"); got != before {
			t.Errorf("staged results are seen: %s", got)
		}
		i = h.drained(i)
		if i.State != IntakeReady || i.Report.Subjects["maths"].Changed != 1 || h.visible("maths") != before {
			t.Errorf("%s %+v", i.State, i.Report)
		}
		h.apply(i, Choice{})
		if got := h.visible("maths"); !strings.Contains(got, "张三:2 1 1") || strings.Contains(got, "9.5") {
			t.Error(got)
		}
	})
}

// TestStale: of two intakes whose difference was made against the same results, the second is compared anew before it counts.
func TestStale(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		one := h.check(h.receive("a.csv", "学号,姓名,学校,数学\nS01,张三,乡中学,90\n"), Choice{})
		two := h.check(h.receive("b.csv", "学号,姓名,学校,数学\nS02,李四,乡中学,80\n"), Choice{})
		h.apply(one, Choice{})
		_, err := h.s.Apply(bg, h.Researcher, two.ID, two.Rev, Choice{})
		if !fault.Is(err, fault.Conflict) || h.visible("maths") != "张三:90" {
			t.Fatalf("%v: %s", err, h.visible("maths"))
		}
		two = h.drained(two)
		two = h.apply(two, Choice{})
		if got := h.visible("maths"); got != "张三:90; 李四:80" {
			t.Error(got)
		}
		if _, err := h.s.Apply(bg, h.Researcher, two.ID, two.Rev-1, Choice{}); err != nil {
			t.Errorf("the same click again: %v", err)
		}
		if h.events("marks.imported") != 2 {
			t.Error("events")
		}
	})
}

// TestExcused: 免考 is taken only with its approver, and stands beside those who sat.
func TestExcused(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		i := h.check(h.receive("a.csv", "学号,姓名,学校,数学\nS01,张三,乡中学,免考\nS02,李四,乡中学,作弊\n"), Choice{})
		if _, err := h.s.Apply(bg, h.Researcher, i.ID, i.Rev, Choice{}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("without an approver: %v", err)
		}
		i = h.apply(i, Choice{Excuse: "校长王某批准，骨折"})
		if got := h.visible("maths"); got != "张三:[4]; 李四:[3]" {
			t.Error(got)
		}
		if got, err := h.s.Excuses(bg, h.exam.ID); err != nil || len(got) != 1 || got[0].Text != "校长王某批准，骨折" || got[0].Pupils != 1 || got[0].By != h.Researcher.Person || got[0].Intake != i.ID {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// TestDropped: an intake that is given up leaves nothing.
func TestDropped(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		i := h.check(h.receive("数学.csv", mathsFile), Choice{})
		if err := h.s.Drop(bg, h.Researcher, i.ID, i.Rev); err != nil {
			t.Fatal(err)
		}
		if err := h.s.Jobs.Drain(bg); err != nil {
			t.Fatal(err)
		}
		n, err := db.One(h.Core.Reader(bg), `-- unscoped: a test
SELECT COUNT(*) FROM exam_result`, db.Value[int])
		got, _ := h.s.Intake(bg, h.Researcher, i.ID)
		if err != nil || n != 0 || got.State != IntakeDropped || len(got.Files[0].Preview.Rows) != 0 {
			t.Errorf("%d rows, %v, %+v", n, err, got)
		}
		if _, err := h.s.Apply(bg, h.Researcher, i.ID, got.Rev, Choice{}); !fault.Is(err, fault.Conflict) {
			t.Errorf("applied: %v", err)
		}
	})
}

// TestRemembersLayout: what a person said about a layout is taken over for the next file of the unit that has it.
func TestRemembersLayout(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		i := h.receive("a.csv", "编码,人名,1,2,名次\nS01,张三,5,4,1\n")
		if _, bad, err := h.s.Map(bg, h.Researcher, i.ID, i.Rev, nil, Choice{}); err != nil || bad.Errors == 0 {
			t.Fatalf("nobody is named, and nobody says so: %v", err)
		}
		f := i.Files[0]
		f.Mapping.Columns[0].Kind = book.KindStudent
		f.Mapping.Subject = "maths" // of the whole sheet
		if _, bad, err := h.s.Map(bg, h.Researcher, i.ID, i.Rev, map[int]File{f.No: f}, Choice{}); err != nil || bad.Errors > 0 {
			t.Fatalf("%v %+v", err, bad.List)
		}
		next := h.receive("b.csv", "编码,人名,1,2,3,名次\nS01,张三,5,4,1,1\n")
		if m := next.Files[0].Mapping; m.Columns[0].Kind != book.KindStudent || m.Columns[5].Kind != book.KindRank {
			t.Errorf("%+v", m.Columns)
		}
	})
}

// TestBlueprint: what is filled in is checked; marks that come with other items are refused; items are fixed once there are results.
func TestBlueprint(t *testing.T) {
	halls(t, func(t *testing.T, h *hall) {
		b := Blueprint{Exam: h.exam.ID, Subject: "maths", Full: 10, Items: []BlueprintItem{
			{Name: "1", Knowledge: []string{"有理数"}, Level: "理解", Type: "单选", Mark: 5, Planned: 0.7, Key: "B", Options: 4}, {Name: "2", Mark: 4, Planned: math.NaN()}}}
		if _, err := h.s.Plan(bg, h.Researcher, b); !fault.Is(err, fault.Invalid) {
			t.Errorf("the marks do not sum up: %v", err)
		}
		b.Items[1].Mark = 5
		if _, err := h.s.Plan(bg, h.PupilC, b); err == nil {
			t.Error("a pupil filled it in")
		}
		saved, err := h.s.Plan(bg, h.Researcher, b)
		if err != nil || h.events("blueprint.changed") != 1 {
			t.Fatal(err)
		}
		if _, err := h.s.Plan(bg, h.Researcher, b); !fault.Is(err, fault.Conflict) {
			t.Errorf("over somebody else's: %v", err)
		}
		got, err := h.s.Blueprint(bg, h.Researcher, h.exam.ID, "maths")
		if err != nil || got.Items[0].Knowledge[0] != "有理数" || got.Items[0].Planned != 0.7 || !math.IsNaN(got.Items[1].Planned) || got.Rev != saved.Rev {
			t.Errorf("%+v %v", got, err)
		}
		i := h.check(h.receive("数学1.csv", "学号,姓名,学校,1,3\nS01,张三,乡中学,5,4\n"), Choice{})
		if i.State != IntakeFaulty || h.codes(i)[book.CodeItems] == 0 {
			t.Errorf("other items: %s %+v", i.State, h.codes(i))
		}
		// Answers are marked by the table's key.
		h.bring("数学2.csv", "学号,姓名,学校,第1题选项,2\nS01,张三,乡中学,B,4\nS02,李四,乡中学,C,4.5\n")
		if v := h.visible("maths"); v != "张三:9 5B 4; 李四:4.5 0C 4.5" {
			t.Error(v)
		}
		got.Items = got.Items[:1]
		got.Full = 5
		if _, err := h.s.Plan(bg, h.Researcher, got); !fault.Is(err, fault.Invalid) {
			t.Errorf("items went away under results: %v", err)
		}
	})
}

// TestReadPlan: a two-way table comes from a file or from pasted cells.
func TestReadPlan(t *testing.T) {
	h := newHall(t, testkit.SQLite(t, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, Migrations))
	raw := "七年级数学双向细目表\n题号\t知识点\t能力层次\t题型\t分值\t预设难度\t章节\t答案\n1\t有理数、数轴\t理解\t单选\t3\t0.8\t第一章\tB\n13(1)\t方程\t应用\t解答\t4.5\t60%\t\t\n14\t\t\t\tx\t2\t\t\n合计\t\t\t\t7.5\n"
	b, found, err := h.s.ReadPlan(bg, h.Researcher, h.exam.ID, "maths", "粘贴", strings.NewReader(raw), int64(len(raw)))
	if err != nil || b.Full != 7.5 || len(b.Items) != 2 || b.Items[1].Name != "13(1)" || b.Items[1].Planned != 0.6 || !slices.Equal(b.Items[0].Knowledge, []string{"有理数", "数轴"}) || b.Items[0].Key != "B" {
		t.Errorf("%+v %v", b, err)
	}
	if found.Count[book.CodeMark] != 2 {
		t.Errorf("%+v", found.List)
	}
	if err := b.check(); err != nil {
		t.Error(err)
	}
}

// TestPacked: what is packed is what is read, and damaged bytes are an error.
func TestPacked(t *testing.T) {
	lines := []line{{person: id.New[org.Person](), total: 950, marks: []uint16{500, book.Missing}, choices: []string{"A", ""}, group: "物理1班"},
		{person: id.New[org.Person](), status: Absent, total: book.Missing, marks: []uint16{book.Missing, book.Missing}, elective: "物化生"}}
	data, words, err := pack(lines, 2)
	if err != nil {
		t.Fatal(err)
	}
	u, err := open(data, words)
	if err != nil || u.find(lines[1].person) != 1 || u.find(id.New[org.Person]()) != -1 {
		t.Fatal(err)
	}
	for i, l := range u.lines() {
		if !plainLine(l, 2).same(plainLine(lines[i], 2)) {
			t.Errorf("%+v, want %+v", l, lines[i])
		}
	}
	for i := range data {
		if _, err := open(data[:i], words); !errors.Is(err, errPacked) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}
