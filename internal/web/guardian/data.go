package guardian

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

const looksOnPage = 20

// dataView is who looked at a person's data, and what was asked about it.
type dataView struct {
	Person   org.PersonID
	Name     string
	Self     bool
	Looks    []org.Look
	Next     string
	Requests []privacy.Request
	Now      int64
}

// mine leads to the own page, or lists the children of a guardian.
func (p *Pages) mine(w http.ResponseWriter, r *http.Request) error {
	a := actor(r)
	nodes, err := p.Org.ReachNodes(r.Context(), a, org.DataAsk)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if n == id.As[any](a.Person) {
			return p.show(w, r, a.Person)
		}
	}
	if len(nodes) == 1 {
		ui.Redirect(w, r, dataPath(org.PersonID(nodes[0]), ""))
		return nil
	}
	people := make([]org.PersonID, len(nodes))
	for i, n := range nodes {
		people[i] = org.PersonID(n)
	}
	names, err := p.Org.Names(r.Context(), people)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, minePage(people, names))
}

func (p *Pages) data(w http.ResponseWriter, r *http.Request) error {
	person, err := pathID[org.Person](r, "child")
	if err != nil {
		return err
	}
	return p.show(w, r, person)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, person org.PersonID) error {
	ctx, a := r.Context(), actor(r)
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // none: from now
	v := dataView{Person: person, Self: person == a.Person, Now: p.Org.Now()}
	var err error
	if v.Looks, err = p.Org.Looks(ctx, a, person, before, looksOnPage+1); err != nil {
		return err
	}
	if len(v.Looks) > looksOnPage {
		v.Looks = v.Looks[:looksOnPage]
		v.Next = dataPath(person, "?before="+strconv.FormatInt(v.Looks[looksOnPage-1].Seq, 10))
	}
	if v.Requests, err = p.Privacy.Mine(ctx, a, person); err != nil {
		return err
	}
	who, err := p.Org.PersonByID(ctx, person)
	if err != nil {
		return err
	}
	v.Name = who.Name
	return ui.Render(w, r, http.StatusOK, dataPage(a, v))
}

// askView is the form of a request.
type askView struct {
	Person org.PersonID
	Name   string
	Self   bool
	Kind   string
	Values url.Values
	Err    error
}

func (p *Pages) askForm(w http.ResponseWriter, r *http.Request) error {
	person, err := p.asker(r)
	if err != nil {
		return err
	}
	return p.showAsk(w, r, person, r.URL.Query().Get("kind"), nil, nil)
}

// asker asks before the form is read.
func (p *Pages) asker(r *http.Request) (org.PersonID, error) {
	person, err := pathID[org.Person](r, "child")
	if err == nil {
		err = p.Org.Must(r.Context(), actor(r), org.DataAsk, id.As[any](person))
	}
	return person, err
}

func (p *Pages) showAsk(w http.ResponseWriter, r *http.Request, person org.PersonID, kind string, values url.Values, problem error) error {
	who, err := p.Org.PersonByID(r.Context(), person)
	if err != nil {
		return err
	}
	if kind != privacy.Copy && kind != privacy.Correct && kind != privacy.Erase {
		kind = privacy.Copy
	}
	status := http.StatusOK
	if problem != nil {
		status = fault.KindOf(problem).Status()
	}
	return ui.Render(w, r, status, askPage(actor(r), askView{person, who.Name, person == actor(r).Person, kind, values, problem}))
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	person, err := p.asker(r)
	if err != nil {
		return err
	}
	if err := httpx.FormError(r.ParseForm()); err != nil {
		return err
	}
	f := r.PostForm
	q, err := p.Privacy.Ask(r.Context(), actor(r), person, privacy.Draft{Kind: f.Get("kind"), Field: f.Get("field"), Wanted: wanted(f), Reason: f.Get("reason")})
	if err != nil && refused(err) {
		return p.showAsk(w, r, person, f.Get("kind"), f, err)
	}
	if err != nil {
		return err
	}
	ui.Say(w, ui.Success, "已提交，学校会书面答复")
	ui.Redirect(w, r, requestPath(q, ""))
	return nil
}

// wanted is the value that is asked for; the sex is typed as a word and stored as a number (GB/T 2261.1).
func wanted(f url.Values) string {
	v := strings.TrimSpace(f.Get("wanted"))
	if f.Get("field") == privacy.FieldSex {
		switch v {
		case "男", "男性":
			return "1"
		case "女", "女性":
			return "2"
		}
	}
	return v
}

// requestView is a request with its written answer.
type requestView struct {
	privacy.Request
	Name   string // of whose data it is
	School string
	By     string
	Now    int64
	Self   bool
}

func (p *Pages) load(r *http.Request) (requestView, error) {
	ctx := r.Context()
	q, err := pathID[privacy.Request](r, "request")
	if err != nil {
		return requestView{}, err
	}
	v := requestView{Now: p.Org.Now()}
	if v.Request, err = p.Privacy.Request(ctx, actor(r), q); err != nil {
		return v, err
	}
	v.Self = v.Person == actor(r).Person
	names, err := p.Org.Names(ctx, []org.PersonID{v.Person, v.DecidedBy})
	if err != nil {
		return v, err
	}
	u, err := p.Org.Unit(ctx, v.Owner)
	v.Name, v.By, v.School = names[v.Person], names[v.DecidedBy], u.Name
	return v, err
}

func (p *Pages) request(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, requestPage(actor(r), v))
}

func (p *Pages) print(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, printPage(v))
}

// file sends the copy. Its name tells nobody whose it is.
func (p *Pages) file(w http.ResponseWriter, r *http.Request) error {
	q, err := pathID[privacy.Request](r, "request")
	if err != nil {
		return err
	}
	f, err := p.Privacy.Fetch(r.Context(), actor(r), q)
	if err != nil {
		return err
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="my-data.zip"`)
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
