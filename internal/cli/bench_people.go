package cli

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/web/signin"
)

// crowdSize is how many people stand in one group, crowdBar the p95 of every list and page about them in milliseconds.
const (
	crowdSize = 50_000
	crowdBar  = 150.0
)

// pageTimes are the times of one kind of page.
type pageTimes struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	Max float64 `json:"max_ms"`
}

type peopleResult struct {
	Engine string               `json:"engine"`
	People int                  `json:"people"`
	Filled float64              `json:"fill_s"`
	Pages  map[string]pageTimes `json:"pages"`
	Bar    float64              `json:"bar_p95_ms"`
	OK     bool                 `json:"ok"`
}

// benchPeople fills a group of schools and one class with 50,000 people and reads lists and pages over HTTP: from the beginning, from
// where a reader has paged to, found by name and number, one after another.
func benchPeople(w *world, c *benchCmd) error {
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
	start := time.Now()
	crowd, err := a.Crowd(w.ctx, crowdSize)
	if err != nil {
		return err
	}
	res := peopleResult{Engine: a.Core.Engine().String(), People: crowdSize, Filled: time.Since(start).Seconds(), Bar: crowdBar}
	ctx, stop := context.WithCancel(w.ctx)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	if res.Pages, err = readPages(ctx, base, crowd, c.Seconds); err != nil {
		return err
	}
	res.OK = true
	words := make([]string, 0, len(res.Pages))
	for what, p := range res.Pages {
		res.OK = res.OK && p.P95 <= crowdBar
		words = append(words, fmt.Sprintf("%s p50 %.1f p95 %.1f max %.1f ms (n %d)", what, p.P50, p.P95, p.Max, p.N))
	}
	slices.Sort(words)
	return w.say(res, "%s, %d people in one group, filled in %.0f s; bar p95 %.0f ms\n%s", res.Engine, res.People, res.Filled, crowdBar, strings.Join(words, "\n"))
}

// readPages reads each kind of page in turn until the time is over, as one reader after another would.
func readPages(ctx context.Context, base string, crowd app.Crowd, d time.Duration) (map[string]pageTimes, error) {
	r := rand.New(rand.NewPCG(1, 2))
	someone := func() string { return crowd.People[r.IntN(len(crowd.People))].String() }
	find := func(q string) string {
		return "/school/people?" + url.Values{"unit": {crowd.Group.String()}, "q": {q}}.Encode()
	}
	return timePages(ctx, base, crowd.Token, d, listedPerson, []pageKind{
		{"group, first page", func() string { return "/school/people?unit=" + crowd.Group.String() }},
		{"group, further on", func() string { return "/school/people?unit=" + crowd.Group.String() + "&after=" + someone() }},
		{"school, staff", func() string {
			return "/school/people?tab=staff&unit=" + crowd.Schools[r.IntN(len(crowd.Schools))].String()
		}},
		{"found by name", func() string { return find(string([]rune("王李张刘陈杨赵黄周吴")[r.IntN(10)])) }},
		{"found by number", func() string { return find(fmt.Sprintf("2026%06d", r.IntN(crowdSize))) }},
		{"class of all, first page", func() string { return "/school/class/" + crowd.Class.String() }},
		{"class of all, further on", func() string {
			n := r.IntN(crowdSize)
			return fmt.Sprintf("/school/class/%s?number=%d&after=%s", crowd.Class, n+1, crowd.People[n])
		}},
		{"one person", func() string { return "/school/person/" + someone() }},
	})
}

// pageKind is one kind of page: its name and where one of it is.
type pageKind struct {
	what string
	path func() string
}

// timePages reads each kind of page in turn until the time is over, as somebody signed in. want is on every page.
func timePages(ctx context.Context, base, token string, d time.Duration, want *regexp.Regexp, kinds []pageKind) (map[string]pageTimes, error) {
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	times := map[string][]time.Duration{}
	for end := time.Now().Add(d); time.Now().Before(end) || len(times[kinds[0].what]) < 20; {
		for _, k := range kinds {
			start := time.Now()
			if err := read(ctx, client, base+k.path(), token, want); err != nil {
				return nil, fmt.Errorf("%s: %w", k.what, err)
			}
			times[k.what] = append(times[k.what], time.Since(start))
		}
	}
	out := map[string]pageTimes{}
	for what, all := range times {
		out[what] = timesOf(all)
	}
	return out, nil
}

// listedPerson is on every page about people; a school of the crowd has no staff.
var listedPerson = regexp.MustCompile(`/school/person/|监护人|tab=staff`)

// read reads one page whole and looks that what it is for is on it.
func read(ctx context.Context, client *http.Client, address, token string, want *regexp.Regexp) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	req.AddCookie(&http.Cookie{Name: signin.Cookie, Value: token})
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !want.Match(body) {
		return fault.New(fault.Down, "页面不对：%d %s", resp.StatusCode, address)
	}
	return nil
}
