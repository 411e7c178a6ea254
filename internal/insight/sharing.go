package insight

import (
	"cmp"
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Sharing is which school gave lessons and which used them in a time: practices of a lesson that pupils have begun, by the school
// whose lesson it was first and the school of the class. It is no ranking: places stand by area and code.
type Sharing struct {
	Places []Placed // everybody who gave or used, by area, then code
	Flows  []Flow
	Since  clock.Micros
	Until  clock.Micros
}

// Placed is a school, or with By a district, at its place in the order.
type Placed struct {
	ID   id.Any
	Name string
	Area string // of a school: its district
	Code string
	Open bool // of a school: it is within the reader's reach, who may look at it by itself
}

// Flow is what one gave and another used. Begun counts pupils each time they began a practice. It is Hidden where fewer than MinGroup
// pupils stand behind it, however often these began, and with it as many others as keep it from being taken from a total.
type Flow struct {
	From, To id.Any
	Works    int
	Given    int // practices
	Classes  int
	Begun    int
	Hidden   bool
	pupils   int // at least so many different ones: of each class, who began the practice that most began
}

// SharingQuery restricts a Sharing; zero values do not.
type SharingQuery struct {
	Subject      string
	Since, Until clock.Micros
	Districts    bool // schools of one district count together
}

const selFlows db.SQL = `SELECT v.origin, a.school, COUNT(DISTINCT v.work), COUNT(*), COUNT(DISTINCT a.class), SUM(a.opened)
FROM insight_assignment a JOIN insight_version v ON v.version = a.version
WHERE a.opened > 0 AND a.given >= ? AND a.given < ? AND (? = '' OR a.subject = ?) AND (@scope(a.school) OR @scope(v.origin))
GROUP BY v.origin, a.school`

const selFlowPupils db.SQL = `SELECT t.origin, t.school, SUM(t.most) FROM (
SELECT v.origin AS origin, a.school AS school, a.class AS class, MAX(a.opened) AS most
FROM insight_assignment a JOIN insight_version v ON v.version = a.version
WHERE a.opened > 0 AND a.given >= ? AND a.given < ? AND (? = '' OR a.subject = ?) AND (@scope(a.school) OR @scope(v.origin))
GROUP BY v.origin, a.school, a.class) t GROUP BY t.origin, t.school`

// Sharing reads the flows between schools for somebody with unit.use: what came from or went to a school within reach.
func (s *Service) Sharing(ctx context.Context, a *org.Actor, q SharingQuery) (Sharing, error) {
	sc, err := s.org.Reach(ctx, a, org.UnitUse)
	if err != nil {
		return Sharing{}, err
	}
	roots, err := s.org.ReachNodes(ctx, a, org.UnitUse)
	if err != nil {
		return Sharing{}, err
	}
	if q.Until == 0 {
		q.Until = clock.Forever
	}
	out := Sharing{Since: q.Since, Until: q.Until}
	if out.Flows, err = s.flows(ctx, sc, q); err != nil {
		return out, err
	}
	if err := s.place(ctx, &out, roots, q.Districts); err != nil {
		return out, err
	}
	out.order()
	out.suppress()
	return out, nil
}

// flows reads the flows and how many pupils stand behind each.
func (s *Service) flows(ctx context.Context, sc db.Scope, q SharingQuery) ([]Flow, error) {
	args := []any{q.Since, q.Until, q.Subject, q.Subject, sc, sc}
	pupils := map[[2]id.Any]int{}
	err := db.Each(s.db.Reader(ctx), selFlowPupils, func(r db.Row) error {
		var k [2]id.Any
		var n int
		err := r.Scan(&k[0], &k[1], &n)
		pupils[k] = n
		return err
	}, args...)
	if err != nil {
		return nil, err
	}
	return db.All(s.db.Reader(ctx), selFlows, func(r db.Row) (Flow, error) {
		var f Flow
		err := r.Scan(&f.From, &f.To, &f.Works, &f.Given, &f.Classes, &f.Begun)
		f.pupils = min(pupils[[2]id.Any{f.From, f.To}], f.Begun) // whoever came between the two readings stays hidden
		return f, err
	}, args...)
}

// place names the schools, those within reach even when nothing flowed, and puts them together by district when asked.
func (s *Service) place(ctx context.Context, out *Sharing, roots []id.Any, districts bool) error {
	below, err := s.schools(ctx, roots)
	if err != nil {
		return err
	}
	at := map[id.Any]Placed{}
	for _, u := range below {
		at[u.Node()] = Placed{ID: u.Node(), Name: u.Name, Area: u.area, Code: u.Code, Open: true}
	}
	for _, f := range out.Flows {
		for _, n := range []id.Any{f.From, f.To} {
			if _, known := at[n]; known {
				continue
			}
			u, err := s.org.Unit(ctx, org.UnitID(n))
			if err != nil {
				return err
			}
			area, err := s.area(ctx, u)
			if err != nil {
				return err
			}
			at[n] = Placed{ID: n, Name: u.Name, Area: area, Code: u.Code}
		}
	}
	if districts {
		at = out.merge(at)
	}
	for _, p := range at {
		out.Places = append(out.Places, p)
	}
	slices.SortFunc(out.Places, func(a, b Placed) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Name, b.Name))
	})
	return nil
}

// merge adds up the flows of the schools of a district. A district's id is made from its name, which is unique within a region.
// Works are counted once for each pair of schools, so the sum says how often a lesson crossed, not how many lessons there are.
func (s *Sharing) merge(schools map[id.Any]Placed) map[id.Any]Placed {
	node := func(n id.Any) id.Any { return id.Named[any]([16]byte{}, "district "+schools[n].Area) }
	at := map[id.Any]Placed{}
	for n, p := range schools {
		d := at[node(n)]
		if d.Code == "" || p.Code < d.Code {
			d = Placed{ID: node(n), Name: p.Area, Area: p.Area, Code: p.Code}
		}
		at[node(n)] = d
	}
	sums := map[[2]id.Any]Flow{}
	most := map[[3]id.Any]int{} // the same pupils of a school may have used lessons of several schools of a district
	for _, f := range s.Flows {
		k := [2]id.Any{node(f.From), node(f.To)}
		t := sums[k]
		one := [3]id.Any{k[0], k[1], f.To}
		t.pupils += max(f.pupils-most[one], 0)
		most[one] = max(most[one], f.pupils)
		t.From, t.To = k[0], k[1]
		t.Works, t.Given, t.Classes, t.Begun = t.Works+f.Works, t.Given+f.Given, t.Classes+f.Classes, t.Begun+f.Begun
		sums[k] = t
	}
	s.Flows = s.Flows[:0]
	for _, f := range sums {
		s.Flows = append(s.Flows, f)
	}
	return at
}

func (s *Sharing) order() {
	place := map[id.Any]int{}
	for i, p := range s.Places {
		place[p.ID] = i
	}
	slices.SortFunc(s.Flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(place[a.From], place[b.From]), cmp.Compare(place[a.To], place[b.To]))
	})
}

// suppress hides small numbers of pupils over the whole table, so that no total tells them.
func (s *Sharing) suppress() {
	parts := make([]int, len(s.Flows))
	for i, f := range s.Flows {
		parts[i] = f.pupils
	}
	for i, hide := range Suppress(parts, MinGroup) {
		if hide {
			s.Flows[i].Hidden, s.Flows[i].Begun = true, 0
		}
	}
}

// Crossing is the sum over flows between different places; the others stayed where they were made.
func (s Sharing) Crossing() (given, classes, stayed int) {
	for _, f := range s.Flows {
		if f.From == f.To {
			stayed += f.Given
			continue
		}
		given, classes = given+f.Given, classes+f.Classes
	}
	return given, classes, stayed
}

// Pair is the flow from one place to another; its zero value says that nothing flowed.
func (s Sharing) Pair(from, to id.Any) Flow {
	for _, f := range s.Flows {
		if f.From == from && f.To == to {
			return f
		}
	}
	return Flow{From: from, To: to}
}

// Of keeps what one place gave and used.
func (s Sharing) Of(place id.Any) (gave, took []Flow) {
	for _, f := range s.Flows {
		if f.From == place && f.To != place {
			gave = append(gave, f)
		}
		if f.To == place && f.From != place {
			took = append(took, f)
		}
	}
	return gave, took
}
