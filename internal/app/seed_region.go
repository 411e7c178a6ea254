package app

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// SeedRegion is Seed with a whole region around it: two districts, two groups, a nine-year boarding school, a senior school, teaching
// points, about 1,500 pupils, and eight school weeks of practice that lie behind today.
func (a *App) SeedRegion(ctx context.Context, pupils int) ([]signin.Account, error) {
	_, err := a.seeding(ctx, pupils, true)
	return demoAccounts, err
}

// region is what is made around the small demonstration. It walks through the past day by day with services of its own, whose clock
// stands at that day, so that everything goes through the same doors and rules as it would have then, and the log is in order of time.
type region struct {
	*seeder
	today    clock.Micros
	clock    *clock.Fake
	then     services
	rooms    []*room
	able     map[org.PersonID]float64
	heads    map[string]org.PersonID // who answers for a unit's access sheets
	staff    int
	papers   map[paperKey]drill
	approved string // term for which the access sheets are approved
}

// services are those of a day of the past.
type services struct {
	org      *org.Service
	lessons  *commons.Service
	assess   *assess.Service
	homework *homework.Service
	exams    *exam.Service
}

// room is a class with its pupils and who teaches it.
type room struct {
	org.Class
	school   string
	pupils   []pupil
	teachers map[string]string // login by subject
}

// pupil is one invented pupil as the history needs one.
type pupil struct {
	person       org.PersonID
	able         float64 // on the scale of the items, normal around the school's mean
	late, blank  float64 // how likely homework comes a day late, and an item stays empty
	since, until clock.Micros
}

// begin puts the clock of the past to a day and makes the services that go by it.
func (g *region) begin(at clock.Micros) {
	a := g.a
	g.clock = clock.NewFake(clock.Time(at))
	log := bus.New(a.Core, g.clock, a.Config.Log)
	t := &g.then
	t.org = org.New(a.Core, log, g.clock, a.Preset)
	t.exams = exam.New(exam.Parts{Core: a.Core, Log: log, Org: t.org, Blobs: a.Blobs, Clock: g.clock, Preset: a.Preset})
	t.assess = assess.New(a.Core, log, t.org, a.Blobs, t.exams, g.clock)
	t.lessons = commons.New(commons.Parts{Core: a.Core, Search: a.Search, Log: log, Org: t.org, Clock: g.clock, Blobs: a.Blobs, Papers: papers{t.assess},
		Outlines: papers{t.assess}, Words: a.Preset.Words, Preset: a.Preset, Contents: a.Renditions})
	t.homework = homework.New(a.Core, log, t.org, lessons{t.lessons}, t.assess, t.exams, g.clock)
}

// at moves the clock of the past forward; it never goes back.
func (g *region) at(t time.Time) {
	if d := t.Sub(g.clock.Now()); d > 0 {
		g.clock.Advance(d)
	}
}

// actor is somebody as of the day where the past stands.
func (g *region) actor(ctx context.Context, login string) (*org.Actor, error) {
	a, err := g.then.org.Resolve(ctx, g.who[login], "seed")
	if err != nil {
		return nil, fmt.Errorf("seed: %s: %w", login, err)
	}
	return a, nil
}

// past makes the region and its history up to today.
func (s *seeder) past(ctx context.Context) error {
	if !s.whole {
		return nil
	}
	g := &region{seeder: s, today: s.a.Org.Now(), able: map[org.PersonID]float64{}, heads: map[string]org.PersonID{}, papers: map[paperKey]drill{}}
	weeks := schoolWeeks(clock.Local(g.today), historyWeeks)
	g.begin(clock.At(weeks[0].AddDate(0, 0, -7)))
	for _, step := range []func(context.Context) error{g.units, g.rooming, g.gather, g.teaching, g.teachers, g.consented, g.odd, g.sheets, g.practices} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for i, monday := range weeks {
		if err := g.week(ctx, i, monday); err != nil {
			return fmt.Errorf("seed week of %s: %w", monday.Format(time.DateOnly), err)
		}
	}
	s.region = g
	return nil
}

// historyWeeks is how many weeks of school lie behind today.
const historyWeeks = 8

// schoolWeeks are the Mondays of the last n weeks before this one in which there was school, the oldest first.
func schoolWeeks(today time.Time, n int) []time.Time {
	monday := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, clock.Shanghai).AddDate(0, 0, -(int(today.Weekday())+6)%7)
	out := make([]time.Time, n)
	for i := n - 1; i >= 0; {
		monday = monday.AddDate(0, 0, -7)
		if schoolDay(monday.AddDate(0, 0, 1)) && schoolDay(monday.AddDate(0, 0, 4)) {
			out[i] = monday
			i--
		}
	}
	return out
}

// schoolDay reports whether an ordinary week has school then: not in the weeks of National Day and Labour Day, not in the holidays between
// terms. The exact calendar moves from year to year; an invented past needs no more.
func schoolDay(t time.Time) bool {
	day := int(t.Month())*100 + t.Day()
	return (day >= 222 && day < 501 || day > 505 && day < 710) || (day >= 901 && day < 1001 || day > 1007) || day < 125
}

// one is a random number of one thing alone, so that what is made for it does not hang on what was made before.
func one(what string, n int) *rand.Rand {
	h := uint64(14695981039346656037)
	for _, c := range []byte(what) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(h, uint64(n)))
}

// campus is a teaching unit of the region: what it is, where it stands, how able its pupils are on the mean, and its classes.
type campus struct {
	kind                 org.Kind
	code, name           string
	parent, group        string
	setting, short, mark string // mark begins the logins of its pupils
	mean                 float64
	classes              []classes
}

// classes are n classes of a grade with so many pupils each; grade 10 of the year before is −1 for those who have left.
type classes struct {
	grade, n, pupils int
	first            int // number of the first class, 1 when 0
}

// The group that a school left in January, and the one that took it in.
const (
	oldGroup = "渔阳教育集团"
	newGroup = "海河教育集团"
	moved    = "蓟州区渔阳中学"
	graduate = -9 // grade 9 of the school year before
)

// around the demonstration: the schools that it has already (kind "") and the new ones.
var regionSchools = []campus{
	{name: "河西区实验中学", mark: "sy", mean: .5, classes: []classes{{9, 2, 36, 1}, {graduate, 2, 36, 1}}},
	{name: "河西区第二中学", mark: "ez", mean: .1, classes: []classes{{8, 2, 34, 1}, {9, 1, 34, 1}, {graduate, 1, 34, 1}}},
	{name: "蓟州区山前中学", mark: "sq", mean: -.25, classes: []classes{{graduate, 1, 26, 1}}},
	{name: "蓟州区下营中心校", mark: "xy", mean: -.15, classes: []classes{{1, 1, 20, 1}, {2, 1, 21, 1}, {3, 1, 22, 1}, {4, 1, 20, 1}, {6, 1, 23, 1}}},
	{name: "团山教学点", mark: "ts", mean: -.2, classes: []classes{{1, 1, 2, 1}, {2, 1, 2, 1}}},
	{org.Campus, "120119-12", "黄崖教学点", "蓟州区下营中心校", "", "rural", "hyjxd", "hy", -.3, []classes{{1, 1, 4, 1}, {2, 1, 4, 1}, {3, 1, 3, 1}}},
	{org.School, "120103-03", "河西区海河新城学校", "河西区", newGroup, "urban", "xcxx", "xc", .2, []classes{{7, 3, 40, 1}, {8, 2, 38, 1}}},
	{org.School, "120119-02", "蓟州区盘山寄宿制学校", "蓟州区", "", "rural", "psxx", "ps", -.2,
		[]classes{{1, 1, 28, 1}, {2, 1, 28, 1}, {3, 1, 30, 1}, {4, 1, 30, 1}, {5, 1, 30, 1}, {6, 1, 30, 1}, {7, 1, 32, 1}, {8, 1, 32, 1}, {9, 1, 32, 1}, {graduate, 1, 30, 1}}},
	{org.School, "120119-03", moved, "蓟州区", "", "town", "yyzx", "yy", 0, []classes{{7, 1, 34, 1}, {8, 1, 34, 1}, {9, 1, 34, 1}, {graduate, 1, 32, 1}}},
	{org.School, "120119-04", "蓟州区兴华中学", "蓟州区", oldGroup, "town", "xhzx", "xh", -.1, []classes{{7, 1, 32, 1}, {8, 1, 32, 1}, {9, 1, 32, 1}, {graduate, 1, 30, 1}}},
	{org.School, "120119-05", "蓟州区第一中学", "蓟州区", "", "town", "jzyz", "gz", .6, []classes{{10, 2, 44, 1}, {11, 2, 44, 1}, {12, 2, 44, 1}}},
}

// lastJanuary is the last first of January that lies a week or more behind: when a school changed its group.
func lastJanuary(now clock.Micros) clock.Micros {
	t := clock.Local(now).AddDate(0, 0, -7)
	return clock.At(time.Date(t.Year(), time.January, 1, 0, 0, 0, 0, clock.Shanghai))
}

// units adds the schools and the other group. A new school of the group opened on 1 September of the year before.
func (g *region) units(ctx context.Context) error {
	return g.a.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := g.a.Org.AddUnit(tx, org.Unit{Kind: org.Group, Code: "TJ-G02", Name: oldGroup}, g.seeder.units["蓟州区"])
		if err != nil {
			return err
		}
		g.seeder.units[oldGroup] = n
		for _, x := range regionSchools {
			if x.kind == "" {
				continue
			}
			if n, err = g.a.Org.AddUnit(tx, org.Unit{Kind: x.kind, Code: x.code, Name: x.name, Short: x.short}, g.seeder.units[x.parent]); err != nil {
				return fmt.Errorf("seed %s: %w", x.name, err)
			}
			g.seeder.units[x.name] = n
			if x.group == "" {
				continue
			}
			if err := g.a.Org.Link(tx, org.Edge{Parent: g.seeder.units[x.group], Child: n}); err != nil {
				return err
			}
		}
		change := lastJanuary(g.today)
		if err := g.a.Org.Link(tx, org.Edge{Parent: g.seeder.units[oldGroup], Child: g.seeder.units[moved], Until: change}); err != nil {
			return err
		}
		return g.a.Org.Link(tx, org.Edge{Parent: g.seeder.units[newGroup], Child: g.seeder.units[moved], Since: change})
	})
}

// september is the first of September of a year.
func september(year int) clock.Micros {
	return clock.At(time.Date(year, time.September, 1, 0, 0, 0, 0, clock.Shanghai))
}

// rooming makes the classes and their pupils.
func (g *region) rooming(ctx context.Context) error {
	for _, x := range regionSchools {
		for _, c := range x.classes {
			for i := range c.n {
				r := g.room(x, c, c.first+i)
				if err := g.fill(ctx, x, r, c.pupils); err != nil {
					return fmt.Errorf("seed %s grade %d: %w", x.name, c.grade, err)
				}
				g.rooms = append(g.rooms, r)
			}
		}
	}
	return nil
}

// room is a class of a grade today, or of the graduates of last summer.
func (g *region) room(x campus, c classes, number int) *room {
	stage, grade := g.a.Preset.StageOf(max(c.grade, -c.grade)), c.grade
	cohort := g.a.Org.Grades().Cohort(stage, max(grade, -grade), g.today)
	until := clock.Forever
	if grade == graduate {
		cohort--
		until = september(cohort+3) - 40*day24
	}
	return &room{school: x.name, teachers: map[string]string{}, Class: org.Class{ID: id.New[org.Class](), School: g.seeder.units[x.name], Kind: org.AdminClass, Stage: stage,
		Cohort: cohort, Number: number, Since: september(cohort), Until: until, Grade: grade}}
}

// fill brings the pupils of a class in as a roster import stores them.
func (g *region) fill(ctx context.Context, x campus, r *room, n int) error {
	mark := fmt.Sprintf("%s%d%d", x.mark, r.Cohort%100, r.Number)
	if r.Stage == org.Primary {
		mark = fmt.Sprintf("%sp%d%d", x.mark, r.Cohort%100, r.Number)
	}
	rnd := one(x.name+mark, n)
	r.pupils = make([]pupil, n)
	names := make([]string, n)
	for i := range n {
		names[i] = pick(rnd, surnames) + pick(rnd, given) + pick(rnd, given)
		r.pupils[i] = pupil{person: id.New[org.Person](), since: r.Since, until: r.Until}
	}
	g.habits(rnd, x.mean, r)
	if err := g.a.Core.Write(ctx, func(tx *db.Tx) error { return g.a.Org.TakeClasses(tx, []org.Class{r.Class}) }); err != nil {
		return err
	}
	return g.a.Core.InSlices(ctx, 0, n, func(tx *db.Tx, lo, hi int) error {
		var people []org.Incoming
		var places []org.Seating
		var roles []org.Posted
		for i := lo; i < hi; i++ {
			p, account := r.pupils[i].person, id.New[org.Account]()
			born := time.Date(r.Cohort-map[string]int{org.Primary: 6, org.Junior: 12, org.Senior: 15}[r.Stage], time.September, 1, 0, 0, 0, 0, clock.Shanghai).AddDate(0, 0, -(i * 37 % 365))
			people = append(people, org.Incoming{Person: org.Person{ID: p, Owner: r.School, Name: names[i]}, Account: account, Open: r.Until == clock.Forever,
				Profile: org.Profile{Born: born.Format(time.DateOnly), Sex: fmt.Sprint(1 + i%2), Number: fmt.Sprintf("%d%s%02d%02d", r.Cohort, stageDigit[r.Stage], r.Number, i+1)}})
			places = append(places, org.Seating{ID: id.New[org.Enrolment](), Enrolment: org.Enrolment{Person: p, Class: r.ID, School: r.School, Number: fmt.Sprintf("%02d", i+1), Since: r.Since, Until: r.Until}})
			roles = append(roles, org.Posted{ID: id.New[org.Holding](), Holding: org.Holding{Person: p, Role: org.Pupil, Node: id.As[any](p), Since: r.Since, Until: r.Until}})
			if r.Until == clock.Forever {
				login := fmt.Sprintf("%s%02d", mark, i+1)
				if err := g.a.Authn.Add(tx, id.As[any](account), id.Any{}, login, g.hash); err != nil {
					return err
				}
				g.who[login] = account
			}
		}
		if err := g.a.Org.TakePersons(tx, people, r.Until); err != nil {
			return err
		}
		if err := g.a.Org.TakeEnrolments(tx, places); err != nil {
			return err
		}
		return g.a.Org.TakeRoles(tx, roles)
	})
}

var stageDigit = map[string]string{org.Primary: "1", org.Junior: "2", org.Senior: "3"}

// habits gives each pupil an ability around the school's mean and ways of one's own: most hand in on time, a few often late, and who finds
// it hard leaves more items empty.
func (g *region) habits(rnd *rand.Rand, mean float64, r *room) {
	class := .15 * rnd.NormFloat64()
	for i := range r.pupils {
		p := &r.pupils[i]
		p.able = mean + class + .85*rnd.NormFloat64()
		p.late = .02 + .05*rnd.Float64()
		if rnd.IntN(9) == 0 {
			p.late += .25
		}
		p.blank = min(max(.04-.03*p.able, .005), .15)
		g.able[p.person] = p.able
	}
}

// gather takes up the classes of the small demonstration, so that they have a past as well.
func (g *region) gather(ctx context.Context) error {
	means := map[string]float64{}
	for _, x := range regionSchools {
		means[x.name] = x.mean
	}
	for _, p := range classPlan {
		class, err := g.a.Org.Class(ctx, g.classOf[p.prefix])
		if err != nil {
			return err
		}
		roster, err := g.a.Org.Roster(ctx, class.ID, g.today)
		if err != nil {
			return err
		}
		r := &room{school: p.school, Class: class, teachers: map[string]string{}}
		for _, e := range roster {
			r.pupils = append(r.pupils, pupil{person: e.Person, until: clock.Forever})
		}
		g.habits(one(p.prefix, len(roster)), means[p.school], r)
		g.rooms = append(g.rooms, r)
	}
	return nil
}
