package insight

import (
	"context"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// WorkUse is in how many classes and schools a work was used over all its versions: a practice of it was given and at least one
// pupil has begun it. Classes and schools are no people, so small numbers are told; nobody is named. Versions that were withdrawn
// do not count: what was taken down recommends nothing.
type WorkUse struct {
	Own     Reached // in the school that it comes from
	Others  Reached // in other schools
	Derived Reached // of works adapted from it, through any number of steps, in whatever school
	Works   int     // how many adapted works were used
}

// Reached counts classes and the schools they belong to.
type Reached struct{ Classes, Schools int }

// All is the use of the work itself, in every school.
func (u WorkUse) All() Reached {
	return Reached{u.Own.Classes + u.Others.Classes, u.Own.Schools + u.Others.Schools}
}

const (
	// A version adapted from one of another work is a step down; UNION ends a loop that bad data could make.
	selUses db.SQL = `-- unscoped: counts of classes and schools for works that the caller has read with @scope
WITH RECURSIVE d (root, version) AS (
  SELECT v.work, v.version FROM insight_version v WHERE v.work IN @ids
  UNION
  SELECT d.root, c.version FROM d JOIN insight_version c ON c.parent = d.version)
SELECT d.root, CASE WHEN v.work = d.root THEN 1 ELSE 0 END, CASE WHEN v.school = a.school THEN 1 ELSE 0 END, a.school, COUNT(DISTINCT a.class)
FROM d JOIN insight_version v ON v.version = d.version JOIN insight_assignment a ON a.version = v.version
WHERE v.withdrawn = 0 AND a.opened > 0 GROUP BY 1, 2, 3, 4`
	selDerivedWorks db.SQL = `-- unscoped: counts of works for works that the caller has read with @scope
WITH RECURSIVE d (root, version) AS (
  SELECT v.work, v.version FROM insight_version v WHERE v.work IN @ids
  UNION
  SELECT d.root, c.version FROM d JOIN insight_version c ON c.parent = d.version)
SELECT d.root, COUNT(DISTINCT v.work) FROM d JOIN insight_version v ON v.version = d.version
WHERE v.work <> d.root AND v.withdrawn = 0 AND EXISTS (SELECT 1 FROM insight_assignment a WHERE a.version = v.version AND a.opened > 0) GROUP BY d.root`
)

// UseOf tells the use of works that the caller has found within the actor's reach; whoever may read the library may know it. A work
// that was never used has the zero value.
func (s *Service) UseOf(ctx context.Context, a *org.Actor, works []id.Any) (map[id.Any]WorkUse, error) {
	if _, err := s.org.Reach(ctx, a, org.LibraryRead); err != nil {
		return nil, err
	}
	out := make(map[id.Any]WorkUse, len(works))
	if len(works) == 0 {
		return out, nil
	}
	x := s.db.Reader(ctx)
	schools := map[[2]id.Any]bool{} // of adapted works: a school that used them in both ways counts once
	err := db.Each(x, selUses, func(r db.Row) error {
		var root, school id.Any
		var itself, own, classes int
		if err := r.Scan(&root, &itself, &own, &school, &classes); err != nil {
			return err
		}
		u := out[root]
		switch {
		case itself == 0:
			u.Derived.Classes += classes
			if k := [2]id.Any{root, school}; !schools[k] {
				schools[k] = true
				u.Derived.Schools++
			}
		case own == 1:
			u.Own.Classes, u.Own.Schools = u.Own.Classes+classes, u.Own.Schools+1
		default:
			u.Others.Classes, u.Others.Schools = u.Others.Classes+classes, u.Others.Schools+1
		}
		out[root] = u
		return nil
	}, db.IDs(works))
	if err != nil {
		return nil, err
	}
	err = db.Each(x, selDerivedWorks, func(r db.Row) error {
		var root id.Any
		var n int
		err := r.Scan(&root, &n)
		u := out[root]
		u.Works = n
		out[root] = u
		return err
	}, db.IDs(works))
	return out, err
}
