package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// pagesBar is the p95 of every page of the demonstration on the server, in milliseconds; pagesRounds how often each page is read for
// it, pagesForm how many addresses of one form a person's tour opens for their links.
const (
	pagesBar    = 100.0
	pagesRounds = 20
	pagesForm   = 3
)

// pageLine is one form of page as one person gets it.
type pageLine struct {
	Who  string `json:"who"`
	Page string `json:"page"` // the address without its ids
	pageTimes
}

type pagesResult struct {
	Engine string     `json:"engine"`
	People int        `json:"people"`
	Forms  int        `json:"forms"` // different forms of pages
	All    pageTimes  `json:"all"`
	Over   []pageLine `json:"over"`  // pages over the bar
	Pages  []pageLine `json:"pages"` // slowest first
	Bar    float64    `json:"bar_p95_ms"`
	OK     bool       `json:"ok"`
}

// benchPages signs in as everybody of the demonstration over HTTP, opens what the program's own list of routes and the links on the
// pages lead to, and reads one page of each form again and again, one after another. It refuses when a page's p95 is over the bar.
func benchPages(w *world, c *benchCmd) error {
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
	a, err := app.Open(w.ctx, app.Config{Dir: dir, DSN: c.DB, Log: w.log, BaseURL: base, Demo: true})
	if err != nil {
		return err
	}
	defer a.Close()
	accounts, err := a.Seed(w.ctx, 240)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(w.ctx)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	var routes []string
	for _, r := range a.Routes {
		if r.Method() == http.MethodGet && !strings.Contains(r.Path(), "{") && !strings.HasPrefix(r.Path(), "/xapi") {
			routes = append(routes, r.Path())
		}
	}
	var tours []*tour
	for _, acc := range accounts {
		v, err := newTour(ctx, base, acc.Login)
		if err != nil {
			return err
		}
		if err := v.explore(ctx, routes); err != nil {
			return err
		}
		tours = append(tours, v)
	}
	res, err := timeTours(ctx, tours)
	if err != nil {
		return err
	}
	res.Engine = a.Core.Engine().String()
	if err := w.say(res, "%s", pagesWords(res)); err != nil {
		return err
	}
	if !res.OK {
		return fault.New(fault.Invalid, "%d 个页面的 p95 超过 %.0f 毫秒", len(res.Over), pagesBar)
	}
	return nil
}

// timeTours reads every page of every tour in rounds, so that a slow moment of the machine meets all pages alike.
func timeTours(ctx context.Context, tours []*tour) (pagesResult, error) {
	res := pagesResult{People: len(tours), Bar: pagesBar}
	times, forms := map[[2]string][]time.Duration{}, map[string]bool{}
	for range pagesRounds {
		for _, v := range tours {
			for form, path := range v.pages {
				start := time.Now()
				if _, ok, err := v.get(ctx, path); err != nil || !ok {
					return res, errors.Join(fmt.Errorf("%s: %s did not open again", v.who, path), err)
				}
				k := [2]string{v.who, form}
				times[k] = append(times[k], time.Since(start))
				forms[form] = true
			}
		}
	}
	var all []time.Duration
	for k, d := range times {
		all = append(all, d...)
		res.Pages = append(res.Pages, pageLine{k[0], k[1], timesOf(d)})
	}
	slices.SortFunc(res.Pages, func(a, b pageLine) int {
		if a.P95 != b.P95 {
			return int((b.P95 - a.P95) * 1000)
		}
		return strings.Compare(a.Who+a.Page, b.Who+b.Page)
	})
	for _, p := range res.Pages {
		if p.P95 > pagesBar {
			res.Over = append(res.Over, p)
		}
	}
	res.Forms, res.All, res.OK = len(forms), timesOf(all), len(res.Over) == 0 && len(all) > 0
	return res, nil
}

func timesOf(all []time.Duration) pageTimes {
	if len(all) == 0 {
		return pageTimes{}
	}
	slices.Sort(all)
	at := func(q float64) float64 {
		return float64(all[min(len(all)-1, int(q*float64(len(all))))].Microseconds()) / 1000
	}
	return pageTimes{len(all), at(0.5), at(0.95), at(1)}
}

func pagesWords(r pagesResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d people, %d forms of pages, %d pages with their owners, each read %d times: p50 %.1f p95 %.1f max %.1f ms; over the bar of %.0f ms: %d\nthe slowest:\n",
		r.Engine, r.People, r.Forms, len(r.Pages), pagesRounds, r.All.P50, r.All.P95, r.All.Max, pagesBar, len(r.Over))
	for _, p := range r.Pages[:min(20, len(r.Pages))] {
		fmt.Fprintf(&b, "  p95 %6.1f  p50 %6.1f  %-7s %s\n", p.P95, p.P50, p.Who, p.Page)
	}
	return strings.TrimRight(b.String(), "\n")
}

// tour is one person's way through the pages.
type tour struct {
	base, who string
	http      *http.Client
	pages     map[string]string // by form, the address that is read
}

// newTour signs somebody of the demonstration in.
func newTour(ctx context.Context, base, login string) (*tour, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	v := &tour{base: base, who: login, pages: map[string]string{}, http: &http.Client{Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/signin", strings.NewReader(url.Values{"login": {login}, "password": {app.DemoPassword}}.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", base)
	resp, err := v.http.Do(req)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusSeeOther {
		return nil, errors.Join(fmt.Errorf("%s could not sign in: %d", login, resp.StatusCode), err)
	}
	return v, nil
}

var (
	pageLink = regexp.MustCompile(`href="(/[^"#]*)`)
	pageID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	pageFile = regexp.MustCompile(`/files/|/media/|/assets|download|\.(pdf|xlsx|csv|json|xml)(\?|$)`)
)

// explore opens the routes and what the pages link to, a few of each form, and keeps one address of each form.
func (v *tour) explore(ctx context.Context, routes []string) error {
	queue := append([]string{"/"}, routes...)
	tried, opened := map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		form, _, _ := strings.Cut(pageID.ReplaceAllString(path, "{}"), "?")
		if tried[path] || opened[form] >= pagesForm || pageFile.MatchString(path) {
			continue
		}
		tried[path] = true
		body, ok, err := v.get(ctx, path)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if opened[form]++; opened[form] == 1 {
			v.pages[form] = path
		}
		for _, m := range pageLink.FindAllStringSubmatch(body, -1) {
			queue = append(queue, strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	if len(v.pages) < 2 {
		return fmt.Errorf("%s opens %d pages", v.who, len(v.pages))
	}
	return nil
}

// get reads an address whole; ok tells whether it is a page that this person may see.
func (v *tour) get(ctx context.Context, path string) (body string, ok bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+path, nil)
	if err != nil {
		return "", false, err
	}
	resp, err := v.http.Do(req)
	if err != nil {
		return "", false, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 500 {
		err = fmt.Errorf("%s: %d at %s", v.who, resp.StatusCode, path)
	}
	return string(b), resp.StatusCode == http.StatusOK && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html"), err
}
