// Package invent makes a catalogue of lessons out of nothing, metadata only, for the benchmark of search and its counterparts: the same
// number is the same lesson whenever and wherever it is made. Titles are put together from what textbooks teach; descriptions from
// the words of lesson plans and from a long tail of invented words whose frequencies fall as those of a language do. It may not read
// a store, and no lesson in it exists.
package invent

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
)

// Lesson is one catalogue row.
type Lesson struct {
	Title, Subject, Stage, Edition, Volume, Chapter, Text string

	Grade    int
	School   int // which school gave it
	Level    int // to whom it is shared: 0 its school, 1 its district, 2 the region
	Practice bool
	Video    bool
}

// Catalogue is so many schools' lessons.
type Catalogue struct {
	Seed    uint64
	Schools int
	words   []string
	weights []float64 // cumulated
}

// tail is how many invented words there are.
const tail = 30_000

// New makes the vocabulary.
func New(seed uint64, schools int) *Catalogue {
	c := &Catalogue{Seed: seed, Schools: max(schools, 1)}
	dice := rand.New(rand.NewPCG(seed, 1))
	chars := []rune(common)
	seen := map[string]bool{}
	for len(c.words) < tail {
		n := 2
		if k := dice.IntN(10); k == 0 {
			n = 4
		} else if k < 3 {
			n = 3
		}
		var w strings.Builder
		for range n { // frequent characters are frequent in words too
			w.WriteRune(chars[int(float64(len(chars))*math.Pow(dice.Float64(), 1.6))])
		}
		if !seen[w.String()] {
			seen[w.String()] = true
			c.words = append(c.words, w.String())
		}
	}
	sum := 0.0
	for i := range c.words {
		sum += 1 / math.Pow(float64(i)+2.7, 1.05)
		c.weights = append(c.weights, sum)
	}
	return c
}

// word draws by Zipf's law.
func (c *Catalogue) word(dice *rand.Rand) string {
	x := dice.Float64() * c.weights[len(c.weights)-1]
	lo, hi := 0, len(c.weights)-1
	for lo < hi {
		m := (lo + hi) / 2
		if c.weights[m] < x {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return c.words[lo]
}

// Word gives the n-th most frequent invented word, for queries.
func (c *Catalogue) Word(n int) string { return c.words[n] }

func pick(dice *rand.Rand, from []string) string { return from[dice.IntN(len(from))] }

// often picks the first ones more often.
func often(dice *rand.Rand, from []string) string {
	return from[int(float64(len(from))*math.Pow(dice.Float64(), 2))]
}

// Lesson is the n-th lesson.
func (c *Catalogue) Lesson(n int) Lesson {
	dice := rand.New(rand.NewPCG(c.Seed, uint64(n)+1000))
	s := subjects[int(float64(len(subjects))*math.Pow(dice.Float64(), 1.8))]
	stage := s.stages[int(float64(len(s.stages))*math.Pow(dice.Float64(), 1.3))]
	l := Lesson{Subject: s.code, Stage: stage, Edition: often(dice, editions), Volume: pick(dice, volumes), School: dice.IntN(c.Schools), Level: [...]int{0, 0, 1, 1, 1, 2, 2, 2, 2, 2}[dice.IntN(10)],
		Practice: dice.IntN(3) == 0, Video: dice.IntN(5) == 0}
	switch stage {
	case "primary":
		l.Grade = 1 + dice.IntN(6)
	case "junior":
		l.Grade = 7 + dice.IntN(3)
	default:
		l.Grade = 10 + dice.IntN(3)
	}
	topic := often(dice, s.topics)
	l.Chapter = fmt.Sprintf("第%s单元 %s", numerals[dice.IntN(len(numerals))], pick(dice, s.topics))
	switch dice.IntN(5) {
	case 0:
		l.Title = topic + pick(dice, kinds)
	case 1:
		l.Title = c.word(dice) + "视角下的" + topic
	case 2:
		l.Title = fmt.Sprintf("%s（第%s课时）", topic, numerals[dice.IntN(4)])
	case 3:
		l.Title = topic + "·" + c.word(dice) + pick(dice, kinds)
	default:
		l.Title = pick(dice, forms) + "：" + topic + "与" + c.word(dice)
	}
	var b strings.Builder
	b.WriteString(pick(dice, aims))
	for range 4 + dice.IntN(9) {
		b.WriteString(c.word(dice))
		if dice.IntN(3) == 0 {
			b.WriteString(pick(dice, joints))
		}
	}
	if dice.IntN(4) == 0 {
		b.WriteString(pick(dice, s.topics))
	}
	if s.code == "english" {
		b.WriteString(" " + pick(dice, english) + " " + pick(dice, english))
	}
	l.Text = b.String()
	return l
}

// Topics are the topics of a subject, the frequent ones first, for queries.
func Topics(subject string) []string {
	for _, s := range subjects {
		if s.code == subject {
			return s.topics
		}
	}
	return nil
}

// Subjects are the codes in use, the frequent ones first.
func Subjects() []string {
	var out []string
	for _, s := range subjects {
		out = append(out, s.code)
	}
	return out
}
