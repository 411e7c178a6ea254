package workbook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/tongxue-edu/tongxue/spec/oneroster"
)

// line is one row of a sheet while it is read.
type line struct {
	sheet   *sheet
	row     int
	cells   []string // beside sheet.headings
	bad     []oneroster.Finding
	era1904 bool // the workbook counts days from 1904
}

func (l *line) say(field string, code oneroster.Code, severity oneroster.Severity, format string, args ...any) {
	l.bad = append(l.bad, oneroster.Finding{File: l.sheet.name, Line: l.row, Field: field, Code: code, Severity: severity, Message: fmt.Sprintf(format, args...)})
}

// failed reports whether the row has an error.
func (l *line) failed() bool {
	return slices.ContainsFunc(l.bad, func(f oneroster.Finding) bool { return f.Severity == oneroster.Error })
}

// text is a cell, cleaned, at most max characters.
func (l *line) text(field string, maxRunes int) string {
	i := l.sheet.at(field)
	v := l.cells[i]
	switch {
	case v == "" && l.sheet.headings[i].needed:
		l.say(field, oneroster.CodeFields, oneroster.Error, "“%s”是必填的,这里是空的", field)
	case oneroster.IdentityNumber(strings.ToUpper(narrow(v))):
		l.say(field, oneroster.CodeUserIDs, oneroster.Error, "这一格是身份证号:本系统不收身份证号,请删去")
		return ""
	case len([]rune(v)) > maxRunes:
		l.say(field, oneroster.CodeFields, oneroster.Error, "“%s”太长,最多 %d 个字", field, maxRunes)
	}
	return v
}

var (
	plainCode = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,31}$`)
	shortCode = regexp.MustCompile(`^[a-z0-9]{2,12}$`)
	phone     = regexp.MustCompile(`^\+?[0-9][0-9 -]{5,18}$`)
	mobile    = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	ymd       = regexp.MustCompile(`^([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?$`)
)

// code is a cell that identifies something within the school: letters, digits, - and _.
func (l *line) code(field string) string {
	v := narrow(l.text(field, 40))
	switch {
	case v == "":
	case oneroster.PupilNumber(v):
		l.say(field, oneroster.CodeUsername, oneroster.Error, "这一格是学籍号:学籍号只能填在“学籍号”一列,不能作“%s”", field)
		return ""
	case strings.Contains(v, "E+"):
		l.say(field, oneroster.CodeFields, oneroster.Error, "这一格被 Excel 存成了科学计数,末几位已经丢了:请把这一列设成文本再填")
		return ""
	case len(v) == 18 && !strings.ContainsFunc(v[:17], func(r rune) bool { return r < '0' || r > '9' }):
		l.say(field, oneroster.CodeUsername, oneroster.Error, "这一格是身份证号的样子:不能作“%s”", field)
		return ""
	case !plainCode.MatchString(v):
		l.say(field, oneroster.CodeFields, oneroster.Error, "“%s”只能用字母、数字、- 和 _,最多 32 位", field)
		return ""
	}
	return v
}

// number is a whole number within bounds; 0 when the cell is wrong.
func (l *line) number(field string, low, high int) int {
	v := strings.TrimSuffix(narrow(l.text(field, 12)), ".0")
	if v == "" {
		return 0
	}
	v = strings.TrimRight(v, "班级年届")
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		l.say(field, oneroster.CodeRange, oneroster.Error, "“%s”应是 %d 到 %d 的整数", field, low, high)
		return 0
	}
	return n
}

// word is a cell out of a short list; blank is allowed.
func (l *line) word(field string, words []string) string {
	v := l.text(field, 12)
	if v == "" || slices.Contains(words, v) {
		return v
	}
	l.say(field, oneroster.CodeVocabulary, oneroster.Error, "“%s”只能填:%s", field, strings.Join(words, "、"))
	return ""
}

// day is a date with the year first, or one of Excel's.
func (l *line) day(field string) string {
	v := narrow(l.text(field, 20))
	if v == "" {
		return ""
	}
	if m := ymd.FindStringSubmatch(v); m != nil {
		v = fmt.Sprintf("%s-%02s-%02s", m[1], pad(m[2]), pad(m[3]))
	} else if len(v) == 8 && strings.Trim(v, "0123456789") == "" {
		v = v[:4] + "-" + v[4:6] + "-" + v[6:]
	} else if f, err := strconv.ParseFloat(v, 64); err == nil && f > 1000 && f < 100000 {
		if t, err := excelize.ExcelDateToTime(f, l.era1904); err == nil {
			v = t.Format(time.DateOnly)
		}
	}
	t, err := time.Parse(time.DateOnly, v)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		l.say(field, oneroster.CodeDate, oneroster.Error, "“%s”应写作 2012-05-01 的样子", field)
		return ""
	}
	return v
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// phone is a telephone number. One that is not a mainland mobile is kept with a warning.
func (l *line) phone(field string) string {
	v := narrow(l.text(field, 24))
	v = strings.TrimSuffix(v, ".0")
	bare := strings.NewReplacer(" ", "", "-", "", "+86", "").Replace(v)
	switch {
	case v == "":
	case mobile.MatchString(bare):
		return bare
	case phone.MatchString(v):
		l.say(field, oneroster.CodeFields, oneroster.Warning, "“%s”不是 11 位手机号,已照原样保留", field)
	default:
		l.say(field, oneroster.CodeFields, oneroster.Error, "“%s”不像电话号码", field)
		return ""
	}
	return v
}

// name is a person's name of at least two characters.
func (l *line) name(field string) string {
	v := strings.Join(strings.Fields(l.text(field, 40)), " ")
	if r := []rune(v); len(r) == 3 && r[1] == ' ' && unicode.Is(unicode.Han, r[0]) {
		v = string(r[0]) + string(r[2]) // 张 明, spaced out to look even
	}
	if v != "" && len([]rune(v)) < 2 {
		l.say(field, oneroster.CodeFields, oneroster.Error, "“%s”至少两个字", field)
	}
	return v
}

// clean drops what cannot be seen: blanks around, control and formatting characters, the apostrophe of a defused cell.
func clean(v string) string {
	v = strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000' || r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, v)
	return oneroster.Restore(strings.TrimSpace(v))
}

// narrow makes full-width letters and digits half-width.
func narrow(v string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '!'+0xfee0 && r <= '~'+0xfee0 {
			return r - 0xfee0
		}
		return r
	}, v))
}

func (l *line) school() School {
	s := School{Name: l.text("学校名称", 60), Code: l.code("学校代码"), Short: narrow(l.text("学校短码", 12)), District: l.text("所属区县", 40), Kind: l.text("类型", 20)}
	if s.Short != "" && !shortCode.MatchString(s.Short) {
		l.say("学校短码", oneroster.CodeUsername, oneroster.Error, "“学校短码”应是 2 到 12 个小写字母或数字")
	}
	return s
}

func (l *line) class() Class {
	return Class{School: l.code("学校代码"), Stage: l.word("学段", stages), Year: l.number("入学年份", 1980, 2199), Number: l.number("班号", 1, 99), Name: l.text("班名", 30)}
}

func (l *line) pupil() Pupil {
	p := Pupil{School: l.code("学校代码"), Stage: l.word("学段", stages), Year: l.number("入学年份", 1980, 2199), Number: l.number("班号", 1, 99),
		Name: l.name("姓名"), Code: l.code("学号"), Seat: strings.TrimSuffix(narrow(l.text("班内号", 8)), ".0"), Sex: l.word("性别", []string{"男", "女"}),
		Born: l.day("出生日期"), Xueji: strings.ToUpper(narrow(l.text("学籍号", 24)))}
	if p.Xueji != "" && !oneroster.PupilNumber(p.Xueji) {
		l.say("学籍号", oneroster.CodeUserIDs, oneroster.Error, "不像全国学籍号(G、J 或 L 开头,后面 17 到 19 位)")
	}
	return p
}

func (l *line) teacher() Teacher {
	t := Teacher{School: l.code("学校代码"), Name: l.name("姓名"), Code: l.code("工号"), Phone: l.phone("手机"), Email: narrow(l.text("邮箱", 120)), Duty: l.text("职务", 20)}
	if t.Email != "" && (strings.Count(t.Email, "@") != 1 || strings.ContainsAny(t.Email, " <>,;")) {
		l.say("邮箱", oneroster.CodeFields, oneroster.Error, "“邮箱”不像电子邮箱")
	}
	return t
}

func (l *line) teaching() Teaching {
	t := Teaching{School: l.code("学校代码"), Teacher: l.code("工号"), Stage: l.word("学段", stages), Year: l.number("入学年份", 1980, 2199), Number: l.number("班号", 1, 99),
		Subject: l.text("学科", 20), Head: l.word("班主任", yesNo) == "是"}
	if t.Subject == "" && !t.Head {
		l.say("学科", oneroster.CodeFields, oneroster.Error, "不是班主任的,“学科”必填")
	}
	return t
}

func (l *line) guardian() Guardian {
	return Guardian{School: l.code("学校代码"), Pupil: l.code("学生学号"), Name: l.name("家长姓名"), Relation: l.text("关系", 20), Phone: l.phone("手机")}
}
