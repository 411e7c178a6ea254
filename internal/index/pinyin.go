package index

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// Limits of what is understood as Pinyin.
const (
	maxLetters  = 48 // of a query word
	maxInitials = 8
	maxReadings = 4 // ways of cutting a word into syllables, as xian is xian and xi an
)

// Sounds are the syllables of the Chinese characters of a text, without tones, one a character; characters with several readings by
// the most usual one. Stretches of other letters part the result.
func Sounds(s string) [][]string {
	var out [][]string
	first, _ := spoken()
	for _, run := range runs(Fold(s)) {
		parts(run, func(p string, chinese bool) {
			if !chinese {
				return
			}
			line := make([]string, 0, len(p)/3)
			for i := 0; i < len(p); {
				r, n := utf8.DecodeRuneInString(p[i:])
				_, m := utf8.DecodeRuneInString(p[i+n:])
				if both := words[p[i:i+n+m]]; both != nil {
					line, i = append(line, both...), i+n+m
					continue
				}
				sound := usual[r]
				if sound == "" {
					sound = first[r]
				}
				if sound == "" {
					sound = "0" // rare: no word of letters asks for it
				}
				line, i = append(line, sound), i+n
			}
			out = append(out, line)
		})
	}
	return out
}

// sound adds the Pinyin of a name: its syllables, then pairs of initials. Syllables stand between two stretches of initials and the
// other way round, so that no phrase of either reaches from one stretch of characters into the next; a stretch of one character has no
// pair, and a gap instead.
func (s *stream) sound(name string) {
	for _, line := range Sounds(name) {
		for _, x := range line {
			s.place(markSound, x)
		}
		if len(line) == 1 {
			s.place(markGap, "")
		}
		for i := 1; i < len(line); i++ {
			s.placed = append(append(s.placed, markInitial...), line[i-1][0], line[i][0], ' ')
			s.n++
		}
	}
}

// plain takes the tones off.
var plain = strings.NewReplacer("ā", "a", "á", "a", "ǎ", "a", "à", "a", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ē", "e", "é", "e", "ě", "e", "è", "e",
	"ê̄", "e", "ế", "e", "ê̌", "e", "ề", "e", "ê", "e", "ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u",
	"ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "m̀", "m", "\u0300", "", "\u0304", "", "\u030c", "")

// spoken is the most usual reading of each character, without tones, and the set of all syllables. It is made when it is first asked for.
var spoken = sync.OnceValues(func() (map[rune]string, map[string]bool) {
	first, all := make(map[rune]string, len(pinyin.PinyinDict)), map[string]bool{}
	for r, readings := range pinyin.PinyinDict {
		for i, x := range strings.Split(plain.Replace(readings), ",") {
			if i == 0 {
				first[rune(r)] = x
			}
			if r >= 0x4e00 && r <= 0x9fff && strings.ContainsAny(x, "aeiouv") {
				all[x] = true
			}
		}
	}
	return first, all
})

func syllables() map[string]bool {
	_, all := spoken()
	return all
}

// begins are the beginnings of syllables: somebody is still typing the last one.
var begins = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for x := range syllables() {
		for i := 1; i < len(x); i++ {
			out[x[:i]] = true
		}
	}
	return out
})

// heard are the phrases that a word in Latin letters may stand for in Pinyin and in initials.
func heard(w string) []Phrase {
	if len(w) < 2 || len(w) > maxLetters || strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return nil
	}
	var out []Phrase
	for _, r := range readings(w) {
		p := Phrase{Open: r.open}
		for _, x := range r.cut {
			p.Tokens = append(p.Tokens, markSound+x)
		}
		out = append(out, p)
	}
	if len(w) <= maxInitials {
		var p Phrase
		for i := range len(w) - 1 {
			p.Tokens = append(p.Tokens, markInitial+w[i:i+2])
		}
		out = append(out, p)
	}
	return out
}

// reading is one way of cutting a word into syllables; the last of an open one is only begun.
type reading struct {
	cut  []string
	open bool
}

// readings cuts w, the ways with fewest syllables first.
func readings(w string) []reading {
	known, begun := syllables(), begins()
	var out []reading
	var walk func(rest string, cut []string)
	walk = func(rest string, cut []string) {
		if len(out) >= 8*maxReadings {
			return
		}
		if rest == "" {
			out = append(out, reading{slices.Clone(cut), false})
			return
		}
		for n := min(6, len(rest)); n > 0; n-- {
			if known[rest[:n]] {
				walk(rest[n:], append(cut, rest[:n]))
			}
		}
		if len(cut) > 0 && begun[rest] && !known[rest] {
			out = append(out, reading{append(slices.Clone(cut), rest), true})
		}
	}
	walk(w, nil)
	slices.SortStableFunc(out, func(a, b reading) int { return len(a.cut) - len(b.cut) })
	return out[:min(len(out), maxReadings)]
}

// Spelt reports whether a query word in Latin letters may be read as the name: its Pinyin, the beginning of it, or its initials.
func Spelt(name, word string) bool {
	for _, line := range Sounds(name) {
		all, first := strings.Join(line, ""), ""
		for _, x := range line {
			first += x[:1]
		}
		if word == all || word == first || len(word) >= 4 && strings.HasPrefix(all, word) {
			return true
		}
	}
	return false
}
