package exam

import (
	"context"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// The words of codes, zh-CN, each with its English.
var (
	purposeNames = map[string]string{exam.Final: "期末考试", exam.Midterm: "期中考试", exam.Mock: "毕业年级模拟", exam.Monitoring: "学业质量监测（抽样）", exam.Statutory: "法定考试（只导入结果）",
		exam.UnitTest: "单元考试", exam.Monthly: "月考", exam.Weekly: "周考", exam.Other: "其他考试"}
	scopeNames = map[string]string{exam.ScopeClass: "一个班", exam.ScopeSchool: "本校一个年级", exam.ScopeCross: "跨校（教育集团）", exam.ScopeDistrict: "区县", exam.ScopeRegion: "全市（省）"}
	kindNames  = map[string]string{exam.PaperExam: "纸笔", exam.ScreenExam: "屏幕"}
	stateNames = map[exam.State]string{exam.StateDraft: "草稿", exam.StateFiled: "已备案，待审批", exam.StateApproved: "已批准", exam.StateRefused: "未批准", exam.StateVoid: "已作废"}
	stateTones = map[exam.State]ui.Tone{exam.StateDraft: ui.Neutral, exam.StateFiled: ui.Warning, exam.StateApproved: ui.Success, exam.StateRefused: ui.Danger, exam.StateVoid: ui.Neutral}
	stepNames  = map[string]string{"registered": "登记", "amended": "修改", "allowed": "批准例外", "denied": "不同意例外", "filed": "备案", "approved": "批准", "refused": "不批准", "void": "作废"}
	stepTones  = map[string]ui.Tone{"allowed": ui.Success, "approved": ui.Success, "refused": ui.Danger, "denied": ui.Danger, "filed": ui.Info}
)

// purposeHelp says, beside each choice of the form, for whom it is.
var purposeHelp = map[string]string{
	exam.Final: "义务教育每学期一次；小学一、二年级没有", exam.Midterm: "初中、高中每学期至多一次；小学没有", exam.Mock: "只有九年级和高三，第二学期，一学年一到两次",
	exam.Monitoring: "由区县或市里组织，抽一部分学生，题本分开", exam.Statutory: "中考、高考、学业水平考试，由教育行政部门组织",
	exam.UnitTest: "义务教育阶段禁止", exam.Monthly: "义务教育阶段禁止", exam.Weekly: "义务教育阶段禁止", exam.Other: "义务教育阶段禁止",
}

func termName(ctx context.Context, term string) string {
	year, half, _ := strings.Cut(term, "-")
	y, err := strconv.Atoi(year)
	if err != nil {
		return term
	}
	if half == "1" {
		return i18n.T(ctx, "%[1]d—%[2]d学年第一学期", y, y+1)
	}
	return i18n.T(ctx, "%[1]d—%[2]d学年第二学期", y, y+1)
}

func gradeName(ctx context.Context, g int) string { return i18n.T(ctx, org.GradeName(g)) }

// gradeKeys are org's names of grades, which reach the page through a variable.
func gradeKeys() []string {
	var out []string
	for g := 1; g <= 13; g++ {
		out = append(out, org.GradeName(g))
	}
	return out
}

func days(ctx context.Context, e exam.Exam) string {
	if e.First == e.Last {
		return ui.Date(ctx, e.First)
	}
	return i18n.T(ctx, "%[1]s 至 %[2]s", ui.Date(ctx, e.First), ui.Date(ctx, e.Last))
}

// short is the first day, and for how long, as a table has it.
func short(ctx context.Context, e exam.Exam) string {
	if n := int((e.Last-e.First)/(24*3600*1_000_000)) + 1; n > 1 {
		return i18n.T(ctx, "%[1]s 起 %[2]d 天", dayText(e.First), n)
	}
	return dayText(e.First)
}

func placeOptions(v formView) []ui.Option {
	var out []ui.Option
	for _, u := range v.Places.Units {
		out = append(out, ui.Option{Value: u.Node().String(), Label: u.Name, Group: "机构"})
	}
	for _, c := range v.Places.Classes {
		label := c.Label()
		if len(v.Schools) > 1 {
			label = v.Schools[c.School] + " " + label
		}
		out = append(out, ui.Option{Value: c.Node().String(), Label: label, Group: "班级"})
	}
	return out
}

func gradeOptions(ctx context.Context, grades []int) []ui.Option {
	out := make([]ui.Option, len(grades))
	for i, g := range grades {
		out[i] = ui.Option{Value: strconv.Itoa(g), Label: gradeName(ctx, g)}
	}
	return out
}

func purposeOptions() []ui.Option {
	out := make([]ui.Option, 0, len(exam.Purposes()))
	for _, p := range exam.Purposes() {
		out = append(out, ui.Option{Value: p, Label: purposeNames[p], Help: purposeHelp[p]})
	}
	return out
}

func stateOptions(drafts bool) []ui.Option {
	var out []ui.Option
	for _, s := range exam.States() {
		if drafts || s != exam.StateDraft {
			out = append(out, ui.Option{Value: string(s), Label: stateNames[s]})
		}
	}
	return out
}

func termOptions(ctx context.Context, terms []string) []ui.Option {
	out := make([]ui.Option, len(terms))
	for i, s := range terms {
		out[i] = ui.Option{Value: s, Label: termName(ctx, s)}
	}
	return out
}

func listTable(ctx context.Context, v listView) ui.Table {
	t := ui.Table{Caption: "考试登记", HideCap: true, Columns: []ui.Column{{Label: "名称", Head: true}, {Label: "年级"}, {Label: "用途"}, {Label: "组织"}, {Label: "日期"}, {Label: "备案号", Fine: true}, {Label: "状态"}},
		Empty: ui.EmptySpec{Title: "没有登记的考试", Text: "换一个学期、年级或状态看看。"}}
	if v.May && v.First && v.Filter == (exam.Filter{}) {
		t.Empty = ui.EmptySpec{Title: "还没有登记的考试", Text: "考试先登记，再备案、批准，然后才能导入成绩。系统会对照规定检查，不能办的会说明依据和可以怎么做。", Href: "/exams/new", Label: "登记考试"}
	}
	for _, e := range v.Exams {
		t.Rows = append(t.Rows, ui.R(ui.L(v.Base+"/"+e.ID.String(), e.Title), ui.S(gradeName(ctx, e.Grade)), ui.K(purposeNames[e.Purpose]), ui.S(v.Places[e.ID]), ui.S(short(ctx, e)), ui.S(e.Filing), stateTags(e)))
	}
	return t
}

func filingSteps(v examView) []ui.Step {
	mark := func(done, now bool) ui.StepState {
		switch {
		case done:
			return ui.StepDone
		case now:
			return ui.StepNow
		}
		return ui.StepAhead
	}
	filed := v.Filing != ""
	last := ui.Step{Label: "审批", State: mark(v.State == exam.StateApproved, v.State == exam.StateFiled)}
	if v.State == exam.StateRefused {
		last.State = ui.StepBack
	}
	return []ui.Step{{Label: "登记", State: ui.StepDone}, {Label: "备案", State: mark(filed, v.State == exam.StateDraft)}, last, {Label: "导入成绩", State: mark(false, v.State == exam.StateApproved)}}
}

func facts(ctx context.Context, v examView) []ui.Pair {
	out := []ui.Pair{{Label: "组织", Text: v.Place}, {Label: "范围", Value: ui.K(scopeNames[v.Scope])}, {Label: "年级", Text: i18n.T(ctx, "%[1]s（%[2]d 年入学）", gradeName(ctx, v.Grade), v.Cohort)},
		{Label: "用途", Value: ui.K(purposeNames[v.Purpose])}, {Label: "形式", Value: ui.K(kindNames[v.Kind])}, {Label: "学科", Text: strings.Join(v.Subjects, i18n.T(ctx, "、"))},
		{Label: "日期", Text: days(ctx, v.Exam)}, {Label: "学期", Text: termName(ctx, v.Term)}}
	if v.Scope != exam.ScopeClass {
		out = append(out, ui.Pair{Label: "学校", Text: i18n.T(ctx, "%d 所", v.Schools)})
	}
	if v.Purpose == exam.Monitoring {
		out = append(out, ui.Pair{Label: "抽样", Text: i18n.T(ctx, "抽 %[1]d%% 的学生，%[2]d 种题本", v.Sample, v.Forms)})
	}
	out = append(out, ui.Pair{Label: "备案号", Text: v.Filing}, ui.Pair{Label: "登记人", Text: who(ctx, v.Names[v.Author], v.Created)})
	if v.Filed != 0 {
		out = append(out, ui.Pair{Label: "备案人", Text: who(ctx, v.Names[v.FiledBy], v.Filed)})
	}
	if v.Decided != 0 {
		out = append(out, ui.Pair{Label: "审批人", Text: who(ctx, v.Names[v.Approver], v.Decided)})
	}
	return out
}

func who(ctx context.Context, name string, at int64) string {
	return name + "，" + ui.DateTime(ctx, at)
} // i18n:data

func history(ctx context.Context, v examView) []ui.Moment {
	var out []ui.Moment
	for i := len(v.Steps) - 1; i >= 0; i-- {
		s := v.Steps[i]
		out = append(out, ui.Moment{When: ui.DateTime(ctx, s.At), Who: v.Names[s.Person], What: stepNames[s.Name], Text: s.Note, Tone: stepTones[s.Name]})
	}
	return out
}

// step are the hidden fields of an act: the revision that the person saw.
func step(v examView, more ...string) map[string]string {
	m := map[string]string{"rev": strconv.Itoa(v.Rev)}
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}
