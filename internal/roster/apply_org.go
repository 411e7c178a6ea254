package roster

import (
	"context"
	"slices"
	"strconv"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// orgSlice is how many organisations one slice writes: each rebuilds its part of the tree.
const orgSlice = 20

// allOrgs applies organisations with those above first; there are few enough to be held.
func (r *run) allOrgs(ctx context.Context, mode oneroster.Mode, want func(what) bool) error {
	var all []step
	err := r.s.compare(ctx, r.imp.Source, r.to, orgs, mode, func(p *step) error {
		if want(p.what) {
			all = append(all, *p)
		}
		return nil
	})
	if err != nil {
		return err
	}
	depth := func(p step) int {
		n := 0
		for at := r.places[p.key()]; at != nil && n < 10; at = r.places[at.above] {
			n++
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b step) int { return depth(a) - depth(b) })
	for part := range slices.Chunk(all, orgSlice) {
		if err := r.slice(ctx, orgs, part); err != nil {
			return err
		}
	}
	return nil
}

// orgs makes and renames units.
func (r *run) orgs(steps []step) prepared {
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		for i := range steps {
			at := r.places[steps[i].key()]
			if at == nil || at.unit.IsZero() {
				out[i].state = leftOut
				continue
			}
			if steps[i].what == stamp {
				continue
			}
			var err error
			switch {
			case at.make:
				_, err = r.s.org.AddUnit(tx, org.Unit{ID: at.unit, Kind: at.is, Code: at.code, Name: at.name}, at.parent)
			case at.mine && at.unit != r.imp.Owner && kindOf(at.kind) != "": // a department stands for the unit above it
				if err = r.s.org.RenameUnit(tx, at.unit, at.name); err == nil && steps[i].had && steps[i].old.state == gone {
					err = r.s.org.EndUnit(tx, at.unit, clock.Forever)
				}
			}
			if err != nil {
				return err
			}
			if at.short != "" && at.mine { // one that another school has stays with it
				if err := r.s.org.SetShort(tx, at.unit, at.short); err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
					return err
				}
			}
			out[i].our = id.As[any](at.unit)
		}
		return nil
	}}
}

// classes makes and changes classes.
func (r *run) classes(ctx context.Context, steps []step) (prepared, error) {
	words, err := r.classWords(ctx, steps)
	if err != nil {
		return prepared{}, err
	}
	planned := make([]org.Class, len(steps))
	found := map[string]id.Any{}
	var schools []org.UnitID
	for i := range steps {
		if at := r.places[steps[i].new.get("schoolSourcedId")]; at.teaches() && !slices.Contains(schools, at.unit) {
			schools = append(schools, at.unit)
		}
	}
	here, err := r.s.org.ClassesOwned(ctx, schools)
	if err != nil {
		return prepared{}, err
	}
	for i := range steps {
		p := &steps[i]
		at := r.places[p.new.get("schoolSourcedId")]
		c, _, _ := classOf(words[i], r.at, r.s.org.Grades(), r.s.subject)
		if !at.teaches() {
			r.warn(p, "schoolSourcedId", oneroster.CodeOrphan, "没有找到这所学校，这个班没有导入")
			continue
		}
		c.School, c.ID = at.unit, id.As[org.Class](p.old.our)
		if c.ID.IsZero() {
			if k := slices.IndexFunc(here, c.Like); k >= 0 {
				c.ID = here[k].ID
			}
			found[p.key()] = id.As[any](c.ID)
		}
		planned[i] = c
	}
	taken, err := r.s.shared(ctx, classes, found)
	if err != nil {
		return prepared{}, err
	}
	seen := map[org.ClassID]bool{}
	known := make([]bool, len(steps))
	for i := range planned {
		c := &planned[i]
		known[i] = !c.ID.IsZero()
		if steps[i].old.our.IsZero() && known[i] && (taken[id.As[any](c.ID)] || seen[c.ID]) { // another class of the roster has the same name
			c.ID, c.Name, known[i] = org.ClassID{}, clip(org.CleanName(words[i].title), org.NameMax), false
		}
		seen[c.ID] = true
		if c.ID.IsZero() {
			c.ID = id.New[org.Class]()
		}
	}
	return prepared{write: func(tx *db.Tx, out []outcome) error {
		var fresh []org.Class
		for i, c := range planned {
			if c.School.IsZero() {
				out[i] = outcome{state: leftOut}
				continue
			}
			if steps[i].what == stamp {
				continue
			}
			if !known[i] {
				fresh = append(fresh, c)
			} else if err := r.s.org.SetClass(tx, c); err != nil {
				return err
			}
			out[i].our = id.As[any](c.ID)
		}
		return r.s.org.TakeClasses(tx, fresh)
	}, after: func([]outcome) {
		for i := range planned {
			if !known[i] && !planned[i].ID.IsZero() && len(r.made) < maxMade {
				r.made[planned[i].ID] = true
			}
		}
	}}, nil
}

// classWords gathers what the rows of classes, their terms and their courses say.
func (r *run) classWords(ctx context.Context, steps []step) ([]classWords, error) {
	var terms, subjects []string
	for i := range steps {
		if t := listOf(steps[i].new.get("termSourcedIds")); len(t) > 0 {
			terms = append(terms, t[0])
		}
		subjects = append(subjects, steps[i].new.get("courseSourcedId"))
	}
	termRows, err := r.s.rows(ctx, r.imp.Source, sessions, terms)
	if err != nil {
		return nil, err
	}
	courseRows, err := r.s.rows(ctx, r.imp.Source, courses, subjects)
	if err != nil {
		return nil, err
	}
	out := make([]classWords, len(steps))
	for i := range steps {
		n := &steps[i].new
		w := classWords{title: n.get("title"), code: n.get("classCode"), kind: n.get("classType"), grades: listOf(n.get("grades")), subject: firstIn(n.get("subjects"))}
		w.outright(keptMap(n.kept))
		course := keptMap(courseRows[n.get("courseSourcedId")].kept)
		if w.subject == "" {
			w.subject = firstIn(course["subjects"])
		}
		if len(w.grades) == 0 && gradeIn(w.title) == 0 {
			if g := listOf(course["grades"]); len(g) == 1 {
				w.grades = g
			}
		}
		if t := listOf(n.get("termSourcedIds")); len(t) > 0 {
			if y, err := strconv.Atoi(keptMap(termRows[t[0]].kept)["schoolYear"]); err == nil && y >= 1991 && y <= 2200 {
				w.begins = y - 1 // the standard names a school year by the year in which it ends
			}
		}
		out[i] = w
	}
	return out, nil
}
