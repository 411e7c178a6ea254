package textdiff_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"pgregory.net/rapid"
)

// side joins the spans of one column.
func side(all []textdiff.Span) string {
	var b strings.Builder
	for _, s := range all {
		b.WriteString(s.Text)
	}
	return b.String()
}

// TestBothSidesAreWhole: the left column is the old text, the right one the new, whatever they are; equal lines are equal, spans
// that went stand on the left only and those that came on the right only.
func TestBothSidesAreWhole(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("一二三ab c\n\n，。\U0001F600")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		all := textdiff.Diff(a, b)
		var left, right []string
		for _, l := range all {
			if l.A > 0 {
				left = append(left, side(l.Left))
				if l.A != len(left) {
					t.Fatalf("left number %d at row %d", l.A, len(left))
				}
			}
			if l.B > 0 {
				right = append(right, side(l.Right))
			}
			if l.Op == textdiff.Same && side(l.Left) != side(l.Right) {
				t.Fatalf("%q and %q are not the same", side(l.Left), side(l.Right))
			}
			for _, s := range l.Left {
				if s.Op == textdiff.Added {
					t.Fatal("a span on the left came")
				}
			}
			for _, s := range l.Right {
				if s.Op == textdiff.Removed {
					t.Fatal("a span on the right went")
				}
			}
		}
		if strings.Join(left, "\n") != a || strings.Join(right, "\n") != b {
			t.Fatalf("columns %q %q of %q %q", left, right, a, b)
		}
		added, removed, changed := textdiff.Count(all)
		if (a == b) != (added+removed+changed == 0) {
			t.Fatalf("%d %d %d for %q %q", added, removed, changed, a, b)
		}
		shown, kept := 0, 0
		hunks, rest := textdiff.Hunks(all, 1)
		for _, h := range hunks {
			shown += h.Before + len(h.Rows)
			for _, l := range h.Rows {
				if l.Op != textdiff.Same {
					kept++
				}
			}
		}
		if shown+rest != len(all) || kept != added+removed+changed {
			t.Fatalf("hunks hold %d of %d rows, %d changes of %d", shown+rest, len(all), kept, added+removed+changed)
		}
	})
}

// TestWordsOfChinese: one character changed is one character shown.
func TestWordsOfChinese(t *testing.T) {
	got := textdiff.Words("解方程 3x + 20 = 45", "解方程 3x + 25 = 45")
	var gone, come string
	for _, s := range got {
		switch s.Op {
		case textdiff.Removed:
			gone += s.Text
		case textdiff.Added:
			come += s.Text
		}
	}
	if gone != "20" || come != "25" {
		t.Fatalf("%+v", got)
	}
	one := textdiff.Diff("甲\n乙丙\n丁", "甲\n乙戊\n丁")
	if len(one) != 3 || one[1].Op != textdiff.Changed || side(one[1].Left) != "乙丙" || one[1].Left[1].Text != "丙" || one[1].Right[1].Text != "戊" {
		t.Fatalf("%+v", one)
	}
}

// TestManyDistinctLines: more lines than runes before the surrogates still come out whole.
func TestManyDistinctLines(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		b.WriteString(strings.Repeat("a", i%7))
		b.WriteString(string(rune('0'+i%10)) + string(rune(0x4e00+i%20000)) + string(rune('0'+i/20000)) + "\n")
	}
	a := b.String()
	all := textdiff.Diff(a, "新\n"+a)
	added, removed, changed := textdiff.Count(all)
	if added != 1 || removed != 0 || changed != 0 {
		t.Fatalf("%d %d %d", added, removed, changed)
	}
}
