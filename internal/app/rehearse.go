package app

import (
	"context"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Rehearsal is a class in front of an open practice, for benchmarks and load tests: one pupil and one sitting for each client.
type Rehearsal struct {
	Teacher  *org.Actor
	Logins   []string
	Actors   []*org.Actor
	Sittings []assess.SittingID
	Items    int
}

// Rehearse seeds the demonstration so that one class has n pupils, and opens a fresh practice for them.
func (a *App) Rehearse(ctx context.Context, n int) (Rehearsal, error) {
	// The urban class takes 10 of the 70 weights of the demonstration's classes.
	if _, err := a.Seed(ctx, n*7); err != nil {
		return Rehearsal{}, err
	}
	li, err := a.signedIn(ctx, "li")
	if err != nil {
		return Rehearsal{}, err
	}
	found, err := a.Homework.List(ctx, li)
	if err != nil || len(found) == 0 {
		return Rehearsal{}, fmt.Errorf("app: no assignment in the demonstration: %w", err)
	}
	given, err := a.Homework.Give(ctx, li, homework.Order{Version: found[0].Version, Class: found[0].Class, Mode: homework.Device, Place: homework.InClass,
		Minutes: 20, Due: a.Org.Now(), Idem: "rehearsal"})
	if err != nil {
		return Rehearsal{}, err
	}
	r := Rehearsal{Teacher: li, Items: len(equationItems)}
	for i := range n {
		login := fmt.Sprintf("sy%02d", i+1)
		p, err := a.signedIn(ctx, login)
		if err != nil {
			return r, err
		}
		mine, err := a.Assess.Mine(ctx, p)
		if err != nil {
			return r, err
		}
		for _, s := range mine {
			if s.Assignment == id.As[any](given) {
				r.Logins, r.Actors, r.Sittings = append(r.Logins, login), append(r.Actors, p), append(r.Sittings, s.ID)
			}
		}
	}
	if len(r.Sittings) != n {
		return r, fmt.Errorf("app: %d sittings for %d pupils", len(r.Sittings), n)
	}
	return r, nil
}

const selSubject db.SQL = `-- unscoped: a login of the demonstration
SELECT subject FROM authn_credential WHERE login = ?`

// signedIn is the actor of a login of the demonstration, without a password.
func (a *App) signedIn(ctx context.Context, login string) (*org.Actor, error) {
	sub, err := db.One(a.Core.Reader(ctx), selSubject, db.Value[id.Any], login)
	if err != nil {
		return nil, fmt.Errorf("app: login %s: %w", login, err)
	}
	return a.Org.Resolve(ctx, id.As[org.Account](sub), "rehearsal")
}

// Answer is a form value for item no (from 0), right or one of the usual wrong ones by the dice.
func (r Rehearsal) Answer(no, dice int) []string {
	return typed(equationItems[no].Draft, dice%2 == 0, dice%100)
}

// ImportPeople adds n rows of people and enrolments to the core store in slices behind interactive writes, as a roster import does.
func (a *App) ImportPeople(ctx context.Context, n int) error {
	units, err := a.Org.SchoolsUnder(ctx, a.region(ctx), a.Org.Now())
	if err != nil || len(units) == 0 {
		return fmt.Errorf("app: no school to import into: %w", err)
	}
	school := units[0].ID
	class := id.New[org.Class]()
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := a.Org.AddClass(tx, org.Class{ID: class, School: school, Stage: org.Junior, Cohort: 2026, Number: 99})
		return err
	})
	if err != nil {
		return err
	}
	// A person and an enrolment each: half as many people as rows make a slice.
	const people = db.SliceRows / 2
	for lo := 0; lo < n/2; lo += people {
		err := a.Core.Bulk(ctx, func(tx *db.Tx) error {
			for i := lo; i < min(lo+people, n/2); i++ {
				p, err := a.Org.AddPerson(tx, org.Person{Owner: school, Name: fmt.Sprintf("导入%06d", i)}, org.AccountID{})
				if err != nil {
					return err
				}
				if err := a.Org.Enrol(tx, org.Enrolment{Person: p, Class: class, Number: fmt.Sprint(i)}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) region(ctx context.Context) org.Node {
	u, _ := a.Org.RegionUnit(ctx)
	return u.Node()
}
