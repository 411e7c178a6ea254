package home

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// lead is the day and how much waits.
func (v view) lead(ctx context.Context) string {
	today := ui.Date(ctx, v.Now)
	if v.First == nil {
		return today
	}
	return i18n.T(ctx, "%[1]s · 等着您的事有 %[2]d 类", today, 1+len(v.Rest))
}

// empty is the quiet page, with one place to go that fits the role.
func (v view) empty(ctx context.Context) ui.EmptySpec {
	if v.bare() {
		return ui.EmptySpec{Title: "您的账号还没有身份", Text: "请联系学校管理员，为您登记任课或职务。登记并批准以后，您的工作会出现在这里。", Icon: "user"}
	}
	e := ui.EmptySpec{Title: "今天没有等着您的事", Text: "有新的事会出现在这里，最急的排在最前面。", Icon: "check"}
	for _, way := range []struct {
		verb        org.Verb
		href, label string
	}{{org.LessonMake, "/teacher/library", "去资源库看看"}, {org.UnitUse, "/bureau", "看应用与均衡"}, {org.RegisterRead, "/register", "看督导登记"}, {org.ChildRead, "/family", "看我的孩子"},
		{org.SystemRead, "/admin/system", "看系统状态"}, {org.AuditRead, "/admin/audit", "看审计日志"}, {org.RoleGive, "/school/roles", "看身份与职务"}} {
		if v.Actor.Has(way.verb) {
			e.Href, e.Label = way.href, way.label
			break
		}
	}
	return e
}

// bare reports whether the account has no role beyond being itself.
func (v view) bare() bool {
	for _, h := range v.Actor.Roles {
		if h.Role.Known() {
			return false
		}
	}
	return true
}

// shortDay is a day without its year: 11月30日, or 30 Nov.
func shortDay(ctx context.Context, at clock.Micros) string {
	t := clock.Local(at)
	if i18n.LangOf(ctx) == i18n.En {
		return t.Format("2 Jan")
	}
	return fmt.Sprintf("%d月%d日", int(t.Month()), t.Day()) // i18n:data
}
