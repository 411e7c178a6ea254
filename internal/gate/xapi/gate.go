package xapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/org"
	"github.com/tongxue-edu/tongxue/internal/record"
	"github.com/tongxue-edu/tongxue/spec/xapi"
)

// Names of headers.
const (
	versionHeader = "X-Experience-API-Version"
	throughHeader = "X-Experience-API-Consistent-Through"
	// oldVersion is what a request without a version is told: the one answer that both versions' test suites take.
	oldVersion = "0.95"
)

// maxBody is the largest request: record.MaxBatch statements of ordinary size.
const maxBody = 16 << 20

// Gate is the door. Make it with New.
type Gate struct {
	records *record.Service
	name    string // of the installation, in About
}

// New returns the door over the record service. name and version of the program are told by the About resource.
func New(records *record.Service, name string) *Gate { return &Gate{records, name} }

// Routes lists the door's routes; all carry credentials of their own.
func (g *Gate) Routes() []httpx.Route {
	const read, target = string(org.RecordRead), "key"
	own := "an access key with a scope of its own, not a person"
	return []httpx.Route{
		{Pattern: "GET /xapi/about", Key: true, Open: "which versions are spoken is public (part 3, About)", Serve: g.about},
		{Pattern: "GET /xapi/statements", Key: true, Verb: read, Target: target, Serve: g.wrap(g.get)},
		{Pattern: "GET /xapi/more/{token}", Key: true, Verb: read, Target: target, Serve: g.wrap(g.more)},
		{Pattern: "POST /xapi/statements", Key: true, Open: own, Limit: maxBody, Serve: g.wrap(g.post)},
		{Pattern: "PUT /xapi/statements", Key: true, Open: own, Limit: maxBody, Serve: g.wrap(g.put)},
	}
}

// call is one request past version and credentials.
type call struct {
	w       http.ResponseWriter
	r       *http.Request
	ctx     context.Context
	key     record.Key
	version xapi.Version
}

// wrap checks version and credentials and writes errors as JSON; the join's error page is for people.
func (g *Gate) wrap(f func(call) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := call{w: w, r: r, ctx: r.Context()}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		if through, err := g.records.Through(c.ctx); err == nil {
			h.Set(throughHeader, xapi.FormatTimestamp(through))
		}
		asked := r.Header.Get(versionHeader)
		v, ok := xapi.ParseVersion(asked)
		if !ok {
			h.Set(versionHeader, oldVersion)
			return g.fail(c, badRequest("header %s: want 1.0.x or 2.0.x, got %q", versionHeader, asked))
		}
		c.version = v
		h.Set(versionHeader, v.String())
		key, err := g.records.Authenticate(c.ctx, user(r), password(r))
		if err != nil {
			h.Set("WWW-Authenticate", `Basic realm="xAPI", charset="UTF-8"`)
			return g.fail(c, err)
		}
		c.key = key
		if err := f(c); err != nil {
			return g.fail(c, err)
		}
		return nil
	}
}

func user(r *http.Request) string     { u, _, _ := r.BasicAuth(); return u }
func password(r *http.Request) string { _, p, _ := r.BasicAuth(); return p }

// badRequest is what a program sent wrong; its text is for programmers and English.
func badRequest(format string, args ...any) error {
	return fault.Wrap(fmt.Errorf(format, args...), fault.Invalid, "请求不合 xAPI 规范")
}

// fail writes an error. Wrong input is 400 here, as the standard says, not the 422 of forms.
func (g *Gate) fail(c call, err error) error {
	kind := fault.KindOf(err)
	status := kind.Status()
	body := map[string]string{"error": kind.String()}
	var tooBig *http.MaxBytesError
	var f *fault.Error
	switch {
	case errors.As(err, &tooBig):
		status, body["error"], body["message"] = http.StatusRequestEntityTooLarge, fault.TooLarge.String(), "request body too large"
	case kind == fault.Invalid:
		status = http.StatusBadRequest
		fallthrough
	default:
		if errors.As(err, &f) {
			body["message"] = fmt.Sprintf(f.Message, f.Args...)
			if f.Cause != nil && kind == fault.Invalid {
				body["detail"] = f.Cause.Error()
			}
		}
	}
	if status >= 500 && f == nil {
		return err // the join logs it and answers without its text
	}
	return c.json(status, body)
}

func (c call) json(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("xapi: encode: %w", err)
	}
	return c.bytes(status, b)
}

func (c call) bytes(status int, b []byte) error {
	h := c.w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(b)))
	c.w.WriteHeader(status)
	if c.r.Method == http.MethodHead {
		return nil
	}
	_, err := c.w.Write(b)
	return err
}

func (g *Gate) about(w http.ResponseWriter, r *http.Request) error {
	c := call{w: w, r: r, ctx: r.Context()}
	w.Header().Set(versionHeader, xapi.V200.String())
	if v, ok := xapi.ParseVersion(r.Header.Get(versionHeader)); ok {
		w.Header().Set(versionHeader, v.String())
	}
	return c.json(http.StatusOK, map[string]any{"version": []string{"2.0.0", "1.0.3", "1.0.2", "1.0.1", "1.0.0"},
		"extensions": map[string]any{"https://github.com/tongxue-edu/tongxue/xapi/name": g.name}})
}

// body reads a JSON body; other kinds are refused with what is missing.
func (c call) body() ([]byte, error) {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return nil, badRequest("Content-Type: %v", err)
	case kind == "multipart/mixed":
		return nil, badRequest("multipart/mixed: attachments are not supported yet")
	case kind != "application/json":
		return nil, badRequest("Content-Type %s: want application/json", kind)
	}
	b, err := io.ReadAll(c.r.Body)
	if err != nil {
		return nil, err
	}
	return b, nil
}

func (g *Gate) post(c call) error {
	for name := range c.r.URL.Query() {
		return badRequest("POST takes no parameter here, got %q (the alternate request syntax is not supported yet)", name)
	}
	b, err := c.body()
	if err != nil {
		return err
	}
	batch, err := xapi.SplitArray(b)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, "请求不合 xAPI 规范")
	}
	ids, err := g.records.Store(c.ctx, c.key, batch, c.version)
	if err != nil {
		return err
	}
	out := make([]string, len(ids))
	for i, u := range ids {
		out[i] = u.String()
	}
	g.through(c)
	return c.json(http.StatusOK, out)
}

// through renews the header after a write, so that the sender can see its own statements from then on.
func (g *Gate) through(c call) {
	if t, err := g.records.Through(c.ctx); err == nil {
		c.w.Header().Set(throughHeader, xapi.FormatTimestamp(t))
	}
}

func (g *Gate) put(c call) error {
	q, err := parameters(c.r, "statementId")
	if err != nil {
		return err
	}
	u, ok := xapi.ParseUUID(q["statementId"])
	if !ok {
		return badRequest("statementId: want a UUID, got %q", q["statementId"])
	}
	b, err := c.body()
	if err != nil {
		return err
	}
	text := strings.TrimSpace(string(b))
	if !strings.HasPrefix(text, "{") {
		return badRequest("PUT takes one statement")
	}
	f, findings := xapi.Scan([]byte(text), c.version)
	if len(findings) > 0 {
		return fault.Wrap(findings[0], fault.Invalid, "请求不合 xAPI 规范")
	}
	if f.HasID && f.ID != u {
		return badRequest("the statement's id is not statementId")
	}
	if !f.HasID {
		text = `{"id":"` + xapi.FormatUUID(u) + `",` + text[1:]
	}
	if _, err := g.records.Store(c.ctx, c.key, [][]byte{[]byte(text)}, c.version); err != nil {
		return err
	}
	g.through(c)
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}

// parameters reads a query in which each of the known names may stand once.
func parameters(r *http.Request, known ...string) (map[string]string, error) {
	out := map[string]string{}
	for name, values := range r.URL.Query() {
		ok := false
		for _, k := range known {
			ok = ok || k == name
		}
		if !ok {
			return nil, badRequest("unknown parameter %q", name)
		}
		if len(values) != 1 {
			return nil, badRequest("parameter %s stands %d times", name, len(values))
		}
		out[name] = values[0]
	}
	return out, nil
}
