package guess

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is how much of a name is read, in characters: longer ones are no names.
const maxName = 200

// cut stands where something was recognised and taken out.
const cut = "\x00"

// split parts a path from a browser into folders and the file's own name.
func split(name string) (folders []string, base string) {
	parts := strings.FieldsFunc(strings.ToValidUTF8(name, ""), func(r rune) bool { return r == '/' || r == '\\' })
	if len(parts) == 0 {
		return nil, ""
	}
	if len(parts) > 6 {
		parts = parts[len(parts)-6:]
	}
	return parts[:len(parts)-1], parts[len(parts)-1]
}

// stem is the name without its ending.
func stem(base string) string {
	ext := path.Ext(base)
	if n := utf8.RuneCountInString(ext); n > 1 && n <= 6 && strings.IndexFunc(ext, unicode.IsDigit) != 1 && !hasHan(ext) {
		return strings.TrimSuffix(base, ext)
	}
	return base
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

// tidy is one line in one width, so that （５上） and (5上) are the same.
func tidy(s string) string {
	s = norm.NFKC.String(s)
	rs := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u200b' || r == '\ufeff' {
			return ' '
		}
		return r
	}, s))
	if len(rs) > maxName {
		rs = rs[:maxName]
	}
	return string(rs)
}

// reading is one name being read: what is left of it, and what was found.
type reading struct {
	rest string // with cuts
	out  Guess
}

// read recognises the parts of one name. file: it has an ending.
func (g *Guesser) read(name string, file bool) Guess {
	if file {
		name = stem(name)
	}
	r := &reading{rest: tidy(name)}
	r.dates()
	r.edition(g.editions)
	r.gradeAndVolume()
	r.unit()
	r.kind()
	r.subject(g.subjects)
	r.title()
	return r.out
}

// take replaces what a pattern matches by a cut and gives the groups of the first match.
func (r *reading) take(re *regexp.Regexp) []string {
	m := re.FindStringSubmatchIndex(r.rest)
	if m == nil {
		return nil
	}
	out := make([]string, len(m)/2)
	for i := range out {
		if m[2*i] >= 0 {
			out[i] = r.rest[m[2*i]:m[2*i+1]]
		}
	}
	r.rest = r.rest[:m[0]] + cut + r.rest[m[1]:]
	return out
}

var (
	reSpan   = regexp.MustCompile(`20[0-4]\d\s*[-—~至]\s*20[0-4]\d(?:学年度?|年)?\s*(?:第?([一二])学期|(秋|春)(?:季)?(?:学期)?)?`)
	reYear   = regexp.MustCompile(`20[0-4]\d(?:学年度?|年)?\s*(?:第?([一二])学期|(秋|春)(?:季)?(?:学期)?)?`)
	reDate   = regexp.MustCompile(`20[0-4]\d[-._年]?(?:0?[1-9]|1[0-2])[-._月]?(?:[12]\d|3[01]|0?[1-9])日?`)
	reDay    = regexp.MustCompile(`\d{1,2}月\d{1,2}日`)
	rePages  = regexp.MustCompile(`[(]?共?\d+\s*(?:张|页)(?:ppt|PPT)?[)]?`)
	reCopy   = regexp.MustCompile(`\(\d{1,2}\)\s*$`)
	reSerial = regexp.MustCompile(`^[\s\x00]*\d{1,3}\s*[.、_-]?\s*([\p{Han}《"“])`)
	reBare   = regexp.MustCompile(`(?i)[-_ ]v\d+(\.\d+)*\b`)
	reWho    = regexp.MustCompile(`(^|[\s_\-—()\[\]【】\x00])\p{Han}{1,3}老师($|[\s_\-—()\[\]【】\x00])`)
)

// dates are taken out first: their digits are no grades. A school year that says 秋 means the first volume, a weak hint.
func (r *reading) dates() {
	r.take(reCopy)
	r.take(rePages)
	span := r.take(reSpan)
	r.take(reDate)
	r.take(reDay)
	r.take(reBare)
	for _, m := range [][]string{span, r.take(reYear)} {
		if m == nil {
			continue
		}
		switch {
		case m[1] == "一" || m[2] == "秋":
			r.out.Volume = Field{"上册", ByName, 0.45}
		case m[1] == "二" || m[2] == "春":
			r.out.Volume = Field{"下册", ByName, 0.45}
		}
	}
	if m := reWho.FindStringSubmatchIndex(r.rest); m != nil {
		r.rest = r.rest[:m[2]] + cut + r.rest[m[5]:]
	}
}

// bounded reports whether nothing that belongs to a word stands before or after s[i:j].
func bounded(s string, i, j int) (before, after bool) {
	p, _ := utf8.DecodeLastRuneInString(s[:i])
	n, _ := utf8.DecodeRuneInString(s[j:])
	return i == 0 || !wordy(p), j == len(s) || !wordy(n)
}

func wordy(r rune) bool { return unicode.IsLetter(r) }

func (r *reading) edition(ws []word) {
	low := lower(r.rest)
	for _, w := range ws {
		i := strings.Index(low, w.text)
		if i < 0 {
			continue
		}
		b, a := bounded(low, i, i+len(w.text))
		sure := 0.95
		if w.text[0] < 0x80 { // pep and rj inside other Latin words are nothing
			if latin(low, i-1) || latin(low, i+len(w.text)) {
				continue
			}
			sure = 0.85
		} else if w.weak {
			if !b && !(a || gradeFollows(low[i+len(w.text):])) {
				continue
			}
			sure = 0.85
			if !b || !a && !gradeFollows(low[i+len(w.text):]) {
				sure = 0.55
			}
		}
		r.out.Edition = Field{w.value, ByName, sure}
		r.rest = r.rest[:i] + cut + r.rest[i+len(w.text):]
		return
	}
}

// lower folds ASCII only, so that positions stay.
func lower(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 32
		}
		return c
	}, s)
}

// latin reports whether a Latin letter stands at s[i].
func latin(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= 'a' && s[i] <= 'z' }

var reGradeHead = regexp.MustCompile(`^\s*(?:小学|初中|高中)?(?:[一二三四五六七八九1-9](?:年级|上|下)|初[一二三]|高[一二三]|语文|数学|英语|道德|历史|地理|生物|物理|化学|科学)`)

func gradeFollows(s string) bool { return reGradeHead.MatchString(s) }

var (
	reGrade   = regexp.MustCompile(`(?:小学|初中)?([一二三四五六七八九1-9])\s*年级`)
	reJunior  = regexp.MustCompile(`初([一二三123])(?:[^\p{Han}]|[上下数语英物化生史地政历道年]|$)`)
	reSenior  = regexp.MustCompile(`高([一二三123])(?:[^\p{Han}]|[上下数语英物化生史地政历年]|$)`)
	reShort   = regexp.MustCompile(`(^|[^\p{Han}0-9.]|版|语文|数学|英语|道法|历史|地理|生物|物理|化学|科学|音乐|美术|体育)([一二三四五六七八九1-9])\s*[(]?([上下]|全)[)]?(册|学期)?($|[^\p{Han}]|第|[语数英道历地生物化科音美体]|u|U)`)
	reVolume  = regexp.MustCompile(`[(]?(上册|下册|全一册|上学期|下学期|第一学期|第二学期)[)]?`)
	reParen   = regexp.MustCompile("^\x00?\\s*[(]?([上下])[)]?($|[^\\p{Han}]|第)")
	reElect   = regexp.MustCompile(`(选择性必修|选必|选修|必修)\s*(?:第)?\s*([一二三四五1-5])\s*(?:册)?|(选择性必修|必修)\s*(上册|下册|中册|上|下)`)
	gradeWord = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
)

func number(s string) int {
	if n := gradeWord[s]; n > 0 {
		return n
	}
	n, _ := strconv.Atoi(s)
	return n
}

func (r *reading) grade(n int, sure float64) {
	r.out.Grade = r.out.Grade.better(Field{strconv.Itoa(n), ByName, sure})
}

func (r *reading) volume(v string, sure float64) {
	r.out.Volume = r.out.Volume.better(Field{v, ByName, sure})
}

// gradeAndVolume reads 五年级上册, 五上, 初二, 高一, 必修第一册.
func (r *reading) gradeAndVolume() {
	if m := r.take(reElect); m != nil {
		r.elective(m)
	}
	switch {
	case r.gradeOf(reGrade, 0, 0.95), r.gradeOf(reJunior, 6, 0.9), r.gradeOf(reSenior, 9, 0.9):
	default:
		if m := reShort.FindStringSubmatchIndex(r.rest); m != nil {
			r.grade(number(r.rest[m[4]:m[5]]), 0.9)
			r.volume(map[string]string{"上": "上册", "下": "下册", "全": "全一册"}[r.rest[m[6]:m[7]]], 0.9)
			end := m[7]
			if end < len(r.rest) && r.rest[end] == ')' {
				end++
			}
			if m[8] >= 0 {
				end = m[9]
			}
			r.rest = r.rest[:m[4]] + cut + r.rest[end:]
		}
	}
	if m := r.take(reVolume); m != nil {
		r.volume(map[string]string{"上册": "上册", "上学期": "上册", "第一学期": "上册", "下册": "下册", "下学期": "下册", "第二学期": "下册", "全一册": "全一册"}[m[1]], 0.92)
	}
}

// gradeOf takes one way of writing a grade, with 上 or 下 directly behind it.
func (r *reading) gradeOf(re *regexp.Regexp, add int, sure float64) bool {
	m := re.FindStringSubmatchIndex(r.rest)
	if m == nil {
		return false
	}
	r.grade(number(r.rest[m[2]:m[3]])+add, sure)
	end := m[1]
	if add > 0 {
		end = m[3] // what follows the number only proves that it is one
		if strings.HasPrefix(r.rest[end:], "年级") {
			end += len("年级")
		}
	}
	before, behind := r.rest[:m[0]], r.rest[end:]
	if v := reParen.FindStringSubmatchIndex(behind); v != nil {
		r.volume(map[string]string{"上": "上册", "下": "下册"}[behind[v[2]:v[3]]], 0.9)
		stop := v[3]
		for stop < len(behind) && behind[stop] == ')' {
			stop++
		}
		behind = behind[stop:]
	}
	r.rest = before + cut + behind
	return true
}

// elective reads the volumes of senior secondary school; the grade is only likely.
func (r *reading) elective(m []string) {
	kind, no := m[1], m[2]
	if kind == "" {
		kind, no = m[3], m[4]
	}
	if kind == "选必" {
		kind = "选择性必修"
	}
	han := []string{"", "一", "二", "三", "四", "五"}
	switch n := number(no); {
	case n > 0 && n < len(han):
		r.volume(kind+" 第"+han[n]+"册", 0.9)
	default:
		r.volume(kind+" "+strings.TrimSuffix(no, "册")+"册", 0.85)
	}
	n := 10
	if kind != "必修" {
		n = 11
	}
	r.out.Grade = r.out.Grade.better(Field{strconv.Itoa(n), ByName, 0.4})
}

var (
	reUnit    = regexp.MustCompile(`第\s*([一二三四五六七八九十百]+|\d{1,2})\s*(单元|章)`)
	reEnglish = regexp.MustCompile(`(?i)\b(?:unit|u)\s*(\d{1,2})\b`)
	reModule  = regexp.MustCompile(`(?i)\b(?:module|m)\s*(\d{1,2})\b`)
	reDotted  = regexp.MustCompile(`(^|[^\d.])(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)([^\d.]|$)`)
	reLesson  = regexp.MustCompile(`第\s*([一二三四五六七八九十]+|\d{1,2})\s*(课|节)(?:([^时程])|$)`)
)

func (r *reading) unit() {
	if m := r.take(reUnit); m != nil {
		r.out.Unit = Field{"第" + hanNumber(m[1]) + m[2], ByName, 0.9}
	} else if m := r.take(reModule); m != nil {
		r.out.Unit = Field{"Module " + m[1], ByName, 0.85}
		if u := r.take(reEnglish); u != nil {
			r.out.Unit.Value += " Unit " + u[1]
		}
	} else if m := r.take(reEnglish); m != nil {
		r.out.Unit = Field{"Unit " + m[1], ByName, 0.85}
	}
	if m := reLesson.FindStringSubmatchIndex(r.rest); m != nil {
		r.out.Chapter = Field{"第" + arabic(r.rest[m[2]:m[3]]) + r.rest[m[4]:m[5]], ByName, 0.7}
		r.rest = r.rest[:m[0]] + cut + r.rest[m[5]:]
	} else if m := reDotted.FindStringSubmatchIndex(r.rest); m != nil {
		r.out.Chapter = Field{r.rest[m[4]:m[5]], ByName, 0.7}
		r.rest = r.rest[:m[4]] + cut + r.rest[m[5]:]
	}
}

var hanDigits = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// hanNumber writes 1 to 99 as tables of contents do.
func hanNumber(s string) string {
	n, err := strconv.Atoi(s)
	switch {
	case err != nil || n < 1 || n > 99:
		return s
	case n < 10:
		return hanDigits[n]
	}
	out := "十"
	if n >= 20 {
		out = hanDigits[n/10] + out
	}
	if n%10 > 0 {
		out += hanDigits[n%10]
	}
	return out
}

// arabic reads what hanNumber writes.
func arabic(s string) string {
	for n := 1; n < 100; n++ {
		if hanNumber(strconv.Itoa(n)) == s {
			return strconv.Itoa(n)
		}
	}
	return s
}

// kind takes what the file is used for out of the name: at the edge of a word only, so that 练习 in 练习册上的画 stays.
func (r *reading) kind() {
	for _, n := range noise { // 课件最终版: what says nothing stands behind
		if s := strings.TrimRight(r.rest, " )]】"); strings.HasSuffix(s, n) {
			r.rest = strings.TrimSuffix(s, n) + cut
		}
	}
	low := lower(r.rest)
	for _, k := range kinds {
		i := strings.LastIndex(low, k.text)
		if i < 0 {
			continue
		}
		_, a := bounded(low, i, i+len(k.text))
		if !a {
			continue
		}
		if !r.out.Kind.Known() {
			r.out.Kind = Field{k.value, ByName, 0.9}
		}
		r.rest = r.rest[:i] + cut + r.rest[i+len(k.text):]
		low = lower(r.rest)
	}
}

// subject takes a name that stands alone; one that stands in a title is only a hint and stays there.
func (r *reading) subject(ws []word) {
	low := lower(r.rest)
	marked := strings.Index(low, "《")
	for _, w := range ws {
		i := strings.Index(low, w.text)
		if i < 0 {
			continue
		}
		j := i + len(w.text)
		b, a := bounded(low, i, j)
		ascii := w.text[0] < 0x80
		inMarks := marked >= 0 && i > marked && strings.Contains(low[j:], "》")
		switch {
		case a && b && !inMarks:
			r.out.Subject = r.out.Subject.better(Field{w.value, ByName, 0.95})
			r.rest = r.rest[:i] + cut + r.rest[j:]
			return
		case ascii || inMarks:
		case !w.weak:
			r.out.Subject = r.out.Subject.better(Field{w.value, ByName, 0.65})
			b = b || strings.HasSuffix(low[:i], "小学") || strings.HasSuffix(low[:i], "初中") || strings.HasSuffix(low[:i], "高中")
			if b && i == 0 && utf8.RuneCountInString(low[j:]) > 4 || b && (strings.HasSuffix(low[:i], cut) || strings.HasSuffix(low[:i], "学") || strings.HasSuffix(low[:i], "中")) { // 数学五边形…: a head, not a title
				if !strings.HasPrefix(low[j:], "广角") && !strings.HasPrefix(low[j:], "园地") && !strings.HasPrefix(low[j:], "文化") {
					r.rest = r.rest[:i] + cut + r.rest[j:]
				}
			}
			return
		case b || a:
			r.out.Subject = r.out.Subject.better(Field{w.value, ByName, 0.5})
		}
	}
}

var (
	reLed   = regexp.MustCompile(`^\d{1,2}\s*([\p{Han}"“]{2})`) // 14圆明园: the number of a lesson
	reMarks = regexp.MustCompile(`《([^《》]{1,40})》`)
	reSides = regexp.MustCompile(`[\s_\x00|【】\[\]()《》+~]+|-{1,}|—{3,}`)
)

// title is what is left: the name in 《》 when there is one, otherwise the pieces that say something.
func (r *reading) title() {
	rest := r.rest
	if m := reSerial.FindStringSubmatchIndex(rest); m != nil {
		rest = rest[m[2]:]
	}
	if m := reMarks.FindStringSubmatch(rest); m != nil {
		if t := clean(m[1]); t != "" {
			r.out.Title = Field{t + lessonHour(rest), ByName, 0.95}
			return
		}
	}
	var parts []string
	for _, p := range reSides.Split(rest, -1) {
		if p = clean(reLed.ReplaceAllString(p, "$1")); p != "" {
			parts = append(parts, p)
		}
	}
	t := strings.Join(parts, " ")
	if t == "" || poor(t) {
		return
	}
	sure := 0.8
	if len(parts) > 2 || utf8.RuneCountInString(t) > 24 {
		sure = 0.5
	}
	r.out.Title = Field{t, ByName, sure}
}

var reHour = regexp.MustCompile(`第\s*[一二三四五\d]\s*课时`)

// lessonHour keeps 第一课时 behind a title in marks.
func lessonHour(s string) string {
	if m := reHour.FindString(s); m != "" {
		return " " + m
	}
	return ""
}

var reEdges = regexp.MustCompile(`^[\s.,，。:：;、·&-]+|[\s.,，。:：;、·&的-]+$`)

// clean takes noise off a piece of a title.
func clean(p string) string {
	for _, n := range noise {
		for {
			q := strings.TrimSuffix(strings.TrimPrefix(p, n), n)
			if q == p {
				break
			}
			p = q
		}
	}
	p = strings.TrimSpace(reEdges.ReplaceAllString(strings.TrimSpace(p), ""))
	if _, err := strconv.Atoi(p); err == nil {
		return ""
	}
	return p
}

// poor reports whether a title says nothing.
func poor(t string) bool {
	return utf8.RuneCountInString(t) < 2 && !hasHan(t) || strings.IndexFunc(t, unicode.IsLetter) < 0
}
