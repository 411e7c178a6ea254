package commons

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/commons/textdiff"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Offer is what the author of a derived work is told of its original: a new version to take or to leave, compared with the version
// the work stands on and with what the author made of it; or that the original was withdrawn.
type Offer struct {
	Work   Work    // mine
	Base   Version // on which mine stands now
	Theirs Version // the new version; its id is zero when the original has none to offer
	Gone   bool    // the original was withdrawn and has no other version
	Barred error   // why the new version may only be looked at and declined: its licence allows no work made from it

	Fields   []Merged
	Body     []textdiff.Piece
	Files    []MergedFile
	Practice textdiff.Fate
	Licence  Licence // what the work will carry if taken: mine where the new version allows it
	AI       AIUse   // the label it will carry: no label is lost
}

// Merged is one field of a work on three sides.
type Merged struct {
	Name               string // as in the form: title, subject, grade, edition, volume, chapter, knowledge
	Fate               textdiff.Fate
	Base, Mine, Theirs string
}

// MergedFile is a file of one name on three sides; nil where that side has none.
type MergedFile struct {
	Name               string
	Fate               textdiff.Fate
	Base, Mine, Theirs *File
}

// Choices of the author, by the name of a field, "body.N" for the N-th conflict of the text, "file.NAME" or "practice".
type Choices map[string]string

// The two choices.
const (
	ChooseMine   = "mine"
	ChooseTheirs = "theirs"
)

// fate tells what became of something on three sides.
func fate[T any](base, mine, theirs T, same func(a, b T) bool) textdiff.Fate {
	switch m, t := same(base, mine), same(base, theirs); {
	case m && t:
		return textdiff.Untouched
	case t:
		return textdiff.Kept
	case m:
		return textdiff.Taken
	case same(mine, theirs):
		return textdiff.Both
	}
	return textdiff.Conflict
}

const selUpstream db.SQL = `SELECT ` + versionBody + ` FROM work_version v WHERE v.work = ? AND v.state = 'published' AND @scope(v.shared_to)`

const selSource db.SQL = `-- unscoped: the version from which the actor's own work was copied
SELECT ` + versionBody + ` FROM work_version v WHERE v.id = ?`

const updTaken db.SQL = `-- unscoped: the same row was read with @scope before the write
UPDATE work SET derived_from = ?, declined = NULL, paper = ? WHERE id = ?`

const updDeclined db.SQL = `-- unscoped: the same row was read with @scope before the write
UPDATE work SET declined = ? WHERE id = ?`

// Offered compares one of the actor's own works with its original. Theirs has no id and Gone is false when there is nothing to say: the
// work is an original, stands on the newest version, or the author has declined that one.
func (s *Service) Offered(ctx context.Context, a *org.Actor, w WorkID) (Offer, error) {
	work, err := s.Get(ctx, a, w)
	if err != nil || work.DerivedFrom.IsZero() {
		return Offer{Work: work}, err
	}
	return s.offered(ctx, a, work)
}

func (s *Service) offered(ctx context.Context, a *org.Actor, work Work) (Offer, error) {
	o := Offer{Work: work}
	x := s.core.Reader(ctx)
	var err error
	if o.Base, err = db.One(x, selSource, scanVersion, work.DerivedFrom); err != nil {
		return o, err
	}
	if !a.Has(org.LibraryRead) {
		return o, nil
	}
	scope, err := s.org.Reach(ctx, a, org.LibraryRead)
	if err != nil {
		return o, err
	}
	theirs, err := db.One(x, selUpstream, scanVersion, o.Base.Work, scope)
	switch {
	case errors.Is(err, db.ErrNone):
		o.Gone = o.Base.State == Withdrawn
		return o, nil
	case err != nil:
		return o, err
	case theirs.ID == work.DerivedFrom || theirs.ID == work.Declined || theirs.lapsed(s.now()):
		return o, nil
	}
	theirs.Files = shown(theirs.Files)
	o.Base.Files = shown(o.Base.Files)
	o.Theirs, o.Barred = theirs, Adaptable(theirs, work.Owner)
	if o.Practice, err = s.practiceFate(ctx, o); err != nil {
		return o, err
	}
	return o.compared(), nil
}

// compared fills in what each side did, from the three sides alone.
func (o Offer) compared() Offer {
	b, m, t := o.Base.Draftable, o.Work.Draftable, o.Theirs.Draftable
	field := func(name, base, mine, theirs string) {
		f := fate(base, mine, theirs, func(a, b string) bool { return a == b })
		o.Fields = append(o.Fields, Merged{name, f, base, mine, theirs})
	}
	o.Fields = nil
	field("title", b.Title, m.Title, t.Title)
	field("subject", b.Subject, m.Subject, t.Subject)
	field("grade", strconv.Itoa(b.Grade), strconv.Itoa(m.Grade), strconv.Itoa(t.Grade))
	field("edition", b.Edition, m.Edition, t.Edition)
	field("volume", b.Volume, m.Volume, t.Volume)
	field("chapter", b.Chapter, m.Chapter, t.Chapter)
	field("knowledge", strings.Join(b.Knowledge, "\n"), strings.Join(m.Knowledge, "\n"), strings.Join(t.Knowledge, "\n"))
	o.Body = textdiff.Merge(b.Body, m.Body, t.Body)
	o.Files = mergedFiles(o.Base.Files, shown(o.Work.Files), o.Theirs.Files)
	o.AI = m.AI.with(t.AI)
	if o.Licence = m.Licence; m.Licence.fits(t.Licence) != nil {
		o.Licence = t.Licence
	}
	return o
}

// mergedFiles compares files by name; the same bytes are the same file.
func mergedFiles(base, mine, theirs []File) []MergedFile {
	var out []MergedFile
	at := func(name string) *MergedFile {
		for i := range out {
			if out[i].Name == name {
				return &out[i]
			}
		}
		out = append(out, MergedFile{Name: name})
		return &out[len(out)-1]
	}
	for i := range base {
		at(base[i].Name).Base = &base[i]
	}
	for i := range mine {
		at(mine[i].Name).Mine = &mine[i]
	}
	for i := range theirs {
		at(theirs[i].Name).Theirs = &theirs[i]
	}
	for i := range out {
		out[i].Fate = fate(out[i].Base, out[i].Mine, out[i].Theirs, func(a, b *File) bool {
			return a == nil && b == nil || a != nil && b != nil && a.Hash == b.Hash
		})
	}
	return out
}

// practiceFate compares the practices by what they say, key included.
func (s *Service) practiceFate(ctx context.Context, o Offer) (textdiff.Fate, error) {
	var said [3][]Line
	for i, p := range []id.Any{o.Base.Paper, o.Work.Paper, o.Theirs.Paper} {
		var err error
		if said[i], err = s.Practice(ctx, p, true); err != nil {
			return 0, err
		}
	}
	return fate(said[0], said[1], said[2], func(a, b []Line) bool {
		return slices.EqualFunc(a, b, func(x, y Line) bool {
			return x.No == y.No && x.Kind == y.Kind && x.Prompt == y.Prompt && x.Key == y.Key && slices.Equal(x.Choices, y.Choices)
		})
	}), nil
}

// Open lists what the author has to choose, in the order of the page.
func (o Offer) Open() []string {
	var out []string
	for _, f := range o.Fields {
		if f.Fate == textdiff.Conflict {
			out = append(out, f.Name)
		}
	}
	for n := range textdiff.Conflicts(o.Body) {
		out = append(out, "body."+strconv.Itoa(n))
	}
	for _, f := range o.Files {
		if f.Fate == textdiff.Conflict {
			out = append(out, "file."+f.Name)
		}
	}
	if o.Practice == textdiff.Conflict {
		out = append(out, "practice")
	}
	return out
}

// Merge is the text that taking the offer gives. What only they changed is theirs, what only I changed is mine; the rest is chosen.
// The fault names what is not chosen yet.
func (o Offer) Merge(c Choices) (Draftable, error) {
	var wrong []fault.Field
	for _, name := range o.Open() {
		if c[name] != ChooseMine && c[name] != ChooseTheirs {
			wrong = append(wrong, fault.Field{Name: name, Message: "这一处双方都改过，请选一个"})
		}
	}
	if wrong != nil {
		return Draftable{}, fault.Fieldsf(wrong...)
	}
	d := o.Work.Draftable
	t := o.Theirs.Draftable
	for _, f := range o.Fields {
		if !takes(f.Fate, c[f.Name]) {
			continue
		}
		switch f.Name {
		case "title":
			d.Title = t.Title
		case "subject":
			d.Subject = t.Subject
		case "grade":
			d.Grade, d.Stage = t.Grade, t.Stage
		case "edition":
			d.Edition = t.Edition
		case "volume":
			d.Volume = t.Volume
		case "chapter":
			d.Chapter = t.Chapter
		case "knowledge":
			d.Knowledge = t.Knowledge
		}
	}
	d.Body = textdiff.Join(o.Body, func(n int) bool { return c["body."+strconv.Itoa(n)] == ChooseMine })
	d.Licence, d.AI = o.Licence, o.AI
	return d, nil
}

// takes reports whether their side of something counts.
func takes(f textdiff.Fate, choice string) bool {
	return f == textdiff.Taken || f == textdiff.Conflict && choice == ChooseTheirs
}

// Take brings the new version of the original into the draft: what the author had not changed is taken, what only the author changed
// stays, where both changed the choice counts. rev is the revision that the page compared; another is a *Stale.
func (s *Service) Take(ctx context.Context, a *org.Actor, w WorkID, rev int, v VersionID, c Choices) (Work, error) {
	o, err := s.Offered(ctx, a, w)
	if err != nil {
		return Work{}, err
	}
	if o.Theirs.ID.IsZero() || o.Theirs.ID != v {
		return Work{}, fault.New(fault.Conflict, "原课又有变化，请重新对照")
	}
	if o.Barred != nil {
		return Work{}, o.Barred
	}
	if err := s.room(ctx, o.Work.Owner, o.Work.Author, o.taken(c)...); err != nil {
		return Work{}, err
	}
	now := s.now()
	var out Work
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		stored, err := db.One(tx, selWorkTx, scanWork, w)
		if err != nil {
			return err
		}
		if stored.Files, err = filesOf(tx, w); err != nil {
			return err
		}
		if stored.Rev != rev || stored.DerivedFrom != o.Base.ID {
			return &Stale{stored}
		}
		current := o
		current.Work = stored
		current = current.compared()
		d, err := current.Merge(c)
		if err != nil {
			return err
		}
		if err := d.check(); err != nil {
			return err
		}
		if err := traceLabels(tx, stored, d, a.Person, now); err != nil {
			return err
		}
		if _, err := changeWork(tx, w, rev, d, now); err != nil {
			return err
		}
		paper := stored.Paper
		if takes(current.Practice, c["practice"]) {
			if paper = o.Theirs.Paper; !paper.IsZero() {
				if paper, err = s.papers.Copy(tx, paper, stored.Owner, stored.Author); err != nil {
					return err
				}
			}
		}
		if _, err := tx.Exec(updTaken, o.Theirs.ID, paper, w); err != nil {
			return err
		}
		if err := takeFiles(tx, stored, current.Files, c, now); err != nil {
			return err
		}
		if err := trace(tx, Trace{Work: w, At: now, Actor: a.Person, What: TraceTaken, Source: o.Theirs.ID}); err != nil {
			return err
		}
		out = stored
		out.Draftable, out.Rev, out.DerivedFrom, out.Paper = d, rev+1, o.Theirs.ID, paper
		_, err = s.log.Append(tx, event(a, "work.followed", stored.Owner), followed{w, o.Theirs.ID, true})
		return err
	})
	return out, err
}

// taken are the files that come from the original.
func (o Offer) taken(c Choices) (out []File) {
	for _, f := range o.Files {
		if f.Theirs != nil && takes(f.Fate, c["file."+f.Name]) {
			out = append(out, *f.Theirs)
		}
	}
	return out
}

// takeFiles replaces, adds and removes the files that are taken from the original.
func takeFiles(tx *db.Tx, w Work, files []MergedFile, c Choices, now clock.Micros) error {
	for _, f := range files {
		if !takes(f.Fate, c["file."+f.Name]) {
			continue
		}
		if f.Mine != nil {
			if _, err := tx.Exec(delFile, w.ID, f.Mine.ID); err != nil {
				return err
			}
			if err := letGo(tx, w.Owner, f.Mine.Hash); err != nil {
				return err
			}
		}
		if f.Theirs != nil {
			fresh := *f.Theirs
			fresh.ID = id.New[File]()
			if err := putFile(tx, w.ID, w.Owner, fresh, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// Decline keeps the work as it is; the author is not asked again before the original has another version.
func (s *Service) Decline(ctx context.Context, a *org.Actor, w WorkID, v VersionID) error {
	o, err := s.Offered(ctx, a, w)
	if err != nil {
		return err
	}
	if o.Theirs.ID.IsZero() || o.Theirs.ID != v {
		return fault.New(fault.Conflict, "原课又有变化，请重新对照")
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(updDeclined, v, w); err != nil {
			return err
		}
		if err := trace(tx, Trace{Work: w, At: now, Actor: a.Person, What: TraceDeclined, Source: v}); err != nil {
			return err
		}
		_, err := s.log.Append(tx, event(a, "work.followed", o.Work.Owner), followed{w, v, false})
		return err
	})
}
