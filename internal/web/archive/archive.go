// Package archive is the pages on which a school leaves with everything: ask with a reason, answer as the responsible person, watch the
// workbook being made, fetch it. It may hold no rule and shows no pupil.
package archive

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"
	"time"

	"github.com/tongxue-edu/tongxue/internal/archive"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package, and of what archive says to people.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Archive *archive.Service
	Org     *org.Service
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	export := string(org.DataExport)
	const one = "/archive/{archive}"
	return []httpx.Route{
		{Pattern: "GET /archive", Verb: export, Target: "own", Serve: p.list},
		{Pattern: "POST /archive/units/{office}", Verb: export, Target: "office", Serve: p.ask},
		{Pattern: "POST " + one, Verb: string(org.AccessApprove), Target: "archive", Serve: p.decide},
		{Pattern: "GET " + one + "/file", Verb: export, Target: "archive", Serve: p.file},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

// line is a request with what may be done about it.
type line struct {
	archive.Request
	School, Asker, Decider string
	Job                    job.Job
	Decide, Mine           bool
}

// listView is the page.
type listView struct {
	Schools []org.Unit
	Lines   []line
	Now     clock.Micros
	Values  url.Values
	Err     error
	Failed  archive.RequestID // the request that Err is about; none: the form
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, archive.RequestID{}, nil)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, failed archive.RequestID, problem error) error {
	ctx, a := r.Context(), actor(r)
	v := listView{Now: p.Org.Now(), Values: r.PostForm, Err: problem, Failed: failed}
	var err error
	if v.Schools, err = p.Archive.Schools(ctx, a); err != nil {
		return err
	}
	all, err := p.Archive.List(ctx, a)
	if err != nil {
		return err
	}
	people := make([]org.PersonID, 0, 2*len(all))
	for _, q := range all {
		people = append(people, q.Asker, q.Decider)
	}
	names, err := p.Org.Names(ctx, people)
	if err != nil {
		return err
	}
	for _, q := range all {
		l, err := p.line(ctx, a, q)
		if err != nil {
			return err
		}
		l.Asker, l.Decider = names[q.Asker], names[q.Decider]
		v.Lines = append(v.Lines, l)
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, listPage(v))
}

func (p *Pages) line(ctx context.Context, a *org.Actor, q archive.Request) (line, error) {
	l := line{Request: q, Mine: q.Asker == a.Person}
	u, err := p.Org.Unit(ctx, q.Owner)
	if err != nil {
		return l, err
	}
	l.School = u.Name
	if l.Decide, err = p.Archive.MayDecide(ctx, a, q); err != nil {
		return l, err
	}
	if q.State == archive.Approved && q.Until == 0 {
		l.Job, err = p.Archive.Progress(ctx, q)
	}
	return l, err
}

// making reports whether the workbook is on its way.
func (l line) making() bool {
	return l.State == archive.Approved && l.Until == 0 && l.Job.State != job.Dead
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	unit, err := id.Parse[org.Unit](r.PathValue("office"))
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	if err := p.Org.Must(r.Context(), actor(r), org.DataExport, id.As[any](unit)); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if _, err := p.Archive.Ask(r.Context(), actor(r), unit, r.PostForm.Get("reason")); err != nil {
		return p.refused(w, r, archive.RequestID{}, err)
	}
	ui.Say(w, ui.Success, "已经申请，等另一位负责人批准")
	ui.Redirect(w, r, "/archive")
	return nil
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	n, err := requestID(r)
	if err != nil {
		return err
	}
	if _, err := p.Archive.Request(r.Context(), actor(r), n, org.AccessApprove); err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	d := r.PostForm.Get("decision")
	if d != "approve" && d != "refuse" {
		return p.refused(w, r, n, fault.New(fault.Invalid, "请选批准或不批准"))
	}
	if err := p.Archive.Decide(r.Context(), actor(r), n, d == "approve", r.PostForm.Get("note")); err != nil {
		return p.refused(w, r, n, err)
	}
	ui.Say(w, ui.Success, "已经答复")
	ui.Redirect(w, r, "/archive")
	return nil
}

// refused shows the page with what is wrong, or passes on what does not belong there.
func (p *Pages) refused(w http.ResponseWriter, r *http.Request, n archive.RequestID, problem error) error {
	switch fault.KindOf(problem) {
	case fault.Invalid, fault.Unlawful, fault.Conflict:
		if !actor(r).Has(org.DataExport) { // who only approves has no list
			return problem
		}
		return p.show(w, r, n, problem)
	}
	return problem
}

func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	n, err := requestID(r)
	if err != nil {
		return err
	}
	q, f, err := p.Archive.Fetch(r.Context(), actor(r), n)
	if err != nil {
		return err
	}
	defer f.Close()
	u, err := p.Org.Unit(r.Context(), q.Owner)
	if err != nil {
		return err
	}
	name := u.Name + "-全部数据-" + clock.Local(q.DecidedAt).Format("2006-01-02") + ".xlsx"
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", "attachment; filename=\"archive.xlsx\"; filename*=UTF-8''"+url.PathEscape(name))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

func requestID(r *http.Request) (archive.RequestID, error) {
	n, err := id.Parse[archive.Request](r.PathValue("archive"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return n, nil
}
