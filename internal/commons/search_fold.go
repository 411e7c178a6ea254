package commons

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/index"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// The kinds of tags.
const (
	tagRoom    = 'u' // the unit to which a version is shared
	tagSubject = 's'
	tagStage   = 't'
	tagGrade   = 'g'
	tagEdition = 'e'
	tagVolume  = 'v'
	tagChapter = 'c'
	tagSchool  = 'o'
	tagAuthor  = 'a'
	tagLicence = 'l'
	tagHas     = 'h'
	tagPoint   = 'k' // a knowledge point and each one above it
)

func gradeTag(n int) index.Tag { return index.Tag{Kind: tagGrade, Value: strconv.Itoa(n)} }

// edition and volume are what tags hold: ids, whether a text came as an id, a name or another name.
func (s *Service) edition(text string) string {
	if s.words != nil {
		if w, ok := s.words.Edition(text); ok {
			return w.ID
		}
	}
	return index.Fold(text)
}

func (s *Service) volume(text string) string {
	if s.words != nil {
		if w, ok := s.words.Volume(text); ok {
			return w.ID
		}
	}
	return index.Fold(text)
}

// filters are the tags that a query asks for beside its words.
func (s *Service) filters(q Query) []index.Tag {
	var out []index.Tag
	add := func(kind byte, value string) {
		if value != "" {
			out = append(out, index.Tag{Kind: kind, Value: value})
		}
	}
	add(tagSubject, q.Subject)
	add(tagStage, q.Stage)
	if q.Grade != 0 {
		out = append(out, gradeTag(q.Grade))
	}
	if q.Edition != "" {
		add(tagEdition, s.edition(q.Edition))
	}
	if q.Volume != "" {
		add(tagVolume, s.volume(q.Volume))
	}
	add(tagChapter, chapterKey(q.Chapter))
	add(tagLicence, string(q.Licence))
	for _, h := range q.Has {
		add(tagHas, string(h))
	}
	return out
}

// chapterKey is a chapter's name without what people write differently.
func chapterKey(s string) string { return strings.Join(strings.Fields(index.Fold(s)), "") }

// entry is a published version as the index keeps it; its rank is given later.
func (s *Service) entry(p published) index.Entry {
	e := index.Entry{Key: id.As[any](p.Version), Owner: id.As[any](p.Work), Room: id.As[any](p.SharedTo), Title: index.Fold(p.Title)}
	e.Names = []string{p.Title}
	e.Texts = []string{p.Title, p.Chapter, strings.Join(p.Keywords, "\n"), p.Text}
	tag := func(kind byte, value string) {
		if value != "" {
			e.Tags = append(e.Tags, index.Tag{Kind: kind, Value: value})
		}
	}
	tag(tagRoom, e.Room.Hex())
	tag(tagSubject, p.Subject)
	tag(tagStage, p.Stage)
	e.Tags = append(e.Tags, gradeTag(p.Grade))
	if p.Edition != "" {
		tag(tagEdition, s.edition(p.Edition))
	}
	if p.Volume != "" {
		tag(tagVolume, s.volume(p.Volume))
	}
	tag(tagChapter, chapterKey(p.Chapter))
	tag(tagSchool, p.School.Hex())
	if !p.Author.IsZero() {
		tag(tagAuthor, p.Author.Hex())
	}
	licence := p.Licence
	if licence == "" {
		licence = InRegion // before there were licences
	}
	tag(tagLicence, string(licence))
	if p.Items > 0 {
		tag(tagHas, string(HasPractice))
	}
	for _, k := range p.Files {
		tag(tagHas, k)
	}
	s.points(p.Knowledge, &e)
	return e
}

// points adds knowledge points: their names as text, and each with those above it as tags.
func (s *Service) points(all []string, e *index.Entry) {
	var names []string
	for _, k := range all {
		if s.words == nil {
			names = append(names, k)
			continue
		}
		names = append(names, s.words.PointName(k))
		for _, p := range s.words.Way(k) {
			e.Tags = append(e.Tags, index.Tag{Kind: tagPoint, Value: p.ID})
		}
	}
	if names != nil {
		e.Texts = append(e.Texts, strings.Join(names, "\n"))
	}
}

// The static order: what is shared farther has passed more stages of review and comes first, then what is featured there, then what
// machines have not made alone, then what brings a practice; among equals the newer one. A class is a block of ranks that fills downwards, so that ranks stay
// dense and a new version needs no other one moved.
const blockBits = 40

func (s *Service) class(p published, featured bool) int64 {
	c := int64(s.level(p.SharedTo)) * 8
	if !featured {
		c += 4
	}
	if p.AI == AIWhole {
		c += 2
	}
	if p.Items == 0 {
		c++
	}
	return c
}

// levels remembers the kinds of units, which never change.
type levels struct{ kinds sync.Map }

// level is 0 for the region, 1 for a district or a group, 2 for a school.
func (s *Service) level(u org.UnitID) int {
	if v, ok := s.levels.kinds.Load(u); ok {
		return v.(int)
	}
	unit, err := s.org.Unit(context.Background(), u)
	if err != nil {
		return 2 // a unit that is not there: nobody can read it either
	}
	n := 2
	switch unit.Kind {
	case org.Region:
		n = 0
	case org.District, org.Group:
		n = 1
	}
	s.levels.kinds.Store(u, n)
	return n
}

// Indexer is the consumer that keeps the index. It folds published, withdrawn and featured versions and is safe to run again.
func (s *Service) Indexer() bus.Consumer {
	return bus.Consumer{Name: "commons.index", Store: s.search, Handle: func(tx *db.Tx, events []bus.Event) error {
		f := fold{s: s, tx: tx, next: map[int64]int64{}}
		for _, e := range events {
			if err := f.event(e); err != nil {
				return fmt.Errorf("commons: index %s: %w", e.ID, err)
			}
		}
		return f.flush()
	}}
}

// fold gathers what a batch of events does, because FTS5 wants its rows in order.
type fold struct {
	s       *Service
	tx      *db.Tx
	pending []index.Entry
	authors []org.PersonID
	next    map[int64]int64 // by class: the rank given last
}

func (f *fold) event(e bus.Event) error {
	switch e.Kind {
	case "version.published":
		var p published
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		return f.publish(p, false)
	case "version.featured":
		var p featured
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		return f.move(p.Work, p.Version, true)
	case "feature.ended":
		var p featureStep
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		return f.move(p.Work, p.Version, false)
	case "version.withdrawn":
		var p withdrawn
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return err
		}
		return f.drop(p.Work, p.Version)
	case "data.answered": // a name may have been corrected or erased
		f.s.authors.forget()
	}
	return nil
}

// publish replaces what the work had in the index: one work is found once.
func (f *fold) publish(p published, featured bool) error {
	if err := f.drop(p.Work, VersionID{}); err != nil {
		return err
	}
	class := f.s.class(p, featured)
	last, known := f.next[class]
	if !known {
		var err error
		if last, err = index.First(f.tx, class<<blockBits, (class+1)<<blockBits); err != nil {
			return err
		}
	}
	f.next[class] = last - 1
	e := f.s.entry(p)
	e.Rank = last - 1
	f.pending = append(f.pending, e)
	if !p.Author.IsZero() {
		f.authors = append(f.authors, p.Author)
	}
	return nil
}

const selMoved db.SQL = `-- unscoped: what the index holds already is put into another place of it
SELECT ` + versionBody + `
FROM work_version v WHERE v.id = ?`

// move gives a version that the index holds its place among the featured, or among the others. Its text is read where it stands: a
// version never changes, so that is what was published.
func (f *fold) move(w WorkID, v VersionID, featured bool) error {
	held := slices.ContainsFunc(f.pending, func(e index.Entry) bool { return e.Key == id.As[any](v) })
	if !held {
		owned, err := index.Owned(f.tx, id.As[any](w))
		if err != nil || !slices.ContainsFunc(owned, func(h index.Hit) bool { return h.Key == id.As[any](v) }) {
			return err
		}
	}
	got, err := db.One(f.s.core.Reader(context.Background()), selMoved, scanVersion, v)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.publish(publishedOf(got), featured)
}

// drop takes out what the index holds of a work: of one version, or of all when v is none.
func (f *fold) drop(w WorkID, v VersionID) error {
	gone := func(key id.Any) bool { return v.IsZero() || key == id.As[any](v) }
	kept := f.pending[:0]
	for _, e := range f.pending {
		if e.Owner != id.As[any](w) || !gone(e.Key) {
			kept = append(kept, e)
		}
	}
	f.pending = kept
	owned, err := index.Owned(f.tx, id.As[any](w))
	for _, h := range owned {
		if err == nil && gone(h.Key) {
			err = index.Drop(f.tx, id.As[any](w), h.Rank)
		}
	}
	return err
}

const insAuthor db.SQL = `-- unscoped: ids of authors in the index, whose names stay in org
INSERT INTO search_author (author) VALUES (?) ON CONFLICT (author) DO NOTHING`

func (f *fold) flush() error {
	for _, a := range f.authors {
		n, err := f.tx.Exec(insAuthor, a)
		if err != nil {
			return err
		}
		if n > 0 {
			f.tx.AfterCommit(f.s.authors.forget)
		}
	}
	return index.Put(f.tx, f.pending...)
}

// Stock puts published versions into the index as their events would, in slices as large as the caller likes: for building a large
// index at once. The works must not be in it yet.
func (s *Service) Stock(tx *db.Tx, versions []Version) error {
	f := fold{s: s, tx: tx, next: map[int64]int64{}}
	for _, v := range versions {
		if err := f.publish(publishedOf(v), false); err != nil {
			return err
		}
	}
	return f.flush()
}

// Reindex empties the index and lets the log be read again from its beginning.
func (s *Service) Reindex(ctx context.Context) error {
	return s.search.Write(ctx, func(tx *db.Tx) error {
		if err := index.Clear(tx); err != nil {
			return err
		}
		return bus.Forget(tx, s.Indexer().Name)
	})
}

// Tidy puts the index's parts together, in steps that let others in between: after a large build, and whenever nobody is in a hurry.
func (s *Service) Tidy(ctx context.Context) error { return index.Tidy(ctx, s.search) }
