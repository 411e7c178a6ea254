package exam

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

var (
	schoolA, schoolB = id.New[org.Unit](), id.New[org.Unit]()
	classA, classB   = id.New[any](), id.New[any]()
)

func rulesOf(t testing.TB, name string) (*preset.Preset, preset.Exams) {
	t.Helper()
	p, err := preset.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p, p.Exams
}

// an is an exam of a grade of school A on a day: purpose, title, day, and what a case changes.
func an(p *preset.Preset, grade int, purpose, title, on string, change ...func(*Exam)) Exam {
	d, err := time.ParseInLocation(time.DateOnly, on, clock.Shanghai)
	if err != nil {
		panic(err)
	}
	e := Exam{ID: id.New[Exam](), Node: id.As[any](schoolA), Owner: schoolA, Scope: ScopeSchool, Kind: PaperExam, Purpose: purpose, Grade: grade, Stage: p.StageOf(grade),
		Title: title, First: clock.At(d), Last: clock.At(d), State: StateApproved, Schools: []org.UnitID{schoolA}}
	for _, f := range change {
		f(&e)
	}
	e.Cohort, e.Term = org.GradesOf(p.Stages).Cohort(e.Stage, e.Grade, e.First), TermOf(e.First)
	return e
}

func in(scope string) func(*Exam) {
	return func(e *Exam) {
		e.Scope = scope
		if scope != ScopeClass && scope != ScopeSchool {
			e.Schools = []org.UnitID{schoolA, schoolB}
		}
	}
}

func atSchool(s org.UnitID) func(*Exam) {
	return func(e *Exam) { e.Schools, e.Owner, e.Node = []org.UnitID{s}, s, id.As[any](s) }
}

func ofClass(n org.Node) func(*Exam) { return func(e *Exam) { e.Scope, e.Node = ScopeClass, n } }

func sampled(percent int) func(*Exam) {
	return func(e *Exam) { e.Sample, e.Forms, e.Scope = percent, 4, ScopeDistrict }
}

func screen(e *Exam) { e.Kind = ScreenExam }

func state(s State) func(*Exam) { return func(e *Exam) { e.State = s } }

// TestGuard holds every rule of the default preset on both sides: what it refuses, and the nearest thing that it lets pass.
func TestGuard(t *testing.T) {
	p, rules := rulesOf(t, preset.Default)
	x := func(grade int, purpose, title, on string, change ...func(*Exam)) Exam {
		return an(p, grade, purpose, title, on, change...)
	}
	const autumn, spring, june = "2026-11-10", "2027-04-10", "2027-06-25"
	final8 := x(8, Final, "八年级期末考试", "2027-01-15")
	mid8 := x(8, Midterm, "八年级期中考试", autumn)
	mocks := []Exam{x(9, Mock, "九年级一模", "2027-03-20"), x(9, Mock, "区九年级二模", "2027-05-08", in(ScopeDistrict))}
	senior := []Exam{x(10, Midterm, "高一期中考试", autumn), x(10, Other, "高一英语能力考", "2026-09-20"), x(10, Other, "高一数学考试", "2026-10-20"), x(10, Monthly, "高一十二月考试", "2026-12-10")}
	watch := x(8, Monitoring, "八年级数学学业质量监测", autumn, sampled(20))
	cases := []struct {
		want    Exam
		earlier []Exam
		rules   string // the codes of the broken rules, "" for an exam that passes
	}{
		{x(1, Final, "一年级期末考试", june), nil, "low-grades"},
		{x(2, Final, "二年级期末考试", june, screen), nil, "low-grades"},
		{x(2, Monitoring, "二年级语文学业质量监测", june, sampled(20)), nil, "low-grades"},
		{x(3, Final, "三年级期末考试", june), nil, ""},
		{x(3, Final, "三年级期末考试", june, screen), nil, ""},
		{x(1, Practice, "认识图形", autumn, ofClass(classA)), nil, ""},

		{x(5, Weekly, "五年级数学练习", autumn), nil, "no-tests"},
		{x(8, Monthly, "八年级数学练习", autumn), nil, "no-tests"},
		{x(7, UnitTest, "七年级数学练习", autumn, ofClass(classA)), nil, "no-tests"},
		{x(7, Midterm, "七年级月考", autumn), nil, "no-tests"},
		{x(9, Final, "九年级第三单元检测", "2027-01-10"), nil, "no-tests"},
		{x(9, Mock, "九年级三月月考", spring), nil, "no-tests"},
		{x(8, Statutory, "八年级学情调研（会考）", june, in(ScopeDistrict)), nil, "no-tests statutory-disguise"},
		{x(10, Monthly, "高一十月月考", autumn), nil, ""},
		{x(12, Weekly, "高三理综周测", autumn), nil, ""},

		{x(5, Final, "五年级期末考试", june, in(ScopeDistrict)), nil, "cross-school"},
		{x(8, Midterm, "八年级期中考试", autumn, in(ScopeCross)), nil, "cross-school"},
		{x(8, Final, "八年级期末考试", june, in(ScopeRegion)), nil, "cross-school"},
		{x(8, Final, "八年级期末考试", june), nil, ""},
		{x(9, Final, "九年级期末考试", "2027-01-12", in(ScopeDistrict)), nil, ""},
		{x(5, Final, "五年级期末统考", june), nil, "cross-school-name"},
		{x(8, Final, "八年级期末考试（统 测）", june), nil, "cross-school-name"},
		{x(5, Final, "五年级期末考试：中华优秀传统考察", june), nil, ""},
		{x(11, Final, "高二期末考试", june, in(ScopeDistrict)), nil, "cross-school-senior"},
		{x(11, Midterm, "高二期中联考", autumn), nil, "cross-school-senior-name"},
		{x(11, Final, "高二期末考试", "2025-06-20", in(ScopeDistrict)), nil, ""}, // before the notice of December 2025
		{x(12, Final, "高三期末联考", "2027-01-12", in(ScopeDistrict)), nil, ""},

		{x(5, Midterm, "五年级期中活动", autumn), nil, "primary-midterm"},
		{x(5, Final, "五年级期中质量检测", autumn), nil, "primary-midterm"},
		{x(7, Midterm, "七年级期中考试", autumn), nil, ""},

		{x(8, Mock, "八年级全真演练", spring), nil, "mock-graduating"},
		{x(8, Midterm, "八年级模拟考试", spring), nil, "mock-graduating"},
		{x(11, Mock, "高二模拟考试", spring), nil, "mock-graduating-senior"},
		{x(9, Mock, "九年级一模", autumn), nil, "mock-spring"},
		{x(12, Mock, "高三一模", "2027-01-20"), nil, "mock-spring-senior"},
		{x(9, Mock, "九年级一模", spring), nil, ""},
		{x(12, Mock, "高三二模", spring, in(ScopeRegion)), nil, ""},
		{x(9, Mock, "九年级三模", june), mocks, "mock-two"},
		{x(9, Mock, "九年级三模", june), mocks[:1], ""},
		{x(9, Mock, "九年级一模", spring, atSchool(schoolB)), mocks, ""}, // only the district's counts there
		{x(12, Mock, "高三三模", june), []Exam{x(12, Mock, "高三一模", "2027-03-20"), x(12, Mock, "高三二模", "2027-05-08")}, "mock-two-senior"},
		{x(9, Midterm, "九年级三模", june), nil, "mock-name"},
		{x(12, Other, "高三模拟考试", autumn), nil, "mock-name-senior"},
		{x(9, Final, "九年级期末考试", "2027-01-12"), nil, ""},

		{x(8, Final, "八年级第二次期末考试", "2027-01-20"), []Exam{final8}, "final-one"},
		{x(8, Final, "八年级期末考试", june), []Exam{final8}, ""},                                   // the other term
		{x(7, Final, "七年级期末考试", "2027-01-20"), []Exam{final8}, ""},                           // another grade
		{x(8, Final, "八年级期末考试", "2027-01-20", atSchool(schoolB)), []Exam{final8}, ""},        // another school
		{x(8, Final, "八年级期末考试", "2027-01-20", ofClass(classA)), []Exam{final8}, "final-one"}, // a class of a school that has one
		{x(8, Final, "八年级期末考试", "2027-01-20", ofClass(classA)), []Exam{x(8, Final, "八年级期末考试", "2027-01-15", ofClass(classB))}, ""},
		{x(8, Final, "八年级期末考试", "2027-01-20"), []Exam{x(8, Final, "八年级期末考试", "2027-01-15", ofClass(classB))}, "final-one"},
		{x(8, Midterm, "八年级第二次期中考试", "2026-12-01"), []Exam{mid8}, "midterm-one"},
		{x(8, Midterm, "八年级期中考试", spring), []Exam{mid8}, ""},
		{x(8, Midterm, "八年级期中考试", "2026-11-12"), []Exam{x(8, Midterm, "八年级期中考试", autumn, state(StateRefused)), x(8, Midterm, "八年级期中考试", autumn, state(StateVoid)), x(8, Midterm, "八年级期中考试", autumn, state(StateDraft))}, ""},

		{x(7, Other, "七年级英语口语展示", autumn), nil, "compulsory-other"},
		{x(10, Other, "高一英语口语展示", autumn), nil, ""},

		{x(10, Other, "高一物理考试", "2026-12-20"), senior, "senior-four"},
		{x(10, Other, "高一物理考试", "2026-12-20"), senior[:3], ""},
		{x(10, Final, "高一期末考试", "2027-01-12"), []Exam{x(10, Final, "高一期末考试", "2027-01-10")}, "senior-final-one"},
		{x(10, Midterm, "高一期中考试", "2026-11-12"), senior[:1], "senior-midterm-one"},
		{x(10, Final, "高一期末考试", "2027-01-12"), senior[:1], ""},

		{x(9, Statutory, "2027年初中学业水平考试", june), nil, "statutory-bureau"},
		{x(9, Statutory, "2027年初中学业水平考试", june, in(ScopeRegion)), nil, ""},
		{x(8, Statutory, "2027年生物、地理会考", june, in(ScopeDistrict)), nil, ""},
		{x(9, Statutory, "九年级全区考试", june, in(ScopeDistrict)), nil, "statutory-name"},
		{x(8, Statutory, "八年级期中考试", autumn, in(ScopeDistrict)), nil, "statutory-disguise"},
		{x(6, Statutory, "六年级学业水平考试", june, in(ScopeDistrict)), nil, "statutory-grade"},

		{x(8, Monitoring, "八年级数学学业质量监测", autumn, sampled(20), in(ScopeSchool)), nil, "monitoring-bureau"},
		{watch, nil, ""},
		{x(3, Monitoring, "三年级语文学业质量监测", autumn, sampled(30)), nil, ""},
		{x(8, Monitoring, "八年级期末检测（监测）", june, sampled(20)), nil, "monitoring-name"},
		{x(8, Monitoring, "八年级数学监测与排名", autumn, sampled(20)), nil, "monitoring-name"},
		{x(8, Monitoring, "八年级数学学业质量监测", autumn, sampled(31)), nil, "monitoring-sample"},
		{x(8, Monitoring, "八年级语文学业质量监测", "2026-12-01", sampled(20)), []Exam{watch}, "monitoring-one"},
		{x(8, Monitoring, "八年级语文学业质量监测", spring, sampled(20)), []Exam{watch}, ""},

		{x(5, Practice, "第二单元测验", autumn, ofClass(classA)), nil, "no-tests practice-test"},
		{x(5, Practice, "分数的意义练习", autumn, ofClass(classA)), nil, ""},
		{x(8, Practice, "期末考试", june, ofClass(classA)), nil, "practice-exam"},
		{x(11, Practice, "高二期末统考卷", june, ofClass(classA)), nil, "cross-school-senior-name practice-exam"},
		{x(11, Practice, "导数的单元测试", june, ofClass(classA)), nil, ""},
		{x(9, Practice, "二次函数期末复习", june, ofClass(classA)), nil, ""},
	}
	seen := map[string][2]bool{}
	for i, c := range cases {
		v := Guard(rules, c.earlier, c.want)
		got := strings.Join(v.Rules(), " ")
		if got != c.rules {
			t.Errorf("case %d, %q grade %d as %s of a %s: broke %q, want %q", i, c.want.Title, c.want.Grade, c.want.Purpose, c.want.Scope, got, c.rules)
		}
		err := v.Err()
		if (err != nil) != (c.rules != "") || err != nil && (!fault.Is(err, fault.Unlawful) || !strings.Contains(err.Error(), v.Breaches[0].Source) || !strings.Contains(err.Error(), v.Breaches[0].Lawful)) {
			t.Errorf("case %d: the refusal names no clause: %v", i, err)
		}
		for _, r := range rules.Rules {
			s := seen[r.Code]
			s[0] = s[0] || slices.Contains(v.Rules(), r.Code)
			s[1] = s[1] || (c.rules == "" && (len(r.Grades) == 0 || slices.Contains(r.Grades, c.want.Grade)))
			seen[r.Code] = s
		}
	}
	for code, s := range seen {
		if !s[0] {
			t.Errorf("no case is refused by %s", code)
		}
		if !s[1] && code != "low-grades" {
			t.Errorf("no case of %s's grades passes", code)
		}
	}
}

// TestTitles: forbidden names under other spellings are found, and words that only hold the same characters are not.
func TestTitles(t *testing.T) {
	p, rules := rulesOf(t, preset.Default)
	for _, bad := range []string{
		"周测", "第8周测", "周 测", "周·测", "周１测", "週測", "周　测", "⽉考", "十月考", "月 3 考", "單元測驗", "单元测验", "第三单元综合检测", "单元A检测", "单元学业质量综合检测",
		"Unit 3 Test", "UNIT TEST", "Weekly Test", "限時練習", "学情调研", "學情調研卷", "阶段性测试", "階段性測試", "摸底考试", "开学摸底测", "入学测试", "随堂小测", "每日一测", "数学测试（一）",
		"周\x00测", "周\u200b测", "周\u0301测", "综合测试二", "期末考试", "期中 检测", "期末质量检测", "统考", "统　考卷", "模拟考试", "第五章节检测", "月考点评",
	} {
		if v := Guard(rules, nil, an(p, 5, Practice, bad, "2026-11-10", ofClass(classA))); !v.Refused() {
			t.Errorf("%q passes as homework of grade 5", bad)
		}
	}
	for _, good := range []string{
		"测量", "第三周 测量长度", "第8周测量", "第三单元 测量", "第三单元：长度的测量", "周长", "周长的测算", "圆周测量", "检测仪器的使用", "认识检测仪", "水质检测", "单元复习：物质检测",
		"岁月考验", "五月考古", "四月考察记", "中华传统考究", "系统测试思维", "预测天气", "观测星空", "推测与验证", "检测验证", "小测量家", "单元思考题", "单元导读", "第一单元整理和复习",
		"周末作业", "每周练习", "月相变化", "十二月练习", "期末复习", "期中复习提纲", "考点梳理", "面对考试不紧张", "一模一样的图形", "Unit 5 Latest news", "The weekly paper", "空气质量监测", "Unit 3 Testing the water",
	} {
		if v := Guard(rules, nil, an(p, 5, Practice, good, "2026-11-10", ofClass(classA))); v.Refused() {
			t.Errorf("%q is refused as homework of grade 5: %v", good, v.Rules())
		}
	}
	for _, good := range []string{"三年级期末考试", "三年级上学期期末测验", "期末质量检测", "2026—2027学年第一学期期末教学质量检测", "期末学业质量检测（数学）"} {
		if v := Guard(rules, nil, an(p, 3, Final, good, "2027-01-10")); v.Refused() {
			t.Errorf("the one final is refused for its name %q: %v", good, v.Rules())
		}
	}
}

// TestGuardFiveFour: under the five-four system grade 6 is junior, with a mid-term.
func TestGuardFiveFour(t *testing.T) {
	p, rules := rulesOf(t, "xx-tiny")
	if v := Guard(rules, nil, an(p, 6, Midterm, "六年级期中考试", "2026-11-10")); v.Refused() {
		t.Error(v.Rules())
	}
	if v := Guard(rules, nil, an(p, 5, Midterm, "五年级期中考试", "2026-11-10")); !slices.Contains(v.Rules(), "primary-midterm") {
		t.Error(v.Rules())
	}
}

// TestCohort: a rule counts for the pupils who entered in its years, whatever grade they are in when it is asked.
func TestCohort(t *testing.T) {
	p, _ := rulesOf(t, preset.Default)
	rules := preset.Exams{Rules: []preset.ExamRule{{Code: "new", Text: "x", Source: "y", Lawful: "z", Purposes: []string{Midterm}, CohortSince: 2026, CohortUntil: 2027, Until: "2029-12-31"}}}
	for _, c := range []struct {
		grade   int
		on      string
		refused bool
	}{{7, "2026-11-10", true}, {8, "2026-11-10", false}, {8, "2027-11-10", true}, {9, "2028-11-10", true}, {7, "2028-11-10", false}, {9, "2030-04-10", false}} {
		if v := Guard(rules, nil, an(p, c.grade, Midterm, "期中考试", c.on)); v.Refused() != c.refused {
			t.Errorf("grade %d on %s: %v", c.grade, c.on, v)
		}
	}
}

// TestFlatBans: whatever exception an exam carries and whatever it is called besides, what a flat ban refuses stays refused, and the
// flat ban is named first.
func TestFlatBans(t *testing.T) {
	for _, name := range preset.Names() {
		p, rules := rulesOf(t, name)
		var codes []string
		for _, r := range rules.Rules {
			codes = append(codes, r.Code)
		}
		grades := 9
		if p.StageOf(12) != "" {
			grades = 12
		}
		rapid.Check(t, func(t *rapid.T) {
			e := an(p, rapid.IntRange(1, grades).Draw(t, "grade"), rapid.SampledFrom(Purposes()).Draw(t, "purpose"), rapid.SampledFrom([]string{"期末考试", "月考", "学业质量监测", "中考", "模拟考试", "联考"}).Draw(t, "title"),
				fmt.Sprintf("20%d-%02d-10", rapid.IntRange(26, 30).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month")),
				in(rapid.SampledFrom(Scopes()).Draw(t, "scope")), func(e *Exam) {
					e.Sample, e.Kind = rapid.IntRange(0, 100).Draw(t, "sample"), rapid.SampledFrom([]string{PaperExam, ScreenExam}).Draw(t, "kind")
				})
			var earlier []Exam
			for range rapid.IntRange(0, 5).Draw(t, "n") {
				o := e
				o.ID = id.New[Exam]()
				earlier = append(earlier, o)
			}
			plain := Guard(rules, earlier, e)
			e.Wish, e.Exception = "请批准", Exception{Rules: append(slices.Clone(codes), rapid.SliceOf(rapid.String()).Draw(t, "more")...), AllowedBy: id.New[org.Person](), Why: "特批"}
			excepted := Guard(rules, earlier, e)
			for i, b := range plain.Breaches {
				if b.Flat() && (i > 0 && !plain.Breaches[i-1].Flat() || !slices.Contains(excepted.Rules(), b.Rule)) {
					t.Fatalf("%s: %s was lifted or stands behind: %v → %v", name, b.Rule, plain.Rules(), excepted.Rules())
				}
				if !b.Flat() && slices.Contains(excepted.Rules(), b.Rule) {
					t.Fatalf("%s: an allowed exception from %s does not count", name, b.Rule)
				}
			}
			if plain.MayExcept() != (plain.Refused() && !excepted.Refused()) {
				t.Fatalf("%s: may except %v, %v → %v", name, plain.MayExcept(), plain.Rules(), excepted.Rules())
			}
		})
	}
}

// TestMoreNeverLess: one more exam that stands never makes the guard milder.
func TestMoreNeverLess(t *testing.T) {
	p, rules := rulesOf(t, preset.Default)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) Exam {
			return an(p, rapid.IntRange(8, 10).Draw(t, label+" grade"), rapid.SampledFrom(Purposes()).Draw(t, label+" purpose"), "期末考试", fmt.Sprintf("2027-%02d-10", rapid.IntRange(1, 12).Draw(t, label+" month")),
				in(rapid.SampledFrom(Scopes()).Draw(t, label+" scope")), state(rapid.SampledFrom(States()).Draw(t, label+" state")))
		}
		want := draw("want")
		var earlier []Exam
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			earlier = append(earlier, draw(fmt.Sprint(i)))
		}
		before := Guard(rules, earlier, want).Rules()
		after := Guard(rules, append(earlier, draw("more")), want).Rules()
		for _, r := range before {
			if !slices.Contains(after, r) {
				t.Fatalf("%s is gone", r)
			}
		}
	})
}

// FuzzTitle: no title makes the guard panic, and spaces, marks and digits hide nothing.
func FuzzTitle(f *testing.F) {
	for _, s := range []string{"", "周测", "单元*检测", "\x00", "週 測", strings.Repeat("单元", 200)} {
		f.Add(s)
	}
	p, rules := rulesOf(f, preset.Default)
	f.Fuzz(func(t *testing.T, s string) {
		Guard(rules, nil, an(p, 5, Practice, s, "2026-11-10", ofClass(classA)))
		if v := Guard(rules, nil, an(p, 5, Practice, s+"　周 1.测", "2026-11-10", ofClass(classA))); !v.Refused() {
			t.Errorf("%q hides 周测", s)
		}
	})
}
