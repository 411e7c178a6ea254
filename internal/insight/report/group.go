package report

import (
	"slices"

	"github.com/tongxue-edu/tongxue/internal/id"
)

// group is one place in one subject while documents are made.
type group struct {
	kind    Kind
	node    id.Any
	label   string
	rows    []int32 // everybody, in the order of classes
	sums    sums
	classes []*classData
	parts   []*group // what it consists of
	parent  *group
	hidden  bool // small, or hidden so that a small one cannot be told from the total above
	pooled  []*group
	schools int
}

// n is how many are counted.
func (g *group) n() int { return int(g.sums.counter.N) }

// tree is the places of a subject from the classes to the whole exam.
type tree struct {
	top       *group
	classes   []*group
	schools   []*group
	districts []*group // nil when the exam has one level above the school
	index     map[Key]*group
}

// grow makes the tree of a subject. Levels follow the exam's scope.
func grow(in *Input, d *data) *tree {
	t := &tree{}
	schools, districts := map[id.Any]*group{}, map[id.Any]*group{}
	find := func(m map[id.Any]*group, list *[]*group, k Kind, n id.Any) *group {
		g, ok := m[n]
		if !ok {
			g = &group{kind: k, node: n, sums: newSums(d, in.thresholds())}
			m[n] = g
			*list = append(*list, g)
		}
		return g
	}
	for _, c := range d.classes {
		leaf := &group{kind: KindClass, node: id.As[any](c.class), sums: c.sums, classes: []*classData{c}, schools: 1}
		for i := c.lo; i < c.hi; i++ {
			leaf.rows = append(leaf.rows, i)
		}
		t.classes = append(t.classes, leaf)
		adopt(find(schools, &t.schools, KindSchool, id.As[any](c.school)), leaf)
	}
	above := t.schools
	if in.Exam.Scope == "region" {
		for _, s := range t.schools {
			adopt(find(districts, &t.districts, KindDistrict, id.As[any](s.classes[0].place.District)), s)
		}
		above = t.districts
	}
	top := in.top()
	if top == KindSchool && len(t.schools) == 1 && t.schools[0].node == id.As[any](in.Exam.Owner) || top == KindClass {
		if len(t.schools) > 0 {
			t.top = t.schools[0]
		}
		return t
	}
	if top == KindSchool { // a central school with its points
		top = KindCross
	}
	t.top = &group{kind: top, node: id.As[any](in.Exam.Owner), sums: newSums(d, in.thresholds())}
	for _, g := range above {
		adopt(t.top, g)
	}
	return t
}

func adopt(parent, child *group) {
	parent.parts = append(parent.parts, child)
	parent.rows = append(parent.rows, child.rows...)
	parent.classes = append(parent.classes, child.classes...)
	parent.sums.merge(child.sums)
	parent.schools += max(1, child.schools)
	if child.kind == KindClass {
		parent.schools = 1
	}
	child.parent = parent
}

// counted are the rows with a total.
func (g *group) counted(d *data) []int32 {
	return slices.DeleteFunc(slices.Clone(g.rows), func(i int32) bool { return d.rows.Total[i] < 0 })
}
