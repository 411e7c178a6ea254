package roster

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// roleRule says what a role of the standard becomes here.
type roleRule struct {
	role org.Role
	wide bool   // given by a file only when who imports may give roles by hand as well
	at   string // school, district, person, or "" for none
	why  string // for a warning when it becomes nothing
}

// rolesAt are the words of roles.csv (1.2) and of the column role of users.csv (1.1).
var rolesAt = map[string]roleRule{
	"student":               {role: org.Pupil, at: "person"},
	"teacher":               {role: org.Teacher, at: "school"},
	"principal":             {role: org.SchoolLeader, at: "school", wide: true},
	"siteAdministrator":     {role: org.Registrar, at: "school", wide: true},
	"administrator":         {role: org.Registrar, at: "school", wide: true}, // 1.1; at a district it is the bureau's
	"districtAdministrator": {role: org.BureauLeader, at: "district", wide: true},
	"guardian":              {}, // the right comes from being somebody's agent
	"parent":                {},
	"relative":              {why: "亲属身份不带权限；要成为监护人，请写 guardian 或 parent"},
	"aide":                  {why: "助教按班给出：请在任课关系里写"},
	"counselor":             {why: "本系统没有对应的身份，未给权限"},
	"proctor":               {why: "监考身份不从名册给出"},
	"systemAdministrator":   {why: "系统管理员不从名册给出"},
}

// guards reports whether a word of the standard makes a person somebody's guardian when an agent link says whose.
func guards(role string) bool { return role == "guardian" || role == "parent" }

// kindOf is the kind of unit that an org type becomes; "" for none.
func kindOf(orgType string) org.Kind {
	switch orgType {
	case "state", "province", "ext:province":
		return org.Region
	case "district", "local":
		return org.District
	case "school":
		return org.School
	}
	return ""
}

// gradeOf reads a grade code: 1 to 12 with or without a leading zero; 0 for anything else, such as KG.
func gradeOf(code string) int {
	n, err := strconv.Atoi(strings.TrimSpace(code))
	if err != nil || n < 1 || n > 12 {
		return 0
	}
	return n
}

var (
	wordGrade  = regexp.MustCompile(`(小学|初中|高中)?([一二三四五六七八九]|[0-9]{1,2})年级`)
	shortGrade = regexp.MustCompile(`(初|高)([一二三123])`)
	bracketed  = regexp.MustCompile(`[(（]\s*([0-9]{1,2})\s*[)）]\s*班`)
	plainClass = regexp.MustCompile(`([0-9]{1,2})\s*班`)
	hanClass   = regexp.MustCompile(`([一二三四五六七八九十]{1,3})班`)
	codeTail   = regexp.MustCompile(`^[0-9]{0,4}?([0-9]{1,2})(-[0-9]+)?$`)
)

// gradeIn reads the grade out of a class's title: 七年级(1)班, 07年级, 初二3班, 高一(2)班. 0 when it says none.
func gradeIn(title string) int {
	if m := shortGrade.FindStringSubmatch(title); m != nil {
		return map[string]int{"初": 6, "高": 9}[m[1]] + numeral(m[2])
	}
	if m := wordGrade.FindStringSubmatch(title); m != nil {
		n := numeral(m[2])
		if n <= 3 {
			n += map[string]int{"初中": 6, "高中": 9}[m[1]]
		}
		return gradeOf(strconv.Itoa(n))
	}
	return 0
}

// numeral reads 1 to 99 in Arabic or Chinese figures; 0 for anything else.
func numeral(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	digits := map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	n, ten := 0, false
	for _, r := range s {
		if r == '十' {
			n, ten = max(n, 1)*10, true
			continue
		}
		if d := digits[r]; ten {
			n += d
		} else {
			n = d
		}
	}
	return n
}

// numberIn reads the class's number out of its title, or else out of its code; 0 when neither says one.
func numberIn(title, code string) int {
	for _, re := range []*regexp.Regexp{bracketed, plainClass, hanClass} {
		if m := re.FindStringSubmatch(title); m != nil {
			if n := numeral(m[1]); n > 0 {
				return n
			}
		}
	}
	if m := codeTail.FindStringSubmatch(strings.TrimSpace(code)); m != nil {
		return numeral(m[1])
	}
	return 0
}

// classWords is what the rows of a class say.
type classWords struct {
	title, code, kind string
	grades            []string
	subject           string // as written, of the class or else of its course
	begins            int    // the year in which its school year begins; 0: not known
	stage             string // metadata.cn.*: said outright, as our workbook does
	cohort, number    int
}

// outright takes what the extension columns of a class say.
func (w *classWords) outright(kept map[string]string) {
	w.stage = map[string]string{"小学": org.Primary, "初中": org.Junior, "高中": org.Senior}[kept["metadata.cn.stage"]]
	w.cohort, w.number = numeral(kept["metadata.cn.cohort"]), numeral(kept["metadata.cn.number"])
	if w.cohort < 1990 || w.cohort > 2200 || w.stage == "" {
		w.stage, w.cohort = "", 0
	}
}

// classOf turns a class of the standard into ours. complaint is a field and a sentence for a warning, or empty.
func classOf(w classWords, now clock.Micros, grades org.Grades, subject func(string) string) (c org.Class, field, complaint string) {
	c.Kind = org.TeachingClass
	if w.kind == "homeroom" {
		c.Kind = org.AdminClass
	}
	if w.cohort > 0 {
		c.Stage, c.Cohort, c.Number = w.stage, w.cohort, max(w.number, 1)
		if c.Kind == org.TeachingClass || numberIn(w.title, "") != c.Number {
			c.Name = clip(org.CleanName(w.title), org.NameMax)
		}
		if w.subject != "" {
			c.Subject = subject(w.subject)
		}
		return c, "", ""
	}
	grade := 0
	for _, g := range w.grades { // several grades: the lowest, whose rules are the strictest
		if n := gradeOf(g); n > 0 && (grade == 0 || n < grade) {
			grade = n
		}
	}
	said := gradeIn(w.title)
	if grade == 0 {
		grade = said
	}
	if grade == 0 {
		grade, field, complaint = 1, "grades", "没有年级，先按规则最严的一年级处理；请在 grades 里写 01 到 12"
	}
	begins := w.begins
	if begins == 0 {
		begins = org.SchoolYear(now)
	}
	c.Stage = grades.Of(grade)
	c.Cohort = begins - grade + grades.Begins(c.Stage)
	c.Number = max(numberIn(w.title, w.code), 1)
	c.Name = clip(org.CleanName(w.title), org.NameMax)
	if c.Kind == org.AdminClass && said == grade && numberIn(w.title, "") > 0 {
		c.Name = "" // the name follows the grade from year to year
	}
	if w.subject != "" {
		c.Subject = subject(w.subject)
	}
	if c.Kind == org.TeachingClass && w.subject == "" && complaint == "" {
		field, complaint = "subjects", "没有学科；任课教师会没有学科"
	}
	return c, field, complaint
}

// clip shortens to n characters.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// fullName joins the parts as the writing does: Chinese without a blank and the family name first, others given name first.
func fullName(family, given, middle string) string {
	for _, r := range family + given {
		if unicode.Is(unicode.Han, r) {
			return org.CleanName(family + given)
		}
	}
	return org.CleanName(strings.Join([]string{given, middle, family}, " "))
}

// compound family names 复姓 that a name is split after.
var compound = []string{"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "百里", "南宫", "长孙", "宇文", "轩辕"}

// splitName is fullName backwards, as well as it can be done.
func splitName(name string) (family, given string) {
	for _, c := range compound {
		if rest, ok := strings.CutPrefix(name, c); ok && rest != "" {
			return c, rest
		}
	}
	r, n := utf8.DecodeRuneInString(name)
	if unicode.Is(unicode.Han, r) && len(name) > n {
		return name[:n], name[n:]
	}
	if i := strings.LastIndexByte(name, ' '); i > 0 {
		return name[i+1:], name[:i]
	}
	return name, name
}

// userID is one {type:id} of userIds.
var userID = regexp.MustCompile(`\{([^:{}]+):([^{}]*)\}`)

// xuejiOf is the pupil number in userIds, "" for none.
func xuejiOf(ids string) string {
	for _, m := range userID.FindAllStringSubmatch(ids, -1) {
		if isXueji(m[1]) {
			return strings.ToUpper(strings.TrimSpace(m[2]))
		}
	}
	return ""
}

func isXueji(kind string) bool {
	k := strings.ToLower(strings.TrimSpace(kind))
	return k == "xueji" || k == "cn.xueji" || k == "学籍号" || k == "xuejihao"
}

// otherIDs is userIds without what must not be kept: pupil numbers, identity numbers, whatever they are called.
func otherIDs(ids string) string {
	var out []string
	for _, m := range userID.FindAllStringSubmatch(ids, -1) {
		if !isXueji(m[1]) && !org.IdentityNumber(m[2]) {
			out = append(out, m[0])
		}
	}
	return strings.Join(out, ",")
}

// day is the beginning of a date in Shanghai; 0 for a blank.
func day(date string) clock.Micros {
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Shanghai)
	if err != nil {
		return 0
	}
	return clock.At(t)
}

// span is the time from the beginning of one date to the end of another; blanks are open.
func span(begin, end string) (since, until clock.Micros) {
	since, until = day(begin), clock.Forever
	if end != "" {
		if d := day(end); d > 0 {
			until = clock.At(clock.Local(d).AddDate(0, 0, 1))
		}
	}
	return since, max(since, until)
}

// sexOf is a code of GB/T 2261.1.
func sexOf(s string) string {
	return map[string]string{"male": "1", "female": "2", "unspecified": "9", "other": "9"}[s]
}
