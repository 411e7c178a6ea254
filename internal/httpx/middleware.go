package httpx

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// DefaultLimit is the largest body of a route that names none: 1 MiB.
const DefaultLimit = 1 << 20

// Observer is told of every answered request: the route's pattern, never its path, which holds ids of people.
type Observer func(pattern, method string, status int, took time.Duration)

// Mux turns the route list into one handler.
type Mux struct {
	mux     *http.ServeMux
	fail    func(w http.ResponseWriter, r *http.Request, err error)
	log     *slog.Logger
	observe Observer
}

// NewMux returns an empty handler. fail renders an error for a person; observe may be nil.
func NewMux(log *slog.Logger, observe Observer, fail func(http.ResponseWriter, *http.Request, error)) *Mux {
	if observe == nil {
		observe = func(string, string, int, time.Duration) {}
	}
	return &Mux{mux: http.NewServeMux(), fail: fail, log: log, observe: observe}
}

// Handle adds routes, each behind wrap (sign-in, language), which may be nil.
func (m *Mux) Handle(wrap func(Route, http.Handler) http.Handler, routes ...Route) {
	cross := http.NewCrossOriginProtection()
	for _, rt := range routes {
		var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := rt.Serve(w, r); err != nil {
				m.fail(w, r, err)
			}
		})
		if wrap != nil {
			h = wrap(rt, h)
		}
		if !rt.Key { // doors with keys are called by programs from anywhere
			h = cross.Handler(h)
		}
		m.mux.Handle(rt.Pattern, m.chain(rt, h))
	}
}

// Raw adds a handler without a route: assets, health, metrics.
func (m *Mux) Raw(pattern string, h http.Handler) { m.mux.Handle(pattern, h) }

// Has reports whether a request has a route.
func (m *Mux) Has(r *http.Request) bool {
	_, pattern := m.mux.Handler(r)
	return pattern != ""
}

// ServeHTTP implements http.Handler; an unknown path gets the same page as any other error.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(WithRequestID(r.Context(), requestID()))
	h := w.Header()
	h.Set("X-Request-Id", RequestID(r.Context()))
	h.Set("X-Content-Type-Options", "nosniff") // also for what has no route: assets, health, unknown paths
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()")
	if _, pattern := m.mux.Handler(r); pattern == "" {
		m.fail(w, r, fault.New(fault.NotFound, "没有这个页面"))
		return
	}
	m.mux.ServeHTTP(w, r)
}

func (m *Mux) chain(rt Route, next http.Handler) http.Handler {
	limit := rt.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				m.log.Error("panic", "route", rt.Pattern, "request", RequestID(r.Context()), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if rec.status == 0 {
					m.fail(rec, r, fmt.Errorf("panic: %v", p))
				}
			}
			took := time.Since(start)
			m.observe(rt.Path(), r.Method, rec.status, took)
			m.log.Info("served", "route", rt.Pattern, "status", rec.status, "ms", took.Milliseconds(), "request", RequestID(r.Context()))
		}()
		r.Body = http.MaxBytesReader(rec, r.Body, limit)
		next.ServeHTTP(rec, r)
	})
}

// recorder remembers the status; it passes Flush and ReadFrom through by Unwrap.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(s int) {
	if r.status == 0 {
		r.status = s
	}
	r.ResponseWriter.WriteHeader(s)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

type requestKey struct{}

// WithRequestID carries the id from the click to the statement.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the id of the request, or "" outside one.
func RequestID(ctx context.Context) string { s, _ := ctx.Value(requestKey{}).(string); return s }

func requestID() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// FormError turns a failed ParseForm or ParseMultipartForm into a fault: the body was too large or broken.
func FormError(err error) error {
	if err == nil {
		return nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.Wrap(err, fault.TooLarge, "内容太大，上限是 %s", size(tooLarge.Limit))
	}
	return fault.Wrap(err, fault.Invalid, "没有读懂提交的内容")
}

func size(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatInt(n>>20, 10) + " MB"
	}
	return strconv.FormatInt(n>>10, 10) + " KB"
}
