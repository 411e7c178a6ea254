package entry

import (
	"context"
	"errors"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Holder is a pupil of a class with the ways of signing in.
type Holder struct {
	org.Enrolled
	Account org.AccountID // zero: no account
	Card    authn.Card    // zero ID: none
	PIN     bool
	Tries   authn.Tries
	Locked  clock.Micros // end of a wait for wrong passwords; 0: none
	Login   string
}

// Waits reports whether wrong tries keep the pupil waiting somewhere at a moment.
func (h Holder) Waits(at clock.Micros) bool { return h.Tries.Locked > at || h.Locked > at }

// Cards is a class with its pupils' cards.
type Cards struct {
	Class   org.Class
	School  org.Unit
	Holders []Holder
	Now     clock.Micros
}

// Small reports whether the class is so young that a picture with a PIN is meant for it: grades 1 and 2.
func (c Cards) Small() bool { return c.Class.Grade <= 2 }

// ClassCards is the class's page of cards. Verb card.make at the class.
func (s *Service) ClassCards(ctx context.Context, a *org.Actor, class org.ClassID) (Cards, error) {
	if err := s.org.Must(ctx, a, org.CardMake, id.As[any](class)); err != nil {
		return Cards{}, err
	}
	return s.cards(ctx, class)
}

func (s *Service) cards(ctx context.Context, class org.ClassID) (Cards, error) {
	out := Cards{Now: s.org.Now()}
	var err error
	if out.Class, err = s.org.Class(ctx, class); err != nil {
		return out, err
	}
	if out.School, err = s.org.Unit(ctx, out.Class.School); err != nil {
		return out, err
	}
	roster, err := s.org.Roster(ctx, class, out.Now)
	if err != nil {
		return out, err
	}
	people := make([]org.PersonID, len(roster))
	for i, e := range roster {
		people[i] = e.Person
	}
	accounts, subjects, err := s.accounts(ctx, people)
	if err != nil {
		return out, err
	}
	cards, err1 := s.authn.Cards(ctx, subjects)
	pins, err2 := s.authn.PINs(ctx, subjects)
	tries, err3 := s.authn.PINTries(ctx, subjects)
	logins, err4 := s.authn.Logins(ctx, subjects)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return out, err
	}
	for _, e := range roster {
		h := Holder{Enrolled: e, Account: accounts[e.Person]}
		sub := id.As[any](h.Account)
		h.Card, h.PIN, h.Tries, h.Login = cards[sub], pins[sub], tries[sub], logins[sub].Login
		if !h.Account.IsZero() {
			if h.Locked, err = s.authn.Locked(ctx, sub); err != nil {
				return out, err
			}
		}
		out.Holders = append(out.Holders, h)
	}
	return out, nil
}

// accounts are the accounts in force of people, and all of them as subjects.
func (s *Service) accounts(ctx context.Context, people []org.PersonID) (map[org.PersonID]org.AccountID, []id.Any, error) {
	all, err := s.org.AccountsOf(ctx, people)
	if err != nil {
		return nil, nil, err
	}
	now := s.org.Now()
	out, subjects := map[org.PersonID]org.AccountID{}, []id.Any{}
	for p, a := range all {
		if a.Since <= now && now < a.Until {
			out[p] = a.ID
			subjects = append(subjects, id.As[any](a.ID))
		}
	}
	return out, subjects, nil
}

// chosen are the holders with an account whom a form names; with nobody named, all of them.
func (c Cards) chosen(people []org.PersonID) ([]Holder, error) {
	want := map[org.PersonID]bool{}
	for _, p := range people {
		want[p] = true
	}
	var out []Holder
	for _, h := range c.Holders {
		if !h.Account.IsZero() && (len(people) == 0 || want[h.Person]) {
			out = append(out, h)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "没有可以做卡的学生：请先导入花名册，或重新选择")
	}
	return out, nil
}

// MakeCards makes new cards for pupils of a class (nobody named: all) and gives the sheet to print. Their earlier cards end. Verb
// card.make at the class.
func (s *Service) MakeCards(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID) ([]byte, error) {
	c, err := s.ClassCards(ctx, a, class)
	if err != nil {
		return nil, err
	}
	who, err := c.chosen(people)
	if err != nil {
		return nil, err
	}
	until := yearEnd(c.Now)
	printed := make([]printedCard, len(who))
	err = s.write(ctx, a, "card.make", id.As[any](class), map[string]any{"count": len(who)}, func(tx *db.Tx) error {
		for i, h := range who {
			secret, err := s.authn.MakeCard(tx, authn.Card{Subject: id.As[any](h.Account), Owner: c.School.Node(), Place: id.As[any](class), Until: until})
			if err != nil {
				return err
			}
			printed[i] = printedCard{Name: h.Name, Number: h.Number, Link: s.base + "/c/" + secret}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.cardSheet(c, until, printed)
}

// EndCards revokes the cards of pupils of a class (nobody named: all). Verb card.make at the class.
func (s *Service) EndCards(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID) error {
	return s.each(ctx, a, class, people, "card.end", func(tx *db.Tx, sub authn.Subject) error { return s.authn.EndCards(tx, sub, "revoked") })
}

// EndPINs takes the pictures with PIN of pupils away. Verb card.make at the class.
func (s *Service) EndPINs(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID) error {
	return s.each(ctx, a, class, people, "pin.end", s.authn.ClearPIN)
}

// Lift ends every wait of pupils of a class. Verb card.make at the class.
func (s *Service) Lift(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID) error {
	return s.each(ctx, a, class, people, "pin.lift", func(tx *db.Tx, sub authn.Subject) error {
		return errors.Join(s.authn.LiftPIN(tx, sub), s.authn.Lift(tx, sub))
	})
}

func (s *Service) each(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID, action string, f func(*db.Tx, authn.Subject) error) error {
	c, err := s.ClassCards(ctx, a, class)
	if err != nil {
		return err
	}
	who, err := c.chosen(people)
	if err != nil {
		return err
	}
	return s.write(ctx, a, action, id.As[any](class), map[string]any{"count": len(who)}, func(tx *db.Tx) error {
		for _, h := range who {
			if err := f(tx, id.As[any](h.Account)); err != nil {
				return err
			}
		}
		return nil
	})
}

// MakePINs draws a picture and digits for pupils of a class (nobody named: all) and gives the teacher's list, the only place where they
// stand in clear. Verb card.make at the class.
func (s *Service) MakePINs(ctx context.Context, a *org.Actor, class org.ClassID, people []org.PersonID) ([]byte, error) {
	c, err := s.ClassCards(ctx, a, class)
	if err != nil {
		return nil, err
	}
	who, err := c.chosen(people)
	if err != nil {
		return nil, err
	}
	drawn, hashes := make([]authn.PIN, len(who)), make([]string, len(who))
	for i := range who {
		drawn[i] = authn.NewPIN()
		if hashes[i], err = s.authn.HashPIN(ctx, drawn[i]); err != nil {
			return nil, err
		}
	}
	err = s.write(ctx, a, "pin.make", id.As[any](class), map[string]any{"count": len(who)}, func(tx *db.Tx) error {
		for i, h := range who {
			if err := s.authn.SetPIN(tx, id.As[any](h.Account), hashes[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.pinSheet(c, who, drawn)
}

// Shown is a card that lies before a device, as its page may show it.
type Shown struct {
	Name, Class, School string
}

// ShowCard says whose card it is, on a device where it may be used. It signs nobody in.
func (s *Service) ShowCard(ctx context.Context, secret string, spot Spot) (Shown, error) {
	c, err := s.good(ctx, secret, spot)
	if err != nil {
		return Shown{}, err
	}
	people, err := s.org.OwnersOf(ctx, []org.AccountID{id.As[org.Account](c.Subject)})
	if err != nil {
		return Shown{}, err
	}
	class, err1 := s.org.Class(ctx, id.As[org.Class](c.Place))
	school, err2 := s.org.Unit(ctx, id.As[org.Unit](c.Owner))
	return Shown{people[id.As[org.Account](c.Subject)].Name, class.Label(), school.Name}, errors.Join(err1, err2)
}

// UseCard opens the session of a card's pupil.
func (s *Service) UseCard(ctx context.Context, secret string, spot Spot, o authn.Opening) (string, error) {
	c, err := s.good(ctx, secret, spot)
	if err != nil {
		return "", err
	}
	o.Way = authn.ByCard
	return s.open(ctx, c.Subject, spot, o)
}

// sharedTime is how long a session on a shared device lasts when nobody ends it: half a school day.
const sharedTime = 5 * 60 * 60 * 1_000_000

// open begins a session at a spot for an account that org still knows.
func (s *Service) open(ctx context.Context, sub authn.Subject, spot Spot, o authn.Opening) (string, error) {
	if _, err := s.org.Resolve(ctx, id.As[org.Account](sub), ""); err != nil {
		return "", err
	}
	s.at(spot, &o)
	return s.authn.Open(ctx, sub, o)
}

// at binds an opening to the device it happens on.
func (s *Service) at(spot Spot, o *authn.Opening) {
	o.Device = spot.Device.ID
	if spot.Shared() {
		o.Until = s.org.Now() + sharedTime
	}
}

// good finds a card that may be used here, or says clearly why not.
func (s *Service) good(ctx context.Context, secret string, spot Spot) (authn.Card, error) {
	c, err := s.authn.Card(ctx, secret)
	if err != nil {
		return c, err
	}
	why, message, args := "", "", []any(nil)
	kind := fault.Gone
	switch {
	case c.Why == "reprint":
		why, message = "reprinted", "这张是旧卡，已经换了新卡，请用新卡"
	case c.Ended != 0:
		why, message = "revoked", "这张卡已作废，请找班主任"
	case c.Until <= s.org.Now():
		t := clock.Local(c.Until - 1)
		why, message, args = "expired", "这张卡已过期（有效到%d年%d月%d日），请找班主任换新卡", []any{t.Year(), int(t.Month()), t.Day()}
	}
	if why == "" {
		gone, err := s.gone(ctx, c)
		if err != nil {
			return c, err
		}
		if gone {
			why, message = "left the school", "这张卡已作废，请找班主任"
		}
	}
	if why == "" {
		kind = fault.Denied
		if why, message, err = s.elsewhere(ctx, c, spot); err != nil {
			return c, err
		}
	}
	if why == "" {
		return c, nil
	}
	if err := s.record(ctx, c, spot, why); err != nil {
		return c, err
	}
	return c, fault.New(kind, message, args...)
}

// gone reports whether the card's pupil is no longer in any class of the school that printed it.
func (s *Service) gone(ctx context.Context, c authn.Card) (bool, error) {
	account := id.As[org.Account](c.Subject)
	people, err := s.org.OwnersOf(ctx, []org.AccountID{account})
	if err != nil {
		return false, err
	}
	classes, err := s.org.ClassesOfPerson(ctx, people[account].ID, s.org.Now())
	return !slices.ContainsFunc(classes, func(k org.Class) bool { return id.As[any](k.School) == c.Owner }), err
}

// elsewhere says why a card may not be used at a spot; "" when it may.
func (s *Service) elsewhere(ctx context.Context, c authn.Card, spot Spot) (why, message string, err error) {
	if spot.Enrolled() {
		ok, err := s.within(ctx, spot.Device, c.Owner)
		if err != nil || ok {
			return "", "", err
		}
		return "other school", "这张卡是另一所学校的，不能在这台设备上使用", nil
	}
	ok, err := s.networked(ctx, spot.Addr, c.Owner)
	if err != nil || ok {
		return "", "", err
	}
	return "not a school device", "登录卡只能在学校登记过的设备上，或学校的网络里使用", nil
}
