package marks

import (
	"context"

	"github.com/a-h/templ"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

var severities = map[book.Severity]string{book.Error: "错误", book.Warning: "提醒", book.Note: "说明"}

var severityTones = map[book.Severity]ui.Tone{book.Error: ui.Danger, book.Warning: ui.Warning, book.Note: ui.Neutral}

// codes are the kinds of findings in a few words.
var codes = map[book.Code]string{
	book.CodeUnreadable: "文件读不出来", book.CodeEncrypted: "文件有密码", book.CodeTooBig: "太大", book.CodeEncoding: "文字编码", book.CodeSheet: "没有用的表", book.CodeHeader: "没有表头",
	book.CodePerson: "没有考号、学号、姓名", book.CodeMarks: "没有成绩列", book.CodeSubject: "不知道学科", book.CodeTwice: "重复的列", book.CodeColumn: "没有用的列", book.CodeRank: "名次列没有读",
	book.CodeIdentity: "证件号没有读", book.CodeFull: "不知道满分", book.CodeFullOther: "满分不一样", book.CodeItems: "题号不一样", book.CodeKey: "没有标准答案", book.CodeDuplicate: "号码重复",
	book.CodeNumber: "没有号码", book.CodeLost: "号码不完整", book.CodeMark: "不是分数", book.CodeOver: "超过满分", book.CodeNegative: "负分", book.CodeFine: "小数太多", book.CodeSum: "总分不等于各题之和",
	book.CodeBlank: "有题没有填", book.CodeNoMarks: "没有分数", book.CodeDash: "画线当缺考", book.CodeStatus: "缺考又有分", book.CodeWord: "不认识的状态", book.CodeExcused: "免考", book.CodeLength: "作答数不对",
	book.CodeAnswer: "作答读不出来", book.CodeFooter: "不是学生的行", book.CodeWide: "列太多", book.CodeMerged: "分数格合并了", book.CodeUnknown: "找不到学生", book.CodeAmbiguous: "可能是好几个人",
	book.CodeName: "姓名对不上", book.CodeByName: "只按姓名找到", book.CodeClass: "班级不一样", book.CodeSchool: "学校对不上", book.CodeGrade: "不在这次考试里", book.CodeJoin: "对照表里没有",
	book.CodeJoinTwice: "对照表里重复", book.CodeAbsentees: "不在文件里的学生", book.CodeOtherRow: "两份成绩不一样",
}

// kinds are the words for what a column may be, without a subject.
var kinds = map[book.Kind]string{book.KindSkip: "不用这一列", book.KindNumber: "考号", book.KindStudent: "学号", book.KindName: "姓名", book.KindClass: "班级", book.KindSchool: "学校",
	book.KindGroup: "教学班", book.KindElective: "选科组合", book.KindStatus: "缺考等状态", book.KindTotal: "总分", book.KindItem: "小题得分", book.KindChoice: "小题作答", book.KindAnswers: "全部作答（一串）"}

var stateWords = map[exam.IntakeState]struct {
	word string
	tone ui.Tone
}{
	exam.IntakeMapping: {"等您确认各列", ui.Warning}, exam.IntakeChecking: {"正在检查", ui.Info}, exam.IntakeFaulty: {"不能导入", ui.Danger}, exam.IntakeReady: {"等您核对", ui.Warning},
	exam.IntakeDone: {"已导入", ui.Success}, exam.IntakeDropped: {"已放弃", ui.Neutral},
}

// useOptions are what a sheet may be used for.
func useOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: exam.FileMarks, Label: "成绩"}, {Value: exam.FileJoin, Label: "考号对照表（考号是谁的）"}, {Value: exam.FileSkip, Label: "不用这张表"}}
}

// kindOptions are what a column may be: people first, then marks by subject.
func (v intakeView) kindOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, k := range book.Kinds() {
		switch k {
		case book.KindTotal, book.KindItem, book.KindChoice, book.KindAnswers:
		default:
			out = append(out, ui.Option{Value: string(k), Label: i18n.T(ctx, kinds[k])})
		}
	}
	for _, s := range v.exam.Subjects {
		name := v.p.Preset.SubjectName(s)
		for _, k := range []book.Kind{book.KindTotal, book.KindItem, book.KindChoice, book.KindAnswers} {
			out = append(out, ui.Option{Value: string(k) + ":" + s, Label: i18n.T(ctx, kinds[k]) + " · " + name, Group: name})
		}
	}
	return out
}

// kindValue is the option that a column has now. A column of marks without a subject is shown as one of the first subject, which whoever
// looks confirms or changes.
func (v intakeView) kindValue(f exam.File, c book.Column) string {
	switch c.Kind {
	case book.KindTotal, book.KindItem, book.KindChoice, book.KindAnswers:
		s := c.Subject
		if s == "" {
			s = f.Mapping.Subject
		}
		if s == "" && len(v.exam.Subjects) > 0 {
			s = v.exam.Subjects[0]
		}
		return string(c.Kind) + ":" + s
	}
	return string(c.Kind)
}

func steps(v intakeView) []ui.Step {
	labels := []string{"上传", "各列是什么", "检查和比较", "您来核对", "计入"}
	now := map[exam.IntakeState]int{exam.IntakeMapping: 1, exam.IntakeChecking: 2, exam.IntakeFaulty: 3, exam.IntakeReady: 3, exam.IntakeDone: 5, exam.IntakeDropped: 0}[v.State]
	out := make([]ui.Step, len(labels))
	for i, l := range labels {
		out[i] = ui.Step{Label: l, State: ui.StepAhead}
		switch {
		case i < now:
			out[i].State = ui.StepDone
		case i == now:
			out[i].State = ui.StepNow
			if v.State == exam.IntakeFaulty {
				out[i].State = ui.StepBack
			}
		}
	}
	return out
}

func (v listView) rows(ctx context.Context) []ui.Row {
	var out []ui.Row
	for _, i := range v.intakes {
		w := stateWords[i.State]
		changes := templ.Component(ui.S(""))
		if i.State == exam.IntakeDone || i.State == exam.IntakeReady {
			changes = ui.I(i.Report.Changes())
		}
		out = append(out, ui.R(ui.L(href(i.ID), ui.DateTime(ctx, i.Made)), ui.Tag(w.tone, w.word), ui.S(v.names[i.Asker]), ui.I(i.Report.Rows), changes))
	}
	return out
}

func (v listView) heldRows() []ui.Row {
	var out []ui.Row
	type sum struct{ classes, people int }
	by := map[string]sum{}
	for _, h := range v.held {
		s := by[h.Subject]
		by[h.Subject] = sum{s.classes + 1, s.people + h.People}
	}
	for _, s := range v.Subjects {
		if by[s].classes > 0 {
			out = append(out, ui.R(ui.S(v.p.Preset.SubjectName(s)), ui.I(by[s].classes), ui.I(by[s].people)))
		}
	}
	return out
}

// codeRows count the findings of each code, errors first as in the list below.
func (v intakeView) codeRows(ctx context.Context) []ui.Row {
	var out []ui.Row
	for _, c := range book.Codes() {
		if n := v.Report.Count[c]; n > 0 {
			out = append(out, ui.R(ui.L(href(v.ID)+"?code="+string(c)+"#findings", i18n.T(ctx, codes[c])), ui.I(n)))
		}
	}
	return out
}

func (v intakeView) findingRows() []ui.Row {
	var out []ui.Row
	for _, f := range v.found {
		line := ui.S("")
		if f.Line > 0 {
			line = ui.K("第 %d 行", f.Line)
		}
		out = append(out, ui.Row{Tone: rowTone(f.Severity), Cells: []templ.Component{line, ui.Tag(severityTones[f.Severity], severities[f.Severity]), ui.S(f.ID), ui.S(f.Field), ui.S(f.Message), ui.S(f.File)}})
	}
	return out
}

func rowTone(s book.Severity) ui.Tone {
	if s == book.Error {
		return ui.Danger
	}
	return ""
}

func (v intakeView) subjectRows() []ui.Row {
	var out []ui.Row
	for _, s := range v.exam.Subjects {
		if c, ok := v.Report.Subjects[s]; ok {
			out = append(out, ui.R(ui.S(v.p.Preset.SubjectName(s)), ui.I(c.Classes), ui.I(c.Added), ui.I(c.Changed), ui.I(c.Removed), ui.I(c.Unchanged), ui.I(c.Kept)))
		}
	}
	return out
}

func (v intakeView) changeRows() []ui.Row {
	var out []ui.Row
	for _, c := range v.changes {
		out = append(out, ui.R(ui.S(v.schools[c.School]+" "+v.classes[c.Class].Label()), ui.S(v.p.Preset.SubjectName(c.Subject)), ui.I(c.Added), ui.I(c.Changed), ui.I(c.Removed), ui.I(c.Unchanged)))
	}
	return out
}

// dead reports a check that was given up.
func (v intakeView) dead() bool {
	return v.State == exam.IntakeChecking && (v.job.State == job.Dead || v.job.State == job.Cancelled)
}

// byName is how many rows wait for somebody to confirm that the person found by name is meant.
func (v intakeView) byName() int {
	if v.Choice.ByName {
		return 0
	}
	return v.Report.Count[book.CodeByName]
}
