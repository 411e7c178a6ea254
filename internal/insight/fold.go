package insight

import (
	"errors"
	"sort"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// fold applies one batch of events inside a transaction. Counters are gathered and written once at the end.
type fold struct {
	tx          *db.Tx
	items       map[itemKey]*itemSum
	choices     map[choiceKey]int
	classOf     map[id.Any]id.Any // assignment -> class, for the choice rows
	schools     map[id.Any]*schoolSum
	assignments map[id.Any]Assignment
}

type itemKey struct {
	assignment id.Any
	no         int
	item       id.Any
}

type itemSum struct {
	class, school, version id.Any
	n, correct, waiting    int
	score, max             float64
}

type choiceKey struct {
	assignment id.Any
	no         int
	state      State
	response   string
}

type schoolSum struct{ versions, assignments, crossed, lent, classes, pupils, answers int }

func newFold(tx *db.Tx) *fold {
	return &fold{tx: tx, items: map[itemKey]*itemSum{}, choices: map[choiceKey]int{}, classOf: map[id.Any]id.Any{},
		schools: map[id.Any]*schoolSum{}, assignments: map[id.Any]Assignment{}}
}

// handle is the consumer's function.
func (s *Service) handle(tx *db.Tx, events []bus.Event) error {
	f := newFold(tx)
	for _, e := range events {
		if err := f.event(e); err != nil {
			return err
		}
	}
	return f.write()
}

func (f *fold) event(e bus.Event) error {
	switch e.Kind {
	case "response.saved":
		return apply(e, f.saved)
	case "mark.given":
		return apply(e, f.marked)
	case "sitting.handed_in":
		return apply(e, func(p about) error { return f.handed(p, true) })
	case "sitting.reopened":
		return apply(e, func(p about) error { return f.handed(p, false) })
	case "assignment.given":
		return apply(e, func(p given) error { return f.given(e, p) })
	case "version.published":
		return apply(e, func(p published) error { return f.published(e, p) })
	case "version.withdrawn":
		return apply(e, func(p withdrawn) error {
			_, err := f.tx.Exec(setWithdrawn, e.Occurred, p.Version)
			return err
		})
	}
	return nil
}

func apply[T any](e bus.Event, f func(T) error) error {
	p, err := read[T](e)
	if err != nil {
		return err
	}
	return f(p)
}

// saved: a revision that is not newer than the fact changes nothing, so events may come twice.
func (f *fold) saved(p saved) error {
	if p.Assignment.IsZero() || p.Class.IsZero() {
		return nil // monitoring has no class
	}
	old, err := f.answer(p.Sitting, p.No)
	if err != nil {
		return err
	}
	if old != nil && old.rev >= p.Rev {
		return nil
	}
	if err := f.sitting(p.about); err != nil {
		return err
	}
	return f.replace(old, p.fact(), p.School)
}

// marked: the last mark of a revision counts; one for an older revision than the fact's is late and says nothing any more.
func (f *fold) marked(p marked) error {
	if p.Assignment.IsZero() || p.Class.IsZero() {
		return nil
	}
	old, err := f.answer(p.Sitting, p.No)
	if err != nil {
		return err
	}
	if old != nil && p.Rev < old.rev {
		return nil
	}
	a := answer{sitting: p.Sitting, assignment: p.Assignment, class: p.Class, person: p.Person, item: p.Item, no: p.No, rev: p.Rev}
	if old != nil {
		a.response = old.response
	}
	a.state, a.score, a.max = stateOf(p.Correct, &p.Score, p.Max), p.Score, p.Max
	if err := f.sitting(p.about); err != nil {
		return err
	}
	return f.replace(old, a, p.School)
}

func (f *fold) replace(old *answer, a answer, school id.Any) error {
	if old != nil {
		f.count(*old, school, -1)
	} else {
		f.school(school).answers++
	}
	f.count(a, school, 1)
	_, err := f.tx.Exec(upsAnswer, a.sitting, a.no, a.rev, a.assignment, a.class, a.person, a.item, int(a.state), a.score, a.max, a.response)
	return err
}

// count moves the counters of the answer's item and response by n.
func (f *fold) count(a answer, school id.Any, n int) {
	k := itemKey{a.assignment, a.no, a.item}
	sum := f.items[k]
	if sum == nil {
		sum = &itemSum{class: a.class, school: school}
		f.items[k] = sum
	}
	sum.n += n
	switch a.state {
	case Right:
		sum.correct += n
	case Waiting:
		sum.waiting += n
	}
	if a.state != Waiting {
		sum.score += float64(n) * a.score
		sum.max += float64(n) * a.max
	}
	f.choices[choiceKey{a.assignment, a.no, a.state, a.response}] += n
	f.classOf[a.assignment] = a.class
}

func (f *fold) sitting(p about) error {
	n, err := f.tx.Exec(insSitting, p.Sitting, p.Assignment, p.Class, p.Person, false)
	if err != nil {
		return err
	}
	if err := f.opened(p.Assignment, n); err != nil {
		return err
	}
	return f.seen(p.School, seenPupil, p.Person)
}

func (f *fold) handed(p about, in bool) error {
	if p.Assignment.IsZero() || p.Class.IsZero() {
		return nil
	}
	if err := f.sitting(p); err != nil {
		return err
	}
	_, err := f.tx.Exec(setHanded, in, p.Sitting)
	return err
}

// opened counts the pupils of an assignment who have begun it: n sittings are new.
func (f *fold) opened(assignment id.Any, n int64) error {
	if n == 0 {
		return nil
	}
	_, err := f.tx.Exec(addOpened, n, assignment)
	return err
}

// Kinds of what a school was seen to reach.
const (
	seenClass = "class"
	seenPupil = "pupil"
)

func (f *fold) seen(school id.Any, kind string, node id.Any) error {
	n, err := f.tx.Exec(insSeen, school, kind, node)
	if n == 1 && kind == seenClass {
		f.school(school).classes++
	}
	if n == 1 && kind == seenPupil {
		f.school(school).pupils++
	}
	return err
}

func (f *fold) school(s id.Any) *schoolSum {
	if f.schools[s] == nil {
		f.schools[s] = &schoolSum{}
	}
	return f.schools[s]
}

func (f *fold) given(e bus.Event, p given) error {
	origin := p.School
	if !p.Version.IsZero() {
		o, err := db.One(f.tx, selOrigin, db.Value[id.Any], p.Version)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		if err == nil {
			origin = o
		}
	}
	n, err := f.tx.Exec(insAssignment, p.Assignment, p.Class, p.School, p.Version, p.Paper, p.Title, p.Subject, p.Stage, p.Grade, p.Items, p.Pupils,
		origin != p.School, e.Occurred)
	if err != nil || n == 0 {
		return err
	}
	sum := f.school(p.School)
	sum.assignments++
	if origin != p.School {
		sum.crossed++
		f.school(origin).lent++
	}
	return f.seen(p.School, seenClass, p.Class)
}

// published: the origin of an adapted lesson is the school that made what it was adapted from.
func (f *fold) published(e bus.Event, p published) error {
	origin := p.School
	if !p.DerivedFrom.IsZero() {
		o, err := db.One(f.tx, selOrigin, db.Value[id.Any], p.DerivedFrom)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		if err == nil {
			origin = o
		}
	}
	n, err := f.tx.Exec(insVersion, p.Version, p.Work, p.School, origin, p.Number, p.Title, p.Subject, p.Stage, p.Grade, p.Items, e.Occurred, p.DerivedFrom)
	if n == 1 {
		f.school(p.School).versions++
	}
	return err
}

// write stores the gathered counters in a fixed order.
func (f *fold) write() error {
	items := make([]itemKey, 0, len(f.items))
	for k := range f.items {
		items = append(items, k)
	}
	sort.Slice(items, func(i, j int) bool { return items[i].less(items[j]) })
	for _, k := range items {
		s := f.items[k]
		as, err := f.assignment(k.assignment)
		if err != nil {
			return err
		}
		if _, err := f.tx.Exec(upsItem, k.assignment, k.no, k.item, s.class, s.school, as.Version, s.n, s.correct, s.waiting, s.score, s.max); err != nil {
			return err
		}
	}
	choices := make([]choiceKey, 0, len(f.choices))
	for k, n := range f.choices {
		if n != 0 {
			choices = append(choices, k)
		}
	}
	sort.Slice(choices, func(i, j int) bool { return choices[i].less(choices[j]) })
	for _, k := range choices {
		if _, err := f.tx.Exec(upsChoice, k.assignment, k.no, int(k.state), k.response, f.classOf[k.assignment], f.choices[k]); err != nil {
			return err
		}
	}
	schools := make([]id.Any, 0, len(f.schools))
	for k := range f.schools {
		schools = append(schools, k)
	}
	sort.Slice(schools, func(i, j int) bool { return string(schools[i][:]) < string(schools[j][:]) })
	for _, k := range schools {
		s := f.schools[k]
		if _, err := f.tx.Exec(upsSchool, k, s.versions, s.assignments, s.crossed, s.lent, s.classes, s.pupils, s.answers); err != nil {
			return err
		}
	}
	return nil
}

func (k itemKey) less(o itemKey) bool {
	if k.assignment != o.assignment {
		return string(k.assignment[:]) < string(o.assignment[:])
	}
	if k.no != o.no {
		return k.no < o.no
	}
	return string(k.item[:]) < string(o.item[:])
}

func (k choiceKey) less(o choiceKey) bool {
	if k.assignment != o.assignment {
		return string(k.assignment[:]) < string(o.assignment[:])
	}
	if k.no != o.no {
		return k.no < o.no
	}
	if k.state != o.state {
		return k.state < o.state
	}
	return k.response < o.response
}

// assignment is the fact of an assignment, or one with its id alone when its event is not known.
func (f *fold) assignment(a id.Any) (Assignment, error) {
	if got, ok := f.assignments[a]; ok {
		return got, nil
	}
	got, err := db.One(f.tx, selAssignment, scanAssignment, a)
	if errors.Is(err, db.ErrNone) {
		return Assignment{ID: a}, nil
	}
	if err == nil {
		f.assignments[a] = got
	}
	return got, err
}

func (f *fold) answer(sitting id.Any, no int) (*answer, error) {
	a, err := db.One(f.tx, selAnswer, scanAnswer, sitting, no)
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	return &a, err
}
