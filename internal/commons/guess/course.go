package guess

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/preset"
)

// shelf is a textbook with the keys of its lines.
type shelf struct {
	preset.Book
	units []string   // for each node, the title of the unit that it stands in
	keys  [][]string // for each node, its title without number and marks
}

// common are lines that stand in many books and so point to none.
var common = map[string]bool{"整理和复习": true, "总复习": true, "解决问题": true, "习作例文": true, "语文园地": true, "口语交际": true, "平移": true, "角": true, "括号": true, "位置": true, "测量": true}

var reNumbered = regexp.MustCompile(`^(?:第[一二三四五六七八九十]+(?:单元|章)|第\s?\d+\s?[节课]|unit \d+|\d+(?:\.\d+)*)\s*`)

// key is a title as it is compared: without number, brackets and marks.
func key(title string) string {
	t := reHour.ReplaceAllString(reNumbered.ReplaceAllString(lower(tidy(title)), ""), "")
	if i := strings.IndexByte(t, '('); i > 0 {
		t = t[:i]
	}
	t = strings.TrimPrefix(strings.TrimPrefix(t, "习作:"), "口语交际:")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, t)
}

// keysOf are the keys of a line: its title, and for 数学广角——植树问题 the latter part. Lines that many books have get none.
func keysOf(title string) []string {
	var out []string
	_, last, _ := strings.Cut(title, "——")
	for _, k := range []string{key(title), key(last)} {
		if k != "" && !common[k] {
			out = append(out, k)
		}
	}
	return out
}

func shelve(b preset.Book) shelf {
	s := shelf{Book: b}
	unit := ""
	for _, n := range b.Nodes {
		if n.Depth == 0 {
			unit = n.Title
		}
		s.units, s.keys = append(s.units, unit), append(s.keys, keysOf(n.Title))
	}
	return s
}

// fits reports whether nothing that is known speaks against the book.
func (s shelf) fits(g Guess) bool {
	says := func(f Field, v string) bool { return f.Known() && f.Sure >= Doubtful && f.Value != v }
	if says(g.Subject, s.Subject) || g.Grade.Known() && g.Grade.Sure >= 0.5 && g.GradeNumber() != s.Grade {
		return false
	}
	return !says(g.Edition, s.Edition) && !says(g.Volume, s.Volume)
}

// hit is a line of a book that a title names.
type hit struct {
	book, node int
	exact      bool
	length     int
}

// place looks for the title in the tables of contents and fills what the book says; then it writes the unit out in full.
func (g *Guesser) place(out *Guess, peek Peek) {
	h, ok := g.find(*out, key(out.Title.Value))
	for _, line := range peek.lines() {
		if ok {
			break
		}
		h, ok = g.find(*out, key(line))
	}
	if ok {
		b := g.books[h.book]
		sure := 0.55
		if h.exact {
			sure = 0.75
		}
		from := func(v string) Field { return Field{v, ByCourse, sure} }
		out.Subject = out.Subject.better(from(b.Subject))
		out.Edition = out.Edition.better(from(b.Edition))
		out.Grade = out.Grade.better(from(itoa(b.Grade)))
		out.Volume = out.Volume.better(from(b.Volume))
		node, unit := b.Nodes[h.node], b.units[h.node]
		if !out.Unit.Known() || strings.HasPrefix(unit, out.Unit.Value) {
			out.Unit = Field{unit, ByCourse, max(sure, out.Unit.Sure)}
			if node.Depth > 0 && node.Title != out.Title.Value {
				out.Chapter = Field{node.Title, ByCourse, sure}
			} else if node.Depth > 0 {
				out.Chapter = Field{}
			}
		}
		return
	}
	g.unitTitle(out)
}

// unitTitle writes 第三单元 out as 第三单元 小数除法 when the book is known, and finds a lesson by its number.
func (g *Guesser) unitTitle(out *Guess) {
	if !out.Subject.Known() || !out.Grade.Known() || !out.Unit.Known() && !out.Chapter.Known() {
		return
	}
	for _, b := range g.books {
		if b.Subject != out.Subject.Value || !b.fits(*out) || !out.Volume.Known() {
			continue
		}
		for i, n := range b.Nodes {
			if n.Depth == 0 && out.Unit.Known() && (n.Title == out.Unit.Value || strings.HasPrefix(n.Title, out.Unit.Value+" ")) {
				out.Unit.Value = n.Title
				return
			}
			if n.Depth > 0 && !out.Unit.Known() && lessonNumber(n.Title) == lessonNumber(out.Chapter.Value) && lessonNumber(n.Title) != "" {
				out.Chapter.Value, out.Unit = n.Title, Field{b.units[i], ByCourse, 0.6}
				return
			}
		}
	}
}

var reLeading = regexp.MustCompile(`^(?:第)?\s?(\d+(?:\.\d+)*)`)

func lessonNumber(s string) string {
	if m := reLeading.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

// find is the best line for a key: an exact one, or the longest that the key holds. Lines of different subjects or grades that are
// equally good cancel each other.
func (g *Guesser) find(out Guess, k string) (hit, bool) {
	var best hit
	found, torn := false, false
	n := utf8.RuneCountInString(k)
	if n < 2 {
		return best, false
	}
	for bi, b := range g.books {
		if !b.fits(out) {
			continue
		}
		for ni, keys := range b.keys {
			for _, nk := range keys {
				l := utf8.RuneCountInString(nk)
				exact := nk == k
				if l < 2 || !exact && (l < 3 || l*2 < n && l < 5 || !strings.Contains(k, nk)) {
					continue
				}
				h := hit{bi, ni, exact, l}
				switch {
				case !found || h.exact && !best.exact || h.exact == best.exact && h.length > best.length:
					best, found, torn = h, true, false
				case h.exact == best.exact && h.length == best.length && (b.Subject != g.books[best.book].Subject || b.Grade != g.books[best.book].Grade):
					torn = true
				}
			}
		}
	}
	return best, found && !torn
}
