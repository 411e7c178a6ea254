package smartedu

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Chapters is the chapter tree of one textbook.
type Chapters struct {
	Tree  string // id of the tree
	Roots []Chapter
	count int
}

// Chapter is a unit, chapter or lesson in the table of contents. Path is what a lesson's chapter_paths names.
type Chapter struct {
	ID, Title, Path string
	Created         time.Time
	Updated         time.Time
	Children        []Chapter
}

// Len is the number of chapters at all levels.
func (c *Chapters) Len() int { return c.count }

// Walk calls visit for each chapter, parents first, with its depth from 0, until visit returns false.
func (c *Chapters) Walk(visit func(ch *Chapter, depth int) bool) { walk(c.Roots, 0, visit) }

func walk(list []Chapter, depth int, visit func(*Chapter, int) bool) bool {
	for i := range list {
		if !visit(&list[i], depth) || !walk(list[i].Children, depth+1, visit) {
			return false
		}
	}
	return true
}

// ReadChapters reads a chapter tree: an array of chapters, or one chapter alone. A tree of more than MaxNodes chapters or MaxDepth
// levels is an error.
func ReadChapters(in io.Reader, doc string) (*Chapters, []Finding, error) {
	r := open(in, doc)
	c := &Chapters{}
	if k := r.kind(); r.err == nil && k != '[' && k != '{' {
		r.skip()
		r.refuse("a chapter tree was expected")
	}
	c.Roots = r.chapters(c, 1)
	if r.end(); r.err != nil {
		return nil, r.finds, r.err
	}
	return c, r.finds, nil
}

func (r *reader) chapters(c *Chapters, depth int) []Chapter {
	if depth > MaxDepth {
		r.refuse(fmt.Sprintf("the chapter tree is more than %d levels deep", MaxDepth))
		return nil
	}
	var out []Chapter
	r.array(MaxNodes, depth == 1, func() {
		var ch Chapter
		r.object(func(name string) {
			switch name {
			case "id":
				ch.ID = strings.TrimSpace(r.text())
			case "title":
				ch.Title = r.label()
			case "node_path":
				ch.Path = strings.TrimSpace(r.text())
			case "tree_id":
				if id := strings.TrimSpace(r.text()); c.Tree == "" {
					c.Tree = id
				}
			case "create_time":
				ch.Created = r.time()
			case "update_time":
				ch.Updated = r.time()
			case "child_nodes":
				ch.Children = r.chapters(c, depth+1)
			default:
				r.skip()
			}
		})
		if c.count++; c.count > MaxNodes {
			r.refuse(fmt.Sprintf("the tree has more than %d chapters", MaxNodes))
			return
		}
		if ch.ID == "" && r.err == nil {
			r.add(r.at(), CodeNoID, "the chapter %q has no id", ch.Title)
		}
		out = append(out, ch)
	})
	return out
}

// Hung is a chapter and the lessons that hang in it, with their deep links.
type Hung struct {
	Chapter *Chapter
	Depth   int
	Lessons []LessonLink
}

// LessonLink is a lesson and the address of its page on the platform; "" for a type whose page is not known.
type LessonLink struct {
	Lesson *Resource
	Link   string
}

// Hang gives each chapter with its lessons, in the order of the book, and the lessons that have none, in the order given. A lesson
// hangs where its first chapter path is the chapter's; where paths do not help, its first chapter id is taken.
func (c *Chapters) Hang(lessons []Resource) (chapters []Hung, loose []LessonLink) {
	byPath, byID := map[string]int{}, map[string]int{}
	c.Walk(func(ch *Chapter, depth int) bool {
		i := len(chapters)
		chapters = append(chapters, Hung{Chapter: ch, Depth: depth})
		if _, twice := byPath[ch.Path]; ch.Path != "" && !twice {
			byPath[ch.Path] = i
		}
		if _, twice := byID[ch.ID]; ch.ID != "" && !twice {
			byID[ch.ID] = i
		}
		return true
	})
	for i := range lessons {
		l := &lessons[i]
		at, ok := -1, false
		if len(l.ChapterPaths) > 0 {
			at, ok = byPath[l.ChapterPaths[0]]
		}
		if !ok && len(l.ChapterIDs) > 0 {
			at, ok = byID[l.ChapterIDs[0]]
		}
		if !ok {
			loose = append(loose, LessonLink{l, Link(Target{Type: l.Type, ID: l.ID, Book: c.Tree})})
			continue
		}
		h := &chapters[at]
		h.Lessons = append(h.Lessons, LessonLink{l, Link(Target{Type: l.Type, ID: l.ID, Book: c.Tree, Chapter: h.Chapter.ID})})
	}
	return chapters, loose
}

// Bookmark says on which page of the book a chapter begins.
type Bookmark struct {
	Chapter string // id in the chapter tree
	Page    int64
}

// ReadBookmarks reads the mapping of chapters to pages of an electronic textbook: {ebook_id, mappings: [{node_id, page_number}]}.
func ReadBookmarks(in io.Reader, doc string) (book string, marks []Bookmark, finds []Finding, err error) {
	r := open(in, doc)
	if k := r.kind(); r.err == nil && k != '{' {
		r.skip()
		r.refuse("a mapping of chapters to pages was expected")
	}
	r.object(func(name string) {
		switch name {
		case "ebook_id":
			book = strings.TrimSpace(r.text())
		case "mappings":
			r.array(maxList, false, func() {
				var m Bookmark
				r.object(func(name string) {
					switch name {
					case "node_id":
						m.Chapter = strings.TrimSpace(r.text())
					case "page_number":
						m.Page = r.number()
					default:
						r.skip()
					}
				})
				if m.Chapter != "" && m.Page > 0 {
					marks = append(marks, m)
				}
			})
		default:
			r.skip()
		}
	})
	r.end()
	return book, marks, r.finds, r.err
}
