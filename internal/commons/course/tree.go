package course

import (
	"cmp"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// The limits of a tree.
const (
	MaxNodes = 2000
	MaxDepth = 6
	MaxTitle = 120
)

// NodeID names a node.
type NodeID = id.Of[Node]

// Node is a unit, chapter or lesson of a course.
type Node struct {
	ID     NodeID
	Parent NodeID // none at the top
	Sort   string
	Title  string
	Gone   bool
	Rev    int
}

// Tree is a course's nodes, gone ones too. It is pure: what it changes it gives back, and the service stores it.
type Tree struct{ nodes map[NodeID]Node }

// NewTree makes a tree of nodes.
func NewTree(all []Node) *Tree {
	t := &Tree{map[NodeID]Node{}}
	for _, n := range all {
		t.nodes[n.ID] = n
	}
	return t
}

// Row is a node in reading order. First and Last tell whether it can go up or down.
type Row struct {
	Node
	Depth       int
	First, Last bool
	Children    int
}

// Children are the nodes below one, in order, without those that are gone.
func (t *Tree) Children(parent NodeID) []Node {
	var out []Node
	for _, n := range t.nodes {
		if n.Parent == parent && !n.Gone {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b Node) int { return cmp.Or(cmp.Compare(a.Sort, b.Sort), slices.Compare(a.ID[:], b.ID[:])) })
	return out
}

// Rows is the tree in reading order.
func (t *Tree) Rows() []Row {
	below := map[NodeID][]Node{}
	for _, n := range t.nodes {
		if !n.Gone {
			below[n.Parent] = append(below[n.Parent], n)
		}
	}
	for _, all := range below {
		slices.SortFunc(all, func(a, b Node) int { return cmp.Or(cmp.Compare(a.Sort, b.Sort), slices.Compare(a.ID[:], b.ID[:])) })
	}
	var out []Row
	var walk func(parent NodeID, depth int)
	walk = func(parent NodeID, depth int) {
		all := below[parent]
		for i, n := range all {
			out = append(out, Row{n, depth, i == 0, i == len(all)-1, len(below[n.ID])})
			if depth < 2*MaxDepth { // stored trees are never deeper; nothing loops even if one were
				walk(n.ID, depth+1)
			}
		}
	}
	walk(NodeID{}, 0)
	return out
}

// Get finds a node that is there: itself and all above it are not gone.
func (t *Tree) Get(n NodeID) (Node, bool) {
	x, ok := t.nodes[n]
	if !ok || x.Gone {
		return x, false
	}
	for up, steps := x.Parent, 0; !up.IsZero(); steps++ {
		p, ok := t.nodes[up]
		if !ok || p.Gone || steps > 2*MaxDepth {
			return x, false
		}
		up = p.Parent
	}
	return x, true
}

func (t *Tree) depth(n NodeID) int {
	d := 0
	for !n.IsZero() && d <= 2*MaxDepth {
		d++
		n = t.nodes[n].Parent
	}
	return d
}

func (t *Tree) height(n NodeID) int {
	h := 0
	for _, c := range t.Children(n) {
		h = max(h, t.height(c.ID))
	}
	return h + 1
}

func (t *Tree) below(n, top NodeID) bool {
	for steps := 0; !n.IsZero() && steps <= 2*MaxDepth; steps++ {
		if n == top {
			return true
		}
		n = t.nodes[n].Parent
	}
	return false
}

var (
	errLost  = fault.New(fault.Conflict, "这一节刚刚被移走或删除了，请看过现在的目录再改")
	errDeep  = fault.New(fault.Invalid, "目录最多 6 层")
	errCycle = fault.New(fault.Invalid, "不能移到自己下面")
)

// put gives n a key behind after (none: at the beginning) under its parent. It returns n, and its new neighbours when they were numbered anew.
func (t *Tree) put(n Node, after NodeID) ([]Node, error) {
	if !n.Parent.IsZero() {
		if _, ok := t.Get(n.Parent); !ok {
			return nil, errLost
		}
	}
	all := slices.DeleteFunc(t.Children(n.Parent), func(x Node) bool { return x.ID == n.ID })
	at := 0
	if !after.IsZero() {
		if at = slices.IndexFunc(all, func(x Node) bool { return x.ID == after }) + 1; at == 0 {
			return nil, errLost
		}
	}
	low, high := "", ""
	if at > 0 {
		low = all[at-1].Sort
	}
	if at < len(all) {
		high = all[at].Sort
	}
	if high == "" || low < high {
		if n.Sort = Between(low, high); len(n.Sort) <= maxKey {
			t.nodes[n.ID] = n
			return []Node{n}, nil
		}
	}
	all = slices.Insert(all, at, n)
	var changed []Node
	for i, key := range spread(len(all)) {
		all[i].Sort = key
		t.nodes[all[i].ID] = all[i]
		changed = append(changed, all[i])
	}
	slices.SortStableFunc(changed, func(a, b Node) int { // the node itself first
		return cmp.Compare(boolInt(b.ID == n.ID), boolInt(a.ID == n.ID))
	})
	return changed, nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Add puts a new node behind another (none: at the beginning) under a parent.
func (t *Tree) Add(n Node, after NodeID) ([]Node, error) {
	if len(t.nodes) >= MaxNodes {
		return nil, fault.New(fault.Invalid, "一个目录最多 2000 节")
	}
	if t.depth(n.Parent)+1 > MaxDepth {
		return nil, errDeep
	}
	return t.put(n, after)
}

// Move puts a node behind another under a parent. Never below itself, never deeper than MaxDepth.
func (t *Tree) Move(n, parent, after NodeID) ([]Node, error) {
	x, ok := t.Get(n)
	if !ok {
		return nil, errLost
	}
	if t.below(parent, n) || after == n {
		return nil, errCycle
	}
	if t.depth(parent)+t.height(n) > MaxDepth {
		return nil, errDeep
	}
	x.Parent = parent
	return t.put(x, after)
}

// Step is where one key press takes a node.
type Step string

// The steps.
const (
	Up      Step = "up"
	Down    Step = "down"
	Indent  Step = "indent"
	Outdent Step = "outdent"
)

// Aim finds the parent and the neighbour for a step; false when there is no such way.
func (t *Tree) Aim(n NodeID, s Step) (parent, after NodeID, ok bool) {
	x, there := t.Get(n)
	if !there {
		return
	}
	all := t.Children(x.Parent)
	i := slices.IndexFunc(all, func(y Node) bool { return y.ID == n })
	switch {
	case s == Up && i > 0:
		if i > 1 {
			after = all[i-2].ID
		}
		return x.Parent, after, true
	case s == Down && i < len(all)-1:
		return x.Parent, all[i+1].ID, true
	case s == Indent && i > 0:
		parent = all[i-1].ID
		if c := t.Children(parent); len(c) > 0 {
			after = c[len(c)-1].ID
		}
		return parent, after, true
	case s == Outdent && !x.Parent.IsZero():
		return t.nodes[x.Parent].Parent, x.Parent, true
	}
	return
}
