package app

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Crowd is a group of schools with many people and one class that holds them all, for measuring lists and pages.
type Crowd struct {
	Token   string // an open session of the group's registrar
	Group   org.UnitID
	Schools []org.UnitID
	Class   org.ClassID
	People  []org.PersonID // pupils, in no order
}

// crowdSchool is how many pupils a school of the crowd has, crowdClass how many a class.
const (
	crowdSchool = 1250
	crowdClass  = 50
)

// Crowd fills an empty store with n pupils, seeded: the same n gives the same names.
func (a *App) Crowd(ctx context.Context, n int) (Crowd, error) {
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return Crowd{}, err
	}
	c := Crowd{Group: id.New[org.Unit](), Class: id.New[org.Class](), People: make([]org.PersonID, n)}
	account := id.New[org.Account]()
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := a.Org.AddUnit(tx, org.Unit{ID: c.Group, Kind: org.Group, Code: "CROWD", Name: "人数最多的教育集团"}, region.ID); err != nil {
			return err
		}
		p, err := a.Org.AddPerson(tx, org.Person{Owner: c.Group, Name: "许知行"}, account)
		if err != nil {
			return err
		}
		for _, r := range []org.Role{org.Registrar, org.SchoolLeader} {
			if err := a.Org.Give(tx, org.Holding{Person: p, Role: r, Node: id.As[any](c.Group)}); err != nil {
				return err
			}
		}
		admin, err := a.Org.AddPerson(tx, org.Person{Owner: region.ID, Name: "郑安"}, org.AccountID{}) // a store without one waits for its set-up
		if err == nil {
			err = a.Org.Give(tx, org.Holding{Person: admin, Role: org.SystemAdmin, Node: region.Node()})
		}
		if err != nil {
			return err
		}
		return a.Org.ApproveAll(tx, c.Group, p)
	})
	if err != nil {
		return c, err
	}
	classes, err := a.crowdClasses(ctx, &c, n)
	if err != nil {
		return c, err
	}
	r := rand.New(rand.NewPCG(2026, uint64(n)))
	names := make([]string, n)
	for i := range names {
		names[i] = pick(r, surnames) + pick(r, given) + pick(r, given)
	}
	err = a.Core.InSlices(ctx, 0, n, func(tx *db.Tx, lo, hi int) error {
		for i := lo; i < hi; i++ {
			if err := a.crowdPupil(tx, &c, i, names[i], classes[i/crowdClass]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return c, err
	}
	c.Token, err = a.Authn.Open(ctx, id.As[any](account), authn.Opening{Way: authn.ByPassword, Strong: true})
	return c, err
}

// crowdClasses makes schools with classes, and in the first school one class for everybody.
func (a *App) crowdClasses(ctx context.Context, c *Crowd, n int) ([]org.ClassID, error) {
	var classes []org.ClassID
	for lo := 0; lo < n; lo += crowdSchool {
		err := a.Core.Write(ctx, func(tx *db.Tx) error {
			school, err := a.Org.AddUnit(tx, org.Unit{Kind: org.School, Code: fmt.Sprintf("CROWD-%03d", lo/crowdSchool), Name: fmt.Sprintf("第%d学校", lo/crowdSchool+1)}, c.Group)
			if err != nil {
				return err
			}
			if c.Schools = append(c.Schools, school); lo == 0 {
				if _, err := a.Org.AddClass(tx, org.Class{ID: c.Class, School: school, Kind: org.TeachingClass, Stage: org.Junior, Cohort: 2026, Number: 99, Subject: "maths", Name: "全体"}); err != nil {
					return err
				}
			}
			for i := range crowdSchool / crowdClass {
				class, err := a.Org.AddClass(tx, org.Class{School: school, Stage: org.Junior, Cohort: 2026 - i%3, Number: i/3 + 1})
				if err != nil {
					return err
				}
				classes = append(classes, class)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return classes, nil
}

func (a *App) crowdPupil(tx *db.Tx, c *Crowd, i int, name string, class org.ClassID) error {
	school := c.Schools[i/crowdSchool]
	p, err := a.Org.AddPerson(tx, org.Person{Owner: school, Name: name}, id.New[org.Account]())
	if err != nil {
		return err
	}
	c.People[i] = p
	if err := a.Org.SetProfile(tx, org.Profile{Person: p, Number: fmt.Sprintf("2026%06d", i)}); err != nil {
		return err
	}
	for _, e := range []org.Enrolment{{Person: p, Class: class, Number: fmt.Sprint(i%crowdClass + 1)}, {Person: p, Class: c.Class, Number: fmt.Sprint(i + 1)}} {
		if err := a.Org.Enrol(tx, e); err != nil {
			return err
		}
	}
	return a.Org.Give(tx, org.Holding{Person: p, Role: org.Pupil, Node: id.As[any](p)})
}
