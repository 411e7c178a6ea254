package course

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Stale is the answer to a change of a node that somebody else has changed meanwhile. Stored is how it is now.
type Stale struct{ Stored Node }

// Error implements error.
func (s *Stale) Error() string { return s.fault().Error() }

// Unwrap gives the fault, for fault.KindOf.
func (s *Stale) Unwrap() error { return s.fault() }

func (s *Stale) fault() *fault.Error {
	return fault.New(fault.Conflict, "这一节在别处改过了，现在叫“%s”。请看过现在的目录再改。", s.Stored.Title)
}

// title tidies what was typed.
func title(s string) (string, error) {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
	if s == "" || utf8.RuneCountInString(s) > MaxTitle {
		return s, fault.Fieldsf(fault.Field{Name: "title", Message: "名称要有 1 到 120 个字"})
	}
	return s, nil
}

// change takes the course's row, lets f change the tree, and stores what f gives back: the node itself first, then neighbours that only
// got new keys. What the node was before is kept, to take it back; undo names the change that this one takes back.
func (s *Service) change(ctx context.Context, a *org.Actor, course ID, kind string, node NodeID, rev int, f func(t *Tree) ([]Node, error), undo ...int) error {
	c, err := s.Edit(ctx, a, course)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		c, err = db.One(tx, selCourseTx, scanCourse, course)
		if err != nil {
			return err
		}
		all, err := db.All(tx, selNodes, scanNode, course)
		if err != nil {
			return err
		}
		t := NewTree(all)
		before, was := t.nodes[node]
		if was && rev != 0 && before.Rev != rev {
			return &Stale{before}
		}
		if !was {
			before = Node{ID: node, Gone: true}
		}
		changed, err := f(t)
		if err != nil || len(changed) == 0 {
			return err
		}
		for i, n := range changed {
			if err := store(tx, course, n, i == 0, was); err != nil {
				return err
			}
		}
		for _, no := range undo {
			if n, err := tx.Exec(updUndone, course, no); err != nil || n == 0 {
				return errors.Join(err, errLost)
			}
			if _, err := tx.Exec(updEarlier, before.Rev+1, course, course, node); err != nil { // what came before it can be taken back next
				return err
			}
		}
		if len(undo) == 0 {
			if _, err := tx.Exec(insChange, course, c.Rev+1, a.Person, node, before.Parent, before.Sort, before.Title, boolInt(before.Gone), changed[0].Rev+boolInt(was)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(updCourse, s.now(), course); err != nil {
			return err
		}
		return s.append(tx, a, c, node, "course."+kind)
	})
}

// store writes one node. The node that is meant counts its revision up; a neighbour that only got a new key does not.
func store(tx *db.Tx, course ID, n Node, meant, was bool) error {
	var err error
	switch {
	case !meant:
		_, err = tx.Exec(updSort, n.Sort, n.ID, course)
	case was:
		_, err = tx.Exec(updNode, n.Parent, n.Sort, n.Title, boolInt(n.Gone), n.ID, course)
	default:
		_, err = tx.Exec(insNode, n.ID, course, n.Parent, n.Sort, n.Title, n.Rev)
	}
	return err
}

// Add puts a node behind another (none: at the beginning) under a parent.
func (s *Service) Add(ctx context.Context, a *org.Actor, course ID, parent, after NodeID, text, once string) (NodeID, error) {
	text, err := title(text)
	if err != nil {
		return NodeID{}, err
	}
	n := Node{ID: id.New[Node](), Parent: parent, Title: text, Rev: 1}
	if once != "" {
		n.ID = id.Named[Node](a.Person, "node "+once)
	}
	return n.ID, s.change(ctx, a, course, "added", n.ID, 0, func(t *Tree) ([]Node, error) {
		if _, there := t.nodes[n.ID]; there {
			return nil, nil // the same form again
		}
		return t.Add(n, after)
	})
}

// Rename gives a node another name.
func (s *Service) Rename(ctx context.Context, a *org.Actor, course ID, n NodeID, rev int, text string) error {
	text, err := title(text)
	if err != nil {
		return err
	}
	return s.change(ctx, a, course, "renamed", n, rev, func(t *Tree) ([]Node, error) {
		x, ok := t.Get(n)
		if !ok {
			return nil, errLost
		}
		if x.Title == text {
			return nil, nil
		}
		x.Title = text
		return []Node{x}, nil
	})
}

// Move puts a node behind another (none: at the beginning) under a parent.
func (s *Service) Move(ctx context.Context, a *org.Actor, course ID, n NodeID, rev int, parent, after NodeID) error {
	return s.change(ctx, a, course, "moved", n, rev, func(t *Tree) ([]Node, error) { return t.Move(n, parent, after) })
}

// Step moves a node one step, as the keys do.
func (s *Service) Step(ctx context.Context, a *org.Actor, course ID, n NodeID, rev int, step Step) error {
	return s.change(ctx, a, course, "moved", n, rev, func(t *Tree) ([]Node, error) {
		parent, after, ok := t.Aim(n, step)
		if !ok {
			return nil, fault.New(fault.Conflict, "这一节已经不能再往那边移了")
		}
		return t.Move(n, parent, after)
	})
}

// Remove marks a node, and with it what stands below, as gone. Undo brings it back.
func (s *Service) Remove(ctx context.Context, a *org.Actor, course ID, n NodeID, rev int) error {
	return s.change(ctx, a, course, "removed", n, rev, func(t *Tree) ([]Node, error) {
		x, ok := t.Get(n)
		if !ok {
			return nil, errLost
		}
		x.Gone = true
		return []Node{x}, nil
	})
}

// Undo takes back the actor's last change of the tree that is not taken back yet, when nobody has changed that node since.
func (s *Service) Undo(ctx context.Context, a *org.Actor, course ID) error {
	if _, err := s.Edit(ctx, a, course); err != nil {
		return err
	}
	last, err := db.One(s.core.Reader(ctx), selChange, scanChange, course, a.Person)
	if errors.Is(err, db.ErrNone) {
		return fault.New(fault.Conflict, "没有可以撤销的改动")
	}
	if err != nil {
		return err
	}
	return s.change(ctx, a, course, "undone", last.node.ID, last.node.Rev, func(t *Tree) ([]Node, error) {
		x := t.nodes[last.node.ID]
		if !last.node.Gone && !last.node.Parent.IsZero() {
			if _, ok := t.Get(last.node.Parent); !ok || t.below(last.node.Parent, x.ID) {
				return nil, errLost
			}
			if t.depth(last.node.Parent)+t.height(x.ID) > MaxDepth {
				return nil, errDeep
			}
		}
		if x.Gone = last.node.Gone; last.node.Sort != "" { // taking back an addition only takes it away
			x.Title, x.Parent, x.Sort = last.node.Title, last.node.Parent, last.node.Sort
		}
		return []Node{x}, nil
	}, last.no)
}
