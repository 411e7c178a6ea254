// Package textdiff tells how one text became another, line by line and inside a line word by word, for two columns side by side
// and for readers who do not see colour: each span says by a code whether it stayed, went or came.
//
// It is pure: no store, no page, no clock; the same texts give the same answer. Han characters are words of their own. The shortest
// way is found by Myers' algorithm of a library; texts too different for it to be of use are shown as one gone and one come.
package textdiff

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Op says what happened to a span or a line.
type Op uint8

// The ops. Changed is of lines only: the line is on both sides, with other words.
const (
	Same Op = iota
	Removed
	Added
	Changed
)

// Span is a piece of a line.
type Span struct {
	Op   Op // Same, Removed or Added
	Text string
}

// Line is a row of two columns. Left and Right have their numbers from 1, 0 when that side has no line here. Left holds spans that
// stayed or went, Right spans that stayed or came.
type Line struct {
	Op          Op
	A, B        int
	Left, Right []Span
}

// maxWords is how many words of a line are compared: above that a changed line is shown whole.
const maxWords = 3000

// Diff compares two texts line by line. Equal texts give only lines that are Same.
func Diff(a, b string) []Line {
	left, right := lines(a), lines(b)
	var out []Line
	i, j := 0, 0
	for _, e := range edits(left, right) {
		switch {
		case e.same > 0:
			for range e.same {
				out = append(out, Line{Same, i + 1, j + 1, spans(Same, left[i]), spans(Same, right[j])})
				i, j = i+1, j+1
			}
		default:
			out = append(out, replaced(left[i:i+e.gone], right[j:j+e.come], i, j)...)
			i, j = i+e.gone, j+e.come
		}
	}
	return out
}

// replaced pairs lines that went with lines that came, as long as there are both.
func replaced(gone, come []string, i, j int) []Line {
	var out []Line
	n := min(len(gone), len(come))
	for k := range n {
		l := Line{Op: Changed, A: i + k + 1, B: j + k + 1}
		for _, s := range Words(gone[k], come[k]) {
			if s.Op != Added {
				l.Left = append(l.Left, s)
			}
			if s.Op != Removed {
				l.Right = append(l.Right, s)
			}
		}
		out = append(out, l)
	}
	for k := n; k < len(gone); k++ {
		out = append(out, Line{Op: Removed, A: i + k + 1, Left: spans(Removed, gone[k])})
	}
	for k := n; k < len(come); k++ {
		out = append(out, Line{Op: Added, B: j + k + 1, Right: spans(Added, come[k])})
	}
	return out
}

// Words compares two short texts word by word, in one row of spans.
func Words(a, b string) []Span {
	if a == b {
		return spans(Same, a)
	}
	left, right := words(a), words(b)
	if len(left) > maxWords || len(right) > maxWords {
		return append(spans(Removed, a), spans(Added, b)...)
	}
	var out []Span
	i, j := 0, 0
	for _, e := range edits(left, right) {
		out = append(out, spans(Same, strings.Join(left[i:i+e.same], ""))...)
		i, j = i+e.same, j+e.same
		out = append(out, spans(Removed, strings.Join(left[i:i+e.gone], ""))...)
		out = append(out, spans(Added, strings.Join(right[j:j+e.come], ""))...)
		i, j = i+e.gone, j+e.come
	}
	return out
}

// Hunk is a run of rows with what surrounds a change. Before is how many equal rows were left out in front of it.
type Hunk struct {
	Before int
	Rows   []Line
}

// Hunks keeps the changes with around equal rows before and after each; rest is what was left out at the end. No hunk: no change.
func Hunks(all []Line, around int) (out []Hunk, rest int) {
	last := 0 // first row not yet shown
	for i := 0; i < len(all); i++ {
		if all[i].Op == Same {
			continue
		}
		from, to := max(last, i-around), i+1
		for k := i + 1; k < len(all) && k <= to+2*around; k++ {
			if all[k].Op != Same {
				to = k + 1
			}
		}
		end := min(len(all), to+around)
		out = append(out, Hunk{Before: from - last, Rows: all[from:end]})
		last, i = end, end-1
	}
	if out == nil {
		return nil, len(all)
	}
	return out, len(all) - last
}

// Count tells how many lines came, went and changed.
func Count(all []Line) (added, removed, changed int) {
	for _, l := range all {
		switch l.Op {
		case Added:
			added++
		case Removed:
			removed++
		case Changed:
			changed++
		}
	}
	return added, removed, changed
}

func spans(op Op, text string) []Span {
	if text == "" {
		return nil
	}
	return []Span{{op, text}}
}

// lines cuts a text at line ends; an empty text has no line.
func lines(s string) []string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// words cuts a line into runs of letters and digits, single Han characters and whatever else stands between.
func words(s string) []string {
	var out []string
	start, kind := 0, 0
	for i, r := range s {
		k := kindOf(r)
		if i > start && (k != kind || k == alone) {
			out = append(out, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// The kinds of runes: those of one kind make a word together, but for those that stand alone.
const (
	alone = iota
	letter
	space
)

func kindOf(r rune) int {
	switch {
	case unicode.Is(unicode.Han, r):
		return alone
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '_':
		return letter
	case unicode.IsSpace(r):
		return space
	}
	return alone
}

// edit is a run of equal tokens, or of tokens that went and came at one place.
type edit struct{ same, gone, come int }

// edits finds the shortest way from a to b. Each token becomes one rune, which is what the library compares.
func edits(a, b []string) []edit {
	code := map[string]rune{}
	encode := func(all []string) []rune {
		out := make([]rune, len(all))
		for i, s := range all {
			r, ok := code[s]
			if !ok {
				if r = rune(len(code) + 1); r >= 0xD800 {
					r += 0x800 // no rune is a surrogate
				}
				code[s] = r
			}
			out[i] = r
		}
		return out
	}
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // the same answer on a busy machine
	var out []edit
	open := false // the last edit still takes what goes and comes at its place
	for _, x := range d.DiffMainRunes(encode(a), encode(b), false) {
		n := len([]rune(x.Text))
		switch {
		case n == 0:
		case x.Type == diffmatchpatch.DiffEqual:
			out, open = append(out, edit{same: n}), false
		default:
			if !open {
				out, open = append(out, edit{}), true
			}
			if e := &out[len(out)-1]; x.Type == diffmatchpatch.DiffDelete {
				e.gone += n
			} else {
				e.come += n
			}
		}
	}
	return out
}
