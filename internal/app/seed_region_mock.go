package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The titles of the two exams of grade 9 that have results beyond one school.
const (
	mockTitle = "天津市九年级第一次模拟考试"
	lastTitle = "渔阳教育集团九年级期中考试"
)

// mockPaper is the mathematics paper of both.
var mockPaper = []exam.BlueprintItem{
	{Name: "1", Knowledge: []string{"实数的运算"}, Level: "识记", Type: "单选", Mark: 3, Planned: .92, Chapter: "数与式", Key: "A", Options: 4},
	{Name: "2", Knowledge: []string{"三视图"}, Level: "理解", Type: "单选", Mark: 3, Planned: .88, Chapter: "图形的性质", Key: "C", Options: 4},
	{Name: "3", Knowledge: []string{"科学记数法"}, Level: "理解", Type: "单选", Mark: 3, Planned: .86, Chapter: "数与式", Key: "B", Options: 4},
	{Name: "4", Knowledge: []string{"轴对称与中心对称"}, Level: "理解", Type: "单选", Mark: 3, Planned: .8, Chapter: "图形的变化", Key: "D", Options: 4},
	{Name: "5", Knowledge: []string{"一元二次方程"}, Level: "理解", Type: "单选", Mark: 3, Planned: .75, Chapter: "方程与不等式", Key: "B", Options: 4},
	{Name: "6", Knowledge: []string{"反比例函数"}, Level: "应用", Type: "单选", Mark: 3, Planned: .68, Chapter: "函数", Key: "A", Options: 4},
	{Name: "7", Knowledge: []string{"相似三角形"}, Level: "应用", Type: "单选", Mark: 3, Planned: .6, Chapter: "图形的变化", Key: "C", Options: 4},
	{Name: "8", Knowledge: []string{"二次函数"}, Level: "分析", Type: "单选", Mark: 3, Planned: .45, Chapter: "函数", Key: "D", Options: 4},
	{Name: "9", Knowledge: []string{"整式的乘法"}, Level: "识记", Type: "填空", Mark: 4, Planned: .86, Chapter: "数与式"},
	{Name: "10", Knowledge: []string{"概率"}, Level: "理解", Type: "填空", Mark: 4, Planned: .82, Chapter: "统计与概率"},
	{Name: "11", Knowledge: []string{"一次函数"}, Level: "应用", Type: "填空", Mark: 4, Planned: .7, Chapter: "函数"},
	{Name: "12", Knowledge: []string{"圆"}, Level: "应用", Type: "填空", Mark: 4, Planned: .55, Chapter: "图形的性质"},
	{Name: "13", Knowledge: []string{"不等式组"}, Level: "应用", Type: "解答", Mark: 14, Planned: .78, Chapter: "方程与不等式"},
	{Name: "14", Knowledge: []string{"统计图表"}, Level: "应用", Type: "解答", Mark: 14, Planned: .74, Chapter: "统计与概率"},
	{Name: "15", Knowledge: []string{"圆", "相似三角形"}, Level: "分析", Type: "解答", Mark: 16, Planned: .5, Chapter: "图形的性质"},
	{Name: "16", Knowledge: []string{"二次函数"}, Level: "综合", Type: "解答", Mark: 16, Planned: .32, Chapter: "函数"},
}

// lastMock is the last 22 April that lies three weeks or more behind: a second mock of that spring beside the district's, which is as many
// as the rules allow.
func lastMock(now clock.Micros) time.Time {
	t := clock.Local(now).AddDate(0, 0, -21)
	d := time.Date(t.Year(), time.April, 22, 9, 0, 0, 0, clock.Shanghai)
	if d.After(t) {
		d = d.AddDate(-1, 0, 0)
	}
	return d
}

// mocks brings in two exams of grade 9 with their marks: the region's mock of last spring, in which both districts took part, and the
// mid-term that the other group held before one of its schools left it.
func (s *seeder) mocks(ctx context.Context) error {
	g := s.region
	if g == nil {
		return nil
	}
	january := clock.Local(lastJanuary(g.today))
	for _, x := range []struct {
		by, decides, filing string
		first               time.Time
		order               exam.Order
	}{
		{"yyjt", "yyxz", "蓟教考备%d-063", time.Date(january.Year()-1, time.November, 12, 9, 0, 0, 0, clock.Shanghai),
			exam.Order{Node: s.unit(oldGroup), Purpose: exam.Midterm, Title: lastTitle, Subjects: []string{"chinese", "maths", "english"}}},
		{"yan", "ju", "津教考备〔%d〕044号", lastMock(g.today),
			exam.Order{Node: s.unit("天津市"), Purpose: exam.Mock, Title: mockTitle, Subjects: []string{"chinese", "maths", "english"}}},
	} {
		x.order.Kind, x.order.Grade, x.order.First, x.order.Last = exam.PaperExam, 9, clock.At(x.first), clock.At(x.first.AddDate(0, 0, 1))
		e, err := g.held(ctx, x.by, x.decides, fmt.Sprintf(x.filing, x.first.Year()), x.first.AddDate(0, 0, -20), x.order)
		if err != nil {
			return fmt.Errorf("seed %s: %w", x.order.Title, err)
		}
		if err := g.results(ctx, x.by, e); err != nil {
			return fmt.Errorf("seed marks of %s: %w", x.order.Title, err)
		}
	}
	return nil
}

// held registers, files and approves an exam three weeks before it, by the services of that day.
func (g *region) held(ctx context.Context, by, decides, filing string, on time.Time, o exam.Order) (exam.Exam, error) {
	g.begin(clock.At(on))
	a, err := g.actor(ctx, by)
	if err != nil {
		return exam.Exam{}, err
	}
	e, err := g.then.exams.Register(ctx, a, o)
	if err == nil {
		e, err = g.then.exams.File(ctx, a, e.ID, e.Rev, filing)
	}
	if err != nil {
		return e, err
	}
	if a, err = g.actor(ctx, decides); err != nil {
		return e, err
	}
	return g.then.exams.Decide(ctx, a, e.ID, e.Rev, true, "")
}

// results brings a whole exam's marks in as one file: totals of two subjects, and of mathematics the answers and marks of each item.
func (g *region) results(ctx context.Context, login string, e exam.Exam) error {
	by, err := g.seeder.actor(ctx, login)
	if err != nil {
		return err
	}
	if _, err := g.a.Exams.Plan(ctx, by, exam.Blueprint{Exam: e.ID, Subject: "maths", Full: 100, Items: mockPaper}); err != nil {
		return err
	}
	file, err := g.file(ctx, e)
	if err != nil {
		return err
	}
	return g.takeMarks(ctx, by, e, e.Title+".csv", file)
}

// file is the table of marks, a line for each pupil who was in grade 9 then.
func (g *region) file(ctx context.Context, e exam.Exam) (string, error) {
	var b strings.Builder
	b.WriteString("学校,班级,学号,姓名,语文,英语,数学" + strings.Repeat(",", len(mockPaper[8:])+1) + "\n,,,,,,选择题作答")
	for _, it := range mockPaper[8:] {
		b.WriteString("," + it.Name)
	}
	b.WriteString(",总分\n满分,,,,100,100,")
	for _, it := range mockPaper[8:] {
		b.WriteString("," + strconv.FormatFloat(it.Mark, 'f', -1, 64))
	}
	b.WriteString(",100\n")
	names := map[org.UnitID]string{}
	for name, u := range g.seeder.units {
		names[u] = name
	}
	r, n := one(e.Title, 9), 0
	err := g.a.Org.Examinees(ctx, e.Node, e.Stage, e.Cohort, e.First+day24-1, g.a.Org.Now(), func(x org.Examinee) error {
		if !slices.Contains(e.Schools, x.Class.School) {
			return nil
		}
		fmt.Fprintf(&b, "%s,%d班,%s,%s", names[x.Class.School], x.Class.Number, x.Number, x.Name)
		if n++; n%61 == 7 {
			b.WriteString(strings.Repeat(",缺考", len(mockPaper[8:])+4) + "\n")
			return nil
		}
		b.WriteString(marksRow(r, mockPaper, g.able[x.Person]+.3*r.NormFloat64()) + "\n")
		return nil
	})
	if n == 0 && err == nil {
		err = fault.New(fault.NotFound, "没有参加考试的学生")
	}
	return b.String(), err
}
