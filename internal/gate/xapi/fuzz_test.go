package xapi_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/clock"
	gate "github.com/tongxue-edu/tongxue/internal/gate/xapi"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// newFuzzed is the door over an empty record; it gives the status of an answer, and panics go through it.
func newFuzzed(f *testing.F) func(method, path, query, body string) int {
	core := testkit.SQLite(f, bus.Migrations, org.Migrations)
	at := clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	side := testkit.Side(f, core, "record", record.Migrations, bus.PositionMigrations)
	rec := record.New(side, org.New(core, bus.New(core, at, testkit.Logger(f)), at, nil), at, "https://tongxue.example")
	key, err := rec.CreateKey(context.Background(), "test", id.New[any](), "all")
	if err != nil {
		f.Fatal(err)
	}
	routes := map[string]httpx.Route{}
	for _, r := range gate.New(rec, "测试").Routes() {
		routes[r.Method()+strings.TrimSuffix(r.Path(), "/{token}")] = r
	}
	return func(method, path, query, body string) int {
		req := httptest.NewRequest(method, "/", strings.NewReader(body))
		rt := routes[method+path]
		if token, ok := strings.CutPrefix(path, "/xapi/more/"); ok {
			rt = routes[method+"/xapi/more"]
			req.SetPathValue("token", token)
		}
		req.URL.Path, req.URL.RawQuery = path, query
		req.Header.Set("X-Experience-API-Version", "1.0.3")
		req.Header.Set("Content-Type", "application/json")
		req.SetBasicAuth(key.Key, key.Secret)
		w := httptest.NewRecorder()
		if err := rt.Serve(w, req); err != nil {
			if errors.Is(err, context.Canceled) {
				return http.StatusRequestTimeout
			}
			return http.StatusInternalServerError
		}
		return w.Code
	}
}

// FuzzDoor: no query, no link to more and no body brings the door of other systems down: each gets an answer below 500.
func FuzzDoor(f *testing.F) {
	for _, s := range [][2]string{
		{"statementId=x", ""}, {"agent={}", "[]"}, {"agent=%7B%22mbox%22%3A%22mailto%3Aa%40b%22%7D&limit=99999999999999999999", "{}"}, {"since=2026-13-01T00:00:00Z&ascending=maybe", "null"},
		{"limit=-1&limit=2", `{"actor":{},"verb":{},"object":{}}`}, {"verb=%zz", "\xff"}, {"until=0000-00-00", `[{"id":"x"},{"id":"x"}]`},
	} {
		f.Add(s[0], s[1], `{"Filter":{"Limit":-5,"After":-1},"Format":"x"}`)
	}
	h := newFuzzed(f)
	f.Fuzz(func(t *testing.T, query, body, more string) {
		for what, code := range map[string]int{
			"query": h(http.MethodGet, "/xapi/statements", query, ""),
			"more":  h(http.MethodGet, "/xapi/more/"+base64.RawURLEncoding.EncodeToString([]byte(more)), "", ""),
			"post":  h(http.MethodPost, "/xapi/statements", "", body),
			"put":   h(http.MethodPut, "/xapi/statements", query, body),
		} {
			if code >= 500 || code == 0 {
				t.Fatalf("%s: %d for %q %q %q", what, code, query, body, more)
			}
		}
	})
}
