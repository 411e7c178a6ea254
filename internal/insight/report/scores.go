package report

import (
	"math"
	"slices"

	"github.com/tongxue-edu/tongxue/preset"
	"github.com/tongxue-edu/tongxue/psych/indicator"
)

// scores is 等级赋分 of one subject over the whole exam.
type scores struct {
	scheme *preset.GradeScheme
	rule   preset.GradeScore
	table  indicator.ScoreTable
	cuts   []indicator.ScoreCut
	level  []int
	score  []float64
	mock   bool
}

// convert is nil when the region has no scheme for the subject and grade.
func (in *Input) convert(d *data) (*scores, error) {
	for _, r := range in.GradeScores {
		if !slices.Contains(r.Subjects, d.subject) || !slices.Contains(r.Grades, in.Exam.Grade) {
			continue
		}
		scheme, err := preset.LoadGradeScheme(r.Scheme)
		if err != nil {
			return nil, err
		}
		s := &scores{scheme: scheme, rule: r, table: TableOf(scheme, r.Ties), mock: in.Exam.Scope != "region" || in.Exam.Purpose != "statutory"}
		raw := make([]float64, len(d.rows.Total))
		for i, t := range d.rows.Total {
			raw[i] = nan
			if t >= 0 {
				raw[i] = float64(t) / 100
			}
		}
		s.level, s.score, s.cuts, err = s.table.Convert(raw)
		return s, err
	}
	return nil, nil
}

// TableOf is a scheme as the engine wants it, with a convention for ties.
func TableOf(g *preset.GradeScheme, ties string) indicator.ScoreTable {
	t := indicator.ScoreTable{Ties: indicator.Ties(ties)}
	for _, l := range g.Levels {
		t.Levels = append(t.Levels, indicator.ScoreLevel{Name: l.Name, Share: int(math.Round(l.Share * 100)), Low: l.Low, High: l.High})
	}
	return t
}

// of is the conversion of one place; by row for a class.
func (s *scores) of(d *data, g *group, named bool, least int) *Scores {
	out := &Scores{Scheme: s.scheme.Code, Name: s.scheme.Name, Source: s.scheme.Source, Ties: s.rule.Ties, Mock: s.mock}
	counts, sum, n := make([]int, len(s.table.Levels)), 0.0, 0.0
	for _, i := range g.rows {
		if l := s.level[i]; l >= 0 {
			counts[l]++
			sum += s.score[i]
			n++
		}
	}
	out.Mean = Num(sum / n)
	hide := make([]bool, len(counts))
	if !named {
		hide = indicator.Suppress(counts, least)
	}
	for l, lv := range s.table.Levels {
		x := ScoreLevel{Name: lv.Name, N: counts[l], From: Num(s.cuts[l].From), To: Num(s.cuts[l].To), Low: Num(lv.Low), High: Num(lv.High)}
		if hide[l] {
			x.N = -1
		}
		// The upper end of the best level is the best pupil's mark, the lower end of the last one the last pupil's.
		if l == 0 {
			x.To = Num(nan)
		}
		if l == len(s.table.Levels)-1 {
			x.From = Num(nan)
		}
		if s.cuts[l].N < least {
			x.From, x.To = Num(nan), Num(nan)
		}
		out.Levels = append(out.Levels, x)
	}
	if named {
		c := g.classes[0]
		for i := c.lo; i < c.hi; i++ {
			out.Of = append(out.Of, Num(s.score[i]))
		}
	}
	return out
}
