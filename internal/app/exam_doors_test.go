package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// examDoors are all doors through which marks of a grade, or work that could be an exam under another name, come in, and what stands
// there. A route whose verb brings them in and that is not listed fails the test: whoever opens a door puts the guard before it and
// writes here how. A live quiz does not exist yet. Answers (answers.enter, practice.do) come to assignments only, and those passed.
var examDoors = map[string]string{
	"POST /exams/new":                                "the register asks the guard before it stores",
	"POST /exams/{exam}/edit":                        "the register asks the guard before it stores",
	"POST /exams/{exam}/file":                        "the guard is asked again beside what stands by then",
	"POST /exams/{exam}/decide":                      "the guard is asked again before an approval",
	"POST /exams/{exam}/void":                        "nothing comes in",
	"POST /teacher/assign":                           "homework asks exam.Practice: a test by its name is refused",
	"POST /teacher/materials/{class}":                "a scan to read in the own class: no answer, mark or time can come with it",
	"POST /teacher/materials/file/{material}/remove": "nothing comes in",
	"POST /bureau/monitoring/new":                    "assess asks exam.AdmitMonitoring: an approved monitoring only",
	"POST /bureau/monitoring/{monitoring}/apply":     "assess asks exam.AdmitMonitoring again",
}

// TestExamDoors finds every route that changes something by a verb of marks, and wants it on the list above, or below an exam or an
// intake of one, whose marks pass Admit when a file comes and again in the write that makes them count.
func TestExamDoors(t *testing.T) {
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Preset: "xx-tiny", Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	bring := []string{string(org.ExamRegister), string(org.ExamApprove), string(org.Assign), string(org.MonitorImport), string(org.MarksImport)}
	seen := map[string]bool{}
	for _, rt := range a.Routes {
		if rt.Method() != "POST" || !slices.Contains(bring, rt.Verb) {
			continue
		}
		seen[rt.Pattern] = true
		marks := strings.HasPrefix(rt.Pattern, "POST /exams/{exam}/marks/") || strings.HasPrefix(rt.Pattern, "POST /marks/{intake}/") ||
			strings.HasPrefix(rt.Pattern, "POST /exams/{exam}/blueprint/") // a two-way table brings no marks
		if examDoors[rt.Pattern] == "" && !marks {
			t.Errorf("%s (%s): marks or tests can come in here, and nothing says how the guard stands before it", rt.Pattern, rt.Verb)
		}
	}
	for p := range examDoors {
		if !seen[p] {
			t.Errorf("%s is listed and does not exist", p)
		}
	}
}

// TestTestsAreNoHomework goes through the door of assignments in the wired program: a lesson called 单元测验 is not given to grade 5,
// the refusal names the notice, and the same lesson under the name of what it teaches is given.
func TestTestsAreNoHomework(t *testing.T) {
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Dir: t.TempDir(), Preset: "xx-tiny", Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b := &builder{world: &world{app: a, now: a.Org.Now(), ctx: ctx}, t: t}
	school, class := id.New[org.Unit](), id.New[org.Class]()
	b.write(func(tx *db.Tx) error {
		region, err := a.Org.RegionUnit(ctx)
		if err != nil {
			return err
		}
		b.region = region.ID
		if _, err := a.Org.AddUnit(tx, org.Unit{ID: school, Kind: org.School, Code: "S", Name: "小学"}, region.ID); err != nil {
			return err
		}
		_, err = a.Org.AddClass(tx, org.Class{ID: class, School: school, Stage: org.Primary, Cohort: a.Org.Grades().Cohort(org.Primary, 5, b.now), Number: 1})
		return err
	})
	teacher := b.person("师", school, org.Holding{Role: org.Teacher, Node: id.As[any](school)}, org.Holding{Role: org.Teaching, Node: id.As[any](class)})
	reviewer := b.person("审", school, org.Holding{Role: org.Reviewer, Node: id.As[any](b.region)})
	pupil := b.person("生", school, org.Holding{Role: org.Pupil})
	b.write(func(tx *db.Tx) error {
		if err := a.Org.Enrol(tx, org.Enrolment{Person: pupil.id, Class: class, Number: "1"}); err != nil {
			return err
		}
		return a.Org.ApproveAll(tx, school, org.PersonID{})
	})
	give := func(title string) error {
		by := b.actor(teacher)
		w := must[commons.Work](b)(a.Lessons.Create(ctx, by, school, commons.Draftable{Title: title, Subject: "maths", Stage: org.Primary, Grade: 5, Body: "正文"}, ""))
		p := id.As[assess.Paper](must[id.Any](b)(a.Lessons.AddPaper(ctx, by, w.ID)))
		sheet := must[assess.Sheet](b)(a.Assess.Sheet(ctx, by, p))
		must[int](b)(a.Assess.AddLine(ctx, by, p, sheet.Paper.Rev, assess.LineDraft{Draft: qti.Draft{Kind: qti.DraftShort, Prompt: "说说理由", Accept: []string{"略"}}}))
		v := must[commons.Version](b)(a.Lessons.Submit(ctx, by, w.ID, school, by.Name))
		b.approve(v.ID, reviewer)
		_, err := a.Homework.Give(ctx, by, homework.Order{Version: id.As[any](v.ID), Class: class, Mode: homework.Paper, Place: homework.InClass, Minutes: 10, Due: b.now + day, Idem: title})
		return err
	}
	for _, title := range []string{"第二单元测验", "單元測試 A 卷", "第 9 周 周测"} {
		err := give(title)
		if !fault.Is(err, fault.Unlawful) || !strings.Contains(err.Error(), "2021年8月") || !strings.Contains(err.Error(), "课堂练习和作业照常做") {
			t.Errorf("%s: %v", title, err)
		}
	}
	if err := give("分数的意义"); err != nil {
		t.Error(err)
	}
	_, err = a.Exams.Register(ctx, b.actor(teacher), exam.Order{Node: id.As[any](class), Kind: exam.PaperExam, Purpose: exam.UnitTest, Title: "第二单元练习", Subjects: []string{"maths"}, First: b.now})
	if !fault.Is(err, fault.Unlawful) {
		t.Errorf("a unit test in the register: %v", err)
	}
	e := must[exam.Exam](b)(a.Exams.Register(ctx, b.actor(teacher), exam.Order{Node: id.As[any](class), Kind: exam.PaperExam, Purpose: exam.Final, Title: "五年级期末考试", Subjects: []string{"maths"}, First: b.now}))
	_, err = a.Exams.Receive(ctx, b.actor(teacher), e.ID, id.As[any](class), []exam.Upload{{Name: "数学.csv", From: strings.NewReader("学号,数学\n1,5\n")}})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("marks of an exam that nobody approved: %v", err)
	}
}
