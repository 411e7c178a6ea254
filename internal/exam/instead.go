package exam

import (
	"context"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/org"
)

// What a monitoring that is offered instead of an exam begins with: the largest sample that needs no exception in the regions that we
// know, and the fewest booklets of a matrix sample. The guard judges the offer like any other order.
const (
	offeredSample = 30
	offeredForms  = 3
	longSubjects  = 2 // up to so many are named in the title
)

// Instead is the lawful order that is nearest to a refused one: the same place, grade, subjects and days. ok is false when the guard lets
// none pass, or when what is lawful is no exam at all. It stores nothing. Verb exam.register at the place.
func (s *Service) Instead(ctx context.Context, a *org.Actor, refused Order) (o Order, ok bool, err error) {
	for _, purpose := range s.instead(refused) {
		o = refused
		o.Purpose, o.Wish, o.Idem = purpose, "", ""
		if purpose == Monitoring {
			o.Sample, o.Forms = offeredSample, offeredForms
		}
		if o.Title, err = s.plainTitle(ctx, o); err != nil {
			return o, false, err
		}
		_, v, err := s.Check(ctx, a, o)
		if fault.Is(err, fault.Invalid) {
			continue
		}
		if err != nil {
			return o, false, err
		}
		if !v.Refused() {
			return o, true, nil
		}
	}
	return Order{}, false, nil
}

// instead are the purposes worth trying, nearest first: a bureau that wants to know how all its pupils stand draws a sample, a school has
// its final exam. Nothing stands for a weekly test: that is practice.
func (s *Service) instead(o Order) []string {
	switch o.Purpose {
	case Weekly, Monthly, UnitTest, Statutory, Monitoring:
		return nil
	}
	return []string{Monitoring, Final}
}

// plainTitle is a title that says what the exam is and nothing else.
func (s *Service) plainTitle(ctx context.Context, o Order) (string, error) {
	e := Exam{Node: o.Node, Grade: o.Grade, First: dayOf(o.First)}
	if err := s.put(ctx, &e); err != nil {
		return "", err
	}
	var names []string
	for _, code := range s.subjects(e.Stage, o.Subjects) {
		names = append(names, s.Preset.SubjectName(code))
	}
	what := "期末考试"
	if o.Purpose == Monitoring {
		what = "学业质量监测"
	}
	if len(names) > longSubjects {
		names = nil
	}
	return org.GradeName(e.Grade) + strings.Join(names, "") + what, nil
}
