package exchange_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	"github.com/tongxue-edu/tongxue/internal/exchange"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/job"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/seal"
	"github.com/tongxue-edu/tongxue/internal/testkit"
	"github.com/tongxue-edu/tongxue/spec/smartedu"
	"github.com/tongxue-edu/tongxue/spec/smartedu/smartedutest"
)

var bg = context.Background()

// house is the small region with an exchange whose platform is the stand-in behind a server on the loopback.
type house struct {
	*orgtest.World
	t        *testing.T
	s        *exchange.Service
	jobs     *job.Queue
	platform *smartedutest.Platform
	timeout  time.Duration
	head     *org.Actor // a researcher of the region
}

// vocabulary is what a region's preset says.
func vocabulary() smartedu.Vocabulary {
	return smartedu.Vocabulary{
		Stage:   smartedu.Codes{"小学": {"primary"}, "初中": {"junior"}, "高中": {"senior"}},
		Grade:   smartedu.Codes{"一年级": {"1"}, "二年级": {"2"}, "三年级": {"3"}, "四年级": {"4"}, "五年级": {"5"}, "六年级": {"6"}, "七年级": {"7"}, "八年级": {"8"}, "九年级": {"9"}, "高一": {"10"}, "高二": {"11"}, "高三": {"12"}},
		Subject: smartedu.Codes{"语文": {"chinese"}, "数学": {"maths"}, "英语": {"english"}},
		Edition: smartedu.Codes{"人教版": {"人教版"}, "统编版": {"统编版"}},
		Volume:  smartedu.Codes{"上册": {"1"}, "下册": {"2"}},
	}
}

func platform(t *testing.T) *smartedutest.Platform {
	t.Helper()
	p, err := smartedutest.New(os.DirFS(filepath.Dir(testkit.Corpus(t, "smartedu/README.md"))))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// serve puts the stand-in behind three hosts of one loopback server.
func serve(t *testing.T, p *smartedutest.Platform) (origins []string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.RequestURI(), "/"), "/")
		body, _ := io.ReadAll(r.Body)
		a := p.Answer(smartedutest.Request{Method: r.Method, Host: host, Path: "/" + rest, IfNoneMatch: r.Header.Get("If-None-Match"), Body: body})
		select {
		case <-time.After(a.Delay):
		case <-r.Context().Done():
			return
		}
		if a.ETag != "" {
			w.Header().Set("ETag", a.ETag)
		}
		w.Header().Set("Content-Type", a.ContentType)
		w.WriteHeader(a.Status)
		_, _ = w.Write(a.Body)
	}))
	t.Cleanup(server.Close)
	return []string{server.URL + "/a", server.URL + "/b", server.URL + "/c"}
}

func engines(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	p := platform(t)
	testkit.Engines(t, func(t *testing.T, d *db.DB) {
		if d.Engine() == db.Postgres {
			p = platform(t)
		}
		f(t, newHouse(t, d, p))
	}, org.Migrations, audit.Migrations, bus.Migrations, job.Migrations, seal.Migrations, authn.Migrations, exchange.Migrations)
}

func newHouse(t *testing.T, d *db.DB, p *smartedutest.Platform) *house {
	t.Helper()
	w := orgtest.New(t, d)
	h := &house{World: w, t: t, platform: p}
	h.jobs = job.New(d, w.Clock, testkit.Logger(t))
	keys, err := seal.New(d, t.TempDir(), w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	web := exchange.NewWeb(serve(t, p), &http.Client{Timeout: 1500 * time.Millisecond}, w.Clock, 0)
	h.s = exchange.New(exchange.Parts{Core: d, Log: w.Log, Org: w.Org, Jobs: h.jobs, Seal: keys, Clock: w.Clock, Source: web, Vocabulary: vocabulary()})
	h.head = h.person(org.Researcher, id.As[any](w.Region))
	return h
}

func (h *house) person(r org.Role, n org.Node) *org.Actor {
	h.t.Helper()
	acc := id.New[org.Account]()
	err := h.Core.Write(bg, func(tx *db.Tx) error {
		p, err := h.Org.AddPerson(tx, org.Person{Owner: h.Region, Name: string(r)}, acc)
		if err != nil {
			return err
		}
		return h.Org.Give(tx, org.Holding{Person: p, Role: r, Node: n})
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Resolve(h.t, acc)
}

// on turns the polling of a module on.
func (h *house) on(module string) {
	h.t.Helper()
	if err := h.s.Schedule(bg, h.SystemAdmin, module, true, 24); err != nil {
		h.t.Fatal(err)
	}
}

// run harvests a module now, through the queue, and gives the newest line of its log.
func (h *house) run(module string, accept bool) exchange.Run {
	h.t.Helper()
	h.Clock.Advance(time.Minute)
	if err := h.s.RunNow(bg, h.SystemAdmin, module, accept, ""); err != nil {
		h.t.Fatal(err)
	}
	if err := h.jobs.Drain(bg); err != nil {
		h.t.Fatal(err)
	}
	return h.last(module)
}

func (h *house) last(module string) exchange.Run {
	h.t.Helper()
	all, err := h.s.Runs(bg, h.SystemAdmin, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range all {
		if r.Module == module {
			return r
		}
	}
	h.t.Fatal("no line in the log")
	return exchange.Run{}
}

func wantKind(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: want %s, got %v", what, k, err)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
