package course

import (
	"context"
	"embed"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/preset"
)

// Migrations creates this package's tables in the core store.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// ID names a course.
type ID = id.Of[Course]

// Course is the tree of a textbook as a unit has it.
type Course struct {
	ID      ID
	Owner   org.UnitID
	Title   string
	Subject string
	Stage   string
	Grade   int
	Edition string // an id of the vocabulary when it is known there
	Volume  string
	Source  string // where the contents come from
	Copied  ID     // the course it was copied from
	Rev     int
	Changed clock.Micros
}

// Service holds the use cases. It is safe for concurrent use.
type Service struct {
	core  *db.DB
	log   *bus.Log
	org   *org.Service
	works *commons.Service
	clock clock.Clock
}

// New returns the service.
func New(core *db.DB, log *bus.Log, o *org.Service, works *commons.Service, c clock.Clock) *Service {
	return &Service{core, log, o, works, c}
}

func (s *Service) now() clock.Micros { return clock.At(s.clock.Now()) }

// happened is the payload of this package's events: ids only.
type happened struct {
	Course ID     `json:"course"`
	Node   NodeID `json:"node"`
}

func (s *Service) append(tx *db.Tx, a *org.Actor, c Course, n NodeID, kind string) error {
	_, err := s.log.Append(tx, bus.Event{Kind: kind, Owner: id.As[any](c.Owner), Actor: id.As[any](a.Person), Request: a.Request}, happened{c.ID, n})
	return err
}

// Filter narrows Trees; zero values mean all.
type Filter struct {
	Subject string
	Grade   int
	Edition string
	Volume  string
}

// Trees lists the courses of the actor's units and those above, by subject, grade and volume.
func (s *Service) Trees(ctx context.Context, a *org.Actor, f Filter) ([]Course, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return nil, err
	}
	return db.All(s.core.Reader(ctx), selCourses, scanCourse, scope, f.Subject, f.Subject, f.Grade, f.Grade, f.Edition, f.Edition, f.Volume, f.Volume)
}

// Tree reads a course. counts is how many places of each node show the reader something, at most MaxCount a node.
func (s *Service) Tree(ctx context.Context, a *org.Actor, n ID) (c Course, t *Tree, counts map[NodeID]int, err error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return c, nil, nil, err
	}
	r := s.core.Reader(ctx)
	if c, err = found(db.One(r, selCourse, scanCourse, n, scope)); err != nil {
		return c, nil, nil, err
	}
	nodes, err := db.All(r, selNodes, scanNode, n)
	if err != nil {
		return c, nil, nil, err
	}
	counts, err = s.counts(ctx, a, n)
	return c, NewTree(nodes), counts, err
}

// MaxCount caps the number beside a node.
const MaxCount = 99

func (s *Service) counts(ctx context.Context, a *org.Actor, n ID) (map[NodeID]int, error) {
	places, err := db.All(s.core.Reader(ctx), selPlaces, scanPlace, n, MaxPlaces)
	if err != nil {
		return nil, err
	}
	shown, err := s.see(ctx, a, places)
	out := map[NodeID]int{}
	for _, x := range shown {
		if x.State == Live || x.State == Linked || x.State == Newer {
			out[x.Node] = min(out[x.Node]+1, MaxCount)
		}
	}
	return out, err
}

// MayEdit reports whether the actor may change a course.
func (s *Service) MayEdit(ctx context.Context, a *org.Actor, c Course) (bool, error) {
	if !a.Has(org.CourseEdit) {
		return false, nil
	}
	d, err := s.org.Can(ctx, a, org.CourseEdit, id.As[any](c.Owner))
	return d.Allow, err
}

// Units are the units for which the actor may keep courses.
func (s *Service) Units(ctx context.Context, a *org.Actor) ([]org.Unit, error) {
	nodes, err := s.org.ReachNodes(ctx, a, org.CourseEdit)
	if err != nil {
		return nil, err
	}
	var out []org.Unit
	for _, n := range nodes {
		u, err := s.org.Unit(ctx, id.As[org.Unit](n))
		if err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, nil
}

// Edit reads a course for somebody who may change it.
func (s *Service) Edit(ctx context.Context, a *org.Actor, n ID) (Course, error) {
	scope, err := s.org.Reach(ctx, a, org.CourseEdit)
	if err != nil {
		return Course{}, err
	}
	return found(db.One(s.core.Reader(ctx), selCourse, scanCourse, n, scope))
}

func found(c Course, err error) (Course, error) {
	if errors.Is(err, db.ErrNone) {
		return c, fault.New(fault.NotFound, "没有找到这个目录，或不在您的范围内")
	}
	return c, err
}

// Create makes an empty course of a unit.
func (s *Service) Create(ctx context.Context, a *org.Actor, c Course, once string) (ID, error) {
	if err := s.org.Must(ctx, a, org.CourseEdit, id.As[any](c.Owner)); err != nil {
		return ID{}, err
	}
	c.Title = strings.TrimSpace(c.Title)
	var wrong []fault.Field
	add := func(bad bool, name, message string) {
		if bad {
			wrong = append(wrong, fault.Field{Name: name, Message: message})
		}
	}
	add(c.Title == "" || utf8.RuneCountInString(c.Title) > MaxTitle, "title", "目录名称要有 1 到 120 个字")
	add(c.Subject == "", "subject", "请选择学科")
	add(c.Grade < 1 || c.Grade > 12, "grade", "请选择年级")
	if wrong != nil {
		return ID{}, fault.Fieldsf(wrong...)
	}
	c.ID = newID(a, once)
	return s.put(ctx, a, c, nil, nil)
}

// FromBook makes a course of a unit from a table of contents of the preset. The same book of the same unit is made once.
func (s *Service) FromBook(ctx context.Context, a *org.Actor, owner org.UnitID, b preset.Book, stage, edition, volume string) (ID, error) {
	if err := s.org.Must(ctx, a, org.CourseEdit, id.As[any](owner)); err != nil {
		return ID{}, err
	}
	c := Course{Owner: owner, Title: b.Title, Subject: b.Subject, Stage: stage, Grade: b.Grade, Edition: edition, Volume: volume, Source: b.Source}
	c.ID = id.Named[Course](owner, "book "+b.Key)
	var nodes []Node
	var way []NodeID
	keys := spread(len(b.Nodes))
	for i, n := range b.Nodes {
		way = append(way[:n.Depth], id.Named[Node](c.ID, "node "+strconv.Itoa(i)))
		x := Node{ID: way[n.Depth], Sort: keys[i], Title: n.Title, Rev: 1}
		if n.Depth > 0 {
			x.Parent = way[n.Depth-1]
		}
		nodes = append(nodes, x)
	}
	return s.put(ctx, a, c, nodes, nil)
}

// Copy makes a course of another unit from one that the actor can read, with its places.
func (s *Service) Copy(ctx context.Context, a *org.Actor, from ID, owner org.UnitID, once string) (ID, error) {
	if err := s.org.Must(ctx, a, org.CourseEdit, id.As[any](owner)); err != nil {
		return ID{}, err
	}
	c, t, _, err := s.Tree(ctx, a, from)
	if err != nil {
		return ID{}, err
	}
	places, err := db.All(s.core.Reader(ctx), selPlaces, scanPlace, from, MaxPlaces)
	if err != nil {
		return ID{}, err
	}
	c.Owner, c.Copied, c.ID = owner, from, newID(a, once)
	fresh := map[NodeID]NodeID{}
	var nodes []Node
	for _, r := range t.Rows() {
		n := r.Node
		fresh[n.ID] = id.Named[Node](c.ID, "node "+n.ID.Hex())
		n.ID, n.Parent, n.Rev = fresh[n.ID], fresh[n.Parent], 1
		nodes = append(nodes, n)
	}
	var kept []Place
	for _, p := range places {
		if to, ok := fresh[p.Node]; ok {
			p.ID, p.Node = id.Named[Place](c.ID, "place "+p.ID.Hex()), to
			kept = append(kept, p)
		}
	}
	return s.put(ctx, a, c, nodes, kept)
}

// newID is the id of a course that a form makes: the same for the same form sent again.
func newID(a *org.Actor, once string) ID {
	if once == "" {
		return id.New[Course]()
	}
	return id.Named[Course](a.Person, "course "+once)
}

// put stores a course in slices; it is seen by nobody before its last row is there. Every row has an id that follows from the course's, so
// that one whose making stopped in the middle, with the line or with the machine, is completed when it is asked for again.
func (s *Service) put(ctx context.Context, a *org.Actor, c Course, nodes []Node, places []Place) (ID, error) {
	now := s.now()
	ready := 0
	err := s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(insCourse, c.ID, c.Owner, c.Title, c.Subject, c.Stage, c.Grade, c.Edition, c.Volume, c.Source, c.Copied, now, now)
		if err != nil || n == 1 {
			return err
		}
		ready, err = db.One(tx, selReady, db.Value[int], c.ID)
		return err
	})
	if err != nil || ready == 1 {
		return c.ID, err
	}
	err = s.core.InSlices(ctx, 0, len(nodes), func(tx *db.Tx, lo, hi int) error {
		for _, n := range nodes[lo:hi] {
			if _, err := tx.Exec(insNodeOnce, n.ID, c.ID, n.Parent, n.Sort, n.Title, n.Rev); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return c.ID, err
	}
	err = s.core.InSlices(ctx, 0, len(places), func(tx *db.Tx, lo, hi int) error {
		for _, p := range places[lo:hi] {
			if _, err := tx.Exec(insPlace, p.ID, c.ID, p.Node, p.Work, p.Version, p.Link, p.Title, p.Note, p.Sort, a.Person, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return c.ID, err
	}
	return c.ID, s.core.Write(ctx, func(tx *db.Tx) error {
		if n, err := tx.Exec(updReady, c.ID); err != nil || n == 0 { // by the same form, sent twice at once
			return err
		}
		return s.append(tx, a, c, NodeID{}, "course.made")
	})
}
