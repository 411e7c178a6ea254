package commons

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Difference is how a version came out of another, side by side: fields with what they were and are, the text by lines with their words,
// files by their bytes, the practice by its items. What is the same is left out of the lists.
type Difference struct {
	Base     Version // what it is compared with, without its content when Gone
	Gone     bool    // the other version was withdrawn: it is named, and nothing of it is shown
	Fields   []FieldChange
	Body     []textdiff.Hunk
	Rest     int // equal lines after the last hunk
	Files    []FileChange
	Practice []ItemChange
}

// FieldChange is a field that says something else.
type FieldChange struct{ Name, Was, Is string }

// FileChange is a file of one name that came, went, or has other bytes; nil where there is none.
type FileChange struct {
	Name    string
	Was, Is *File
}

// ItemChange is an item of the practice that came, went or was changed; nil where there is none. The key belongs to what is compared.
type ItemChange struct {
	No      int
	Was, Is *Line
}

// Same reports whether nothing is different.
func (d Difference) Same() bool {
	return !d.Gone && len(d.Fields)+len(d.Body)+len(d.Files)+len(d.Practice) == 0
}

// aroundChange is how many equal lines are shown beside a change.
const aroundChange = 2

// selLive is the version of a work that stands in the library.
const selLive db.SQL = `-- unscoped: of the same work as a version that the actor has read as its reviewer
SELECT ` + versionBody + ` FROM work_version v WHERE v.work = ? AND v.state = 'published' AND v.id <> ?`

// Differences compares a version that the actor may review with what stands in the library now and with what it was adapted from; nil
// where there is no such version. Only reviewers read this: the practices are compared with their keys.
func (s *Service) Differences(ctx context.Context, a *org.Actor, v VersionID) (live, source *Difference, err error) {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return nil, nil, err
	}
	x := s.core.Reader(ctx)
	old, err := db.One(x, selLive, scanVersion, got.Work, got.ID)
	if err == nil && got.State == Submitted {
		live, err = s.difference(ctx, old, got)
	}
	if err != nil && !errors.Is(err, db.ErrNone) {
		return nil, nil, err
	}
	if got.DerivedFrom.IsZero() {
		return live, nil, nil
	}
	from, err := db.One(x, selSource, scanVersion, got.DerivedFrom)
	if err != nil {
		return live, nil, err
	}
	source, err = s.difference(ctx, from, got)
	return live, source, err
}

func (s *Service) difference(ctx context.Context, was, is Version) (*Difference, error) {
	if was.State == Withdrawn {
		was.Body, was.Files = "", nil
		return &Difference{Base: was, Gone: true}, nil
	}
	d := compare(was, is)
	var said [2][]Line
	for i, v := range []Version{was, is} {
		var err error
		if said[i], err = s.Practice(ctx, v.Paper, true); err != nil {
			return nil, err
		}
	}
	d.Practice = itemChanges(said[0], said[1])
	return &d, nil
}

// compare does all but the practice, from the two versions alone.
func compare(was, is Version) Difference {
	d := Difference{Base: was, Fields: fieldChanges(was, is)}
	lines := textdiff.Diff(was.Body, is.Body)
	d.Body, d.Rest = textdiff.Hunks(lines, aroundChange)
	d.Files = fileChanges(was.Files, is.Files)
	return d
}

func fieldChanges(was, is Version) (out []FieldChange) {
	field := func(name, a, b string) {
		if a != b {
			out = append(out, FieldChange{name, a, b})
		}
	}
	field("title", was.Title, is.Title)
	field("subject", was.Subject, is.Subject)
	field("grade", strconv.Itoa(was.Grade), strconv.Itoa(is.Grade))
	field("edition", was.Edition, is.Edition)
	field("volume", was.Volume, is.Volume)
	field("chapter", was.Chapter, is.Chapter)
	field("knowledge", strings.Join(was.Knowledge, "\n"), strings.Join(is.Knowledge, "\n"))
	field("licence", string(was.Licence), string(is.Licence))
	field("rights", string(was.Rights), string(is.Rights))
	field("holder", was.Holder, is.Holder)
	field("ai", string(was.AI.Extent), string(is.AI.Extent))
	field("ai_tool", was.AI.Tool, is.AI.Tool)
	return out
}

// fileChanges pairs files by name; the same bytes under the same name are no change. A declaration about pupils is one.
func fileChanges(was, is []File) (out []FileChange) {
	at := func(all []File, name string) *File {
		if i := slices.IndexFunc(all, func(f File) bool { return f.Name == name }); i >= 0 {
			return &all[i]
		}
		return nil
	}
	for i := range was {
		b := at(is, was[i].Name)
		if b == nil || b.Hash != was[i].Hash || b.People != was[i].People || b.Until != was[i].Until || b.Evidence != was[i].Evidence {
			out = append(out, FileChange{was[i].Name, &was[i], b})
		}
	}
	for i := range is {
		if at(was, is[i].Name) == nil {
			out = append(out, FileChange{is[i].Name, nil, &is[i]})
		}
	}
	return out
}

// itemChanges pairs items by their place in the practice.
func itemChanges(was, is []Line) (out []ItemChange) {
	for i := range max(len(was), len(is)) {
		c := ItemChange{No: i + 1}
		if i < len(was) {
			c.Was = &was[i]
		}
		if i < len(is) {
			c.Is = &is[i]
		}
		if c.Was == nil || c.Is == nil || c.Was.Text() != c.Is.Text() {
			out = append(out, c)
		}
	}
	return out
}

// Text is an item as lines of text, key last: what two items are compared by.
func (l Line) Text() string {
	out := append([]string{l.Kind + "　" + l.Prompt}, l.Choices...)
	if l.Key != "" {
		out = append(out, "答案："+l.Key)
	}
	return strings.Join(out, "\n")
}

// MadeWith are the people beside the author who gave something to a version that the actor may review.
func (s *Service) MadeWith(ctx context.Context, a *org.Actor, v VersionID) ([]org.PersonID, error) {
	got, err := s.ForReview(ctx, a, v)
	if err != nil {
		return nil, err
	}
	all, err := s.makersOf(ctx, got.Work, got.Author)
	return slices.DeleteFunc(all, func(p org.PersonID) bool { return p == got.Author }), err
}
