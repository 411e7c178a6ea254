package textdiff_test

import (
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"pgregory.net/rapid"
)

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"甲", "乙", "丙", "丁", "戊", ""}), 0, 9).Draw(t, "lines"), "\n")
	})
}

// TestMergeLaws: who changed nothing gets the other's text, equal changes are no conflict, the merge is symmetric, no line of anybody
// is lost in the pieces, and a choice in all conflicts for one side leaves no word of the other there.
func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := texts().Draw(t, "base"), texts().Draw(t, "mine"), texts().Draw(t, "theirs")
		yes := func(int) bool { return true }
		if got := textdiff.Merge(base, base, theirs); textdiff.Conflicts(got) != 0 || textdiff.Join(got, yes) != theirs {
			t.Fatalf("an untouched text did not become theirs: %+v", got)
		}
		if got := textdiff.Merge(base, mine, base); textdiff.Conflicts(got) != 0 || textdiff.Join(got, yes) != mine {
			t.Fatalf("mine was lost: %+v", got)
		}
		if got := textdiff.Merge(base, mine, mine); textdiff.Conflicts(got) != 0 || textdiff.Join(got, yes) != mine {
			t.Fatalf("equal changes: %+v", got)
		}
		got, other := textdiff.Merge(base, mine, theirs), textdiff.Merge(base, theirs, mine)
		if textdiff.Join(got, yes) != textdiff.Join(other, func(int) bool { return false }) {
			t.Fatalf("not symmetric: %+v %+v", got, other)
		}
		var o, a, b []string
		for _, p := range got {
			o, a, b = append(o, p.Base...), append(a, p.Mine...), append(b, p.Theirs...)
		}
		if strings.Join(o, "\n") != base || strings.Join(a, "\n") != mine || strings.Join(b, "\n") != theirs {
			t.Fatalf("pieces %+v of %q %q %q", got, base, mine, theirs)
		}
	})
}

// TestMergeOfALesson: two people changed different paragraphs, and one they both changed waits for a person.
func TestMergeOfALesson(t *testing.T) {
	base := "# 目标\n认识三角形。\n\n# 活动\n摆一摆。\n\n# 练习\n做第 1 题。"
	mine := "# 目标\n认识三角形。\n\n# 活动\n用小棒摆一摆。\n\n# 练习\n做第 1 题和第 3 题。"
	theirs := "# 目标\n认识三角形的稳定性。\n\n# 活动\n摆一摆。\n\n# 练习\n做第 2 题。"
	got := textdiff.Merge(base, mine, theirs)
	if textdiff.Conflicts(got) != 1 {
		t.Fatalf("%+v", got)
	}
	want := "# 目标\n认识三角形的稳定性。\n\n# 活动\n用小棒摆一摆。\n\n# 练习\n"
	if s := textdiff.Join(got, func(int) bool { return true }); s != want+"做第 1 题和第 3 题。" {
		t.Fatal(s)
	}
	if s := textdiff.Join(got, func(int) bool { return false }); s != want+"做第 2 题。" {
		t.Fatal(s)
	}
}
