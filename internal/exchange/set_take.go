package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

const (
	// What the lists name and nobody has noted yet. A paper hangs in a book like a lesson.
	selNamed db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT r.kind, r.id, r.title FROM exchange_record r WHERE r.kind IN ('thematic_course', 'examinationpapers') AND r.gone = 0
 AND NOT EXISTS (SELECT 1 FROM exchange_set s WHERE s.kind = r.kind AND s.id = r.id)
UNION SELECT l.kind, l.id, MIN(l.title) FROM exchange_lesson l WHERE l.kind IN ('thematic_course', 'examinationpapers')
 AND NOT EXISTS (SELECT 1 FROM exchange_set s WHERE s.kind = l.kind AND s.id = l.id) GROUP BY l.kind, l.id LIMIT ?`
	// What no list names any more.
	selUnnamed db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT s.kind, s.id, s.title FROM exchange_set s WHERE s.given = '' AND NOT EXISTS (SELECT 1 FROM exchange_record r WHERE r.kind = s.kind AND r.id = s.id AND r.gone = 0)
 AND NOT EXISTS (SELECT 1 FROM exchange_lesson l WHERE l.kind = s.kind AND l.id = s.id) LIMIT ?`
	// A set is stale when its document is old or its record was written since. A paper that only a book's list names has no record, so
	// age alone asks again. Nothing tells that it is unchanged: its document in the bank carries no time and no version (id, title,
	// addresses, questions), and an update_time in the list is that of the entry, which another system writes and may leave out. Asked
	// by its ETag, a paper that is the same costs one answer without a body.
	selStaleSets db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + setColumns + ` WHERE (fetched < ? OR EXISTS (SELECT 1 FROM exchange_record r WHERE r.module IN ('national_lesson', 'tch_material') AND r.id = exchange_set.id
 AND r.kind = exchange_set.kind AND r.written > exchange_set.fetched)) AND (kind > ? OR kind = ? AND id > ?) ORDER BY kind, id LIMIT ?`
	selRecordTitle db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT title FROM exchange_record WHERE module IN ('national_lesson', 'tch_material') AND id = ? AND kind = ? AND gone = 0 LIMIT 1`
	updSet db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
UPDATE exchange_set SET title = ?, inner_id = ?, link = ?, parts = ?, etag = ?, fetched = ? WHERE kind = ? AND id = ?`
	insSetLine db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_set_line (kind, id, line, pos, title, type, note, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (kind, id, line) DO UPDATE SET pos = excluded.pos, title = excluded.title, type = excluded.type, note = excluded.note, link = excluded.link`
	delSetLine db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
DELETE FROM exchange_set_line WHERE kind = ? AND id = ? AND line = ?`
)

// sliceSets is how many sets one write notes.
const sliceSets = 100

// maxSetLines bounds the lines of one set: a topic has dozens.
const maxSetLines = 2000

// nameSets notes the sets that the lists name, and forgets those that no list names any more. It returns how many rows it wrote.
func (s *Service) nameSets(ctx context.Context) (int, error) {
	n := 0
	for _, step := range []struct {
		find  db.SQL
		apply func(tx *db.Tx, v Set) error
	}{
		{selNamed, func(tx *db.Tx, v Set) error {
			_, err := tx.Exec(insSet, v.Kind, v.ID, short(v.Title, 300), "")
			return err
		}},
		{selUnnamed, func(tx *db.Tx, v Set) error {
			if _, err := tx.Exec(delSetLines, v.Kind, v.ID); err != nil {
				return err
			}
			_, err := tx.Exec(delSet, v.Kind, v.ID)
			return err
		}},
	} {
		for {
			list, err := db.All(s.Core.Reader(ctx), step.find, func(r db.Row) (v Set, err error) { return v, r.Scan(&v.Kind, &v.ID, &v.Title) }, sliceSets)
			if err != nil {
				return n, err
			}
			if len(list) == 0 {
				break
			}
			err = s.Core.Bulk(ctx, func(tx *db.Tx) error {
				for _, v := range list {
					if err := step.apply(tx, v); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return n, err
			}
			n += len(list)
		}
	}
	return n, nil
}

// takeSet reads the document of a set. kept says that the stored lines are current.
func takeSet(ctx context.Context, src Source, v *Set) (lines []SetLine, kept bool, err error) {
	switch v.Kind {
	case Topics:
		return takeTopic(ctx, src, v)
	case Papers:
		kept, err = takePaper(ctx, src, v)
		return nil, kept, err
	}
	return takeCourse(ctx, src, v)
}

func takeTopic(ctx context.Context, src Source, v *Set) ([]SetLine, bool, error) {
	p := smartedu.Thematic(v.ID)
	d, err := get(ctx, src, p, v)
	if err != nil || d.Kept {
		return nil, d.Kept, err
	}
	var lines []SetLine
	_, err = smartedu.ReadList(bytes.NewReader(d.Body), string(p), func(i smartedu.Item) error {
		if i.ID != "" && len(i.ID) <= 200 && len(lines) < maxSetLines {
			lines = append(lines, SetLine{ID: i.ID, Title: short(i.Title, 300), Type: short(i.Type, 60), Note: short(i.TypeName, 60), pos: len(lines)})
		}
		return nil
	})
	if err != nil {
		return nil, false, broken(p, err)
	}
	v.Parts = len(lines)
	return lines, false, nil
}

// takePaper asks the detail for the container, once, and then the bank.
func takePaper(ctx context.Context, src Source, v *Set) (kept bool, err error) {
	if v.inner == "" {
		err := error(&Trouble{Missing, "", "the paper has no detail"})
		for _, p := range smartedu.Details(smartedu.TypePaper, v.ID) {
			var d Document
			if d, err = src.Get(ctx, p, "", false); err != nil {
				continue
			}
			r, _, bad := smartedu.ReadDetail(bytes.NewReader(d.Body), string(p))
			if bad != nil {
				return false, broken(p, bad)
			}
			v.inner = short(r.Container, 64)
			break
		}
		if err != nil {
			return false, err
		}
	}
	p := smartedu.PaperDocument(v.inner, v.ID)
	d, err := get(ctx, src, p, v)
	if err != nil || d.Kept {
		return d.Kept, err
	}
	paper, _, err := smartedu.ReadPaper(bytes.NewReader(d.Body), string(p))
	if err != nil {
		return false, broken(p, err)
	}
	if paper.Title != "" {
		v.Title = short(paper.Title, 300)
	}
	v.Parts = paper.Questions
	return false, nil
}

// takeCourse asks for the set of activities, once, and then for that.
func takeCourse(ctx context.Context, src Source, v *Set) ([]SetLine, bool, error) {
	if v.inner == "" {
		p := smartedu.CourseInfo(v.ID)
		d, err := src.Get(ctx, p, "", false)
		if err != nil {
			return nil, false, err
		}
		set, _, err := smartedu.ReadCourseInfo(bytes.NewReader(d.Body), string(p))
		if err != nil {
			return nil, false, broken(p, err)
		}
		v.inner = set
	}
	p := smartedu.ActivityDocument(v.inner)
	d, err := get(ctx, src, p, v)
	if err != nil || d.Kept {
		return nil, d.Kept, err
	}
	all, _, err := smartedu.ReadActivities(bytes.NewReader(d.Body), string(p))
	if err != nil {
		return nil, false, broken(p, err)
	}
	var lines []SetLine
	seen := map[string]bool{}
	for i, a := range all[:min(len(all), maxSetLines)] {
		if a.ID == "" || seen[a.ID] || len(a.ID) > 200 {
			a.ID = fmt.Sprint("line ", i)
		}
		seen[a.ID] = true
		lines = append(lines, SetLine{ID: a.ID, Title: short(a.Title, 300), Note: short(strings.Join(a.Shows, "、"), 300), pos: i})
	}
	v.Parts = len(lines)
	return lines, false, nil
}

// get asks for the document of a set by the ETag of the one that was read.
func get(ctx context.Context, src Source, p smartedu.Path, v *Set) (Document, error) {
	if p == "" {
		return Document{}, &Trouble{Broken, "", "the id is none"}
	}
	d, err := src.Get(ctx, p, v.etag, false)
	if err == nil && !d.Kept {
		v.etag = d.ETag
	}
	return d, err
}

// fetchSets brings sets up to date whose documents are older than before, at most so many; each is durable by itself. It returns how many
// it asked for and how many rows differed. It ends at a trouble that is not that of one document: then the line is gone.
func (s *Service) fetchSets(ctx context.Context, src Source, before clock.Micros, most int) (asked, rows int, err error) {
	if rows, err = s.nameSets(ctx); err != nil {
		return 0, rows, err
	}
	at := Set{}
	for asked < most {
		list, err := db.All(s.Core.Reader(ctx), selStaleSets, scanSet, before, at.Kind, at.Kind, at.ID, min(50, most-asked))
		if err != nil || len(list) == 0 {
			return asked, rows, err
		}
		for _, v := range list {
			n, err := s.fetchSet(ctx, src, v)
			if err != nil {
				return asked, rows, err
			}
			asked, rows, at = asked+1, rows+n, v
		}
	}
	return asked, rows, nil
}

// fetchSet brings one set up to date. A document that is not there or not what it should be is passed over until the next round on the
// platform; in a folder it was not carried along, which says nothing.
func (s *Service) fetchSet(ctx context.Context, src Source, v Set) (int, error) {
	was := v
	lines, kept, err := takeSet(ctx, src, &v)
	var trouble *Trouble
	switch {
	case err == nil:
	case !errors.As(err, &trouble) || trouble.Code != Missing && trouble.Code != Broken && trouble.Code != SignIn:
		return 0, err
	case src.Name() != "web":
		return 0, nil
	default:
		v, kept = was, true
	}
	if v.Kind != Courses {
		title, err := db.One(s.Core.Reader(ctx), selRecordTitle, db.Value[string], v.ID, v.Kind)
		if err == nil && v.Kind == Topics {
			v.Title = title
		} else if err != nil && !errors.Is(err, db.ErrNone) {
			return 0, err
		}
	}
	v.Link = v.given
	if v.given == "" && src.Name() != "made" { // what is made up has no page
		v.Link = smartedu.Link(smartedu.Target{Type: v.Kind, ID: v.ID})
		for i, l := range lines {
			lines[i].Link = smartedu.Link(smartedu.Target{Type: l.Type, ID: l.ID})
		}
	}
	return s.keepSet(ctx, was, v, lines, kept)
}

// keepSet writes what differs of a set and its lines, and that it was read. It returns the number of rows that differed.
func (s *Service) keepSet(ctx context.Context, was, v Set, lines []SetLine, kept bool) (int, error) {
	var todo []func(tx *db.Tx) error
	exec := func(q db.SQL, args ...any) {
		todo = append(todo, func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err })
	}
	if !kept {
		stored, err := db.All(s.Core.Reader(ctx), selSetLines, scanSetLine, v.Kind, v.ID)
		if err != nil {
			return 0, err
		}
		had := map[string]SetLine{}
		for _, l := range stored {
			had[l.ID] = l
		}
		for _, l := range lines {
			if had[l.ID] != l {
				exec(insSetLine, v.Kind, v.ID, l.ID, l.pos, l.Title, l.Type, l.Note, l.Link)
			}
			delete(had, l.ID)
		}
		for id := range had {
			exec(delSetLine, v.Kind, v.ID, id)
		}
	}
	n := len(todo)
	was.Fetched, was.etag = v.Fetched, v.etag
	if was != v {
		n++
	}
	exec(updSet, v.Title, v.inner, v.Link, v.Parts, v.etag, s.now(), v.Kind, v.ID)
	return n, s.Core.InSlices(ctx, 0, len(todo), func(tx *db.Tx, lo, hi int) error {
		for _, f := range todo[lo:hi] {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
}
