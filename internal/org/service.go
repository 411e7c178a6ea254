package org

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/preset"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Service holds the use cases of people and permission. It is safe for concurrent use.
type Service struct {
	core     *db.DB
	log      *bus.Log
	audit    *audit.Log
	clock    clock.Clock
	defaults func(name string) json.RawMessage
	grades   Grades
	looks    looks
}

// New returns the service. The preset has the values of settings and the grades of stages; nil is none: no values, and 六三制.
func New(core *db.DB, log *bus.Log, c clock.Clock, p *preset.Preset) *Service {
	s := &Service{core: core, log: log, audit: audit.New(core, c), clock: c, looks: looks{last: map[look]clock.Micros{}},
		defaults: func(string) json.RawMessage { return nil }, grades: GradesOf(nil)}
	if p != nil {
		s.defaults, s.grades = p.Setting, GradesOf(p.Stages)
	}
	return s
}

// Grades derives grades from cohorts as this region's schools have them.
func (s *Service) Grades() Grades { return s.grades }

// Now is the moment of the service's clock.
func (s *Service) Now() clock.Micros { return clock.At(s.clock.Now()) }

// Unit returns a unit by id. Names of organisations are public inside the system; rows of people are not.
func (s *Service) Unit(ctx context.Context, u UnitID) (Unit, error) {
	return found(db.One(s.core.Reader(ctx), selUnit, scanUnit, u))
}

// Class returns a class with its grade of today. The caller asks for permission at the class.
func (s *Service) Class(ctx context.Context, c ClassID) (Class, error) {
	return found(db.One(s.core.Reader(ctx), selClass, s.scanClass, c))
}

// ClassesOf lists the classes within reach of a verb, at most 500, in order of school, cohort and number.
func (s *Service) ClassesOf(ctx context.Context, a *Actor, v Verb) ([]Class, error) {
	sc, err := s.Reach(ctx, a, v)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selClasses, s.scanClass, sc, a.At, a.At)
}

// Roster is the register of a class at a moment, in order of number. Ask Must for the class first: it holds names.
func (s *Service) Roster(ctx context.Context, c ClassID, at clock.Micros) ([]Enrolled, error) {
	return db.All(s.core.Reader(ctx), selRoster, func(r db.Row) (Enrolled, error) {
		var e Enrolled
		return e, r.Scan(&e.Person, &e.Name, &e.Number)
	}, c, at, at)
}

// ClassesOfPerson lists the classes in which a person is enrolled at a moment.
func (s *Service) ClassesOfPerson(ctx context.Context, p PersonID, at clock.Micros) ([]Class, error) {
	return db.All(s.core.Reader(ctx), selClassesOfPerson, s.scanClass, p, at, at)
}

// HomeUnits are the units where the actor holds a role, or that own a class where one is held.
func (s *Service) HomeUnits(ctx context.Context, a *Actor) ([]Unit, error) {
	var nodes []Node
	for _, h := range a.Roles {
		nodes = append(nodes, h.Node)
	}
	return db.All(s.core.Reader(ctx), selHomes, scanUnit, db.IDs(nodes), db.IDs(nodes))
}

// SharingTargets are the units to which a school's work can be shared now: the school itself and the units above it, nearest first.
func (s *Service) SharingTargets(ctx context.Context, school UnitID) ([]Unit, error) {
	now := s.Now()
	out, err := db.All(s.core.Reader(ctx), selTargets, scanUnit, school, now, now)
	near := map[Kind]int{Campus: 0, School: 1, Central: 2, Group: 3, District: 4, Region: 5}
	slices.SortFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(near[a.Kind], near[b.Kind]), cmp.Compare(a.Code, b.Code))
	})
	return out, err
}

// Units lists the units within reach of a verb, at most limit, after a code.
func (s *Service) Units(ctx context.Context, a *Actor, v Verb, after string, limit int) ([]Unit, error) {
	sc, err := s.Reach(ctx, a, v)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selUnits, scanUnit, sc, after, limit)
}

// Names are the names of people. Only pages call it, for people whom they have already asked about.
func (s *Service) Names(ctx context.Context, people []PersonID) (map[PersonID]string, error) {
	out := make(map[PersonID]string, len(people))
	err := db.Each(s.core.Reader(ctx), selNames, func(r db.Row) error {
		var p PersonID
		var name string
		err := r.Scan(&p, &name)
		out[p] = name
		return err
	}, db.IDs(people))
	return out, err
}

// Bears reports whether anybody bears the name, so that lists of words which others read keep none. It tells nobody who.
func (s *Service) Bears(ctx context.Context, name string) (bool, error) {
	n, err := db.One(s.core.Reader(ctx), countNamed, db.Value[int], name)
	return n > 0, err
}

// SchoolsUnder counts the teaching units below a node at a moment.
func (s *Service) SchoolsUnder(ctx context.Context, n Node, at clock.Micros) ([]Unit, error) {
	return db.All(s.core.Reader(ctx), selSchoolsUnder, scanUnit, n, at, at)
}

// Parents are the units directly above a unit now.
func (s *Service) Parents(ctx context.Context, u UnitID) ([]Unit, error) {
	now := s.Now()
	return db.All(s.core.Reader(ctx), selParents, scanUnit, u, now, now)
}

// RegionUnit is the one region that the store holds; fault.NotFound before the first set-up.
func (s *Service) RegionUnit(ctx context.Context) (Unit, error) {
	return found(db.One(s.core.Reader(ctx), selRegion, scanUnit))
}

// AddUnit creates a unit under a parent (none for the region) in tx. Batches such as the first set-up call it many times.
func (s *Service) AddUnit(tx *db.Tx, u Unit, parent UnitID) (UnitID, error) {
	if err := u.Validate(); err != nil {
		return UnitID{}, err
	}
	if u.ID.IsZero() {
		u.ID = id.New[Unit]()
	}
	if u.Until == 0 {
		u.Until = clock.Forever
	}
	n, err := tx.Exec(insUnit, u.ID, string(u.Kind), u.Code, u.Short, normal(u.Name), u.Since, u.Until)
	if err != nil {
		return UnitID{}, err
	}
	if n == 0 {
		return UnitID{}, fault.New(fault.Conflict, "代码 %s 或短码已被另一个机构使用", u.Code)
	}
	if parent.IsZero() {
		return u.ID, rebuild(tx, u.Node())
	}
	return u.ID, s.Link(tx, Edge{Parent: parent, Child: u.ID, Since: u.Since, Until: u.Until})
}

// Link puts a unit under another for a time and rewrites the closure below it.
func (s *Service) Link(tx *db.Tx, e Edge) error {
	if e.Until == 0 {
		e.Until = clock.Forever
	}
	if e.Since >= e.Until {
		return fault.New(fault.Invalid, "结束日期要晚于开始日期")
	}
	p, err := found(db.One(tx, selUnit, scanUnit, e.Parent))
	if err != nil {
		return err
	}
	c, err := found(db.One(tx, selUnit, scanUnit, e.Child))
	if err != nil {
		return err
	}
	ok := false
	for _, k := range parents[c.Kind] {
		ok = ok || k == p.Kind
	}
	if !ok {
		return fault.New(fault.Invalid, "“%s”不能放在“%s”下面", c.Name, p.Name)
	}
	if ring, err := below(tx, e.Parent, e.Child); err != nil || ring {
		return errors.Join(err, fault.New(fault.Invalid, "机构之间不能互为上下级"))
	}
	if _, err := tx.Exec(insEdge, id.New[Edge](), e.Parent, e.Child, e.Since, e.Until); err != nil {
		return err
	}
	return rebuild(tx, c.Node())
}

// Unlink ends a membership at a moment; the past stays as it was.
func (s *Service) Unlink(tx *db.Tx, parent, child UnitID, at clock.Micros) error {
	n, err := tx.Exec(endEdge, at, parent, child, at, at)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "没有找到这个隶属关系")
	}
	return rebuild(tx, id.As[any](child))
}

// AddClass creates a class in a teaching unit.
func (s *Service) AddClass(tx *db.Tx, c Class) (ClassID, error) {
	u, err := found(db.One(tx, selUnit, scanUnit, c.School))
	if err != nil {
		return ClassID{}, err
	}
	if !u.Kind.Teaches() || s.grades.Begins(c.Stage) == 0 || c.Cohort < 1990 || c.Number < 1 {
		return ClassID{}, fault.New(fault.Invalid, "班级要有学校、学段、入学年份和班号")
	}
	if c.ID.IsZero() {
		c.ID = id.New[Class]()
	}
	if c.Until == 0 {
		c.Until = clock.Forever
	}
	if c.Kind == "" {
		c.Kind = AdminClass
	}
	if _, err := tx.Exec(insClass, c.ID, c.School, c.Kind, c.Stage, c.Cohort, c.Number, c.Subject, normal(c.Name), c.Since, c.Until); err != nil {
		return ClassID{}, err
	}
	return c.ID, rebuild(tx, c.Node())
}

// AddPerson creates a person and, when account is not zero, an account for signing in.
func (s *Service) AddPerson(tx *db.Tx, p Person, account AccountID) (PersonID, error) {
	p.Name = normal(p.Name)
	if p.Name == "" || len([]rune(p.Name)) > 60 {
		return PersonID{}, fault.Fieldsf(fault.Field{Name: "name", Message: "姓名要有1到60个字"})
	}
	if p.ID.IsZero() {
		p.ID = id.New[Person]()
	}
	if _, err := tx.Exec(insPerson, p.ID, p.Owner, p.Name); err != nil {
		return PersonID{}, err
	}
	if !account.IsZero() {
		if _, err := tx.Exec(insAccount, account, p.ID, int64(0), clock.Forever); err != nil {
			return PersonID{}, err
		}
	}
	return p.ID, nil
}

// Enrol puts a pupil into a class for a time and gives the pupil's own role.
func (s *Service) Enrol(tx *db.Tx, e Enrolment) error {
	if e.Until == 0 {
		e.Until = clock.Forever
	}
	c, err := found(db.One(tx, selClass, s.scanClass, e.Class))
	if err != nil {
		return err
	}
	_, err = tx.Exec(insEnrolment, id.New[Enrolment](), e.Person, e.Class, c.School, e.Number, e.Since, e.Until)
	return err
}

// Give stores a role for a time. The caller has asked OrgManage at the node, or is the first set-up.
func (s *Service) Give(tx *db.Tx, h Holding) error {
	if !h.Role.Known() || h.Node.IsZero() || h.Person.IsZero() {
		return fault.New(fault.Invalid, "没有这种身份")
	}
	if h.Until == 0 {
		h.Until = clock.Forever
	}
	_, err := tx.Exec(insRole, id.New[Holding](), h.Person, string(h.Role), h.Node, h.Subject, h.Since, h.Until)
	return err
}

// End takes a role back at a moment.
func (s *Service) End(tx *db.Tx, h Holding, at clock.Micros) error {
	_, err := tx.Exec(endRole, at, h.Person, string(h.Role), h.Node, at)
	return err
}

// Setting is the value in force at a node and moment: the nearest unit's, else one above it, else the preset's; provenance names
// the unit or "preset". nil when nobody ever set it.
func (s *Service) Setting(ctx context.Context, name string, n Node, at clock.Micros) (json.RawMessage, string, error) {
	type row struct{ value, unit string }
	rows, err := db.All(s.core.Reader(ctx), selSetting, func(r db.Row) (row, error) {
		var v row
		return v, r.Scan(&v.value, &v.unit)
	}, n, at, at, name, at, at)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > 0 {
		return json.RawMessage(rows[0].value), rows[0].unit, nil
	}
	return s.defaults(name), "preset", nil
}

// Set stores a setting at a unit from a moment on and ends the one before it; the past keeps its value.
func (s *Service) Set(ctx context.Context, a *Actor, n Node, name string, value any, since clock.Micros) error {
	return s.SetFor(ctx, a, OrgManage, n, name, value, since)
}

// SetFor is Set for a setting that people other than the managers of the organisation keep: the caller names the verb.
func (s *Service) SetFor(ctx context.Context, a *Actor, v Verb, n Node, name string, value any, since clock.Micros) error {
	if err := s.Must(ctx, a, v, n); err != nil {
		return err
	}
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("org: setting %s: %w", name, err)
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(endSetting, since, n, name, since); err != nil {
			return err
		}
		if _, err := tx.Exec(insSetting, id.New[any](), n, name, string(b), since, clock.Forever, a.Person); err != nil {
			return err
		}
		_, err := s.log.Append(tx, bus.Event{Kind: "setting.changed", Owner: n, Actor: id.As[any](a.Person), Request: a.Request},
			map[string]any{"name": name, "value": json.RawMessage(b), "since": since})
		return err
	})
}

func found[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		return v, fault.New(fault.NotFound, "没有找到，或不在您的范围内")
	}
	return v, err
}
