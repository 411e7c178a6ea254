package exchange

import (
	"bytes"
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// lessonAge is after which chapters and lessons of a book are asked for again: their lists have no version document.
const lessonAge = 30 * 24 * hour

const (
	selStale db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT id FROM exchange_record WHERE module = 'national_lesson' AND gone = 0 AND place <> '' AND lessons < ? AND id > ? ORDER BY id LIMIT ?`
	countStale db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT COUNT(*) FROM exchange_record WHERE module = 'national_lesson' AND gone = 0 AND place <> '' AND lessons < ?`
	updLessons db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
UPDATE exchange_record SET lessons = ? WHERE module = 'national_lesson' AND id = ?`
	insChapter db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_chapter (book, id, pos, depth, title, plain) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (book, id) DO UPDATE SET pos = excluded.pos, depth = excluded.depth, title = excluded.title, plain = excluded.plain`
	delChapter db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
DELETE FROM exchange_chapter WHERE book = ? AND id = ?`
	insLesson db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
INSERT INTO exchange_lesson (book, id, chapter, pos, title, kind, kindname, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (book, id) DO UPDATE SET chapter = excluded.chapter, pos = excluded.pos, title = excluded.title, kind = excluded.kind, kindname = excluded.kindname, updated = excluded.updated`
	delLesson db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
DELETE FROM exchange_lesson WHERE book = ? AND id = ?`
	selBookLessons db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT id, chapter, pos, title, kind, kindname, updated FROM exchange_lesson WHERE book = ? ORDER BY id`
)

// contents are the chapters and lessons of one book as they came.
type contents struct {
	chapters []Chapter
	lessons  []Lesson
}

// takeContents reads a book's lists of lessons and the chapter tree they name.
func takeContents(ctx context.Context, src Source, book string) (contents, error) {
	var c contents
	list := smartedu.LessonParts(book)
	if list == "" {
		return c, &Trouble{Broken, "", "the id is none"}
	}
	d, err := src.Get(ctx, list, "", false)
	if err != nil {
		return c, err
	}
	parts, _, err := smartedu.ReadParts(bytes.NewReader(d.Body), string(list))
	if err != nil {
		return c, broken(list, err)
	}
	var all []smartedu.Resource
	for _, p := range parts {
		d, err := src.Get(ctx, p, "", false)
		if err != nil {
			return c, err
		}
		if _, err := smartedu.ReadList(bytes.NewReader(d.Body), string(p), func(i smartedu.Item) error {
			if i.ID != "" && len(i.ID) <= 200 {
				all = append(all, i.Resource)
			}
			return nil
		}); err != nil {
			return c, broken(p, err)
		}
	}
	tree := book
	for _, l := range all {
		if len(l.Books) > 0 {
			tree = l.Books[0]
			break
		}
	}
	p := smartedu.ChapterTree(tree)
	if p == "" {
		return c, &Trouble{Broken, list, "the lessons name no tree"}
	}
	if d, err = src.Get(ctx, p, "", false); err != nil {
		return c, err
	}
	chapters, _, err := smartedu.ReadChapters(bytes.NewReader(d.Body), string(p))
	if err != nil {
		return c, broken(p, err)
	}
	return hang(chapters, all), nil
}

func hang(chapters *smartedu.Chapters, all []smartedu.Resource) contents {
	var c contents
	put := func(chapter string, l *smartedu.Resource) {
		v := Lesson{ID: l.ID, Chapter: chapter, Title: short(l.Title, 300), Kind: short(l.Type, 60), KindName: short(l.TypeName, 60), pos: len(c.lessons)}
		if !l.Updated.IsZero() {
			v.Updated = clock.At(l.Updated)
		}
		c.lessons = append(c.lessons, v)
	}
	hung, loose := chapters.Hang(all)
	seen := map[string]bool{}
	for i, h := range hung {
		if h.Chapter.ID == "" || seen[h.Chapter.ID] || len(h.Chapter.ID) > 200 {
			for _, l := range h.Lessons {
				put("", l.Lesson)
			}
			continue
		}
		seen[h.Chapter.ID] = true
		c.chapters = append(c.chapters, Chapter{ID: h.Chapter.ID, Title: short(h.Chapter.Title, 200), Pos: i, Depth: h.Depth, plain: plain(h.Chapter.Title)})
		for _, l := range h.Lessons {
			put(h.Chapter.ID, l.Lesson)
		}
	}
	for _, l := range loose {
		put("", l.Lesson)
	}
	return c
}

// keepContents writes what differs of a book's chapters and lessons, and that they were read. It returns the number of rows written.
func (s *Service) keepContents(ctx context.Context, book string, c contents) (int, error) {
	var todo []func(tx *db.Tx) error
	exec := func(q db.SQL, args ...any) {
		todo = append(todo, func(tx *db.Tx) error { _, err := tx.Exec(q, args...); return err })
	}
	old, err := s.chapters(ctx, book)
	if err != nil {
		return 0, err
	}
	had := map[string]Chapter{}
	for _, v := range old {
		v.Lessons = 0
		had[v.ID] = v
	}
	for _, v := range c.chapters {
		if had[v.ID] != v {
			exec(insChapter, book, v.ID, v.Pos, v.Depth, v.Title, v.plain)
		}
		delete(had, v.ID)
	}
	for id := range had {
		exec(delChapter, book, id)
	}
	lessons, err := db.All(s.Core.Reader(ctx), selBookLessons, scanLesson, book)
	if err != nil {
		return 0, err
	}
	was := map[string]Lesson{}
	for _, v := range lessons {
		was[v.ID] = v
	}
	now := map[string]Lesson{}
	for _, v := range c.lessons {
		now[v.ID] = v
	}
	for id, v := range now {
		if was[id] != v {
			exec(insLesson, book, id, v.Chapter, v.pos, v.Title, v.Kind, v.KindName, v.Updated)
		}
		delete(was, id)
	}
	for id := range was {
		exec(delLesson, book, id)
	}
	n := len(todo)
	exec(updLessons, s.now(), book)
	return n, s.Core.InSlices(ctx, 0, len(todo), func(tx *db.Tx, lo, hi int) error {
		for _, f := range todo[lo:hi] {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// fetchContents brings the chapters and lessons of books that are in the menu up to date, those never read or read long ago, book by
// book; each book is durable by itself, so a stop loses at most one. It returns how many were read. It ends at the first other trouble: then the line is gone, and the rest waits.
func (s *Service) fetchContents(ctx context.Context, src Source, before clock.Micros, most int, step func(done, total int) error) (books int, err error) {
	all, err := db.One(s.Core.Reader(ctx), countStale, db.Value[int], before)
	if err != nil {
		return 0, err
	}
	all, after, seen := min(all, most), "", 0
	for seen < all {
		ids, err := db.All(s.Core.Reader(ctx), selStale, db.Value[string], before, after, min(50, all-seen))
		if err != nil || len(ids) == 0 {
			return books, err
		}
		for _, id := range ids {
			read, err := s.fetchBook(ctx, src, id)
			if err == nil && step != nil {
				err = step(seen+1, all)
			}
			if err != nil {
				return books, err
			}
			after, seen = id, seen+1
			if read {
				books++
			}
		}
	}
	return books, nil
}

// fetchBook brings one book up to date. Lists that are not there, or not what they should be, are passed over: on the platform until the
// next round, which is noted; in a folder they were not carried along, which says nothing.
func (s *Service) fetchBook(ctx context.Context, src Source, id string) (read bool, err error) {
	c, err := takeContents(ctx, src, id)
	var trouble *Trouble
	switch {
	case err == nil:
		_, err = s.keepContents(ctx, id, c)
		return true, err
	case !errors.As(err, &trouble) || trouble.Code != Missing && trouble.Code != Broken:
		return false, err
	case src.Name() != "web":
		return false, nil
	}
	return false, s.Core.Bulk(ctx, func(tx *db.Tx) error { _, err := tx.Exec(updLessons, s.now(), id); return err })
}
