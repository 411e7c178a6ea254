package practice

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// markView is marking of one item at a time.
type markView struct {
	homework.Assignment
	Items   []assess.ToMark
	Marking assess.Marking
	Names   map[org.PersonID]string
	Values  url.Values
	Err     error
}

func (p *Pages) mark(w http.ResponseWriter, r *http.Request) error {
	return p.showMarks(w, r, number(r.URL.Query(), "no"), nil, nil)
}

func (p *Pages) showMarks(w http.ResponseWriter, r *http.Request, no int, values url.Values, problem error) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	ctx, a := r.Context(), actor(r)
	v := markView{Assignment: as, Values: values, Err: problem, Names: map[org.PersonID]string{}}
	if v.Items, err = p.Assess.ToMark(ctx, a, id.As[any](as.ID)); err != nil {
		return err
	}
	for _, one := range v.Items {
		if no == 0 && one.Waiting > 0 {
			no = one.Line.No
		}
	}
	if no == 0 && len(v.Items) > 0 {
		no = v.Items[0].Line.No
	}
	if no > 0 {
		if v.Marking, err = p.Assess.Marking(ctx, a, id.As[any](as.ID), no, mediaUnder(givenPath(as.ID, ""))); err != nil {
			return err
		}
	}
	people, err := p.people(ctx, as)
	if err != nil {
		return err
	}
	for _, who := range people {
		v.Names[who.Person] = strings.TrimSpace(who.Number + " " + who.Name)
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, markPage(v))
}

func (p *Pages) saveMarks(w http.ResponseWriter, r *http.Request) error {
	as, err := p.given(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	no, f := number(r.PostForm, "no"), r.PostForm
	var marks []assess.Mark
	for key, vs := range f {
		name, ok := strings.CutPrefix(key, "score.")
		if !ok || strings.TrimSpace(vs[0]) == "" {
			continue
		}
		sitting, err := id.Parse[assess.Sitting](name)
		if err != nil {
			continue
		}
		score, err := strconv.ParseFloat(strings.TrimSpace(vs[0]), 64)
		if err != nil {
			score = math.NaN() // the service names the field
		}
		rev, _ := strconv.ParseInt(f.Get("rev."+name), 10, 64)
		marks = append(marks, assess.Mark{Sitting: sitting, Rev: rev, Score: score, Note: strings.TrimSpace(f.Get("note." + name))})
	}
	err = p.Assess.GiveMarks(r.Context(), actor(r), id.As[any](as.ID), no, marks)
	if refused(err) {
		return p.showMarks(w, r, no, f, err)
	}
	if err != nil {
		return err
	}
	say(w, "已保存批改")
	ui.Redirect(w, r, givenPath(as.ID, "/mark"))
	return nil
}
