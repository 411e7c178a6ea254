package exchange

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Kinds of sets. Topics and papers are named by the lists of the platform; courses by nobody, so people of the region name those that
// they want to see here.
const (
	Topics  = smartedu.TypeTopic
	Papers  = smartedu.TypePaper
	Courses = "course"
)

// SetKinds lists the kinds in the order of pages.
func SetKinds() []string { return []string{Topics, Papers, Courses} }

// Set is a thing of the platform whose content stands in a document of its own: a topic with its resources, a question paper, a course
// with its activities. Of all of them only titles, numbers and links are kept.
type Set struct {
	Kind, ID, Title string
	Parts           int          // questions of a paper, lines of the others
	Fetched         clock.Micros // 0: its document has not come yet
	Link            string       // its page on the platform; "" when none is known
	inner           string       // the container of a paper, the set of activities of a course
	given           string
	etag            string
}

// SetLine is a resource of a topic or an activity of a course.
type SetLine struct {
	ID, Title, Type, Note, Link string
	pos                         int
}

const (
	setColumns = `kind, id, title, parts, fetched, link, inner_id, given, etag FROM exchange_set`

	selSets db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + setColumns + ` WHERE kind = ? ORDER BY title, id LIMIT ? OFFSET ?`
	countSets db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT COUNT(*) FROM exchange_set WHERE kind = ?`
	selSet db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + setColumns + ` WHERE kind = ? AND id = ?`
	selSetLines db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT line, title, type, note, link, pos FROM exchange_set_line WHERE kind = ? AND id = ? ORDER BY pos, line`
	insSet db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_set (kind, id, title, inner_id, given, link, parts, etag, fetched) VALUES (?, ?, ?, '', ?, '', 0, '', 0)
ON CONFLICT (kind, id) DO UPDATE SET title = excluded.title, given = excluded.given, fetched = 0, etag = ''`
	delSet db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
DELETE FROM exchange_set WHERE kind = ? AND id = ?`
	delSetLines db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
DELETE FROM exchange_set_line WHERE kind = ? AND id = ?`
)

func scanSet(r db.Row) (v Set, err error) {
	return v, r.Scan(&v.Kind, &v.ID, &v.Title, &v.Parts, &v.Fetched, &v.Link, &v.inner, &v.given, &v.etag)
}

func scanSetLine(r db.Row) (v SetLine, err error) {
	return v, r.Scan(&v.ID, &v.Title, &v.Type, &v.Note, &v.Link, &v.pos)
}

// Sets lists the sets of a kind by title, and how many there are in all. Verb library.read anywhere.
func (s *Service) Sets(ctx context.Context, a *org.Actor, kind string, page int) ([]Set, int, error) {
	if err := s.reads(ctx, a); err != nil {
		return nil, 0, err
	}
	if !slices.Contains(SetKinds(), kind) {
		return nil, 0, notFound()
	}
	all, err := db.One(s.Core.Reader(ctx), countSets, db.Value[int], kind)
	if err != nil {
		return nil, 0, err
	}
	list, err := db.All(s.Core.Reader(ctx), selSets, scanSet, kind, PageSize, max(page, 0)*PageSize)
	return list, all, err
}

// Set reads one set with its lines; a paper has none. Verb library.read anywhere.
func (s *Service) Set(ctx context.Context, a *org.Actor, kind, id string) (Set, []SetLine, error) {
	if err := s.reads(ctx, a); err != nil {
		return Set{}, nil, err
	}
	v, err := db.One(s.Core.Reader(ctx), selSet, scanSet, kind, id)
	if err != nil {
		return v, nil, notFound()
	}
	lines, err := db.All(s.Core.Reader(ctx), selSetLines, scanSetLine, kind, id)
	return v, lines, err
}

// catalogueCourse is the payload of catalogue.course_named and catalogue.course_dropped.
type catalogueCourse struct {
	Course string `json:"course"`
}

// NameCourse says which course of the platform is to be seen here: its title, and the address of its page there, whose courseId is the
// course. Its activities come with the next harvest. Verb exchange.manage at the region.
func (s *Service) NameCourse(ctx context.Context, a *org.Actor, title, address string) error {
	region, err := s.may(ctx, a, org.ExchangeManage)
	if err != nil {
		return err
	}
	title = short(strings.TrimSpace(title), 200)
	id, ok := courseOf(address)
	var wrong []fault.Field
	if title == "" {
		wrong = append(wrong, fault.Field{Name: "title", Message: "请写课程的名称"})
	}
	if !ok {
		wrong = append(wrong, fault.Field{Name: "address", Message: "请粘贴国家平台上课程页的地址，里面有 courseId="})
	}
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(insSet, Courses, id, title, strings.TrimSpace(address)); err != nil {
			return err
		}
		_, err := s.Log.Append(tx, event(a, "catalogue.course_named", region), catalogueCourse{id})
		return err
	})
}

// DropCourse takes a course out again. Verb exchange.manage at the region.
func (s *Service) DropCourse(ctx context.Context, a *org.Actor, id string) error {
	region, err := s.may(ctx, a, org.ExchangeManage)
	if err != nil {
		return err
	}
	return s.Core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delSet, Courses, id)
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(delSetLines, Courses, id); err != nil {
			return err
		}
		_, err = s.Log.Append(tx, event(a, "catalogue.course_dropped", region), catalogueCourse{id})
		return err
	})
}

// NamedCourses lists the courses that people named, by title. Verb exchange.manage at the region.
func (s *Service) NamedCourses(ctx context.Context, a *org.Actor) ([]Set, error) {
	if _, err := s.may(ctx, a, org.ExchangeManage); err != nil {
		return nil, err
	}
	return db.All(s.Core.Reader(ctx), selSets, scanSet, Courses, maxCourses, 0)
}

// maxCourses is how many courses are listed for whoever manages them.
const maxCourses = 200

// courseOf is the course that a page of the platform shows.
func courseOf(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" || len(address) > 500 {
		return "", false
	}
	if host := u.Hostname(); host != "smartedu.cn" && !strings.HasSuffix(host, ".smartedu.cn") {
		return "", false
	}
	id := u.Query().Get("courseId")
	return id, smartedu.CourseInfo(id) != ""
}
