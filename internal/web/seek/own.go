package seek

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// Pupils and guardians find what is given to them: the own practices, the own class and its material, the own children. Nobody else's
// name and no lesson of the library is among it.

// named reports whether a name holds the text, or may be read as it.
func named(name, q string) bool {
	low := strings.ToLower(q)
	return strings.Contains(strings.ToLower(name), low) || index.Spelt(name, low)
}

// practice are a pupil's own practices, by title, chapter or subject.
func (p *Pages) practice(ctx context.Context, a *org.Actor, q string) (Part, error) {
	part := Part{Title: "练习", Icon: "edit", More: "/learn"}
	all, err := p.Assess.Mine(ctx, a)
	if err != nil {
		return part, err
	}
	part.Found, err = p.sittings(ctx, all, q, func(s assess.SittingID) string { return "/learn/sittings/" + s.String() })
	return part.cut(), err
}

func (p *Pages) sittings(ctx context.Context, all []assess.Sitting, q string, href func(assess.SittingID) string) ([]Found, error) {
	every := named("练习", q) || named("作业", q) // the word for all of them
	ids := make([]id.Any, len(all))
	for i, s := range all {
		ids[i] = s.Assignment
	}
	briefs, err := p.Homework.Briefs(ctx, ids)
	var out []Found
	for _, s := range all {
		b, ok := briefs[s.Assignment]
		if subject := p.Subject(ctx, b.Subject); ok && (every || named(b.Title, q) || named(subject, q)) {
			out = append(out, Found{b.Title, subject + " · " + ui.Date(ctx, b.Due), href(s.ID)})
		}
	}
	return out, err
}

// ownClass is a pupil's class by its name, and its material by title: both stand on one page.
func (p *Pages) ownClass(ctx context.Context, a *org.Actor, q string) (Part, error) {
	const page = "/learn/materials"
	part := Part{Title: "班级", Icon: "people", More: page}
	rows, err := p.Works.OwnMaterials(ctx, a) // asks org
	if err != nil {
		return part, err
	}
	classes, err := p.Org.ClassesOfPerson(ctx, a.Person, p.Org.Now())
	grade, number := org.ReadClass(q)
	for _, c := range classes {
		if named(c.Label(), q) || grade == c.Grade && (number == 0 || number == c.Number) {
			part.Found = append(part.Found, Found{Title: c.Label(), Href: page})
		}
	}
	every := named("班级资料", q)
	for _, m := range rows {
		if every || named(m.Title, q) {
			part.Found = append(part.Found, Found{Title: m.Title, Href: page})
		}
	}
	return part.cut(), err
}

// children are a guardian's own, by name, class or school, and what they have to practise.
func (p *Pages) children(ctx context.Context, a *org.Actor, q string) (Part, error) {
	part := Part{Title: "我的孩子", Icon: "home", More: "/family"}
	nodes, err := p.Org.ReachNodes(ctx, a, org.ChildRead)
	if err != nil {
		return part, err
	}
	people := make([]org.PersonID, len(nodes))
	for i, n := range nodes {
		people[i] = org.PersonID(n)
	}
	names, err := p.Org.Names(ctx, people)
	if err != nil {
		return part, err
	}
	for _, child := range people {
		works, err := p.Assess.MineOf(ctx, a, child) // records the look
		if err != nil {
			return part, err
		}
		home := "/family/" + child.String()
		place, err := p.placeOf(ctx, child)
		if err != nil {
			return part, err
		}
		if named(names[child], q) || named(place, q) {
			part.Found = append(part.Found, Found{names[child], place, home})
		}
		more, err := p.sittings(ctx, works, q, func(s assess.SittingID) string { return home + "/work/" + s.String() })
		if err != nil {
			return part, err
		}
		part.Found = append(part.Found, more...)
	}
	return part.cut(), nil
}

func (p *Pages) placeOf(ctx context.Context, child org.PersonID) (string, error) {
	classes, err := p.Org.ClassesOfPerson(ctx, child, p.Org.Now())
	if err != nil || len(classes) == 0 {
		return "", err
	}
	u, err := p.Org.Unit(ctx, classes[0].School)
	return u.Name + " " + classes[0].Label(), err
}

// cut keeps what fits; what fits whole needs no way to more.
func (p Part) cut() Part {
	if len(p.Found) > perPart {
		p.Found = p.Found[:perPart]
	} else {
		p.More = ""
	}
	return p
}
