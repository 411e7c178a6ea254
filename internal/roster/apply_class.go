package roster

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// maxKnown is how many classes are remembered between slices.
const maxKnown = 2000

// maxMet is how many people are remembered between slices, about 2 MB, and maxMade how many new classes.
const (
	maxMet  = 20_000
	maxMade = 40_000
)

// place in a class: a pupil's, or somebody's who works there.
type seat struct {
	class  org.Class
	person org.PersonID
	number string
	role   org.Role    // Pupil: an enrolment; otherwise a role at the class
	head   bool        // class teacher as well
	same   org.Seating // a pupil's place that was given by hand and is this one
}

// enrollments puts pupils and teachers into classes.
func (r *run) enrollments(ctx context.Context, steps []step) (prepared, error) {
	seats, err := r.seats(ctx, steps)
	if err != nil {
		return prepared{}, err
	}
	fresh := make([]id.Any, len(steps))
	heads := make([]org.HoldingID, len(steps))
	for i := range fresh {
		fresh[i] = id.New[any]()
		if seats[i].head {
			heads[i] = id.New[org.Holding]()
		}
	}
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		var placed []org.Seating
		var staff []org.PersonID
		for i := range seats {
			if !seats[i].person.IsZero() && seats[i].role != org.Pupil {
				staff = append(staff, seats[i].person)
			}
		}
		g := &giver{r: r, tx: tx}
		if len(staff) > 0 {
			var err error
			if g, err = r.giver(tx, staff); err != nil {
				return err
			}
		}
		for i := range steps {
			if seats[i].person.IsZero() {
				out[i] = outcome{our: steps[i].old.our, state: leftOut}
				continue
			}
			if steps[i].what == stamp {
				continue
			}
			var err error
			if out[i].our, err = r.seat(g, &steps[i], &seats[i], fresh[i], heads[i], &placed); err != nil {
				return err
			}
			if seats[i].role == org.Pupil {
				out[i].class = seats[i].class.ID
			}
		}
		if err := g.end(); err != nil {
			return err
		}
		return r.s.org.TakeEnrolments(tx, placed)
	}}, nil
}

// seats finds class and person of each row.
func (r *run) seats(ctx context.Context, steps []step) ([]seat, error) {
	keys, named := make([]string, len(steps)), make([]string, len(steps))
	for i := range steps {
		keys[i], named[i] = steps[i].new.get("userSourcedId"), steps[i].new.get("classSourcedId")
	}
	if err := r.learn(ctx, distinct(named)); err != nil {
		return nil, err
	}
	people, err := r.met(ctx, distinct(keys))
	if err != nil {
		return nil, err
	}
	had, err := r.seated(ctx, steps, keys, people)
	if err != nil {
		return nil, err
	}
	out := make([]seat, len(steps))
	for i := range steps {
		n := &steps[i].new
		c, inClass := r.known[n.get("classSourcedId")]
		p, here := people[keys[i]]
		switch {
		case !inClass:
			r.warn(&steps[i], "classSourcedId", oneroster.CodeOrphan, "没有找到这个班，这一行没有导入")
			continue
		case !here:
			r.warn(&steps[i], "userSourcedId", oneroster.CodeOrphan, "没有找到这个人，这一行没有导入")
			continue
		}
		s := seat{class: c, person: p.id}
		switch n.get("role") {
		case "student":
			s.role, s.number, s.same = org.Pupil, p.number, had[org.SamePlace{Person: p.id, Class: c.ID}]
			if seat := keptMap(n.kept)["metadata.cn.seat"]; seat != "" {
				s.number = clip(seat, 32)
			}
		case "teacher":
			if said := keptMap(n.kept)["metadata.cn.subject"]; said != "" {
				s.class.Subject = r.s.subject(said)
			}
			s.role, s.head = org.Teaching, c.Kind == org.AdminClass && n.get("primary") == "true"
		case "aide":
			s.role = org.Assistant
		}
		out[i] = s
	}
	return out, nil
}

// seated are the places in classes that pupils of new rows have already: one that was given by hand becomes the row's. In a class that
// came with this import there are none; those are nearly all when a region's roster comes for the first time.
func (r *run) seated(ctx context.Context, steps []step, keys []string, people map[string]member) (map[org.SamePlace]org.Seating, error) {
	var who []org.PersonID
	for i := range steps {
		if r.made[r.known[steps[i].new.get("classSourcedId")].ID] {
			continue
		}
		if p, ok := people[keys[i]]; ok && steps[i].old.our.IsZero() && (len(who) == 0 || who[len(who)-1] != p.id) {
			who = append(who, p.id)
		}
	}
	if len(who) == 0 {
		return nil, nil
	}
	return r.s.org.PlacesLike(ctx, who)
}

// distinct is each text once: the rows of one pupil stand together in most lists.
func distinct(keys []string) []string {
	out, seen := make([]string, 0, len(keys)), make(map[string]bool, len(keys))
	for _, k := range keys {
		if !seen[k] {
			seen[k], out = true, append(out, k)
		}
	}
	return out
}

// member is a person with the number 学号.
type member struct {
	id     org.PersonID
	number string
}

// met are the people of a slice. The first maxMet of a run are remembered: the same people come again and again, but late.
func (r *run) met(ctx context.Context, keys []string) (map[string]member, error) {
	out := make(map[string]member, len(keys))
	unknown := make([]string, 0, len(keys))
	for _, k := range keys {
		if m, ok := r.members[k]; ok {
			out[k] = m
		} else {
			unknown = append(unknown, k)
		}
	}
	if len(unknown) == 0 {
		return out, nil
	}
	ours, err := r.ourOf(ctx, users, unknown)
	if err != nil {
		return nil, err
	}
	ids := make([]org.PersonID, 0, len(ours))
	for _, o := range ours {
		ids = append(ids, id.As[org.Person](o))
	}
	numbers, err := r.s.org.NumbersOf(ctx, ids)
	for k, o := range ours {
		m := member{id.As[org.Person](o), numbers[id.As[org.Person](o)]}
		if out[k] = m; len(r.members) < maxMet {
			r.members[strings.Clone(k)] = m
		}
	}
	return out, err
}

// learn reads the classes of a slice into the memory of this run, which forgets all others when there are too many.
func (r *run) learn(ctx context.Context, keys []string) error {
	if len(r.known) > maxKnown {
		clear(r.known)
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return !r.known[k].ID.IsZero() })
	if len(keys) == 0 {
		return nil
	}
	ours, err := r.ourOf(ctx, classes, keys)
	if err != nil {
		return err
	}
	ids := make([]org.ClassID, 0, len(ours))
	for _, o := range ours {
		ids = append(ids, id.As[org.Class](o))
	}
	all, err := r.s.org.ClassesByID(ctx, ids)
	for key, o := range ours {
		if c, ok := all[id.As[org.Class](o)]; ok {
			r.known[strings.Clone(key)] = c
		}
	}
	return err
}

// seat stores one row's place and returns what it became.
func (r *run) seat(g *giver, p *step, s *seat, fresh id.Any, head org.HoldingID, placed *[]org.Seating) (id.Any, error) {
	since, until := span(p.new.get("beginDate"), p.new.get("endDate"))
	had := p.old.our
	if s.role != org.Pupil {
		h := org.Holding{Person: s.person, Role: s.role, Node: s.class.Node(), Subject: s.class.Subject, Since: since, Until: until}
		if !had.IsZero() && wasPupil(p.old) {
			if _, err := r.endEnrolment(g.tx, p.old); err != nil {
				return had, err
			}
			had = id.Any{}
		}
		our, err := g.one(id.As[org.Holding](had), id.As[org.Holding](fresh), h)
		if err != nil {
			return had, err
		}
		h.Role, h.Subject = org.ClassTeacher, ""
		switch wasHead := keptMap(p.old.kept)["primary"] == "true"; {
		case s.head:
			g.take(head, h)
		case wasHead:
			err = g.endAt(h)
		}
		return id.As[any](our), err
	}
	e := org.Enrolment{Person: s.person, Class: s.class.ID, School: s.class.School, Number: s.number, Since: since, Until: until}
	if !had.IsZero() {
		if is, err := r.s.org.ChangeEnrolment(g.tx, id.As[org.Enrolment](had), e); err != nil || is {
			return had, err
		}
		if _, err := r.endEnrolment(g.tx, p.old); err != nil {
			return had, err
		}
	}
	if same := s.same; had.IsZero() && !same.ID.IsZero() {
		if p.new.get("beginDate") == "" {
			e.Since = same.Since
		}
		if p.new.get("endDate") == "" {
			e.Until = same.Until
		}
		if is, err := r.s.org.ChangeEnrolment(g.tx, same.ID, e); err != nil || is {
			return id.As[any](same.ID), err
		}
	}
	*placed = append(*placed, org.Seating{ID: id.As[org.Enrolment](fresh), Enrolment: e})
	return fresh, nil
}

// endEnrolment ends what an enrolment row became: a pupil's place, or a role at the class with the class teacher's beside it.
// It tells the class of a pupil's place.
func (r *run) endEnrolment(tx *db.Tx, o stored) (org.ClassID, error) {
	if wasPupil(o) {
		return r.s.org.EndEnrolment(tx, id.As[org.Enrolment](o.our), r.at)
	}
	if keptMap(o.kept)["primary"] == "true" {
		if err := r.s.org.EndBeside(tx, id.As[org.Holding](o.our), org.ClassTeacher, r.at); err != nil {
			return org.ClassID{}, err
		}
	}
	return org.ClassID{}, r.s.org.EndHolding(tx, id.As[org.Holding](o.our), r.at)
}

func wasPupil(o stored) bool {
	role := keptMap(o.kept)["role"]
	return role == "" || role == "student"
}
