// Package exam is the pages of the exam register 考试登记: the list, the form with the guard's answer, one exam with its history,
// filing, approval, exception and the printed filing form 备案表, and the read-only register of inspectors. It may hold no rule: the
// guard and the services of internal/exam decide, and these pages show which rule says no, where it stands and what is lawful.
package exam

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
	"github.com/tongxue-edu/tongxue/preset"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Exams  *exam.Service
	Org    *org.Service
	Preset *preset.Preset
	// More are further parts of an exam's page, by other packages: marks, reports. nil for none.
	More []ui.BigLink
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	read, write := string(org.ExamRead), string(org.ExamRegister)
	const one = "/exams/{exam}"
	return []httpx.Route{
		{Pattern: "GET /exams", Verb: read, Target: "self", Serve: p.list},
		{Pattern: "GET /exams/new", Verb: write, Target: "self", Serve: p.blank},
		{Pattern: "POST /exams/new", Verb: write, Target: "venue", Serve: p.register},
		{Pattern: "GET " + one, Verb: read, Target: "exam", Serve: p.exam},
		{Pattern: "GET " + one + "/edit", Verb: write, Target: "exam", Serve: p.edit},
		{Pattern: "POST " + one + "/edit", Verb: write, Target: "exam", Serve: p.amend},
		{Pattern: "POST " + one + "/file", Verb: write, Target: "exam", Serve: p.file},
		{Pattern: "POST " + one + "/decide", Verb: string(org.ExamApprove), Target: "exam", Serve: p.decide},
		{Pattern: "POST " + one + "/except", Verb: string(org.ExamExcept), Target: "exam", Serve: p.except},
		{Pattern: "POST " + one + "/void", Verb: write, Target: "exam", Serve: p.void},
		{Pattern: "GET " + one + "/filing", Verb: read, Target: "exam", Serve: p.filing},
		{Pattern: "GET /register/exams", Verb: string(org.RegisterRead), Target: "own", Serve: p.inspected},
		{Pattern: "GET /register/exams/{exam}", Verb: string(org.RegisterRead), Target: "exam", Serve: p.inspect},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func path(n exam.ExamID, rest string) string { return "/exams/" + n.String() + rest }

func examID(r *http.Request) (exam.ExamID, error) {
	n, err := id.Parse[exam.Exam](r.PathValue("exam"))
	if err != nil {
		return n, fault.Wrap(err, fault.NotFound, "没有找到，或不在您的范围内")
	}
	return n, nil
}

// perPage is how many exams a list shows.
const perPage = 20

// listView is a page of the register.
type listView struct {
	exam.Page
	Filter exam.Filter
	Values url.Values
	Places map[exam.ExamID]string
	Terms  []string
	Grades []int
	May    bool // the actor may register
	Base   string
	Next   string
	First  bool
}

// termCode is the form of exam.TermOf.
var termCode = regexp.MustCompile(`^\d{4}-[12]$`)

// filterOf reads the filter of a list; what cannot be read is no filter.
func filterOf(q url.Values) exam.Filter {
	var f exam.Filter
	if s := exam.State(q.Get("state")); slices.Contains(exam.States(), s) {
		f.State = s
	}
	if s := q.Get("term"); termCode.MatchString(s) {
		f.Term = s
	}
	f.Grade, _ = strconv.Atoi(q.Get("grade"))
	if at, text, ok := strings.Cut(q.Get("after"), "_"); ok {
		first, err1 := strconv.ParseInt(at, 10, 64)
		n, err2 := id.Parse[exam.Exam](text)
		if err1 == nil && err2 == nil {
			f.After = exam.Cursor{First: first, ID: n}
		}
	}
	return f
}

func (p *Pages) view(r *http.Request, base string, load func(context.Context, *org.Actor, exam.Filter, int) (exam.Page, error)) (listView, error) {
	q := r.URL.Query()
	v := listView{Filter: filterOf(q), Values: q, Base: base, Places: map[exam.ExamID]string{}, Terms: terms(p.Org.Now()), Grades: p.grades(), May: actor(r).Has(org.ExamRegister)}
	v.First = v.Filter.After.IsZero()
	var err error
	if v.Page, err = load(r.Context(), actor(r), v.Filter, perPage); err != nil {
		return v, err
	}
	for _, e := range v.Exams {
		if v.Places[e.ID], err = p.Exams.PlaceName(r.Context(), e); err != nil {
			return v, err
		}
	}
	if !v.Page.Next.IsZero() {
		next := url.Values{"after": {strconv.FormatInt(v.Page.Next.First, 10) + "_" + v.Page.Next.ID.String()}}
		for _, k := range []string{"term", "grade", "state"} {
			if s := q.Get(k); s != "" {
				next.Set(k, s)
			}
		}
		v.Next = base + "?" + next.Encode()
	}
	return v, nil
}

// terms are the halves of school years that a list offers: the next one, this one and four before.
func terms(now clock.Micros) []string {
	var out []string
	for i := 1; i >= -4; i-- {
		out = append(out, exam.TermOf(clock.At(clock.Local(now).AddDate(0, 6*i, 0))))
	}
	return out
}

func (p *Pages) grades() []int {
	var out []int
	for _, s := range p.Preset.Stages {
		for _, g := range s.Grades {
			out = append(out, g.Number)
		}
	}
	return out
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, "/exams", p.Exams.List)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, listPage(v))
}

func (p *Pages) inspected(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r, "/register/exams", p.Exams.Inspected)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, inspectedPage(v))
}

// examView is one exam.
type examView struct {
	exam.Exam
	Place    string
	Names    map[org.PersonID]string
	Steps    []exam.Step
	Verdict  exam.Verdict // of a draft and of one that waits
	Subjects []string
	Schools  int
	Mine     bool // the actor registered it: somebody else decides
	Register bool // what the actor may do at its place
	Approve  bool
	Allow    bool
	ReadOnly bool   // the inspector's page
	Form     string // the form that was refused, its values and the error
	Values   url.Values
	Err      error
	More     []ui.BigLink
}

// bad is the error and the values of a form of the page, when it was that one.
func (v examView) bad(form string) (url.Values, error) {
	if v.Form != form {
		return nil, nil
	}
	return v.Values, v.Err
}

func (p *Pages) load(r *http.Request, get func(context.Context, *org.Actor, exam.ExamID) (exam.Exam, error)) (v examView, err error) {
	ctx, a := r.Context(), actor(r)
	n, err := examID(r)
	if err != nil {
		return v, err
	}
	if v.Exam, err = get(ctx, a, n); err != nil {
		return v, err
	}
	return v, p.complete(ctx, a, &v)
}

// complete fills in what a page of an exam shows beside the exam.
func (p *Pages) complete(ctx context.Context, a *org.Actor, v *examView) (err error) {
	if v.Place, err = p.Exams.PlaceName(ctx, v.Exam); err != nil {
		return err
	}
	if v.Steps, err = p.Exams.Steps(ctx, v.Exam); err != nil {
		return err
	}
	people := []org.PersonID{v.Author, v.FiledBy, v.Approver, v.AllowedBy}
	for _, s := range v.Steps {
		people = append(people, s.Person)
	}
	if v.Names, err = p.Org.Names(ctx, people); err != nil {
		return err
	}
	if v.State == exam.StateDraft || v.State == exam.StateFiled {
		if v.Verdict, err = p.Exams.Verdict(ctx, v.Exam); err != nil {
			return err
		}
	}
	for _, c := range v.Exam.Subjects {
		v.Subjects = append(v.Subjects, p.Preset.SubjectName(c))
	}
	v.Schools, v.Mine = len(v.Exam.Schools), v.Author == a.Person
	for verb, may := range map[org.Verb]*bool{org.ExamRegister: &v.Register, org.ExamApprove: &v.Approve, org.ExamExcept: &v.Allow} {
		d, err := p.Org.Can(ctx, a, verb, v.Node)
		if err != nil {
			return err
		}
		*may = d.Allow
	}
	for _, m := range p.More {
		m.Href = path(v.ID, m.Href)
		v.More = append(v.More, m)
	}
	return nil
}

func (p *Pages) exam(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r, p.Exams.Exam)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, examPage(v))
}

func (p *Pages) inspect(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r, p.Exams.Inspect)
	if err != nil {
		return err
	}
	v.ReadOnly = true
	return ui.Render(w, r, http.StatusOK, examPage(v))
}

func (p *Pages) filing(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r, p.Exams.Exam)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, filingPage(v))
}

// act carries out one step of an exam and shows its page again: with the form and its error when it was refused.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, form, done string, do func(n exam.ExamID, rev int, f url.Values) error) error {
	n, err := examID(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	rev, _ := strconv.Atoi(r.PostForm.Get("rev")) // none: a revision that nothing has
	err = do(n, rev, r.PostForm)
	if refused(err) {
		v, lerr := p.load(r, p.Exams.Exam)
		if lerr != nil {
			return errors.Join(err, lerr)
		}
		v.Form, v.Values, v.Err = form, r.PostForm, err
		return ui.Render(w, r, fault.KindOf(err).Status(), examPage(v))
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, done)
	ui.Redirect(w, r, path(n, ""))
	return nil
}

// refused are the errors that a page explains beside the form instead of leaving it.
func refused(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Unlawful) || fault.Is(err, fault.Conflict)
}

func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "file", "已备案，等待审批", func(n exam.ExamID, rev int, f url.Values) error {
		_, err := p.Exams.File(r.Context(), actor(r), n, rev, f.Get("filing"))
		return err
	})
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	approve := r.FormValue("decision") == "approve"
	form, done := "refuse", "已记下：不批准"
	if approve {
		form, done = "approve", "已批准，可以导入成绩了"
	}
	return p.act(w, r, form, done, func(n exam.ExamID, rev int, f url.Values) error {
		_, err := p.Exams.Decide(r.Context(), actor(r), n, rev, approve, f.Get("note"))
		return err
	})
}

func (p *Pages) except(w http.ResponseWriter, r *http.Request) error {
	allow := r.FormValue("decision") == "allow"
	done := "已记下：不同意例外"
	if allow {
		done = "已批准例外，登记人可以备案了"
	}
	return p.act(w, r, "except", done, func(n exam.ExamID, rev int, f url.Values) error {
		_, err := p.Exams.Except(r.Context(), actor(r), n, rev, allow, f.Get("note"))
		return err
	})
}

func (p *Pages) void(w http.ResponseWriter, r *http.Request) error {
	return p.act(w, r, "void", "已作废", func(n exam.ExamID, rev int, f url.Values) error {
		_, err := p.Exams.Void(r.Context(), actor(r), n, rev, f.Get("note"))
		return err
	})
}

// day reads a day of a form; zero when it is none.
func day(s string) clock.Micros {
	t, err := time.ParseInLocation(time.DateOnly, s, clock.Shanghai)
	if err != nil || t.Year() < 2000 || t.Year() > 2200 {
		return 0
	}
	return clock.At(t)
}

func dayText(m clock.Micros) string { return clock.Local(m).Format(time.DateOnly) }
