package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// drill is a published lesson with the items of its practice as the model of answers knows them.
type drill struct {
	version commons.VersionID
	items   []item
}

type paperKey struct {
	subject string
	grade   int
	week    int
}

// subjectOf is the second practice of a week: Chinese and English take turns, a week without either comes between.
func subjectOf(week int) string {
	return [4]string{"chinese", "", "english", ""}[week%4]
}

// practices publishes the lessons whose practice the classes do: written at the new school of the group, reviewed by the group and the
// region, shared with everybody.
func (g *region) practices(ctx context.Context) error {
	author, err := g.actor(ctx, "xiti")
	if err != nil {
		return err
	}
	grades := map[int]bool{}
	for _, r := range g.rooms {
		if r.Until == clock.Forever && r.Grade >= 3 {
			grades[r.Grade] = true
		}
	}
	var keys []paperKey
	for grade := 3; grade <= 12; grade++ {
		for week := range historyWeeks {
			for _, subject := range []string{"maths", subjectOf(week)} {
				if grades[grade] && subject != "" {
					keys = append(keys, paperKey{subject, grade, week})
				}
			}
		}
	}
	made := make([]drill, len(keys))
	err = together(len(keys), func(i int) (err error) {
		if made[i], err = g.publish(ctx, author, keys[i]); err != nil {
			return fmt.Errorf("seed practice of %s, grade %d: %w", keys[i].subject, keys[i].grade, err)
		}
		return nil
	})
	for i, k := range keys {
		g.papers[k] = made[i]
	}
	return err
}

// together does n things, a few at a time, so that their writes share the disk's commits. The first error is returned, when all have ended.
func together(n int, f func(i int) error) error {
	const atOnce = 6
	errs := make([]error, n)
	next := make(chan int)
	var all sync.WaitGroup
	for range min(atOnce, n) {
		all.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	return errors.Join(errs...)
}

// publish takes one lesson with its practice through review.
func (g *region) publish(ctx context.Context, author *org.Actor, k paperKey) (drill, error) {
	topic, items := itemsOf(k)
	d := commons.Draftable{Title: fmt.Sprintf("%s：巩固练习（%d）", topic, k.week+1), Subject: k.subject, Stage: g.a.Preset.StageOf(k.grade), Grade: k.grade, Knowledge: []string{topic},
		Body: "## 学习目标\n\n做完练习，能说清楚“" + topic + "”的每一步为什么这样做。\n\n## 用法\n\n课后在纸上做，第二天先看讲评单，再讲错得最多的一题。"}
	t := g.then
	w, err := t.lessons.Create(ctx, author, g.seeder.units["河西区海河新城学校"], d, fmt.Sprintf("seed-region-%s-%d-%d", k.subject, k.grade, k.week))
	if err != nil {
		return drill{}, err
	}
	paper, err := t.lessons.AddPaper(ctx, author, w.ID)
	if err != nil {
		return drill{}, err
	}
	rev := 1
	if sheet, err := t.assess.Sheet(ctx, author, id.As[assess.Paper](paper)); err != nil {
		return drill{}, err
	} else {
		rev = sheet.Paper.Rev
	}
	for _, it := range items {
		if rev, err = t.assess.AddLine(ctx, author, id.As[assess.Paper](paper), rev, it.LineDraft); err != nil {
			return drill{}, err
		}
	}
	v, err := t.lessons.Submit(ctx, author, w.ID, g.seeder.units["天津市"], author.Name)
	if err != nil {
		return drill{}, err
	}
	for _, login := range []string{"zhao", "shen"} {
		by, err := g.actor(ctx, login)
		if err != nil {
			return drill{}, err
		}
		if err := t.lessons.Claim(ctx, by, v.ID); err != nil {
			return drill{}, err
		}
		if err := t.lessons.Review(ctx, by, v.ID, commons.Decision{Approve: true, Fine: commons.Aspects()}); err != nil {
			return drill{}, err
		}
	}
	return drill{v.ID, items}, nil
}

// open is an assignment that waits for what the class wrote.
type open struct {
	room  *room
	given homework.AssignmentID
	by    string
	drill
	mode string
	at   time.Time
	week int
}

// week is one week of the past: mathematics on Tuesday, another subject on Thursday, and what was late comes in on Friday.
func (g *region) week(ctx context.Context, week int, monday time.Time) error {
	g.at(monday.Add(7 * time.Hour))
	if err := g.term(ctx, g.clock.Now()); err != nil {
		return err
	}
	if week == substituteWeek {
		if err := g.substitute(ctx, monday); err != nil {
			return err
		}
	}
	var all []open
	for _, x := range []struct {
		day     int
		subject string
	}{{1, "maths"}, {3, subjectOf(week)}} {
		if x.subject == "" {
			continue
		}
		done, err := g.lessonDay(ctx, week, monday.AddDate(0, 0, x.day), x.subject)
		if err != nil {
			return err
		}
		all = append(all, done...)
	}
	g.at(monday.AddDate(0, 0, 4).Add(17 * time.Hour))
	return together(len(all), func(i int) error { return g.bring(ctx, all[i], true) })
}

// lessonDay gives a subject's practice to every class on a day and brings in what was handed in on time.
func (g *region) lessonDay(ctx context.Context, week int, day time.Time, subject string) ([]open, error) {
	var all []open
	for _, screen := range []bool{true, false} { // in class first, homework in the afternoon
		g.at(day.Add(10 * time.Hour))
		if !screen {
			g.at(day.Add(16 * time.Hour))
		}
		rooms := g.practising(week, subject, day, screen)
		given := make([]open, len(rooms))
		err := together(len(rooms), func(i int) (err error) {
			r := rooms[i]
			if given[i], err = g.give(ctx, r, subject, week, g.papers[paperKey{subject, r.Grade, week}], screen); err != nil {
				return fmt.Errorf("%s %s %s: %w", r.school, r.Label(), subject, err)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if screen {
			g.at(day.Add(10*time.Hour + 40*time.Minute))
		} else {
			g.at(day.AddDate(0, 0, 1).Add(8*time.Hour + 20*time.Minute))
		}
		if err := together(len(given), func(i int) error { return g.bring(ctx, given[i], false) }); err != nil {
			return nil, err
		}
		all = append(all, given...)
	}
	return all, nil
}

// practising are the classes that get a subject's practice on a day: those of today, in the grade in which they are today.
func (g *region) practising(week int, subject string, day time.Time, screen bool) []*room {
	var out []*room
	for _, r := range g.rooms {
		_, ok := g.papers[paperKey{subject, r.Grade, week}]
		same := g.a.Org.Grades().At(r.Stage, r.Cohort, clock.At(day)) == r.Grade && r.Until == clock.Forever && r.Since <= clock.At(day)
		if ok && same && screen == onScreen(r.Grade, week) && r.teachers[subject] != "" {
			out = append(out, r)
		}
	}
	return out
}

// onScreen says whether a class does the week's practice on devices of the school, in class: senior classes always, junior ones every third
// week, primary ones never.
func onScreen(grade, week int) bool { return grade >= 10 || grade >= 7 && week%3 == 2 }

func mode(screen bool) string {
	if screen {
		return homework.Device
	}
	return homework.Paper
}

// minutes is how long a practice takes: the day's limits of homework leave room for other subjects.
func minutes(subject string, grade int) int {
	if subject == "maths" {
		return 15 + grade/6*5
	}
	return 15
}

func (g *region) give(ctx context.Context, r *room, subject string, week int, p drill, screen bool) (open, error) {
	o := open{room: r, by: g.teacherOf(r, subject, week), drill: p, mode: mode(screen), at: g.clock.Now(), week: week}
	a, err := g.actor(ctx, o.by)
	if err != nil {
		return o, err
	}
	order := homework.Order{Version: id.As[any](p.version), Class: r.ID, Mode: o.mode, Place: homework.InClass, Minutes: minutes(subject, r.Grade), Due: clock.At(o.at),
		Idem: fmt.Sprintf("seed-%s-%s-%d", r.ID, subject, week)}
	if !screen {
		order.Place, order.Due = homework.AtHome, clock.At(o.at.AddDate(0, 0, 1))
	}
	o.given, err = g.then.homework.Give(ctx, a, order)
	return o, err
}

// bring stores what pupils wrote: on time, or with late set what came after. Who was ill or on leave writes nothing.
func (g *region) bring(ctx context.Context, o open, late bool) error {
	var list []assess.Finished
	for i, p := range o.room.pupils {
		r := rand.New(rand.NewPCG(uint64(o.week)<<32|uint64(o.room.Cohort)<<16|uint64(len(o.items)), uint64(i)<<16|uint64(len(o.room.school)*100+o.room.Number))) //nolint:gosec // small
		ill, tardy := r.Float64() < .03+.02*float64(btoi(o.week == 5)), r.Float64() < p.late && o.mode == homework.Paper
		if ill || tardy != late || p.since > clock.At(o.at) || p.until <= clock.At(o.at) {
			continue
		}
		at := o.at.Add(time.Duration(4+r.IntN(20)) * time.Minute)
		if o.mode == homework.Paper {
			at = o.at.Add(time.Duration(150+r.IntN(150)) * time.Minute)
		}
		if late {
			at = at.AddDate(0, 0, 1)
		}
		list = append(list, assess.Finished{Person: p.person, At: clock.At(at), Forms: g.write(r, p, o)})
	}
	if len(list) == 0 {
		return nil
	}
	a, err := g.actor(ctx, o.by)
	if err != nil {
		return err
	}
	if err := g.then.assess.TakeFinished(ctx, a, id.As[any](o.given), list); err != nil {
		return fmt.Errorf("answers of %s %s: %w", o.room.school, o.room.Label(), err)
	}
	return nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// write is what one pupil puts down, by the item response model: right with the probability that ability and item give.
func (g *region) write(r *rand.Rand, p pupil, o open) map[int]map[string][]string {
	out := map[int]map[string][]string{}
	able := p.able + .35*r.NormFloat64() // the day's form
	for i, it := range o.items {
		if r.Float64() < p.blank*float64(i+1)/2 {
			out[i+1] = map[string][]string{}
			continue
		}
		out[i+1] = map[string][]string{"RESPONSE": it.write(able, r)}
	}
	return out
}

// substituteWeek is the week in which a teacher of 二中 was away, and who stood in.
const substituteWeek = 5

// substituted is the class of the substitute week.
func (g *region) substituted() *room { return g.find("河西区第二中学", 8) }

// teacherOf is who gives a practice to a class in a week.
func (g *region) teacherOf(r *room, subject string, week int) string {
	if week == substituteWeek && subject == "maths" && r == g.substituted() {
		return "dai"
	}
	return r.teachers[subject]
}

// substitute 代课: a colleague takes a class for one week, with a reason, and the access sheet is completed for that.
func (g *region) substitute(ctx context.Context, monday time.Time) error {
	r := g.substituted()
	if r.ID.IsZero() {
		return nil
	}
	err := g.a.Core.Write(ctx, func(tx *db.Tx) error {
		_, err := g.person(tx, "dai", "戴明月", g.seeder.units[r.school], org.Holding{Role: org.Teacher, Node: g.unit(r.school), Subject: "maths"},
			org.Holding{Role: org.Substitute, Node: r.Node(), Subject: "maths", Since: clock.At(monday), Until: clock.At(monday.AddDate(0, 0, 7))})
		return err
	})
	if err != nil {
		return err
	}
	return g.sheets(ctx)
}
