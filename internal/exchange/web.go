package exchange

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
)

// Web is the platform: three interchangeable hosts over HTTPS. A host that is slow, away or answers with a page is left for the next and
// rests for a while, longer each time. Redirections are not followed, no cookie is kept, nothing but paths of the catalogue is asked
// for.
type Web struct {
	origins []string
	papers  []string // of the bank of question papers
	client  *http.Client
	clock   clock.Clock
	pause   time.Duration
	mu      sync.Mutex
	rest    map[string]rest // by origin
}

// rest is until when a host is asked last, and how often it failed in a row.
type rest struct {
	until time.Time
	times int
}

// Slow is how long a host may take for one document.
const Slow = 20 * time.Second

// Platform is the live platform. The proxy is that of the environment (HTTPS_PROXY, NO_PROXY).
func Platform(c clock.Clock) *Web {
	w := NewWeb(smartedu.Hosts(), &http.Client{Timeout: Slow}, c, 200*time.Millisecond)
	w.papers = smartedu.PaperHosts()
	return w
}

// NewWeb is the platform at other origins, for a mirror or a test: the client's time limit is that of one answer, pause stands between
// two requests.
func NewWeb(origins []string, client *http.Client, c clock.Clock, pause time.Duration) *Web {
	own := *client
	own.Jar = nil
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("the platform redirects a document") }
	if own.Timeout == 0 {
		own.Timeout = Slow
	}
	return &Web{origins: origins, papers: origins, client: &own, clock: c, pause: pause, rest: map[string]rest{}}
}

// Name implements Source.
func (w *Web) Name() string { return "web" }

// Get implements Source: each host is tried once, those that rest last.
func (w *Web) Get(ctx context.Context, p smartedu.Path, etag string, more bool) (Document, error) {
	if w.pause > 0 {
		select {
		case <-time.After(w.pause):
		case <-ctx.Done():
			return Document{}, ctx.Err()
		}
	}
	last := &Trouble{Offline, p, ""}
	for _, address := range w.order(p) {
		origin := address[:len(address)-len(p)]
		d, did, err := w.ask(ctx, address, etag, more)
		if ctx.Err() != nil {
			return Document{}, ctx.Err()
		}
		w.note(origin, err != nil || did == smartedu.NextHost)
		switch {
		case err != nil:
			last.Detail = reason(err)
		case did == smartedu.NextHost:
			last.Detail = "the hosts answer without the document"
		case did == smartedu.Take, did == smartedu.Keep:
			return d, nil
		case did == smartedu.SignIn:
			return d, &Trouble{SignIn, p, ""}
		default:
			return d, &Trouble{Missing, p, ""}
		}
	}
	return Document{}, last
}

// reason is an error without the address, which may hold what a proxy's user and password are.
func reason(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err.Error()
}

// order gives the addresses, those of resting hosts last.
func (w *Web) order(p smartedu.Path) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock.Now()
	var fresh, tired []string
	origins := w.origins
	if smartedu.OfPaperBank(p) {
		origins = w.papers
	}
	for _, a := range smartedu.Order(p, origins, 0) {
		if now.Before(w.rest[a[:len(a)-len(p)]].until) {
			tired = append(tired, a)
		} else {
			fresh = append(fresh, a)
		}
	}
	return append(fresh, tired...)
}

func (w *Web) note(origin string, failed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !failed {
		delete(w.rest, origin)
		return
	}
	r := w.rest[origin]
	r.until = w.clock.Now().Add(min(time.Minute<<min(r.times, 10), 6*time.Hour))
	r.times++
	w.rest[origin] = r
}

func (w *Web) ask(ctx context.Context, address, etag string, more bool) (d Document, did smartedu.Action, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return d, "", err
	}
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	req.Header.Set("Accept", "application/json")
	res, err := w.client.Do(req)
	if err != nil {
		return d, "", err
	}
	defer res.Body.Close()
	d.Body, err = io.ReadAll(io.LimitReader(res.Body, smartedu.MaxDocument+1))
	if err == nil && len(d.Body) > smartedu.MaxDocument {
		err = errors.New("the document is larger than 64 MiB")
	}
	if err != nil {
		return d, "", err
	}
	d.ETag = res.Header.Get("ETag")
	if len(d.ETag) > 200 {
		d.ETag = ""
	}
	did = smartedu.Judge(smartedu.Answer{Status: res.StatusCode, Type: res.Header.Get("Content-Type"), Head: d.Body[:min(len(d.Body), 1000)]}, more)
	if did == smartedu.Keep && etag == "" { // nobody said what is stored here
		did = smartedu.NextHost
	}
	d.Kept = did == smartedu.Keep
	return d, did, nil
}
