package commons

import (
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Task is one stage as the review desk lists it.
type Task struct {
	Tier
	Title     string
	Subject   string
	Stage     string
	Grade     int
	Owner     org.UnitID
	SharedTo  org.UnitID
	Author    org.PersonID
	Edition   int // the version's number
	Submitted clock.Micros
	Standing  State // of the version
}

// The tabs of the review desk.
const (
	DeskAsked   = "asked"   // what waits for a unit where the actor reviews
	DeskMine    = "mine"    // what the actor has claimed
	DeskOverdue = "overdue" // what should have been decided, in the actor's whole reach
	DeskBelow   = "below"   // what waits for units below those where the actor reviews
	DeskDecided = "decided" // what the actor decided
)

// DeskTabs are the tabs in their order.
func DeskTabs() []string { return []string{DeskAsked, DeskMine, DeskOverdue, DeskBelow, DeskDecided} }

const (
	taskColumns = `s.version, s.number, s.unit, s.asked, s.name, s.days, s.state, s.opened, s.due, s.claimer, s.claimed, s.held, s.reviewer, s.decided, s.codes, s.note,
  v.title, v.subject, v.stage, v.grade, v.owner, v.shared_to, v.author, v.number, v.submitted, v.state`

	// openTasks are the open stages that an actor may ever decide: not of own works, not of versions of which one stage was decided.
	openTasks = ` FROM review_step s JOIN work_version v ON v.id = s.version
WHERE s.state = 'open' AND @scope(s.asked) AND v.author <> ? AND NOT EXISTS (SELECT 1 FROM review_step d WHERE d.version = s.version AND d.reviewer = ?)
  AND (? = '' OR ? = 'asked' AND s.asked IN @ids OR ? = 'below' AND s.asked NOT IN @ids OR ? = 'overdue' AND s.due < ? OR ? = 'mine' AND s.claimer = ? AND s.held > ?)`

	selTasks db.SQL = `SELECT ` + taskColumns + openTasks + `
  AND (s.due > ? OR (s.due = ? AND s.version > ?)) ORDER BY s.due, s.version LIMIT ?`

	countTasks db.SQL = `SELECT COUNT(*)` + openTasks

	selDecidedTasks db.SQL = `SELECT ` + taskColumns + ` FROM review_step s JOIN work_version v ON v.id = s.version
WHERE s.reviewer = ? AND @scope(s.asked) AND (s.decided < ? OR (s.decided = ? AND s.version < ?)) ORDER BY s.decided DESC, s.version DESC LIMIT ?`

	selOpenTimes db.SQL = `SELECT s.opened, s.due, 0 FROM review_step s WHERE s.state = 'open' AND @scope(s.asked) ORDER BY s.opened LIMIT 5000`

	selDoneTimes db.SQL = `SELECT s.opened, s.due, s.decided FROM review_step s WHERE s.state IN ('approved', 'returned') AND s.decided >= ? AND @scope(s.asked)
ORDER BY s.decided DESC LIMIT 5000`
)

func scanTask(r db.Row) (Task, error) {
	var t Task
	st, err := scanStep(beyond{r, []any{&t.Title, &t.Subject, &t.Stage, &t.Grade, &t.Owner, &t.SharedTo, &t.Author, &t.Edition, &t.Submitted, &t.Standing}})
	t.Tier = st
	return t, err
}

// beyond scans columns that follow those of a row's own scan.
type beyond struct {
	db.Row
	more []any
}

// Scan implements db.Row.
func (b beyond) Scan(dest ...any) error { return b.Row.Scan(append(dest, b.more...)...) }

// own are the nodes at which the actor reviews.
func (s *Service) reviewNodes(ctx context.Context, a *org.Actor) (db.Scope, []org.Node, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonReview)
	if err != nil {
		return scope, nil, err
	}
	nodes, err := s.org.ReachNodes(ctx, a, org.LessonReview)
	return scope, nodes, err
}

func (s *Service) deskArgs(a *org.Actor, scope db.Scope, nodes []org.Node, tab string, now clock.Micros) []any {
	own := db.IDs(nodes)
	return []any{scope, a.Person, a.Person, tab, tab, own, tab, own, tab, now, tab, a.Person, now}
}

// Desk is a page of one tab, what is due first at the top; what was decided has the newest first.
func (s *Service) Desk(ctx context.Context, a *org.Actor, tab, after string) (rows []Task, next string, err error) {
	scope, nodes, err := s.reviewNodes(ctx, a)
	if err != nil {
		return nil, "", err
	}
	x := s.core.Reader(ctx)
	if tab == DeskDecided {
		c := readCursor(after)
		rows, err = db.All(x, selDecidedTasks, scanTask, a.Person, scope, c.at, c.at, c.id, PageSize+1)
	} else {
		if !slices.Contains(DeskTabs(), tab) {
			tab = DeskAsked
		}
		c := cursor{}
		if after != "" {
			c = readCursor(after)
		}
		rows, err = db.All(x, selTasks, scanTask, append(s.deskArgs(a, scope, nodes, tab, s.now()), c.at, c.at, c.id, PageSize+1)...)
	}
	if len(rows) > PageSize {
		rows = rows[:PageSize]
		last := rows[PageSize-1]
		next = cursor{last.Due, id.As[any](last.Version)}.String()
		if tab == DeskDecided {
			next = cursor{last.Decided, id.As[any](last.Version)}.String()
		}
	}
	return rows, next, err
}

// DeskCounts are the numbers on the tabs of what is open.
func (s *Service) DeskCounts(ctx context.Context, a *org.Actor) (map[string]int, error) {
	scope, nodes, err := s.reviewNodes(ctx, a)
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, tab := range DeskTabs() {
		if tab == DeskDecided {
			continue
		}
		if out[tab], err = db.One(s.core.Reader(ctx), countTasks, db.Value[int], s.deskArgs(a, scope, nodes, tab, s.now())...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Pace is how long reviews take within the actor's reach. Times are in microseconds; medians of nothing are 0.
type Pace struct {
	Open, Overdue int
	MedianAge     clock.Micros // of the open stages, since they were opened
	Decided, Late int          // in the last 90 days
	MedianTook    clock.Micros
}

// Pace computes the figures of the desk.
func (s *Service) Pace(ctx context.Context, a *org.Actor) (Pace, error) {
	scope, _, err := s.reviewNodes(ctx, a)
	if err != nil {
		return Pace{}, err
	}
	now := s.now()
	var p Pace
	var ages, took []clock.Micros
	err = db.Each(s.core.Reader(ctx), selOpenTimes, func(r db.Row) error {
		var opened, due, none clock.Micros
		err := r.Scan(&opened, &due, &none)
		ages = append(ages, now-opened)
		if due < now {
			p.Overdue++
		}
		return err
	}, scope)
	if err != nil {
		return p, err
	}
	err = db.Each(s.core.Reader(ctx), selDoneTimes, func(r db.Row) error {
		var opened, due, decided clock.Micros
		err := r.Scan(&opened, &due, &decided)
		took = append(took, decided-opened)
		if due < decided {
			p.Late++
		}
		return err
	}, now-90*day, scope)
	p.Open, p.Decided, p.MedianAge, p.MedianTook = len(ages), len(took), median(ages), median(took)
	return p, err
}

func median(v []clock.Micros) clock.Micros {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
