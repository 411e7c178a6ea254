package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Lang is the language of a page.
type Lang string

// The languages. Chinese is what stands in the source, English is the catalogue en.json.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

//go:embed en.json
var enJSON []byte

var english = func() (m map[string]string) {
	if err := json.Unmarshal(enJSON, &m); err != nil {
		panic("report: en.json: " + err.Error()) // an embedded file; the tests read it
	}
	return m
}()

// T is a sentence in the language, with its places filled as by fmt.Sprintf.
func (l Lang) T(key string, args ...any) string {
	text := key
	if l == English {
		if e, ok := english[key]; ok {
			text = e
		}
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Tag is the language by BCP 47.
func (l Lang) Tag() string {
	if l == English {
		return "en"
	}
	return "zh-CN"
}

// figure is a number for readers with a true minus sign; a dash where there is none.
func figure(x float64, digits int) string {
	if math.IsNaN(x) {
		return "—"
	}
	if math.IsInf(x, 0) {
		return strings.ReplaceAll(strings.TrimPrefix(strconv.FormatFloat(x, 'f', 0, 64), "+"), "-", "−")
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if math.Abs(x) >= 1e7 {
		s = strconv.FormatFloat(x, 'g', 6, 64)
	}
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return strings.ReplaceAll(s, "-", "−")
}

// number is a mark: as many digits as it has.
func number(x float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(x, 'g', 6, 64), "-", "−")
}

// percent of a share.
func percent(x float64) string {
	if math.IsNaN(x) {
		return "—"
	}
	return figure(100*x, 1) + " %"
}

// chance is a p-value with its relation.
func chance(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return "= " + figure(p, 3)
}

// Clean makes a text from a file harmless for readers: control and format characters (among them those that turn the direction of text) and
// what is no text become "�", white space becomes one blank, and no more than two marks stand on a letter.
func Clean(s string) string {
	var b strings.Builder
	marks, blank := 0, false
	for _, c := range strings.TrimSpace(s) {
		if unicode.IsSpace(c) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		switch {
		case unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Me, c):
			if marks++; marks > 2 {
				continue
			}
		case c == '\u200c' || c == '\u200d': // joiners belong to letters
		case unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || !unicode.IsGraphic(c):
			c = '\ufffd'
			marks = 0
		default:
			marks = 0
		}
		b.WriteRune(c)
	}
	return b.String()
}

// columns is the width of a text in halves of a Chinese character.
func columns(s string) (n int) {
	for _, c := range s {
		switch {
		case unicode.Is(unicode.Mn, c):
		case wide(c):
			n += 2
		default:
			n++
		}
	}
	return n
}

func wide(c rune) bool {
	k := width.LookupRune(c).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}

// short cuts a text to that many columns.
func short(s string, most int) string {
	if columns(s) <= most {
		return s
	}
	n, out := 0, ""
	for _, c := range s {
		if n += columns(string(c)); n > most-1 {
			break
		}
		out += string(c)
	}
	return out + "…"
}

// gap is what stands between two sentences.
func (l Lang) gap() string {
	if l == English {
		return " "
	}
	return ""
}
