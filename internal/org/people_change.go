package org

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Newcomer is a person added by hand. Sign is called in the same transaction with the person's new account, so that a login can be
// stored with it; nil when the person does not sign in.
type Newcomer struct {
	Name    string
	Profile Profile
	Sign    func(tx *db.Tx, account AccountID) error
}

func (n *Newcomer) check() error {
	if err := CheckName(n.Name); err != nil {
		return err
	}
	n.Name = TypedName(n.Name)
	return n.Profile.Validate()
}

// take stores a newcomer with account, profile and audit line.
func (s *Service) take(tx *db.Tx, a *Actor, owner UnitID, n Newcomer) (PersonID, error) {
	var account AccountID
	if n.Sign != nil {
		account = id.New[Account]()
	}
	p, err := s.AddPerson(tx, Person{Owner: owner, Name: n.Name}, account)
	if err != nil {
		return p, err
	}
	if err := s.takeProfile(tx, p, n.Profile); err != nil {
		return p, err
	}
	if n.Sign != nil {
		if err := n.Sign(tx, account); err != nil {
			return p, err
		}
	}
	return p, s.audited(tx, a, "add.person", id.As[any](owner), map[string]any{"person": p})
}

// AddPupil adds a pupil to a class under a number of the class register 班内号. It asks for roster.import at the class.
func (s *Service) AddPupil(ctx context.Context, a *Actor, class ClassID, number string, n Newcomer) (PersonID, error) {
	if err := s.Must(ctx, a, RosterImport, id.As[any](class)); err != nil {
		return PersonID{}, err
	}
	c, err := s.Class(ctx, class)
	if err == nil {
		err = n.check()
	}
	if err == nil {
		err = classNumber(number)
	}
	if err != nil {
		return PersonID{}, err
	}
	var p PersonID
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if p, err = s.take(tx, a, c.School, n); err != nil {
			return err
		}
		if err := s.Give(tx, Holding{Person: p, Role: Pupil, Node: id.As[any](p)}); err != nil {
			return err
		}
		return s.Enrol(tx, Enrolment{Person: p, Class: class, Number: number, Since: s.Now()})
	})
	return p, err
}

func classNumber(n string) error {
	if utf8.RuneCountInString(n) > 12 || IdentityNumber(n) {
		return fault.Fieldsf(fault.Field{Name: "seat", Message: "班内号最多12个字符"})
	}
	return nil
}

// AddStaff adds somebody who works at a unit. v is RosterImport, then the person becomes a teacher of the school as a roster would
// make it; or RoleGive, then the caller gives a role with Appoint.
func (s *Service) AddStaff(ctx context.Context, a *Actor, v Verb, unit UnitID, n Newcomer) (PersonID, error) {
	if err := s.Must(ctx, a, v, id.As[any](unit)); err != nil {
		return PersonID{}, err
	}
	u, err := s.Unit(ctx, unit)
	if err == nil {
		err = n.check()
	}
	if err != nil {
		return PersonID{}, err
	}
	var p PersonID
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if p, err = s.take(tx, a, unit, n); err != nil {
			return err
		}
		if v == RosterImport && u.Kind.Teaches() {
			return s.Give(tx, Holding{Person: p, Role: Teacher, Node: u.Node(), Since: s.Now()})
		}
		return nil
	})
	return p, err
}

// changeable is a person whose record the actor may read and change.
func (s *Service) changeable(ctx context.Context, a *Actor, p PersonID) (Person, error) {
	if _, err := s.Person(ctx, a, RosterImport, p); err != nil {
		return Person{}, err
	}
	return s.Person(ctx, a, PeopleRead, p)
}

// ChangeRecord gives a person another name and profile, as read at rev; Conflict when somebody else was first.
func (s *Service) ChangeRecord(ctx context.Context, a *Actor, p PersonID, rev int64, name string, v Profile) error {
	who, err := s.changeable(ctx, a, p)
	if err != nil {
		return err
	}
	if err := CheckName(name); err != nil {
		return err
	}
	v.Person = p
	if err := v.Validate(); err != nil {
		return err
	}
	name = TypedName(name)
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(updRecord, name, p, rev)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "别人刚改过这条记录，请刷新后再改")
		}
		if err != nil {
			return err
		}
		if err := s.SetProfile(tx, v); err != nil {
			return err
		}
		return s.audited(tx, a, "change.person", id.As[any](who.Owner), map[string]any{"person": p})
	})
}

const updRecord db.SQL = `-- unscoped: the caller has asked for the person
UPDATE org_person SET name = ?, rev = rev + 1 WHERE id = ? AND rev = ?`

// Day is the beginning of a day in China, or now for today; Invalid names the field on.
func (s *Service) Day(text string) (clock.Micros, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
	if err != nil {
		return 0, fault.Fieldsf(fault.Field{Name: "on", Message: "日期要写成 2026-09-01 这样"})
	}
	now := clock.Local(s.Now())
	if now.Format(time.DateOnly) == text {
		return s.Now(), nil
	}
	return clock.At(t), nil
}

// Transfer ends a pupil's place in one class at a moment and begins one in another. The past is unchanged: the moment lies after the
// beginning of the old place. It asks at the pupil and at the new class.
func (s *Service) Transfer(ctx context.Context, a *Actor, p PersonID, from, to ClassID, number string, at clock.Micros) error {
	who, err := s.changeable(ctx, a, p)
	if err != nil {
		return err
	}
	if err := s.Must(ctx, a, RosterImport, id.As[any](to)); err != nil {
		return err
	}
	c, err := s.Class(ctx, to)
	if err == nil {
		err = classNumber(number)
	}
	if err != nil {
		return err
	}
	if from == to {
		return fault.Fieldsf(fault.Field{Name: "to", Message: "请选另一个班"})
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		old, err := found(db.One(tx, selSeat, scanSeat, from, p, at))
		if err != nil {
			return err
		}
		if at <= old.Since {
			return fault.Fieldsf(fault.Field{Name: "on", Message: "转班日期要晚于进入原班的日期"})
		}
		if _, err := db.One(tx, selSeat, scanSeat, to, p, at); err == nil {
			return fault.New(fault.Conflict, "这名学生已经在那个班")
		}
		if _, err := s.EndEnrolment(tx, old.ID, at); err != nil {
			return err
		}
		if err := s.TakeEnrolments(tx, []Seating{{id.New[Enrolment](), Enrolment{Person: p, Class: to, School: c.School, Number: number, Since: at, Until: clock.Forever}}}); err != nil {
			return err
		}
		if who.Owner == old.School && c.School != old.School { // the record goes with the pupil
			if _, err := tx.Exec(updPerson, who.Name, c.School, p, who.Name, c.School); err != nil {
				return err
			}
		}
		return s.audited(tx, a, "move.pupil", c.Node(), map[string]any{"person": p, "from": from, "at": at})
	})
}

// Leave ends everything that a person is at a moment, not later than now: places in classes, roles, accounts. The record stays.
func (s *Service) Leave(ctx context.Context, a *Actor, p PersonID, at clock.Micros) error {
	who, err := s.changeable(ctx, a, p)
	if err != nil {
		return err
	}
	if at > s.Now() {
		return fault.Fieldsf(fault.Field{Name: "on", Message: "离开的日期不能晚于今天"})
	}
	if p == a.Person {
		return fault.New(fault.Unlawful, "不能结束自己的记录，请另一位负责人来办")
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.EndPerson(tx, p, at); err != nil {
			return err
		}
		return s.audited(tx, a, "end.person", id.As[any](who.Owner), map[string]any{"person": p, "at": at})
	})
}

// AddGuardian adds a new guardian to a child.
func (s *Service) AddGuardian(ctx context.Context, a *Actor, child PersonID, n Newcomer) (PersonID, error) {
	who, err := s.changeable(ctx, a, child)
	if err == nil {
		err = n.check()
	}
	if err != nil {
		return PersonID{}, err
	}
	var p PersonID
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		if p, err = s.take(tx, a, who.Owner, n); err != nil {
			return err
		}
		return s.guard(tx, a, who, p)
	})
	return p, err
}

// LinkGuardian makes somebody who is known already a guardian of a child; both must be the actor's to change.
func (s *Service) LinkGuardian(ctx context.Context, a *Actor, child, guardian PersonID) error {
	who, err := s.changeable(ctx, a, child)
	if err != nil {
		return err
	}
	if _, err := s.changeable(ctx, a, guardian); err != nil {
		return err
	}
	now := s.Now()
	seats, err := db.All(s.core.Reader(ctx), selStandsAt, db.Value[Node], guardian, now, now)
	if err != nil {
		return err
	}
	if child == guardian || len(seats) > 0 {
		return fault.New(fault.Invalid, "监护人不能是学生本人或另一名在校学生")
	}
	return s.core.Write(ctx, func(tx *db.Tx) error { return s.guard(tx, a, who, guardian) })
}

// maxGuardians bounds how many guardians a child has.
const maxGuardians = 8

func (s *Service) guard(tx *db.Tx, a *Actor, child Person, guardian PersonID) error {
	node := id.As[any](child.ID)
	have, err := db.All(tx, selFamily, scanRole, child.ID, PersonID{0xff}, s.Now())
	if err != nil {
		return err
	}
	for _, h := range have {
		if h.Person == guardian {
			return nil // the same request twice
		}
	}
	if len(have) >= maxGuardians {
		return fault.New(fault.Invalid, "一个孩子最多有8位监护人")
	}
	if err := s.Give(tx, Holding{Person: guardian, Role: Guardian, Node: node, Since: s.Now()}); err != nil {
		return err
	}
	return s.audited(tx, a, "link.guardian", id.As[any](child.Owner), map[string]any{"person": child.ID, "guardian": guardian})
}

// UnlinkGuardian ends a guardian's link to a child now.
func (s *Service) UnlinkGuardian(ctx context.Context, a *Actor, child, guardian PersonID) error {
	who, err := s.changeable(ctx, a, child)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if err := s.EndRoleAt(tx, guardian, Guardian, id.As[any](child), s.Now()); err != nil {
			return err
		}
		return s.audited(tx, a, "unlink.guardian", id.As[any](who.Owner), map[string]any{"person": child, "guardian": guardian})
	})
}

// noteMax is the longest reason of a role, in characters.
const noteMax = 100

// AppointFor is Appoint with a reason, which a substitute needs: who is replaced and what for. The person must be known at a unit
// where the actor gives roles, and be no pupil.
func (s *Service) AppointFor(ctx context.Context, a *Actor, h Holding, note string) error {
	if err := s.Must(ctx, a, RoleGive, h.Node); err != nil {
		return err
	}
	note = CleanName(note)
	if err := s.MayAppoint(ctx, a, h, note); err != nil {
		return err
	}
	who, err := found(db.One(s.core.Reader(ctx), selPersonKey, scanPerson, h.Person))
	if err != nil {
		return fault.Fieldsf(fault.Field{Name: "person", Message: "请选一个人"})
	}
	if err := s.Must(ctx, a, RoleGive, id.As[any](who.Owner)); err != nil {
		return fault.Fieldsf(fault.Field{Name: "person", Message: "这个人不在您的范围内"})
	}
	now := s.Now()
	pupil, err := db.One(s.core.Reader(ctx), selIsPupil, db.Value[int64], h.Person, h.Person)
	if err != nil {
		return err
	}
	if staff, err := db.All(s.core.Reader(ctx), selRolesNow, scanRole, db.IDs([]PersonID{h.Person}), now, now); err != nil {
		return err
	} else if pupil > 0 && !works(staff) {
		return fault.Fieldsf(fault.Field{Name: "person", Message: "学生和家长不能担任这个身份"})
	}
	if err := s.Appoint(ctx, a, h); err != nil || note == "" {
		return err
	}
	if h.Until == 0 {
		h.Until = clock.Forever
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(updNote, note, h.Person, string(h.Role), h.Node, h.Until)
		return err
	})
}

// MayAppoint says what speaks against a role whoever is to hold it: the giver's rights, the kind of place, the dates, the reason.
func (s *Service) MayAppoint(ctx context.Context, a *Actor, h Holding, note string) error {
	if err := s.Must(ctx, a, RoleGive, h.Node); err != nil {
		return err
	}
	if n := utf8.RuneCountInString(CleanName(note)); n > noteMax || h.Role == Substitute && n < 2 {
		return fault.Fieldsf(fault.Field{Name: "note", Message: "请写清原因，最多100个字；代课必须写"})
	}
	may, err := s.Appointable(ctx, a, h.Node)
	if err != nil {
		return err
	}
	h.Since = s.Now()
	if h.Until == 0 {
		h.Until = clock.Forever
	}
	if err := appointable(a, h, may); err != nil {
		return err
	}
	return s.fits(ctx, h)
}

// Readmit runs f, which makes a new way in for whoever holds a post, in one write with its audit line. Whoever makes a way in could use
// it, so the post must be the actor's to give, and another person's; f looks that the account is not in use yet.
func (s *Service) Readmit(ctx context.Context, a *Actor, post HoldingID, f func(tx *db.Tx, account AccountID) error) (Post, error) {
	p, err := s.Post(ctx, a, post)
	if err != nil {
		return p, err
	}
	may, err := s.Appointable(ctx, a, p.Node)
	if err != nil {
		return p, err
	}
	if p.Person == a.Person || !slices.Contains(may, p.Role) {
		return p, fault.New(fault.Unlawful, "这个人的激活码不由您给出")
	}
	accounts, err := s.Accounts(ctx, []PersonID{p.Person})
	if err == nil && accounts[p.Person].IsZero() {
		err = fault.New(fault.Invalid, "这个人没有账号")
	}
	if err != nil {
		return p, err
	}
	return p, s.core.Write(ctx, func(tx *db.Tx) error {
		if err := f(tx, accounts[p.Person]); err != nil {
			return err
		}
		return s.audited(tx, a, "slip.make", p.Node, map[string]any{"person": p.Person})
	})
}

// works reports whether somebody holds a role besides being a pupil or guardian.
func works(posts []Post) bool {
	for _, p := range posts {
		if p.Role != Pupil && p.Role != Guardian {
			return true
		}
	}
	return false
}

// Places tells at what a role is held: at a class, at a teaching unit, or at any unit; and whether it has a subject.
func (r Role) Places() (class, school, subject bool) {
	switch r {
	case ClassTeacher, Assistant:
		return true, false, false
	case Teaching, Substitute:
		return true, false, true
	case Teacher, ResearchHead:
		return false, true, true
	case SchoolLeader, Registrar:
		return false, true, false
	}
	return false, false, false
}

// fits holds a role to the kind of place where it is held.
func (s *Service) fits(ctx context.Context, h Holding) error {
	class, school, subject := h.Role.Places()
	_, err := s.Class(ctx, id.As[Class](h.Node))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if isClass := err == nil; isClass != class {
		return fault.Fieldsf(fault.Field{Name: "class", Message: "班主任、任课、代课、助教要选班级，其他身份不选"})
	}
	if !class {
		u, err := s.Unit(ctx, id.As[Unit](h.Node))
		if err != nil {
			return err
		}
		area := h.Role == BureauLeader || h.Role == Researcher
		office := h.Role == SystemAdmin || h.Role == SecurityAdmin || h.Role == AuditAdmin
		if school && !u.Kind.Teaches() && u.Kind != Group || area && u.Kind.Teaches() || office && u.Kind != Region {
			return fault.Fieldsf(fault.Field{Name: "role", Message: "这个身份不在这类机构里"})
		}
	}
	if subject && h.Subject == "" && h.Role != Teacher {
		return fault.Fieldsf(fault.Field{Name: "subject", Message: "请选学科"})
	}
	return nil
}
