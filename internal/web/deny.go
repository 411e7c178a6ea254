package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// doings are the words for what a verb lets somebody do, on the page that refuses it. A test holds that none of a route is missing.
var doings = map[org.Verb]string{
	org.LessonMake:     "写课、备课",          // i18n:data
	org.LessonReview:   "审核课程",           // i18n:data
	org.LibraryRead:    "使用资源库",          // i18n:data
	org.PrepRead:       "看集体备课的成果",       // i18n:data
	org.CourseEdit:     "编排课程目录",         // i18n:data
	org.ShelfKeep:      "管理书架",           // i18n:data
	org.Assign:         "布置练习",           // i18n:data
	org.PracticeDo:     "做练习",            // i18n:data
	org.AnswersEnter:   "录入作答",           // i18n:data
	org.MarkGive:       "批改简答题",          // i18n:data
	org.ClassAnalyse:   "看班级的学情",         // i18n:data
	org.UnitUse:        "看使用情况",          // i18n:data
	org.MonitorImport:  "导入质量监测",         // i18n:data
	org.MonitorRead:    "看质量监测",          // i18n:data
	org.ExamRegister:   "登记考试",           // i18n:data
	org.ExamApprove:    "批准考试",           // i18n:data
	org.ExamExcept:     "批准考试的例外",        // i18n:data
	org.ExamRead:       "看考试",            // i18n:data
	org.ExamHeld:       "看上级组织的考试",       // i18n:data
	org.MarksImport:    "导入成绩",           // i18n:data
	org.RecordRead:     "看学习记录",          // i18n:data
	org.OrgRead:        "看机构",            // i18n:data
	org.OrgManage:      "管理机构",           // i18n:data
	org.RosterImport:   "导入名册",           // i18n:data
	org.PeopleRead:     "看人员名册",          // i18n:data
	org.RoleGive:       "给人安排身份",         // i18n:data
	org.AccessApprove:  "批准查看学生数据",       // i18n:data
	org.AccessAsk:      "申请查看学生数据",       // i18n:data
	org.CardMake:       "制作登录卡",          // i18n:data
	org.DeviceManage:   "管理学校设备",         // i18n:data
	org.BoardUse:       "登录教室大屏",         // i18n:data
	org.ChildRead:      "看孩子的情况",         // i18n:data
	org.ConsentGive:    "替孩子同意或拒绝",       // i18n:data
	org.ConsentEnter:   "录入家长的纸质同意书",     // i18n:data
	org.DataAsk:        "申请查阅、更正或删除个人信息", // i18n:data
	org.DataAnswer:     "答复个人信息的申请",      // i18n:data
	org.NoticeSend:     "发通知",            // i18n:data
	org.NoticeRead:     "看通知",            // i18n:data
	org.RegisterRead:   "查登记册",           // i18n:data
	org.OwnAccount:     "管理自己的账号",        // i18n:data
	org.SecurityRead:   "查看安全设置",         // i18n:data
	org.RecordKeys:     "管理接口密钥",         // i18n:data
	org.SystemRead:     "查看系统状态",         // i18n:data
	org.SystemManage:   "管理系统",           // i18n:data
	org.AuditRead:      "查审计记录",          // i18n:data
	org.ExchangeRead:   "看国家平台目录",        // i18n:data
	org.ExchangeManage: "管理国家平台目录",       // i18n:data
	org.ReviewRule:     "规定审核的流程",        // i18n:data
	org.Takedown:       "依法下架课程",         // i18n:data
}

// denial says about a refusal what was wanted, whose work it is, who gives that role, and how to ask. It speaks of roles and of the
// reader's own place, never of people, and says the same whether the thing exists or not.
func denial(r *http.Request, kind fault.Kind, err error) *ui.Denial {
	a, v := org.ActorFrom(r.Context()), wanted(r.Context())
	if kind != fault.Denied || a == nil || doings[v] == "" {
		return nil
	}
	ctx := r.Context()
	d := &ui.Denial{Doing: i18n.T(ctx, doings[v]), Back: ui.BackOf(r)}
	if len(a.Roles) > 0 {
		d.Place = a.Roles[0].NodeName
	}
	if errors.Is(err, org.ErrNoBasis) {
		d.Giver = i18n.T(ctx, org.SchoolLeader.Name())
		return d
	}
	if a.Has(v) {
		return nil // the role is there: the sentence of the refusal says what else is missing
	}
	var roles []string
	for _, role := range org.Roles() {
		if role.Grants(v) && role != org.Pupil && role != org.Guardian {
			roles = append(roles, i18n.T(ctx, role.Name()))
		}
	}
	slices.Sort(roles)
	d.Roles = strings.Join(roles, i18n.T(ctx, "、"))
	switch {
	case a.Is(org.Pupil) || a.Is(org.Guardian):
		d.Roles = "" // not to be asked for
	default:
		d.Giver = givers(ctx, v)
	}
	return d
}

// givers are the roles that give the role: a school's own leader, and the region's security administrator where no school's role has
// the verb.
func givers(ctx context.Context, v org.Verb) string {
	for _, role := range []org.Role{org.Teacher, org.Teaching, org.ClassTeacher, org.Registrar} {
		if role.Grants(v) {
			return i18n.T(ctx, org.SchoolLeader.Name())
		}
	}
	return i18n.T(ctx, org.SecurityAdmin.Name())
}

// wayOn is the way on from a fault that has one: whoever lacks a basis asks for it.
func wayOn(r *http.Request, err error) *ui.Crumb {
	a := org.ActorFrom(r.Context())
	if !errors.Is(err, org.ErrNoBasis) || !a.Has(org.AccessAsk) {
		return nil
	}
	c := &ui.Crumb{Label: "申请一次有期限的查看", Href: "/access/ask"}
	at := ""
	if no := (*org.Refused)(nil); errors.As(err, &no) {
		at = no.At.String() // of a unit the form asks for the class
	}
	for _, class := range []string{at, r.PathValue("class"), r.URL.Query().Get("class")} {
		if _, err := id.Parse[org.Class](class); err == nil {
			c.Href = "/access/ask?class=" + class
		}
	}
	return c
}

type wantedKey struct{}

// wanted is the verb of the route.
func wanted(ctx context.Context) org.Verb {
	v, _ := ctx.Value(wantedKey{}).(org.Verb)
	return v
}

// errLacks is the answer to whoever holds the verb of a route nowhere: what exists and what does not are refused in the same words.
var errLacks = fault.New(fault.Denied, "您的身份没有这项权限")

// lacks reports whether somebody is signed in who holds the verb of the route nowhere.
func lacks(ctx context.Context) bool {
	a, v := org.ActorFrom(ctx), wanted(ctx)
	return a != nil && v != "" && !a.Has(v)
}

// records reports whether the service itself has to refuse: an attempt on minors' data by somebody who works here leaves a line, and
// its answer names who may approve (未成年人网络保护条例 art. 36).
func records(a *org.Actor, v org.Verb) bool {
	return org.Minors(v) && !a.Is(org.Pupil) && !a.Is(org.Guardian)
}
