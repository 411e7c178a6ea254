package exam

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/exam/book"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// pupil is one who may have marks: read once, in the order of schools, classes and registers.
type pupil struct {
	person org.PersonID
	class  int32 // place in people.classes
	name   string
	number string
	seat   string
}

// people are all pupils whose marks an intake may bring. They are read in one ordered pass; rows of files are looked up in memory.
type people struct {
	list     []pupil
	classes  []org.Class
	byNumber map[string][]int32
	byName   map[string][]int32
	schools  map[string]org.UnitID // by name, code and short code
	one      bool                  // there is one school only
	joined   map[string]int32      // exam number -> pupil; nil without a second file
}

// peopleOf reads the pupils of an exam below a place: those with a place in a class from the exam's first day to now; of several classes
// the one of the first day counts.
func (s *Service) peopleOf(ctx context.Context, e Exam, place org.Node) (*people, error) {
	p := &people{byNumber: map[string][]int32{}, byName: map[string][]int32{}, schools: map[string]org.UnitID{}}
	from, to := e.First+day-1, s.now()
	if to < from {
		to = from
	}
	known := map[org.PersonID]int32{}
	since := map[org.PersonID]clock.Micros{}
	err := s.Org.Examinees(ctx, place, e.Stage, e.Cohort, from, to, func(x org.Examinee) error {
		if n := len(p.classes); n == 0 || p.classes[n-1].ID != x.Class.ID {
			p.classes = append(p.classes, x.Class)
		}
		v := pupil{x.Person, int32(len(p.classes) - 1), plainName(x.Name), x.Number, x.Seat} //nolint:gosec // far fewer
		if i, twice := known[x.Person]; twice {
			if x.Since < since[x.Person] {
				since[x.Person] = x.Since
				p.list[i].person = org.PersonID{} // the earlier place counts
			} else {
				return nil
			}
		}
		known[x.Person], since[x.Person] = int32(len(p.list)), x.Since //nolint:gosec // far fewer
		p.list = append(p.list, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, v := range p.list {
		if v.person.IsZero() {
			continue
		}
		if v.number != "" {
			p.byNumber[v.number] = append(p.byNumber[v.number], int32(i)) //nolint:gosec // far fewer
		}
		p.byName[v.name] = append(p.byName[v.name], int32(i)) //nolint:gosec // far fewer
	}
	return p, s.schoolsOfPeople(ctx, p)
}

// schoolsOfPeople fills in the words by which files name schools.
func (s *Service) schoolsOfPeople(ctx context.Context, p *people) error {
	seen := map[org.UnitID]bool{}
	for _, c := range p.classes {
		if seen[c.School] {
			continue
		}
		seen[c.School] = true
		u, err := s.Org.Unit(ctx, c.School)
		if err != nil {
			return err
		}
		for _, w := range []string{u.Name, u.Code, u.Short} {
			if w = plainName(w); w != "" {
				p.schools[w] = u.ID
			}
		}
	}
	p.one = len(seen) == 1
	return nil
}

// plainName is a name in one form: no spaces, one kind of dot.
func plainName(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == ' ' {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	return nameDots.Replace(norm.NFKC.String(s))
}

var nameDots = strings.NewReplacer(" ", "", "•", "·", "・", "·", "‧", "·", ".", "·")

// match is who a row is of. Code is "" when that is sure; a finding else, with at the pupil that is meant all the same for CodeByName and
// CodeClass.
type match struct {
	at   int32 // -1 nobody
	code book.Code
}

// find looks for a row's pupil: by the second file, by the school-wide number, and by class and name last. What could be several people is
// nobody.
func (p *people) find(r *book.Row) match {
	school, known := p.school(r.School)
	if !known {
		return match{-1, book.CodeSchool}
	}
	if p.joined != nil && r.Number != "" {
		at, ok := p.joined[r.Number]
		switch {
		case ok && at < 0:
			return match{-1, book.CodeJoinTwice}
		case ok:
			return p.sure(at, r)
		case r.Student == "":
			return match{-1, book.CodeJoin}
		}
	}
	number := r.Student
	if number == "" {
		number = r.Number
	}
	if number != "" {
		if m, ok := p.numbered(p.byNumber[number], school, r); ok {
			return m
		}
		if short := strings.TrimLeft(number, "0"); short != number && short != "" { // Excel takes the zeros at the front away
			if m, ok := p.numbered(p.byNumber[short], school, r); ok {
				return m
			}
		}
	}
	return p.named(school, r)
}

func (p *people) school(text string) (org.UnitID, bool) {
	if text == "" {
		return org.UnitID{}, true
	}
	if u, ok := p.schools[plainName(text)]; ok {
		return u, true
	}
	return org.UnitID{}, p.one // a school writes its own name as it likes
}

// numbered picks among pupils with the same number.
func (p *people) numbered(list []int32, school org.UnitID, r *book.Row) (match, bool) {
	at := int32(-1)
	several := false
	for _, i := range list {
		if !school.IsZero() && p.classes[p.list[i].class].School != school {
			continue
		}
		if len(list) > 1 && r.Name != "" && p.list[i].name != plainName(r.Name) {
			continue
		}
		several = at >= 0
		at = i
		if several {
			return match{-1, book.CodeAmbiguous}, true
		}
	}
	if at >= 0 {
		return p.sure(at, r), true
	}
	if len(list) == 1 && r.Name != "" && p.list[list[0]].name == plainName(r.Name) {
		return match{-1, book.CodeSchool}, true
	}
	return match{}, false
}

// sure checks name and class of a pupil who was found by number.
func (p *people) sure(at int32, r *book.Row) match {
	v := p.list[at]
	if r.Name != "" && v.name != plainName(r.Name) {
		return match{-1, book.CodeName}
	}
	if r.Class != "" && !sameClass(p.classes[v.class], r.Class) {
		return match{at, book.CodeClass}
	}
	return match{at, ""}
}

// named looks by name within the class that the row names. It needs a class, or a single school whose only pupil has the name.
func (p *people) named(school org.UnitID, r *book.Row) match {
	if r.Name == "" {
		return match{-1, book.CodeUnknown}
	}
	if school.IsZero() && !p.one {
		return match{-1, book.CodeUnknown}
	}
	at := int32(-1)
	for _, i := range p.byName[plainName(r.Name)] {
		c := p.classes[p.list[i].class]
		if !school.IsZero() && c.School != school || r.Class != "" && !sameClass(c, r.Class) {
			continue
		}
		if at >= 0 {
			return match{-1, book.CodeAmbiguous}
		}
		at = i
	}
	if at < 0 {
		return match{-1, book.CodeUnknown}
	}
	return match{at, book.CodeByName}
}

var (
	numbersIn = regexp.MustCompile(`\d+`)
	hanDigits = strings.NewReplacer("十一", "11", "十二", "12", "十三", "13", "十四", "14", "十五", "15", "十六", "16", "十", "10", "一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6",
		"七", "7", "八", "8", "九", "9")
)

// sameClass reports that a text names a class: its own name, 八年级(3)班, 初二3班, 8.3, 803, 2025级3班, 3班, 3. A number for the grade that is
// not the class's makes it another class only when it stands apart from the class's own.
func sameClass(c org.Class, s string) bool {
	if s = plainName(s); s == plainName(c.Label()) || c.Name != "" && s == plainName(c.Name) {
		return true
	}
	n := numbersIn.FindAllString(hanDigits.Replace(s), -1)
	if len(n) == 0 {
		return false
	}
	last, err := strconv.Atoi(n[len(n)-1])
	if err != nil {
		return false
	}
	return last == c.Number || last == c.Grade*100+c.Number || last == (c.Cohort%100)*100+c.Number || last == c.Cohort*100+c.Number || len(n) == 1 && last == c.Grade*10+c.Number && c.Number < 10
}

// join takes up the rows of a second file: whose exam number is whose. A number of two pupils is nobody's.
func (p *people) join(r *book.Row) match {
	if p.joined == nil {
		p.joined = map[string]int32{}
	}
	if r.Number == "" {
		return match{-1, book.CodeNumber}
	}
	only := *r
	only.Number = ""
	joined := p.joined
	p.joined = nil
	m := p.find(&only)
	p.joined = joined
	if m.at < 0 {
		return m
	}
	key := strings.Clone(r.Number)
	if old, ok := p.joined[key]; ok && old != m.at {
		p.joined[key] = -1
		return match{-1, book.CodeJoinTwice}
	}
	p.joined[key] = m.at
	if m.code == book.CodeByName { // the file says it: number, name and class
		m.code = ""
	}
	return m
}

// missing counts the pupils of the classes in a set who have no row, by class.
func (p *people) missing(has []int32) map[int32]int {
	out := map[int32]int{}
	touched := map[int32]bool{}
	for i, row := range has {
		if row >= 0 {
			touched[p.list[i].class] = true
		}
	}
	for i, row := range has {
		if c := p.list[i].class; row < 0 && touched[c] && !p.list[i].person.IsZero() {
			out[c]++
		}
	}
	return out
}

// classNode is a class as a scope node.
func classNode(c org.ClassID) org.Node { return id.As[any](c) }

// sortedClasses are the keys of a map in order.
func sortedClasses(m map[int32]int) []int32 {
	var out []int32
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
