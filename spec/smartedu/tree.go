package smartedu

import (
	"fmt"
	"io"
	"strings"
)

// Tree is a tag tree: the menu of a module. What stands in it is published; the part files hold more.
type Tree struct {
	Path   string // tag_path of the whole tree
	Levels []Level
	count  int
	ids    map[[2]string]bool
}

// Level is one choice below a tag, such as 版本. Its name changes from branch to branch at the same depth.
type Level struct {
	Name, Dimension string
	Hidden          []string // ids that the menu must not show here; most are not among Tags at all
	Tags            []Node
}

// Node is a tag in a tree. A tag without tags below is a leaf.
type Node struct {
	Tag
	Hidden bool // this menu must not show it
	Levels []Level
}

// Leaf reports whether no tag stands below the node.
func (n *Node) Leaf() bool {
	for i := range n.Levels {
		if len(n.Levels[i].Tags) > 0 {
			return false
		}
	}
	return true
}

// Len is the number of tags in the tree, each place counted.
func (t *Tree) Len() int { return t.count }

// Has reports whether a tag stands anywhere in the tree.
func (t *Tree) Has(dimension, id string) bool { return t.ids[[2]string{dimension, id}] }

// Step is one tag on the way to a node, with the name of the level on which it was chosen.
type Step struct {
	Level string
	Tag
	Hidden bool
}

// Leaves calls visit with the way to each leaf, in the order of the menu, until visit returns false. The way is reused.
func (t *Tree) Leaves(visit func(way []Step) bool) { leaves(t.Levels, nil, visit) }

func leaves(levels []Level, way []Step, visit func([]Step) bool) bool {
	for i := range levels {
		for j := range levels[i].Tags {
			n := &levels[i].Tags[j]
			next := append(way, Step{levels[i].Name, n.Tag, n.Hidden})
			if n.Leaf() {
				if !visit(next) {
					return false
				}
			} else if !leaves(n.Levels, next, visit) {
				return false
			}
		}
	}
	return true
}

// ReadTree reads a tag tree, that of lessons, of textbooks or of lesson preparation: they have one form. A tag without id is left out
// with a finding, together with what stands below it. A tree of more than MaxNodes tags or MaxDepth levels, and one without any tag,
// is an error.
func ReadTree(in io.Reader, doc string) (*Tree, []Finding, error) {
	r := open(in, doc)
	t := &Tree{ids: map[[2]string]bool{}}
	if k := r.kind(); r.err == nil && k != '{' {
		r.skip()
		r.refuse("a tag tree was expected")
	}
	r.object(func(name string) {
		switch name {
		case "tag_path":
			t.Path = strings.TrimSpace(r.text())
		case "hierarchies":
			t.Levels = r.levels(t, 1)
		default:
			r.skip()
		}
	})
	if r.end(); r.err == nil && t.count == 0 {
		r.refuse("the tree has no tag")
	}
	if r.err != nil {
		return nil, r.finds, r.err
	}
	return t, r.finds, nil
}

func (r *reader) levels(t *Tree, depth int) []Level {
	if depth > MaxDepth {
		r.refuse(fmt.Sprintf("the tree is more than %d tags deep", MaxDepth))
		return nil
	}
	var out []Level
	r.array(maxList, false, func() {
		var l Level
		r.object(func(name string) {
			switch name {
			case "hierarchy_name":
				l.Name = r.label()
			case "ext":
				r.object(func(name string) {
					switch name {
					case "hidden_tags":
						l.Hidden = r.texts()
					case "tag_dimension_id":
						l.Dimension = strings.TrimSpace(r.text())
					default:
						r.skip()
					}
				})
			case "children":
				l.Tags = r.nodes(t, depth)
			default:
				r.skip()
			}
		})
		if len(l.Hidden) > 0 {
			hidden := map[string]bool{}
			for _, id := range l.Hidden {
				hidden[id] = true
			}
			for i := range l.Tags {
				l.Tags[i].Hidden = hidden[l.Tags[i].ID]
			}
		}
		if len(l.Tags) > 0 {
			out = append(out, l)
		}
	})
	return out
}

func (r *reader) nodes(t *Tree, depth int) []Node {
	var out []Node
	r.array(MaxNodes, false, func() {
		var n Node
		r.object(func(name string) {
			switch name {
			case "tag_id":
				n.ID = strings.TrimSpace(r.text())
			case "tag_name":
				n.Name = r.label()
			case "tag_dimension_id":
				n.Dimension = strings.TrimSpace(r.text())
			case "hierarchies":
				n.Levels = r.levels(t, depth+1)
			default:
				r.skip()
			}
		})
		if n.ID == "" {
			if r.err == nil {
				r.add(r.at(), CodeNoID, "the tag %q has no id and was left out", n.Name)
			}
			return
		}
		if t.count++; t.count > MaxNodes {
			r.refuse(fmt.Sprintf("the tree has more than %d tags", MaxNodes))
			return
		}
		t.ids[[2]string{n.Dimension, n.ID}] = true
		out = append(out, n)
	})
	return out
}
