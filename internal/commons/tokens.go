package commons

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the longest word token in bytes; a longer run is not language.
const maxWord = 64

// Fold brings text to the form that is indexed and compared: NFKC (full width to half width, ligatures apart), lower case, every
// run of white space one space. Line ends stay, so that a phrase does not reach across fields.
func Fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
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
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Tokens are the distinct keys under which a text is found: every Han character, every pair of neighbouring Han characters, and
// every word of other letters and digits, in order of first appearance.
func Tokens(s string) []string {
	var out []string
	seen := map[string]bool{}
	for _, run := range runs(Fold(s)) {
		cut(run, func(t string, _ bool) {
			if !seen[t] {
				seen[t] = true
				out = append(out, t)
			}
		})
	}
	return out
}

// ask turns a query into the keys that a document must have and the phrases that its folded text must hold. A character that
// stands in a pair is not asked for by itself.
func ask(query string) (keys, phrases []string) {
	seen := map[string]bool{}
	for _, run := range runs(Fold(query)) {
		phrases = append(phrases, run)
		cut(run, func(t string, alone bool) {
			if alone && !seen[t] {
				seen[t] = true
				keys = append(keys, t)
			}
		})
	}
	return keys, phrases
}

// runs are the parts between white space and punctuation.
func runs(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
}

// cut calls f for each token of a run; enough says that the token is worth asking for (not a character inside a pair).
func cut(run string, f func(token string, enough bool)) {
	rs := []rune(run)
	for i := 0; i < len(rs); {
		if !unicode.Is(unicode.Han, rs[i]) {
			j := i
			for j < len(rs) && !unicode.Is(unicode.Han, rs[j]) {
				j++
			}
			if w := string(rs[i:j]); len(w) <= maxWord {
				f(w, true)
			}
			i = j
			continue
		}
		before := i > 0 && unicode.Is(unicode.Han, rs[i-1])
		after := i+1 < len(rs) && unicode.Is(unicode.Han, rs[i+1])
		f(string(rs[i]), !before && !after)
		if after {
			f(string(rs[i:i+2]), true)
		}
		i++
	}
}
