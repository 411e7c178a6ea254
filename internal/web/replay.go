package web

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/web/ui"
)

// Every form carries a key of its own in the hidden field "idem". A form that the same session sends again, because a button was hit
// twice, a line was bad or a page reloaded, is answered as it was before and does nothing a second time. Only the last form of a
// session at one address is remembered, for some minutes and in memory: use cases whose repetition would matter later (answers,
// assignments, lessons) keep the key with what they store.
const (
	replayTime  = 10 * time.Minute
	replayBody  = 256 << 10 // an answer larger than this is not kept: its form runs again
	replayTotal = 16 << 20
	replayCount = 10_000
)

type replays struct {
	mu    sync.Mutex
	last  map[place]*answer
	order []*answer // oldest first
	size  int
}

// place is where a session sent a form.
type place struct {
	session id.Any
	path    string
}

// answer is what a form got. Everything but form and at belongs to whoever runs it, until done is closed.
type answer struct {
	at     place
	form   [32]byte
	since  time.Time
	done   chan struct{}
	kept   bool
	gone   bool // out of order's list while it ran
	status int
	header http.Header
	body   []byte
}

// begin finds the answer of the same form, or makes a new one that the caller has to end.
func (s *replays) begin(at place, form [32]byte, now time.Time) (a *answer, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.last[at]; a != nil && a.form == form && now.Sub(a.since) < replayTime {
		return a, false
	}
	if s.last == nil {
		s.last = map[place]*answer{}
	}
	a = &answer{at: at, form: form, since: now, done: make(chan struct{})}
	s.last[at] = a
	s.order = append(s.order, a)
	for len(s.order) > replayCount || s.size > replayTotal && len(s.order) > 1 || now.Sub(s.order[0].since) > replayTime {
		s.drop(s.order[0])
	}
	return a, true
}

// end stores what the form got; what is not worth keeping is forgotten, so that the form runs again.
func (s *replays) end(a *answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !a.kept {
		a.body = nil
	}
	if !a.gone {
		s.size += len(a.body)
	}
	if !a.kept && s.last[a.at] == a {
		delete(s.last, a.at)
	}
	close(a.done)
}

// drop forgets the oldest answer.
func (s *replays) drop(a *answer) {
	s.order = s.order[1:]
	if s.last[a.at] == a {
		delete(s.last, a.at)
	}
	select {
	case <-a.done:
		s.size -= len(a.body)
	default: // still running: its body was never counted
		a.gone = true
	}
}

// once serves a form of a session once.
func (s *Site) once(session id.Any, p posting, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.idem == "" || strings.Contains(r.Header.Get("Accept"), "application/json") {
			next.ServeHTTP(w, r)
			return
		}
		form := sha256.Sum256([]byte(r.PostForm.Encode()))
		if p.parts { // its content is read once and by its handler: the same key with the same length is the same form
			form = sha256.Sum256(fmt.Appendf(nil, "parts %s %d", p.idem, r.ContentLength))
		}
		for {
			a, mine := s.replays.begin(place{session, r.URL.Path}, form, time.Now())
			if mine {
				rec := &copier{ResponseWriter: w, answer: a}
				defer s.replays.end(a) // also when next panics
				next.ServeHTTP(rec, r)
				rec.finish()
				return
			}
			select {
			case <-a.done:
			case <-r.Context().Done():
				return
			}
			if a.kept {
				a.again(w)
				return
			}
		}
	})
}

// again gives the same answer.
func (a *answer) again(w http.ResponseWriter) {
	h := w.Header()
	for k, v := range a.header {
		h[k] = v
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// copier keeps what passes through it.
type copier struct {
	http.ResponseWriter
	answer *answer
	body   bytes.Buffer
}

// replayed are the headers that an answer needs to mean the same again. A session's cookie is never among them.
var replayed = []string{"Location", "Hx-Redirect", "Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control", "Vary"}

// WriteHeader implements http.ResponseWriter.
func (c *copier) WriteHeader(status int) {
	if c.answer.status == 0 && status >= 200 {
		c.answer.status, c.answer.header = status, http.Header{}
		for _, k := range replayed {
			if v := c.Header().Values(k); len(v) > 0 {
				c.answer.header[k] = append([]string(nil), v...)
			}
		}
		if flash := ui.FlashOf(c.Header()); flash != "" {
			c.answer.header.Set("Set-Cookie", flash)
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (c *copier) Write(b []byte) (int, error) {
	if c.answer.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if c.body.Len() <= replayBody {
		c.body.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (c *copier) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// finish decides whether the answer is kept: one that did something, and that a browser shows as a page or a file.
func (c *copier) finish() {
	a := c.answer
	kind := ""
	if a.header != nil {
		kind = a.header.Get("Content-Type")
	}
	a.body = c.body.Bytes()
	a.kept = a.status >= 200 && a.status < 400 && len(a.body) <= replayBody && !strings.Contains(kind, "json")
}
