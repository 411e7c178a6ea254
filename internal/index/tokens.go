package index

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Marks stand before tokens that are no text. They are private characters, which Fold's letters never are.
const (
	markGap     = "\uE000" // between two texts of a document
	markChar    = "\uE001" // a character that stands somewhere in the texts
	markTag     = "\uE002"
	markSound   = "\uE003" // a syllable of a name
	markInitial = "\uE004" // two initials of neighbouring characters of a name, or the last one
)

// The cuts. They are far beyond a lesson's title, chapter, headings and first thousand characters.
const (
	maxWord   = 64     // bytes of a word that stands for itself; a longer one by its beginning and a digest
	maxTokens = 12_000 // of a document
	maxPlaces = 250    // of one token in a document
)

// word is the token of a run of letters that are not Chinese.
func word(s string) string {
	if len(s) <= maxWord {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return strings.ToValidUTF8(s[:maxWord/2], "") + hex.EncodeToString(sum[:8])
}

// parts cuts a run into its Chinese and other stretches.
func parts(run string, f func(part string, chinese bool)) {
	start, was := 0, false
	for i, r := range run {
		is := han(r)
		if i > 0 && is != was {
			f(run[start:i], was)
			start = i
		}
		was = is
	}
	if start < len(run) {
		f(run[start:], was)
	}
}

// pairs calls f for every pair of neighbours of a Chinese stretch and returns its last character.
func pairs(s string, f func(pair string)) (last string) {
	prev := -1
	for i := range s {
		if prev >= 0 {
			_, n := utf8.DecodeRuneInString(s[i:])
			f(s[prev : i+n])
		}
		prev = i
	}
	return s[max(prev, 0):]
}

// Tokens are the tokens of a text in order, as they are stored: for tests and for those who want to see them.
func Tokens(s string) []string {
	var out []string
	for _, run := range runs(Fold(s)) {
		parts(run, func(p string, chinese bool) {
			if !chinese {
				out = append(out, word(p))
				return
			}
			out = append(out, pairs(p, func(pair string) { out = append(out, pair) }))
		})
	}
	return out
}

// Tag is a filter. Kind is one small letter that the caller chooses.
type Tag struct {
	Kind  byte
	Value string
}

// token is the tag as the engines see it: letters and digits only, whatever the value holds.
func (t Tag) token() string {
	plain := true
	for i := range len(t.Value) {
		c := t.Value[i]
		plain = plain && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
	}
	if plain && len(t.Value) <= maxWord {
		return markTag + string(t.Kind) + t.Value
	}
	sum := sha256.Sum256([]byte(t.Value))
	return markTag + string(t.Kind) + "0x" + hex.EncodeToString(sum[:16])
}

// Doc is what is stored. Rank is unique. Texts are found by their characters, Names by Pinyin and initials as well; a phrase never
// reaches from one into the next. Names are not texts by themselves.
type Doc struct {
	Rank  int64
	Texts []string
	Names []string
	Tags  []Tag
}

// stream is a document as tokens: placed ones in order ("" is a gap), and loose ones of which only the presence counts.
type stream struct {
	placed, loose []string
	word          bool // the last stretch was no Chinese
}

func (d Doc) stream() stream {
	var s stream
	seen := map[string]int{}
	put := func(t string) {
		if len(s.placed) >= maxTokens {
			return
		}
		if seen[t]++; seen[t] > maxPlaces {
			t = "" // a place without a token: what follows stays where it is
		}
		s.placed = append(s.placed, t)
	}
	chars := map[rune]bool{}
	for _, text := range d.Texts {
		for _, run := range runs(Fold(text)) {
			first := len(s.placed) > 0
			parts(run, func(p string, chinese bool) {
				// A phrase holds two neighbours of different kinds only where a run does, so a gap is needed nowhere else.
				if first && chinese == s.word {
					s.placed = append(s.placed, "")
				}
				first, s.word = false, !chinese
				if !chinese {
					put(word(p))
					return
				}
				for _, r := range p {
					if !chars[r] {
						chars[r] = true
						s.loose = append(s.loose, markChar+string(r))
					}
				}
				put(pairs(p, put))
			})
		}
	}
	for _, name := range d.Names {
		s.sound(name)
	}
	for _, t := range d.Tags {
		s.loose = append(s.loose, t.token())
	}
	return s
}
