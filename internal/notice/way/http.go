package way

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

// caller makes requests to providers and keeps what is needed to know whether one may have arrived.
type caller struct {
	client *http.Client
	clock  clock.Clock
}

// maxAnswer bounds an answer of a provider.
const maxAnswer = 1 << 20

// failure is a request without a usable answer. Reached says that it may have arrived.
type failure struct {
	reached bool
	cause   error
}

func (f *failure) Error() string { return f.cause.Error() }

// state is what a failure means for the messages of the request.
func (f *failure) state() State {
	if f.reached {
		return Unsure
	}
	return Later
}

// do sends a request and decodes its JSON answer. 429 and 503 are known not to have been taken.
func (c *caller) do(ctx context.Context, r *http.Request, answer any) *failure {
	var written atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }}
	res, err := c.client.Do(r.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the address holds a token or a secret
		}
		return &failure{written.Load(), fmt.Errorf("way: %w", err)}
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusServiceUnavailable:
		return &failure{false, fmt.Errorf("way: HTTP %d: %w", res.StatusCode, errSlow)}
	case res.StatusCode >= 500:
		return &failure{true, fmt.Errorf("way: HTTP %d", res.StatusCode)}
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err == nil {
		err = json.Unmarshal(b, answer)
	}
	if err != nil {
		return &failure{true, fmt.Errorf("way: HTTP %d without a JSON answer", res.StatusCode)}
	}
	return nil
}

// post sends a JSON body.
func (c *caller) post(ctx context.Context, address string, body, answer any) *failure {
	b, err := json.Marshal(body)
	if err != nil {
		return &failure{false, err}
	}
	r, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(b))
	if err != nil {
		return &failure{false, errors.New("way: the address is no URL")}
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	return c.do(ctx, r, answer)
}

func (c *caller) get(ctx context.Context, address string, answer any) *failure {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return &failure{false, errors.New("way: the address is no URL")}
	}
	return c.do(ctx, r, answer)
}

// reply is what answers of Tencent and DingTalk have in common.
type reply struct {
	Code    int    `json:"errcode"`
	SubCode string `json:"sub_code"`
}

// expired are the codes of an access token that is no more: 40014 not valid, 42001 too old; 40001 is the same at the official account.
func (r reply) expired() bool { return r.Code == 40014 || r.Code == 42001 }

// token is an access token that is fetched once and kept until shortly before its end.
type token struct {
	mu    sync.Mutex
	value string
	until time.Time
	fetch func(ctx context.Context) (value string, life time.Duration, err error)
}

// get returns the token, a new one when bad is the one that was refused.
func (t *token) get(ctx context.Context, now time.Time, bad string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.value != "" && t.value != bad && now.Before(t.until) {
		return t.value, nil
	}
	v, life, err := t.fetch(ctx)
	if err != nil {
		return "", err
	}
	t.value, t.until = v, now.Add(life-life/20-time.Second)
	return v, nil
}

// withToken runs call with the token, and once more with a new one when the first was refused as expired. No message was taken
// with a refused token, so this repeats nothing.
func (c *caller) withToken(ctx context.Context, t *token, call func(token string) (expired bool, f *failure)) error {
	bad := ""
	for range 2 {
		v, err := t.get(ctx, c.clock.Now(), bad)
		if err != nil {
			return err
		}
		expired, f := call(v)
		if f != nil {
			return f
		}
		if !expired {
			return nil
		}
		bad = v
	}
	return later("token", "expired twice")
}

// settle turns an error of withToken into outcomes: what may have arrived is unsure, everything else is for later.
func settle(ms []Message, err error) []Outcome {
	var f *failure
	if errors.As(err, &f) {
		return all(ms, f.state(), "no answer")
	}
	return all(ms, Later, "")
}
