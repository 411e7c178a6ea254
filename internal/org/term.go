package org

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

// Term 学期 is a time in which a standing access sheet counts: from its first day to the day before the next term's, so that the
// holidays after it belong to it.
type Term struct {
	Code, Name   string
	Since, Until clock.Micros
}

// TermAt is the term at a node and moment, from the setting "terms". Without one in force it is the half year that begins on
// 1 February or 1 August, so that no approval is without an end.
func (s *Service) TermAt(ctx context.Context, n Node, at clock.Micros) (Term, error) {
	raw, _, err := s.Setting(ctx, "terms", n, at)
	if err != nil {
		return Term{}, err
	}
	var terms []struct{ Code, Name, First, Last string }
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &terms); err != nil {
			return Term{}, fmt.Errorf("org: setting terms: %w", err)
		}
	}
	for i, t := range terms {
		first, err1 := time.ParseInLocation(time.DateOnly, t.First, clock.Shanghai)
		last, err2 := time.ParseInLocation(time.DateOnly, t.Last, clock.Shanghai)
		if err1 != nil || err2 != nil {
			return Term{}, fmt.Errorf("org: setting terms: term %s has no dates", t.Code)
		}
		until := last.AddDate(0, 0, 60)
		if i+1 < len(terms) {
			if next, err := time.ParseInLocation(time.DateOnly, terms[i+1].First, clock.Shanghai); err == nil {
				until = next
			}
		}
		if clock.At(first) <= at && at < clock.At(until) {
			return Term{Code: t.Code, Name: t.Name, Since: clock.At(first), Until: clock.At(until)}, nil
		}
	}
	return halfYear(clock.Local(at)), nil
}

func halfYear(t time.Time) Term {
	year, half := t.Year(), 1
	since := time.Date(year, time.February, 1, 0, 0, 0, 0, clock.Shanghai)
	switch {
	case t.Month() >= time.August:
		since, half = time.Date(year, time.August, 1, 0, 0, 0, 0, clock.Shanghai), 2
	case t.Month() < time.February:
		since, half, year = time.Date(year-1, time.August, 1, 0, 0, 0, 0, clock.Shanghai), 2, year-1
	}
	name := fmt.Sprintf("%d年上半年", year)
	if half == 2 {
		name = fmt.Sprintf("%d年下半年", year)
	}
	return Term{Code: fmt.Sprintf("%d-h%d", year, half), Name: name, Since: clock.At(since), Until: clock.At(since.AddDate(0, 6, 0))}
}
