// Package people is the pages about who is at a school: lists, class registers, one person, changes by hand, and who holds which role.
// A national pupil number 学籍号 appears on none of them. The package holds no rule: org asks, and says no.
package people

import (
	"context"
	_ "embed"
	"net/http"
	"net/url"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Subject is a subject that a role can have.
type Subject struct{ Code, Name string }

// Pages are the pages of this package.
type Pages struct {
	Org      *org.Service
	Authn    *authn.Service
	Subjects []Subject
}

// Routes lists the pages.
func (p *Pages) Routes() []httpx.Route {
	const read, manage, give = string(org.PeopleRead), string(org.RosterImport), string(org.RoleGive)
	return []httpx.Route{
		{Pattern: "GET /school/people", Verb: read, Target: "own", Serve: p.list},
		{Pattern: "GET /school/class/{register}", Verb: read, Target: "register", Serve: p.register},
		{Pattern: "GET /school/person/{person}", Verb: read, Target: "person", Serve: p.person},
		{Pattern: "POST /school/person/{person}/record", Verb: manage, Target: "person", Serve: p.record},
		{Pattern: "POST /school/person/{person}/class", Verb: manage, Target: "person", Serve: p.transfer},
		{Pattern: "POST /school/person/{person}/end", Verb: manage, Target: "person", Serve: p.leave},
		{Pattern: "POST /school/person/{person}/guardian", Verb: manage, Target: "person", Serve: p.guardian},
		{Pattern: "POST /school/person/{person}/unlink", Verb: manage, Target: "person", Serve: p.unlink},
		{Pattern: "POST /school/person/{person}/standing", Verb: manage, Target: "person", Serve: p.standing},
		{Pattern: "GET /school/people/add/{office}", Verb: manage, Target: "office", Serve: p.addForm},
		{Pattern: "POST /school/people/add/{office}", Verb: manage, Target: "office", Serve: p.add},
		{Pattern: "GET /school/roles", Verb: give, Target: "own", Serve: p.roleUnits},
		{Pattern: "GET /school/roles/{office}", Verb: give, Target: "office", Serve: p.roles},
		{Pattern: "POST /school/roles/{office}", Verb: give, Target: "office", Serve: p.give},
		{Pattern: "POST /school/roles/{office}/end", Verb: give, Target: "office", Serve: p.dismiss},
		{Pattern: "POST /school/roles/{office}/slip", Verb: give, Target: "office", Serve: p.slip},
		{Pattern: "POST /school/roles/{office}/person", Verb: give, Target: "office", Serve: p.newStaff},
	}
}

// PageSize is how many people one page of a list shows, registerSize how many lines of a class register.
const (
	PageSize     = 50
	registerSize = 100
)

var errNone = fault.New(fault.NotFound, "没有找到，或不在您的范围内")

// pathID reads an id of the path; what is no id is not found.
func pathID[T any](r *http.Request, name string) (id.Of[T], error) {
	v, err := id.Parse[T](r.PathValue(name))
	if err != nil {
		return v, errNone
	}
	return v, nil
}

// places are the units and classes where the actor reads people.
type places struct {
	units   []org.Unit
	classes []org.Class // where only a class is in reach
}

func (p *Pages) places(ctx context.Context, a *org.Actor, v org.Verb) (places, error) {
	var out places
	nodes, err := p.Org.ReachNodes(ctx, a, v)
	if err != nil {
		return out, err
	}
	seen := map[org.Node]bool{}
	for _, n := range nodes {
		if seen[n] {
			continue
		}
		seen[n] = true
		u, err := p.Org.Unit(ctx, id.As[org.Unit](n))
		if err == nil {
			out.units = append(out.units, u)
			continue
		}
		if !fault.Is(err, fault.NotFound) {
			return out, err
		}
		c, err := p.Org.Class(ctx, id.As[org.Class](n))
		if err == nil {
			out.classes = append(out.classes, c)
		} else if !fault.Is(err, fault.NotFound) {
			return out, err
		}
	}
	return out, nil
}

// listView is what the list shows.
type listView struct {
	unit    org.Unit
	below   []org.Unit // to choose from
	classes []org.Class
	tab, q  string
	people  []org.Listed
	next    string
	add     bool
	err     error
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	a := org.ActorFrom(ctx)
	at, err := p.places(ctx, a, org.PeopleRead)
	if err != nil {
		return err
	}
	if len(at.units) == 0 {
		return p.classesOnly(w, r, at.classes)
	}
	v := listView{unit: at.units[0], tab: q.Get("tab"), q: org.TypedName(q.Get("q"))}
	if text := q.Get("unit"); text != "" {
		u, err := id.Parse[org.Unit](text)
		if err != nil {
			return errNone
		}
		if v.unit, err = p.Org.Unit(ctx, u); err != nil {
			return err
		}
	}
	after, err := id.Parse[org.Person](q.Get("after"))
	if err != nil && q.Get("after") != "" {
		return errNone
	}
	if err := p.fill(ctx, a, &v, after); err != nil {
		if v.q == "" || !fault.Is(err, fault.Invalid) {
			return err
		}
		v.err = err
	}
	for _, root := range at.units {
		below, err := p.Org.UnitsBelow(ctx, root.Node())
		if err != nil {
			return err
		}
		v.below = append(v.below, below...)
	}
	if v.classes, err = p.Org.ClassesAt(ctx, v.unit.ID); err != nil {
		return err
	}
	d, err := p.Org.Can(ctx, a, org.RosterImport, v.unit.Node())
	v.add = d.Allow
	if err != nil {
		return err
	}
	status := http.StatusOK
	if v.err != nil {
		status = http.StatusUnprocessableEntity
	}
	return ui.Render(w, r, status, listPage(v))
}

// fill reads the page of the list.
func (p *Pages) fill(ctx context.Context, a *org.Actor, v *listView, after org.PersonID) (err error) {
	switch {
	case v.q != "":
		v.people, err = p.Org.Find(ctx, a, v.unit.ID, v.q, PageSize)
		return err
	case v.tab == "staff":
		v.people, err = p.Org.StaffOf(ctx, a, org.PeopleRead, v.unit.ID, "", after, PageSize+1)
	default:
		v.people, err = p.Org.PupilsOf(ctx, a, v.unit.ID, after, PageSize+1)
	}
	if len(v.people) > PageSize {
		v.people = v.people[:PageSize]
		v.next = v.href(v.people[PageSize-1].ID)
	}
	return err
}

func (v listView) href(after org.PersonID) string {
	q := url.Values{"unit": {v.unit.ID.String()}, "after": {after.String()}}
	if v.tab != "" {
		q.Set("tab", v.tab)
	}
	return "/school/people?" + q.Encode()
}

// classesOnly is the list of whoever has classes and no school.
func (p *Pages) classesOnly(w http.ResponseWriter, r *http.Request, classes []org.Class) error {
	if len(classes) == 1 {
		http.Redirect(w, r, "/school/class/"+classes[0].ID.String(), http.StatusSeeOther)
		return nil
	}
	return ui.Render(w, r, http.StatusOK, classesPage(classes))
}

// entry is how a line of a register can sign in.
type signState struct {
	login     string
	set, card bool
}

func (p *Pages) register(w http.ResponseWriter, r *http.Request) error {
	class, err := pathID[org.Class](r, "register")
	if err != nil {
		return err
	}
	ctx, q := r.Context(), r.URL.Query()
	a := org.ActorFrom(ctx)
	after := org.Enrolled{Number: q.Get("number")}
	if text := q.Get("after"); text != "" {
		if after.Person, err = id.Parse[org.Person](text); err != nil {
			return errNone
		}
	}
	lines, err := p.Org.Register(ctx, a, class, after, registerSize+1)
	if err != nil {
		return err
	}
	c, err := p.Org.Class(ctx, class)
	if err != nil {
		return err
	}
	u, err := p.Org.Unit(ctx, c.School)
	if err != nil {
		return err
	}
	next := ""
	if len(lines) > registerSize {
		lines = lines[:registerSize]
		end := lines[registerSize-1]
		next = "/school/class/" + class.String() + "?" + url.Values{"number": {end.Number}, "after": {end.Person.String()}}.Encode()
	}
	people := make([]org.PersonID, len(lines))
	for i, l := range lines {
		people[i] = l.Person
	}
	states, err := p.states(ctx, people)
	if err != nil {
		return err
	}
	d, err := p.Org.Can(ctx, a, org.RosterImport, c.Node())
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, registerPage(c, u, lines, states, next, d.Allow))
}

// states tells how people sign in.
func (p *Pages) states(ctx context.Context, people []org.PersonID) (map[org.PersonID]signState, error) {
	accounts, err := p.Org.Accounts(ctx, people)
	if err != nil {
		return nil, err
	}
	subjects := make([]id.Any, 0, len(accounts))
	for _, a := range accounts {
		subjects = append(subjects, id.As[any](a))
	}
	logins, err := p.Authn.Logins(ctx, subjects)
	if err != nil {
		return nil, err
	}
	cards, err := p.Authn.Cards(ctx, subjects)
	out := make(map[org.PersonID]signState, len(people))
	for person, a := range accounts {
		l := logins[id.As[any](a)]
		_, card := cards[id.As[any](a)]
		out[person] = signState{login: l.Login, set: l.Set, card: card}
	}
	return out, err
}
