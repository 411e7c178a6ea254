package lesson

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

func licenceValue(d commons.Draftable) string {
	if d.Licence == "" {
		return string(commons.InRegion)
	}
	return string(d.Licence)
}

func holderValue(d commons.Draftable) string {
	if d.Rights == "" {
		return string(commons.HeldByPerson)
	}
	return string(d.Rights)
}

// licenceOptions are all licences, or those that the original of a derived work allows.
func licenceOptions(source commons.Licence) []ui.Option {
	var out []ui.Option
	if source != "" {
		allowed, err := source.Derivable()
		if err == nil {
			for _, l := range allowed {
				out = append(out, ui.Option{Value: string(l), Label: l.Terms().Name})
			}
			return out
		}
	}
	for _, t := range commons.Licences() {
		out = append(out, ui.Option{Value: string(t.Licence), Label: t.Name})
	}
	return out
}

func licenceHelp(source commons.Licence) string {
	if source != "" {
		return "只列出原课的许可准许的。"
	}
	return "不清楚时选“区域内共享”。"
}

func holderOptions() []ui.Option {
	var out []ui.Option
	for _, h := range commons.Holders() {
		out = append(out, ui.Option{Value: string(h), Label: h.Name()})
	}
	return out
}

func extentOptions() []ui.Option {
	var out []ui.Option
	for _, e := range []commons.Extent{commons.AIPart, commons.AIWhole} {
		out = append(out, ui.Option{Value: string(e), Label: e.Name()})
	}
	return out
}

// licenceTable tells the licences and their four rules.
func licenceTable(ctx context.Context) ui.Table {
	tb := ui.Table{Caption: "各种许可", HideCap: true, Dense: true, Columns: []ui.Column{{Label: "许可", Wide: true}, {Label: "改编"}, {Label: "进离线包"}, {Label: "传到外区域"},
		{Label: "给校外公众看"}}}
	for _, t := range commons.Licences() {
		tb.Rows = append(tb.Rows, ui.R(ui.Group(ui.S(i18n.T(ctx, t.Name)), smallLine(i18n.T(ctx, t.Words))), ui.S(yes(ctx, t.Adapt)), ui.S(yes(ctx, t.Offline)), ui.S(yes(ctx, t.Cross)), ui.S(yes(ctx, t.Outside))))
	}
	return tb
}

func yes(ctx context.Context, b bool) string {
	if b {
		return i18n.T(ctx, "可以")
	}
	return i18n.T(ctx, "不可以")
}

// Rule is one of the four rules of a licence in words.
type Rule struct {
	Allowed bool
	Text    string // zh-CN, translated
}

// RulesOf tells a licence's four rules in words.
func RulesOf(ctx context.Context, r commons.Rules) []Rule {
	one := func(b bool, yes, no string) Rule {
		if b {
			return Rule{true, i18n.T(ctx, yes)}
		}
		return Rule{false, i18n.T(ctx, no)}
	}
	return []Rule{
		one(r.Adapt, "可以改编", "不可以改编"),
		one(r.Offline, "可以放进离线包", "不放进离线包"),
		one(r.Cross, "可以传到本区域以外", "不传到本区域以外"),
		one(r.Outside, "可以给没有账号的人看", "只给登录的师生看"),
	}
}
