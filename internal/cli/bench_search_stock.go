package cli

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/commons/invent"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The rows of an invented catalogue are written here and not by commons, which has no way to publish without a review and shall have
// none: these stores are temporary and hold nobody's work.
const (
	insStockWork db.SQL = `-- unscoped: an invented catalogue in a temporary store
INSERT INTO work (id, owner, author, title, subject, stage, grade, edition, volume, chapter, body, state, rev, created, changed)
SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 'published', 1, ?, ?`
	insStockVersion db.SQL = `-- unscoped: an invented catalogue in a temporary store
INSERT INTO work_version (id, work, owner, author, number, title, subject, stage, grade, edition, volume, chapter, body, files, items, shared_to, state, committed, submitted,
  decided, reasons, note, published, withdrawn, why)
SELECT ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, '', '[]', ?, ?, 'published', ?, ?, ?, '[]', '', ?, 0, ''`
	analyzeStock db.SQL = `-- postgres only: a bulk load is followed by what autovacuum would do
-- unscoped: statistics for the planner of a temporary store
ANALYZE`
	vectorSize db.SQL = `-- postgres only: the size of the index
-- unscoped: the size of a table says nothing of its rows
SELECT pg_total_relation_size('index_doc')`
)

// stock is an invented catalogue in the store of a, with a teacher who reads it.
type stock struct {
	a         *app.App
	lessons   *invent.Catalogue
	n         int
	district  []org.UnitID
	schools   []org.UnitID
	region    org.UnitID
	author    org.PersonID
	teacher   *org.Actor
	school    int // the teacher's
	rows, fts time.Duration
}

// schools a district has in the catalogue's region, and districts.
const (
	stockSchools   = 1500
	stockDistricts = 16
)

// key is the id of the n-th version (kind 1) or work (kind 0).
func (s *stock) key(kind byte, n int) id.Any {
	var out id.Any
	binary.BigEndian.PutUint64(out[:8], uint64(n)*0x9e3779b97f4a7c15) // no order: ids of versions that many schools made
	out[8], out[15] = kind, 1
	binary.BigEndian.PutUint32(out[9:13], uint32(n))
	return out
}

// number is the place in the catalogue of a version's id.
func (s *stock) number(v commons.VersionID) int { return int(binary.BigEndian.Uint32(v[9:13])) }

// sharedTo is the unit to which a lesson is shared.
func (s *stock) sharedTo(l invent.Lesson) org.UnitID {
	switch l.Level {
	case 0:
		return s.schools[l.School]
	case 1:
		return s.district[l.School%stockDistricts]
	}
	return s.region
}

// seen reports whether the teacher may read a lesson.
func (s *stock) seen(l invent.Lesson) bool {
	return l.Level == 2 || l.School == s.school || l.Level == 1 && l.School%stockDistricts == s.school%stockDistricts
}

func (s *stock) units(ctx context.Context) error {
	region, err := s.a.Org.RegionUnit(ctx)
	if err != nil {
		return err
	}
	s.region, s.school = region.ID, 3
	account := id.New[org.Account]()
	err = s.a.Core.Write(ctx, func(tx *db.Tx) error {
		s.district = s.district[:0]
		for i := range stockDistricts {
			u, err := s.a.Org.AddUnit(tx, org.Unit{Kind: org.District, Code: fmt.Sprintf("STOCK-D%d", i), Name: fmt.Sprintf("第%d区", i+1)}, s.region)
			if err != nil {
				return err
			}
			s.district = append(s.district, u)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.schools = make([]org.UnitID, stockSchools)
	err = s.a.Core.InSlices(ctx, 0, stockSchools, func(tx *db.Tx, lo, hi int) error {
		for i := lo; i < hi; i++ {
			var err error
			if s.schools[i], err = s.a.Org.AddUnit(tx, org.Unit{Kind: org.School, Code: fmt.Sprintf("STOCK-%d", i), Name: fmt.Sprintf("第%d学校", i+1)}, s.district[i%stockDistricts]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = s.a.Core.Write(ctx, func(tx *db.Tx) error {
		var err error
		if s.author, err = s.a.Org.AddPerson(tx, org.Person{Owner: s.schools[0], Name: "欧阳作者"}, org.AccountID{}); err != nil {
			return err
		}
		p, err := s.a.Org.AddPerson(tx, org.Person{Owner: s.schools[s.school], Name: "齐老师"}, account)
		if err != nil {
			return err
		}
		return s.a.Org.Give(tx, org.Holding{Person: p, Role: org.Teacher, Node: id.As[any](s.schools[s.school])})
	})
	if err == nil {
		s.teacher, err = s.a.Org.Resolve(ctx, account, "bench")
	}
	return err
}

// version is the n-th lesson as it stands in the library. It is published a second after the one before.
func (s *stock) version(n int) commons.Version {
	l := s.lessons.Lesson(n)
	v := commons.Version{ID: commons.VersionID(s.key(1, n)), Work: commons.WorkID(s.key(0, n)), Owner: s.schools[l.School], Author: s.author, Number: 1, SharedTo: s.sharedTo(l), State: commons.Published,
		Published: clock.At(time.Date(2020, 9, 1, 0, 0, 0, 0, time.UTC)) + clock.Micros(n)*1e6,
		Draftable: commons.Draftable{Title: l.Title, Subject: l.Subject, Stage: l.Stage, Grade: l.Grade, Edition: l.Edition, Volume: l.Volume, Chapter: l.Chapter, Body: l.Text}}
	if l.Practice {
		v.Items = 5
	}
	if l.Video {
		v.Files = []commons.File{{Name: "课堂.mp4", Mime: "video/mp4"}}
	}
	return v
}

// slice is how many lessons go into one transaction of this bulk load.
const slice = 1000

// fill writes the rows and then the index.
func (s *stock) fill(ctx context.Context, say func(string, ...any)) error {
	start := time.Now()
	for lo := 0; lo < s.n; lo += slice {
		err := s.a.Core.Bulk(ctx, func(tx *db.Tx) error {
			for i := lo; i < min(s.n, lo+slice); i++ {
				v := s.version(i)
				at := v.Published
				if _, err := tx.Exec(insStockWork, v.Work, v.Owner, v.Author, v.Title, v.Subject, v.Stage, v.Grade, v.Edition, v.Volume, v.Chapter, at, at); err != nil {
					return err
				}
				if _, err := tx.Exec(insStockVersion, v.ID, v.Work, v.Owner, v.Author, v.Title, v.Subject, v.Stage, v.Grade, v.Edition, v.Volume, v.Chapter, v.Items, v.SharedTo, at, at, at, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	s.rows = time.Since(start)
	say("rows of %d lessons written in %.1f s", s.n, s.rows.Seconds())
	for lo := 0; lo < s.n; lo += slice {
		versions := make([]commons.Version, 0, slice)
		for i := lo; i < min(s.n, lo+slice); i++ {
			versions = append(versions, s.version(i))
		}
		start := time.Now()
		if err := s.a.Search.Bulk(ctx, func(tx *db.Tx) error { return s.a.Lessons.Stock(tx, versions) }); err != nil {
			return err
		}
		s.fts += time.Since(start)
	}
	start = time.Now()
	if err := s.a.Lessons.Tidy(ctx); err != nil {
		return err
	}
	s.fts += time.Since(start)
	if s.a.Core.Engine() == db.Postgres {
		return s.a.Core.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(analyzeStock); return err })
	}
	return nil
}
