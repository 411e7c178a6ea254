package app

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// latency buckets in seconds, about the bars that issues name.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .15, .25, .5, 1, 2.5, 10}

// observer counts requests by route pattern: a path would hold ids of people.
func (a *App) observer() func(pattern, method string, status int, took time.Duration) {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "tongxue_request_seconds", Help: "Time to answer, by route.", Buckets: buckets},
		[]string{"route", "method", "class"})
	a.Metrics.MustRegister(h)
	return func(pattern, method string, status int, took time.Duration) {
		h.WithLabelValues(pattern, method, string(rune('0'+status/100))+"xx").Observe(took.Seconds())
	}
}

func (a *App) measure() {
	a.Metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, d := range []*db.DB{a.Core, a.Record, a.Search} {
		label := prometheus.Labels{"store": d.Name()}
		counter := func(name, help string, f func(db.Stats) float64) {
			a.Metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: label}, func() float64 { return f(d.Stats()) }))
		}
		counter("tongxue_writes_total", "Acknowledged writes.", func(s db.Stats) float64 { return float64(s.Writes) })
		counter("tongxue_commits_total", "Commits, one fsync each.", func(s db.Stats) float64 { return float64(s.Commits) })
		counter("tongxue_long_holds_total", "Write closures over 20 ms.", func(s db.Stats) float64 { return float64(s.LongHolds) })
		a.Metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "tongxue_longest_hold_seconds", Help: "Longest write closure.", ConstLabels: label},
			func() float64 { return d.Stats().LongestHold.Seconds() }))
	}
	a.Metrics.MustRegister(lagCollector{a})
	a.Mux.Raw("GET /metrics", local(promhttp.HandlerFor(a.Metrics, promhttp.HandlerOpts{})))
	a.Mux.Raw("GET /healthz", http.HandlerFunc(a.health))
}

// lagCollector shows how far each consumer is behind.
type lagCollector struct{ a *App }

var lagDesc = prometheus.NewDesc("tongxue_consumer_lag_events", "Events not yet folded.", []string{"consumer"}, nil)

func (l lagCollector) Describe(ch chan<- *prometheus.Desc) { ch <- lagDesc }
func (l lagCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	lags, _ := l.a.Log.Lags(ctx)
	for _, g := range lags {
		ch <- prometheus.MustNewConstMetric(lagDesc, prometheus.GaugeValue, float64(g.Events), g.Consumer)
	}
}

// local answers programs on this machine only: figures of a school are nobody else's.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback(r.RemoteAddr) || r.Header.Get("X-Forwarded-For") != "" {
			http.Error(w, fault.NotFound.String(), http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

const selOne db.SQL = `-- unscoped: is the store there
SELECT 1`

// health is 200 when rows can be read, and 503 with the reason when not.
func (a *App) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, d := range []*db.DB{a.Core, a.Record, a.Search} {
		if _, err := db.One(d.Reader(ctx), selOne, db.Value[int64]); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = w.Write([]byte("store " + d.Name() + " cannot be read\n"))
			a.Config.Log.Error("unhealthy", "store", d.Name(), "error", err)
			return
		}
	}
	_, _ = w.Write([]byte("ok\n"))
}
