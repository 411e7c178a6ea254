package clock

import (
	"sync"
	"time"
)

// Steady never goes back. When the machine's clock is set back, or comes up behind the moment that was reached before, Steady goes on
// from where it was, so that what was ended stays ended, what was due stays due, and later is later: at half the pace while the
// machine is behind by up to a day, until it has caught up; at full pace when it is behind by more, because then either the machine
// is wrong or Steady was, and only a person can say which (Follow). A clock that is set forward is followed.
//
// A jump forward is followed however far it goes, because most are right: a box without a battery comes up years behind and is set by
// the network, a laptop or a virtual machine slept through the holidays, and the time that has passed (Go's monotonic clock) stands still
// in both. To hold such a jump back until somebody confirms it would let sessions and deadlines live on in every school that nobody
// looks after, to spare the rare wrong one a press of Follow once the machine is put right.
//
// It is safe for concurrent use. Make it with NewSteady.
type Steady struct {
	wall Clock
	pace func() time.Duration // time that has passed, whatever the clock says

	mu      sync.Mutex
	last    time.Time
	at      time.Duration
	started Micros // where NotBefore began; 0 when the machine was not behind, or has caught up
	late    Late
}

// Late is how much too early the moments of a time were: the machine came up behind and was put right later.
type Late struct {
	From, To Micros // the moments told meanwhile
	By       time.Duration
}

// easing is how far behind a machine may be and still be caught up with.
const easing = 24 * time.Hour

// NewSteady follows the wall clock.
func NewSteady(wall Clock) *Steady {
	start := time.Now() // with Go's monotonic reading
	return newSteady(wall, func() time.Duration { return time.Since(start) })
}

// NewSteadyAt is NewSteady for tests that also set how much time has passed.
func NewSteadyAt(wall Clock, pace func() time.Duration) *Steady { return newSteady(wall, pace) }

func newSteady(wall Clock, pace func() time.Duration) *Steady {
	return &Steady{wall: wall, pace: pace, last: wall.Now(), at: pace()}
}

// Now implements Clock.
func (s *Steady) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Steady) now() time.Time {
	wall, at := s.wall.Now(), s.pace()
	passed := at - s.at
	own := s.last.Add(passed)
	behind := own.Sub(wall)
	switch {
	case behind <= 0:
		if s.started != 0 && behind < -time.Minute { // put right
			s.late = Late{s.started, At(own), -behind}
		}
		s.started = 0
		own = wall
	case behind <= easing:
		own = s.last.Add(passed / 2)
		if own.Before(wall) {
			own = wall
		}
	}
	s.last, s.at = own, at
	return own
}

// Behind is how far the machine's clock is behind what Now tells; 0 when it is followed.
func (s *Steady) Behind() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now().Sub(s.wall.Now())
}

// Wall is the machine's clock.
func (s *Steady) Wall() Clock { return s.wall }

// NotBefore says that a moment has been reached before this process began.
func (s *Steady) NotBefore(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now().Before(t) {
		s.last, s.started = t.UTC(), At(t)
	}
}

// Follow goes back to the machine's clock: somebody has said that it is right.
func (s *Steady) Follow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.at, s.started = s.wall.Now(), s.pace(), 0
}

// TakeLate gives once what was told too early; the zero value when there is nothing.
func (s *Steady) TakeLate() Late {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now()
	out := s.late
	s.late = Late{}
	return out
}
