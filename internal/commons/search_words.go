package commons

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// lexicon is what words mean beside what they say: names of subjects, grades, editions and volumes are filters too, and some words are
// other names of the same thing. It is only read once it is made.
type lexicon struct {
	more    map[string][]index.Phrase // by folded term
	longest int                       // characters
}

// wordbook keeps the lexicon of the moment: the vocabularies and the region's own synonyms, which people change while others search.
type wordbook struct {
	preset *preset.Preset
	words  *preset.Vocabulary

	mu    sync.Mutex
	state [2]int64 // of the region's synonyms, as selSynonymState tells it
	now   *lexicon
}

func newWordbook(p *preset.Preset, v *preset.Vocabulary) *wordbook {
	return &wordbook{preset: p, words: v, now: newLexicon(p, v, nil)}
}

// ready is the lexicon with the synonyms that are stored now, also when another process stored them. A failure leaves the one before.
func (w *wordbook) ready(ctx context.Context, s *Service) *lexicon {
	x := s.core.Reader(ctx)
	state, err := db.One(x, selSynonymState, func(r db.Row) (n [2]int64, err error) { return n, r.Scan(&n[0], &n[1]) }, clock.Forever)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil || state == w.state {
		return w.now
	}
	groups, err := db.All(x, selSynonyms, scanSynonym, s.now())
	if err != nil {
		return w.now
	}
	own := make([][]string, len(groups))
	for i, g := range groups {
		own[i] = g.Words
	}
	w.now, w.state = newLexicon(w.preset, w.words, own), state
	return w.now
}

// given are the preset's groups.
func (w *wordbook) given() [][]string {
	if w.preset == nil {
		return nil
	}
	return w.preset.Synonyms
}

// same reports whether one of the preset's groups holds all the words.
func (w *wordbook) same(words []string) bool {
	for _, g := range w.given() {
		if holds := func(x string) bool {
			return slices.ContainsFunc(g, func(y string) bool { return index.Fold(x) == index.Fold(y) })
		}; !slices.ContainsFunc(words, func(x string) bool { return !holds(x) }) {
			return true
		}
	}
	return false
}

// newLexicon reads the vocabularies and the region's groups. Either of the first two may be nil.
func newLexicon(p *preset.Preset, v *preset.Vocabulary, own [][]string) *lexicon {
	l := &lexicon{more: map[string][]index.Phrase{}}
	if v != nil {
		for _, w := range v.Editions {
			l.tag(index.Tag{Kind: tagEdition, Value: w.ID}, append(w.Aliases, w.Name)...)
		}
		for _, w := range v.Volumes {
			l.tag(index.Tag{Kind: tagVolume, Value: w.ID}, append(w.Aliases, w.Name)...)
		}
	}
	var given [][]string
	if p != nil {
		given = p.Synonyms
		l.names(p)
	}
	for _, group := range joined(append(slices.Clone(own), given...)) {
		l.alike(group)
	}
	return l
}

// names makes filters of the names of subjects, stages and grades.
func (l *lexicon) names(p *preset.Preset) {
	for _, x := range p.Subjects {
		l.tag(index.Tag{Kind: tagSubject, Value: x.Code}, x.Name)
	}
	for _, x := range p.Stages {
		l.tag(index.Tag{Kind: tagStage, Value: x.Code}, x.Name)
		for _, g := range x.Grades {
			l.tag(gradeTag(g.Number), g.Name)
		}
	}
}

// joined puts groups that share a word together: what is equal to one of them is equal to all.
func joined(groups [][]string) [][]string {
	var out [][]string
	for _, g := range groups {
		one := slices.Clone(g)
		out = slices.DeleteFunc(out, func(other []string) bool {
			for _, x := range other {
				for _, y := range g {
					if index.Fold(x) == index.Fold(y) {
						one = append(one, other...)
						return true
					}
				}
			}
			return false
		})
		out = append(out, one)
	}
	return out
}

// tag says that the terms mean what is filtered by t.
func (l *lexicon) tag(t index.Tag, terms ...string) {
	for _, x := range terms {
		if w := l.term(x); w != "" {
			l.more[w] = append(l.more[w], t.Of())
		}
	}
}

// term is a text as one folded word of at least two characters, or nothing.
func (l *lexicon) term(s string) string {
	words := index.Words(strings.Join(strings.Fields(s), ""))
	if len(words) != 1 || utf8.RuneCountInString(words[0]) < 2 {
		return ""
	}
	l.longest = max(l.longest, utf8.RuneCountInString(words[0]))
	return words[0]
}

// alike says that the terms of a group mean the same.
func (l *lexicon) alike(group []string) {
	var all []index.Phrase
	seen := map[string]bool{} // joined groups share a word
	for _, x := range group {
		if w := l.term(x); w != "" {
			if seen[w] {
				continue
			}
			seen[w] = true
			all = append(append(all, index.Literal(w)), l.more[w]...)
		}
	}
	for _, x := range group {
		if w := l.term(x); w != "" {
			l.more[w] = all
		}
	}
}

// cut takes a word apart where it holds terms that mean more than they say, as 五年级数学: whatever holds the whole holds its parts, so
// nothing is missed. A rest of one character keeps it together.
func (l *lexicon) cut(word string) []string {
	rs := []rune(word)
	var out []string
	start := 0
	rest := func(end int) bool {
		if end > start {
			out = append(out, string(rs[start:end]))
		}
		return end == start || end-start > 1
	}
	for i := 0; i < len(rs); {
		n := min(l.longest, len(rs)-i)
		for ; n >= 2; n-- {
			if l.more[string(rs[i:i+n])] != nil {
				break
			}
		}
		if n < 2 {
			i++
			continue
		}
		if !rest(i) {
			return []string{word}
		}
		out = append(out, string(rs[i:i+n]))
		i += n
		start = i
	}
	if !rest(len(rs)) {
		return []string{word}
	}
	return out
}

// say are the phrases of which one must stand there.
func (l *lexicon) say(piece string) []index.Phrase { return append(index.Say(piece), l.more[piece]...) }

// authors finds who is meant by a name or its Pinyin. Names live in org and nowhere else: this is a copy in memory, made from the
// authors of what is published, thrown away after a while and at once when somebody's name changes or is erased.
type authors struct {
	mu    sync.Mutex
	made  time.Time
	names spellings
}

// spellings are the tags of authors by folded name, by Pinyin and by initials.
type spellings map[string][]index.Phrase

// namesFor is how long a copy of the names is used.
const namesFor = 10 * time.Minute

func (n spellings) say(piece string) []index.Phrase { return n[piece] }

// ready is the copy, made anew when it is old. A failure leaves names out of this search and is tried again by the next.
func (a *authors) ready(ctx context.Context, s *Service) spellings {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := s.clock.Now()
	if a.names != nil && now.Sub(a.made) < namesFor && now.Sub(a.made) >= 0 {
		return a.names
	}
	names, err := s.spell(ctx)
	if err != nil {
		return a.names
	}
	a.names, a.made = names, now
	return names
}

// forget throws the copy away.
func (a *authors) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.names = nil
}

const selAuthors db.SQL = `-- unscoped: ids of authors in the index, whose names stay in memory and are shown to nobody
SELECT author FROM search_author ORDER BY author`

func (s *Service) spell(ctx context.Context) (spellings, error) {
	people, err := db.All(s.search.Reader(ctx), selAuthors, db.Value[org.PersonID])
	if err != nil {
		return nil, err
	}
	out := spellings{}
	for len(people) > 0 {
		some := people[:min(len(people), 1000)]
		people = people[len(some):]
		names, err := s.org.Names(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, who := range some {
			if names[who] == org.Erased {
				continue
			}
			tag := index.Tag{Kind: tagAuthor, Value: who.Hex()}.Of()
			for _, w := range nameWords(names[who]) {
				out[w] = append(out[w], tag)
			}
		}
	}
	return out, nil
}

// nameWords are the words by which a person may be looked for.
func nameWords(name string) []string {
	words := index.Words(name)
	if len(words) != 1 || utf8.RuneCountInString(words[0]) < 2 {
		return nil
	}
	out := words
	for _, line := range index.Sounds(name) {
		all, first := strings.Join(line, ""), ""
		for _, x := range line {
			first += x[:1]
		}
		if len(line) > 1 {
			out = append(out, all)
		}
		if len(line) > 2 { // two letters are everybody's
			out = append(out, first)
		}
	}
	return out
}
