package exchange

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// Ask is what one of our lessons says of itself. Subject, Stage, Edition and Volume are codes of the region or names.
type Ask struct {
	Subject, Stage  string
	Grade           int
	Edition, Volume string
	Chapter, Title  string
}

// Link is a way to the platform that stands beside a lesson of ours.
type Link struct {
	Book    string // the book's title
	BookID  string
	Chapter string // "" when only the book is known
	Title   string // of the lesson there; "" when the link leads to the book
	Kind    string // 国家课, 精品课
	URL     string
}

// Bounds of what stands beside a lesson.
const (
	mostBooks   = 3
	mostLessons = 6
)

// Links are the ways to the platform for a lesson: to the lessons of the chapter when the chapter is found, else to the book. The book
// is found by subject, grade and volume, with the same edition first; without an edition by up to three. Verb library.read anywhere.
func (s *Service) Links(ctx context.Context, a *org.Actor, q Ask) ([]Link, error) {
	if err := s.reads(ctx, a); err != nil {
		return nil, err
	}
	if q.Subject == "" || q.Grade == 0 {
		return nil, nil
	}
	books, err := s.candidates(ctx, q)
	if err != nil {
		return nil, err
	}
	var out, whole []Link
	for _, b := range books {
		if b.Link == "" {
			continue
		}
		whole = append(whole, Link{Book: b.Title, BookID: b.ID, URL: b.Link})
		found, err := s.inChapter(ctx, b, q)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(out) > 0 {
		return out[:min(len(out), mostLessons)], nil
	}
	return whole[:min(len(whole), mostBooks)], nil
}

// candidates are the listed books that a lesson may belong to, best first.
func (s *Service) candidates(ctx context.Context, q Ask) ([]Book, error) {
	f := BookFilter{Subject: q.Subject, Stage: q.Stage}
	if q.Grade < 10 { // senior high is keyed by volume
		f.Grade = q.Grade
	}
	books, err := s.books(ctx, f, 200)
	if err != nil {
		return nil, err
	}
	edition, volume := code(q.Edition), code(q.Volume)
	books = slices.DeleteFunc(books, func(b Book) bool {
		return edition != "" && code(b.Edition) != edition || volume != "" && code(b.Volume) != volume ||
			q.Grade >= 10 && (b.Low > 0 && (q.Grade < b.Low || q.Grade > b.High) || b.Low == 0 && volume == "" && edition == "")
	})
	return books[:min(len(books), 8)], nil
}

// inChapter are the links to the lessons of the chapter that bears the lesson's chapter or title.
func (s *Service) inChapter(ctx context.Context, b Book, q Ask) ([]Link, error) {
	chapters, err := s.chapters(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	i := match(chapters, q.Chapter, q.Title)
	if i < 0 {
		return nil, nil
	}
	c := chapters[i]
	var out []Link
	for _, near := range nearest(chapters, i, q.Title) {
		lessons, err := s.lessons(ctx, b.ID, near.ID, mostLessons, 0)
		if err != nil {
			return nil, err
		}
		for _, l := range lessons {
			to := l.Link
			if to == "" {
				to = b.Link
			}
			out = append(out, Link{b.Title, b.ID, near.Title, l.Title, l.KindName, to})
		}
		if len(out) >= mostLessons {
			break
		}
	}
	if len(out) == 0 {
		out = append(out, Link{Book: b.Title, BookID: b.ID, Chapter: c.Title, URL: b.Link})
	}
	return out, nil
}

// nearest are the chapter itself when lessons hang there, else those below it that have some: first those that share most pairs of
// characters with the title.
func nearest(chapters []Chapter, i int, title string) []Chapter {
	if chapters[i].Lessons > 0 {
		return chapters[i : i+1]
	}
	var below []Chapter
	for _, c := range chapters[i+1:] {
		if c.Depth <= chapters[i].Depth {
			break
		}
		if c.Lessons > 0 {
			below = append(below, c)
		}
	}
	p := plain(title)
	slices.SortStableFunc(below, func(a, b Chapter) int { return shared(b.plain, p) - shared(a.plain, p) })
	return below
}

// shared counts the pairs of neighbouring characters of a that b has too.
func shared(a, b string) int {
	r, n := []rune(a), 0
	for i := 1; i < len(r); i++ {
		if strings.Contains(b, string(r[i-1:i+1])) {
			n++
		}
	}
	return n
}

// match finds the chapter that a lesson of ours is about: by its title first, which is nearer, then by its chapter; the same words
// before a part of them, the deeper chapter before the higher. -1 when there is none.
func match(chapters []Chapter, texts ...string) int {
	slices.Reverse(texts)
	best, score := -1, 0
	for rank, text := range texts {
		p := plain(text)
		if len([]rune(p)) < 2 {
			continue
		}
		for i, c := range chapters {
			n := 0
			switch {
			case len([]rune(c.plain)) < 2:
			case c.plain == p:
				n = 1000
			case strings.Contains(p, c.plain), strings.Contains(c.plain, p):
				n = 100 + min(len(c.plain), len(p))
			}
			if n > 0 {
				n += 10*(len(texts)-rank) + c.Depth
			}
			if n > score {
				best, score = i, n
			}
		}
	}
	return best
}

// code is a code or name of a vocabulary as it is compared. Digits stay: 1 and 2 are volumes.
func code(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), "")
}

// plain is a title without what books and teachers write differently: numbers of units and lessons, spaces, punctuation, width.
func plain(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	words := strings.FieldsFunc(s, func(r rune) bool {
		return strings.ContainsRune(" \t\u3000　,，。、·.:：;；—-–()（）《》〈〉“”\"'‘’?？!！*", r)
	})
	var out strings.Builder
	for _, w := range words {
		w = strings.TrimLeft(w, "0123456789§")
		for _, unit := range []string{"单元", "章", "节", "课时", "课"} {
			if rest, ok := strings.CutPrefix(w, "第"); ok {
				if n, tail, ok := strings.Cut(rest, unit); ok && strings.Trim(n, "一二三四五六七八九十百0123456789") == "" {
					w = tail
				}
			}
		}
		out.WriteString(w)
	}
	return out.String()
}
