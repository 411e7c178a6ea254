package index

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Marks stand before tokens that are no text. They are punctuation, which no token of a text holds; the tokenizer of FTS5 is told
// (by the migration) to let them stand. One byte each, because a third of all tokens bear one.
const (
	markGap     = "-" // a place without a token
	markChar    = "_" // a character that stands somewhere in the texts
	markTag     = "+"
	markSound   = "~" // a syllable of a name
	markInitial = "^" // two initials of neighbouring characters of a name
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
	plain := len(t.Value) <= maxWord
	for _, r := range t.Value {
		plain = plain && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= firstCommon && r <= lastCommon)
	}
	if plain {
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

// stream is a document as tokens with a space after each: placed ones in order, a markGap where a place holds none, and loose ones of
// which only the presence counts.
type stream struct {
	placed, loose []byte
	n             int  // placed tokens
	word          bool // the last stretch was no Chinese
	seen          charSet
}

// charSet is the set of the characters of a document.
type charSet struct {
	common [(lastCommon - firstCommon + 64) / 64]uint64
	other  map[rune]bool
}

// add reports whether r is new.
func (c *charSet) add(r rune) bool {
	if r >= firstCommon && r <= lastCommon {
		i, bit := (r-firstCommon)/64, uint64(1)<<((r-firstCommon)%64)
		fresh := c.common[i]&bit == 0
		c.common[i] |= bit
		return fresh
	}
	if c.other[r] {
		return false
	}
	if c.other == nil {
		c.other = map[rune]bool{}
	}
	c.other[r] = true
	return true
}

func (s *stream) reset() {
	*s = stream{placed: s.placed[:0], loose: s.loose[:0]}
}

func (s *stream) place(mark, t string) {
	s.placed = append(append(append(s.placed, mark...), t...), ' ')
	s.n++
}

func (s *stream) put(t string) {
	if s.n < maxTokens {
		s.place("", t)
	}
}

// cut makes d's tokens.
func (s *stream) cut(d Doc) {
	s.reset()
	for _, text := range d.Texts {
		for _, run := range runs(Fold(text)) {
			first := s.n > 0
			parts(run, func(p string, chinese bool) {
				// A phrase holds two neighbours of different kinds only where a run does, so a gap is needed nowhere else.
				if first && chinese == s.word {
					s.place(markGap, "")
				}
				first, s.word = false, !chinese
				if !chinese {
					s.put(word(p))
					return
				}
				for _, r := range p {
					if s.seen.add(r) {
						s.loose = append(utf8.AppendRune(append(s.loose, markChar...), r), ' ')
					}
				}
				s.put(pairs(p, s.put))
			})
		}
	}
	if s.n > maxPlaces {
		s.thin()
	}
	for _, name := range d.Names {
		s.sound(name)
	}
	for _, t := range d.Tags {
		s.loose = append(append(s.loose, t.token()...), ' ')
	}
}

// thin leaves a gap where a token has had all its places, so that what follows stays where it is.
func (s *stream) thin() {
	had := map[string]int{}
	out := make([]byte, 0, len(s.placed))
	for t := range strings.FieldsSeq(string(s.placed)) {
		if had[t]++; had[t] > maxPlaces {
			t = markGap
		}
		out = append(append(out, t...), ' ')
	}
	s.placed = out
}
