package db

import (
	"sync"
	"time"
)

// Stats is what the writer did since it was opened. Durations are wall time.
type Stats struct {
	Writes      int64         // closures acknowledged
	Commits     int64         // fsyncs of the log
	LongestHold time.Duration // of one closure
	LongHolds   int64         // closures over MaxHold
	LongestSync time.Duration // of one commit
	LongestWait time.Duration // from queue to begin
	Busy        time.Duration // writer's time inside groups
}

type stats struct {
	mu sync.Mutex
	s  Stats
}

func (s *stats) hold(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.s.LongestHold = max(s.s.LongestHold, d)
	if d > MaxHold {
		s.s.LongHolds++
	}
}

func (s *stats) commit(n int, start, held, queued time.Time) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.s.Writes += int64(n)
	s.s.Commits++
	s.s.LongestSync = max(s.s.LongestSync, now.Sub(held))
	s.s.LongestWait = max(s.s.LongestWait, start.Sub(queued))
	s.s.Busy += now.Sub(start)
}

// Stats is a copy of the counters.
func (d *DB) Stats() Stats {
	d.stats.mu.Lock()
	defer d.stats.mu.Unlock()
	return d.stats.s
}
