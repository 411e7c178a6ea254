package clock_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

var noon = time.Date(2026, time.October, 20, 4, 0, 0, 0, time.UTC)

type machine struct {
	*clock.Fake
	ran time.Duration
}

func (m *machine) pass(d time.Duration) { m.ran += d; m.Advance(d) }

func steady() (*machine, *clock.Steady) {
	m := &machine{Fake: clock.NewFake(noon)}
	return m, clock.NewSteadyAt(m, func() time.Duration { return m.ran })
}

// TestNeverBack: whatever is done to the machine's clock, each moment told is at or after the one before, and never behind the machine.
func TestNeverBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, s := steady()
		last := s.Now()
		for range 40 {
			m.pass(time.Duration(rapid.Int64Range(0, int64(3*time.Hour)).Draw(t, "passes")))
			if rapid.Bool().Draw(t, "is set") {
				m.Advance(time.Duration(rapid.Int64Range(-int64(72*time.Hour), int64(72*time.Hour)).Draw(t, "by")))
			}
			now := s.Now()
			if now.Before(last) || now.Before(m.Now()) {
				t.Fatalf("%v after %v, the machine says %v", now, last, m.Now())
			}
			last = now
		}
	})
}

func TestSetBackIsCaughtUpWith(t *testing.T) {
	m, s := steady()
	m.Advance(-10 * time.Minute)
	if s.Behind() != 10*time.Minute || !s.Now().Equal(noon) {
		t.Fatal(s.Behind(), s.Now())
	}
	m.pass(8 * time.Minute)
	if got := s.Now().Sub(noon); got != 4*time.Minute {
		t.Errorf("after 8 minutes it has gone %v", got)
	}
	m.pass(13 * time.Minute)
	if s.Behind() != 0 || !s.Now().Equal(m.Now()) {
		t.Error("not caught up", s.Behind())
	}
}

// TestFarBack: a machine that is days behind is not waited for, and a person may say that it is right.
func TestFarBack(t *testing.T) {
	m, s := steady()
	m.Advance(-100 * time.Hour)
	s.Now()
	m.pass(time.Hour)
	if got := s.Now().Sub(noon); got != time.Hour {
		t.Errorf("in an hour it has gone %v", got)
	}
	s.Follow()
	if !s.Now().Equal(m.Now()) || s.Behind() != 0 {
		t.Error("not followed", s.Now())
	}
}

// TestWrongAtStart: a machine that comes up in the past goes on from where the last process was; when it is put right, what was told
// meanwhile is known once.
func TestWrongAtStart(t *testing.T) {
	m, _ := steady()
	m.Advance(-30 * 24 * time.Hour)
	s := clock.NewSteadyAt(m, func() time.Duration { return m.ran })
	s.NotBefore(noon)
	m.pass(time.Hour)
	if got := s.Now().Sub(noon); got != time.Hour {
		t.Fatal(got)
	}
	m.Advance(30*24*time.Hour + 60*time.Hour) // the box stood for 60 hours
	late := s.TakeLate()
	if late.From != clock.At(noon) || late.To != clock.At(noon.Add(time.Hour)) || late.By != 60*time.Hour || !s.Now().Equal(m.Now()) {
		t.Errorf("%+v at %v", late, s.Now())
	}
	if s.TakeLate() != (clock.Late{}) {
		t.Error("told twice")
	}
	m.Advance(48 * time.Hour) // set forward later: nothing was told too early
	if s.TakeLate() != (clock.Late{}) {
		t.Error("a clock that was right")
	}
}
