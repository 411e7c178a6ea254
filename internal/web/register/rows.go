package register

import (
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

var kinds = map[org.Kind]string{org.Region: "区域", org.District: "区县", org.Group: "教育集团", org.Central: "中心校", org.School: "学校", org.Campus: "教学点"}

func unitRows(units []org.Unit) []ui.Row {
	rows := make([]ui.Row, len(units))
	for i, u := range units {
		rows[i] = ui.R(ui.S(u.Code), ui.S(u.Name), ui.K(kinds[u.Kind]), ui.S(u.Short))
	}
	return rows
}

func lineRows(lines []homework.Published, subject func(string) string) []ui.Row {
	rows := make([]ui.Row, len(lines))
	for i, l := range lines {
		limit, state := ui.S(""), ui.Tag(ui.Neutral, "不限")
		if l.Load.Limited {
			limit, state = ui.I(l.Load.Limit), ui.Tag(ui.Success, "没有超过")
			if l.Load.Used > l.Load.Limit {
				state = ui.Tag(ui.Warning, "超过")
			}
		}
		rows[i] = ui.R(ui.S(l.School.Name), ui.S(l.Class.Label()), ui.S(subject(l.Subject)), ui.I(l.Minutes), ui.I(l.Load.Used), limit, state, ui.S(l.Reason))
	}
	return rows
}
