package exchange

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// PageSize is how many rows a list shows at once.
const PageSize = 20

// Book is a textbook of the platform as our pages show it. Stage, Subject, Edition and Volume are codes of the region, or the
// platform's own names where it has none.
type Book struct {
	ID, Title                       string
	Stage, Subject, Edition, Volume string
	Series                          string
	Low, High                       int // grades; 0 where the book is for a volume and no grade (senior high)
	FiveFour                        bool
	Listed                          bool // it hangs in the menu
	Updated                         clock.Micros
	Fetched                         clock.Micros // when its chapters and lessons came; 0: never
	Link                            string       // its page on the platform; "" when there is none
	place                           string
}

// BookFilter narrows Books; zero values mean everything. Unlisted shows also what the menu does not reach.
type BookFilter struct {
	Stage, Subject, Edition, Volume string
	Grade                           int
	At                              string // a place in the menu and below: ids joined by /
	Unlisted                        bool
	Page                            int // from 0
}

const (
	bookColumns = `id, title, stage, subject, edition, volume, series, low, high, fivefour, place, updated, lessons`
	bookWhere   = ` FROM exchange_record WHERE module = 'national_lesson' AND gone = 0 AND kind NOT IN ('thematic_course', 'examinationpapers') AND (? = '' OR stage = ?) AND (? = '' OR subject = ?) AND (? = '' OR edition = ?)
 AND (? = '' OR volume = ?) AND (? = 0 OR (low <= ? AND high >= ?)) AND (? = '' OR place = ? OR (place > ? AND place < ?)) AND (? = 1 OR place <> '')`
	selBooks db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + bookColumns + bookWhere + ` ORDER BY CASE WHEN place = '' THEN 1 ELSE 0 END, pos, id LIMIT ? OFFSET ?`
	countBooks db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT COUNT(*)` + bookWhere
	selBook db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT ` + bookColumns + ` FROM exchange_record WHERE module = 'national_lesson' AND id = ? AND gone = 0`
	selPlaces db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT place FROM exchange_record WHERE module = ? AND gone = 0 AND place <> ''`
	selChapters db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT c.id, c.pos, c.depth, c.title, c.plain, (SELECT COUNT(*) FROM exchange_lesson l WHERE l.book = c.book AND l.chapter = c.id) FROM exchange_chapter c WHERE c.book = ? ORDER BY c.pos`
	selLessons db.SQL = `-- unscoped: the platform's public catalogue belongs to no school
SELECT id, chapter, pos, title, kind, kindname, updated FROM exchange_lesson WHERE book = ? AND chapter = ? ORDER BY pos, id LIMIT ? OFFSET ?`
)

func scanBook(r db.Row) (v Book, err error) {
	err = r.Scan(&v.ID, &v.Title, &v.Stage, &v.Subject, &v.Edition, &v.Volume, &v.Series, &v.Low, &v.High, &v.FiveFour, &v.place, &v.Updated, &v.Fetched)
	if v.Listed = v.place != ""; v.Listed {
		v.Link = smartedu.TextbookLink(v.place, false)
	}
	return v, err
}

func (f BookFilter) args() []any {
	return []any{f.Stage, f.Stage, f.Subject, f.Subject, f.Edition, f.Edition, f.Volume, f.Volume, f.Grade, f.Grade, f.Grade, f.At, f.At, f.At + "/", f.At + "0", unlisted(f.Unlisted)}
}

func unlisted(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Books lists textbooks in the menu's order, and how many there are in all. Verb library.read anywhere.
func (s *Service) Books(ctx context.Context, a *org.Actor, f BookFilter) (rows []Book, all int, err error) {
	if err := s.reads(ctx, a); err != nil {
		return nil, 0, err
	}
	if all, err = db.One(s.Core.Reader(ctx), countBooks, db.Value[int], f.args()...); err != nil {
		return nil, 0, err
	}
	rows, err = s.books(ctx, f, PageSize)
	return rows, all, err
}

func (s *Service) books(ctx context.Context, f BookFilter, n int) ([]Book, error) {
	return db.All(s.Core.Reader(ctx), selBooks, scanBook, append(f.args(), n, max(f.Page, 0)*n)...)
}

// Book reads a textbook with its way through the menu. Verb library.read anywhere.
func (s *Service) Book(ctx context.Context, a *org.Actor, id string) (Book, []Step, error) {
	if err := s.reads(ctx, a); err != nil {
		return Book{}, nil, err
	}
	b, err := db.One(s.Core.Reader(ctx), selBook, scanBook, id)
	if err != nil {
		return b, nil, notFound()
	}
	tree, err := s.menu(ctx, Lessons)
	if err != nil || tree == nil || !b.Listed {
		return b, nil, err
	}
	return b, stepsOf(tree.Way(b.place)), nil
}

// Chapter is an entry of a textbook's table of contents.
type Chapter struct {
	ID, Title  string
	Pos, Depth int
	Lessons    int // that hang there
	plain      string
}

// Chapters is a textbook's table of contents, in its order; none when it has not been fetched. Verb library.read anywhere.
func (s *Service) Chapters(ctx context.Context, a *org.Actor, book string) ([]Chapter, error) {
	if err := s.reads(ctx, a); err != nil {
		return nil, err
	}
	return s.chapters(ctx, book)
}

func (s *Service) chapters(ctx context.Context, book string) ([]Chapter, error) {
	return db.All(s.Core.Reader(ctx), selChapters, func(r db.Row) (v Chapter, err error) {
		return v, r.Scan(&v.ID, &v.Pos, &v.Depth, &v.Title, &v.plain, &v.Lessons)
	}, book)
}

// Lesson is a lesson of the platform with its page there.
type Lesson struct {
	ID, Chapter, Title, Kind, KindName string
	Updated                            clock.Micros
	Link                               string // "" when the kind has no known page
	pos                                int
}

// Lessons lists the lessons of a chapter; chapter "" gives those that hang in none. Verb library.read anywhere.
func (s *Service) Lessons(ctx context.Context, a *org.Actor, book, chapter string, page int) ([]Lesson, error) {
	if err := s.reads(ctx, a); err != nil {
		return nil, err
	}
	return s.lessons(ctx, book, chapter, PageSize, max(page, 0)*PageSize)
}

func (s *Service) lessons(ctx context.Context, book, chapter string, n, from int) ([]Lesson, error) {
	out, err := db.All(s.Core.Reader(ctx), selLessons, scanLesson, book, chapter, n, from)
	for i := range out {
		out[i].Link = smartedu.Link(smartedu.Target{Type: out[i].Kind, ID: out[i].ID, Book: book, Chapter: chapter})
	}
	return out, err
}

func scanLesson(r db.Row) (v Lesson, err error) {
	return v, r.Scan(&v.ID, &v.Chapter, &v.pos, &v.Title, &v.Kind, &v.KindName, &v.Updated)
}

// Step is one choice on the way through the menu.
type Step struct {
	Level, ID, Name string
	Key             string // of the place: ids from the root joined by /
	Books           int    // at and below the place; 0 on the way to a book
	Leaf            bool
}

func stepsOf(way []smartedu.Step) []Step {
	out := make([]Step, len(way))
	ids := make([]string, len(way))
	for i, w := range way {
		ids[i] = w.ID
		out[i] = Step{Level: w.Level, ID: w.ID, Name: w.Name, Key: strings.Join(ids[:i+1], "/")}
	}
	return out
}

// Menu gives the way to a place of the published menu and the choices below it, with the number of books in each. An unknown place is
// NotFound. Verb library.read anywhere.
func (s *Service) Menu(ctx context.Context, a *org.Actor, at string) (way, below []Step, err error) {
	if err := s.reads(ctx, a); err != nil {
		return nil, nil, err
	}
	tree, err := s.menu(ctx, Lessons)
	if err != nil || tree == nil {
		return nil, nil, err
	}
	levels := tree.Levels
	if at != "" {
		steps := tree.Way(at)
		if len(steps) != strings.Count(at, "/")+1 {
			return nil, nil, notFound()
		}
		way = stepsOf(steps)
		for _, w := range steps {
			levels = under(levels, w.ID)
		}
		at += "/"
	}
	places, err := db.All(s.Core.Reader(ctx), selPlaces, db.Value[string], Lessons)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range levels {
		for _, n := range l.Tags {
			if n.Hidden {
				continue
			}
			step := Step{Level: l.Name, ID: n.ID, Name: n.Name, Key: at + n.ID, Leaf: n.Leaf()}
			for _, p := range places {
				if p == step.Key || strings.HasPrefix(p, step.Key+"/") {
					step.Books++
				}
			}
			below = append(below, step)
		}
	}
	return way, below, nil
}

// under are the levels below a tag.
func under(levels []smartedu.Level, id string) []smartedu.Level {
	for _, l := range levels {
		if i := slices.IndexFunc(l.Tags, func(n smartedu.Node) bool { return n.ID == id }); i >= 0 {
			return l.Tags[i].Levels
		}
	}
	return nil
}
