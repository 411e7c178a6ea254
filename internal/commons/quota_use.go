package commons

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// PersonQuotaSetting is the room of one person as the school itself sets it, in bytes: {"person": …}. It is a setting of its own, so that
// a school which sets it does not freeze the room of the whole school at today's figure.
const PersonQuotaSetting = "files.quota.person"

// MinQuota and MaxQuota bound what a page may set, in bytes; 0 is without limit.
const (
	MinQuota = 100 << 20
	MaxQuota = 100 << 40
)

// near is the share of the room from which people are told that it ends.
const near = 0.9

// Use is how much room the files of a school or of one person take. Bytes; Most 0 is without limit.
type Use struct {
	School org.UnitID
	Person org.PersonID // none in the list of schools
	Files  int
	Used   int64
	Most   int64
}

// Share is the part of the room that is taken, 0 without a limit. It may be over 1, when the room was made smaller.
func (u Use) Share() float64 {
	if u.Most == 0 {
		return 0
	}
	return float64(u.Used) / float64(u.Most)
}

// Near reports that nine tenths of the room are taken.
func (u Use) Near() bool { return u.Share() >= near }

// NearSchool and NearPerson report that nine tenths of a room are taken.
func (q Quota) NearSchool() bool { return Use{Used: q.SchoolUsed, Most: q.School}.Near() }

// NearPerson is NearSchool for the actor's own files.
func (q Quota) NearPerson() bool { return Use{Used: q.PersonUsed, Most: q.Person}.Near() }

const (
	sumPeople db.SQL = `-- unscoped: the service has asked org for OrgManage at the school
SELECT person, COUNT(*), COALESCE(SUM(size), 0) FROM ` + blobsHeld + ` GROUP BY person`

	sumDrafts db.SQL = `SELECT w.id, w.title, COUNT(*), COALESCE(SUM(f.size), 0) FROM work_file f JOIN work w ON w.id = f.work
WHERE w.author = ? AND @scope(w.owner) GROUP BY w.id, w.title ORDER BY w.title, w.id LIMIT ?`

	sumMaterials db.SQL = `SELECT m.class, COUNT(*), COALESCE(SUM(m.size), 0) FROM class_material m
WHERE m.author = ? AND m.expires > ? AND @scope(m.class) GROUP BY m.class`
)

// DraftUse is how much the files of one of the actor's own works take, in bytes, each work by itself.
type DraftUse struct {
	Work  WorkID
	Title string
	Files int
	Size  int64
}

// MaxDraftUse is how many works OwnUse lists.
const MaxDraftUse = 500

// OwnUse lists what the files of the actor's own works take, by title: from which of them something could be removed. Verb lesson.make.
func (s *Service) OwnUse(ctx context.Context, a *org.Actor) ([]DraftUse, error) {
	scope, err := s.org.Reach(ctx, a, org.LessonMake)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), sumDrafts, func(r db.Row) (u DraftUse, err error) {
		return u, r.Scan(&u.Work, &u.Title, &u.Files, &u.Size)
	}, a.Person, scope, MaxDraftUse)
}

// MaterialUse is how much the actor's own material takes in one class, in bytes.
type MaterialUse struct {
	Class org.Class
	Files int
	Size  int64
}

// OwnMaterialUse lists what the actor's own material takes, class by class, as far as the actor may still remove it. Verb assign.
func (s *Service) OwnMaterialUse(ctx context.Context, a *org.Actor) ([]MaterialUse, error) {
	scope, err := s.org.Reach(ctx, a, org.Assign)
	if err != nil {
		return nil, err
	}
	out, err := db.All(s.core.Reader(ctx), sumMaterials, func(r db.Row) (u MaterialUse, err error) {
		return u, r.Scan(&u.Class.ID, &u.Files, &u.Size)
	}, a.Person, s.now(), scope)
	for i := range out {
		if out[i].Class, err = s.org.Class(ctx, out[i].Class.ID); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(x, y MaterialUse) int { return strings.Compare(x.Class.Label(), y.Class.Label()) })
	return out, err
}

// UseOfSchools lists how much room the schools within the actor's reach take, in the order of their codes and never of amounts. after is
// the code of the last line before. Verb org.manage.
func (s *Service) UseOfSchools(ctx context.Context, a *org.Actor, after string, limit int) ([]org.Unit, map[org.UnitID]Use, error) {
	units, err := s.org.Units(ctx, a, org.OrgManage, after, limit)
	if err != nil {
		return nil, nil, err
	}
	out := map[org.UnitID]Use{}
	for _, u := range units {
		q, err := s.quota(ctx, u.ID, org.PersonID{})
		if err != nil {
			return nil, nil, err
		}
		out[u.ID] = Use{School: u.ID, Files: q.SchoolFiles, Used: q.SchoolUsed, Most: q.School}
	}
	return units, out, nil
}

// UseOfPeople lists how much room the files of each author of a school take. Verb org.manage at the school.
func (s *Service) UseOfPeople(ctx context.Context, a *org.Actor, school org.UnitID) (Quota, []Use, error) {
	if err := s.org.Must(ctx, a, org.OrgManage, id.As[any](school)); err != nil {
		return Quota{}, nil, err
	}
	q, err := s.quota(ctx, school, org.PersonID{})
	if err != nil {
		return q, nil, err
	}
	out, err := db.All(s.core.Reader(ctx), sumPeople, func(r db.Row) (Use, error) {
		u := Use{School: school, Most: q.Person}
		return u, r.Scan(&u.Person, &u.Files, &u.Used)
	}, heldBy(school, s.now())...)
	return q, out, err
}

// SetQuota sets the room of a unit and of what is below it from now on: the region's managers do, with verb system.manage.
func (s *Service) SetQuota(ctx context.Context, a *org.Actor, unit org.UnitID, school, person int64) error {
	region, err := s.org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	if err := s.org.Must(ctx, a, org.SystemManage, region.Node()); err != nil {
		return err
	}
	if err := bounded(map[string]int64{"school": school, "person": person}); err != nil {
		return err
	}
	if err := within(person, school); err != nil {
		return err
	}
	return s.org.Set(ctx, a, id.As[any](unit), QuotaSetting, Quota{School: school, Person: person}, s.now())
}

// SetPersonQuota sets the room of each person of a school from now on; the school's managers do. Verb org.manage at the school.
func (s *Service) SetPersonQuota(ctx context.Context, a *org.Actor, school org.UnitID, person int64) error {
	if err := s.org.Must(ctx, a, org.OrgManage, id.As[any](school)); err != nil {
		return err
	}
	if err := bounded(map[string]int64{"person": person}); err != nil {
		return err
	}
	q, err := s.quota(ctx, school, org.PersonID{})
	if err != nil {
		return err
	}
	if err := within(person, q.School); err != nil {
		return err
	}
	return s.org.Set(ctx, a, id.As[any](school), PersonQuotaSetting, struct {
		Person int64 `json:"person"`
	}{person}, s.now())
}

// within refuses a room of one person that is larger than the whole school's.
func within(person, school int64) error {
	if school > 0 && person > school {
		return fault.Fieldsf(fault.Field{Name: "person", Message: "一个人的空间不能比全校的大"})
	}
	return nil
}

func bounded(all map[string]int64) error {
	for name, n := range all {
		if n != 0 && (n < MinQuota || n > MaxQuota) {
			return fault.Fieldsf(fault.Field{Name: name, Message: "请写 GB 数，从 0.1 到 102400；0 表示不限"})
		}
	}
	return nil
}

// personQuota is what the school itself says about one person's room, if anything.
func (s *Service) personQuota(ctx context.Context, school org.UnitID, q *Quota) error {
	raw, _, err := s.org.Setting(ctx, PersonQuotaSetting, id.As[any](school), s.now())
	if err != nil || raw == nil {
		return err
	}
	if err := json.Unmarshal(raw, q); err != nil {
		return fmt.Errorf("commons: setting %s: %w", PersonQuotaSetting, err)
	}
	return nil
}
