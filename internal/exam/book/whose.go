package book

import (
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// notPupil recognises headings repeated on a further printed page, and rows of means and signatures.
func (r *reader) notPupil(l *line) bool {
	first, people, heads := "", 0, 0
	for i, c := range l.cells {
		if c == "" {
			continue
		}
		if first == "" {
			first = c
		}
		if i >= len(r.ops) || !r.ops[i].kind.person() {
			continue
		}
		if k := r.ops[i].kind; k == KindNumber || k == KindStudent {
			if plainNumber(c) {
				return false
			}
		}
		people++
		if t := r.m.Columns[i].Title; t == c || strings.HasSuffix(t, "/"+c) {
			heads++
		}
	}
	named := r.cellOf(l, KindName)
	switch {
	case heads > 0 && heads*2 >= people:
		r.say(l.number, "", CodeFooter, Note, "这一行是重复的表头，没有读")
		return true
	case r.cellOf(l, KindNumber) != "" && named != "" && !isFooter.MatchString(named), r.cellOf(l, KindStudent) != "" && named != "" && !isFooter.MatchString(named):
		return false
	case isFooter.MatchString(first) && (named == "" || isFooter.MatchString(named)) || isFooter.MatchString(named) && len([]rune(named)) <= 6:
		r.say(l.number, "", CodeFooter, Note, "“%s”这一行不是学生，没有读", clip(first))
		return true
	}
	return false
}

// plainNumber reports a number of a pupil: no Han characters, at least one digit.
func plainNumber(s string) bool {
	digit := false
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
		digit = digit || s[i] >= '0' && s[i] <= '9'
	}
	return digit
}

func clip(s string) string {
	if r := []rune(s); len(r) > 12 {
		return string(r[:12]) + "…"
	}
	return s
}

func (r *reader) cellOf(l *line, k Kind) string {
	for i, o := range r.ops {
		if o.kind == k && i < len(l.cells) {
			return l.cells[i]
		}
	}
	return ""
}

// whose checks who the row is of.
func (r *reader) whose(l *line) bool {
	for _, s := range []string{r.row.Number, r.row.Student} {
		switch {
		case oneroster.IdentityNumber(s) || oneroster.PupilNumber(s):
			r.row.Number, r.row.Student = "", ""
			r.say(l.number, "", CodeIdentity, Error, "这里是身份证号或学籍号：请换成考号或学号")
			return false
		case strings.Contains(s, "E+") || len(s) > 15 && strings.HasSuffix(s, "000") && digitsOnly(s):
			r.say(l.number, "", CodeLost, Error, "号码“%s”被 Excel 改成了近似数：请把这一列设为文本格式，重新填号码", s)
			return false
		}
	}
	if r.row.Number == "" && r.row.Student == "" && r.row.Name == "" {
		r.say(l.number, "", CodeNumber, Error, "这一行没有考号、学号或姓名：请补上，或者删去这一行")
		return false
	}
	if r.numbered() && r.row.Number == "" && r.row.Student == "" && r.row.Class == "" {
		r.say(l.number, "", CodeNumber, Error, "这一行没有考号或学号：请补上")
		return false
	}
	return true
}

// numbered reports that the mapping has a column of numbers.
func (r *reader) numbered() bool {
	return slices.ContainsFunc(r.ops, func(o op) bool { return o.kind == KindNumber || o.kind == KindStudent })
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
