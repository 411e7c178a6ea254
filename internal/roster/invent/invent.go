// Package invent makes rosters of any size out of nothing: the same seed gives the same bytes. Nobody in them exists. The benchmark
// and tests use it; it may not read a store.
package invent

import (
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// Set says what to invent: so many users and enrolments in all, in schools of one district. Year is the calendar year in which the
// school year begins.
type Set struct {
	Seed               uint64
	Users, Enrolments  int
	Year               int
	pupils, teachers   int
	perSchool, schools int
	classes            int // homerooms
}

// Size of a homeroom, and the teaching classes that each has beside it.
const (
	perClass    = 36
	lessons     = 7
	classesEach = 35 // homerooms a school
)

var (
	subjects = []string{"语文", "数学", "英语", "道德与法治", "历史", "地理", "生物学", "物理"}
	families = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"}
	given    = []string{"子", "一", "雨", "梓", "文", "浩", "思", "佳", "明", "欣", "嘉", "晨", "宇", "涵", "泽", "诗", "乐", "然", "安", "宁"}
)

// plan divides the users: of 60, about 50 are pupils, 6 teachers, 4 guardians.
func (s *Set) plan() {
	s.pupils = s.Users * 50 / 60
	s.teachers = s.Users * 6 / 60
	s.classes = max(1, (s.pupils+perClass-1)/perClass)
	s.schools = max(1, (s.classes+classesEach-1)/classesEach)
	if s.Year == 0 {
		s.Year = 2026
	}
}

// Schools is how many schools the set has.
func (s Set) Schools() int { s.plan(); return s.schools }

// SchoolCode is the identifier of a school, from 0.
func SchoolCode(i int) string { return fmt.Sprintf("S%04d", i) }

func (s *Set) schoolOf(class int) string { return fmt.Sprintf("s-%d", class/classesEach) }

// WriteBulk writes the whole set as a zip.
func (s Set) WriteBulk(to io.Writer) error {
	s.plan()
	w := oneroster.NewWriter(to, oneroster.Bulk, "invent")
	for _, step := range []func(*oneroster.Writer) error{s.sessions, s.orgs, s.courses, s.homes, s.users, s.roles, s.seats} {
		if err := step(w); err != nil {
			return err
		}
	}
	return w.Close()
}

type values = map[string]string

func put(w *oneroster.Writer, table, key string, v values) error {
	return w.Write(oneroster.NewRecord("1.2", table, 0, key, v))
}

func (s *Set) sessions(w *oneroster.Writer) error {
	if err := w.Table(oneroster.AcademicSessions); err != nil {
		return err
	}
	begin, end := fmt.Sprintf("%d-09-01", s.Year), fmt.Sprintf("%d-08-31", s.Year+1)
	return put(w, oneroster.AcademicSessions, "y", values{"title": "学年", "type": "schoolYear", "startDate": begin, "endDate": end, "schoolYear": fmt.Sprint(s.Year + 1)})
}

func (s *Set) orgs(w *oneroster.Writer) error {
	if err := w.Table(oneroster.Orgs); err != nil {
		return err
	}
	if err := put(w, oneroster.Orgs, "city", values{"name": "市教委", "type": "state", "identifier": "ST"}); err != nil {
		return err
	}
	if err := put(w, oneroster.Orgs, "d", values{"name": "虚构区", "type": "district", "identifier": "D-INVENT", "parentSourcedId": "city"}); err != nil {
		return err
	}
	for i := range s.schools {
		if err := put(w, oneroster.Orgs, fmt.Sprintf("s-%d", i), values{"name": fmt.Sprintf("虚构第%d中学", i+1), "type": "school", "identifier": SchoolCode(i), "parentSourcedId": "d"}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Set) courses(w *oneroster.Writer) error {
	if err := w.Table(oneroster.Courses); err != nil {
		return err
	}
	for i := range s.schools {
		for k, name := range subjects {
			v := values{"title": name, "orgSourcedId": fmt.Sprintf("s-%d", i), "subjects": name, "schoolYearSourcedId": "y"}
			if err := put(w, oneroster.Courses, fmt.Sprintf("c-%d-%d", i, k), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// homes are the homerooms and their teaching classes, lesson 0 to lessons; the last is an elective.
func (s *Set) homes(w *oneroster.Writer) error {
	if err := w.Table(oneroster.Classes); err != nil {
		return err
	}
	for c := range s.classes {
		school := s.schoolOf(c)
		in := c % classesEach
		grade, number := 7+in%3, in/3+1
		title := fmt.Sprintf("%s年级(%d)班", []string{"七", "八", "九"}[in%3], number)
		v := values{"title": title, "grades": fmt.Sprintf("%02d", grade), "courseSourcedId": fmt.Sprintf("c-%d-0", c/classesEach), "classType": "homeroom",
			"schoolSourcedId": school, "termSourcedIds": "y"}
		if err := put(w, oneroster.Classes, fmt.Sprintf("k-%d", c), v); err != nil {
			return err
		}
		for l := range lessons + 1 {
			v["title"], v["classType"], v["courseSourcedId"] = title+subjects[l], "scheduled", fmt.Sprintf("c-%d-%d", c/classesEach, l)
			if err := put(w, oneroster.Classes, fmt.Sprintf("k-%d-%d", c, l), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// kind of user u: pupils first, then teachers, then guardians.
func (s *Set) kind(u int) (role, school string) {
	switch {
	case u < s.pupils:
		return "student", s.schoolOf(u / perClass)
	case u < s.pupils+s.teachers:
		return "teacher", fmt.Sprintf("s-%d", (u-s.pupils)%s.schools)
	}
	child := u - s.pupils - s.teachers
	return "guardian", s.schoolOf(child % s.pupils / perClass)
}

func (s *Set) user(u int, change string) (string, values) {
	r := rand.New(rand.NewPCG(s.Seed, uint64(u))) //nolint:gosec // invented names, not secrets
	role, school := s.kind(u)
	v := values{"enabledUser": "true", "username": fmt.Sprintf("u%06d", u), "familyName": families[r.IntN(len(families))],
		"givenName": given[r.IntN(len(given))] + given[r.IntN(len(given))] + change, "primaryOrgSourcedId": school}
	switch role {
	case "student":
		v["identifier"] = fmt.Sprintf("%d%05d", s.Year, u%100_000)
		v["userIds"] = fmt.Sprintf("{xueji:G%018d}", u)
	case "guardian":
		v["agentSourcedIds"] = fmt.Sprintf("u-%d", (u-s.pupils-s.teachers)%s.pupils)
		v["phone"] = fmt.Sprintf("1380000%04d", u%10_000)
	}
	return fmt.Sprintf("u-%d", u), v
}

func (s *Set) users(w *oneroster.Writer) error {
	if err := w.Table(oneroster.Users, "metadata.cn.pinyin"); err != nil {
		return err
	}
	for u := range s.Users {
		key, v := s.user(u, "")
		if err := put(w, oneroster.Users, key, v); err != nil {
			return err
		}
	}
	return nil
}

func (s *Set) roles(w *oneroster.Writer) error {
	if err := w.Table(oneroster.Roles); err != nil {
		return err
	}
	for u := range s.Users {
		role, school := s.kind(u)
		v := values{"userSourcedId": fmt.Sprintf("u-%d", u), "roleType": "primary", "role": role, "orgSourcedId": school, "beginDate": fmt.Sprintf("%d-09-01", s.Year)}
		if err := put(w, oneroster.Roles, fmt.Sprintf("r-%d", u), v); err != nil {
			return err
		}
	}
	return nil
}

// seat is enrolment n: first every pupil in the homeroom, then the teachers, then the pupils lesson by lesson, until there are enough.
func (s *Set) seat(n int) values {
	v := values{"role": "student", "primary": "false", "beginDate": fmt.Sprintf("%d-09-01", s.Year), "endDate": fmt.Sprintf("%d-08-31", s.Year+1)}
	class, user := "", 0
	if n < s.pupils {
		user, class = n, fmt.Sprintf("k-%d", n/perClass)
	} else if n -= s.pupils; n < s.classes*(lessons+1) {
		c, l := n/(lessons+1), n%(lessons+1)
		v["role"] = "teacher"
		user, class = s.pupils+((c*(lessons+1)+l)%s.teachers/s.schools*s.schools+c/classesEach)%s.teachers, fmt.Sprintf("k-%d-%d", c, l)
		if l == lessons {
			class, v["primary"] = fmt.Sprintf("k-%d", c), "true"
		}
	} else {
		n -= s.classes * (lessons + 1)
		user = n % s.pupils
		class = fmt.Sprintf("k-%d-%d", user/perClass, n/s.pupils%(lessons+1))
	}
	v["classSourcedId"], v["userSourcedId"] = class, fmt.Sprintf("u-%d", user)
	var c int
	_, _ = fmt.Sscanf(class, "k-%d", &c)
	v["schoolSourcedId"] = s.schoolOf(c)
	return v
}

func (s *Set) seats(w *oneroster.Writer) error {
	if err := w.Table(oneroster.Enrollments); err != nil {
		return err
	}
	for n := range s.Enrolments {
		if err := put(w, oneroster.Enrollments, fmt.Sprintf("e-%d", n), s.seat(n)); err != nil {
			return err
		}
	}
	return nil
}

// WriteDelta writes what changes one in every so many rows: users get another name, half of the enrolments end and half are new.
func (s Set) WriteDelta(to io.Writer, every int, at time.Time) error {
	s.plan()
	w := oneroster.NewWriter(to, oneroster.Delta, "invent")
	send := func(table, key, status string, v values) error {
		r := oneroster.NewRecord("1.2", table, 0, key, v)
		r.Status, r.Modified = status, at
		return w.Write(r)
	}
	if err := w.Table(oneroster.Users, "metadata.cn.pinyin"); err != nil {
		return err
	}
	for u := 0; u < s.Users; u += every {
		key, v := s.user(u, "改")
		if err := send(oneroster.Users, key, oneroster.Active, v); err != nil {
			return err
		}
	}
	if err := w.Table(oneroster.Enrollments); err != nil {
		return err
	}
	for n := s.pupils + s.classes*(lessons+1); n < s.Enrolments; n += 2 * every {
		v := s.seat(n)
		if err := send(oneroster.Enrollments, fmt.Sprintf("e-%d", n), oneroster.ToBeDeleted, v); err != nil {
			return err
		}
		if err := send(oneroster.Enrollments, fmt.Sprintf("e-new-%d", n), oneroster.Active, v); err != nil {
			return err
		}
	}
	return w.Close()
}
