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

// Use is the use of the commons by the schools within somebody's reach.
type Use struct {
	Schools     []SchoolUse // by area, then code: never by figure, because this is no ranking
	Areas       []AreaUse
	Total       SchoolUse // Unit is empty
	Publishing  Share     // schools that have published
	Using       Share     // schools that have given at least one practice from a lesson
	Crossed     Share     // practices from lessons that come from another school
	CVPerSchool float64   // σ/mean of practices by school, NaN for fewer than two schools
}

// SchoolUse is one school's use. Pupils is how many different pupils have answered; a number from 1 to MinGroup−1 is hidden on
// pages above the school.
type SchoolUse struct {
	Unit        org.Unit
	Area        string // the district's name
	Versions    int    // published
	Assignments int
	Crossed     int // of Assignments: from another school's lesson
	Lent        int // practices elsewhere from this school's lessons
	Classes     int
	Pupils      int
	Answers     int
}

// AreaUse is the schools of one district together.
type AreaUse struct {
	Name    string
	Schools int
	Using   Share
	Crossed Share
	Pupils  int
}

const selSchools db.SQL = `SELECT s.school, s.versions, s.assignments, s.crossed, s.lent, s.classes, s.pupils, s.answers FROM insight_school s WHERE @scope(s.school)`

// UnitUse reads the use of the commons for somebody with unit.use.
func (s *Service) UnitUse(ctx context.Context, a *org.Actor) (Use, error) {
	sc, err := s.org.Reach(ctx, a, org.UnitUse)
	if err != nil {
		return Use{}, err
	}
	roots, err := s.org.ReachNodes(ctx, a, org.UnitUse)
	if err != nil {
		return Use{}, err
	}
	rows := map[id.Any]SchoolUse{}
	err = db.Each(s.db.Reader(ctx), selSchools, func(r db.Row) error {
		var k id.Any
		var u SchoolUse
		err := r.Scan(&k, &u.Versions, &u.Assignments, &u.Crossed, &u.Lent, &u.Classes, &u.Pupils, &u.Answers)
		rows[k] = u
		return err
	}, sc)
	if err != nil {
		return Use{}, err
	}
	schools, err := s.schools(ctx, roots)
	if err != nil {
		return Use{}, err
	}
	var use Use
	for _, u := range schools {
		row := rows[u.Unit.Node()]
		row.Unit, row.Area = u.Unit, u.area
		use.Schools = append(use.Schools, row)
	}
	use.sum()
	return use, nil
}

type placed struct {
	org.Unit
	area string
}

// schools lists the schools below the roots, each once, with their districts.
func (s *Service) schools(ctx context.Context, roots []id.Any) ([]placed, error) {
	now := clock.At(s.clock.Now())
	seen := map[org.UnitID]bool{}
	var out []placed
	for _, r := range roots {
		us, err := s.org.SchoolsUnder(ctx, r, now)
		if err != nil {
			return nil, err
		}
		for _, u := range us {
			if seen[u.ID] {
				continue
			}
			seen[u.ID] = true
			area, err := s.area(ctx, u)
			if err != nil {
				return nil, err
			}
			out = append(out, placed{u, area})
		}
	}
	slices.SortFunc(out, func(a, b placed) int { return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.Code, b.Code)) })
	return out, nil
}

// area is the name of the district above a school, through its central school when it is a teaching point.
func (s *Service) area(ctx context.Context, u org.Unit) (string, error) {
	for range 3 {
		up, err := s.org.Parents(ctx, u.ID)
		if err != nil || len(up) == 0 {
			return "", err
		}
		next := up[0]
		for _, p := range up {
			if p.Kind == org.District {
				return p.Name, nil
			}
			if p.Kind.Teaches() {
				next = p
			}
		}
		u = next
	}
	return "", nil
}

func (use *Use) sum() {
	var per []float64
	areas := map[string]*AreaUse{}
	var order []string
	for _, r := range use.Schools {
		t := &use.Total
		t.Versions, t.Assignments, t.Crossed, t.Lent = t.Versions+r.Versions, t.Assignments+r.Assignments, t.Crossed+r.Crossed, t.Lent+r.Lent
		t.Classes, t.Pupils, t.Answers = t.Classes+r.Classes, t.Pupils+r.Pupils, t.Answers+r.Answers
		if areas[r.Area] == nil {
			areas[r.Area] = &AreaUse{Name: r.Area}
			order = append(order, r.Area)
		}
		ar := areas[r.Area]
		ar.Schools++
		ar.Pupils += r.Pupils
		for _, sh := range []*Share{&use.Publishing, &use.Using, &ar.Using} {
			sh.N++
		}
		if r.Versions > 0 {
			use.Publishing.K++
		}
		if r.Assignments > 0 {
			use.Using.K++
			ar.Using.K++
		}
		ar.Crossed.K, ar.Crossed.N = ar.Crossed.K+r.Crossed, ar.Crossed.N+r.Assignments
		per = append(per, float64(r.Assignments))
	}
	use.Crossed = Share{use.Total.Crossed, use.Total.Assignments}
	use.CVPerSchool = CV(per)
	for _, n := range order {
		use.Areas = append(use.Areas, *areas[n])
	}
}
