package assess

import (
	"context"
	"io"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/spec/qti"
)

// Media turns a picture that line no names into an address.
type Media func(no int, name string) string

func (m Media) of(no int) qti.BodyOptions {
	if m == nil {
		return qti.BodyOptions{Media: func(string) string { return "" }}
	}
	return qti.BodyOptions{Media: func(name string) string { return m(no, name) }}
}

// Question is one item on a pupil's page before handing in. It holds nothing from which the key could be told.
type Question struct {
	No       int
	Parts    []qti.Part
	Given    map[string][]string // the pupil's own stored answer by response identifier
	Rev      int64               // 0 when nothing is stored
	Answered bool
	Shown    *Reply // feedback that the pupil has asked for; the answer is closed then
}

// Desk is a pupil's practice in work.
type Desk struct {
	Sitting   Sitting
	Questions []Question
}

// Unanswered lists the numbers of the questions without an answer.
func (d Desk) Unanswered() (out []int) {
	for _, q := range d.Questions {
		if !q.Answered {
			out = append(out, q.No)
		}
	}
	return out
}

// Verdict is what a pupil is told about an answer: a word, never a number.
type Verdict string

// The verdicts.
const (
	Right Verdict = "right"
	Wrong Verdict = "wrong"
	Wait  Verdict = "wait"  // a teacher will read it
	Empty Verdict = "empty" // not answered
)

// Reply is one item after the answer: right or wrong, the item's feedback and the teacher's words. It has no score.
type Reply struct {
	No       int
	Parts    []qti.Part
	Given    map[string][]string
	Answer   string // the pupil's answer in words
	Verdict  Verdict
	Feedback string // HTML of the item's own feedback, from spec/qti's allow-list
	Note     string // the teacher's words
}

// Desk is the pupil's practice page. Verb practice.do on the person.
func (s *Service) Desk(ctx context.Context, a *org.Actor, sitting SittingID, media Media) (Desk, error) {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return Desk{}, err
	}
	d := Desk{Sitting: row}
	err = s.each(ctx, row, func(l lineRow, it *qti.Item, r Response) {
		q := Question{No: l.No, Parts: it.Body(media.of(l.No)), Given: r.values(), Rev: r.Rev, Answered: r.Rev > 0 && !r.Blank()}
		if r.Shown {
			reply := replyOf(l, it, r, media)
			q.Shown = &reply
		}
		d.Questions = append(d.Questions, q)
	})
	return d, err
}

// Replies is what the pupil sees after handing in. Conflict while the sitting is open. Verb practice.do on the person.
func (s *Service) Replies(ctx context.Context, a *org.Actor, sitting SittingID, media Media) (Sitting, []Reply, error) {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return row, nil, err
	}
	return s.replies(ctx, row, media)
}

// RepliesOf is the same for the child's guardian, who sees what the pupil sees: right or wrong and why. Verb child.read on the person.
func (s *Service) RepliesOf(ctx context.Context, a *org.Actor, sitting SittingID, media Media) (Sitting, []Reply, error) {
	row, err := s.ofChild(ctx, a, sitting)
	if err != nil {
		return row, nil, err
	}
	return s.replies(ctx, row, media)
}

func (s *Service) replies(ctx context.Context, row Sitting, media Media) (Sitting, []Reply, error) {
	if !row.Closed() {
		return row, nil, fault.New(fault.Conflict, "交了以后才能看讲解")
	}
	var out []Reply
	err := s.each(ctx, row, func(l lineRow, it *qti.Item, r Response) { out = append(out, replyOf(l, it, r, media)) })
	return row, out, err
}

// each walks the lines of a sitting with the current responses.
func (s *Service) each(ctx context.Context, row Sitting, f func(lineRow, *qti.Item, Response)) error {
	x := s.reader(ctx)
	lines, err := s.lines(x, row.Paper, true)
	if err != nil {
		return err
	}
	now, err := s.own(x, row.ID)
	if err != nil {
		return err
	}
	for _, l := range lines {
		it, err := s.item(x, l.Revision)
		if err != nil {
			return err
		}
		r, ok := now[l.No]
		if !ok {
			r = Response{No: l.No, Text: "{}"}
		}
		f(l, it, r)
	}
	return nil
}

func replyOf(l lineRow, it *qti.Item, r Response, media Media) Reply {
	values, _ := it.Normalize(r.values())
	o := it.Score(values)
	rep := Reply{No: l.No, Parts: it.Body(media.of(l.No)), Given: r.values(), Answer: strings.Join(describe(it, values), ";"),
		Feedback: it.Feedback(o, media.of(l.No)), Note: r.Note}
	switch {
	case r.Marked != nil && *r.Marked >= r.Max:
		rep.Verdict = Right
	case r.Marked != nil:
		rep.Verdict = Wrong
	case r.Blank() && r.Source != OnPaper:
		rep.Verdict = Empty
	case r.Correct == nil:
		rep.Verdict = Wait
	case *r.Correct:
		rep.Verdict = Right
	default:
		rep.Verdict = Wrong
	}
	return rep
}

// Show closes one stored answer of an open sitting and lets the pupil see its feedback at once 看这一题. Showing twice is no error.
// Conflict when nothing is stored. Verb practice.do on the person.
func (s *Service) Show(ctx context.Context, a *org.Actor, sitting SittingID, no int) error {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return err
	}
	now := s.now()
	return s.core.Write(ctx, func(tx *db.Tx) error {
		if _, err := db.One(tx, lockState, db.Value[string], row.ID); err != nil {
			return err
		}
		cur, err := db.All(tx, selCurrent, scanCurrent, row.ID, no)
		if err != nil {
			return err
		}
		if len(cur) == 0 || cur[0].Text == "{}" {
			return fault.New(fault.Conflict, "先写好这道题，再看讲解")
		}
		_, err = tx.Exec(insShown, row.ID, no, cur[0].Rev, now)
		return err
	})
}

// Picture opens a picture of line no for the pupil of a sitting. The caller closes it.
func (s *Service) Picture(ctx context.Context, a *org.Actor, sitting SittingID, no int, name string) (io.ReadSeekCloser, string, error) {
	row, err := s.mine(ctx, a, sitting)
	if err != nil {
		return nil, "", err
	}
	return s.picture(ctx, row.Paper, no, name)
}

// PictureOf opens the same for the child's guardian. The caller closes it.
func (s *Service) PictureOf(ctx context.Context, a *org.Actor, sitting SittingID, no int, name string) (io.ReadSeekCloser, string, error) {
	row, err := s.ofChild(ctx, a, sitting)
	if err != nil {
		return nil, "", err
	}
	return s.picture(ctx, row.Paper, no, name)
}

// SheetPicture opens a picture of line no for whoever may edit the paper: verb lesson.make at its owner.
func (s *Service) SheetPicture(ctx context.Context, a *org.Actor, p PaperID, no int, name string) (io.ReadSeekCloser, string, error) {
	if _, err := s.Sheet(ctx, a, p); err != nil {
		return nil, "", err
	}
	return s.picture(ctx, p, no, name)
}

// PaperPicture opens a picture for callers that have asked org about the version, class or unit through which the paper is reached.
func (s *Service) PaperPicture(ctx context.Context, p PaperID, no int, name string) (io.ReadSeekCloser, string, error) {
	return s.picture(ctx, p, no, name)
}

func (s *Service) picture(ctx context.Context, p PaperID, no int, name string) (io.ReadSeekCloser, string, error) {
	x := s.reader(ctx)
	lines, err := s.lines(x, p, false)
	if err != nil {
		return nil, "", err
	}
	i, err := find(lines, no)
	if err != nil {
		return nil, "", err
	}
	pictures, err := db.All(x, selMedia, scanMedia, lines[i].Revision)
	if err != nil {
		return nil, "", err
	}
	for _, m := range pictures {
		if m.Name == name {
			f, _, err := s.blobs.Open(ctx, m.Hash)
			return f, m.Mime, err
		}
	}
	return nil, "", fault.New(fault.NotFound, "找不到这张图")
}
