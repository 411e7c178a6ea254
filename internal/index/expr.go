package index

import (
	"strings"
	"unicode/utf8"
)

// Phrase is tokens that stand one after another. Of an Open one the last token is only a beginning.
type Phrase struct {
	Tokens []string
	Open   bool
}

// Expr asks for documents: every group must be met, by one of its phrases.
type Expr [][]Phrase

// And adds a group; one without phrases can never be met.
func (e Expr) And(any ...Phrase) Expr { return append(e[:len(e):len(e)], any) }

// Of is the phrase of a tag.
func (t Tag) Of() Phrase { return Phrase{Tokens: []string{t.token()}} }

// Any is a group of tags.
func Any(tags ...Tag) []Phrase {
	out := make([]Phrase, len(tags))
	for i, t := range tags {
		out[i] = t.Of()
	}
	return out
}

// MaxWords is how many words of a query are asked for; more would only be a slower way to find nothing.
const MaxWords = 12

// Words are the words of a query, folded: the runs between white space and punctuation, each once.
func Words(query string) []string {
	var out []string
	seen := map[string]bool{}
	for _, run := range runs(Fold(query)) {
		if !seen[run] && len(out) < MaxWords {
			seen[run] = true
			out = append(out, run)
		}
	}
	return out
}

// Literal is the phrase that finds exactly the folded word.
func Literal(w string) Phrase {
	if r, n := utf8.DecodeRuneInString(w); n == len(w) && han(r) {
		return Phrase{Tokens: []string{markChar + w}}
	}
	var p Phrase
	var tail string // the last character of the stretch before: asked for only when something follows
	parts(w, func(s string, chinese bool) {
		if tail != "" {
			p.Tokens, tail = append(p.Tokens, tail), ""
		}
		if !chinese {
			p.Tokens = append(p.Tokens, word(s))
			return
		}
		n := len(p.Tokens)
		tail = pairs(s, func(pair string) { p.Tokens = append(p.Tokens, pair) })
		p.Open = len(p.Tokens) == n
	})
	if tail == "" {
		p.Open = false
	} else if p.Open { // one character at the end: it may be the first of a pair
		p.Tokens = append(p.Tokens, tail)
	}
	return p
}

// Say are all phrases that a folded word may stand for: itself and, in Latin letters, Pinyin.
func Say(w string) []Phrase { return append([]Phrase{Literal(w)}, heard(w)...) }

// fts is the expression in FTS5's language. Tokens hold letters and digits only, so nothing in them can be an operator.
func (e Expr) fts() string {
	var b strings.Builder
	for i, group := range e {
		if i > 0 {
			b.WriteString(" AND ")
		}
		b.WriteByte('(')
		for j, p := range group {
			if j > 0 {
				b.WriteString(" OR ")
			}
			b.WriteByte('"')
			b.WriteString(strings.Join(p.Tokens, " "))
			b.WriteByte('"')
			if p.Open {
				b.WriteByte('*')
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}

// tsquery is the expression in PostgreSQL's language.
func (e Expr) tsquery() string {
	var b strings.Builder
	for i, group := range e {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteByte('(')
		for j, p := range group {
			if j > 0 {
				b.WriteByte('|')
			}
			b.WriteByte('(')
			for k, t := range p.Tokens {
				if k > 0 {
					b.WriteString("<->")
				}
				b.WriteByte('\'')
				b.WriteString(t)
				b.WriteByte('\'')
				if p.Open && k == len(p.Tokens)-1 {
					b.WriteString(":*")
				}
			}
			b.WriteByte(')')
		}
		b.WriteByte(')')
	}
	return b.String()
}

// never reports whether a group cannot be met; engines refuse an empty one.
func (e Expr) never() bool {
	for _, g := range e {
		if len(g) == 0 {
			return true
		}
		for _, p := range g {
			if len(p.Tokens) == 0 {
				return true
			}
		}
	}
	return len(e) == 0
}
