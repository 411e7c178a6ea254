package app

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// exams fill the register with one of each kind: a mock of last spring and two mid-terms that are approved, a final that waits, one that
// was refused, an approved monitoring and one that asks for an exception.
func (s *seeder) exams(ctx context.Context) error {
	now, rural, district := s.a.Org.Now(), s.unit("蓟州区山前中学"), s.unit("蓟州区")
	mid := before(now)
	for _, x := range []struct {
		by, decides string // "" leaves it where it is
		filing      string
		approve     bool
		note        string
		order       exam.Order
	}{
		{"jiao", "ju", "津教考备〔" + clock.Local(lastSpring(now)).Format("2006") + "〕031号", true, "在总复习阶段，同意", exam.Order{Node: district, Purpose: exam.Mock, Grade: 9, Title: "蓟州区九年级第一次模拟考试",
			Subjects: []string{"chinese", "maths", "english", "physics", "chemistry"}, First: lastSpring(now), Last: lastSpring(now) + day24}},
		{"jiaowu", "qian", "蓟教考备2026-117", true, "", exam.Order{Node: rural, Purpose: exam.Midterm, Grade: 7, Title: "七年级期中考试", Subjects: []string{"chinese", "maths", "english"}, First: mid}},
		{"jiaowu", "qian", "蓟教考备2026-119", true, "", exam.Order{Node: rural, Purpose: exam.Midterm, Grade: 8, Title: "八年级期中考试", Subjects: []string{"chinese", "maths", "english"}, First: mid}},
		{"jiaowu", "", "蓟教考备2026-142", false, "", exam.Order{Node: rural, Purpose: exam.Final, Grade: 8, Title: "八年级期末考试", Subjects: []string{"chinese", "maths", "english", "physics"}, First: now + 40*day24, Last: now + 41*day24}},
		{"jiaowu", "qian", "蓟教考备2026-118", false, "与体育测试在同一周，请改期后重新登记", exam.Order{Node: rural, Purpose: exam.Midterm, Grade: 9, Title: "九年级期中考试", Subjects: []string{"maths"}, First: mid}},
		{"jiao", "ju", "津教监备2026-008", true, "按抽样方案执行", exam.Order{Node: district, Purpose: exam.Monitoring, Grade: 8, Title: "八年级数学学业质量监测", Subjects: []string{"maths"}, First: mid, Sample: 20, Forms: 4}},
		{"jiao", "", "", false, "", exam.Order{Node: district, Purpose: exam.Monitoring, Grade: 7, Title: "七年级语文学业质量监测", Subjects: []string{"chinese"}, First: now + 20*day24, Sample: 45, Forms: 3,
			Wish: "本区农村校班额小，按三成抽样每校不到十人，推断不了学校类型之间的差别"}},
	} {
		x.order.Kind = exam.PaperExam
		if err := s.exam(ctx, x.by, x.decides, x.filing, x.approve, x.note, x.order); err != nil {
			return fmt.Errorf("seed %s: %w", x.order.Title, err)
		}
	}
	return nil
}

func (s *seeder) exam(ctx context.Context, by, decides, filing string, approve bool, note string, o exam.Order) error {
	a, err := s.actor(ctx, by)
	if err != nil {
		return err
	}
	e, err := s.a.Exams.Register(ctx, a, o)
	if err != nil || filing == "" {
		return err
	}
	if e, err = s.a.Exams.File(ctx, a, e.ID, e.Rev, filing); err != nil || decides == "" {
		return err
	}
	if a, err = s.actor(ctx, decides); err != nil {
		return err
	}
	_, err = s.a.Exams.Decide(ctx, a, e.ID, e.Rev, approve, note)
	return err
}

const day24 = 24 * 3600 * 1_000_000

// lastSpring is the last 20 March: mocks are lawful in spring only.
func lastSpring(now clock.Micros) clock.Micros {
	t := clock.Local(now)
	d := time.Date(t.Year(), time.March, 20, 9, 0, 0, 0, clock.Shanghai)
	if d.After(t) {
		d = d.AddDate(-1, 0, 0)
	}
	return clock.At(d)
}

// before is a day two weeks ago, or a later one when the school year or its half has just begun.
func before(now clock.Micros) clock.Micros {
	for _, d := range []clock.Micros{14, 2} {
		at := now - d*day24
		if exam.TermOf(at) == exam.TermOf(now) && org.SchoolYear(at) == org.SchoolYear(now) {
			return at
		}
	}
	return now
}
