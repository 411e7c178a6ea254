package insight

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// Sheet is the review-lesson sheet 讲评单 of one assignment: what a class answered, what to talk about tomorrow and who needs what.
// It names pupils; the projected page uses Board.
type Sheet struct {
	Assignment Assignment
	Class      org.Class
	School     org.Unit
	Pupils     int         // on the register now
	Handed     int         // handed in
	Items      []SheetItem // in the order of the paper
	Worst      []SheetItem // the items to review, the worst first, at most WorstItems
	Points     []Point     // by knowledge point, the worst first; empty when no item says one
	Missing    []Pupil     // not handed in
	Needs      []Need      // who missed which of the worst items, in the order of the class register: any other order would be a rank
}

// WorstItems is how many items a review lesson can hold.
const WorstItems = 5

// secure is the share right above which an item needs no review lesson.
const secure = 0.85

// SheetItem is one question with what the class made of it.
type SheetItem struct {
	Line
	Right   Share // full score, of the answers that are scored
	Waiting int   // not marked yet
	Wrong   []WrongAnswer
}

// WrongAnswer is one wrong answer with who gave it. Response "" is no answer.
type WrongAnswer struct {
	Response string
	N        int
	Who      []Pupil
}

// Point is a knowledge point: Right counts answers over its Items items.
type Point struct {
	Name  string
	Items int
	Right Share
}

// Pupil is a pupil of the class.
type Pupil struct {
	Person org.PersonID
	Name   string
	Number string
}

// Need is what one pupil has to go over: the numbers of the worst items that were missed.
type Need struct {
	Pupil Pupil
	Items []int
}

// Given is one line of the list of sheets.
type Given struct {
	Assignment
	ClassName string
	Handed    int
	Answers   int
}

const (
	selHanded db.SQL = `-- unscoped: the caller has asked org about the assignment's class
SELECT person FROM insight_sitting WHERE assignment = ? AND handed = @true`
	selGiven db.SQL = `SELECT a.assignment, a.class, a.school, a.version, a.paper, a.title, a.subject, a.stage, a.grade, a.items, a.pupils, a.crossed, a.given,
 (SELECT COUNT(*) FROM insight_sitting t WHERE t.assignment = a.assignment AND t.handed = @true),
 (SELECT COALESCE(SUM(i.n), 0) FROM insight_item i WHERE i.assignment = a.assignment)
 FROM insight_assignment a WHERE @scope(a.class) ORDER BY a.given DESC LIMIT ?`
)

// Sheets lists the assignments of the actor's classes, newest first, at most limit.
func (s *Service) Sheets(ctx context.Context, a *org.Actor, limit int) ([]Given, error) {
	sc, err := s.org.Reach(ctx, a, org.ClassAnalyse)
	if err != nil {
		return nil, err
	}
	out, err := db.All(s.db.Reader(ctx), selGiven, func(r db.Row) (Given, error) {
		var g Given
		x := &g.Assignment
		err := r.Scan(&x.ID, &x.Class, &x.School, &x.Version, &x.Paper, &x.Title, &x.Subject, &x.Stage, &x.Grade, &x.Items, &x.Pupils, &x.Cross, &x.Given,
			&g.Handed, &g.Answers)
		return g, err
	}, sc, limit)
	if err != nil {
		return nil, err
	}
	names := map[id.Any]string{}
	for i := range out {
		c := out[i].Class
		if _, ok := names[c]; !ok {
			class, err := s.org.Class(ctx, org.ClassID(c))
			if err != nil {
				return nil, err
			}
			names[c] = class.Label()
		}
		out[i].ClassName = names[c]
	}
	return out, nil
}

// Sheet makes the review-lesson sheet of an assignment for somebody with class.analyse at its class, and leaves sheet.viewed.
func (s *Service) Sheet(ctx context.Context, a *org.Actor, assignment id.Any) (Sheet, error) {
	as, err := s.known(ctx, a, assignment)
	if err != nil {
		return Sheet{}, err
	}
	sh := Sheet{Assignment: as}
	if sh.Class, err = s.org.Class(ctx, org.ClassID(as.Class)); err != nil {
		return sh, err
	}
	if sh.School, err = s.org.Unit(ctx, org.UnitID(as.School)); err != nil {
		return sh, err
	}
	answers, err := db.All(s.db.Reader(ctx), selAnswers, scanAnswer, assignment)
	if err != nil {
		return sh, err
	}
	pupils, err := s.pupils(ctx, &sh)
	if err != nil {
		return sh, err
	}
	lines, err := s.outline(ctx, as, answers)
	if err != nil {
		return sh, err
	}
	sh.fill(lines, answers, pupils)
	return sh, s.view(ctx, a, as)
}

// pupils reads the register, who has handed in and who has not.
func (s *Service) pupils(ctx context.Context, sh *Sheet) (map[id.Any]Pupil, error) {
	roster, err := s.org.Roster(ctx, org.ClassID(sh.Assignment.Class), clock.At(s.clock.Now()))
	if err != nil {
		return nil, err
	}
	in, err := db.All(s.db.Reader(ctx), selHanded, db.Value[id.Any], sh.Assignment.ID)
	if err != nil {
		return nil, err
	}
	sh.Pupils, sh.Handed = len(roster), len(in)
	out := map[id.Any]Pupil{}
	for _, e := range roster {
		p := Pupil{e.Person, e.Name, e.Number}
		out[id.As[any](e.Person)] = p
		if !slices.Contains(in, id.As[any](e.Person)) {
			sh.Missing = append(sh.Missing, p)
		}
	}
	return out, nil
}

// outline reads the paper's questions; without them a sheet still shows the numbers of the items.
func (s *Service) outline(ctx context.Context, as Assignment, answers []answer) ([]Line, error) {
	if s.from.Outline != nil && !as.Paper.IsZero() {
		lines, err := s.from.Outline(ctx, as.Paper)
		if err != nil || len(lines) > 0 {
			return lines, err
		}
	}
	most := as.Items
	for _, w := range answers {
		most = max(most, w.no)
	}
	lines := make([]Line, most)
	for i := range lines {
		lines[i].No = i + 1
	}
	return lines, nil
}

// fill makes every figure from the current facts, a class at a time, so that it is right whatever was corrected before.
func (sh *Sheet) fill(lines []Line, answers []answer, pupils map[id.Any]Pupil) {
	at := map[int]int{}
	for i, l := range lines {
		sh.Items = append(sh.Items, SheetItem{Line: l})
		at[l.No] = i
	}
	for _, w := range answers {
		i, ok := at[w.no]
		if !ok {
			continue
		}
		it := &sh.Items[i]
		switch w.state {
		case Waiting:
			it.Waiting++
		case Right:
			it.Right.K++
			it.Right.N++
		case Wrong:
			it.Right.N++
			it.wrong(w, pupils[w.person])
		}
	}
	for i := range sh.Items {
		slices.SortStableFunc(sh.Items[i].Wrong, func(a, b WrongAnswer) int {
			if (a.Response == "") != (b.Response == "") { // no answer teaches nothing: last
				return cmp.Compare(b2i(a.Response == ""), b2i(b.Response == ""))
			}
			return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Response, b.Response))
		})
	}
	sh.worst()
	sh.points()
	sh.needs(answers, pupils)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (it *SheetItem) wrong(w answer, p Pupil) {
	i := slices.IndexFunc(it.Wrong, func(x WrongAnswer) bool { return x.Response == w.response })
	if i < 0 {
		it.Wrong = append(it.Wrong, WrongAnswer{Response: w.response})
		i = len(it.Wrong) - 1
	}
	it.Wrong[i].N++
	if p.Name != "" { // a pupil who has left the class counts and is not named
		it.Wrong[i].Who = append(it.Wrong[i].Who, p)
	}
}

func (sh *Sheet) worst() {
	for _, it := range sh.Items {
		if it.Right.N > 0 && it.Right.Value() < secure {
			sh.Worst = append(sh.Worst, it)
		}
	}
	slices.SortStableFunc(sh.Worst, func(a, b SheetItem) int {
		return cmp.Or(cmp.Compare(a.Right.Value(), b.Right.Value()), cmp.Compare(b.Right.N, a.Right.N))
	})
	sh.Worst = sh.Worst[:min(len(sh.Worst), WorstItems)]
}

func (sh *Sheet) points() {
	for _, it := range sh.Items {
		k := strings.TrimSpace(it.Knowledge)
		if k == "" {
			continue
		}
		i := slices.IndexFunc(sh.Points, func(p Point) bool { return p.Name == k })
		if i < 0 {
			sh.Points = append(sh.Points, Point{Name: k})
			i = len(sh.Points) - 1
		}
		p := &sh.Points[i]
		p.Items, p.Right.K, p.Right.N = p.Items+1, p.Right.K+it.Right.K, p.Right.N+it.Right.N
	}
	slices.SortStableFunc(sh.Points, func(a, b Point) int {
		if a.Right.N == 0 || b.Right.N == 0 {
			return cmp.Compare(b.Right.N, a.Right.N)
		}
		return cmp.Compare(a.Right.Value(), b.Right.Value())
	})
}

func (sh *Sheet) needs(answers []answer, pupils map[id.Any]Pupil) {
	missed := map[id.Any][]int{}
	for _, w := range answers {
		if w.state == Wrong && slices.ContainsFunc(sh.Worst, func(it SheetItem) bool { return it.No == w.no }) {
			missed[w.person] = append(missed[w.person], w.no)
		}
	}
	for p, items := range missed {
		if who := pupils[p]; who.Name != "" {
			slices.Sort(items)
			sh.Needs = append(sh.Needs, Need{who, items})
		}
	}
	slices.SortFunc(sh.Needs, func(a, b Need) int {
		return cmp.Or(compareNumbers(a.Pupil.Number, b.Pupil.Number), cmp.Compare(a.Pupil.Name, b.Pupil.Name))
	})
}

// compareNumbers orders "2" before "10".
func compareNumbers(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// Board is what may be projected before a class: questions and how often an answer was given, no names and no marks.
type Board struct {
	Title string
	Items []BoardItem // the items to review, the worst first, then the others in order
}

// BoardItem is one question on the big screen.
type BoardItem struct {
	Line
	N     int // answers
	Right int
	Wrong []WrongAnswer // without who; only answers that at least two pupils gave
}

// Board makes the projected form of a sheet.
func (sh Sheet) Board() Board {
	b := Board{Title: sh.Assignment.Title}
	order := append([]SheetItem(nil), sh.Worst...)
	for _, it := range sh.Items {
		if !slices.ContainsFunc(sh.Worst, func(w SheetItem) bool { return w.No == it.No }) {
			order = append(order, it)
		}
	}
	for _, it := range order {
		x := BoardItem{Line: it.Line, N: it.Right.N, Right: it.Right.K}
		for _, w := range it.Wrong {
			if w.N >= 2 && w.Response != "" {
				x.Wrong = append(x.Wrong, WrongAnswer{Response: w.Response, N: w.N})
			}
		}
		b.Items = append(b.Items, x)
	}
	return b
}
