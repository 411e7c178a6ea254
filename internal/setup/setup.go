// Package setup is the first set-up of a store that nobody administers yet: whoever holds the one-time code checks the region, makes
// the three administrators, the first school and its leader. Each step is durable by itself, so a restart goes on where it stopped;
// after the last step the set-up is closed for good. There are no default accounts and no default passwords.
//
// It may not import a domain besides org and knows no screen.
package setup

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Migrations creates this package's table in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Step is a step of the set-up.
type Step int

// The steps in their order.
const (
	CheckRegion Step = iota
	MakeSystem
	MakeSecurity
	MakeAudit
	MakeSchool
	MakeLeader
	Done
)

// Admins are the three administrators in the order in which they are made (等保 GB/T 22239: three people).
var Admins = []org.Role{org.SystemAdmin, org.SecurityAdmin, org.AuditAdmin}

// State is how far the set-up is.
type State struct {
	Region org.Unit
	Step   Step
	Needed bool // nobody administers the store, or the set-up has begun: every page leads to it
	Open   bool // whoever holds the code may go on
	Admins map[org.Role]string
	School org.Unit // zero before it exists
}

// Service runs the set-up. It is safe for concurrent use.
type Service struct {
	core   *db.DB
	org    *org.Service
	authn  *authn.Service
	audit  *audit.Log
	clock  clock.Clock
	file   string
	closed atomic.Bool // seen closed: it never opens again

	mu    sync.Mutex
	code  string
	lanes map[bool]*lane // by whether the attempt comes from this machine
}

// New returns the service. file is where the code is kept, readable for the operator alone.
func New(core *db.DB, o *org.Service, a *authn.Service, l *audit.Log, c clock.Clock, file string) *Service {
	return &Service{core: core, org: o, authn: a, audit: l, clock: c, file: file, lanes: map[bool]*lane{}}
}

const (
	selState db.SQL = `-- unscoped: before the set-up nobody has a scope
SELECT rev, school, leader, closed FROM setup_state WHERE region = ?`
	insState db.SQL = `-- unscoped: before the set-up nobody has a scope
INSERT INTO setup_state (region, rev, school, leader, begun, closed) VALUES (?, 1, NULL, NULL, ?, 0) ON CONFLICT DO NOTHING`
	// Taking the row makes browsers that race wait for each other.
	takeState db.SQL = `-- unscoped: before the set-up nobody has a scope
UPDATE setup_state SET rev = rev + 1 WHERE region = ? AND closed = 0`
	updSchool db.SQL = `-- unscoped: before the set-up nobody has a scope
UPDATE setup_state SET school = ? WHERE region = ?`
	updClosed db.SQL = `-- unscoped: before the set-up nobody has a scope
UPDATE setup_state SET leader = ?, closed = ? WHERE region = ?`
	selAdmins db.SQL = `-- unscoped: who administers the region, before anybody can be asked
SELECT r.role, p.name, p.id FROM org_role r JOIN org_person p ON p.id = r.person
WHERE r.role IN ('system_admin', 'security_admin', 'audit_admin') ORDER BY r.since DESC, r.id`
	selTaught db.SQL = `-- unscoped: whether a school exists, before anybody can be asked
SELECT COUNT(*) FROM org_unit WHERE kind IN ('school', 'central', 'campus')`
)

type row struct {
	rev, closed    int64
	school, leader id.Any
}

func scanRow(r db.Row) (v row, err error) { return v, r.Scan(&v.rev, &v.school, &v.leader, &v.closed) }

// State tells how far the set-up is. After it was closed this costs no query.
func (s *Service) State(ctx context.Context) (State, error) {
	if s.closed.Load() {
		return State{Step: Done}, nil
	}
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return State{}, err
	}
	st, err := s.state(s.core.Reader(ctx), region)
	if err == nil && st.Step == Done {
		s.closed.Store(true)
	}
	return st, err
}

// Needed reports whether every page leads to the set-up.
func (s *Service) Needed(ctx context.Context) (bool, error) {
	if s.closed.Load() {
		return false, nil
	}
	st, err := s.State(ctx)
	return st.Needed, err
}

func (s *Service) state(x db.Querier, region org.Unit) (State, error) {
	st := State{Region: region, Admins: map[org.Role]string{}}
	v, err := db.One(x, selState, scanRow, region.ID)
	begun := err == nil
	if err != nil && !errors.Is(err, db.ErrNone) {
		return st, err
	}
	err = db.Each(x, selAdmins, func(r db.Row) error {
		var role org.Role
		var name string
		var p org.PersonID
		err := r.Scan(&role, &name, &p)
		st.Admins[role] = name
		return err
	})
	if err != nil {
		return st, err
	}
	if !begun {
		// A store that is administered and has schools was set up before there was a set-up, or from the command line.
		schools, err := db.One(x, selTaught, db.Value[int64])
		st.Needed, st.Open = len(st.Admins) == 0, len(st.Admins) == 0 || schools == 0
		if !st.Open {
			st.Step = Done
		}
		return st, err
	}
	if v.closed != 0 {
		st.Step = Done
		return st, nil
	}
	st.Needed, st.Open, st.Step = true, true, MakeSystem
	for st.Step <= MakeAudit && st.Admins[Admins[st.Step-MakeSystem]] != "" {
		st.Step++
	}
	if st.Step == MakeSchool && !v.school.IsZero() {
		st.Step = MakeLeader
		st.School, err = s.org.UnitIn(x, id.As[org.Unit](v.school))
	}
	return st, err
}

// errBehind is the answer to a step that somebody else has taken, or that is not yet due.
var errBehind = fault.New(fault.Conflict, "这一步已经在另一个浏览器里完成了，请接着做下一步")

// step runs f when the set-up stands at a step, with nobody else at it.
func (s *Service) step(ctx context.Context, at Step, f func(tx *db.Tx, st State) error) error {
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(takeState, region.ID)
		if err != nil {
			return err
		}
		st, err := s.state(tx, region)
		switch {
		case err != nil:
			return err
		case !st.Open || n == 0 && at != CheckRegion:
			return fault.New(fault.NotFound, "首次设置已经结束")
		case st.Step != at:
			return errBehind
		}
		return f(tx, st)
	})
}

// Begin notes that the region was checked.
func (s *Service) Begin(ctx context.Context) error {
	return s.step(ctx, CheckRegion, func(tx *db.Tx, st State) error {
		n, err := tx.Exec(insState, st.Region.ID, clock.At(s.clock.Now()))
		if err == nil && n == 0 {
			err = errBehind
		}
		if err != nil {
			return err
		}
		return s.note(tx, "setup.begin", st.Region.Node(), id.Any{}, nil)
	})
}

// Admin makes the administrator whose turn it is.
func (s *Service) Admin(ctx context.Context, role org.Role, who Person) error {
	at := MakeSystem
	for _, r := range Admins {
		if r == role {
			break
		}
		at++
	}
	if at > MakeAudit {
		return fault.New(fault.Invalid, "没有这种管理员")
	}
	hash, err := s.hash(ctx, who)
	if err != nil {
		return err
	}
	return s.step(ctx, at, func(tx *db.Tx, st State) error {
		for _, name := range st.Admins {
			if name == who.Name {
				return fault.Fieldsf(fault.Field{Name: "name", Message: "三种管理员要由三个人分别担任：这个人已经是管理员了"})
			}
		}
		p, err := s.add(tx, st.Region.ID, who, hash)
		if err != nil {
			return err
		}
		if err := s.org.Give(tx, org.Holding{Person: p, Role: role, Node: st.Region.Node()}); err != nil {
			return err
		}
		return s.note(tx, "create.admin", st.Region.Node(), id.As[any](p), map[string]any{"role": role})
	})
}

// School makes the first school under a district, or under the region when district is zero. A school of the same code that a roster
// has brought before is taken as it is; it only gets the short code when it has none.
func (s *Service) School(ctx context.Context, u org.Unit, district org.UnitID) error {
	if u.Kind != org.School && u.Kind != org.Central {
		return fault.Fieldsf(fault.Field{Name: "kind", Message: "请选学校或中心校"})
	}
	if u.Short == "" {
		return fault.Fieldsf(fault.Field{Name: "short", Message: "短码要有2到12个小写字母或数字"})
	}
	known, err := s.org.UnitsByCode(ctx, []string{u.Code})
	if err != nil {
		return err
	}
	return s.step(ctx, MakeSchool, func(tx *db.Tx, st State) error {
		if district.IsZero() {
			district = st.Region.ID
		}
		school, err := s.school(tx, u, known[u.Code], district)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(updSchool, school, st.Region.ID); err != nil {
			return err
		}
		return s.note(tx, "setup.school", id.As[any](school), id.Any{}, nil)
	})
}

func (s *Service) school(tx *db.Tx, u, known org.Unit, district org.UnitID) (org.UnitID, error) {
	switch {
	case !known.Kind.Teaches():
		id, err := s.org.AddUnit(tx, u, district)
		var f *fault.Error
		if errors.As(err, &f) && len(f.Fields) > 0 { // the form's fields have the same names
			return id, err
		}
		return id, at("code", err)
	case known.Short == "":
		return known.ID, s.org.SetShort(tx, known.ID, u.Short)
	}
	return known.ID, nil
}

// Leader makes the leader of the first school and, when registrar has a name, a registrar, and closes the set-up. slip is the
// registrar's one-time code for choosing a password; it is told once.
func (s *Service) Leader(ctx context.Context, leader, registrar Person) (slip string, err error) {
	hash, err := s.hash(ctx, leader)
	if err != nil {
		return "", err
	}
	if registrar.Name != "" {
		if err := registrar.apart(leader); err != nil {
			return "", err
		}
	}
	err = s.step(ctx, MakeLeader, func(tx *db.Tx, st State) error {
		for _, name := range st.Admins {
			if name == leader.Name {
				return fault.Fieldsf(fault.Field{Name: "name", Message: "管理员不能同时担任能看到学生数据的职务"})
			}
		}
		p, err := s.add(tx, st.School.ID, leader, hash)
		if err != nil {
			return err
		}
		if err := s.org.Give(tx, org.Holding{Person: p, Role: org.SchoolLeader, Node: st.School.Node()}); err != nil {
			return err
		}
		if registrar.Name != "" {
			if slip, err = s.registrar(tx, st, registrar); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(updClosed, p, clock.At(s.clock.Now()), st.Region.ID); err != nil {
			return err
		}
		return s.note(tx, "setup.closed", st.School.Node(), id.As[any](p), nil)
	})
	if err == nil {
		s.forget()
	}
	return slip, err
}

func (s *Service) registrar(tx *db.Tx, st State, who Person) (string, error) {
	for _, name := range st.Admins {
		if name == who.Name {
			return "", fault.Fieldsf(fault.Field{Name: "registrar", Message: "管理员不能同时担任能看到学生数据的职务"})
		}
	}
	account := id.New[org.Account]()
	p, err := s.org.AddPerson(tx, org.Person{Owner: st.School.ID, Name: who.Name}, account)
	if err != nil {
		return "", err
	}
	if err := s.authn.Add(tx, id.As[any](account), id.Any{}, who.Login, ""); err != nil {
		return "", at("registrar_login", err)
	}
	if err := s.org.Give(tx, org.Holding{Person: p, Role: org.Registrar, Node: st.School.Node()}); err != nil {
		return "", err
	}
	return s.authn.MakeSlip(tx, id.As[any](account))
}

func (s *Service) add(tx *db.Tx, owner org.UnitID, who Person, hash string) (org.PersonID, error) {
	account := id.New[org.Account]()
	p, err := s.org.AddPerson(tx, org.Person{Owner: owner, Name: who.Name}, account)
	if err != nil {
		return p, err
	}
	return p, at("login", s.authn.Add(tx, id.As[any](account), id.Any{}, who.Login, hash))
}

func (s *Service) note(tx *db.Tx, action string, scope org.Node, subject id.Any, detail map[string]any) error {
	e := audit.Entry{Action: action, Scope: scope, Subject: subject, Basis: "setup"}
	if detail != nil {
		e.Detail, _ = json.Marshal(detail) // maps of strings always marshal
	}
	return s.audit.Append(tx, e)
}
