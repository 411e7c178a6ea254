package assess

import (
	"context"

	"math"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// ToMark is one hand-marked line of an assignment.
type ToMark struct {
	Line    Line
	Waiting int // answers without a mark
	Marked  int
}

// MarkRow is one pupil's answer to the line that is marked.
type MarkRow struct {
	Sitting SittingID
	Person  org.PersonID
	Rev     int64
	Answer  string
	Source  string
	Score   *float64
	Note    string
}

// Marking is one line with the pupils' answers, in the order of the class, blank ones left out.
type Marking struct {
	Line  Line
	Parts []qti.Part
	Rows  []MarkRow
}

// ToMark lists the hand-marked lines of an assignment. Verb mark.give on the class.
func (s *Service) ToMark(ctx context.Context, a *org.Actor, assignment id.Any) ([]ToMark, error) {
	sittings, err := s.assignment(ctx, a, org.MarkGive, assignment)
	if err != nil {
		return nil, err
	}
	x := s.reader(ctx)
	lines, err := s.PaperLines(ctx, sittings[0].Paper)
	if err != nil {
		return nil, err
	}
	now, err := s.answers(x, assignment)
	if err != nil {
		return nil, err
	}
	var out []ToMark
	for _, l := range lines {
		if !l.HandMarked {
			continue
		}
		m := ToMark{Line: l}
		for _, one := range sittings {
			r, ok := now[one.ID][l.No]
			switch {
			case ok && r.Waits():
				m.Waiting++
			case ok && r.Marked != nil:
				m.Marked++
			}
		}
		out = append(out, m)
	}
	return out, nil
}

// Marking lists the answers to one hand-marked line. Verb mark.give on the class.
func (s *Service) Marking(ctx context.Context, a *org.Actor, assignment id.Any, no int, media Media) (Marking, error) {
	sittings, err := s.assignment(ctx, a, org.MarkGive, assignment)
	if err != nil {
		return Marking{}, err
	}
	x := s.reader(ctx)
	rows, err := s.lines(x, sittings[0].Paper, true)
	if err != nil {
		return Marking{}, err
	}
	i, err := find(rows, no)
	if err != nil {
		return Marking{}, err
	}
	l, err := s.line(x, rows[i])
	if err != nil {
		return Marking{}, err
	}
	if !l.HandMarked {
		return Marking{}, fault.New(fault.Conflict, "这道题由系统评判，不用手工批改")
	}
	now, err := s.answers(x, assignment)
	if err != nil {
		return Marking{}, err
	}
	m := Marking{Line: l, Parts: l.Body.Body(media.of(no))}
	for _, one := range sittings {
		if r, ok := now[one.ID][no]; ok && (!r.Blank() || r.Source == OnPaper) {
			m.Rows = append(m.Rows, MarkRow{one.ID, one.Person, r.Rev, describeLong(l.Body, r), r.Source, r.Marked, r.Note})
		}
	}
	return m, nil
}

// describeLong is a whole answer of a hand-marked item, uncut.
func describeLong(it *qti.Item, r Response) string {
	out := ""
	for _, d := range it.Responses {
		for _, v := range r.values()[d.Identifier] {
			if out != "" {
				out += "\n"
			}
			out += v
		}
	}
	return out
}

// Mark is a person's score for one revision of an answer.
type Mark struct {
	Sitting SittingID
	Rev     int64 // the revision that the marker read
	Score   float64
	Note    string // words for the pupil, may be empty
}

// marksASlice bounds one write of marks, so that a class fits into the writer's time.
const marksASlice = 25

// GiveMarks stores the marks for one line. A mark equal to the one that stands makes nothing new; another one replaces it in every
// figure and the older stays on record. Invalid names the fields score.<sitting>; Conflict when a pupil has changed the answer
// since it was read. Nothing is stored when a score does not fit. Verb mark.give on the class.
func (s *Service) GiveMarks(ctx context.Context, a *org.Actor, assignment id.Any, no int, marks []Mark) error {
	sittings, err := s.assignment(ctx, a, org.MarkGive, assignment)
	if err != nil {
		return err
	}
	byID := map[SittingID]Sitting{}
	for _, one := range sittings {
		byID[one.ID] = one
	}
	x := s.reader(ctx)
	rows, err := s.lines(x, sittings[0].Paper, true)
	if err != nil {
		return err
	}
	i, err := find(rows, no)
	if err != nil {
		return err
	}
	l, err := s.line(x, rows[i])
	if err != nil {
		return err
	}
	if err := checkMarks(l, byID, marks); err != nil {
		return err
	}
	now := s.now()
	for lo := 0; lo < len(marks); lo += marksASlice {
		part := marks[lo:min(lo+marksASlice, len(marks))]
		err := s.core.Write(ctx, func(tx *db.Tx) error {
			for _, m := range part {
				if err := s.mark(tx, a, byID[m.Sitting], rows[i], l.Max, m, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func checkMarks(l Line, known map[SittingID]Sitting, marks []Mark) error {
	if !l.HandMarked {
		return fault.New(fault.Conflict, "这道题由系统评判，不用手工批改")
	}
	var fields []fault.Field
	for _, m := range marks {
		if _, ok := known[m.Sitting]; !ok {
			return fault.New(fault.NotFound, "找不到这次练习")
		}
		if math.IsNaN(m.Score) || m.Score < 0 || m.Score > l.Max {
			fields = append(fields, fault.Field{Name: "score." + m.Sitting.String(), Message: "得分应在 0 和满分之间"})
		}
		if len([]rune(m.Note)) > 500 {
			fields = append(fields, fault.Field{Name: "note." + m.Sitting.String(), Message: "评语最多 500 字"})
		}
	}
	if len(fields) > 0 {
		return fault.Fieldsf(fields...)
	}
	return nil
}

// mark writes one mark inside tx.
func (s *Service) mark(tx *db.Tx, a *org.Actor, row Sitting, l lineRow, most float64, m Mark, now clock.Micros) error {
	if _, err := db.One(tx, lockState, db.Value[string], row.ID); err != nil {
		return err
	}
	last, err := db.One(tx, selLastRev, db.Value[int64], row.ID, l.No)
	if err != nil {
		return err
	}
	if last == 0 || last != m.Rev {
		return fault.New(fault.Conflict, "有学生刚刚改了回答，请重新看一遍再打分")
	}
	old, err := db.All(tx, selLastMark, scanMark, row.ID, l.No)
	if err != nil {
		return err
	}
	seq := int64(1)
	if len(old) > 0 {
		if o := old[0]; o.Rev == m.Rev && o.Score == m.Score && o.Note == m.Note {
			return nil
		}
		seq = old[0].Seq + 1
	}
	if _, err := tx.Exec(insMark, row.ID, l.No, seq, m.Rev, m.Score, most, m.Note, a.Person, now); err != nil {
		return err
	}
	return s.event(tx, a, "mark.given", id.As[any](row.Class), now, MarkGiven{About: row.about(), No: l.No, Item: l.Revision, Rev: m.Rev,
		Score: m.Score, Max: most, Correct: m.Score >= most})
}
