package app

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// midtermPaper is the paper of mathematics of the mid-term that has results in the demonstration.
var midtermPaper = []exam.BlueprintItem{
	{Name: "1", Knowledge: []string{"数轴与绝对值"}, Level: "识记", Type: "单选", Mark: 3, Planned: .9, Chapter: "有理数", Key: "B", Options: 4},
	{Name: "2", Knowledge: []string{"数轴与绝对值"}, Level: "理解", Type: "单选", Mark: 3, Planned: .85, Chapter: "有理数", Key: "C", Options: 4},
	{Name: "3", Knowledge: []string{"有理数的运算"}, Level: "理解", Type: "单选", Mark: 3, Planned: .8, Chapter: "有理数", Key: "A", Options: 4},
	{Name: "4", Knowledge: []string{"科学记数法"}, Level: "理解", Type: "单选", Mark: 3, Planned: .85, Chapter: "有理数", Key: "D", Options: 4},
	{Name: "5", Knowledge: []string{"整式的加减"}, Level: "理解", Type: "单选", Mark: 3, Planned: .75, Chapter: "整式的加减", Key: "B", Options: 4},
	{Name: "6", Knowledge: []string{"整式的加减"}, Level: "应用", Type: "单选", Mark: 3, Planned: .7, Chapter: "整式的加减", Key: "A", Options: 4},
	{Name: "7", Knowledge: []string{"列式表示数量关系"}, Level: "应用", Type: "单选", Mark: 3, Planned: .65, Chapter: "整式的加减", Key: "C", Options: 4},
	{Name: "8", Knowledge: []string{"数轴与绝对值"}, Level: "分析", Type: "单选", Mark: 3, Planned: .5, Chapter: "有理数", Key: "D", Options: 4},
	{Name: "9", Knowledge: []string{"有理数的运算"}, Level: "识记", Type: "填空", Mark: 4, Planned: .85, Chapter: "有理数"},
	{Name: "10", Knowledge: []string{"科学记数法"}, Level: "理解", Type: "填空", Mark: 4, Planned: .8, Chapter: "有理数"},
	{Name: "11", Knowledge: []string{"整式的加减"}, Level: "理解", Type: "填空", Mark: 4, Planned: .7, Chapter: "整式的加减"},
	{Name: "12", Knowledge: []string{"列式表示数量关系"}, Level: "应用", Type: "填空", Mark: 4, Planned: .55, Chapter: "整式的加减"},
	{Name: "13", Knowledge: []string{"有理数的运算"}, Level: "应用", Type: "解答", Mark: 14, Planned: .75, Chapter: "有理数"},
	{Name: "14", Knowledge: []string{"整式的加减"}, Level: "应用", Type: "解答", Mark: 14, Planned: .65, Chapter: "整式的加减"},
	{Name: "15", Knowledge: []string{"列式表示数量关系"}, Level: "分析", Type: "解答", Mark: 16, Planned: .5, Chapter: "整式的加减"},
	{Name: "16", Knowledge: []string{"数轴与绝对值", "列式表示数量关系"}, Level: "综合", Type: "解答", Mark: 16, Planned: .35, Chapter: "有理数"},
}

// marks brings the results of the mid-term in the way a registrar does: two-way table, file, check, apply. The report follows by itself.
func (s *seeder) marks(ctx context.Context) error {
	by, err := s.actor(ctx, "jiaowu")
	if err != nil {
		return err
	}
	held, err := s.a.Exams.List(ctx, by, exam.Filter{}, 50)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(held.Exams, func(e exam.Exam) bool { return e.Grade == 7 && e.Purpose == exam.Midterm })
	if at < 0 {
		return fault.New(fault.NotFound, "演示里没有七年级的期中考试")
	}
	e := held.Exams[at]
	if _, err := s.a.Exams.Plan(ctx, by, exam.Blueprint{Exam: e.ID, Subject: "maths", Full: 100, Items: midtermPaper}); err != nil {
		return err
	}
	file, err := s.midtermFile(ctx, e)
	if err != nil {
		return err
	}
	return s.takeMarks(ctx, by, e, "七年级期中成绩.csv", file)
}

// takeMarks brings a file of marks in: upload, check, apply.
func (s *seeder) takeMarks(ctx context.Context, by *org.Actor, e exam.Exam, name, file string) error {
	in, err := s.a.Exams.Receive(ctx, by, e.ID, id.As[any](e.Owner), []exam.Upload{{Name: name, From: strings.NewReader(file)}})
	if err != nil {
		return err
	}
	in, bad, err := s.a.Exams.Map(ctx, by, in.ID, in.Rev, nil, exam.Choice{})
	if err == nil && bad.Errors > 0 {
		err = fault.New(fault.Invalid, "%s", bad.List[0].Message)
	}
	if err != nil {
		return err
	}
	if err := s.a.Jobs.Drain(ctx); err != nil { // the check
		return err
	}
	if in, err = s.a.Exams.Intake(ctx, by, in.ID); err != nil {
		return err
	}
	if in.State != exam.IntakeReady {
		return fault.New(fault.Invalid, "演示的成绩没有通过检查：%s %v", in.State, in.Report.Count)
	}
	_, err = s.a.Exams.Apply(ctx, by, in.ID, in.Rev, exam.Choice{})
	return err
}

// midtermFile is the school's table: totals of three subjects, and of mathematics the answers to the choices in one string and the marks
// of the other items. One pupil was absent.
func (s *seeder) midtermFile(ctx context.Context, e exam.Exam) (string, error) {
	var b strings.Builder
	b.WriteString("学号,姓名,语文,英语,数学" + strings.Repeat(",", len(midtermPaper[8:])+1) + "\n,,,,选择题作答")
	for _, it := range midtermPaper[8:] {
		b.WriteString("," + it.Name)
	}
	b.WriteString(",总分\n满分,,100,100,")
	for _, it := range midtermPaper[8:] {
		b.WriteString("," + strconv.FormatFloat(it.Mark, 'f', -1, 64))
	}
	b.WriteString(",100\n")
	roster, err := s.a.Org.Roster(ctx, s.rural, e.First)
	if err != nil {
		return "", err
	}
	people := make([]org.PersonID, len(roster))
	for i, x := range roster {
		people[i] = x.Person
	}
	numbers, err := s.a.Org.NumbersOf(ctx, people)
	if err != nil {
		return "", err
	}
	r := rand.New(rand.NewPCG(2026, 11))
	for i, x := range roster {
		b.WriteString(numbers[x.Person] + "," + x.Name)
		if i == 4 {
			b.WriteString(strings.Repeat(",缺考", len(midtermPaper[8:])+4) + "\n")
			continue
		}
		b.WriteString(midtermRow(r) + "\n")
	}
	return b.String(), nil
}

// midtermRow is what one invented pupil got.
func midtermRow(r *rand.Rand) string { return marksRow(r, midtermPaper, r.NormFloat64()) }

// marksRow are the marks of somebody with an ability theta on a paper whose first eight items are choices: item 8 goes wrong in one
// direction for most, as a misconception does.
func marksRow(r *rand.Rand, paper []exam.BlueprintItem, theta float64) string {
	got := func(p float64) float64 { return 1 / (1 + math.Exp(-1.1*theta-math.Log(p/(1-p)))) }
	other := func(shift float64) string {
		v := 70 + 11*theta + shift + 6*r.NormFloat64()
		return strconv.FormatFloat(math.Round(2*min(max(v, 12), 99))/2, 'f', -1, 64)
	}
	row, choices, sum := ","+other(2)+","+other(-3), "", 0.0
	for i, it := range paper[:8] {
		c := it.Key
		if r.Float64() > got(it.Planned) {
			c = string("ABCD"[(int(it.Key[0]-'A')+1+r.IntN(3))%4])
			if i == 7 && r.IntN(4) > 0 {
				c = "B"
			}
		}
		if c == it.Key {
			sum += it.Mark
		}
		choices += c
	}
	row += "," + choices
	for _, it := range paper[8:] {
		mark := 0.0
		for range int(it.Mark) {
			if r.Float64() < got(it.Planned) {
				mark++
			}
		}
		sum += mark
		row += fmt.Sprintf(",%g", mark)
	}
	return row + fmt.Sprintf(",%g", sum)
}
