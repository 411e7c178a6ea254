package roster

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	domain "github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/workbook"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

func href(i domain.ImportID) string { return "/school/roster/" + i.String() }

// tables are the tables of a roster in the order in which they are shown, with the words of a school's office.
var tables = []struct {
	name, word string
	main       bool
}{
	{oneroster.Orgs, "学校和机构", true}, {oneroster.Classes, "班级", true}, {oneroster.Users, "人员（学生、教师、家长）", true}, {oneroster.Enrollments, "班级名单和任课", true},
	{oneroster.Roles, "身份", false}, {oneroster.Demographics, "性别和出生日期", false}, {oneroster.AcademicSessions, "学年学期", false}, {oneroster.Courses, "课程", false},
}

// tableWord is what a table is called; a workbook's sheets keep their names.
func tableWord(name string) string {
	for _, t := range tables {
		if t.name == name {
			return t.word
		}
	}
	return map[string]string{"manifest": "清单（manifest）", oneroster.UserProfiles: "登录资料"}[name]
}

// codes say in words what a finding is about and what to do.
var codes = map[oneroster.Code]struct{ word, do string }{
	oneroster.CodeHeader:     {"表头", "列名要和模板一字不差；改正写错、重复或多出来的列。"},
	oneroster.CodeFields:     {"缺内容", "把必填的格子填上；每一行的格数要和表头一样。"},
	oneroster.CodeEncoding:   {"编码", "用 UTF-8 另存：在 Excel 里选“CSV UTF-8”。"},
	oneroster.CodeMissing:    {"缺文件", "把缺的表放进来；压缩包里要有 manifest.csv。"},
	oneroster.CodeUnlisted:   {"多文件", "在 manifest.csv 里写上这个文件，或者把它拿掉。"},
	oneroster.CodeVersion:    {"版本", "manifest.csv 里的版本只能是 OneRoster 1.1 或 1.2。"},
	oneroster.CodeDuplicate:  {"重复", "编号不能重复；删去多余的一行，或改正编号。"},
	oneroster.CodeOrphan:     {"对不上", "它指的学校、班级或人没有找到；补上那一行，或改正编号。"},
	oneroster.CodeCycle:      {"绕圈", "上级不能绕回自己；改正上级的编号。"},
	oneroster.CodeVocabulary: {"用词", "这一格只能用规定的词；模板的“说明”表里列着。"},
	oneroster.CodeBoolean:    {"是或否", "CSV 里只能写 true 或 false，工作簿里写“是”或“否”。"},
	oneroster.CodeDate:       {"日期", "日期写成 2026-09-01 的样子；说比已经保存的旧时，请核对是不是交了旧文件。"},
	oneroster.CodeRange:      {"范围", "结束不能早于开始，内容不能太长。"},
	oneroster.CodeUsername:   {"登录名", "登录名不能重复，不能用身份证号和学籍号；用学号或工号最好。"},
	oneroster.CodeUserIDs:    {"其他号码", "写成 {类型:号码}；身份证号不收，请删去。"},
	oneroster.CodePrimary:    {"主要身份", "每个人只写一个主要身份。"},
	oneroster.CodeSchool:     {"学校", "只写本单位的学校；选课的学校要和班级的学校一样。"},
	oneroster.CodeDeletions:  {"停用", "核对这些行是不是真的要停用。"},
}

// clean shows a value of the file without characters that nobody sees or that turn the writing around.
func clean(s string) string { return org.CleanName(s) }

func severityWord(s oneroster.Severity) string {
	if s == oneroster.Error {
		return "错误"
	}
	return "提醒"
}

func severityTag(s oneroster.Severity) templ.Component {
	if s == oneroster.Error {
		return ui.Tag(ui.Danger, severityWord(s))
	}
	return ui.Tag(ui.Warning, severityWord(s))
}

// fileWord is the table of a finding.
func fileWord(ctx context.Context, file string) string {
	if w := tableWord(file); w != "" {
		return i18n.T(ctx, w) + " " + file
	}
	return clean(file)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// line is a finding as a row of the table for Excel.
func line(ctx context.Context, f domain.Numbered) []string {
	c := codes[f.Code]
	out := []string{i18n.T(ctx, severityWord(f.Severity)), fileWord(ctx, f.File), number(f.Line), clean(f.ID), clean(f.Field), i18n.T(ctx, c.word), clean(f.Message), i18n.T(ctx, c.do)}
	for i := range out {
		out[i] = oneroster.Defuse(out[i])
	}
	return out
}

// sheets are the sheets of the workbook: their rows are found by number, and the ids that are made of them tell nobody anything.
var sheets = []string{workbook.SheetSchools, workbook.SheetClasses, workbook.SheetPupils, workbook.SheetTeachers, workbook.SheetTeachings, workbook.SheetGuardians}

// place is where a finding is: the table and the row.
func place(ctx context.Context, f domain.Numbered) string {
	if f.Line == 0 {
		return fileWord(ctx, f.File)
	}
	return i18n.T(ctx, "%s 第 %d 行", fileWord(ctx, f.File), f.Line)
}

// column is the column of a finding, with the row's id where people know it.
func column(f domain.Numbered) string {
	field := clean(f.Field)
	if slices.Contains(sheets, f.File) {
		if field == "role" {
			return "职务" // the sheet's own heading, for a role that is made of it
		}
		return field
	}
	return strings.Trim(field+" · "+clean(f.ID), " ·")
}

func findingRows(ctx context.Context, all []domain.Numbered) []ui.Row {
	rows := make([]ui.Row, len(all))
	for i, f := range all {
		rows[i] = ui.R(ui.S(place(ctx, f)), severityTag(f.Severity), ui.S(column(f)), ui.K(codes[f.Code].word), ui.S(i18n.T(ctx, clean(f.Message))))
	}
	return rows
}

// cut reports whether more was found of some kind than is listed.
func (v importView) cut() bool {
	for _, n := range v.Report.Count {
		if n > listed {
			return true
		}
	}
	return false
}

// codeRows are how often each kind of finding occurs, in the order of the list of codes, and what to do.
func codeRows(v importView) []ui.Row {
	var rows []ui.Row
	for _, code := range order {
		if n := v.Report.Count[code]; n > 0 {
			rows = append(rows, ui.R(ui.K(codes[code].word), ui.I(n), ui.K(codes[code].do)))
		}
	}
	return rows
}

var order = []oneroster.Code{oneroster.CodeDeletions, oneroster.CodeMissing, oneroster.CodeUnlisted, oneroster.CodeVersion, oneroster.CodeEncoding, oneroster.CodeHeader,
	oneroster.CodeFields, oneroster.CodeDuplicate, oneroster.CodeOrphan, oneroster.CodeCycle, oneroster.CodeVocabulary, oneroster.CodeBoolean, oneroster.CodeDate,
	oneroster.CodeRange, oneroster.CodeUsername, oneroster.CodeUserIDs, oneroster.CodePrimary, oneroster.CodeSchool}

func (v importView) foundCount() (n int) {
	for _, k := range v.Report.Count {
		n += k
	}
	return n
}

// waits reports whether somebody has to decide.
func (v importView) waits() bool { return v.State == domain.Ready || v.State == domain.Stopped }

// first reports whether nothing was ever imported from this sender.
func (v importView) first() bool {
	for _, n := range v.Report.Before {
		if n > 0 {
			return false
		}
	}
	return true
}

// kinds of changes in words.
var kinds = []struct{ kind, word string }{{domain.Added, "新增"}, {domain.Changed, "改动"}, {domain.Removed, "停用"}}

func changesHref(i domain.ImportID, table, kind string) string {
	return href(i) + "/changes?table=" + table + "&kind=" + kind
}

// differenceRows are the tables of the difference, those that an office thinks in or the others; a number leads to its rows as long
// as they are there.
func differenceRows(v importView, main bool) []ui.Row {
	var rows []ui.Row
	for _, t := range tables {
		c, ok := v.Report.Tables[t.name]
		if !ok || t.main != main {
			continue
		}
		cell := func(n int64, kind string) templ.Component {
			if n == 0 || !v.waits() {
				return ui.S(ui.Int(n))
			}
			return ui.L(changesHref(v.ID, t.name, kind), ui.Int(n))
		}
		rows = append(rows, ui.R(ui.K(t.word), cell(c.Added, domain.Added), cell(c.Changed, domain.Changed), cell(c.Removed, domain.Removed), ui.S(ui.Int(c.Unchanged))))
	}
	return rows
}

// stops are the tables of which too much would be removed, as sentences.
func stops(ctx context.Context, v importView) []string {
	var out []string
	for _, name := range v.TooMany() {
		c, had := v.Report.Tables[name], v.Report.Before[name]
		share := 1.0
		if had > 0 {
			share = float64(c.Removed) / float64(had)
		}
		out = append(out, i18n.T(ctx, "%s：现有 %s 行，要停用 %s 行（%s）", i18n.T(ctx, tableWord(name)), ui.Int(had), ui.Int(c.Removed), ui.Percent(share, 1)))
	}
	return out
}

// stateWords and tones of an import.
var stateWords = map[domain.State]struct {
	word string
	tone ui.Tone
}{
	domain.Checking: {"正在检查", ui.Info}, domain.Refused: {"没有通过", ui.Danger}, domain.Ready: {"等您核对", ui.Warning}, domain.Stopped: {"停用太多", ui.Warning},
	domain.Applying: {"正在保存", ui.Info}, domain.Done: {"已完成", ui.Success}, domain.Failed: {"没有完成", ui.Danger}, domain.Stale: {"已过时", ui.Neutral},
}

func stateTag(s domain.State) templ.Component { return ui.Tag(stateWords[s].tone, stateWords[s].word) }

func (n names) by(ctx context.Context, i domain.Import) string {
	if i.Asker.IsZero() {
		return i18n.T(ctx, "系统管理员（命令行）")
	}
	return n.people[i.Asker]
}

func importRows(ctx context.Context, v listView) []ui.Row {
	rows := make([]ui.Row, len(v.imports))
	for k, i := range v.imports {
		sum := map[string]int64{}
		for _, c := range i.Report.Tables {
			sum[domain.Added] += c.Added
			sum[domain.Changed] += c.Changed
			sum[domain.Removed] += c.Removed
		}
		what := ui.S("")
		if i.Report.Tables != nil {
			what = ui.K("新增 %s、改动 %s、停用 %s", ui.Int(sum[domain.Added]), ui.Int(sum[domain.Changed]), ui.Int(sum[domain.Removed]))
		}
		rows[k] = ui.R(ui.L(href(i.ID), clean(i.File)), stateTag(i.State), ui.S(ui.DateTime(ctx, i.Made)), ui.S(v.names.by(ctx, i)), ui.S(v.names.units[i.Owner]), what)
	}
	return rows
}

func unitOptions(units []org.Unit) []ui.Option {
	out := make([]ui.Option, len(units))
	for i, u := range units {
		out[i] = ui.Option{Value: u.ID.String(), Label: u.Name}
	}
	return out
}

func (v changesView) title() string {
	for _, k := range kinds {
		if k.kind == v.kind {
			return k.word
		}
	}
	return ""
}

// tabs are the three kinds of changes of the table.
func (v changesView) tabs(ctx context.Context) []ui.Tab {
	c := v.Report.Tables[v.table]
	n := map[string]int64{domain.Added: c.Added, domain.Changed: c.Changed, domain.Removed: c.Removed}
	var out []ui.Tab
	for _, k := range kinds {
		out = append(out, ui.Tab{Label: i18n.T(ctx, k.word) + " " + ui.Int(n[k.kind]), Href: changesHref(v.ID, v.table, k.kind), Active: k.kind == v.kind})
	}
	return out
}

func (v changesView) all() int64 {
	c := v.Report.Tables[v.table]
	return map[string]int64{domain.Added: c.Added, domain.Changed: c.Changed, domain.Removed: c.Removed}[v.kind]
}

func changeRows(v changesView) []ui.Row {
	rows := make([]ui.Row, len(v.rows))
	for i, c := range v.rows {
		name := clean(c.Label)
		if name == "" {
			name = clean(c.ID)
		}
		rows[i] = ui.R(ui.S(name), ui.S(number(c.Line)), ui.S(clean(c.ID)))
	}
	return rows
}

// cutNote says that not every row is listed.
func (v changesView) cutNote(ctx context.Context) string {
	if v.all() <= int64(len(v.rows)) {
		return ""
	}
	return i18n.T(ctx, "只列出前 %d 行，共 %s 行。", len(v.rows), ui.Int(v.all()))
}

// wrongText is why a button did nothing.
func wrongText(ctx context.Context, err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return i18n.T(ctx, "出错了，请稍后再试")
	}
	if len(f.Fields) > 0 {
		return i18n.T(ctx, f.Fields[0].Message)
	}
	return i18n.T(ctx, f.Message, f.Args...)
}

// steps are where an import stands.
func steps(v importView) []ui.Step {
	words := []string{"上传", "检查和比对", "您来核对", "保存"}
	at := map[domain.State]int{domain.Checking: 1, domain.Refused: 1, domain.Ready: 2, domain.Stopped: 2, domain.Stale: 2, domain.Applying: 3, domain.Failed: 3, domain.Done: 4}[v.State]
	out := make([]ui.Step, len(words))
	for i, w := range words {
		out[i] = ui.Step{Label: w, State: ui.StepAhead}
		switch {
		case i < at:
			out[i].State = ui.StepDone
		case i == at && (v.State == domain.Refused || v.State == domain.Failed):
			out[i].State = ui.StepBack
		case i == at:
			out[i].State = ui.StepNow
		}
	}
	return out
}

// columns are the sheets of the workbook and their columns, which keep their Chinese names in every language; what may stay empty
// stands in brackets.
var columns = []struct{ sheet, names string }{
	{workbook.SheetSchools, "学校名称、学校代码（学校短码、所属区县、类型）"},
	{workbook.SheetClasses, "学校代码、学段、入学年份、班号（班名）"},
	{workbook.SheetPupils, "学校代码、入学年份、班号、姓名、学号（学段、班内号、性别、出生日期、学籍号）"},
	{workbook.SheetTeachers, "学校代码、姓名、工号（手机、邮箱、职务）"},
	{workbook.SheetTeachings, "学校代码、工号、入学年份、班号（学段、学科、班主任）"},
	{workbook.SheetGuardians, "学校代码、学生学号、家长姓名（关系、手机）"},
}

func columnRows() []ui.Row {
	rows := make([]ui.Row, len(columns))
	for i, c := range columns {
		rows[i] = ui.R(ui.S(c.sheet), ui.S(c.names))
	}
	return rows
}
