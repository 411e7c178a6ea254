package xapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/bus"
	"github.com/tongxue-edu/tongxue/internal/db"
	gate "github.com/tongxue-edu/tongxue/internal/gate/xapi"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/id"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/org/orgtest"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

type door struct {
	t          testing.TB
	url        string
	key        record.NewKey
	w          *orgtest.World
	rec        *record.Service
	noVersion  bool
	version    string
	acceptLang string
}

func open(t *testing.T, core *db.DB) *door {
	w := orgtest.New(t, core)
	side := testkit.Side(t, core, "record", record.Migrations, bus.PositionMigrations)
	rec := record.New(side, w.Org, w.Clock, "https://tongxue.example")
	key, err := rec.CreateKey(context.Background(), "test", id.As[any](w.Region), "all")
	if err != nil {
		t.Fatal(err)
	}
	mux := httpx.NewMux(testkit.Logger(t), nil, func(w http.ResponseWriter, r *http.Request, err error) { http.Error(w, err.Error(), 500) })
	mux.Handle(func(_ httpx.Route, h http.Handler) http.Handler { return h }, gate.New(rec, "测试").Routes()...)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return &door{t: t, url: s.URL, key: key, w: w, rec: rec, version: "1.0.3"}
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (d *door) do(method, path, body string) answer {
	d.t.Helper()
	req, err := http.NewRequest(method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if !d.noVersion {
		req.Header.Set("X-Experience-API-Version", d.version)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-Language", d.acceptLang)
	req.SetBasicAuth(d.key.Key, d.key.Secret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, b}
}

func (d *door) want(status int, method, path, body string) answer {
	d.t.Helper()
	a := d.do(method, path, body)
	if a.status != status {
		d.t.Errorf("%s %s: %d, want %d: %s", method, path, a.status, status, a.body)
	}
	return a
}

func statement(u, agent, verb, object string) string {
	s := `"actor":{"name":"某人","mbox":"mailto:` + agent + `@x.cn"},"verb":{"id":"http://v/` + verb + `","display":{"zh-CN":"做","en":"did"}},"object":{"id":"http://o/` + object + `"}`
	if u != "" {
		s = `"id":"` + u + `",` + s
	}
	return "{" + s + "}"
}

func uid() string { return id.New[any]().String() }

func TestDoor(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, core *db.DB) {
		d := open(t, core)
		u := uid()
		a := d.want(200, "POST", "/xapi/statements", "["+statement(u, "a", "1", "1")+","+statement("", "b", "2", "1")+"]")
		var ids []string
		if err := json.Unmarshal(a.body, &ids); err != nil || len(ids) != 2 || ids[0] != u {
			t.Fatalf("ids %s", a.body)
		}
		d.want(200, "POST", "/xapi/statements", statement(u, "a", "1", "1"))
		d.want(409, "POST", "/xapi/statements", statement(u, "a", "1", "2"))
		d.want(204, "PUT", "/xapi/statements?statementId="+u, statement("", "a", "1", "1"))
		d.want(409, "PUT", "/xapi/statements?statementId="+u, statement("", "c", "1", "1"))
		d.want(400, "PUT", "/xapi/statements?statementId="+u, statement(uid(), "a", "1", "1"))
		d.want(400, "PUT", "/xapi/statements", statement(u, "a", "1", "1"))
		fresh := uid()
		d.want(204, "PUT", "/xapi/statements?statementId="+fresh, statement("", "c", "1", "3"))
		got := d.want(200, "GET", "/xapi/statements?statementId="+fresh, "")
		var st map[string]any
		if err := json.Unmarshal(got.body, &st); err != nil || st["id"] != fresh || st["stored"] == nil || st["authority"] == nil {
			t.Errorf("single: %s", got.body)
		}
		if got.header.Get("X-Experience-API-Consistent-Through") == "" || got.header.Get("X-Experience-API-Version") != "1.0.3" {
			t.Errorf("headers: %v", got.header)
		}
		head := d.want(200, "HEAD", "/xapi/statements?statementId="+fresh, "")
		if len(head.body) != 0 || head.header.Get("Content-Length") != fmt.Sprint(len(got.body)) {
			t.Errorf("HEAD: %d bytes, Content-Length %s, want %d", len(head.body), head.header.Get("Content-Length"), len(got.body))
		}
		d.want(204, "PUT", "/xapi/statements?statementId="+uid(), `{"actor":{"mbox":"mailto:a@x.cn"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"`+fresh+`"}}`)
		d.want(404, "GET", "/xapi/statements?statementId="+fresh, "")
		d.want(200, "GET", "/xapi/statements?voidedStatementId="+fresh, "")
		d.want(404, "GET", "/xapi/statements?voidedStatementId="+u, "")
		d.want(200, "GET", "/xapi/about", "")
	}, bus.Migrations, org.Migrations, audit.Migrations)
}

func TestRefusals(t *testing.T) {
	d := open(t, testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations))
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/xapi/statements?foo=1", ""}, {"GET", "/xapi/statements?statementId=" + uid() + "&verb=http://v/1", ""},
		{"GET", "/xapi/statements?statementId=x", ""}, {"GET", "/xapi/statements?limit=-1", ""}, {"GET", "/xapi/statements?since=yesterday", ""},
		{"GET", "/xapi/statements?agent=%7B%7D", ""}, {"GET", "/xapi/statements?registration=1", ""}, {"GET", "/xapi/statements?format=xml", ""},
		{"GET", "/xapi/statements?attachments=true", ""}, {"GET", "/xapi/statements?ascending=yes", ""}, {"GET", "/xapi/statements?limit=1&limit=2", ""},
		{"GET", "/xapi/statements?statementId=" + uid() + "&voidedStatementId=" + uid(), ""}, {"GET", "/xapi/more/xyz", ""},
		{"POST", "/xapi/statements", "null"}, {"POST", "/xapi/statements", "[null]"}, {"POST", "/xapi/statements", ""}, {"POST", "/xapi/statements", "[1"},
		{"POST", "/xapi/statements?method=PUT", "x"}, {"POST", "/xapi/statements", statement("", "a", "1", "1") + "x"},
		{"PUT", "/xapi/statements?statementId=" + uid(), "{}"}, {"PUT", "/xapi/statements?statementId=" + uid(), "[" + statement("", "a", "1", "1") + "]"},
	} {
		a := d.want(400, c.method, c.path, c.body)
		var e map[string]string
		if json.Unmarshal(a.body, &e) != nil || e["message"] == "" {
			t.Errorf("%s %s: an error without words: %s", c.method, c.path, a.body)
		}
		if a.header.Get("X-Experience-API-Consistent-Through") == "" {
			t.Errorf("%s %s: no Consistent-Through", c.method, c.path)
		}
	}
	if a := d.do("GET", "/xapi/statements", ""); string(a.body) != `{"statements":[],"more":""}` {
		t.Errorf("refused batches left something: %s", a.body)
	}
	for _, v := range []string{"", "0.9", "0.95", "1.1", "2.1", "3.0.0"} {
		d.version = v
		if a := d.want(400, "GET", "/xapi/statements", ""); a.header.Get("X-Experience-API-Version") != "0.95" {
			t.Errorf("version %q is answered with %q", v, a.header.Get("X-Experience-API-Version"))
		}
	}
	for asked, told := range map[string]string{"1.0": "1.0.3", "1.0.1": "1.0.3", "2.0": "2.0.0", "2.0.0": "2.0.0"} {
		d.version = asked
		if a := d.want(200, "GET", "/xapi/statements", ""); a.header.Get("X-Experience-API-Version") != told {
			t.Errorf("version %q is answered with %q", asked, a.header.Get("X-Experience-API-Version"))
		}
	}
	d.version, d.key.Secret = "1.0.3", "wrong"
	if a := d.want(401, "GET", "/xapi/statements", ""); a.header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
	d.want(401, "POST", "/xapi/statements", statement("", "a", "1", "1"))
	d.noVersion = true
	d.want(200, "GET", "/xapi/about", "")
}

func TestQueriesAndMore(t *testing.T) {
	d := open(t, testkit.SQLite(t, bus.Migrations, org.Migrations, audit.Migrations))
	var batch []string
	for i := range 25 {
		batch = append(batch, statement("", fmt.Sprintf("p%d", i%3), fmt.Sprint(i%2), fmt.Sprint(i%5)))
	}
	d.want(200, "POST", "/xapi/statements", "["+strings.Join(batch, ",")+"]")
	walk := func(query string) int {
		t.Helper()
		n, path := 0, "/xapi/statements?"+query
		for path != "" {
			var p struct {
				Statements []json.RawMessage
				More       string
			}
			a := d.want(200, "GET", path, "")
			if err := json.Unmarshal(a.body, &p); err != nil {
				t.Fatal(err)
			}
			n, path = n+len(p.Statements), p.More
		}
		return n
	}
	agent := url.QueryEscape(`{"mbox":"mailto:p0@x.cn"}`)
	for query, want := range map[string]int{"limit=4": 25, "limit=7&ascending=true": 25, "limit=2&agent=" + agent: 9, "limit=3&verb=http://v/1": 12,
		"limit=2&activity=http://o/0": 5, "agent=" + agent + "&activity=http://o/0": 2, "since=2036-01-01T00:00:00Z": 0, "until=2016-01-01T00:00:00Z": 0,
		"related_agents=true&limit=5&agent=" + agent: 9, "limit=0": 25} {
		if n := walk(query); n != want {
			t.Errorf("%s: %d statements, want %d", query, n, want)
		}
	}
	ids := d.want(200, "GET", "/xapi/statements?limit=1&format=ids", "")
	if bytes.Contains(ids.body, []byte("某人")) || bytes.Contains(ids.body, []byte("display")) {
		t.Errorf("ids: %s", ids.body)
	}
	d.acceptLang = "en"
	canonical := d.want(200, "GET", "/xapi/statements?limit=1&format=canonical", "")
	if !bytes.Contains(canonical.body, []byte("did")) || bytes.Contains(canonical.body, []byte("做")) {
		t.Errorf("canonical: %s", canonical.body)
	}
	exact := d.want(200, "GET", "/xapi/statements?limit=1", "")
	if !bytes.Contains(exact.body, []byte("做")) {
		t.Errorf("exact changes with the language: %s", exact.body)
	}
}
