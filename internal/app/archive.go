package app

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/archive"
	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	webarchive "github.com/tongxue-edu/tongxue/internal/web/archive"
)

// openArchive joins what every domain holds of a school into one workbook. A package that begins to keep something of schools adds its
// sheet here. Each row carries the id of its person, so that a name that stands twice is told apart.
func (a *App) openArchive() {
	a.Archive = archive.New(archive.Parts{Core: a.Core, Org: a.Org, Jobs: a.Jobs, Blobs: a.Blobs, Clock: a.Config.Clock, Sheets: []archive.Sheet{
		{Name: "机构", Note: "学校和它的教学点、校区", Heads: []string{"代码", "名称", "类型", "开始", "结束", "上级"}, Fill: a.unitRows},
		{Name: "班级", Note: "现在和过去的班级", Heads: []string{"班级编号", "学校", "班级", "类型", "学段", "入学年份", "班号", "学科", "开始", "结束"}, Fill: a.classRows},
		{Name: "人员", Note: "学校留有记录的学生、教职工和家长；不含学籍号、证件号、密码", Heads: []string{"人员编号", "姓名", "学号或工号", "性别", "出生日期", "电话", "邮箱"}, Fill: a.peopleRows},
		{Name: "在班", Note: "谁从哪天到哪天在哪个班", Heads: []string{"人员编号", "姓名", "班级编号", "班级", "班内学号", "开始", "结束"}, Fill: a.seatRows},
		{Name: "任职任课与监护", Note: "身份、任课和监护关系，带起止日期", Heads: []string{"人员编号", "姓名", "身份", "在哪里", "学科", "开始", "结束", "说明"}, Fill: a.postRows},
		{Name: "课", Note: "学校的课和草稿，正文在最后一列；附件另用备份带走", Heads: []string{"课的编号", "课题", "学科", "年级", "章节", "作者编号", "状态", "建立", "最近修改", "正文"}, Fill: a.workRows},
		{Name: "布置", Note: "布置过的练习与作业", Heads: []string{"布置编号", "练习", "学科", "班级", "方式", "地点", "预计分钟", "布置日", "截止日", "题数", "人数", "布置人编号"}, Fill: a.assignmentRows},
		{Name: "练习回答", Note: "每名学生交上来的回答和对错；练习不计分，没有总分", Heads: []string{"人员编号", "姓名", "布置日", "练习", "题号", "回答", "结果", "老师的话"}, Fill: a.replyRows},
		{Name: "考试结果", Note: "按学段规定的形式：义务教育阶段是等第；没有名次；抽样监测不对应个人，不在里面", Heads: []string{"考试", "第一天", "年级", "班级", "人员编号", "姓名", "学科", "状态", "结果", "满分"}, Fill: a.resultRows},
		{Name: "查看与审计", Note: "谁在什么时候、凭什么看过或想看这所学校的数据，以及重要的改动", Heads: []string{"序号", "时间", "动作", "人员编号", "哪里的", "内容", "依据"}, Fill: a.auditRows},
	}})
}

// archivePages are the pages of it.
func (a *App) archivePages() *webarchive.Pages {
	return &webarchive.Pages{Archive: a.Archive, Org: a.Org}
}

// dated is a moment as a day in China; nothing for never.
func dated(m clock.Micros) string {
	if m == clock.Forever || m <= 0 {
		return ""
	}
	return clock.Local(m).Format("2006-01-02")
}

func (a *App) unitRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	for _, u := range p.Units {
		up, err := a.Org.Parents(ctx, u.ID)
		if err != nil {
			return err
		}
		var names []string
		for _, x := range up {
			names = append(names, x.Name)
		}
		kind := map[org.Kind]string{org.School: "学校", org.Central: "中心校", org.Campus: "教学点或校区"}[u.Kind]
		if err := row(u.Code, u.Name, kind, dated(u.Since), dated(u.Until), strings.Join(names, "、")); err != nil {
			return err
		}
	}
	return nil
}

var stageNames = map[string]string{org.Primary: "小学", org.Junior: "初中", org.Senior: "高中"}

func (a *App) classRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	names := unitNames(p)
	return a.Org.EachClass(ctx, p.IDs(), func(page []org.Class) error {
		for _, c := range page {
			kind := "行政班"
			if c.Kind == org.TeachingClass {
				kind = "教学班"
			}
			if err := row(c.ID.String(), names[c.School], c.Label(), kind, stageNames[c.Stage], c.Cohort, c.Number, a.Preset.SubjectName(c.Subject), dated(c.Since), dated(c.Until)); err != nil {
				return err
			}
		}
		return nil
	})
}

func unitNames(p archive.Place) map[org.UnitID]string {
	out := map[org.UnitID]string{}
	for _, u := range p.Units {
		out[u.ID] = u.Name
	}
	return out
}

func (a *App) peopleRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Org.EachKept(ctx, p.IDs(), func(page []org.Kept) error {
		for _, k := range page {
			sex := map[string]string{"1": "男", "2": "女"}[k.About.Sex]
			if err := row(k.ID.String(), k.Name, k.About.Number, sex, k.About.Born, k.About.Phone, k.About.Email); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) seatRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Org.EachSeat(ctx, p.IDs(), func(page []org.Seat) error {
		people, classes := make([]org.PersonID, len(page)), make([]org.ClassID, len(page))
		for i, s := range page {
			people[i], classes[i] = s.Person, s.Class.ID
		}
		names, err := a.Org.Names(ctx, people)
		if err != nil {
			return err
		}
		labels, err := a.Org.ClassesByID(ctx, classes)
		if err != nil {
			return err
		}
		for _, s := range page {
			if err := row(s.Person.String(), names[s.Person], s.Class.ID.String(), labels[s.Class.ID].Label(), s.Number, dated(s.Since), dated(s.Until)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) postRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Org.EachPost(ctx, p.IDs(), func(page []org.Post) error {
		for _, x := range page {
			if err := row(x.Person.String(), x.Name, x.Role.Name(), x.Place, a.Preset.SubjectName(x.Subject), dated(x.Since), dated(x.Until), x.Note); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) workRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Lessons.EachOf(ctx, p.IDs(), func(page []commons.Work) error {
		for _, w := range page {
			if err := row(w.ID.String(), w.Title, a.Preset.SubjectName(w.Subject), org.GradeName(w.Grade), w.Chapter, w.Author.String(), string(w.State), dated(w.Created), dated(w.Changed), w.Body); err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *App) assignmentRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Homework.EachOf(ctx, p.IDs(), func(page []homework.Assignment) error {
		classes := make([]org.ClassID, len(page))
		for i, x := range page {
			classes[i] = x.Class
		}
		labels, err := a.Org.ClassesByID(ctx, classes)
		if err != nil {
			return err
		}
		for _, x := range page {
			mode, place := "纸质", "在校"
			if x.Mode == homework.Device {
				mode = "学校设备"
			}
			if x.Place == homework.AtHome {
				place = "回家"
			}
			if err := row(x.ID.String(), x.Title, a.Preset.SubjectName(x.Subject), labels[x.Class].Label(), mode, place, x.Minutes, dated(x.GivenAt), dated(x.Due), x.Items, x.Pupils, x.GivenBy.String()); err != nil {
				return err
			}
		}
		return nil
	})
}

// replyRows are the answers of one pupil after the other, in the words that the pupil's own pages show, without what was given elsewhere.
func (a *App) replyRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	here := map[org.UnitID]bool{}
	for _, u := range p.Units {
		here[u.ID] = true
	}
	return a.Org.EnrolledEver(ctx, p.IDs(), func(person org.PersonID) error {
		self := a.Org.Self(person, "archive")
		sittings, err := a.Assess.Mine(ctx, self)
		if err != nil {
			return err
		}
		ids := make([]id.Any, len(sittings))
		for i, s := range sittings {
			ids[i] = s.Assignment
		}
		briefs, err := a.Homework.Briefs(ctx, ids)
		if err != nil {
			return err
		}
		who, err := a.Org.PersonByID(ctx, person)
		if err != nil {
			return err
		}
		for _, s := range sittings {
			as, ok := briefs[s.Assignment]
			if !ok || !here[as.Owner] {
				continue
			}
			lines, err := a.repliesOf(ctx, self, s, as)
			if err != nil {
				return err
			}
			for _, l := range lines {
				if err := row(person.String(), who.Name, l[0], l[1], l[2], l[3], l[4], l[5]); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

var sitWords = map[exam.Status]string{exam.Sat: "", exam.Absent: "缺考", exam.Deferred: "缓考", exam.Void: "无效", exam.Excluded: "不计入"}

// resultRows are results as the pupil and the guardian may know them: the report decides by the stage's rule whether that is a level or a
// mark, and keeps monitorings, whose results are nobody's, to itself.
func (a *App) resultRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Exams.EachSitter(ctx, p.IDs(), func(e exam.Exam, s exam.Sitter) error {
		own, err := a.Reports.Own(ctx, a.Org.Self(s.Person, "archive"), e.ID, s.Person)
		if fault.Is(err, fault.Unlawful) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Gone) {
			return nil // a monitoring, or an exam whose results are not out
		}
		if err != nil {
			return err
		}
		who, err := a.Org.PersonByID(ctx, s.Person)
		if err != nil {
			return err
		}
		class, err := a.Org.Class(ctx, s.Class)
		if err != nil {
			return err
		}
		for _, x := range own.Subjects {
			result, full := resultOf(own, x)
			if err := row(e.Title, dated(e.First), org.GradeName(e.Grade), class.Label(), s.Person.String(), who.Name, a.Preset.SubjectName(x.Subject), sitWords[x.Status], result, full); err != nil {
				return err
			}
		}
		return nil
	})
}

func resultOf(own report.Own, x report.OwnSubject) (result, full any) {
	if x.Status != exam.Sat {
		return "", ""
	}
	if own.Shows == "mark" {
		return float64(x.Mark), float64(x.Full)
	}
	return x.Level, ""
}

// auditRows are the lines about the school and what lies below it, newest first. Names are in the sheet of people.
func (a *App) auditRows(ctx context.Context, p archive.Place, row func(...any) error) error {
	return a.Org.EachAudited(ctx, p.School.ID, func(page []audit.Entry) error {
		for _, e := range page {
			place, err := a.Org.PlaceName(ctx, e.Scope)
			if err != nil {
				return err
			}
			var d struct{ Verb org.Verb }
			_ = json.Unmarshal(e.Detail, &d) // details of other kinds have no verb
			what, actor := "", ""
			if d.Verb != "" {
				what = org.Look{Verb: d.Verb}.What()
			}
			if !e.Actor.IsZero() {
				actor = e.Actor.String()
			}
			if err := row(int(e.Seq), clock.Local(e.At).Format("2006-01-02 15:04:05"), e.Action, actor, place, what, e.Basis); err != nil {
				return err
			}
		}
		return nil
	})
}
