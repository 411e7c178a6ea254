package course

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The limits of places.
const (
	MaxPlaces = 5000 // a course
	MaxNote   = 200
	PageSize  = 50
)

// PlaceID names a place.
type PlaceID = id.Of[Place]

// Place is something at a node. One of Work (followed), Version (pinned, with its Work) and Link is meant.
type Place struct {
	ID      PlaceID
	Node    NodeID
	Work    commons.WorkID
	Version commons.VersionID
	Link    string
	Title   string // of a link
	Note    string
	Sort    string
	Added   clock.Micros
}

// State says what a reader finds at a place.
type State string

// The states.
const (
	Live   State = "live"   // a published version
	Newer  State = "newer"  // a pinned version after which a newer one came
	Gone   State = "gone"   // withdrawn
	Linked State = "linked" // elsewhere
)

// Shown is a place with what the reader may see there.
type Shown struct {
	Place
	State State
	Got   commons.Version // without text
}

// Works reads what stands at a node, in order, after a place. What the reader may not see is left out.
func (s *Service) Works(ctx context.Context, a *org.Actor, course ID, n NodeID, after string) (out []Shown, next string, err error) {
	if _, t, _, err := s.Tree(ctx, a, course); err != nil {
		return nil, "", err
	} else if _, ok := t.Get(n); !ok {
		return nil, "", fault.New(fault.NotFound, "没有找到这一节")
	}
	places, err := db.All(s.core.Reader(ctx), selAt, scanPlace, course, n, after, PageSize+1)
	if err != nil {
		return nil, "", err
	}
	if len(places) > PageSize {
		places = places[:PageSize]
		next = places[PageSize-1].Sort
	}
	out, err = s.see(ctx, a, places)
	return out, next, err
}

// see joins places with the versions that the reader may see.
func (s *Service) see(ctx context.Context, a *org.Actor, places []Place) ([]Shown, error) {
	var works []commons.WorkID
	var versions []commons.VersionID
	for _, p := range places {
		if !p.Version.IsZero() {
			versions = append(versions, p.Version)
		} else if !p.Work.IsZero() {
			works = append(works, p.Work)
		}
	}
	got, err := s.works.Shown(ctx, a, works, versions)
	if err != nil {
		return nil, err
	}
	live, byID := map[commons.WorkID]commons.Version{}, map[commons.VersionID]commons.Version{}
	for _, v := range got {
		byID[v.ID] = v
		if old, ok := live[v.Work]; v.State == commons.Published || v.State == commons.Withdrawn && (!ok || old.State == commons.Withdrawn) {
			live[v.Work] = v
		}
	}
	var out []Shown
	for _, p := range places {
		x := Shown{Place: p, State: Linked}
		ok := true
		switch {
		case !p.Version.IsZero():
			x.Got, ok = byID[p.Version]
			x.State = stateOf(x.Got)
		case !p.Work.IsZero():
			x.Got, ok = live[p.Work]
			x.State = stateOf(x.Got)
		}
		if ok {
			out = append(out, x)
		}
	}
	return out, nil
}

func stateOf(v commons.Version) State {
	switch v.State {
	case commons.Superseded:
		return Newer
	case commons.Withdrawn:
		return Gone
	}
	return Live
}

// Put puts something at the end of a node: a version (pin) or its work (follow), which the actor can read now, or a link.
func (s *Service) Put(ctx context.Context, a *org.Actor, course ID, n NodeID, v commons.VersionID, pin bool, link, name, note, once string) error {
	c, err := s.Edit(ctx, a, course)
	if err != nil {
		return err
	}
	p := Place{ID: id.New[Place](), Node: n, Link: strings.TrimSpace(link), Title: strings.TrimSpace(name), Note: strings.TrimSpace(note)}
	if once != "" {
		p.ID = id.Named[Place](a.Person, "place "+once)
	}
	if err := p.check(v); err != nil {
		return err
	}
	if !v.IsZero() {
		got, err := s.works.ForUse(ctx, a, v)
		if err != nil {
			return err
		}
		p.Work, p.Link, p.Title = got.Work, "", ""
		if pin {
			p.Version = v
		}
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := db.One(tx, selCourseTx, scanCourse, course); err != nil {
			return err
		}
		nodes, err := db.All(tx, selNodes, scanNode, course)
		if err != nil {
			return err
		}
		if _, ok := NewTree(nodes).Get(n); !ok {
			return errLost
		}
		all, err := db.All(tx, selPlaces, scanPlace, course, MaxPlaces)
		if err != nil {
			return err
		}
		if len(all) >= MaxPlaces {
			return fault.New(fault.Invalid, "一个目录最多放 5000 项")
		}
		last := ""
		for _, x := range all {
			if x.Node == n {
				last = max(last, x.Sort)
				if x.Work == p.Work && x.Version == p.Version && x.Link == p.Link {
					return nil // it stands here already
				}
			}
		}
		p.Sort = Between(last, "")
		if _, err := tx.Exec(insPlace, p.ID, course, n, p.Work, p.Version, p.Link, p.Title, p.Note, p.Sort, a.Person, s.now()); err != nil {
			return err
		}
		return s.append(tx, a, c, n, "course.placed")
	})
}

func (p Place) check(v commons.VersionID) error {
	var wrong []fault.Field
	if v.IsZero() {
		u, err := url.Parse(p.Link)
		if err != nil || u.Scheme != "https" || u.Host == "" || len(p.Link) > 500 {
			wrong = append(wrong, fault.Field{Name: "link", Message: "请填写以 https:// 开头的网址"})
		}
		if p.Title == "" || utf8.RuneCountInString(p.Title) > MaxTitle {
			wrong = append(wrong, fault.Field{Name: "name", Message: "请写明链接的名称，最多 120 字"})
		}
	}
	if utf8.RuneCountInString(p.Note) > MaxNote {
		wrong = append(wrong, fault.Field{Name: "note", Message: "说明最多 200 字"})
	}
	if wrong != nil {
		return fault.Fieldsf(wrong...)
	}
	return nil
}

// Take takes a place away, and nothing else.
func (s *Service) Take(ctx context.Context, a *org.Actor, course ID, p PlaceID) error {
	c, err := s.Edit(ctx, a, course)
	if err != nil {
		return err
	}
	return s.core.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(delPlace, course, p)
		if err != nil || n == 0 {
			return err
		}
		return s.append(tx, a, c, NodeID{}, "course.unplaced")
	})
}
