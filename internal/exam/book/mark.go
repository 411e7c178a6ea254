package book

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Missing stands for a mark that is not there; marks are whole hundredths, at most MaxMark.
const (
	Missing uint16 = 65535
	MaxMark        = 65000
)

// hundredths rounds a mark that is known to be sound.
func hundredths(v float64) int32 {
	if !(v > 0) || v > MaxMark/100 {
		return 0
	}
	return int32(math.Round(v * 100))
}

// parseMark reads a mark as people write it, in hundredths. It takes full-width digits, a comma for the point of a mark with one decimal,
// and 分 behind; it does not take a thousands comma, a percentage or an expression.
func parseMark(s string) (int32, bool) {
	v, _, ok := readMark(s)
	return v, ok
}

// readMark also reports that digits beyond the hundredths were rounded.
func readMark(s string) (v int32, fine, ok bool) {
	if n := len(s); n > 0 && n <= 5 { // most cells: a few digits, perhaps with a point
		v, dec, i := int32(0), -1, 0
		for ; i < n; i++ {
			c := s[i]
			switch {
			case c >= '0' && c <= '9' && dec < 2:
				v = v*10 + int32(c-'0')
				if dec >= 0 {
					dec++
				}
				continue
			case c == '.' && dec < 0 && i > 0:
				dec = 0
				continue
			}
			break
		}
		if i == n && dec != 0 {
			switch dec {
			case -1:
				v *= 100
			case 1:
				v *= 10
			}
			return v, false, v <= MaxMark
		}
	}
	return slowMark(s)
}

var markRe = regexp.MustCompile(`^[+-]?\d{1,6}(?:[.,。．·]\d{1,12})?(?:分)?$`)

func slowMark(s string) (int32, bool, bool) {
	if len(s) == 0 || len(s) > 40 {
		return 0, false, false
	}
	s = strings.ReplaceAll(norm.NFKC.String(s), " ", "")
	if !markRe.MatchString(s) {
		return 0, false, false
	}
	s = strings.TrimSuffix(s, "分")
	s = strings.NewReplacer(",", ".", "。", ".", "·", ".").Replace(s)
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(f) > MaxMark/100 {
		return 0, false, false
	}
	h := math.Round(f * 100)
	return int32(h), math.Abs(f*100-h) > 1e-6, true
}

// Status says how a pupil stands to a subject.
type Status string

// Statuses. Sat is the zero value.
const (
	Sat      Status = ""
	Absent   Status = "absent"   // 缺考
	Deferred Status = "deferred" // 缓考
	Void     Status = "void"     // 作弊, 违纪
	Excused  Status = "excused"  // 免考
)

// statusWord reads a word for not sitting. dash reports a mere stroke, which people use for it too.
func statusWord(s string) (st Status, dash, ok bool) {
	if s == "" || len(s) > 30 || s[0] >= '0' && s[0] <= '9' {
		return Sat, false, false
	}
	switch t := plainTitle(s); t {
	case "q", "qk", "缺", "缺席", "未考", "旷考", "弃考", "未参加", "缺试", "absent", "a缺":
		return Absent, false, true
	case "-", "--", "/", "—", "——", "–", "\\", "×", "x", "#":
		return Absent, true, true
	case "缓", "hk", "病缓", "deferred":
		return Deferred, false, true
	case "wj", "zb", "零分处理", "舞弊", "雷同", "取消成绩", "void":
		return Void, false, true
	case "免", "mk", "免试", "免修", "exempt":
		return Excused, false, true
	default:
		switch {
		case strings.Contains(t, "缓考"):
			return Deferred, false, true
		case strings.Contains(t, "缺考"), strings.Contains(t, "缺试"):
			return Absent, false, true
		case strings.Contains(t, "作弊"), strings.Contains(t, "违纪"), strings.Contains(t, "违规"), strings.Contains(t, "舞弊"), strings.Contains(t, "雷同"):
			return Void, false, true
		case strings.Contains(t, "免考"):
			return Excused, false, true
		}
	}
	return Sat, false, false
}

// fine reports a word in a column of states that says nothing is the matter.
func fineWord(s string) bool {
	switch plainTitle(s) {
	case "", "正常", "到考", "已考", "参考", "是", "否", "0", "1", "无", "ok", "normal", "sat", "实考":
		return true
	}
	return false
}

// Answer marks: blank stands for an item without an answer in a string.
var answersRe = regexp.MustCompile(`^[A-Ha-h1-9.\-*#_?/|,;， 、()（）\[\]0]+$`)

// splitAnswers takes a string of answers apart: single letters one an item, several letters of one item in brackets or between commas,
// and a point, dash, star, zero or space-like mark for none. want is how many items there should be, 0 unknown: with as many letters as
// items separators are not needed.
func splitAnswers(s string, want int) ([]string, bool) {
	s = norm.NFKC.String(s)
	if s == "" || len(s) > maxText || !answersRe.MatchString(s) || strings.ContainsAny(s, "123456789") && strings.ContainsAny(s, "ABCDEFGHabcdefgh") {
		return nil, false
	}
	if strings.ContainsAny(s, ",;|/、 ") {
		cut := strings.FieldsFunc
		parts := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
		if strings.ContainsAny(s, ",;|/、") {
			cut = func(s string, f func(rune) bool) []string { // blanks between commas count
				return strings.Split(strings.Map(func(r rune) rune {
					if f(r) {
						return ','
					}
					return r
				}, s), ",")
			}
			parts = cut(s, func(r rune) bool { return strings.ContainsRune(",;|/、", r) })
			if n := len(parts); n > 1 && n == want+1 && strings.TrimSpace(parts[n-1]) == "" { // a comma at the end
				parts = parts[:n-1]
			}
		}
		out := make([]string, len(parts))
		for i, p := range parts {
			if p = strings.TrimSpace(p); p != "" && !isNone(p) {
				if out[i] = normalKey(p); out[i] == "" {
					return nil, false
				}
			}
		}
		return out, true
	}
	var out []string
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(' || c == '[':
			j := strings.IndexAny(s[i:], ")]")
			if j < 0 {
				return nil, false
			}
			out = append(out, normalKey(s[i+1:i+j]))
			i += j
		case c == ')' || c == ']':
			return nil, false
		case isNone(s[i : i+1]):
			out = append(out, "")
		default:
			out = append(out, normalKey(s[i:i+1]))
		}
	}
	return out, true
}

func isNone(s string) bool { return len(s) == 1 && strings.Contains(".-*#_?0", s) }

// normalKey is an answer's letters in order, each once: "da" and "AD" are one answer. Options may be numbered 1 to 9 instead. "" is no
// answer.
func normalKey(s string) string {
	if len(s) == 1 && (s[0] >= 'A' && s[0] <= 'Z' || s[0] >= '1' && s[0] <= '9') {
		return s
	}
	var have ['Z' + 1]bool
	n := 0
	for _, r := range norm.NFKC.String(s) {
		switch {
		case r >= 'a' && r <= 'z':
			have[r-'a'+'A'] = true
		case r >= 'A' && r <= 'Z', r >= '1' && r <= '9':
			have[r] = true
		case r == '√' || r == '对':
			return "T"
		case r == '×' || r == '错':
			return "F"
		case strings.ContainsRune(" ,、.+", r):
		default:
			return ""
		}
		if n++; n > 12 {
			return ""
		}
	}
	var out []byte
	for i, h := range have {
		if h {
			out = append(out, byte(i))
		}
	}
	return string(out)
}
