package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/roster"
	"github.com/tongxue-edu/tongxue/internal/roster/invent"
)

// cost is what a step took by the clock and of the processors. On a machine that is busy with other things only the second is its own.
type cost struct {
	Seconds float64 `json:"s"`
	CPU     float64 `json:"cpu_s"`
}

func costOf(f func() error) (cost, error) {
	t0, c0 := time.Now(), cpuSeconds()
	err := f()
	return cost{time.Since(t0).Seconds(), cpuSeconds() - c0}, err
}

type rosterResult struct {
	Engine      string         `json:"engine"`
	Users       int            `json:"users"`
	Enrolments  int            `json:"enrolments"`
	Check       float64        `json:"check_s"`
	Stage       float64        `json:"stage_s"`
	Difference  float64        `json:"difference_s"`
	Apply       float64        `json:"apply_s"`
	All         cost           `json:"all"` // bar: 60 s on SQLite
	Again       cost           `json:"same_again"`
	Changed     int64          `json:"same_again_changes"`
	Delta       cost           `json:"delta_1_percent"` // bar: 5 s
	DeltaRows   int64          `json:"delta_rows"`
	Alone       spread         `json:"interactive_alone"`
	During      spread         `json:"interactive_during"` // bar: p99 100 ms
	LongestHold float64        `json:"longest_hold_ms"`
	Peak        float64        `json:"peak_mb"`
	PeakHalf    float64        `json:"peak_mb_half_set"`
	Pages       map[string]any `json:"pages,omitempty"`
}

// benchRoster invents a roster, brings it in while pupils go on answering, brings it in again, and brings in a change of one in a
// hundred. A set of half the size before it shows whether memory grows with the set.
func benchRoster(w *world, c *benchCmd) error {
	res := rosterResult{Users: c.Users, Enrolments: c.Enrolments}
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	set := invent.Set{Seed: 1, Users: c.Users, Enrolments: c.Enrolments}
	half := invent.Set{Seed: 1, Users: c.Users / 2, Enrolments: c.Enrolments / 2}
	bulk, delta, small := filepath.Join(dir, "bulk.zip"), filepath.Join(dir, "delta.zip"), filepath.Join(dir, "half.zip")
	for path, f := range map[string]func(io.Writer) error{bulk: set.WriteBulk, small: half.WriteBulk,
		delta: func(to io.Writer) error { return set.WriteDelta(to, 100, time.Now()) }} {
		if err := writeFile(path, f); err != nil {
			return err
		}
	}
	if c.DB == "" { // a second store beside it; on PostgreSQL the memory of the set is not this process'
		if res.PeakHalf, err = halfPeak(w, c, filepath.Join(dir, "half"), small); err != nil {
			return err
		}
	}
	a, err := app.Open(w.ctx, app.Config{Dir: filepath.Join(dir, "full"), DSN: c.DB, Log: w.log})
	if err != nil {
		return err
	}
	defer a.Close()
	res.Engine = a.Core.Engine().String()
	if err := measureRoster(w, c, a, &res, bulk, delta); err != nil {
		return err
	}
	return w.say(res, "%s, %d users and %d enrolments: check %.1f + stage %.1f + difference %.1f + apply %.1f = %.1f s (%.1f s of CPU; bar 60 s); the same again %.1f s, %d changes; a change of 1 %% (%d rows) %.1f s (bar 5 s); answers meanwhile p99 %.1f ms (bar 100), alone %.1f; longest hold %.1f ms; peak memory %.0f MB, half the set %.0f MB",
		res.Engine, res.Users, res.Enrolments, res.Check, res.Stage, res.Difference, res.Apply, res.All.Seconds, res.All.CPU, res.Again.Seconds, res.Changed,
		res.DeltaRows, res.Delta.Seconds, res.During.P99, res.Alone.P99, res.LongestHold, res.Peak, res.PeakHalf)
}

func writeFile(path string, f func(io.Writer) error) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := f(out); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// halfPeak brings in the smaller set on a store of its own under the same conditions: after a while of answering, and while others
// answer. Caches that any set fills are then in both figures.
func halfPeak(w *world, c *benchCmd, dir, path string) (float64, error) {
	a, err := app.Open(w.ctx, app.Config{Dir: dir, Log: w.log})
	if err != nil {
		return 0, err
	}
	defer a.Close()
	r, err := a.Rehearse(w.ctx, min(c.Clients, 32))
	if err != nil {
		return 0, err
	}
	stop := background(w, a)
	defer stop()
	quiet, cancel := context.WithTimeout(w.ctx, c.Seconds/2)
	_, err = answering(quiet, a, r, 40)
	cancel()
	if err != nil {
		return 0, err
	}
	got, err := beside(w, a, r, path)
	return got.peak, err
}

// brought is what bringing in a set came to while others answered.
type brought struct {
	imp  roster.Import
	cost cost
	peak float64
	lat  []time.Duration
}

func beside(w *world, a *app.App, r app.Rehearsal, path string) (b brought, err error) {
	busy, done := context.WithCancel(w.ctx)
	failed := make(chan error, 1)
	go func() {
		var err error
		b.lat, err = answering(busy, a, r, 40)
		failed <- err
	}()
	top := peak()
	cost, err := costOf(func() (err error) { b.imp, err = bring(w, a, path); return err })
	b.cost, b.peak = cost, top()
	done()
	if e := <-failed; err == nil {
		err = e
	}
	return b, err
}

// bring checks a set and stores it.
func bring(w *world, a *app.App, path string) (roster.Import, error) {
	region, err := a.Org.RegionUnit(w.ctx)
	if err != nil {
		return roster.Import{}, err
	}
	i, err := a.Roster.Take(w.ctx, region.ID, "", path)
	if err != nil {
		return i, err
	}
	if i.State != roster.Ready {
		o, err := a.Roster.Outcome(w.ctx, i)
		return i, fmt.Errorf("bench: the invented set is %s: %+v: %w", i.State, o.Findings, err)
	}
	return a.Roster.ApplyNow(w.ctx, i, false)
}

func measureRoster(w *world, c *benchCmd, a *app.App, res *rosterResult, bulk, delta string) error {
	r, err := a.Rehearse(w.ctx, min(c.Clients, 32))
	if err != nil {
		return err
	}
	stop := background(w, a)
	defer stop()
	quiet, cancel := context.WithTimeout(w.ctx, c.Seconds/2)
	alone, err := answering(quiet, a, r, 40)
	cancel()
	if err != nil {
		return err
	}
	res.Alone = spreadOf(alone)
	got, err := beside(w, a, r, bulk)
	if err != nil {
		return err
	}
	i := got.imp
	res.All, res.Peak, res.During = got.cost, got.peak, spreadOf(got.lat)
	res.LongestHold = float64(a.Core.Stats().LongestHold.Microseconds()) / 1000
	s := i.Report.Seconds
	res.Check, res.Stage, res.Difference, res.Apply = s.Check, s.Stage, s.Difference, s.Apply
	if res.Again, err = costOf(func() (err error) { i, err = bring(w, a, bulk); return err }); err != nil {
		return err
	}
	res.Changed = i.Changes()
	res.Delta, err = costOf(func() (err error) { i, err = bring(w, a, delta); return err })
	res.DeltaRows = i.Changes()
	return err
}

// answering lets pupils answer at a fixed rate until ctx ends. Latency counts from the moment at which an answer was due.
func answering(ctx context.Context, a *app.App, r app.Rehearsal, perSecond int) ([]time.Duration, error) {
	var mu sync.Mutex
	var all []time.Duration
	var first error
	var wg sync.WaitGroup
	n := len(r.Sittings)
	every := time.Duration(n) * time.Second / time.Duration(perSecond)
	for k := range n {
		wg.Go(func() {
			due := time.Now().Add(every * time.Duration(k) / time.Duration(n))
			for no := 0; ; no++ {
				select {
				case <-ctx.Done():
					return
				case <-time.After(time.Until(due)):
				}
				_, err := a.Assess.Save(context.WithoutCancel(ctx), r.Actors[k], r.Sittings[k], assess.Given{No: no%r.Items + 1, Idem: id.New[any]().String(),
					Form: map[string][]string{"RESPONSE": r.Answer(no%r.Items, no)}})
				mu.Lock()
				all = append(all, time.Since(due))
				if err != nil && first == nil {
					first = err
				}
				mu.Unlock()
				due = due.Add(every)
			}
		})
	}
	wg.Wait()
	return all, first
}

// peak watches the memory of this process until the returned function is called, which tells how much it grew at most, in MB.
func peak() func() float64 {
	debug.FreeOSMemory()
	base := residentMB(os.Getpid())
	top := base
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-quit:
				return
			case <-time.After(20 * time.Millisecond):
				top = max(top, residentMB(os.Getpid()))
			}
		}
	}()
	return func() float64 { close(quit); <-ended; return top - base }
}
