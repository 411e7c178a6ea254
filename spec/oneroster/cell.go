package oneroster

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// maxIDBytes is the standard's longest sourcedId.
const maxIDBytes = 255

// trouble is what is wrong with a cell; the zero value is nothing.
type trouble struct {
	code     Code
	severity Severity
	message  string
}

// repair brings a trimmed cell that is not blank into the form that Record promises, or says why it cannot.
func (c *column) repair(v string) (string, trouble) {
	switch c.kind {
	case flag:
		return repairFlag(v)
	case day:
		if !isDay(v) {
			return v, trouble{CodeDate, Error, "日期应写作 2025-09-01 的样子(年-月-日),这里是“" + clip(v) + "”"}
		}
	case year:
		if t, err := time.Parse("2006", v); err != nil || t.Year() < 1900 || t.Year() > 2199 {
			return v, trouble{CodeDate, Error, "学年应是四位数的年份,这里是“" + clip(v) + "”"}
		}
	case word:
		return c.repairWord(v)
	case refs, list:
		return strings.Join(splitList(v), ","), trouble{}
	case login:
		return v, checkLogin(v)
	case ids:
		return repairIDs(v)
	default:
		if c.name == "identifier" && IdentityNumber(v) {
			return "", trouble{CodeUserIDs, Error, "这里是身份证号:本系统不收身份证号,请换成学号或工号"}
		}
	}
	return v, trouble{}
}

func repairFlag(v string) (string, trouble) {
	switch lower := strings.ToLower(v); {
	case v == "true" || v == "false":
		return v, trouble{}
	case lower == "true" || lower == "false":
		return lower, trouble{CodeBoolean, Warning, "“" + v + "”已按 " + lower + " 读(标准要求小写)"}
	}
	return v, trouble{CodeBoolean, Error, "只能是 true 或 false,这里是“" + clip(v) + "”"}
}

func (c *column) repairWord(v string) (string, trouble) {
	if slices.Contains(c.words, v) {
		return v, trouble{}
	}
	if name, ok := strings.CutPrefix(v, "ext:"); ok && name != "" && !c.closed {
		return v, trouble{}
	}
	for _, w := range c.words {
		if strings.EqualFold(w, v) {
			return w, trouble{CodeVocabulary, Warning, "“" + v + "”已按 " + w + " 读(标准区分大小写)"}
		}
	}
	return v, trouble{CodeVocabulary, Error, "“" + clip(v) + "”不在标准的取值表里;可用:" + strings.Join(c.words, "、")}
}

// checkLogin refuses user names that the product refuses to sign in: identity-card numbers and national pupil numbers.
func checkLogin(v string) trouble {
	switch {
	case digits18(v):
		return trouble{CodeUsername, Error, "登录名是身份证号的样子:身份证号不能作登录名"}
	case PupilNumber(v):
		return trouble{CodeUsername, Error, "登录名是全国学籍号:学籍号不能作登录名"}
	}
	return trouble{}
}

// repairIDs reads {type:id},{type:id}. Blanks around the parts are dropped.
func repairIDs(v string) (string, trouble) {
	bad := trouble{CodeUserIDs, Error, "应写作 {类型:号码},多个之间用逗号隔开"}
	var b strings.Builder
	for rest := v; ; {
		rest = strings.TrimSpace(rest)
		end := strings.IndexByte(rest, '}')
		if end < 0 || rest[0] != '{' {
			return v, bad
		}
		kind, id, ok := strings.Cut(rest[1:end], ":")
		kind, id = strings.TrimSpace(kind), strings.TrimSpace(id)
		if !ok || kind == "" || id == "" || strings.ContainsAny(kind+id, "{") {
			return v, bad
		}
		if IdentityNumber(id) {
			return "", trouble{CodeUserIDs, Error, "这里有身份证号:本系统不收身份证号,请删去"}
		}
		b.WriteString("{" + kind + ":" + id + "}")
		rest = strings.TrimSpace(rest[end+1:])
		if rest == "" {
			return b.String(), trouble{}
		}
		if rest[0] != ',' {
			return v, bad
		}
		b.WriteByte(',')
		rest = rest[1:]
	}
}

// UserIDs splits a userIds value that Check found well-formed into its pairs of type and id.
func UserIDs(value string) [][2]string {
	var out [][2]string
	for rest := value; ; {
		open := strings.IndexByte(rest, '{')
		end := strings.IndexByte(rest, '}')
		if open < 0 || end < open {
			return out
		}
		if kind, id, ok := strings.Cut(rest[open+1:end], ":"); ok {
			out = append(out, [2]string{kind, id})
		}
		rest = rest[end+1:]
	}
}

// isDay reports YYYY-MM-DD of a real day in the years 1900 to 2199. Two of them compare as texts.
func isDay(v string) bool {
	if len(v) != len(time.DateOnly) || v[4] != '-' || v[7] != '-' {
		return false
	}
	n := [3]int{}
	for i, part := range [3]string{v[:4], v[5:7], v[8:]} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return false
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	year, month, day := n[0], n[1], n[2]
	if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	return day <= 28 || time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// parseModified reads an ISO 8601 date-time. loose says that it lacked a time or a zone and was taken as UTC.
func parseModified(v string) (t time.Time, loose, ok bool) {
	if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
		return t.UTC(), false, true
	}
	for _, l := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02T15:04:05Z0700", time.DateOnly} {
		if t, err := time.Parse(l, v); err == nil {
			return t.UTC(), true, true
		}
	}
	return time.Time{}, false, false
}

// digits18 reports 18 digits, or 17 and an X: the shape of a citizen's identity number, whatever its checksum.
func digits18(v string) bool {
	if len(v) != 18 {
		return false
	}
	for i := range 17 {
		if v[i] < '0' || v[i] > '9' {
			return false
		}
	}
	last := v[17]
	return last >= '0' && last <= '9' || last == 'x' || last == 'X'
}

// IdentityNumber reports whether v is a citizen's identity number 公民身份号码 (GB 11643-1999): 18 characters with a real date and the right
// check character. The product refuses them everywhere.
func IdentityNumber(v string) bool {
	if !digits18(v) {
		return false
	}
	if t, err := time.Parse("20060102", v[6:14]); err != nil || t.Year() < 1850 || t.Year() > 2150 {
		return false
	}
	sum, weight := 0, 1
	for i := 17; i >= 0; i-- {
		d := 10
		if v[i] <= '9' {
			d = int(v[i] - '0')
		}
		sum += d * weight
		weight = weight * 2 % 11
	}
	return sum%11 == 1
}

// PupilNumber reports whether v is a national pupil number 全国学籍号: G, J or L and 17 to 19 letters or digits, of which at least 14 are digits. It is
// sensitive: never a login, a key, or printed.
func PupilNumber(v string) bool {
	if len(v) < 18 || len(v) > 20 || !strings.ContainsRune("GJLgjl", rune(v[0])) {
		return false
	}
	digits := 0
	for i := 1; i < len(v); i++ {
		c := v[i] | 0x20
		switch {
		case v[i] >= '0' && v[i] <= '9':
			digits++
		case c < 'a' || c > 'z':
			return false
		}
	}
	return digits >= 14
}

// clip shortens a value for a message.
func clip(v string) string {
	if utf8.RuneCountInString(v) <= 40 {
		return v
	}
	r := []rune(v)
	return string(r[:40]) + "…"
}
