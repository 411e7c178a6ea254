package app

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/exam/invent"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// MockDistrict is a district whose graduating grade has sat one approved mock exam, for measuring how marks come in and become reports.
type MockDistrict struct {
	District   org.UnitID
	Schools    []org.UnitID
	Classes    []org.ClassID // of the first school
	Exam       exam.ExamID
	Researcher *org.Actor
	Token      string // an open session of the researcher
	Leader     string // an open session of the head of the first school
	Teacher    string // an open session of the class teacher of its first class
}

// SeedMock adds the district of an invented mock to a store that has a region: every pupil in a class of grade nine, a researcher, a
// bureau leader who approves, and in the first school a head and a class teacher.
func (a *App) SeedMock(ctx context.Context, m invent.Mock) (MockDistrict, error) {
	d := MockDistrict{District: id.New[org.Unit]()}
	now := clock.Local(a.Org.Now())
	year := now.Year() // the last spring's exam
	if now.Month() < time.June {
		year--
	}
	cohort := year - 3
	entered := clock.At(time.Date(cohort, time.September, 1, 0, 0, 0, 0, clock.Shanghai))
	accounts, err := a.mockUnits(ctx, &d, m)
	if err != nil {
		return d, err
	}
	classes, err := a.mockClasses(ctx, &d, m, cohort, entered)
	if err != nil {
		return d, err
	}
	if err := a.mockPupils(ctx, d, m, classes, entered); err != nil {
		return d, err
	}
	if err := a.mockStaff(ctx, &d, accounts, classes[0][0]); err != nil {
		return d, err
	}
	d.Exam, err = a.mockExam(ctx, d, accounts["leader"], time.Date(year, time.May, 12, 0, 0, 0, 0, clock.Shanghai))
	return d, err
}

// mockUnits makes district and schools, and the accounts of their staff.
func (a *App) mockUnits(ctx context.Context, d *MockDistrict, m invent.Mock) (map[string]org.AccountID, error) {
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	err = a.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := a.Org.AddUnit(tx, org.Unit{ID: d.District, Kind: org.District, Code: "MOCK", Name: "模拟考试区"}, region.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.Schools = make([]org.UnitID, m.Schools)
	err = a.Core.InSlices(ctx, 0, m.Schools, func(tx *db.Tx, lo, hi int) error {
		for i := lo; i < hi; i++ {
			s, err := a.Org.AddUnit(tx, org.Unit{Kind: org.School, Code: fmt.Sprintf("MOCK-%04d", i), Name: m.SchoolName(i)}, d.District)
			if err != nil {
				return err
			}
			d.Schools[i] = s
		}
		return nil
	})
	return map[string]org.AccountID{"researcher": id.New[org.Account](), "leader": id.New[org.Account](), "head": id.New[org.Account](), "teacher": id.New[org.Account]()}, err
}

func (a *App) mockClasses(ctx context.Context, d *MockDistrict, m invent.Mock, cohort int, entered clock.Micros) ([][]org.ClassID, error) {
	classes := make([][]org.ClassID, m.Schools)
	err := a.Core.InSlices(ctx, 0, m.Schools, func(tx *db.Tx, lo, hi int) error {
		for i := lo; i < hi; i++ {
			var all []org.Class
			classes[i] = nil
			for n := range m.Classes(i) {
				c := org.Class{ID: id.New[org.Class](), School: d.Schools[i], Kind: org.AdminClass, Stage: org.Junior, Cohort: cohort, Number: n + 1, Since: entered}
				all, classes[i] = append(all, c), append(classes[i], c.ID)
			}
			if err := a.Org.TakeClasses(tx, all); err != nil {
				return err
			}
		}
		return nil
	})
	d.Classes = classes[0]
	return classes, err
}

func (a *App) mockPupils(ctx context.Context, d MockDistrict, m invent.Mock, classes [][]org.ClassID, entered clock.Micros) error {
	return a.Core.InSlices(ctx, 0, m.Pupils, func(tx *db.Tx, lo, hi int) error {
		var people []org.Incoming
		var places []org.Seating
		var roles []org.Posted
		for i := lo; i < hi; i++ {
			school, p := m.SchoolOf(i), id.New[org.Person]()
			people = append(people, org.Incoming{Person: org.Person{ID: p, Owner: d.Schools[school], Name: m.Name(i)}, Account: id.New[org.Account](), Open: true, Profile: org.Profile{Number: m.Number(i)}})
			places = append(places, org.Seating{ID: id.New[org.Enrolment](), Enrolment: org.Enrolment{Person: p, Class: classes[school][m.ClassOf(i)-1], School: d.Schools[school],
				Number: fmt.Sprint(i%42 + 1), Since: entered, Until: clock.Forever}})
			roles = append(roles, org.Posted{ID: id.New[org.Holding](), Holding: org.Holding{Person: p, Role: org.Pupil, Node: id.As[any](p), Since: entered, Until: clock.Forever}})
		}
		if err := a.Org.TakePersons(tx, people, entered); err != nil {
			return err
		}
		if err := a.Org.TakeEnrolments(tx, places); err != nil {
			return err
		}
		return a.Org.TakeRoles(tx, roles)
	})
}

// mockStaff gives the four people their roles, approves the access sheets and opens their sessions.
func (a *App) mockStaff(ctx context.Context, d *MockDistrict, accounts map[string]org.AccountID, class org.ClassID) error {
	err := a.Core.Write(ctx, func(tx *db.Tx) error {
		var head org.PersonID
		for _, s := range []struct {
			who, name string
			owner     org.UnitID
			role      org.Role
			node      org.Node
		}{{"researcher", "钟研", d.District, org.Researcher, id.As[any](d.District)}, {"leader", "梁正", d.District, org.BureauLeader, id.As[any](d.District)},
			{"head", "宋校", d.Schools[0], org.SchoolLeader, id.As[any](d.Schools[0])}, {"teacher", "韩敏", d.Schools[0], org.ClassTeacher, id.As[any](class)}} {
			p, err := a.Org.AddPerson(tx, org.Person{Owner: s.owner, Name: s.name}, accounts[s.who])
			if err != nil {
				return err
			}
			if err := a.Org.Give(tx, org.Holding{Person: p, Role: s.role, Node: s.node}); err != nil {
				return err
			}
			head = p
		}
		if err := a.Org.ApproveAll(tx, d.District, head); err != nil {
			return err
		}
		return a.Org.ApproveAll(tx, d.Schools[0], head)
	})
	if err != nil {
		return err
	}
	for who, token := range map[string]*string{"researcher": &d.Token, "head": &d.Leader, "teacher": &d.Teacher} {
		if *token, err = a.Authn.Open(ctx, id.As[any](accounts[who]), authn.Opening{Way: authn.ByPassword, Strong: true}); err != nil {
			return err
		}
	}
	d.Researcher, err = a.Org.Resolve(ctx, accounts["researcher"], "mock")
	return err
}

// mockExam registers, files and approves the exam.
func (a *App) mockExam(ctx context.Context, d MockDistrict, leader org.AccountID, first time.Time) (exam.ExamID, error) {
	o := exam.Order{Node: id.As[any](d.District), Kind: exam.PaperExam, Purpose: exam.Mock, Grade: 9, Title: "初三年级第一次模拟考试", First: clock.At(first), Last: clock.At(first.AddDate(0, 0, 1)), Idem: "mock"}
	for _, s := range invent.Subjects {
		o.Subjects = append(o.Subjects, s[0])
	}
	e, err := a.Exams.Register(ctx, d.Researcher, o)
	if err != nil {
		return e.ID, err
	}
	if e, err = a.Exams.File(ctx, d.Researcher, e.ID, e.Rev, "MOCK-2026-01"); err != nil {
		return e.ID, err
	}
	approver, err := a.Org.Resolve(ctx, leader, "mock")
	if err != nil {
		return e.ID, err
	}
	e, err = a.Exams.Decide(ctx, approver, e.ID, e.Rev, true, "")
	return e.ID, err
}
