package people

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// kinds are the names of kinds of units.
var kinds = map[org.Kind]string{org.Region: "区域", org.District: "区县", org.Group: "教育集团", org.Central: "中心校", org.School: "学校", org.Campus: "教学点"}

func (v listView) tabHref(tab string) string {
	h := "/school/people?unit=" + v.unit.ID.String()
	if tab != "" {
		h += "&tab=" + tab
	}
	return h
}

func (v listView) heading() string {
	switch {
	case v.q != "":
		return "找到的人"
	case v.tab == "staff":
		return "教职工"
	}
	return "学生"
}

// columns of a list: pupils are all pupils, so that their role says nothing, and staff sit in no class.
func (v listView) columns() []ui.Column {
	name, class, role := ui.Column{Key: "name", Label: "姓名", Head: true}, ui.Column{Key: "class", Label: "班级"}, ui.Column{Key: "role", Label: "身份", Wide: true}
	switch {
	case v.q != "":
		return []ui.Column{name, {Key: "number", Label: "学号、工号"}, class, role}
	case v.tab == "staff":
		return []ui.Column{name, {Key: "number", Label: "工号"}, role}
	}
	class.Wide = true
	return []ui.Column{name, {Key: "number", Label: "学号"}, class}
}

func (v listView) empty() ui.EmptySpec {
	if v.q != "" {
		return ui.EmptySpec{Title: "没有找到", Text: "换一个姓名的开头、学号或工号再试。", Href: v.tabHref(""), Label: "看全部"}
	}
	return ui.EmptySpec{Title: "还没有人", Text: "可以导入名册，或逐个添加。"}
}

// maxUnits bounds the choice of units in a list; other units are reached by their own page of the tree.
const maxUnits = 300

func unitOptions(units []org.Unit, now org.Unit) []ui.Option {
	var out []ui.Option
	seen := map[org.UnitID]bool{}
	for _, u := range units {
		if !seen[u.ID] && len(out) < maxUnits {
			seen[u.ID] = true
			out = append(out, ui.Option{Value: u.ID.String(), Label: u.Name})
		}
	}
	if !seen[now.ID] {
		out = append(out, ui.Option{Value: now.ID.String(), Label: now.Name})
	}
	return out
}

func personLink(p org.PersonID, name string) templ.Component {
	return ui.L("/school/person/"+p.String(), name)
}

func personRows(ctx context.Context, v listView) []ui.Row {
	rows := make([]ui.Row, len(v.people))
	for i, p := range v.people {
		rows[i] = ui.R(personLink(p.ID, p.Name), ui.S(p.Number))
		if v.q != "" || v.tab != "staff" {
			rows[i].Cells = append(rows[i].Cells, ui.S(classLabels(ctx, p.Seats)))
		}
		if v.q != "" || v.tab == "staff" {
			rows[i].Cells = append(rows[i].Cells, ui.S(postWords(ctx, p)))
		}
	}
	return rows
}

// postWords are the roles of a line, each once; somebody who is nothing any more is said to have left.
func postWords(ctx context.Context, p org.Listed) string {
	var out []string
	seen := map[string]bool{}
	if len(p.Seats) > 0 {
		out = append(out, i18n.T(ctx, org.Pupil.Name()))
	}
	for _, h := range p.Posts {
		w := i18n.T(ctx, h.Role.Name())
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	if out == nil {
		return i18n.T(ctx, "已离开")
	}
	return strings.Join(out, "、")
}

func classRows(classes []org.Class) []ui.Row {
	rows := make([]ui.Row, len(classes))
	for i, c := range classes {
		rows[i] = ui.R(ui.L("/school/class/"+c.ID.String(), c.Label()))
	}
	return rows
}

func registerRows(ctx context.Context, lines []org.Registered, states map[org.PersonID]signState) []ui.Row {
	rows := make([]ui.Row, len(lines))
	for i, l := range lines {
		s := states[l.Person]
		rows[i] = ui.R(ui.S(l.Number), personLink(l.Person, l.Name), ui.S(s.login), ui.K(setWord(s)), ui.K(cardWord(s)), ui.S(ui.Date(ctx, l.Since)))
		if l.Since == 0 {
			rows[i].Cells[5] = ui.S("")
		}
	}
	return rows
}

func setWord(s signState) string {
	switch {
	case s.login == "":
		return "没有登录名"
	case s.set:
		return "已设"
	}
	return "未设"
}

func cardWord(s signState) string {
	if s.card {
		return "已发"
	}
	return "未发"
}

func orDash(s string) string {
	if s == "" {
		return ui.Dash
	}
	return s
}

func since(ctx context.Context, at clock.Micros) string {
	if at == 0 {
		return ui.Dash
	}
	return ui.Date(ctx, at)
}

func until(ctx context.Context, at clock.Micros) string {
	if at >= clock.Forever {
		return ui.Dash
	}
	return ui.Date(ctx, at-1) // the last day
}

func today(now clock.Micros) string { return clock.Local(now).Format(time.DateOnly) }

var sexes = map[string]string{"1": "男", "2": "女", "9": "未说明", "0": "未知"}

func (v personView) pairs(ctx context.Context) []ui.Pair {
	p := v.Profile
	out := []ui.Pair{{Label: "姓名", Text: v.Name}, {Label: numberLabel(!v.pupil()), Text: orDash(p.Number)}, {Label: "性别", Text: ui.Dash}}
	if w := sexes[p.Sex]; w != "" {
		out[2].Text = i18n.T(ctx, w)
	}
	if v.pupil() {
		out = append(out, ui.Pair{Label: "出生日期", Text: orDash(p.Born)})
	}
	return append(out, ui.Pair{Label: "电话", Text: orDash(p.Phone)})
}

// entry is how the person signs in; cards are for pupils.
func (v personView) entry(ctx context.Context) []ui.Pair {
	out := []ui.Pair{{Label: "登录名", Text: orDash(v.state.login)}, {Label: "密码", Text: i18n.T(ctx, setWord(v.state))}}
	if v.pupil() {
		out = append(out, ui.Pair{Label: "登录卡", Text: i18n.T(ctx, cardWord(v.state))})
	}
	return out
}

func seatRows(ctx context.Context, v personView) []ui.Row {
	rows := make([]ui.Row, len(v.Seats))
	for i, s := range v.Seats {
		rows[i] = ui.R(ui.L("/school/class/"+s.Class.ID.String(), s.Class.Label()), ui.S(s.Number), ui.S(since(ctx, s.Since)), ui.S(until(ctx, s.Until)))
	}
	return rows
}

func postRows(ctx context.Context, posts []org.Post) []ui.Row {
	rows := make([]ui.Row, len(posts))
	for i, p := range posts {
		rows[i] = ui.R(ui.K(p.Role.Name()), ui.S(p.Place), ui.S(since(ctx, p.Since)), ui.S(until(ctx, p.Until)), ui.S(p.Note))
	}
	return rows
}

func childRows(ctx context.Context, posts []org.Post) []ui.Row {
	rows := make([]ui.Row, len(posts))
	for i, p := range posts {
		rows[i] = ui.R(ui.L("/school/person/"+p.Node.String(), p.Place), ui.S(since(ctx, p.Since)))
	}
	return rows
}

func guardianRows(ctx context.Context, v personView) []ui.Row {
	rows := make([]ui.Row, len(v.Guardian))
	for i, g := range v.Guardian {
		do := ui.S(" ")
		if v.Manage {
			do = ui.Confirm(ui.ConfirmSpec{Label: "解除", Look: ui.Quiet, Question: i18n.T(ctx, "解除以后，%s 就看不到这个孩子的情况了。", g.Name), Confirm: "解除",
				Action: v.path("unlink"), Fields: map[string]string{"person": g.Person.String()}})
		}
		rows[i] = ui.R(personLink(g.Person, g.Name), ui.S(since(ctx, g.Since)), do)
	}
	return rows
}

var standingNames = map[string]string{org.Inclusive: "随班就读", org.OnLeave: "休学"}

func standingOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: org.Inclusive, Label: i18n.T(ctx, "随班就读")}, {Value: org.OnLeave, Label: i18n.T(ctx, "休学")}}
}

func standingRows(ctx context.Context, v personView) []ui.Row {
	rows := make([]ui.Row, len(v.standings))
	for i, x := range v.standings {
		do := ui.S(" ")
		if x.Until > v.now && x.Since < v.now {
			do = ui.ActionButton(v.path("standing"), ui.ButtonSpec{Label: "今天结束", Look: ui.Quiet}, map[string]string{"standing": x.ID.String(), "on": today(v.now)})
		}
		rows[i] = ui.R(ui.S(i18n.T(ctx, standingNames[x.Kind])), ui.S(since(ctx, x.Since)), ui.S(until(ctx, x.Until)), do)
	}
	return rows
}

func candidateRows(ctx context.Context, v personView) []ui.Row {
	rows := make([]ui.Row, len(v.candidates))
	for i, c := range v.candidates {
		rows[i] = ui.R(personLink(c.ID, c.Name), ui.S(postWords(ctx, c)),
			ui.ActionButton(v.path("guardian"), ui.ButtonSpec{Label: "设为监护人", Look: ui.Secondary}, map[string]string{"person": c.ID.String()}))
	}
	return rows
}

func unitRows(units []org.Unit) []ui.Row {
	rows := make([]ui.Row, len(units))
	for i, u := range units {
		rows[i] = ui.R(ui.L("/school/roles/"+u.ID.String(), u.Name), ui.S(u.Code), ui.K(kinds[u.Kind]))
	}
	return rows
}

func heldRows(ctx context.Context, v rolesView) []ui.Row {
	rows := make([]ui.Row, len(v.posts))
	for i, p := range v.posts {
		do := ui.S(" ")
		for _, r := range v.may {
			if r == p.Role && p.Person != v.self {
				base, fields := "/school/roles/"+v.unit.ID.String(), map[string]string{"post": p.ID.String()}
				do = ui.Confirm(ui.ConfirmSpec{Label: "结束", Look: ui.Quiet, Question: i18n.T(ctx, "%s 的这个身份从现在起结束。", p.Name), Confirm: "结束", Action: base + "/end", Fields: fields})
				if s := v.states[p.Person]; s.login != "" && !s.set {
					do = ui.Group(do, ui.ActionButton(base+"/slip", ui.ButtonSpec{Label: "重发激活码", Look: ui.Quiet}, fields))
				}
			}
		}
		rows[i] = ui.R(ui.K(p.Role.Name()), ui.S(p.Name), ui.S(p.Place), ui.S(v.subject(p.Subject)), ui.S(since(ctx, p.Since)), ui.S(until(ctx, p.Until)), ui.S(p.Note), do)
	}
	return rows
}

func (v rolesView) subject(code string) string {
	for _, s := range v.subjects {
		if s.Code == code {
			return s.Name
		}
	}
	return code
}

func staffOptions(v rolesView) []ui.Option {
	var out []ui.Option
	for _, s := range v.staff {
		if s.ID != v.self {
			label := s.Name
			if s.Number != "" {
				label += " " + s.Number
			}
			out = append(out, ui.Option{Value: s.ID.String(), Label: label})
		}
	}
	return out
}

func roleOptions(ctx context.Context, may []org.Role) []ui.Option {
	out := make([]ui.Option, len(may))
	for i, r := range may {
		out[i] = ui.Option{Value: string(r), Label: i18n.T(ctx, r.Name())}
	}
	return out
}

func subjectOptions(subjects []Subject) []ui.Option {
	out := make([]ui.Option, len(subjects))
	for i, s := range subjects {
		out[i] = ui.Option{Value: s.Code, Label: s.Name}
	}
	return out
}

// wrongText is the sentence of a fault, for a form that is folded away.
func wrongText(ctx context.Context, err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return i18n.T(ctx, "出错了，请稍后再试")
	}
	if len(f.Fields) == 0 {
		return i18n.T(ctx, f.Message, f.Args...)
	}
	words := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		words[i] = i18n.T(ctx, field.Message)
	}
	return strings.Join(words, " ")
}
