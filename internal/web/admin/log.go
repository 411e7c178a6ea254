package admin

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// actions are the kinds of lines that an auditor looks for by name, in the order of the filter; any other is shown by its code.
var actions = []ui.Option{
	{Value: org.ActionRefused, Label: "想看学生数据，被拒绝"}, {Value: "look.minors", Label: "查看学生数据"}, {Value: "ask.access", Label: "申请查看"}, {Value: "decide.access", Label: "答复查看申请"},
	{Value: "end.access", Label: "收回查看"}, {Value: "decide.sheet", Label: "批准访问清单"}, {Value: "strike.sheet.line", Label: "从访问清单划掉"},
	{Value: "ask.export", Label: "申请导出全部数据"}, {Value: "decide.export", Label: "答复导出申请"}, {Value: "fetch.export", Label: "下载全部数据"}, {Value: "create.key", Label: "建立接口密钥"},
}

// auditView is a page of the log.
type auditView struct {
	Values  url.Values
	Filter  audit.Filter
	Entries []audit.Entry
	Places  []string // of the entries
	Next    string
	Broken  error
}

// auditFilter reads the filter of the page; what cannot be read is no filter.
func auditFilter(q url.Values) audit.Filter {
	f := audit.Filter{Action: q.Get("action")}
	f.Before, _ = parseSeq(q.Get("before"))
	f.Actor, _ = id.Parse[any](q.Get("person"))
	if day, err := time.ParseInLocation(time.DateOnly, q.Get("day"), clock.Shanghai); err == nil {
		f.From, f.To = clock.At(day), clock.At(day.AddDate(0, 0, 1))
	}
	return f
}

// narrowed reports whether the page shows less than everything.
func (v auditView) narrowed() bool {
	return v.Filter.Action != "" || v.Filter.From != 0 || !v.Filter.Actor.IsZero()
}

// href is this page of the log before an entry, under the same filter.
func (v auditView) href(before string) string {
	q := url.Values{"before": {before}}
	for _, k := range []string{"action", "person", "day"} {
		if s := v.Values.Get(k); s != "" {
			q.Set(k, s)
		}
	}
	return "/admin/audit?" + q.Encode()
}

// actionName is an action in words, with its code where it has none.
func actionName(ctx context.Context, code string) string {
	if i := slices.IndexFunc(actions, func(o ui.Option) bool { return o.Value == code }); i >= 0 {
		return i18n.T(ctx, actions[i].Label)
	}
	return code
}

func auditRows(ctx context.Context, v auditView) []ui.Row {
	var rows []ui.Row
	for i, e := range v.Entries {
		actor := ui.S(ui.Dash)
		if !e.Actor.IsZero() { // its beginning is a time, which many who were imported together share
			actor = ui.L("/admin/audit?"+url.Values{"person": {e.Actor.String()}}.Encode(), e.Actor.String()[24:])
		}
		var d struct{ Verb org.Verb }
		_ = json.Unmarshal(e.Detail, &d) // details of other kinds have no verb
		what := ui.Dash
		if d.Verb != "" {
			what = i18n.T(ctx, org.Look{Verb: d.Verb}.What())
		}
		place := v.Places[i]
		if place == "" {
			place = ui.Dash
		}
		rows = append(rows, ui.R(ui.I(int(e.Seq)), ui.S(ui.DateTime(ctx, e.At)), ui.S(actionName(ctx, e.Action)), actor, ui.S(place), ui.S(what), ui.S(e.Basis), ui.S(e.Hash[:min(19, len(e.Hash))])))
	}
	return rows
}
