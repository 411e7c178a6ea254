package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// TestNobodyReachesOutsideTheirScope walks every route of the program's own list with every role over random trees and dates, and
// compares what the server allows with an oracle that knows only edges, dates and the table of roles: it walks the edges itself
// and never looks at the closure that the product uses. What must be refused is refused, changes nothing, and names nobody from
// outside; a route that nobody could open in any world, or a target the test does not know, fails it too.
func TestNobodyReachesOutsideTheirScope(t *testing.T) {
	seeds := 3
	if testkit.Long() {
		seeds = 6
	}
	opened := map[string]int{}
	var routes []httpx.Route
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			w := newWorld(t, uint64(seed))
			routes = w.app.Routes
			for _, rt := range routes {
				w.walk(t, rt, opened)
			}
		})
	}
	for _, rt := range routes {
		if rt.Open == "" && !rt.Key && opened[rt.Pattern] == 0 {
			t.Errorf("%s: nobody in any world could open it, so nothing was tested", rt.Pattern)
		}
	}
}

// object is a thing that a path names, with the node that owns it for a verb.
type object struct {
	id   string
	node func(org.Verb) org.Node
	// only narrows who may touch it inside the scope; nil lets everybody.
	only func(a *person) bool
	// rest are the other path values that go with it.
	rest map[string]string
	// form is what a POST about it says.
	form string
	// rules replace the question at the node for verbs that are asked elsewhere.
	rules map[org.Verb]func(a *person) bool
}

type person struct {
	name  string
	acc   org.AccountID
	id    org.PersonID
	roles []org.Holding
	token string
	// unbased: no access sheet names the person's roles, so they open no minor's data.
	unbased bool
	// single are the classes that a single approval in force opens for looking.
	single []org.Node
}

type world struct {
	app     *app.App
	r       *rand.Rand
	now     clock.Micros
	edges   []edge
	people  []*person
	objects map[string][]object
	pupils  map[string]pupil // by name
	ctx     context.Context
}

// pupil is where somebody stands who must not be named to others.
type pupil struct{ class, person org.Node }

type edge struct {
	parent, child org.Node
	since, until  clock.Micros
}

func at(n org.Node) func(org.Verb) org.Node { return func(org.Verb) org.Node { return n } }

// above is the oracle's own walk.
func (w *world) above(n, top org.Node) bool {
	if n == top {
		return true
	}
	for _, e := range w.edges {
		if e.child == n && e.since <= w.now && w.now < e.until && w.above(e.parent, top) {
			return true
		}
	}
	return false
}

// holds reports whether a holding carries a verb now: a role, its time, and for minors' data its basis.
func (w *world) holds(p *person, h org.Holding, v org.Verb) bool {
	based := !p.unbased || h.Role == org.Pupil || h.Role == org.Guardian
	return h.Role.Grants(v) && h.Since <= w.now && w.now < h.Until && (based || !org.Minors(v))
}

// own are the verbs that everybody has for the own person.
func own(v org.Verb) bool { return v == org.OwnAccount || v == org.NoticeRead }

// looking are the verbs that a single approval opens.
func looking(v org.Verb) bool { return v == org.ClassAnalyse || v == org.PeopleRead }

func (w *world) may(p *person, v org.Verb, n org.Node) bool {
	if own(v) {
		return n == id.As[any](p.id)
	}
	for _, c := range p.single {
		if looking(v) && w.above(n, c) {
			return true
		}
	}
	for _, h := range p.roles {
		if !w.holds(p, h, v) {
			continue
		}
		upward := v == org.LibraryRead || v == org.ExamHeld
		if upward && w.above(h.Node, n) || !upward && w.above(n, h.Node) {
			return true
		}
	}
	return false
}

func (w *world) any(p *person, v org.Verb) bool {
	for _, h := range p.roles {
		if w.holds(p, h, v) {
			return true
		}
	}
	return own(v) || looking(v) && len(p.single) > 0
}

// walk sends everybody to a route.
func (w *world) walk(t *testing.T, rt httpx.Route, opened map[string]int) {
	if rt.Key || rt.Open != "" {
		return
	}
	v := org.Verb(rt.Verb)
	if !strings.Contains(rt.Path(), "{") && w.objects[rt.Target] == nil {
		for _, p := range w.people {
			want := w.any(p, v)
			w.send(t, rt, rt.Path(), "x=1", p, want, opened)
		}
		return
	}
	objs := w.objects[rt.Target]
	if len(objs) == 0 {
		t.Errorf("%s: the test knows no %q", rt.Pattern, rt.Target)
	}
	for _, o := range objs {
		path, known := fill(rt, o)
		if !known {
			t.Errorf("%s: a path value the test does not know", rt.Pattern)
			return
		}
		for _, p := range w.people {
			want := w.may(p, v, o.node(v)) && (o.only == nil || o.only(p))
			if rule := o.rules[v]; rule != nil {
				want = rule(p)
			}
			w.send(t, rt, path, "x=1&no=1&"+o.form, p, want, opened)
		}
	}
}

func fill(rt httpx.Route, o object) (string, bool) {
	path := strings.Replace(rt.Path(), "{"+rt.Target+"}", o.id, 1)
	for name, value := range o.rest {
		path = strings.Replace(path, "{"+name+"}", value, 1)
	}
	for _, free := range []struct{ name, value string }{{"{no}", "1"}, {"{name...}", "x.png"}, {"{file}", id.New[any]().String()}, {"{upload}", id.New[any]().String()}} {
		path = strings.Replace(path, free.name, free.value, 1)
	}
	return path, !strings.Contains(path, "{")
}

func (w *world) send(t *testing.T, rt httpx.Route, path, form string, p *person, want bool, opened map[string]int) {
	before := w.events(t)
	body, kind := strings.NewReader(form), "application/x-www-form-urlencoded"
	if (rt.Target == "unit" || rt.Target == "office") && rt.Limit > 0 { // a form with a file
		body, kind = multi(form)
	}
	req := httptest.NewRequest(rt.Method(), path, body)
	req.Header.Set("Content-Type", kind)
	req.AddCookie(&http.Cookie{Name: signin.Cookie, Value: p.token})
	rec := httptest.NewRecorder()
	w.app.Mux.ServeHTTP(rec, req)
	if rec.Code >= 500 {
		t.Errorf("%s as %s: %d", path, p.name, rec.Code)
	}
	refused := rec.Code == http.StatusForbidden || rec.Code == http.StatusNotFound || rec.Code == http.StatusUnauthorized
	if want {
		if !refused || strings.Contains(path, "/media/") || strings.Contains(path, "/files/") { // the file itself does not exist
			opened[rt.Pattern]++
		}
		if rec.Code == http.StatusForbidden && rt.Method() == http.MethodGet {
			t.Errorf("%s as %s: refused although %s reaches it", rt.Pattern, p.describe(), rt.Verb)
		}
	} else if !refused {
		t.Errorf("%s (%s) as %s: %d, outside the scope", rt.Pattern, path, p.describe(), rec.Code)
	}
	if want && !refused && org.Minors(org.Verb(rt.Verb)) && strings.Contains(rt.Path(), "{") && !p.looked(w, t, org.Verb(rt.Verb)) {
		t.Errorf("%s as %s: opened, and no line says that and on what basis", rt.Pattern, p.describe())
	}
	if !want && w.events(t) != before {
		t.Errorf("%s as %s: refused, but something was written", rt.Pattern, p.describe())
	}
	w.leaks(t, path, p, rec.Body.String())
}

// multi is a form with a file in it.
func multi(form string) (*strings.Reader, string) {
	var b strings.Builder
	m := multipart.NewWriter(&b)
	values, _ := url.ParseQuery(form)
	for name := range values {
		_ = m.WriteField(name, values.Get(name))
	}
	f, _ := m.CreateFormFile("file", "a.csv")
	_, _ = f.Write([]byte("a,b\n1,0\n0,1\n"))
	_ = m.Close()
	return strings.NewReader(b.String()), m.FormDataContentType()
}

// leaks looks for names of pupils whose class the person has nothing to do with.
func (w *world) leaks(t *testing.T, path string, p *person, body string) {
	for name, at := range w.pupils {
		if !strings.Contains(body, name) || name == p.name {
			continue
		}
		ok := w.may(p, org.ChildRead, at.person)
		for _, v := range []org.Verb{org.Assign, org.AnswersEnter, org.MarkGive, org.ClassAnalyse, org.PeopleRead, org.CardMake, org.ConsentEnter, org.DataAnswer, org.NoticeSend} {
			ok = ok || w.may(p, v, at.class)
		}
		if !ok {
			t.Errorf("%s as %s shows %s", path, p.describe(), name)
		}
	}
}

func (p *person) describe() string {
	s := p.name
	if p.unbased {
		s += " (no basis)"
	}
	for _, h := range p.roles {
		s += fmt.Sprintf(" [%s @ %s]", h.Role, h.Node.String()[28:])
	}
	return s
}

const (
	countEvents db.SQL = `-- unscoped: a test asks whether something was written; both tables only grow
SELECT (SELECT COALESCE(MAX(seq), 0) FROM event) + COALESCE((SELECT seq FROM audit_entry WHERE action <> 'refuse.minors' ORDER BY seq DESC LIMIT 1), 0)`
	countLooks db.SQL = `-- unscoped: a test counts what was recorded
SELECT COUNT(*) FROM audit_entry WHERE actor = ? AND action = 'look.minors' AND detail LIKE ? AND (basis LIKE 'sheet:%' OR basis LIKE 'approval:%')`
)

// looked reports whether a line says that the person used the verb, and on what basis; one's own data and the own child's need none.
func (p *person) looked(w *world, t *testing.T, v org.Verb) bool {
	if v == org.PracticeDo || v == org.ChildRead {
		return true
	}
	n, err := db.One(w.app.Core.Reader(w.ctx), countLooks, db.Value[int64], p.id, `%"`+string(v)+`"%`)
	if err != nil {
		t.Fatal(err)
	}
	return n > 0
}

func (w *world) events(t *testing.T) int64 {
	n, err := db.One(w.app.Core.Reader(w.ctx), countEvents, db.Value[int64])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
