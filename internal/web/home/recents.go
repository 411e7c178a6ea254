package home

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

// Recent are the lists of what was worked on lately, from what the services keep anyway: nothing is recorded for them.
func (s Services) Recent() []Recents {
	return []Recents{
		{"最近的课", "/teacher/lessons", org.LessonMake, s.lessons},
		{"最近布置的练习", "/teacher/assignments", org.AnswersEnter, s.assignments},
		{"我的班级", "", org.ClassAnalyse, s.classes},
		{"最近审过的课", "/review?tab=decided", org.LessonReview, s.decided},
		{"最近的考试", "/exams", org.ExamRead, s.examList},
		{"登记在册的考试", "/register/exams", org.RegisterRead, s.registered},
		{"最近的名册导入", "/school/roster", org.RosterImport, s.importList},
		{"我的孩子", "/family", org.ChildRead, s.children},
	}
}

var states = map[commons.State]string{commons.Draft: "草稿", commons.Submitted: "审核中", commons.Returned: "退回", commons.Published: "已发布", commons.Withdrawn: "已撤回"}

func (s Services) lessons(ctx context.Context, a *org.Actor) ([]Thing, error) {
	rows, _, err := s.Works.Mine(ctx, a, "", "")
	var out []Thing
	for _, l := range rows[:min(len(rows), perList)] {
		out = append(out, Thing{l.Title, i18n.T(ctx, states[l.State]), "/teacher/lessons/" + l.ID.String(), l.Changed})
	}
	return out, err
}

func (s Services) assignments(ctx context.Context, a *org.Actor) ([]Thing, error) {
	rows, err := s.Homework.Recent(ctx, a, s.Org.Now()-lately, perList)
	if err != nil {
		return nil, err
	}
	ids := make([]org.ClassID, len(rows))
	for i, r := range rows {
		ids[i] = r.Class
	}
	classes, err := s.Org.ClassesByID(ctx, ids)
	var out []Thing
	for _, r := range rows {
		out = append(out, Thing{r.Title, i18n.T(ctx, "%[1]s · %[2]s 收", classes[r.Class].Label(), shortDay(ctx, r.Due)), "/teacher/assignments/" + r.ID.String(), r.GivenAt})
	}
	return out, err
}

// classes are where the actor teaches or leads, not those of a whole school.
func (s Services) classes(ctx context.Context, a *org.Actor) ([]Thing, error) {
	nodes, err := s.Org.ReachNodes(ctx, a, org.ClassAnalyse)
	if err != nil {
		return nil, err
	}
	ids := make([]org.ClassID, len(nodes))
	for i, n := range nodes {
		ids[i] = id.As[org.Class](n)
	}
	classes, err := s.Org.ClassesByID(ctx, ids)
	var out []Thing
	seen := map[org.ClassID]bool{}
	for _, n := range ids { // in the order in which they are held
		c, ok := classes[n]
		if !ok || seen[n] {
			continue
		}
		seen[n] = true
		href := "/teacher/sheets"
		if leads(a, n) {
			href = "/school/class/" + n.String()
		}
		out = append(out, Thing{Title: c.Label(), Note: i18n.T(ctx, roleAt(a, n)), Href: href})
	}
	return out, err
}

func leads(a *org.Actor, c org.ClassID) bool {
	for _, h := range a.Roles {
		if h.Node == id.As[any](c) && h.Role.Grants(org.PeopleRead) && h.Basis != "" {
			return true
		}
	}
	return false
}

func roleAt(a *org.Actor, c org.ClassID) string {
	for _, h := range a.Roles {
		if h.Node == id.As[any](c) {
			return h.Role.Name()
		}
	}
	return ""
}

func (s Services) decided(ctx context.Context, a *org.Actor) ([]Thing, error) {
	rows, _, err := s.Works.Desk(ctx, a, commons.DeskDecided, "")
	var out []Thing
	for _, t := range rows[:min(len(rows), perList)] {
		out = append(out, Thing{t.Title, t.Name, "/review/" + t.Version.String(), t.Decided})
	}
	return out, err
}

var examStates = map[exam.State]string{exam.StateDraft: "草稿", exam.StateFiled: "待审批", exam.StateApproved: "已批准", exam.StateRefused: "未批准", exam.StateVoid: "已作废"}

func (s Services) examList(ctx context.Context, a *org.Actor) ([]Thing, error) {
	page, err := s.Exams.List(ctx, a, exam.Filter{}, perList)
	return examThings(ctx, page, "/exams/"), err
}

// registered is for inspectors, who have no other list.
func (s Services) registered(ctx context.Context, a *org.Actor) ([]Thing, error) {
	if a.Has(org.ExamRead) {
		return nil, nil
	}
	page, err := s.Exams.Inspected(ctx, a, exam.Filter{}, perList)
	return examThings(ctx, page, "/register/exams/"), err
}

func examThings(ctx context.Context, page exam.Page, base string) []Thing {
	var out []Thing
	for _, e := range page.Exams {
		out = append(out, Thing{e.Title, i18n.T(ctx, examStates[e.State]), base + e.ID.String(), e.First})
	}
	return out
}

func (s Services) importList(ctx context.Context, a *org.Actor) ([]Thing, error) {
	rows, err := s.Roster.List(ctx, a, roster.Import{}, perList)
	var out []Thing
	for _, i := range rows {
		out = append(out, Thing{i.File, "", "/school/roster/" + i.ID.String(), i.Made})
	}
	return out, err
}

func (s Services) children(ctx context.Context, a *org.Actor) ([]Thing, error) {
	var people []org.PersonID
	for _, h := range a.Roles {
		if h.Role == org.Guardian {
			people = append(people, id.As[org.Person](h.Node))
		}
	}
	names, err := s.Org.Names(ctx, people)
	var out []Thing
	for _, p := range people {
		out = append(out, Thing{Title: names[p], Href: "/family", At: clock.Micros(0)})
	}
	return out, err
}
