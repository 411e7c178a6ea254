package exam

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// formView is the form of a new exam or of a draft.
type formView struct {
	ID      exam.ExamID // zero for a new one
	Rev     int
	Places  exam.Places
	Schools map[org.UnitID]string // names of the classes' schools, when there are several
	Grades  []int
	Codes   []ui.Option // subjects
	Values  url.Values
	Err     error
	Verdict exam.Verdict // what the guard says of what was sent
	Instead string       // the form filled in for what is lawful instead; "" when there is none
	Lawful  string       // what that is
	Checked bool         // only the guard was asked, and it has nothing against it
}

func (v formView) action() string {
	if v.ID.IsZero() {
		return "/exams/new"
	}
	return path(v.ID, "/edit")
}

func (v formView) back() string {
	if v.ID.IsZero() {
		return "/exams"
	}
	return path(v.ID, "")
}

func (p *Pages) form(r *http.Request) (formView, error) {
	v := formView{Grades: p.grades()}
	for _, s := range p.Preset.Subjects {
		v.Codes = append(v.Codes, ui.Option{Value: s.Code, Label: s.Name})
	}
	var err error
	if v.Places, err = p.Exams.Places(r.Context(), actor(r)); err != nil {
		return v, err
	}
	v.Schools = map[org.UnitID]string{}
	for _, c := range v.Places.Classes {
		if _, known := v.Schools[c.School]; known {
			continue
		}
		u, err := p.Org.Unit(r.Context(), c.School)
		if err != nil {
			return v, err
		}
		v.Schools[c.School] = u.Name
	}
	return v, nil
}

func (p *Pages) blank(w http.ResponseWriter, r *http.Request) error {
	v, err := p.form(r)
	if err != nil {
		return err
	}
	v.Values = url.Values{"kind": {exam.PaperExam}}
	for name, values := range r.URL.Query() { // a link can fill the form in: the lawful way, or an example
		if slices.Contains(formNames, name) {
			v.Values[name] = values
		}
	}
	return ui.Render(w, r, http.StatusOK, formPage(v))
}

// formNames are the fields that a link to the form may fill in.
var formNames = []string{"place", "kind", "purpose", "grade", "title", "subjects", "first", "last", "sample", "forms"}

// filled is the address of the form, filled in for an order.
func filled(o exam.Order) string {
	q := url.Values{"place": {o.Node.String()}, "kind": {o.Kind}, "purpose": {o.Purpose}, "grade": {strconv.Itoa(o.Grade)}, "title": {o.Title}, "subjects": o.Subjects, "first": {dayText(o.First)}}
	if o.Last != 0 {
		q.Set("last", dayText(o.Last))
	}
	if o.Purpose == exam.Monitoring {
		q.Set("sample", strconv.Itoa(o.Sample))
		q.Set("forms", strconv.Itoa(o.Forms))
	}
	return "/exams/new?" + q.Encode()
}

// offer looks for the lawful way, so that a refusal ends with a button and not with a sentence.
func (p *Pages) offer(r *http.Request, f *formView) error {
	o, ok, err := p.Exams.Instead(r.Context(), actor(r), orderOf(r.PostForm))
	if err == nil && ok {
		f.Instead, f.Lawful = filled(o), o.Title
	}
	return err
}

// orderOf reads the form. What cannot be read is left empty, and the service names the field.
func orderOf(f url.Values) exam.Order {
	o := exam.Order{Kind: f.Get("kind"), Purpose: f.Get("purpose"), Title: f.Get("title"), Subjects: f["subjects"], First: day(f.Get("first")), Last: day(f.Get("last")), Wish: f.Get("wish"), Idem: f.Get("idem")}
	o.Node, _ = id.Parse[any](f.Get("place"))
	o.Grade, _ = strconv.Atoi(f.Get("grade"))
	if o.Purpose == exam.Monitoring {
		o.Sample, _ = strconv.Atoi(f.Get("sample"))
		o.Forms, _ = strconv.Atoi(f.Get("forms"))
	}
	return o
}

func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	o := orderOf(r.PostForm)
	if r.PostForm.Get("check") != "" {
		return p.check(w, r, formView{}, o)
	}
	e, err := p.Exams.Register(r.Context(), actor(r), o)
	return p.stored(w, r, formView{}, e, err, "已登记，下一步是备案")
}

// check shows the guard's answer and stores nothing.
func (p *Pages) check(w http.ResponseWriter, r *http.Request, v formView, o exam.Order) error {
	_, verdict, err := p.Exams.Check(r.Context(), actor(r), o)
	if err == nil {
		err = verdict.Err()
	}
	if err == nil {
		f, ferr := p.form(r)
		if ferr != nil {
			return ferr
		}
		f.ID, f.Rev, f.Values, f.Checked = v.ID, v.Rev, r.PostForm, true
		return ui.Render(w, r, http.StatusOK, formPage(f))
	}
	return p.stored(w, r, v, exam.Exam{}, err, "")
}

// stored goes on to the exam's page, or shows the form with what is wrong and all that was typed.
func (p *Pages) stored(w http.ResponseWriter, r *http.Request, v formView, e exam.Exam, err error, done string) error {
	if refused(err) {
		f, ferr := p.form(r)
		if ferr != nil {
			return errors.Join(err, ferr)
		}
		f.ID, f.Rev, f.Values, f.Err = v.ID, v.Rev, r.PostForm, err
		var no *exam.Refusal
		if errors.As(err, &no) {
			f.Verdict, f.Err = no.Verdict, nil
			if err := p.offer(r, &f); err != nil {
				return err
			}
		}
		return ui.Render(w, r, fault.KindOf(err).Status(), formPage(f))
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, done)
	ui.Redirect(w, r, path(e.ID, ""))
	return nil
}

func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	n, err := examID(r)
	if err != nil {
		return err
	}
	e, err := p.Exams.Exam(r.Context(), actor(r), n)
	if err != nil {
		return err
	}
	if err := p.Org.Must(r.Context(), actor(r), org.ExamRegister, e.Node); err != nil {
		return err
	}
	if e.State != exam.StateDraft {
		return fault.New(fault.Conflict, "这场考试已经备案，不能再改；不办了可以作废，再登记新的")
	}
	v, err := p.form(r)
	if err != nil {
		return err
	}
	v.ID, v.Rev = e.ID, e.Rev
	v.Values = url.Values{"place": {e.Node.String()}, "kind": {e.Kind}, "purpose": {e.Purpose}, "grade": {strconv.Itoa(e.Grade)}, "title": {e.Title}, "subjects": e.Subjects,
		"first": {dayText(e.First)}, "last": {dayText(e.Last)}, "wish": {e.Wish}}
	if e.Purpose == exam.Monitoring {
		v.Values.Set("sample", strconv.Itoa(e.Sample))
		v.Values.Set("forms", strconv.Itoa(e.Forms))
	}
	return ui.Render(w, r, http.StatusOK, formPage(v))
}

func (p *Pages) amend(w http.ResponseWriter, r *http.Request) error {
	n, err := examID(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	rev, _ := strconv.Atoi(r.PostForm.Get("rev")) // none: a revision that nothing has
	v := formView{ID: n, Rev: rev}
	if r.PostForm.Get("check") != "" {
		return p.check(w, r, v, orderOf(r.PostForm))
	}
	e, err := p.Exams.Amend(r.Context(), actor(r), n, rev, orderOf(r.PostForm))
	return p.stored(w, r, v, e, err, "已保存")
}
