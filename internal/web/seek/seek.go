// Package seek is the one box that finds everything: lessons, people, classes, units and pages. It searches nothing by itself: each part
// asks the service that owns the thing, as the person who typed, and shows a few with a way to the real list. So nobody finds here what
// the lists would not show, and names of people are looked up and recorded as on the pages of the roster.
package seek

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/teacher/lesson"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
	"github.com/tongxue-edu/tongxue/internal/web/ui/i18n"
)

//go:embed en.json
var en []byte

// Catalogue is the English of this package.
func Catalogue() map[string]string { return i18n.MustParse(en) }

// Pages are the pages of this package.
type Pages struct {
	Org   *org.Service
	Works *commons.Service
	Log   *slog.Logger
	// Assess and Homework are for pupils and guardians, who find what was given to them.
	Assess   *assess.Service
	Homework *homework.Service
	lesson.Labels
}

// Routes lists the page.
func (p *Pages) Routes() []httpx.Route {
	return []httpx.Route{{Pattern: "GET /search", Verb: string(org.OwnAccount), Target: "self", Serve: p.search}}
}

// The size of a part, and of what is read of the text.
const (
	perPart  = 6
	maxTyped = commons.MaxQuery
)

// Part is what was found of one kind. More leads to the whole list, "" when everything is here.
type Part struct {
	Title, Icon string
	Found       []Found
	More        string
}

// Found is one thing. Note is a finished text.
type Found struct{ Title, Note, Href string }

// view is what the page shows.
type view struct {
	Q       string
	Parts   []Part
	Where   []string // what this person can look for, in zh-CN
	Missing int      // parts that could not be read
	Pupil   bool     // whose page looks as the pupils' pages do
}

// finder is one part: who may ask, and how.
type finder struct {
	what  string     // as the page says what can be found
	verbs []org.Verb // one of them
	ask   func(ctx context.Context, a *org.Actor, q string) (Part, error)
}

func (p *Pages) finders() []finder {
	verbs := func(all ...org.Verb) []org.Verb { return all }
	return []finder{
		{"页面", verbs(org.OwnAccount), p.pages},
		{"自己的练习", verbs(org.PracticeDo), p.practice},
		{"自己的班和班级资料", verbs(org.PracticeDo), p.ownClass},
		{"自己的孩子和孩子的练习", verbs(org.ChildRead), p.children},
		{"资源库里的课", verbs(org.LibraryRead), p.lessons},
		{"您能查看的人", verbs(org.PeopleRead, org.RoleGive), p.people},
		{"班级", verbs(org.ClassAnalyse, org.OrgRead), p.classes},
		{"学校和机构", verbs(org.OrgRead), p.units},
	}
}

func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), org.ActorFrom(r.Context())
	v := view{Q: typed(r.URL.Query().Get("q")), Pupil: a.Has(org.PracticeDo)}
	for _, f := range p.finders() {
		if !slices.ContainsFunc(f.verbs, a.Has) {
			continue
		}
		v.Where = append(v.Where, f.what)
		if v.Q == "" {
			continue
		}
		part, err := f.ask(ctx, a, v.Q)
		switch {
		case err == nil:
		case fault.Is(err, fault.Denied), fault.Is(err, fault.Invalid), fault.Is(err, fault.NotFound):
			continue // nothing there for this person, or no way to look for such a text
		default:
			p.Log.ErrorContext(ctx, "a part of the search", "part", f.what, "error", err)
			v.Missing++
			continue
		}
		if len(part.Found) > 0 {
			v.Parts = append(v.Parts, part)
		}
	}
	return ui.Render(w, r, http.StatusOK, page(v))
}

// typed is the text as it is searched for: one line, and not more than a search reads.
func typed(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if all := []rune(s); len(all) > maxTyped {
		s = string(all[:maxTyped])
	}
	return s
}

// pages are the entries of the person's own menu, by their words, their English, or Pinyin and initials.
func (p *Pages) pages(ctx context.Context, _ *org.Actor, q string) (Part, error) {
	part := Part{Title: "跳到页面", Icon: "right"}
	low := strings.ToLower(q)
	for _, m := range ui.ShellOf(ctx).Menu {
		shown := i18n.T(ctx, m.Label)
		if strings.Contains(m.Label, q) || strings.Contains(strings.ToLower(shown), low) || index.Spelt(m.Label, low) {
			part.Found = append(part.Found, Found{Title: shown, Href: m.Href})
		}
	}
	return part, nil
}

func (p *Pages) lessons(ctx context.Context, a *org.Actor, q string) (Part, error) {
	part := Part{Title: "资源库里的课", Icon: "book"}
	got, err := p.Works.Search(ctx, a, commons.Query{Text: q, Quiet: true})
	if err != nil {
		return part, err
	}
	for _, h := range got.Hits[:min(len(got.Hits), perPart)] {
		note := p.Subject(ctx, h.Subject) + " · " + p.Grade(ctx, h.Grade) + " · " + lesson.UnitName(ctx, p.Org, h.Owner)
		part.Found = append(part.Found, Found{h.Title, note, "/teacher/library/" + h.ID.String()})
	}
	if len(got.Hits) > perPart {
		part.More = "/teacher/library?q=" + url.QueryEscape(q)
	}
	return part, nil
}

// people are found where the person reads registers: in the units by their list, which records the look, and in the own classes by
// the class register, likewise.
func (p *Pages) people(ctx context.Context, a *org.Actor, q string) (Part, error) {
	if !a.Has(org.PeopleRead) {
		return p.staff(ctx, a, q)
	}
	part := Part{Title: "人员", Icon: "people"}
	nodes, err := p.Org.ReachNodes(ctx, a, org.PeopleRead)
	if err != nil {
		return part, err
	}
	seen := map[org.Node]bool{}
	for _, n := range nodes {
		if seen[n] || len(part.Found) > perPart {
			continue
		}
		seen[n] = true
		if err := p.peopleAt(ctx, a, n, q, &part); err != nil {
			return part, err
		}
	}
	part.Found = part.Found[:min(len(part.Found), perPart)]
	return part, nil
}

func (p *Pages) peopleAt(ctx context.Context, a *org.Actor, n org.Node, q string, part *Part) error {
	u, err := p.Org.Unit(ctx, id.As[org.Unit](n))
	if fault.Is(err, fault.NotFound) {
		return p.pupilsOf(ctx, a, id.As[org.Class](n), q, part)
	}
	if err != nil {
		return err
	}
	all, err := p.Org.Find(ctx, a, u.ID, q, perPart+1)
	if err != nil {
		return err
	}
	for _, l := range all {
		var at []string
		for _, s := range l.Seats {
			at = append(at, s.Class.Label())
		}
		for _, post := range l.Posts {
			at = append(at, i18n.T(ctx, post.Role.Name()))
		}
		part.Found = append(part.Found, Found{l.Name, strings.Join(at, "、"), "/school/person/" + l.ID.String()})
	}
	if len(all) > perPart {
		part.More = "/school/people?unit=" + u.ID.String() + "&q=" + url.QueryEscape(q)
	}
	return nil
}

// pupilsOf looks through the register of one class.
func (p *Pages) pupilsOf(ctx context.Context, a *org.Actor, class org.ClassID, q string, part *Part) error {
	c, err := p.Org.Class(ctx, class)
	if err != nil {
		return err
	}
	if err := p.Org.Must(ctx, a, org.PeopleRead, c.Node()); err != nil {
		return err
	}
	roster, err := p.Org.Roster(ctx, class, p.Org.Now())
	name := org.TypedName(q)
	for _, e := range roster {
		if strings.HasPrefix(e.Name, name) || index.Spelt(e.Name, strings.ToLower(q)) || e.Number == q {
			part.Found = append(part.Found, Found{e.Name, c.Label(), "/school/person/" + e.Person.String()})
		}
	}
	return err
}

// staff are for who gives roles without reading registers: administrators never find a pupil or a guardian.
func (p *Pages) staff(ctx context.Context, a *org.Actor, q string) (Part, error) {
	part := Part{Title: "教职工", Icon: "user"}
	nodes, err := p.Org.ReachNodes(ctx, a, org.RoleGive)
	if err != nil {
		return part, err
	}
	for _, n := range nodes {
		all, err := p.Org.StaffOf(ctx, a, org.RoleGive, id.As[org.Unit](n), q, org.PersonID{}, perPart+1)
		if err != nil {
			return part, err
		}
		for _, l := range all {
			part.Found = append(part.Found, Found{Title: l.Name, Href: "/school/roles/" + id.As[org.Unit](n).String()})
		}
	}
	part.Found = part.Found[:min(len(part.Found), perPart)]
	return part, nil
}

// classes are those that the person teaches or leads, then those of the units that the tree of units shows.
func (p *Pages) classes(ctx context.Context, a *org.Actor, q string) (Part, error) {
	part := Part{Title: "班级", Icon: "people"}
	var registers []org.Node // where the register itself may be opened; no look is recorded for a link
	var err error
	if a.Has(org.PeopleRead) {
		if registers, err = p.Org.ReachNodes(ctx, a, org.PeopleRead); err != nil && !fault.Is(err, fault.Denied) {
			return part, err
		}
	}
	seen := map[org.ClassID]bool{}
	for _, verb := range []org.Verb{org.ClassAnalyse, org.OrgRead} {
		all, err := p.Org.ClassesNamedIn(ctx, a, verb, q, perPart)
		if err != nil && !fault.Is(err, fault.Denied) {
			return part, err
		}
		for _, c := range all {
			if seen[c.ID] || len(part.Found) == perPart {
				continue
			}
			seen[c.ID] = true
			part.Found = append(part.Found, Found{c.Label(), lesson.UnitName(ctx, p.Org, c.School), classHref(a, c, verb, registers)})
		}
	}
	return part, nil
}

// classHref is where a class leads for this person: never to a register that refuses, since a refusal is recorded.
func classHref(a *org.Actor, c org.Class, verb org.Verb, registers []org.Node) string {
	switch {
	case slices.Contains(registers, c.Node()), slices.Contains(registers, id.As[any](c.School)):
		return "/school/class/" + c.ID.String()
	case verb == org.ClassAnalyse:
		return "/teacher/sheets"
	case a.Has(org.UnitUse):
		return "/bureau/sharing/" + c.School.String()
	}
	return "/school/tree"
}

func (p *Pages) units(ctx context.Context, a *org.Actor, q string) (Part, error) {
	part := Part{Title: "学校和机构", Icon: "school"}
	all, err := p.Org.UnitsNamedIn(ctx, a, org.OrgRead, q, perPart+1)
	if err != nil {
		return part, err
	}
	for _, u := range all[:min(len(all), perPart)] {
		f := Found{Title: u.Name, Note: u.Code, Href: "/school/tree"}
		switch {
		case u.Kind.Teaches() && a.Has(org.UnitUse):
			f.Href = "/bureau/sharing/" + u.ID.String()
		case a.Has(org.PeopleRead):
			f.Href = "/school/people?unit=" + u.ID.String()
		case a.Has(org.RoleGive):
			f.Href = "/school/roles/" + u.ID.String()
		}
		part.Found = append(part.Found, f)
	}
	if len(all) > perPart {
		part.More = "/school/tree"
	}
	return part, nil
}
