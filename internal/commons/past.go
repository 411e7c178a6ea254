package commons

import (
	"cmp"
	"context"
	"slices"

	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Past is a version of a work among those that a reader may see, with what changed against the one before it among them. Text is left
// out.
type Past struct {
	Version
	First   bool     // no version before it is to be seen
	Changes []Change // nil also when nothing changed
}

// Change is one thing that a version has otherwise than the one before.
type Change struct {
	Name           string // title, subject, grade, edition, volume, chapter, knowledge, licence, rights, ai, body, file, practice
	Added, Removed int    // lines of the body, or 1 and 0 for a file that came
	Text           string // name of a file
}

// Changes compares two versions of a work: what the later one has otherwise.
func Changes(was, is Version) []Change {
	var out []Change
	note := func(changed bool, name string) {
		if changed {
			out = append(out, Change{Name: name})
		}
	}
	note(was.Title != is.Title, "title")
	note(was.Subject != is.Subject, "subject")
	note(was.Grade != is.Grade, "grade")
	note(was.Edition != is.Edition, "edition")
	note(was.Volume != is.Volume, "volume")
	note(was.Chapter != is.Chapter, "chapter")
	note(!slices.Equal(was.Knowledge, is.Knowledge), "knowledge")
	note(was.Licence != is.Licence, "licence")
	note(was.Rights != is.Rights || was.Holder != is.Holder, "rights")
	note(was.AI != is.AI, "ai")
	if was.Body != is.Body {
		added, removed, changed := textdiff.Count(textdiff.Diff(was.Body, is.Body))
		out = append(out, Change{Name: "body", Added: added + changed, Removed: removed + changed})
	}
	for _, f := range mergedFiles(shown(was.Files), nil, shown(is.Files)) {
		switch {
		case f.Base == nil:
			out = append(out, Change{Name: "file", Added: 1, Text: f.Name})
		case f.Theirs == nil:
			out = append(out, Change{Name: "file", Removed: 1, Text: f.Name})
		case f.Base.Hash != f.Theirs.Hash:
			out = append(out, Change{Name: "file", Added: 1, Removed: 1, Text: f.Name})
		}
	}
	note(was.Paper.IsZero() != is.Paper.IsZero() || was.Items != is.Items, "practice")
	return out
}

const selPast db.SQL = `SELECT ` + versionBody + ` FROM work_version v
WHERE v.work = ? AND v.state IN ('published', 'superseded', 'withdrawn') AND @scope(v.shared_to) ORDER BY v.number DESC LIMIT 20`

// Pasts lists the versions of a work that the actor may see, newest first: those that are or were public. Of a withdrawn one only that
// it was there is told.
func (s *Service) Pasts(ctx context.Context, a *org.Actor, w WorkID) ([]Past, error) {
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return nil, err
	}
	all, err := db.All(s.core.Reader(ctx), selPast, scanVersion, w, scope)
	if err != nil {
		return nil, err
	}
	out := make([]Past, len(all))
	for i, v := range all {
		out[i] = Past{First: i == len(all)-1}
		if !out[i].First && v.State != Withdrawn && all[i+1].State != Withdrawn {
			out[i].Changes = Changes(all[i+1], v)
		}
		v.Body = ""
		if v.State == Withdrawn {
			v = Version{ID: v.ID, Work: v.Work, Number: v.Number, State: v.State, Published: v.Published, Withdrawn: v.Withdrawn}
		}
		out[i].Version = v
	}
	return out, nil
}

// Ancestor is a version in the chain of sources of another.
type Ancestor struct {
	Version  // only id and licence when it cannot be read
	Readable bool
}

// Chain follows derived_from from a version upwards, the nearest first, at most ten steps.
func (s *Service) Chain(ctx context.Context, a *org.Actor, from VersionID) ([]Ancestor, error) {
	x := s.core.Reader(ctx)
	var out []Ancestor
	for !from.IsZero() && len(out) < 10 {
		v, err := db.One(x, selSource, scanVersion, from)
		if err != nil {
			return nil, err
		}
		got := Ancestor{Version: Version{ID: v.ID, Draftable: Draftable{Licence: v.Licence}, State: v.State}}
		if seen, err := s.Read(ctx, a, v.ID); err == nil {
			seen.Body = ""
			got = Ancestor{seen, true}
		}
		out = append(out, got)
		from = v.DerivedFrom
	}
	return out, nil
}

const selPublicTraces db.SQL = `-- unscoped: one of the work's versions was read with @scope before
SELECT work, version, at, actor, what, source, why FROM work_trace WHERE work = ? AND what IN ('created', 'adapted', 'taken', 'licence', 'label') ORDER BY at DESC, id DESC LIMIT 100`

// Record is what a reader of a version may know of how it came to be: made, adapted, followed, relabelled, published, withdrawn; when and
// by whom. What was said in reviews stays between author and reviewer.
func (s *Service) Record(ctx context.Context, a *org.Actor, v Version) ([]Trace, error) {
	past, err := s.Pasts(ctx, a, v.Work)
	if err != nil {
		return nil, err
	}
	out, err := db.All(s.core.Reader(ctx), selPublicTraces, scanTrace, v.Work)
	if err != nil {
		return nil, err
	}
	for _, p := range past {
		if p.Published > 0 {
			out = append(out, Trace{Work: v.Work, Version: p.ID, At: p.Published, What: TracePublished})
		}
		if p.Withdrawn > 0 {
			out = append(out, Trace{Work: v.Work, Version: p.ID, At: p.Withdrawn, What: TraceWithdrawn})
		}
	}
	slices.SortStableFunc(out, func(a, b Trace) int { return cmp.Compare(b.At, a.At) })
	return out, nil
}
