package commons

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// QuotaSetting is the name of the setting with the room for files, in bytes: {"school": …, "person": …}; 0 or none is without limit.
const QuotaSetting = "files.quota"

// Quota is how much room files may take and take now, in bytes. A blob counts once in a school, for whoever brought it first.
type Quota struct {
	School     int64 `json:"school"` // 0: no limit
	Person     int64 `json:"person"`
	SchoolUsed int64 `json:"-"`
	PersonUsed int64 `json:"-"`
}

const (
	insHeld db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
INSERT INTO work_blob (owner, hash, person, size, since) SELECT w.owner, ?, w.author, ?, ? FROM work w WHERE w.id = ? ON CONFLICT (owner, hash) DO NOTHING`

	delHeld db.SQL = `-- unscoped: the service has asked org for LessonMake at the owner
DELETE FROM work_blob WHERE owner = ? AND hash = ? AND NOT EXISTS (SELECT 1 FROM work_file f WHERE f.owner = ? AND f.hash = ?)
  AND NOT EXISTS (SELECT 1 FROM work_version v WHERE v.owner = ? AND v.files LIKE ?)`

	sumHeld db.SQL = `-- unscoped: two numbers of one school, for somebody who may make lessons or lead there
SELECT COALESCE(SUM(size), 0), COALESCE(SUM(CASE WHEN person = ? THEN size ELSE 0 END), 0) FROM work_blob WHERE owner = ?`

	countHeld db.SQL = `-- unscoped: whether one school holds some bytes; the service has asked org for LessonMake there
SELECT COUNT(*) FROM work_blob WHERE owner = ? AND hash = ?`

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

func (s *Service) quota(ctx context.Context, school org.UnitID, person org.PersonID) (Quota, error) {
	q, err := db.One(s.core.Reader(ctx), sumHeld, func(r db.Row) (q Quota, err error) { return q, r.Scan(&q.SchoolUsed, &q.PersonUsed) }, person, school)
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

// room refuses more bytes than a quota leaves. Bytes that the school holds already, when their hash is known, take no more room.
func (s *Service) room(ctx context.Context, w Work, hash string, more int64) error {
	if hash != "" {
		if n, err := db.One(s.core.Reader(ctx), countHeld, db.Value[int], w.Owner, hash); err != nil || n > 0 {
			return err
		}
	}
	q, err := s.quota(ctx, w.Owner, w.Author)
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

func sizes(fs []File) (n int64) {
	for _, f := range fs {
		n += f.Size
	}
	return n
}
