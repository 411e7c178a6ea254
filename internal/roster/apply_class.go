package roster

import (
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// maxKnown is how many classes are remembered between slices.
const maxKnown = 2000

// place in a class: a pupil's, or somebody's who works there.
type seat struct {
	class  org.Class
	person org.PersonID
	number string
	role   org.Role // Pupil: an enrolment; otherwise a role at the class
	head   bool     // class teacher as well
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
	people, err := r.ourOf(ctx, users, distinct(keys))
	if err != nil {
		return nil, err
	}
	var pupils []org.PersonID
	for _, p := range people {
		pupils = append(pupils, id.As[org.Person](p))
	}
	numbers, err := r.s.org.NumbersOf(ctx, pupils)
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
		person := id.As[org.Person](p)
		s := seat{class: c, person: person}
		switch n.get("role") {
		case "student":
			s.role, s.number = org.Pupil, numbers[person]
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
			r.known[key] = c
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
