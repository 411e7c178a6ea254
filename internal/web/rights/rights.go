// Package rights is the school's desk for personal data: requests of pupils and guardians and their written answers, and the signed
// consent forms of guardians without an account. It may hold no rule: privacy and org decide.
package rights

import (
	_ "embed"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Org     *org.Service
	Privacy *privacy.Service
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	answer, enter := string(org.DataAnswer), string(org.ConsentEnter)
	const request, register = "/rights/{request}", "/consents/{register}"
	return []httpx.Route{
		{Pattern: "GET /rights", Verb: answer, Target: "own", Serve: p.desk},
		{Pattern: "GET " + request, Verb: answer, Target: "request", Serve: p.request},
		{Pattern: "POST " + request, Verb: answer, Target: "request", Serve: p.decide},
		{Pattern: "GET " + request + "/print", Verb: answer, Target: "request", Serve: p.print},
		{Pattern: "GET /consents", Verb: enter, Target: "own", Serve: p.classes},
		{Pattern: "GET " + register, Verb: enter, Target: "register", Serve: p.class},
		{Pattern: "POST " + register, Verb: enter, Target: "register", Serve: p.enter},
		{Pattern: "GET " + register + "/form", Verb: enter, Target: "register", Serve: p.form},
	}
}

func actor(r *http.Request) *org.Actor { return org.ActorFrom(r.Context()) }

func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, fault.Wrap(err, fault.NotFound, "找不到这个地址")
	}
	return v, nil
}

func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unlawful, fault.Conflict:
		return true
	}
	return false
}

func requestPath(q privacy.RequestID, rest string) string { return "/rights/" + q.String() + rest }
func classPath(c org.ClassID, rest string) string         { return "/consents/" + c.String() + rest }

const perPage = 20

// deskView is the list of requests.
type deskView struct {
	Open  bool
	All   []privacy.Request
	Names map[org.PersonID]string
	Next  string
	Now   int64
}

func (p *Pages) desk(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := deskView{Open: q.Get("state") != "done", Now: p.Org.Now()}
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64) // none: from now
	var err error
	if v.All, err = p.Privacy.Desk(r.Context(), actor(r), v.Open, before, perPage+1); err != nil {
		return err
	}
	if len(v.All) > perPage {
		v.All = v.All[:perPage]
		v.Next = "/rights?state=" + url.QueryEscape(q.Get("state")) + "&before=" + strconv.FormatInt(v.All[perPage-1].Asked, 10)
	}
	people := make([]org.PersonID, len(v.All))
	for i, x := range v.All {
		people[i] = x.Person
	}
	if v.Names, err = p.Org.Names(r.Context(), people); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, deskPage(v))
}

// requestView is one request at the desk.
type requestView struct {
	privacy.Request
	Name, AskedBy, By, School, Place string
	Now                              int64
	Mine                             bool // asked by the actor: somebody else answers
	Values                           url.Values
	Err                              error
}

func (p *Pages) load(r *http.Request) (requestView, error) {
	ctx := r.Context()
	q, err := pathID[privacy.Request](r, "request")
	if err != nil {
		return requestView{}, err
	}
	v := requestView{Now: p.Org.Now()}
	if v.Request, err = p.Privacy.ToAnswer(ctx, actor(r), q); err != nil {
		return v, err
	}
	names, err := p.Org.Names(ctx, []org.PersonID{v.Person, v.Asker, v.DecidedBy})
	if err != nil {
		return v, err
	}
	v.Name, v.AskedBy, v.By = names[v.Person], names[v.Asker], names[v.DecidedBy]
	v.Mine = v.Asker == actor(r).Person || v.Person == actor(r).Person
	classes, err := p.Org.ClassesOfPerson(ctx, v.Person, v.Now)
	if err != nil {
		return v, err
	}
	if len(classes) > 0 {
		v.Place = classes[0].Label()
	}
	u, err := p.Org.Unit(ctx, v.Owner)
	v.School = u.Name
	return v, err
}

func (p *Pages) request(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, requestPage(v))
}

func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, printPage(v))
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	switch d := r.PostForm.Get("decision"); d {
	case "done", "refused":
		err = p.Privacy.Decide(r.Context(), actor(r), v.ID, d == "done", r.PostForm.Get("answer"))
	default:
		err = fault.New(fault.Invalid, "请选办理或不予办理")
	}
	if err != nil && refused(err) {
		v.Values, v.Err = r.PostForm, err
		return ui.Render(w, r, fault.KindOf(err).Status(), requestPage(v))
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已书面答复")
	ui.Redirect(w, r, requestPath(v.ID, ""))
	return nil
}

func (p *Pages) classes(w http.ResponseWriter, r *http.Request) error {
	classes, err := p.Org.ClassesOf(r.Context(), actor(r), org.ConsentEnter)
	if err != nil {
		return err
	}
	if len(classes) == 1 {
		ui.Redirect(w, r, classPath(classes[0].ID, ""))
		return nil
	}
	return ui.Render(w, r, http.StatusOK, classesPage(classes))
}

// classView is the register of a class with the consents.
type classView struct {
	Class    org.Class
	Purposes []privacy.Purpose // those that are asked
	Lines    []privacy.Line
	Child    string
	Values   url.Values
	Err      error
	School   string
	Today    int64
}

func (p *Pages) view(r *http.Request) (classView, error) {
	ctx := r.Context()
	c, err := pathID[org.Class](r, "register")
	if err != nil {
		return classView{}, err
	}
	v := classView{Child: r.URL.Query().Get("child"), Today: p.Org.Now()}
	if v.Lines, err = p.Privacy.ClassConsents(ctx, actor(r), c); err != nil {
		return v, err
	}
	if v.Class, err = p.Org.Class(ctx, c); err != nil {
		return v, err
	}
	u, err := p.Org.Unit(ctx, v.Class.School)
	if err != nil {
		return v, err
	}
	v.School = u.Name
	all, err := p.Privacy.Purposes(ctx, u.Node())
	for _, x := range all {
		if !x.Basic {
			v.Purposes = append(v.Purposes, x)
		}
	}
	return v, err
}

func (p *Pages) class(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, classPage(v))
}

func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, formPage(v))
}

func (p *Pages) enter(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	child, err := id.Parse[org.Person](f.Get("child"))
	if err != nil {
		err = fault.Fieldsf(fault.Field{Name: "child", Message: "请选一个学生"})
	} else {
		err = p.Privacy.Enter(r.Context(), actor(r), v.Class.ID, privacy.Form{Child: child, Kin: f.Get("kin"), Date: f.Get("date"), Yes: f["yes"]})
	}
	if err != nil && refused(err) {
		v.Values, v.Err = f, err
		return ui.Render(w, r, fault.KindOf(err).Status(), classPage(v))
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已录入这份同意书")
	ui.Redirect(w, r, classPath(v.Class.ID, ""))
	return nil
}
