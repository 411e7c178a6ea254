package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/privacy"
)

// around are the people beside the main job: the office, the class teacher, the inspector, security, and a mother of two.
func (s *seeder) around(ctx context.Context) error {
	rural := "蓟州区山前中学"
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		for _, p := range []struct {
			login, name, home string
			role              org.Holding
		}{
			{"jiaowu", "许知行", rural, org.Holding{Role: org.Registrar, Node: s.unit(rural)}},
			{"ban", "罗晓岚", rural, org.Holding{Role: org.ClassTeacher, Node: id.As[any](s.rural)}},
			{"yang", "杨国华", "河西区实验中学", org.Holding{Role: org.SchoolLeader, Node: s.unit("河西区实验中学")}},
			{"du", "何正言", "蓟州区", org.Holding{Role: org.Inspector, Node: s.unit("蓟州区")}},
			{"sec", "唐守一", "天津市", org.Holding{Role: org.SecurityAdmin, Node: s.unit("天津市")}},
		} {
			if _, err := s.person(tx, p.login, p.name, s.units[p.home], p.role); err != nil {
				return fmt.Errorf("seed %s: %w", p.login, err)
			}
		}
		if err := s.guardian(tx, "jia", "郭佳音", "sq01", "ts01"); err != nil {
			return err
		}
		return s.guardian(tx, "niu", "林致远", "sq802")
	})
}

// guardian adds somebody with a link to each child.
func (s *seeder) guardian(tx *db.Tx, login, name string, children ...string) error {
	var roles []org.Holding
	for _, child := range children {
		p, err := s.a.Org.ResolveIn(tx, s.who[child])
		if err != nil {
			return fmt.Errorf("seed %s, child %s: %w", login, child, err)
		}
		roles = append(roles, org.Holding{Role: org.Guardian, Node: id.As[any](p)})
	}
	_, err := s.person(tx, login, name, s.units["蓟州区山前中学"], roles...)
	return err
}

// births gives every pupil a date of birth that fits the class, so that the rules for under 14 have something to go by.
func (s *seeder) births(ctx context.Context) error {
	for class, accounts := range s.pupils {
		c, err := s.a.Org.Class(ctx, class)
		if err != nil {
			return err
		}
		first := time.Date(clock.Local(s.a.Org.Now()).Year()-c.Grade-6, time.September, 1, 0, 0, 0, 0, clock.Shanghai)
		err = s.a.Core.InSlices(ctx, 0, len(accounts), func(tx *db.Tx, lo, hi int) error {
			for i := lo; i < hi; i++ {
				p, err := s.a.Org.ResolveIn(tx, accounts[i])
				if err != nil {
					return err
				}
				born := first.AddDate(0, 0, i*37%365).Format(time.DateOnly)
				if err := s.a.Org.SetProfile(tx, org.Profile{Person: p, Born: born, Sex: fmt.Sprint(1 + i%2),
					Number: fmt.Sprintf("%d%02d%02d", c.Cohort, c.Number, i+1)}); err != nil {
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

// access approves the access sheet of every unit, as its responsible person would at the beginning of the term, and then lets a
// teacher begin at a class, so that one assignment waits for the school's leader.
func (s *seeder) access(ctx context.Context) error {
	return s.a.Core.Write(ctx, func(tx *db.Tx) error {
		by := map[string]org.PersonID{}
		for _, login := range []string{"ju", "qian"} {
			p, err := s.a.Org.ResolveIn(tx, s.who[login])
			if err != nil {
				return err
			}
			by[login] = p
		}
		var errs []error
		for name, u := range s.units {
			leader := by["ju"]
			if name == "蓟州区山前中学" {
				leader = by["qian"]
			}
			errs = append(errs, s.a.Org.ApproveAll(tx, u, leader))
		}
		if err := errors.Join(errs...); err != nil {
			return err
		}
		school := s.unit("蓟州区山前中学")
		_, err := s.person(tx, "xin", "孙新宇", s.units["蓟州区山前中学"], org.Holding{Role: org.Teacher, Node: school, Subject: "maths"},
			org.Holding{Role: org.Teaching, Node: id.As[any](s.classOf["sq8"]), Subject: "maths"})
		return err
	})
}

// consents are the forms that the schools collected at the beginning of the term, and one father who did not agree.
func (s *seeder) consents(ctx context.Context) error {
	list, err := s.a.Privacy.Purposes(ctx, s.unit("天津市"))
	if err != nil {
		return err
	}
	for class, accounts := range s.pupils {
		c, err := s.a.Org.Class(ctx, class)
		if err != nil {
			return err
		}
		err = s.a.Core.InSlices(ctx, 0, len(accounts), func(tx *db.Tx, lo, hi int) error {
			by, err := s.a.Org.ResolveIn(tx, s.who["jiaowu"])
			if err != nil {
				return err
			}
			for _, account := range accounts[lo:hi] {
				p, err := s.a.Org.ResolveIn(tx, account)
				if err != nil {
					return err
				}
				if err := s.a.Privacy.Assume(tx, list, p, c.School, by); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	niu, err := s.actor(ctx, "niu")
	if err != nil {
		return err
	}
	for _, h := range niu.Roles {
		if h.Role != org.Guardian {
			continue
		}
		for _, purpose := range []string{privacy.Forwarding, privacy.Messaging} {
			if err := s.a.Privacy.Say(ctx, niu, id.As[org.Person](h.Node), purpose, false); err != nil {
				return err
			}
		}
	}
	return nil
}
