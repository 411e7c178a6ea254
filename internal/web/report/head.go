package report

import (
	"context"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

var purposes = map[string]string{"final": "期末", "midterm": "期中", "mock": "毕业年级模拟", "statutory": "升学考试", "monitoring": "学业质量监测", "other": "其他"} // i18n:data

// heading is the title of a report: of what and of whom.
func (v *view) heading(ctx context.Context) string {
	name := v.title
	if v.Part != "" {
		name += " · " + v.Part
	}
	return name + " · " + v.subjectName(ctx, v.Subject)
}

// lead says which exam.
func (v *view) lead(ctx context.Context) string {
	h := v.Head
	out := []string{h.Title, t(ctx, org.GradeName(h.Grade)), ui.Date(ctx, h.First)}
	if p := purposes[h.Purpose]; p != "" {
		out = append(out, t(ctx, p))
	}
	if h.Full.Defined() {
		out = append(out, t(ctx, "满分 %s", figure(h.Full, 0)))
	}
	if h.N > 0 && v.Hidden == "" {
		out = append(out, t(ctx, "实考 %d 人", h.N))
	}
	return strings.Join(out, " · ")
}

func (v *view) crumbs(ctx context.Context) []ui.Crumb {
	return []ui.Crumb{{Label: t(ctx, "考试分析"), Href: v.list}}
}

// subjectTabs lead to the same place in another subject.
func (v *view) subjectTabs(ctx context.Context) []ui.Tab {
	var out []ui.Tab
	one := *v
	for _, s := range append([]string{""}, v.subjects...) {
		if s == "" && len(v.subjects) < 2 {
			continue
		}
		one.Subject = s
		out = append(out, ui.Tab{Label: v.subjectName(ctx, s), Href: one.base + one.query(), Active: s == v.Subject})
	}
	return out
}

func (v *view) tabLinks(tabs []tab, open int) []ui.Tab {
	out := make([]ui.Tab, len(tabs))
	for i, x := range tabs {
		out[i] = ui.Tab{Label: x.label, Href: v.base + v.query("tab", x.key), Active: i == open}
	}
	return out
}

// tableHref is the workbook with one table.
func (v *view) tableHref(key string) string {
	item := ""
	if v.no > 0 {
		item = strconv.Itoa(v.no)
	}
	return v.to("tables.xlsx", "table", key, "item", item)
}
