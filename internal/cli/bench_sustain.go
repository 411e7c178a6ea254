package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/assess"
	"github.com/tongxue-edu/tongxue/internal/id"
)

type sustainResult struct {
	Engine    string  `json:"engine"`
	Clients   int     `json:"clients"`
	Answers   int64   `json:"answers"`
	Seconds   float64 `json:"seconds"`
	Drain     float64 `json:"drain_s"`
	PerSecond float64 `json:"answers_per_s_with_consumers"`
	PerFsync  float64 `json:"answers_per_fsync"`
	Latency   spread  `json:"latency"`
	Single    float64 `json:"answers_per_s_one_client"`
	Ratio     float64 `json:"clients_against_one"`
}

// benchSustain saves answers as fast as the clients can, with record, insight and search folding behind them, and counts the time
// until the last consumer has caught up. One client alone is the yardstick: what it gains is the group commit.
func benchSustain(w *world, c *benchCmd) error {
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.Open(w.ctx, app.Config{Dir: dir, DSN: c.DB, Log: w.log})
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Rehearse(w.ctx, c.Clients)
	if err != nil {
		return err
	}
	stop := background(w, a)
	defer stop()
	one, _, err := saveFor(w, a, r, 1, c.Seconds/4)
	if err != nil {
		return err
	}
	before := a.Core.Stats()
	start := time.Now()
	n, lat, err := saveFor(w, a, r, c.Clients, c.Seconds)
	if err != nil {
		return err
	}
	took := time.Since(start)
	after := a.Core.Stats()
	drain, err := caughtUp(w, a)
	if err != nil {
		return err
	}
	res := sustainResult{Engine: a.Core.Engine().String(), Clients: c.Clients, Answers: n, Seconds: took.Seconds(), Drain: drain.Seconds(),
		PerSecond: float64(n) / (took + drain).Seconds(), PerFsync: float64(n) / float64(max(after.Commits-before.Commits, 1)), Latency: spreadOf(lat),
		Single: float64(one) / (c.Seconds / 4).Seconds()}
	res.Ratio = float64(n) / took.Seconds() / res.Single
	return w.say(res, "%s, %d clients: %d answers in %.1f s, consumers caught up %.1f s later: %.0f answers/s sustained, %.1f answers a commit, p99 %.1f ms; one client %.0f/s, ratio %.1f",
		res.Engine, c.Clients, n, res.Seconds, res.Drain, res.PerSecond, res.PerFsync, res.Latency.P99, res.Single, res.Ratio)
}

// saveFor lets clients save for a time and returns how many answers were acknowledged and how long each took.
func saveFor(w *world, a *app.App, r app.Rehearsal, clients int, d time.Duration) (int64, []time.Duration, error) {
	var n atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var first error
	end := time.Now().Add(d)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			dice := rand.New(rand.NewPCG(uint64(i), 7))
			var lat []time.Duration
			for time.Now().Before(end) && w.ctx.Err() == nil {
				no := dice.IntN(r.Items)
				t := time.Now()
				_, err := a.Assess.Save(w.ctx, r.Actors[i], r.Sittings[i], assess.Given{No: no + 1, Idem: id.New[any]().String(),
					Form: map[string][]string{"RESPONSE": r.Answer(no, dice.IntN(1000))}})
				if err != nil {
					mu.Lock()
					first = err
					mu.Unlock()
					return
				}
				lat = append(lat, time.Since(t))
				n.Add(1)
			}
			mu.Lock()
			all = append(all, lat...)
			mu.Unlock()
		})
	}
	wg.Wait()
	return n.Load(), all, first
}

// background runs the consumers as the server does; the returned function stops them.
func background(w *world, a *app.App) func() { return a.Background(w.ctx) }

// caughtUp waits, at most two minutes, until no consumer is behind.
func caughtUp(w *world, a *app.App) (time.Duration, error) {
	start := time.Now()
	for time.Since(start) < 2*time.Minute {
		lags, err := a.Log.Lags(w.ctx)
		if err != nil {
			return 0, err
		}
		behind := int64(0)
		for _, l := range lags {
			behind += l.Events
		}
		if behind == 0 {
			return time.Since(start), nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(start), fmt.Errorf("consumers did not catch up in two minutes")
}
