package report

import (
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	rep "github.com/tongxue-edu/tongxue/internal/insight/report"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// startView is the page on which the start of value added is chosen: an exam of the register, approved, earlier, of the same pupils.
type startView struct {
	exam    exam.Exam
	path    string
	back    string
	choices []exam.Exam
	now     string // title of the start in force, "" without one
	values  url.Values
	err     error
}

// lookback is how many exams of the register are offered as a start.
const lookback = 100

func (p *Pages) starts(r *http.Request) (v startView, err error) {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	e, err1 := id.Parse[exam.Exam](r.PathValue("exam"))
	u, err2 := id.Parse[org.Unit](r.PathValue("area"))
	if err1 != nil || err2 != nil {
		return v, noReport(nil)
	}
	if err := p.Org.Must(ctx, a, org.UnitUse, id.As[any](u)); err != nil {
		return v, err
	}
	if v.exam, err = p.Exams.Exam(ctx, a, e); fault.Is(err, fault.Denied) { // an inspector reads the report, not the register's own pages
		return v, noReport(err)
	} else if err != nil {
		return v, err
	}
	v.back = "/bureau/exams/" + e.String() + "/" + u.String()
	v.path = v.back + "/baseline"
	page, err := p.Exams.List(ctx, a, exam.Filter{State: exam.StateApproved, After: exam.Cursor{First: v.exam.First, ID: v.exam.ID}}, lookback)
	if err != nil {
		return v, err
	}
	for _, x := range page.Exams {
		if x.ID != e && x.First < v.exam.First && x.Purpose != exam.Monitoring && x.Scope != exam.ScopeClass && x.Grade <= v.exam.Grade {
			v.choices = append(v.choices, x)
		}
	}
	v.now, err = p.inForce(r, u, e)
	return v, err
}

// inForce is the title of the start that the report was made with.
func (p *Pages) inForce(r *http.Request, u org.UnitID, e exam.ExamID) (string, error) {
	ctx := r.Context()
	k := rep.Key{Node: id.As[any](u)}
	var err error
	if k.Kind, err = p.kind(ctx, u, ""); err != nil {
		return "", err
	}
	subjects, err := p.Exams.Subjects(ctx, e)
	if err != nil {
		return "", err
	}
	if len(subjects) == 1 {
		k.Subject = subjects[0]
	}
	doc, err := p.Reports.Report(ctx, org.ActorFrom(ctx), e, k)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
		return "", nil
	}
	if err != nil || doc.Added == nil {
		return "", err
	}
	return doc.Added.Title, nil
}

func (p *Pages) start(w http.ResponseWriter, r *http.Request) error {
	v, err := p.starts(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, startPage(v))
}

func (p *Pages) setStart(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return httpx.FormError(err)
	}
	v, err := p.starts(r)
	if err != nil {
		return err
	}
	base, err := id.Parse[exam.Exam](r.PostForm.Get("base"))
	if err != nil && r.PostForm.Get("base") != "" {
		err = fault.Fieldsf(fault.Field{Name: "base", Message: "请选择一场登记过的考试"})
	} else {
		err = p.Reports.SetBaseline(r.Context(), org.ActorFrom(r.Context()), v.exam.ID, base)
	}
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Unlawful):
		v.values, v.err = r.PostForm, err
		return ui.Render(w, r, http.StatusUnprocessableEntity, startPage(v))
	case err != nil:
		return err
	}
	ui.Say(w, ui.Success, "已保存，分析正在重新生成")
	ui.Redirect(w, r, v.back+"?tab=added")
	return nil
}
