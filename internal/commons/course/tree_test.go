package course_test

import (
	"slices"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/commons/course"
	"github.com/tongxue-edu/tongxue/internal/id"
	"pgregory.net/rapid"
)

// TestBetween: there is always room, on both sides of every key that was ever given.
func TestBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := []string{course.Between("", "")}
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			i := rapid.IntRange(0, len(keys)).Draw(t, "at")
			low, high := "", ""
			if i > 0 {
				low = keys[i-1]
			}
			if i < len(keys) {
				high = keys[i]
			}
			k := course.Between(low, high)
			if k <= low || high != "" && k >= high || k[len(k)-1] == '0' {
				t.Fatalf("%q is not between %q and %q", k, low, high)
			}
			keys = slices.Insert(keys, i, k)
		}
	})
}

// TestTreeKeepsAll moves nodes at random by steps and to places: never a cycle, never a node lost, and each stands where it was asked to.
func TestTreeKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := course.NewTree(nil)
		var all []course.NodeID
		node := func(label string) course.NodeID {
			if len(all) == 0 || rapid.IntRange(0, 4).Draw(t, label+" top") == 0 {
				return course.NodeID{}
			}
			return rapid.SampledFrom(all).Draw(t, label)
		}
		for range rapid.IntRange(1, 80).Draw(t, "ops") {
			if len(all) < 3 || rapid.IntRange(0, 3).Draw(t, "what") == 0 {
				n := course.Node{ID: id.New[course.Node](), Parent: node("parent"), Title: "x", Rev: 1}
				if _, err := tree.Add(n, course.NodeID{}); err == nil {
					all = append(all, n.ID)
				}
				continue
			}
			n, step := rapid.SampledFrom(all).Draw(t, "node"), rapid.SampledFrom([]course.Step{course.Up, course.Down, course.Indent, course.Outdent, ""}).Draw(t, "step")
			parent, after, ok := tree.Aim(n, step)
			if step == "" {
				parent, after, ok = node("to"), course.NodeID{}, true
				if c := tree.Children(parent); len(c) > 0 {
					after = c[rapid.IntRange(0, len(c)-1).Draw(t, "after")].ID
				}
			}
			if !ok {
				continue
			}
			if _, err := tree.Move(n, parent, after); err != nil {
				continue
			}
			c := tree.Children(parent)
			i := slices.IndexFunc(c, func(x course.Node) bool { return x.ID == n })
			if i < 0 || after.IsZero() && i != 0 || !after.IsZero() && c[i-1].ID != after {
				t.Fatalf("moved behind %v, stands at %d of %d", after, i, len(c))
			}
			if rows := tree.Rows(); len(rows) != len(all) {
				t.Fatalf("%d of %d nodes are left", len(rows), len(all))
			} else {
				for _, r := range rows {
					if r.Depth >= course.MaxDepth {
						t.Fatal("too deep")
					}
				}
			}
		}
	})
}

// TestManyMovesTouchFewRows: an ordinary move gives one row; keys stay short because crowded siblings are numbered anew.
func TestManyMovesTouchFewRows(t *testing.T) {
	tree := course.NewTree(nil)
	var all []course.NodeID
	for range 100 {
		n := course.Node{ID: id.New[course.Node](), Title: "x"}
		if _, err := tree.Add(n, course.NodeID{}); err != nil {
			t.Fatal(err)
		}
		all = append(all, n.ID)
	}
	rows := 0
	const moves = 1000
	for i := range moves { // always behind the same node: the worst place
		changed, err := tree.Move(all[i%99], course.NodeID{}, all[99])
		if err != nil {
			t.Fatal(err)
		}
		rows += len(changed)
	}
	t.Logf("%d moves to one place wrote %d rows", moves, rows)
	if rows > 4*moves {
		t.Errorf("%d rows", rows)
	}
}
