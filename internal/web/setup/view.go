package setup

import (
	"context"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/setup"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// view is what the page of a step shows.
type view struct {
	setup.State
	units  []org.Unit
	values url.Values
	err    error
}

// done is what the last page tells once.
type done struct {
	school            org.Unit
	leader, registrar setup.Person
	slip, site        string
}

func (v view) role() org.Role { return setup.Admins[v.Step-setup.MakeSystem] }

// duties say what each administrator does.
var duties = map[org.Role]string{
	org.SystemAdmin:   "系统管理员看系统状态、建机构、管接口密钥。",
	org.SecurityAdmin: "安全管理员安排局里的身份、看登录情况、管证书。",
	org.AuditAdmin:    "审计管理员只看审计日志，别人改不了它。",
}

func (v view) steps(_ context.Context) []ui.Step {
	labels := []string{"核对区域", "系统管理员", "安全管理员", "审计管理员", "第一所学校", "校长"}
	out := make([]ui.Step, len(labels))
	for i, l := range labels {
		out[i] = ui.Step{Label: l, State: ui.StepAhead}
		switch {
		case setup.Step(i) < v.Step:
			out[i].State = ui.StepDone
		case setup.Step(i) == v.Step:
			out[i].State = ui.StepNow
		}
	}
	return out
}

func (v view) districtNames() string {
	var names []string
	for _, u := range v.units {
		if u.Kind == org.District {
			names = append(names, u.Name)
		}
	}
	if names == nil {
		return ui.Dash
	}
	return strings.Join(names, "、")
}

func (v view) districts() []ui.Option {
	var out []ui.Option
	for _, u := range v.units {
		if u.Kind == org.District {
			out = append(out, ui.Option{Value: u.ID.String(), Label: u.Name})
		}
	}
	return out
}
