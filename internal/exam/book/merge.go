package book

import (
	"cmp"
	"slices"
)

// span is a merged area; rows from 1, columns from 0, all inclusive.
type span struct{ top, bottom, left, right int }

// filler puts the text of merged areas into the cells they cover, row after row.
type filler struct {
	spans  []span // by top
	next   int
	active []held
	filled []bool
}

type held struct {
	span
	text string
}

func newFiller(spans []span) *filler {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.top, b.top) })
	return &filler{spans: spans}
}

// fill completes a row. Only the first cell of an area holds a text; an area whose first row was blank, and so never came, is dropped.
func (f *filler) fill(l *line) {
	for f.next < len(f.spans) && f.spans[f.next].top < l.number {
		f.next++
	}
	for f.next < len(f.spans) && f.spans[f.next].top == l.number {
		s := f.spans[f.next]
		if f.next++; s.left < len(l.cells) && l.cells[s.left] != "" && s.left <= s.right && s.top <= s.bottom {
			f.active = append(f.active, held{s, l.cells[s.left]})
		}
	}
	if len(f.active) == 0 {
		return
	}
	keep := f.active[:0]
	l.filled = nil
	for _, h := range f.active {
		if h.bottom < l.number {
			continue
		}
		keep = append(keep, h)
		for len(l.cells) <= min(h.right, MaxColumns-1) {
			l.cells = append(l.cells, "")
		}
		for c := h.left; c <= h.right && c < len(l.cells); c++ {
			if c == h.left && h.top == l.number || l.cells[c] != "" {
				continue
			}
			l.cells[c] = h.text
			if l.filled == nil {
				if f.filled == nil {
					f.filled = make([]bool, MaxColumns)
				}
				clear(f.filled)
				l.filled = f.filled
			}
			l.filled[c] = true
		}
	}
	f.active = keep
}
