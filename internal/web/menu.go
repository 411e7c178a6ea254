package web

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// menu is the whole menu in its order; a person sees the items for which a role carries the verb. A group goes on until the next one
// begins; what stands before the first is everybody's.
var menu = []struct {
	verb org.Verb
	item ui.MenuItem
}{
	{org.OwnAccount, ui.MenuItem{Key: "home", Label: "首页", Href: "/home", Icon: "home"}},
	{org.PracticeDo, ui.MenuItem{Key: "learn", Label: "今天", Href: "/learn", Icon: "home"}},
	{org.PracticeDo, ui.MenuItem{Key: "my-exams", Label: "我的考试", Href: "/learn/exams", Icon: "paper"}},
	{org.NoticeRead, ui.MenuItem{Key: "inbox", Label: "消息", Href: "/inbox", Icon: "inbox"}},
	{org.ChildRead, ui.MenuItem{Key: "family", Label: "我的孩子", Href: "/family", Icon: "home"}},
	{org.DataAsk, ui.MenuItem{Key: "data", Label: "数据与权利", Href: "/my/data", Icon: "shield"}},
	{org.LessonMake, ui.MenuItem{Key: "lessons", Label: "我的课", Href: "/teacher/lessons", Group: "备课", Icon: "book"}},
	{org.LessonMake, ui.MenuItem{Key: "prep", Label: "集体备课", Href: "/teacher/prep", Icon: "people"}},
	{org.PrepRead, ui.MenuItem{Key: "prep-done", Label: "备课成果", Href: "/school/prep", Icon: "people"}},
	{org.LessonMake, ui.MenuItem{Key: "thanks", Label: "谁用了我的课", Href: "/teacher/thanks", Icon: "people"}},
	{org.LibraryRead, ui.MenuItem{Key: "credit", Label: "贡献记录", Href: "/teacher/credit", Icon: "log"}},
	{org.LibraryRead, ui.MenuItem{Key: "courses", Label: "课程目录", Href: "/courses", Group: "找资源", Icon: "book"}},
	{org.LibraryRead, ui.MenuItem{Key: "library", Label: "资源库", Href: "/teacher/library", Icon: "search"}},
	{org.LibraryRead, ui.MenuItem{Key: "shelves", Label: "书架", Href: "/teacher/shelves", Icon: "star"}},
	{org.LibraryRead, ui.MenuItem{Key: "national", Label: "国家平台目录", Href: "/national", Icon: "globe"}},
	{org.AnswersEnter, ui.MenuItem{Key: "assignments", Label: "练习与作业", Href: "/teacher/assignments", Group: "教学", Icon: "edit"}},
	{org.ClassAnalyse, ui.MenuItem{Key: "sheets", Label: "讲评单", Href: "/teacher/sheets", Icon: "chart"}},
	{org.ClassAnalyse, ui.MenuItem{Key: "exam-classes", Label: "考试分析", Href: "/teacher/exams", Icon: "chart"}},
	{org.BoardUse, ui.MenuItem{Key: "board", Label: "登录大屏", Href: "/board/confirm", Icon: "screen"}},
	{org.NoticeSend, ui.MenuItem{Key: "notices", Label: "发通知", Href: "/notices", Icon: "edit"}},
	{org.LessonReview, ui.MenuItem{Key: "review", Label: "审核", Href: "/review", Group: "审核与登记", Icon: "check"}},
	{org.Takedown, ui.MenuItem{Key: "takedowns", Label: "依法下架", Href: "/takedowns", Icon: "shield"}},
	{org.CreditAnswer, ui.MenuItem{Key: "appeals", Label: "贡献申诉", Href: "/credit/appeals", Icon: "inbox"}},
	{org.CreditAudit, ui.MenuItem{Key: "credit-audit", Label: "贡献抽查", Href: "/credit/audit", Icon: "check"}},
	{org.ExamRead, ui.MenuItem{Key: "exams", Label: "考试登记", Href: "/exams", Icon: "paper"}},
	{org.UnitUse, ui.MenuItem{Key: "bureau", Label: "应用与均衡", Href: "/bureau", Group: "统计与监测", Icon: "chart"}},
	{org.UnitUse, ui.MenuItem{Key: "sharing", Label: "共享地图", Href: "/bureau/sharing", Icon: "globe"}},
	{org.UnitUse, ui.MenuItem{Key: "exam-units", Label: "学校与区域考试分析", Href: "/bureau/exams", Icon: "chart"}},
	{org.MonitorRead, ui.MenuItem{Key: "monitoring", Label: "质量监测", Href: "/bureau/monitoring", Icon: "chart"}},
	{org.UnitUse, ui.MenuItem{Key: "items", Label: "题目表现", Href: "/bureau/items", Icon: "log"}},
	{org.RecordRead, ui.MenuItem{Key: "records", Label: "学习记录", Href: "/bureau/records", Icon: "log"}},
	{org.RegisterRead, ui.MenuItem{Key: "register", Label: "督导登记", Href: "/register", Icon: "log"}},
	{org.SystemRead, ui.MenuItem{Key: "system", Label: "系统状态", Href: "/admin/system", Group: "系统", Icon: "settings"}},
	{org.ExchangeRead, ui.MenuItem{Key: "exchange", Label: "国家平台对接", Href: "/exchange", Icon: "link"}},
	{org.SystemManage, ui.MenuItem{Key: "certificate", Label: "证书与时间", Href: "/admin/certificate", Icon: "shield"}},
	{org.RecordKeys, ui.MenuItem{Key: "keys", Label: "接口密钥", Href: "/admin/keys", Icon: "key"}},
	{org.AuditRead, ui.MenuItem{Key: "audit", Label: "审计日志", Href: "/admin/audit", Icon: "log"}},
	{org.PeopleRead, ui.MenuItem{Key: "people", Label: "人员", Href: "/school/people", Group: "人员与机构", Icon: "people"}},
	{org.RoleGive, ui.MenuItem{Key: "roles", Label: "身份与职务", Href: "/school/roles", Icon: "user"}},
	{org.CardMake, ui.MenuItem{Key: "cards", Label: "登录卡", Href: "/school/cards", Icon: "key"}},
	{org.RosterImport, ui.MenuItem{Key: "roster", Label: "名册导入", Href: "/school/roster", Icon: "upload"}},
	{org.RosterImport, ui.MenuItem{Key: "slips", Label: "激活单", Href: "/school/slips", Icon: "print"}},
	{org.DeviceManage, ui.MenuItem{Key: "devices", Label: "设备", Href: "/school/devices", Icon: "screen"}},
	{org.OrgManage, ui.MenuItem{Key: "ways", Label: "外发通道", Href: "/school/ways", Icon: "settings"}},
	{org.OrgManage, ui.MenuItem{Key: "room", Label: "文件空间", Href: "/files/room", Icon: "upload"}},
	{org.OrgRead, ui.MenuItem{Key: "tree", Label: "机构与班级", Href: "/school/tree", Icon: "people"}},
	{org.AccessAsk, ui.MenuItem{Key: "access", Label: "查看权限", Href: "/access", Group: "个人信息保护", Icon: "shield"}},
	{org.RegisterRead, ui.MenuItem{Key: "looks", Label: "查看登记", Href: "/access/looks", Icon: "log"}},
	{org.DataAnswer, ui.MenuItem{Key: "rights", Label: "个人信息申请", Href: "/rights", Icon: "inbox"}},
	{org.ConsentEnter, ui.MenuItem{Key: "consents", Label: "监护人同意书", Href: "/consents", Icon: "paper"}},
	{org.DataExport, ui.MenuItem{Key: "archive", Label: "全部数据导出", Href: "/archive", Icon: "download"}},
}

// menu is the actor's menu with the number of letters that wait. A number that cannot be had is left out: no page fails for it.
func (s *Site) menu(ctx context.Context, a *org.Actor) []ui.MenuItem {
	out := menuOf(a)
	if s.unread == nil {
		return out
	}
	for i := range out {
		if out[i].Key != "inbox" {
			continue
		}
		n, err := s.unread(ctx, a.Person)
		if err != nil {
			s.log.Error("unread letters", "error", err)
		}
		out[i].Count = n
	}
	return out
}

// shortMenu is how many items read well without headings.
const shortMenu = 6

func menuOf(a *org.Actor) []ui.MenuItem {
	var out []ui.MenuItem
	group := ""
	for _, m := range menu {
		if m.item.Group != "" {
			group = m.item.Group
		}
		if m.item.Key == "home" && a.Has(org.PracticeDo) { // a pupil begins with today's work
			continue
		}
		if a.Has(m.verb) {
			it := m.item
			it.Group = group
			out = append(out, it)
		}
	}
	if len(out) <= shortMenu {
		for i := range out {
			out[i].Group = ""
		}
	}
	return out
}

// userOf is the line in the top bar: name, the widest role, and where it is held.
func userOf(a *org.Actor) *ui.User {
	u := &ui.User{Name: a.Name}
	for _, h := range a.Roles {
		if u.Role == "" || u.Place == "" && h.NodeName != "" {
			u.Role, u.Place = h.Role.Name(), h.NodeName
		}
	}
	return u
}

func queryPath(r *http.Request) string { return url.QueryEscape(r.URL.RequestURI()) }
