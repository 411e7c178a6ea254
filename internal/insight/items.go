package insight

import (
	"context"
	"errors"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Lesson is a published version with its use within reach.
type Lesson struct {
	Version     id.Any
	Title       string
	Subject     string
	Stage       string
	Grade       int
	School      string // that published it
	Assignments int
	Classes     int
	Schools     int
	Pupils      int // the largest n of its items
}

// ItemFacts are the pooled facts of the items of one lesson.
type ItemFacts struct {
	Lesson  Lesson
	Items   []ItemFact
	Schools []string // names, as columns of Cells
	Hidden  int      // cells that are hidden
}

// ItemFact is one item pooled over the classes within reach. Hidden says that fewer than MinGroup answers stand behind it.
type ItemFact struct {
	Line
	Right   Share
	Waiting int
	Hidden  bool
	Cells   []Cell // by school
}

// Cell is an item in one school.
type Cell struct {
	Right  Share
	Hidden bool // small, or hidden so that a small one cannot be told from the total
}

const (
	selLessons db.SQL = `SELECT v.version, v.title, v.subject, v.stage, v.grade, v.school, COUNT(DISTINCT a.assignment), COUNT(DISTINCT a.class), COUNT(DISTINCT a.school),
 COALESCE((SELECT MAX(t.n) FROM (SELECT SUM(i.n) AS n FROM insight_item i WHERE i.version = v.version AND @scope(i.school) GROUP BY i.no) t), 0)
 FROM insight_assignment a JOIN insight_version v ON v.version = a.version WHERE @scope(a.school)
 GROUP BY v.version, v.title, v.subject, v.stage, v.grade, v.school ORDER BY MAX(a.given) DESC LIMIT ?`
	selLesson db.SQL = `-- unscoped: its items are read within the scope
SELECT v.version, v.title, v.subject, v.stage, v.grade, v.school, 0, 0, 0, 0 FROM insight_version v WHERE v.version = ?`
	selPooled db.SQL = `SELECT i.no, i.school, SUM(i.n), SUM(i.correct), SUM(i.waiting) FROM insight_item i WHERE i.version = ? AND @scope(i.school)
 GROUP BY i.no, i.school ORDER BY i.no, i.school`
	selReached db.SQL = `SELECT COUNT(DISTINCT a.assignment), COUNT(DISTINCT a.class), COUNT(DISTINCT a.school)
 FROM insight_assignment a WHERE a.version = ? AND @scope(a.school)`
	selPaper db.SQL = `SELECT a.paper FROM insight_assignment a WHERE a.version = ? AND @scope(a.school) LIMIT 1`
)

// Lessons lists the lessons used within reach of unit.use, the most recently given first.
func (s *Service) Lessons(ctx context.Context, a *org.Actor, limit int) ([]Lesson, error) {
	sc, err := s.org.Reach(ctx, a, org.UnitUse)
	if err != nil {
		return nil, err
	}
	return s.named(ctx, func() ([]lessonRow, error) { return db.All(s.db.Reader(ctx), selLessons, scanLesson, sc, sc, limit) })
}

type lessonRow struct {
	Lesson
	school id.Any
}

func scanLesson(r db.Row) (lessonRow, error) {
	var l lessonRow
	err := r.Scan(&l.Version, &l.Title, &l.Subject, &l.Stage, &l.Grade, &l.school, &l.Assignments, &l.Classes, &l.Lesson.Schools, &l.Pupils)
	return l, err
}

func (s *Service) named(ctx context.Context, rows func() ([]lessonRow, error)) ([]Lesson, error) {
	ls, err := rows()
	if err != nil {
		return nil, err
	}
	out := make([]Lesson, len(ls))
	names := map[id.Any]string{}
	for i, l := range ls {
		if _, ok := names[l.school]; !ok {
			u, err := s.org.Unit(ctx, org.UnitID(l.school))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return nil, err
			}
			names[l.school] = u.Name
		}
		out[i] = l.Lesson
		out[i].School = names[l.school]
	}
	return out, nil
}

// ItemFacts pools the answers to one lesson's items over the classes within reach of unit.use. fault.NotFound when the lesson is
// not used there.
func (s *Service) ItemFacts(ctx context.Context, a *org.Actor, version id.Any) (ItemFacts, error) {
	sc, err := s.org.Reach(ctx, a, org.UnitUse)
	if err != nil {
		return ItemFacts{}, err
	}
	paper, err := db.One(s.db.Reader(ctx), selPaper, db.Value[id.Any], version, sc)
	if errors.Is(err, db.ErrNone) {
		return ItemFacts{}, fault.New(fault.NotFound, "您的范围内没有班级用过这节课")
	}
	if err != nil {
		return ItemFacts{}, err
	}
	ls, err := s.named(ctx, func() ([]lessonRow, error) { return db.All(s.db.Reader(ctx), selLesson, scanLesson, version) })
	if err != nil || len(ls) == 0 {
		return ItemFacts{}, errors.Join(err, fault.New(fault.NotFound, "没有这节课"))
	}
	f := ItemFacts{Lesson: ls[0]}
	err = db.Each(s.db.Reader(ctx), selReached, func(r db.Row) error {
		return r.Scan(&f.Lesson.Assignments, &f.Lesson.Classes, &f.Lesson.Schools)
	}, version, sc)
	if err != nil {
		return f, err
	}
	return f, s.pool(ctx, &f, version, paper, sc)
}

type pooledRow struct {
	no                  int
	school              id.Any
	n, correct, waiting int
}

func (s *Service) pool(ctx context.Context, f *ItemFacts, version, paper id.Any, sc db.Scope) error {
	rows, err := db.All(s.db.Reader(ctx), selPooled, func(r db.Row) (pooledRow, error) {
		var p pooledRow
		err := r.Scan(&p.no, &p.school, &p.n, &p.correct, &p.waiting)
		return p, err
	}, version, sc)
	if err != nil {
		return err
	}
	columns := map[id.Any]int{}
	for _, r := range rows {
		if _, ok := columns[r.school]; !ok {
			u, err := s.org.Unit(ctx, org.UnitID(r.school))
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			columns[r.school] = len(f.Schools)
			f.Schools = append(f.Schools, u.Name)
		}
	}
	most := 0
	for _, r := range rows {
		most = max(most, r.no)
	}
	lines := make([]Line, most)
	if s.from.Outline != nil && !paper.IsZero() {
		if lines, err = s.from.Outline(ctx, paper); err != nil {
			return err
		}
	}
	at := map[int]int{}
	for i, l := range lines {
		if l.No == 0 {
			l.No = i + 1
		}
		at[l.No] = i
		f.Items = append(f.Items, ItemFact{Line: l, Cells: make([]Cell, len(f.Schools))})
	}
	for _, r := range rows {
		i, ok := at[r.no]
		if !ok {
			continue
		}
		scored := r.n - r.waiting
		it := &f.Items[i]
		it.Right.K, it.Right.N, it.Waiting = it.Right.K+r.correct, it.Right.N+scored, it.Waiting+r.waiting
		it.Cells[columns[r.school]].Right = Share{r.correct, scored}
	}
	f.hide()
	return nil
}

// hide applies the small-number rule: schools whose largest n is small are hidden in every item, with a complement, and then what
// is small in one item only.
func (f *ItemFacts) hide() {
	largest := make([]int, len(f.Schools))
	for _, it := range f.Items {
		f.Lesson.Pupils = max(f.Lesson.Pupils, it.Right.N+it.Waiting)
		for c, cell := range it.Cells {
			largest[c] = max(largest[c], cell.Right.N)
		}
	}
	whole := Suppress(largest, MinGroup)
	for i := range f.Items {
		it := &f.Items[i]
		it.Hidden = it.Right.N < MinGroup
		parts := make([]int, len(it.Cells))
		for c, cell := range it.Cells {
			parts[c] = cell.Right.N
			if whole[c] && cell.Right.N > 0 {
				parts[c] = min(parts[c], MinGroup-1) // hidden in any case
			}
		}
		own := Suppress(parts, MinGroup)
		for c := range it.Cells {
			it.Cells[c].Hidden = it.Cells[c].Right.N > 0 && (whole[c] || own[c] || it.Hidden)
			if it.Cells[c].Hidden {
				f.Hidden++
			}
		}
	}
}
