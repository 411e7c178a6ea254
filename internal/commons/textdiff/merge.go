package textdiff

import (
	"slices"
	"strings"
)

// Fate says what became of a piece of a text that two people changed from one base.
type Fate uint8

// The fates. Taken and Kept are changes of one side only, Both the same change of both; a Conflict wants a person.
const (
	Untouched Fate = iota
	Kept           // changed by me only
	Taken          // changed by them only
	Both           // changed by both in the same way
	Conflict       // changed by both, differently
)

// Piece is a run of lines with one fate.
type Piece struct {
	Fate               Fate
	Base, Mine, Theirs []string
}

// Lines are the piece's lines after merging; mine chooses in a conflict.
func (p Piece) Lines(mine bool) []string {
	switch {
	case p.Fate == Taken, p.Fate == Conflict && !mine:
		return p.Theirs
	}
	return p.Mine
}

// Merge compares two texts with the base that both came from. Joined, the bases of the pieces are the base, and so for both sides.
// Lines that one side changed go next to each other without a conflict only when a line that nobody changed stands between.
func Merge(base, mine, theirs string) []Piece {
	o, a, b := whole(base), whole(mine), whole(theirs)
	toA, toB := matches(o, a), matches(o, b)
	var out []Piece
	add := func(p Piece) {
		if n := len(out) - 1; n >= 0 && p.Fate == Untouched && out[n].Fate == Untouched {
			out[n].Base, out[n].Mine, out[n].Theirs = append(out[n].Base, p.Base...), append(out[n].Mine, p.Mine...), append(out[n].Theirs, p.Theirs...)
			return
		}
		out = append(out, p)
	}
	i, j, k := 0, 0, 0
	for i < len(o) || j < len(a) || k < len(b) {
		if i < len(o) && toA[i] == j && toB[i] == k {
			add(Piece{Untouched, o[i : i+1 : i+1], a[j : j+1 : j+1], b[k : k+1 : k+1]})
			i, j, k = i+1, j+1, k+1
			continue
		}
		n := i // the next base line that both sides still have
		for n < len(o) && (toA[n] < 0 || toB[n] < 0) {
			n++
		}
		endA, endB := len(a), len(b)
		if n < len(o) {
			endA, endB = toA[n], toB[n]
		}
		add(fated(o[i:n], a[j:endA], b[k:endB]))
		i, j, k = n, endA, endB
	}
	return out
}

func fated(o, a, b []string) Piece {
	p := Piece{Conflict, o, a, b}
	switch {
	case slices.Equal(a, b):
		p.Fate = Both
	case slices.Equal(o, a):
		p.Fate = Taken
	case slices.Equal(o, b):
		p.Fate = Kept
	}
	return p
}

// whole cuts a text into lines so that joining them gives the text again.
func whole(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }

// matches tells for each token of a where it stands in b, -1 for nowhere.
func matches(a, b []string) []int {
	out := make([]int, len(a))
	i, j := 0, 0
	for _, e := range edits(a, b) {
		for range e.same {
			out[i] = j
			i, j = i+1, j+1
		}
		for range e.gone {
			out[i] = -1
			i++
		}
		j += e.come
	}
	return out
}

// Join puts merged pieces together. mine says for the n-th conflict whether my words stay.
func Join(pieces []Piece, mine func(n int) bool) string {
	var all []string
	n := 0
	for _, p := range pieces {
		keep := true
		if p.Fate == Conflict {
			keep = mine(n)
			n++
		}
		all = append(all, p.Lines(keep)...)
	}
	return strings.Join(all, "\n")
}

// Conflicts counts the pieces that want a person.
func Conflicts(pieces []Piece) int {
	n := 0
	for _, p := range pieces {
		if p.Fate == Conflict {
			n++
		}
	}
	return n
}
