package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/id"
)

type answersResult struct {
	Engine     string  `json:"engine"`
	Rate       int     `json:"answers_per_s_asked"`
	Alone      spread  `json:"alone"`
	During     spread  `json:"during_import"`
	Ratio      float64 `json:"p99_ratio"`
	Rows       int     `json:"rows_imported"`
	ImportTime float64 `json:"import_s"`
	Failed     int     `json:"failed"`
	Longest    float64 `json:"longest_hold_ms"`
}

// benchAnswers sends answers of signed-in pupils over HTTP at a fixed rate: first alone, then for as long as rows are imported in
// slices on the same store. Latency counts from the moment at which an answer was due, so a stall is not hidden by waiting clients.
func benchAnswers(w *world, c *benchCmd) error {
	dir, err := os.MkdirTemp("", "tongxue-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := "http://" + l.Addr().String()
	a, err := app.Open(w.ctx, app.Config{Dir: dir, DSN: c.DB, Log: w.log, BaseURL: base})
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.Rehearse(w.ctx, c.Clients)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(w.ctx)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	pupils, err := signInAll(base, r)
	if err != nil {
		return err
	}
	res := answersResult{Engine: a.Core.Engine().String(), Rate: c.Rate, Rows: c.Rows}
	quiet, cancel := context.WithTimeout(ctx, c.Seconds)
	alone, failed := load(quiet, pupils, c.Rate)
	cancel()
	res.Alone, res.Failed = spreadOf(alone), failed
	busy, done := context.WithTimeout(ctx, 10*time.Minute)
	start := time.Now()
	imported := make(chan error, 1)
	go func() { imported <- a.ImportPeople(ctx, c.Rows); done() }()
	during, failed := load(busy, pupils, c.Rate)
	if err := <-imported; err != nil {
		return err
	}
	res.ImportTime = time.Since(start).Seconds()
	res.During, res.Failed = spreadOf(during), res.Failed+failed
	res.Ratio = res.During.P99 / max(res.Alone.P99, 0.001)
	res.Longest = float64(a.Core.Stats().LongestHold.Microseconds()) / 1000
	return w.say(res, "%s, %d answers/s from %d clients: alone p50 %.1f p99 %.1f ms (n %d); while %d rows were imported in %.1f s p50 %.1f p99 %.1f max %.1f ms (n %d, bar p99 100 ms); ratio %.1f; %d failed; longest hold %.1f ms",
		res.Engine, c.Rate, c.Clients, res.Alone.P50, res.Alone.P99, res.Alone.N, c.Rows, res.ImportTime, res.During.P50, res.During.P99, res.During.Max, res.During.N, res.Ratio, res.Failed, res.Longest)
}

// pupil is a signed-in client in front of a sitting.
type pupil struct {
	http *http.Client
	url  string
	r    app.Rehearsal
	dice *rand.Rand
	seq  int
}

func signInAll(base string, r app.Rehearsal) ([]*pupil, error) {
	out := make([]*pupil, len(r.Logins))
	for i, login := range r.Logins {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		c := &http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}
		res, err := c.PostForm(base+"/signin", url.Values{"login": {login}, "password": {app.DemoPassword}, "next": {"/styleguide"}})
		if err != nil {
			return nil, err
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("sign-in of %s answered %s", login, res.Status)
		}
		out[i] = &pupil{http: c, url: base + "/learn/sittings/" + r.Sittings[i].String() + "/answers", r: r, dice: rand.New(rand.NewPCG(uint64(i), 11))}
	}
	return out, nil
}

// load sends rate answers a second, spread over the clients, until ctx ends.
func load(ctx context.Context, pupils []*pupil, rate int) (all []time.Duration, failed int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	every := time.Duration(len(pupils)) * time.Second / time.Duration(rate)
	for i, p := range pupils {
		wg.Go(func() {
			due := time.Now().Add(every * time.Duration(i) / time.Duration(len(pupils)))
			for {
				select {
				case <-ctx.Done():
					return
				case <-time.After(time.Until(due)):
				}
				err := p.save()
				took := time.Since(due)
				mu.Lock()
				if err != nil {
					failed++
				} else {
					all = append(all, took)
				}
				mu.Unlock()
				due = due.Add(every)
			}
		})
	}
	wg.Wait()
	return all, failed
}

// save sends one answer as the practice page's script does, and wants the acknowledgement.
func (p *pupil) save() error {
	no := p.dice.IntN(p.r.Items)
	p.seq++
	form := url.Values{"item": {strconv.Itoa(no + 1)}, "rev": {"0"}, "seq": {strconv.Itoa(p.seq)}, "idem": {id.New[any]().String()},
		fmt.Sprintf("a.%d.RESPONSE", no+1): p.r.Answer(no, p.dice.IntN(1000))}
	req, err := http.NewRequest("POST", p.url, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	res, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var ack struct{ Saved bool }
	if res.StatusCode != http.StatusOK || json.Unmarshal(body, &ack) != nil || !ack.Saved {
		return fmt.Errorf("%s: %.200s", res.Status, body)
	}
	return nil
}
