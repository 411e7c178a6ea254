package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/gate/oidc"
)

// The wave: 60 % of 100,000 people in fifteen minutes are 67 arrivals a second, of whom nine in ten come by the session of their own
// device, a card or single sign-on, and one types a password.
const (
	waveRate = 67
	waveBar  = 500.0 // ms, p99
	wavePage = "/learn"
)

var waveWays = [10]string{"session", "session", "session", "session", "session", "card", "card", "card", "oidc", "password"}

type loginResult struct {
	Engine    string             `json:"engine"`
	Rate      int                `json:"arrivals_per_s"`
	Wave      map[string]spread  `json:"wave"`  // by way, and "all"
	Flood     map[string]spread  `json:"flood"` // the same while wrong passwords are sent
	Ratio     map[string]float64 `json:"p99_ratio"`
	Failed    int                `json:"failed"`
	Refused   int                `json:"passwords_refused_in_flood"`
	FloodRate float64            `json:"wrong_passwords_per_s"`
	Bar       float64            `json:"bar_p99_ms"`
	OK        bool               `json:"ok"`
}

// benchLogin sends the wave over HTTP, then the same wave while wrong passwords flood in at --rate. An arrival is the sign-in and the
// first page; its time counts from the moment at which it was due.
func benchLogin(w *world, c *benchCmd) error {
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
	city, err := newCity()
	if err != nil {
		return err
	}
	defer city.server.Close()
	a, err := app.Open(w.ctx, app.Config{Dir: dir, DSN: c.DB, Log: w.log, BaseURL: base,
		OIDC: &oidc.Config{Issuer: city.issuer, ClientID: "tongxue", NumberClaim: "login"}})
	if err != nil {
		return err
	}
	defer a.Close()
	people, err := a.Wave(w.ctx, 1200)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(w.ctx)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	wave := &wave{base: base, people: people, city: city, http: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if err := wave.warm(); err != nil {
		return err
	}
	res := loginResult{Engine: a.Core.Engine().String(), Rate: waveRate, Ratio: map[string]float64{}, Bar: waveBar}
	res.Wave, res.Failed = wave.run(ctx, c.Seconds)
	flood, end := context.WithCancel(ctx)
	var sent int
	var wg sync.WaitGroup
	wg.Go(func() { sent = wave.flood(flood, c.Rate) })
	start := time.Now()
	var lost int
	res.Flood, lost = wave.run(ctx, c.Seconds)
	end()
	wg.Wait()
	res.FloodRate = float64(sent) / time.Since(start).Seconds()
	res.Refused, res.Failed = wave.refused, res.Failed+lost
	for way, s := range res.Flood {
		res.Ratio[way] = s.P99 / max(res.Wave[way].P99, 0.001)
	}
	res.OK = res.Wave["all"].P99 <= waveBar && res.Flood["card"].P99 <= waveBar && res.Flood["oidc"].P99 <= waveBar && res.Failed == 0
	return w.say(res, "%s, %d arrivals/s: all p50 %.1f p99 %.1f ms (n %d, bar %.0f); session p99 %.1f, card %.1f, single sign-on %.1f, password %.1f ms\n"+
		"with %.0f wrong passwords/s: session p99 %.1f, card %.1f (ratio %.1f), single sign-on %.1f (ratio %.1f), password %.1f ms, of which %d were told to wait; %d failed",
		res.Engine, waveRate, res.Wave["all"].P50, res.Wave["all"].P99, res.Wave["all"].N, waveBar, res.Wave["session"].P99, res.Wave["card"].P99, res.Wave["oidc"].P99, res.Wave["password"].P99,
		res.FloodRate, res.Flood["session"].P99, res.Flood["card"].P99, res.Ratio["card"], res.Flood["oidc"].P99, res.Ratio["oidc"], res.Flood["password"].P99, res.Refused, res.Failed)
}

type wave struct {
	base    string
	people  []app.Arrival
	city    *city
	http    *http.Client
	next    int
	mu      sync.Mutex
	refused int
}

// run sends arrivals at the rate for a while and sorts their times by way.
func (v *wave) run(ctx context.Context, d time.Duration) (map[string]spread, int) {
	times, failed := map[string][]time.Duration{}, 0
	var wg sync.WaitGroup
	start := time.Now()
	for i := range int(d.Seconds() * waveRate) {
		due := start.Add(time.Duration(i) * time.Second / waveRate)
		way, who := waveWays[i%len(waveWays)], v.people[v.next%len(v.people)]
		v.next++
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(due)):
		}
		wg.Go(func() {
			err := v.arrive(way, who)
			took := time.Since(due)
			v.mu.Lock()
			defer v.mu.Unlock()
			switch {
			case err == nil:
				times[way], times["all"] = append(times[way], took), append(times["all"], took)
			case err == errWait && way == "password":
				v.refused++
			default:
				failed++
			}
		})
	}
	wg.Wait()
	out := map[string]spread{}
	for way, t := range times {
		out[way] = spreadOf(t)
	}
	return out, failed
}

var errWait = fmt.Errorf("told to wait")

// arrive comes in by a way and opens the first page.
func (v *wave) arrive(way string, who app.Arrival) error {
	cookies, err := who.Session, error(nil)
	switch way {
	case "card":
		cookies, err = v.post("/device/card", who.Tablet, url.Values{"card": {who.Card}})
	case "password":
		cookies, err = v.post("/signin", "", url.Values{"login": {who.Login}, "password": {app.DemoPassword}, "next": {wavePage}})
	case "oidc":
		cookies, err = v.single(who)
	}
	if err != nil {
		return err
	}
	status, _, _, err := v.ask(http.MethodGet, wavePage, cookies, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s: the first page answered %d", way, status)
	}
	return err
}

// ask sends one request and returns the status, the cookies that were set as a header, and where it leads.
func (v *wave) ask(method, path, cookies string, form url.Values) (status int, set, to string, err error) {
	r, err := http.NewRequest(method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", "", err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if cookies != "" {
		r.Header.Set("Cookie", cookies)
	}
	res, err := v.http.Do(r)
	if err != nil {
		return 0, "", "", err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	var names []string
	for _, c := range res.Cookies() {
		names = append(names, c.Name+"="+c.Value)
	}
	return res.StatusCode, strings.Join(names, "; "), res.Header.Get("Location"), err
}

// post signs in by a form and returns the cookies.
func (v *wave) post(path, cookies string, form url.Values) (string, error) {
	status, set, _, err := v.ask(http.MethodPost, path, cookies, form)
	switch {
	case err != nil:
		return "", err
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return "", errWait
	case status != http.StatusSeeOther:
		return "", fmt.Errorf("%s answered %d", path, status)
	}
	return set, nil
}

// single goes to the provider and comes back.
func (v *wave) single(who app.Arrival) (string, error) {
	status, browser, to, err := v.ask(http.MethodGet, "/signin/oidc", "", nil)
	if err != nil || status != http.StatusSeeOther {
		return "", fmt.Errorf("single sign-on begins with %d: %w", status, err)
	}
	u, err := url.Parse(to)
	if err != nil {
		return "", err
	}
	back := url.Values{"state": {u.Query().Get("state")}, "iss": {v.city.issuer}, "code": {v.city.code(who.Login, u.Query().Get("nonce"))}}
	status, set, _, err := v.ask(http.MethodGet, "/signin/oidc/callback?"+back.Encode(), browser, nil)
	if err != nil || status != http.StatusSeeOther {
		return "", fmt.Errorf("single sign-on ends with %d: %w", status, err)
	}
	return set, nil
}

// warm comes in once by every way, so that the first second measures no beginning.
func (v *wave) warm() error {
	for i, way := range waveWays {
		if err := v.arrive(way, v.people[i]); err != nil {
			return fmt.Errorf("%s: %w", way, err)
		}
	}
	return nil
}

// flood sends wrong passwords, for logins that exist and for others, until ctx ends.
func (v *wave) flood(ctx context.Context, rate int) (sent int) {
	var wg sync.WaitGroup
	room := make(chan struct{}, 128) // an attacker's connections
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			continue
		case <-tick.C:
		}
		login := v.people[(sent*7)%len(v.people)].Login
		if sent%3 == 0 {
			login = fmt.Sprint("guess", sent)
		}
		sent++
		room <- struct{}{}
		wg.Go(func() {
			defer func() { <-room }()
			_, _, _, _ = v.ask(http.MethodPost, "/signin", "", url.Values{"login": {login}, "password": {"wrong-wrong"}})
		})
	}
	wg.Wait()
	return sent
}
