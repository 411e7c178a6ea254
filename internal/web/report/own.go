package report

import (
	"context"
	"net/http"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// ownView is the own result, for the pupil or for the own guardian. It holds no other pupil, no number of pupils and no place.
type ownView struct {
	rep.Own
	name    string // of the child, on a guardian's page
	back    string
	subject func(ctx context.Context, code string) string
}

// ownList is the exams with an own result.
type ownList struct {
	exams []exam.Exam
	name  string
	base  string
}

func (p *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	a := org.ActorFrom(r.Context())
	l, err := p.taken(r.Context(), a, org.PracticeDo, a.Person)
	if err != nil {
		return err
	}
	l.base = "/learn/exams"
	return ui.Render(w, r, http.StatusOK, myExams(l))
}

func (p *Pages) childs(w http.ResponseWriter, r *http.Request) error {
	child, err := childOf(r)
	if err != nil {
		return err
	}
	l, err := p.taken(r.Context(), org.ActorFrom(r.Context()), org.ChildRead, child)
	if err != nil {
		return err
	}
	l.base = "/family/" + child.String() + "/exams"
	if l.name, err = p.name(r.Context(), child); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, childExams(l))
}

func childOf(r *http.Request) (org.PersonID, error) {
	p, err := id.Parse[org.Person](r.PathValue("child"))
	if err != nil {
		return p, fault.Wrap(err, fault.NotFound, "找不到这个地址")
	}
	return p, nil
}

func (p *Pages) name(ctx context.Context, who org.PersonID) (string, error) {
	names, err := p.Org.Names(ctx, []org.PersonID{who})
	return names[who], err
}

// taken lists the exams of a pupil's classes that have a report; whether there is an own result is found when one is opened.
func (p *Pages) taken(ctx context.Context, a *org.Actor, v org.Verb, who org.PersonID) (l ownList, err error) {
	if err := p.Org.Must(ctx, a, v, id.As[any](who)); err != nil {
		return l, err
	}
	classes, err := p.Org.ClassesOfPerson(ctx, who, p.Org.Now())
	if err != nil {
		return l, err
	}
	var ns []exam.ExamID
	var all []exam.Exam
	from := exam.Cursor{}
	for range most {
		page, err := p.Exams.Taken(ctx, idsOf(classes), from, listed)
		if err != nil {
			return l, err
		}
		for _, e := range page.Exams {
			if e.Purpose != exam.Monitoring && covers(e, classes) {
				ns, all = append(ns, e.ID), append(all, e)
			}
		}
		if from = page.Next; from.IsZero() {
			break
		}
	}
	with, err := p.Reports.Owned(ctx, ns)
	if err != nil {
		return l, err
	}
	has := map[exam.ExamID]bool{}
	for _, n := range with {
		has[n] = true
	}
	for _, e := range all {
		if has[e.ID] {
			l.exams = append(l.exams, e)
		}
	}
	return l, nil
}

func idsOf(classes []org.Class) []org.ClassID {
	out := make([]org.ClassID, len(classes))
	for i, c := range classes {
		out[i] = c.ID
	}
	return out
}

// covers reports whether an exam is for the cohort of one of the classes.
func covers(e exam.Exam, classes []org.Class) bool {
	for _, c := range classes {
		if takes(e, c) {
			return true
		}
	}
	return false
}

func takes(e exam.Exam, c org.Class) bool {
	if e.Scope == exam.ScopeClass && id.As[org.Class](e.Node) != c.ID {
		return false
	}
	return c.Stage == e.Stage && c.Cohort == e.Cohort
}

func (p *Pages) my(w http.ResponseWriter, r *http.Request) error {
	v, err := p.own(r, "mine", org.ActorFrom(r.Context()).Person)
	if err != nil {
		return err
	}
	v.back = "/learn/exams"
	return ui.Render(w, r, http.StatusOK, myExam(v))
}

func (p *Pages) childExam(w http.ResponseWriter, r *http.Request) error {
	child, err := childOf(r)
	if err != nil {
		return err
	}
	if err := p.Org.Must(r.Context(), org.ActorFrom(r.Context()), org.ChildRead, id.As[any](child)); err != nil {
		return err // a pupil's own page is another one
	}
	v, err := p.own(r, "exam", child)
	if err != nil {
		return err
	}
	v.back = "/family/" + child.String() + "/exams"
	if v.name, err = p.name(r.Context(), child); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, childExamPage(v))
}

func (p *Pages) own(r *http.Request, value string, who org.PersonID) (v ownView, err error) {
	e, err := id.Parse[exam.Exam](r.PathValue(value))
	if err != nil {
		return v, noReport(err)
	}
	v.subject = p.Subject
	v.Own, err = p.Reports.Own(r.Context(), org.ActorFrom(r.Context()), e, who)
	return v, err
}

func (v ownView) subjectName(ctx context.Context, code string) string {
	if v.subject == nil {
		return code
	}
	return v.subject(ctx, code)
}

// result is a subject's own result in words: the mark or the level as the stage's rule says, or why there is none.
func (v ownView) result(ctx context.Context, s rep.OwnSubject) string {
	switch {
	case s.Status == exam.Absent:
		return t(ctx, "缺考")
	case s.Status == exam.Deferred:
		return t(ctx, "缓考")
	case s.Status != exam.Sat:
		return t(ctx, "没有成绩")
	case v.Shows == "mark" && s.Mark.Defined() && s.Full.Defined():
		return t(ctx, "%[1]s 分（满分 %[2]s）", figure(s.Mark, 1), figure(s.Full, 0))
	case v.Shows == "mark" && s.Mark.Defined():
		return t(ctx, "%s 分", figure(s.Mark, 1))
	case s.Level != "":
		return t(ctx, "等第 %s", s.Level)
	}
	return ui.Dash
}

var gotWords = map[string]string{"full": "全对", "part": "对了一部分", "none": "还没有对", "": "—"}                    // i18n:data
var otherWords = map[string]string{"most": "大多数同学会", "half": "一半左右的同学会", "few": "大家都觉得难", "": ""}           // i18n:data
var pointWords = map[string]string{"secure": "掌握了", "growing": "再练一练", "again": "重新学一学", "few": "题太少，还看不出"} // i18n:data

// next are what to go over: points to learn again first, then those to practise, then items that most others got.
func (v ownView) next(ctx context.Context, s rep.OwnSubject) []string {
	var again, growing, items []string
	for _, p := range s.Points {
		switch p.State {
		case "again":
			again = append(again, p.Name)
		case "growing":
			growing = append(growing, p.Name)
		}
	}
	for _, it := range s.Items {
		if it.Got != "full" && it.Got != "" && it.Others == "most" {
			items = append(items, it.Name)
		}
	}
	var out []string
	if again != nil {
		out = append(out, t(ctx, "先重新学一学：%s", strings.Join(again, "、")))
	}
	if growing != nil {
		out = append(out, t(ctx, "再练一练：%s", strings.Join(growing, "、")))
	}
	if items != nil {
		out = append(out, t(ctx, "先订正第 %s 题：大多数同学会，多半是小地方。", strings.Join(items, "、")))
	}
	if out == nil && len(s.Items) > 0 {
		out = append(out, t(ctx, "照着卷子把没有对的题订正一遍就好。"))
	}
	return out
}

func (v ownView) itemRows(ctx context.Context, s rep.OwnSubject) []ui.Row {
	var rows []ui.Row
	for _, it := range s.Items {
		got := t(ctx, gotWords[it.Got])
		if v.Shows == "mark" && it.Mark.Defined() {
			got = t(ctx, "%[1]s / %[2]s", figure(it.Mark, 1), figure(it.Full, 1))
		}
		others := ""
		if it.Others != "" {
			others = t(ctx, otherWords[it.Others])
		}
		rows = append(rows, ui.R(ui.S(it.Name), ui.S(strings.Join(it.Knowledge, "、")), ui.S(got), ui.S(others)))
	}
	return rows
}

func pointRows(ctx context.Context, s rep.OwnSubject) []ui.Row {
	var rows []ui.Row
	for _, p := range s.Points {
		rows = append(rows, ui.R(ui.S(p.Name), ui.I(p.Items), ui.S(t(ctx, pointWords[p.State]))))
	}
	return rows
}
