package report

import (
	"context"
	"math"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exam"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// Own is a pupil's own result: marks or levels as the stage's rule says. It has no rank, no number of pupils, no mean and nothing that
// depends on single others: of the whole exam it says only how many got an item ("most", "half", "few") and the rate to 5 %, and only
// where the whole is large.
type Own struct {
	Exam     exam.ExamID
	Title    string
	First    clock.Micros
	Shows    string // "mark" or "level"
	Subjects []OwnSubject
	Total    Num // of the marks shown; NaN where levels are shown or a subject is missing
	Full     Num
}

// OwnSubject is one subject.
type OwnSubject struct {
	Subject string
	Status  exam.Status
	Level   string // "" where the stage has none
	Mark    Num    // NaN where levels are shown
	Full    Num
	Whole   Num // rate of the whole exam to 5 %, NaN where it is not large
	Items   []OwnItem
	Points  []OwnPoint
}

// OwnItem is one item: Got says full, part, none or "" for no mark.
type OwnItem struct {
	Name      string
	Knowledge []string
	Got       string
	Mark      Num    // NaN where levels are shown
	Full      Num    // likewise
	Others    string // most, half, few got it; "" where the whole is not large
}

// OwnPoint is one knowledge point: State is secure, growing, again, or few when under MinPointItems items speak of it.
type OwnPoint struct {
	Name  string
	Items int
	State string
}

// MinPointItems is how many items it takes to say something of one pupil's knowledge point.
const MinPointItems = 3

// Own reads the own result: practice.do at the own person, child.read for a guardian's child.
func (s *Service) Own(ctx context.Context, a *org.Actor, n exam.ExamID, p org.PersonID) (Own, error) {
	verb := org.ChildRead
	if a != nil && a.Person == p {
		verb = org.PracticeDo
	}
	if err := s.Org.Must(ctx, a, verb, id.As[any](p)); err != nil {
		return Own{}, err
	}
	e, err := s.Sources.Exam(ctx, n)
	if err != nil {
		return Own{}, err
	}
	h, err := s.head(ctx, n)
	if err != nil {
		return Own{}, err
	}
	rows, err := s.Sources.Row(ctx, n, p)
	if err != nil {
		return Own{}, err
	}
	if len(rows) == 0 {
		return Own{}, fault.New(fault.NotFound, "这场考试没有您的成绩")
	}
	if e.Purpose == exam.Monitoring {
		return Own{}, fault.New(fault.Unlawful, "抽样监测的结果不对应个人，不提供个人成绩（依据：教育部办公厅《关于进一步加强中小学日常考试管理的通知》）可以怎么做：期末考试的结果照常可以看")
	}
	return s.own(ctx, e, h, rows)
}

func (s *Service) own(ctx context.Context, e exam.Exam, h header, rows map[string]exam.Own) (Own, error) {
	rules := s.Sources.Preset.Analysis
	marks := rules.OwnMarks(e.Stage)
	o := Own{Exam: e.ID, Title: e.Title, First: e.First, Shows: "level", Total: Num(nan), Full: Num(nan)}
	if marks {
		o.Shows, o.Total, o.Full = "mark", 0, 0
	}
	var levels []indicator.Level
	for _, l := range rules.LevelsOf(e.Stage) {
		levels = append(levels, indicator.Level{Name: l.Name, From: float64(l.From) / 100})
	}
	for _, subject := range e.Subjects {
		r, ok := rows[subject]
		if !ok {
			continue
		}
		var paper Paper
		if _, err := s.side(ctx, e.ID, h, kindPaper, subject, &paper); err != nil {
			return o, err
		}
		facts := ownFacts{Rate: Num(nan)}
		if _, err := s.side(ctx, e.ID, h, kindOwn, subject, &facts); err != nil {
			return o, err
		}
		x := ownSubject(subject, r, paper, facts, levels, marks)
		o.Total, o.Full = o.Total+x.Mark, o.Full+x.Full
		o.Subjects = append(o.Subjects, x)
	}
	return o, nil
}

func ownSubject(subject string, r exam.Own, paper Paper, facts ownFacts, levels []indicator.Level, marks bool) OwnSubject {
	x := OwnSubject{Subject: subject, Status: r.Status, Mark: Num(nan), Full: Num(nan), Whole: facts.Rate}
	if r.Status != exam.Sat {
		return x
	}
	x.Level = indicator.LevelOf(r.Total, float64(paper.Full), levels)
	if marks {
		x.Mark, x.Full = Num(r.Total), paper.Full
	}
	got, possible, items := map[string]float64{}, map[string]float64{}, map[string]int{}
	var order []string
	for j, it := range paper.Items {
		if j >= len(r.Marks) || paper.Guessed {
			break
		}
		y := OwnItem{Name: it.Name, Knowledge: it.Knowledge, Mark: Num(nan), Full: Num(nan)}
		if j < len(facts.Items) {
			y.Others = facts.Items[j]
		}
		m, full := r.Marks[j], float64(it.Mark)
		switch {
		case math.IsNaN(m):
		case m >= full:
			y.Got = "full"
		case m > 0:
			y.Got = "part"
		default:
			y.Got = "none"
		}
		if marks {
			y.Mark, y.Full = Num(m), it.Mark
		}
		x.Items = append(x.Items, y)
		for _, k := range it.Knowledge {
			if items[k] == 0 {
				order = append(order, k)
			}
			if !math.IsNaN(m) {
				got[k] += m
				possible[k] += full
			}
			items[k]++
		}
	}
	for _, k := range order {
		p := OwnPoint{Name: k, Items: items[k], State: "few"}
		if items[k] >= MinPointItems && possible[k] > 0 {
			switch rate := got[k] / possible[k]; {
			case rate >= secure:
				p.State = "secure"
			case rate >= half:
				p.State = "growing"
			default:
				p.State = "again"
			}
		}
		x.Points = append(x.Points, p)
	}
	return x
}

// Owned lists the exams with a report among given ones, for the page of own results.
func (s *Service) Owned(ctx context.Context, exams []exam.ExamID) ([]exam.ExamID, error) {
	var out []exam.ExamID
	for _, n := range exams {
		h, err := db.One(s.Record.Reader(ctx), selHead, scanHeader, n)
		if err == nil && h.version > 0 {
			out = append(out, n)
		} else if err != nil && err != db.ErrNone {
			return nil, err
		}
	}
	return out, nil
}
