package review

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// stagesView is the page of stages; Preview is what was typed and not yet put into force.
type stagesView struct {
	Rules   commons.StageRules
	Preview *commons.Preview
	Sent    url.Values
	Err     error
}

func (p *Pages) stages(w http.ResponseWriter, r *http.Request) error {
	rules, err := p.Works.Stages(r.Context(), org.ActorFrom(r.Context()))
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, stagesPage(stagesView{Rules: rules}))
}

// rulesOf reads the form: rows of each kind of target, those without a name left out.
func rulesOf(f url.Values) commons.StageRules {
	out := commons.StageRules{}
	for _, k := range commons.StageTargets() {
		for i := range commons.MaxStages {
			name := f.Get(fmt.Sprintf("%s-%d-name", k, i))
			if name == "" {
				continue
			}
			days, _ := strconv.Atoi(f.Get(fmt.Sprintf("%s-%d-days", k, i))) // what is no number is refused as 0
			out[k] = append(out[k], commons.StageRule{Name: name, Level: f.Get(fmt.Sprintf("%s-%d-level", k, i)), Days: days})
		}
	}
	return out
}

func (p *Pages) setStages(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	v := stagesView{Rules: rulesOf(r.PostForm), Sent: r.PostForm}
	var err error
	if r.PostForm.Get("do") == "set" {
		if err = p.Works.SetStages(ctx, a, v.Rules); err == nil {
			ui.Say(w, ui.Success, "新的审级已生效")
			ui.Redirect(w, r, "/review/stages")
			return nil
		}
	} else {
		var got commons.Preview
		if got, err = p.Works.PreviewStages(ctx, a, v.Rules); err == nil {
			v.Preview = &got
			return ui.Render(w, r, http.StatusOK, stagesPage(v))
		}
	}
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	v.Err = err
	return ui.Render(w, r, http.StatusUnprocessableEntity, stagesPage(v))
}

// signedView is a commitment on paper.
type signedView struct {
	lesson.Labels
	commons.Signed
	Name, School, Back string
}

func (p *Pages) commitment(w http.ResponseWriter, r *http.Request) error {
	v, err := versionOf(r)
	if err != nil {
		return err
	}
	got, err := p.Works.SignedFor(r.Context(), org.ActorFrom(r.Context()), v)
	if err != nil {
		return err
	}
	return p.paper(w, r, got, path(v, ""))
}

func (p *Pages) ownCommitment(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	work, err := workOf(r)
	if err != nil {
		return err
	}
	all, err := p.Works.History(ctx, a, work)
	if err != nil {
		return err
	}
	for _, x := range all {
		if strconv.Itoa(x.Number) == r.PathValue("no") {
			got, err := p.Works.SignedOwn(ctx, a, work, x.ID)
			if err != nil {
				return err
			}
			return p.paper(w, r, got, "/teacher/lessons/"+work.String()+"#history")
		}
	}
	return fault.New(fault.NotFound, "没有找到这个版本，或不在您的范围内")
}

func (p *Pages) paper(w http.ResponseWriter, r *http.Request, s commons.Signed, back string) error {
	names, err := p.Org.Names(r.Context(), []org.PersonID{s.By})
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, signedPage(signedView{Labels: p.Labels, Signed: s, Name: names[s.By], School: lesson.UnitName(r.Context(), p.Org, s.Version.Owner), Back: back}))
}

// fieldsOf are the fields that an error names.
func fieldsOf(err error) []fault.Field {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Fields
	}
	return nil
}

func workOf(r *http.Request) (commons.WorkID, error) {
	w, err := id.Parse[commons.Work](r.PathValue("work"))
	if err != nil {
		return w, fault.Wrap(err, fault.NotFound, "没有找到这一课，或不在您的范围内")
	}
	return w, nil
}
