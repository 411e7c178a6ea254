package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The subjects in which the invented classes practise, and for how many classes one teacher stands.
var practised = []struct {
	subject string
	load    int
}{{"maths", 2}, {"chinese", 3}, {"english", 3}}

// teaching makes the classes that are no administrative ones: the multi-grade rooms 复式班 of teaching points, and the teaching classes
// 教学班 of the senior school. A multi-grade room has the entry year of its youngest, so that the strictest rule of homework holds for all.
func (g *region) teaching(ctx context.Context) error {
	var made []org.Class
	seats := map[org.ClassID][]pupil{}
	add := func(c org.Class, who []pupil) {
		c.ID, c.Kind, c.Until = id.New[org.Class](), org.TeachingClass, clock.Forever
		made = append(made, c)
		seats[c.ID] = who
	}
	senior := map[int][]pupil{}
	points := map[string][]pupil{}
	for _, r := range g.rooms {
		switch {
		case r.Stage == org.Senior:
			senior[r.Cohort] = append(senior[r.Cohort], r.pupils...)
		case strings.HasSuffix(r.school, "教学点"):
			points[r.school] = append(points[r.school], r.pupils...)
		}
	}
	now := org.SchoolYear(g.today)
	for _, point := range []string{"团山教学点", "黄崖教学点"} {
		add(org.Class{School: g.seeder.units[point], Stage: org.Primary, Cohort: now, Number: 1, Name: "复式班(一至三年级)", Since: september(now)}, points[point])
	}
	school := g.seeder.units["蓟州区第一中学"]
	for _, grade := range []int{10, 11, 12} {
		cohort := g.a.Org.Grades().Cohort(org.Senior, grade, g.today)
		all := senior[cohort]
		for k, x := range []struct{ subject, name string }{{"physics", "物理"}, {"physics", "物理"}, {"history", "历史"}} {
			var who []pupil
			for i, p := range all {
				if i%3 == k {
					who = append(who, p)
				}
			}
			name := fmt.Sprintf("%s%s%d班", org.GradeName(grade), x.name, k%2+1)
			add(org.Class{School: school, Stage: org.Senior, Cohort: cohort, Number: 11 + k, Subject: x.subject, Name: name, Since: september(cohort)}, who)
		}
	}
	return g.a.Core.Write(ctx, func(tx *db.Tx) error {
		if err := g.a.Org.TakeClasses(tx, made); err != nil {
			return err
		}
		var places []org.Seating
		for _, c := range made {
			for i, p := range seats[c.ID] {
				places = append(places, org.Seating{ID: id.New[org.Enrolment](), Enrolment: org.Enrolment{Person: p.person, Class: c.ID, School: c.School,
					Number: fmt.Sprintf("%02d", i+1), Since: max(c.Since, p.since), Until: clock.Forever}})
			}
		}
		return g.a.Org.TakeEnrolments(tx, places)
	})
}

// teachers puts people in front of the classes, and at the head of each new school and group. The teachers of the demonstration keep theirs.
func (g *region) teachers(ctx context.Context) error {
	have := map[string]map[string]string{"sy": {"maths": "li"}, "sq": {"maths": "wang"}, "sy2": {"maths": "bai"}, "ez": {"maths": "gu"}}
	for prefix, subjects := range have {
		for _, r := range g.rooms {
			if r.ID == g.classOf[prefix] {
				for subject, login := range subjects {
					r.teachers[subject] = login
				}
			}
		}
	}
	bySchool := map[string][]*room{}
	for _, r := range g.rooms {
		if r.Until == clock.Forever {
			bySchool[r.school] = append(bySchool[r.school], r)
		}
	}
	return g.a.Core.Write(ctx, func(tx *db.Tx) error {
		for _, x := range regionSchools {
			if err := g.office(tx, x); err != nil {
				return err
			}
			for _, t := range practised {
				if err := g.team(tx, x, bySchool[x.name], t.subject, t.load); err != nil {
					return err
				}
			}
		}
		return g.above(tx)
	})
}

// hire adds somebody of the staff under a login of the row t001, t002, …
func (g *region) hire(tx *db.Tx, unit string, roles ...org.Holding) (string, org.PersonID, error) {
	g.staff++
	login := fmt.Sprintf("t%03d", g.staff)
	r := one("staff", g.staff)
	p, err := g.person(tx, login, pick(r, surnames)+pick(r, given)+pick(r, given), g.seeder.units[unit], roles...)
	return login, p, err
}

// office gives a new school its head and its registrar; the two who are there already answer for their own.
func (g *region) office(tx *db.Tx, x campus) error {
	known := map[string]string{"河西区实验中学": "yang", "蓟州区山前中学": "qian"}
	if login := known[x.name]; login != "" {
		p, err := g.a.Org.ResolveIn(tx, g.who[login])
		g.heads[x.name] = p
		return err
	}
	_, head, err := g.hire(tx, x.name, org.Holding{Role: org.SchoolLeader, Node: g.unit(x.name)})
	if err != nil {
		return err
	}
	g.heads[x.name] = head
	_, _, err = g.hire(tx, x.name, org.Holding{Role: org.Registrar, Node: g.unit(x.name)})
	return err
}

// team gives a school's classes their teachers of one subject, in the order of the classes, and the first of them the class itself.
func (g *region) team(tx *db.Tx, x campus, rooms []*room, subject string, load int) error {
	login, person, n := "", org.PersonID{}, load
	for _, r := range rooms {
		if subject == "english" && r.Grade < 3 || r.teachers[subject] != "" {
			continue
		}
		if n++; n > load {
			var err error
			if login, person, err = g.hire(tx, x.name, org.Holding{Role: org.Teacher, Node: g.unit(x.name), Subject: subject}); err != nil {
				return err
			}
			n = 1
		}
		r.teachers[subject] = login
		if err := g.a.Org.Give(tx, org.Holding{Person: person, Role: org.Teaching, Node: r.Node(), Subject: subject}); err != nil {
			return err
		}
		if subject != "chinese" || r.ID == g.rural {
			continue
		}
		if err := g.a.Org.Give(tx, org.Holding{Person: person, Role: org.ClassTeacher, Node: r.Node()}); err != nil {
			return err
		}
	}
	return nil
}

// above are who work over the schools: at the region a researcher, at the other group the head and who registers, and the writer of the
// practices that all classes use.
func (g *region) above(tx *db.Tx) error {
	for _, p := range []struct {
		login, name, home string
		roles             []org.Holding
	}{
		{"yan", "孟若谷", "天津市", []org.Holding{{Role: org.Researcher, Node: g.unit("天津市")}}},
		{"yyjt", "唐以宁", oldGroup, []org.Holding{{Role: org.Registrar, Node: g.unit(oldGroup)}}},
		{"yyxz", "傅明德", oldGroup, []org.Holding{{Role: org.SchoolLeader, Node: g.unit(oldGroup)}}},
		{"xiti", "江映雪", "河西区海河新城学校", []org.Holding{{Role: org.Teacher, Node: g.unit("河西区海河新城学校"), Subject: "maths"}}},
	} {
		who, err := g.person(tx, p.login, p.name, g.seeder.units[p.home], p.roles...)
		if err != nil {
			return err
		}
		if p.login == "yyxz" {
			g.heads[oldGroup] = who
		}
	}
	return nil
}

// consented stores the paper forms that the new schools collected.
func (g *region) consented(ctx context.Context) error {
	list, err := g.a.Privacy.Purposes(ctx, g.unit("天津市"))
	if err != nil {
		return err
	}
	old := map[org.ClassID]bool{}
	for _, c := range g.classOf {
		old[c] = true // their forms follow
	}
	for _, r := range g.rooms {
		if r.Until != clock.Forever || old[r.ID] {
			continue
		}
		err := g.a.Core.InSlices(ctx, 0, len(r.pupils), func(tx *db.Tx, lo, hi int) error {
			for _, p := range r.pupils[lo:hi] {
				if err := g.a.Privacy.Assume(tx, list, p.person, r.School, g.heads[r.school]); err != nil {
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

// sheets lets the responsible people approve the access sheets where the past stands, once a term and whenever somebody new has come.
func (g *region) sheets(ctx context.Context) error {
	return g.a.Core.Write(ctx, func(tx *db.Tx) error {
		ju, err := g.a.Org.ResolveIn(tx, g.who["ju"])
		if err != nil {
			return err
		}
		var errs []error
		for name, u := range g.seeder.units {
			by := g.heads[name]
			if by.IsZero() {
				by = ju
			}
			errs = append(errs, g.then.org.ApproveAll(tx, u, by))
		}
		return errors.Join(errs...)
	})
}

// term approves the sheets anew when the past has come into another half of the school year.
func (g *region) term(ctx context.Context, t time.Time) error {
	term, err := g.then.org.TermAt(ctx, g.unit("天津市"), clock.At(t))
	if err != nil || term.Code == g.approved {
		return err
	}
	g.approved = term.Code
	return g.sheets(ctx)
}

// odd are the cases that a real region always has. They are dated, so that every list says what was true on its day.
func (g *region) odd(ctx context.Context) error {
	return g.a.Core.Write(ctx, func(tx *db.Tx) error {
		for _, step := range []func(*db.Tx) error{g.transfer, g.leave, g.inclusive, g.rotation, g.phoneless} {
			if err := step(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// ago is so many days before today, at midnight in China.
func (g *region) ago(days int) clock.Micros {
	t := clock.Local(g.today).AddDate(0, 0, -days)
	return clock.At(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Shanghai))
}

// find is the room of a grade in a school.
func (g *region) find(school string, grade int) *room {
	for _, r := range g.rooms {
		if r.school == school && r.Grade == grade && r.Until == clock.Forever {
			return r
		}
	}
	return &room{}
}

// transfer moves a pupil of grade 8 from 兴华中学 to 山前中学 four weeks ago: the place there has ended, one begins here, and the record
// goes with the pupil.
func (g *region) transfer(tx *db.Tx) error {
	from, to := g.find("蓟州区兴华中学", 8), g.find("蓟州区山前中学", 8)
	if len(from.pupils) == 0 || len(to.pupils) == 0 {
		return nil
	}
	at, p := g.ago(28), &from.pupils[len(from.pupils)-1]
	if err := g.endPlace(tx, p.person, from.ID, at); err != nil {
		return err
	}
	p.until = at
	to.pupils = append(to.pupils, pupil{person: p.person, able: p.able, late: p.late, blank: p.blank, since: at, until: clock.Forever})
	return g.a.Org.TakeEnrolments(tx, []org.Seating{{ID: id.New[org.Enrolment](), Enrolment: org.Enrolment{Person: p.person, Class: to.ID, School: to.School,
		Number: fmt.Sprintf("%02d", len(to.pupils)), Since: at, Until: clock.Forever}}})
}

// leave lets a pupil of the boarding school go on sick leave 休学 three weeks ago: the place in the class ends, person and account stay.
func (g *region) leave(tx *db.Tx) error {
	r := g.find("蓟州区盘山寄宿制学校", 7)
	if len(r.pupils) == 0 {
		return nil
	}
	p := &r.pupils[4]
	p.until = g.ago(21)
	if err := g.a.Org.TakeStanding(tx, org.Standing{Person: p.person, Kind: org.OnLeave, Since: p.until}); err != nil {
		return err
	}
	return g.endPlace(tx, p.person, r.ID, p.until)
}

// inclusive 随班就读: two pupils learn in ordinary classes with support, one in a village, one in the boarding school.
func (g *region) inclusive(tx *db.Tx) error {
	for _, r := range []*room{g.find("蓟州区山前中学", 7), g.find("蓟州区盘山寄宿制学校", 4)} {
		if len(r.pupils) < 8 {
			continue
		}
		if err := g.a.Org.TakeStanding(tx, org.Standing{Person: r.pupils[7].person, Kind: org.Inclusive, Since: max(r.Since, september(org.SchoolYear(g.today)))}); err != nil {
			return err
		}
	}
	return nil
}

const selDemoPlace db.SQL = `-- unscoped: the demonstration's own rows
SELECT id FROM org_enrolment WHERE person = ? AND class = ? AND until > ?`

func (g *region) endPlace(tx *db.Tx, p org.PersonID, c org.ClassID, at clock.Micros) error {
	n, err := db.One(tx, selDemoPlace, db.Value[org.EnrolmentID], p, c, at)
	if err == nil {
		_, err = g.a.Org.EndEnrolment(tx, n, at)
	}
	return err
}

// rotation 轮岗: a teacher of the strong school stands for this school year in a class of the rural one; the post at home goes on, the
// classes there do not.
func (g *region) rotation(tx *db.Tx) error {
	year := org.SchoolYear(g.today)
	until := clock.At(time.Date(year+1, time.July, 31, 0, 0, 0, 0, clock.Shanghai))
	to := g.find("蓟州区山前中学", 9)
	if to.ID.IsZero() {
		return nil
	}
	_, err := g.person(tx, "lun", "卢向东", g.seeder.units["河西区实验中学"], org.Holding{Role: org.Teacher, Node: g.unit("河西区实验中学"), Subject: "physics"},
		org.Holding{Role: org.Teacher, Node: g.unit("蓟州区山前中学"), Subject: "physics", Since: september(year - 7), Until: until},
		org.Holding{Role: org.Teaching, Node: to.Node(), Subject: "physics", Since: september(year - 7), Until: until})
	return err
}

// phoneless is a grandmother without a telephone: she has no account, and gets printed slips.
func (g *region) phoneless(tx *db.Tx) error {
	child, err := g.a.Org.ResolveIn(tx, g.who["sq03"])
	if err != nil {
		return nil //nolint:nilerr // a very small region has no third pupil
	}
	p, err := g.a.Org.AddPerson(tx, org.Person{Owner: g.seeder.units["蓟州区山前中学"], Name: "石秀兰"}, org.AccountID{})
	if err != nil {
		return err
	}
	return g.a.Org.Give(tx, org.Holding{Person: p, Role: org.Guardian, Node: id.As[any](child)})
}
