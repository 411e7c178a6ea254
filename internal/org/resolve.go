package org

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// Resolve turns a signed-in account into an actor with the roles held now, under the hat that is worn when none was chosen.
// fault.SignIn when the account has ended.
func (s *Service) Resolve(ctx context.Context, account AccountID, request string) (*Actor, error) {
	return s.ResolveAs(ctx, account, "", request)
}

// ResolveAs is Resolve under a chosen hat; a hat that the person no longer has is as none.
func (s *Service) ResolveAs(ctx context.Context, account AccountID, hat, request string) (*Actor, error) {
	now := s.Now()
	p, err := db.One(s.core.Reader(ctx), selAccountPerson, scanPerson, account, now, now)
	if errors.Is(err, db.ErrNone) {
		return nil, fault.New(fault.SignIn, "这个账号已停用")
	}
	if err != nil {
		return nil, err
	}
	all, err := s.held(ctx, p.ID, now)
	if err != nil {
		return nil, err
	}
	a := &Actor{Account: account, Person: p.ID, Name: p.Name, All: all, Request: request, At: now}
	a.wear(hat)
	return a, nil
}

// held are the roles of a person now: those given, the approvals in force, and being oneself.
func (s *Service) held(ctx context.Context, p PersonID, now clock.Micros) ([]Held, error) {
	roles, err := db.All(s.core.Reader(ctx), selHeld, scanHeld, now, now, now, p, now, now)
	if err != nil {
		return nil, err
	}
	single, err := db.All(s.core.Reader(ctx), selApproved, scanApproved, p, now, now)
	return append(append(roles, single...), Held{Role: self, Node: id.As[any](p), Basis: "self"}), err
}

// ResolveIn finds the person of an account inside a transaction, for set-up and seeding.
func (s *Service) ResolveIn(tx *db.Tx, account AccountID) (PersonID, error) {
	now := s.Now()
	p, err := found(db.One(tx, selAccountPerson, scanPerson, account, now, now))
	return p.ID, err
}

// The hats 身份 of somebody with several roles. Work is everything but being a guardian, because a teacher who looks at the own
// child does so as a parent; a single role at a single place can be worn too, for a calm menu.
const (
	hatWork     = "work"
	hatGuardian = "guardian"
)

// Hat is one way to appear: Code goes into the session, Name and Place are shown.
type Hat struct{ Code, Name, Place string }

func (h Held) hat() string { return string(h.Role) + "@" + h.Node.String() }

// Hats lists what the actor may wear, the work hat first; one entry when there is nothing to choose.
func (a *Actor) Hats() []Hat {
	var out []Hat
	single := map[string]bool{}
	for _, h := range a.All {
		switch {
		case h.Role == self || h.Role == approved || single[h.hat()]:
		case h.Role == Guardian:
			if !single[hatGuardian] {
				single[hatGuardian] = true
				out = append(out, Hat{hatGuardian, Guardian.Name(), ""})
			}
		default:
			single[h.hat()] = true
			out = append(out, Hat{h.hat(), h.Role.Name(), h.NodeName})
		}
	}
	slices.SortStableFunc(out, func(x, y Hat) int { return btoi(x.Code == hatGuardian) - btoi(y.Code == hatGuardian) })
	jobs := len(out) - btoi(single[hatGuardian])
	if jobs > 1 {
		out = append([]Hat{{hatWork, "全部工作身份", ""}}, out...)
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// wear chooses which roles count. Being oneself and approvals in force always do.
func (a *Actor) wear(hat string) {
	hats := a.Hats()
	if !slices.ContainsFunc(hats, func(h Hat) bool { return h.Code == hat }) {
		hat = ""
	}
	if hat == "" && len(hats) > 0 {
		hat = hats[0].Code
	}
	a.Hat, a.Roles = hat, nil
	for _, h := range a.All {
		always := h.Role == self || h.Role == approved && hat != hatGuardian
		work := hat == hatWork && h.Role != Guardian
		if always || work || hat == hatGuardian && h.Role == Guardian || hat == h.hat() {
			a.Roles = append(a.Roles, h)
		}
	}
}
