package assess

import (
	"context"

	"slices"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// PaperID names a paper.
type PaperID = id.Of[Paper]

// MaxLines is the longest paper.
const MaxLines = 200

// Paper is an ordered list of items. Rev grows with every change and is the form's If-Match; a frozen paper never changes again.
type Paper struct {
	ID      PaperID
	Owner   org.UnitID
	Author  org.PersonID
	Rev     int
	Frozen  bool
	Source  PaperID // the paper it was copied from, or none
	Created clock.Micros
	Changed clock.Micros
}

// Line is one item of a paper as teachers and analyses see it; it tells the key and is never for pupils.
type Line struct {
	No         int // 1, 2, 3 …
	Revision   RevisionID
	Item       ItemID
	Rev        int
	Title      string
	Kind       string // a qti.DraftKind, or Compound
	HandMarked bool
	Points     float64 // weight of the line
	Max        float64 // highest score of the line: the item's own maximum times Points
	Knowledge  string  // 知识点, may be empty
	Options    []qti.OptionSet
	Key        []qti.Key
	Body       *qti.Item
}

// Sheet is a paper with its lines, for teachers.
type Sheet struct {
	Paper
	Lines []Line
}

// lineRow is a line as stored.
type lineRow struct {
	No        int
	Revision  RevisionID
	Item      ItemID
	Rev       int
	Title     string
	Kind      string
	Points    float64
	Knowledge string
}

// line completes a stored line with what its item says.
func (s *Service) line(x db.Querier, r lineRow) (Line, error) {
	it, err := s.item(x, r.Revision)
	if err != nil {
		return Line{}, err
	}
	o := it.Score(nil)
	return Line{No: r.No, Revision: r.Revision, Item: r.Item, Rev: r.Rev, Title: r.Title, Kind: r.Kind, HandMarked: o.NeedsHuman,
		Points: r.Points, Max: o.MaxScore * r.Points, Knowledge: r.Knowledge, Options: it.Options(), Key: it.Correct(), Body: it}, nil
}

func (s *Service) sheet(x db.Querier, p Paper) (Sheet, error) {
	rows, err := s.lines(x, p.ID, p.Frozen)
	if err != nil {
		return Sheet{}, err
	}
	sh := Sheet{Paper: p, Lines: make([]Line, 0, len(rows))}
	for _, r := range rows {
		l, err := s.line(x, r)
		if err != nil {
			return Sheet{}, err
		}
		sh.Lines = append(sh.Lines, l)
	}
	return sh, nil
}

// Sheet is a paper of the actor's own school, for its editor. Verb lesson.make at the owner.
func (s *Service) Sheet(ctx context.Context, a *org.Actor, p PaperID) (Sheet, error) {
	x := s.reader(ctx)
	paper, err := s.paper(x, p)
	if err != nil {
		return Sheet{}, err
	}
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](paper.Owner)); err != nil {
		return Sheet{}, err
	}
	return s.sheet(x, paper)
}

// PaperLines lists a paper's items with their keys for pages and analyses of other packages, whose caller has asked org about the
// version, class or unit through which the paper is reached. Never for pupils.
func (s *Service) PaperLines(ctx context.Context, p PaperID) ([]Line, error) {
	x := s.reader(ctx)
	paper, err := s.paper(x, p)
	if err != nil {
		return nil, err
	}
	sh, err := s.sheet(x, paper)
	return sh.Lines, err
}

func (s *Service) paper(x db.Querier, p PaperID) (Paper, error) {
	row, err := db.One(x, selPaper, scanPaper, p)
	return row, none(err, "找不到这份练习")
}

// CreatePaper makes an empty paper. The commons use it inside the write that makes a work.
func (s *Service) CreatePaper(tx *db.Tx, owner org.UnitID, author org.PersonID) (PaperID, error) {
	p, now := id.New[Paper](), s.now()
	_, err := tx.Exec(insPaper, p, owner, author, 1, false, PaperID{}, now, now)
	return p, err
}

// FreezePaper makes a paper immutable for ever; freezing twice is no error. The commons call it when a version is submitted,
// so it asks again for every picture: what became private to a class meanwhile does not go to a review.
func (s *Service) FreezePaper(tx *db.Tx, p PaperID) error {
	paper, err := s.paper(tx, p)
	if err != nil {
		return err
	}
	media, err := db.All(tx, selPaperMedia, scanMedia, p)
	if err != nil {
		return err
	}
	if err := s.stillAll(tx, media, paper.Owner); err != nil {
		return err
	}
	n, err := tx.Exec(updFrozen, true, p)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "找不到这份练习")
	}
	return err
}

// CopyPaper makes an editable copy for adaptation 改编. Both papers name the same revisions until the copy is edited.
func (s *Service) CopyPaper(tx *db.Tx, from PaperID, owner org.UnitID, author org.PersonID) (PaperID, error) {
	if _, err := s.paper(tx, from); err != nil {
		return PaperID{}, err
	}
	p, now := id.New[Paper](), s.now()
	if _, err := tx.Exec(insPaper, p, owner, author, 1, false, from, now, now); err != nil {
		return PaperID{}, err
	}
	_, err := tx.Exec(copyLines, p, from)
	return p, err
}

// CountLines is the number of items of a paper.
func (s *Service) CountLines(x db.Querier, p PaperID) (int, error) {
	n, err := db.One(x, countLines, db.Value[int64], p)
	return int(n), err
}

// edit changes the lines of a paper: permission, the check of what was sent (nil: nothing to check), If-Match, the change, one event. change gets the lines and gives the new ones; it
// may insert revisions through tx. It returns the paper's new revision number.
func (s *Service) edit(ctx context.Context, a *org.Actor, p PaperID, rev int, check func() error, change func(tx *db.Tx, paper Paper, lines []lineRow) ([]lineRow, error)) (int, error) {
	paper, err := s.paper(s.reader(ctx), p)
	if err != nil {
		return 0, err
	}
	if err := s.org.Must(ctx, a, org.LessonMake, id.As[any](paper.Owner)); err != nil {
		return 0, err
	}
	if check != nil {
		if err := check(); err != nil {
			return 0, err
		}
	}
	next, now := 0, s.now()
	err = s.core.Write(ctx, func(tx *db.Tx) error {
		paper, err := db.One(tx, lockPaper, scanPaper, p)
		if err != nil {
			return none(err, "找不到这份练习")
		}
		if paper.Frozen {
			return fault.New(fault.Conflict, "这份练习已经送审或发布，不能再改；可以改编成自己的一份")
		}
		if paper.Rev != rev {
			return fault.New(fault.Conflict, "别人刚刚改过这份练习，请看一看新的样子再改")
		}
		lines, err := db.All(tx, selLines, scanLine, p)
		if err != nil {
			return err
		}
		lines, err = change(tx, paper, lines)
		if err != nil {
			return err
		}
		if len(lines) > MaxLines {
			return fault.New(fault.Invalid, "一份练习最多 %d 道题", MaxLines)
		}
		next = paper.Rev + 1
		if err := writeLines(tx, p, next, now, lines); err != nil {
			return err
		}
		return s.event(tx, a, "paper.changed", id.As[any](paper.Owner), now, PaperChanged{p, paper.Owner, next, len(lines)})
	})
	return next, err
}

func writeLines(tx *db.Tx, p PaperID, rev int, now clock.Micros, lines []lineRow) error {
	if _, err := tx.Exec(updPaper, rev, now, p); err != nil {
		return err
	}
	if _, err := tx.Exec(delLines, p); err != nil {
		return err
	}
	for i, l := range lines {
		if _, err := tx.Exec(insLine, p, i+1, l.Revision, l.Points, l.Knowledge); err != nil {
			return err
		}
	}
	return nil
}

func (d LineDraft) points() float64 {
	if d.Points == 0 {
		return 1
	}
	return d.Points
}

// AddLine puts a new item at the end of a paper. Invalid names the fields of the draft; Conflict when rev is old or the paper frozen.
func (s *Service) AddLine(ctx context.Context, a *org.Actor, p PaperID, rev int, d LineDraft) (int, error) {
	return s.edit(ctx, a, p, rev, d.check, func(tx *db.Tx, paper Paper, lines []lineRow) ([]lineRow, error) {
		r, err := d.revision(id.New[Item](), 1, paper, a, s.now())
		if err != nil {
			return nil, err
		}
		return append(lines, lineRow{Revision: r.ID, Points: d.points(), Knowledge: d.Knowledge}), r.insert(tx)
	})
}

// EditLine replaces the item of a line. An item of the same owner gets a further revision; one that came by adaptation from another
// school becomes an item of our own, so that the two are not taken for one.
func (s *Service) EditLine(ctx context.Context, a *org.Actor, p PaperID, rev, no int, d LineDraft) (int, error) {
	return s.edit(ctx, a, p, rev, d.check, func(tx *db.Tx, paper Paper, lines []lineRow) ([]lineRow, error) {
		i, err := find(lines, no)
		if err != nil {
			return nil, err
		}
		of, next := id.New[Item](), 1
		err = db.Each(tx, selRevisionHead, func(r db.Row) error {
			var (
				item  ItemID
				owner org.UnitID
				last  int
			)
			if err := r.Scan(&item, &owner, &last); err != nil {
				return err
			}
			if owner == paper.Owner {
				of, next = item, last+1
			}
			return nil
		}, lines[i].Revision)
		if err != nil {
			return nil, err
		}
		r, err := d.revision(of, next, paper, a, s.now())
		if err != nil {
			return nil, err
		}
		lines[i] = lineRow{Revision: r.ID, Points: d.points(), Knowledge: d.Knowledge}
		return lines, r.insert(tx)
	})
}

// MoveLine puts line no at place to (from 1); places beyond the ends mean the ends.
func (s *Service) MoveLine(ctx context.Context, a *org.Actor, p PaperID, rev, no, to int) (int, error) {
	return s.edit(ctx, a, p, rev, nil, func(_ *db.Tx, _ Paper, lines []lineRow) ([]lineRow, error) {
		i, err := find(lines, no)
		if err != nil {
			return nil, err
		}
		l := lines[i]
		lines = slices.Delete(lines, i, i+1)
		return slices.Insert(lines, min(max(to-1, 0), len(lines)), l), nil
	})
}

// RemoveLine takes line no out of the paper. The item's revisions stay: other papers may name them.
func (s *Service) RemoveLine(ctx context.Context, a *org.Actor, p PaperID, rev, no int) (int, error) {
	return s.edit(ctx, a, p, rev, nil, func(_ *db.Tx, _ Paper, lines []lineRow) ([]lineRow, error) {
		i, err := find(lines, no)
		if err != nil {
			return nil, err
		}
		return slices.Delete(lines, i, i+1), nil
	})
}

func find(lines []lineRow, no int) (int, error) {
	for i, l := range lines {
		if l.No == no {
			return i, nil
		}
	}
	return 0, fault.New(fault.NotFound, "这份练习没有第 %d 题", no)
}

// Draft is the form of a line; false when the item was not made by a form and cannot be edited in one.
func (l Line) Draft() (LineDraft, bool) {
	d, ok := l.Body.DraftOf()
	return LineDraft{Draft: d, Points: l.Points, Knowledge: l.Knowledge}, ok
}

// KeyText is the whole key in one line, for teachers.
func (l Line) KeyText() string {
	out := ""
	for i, k := range l.Key {
		if i > 0 {
			out += ";"
		}
		out += k.Text
	}
	return out
}
