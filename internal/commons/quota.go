package commons

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// QuotaSetting is the name of the setting with the room for files, in bytes: {"school": …, "person": …}; 0 or none is without limit.
const QuotaSetting = "files.quota"

// Quota is how much room files may take and take now, in bytes. A blob counts once in a school, for whoever brought it first: with a work,
// until nothing of the school names it any more; as material of a class 班级资料, until its term ends.
type Quota struct {
	School      int64 `json:"school"` // 0: no limit
	Person      int64 `json:"person"`
	SchoolUsed  int64 `json:"-"`
	PersonUsed  int64 `json:"-"`
	SchoolFiles int   `json:"-"`
}

const (
	insHeld db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work_blob (owner, hash, person, size, since) SELECT w.owner, ?, w.author, ?, ? FROM work w WHERE w.id = ? ON CONFLICT (owner, hash) DO NOTHING`

	delHeld db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
DELETE FROM work_blob WHERE owner = ? AND hash = ? AND NOT EXISTS (SELECT 1 FROM work_file f WHERE f.owner = ? AND f.hash = ?)
  AND NOT EXISTS (SELECT 1 FROM work_version v WHERE v.owner = ? AND v.files LIKE ?)`

	// blobsHeld is what a school holds, a row for each blob. Material that is in force counts too, but keeps no row of its own in work_blob:
	// it ends by the date, and nothing runs then that would let go of it. Its arguments are those of heldBy.
	blobsHeld = `(SELECT person, size FROM work_blob WHERE owner = ?
UNION ALL SELECT m.author, m.size FROM class_material m WHERE m.owner = ? AND m.expires > ?
  AND NOT EXISTS (SELECT 1 FROM work_blob b WHERE b.owner = m.owner AND b.hash = m.hash)
  AND NOT EXISTS (SELECT 1 FROM class_material e WHERE e.owner = m.owner AND e.hash = m.hash AND e.expires > ? AND e.id < m.id)) AS held`

	sumHeld db.SQL = `-- unscoped: numbers of one school, for somebody who may make lessons, teach a class or lead there
SELECT COUNT(*), COALESCE(SUM(size), 0), COALESCE(SUM(CASE WHEN person = ? THEN size ELSE 0 END), 0) FROM ` + blobsHeld

	countHeld db.SQL = `-- unscoped: whether one school holds some bytes; the service has asked org for LessonMake or Assign there
SELECT (SELECT COUNT(*) FROM work_blob WHERE owner = ? AND hash = ?) + (SELECT COUNT(*) FROM class_material WHERE owner = ? AND hash = ? AND expires > ?)`

	countPublic db.SQL = `-- unscoped: whether bytes are public in the whole region
SELECT COUNT(*) FROM work_file f JOIN work_version v ON v.work = f.work
WHERE f.hash = ? AND f.size = ? AND v.state = 'published' AND v.shared_to = ? AND v.files LIKE ?`
)

// QuotaOf is the room for files in a school, and what the actor takes of it. It is for the school's teachers and its head.
func (s *Service) QuotaOf(ctx context.Context, a *org.Actor, school org.UnitID) (Quota, error) {
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](school)); err != nil {
		if err := s.org.Must(ctx, a, org.OrgRead, id.As[any](school)); err != nil {
			return Quota{}, err
		}
	}
	return s.quota(ctx, school, a.Person)
}

// QuotaAt is QuotaOf for the school of a class, for whoever may keep material for the class. Verb assign at the class.
func (s *Service) QuotaAt(ctx context.Context, a *org.Actor, class org.ClassID) (Quota, error) {
	if err := s.org.Must(ctx, a, org.Assign, id.As[any](class)); err != nil {
		return Quota{}, err
	}
	c, err := s.org.Class(ctx, class)
	if err != nil {
		return Quota{}, err
	}
	return s.quota(ctx, c.School, a.Person)
}

func (s *Service) quota(ctx context.Context, school org.UnitID, person org.PersonID) (Quota, error) {
	q, err := db.One(s.core.Reader(ctx), sumHeld, func(r db.Row) (q Quota, err error) {
		return q, r.Scan(&q.SchoolFiles, &q.SchoolUsed, &q.PersonUsed)
	}, append([]any{person}, heldBy(school, s.now())...)...)
	if err != nil {
		return q, err
	}
	raw, _, err := s.org.Setting(ctx, QuotaSetting, id.As[any](school), s.now())
	if err != nil {
		return q, err
	}
	if raw != nil {
		if err := json.Unmarshal(raw, &q); err != nil {
			return q, fmt.Errorf("commons: setting %s: %w", QuotaSetting, err)
		}
	}
	return q, s.personQuota(ctx, school, &q)
}

// heldBy are the arguments of blobsHeld.
func heldBy(school org.UnitID, now clock.Micros) []any { return []any{school, school, now, now} }

// letGo ends that bytes count for a school, once no draft and no version of it names them.
func letGo(tx *db.Tx, school org.UnitID, hash string) error {
	_, err := tx.Exec(delHeld, school, hash, school, hash, school, "%"+hash+"%")
	return err
}

// room refuses files that a quota has no room for, all of them together. Bytes that the school holds already, when their hash is known,
// take no more room.
func (s *Service) room(ctx context.Context, school org.UnitID, person org.PersonID, files ...File) error {
	more, err := s.more(ctx, school, files)
	if err != nil || more == 0 {
		return err
	}
	q, err := s.quota(ctx, school, person)
	switch {
	case err != nil:
		return err
	case q.School > 0 && q.SchoolUsed+more > q.School:
		return over("本校的文件空间不够：共 %s，已用 %s。请移除不用的文件，或请学校申请扩大空间", q.School, q.SchoolUsed)
	case q.Person > 0 && q.PersonUsed+more > q.Person:
		return over("您的文件空间不够：共 %s，已用 %s。请移除不用的文件", q.Person, q.PersonUsed)
	}
	return nil
}

// more is how many bytes of files a school does not hold yet.
func (s *Service) more(ctx context.Context, school org.UnitID, files []File) (n int64, err error) {
	seen := map[string]bool{}
	for _, f := range files {
		if f.Hash != "" {
			if seen[f.Hash] {
				continue
			}
			seen[f.Hash] = true
			have, err := db.One(s.core.Reader(ctx), countHeld, db.Value[int], school, f.Hash, school, f.Hash, s.now())
			if err != nil {
				return 0, err
			}
			if have > 0 {
				continue
			}
		}
		n += f.Size
	}
	return n, nil
}

func over(message string, most, used int64) error {
	args := []any{gigabytes(most), gigabytes(used)}
	return &fault.Error{Kind: fault.TooLarge, Message: message, Args: args, Fields: []fault.Field{{Name: "file", Message: fmt.Sprintf(message, args...)}}}
}

func gigabytes(n int64) string {
	if n < 1<<30 {
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}
