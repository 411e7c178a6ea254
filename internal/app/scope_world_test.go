package app_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

const day = 24 * 3600 * 1_000_000

// builder makes a random region: districts, groups whose members come and go, schools that change district, classes, people with
// roles that have begun, ended, or not begun, and in every school a lesson that is used.
type builder struct {
	*world
	t       *testing.T
	units   []org.UnitID // all, for roles
	schools []org.UnitID
	classes []org.ClassID
	region  org.UnitID
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Preset: "xx-tiny", Log: testkit.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{app: a, r: rand.New(rand.NewPCG(seed, 42)), now: a.Org.Now(), objects: map[string][]object{}, pupils: map[string]pupil{}, ctx: context.Background()}
	b := &builder{world: w, t: t}
	b.write(b.tree)
	root := b.person("审核总", b.region, org.Holding{Role: org.Reviewer, Node: id.As[any](b.region)})
	b.person("审核二", b.region, org.Holding{Role: org.Reviewer, Node: id.As[any](b.region)})
	var authors []*person
	for i, s := range b.schools {
		c := id.As[any](b.classes[i])
		authors = append(authors, b.person(fmt.Sprintf("作者%d", i), s, org.Holding{Role: org.Teacher, Node: id.As[any](s)}, org.Holding{Role: org.Teaching, Node: c}))
		for n := range 2 {
			p := b.person(fmt.Sprintf("学生%d之%d", i, n), s, org.Holding{Role: org.Pupil})
			w.pupils[p.name] = pupil{c, id.As[any](p.id)}
			b.write(func(tx *db.Tx) error {
				return a.Org.Enrol(tx, org.Enrolment{Person: p.id, Class: b.classes[i], Number: fmt.Sprint(n + 1)})
			})
		}
	}
	for i := range 9 {
		b.person(fmt.Sprintf("路人%d", i), b.region, b.role(), b.role())
	}
	for _, always := range []org.Role{org.SystemAdmin, org.SecurityAdmin, org.AuditAdmin, org.Researcher, org.BureauLeader, org.Inspector} {
		b.person(string(always), b.region, org.Holding{Role: always, Node: id.As[any](b.region)})
	}
	b.access()
	for i := range b.schools {
		b.lesson(i, authors[i], root)
		b.notice(i, authors[i])
		b.making(i, authors[i])
		b.privacy(i, authors[i])
		b.registers(i)
		b.roster(i)
		b.exams(i)
		b.archive(i)
	}
	if err := a.Log.Drain(w.ctx); err != nil {
		t.Fatal(err)
	}
	b.results()
	b.national()
	b.featured(authors[0], root, b.schools[0])
	b.ledger(authors[0], b.schools[0])
	b.takedown()
	b.synonyms()
	b.monitoring()
	for _, p := range w.people {
		if p.token, err = a.Authn.Open(w.ctx, id.As[any](p.acc), authn.Opening{Way: authn.ByPassword, Strong: true}); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// access covers everybody so far by approved sheets, then adds people whom no sheet names, and one of them with a single approval.
func (b *builder) access() {
	for i, s := range b.schools {
		at := id.As[any](s)
		b.person(fmt.Sprintf("校长%d", i), s, org.Holding{Role: org.SchoolLeader, Node: at})
		b.person(fmt.Sprintf("教务%d", i), s, org.Holding{Role: org.Registrar, Node: at})
		class := id.As[any](b.classes[i])
		b.person(fmt.Sprintf("班主任%d", i), s, org.Holding{Role: org.ClassTeacher, Node: class})
		child := b.pupils[fmt.Sprintf("学生%d之0", i)].person
		b.person(fmt.Sprintf("家长%d", i), s, org.Holding{Role: org.Guardian, Node: child})
	}
	b.write(func(tx *db.Tx) error {
		for _, u := range b.units {
			if err := b.app.Org.ApproveAll(tx, u, org.PersonID{}); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range 6 {
		p := b.person(fmt.Sprintf("无据%d", i), b.region, b.role(), b.role())
		p.unbased = true
	}
	for i := range b.schools {
		asker := b.person(fmt.Sprintf("请看%d", i), b.schools[i], org.Holding{Role: org.Teacher, Node: id.As[any](b.schools[i])})
		asker.unbased = true
		v := must[org.ApprovalID](b)(b.app.Org.AskAccess(b.ctx, b.actor(asker), b.classes[i], "期中前了解班级情况", 3))
		if i%2 == 1 {
			continue // asked, and nobody has decided: it opens nothing
		}
		leader := b.find(fmt.Sprintf("校长%d", i))
		if err := b.app.Org.DecideAccess(b.ctx, b.actor(leader), v, true, 3, ""); err != nil {
			b.t.Fatal(err)
		}
		asker.single = append(asker.single, id.As[any](b.classes[i]))
	}
}

func (b *builder) find(name string) *person {
	for _, p := range b.people {
		if p.name == name {
			return p
		}
	}
	b.t.Fatalf("nobody is called %s", name)
	return nil
}

func (b *builder) write(f func(tx *db.Tx) error) {
	b.t.Helper()
	if err := b.app.Core.Write(b.ctx, f); err != nil {
		b.t.Fatal(err)
	}
}

// window is a time that holds now, has ended, or has not begun.
func (b *builder) window() (since, until clock.Micros) {
	switch b.r.IntN(4) {
	case 0:
		return b.now - 20*day, b.now - day
	case 1:
		return b.now + day, clock.Forever
	}
	return b.now - 20*day, clock.Forever
}

func (b *builder) link(tx *db.Tx, parent, child org.UnitID, since, until clock.Micros) error {
	b.edges = append(b.edges, edge{id.As[any](parent), id.As[any](child), since, until})
	return b.app.Org.Link(tx, org.Edge{Parent: parent, Child: child, Since: since, Until: until})
}

func (b *builder) tree(tx *db.Tx) error {
	region, err := b.app.Org.RegionUnit(b.ctx)
	if err != nil {
		return err
	}
	b.region = region.ID
	b.units = append(b.units, region.ID)
	add := func(k org.Kind, name string) org.UnitID {
		u := id.New[org.Unit]()
		if _, e := b.app.Org.AddUnit(tx, org.Unit{ID: u, Kind: k, Code: name, Name: name}, org.UnitID{}); e != nil {
			err = e
		}
		b.units = append(b.units, u)
		return u
	}
	var districts, groups []org.UnitID
	for i := range 2 {
		districts = append(districts, add(org.District, fmt.Sprintf("区%d", i)))
		groups = append(groups, add(org.Group, fmt.Sprintf("团%d", i)))
		if err := b.link(tx, region.ID, districts[i], 0, clock.Forever); err != nil {
			return err
		}
		if err := b.link(tx, region.ID, groups[i], 0, clock.Forever); err != nil {
			return err
		}
	}
	for i := range 4 {
		s := add(org.School, fmt.Sprintf("校%d", i))
		b.schools = append(b.schools, s)
		moved := b.now + int64(b.r.IntN(3)-1)*10*day - 1 // it changes district in the past, today or in the future
		d := b.r.IntN(2)
		if err := b.link(tx, districts[d], s, 0, moved); err != nil {
			return err
		}
		if err := b.link(tx, districts[1-d], s, moved, clock.Forever); err != nil {
			return err
		}
		since, until := b.window()
		if err := b.link(tx, groups[b.r.IntN(2)], s, since, until); err != nil {
			return err
		}
		c, e := b.app.Org.AddClass(tx, org.Class{School: s, Stage: org.Junior, Cohort: b.app.Org.Grades().Cohort(org.Junior, 7, b.now), Number: 1})
		if e != nil {
			return e
		}
		b.classes = append(b.classes, c)
		b.edges = append(b.edges, edge{id.As[any](s), id.As[any](c), 0, clock.Forever})
	}
	return err
}

// role is any role at any unit or class, at any time.
func (b *builder) role() org.Holding {
	roles := org.Roles()
	h := org.Holding{Role: roles[b.r.IntN(len(roles))]}
	h.Since, h.Until = b.window()
	if n := b.r.IntN(len(b.units) + len(b.classes)); n < len(b.units) {
		h.Node = id.As[any](b.units[n])
	} else {
		h.Node = id.As[any](b.classes[n-len(b.units)])
	}
	if h.Role == org.Pupil {
		h.Node = org.Node{} // the own person
	}
	return h
}

func (b *builder) person(name string, home org.UnitID, roles ...org.Holding) *person {
	p := &person{name: name, acc: id.New[org.Account](), id: id.New[org.Person]()}
	b.write(func(tx *db.Tx) error {
		p.roles = nil
		if _, err := b.app.Org.AddPerson(tx, org.Person{ID: p.id, Owner: home, Name: name}, p.acc); err != nil {
			return err
		}
		for _, h := range roles {
			h.Person = p.id
			if h.Node.IsZero() {
				h.Node = id.As[any](p.id)
			}
			if h.Until == 0 {
				h.Until = clock.Forever
			}
			p.roles = append(p.roles, h)
			if err := b.app.Org.Give(tx, h); err != nil {
				return err
			}
		}
		return nil
	})
	b.people = append(b.people, p)
	return p
}

func (b *builder) actor(p *person) *org.Actor {
	b.t.Helper()
	a, err := b.app.Org.Resolve(b.ctx, p.acc, "test")
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *builder) add(noun string, o object) { b.objects[noun] = append(b.objects[noun], o) }

// must is for building: any failure ends the test.
func must[T any](b *builder) func(v T, err error) T {
	return func(v T, err error) T {
		b.t.Helper()
		if err != nil {
			b.t.Fatal(err)
		}
		return v
	}
}

// lesson makes a lesson in school i, shares it somewhere, uses it in the school's class, and leaves a second version in review.
func (b *builder) lesson(i int, author, reviewer *person) {
	a := b.actor(author)
	d := commons.Draftable{Title: fmt.Sprintf("课%d", i), Subject: "maths", Stage: org.Junior, Grade: 7, Body: "正文"}
	w := must[commons.Work](b)(b.app.Lessons.Create(b.ctx, a, b.schools[i], d, ""))
	paper := must[id.Any](b)(b.app.Lessons.AddPaper(b.ctx, a, w.ID))
	p := id.As[assess.Paper](paper)
	sheet := must[assess.Sheet](b)(b.app.Assess.Sheet(b.ctx, a, p))
	item := assess.LineDraft{Draft: qti.Draft{Kind: qti.DraftShort, Prompt: "说说理由", Accept: []string{"略"}}}
	must[int](b)(b.app.Assess.AddLine(b.ctx, a, p, sheet.Paper.Rev, item))
	targets := must[[]org.Unit](b)(b.app.Org.SharingTargets(b.ctx, b.schools[i]))
	to := targets[b.r.IntN(len(targets))].ID
	school, shared := at(id.As[any](b.schools[i])), at(id.As[any](to))
	v := must[commons.Version](b)(b.app.Lessons.Submit(b.ctx, a, w.ID, to, author.name))
	b.approve(v.ID, reviewer, b.find("审核二"))
	b.assignment(i, a, v.ID)
	b.entry(i)
	b.shelves(i, v, author, reviewer)
	b.voice(i, v, author)
	v2 := must[commons.Version](b)(b.app.Lessons.Submit(b.ctx, a, w.ID, to, author.name))
	b.material(i, a)
	mine := func(p *person) bool { return p == author }
	b.add("work", object{id: w.ID.String(), node: school, only: mine, form: "version=" + v.ID.String()})
	b.add("paper", object{id: p.String(), node: school})
	b.add("class", object{id: b.classes[i].String(), node: at(id.As[any](b.classes[i])), form: "class=" + b.classes[i].String() + "&version=" + v.ID.String()})
	// A version is read where it is shared to and reviewed there; it is adapted by who may read it and make lessons somewhere.
	// Its pooled facts are for units in which it is used, and only the first one is.
	for _, x := range []commons.Version{v, v2} {
		b.add("version", object{id: x.ID.String(), node: shared, rules: map[org.Verb]func(*person) bool{
			org.LessonMake: func(p *person) bool {
				return b.any(p, org.LessonMake) && b.may(p, org.LibraryRead, shared(org.LibraryRead))
			},
			org.LessonReview: b.reviewed(x.ID, reviewer),
			org.Takedown:     func(p *person) bool { return b.may(p, org.Takedown, id.As[any](b.region)) },
			org.UnitUse:      func(p *person) bool { return x.ID == v.ID && b.may(p, org.UnitUse, id.As[any](b.schools[i])) },
		}})
	}
}

// entry enrols a device for a school, as its registrar does.
func (b *builder) entry(i int) {
	node := id.As[any](b.schools[i])
	var dev id.Any
	b.write(func(tx *db.Tx) (err error) {
		dev, _, err = b.app.Authn.AddDevice(tx, authn.Device{Owner: node, Place: id.As[any](b.classes[i]), Name: "平板", Kind: authn.SharedDevice})
		return err
	})
	b.add("device", object{id: dev.String(), node: at(node), form: "name=平板"})
	b.add("school", object{id: b.schools[i].String(), node: at(node), form: "unit=" + b.schools[i].String() + "&name=平板&kind=shared&count=1"})
}

func (b *builder) assignment(i int, a *org.Actor, v commons.VersionID) {
	given := must[homework.AssignmentID](b)(b.app.Homework.Give(b.ctx, a, homework.Order{Version: id.As[any](v), Class: b.classes[i], Mode: homework.Device,
		Place: homework.InClass, Minutes: 5, Due: b.now + day, Idem: fmt.Sprint("g", i)}))
	rows := must[[]assess.Progress](b)(b.app.Assess.Progress(b.ctx, a, id.As[any](given)))
	class := at(id.As[any](b.classes[i]))
	for _, row := range rows {
		b.add("sitting", object{id: row.ID.String(), rest: map[string]string{"assignment": given.String(), "child": row.Person.String()}, node: func(v org.Verb) org.Node {
			if v == org.PracticeDo || v == org.ChildRead {
				return id.As[any](row.Person)
			}
			return id.As[any](b.classes[i])
		}})
	}
	b.add("assignment", object{id: given.String(), node: class})
}

// monitoring leaves one small table for the region, when the routes have it.
func (b *builder) monitoring() {
	for _, p := range b.people {
		if p.name != string(org.Researcher) {
			continue
		}
		watch := b.watch()
		m := b.upload(b.actor(p), id.As[any](watch.ID))
		b.add("unit", object{node: at(id.As[any](b.region)), form: "unit=" + b.region.String() + "&title=监测&exam=" + watch.ID.String()})
		b.add("monitoring", object{id: m.String(), node: at(id.As[any](b.region))})
	}
}

func (b *builder) upload(a *org.Actor, watch id.Any) assess.MonitoringID {
	m, check, _, err := b.app.Assess.Upload(b.ctx, a, b.region, watch, "监测", strings.NewReader("a,b\n1,0\n0,1\n1,1\n"))
	if err != nil || m.ID.IsZero() {
		b.t.Fatal(err, check)
	}
	return must[assess.Monitoring](b)(b.app.Assess.Apply(b.ctx, a, m.ID, false)).ID
}
