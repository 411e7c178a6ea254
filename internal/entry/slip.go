package entry

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Starter is somebody who can be given an activation slip: a member of staff or a guardian with a login.
type Starter struct {
	Person org.PersonID
	Name   string
	For    string // the children's names, for a guardian
	Login  string
	Set    bool // a password has been chosen: a slip lets them choose another
}

type starters struct {
	list     []Starter
	accounts map[org.PersonID]org.AccountID
	logins   map[authn.Subject]authn.Login
}

func (s *Service) starters(ctx context.Context, people []org.PersonID, of map[org.PersonID]string) (starters, error) {
	out := starters{}
	names, err := s.org.Names(ctx, people)
	if err != nil {
		return out, err
	}
	var subjects []id.Any
	if out.accounts, subjects, err = s.accounts(ctx, people); err != nil {
		return out, err
	}
	if out.logins, err = s.authn.Logins(ctx, subjects); err != nil {
		return out, err
	}
	for _, p := range people {
		l, ok := out.logins[id.As[any](out.accounts[p])]
		if ok {
			out.list = append(out.list, Starter{Person: p, Name: names[p], For: of[p], Login: l.Login, Set: l.Set})
		}
	}
	return out, nil
}

// Guardians lists the guardians of a class's pupils who have a login. Verb card.make at the class.
func (s *Service) Guardians(ctx context.Context, a *org.Actor, class org.ClassID) ([]Starter, error) {
	if err := s.org.Must(ctx, a, org.CardMake, id.As[any](class)); err != nil {
		return nil, err
	}
	all, err := s.guardians(ctx, class)
	return all.list, err
}

func (s *Service) guardians(ctx context.Context, class org.ClassID) (starters, error) {
	now := s.org.Now()
	roster, err := s.org.Roster(ctx, class, now)
	if err != nil {
		return starters{}, err
	}
	names, children := map[org.PersonID]string{}, []org.PersonID{}
	for _, e := range roster {
		names[e.Person] = e.Name
		children = append(children, e.Person)
	}
	wards, err := s.org.GuardiansOf(ctx, children, now)
	if err != nil {
		return starters{}, err
	}
	var people []org.PersonID
	of := map[org.PersonID][]string{}
	for _, w := range wards {
		if of[w.Guardian] == nil {
			people = append(people, w.Guardian)
		}
		of[w.Guardian] = append(of[w.Guardian], names[w.Child])
	}
	told := map[org.PersonID]string{}
	for p, all := range of {
		told[p] = strings.Join(all, "、")
	}
	return s.starters(ctx, people, told)
}

// Staff lists the staff of a school who have a login. Verb roster.import at the school.
func (s *Service) Staff(ctx context.Context, a *org.Actor, school org.UnitID) ([]Starter, error) {
	if err := s.org.Must(ctx, a, org.RosterImport, id.As[any](school)); err != nil {
		return nil, err
	}
	all, err := s.staff(ctx, school)
	return all.list, err
}

func (s *Service) staff(ctx context.Context, school org.UnitID) (starters, error) {
	people, err := s.org.StaffAt(ctx, id.As[any](school), s.org.Now())
	if err != nil {
		return starters{}, err
	}
	return s.starters(ctx, people, nil)
}

// GuardianSlips makes activation slips for guardians of a class (nobody named: those without a password). Verb card.make at the class.
func (s *Service) GuardianSlips(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID) ([]byte, error) {
	node := id.As[any](class)
	if err := s.org.Must(ctx, a, org.CardMake, node); err != nil {
		return nil, err
	}
	c, err := s.org.Class(ctx, class)
	if err != nil {
		return nil, err
	}
	u, err := s.org.Unit(ctx, c.School)
	if err != nil {
		return nil, err
	}
	all, err := s.guardians(ctx, class)
	if err != nil {
		return nil, err
	}
	return s.slips(ctx, a, node, u, all, people)
}

// StaffSlips makes activation slips for staff of a school (nobody named: those without a password). Whoever makes a slip could use
// it, so none is made for somebody who reaches further than the registrar does and has a password already. Verb roster.import.
func (s *Service) StaffSlips(ctx context.Context, a *org.Actor, school org.UnitID, people []org.PersonID) ([]byte, error) {
	node := id.As[any](school)
	if err := s.org.Must(ctx, a, org.RosterImport, node); err != nil {
		return nil, err
	}
	u, err := s.org.Unit(ctx, school)
	if err != nil {
		return nil, err
	}
	all, err := s.staff(ctx, school)
	if err != nil {
		return nil, err
	}
	return s.slips(ctx, a, node, u, all, people)
}

func (s *Service) slips(ctx context.Context, a *org.Actor, node org.Node, school org.Unit, all starters, people []org.PersonID) ([]byte, error) {
	want := map[org.PersonID]bool{}
	for _, p := range people {
		want[p] = true
	}
	var who []Starter
	for _, p := range all.list {
		if !(want[p.Person] || len(people) == 0 && !p.Set) || p.Person == a.Person {
			continue
		}
		if p.Set {
			wide, err := s.wide(ctx, all.accounts[p.Person])
			if err != nil {
				return nil, err
			}
			if wide {
				return nil, fault.New(fault.Denied, "%s 的权限较大，已经设过密码，不能由学校重发激活单；请找安全管理员", p.Name)
			}
		}
		who = append(who, p)
	}
	if len(who) == 0 {
		return nil, fault.New(fault.Invalid, "没有需要激活单的人：都已设过密码，或还没有账号")
	}
	printed := make([]printedSlip, len(who))
	err := s.write(ctx, a, "slip.make", node, map[string]any{"count": len(who)}, func(tx *db.Tx) error {
		for i, p := range who {
			sub := id.As[any](all.accounts[p.Person])
			code, err := s.authn.MakeSlip(tx, sub)
			if err != nil {
				return err
			}
			printed[i] = printedSlip{Name: p.Name, Login: p.Login, Code: authn.Spell(code), Link: s.base + "/activate?code=" + code}
			if p.For != "" {
				printed[i].For = "孩子：" + p.For
			}
			if !all.logins[sub].Realm.IsZero() {
				printed[i].Short = school.Short
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.slipSheet(school.Name, printed)
}

// wide reports whether an account holds a role that needs a second factor.
func (s *Service) wide(ctx context.Context, account org.AccountID) (bool, error) {
	a, err := s.org.Resolve(ctx, account, "")
	if err != nil {
		return false, err
	}
	for _, h := range a.All {
		if h.Role.Wide() {
			return true, nil
		}
	}
	return false, nil
}

// Activation is what a slip is for, as its page shows it.
type Activation struct{ Name, Login string }

// Activation finds whom a slip is for, without using it up.
func (s *Service) Activation(ctx context.Context, code string) (Activation, error) {
	l, err := s.authn.Slip(ctx, code)
	if err != nil {
		return Activation{}, err
	}
	a, err := s.org.Resolve(ctx, id.As[org.Account](l.Subject), "")
	if err != nil {
		return Activation{}, err
	}
	return Activation{a.Name, l.Login}, nil
}

// Activate uses a slip up: the password becomes the account's, and a session is opened.
func (s *Service) Activate(ctx context.Context, code, password string, o authn.Opening) (string, error) {
	if _, err := s.Activation(ctx, code); err != nil {
		return "", err
	}
	return s.authn.UseSlip(ctx, code, password, o)
}
