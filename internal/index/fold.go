package index

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// simple is OpenCC's table of single characters, the first of its choices: a traditional character and its simplified one a line.
// See opencc/LICENSE (Apache-2.0).
//
//go:embed opencc/ts.txt
var simple string

// simplified maps traditional characters. It is read once, when the first text is folded.
var simplified = sync.OnceValue(func() map[rune]rune {
	out := make(map[rune]rune, 4200)
	for line := range strings.Lines(simple) {
		from, n := utf8.DecodeRuneInString(line)
		to, _ := utf8.DecodeRuneInString(line[n:])
		out[from] = to
	}
	return out
})

// Fold brings text to the form that is indexed and compared: NFKC (full width to half width, ligatures apart), lower case,
// simplified characters, every run of white space one space. Line ends stay, so that a phrase does not reach across fields.
func Fold(s string) string {
	if out, ok := foldUsual(s); ok {
		return out
	}
	s = strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, " ")))
	table := simplified()
	f := folder{out: make([]byte, 0, len(s))}
	for _, r := range s {
		if r >= 0x3400 {
			if t, ok := table[r]; ok {
				r = t
			}
		}
		f.put(r)
	}
	return string(f.out)
}

// folder writes folded characters.
type folder struct {
	out   []byte
	space bool // one is due before the next character
}

func (f *folder) put(r rune) {
	switch {
	case r == '\n':
		f.out = append(f.out, '\n')
		f.space = false
	case unicode.IsSpace(r):
		f.space = true
	default:
		if f.space {
			f.out = append(f.out, ' ')
		}
		f.space = false
		f.out = utf8.AppendRune(f.out, r)
	}
}

// foldUsual folds a text of the characters that lessons are written with, each of which folds by itself, and gives up at any other:
// the general way costs three times as much. A test holds that both say the same.
func foldUsual(s string) (string, bool) {
	table := common()
	f := folder{out: make([]byte, 0, len(s))}
	for _, r := range s {
		switch {
		case r < 0x80:
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
		case r >= firstCommon && r <= lastCommon:
			r = table[r-firstCommon]
		case r >= 0xff01 && r <= 0xff5e: // full width
			if r -= 0xfee0; r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
		case r >= 0x3000 && r <= 0x3020, r == '·', r == '—', r == '‘', r == '’', r == '“', r == '”':
		default:
			return "", false
		}
		f.put(r)
	}
	return string(f.out), true
}

// The block of the common characters.
const firstCommon, lastCommon = 0x4e00, 0x9fff

// common is simplified for the common block, as an array: a map's look-up would be most of the cost of a character.
var common = sync.OnceValue(func() *[lastCommon - firstCommon + 1]rune {
	table, out := simplified(), new([lastCommon - firstCommon + 1]rune)
	for i := range out {
		r := rune(i) + firstCommon
		out[i] = r
		if t, ok := table[r]; ok {
			out[i] = t
		}
	}
	return out
})

// han reports whether r is a Chinese character. The common block is asked first: a table look-up a character would cost more than all
// else that is done with it.
func han(r rune) bool {
	if r < 0x2e80 {
		return false
	}
	return r >= firstCommon && r <= lastCommon || unicode.Is(unicode.Han, r)
}

// letter reports whether r belongs into a token.
func letter(r rune) bool {
	if r < 0x80 {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return han(r) || unicode.In(r, unicode.L, unicode.N, unicode.M)
}

// runs are the parts between white space and punctuation.
func runs(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !letter(r) })
}
