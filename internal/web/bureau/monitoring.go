package bureau

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/insight"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

func (p *Pages) monitorings(w http.ResponseWriter, r *http.Request) error {
	a := org.ActorFrom(r.Context())
	ms, err := p.Assess.Monitorings(r.Context(), a)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, monitoringsPage(ms, a.Has(org.MonitorImport)))
}

// uploadForm is the page of a new table: where it belongs and what was sent before.
type uploadForm struct {
	Units  []org.Unit
	Exams  []exam.Exam // approved monitorings of the register in which the units take part
	Values url.Values
	Err    error
}

func (p *Pages) uploadForm(r *http.Request) (f uploadForm, err error) {
	if f.Units, err = p.units(r); err != nil || p.Monitorings == nil {
		return f, err
	}
	seen := map[exam.ExamID]bool{}
	for _, u := range f.Units {
		es, err := p.Monitorings(r.Context(), u.ID, org.ActorFrom(r.Context()).At)
		if err != nil {
			return f, err
		}
		for _, e := range es {
			if !seen[e.ID] {
				seen[e.ID] = true
				f.Exams = append(f.Exams, e)
			}
		}
	}
	return f, nil
}

func (p *Pages) units(r *http.Request) ([]org.Unit, error) {
	nodes, err := p.Org.ReachNodes(r.Context(), org.ActorFrom(r.Context()), org.MonitorImport)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	for _, n := range nodes {
		u, err := p.Org.Unit(r.Context(), org.UnitID(n))
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

func (p *Pages) newMonitoring(w http.ResponseWriter, r *http.Request) error {
	f, err := p.uploadForm(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, uploadPage(f))
}

func (p *Pages) upload(w http.ResponseWriter, r *http.Request) error {
	f, err := p.uploadForm(r)
	if err != nil {
		return err
	}
	again := func(err error) error {
		f.Values, f.Err = r.PostForm, err
		return ui.Render(w, r, http.StatusUnprocessableEntity, uploadPage(f))
	}
	if err := r.ParseMultipartForm(8 << 20); err != nil {
		return httpx.FormError(err)
	}
	defer r.MultipartForm.RemoveAll() //nolint:errcheck // temporary files
	unit, err := id.Parse[org.Unit](r.PostForm.Get("unit"))
	if err != nil {
		return again(fault.Fieldsf(fault.Field{Name: "unit", Message: "请选择归属的机构"}))
	}
	of, err := id.Parse[any](r.PostForm.Get("exam"))
	if err != nil && r.PostForm.Get("exam") != "" {
		return again(fault.Fieldsf(fault.Field{Name: "exam", Message: "请选择一次已经批准的学业质量监测"}))
	}
	file, head, err := r.FormFile("file")
	if err != nil {
		return again(fault.Fieldsf(fault.Field{Name: "file", Message: "请选择一个 CSV 文件"}))
	}
	defer file.Close()
	m, c, known, err := p.Assess.Upload(r.Context(), org.ActorFrom(r.Context()), unit, of, r.PostForm.Get("title"), file)
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.TooLarge), fault.Is(err, fault.Conflict), fault.Is(err, fault.Unlawful), fault.Is(err, fault.Gone):
		return again(err)
	case err != nil:
		return err
	case known && m.State == assess.Ready:
		ui.Say(w, ui.Info, "这份文件已经导入过，没有再存一份")
		ui.Redirect(w, r, monitoringHref(m.ID))
		return nil
	case m.ID.IsZero(): // refused: the findings are shown, nothing is kept
		return ui.Render(w, r, http.StatusUnprocessableEntity, checkPage(m, c, head.Filename, nil))
	}
	ui.Redirect(w, r, monitoringHref(m.ID)+"/check")
	return nil
}

func monitoringHref(m assess.MonitoringID) string { return "/bureau/monitoring/" + m.String() }

func monitoringID(r *http.Request) (assess.MonitoringID, error) {
	m, err := id.Parse[assess.Monitoring](r.PathValue("monitoring"))
	if err != nil {
		return m, fault.New(fault.NotFound, "找不到这次监测")
	}
	return m, nil
}

func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	m, err := monitoringID(r)
	if err != nil {
		return err
	}
	row, c, err := p.Assess.Recheck(r.Context(), org.ActorFrom(r.Context()), m)
	if err != nil {
		return err
	}
	if row.State == assess.Ready {
		ui.Redirect(w, r, monitoringHref(m))
		return nil
	}
	return ui.Render(w, r, http.StatusOK, checkPage(row, c, "", nil))
}

func (p *Pages) apply(w http.ResponseWriter, r *http.Request) error {
	m, err := monitoringID(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return httpx.FormError(err)
	}
	a := org.ActorFrom(r.Context())
	row, err := p.Assess.Apply(r.Context(), a, m, r.PostForm.Get("skip") != "")
	if fault.Is(err, fault.Invalid) {
		again, c, rerr := p.Assess.Recheck(r.Context(), a, m)
		if rerr != nil {
			return errors.Join(err, rerr)
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, checkPage(again, c, "", err))
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已导入 %s 行", ui.Int(row.Rows))
	ui.Redirect(w, r, monitoringHref(m))
	return nil
}

func (p *Pages) analysis(w http.ResponseWriter, r *http.Request) error {
	m, err := monitoringID(r)
	if err != nil {
		return err
	}
	a := org.ActorFrom(r.Context())
	row, err := p.Assess.Monitoring(r.Context(), a, m)
	if err != nil {
		return err
	}
	an, err := p.Insight.ItemAnalysis(r.Context(), a, id.As[any](m))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, analysisPage(analysisView{row, an, sortOf(r)}))
}

type analysisView struct {
	assess.Monitoring
	insight.Analysis
	Sort order
}
