package smartedu

import (
	"cmp"
	"slices"
	"strings"
)

// Shelf is a leaf of the menu with the textbooks that hang there. On the platform's snapshot each leaf has exactly one.
type Shelf struct {
	Way    []Step
	Hidden bool     // the menu must not show it, or something above it
	Books  []string // ids of records
}

// Key is the ids on the way joined by /, the platform's own name of a place in a menu (defaultTag).
func (s Shelf) Key() string {
	ids := make([]string, len(s.Way))
	for i, w := range s.Way {
		ids[i] = w.ID
	}
	return strings.Join(ids, "/")
}

// TagUse is a tag and how many records carry it.
type TagUse struct {
	Tag
	Records int
}

// Placement is where textbooks hang in a menu. Nothing is rejected: the tree is the published catalogue, the part files are the
// store, and both are kept.
type Placement struct {
	Shelves  []Shelf  // every leaf, in the order of the menu
	Unlisted []string // records without a leaf, in the order given: kept, not shown in the menu
	OffTree  []TagUse // tags that records carry and the tree lacks, by dimension, most used first
}

// Placed counts the shelves that have a book, and the books that have a shelf.
func (p *Placement) Placed() (shelves, books int) {
	ids := map[string]bool{}
	for _, s := range p.Shelves {
		if len(s.Books) > 0 {
			shelves++
		}
		for _, id := range s.Books {
			ids[id] = true
		}
	}
	return shelves, len(ids)
}

// Place hangs textbooks into the menu. At each level a record goes to the tags that it carries, so the order of choices is the tree's
// own: 学段/年级/学科/版本/册次/新旧, and in senior high without 年级 even if the record has one. Where records have paths of their own
// (tag_paths), as in tch_material, these are followed instead. A record hangs only where it reaches a leaf.
func (t *Tree) Place(records []Resource) Placement {
	var p Placement
	at := map[string]int{}
	t.Leaves(func(way []Step) bool {
		s := Shelf{Way: slices.Clone(way)}
		for _, step := range way {
			s.Hidden = s.Hidden || step.Hidden
		}
		at[s.Key()] = len(p.Shelves)
		p.Shelves = append(p.Shelves, s)
		return true
	})
	uses := map[[2]string]*TagUse{}
	for i := range records {
		rec := &records[i]
		keys := t.find(rec)
		for _, key := range keys {
			s := &p.Shelves[at[key]]
			s.Books = append(s.Books, rec.ID)
		}
		if len(keys) == 0 {
			p.Unlisted = append(p.Unlisted, rec.ID)
		}
		for _, tag := range rec.Tags {
			k := [2]string{tag.Dimension, tag.ID}
			if tag.ID == "" || t.ids[k] {
				continue
			}
			if uses[k] == nil {
				uses[k] = &TagUse{Tag: tag}
			}
			uses[k].Records++
		}
	}
	p.OffTree = sorted(uses)
	return p
}

func sorted(uses map[[2]string]*TagUse) []TagUse {
	out := make([]TagUse, 0, len(uses))
	for _, u := range uses {
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b TagUse) int {
		return cmp.Or(cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(b.Records, a.Records), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// find gives the keys of the leaves that a record reaches.
func (t *Tree) find(rec *Resource) []string {
	var keys []string
	add := func(key string) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(rec.TagPaths) > 0 {
		for _, path := range rec.TagPaths {
			if key := t.follow(path); key != "" {
				add(key)
			}
		}
		return keys
	}
	has := make(map[[2]string]bool, len(rec.Tags))
	for _, tag := range rec.Tags {
		if tag.ID != "" {
			has[[2]string{tag.Dimension, tag.ID}] = true
		}
	}
	descend(t.Levels, "", has, add)
	return keys
}

func descend(levels []Level, key string, has map[[2]string]bool, add func(string)) {
	for i := range levels {
		for j := range levels[i].Tags {
			n := &levels[i].Tags[j]
			if !has[[2]string{n.Dimension, n.ID}] {
				continue
			}
			next := n.ID
			if key != "" {
				next = key + "/" + n.ID
			}
			if n.Leaf() {
				add(next)
			} else {
				descend(n.Levels, next, has, add)
			}
		}
	}
}

// follow goes along a path of ids to a leaf. A path may begin with the id of the tree itself; "" when it ends elsewhere.
func (t *Tree) follow(path string) string {
	ids := strings.Split(strings.Trim(path, "/"), "/")
	if len(ids) > 1 && child(t.Levels, ids[0]) == nil {
		ids = ids[1:]
	}
	if n := t.node(ids); n == nil || !n.Leaf() {
		return ""
	}
	return strings.Join(ids, "/")
}

// node is the tag at the end of a way of ids, or nil.
func (t *Tree) node(ids []string) *Node {
	levels := t.Levels
	var at *Node
	for _, id := range ids {
		if at = child(levels, id); at == nil {
			return nil
		}
		levels = at.Levels
	}
	return at
}

func child(levels []Level, id string) *Node {
	for i := range levels {
		for j := range levels[i].Tags {
			if levels[i].Tags[j].ID == id {
				return &levels[i].Tags[j]
			}
		}
	}
	return nil
}

// Way gives the steps along ids joined by /, as far as they lead through the tree.
func (t *Tree) Way(key string) []Step {
	var out []Step
	levels := t.Levels
	for _, id := range strings.Split(key, "/") {
		var next *Node
		for i := range levels {
			if n := child(levels[i:i+1], id); n != nil {
				next = n
				out = append(out, Step{levels[i].Name, n.Tag, n.Hidden})
				break
			}
		}
		if next == nil {
			break
		}
		levels = next.Levels
	}
	return out
}
