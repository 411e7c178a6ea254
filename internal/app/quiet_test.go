package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/app"
)

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) { b.mu.Lock(); defer b.mu.Unlock(); return b.b.Write(p) }

// TestLogsAndMetricsNameNobody signs people in, rightly and wrongly, opens pages with ids in their paths, and finds neither a name,
// a login, a password nor a person's path in the log or the metrics. Metrics are for this machine only; health is for everybody.
func TestLogsAndMetricsNameNobody(t *testing.T) {
	var log buffer
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Seed(context.Background(), 60); err != nil {
		t.Fatal(err)
	}
	send := func(method, path, form, from string, cookie *http.Cookie) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = from
		if cookie != nil {
			r.AddCookie(cookie)
		}
		rec := httptest.NewRecorder()
		a.Mux.ServeHTTP(rec, r)
		return rec
	}
	const here, there = "127.0.0.1:5", "192.0.2.1:5"
	send("POST", "/signin", "login=geheim-login&password=geheim-wort", here, nil)
	in := send("POST", "/signin", "login=wang&password="+app.DemoPassword, here, nil)
	cookie := in.Result().Cookies()[0]
	send("GET", "/teacher/sheets", "", here, cookie)
	send("GET", "/teacher/assignments/01a20a21-067e-745f-8f55-2e9bdda5abb7", "", here, cookie)
	if rec := send("GET", "/healthz", "", there, nil); rec.Code != http.StatusOK {
		t.Errorf("healthz %d", rec.Code)
	}
	if rec := send("GET", "/metrics", "", there, nil); rec.Code != http.StatusNotFound {
		t.Errorf("metrics from elsewhere: %d", rec.Code)
	}
	metrics := send("GET", "/metrics", "", here, nil).Body.String()
	if !strings.Contains(metrics, "tongxue_writes_total") || !strings.Contains(metrics, "tongxue_request_seconds") {
		t.Error("metrics lack writes or requests")
	}
	text := log.b.String() + metrics
	if !strings.Contains(text, "/teacher/assignments/{assignment}") {
		t.Error("the log lacks the route that was served")
	}
	for _, secret := range []string{"王秀峰", "geheim", app.DemoPassword, cookie.Value, "01a20a21-067e", "login=wang"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the log or the metrics", secret)
		}
	}
}
