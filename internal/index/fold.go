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
	s = strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, " ")))
	table := simplified()
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteByte('\n')
			space = false
		case unicode.IsSpace(r):
			space = true
		default:
			if space {
				b.WriteByte(' ')
			}
			space = false
			if r >= 0x3400 {
				if t, ok := table[r]; ok {
					r = t
				}
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// han reports whether r is a Chinese character. The common block is asked first: a table look-up a character would cost more than all
// else that is done with it.
func han(r rune) bool {
	if r < 0x2e80 {
		return false
	}
	return r >= 0x4e00 && r <= 0x9fff || unicode.Is(unicode.Han, r)
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
