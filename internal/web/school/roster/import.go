package roster

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	domain "github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// importView is the page of one import.
type importView struct {
	domain.Import
	unit    org.Unit
	who     string
	found   []domain.Numbered
	next    string // of the findings
	current bool   // the difference is the present one
	people  bool   // the reader may look at who is here
	err     error
}

func (p *Pages) get(r *http.Request) (domain.Import, error) {
	n, err := pathID[domain.Import](r, "import")
	if err != nil {
		return domain.Import{}, err
	}
	return p.Roster.Get(r.Context(), org.ActorFrom(r.Context()), n)
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	i, err := p.get(r)
	if err != nil {
		return err
	}
	return p.show(w, r, i, nil)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, i domain.Import, problem error) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := importView{Import: i, current: true, err: problem}
	var err error
	if v.unit, err = p.Org.Unit(ctx, i.Owner); err != nil {
		return err
	}
	n, err := p.namesOf(ctx, []domain.Import{i})
	if err != nil {
		return err
	}
	v.who = n.by(ctx, i)
	if i.State == domain.Ready || i.State == domain.Stopped {
		if v.current, err = p.Roster.Current(ctx, i); err != nil {
			return err
		}
	}
	if i.State != domain.Checking && i.State != domain.Applying {
		if err := p.findingsPage(ctx, a, &v, r.URL.Query().Get("after")); err != nil {
			return err
		}
	}
	v.people = a.Has(org.PeopleRead)
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, importPage(v))
}

func (p *Pages) findingsPage(ctx context.Context, a *org.Actor, v *importView, after string) (err error) {
	seq := int64(0)
	if after != "" {
		if seq, err = strconv.ParseInt(after, 10, 64); err != nil || seq < 0 {
			return errNone
		}
	}
	if v.found, err = p.Roster.Findings(ctx, a, v.ID, seq, pageSize+1); err != nil {
		return err
	}
	if len(v.found) > pageSize {
		v.found = v.found[:pageSize]
		v.next = href(v.ID) + "?after=" + strconv.FormatInt(v.found[pageSize-1].Seq, 10) + "#findings"
	}
	return nil
}

// progress answers the part of the page that asks again while a job runs; when it is over the whole page is loaded anew.
func (p *Pages) progress(w http.ResponseWriter, r *http.Request) error {
	i, err := p.get(r)
	if err != nil {
		return err
	}
	if !ui.IsHTMX(r) || i.State != domain.Checking && i.State != domain.Applying {
		ui.Redirect(w, r, href(i.ID))
		return nil
	}
	return ui.Render(w, r, http.StatusOK, running(i))
}

// changesView is the rows behind one number of the difference.
type changesView struct {
	domain.Import
	table, kind string
	rows        []domain.Change
}

func (p *Pages) changes(w http.ResponseWriter, r *http.Request) error {
	i, err := p.get(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := changesView{Import: i, table: q.Get("table"), kind: q.Get("kind")}
	if v.table == "" {
		v.table = oneroster.Users
	}
	if v.kind == "" {
		v.kind = domain.Added
	}
	if i.State != domain.Ready && i.State != domain.Stopped { // what was staged is gone, or is being applied
		ui.Redirect(w, r, href(i.ID))
		return nil
	}
	if v.rows, err = p.Roster.Changes(r.Context(), org.ActorFrom(r.Context()), i.ID, v.table, v.kind, samples); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, changesPage(v))
}

// findings is what was found as a table for Excel. No cell of it is taken for a formula.
func (p *Pages) findings(w http.ResponseWriter, r *http.Request) error {
	i, err := p.get(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	const part = 500
	all, err := p.Roster.Findings(ctx, a, i.ID, 0, part)
	if err != nil {
		return err
	}
	to := &sending{w: w, name: "findings-" + strconv.FormatInt(i.Number, 10) + ".csv", kind: "text/csv; charset=utf-8"}
	if _, err := to.Write([]byte("\ufeff")); err != nil { // Excel reads UTF-8 only with it
		return nil
	}
	out := csv.NewWriter(to)
	var head []string
	for _, h := range []string{"程度", "表", "行", "编号", "列", "问题", "说明", "怎么改"} { // i18n:data
		head = append(head, i18n.T(ctx, h))
	}
	_ = out.Write(head)
	for len(all) > 0 {
		for _, f := range all {
			_ = out.Write(line(ctx, f))
		}
		if len(all) < part {
			break
		}
		if all, err = p.Roster.Findings(ctx, a, i.ID, all[len(all)-1].Seq, part); err != nil {
			panic(http.ErrAbortHandler) // half a file: the line is cut
		}
	}
	out.Flush()
	return nil // a reader who went away is nobody's fault
}

func (p *Pages) again(w http.ResponseWriter, r *http.Request) error {
	i, err := p.get(r)
	if err != nil {
		return err
	}
	if err := p.Roster.Again(r.Context(), org.ActorFrom(r.Context()), i.ID); err != nil {
		return p.refused(w, r, i, err)
	}
	ui.Redirect(w, r, href(i.ID))
	return nil
}

func (p *Pages) apply(w http.ResponseWriter, r *http.Request) error {
	i, err := p.get(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	if err := p.Roster.Apply(r.Context(), org.ActorFrom(r.Context()), i.ID, r.PostForm.Get("allow") != ""); err != nil {
		return p.refused(w, r, i, err)
	}
	ui.Redirect(w, r, href(i.ID))
	return nil
}

// refused shows the import as it is now, with why the button did nothing.
func (p *Pages) refused(w http.ResponseWriter, r *http.Request, i domain.Import, problem error) error {
	if !fault.Is(problem, fault.Invalid) && !fault.Is(problem, fault.Conflict) {
		return problem
	}
	i, err := p.Roster.Get(r.Context(), org.ActorFrom(r.Context()), i.ID)
	if err != nil {
		return err
	}
	return p.show(w, r, i, problem)
}
