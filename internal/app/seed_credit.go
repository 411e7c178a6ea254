package app

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/homework"
	"github.com/tongxue-edu/tongxue/internal/id"
)

// heard is the clock of the event log. The demonstration sets it back while it makes what happened last month: the ledger settles months by
// the log's own time, and a region without a settled month has nothing to audit and nothing to appeal against.
type heard struct {
	clock.Clock
	back atomic.Int64 // nanoseconds
}

// Now is the time at which the log hears of something.
func (h *heard) Now() time.Time { return h.Clock.Now().Add(-time.Duration(h.back.Load())) }

// lastMonth lets what f does be heard three days before this month began. The whole region has a past of its own, whose months are settled.
func (s *seeder) lastMonth(f func() error) error {
	if s.whole {
		return f()
	}
	now := clock.Local(s.a.Org.Now())
	then := time.Date(now.Year(), now.Month(), 1, now.Hour(), now.Minute(), now.Second(), 0, clock.Shanghai).AddDate(0, 0, -3)
	s.a.heard.back.Store(int64(now.Sub(then)))
	defer s.a.heard.back.Store(0)
	return f()
}

// unopened leaves lessons that were given again and again and that no pupil began, for the auditor's hint.
func (s *seeder) unopened(ctx context.Context) error {
	gu, err := s.actor(ctx, "gu")
	if err != nil {
		return err
	}
	for i := range s.a.Preset.Credit[0].Unopened {
		if _, err := s.a.Homework.Give(ctx, gu, homework.Order{Version: id.As[any](s.line), Class: s.classOf["ez"], Mode: homework.Device, Place: homework.InClass, Minutes: 20,
			Due: s.a.Org.Now() + 24*3600*1e6, Idem: fmt.Sprint("seed-unopened-", i)}); err != nil {
			return fmt.Errorf("seed unopened: %w", err)
		}
	}
	return nil
}
