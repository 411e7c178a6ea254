package oidc_test

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/gate/oidc"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

const (
	client   = "tongxue"
	secret   = "一个秘密 &+%"
	redirect = "https://box.school.lan/signin/oidc/callback"
)

// city is an identity provider that can be made to lie.
type city struct {
	*httptest.Server
	clock   *clock.Fake
	keys    map[string]*rsa.PrivateKey // published
	kid     string                     // signs
	sign    *rsa.PrivateKey            // signs instead, when set
	alg     string
	saysIss bool
	fetched int // of the keys

	asked url.Values     // the last request for authorization
	bend  map[string]any // claims set over the honest ones; nil removes
	info  map[string]any // user info
	meta  map[string]any // metadata set over the honest ones
	fail  int            // status of the token endpoint
}

func key(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// first is the key of every city's beginning: making one takes a while.
var first = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func newCity(t *testing.T, c *clock.Fake) *city {
	t.Helper()
	o := &city{clock: c, kid: "k1", alg: "RS256", saysIss: true}
	o.keys = map[string]*rsa.PrivateKey{"k1": first()}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		honest := map[string]any{"issuer": o.URL, "authorization_endpoint": o.URL + "/auth", "token_endpoint": o.URL + "/token", "jwks_uri": o.URL + "/keys",
			"userinfo_endpoint": o.URL + "/me", "id_token_signing_alg_values_supported": []string{"RS256"}, "authorization_response_iss_parameter_supported": o.saysIss}
		maps.Copy(honest, o.meta)
		answer(w, honest)
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		o.fetched++
		var keys []any
		for kid, k := range o.keys {
			keys = append(keys, map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": b64(k.N.Bytes()), "e": b64(big.NewInt(int64(k.E)).Bytes())})
		}
		answer(w, map[string]any{"keys": keys})
	})
	mux.HandleFunc("GET /me", func(w http.ResponseWriter, _ *http.Request) { answer(w, o.info) })
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		user, pass, _ := r.BasicAuth()
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		switch {
		case o.fail != 0:
			w.WriteHeader(o.fail)
			answer(w, map[string]any{"error": "invalid_grant"})
			return
		case user != client || pass != url.QueryEscape(secret) || r.FormValue("redirect_uri") != redirect || r.FormValue("code") != "code" || b64(sum[:]) != o.asked.Get("code_challenge"):
			t.Errorf("the token endpoint was asked wrongly: %v %v", r.Form, user)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answer(w, map[string]any{"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": o.token()})
	})
	o.Server = httptest.NewServer(mux)
	t.Cleanup(o.Close)
	return o
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// token signs the claims.
func (o *city) token() string {
	now := o.clock.Now().Unix()
	claims := map[string]any{"iss": o.URL, "sub": "市0001", "aud": client, "exp": now + 300, "iat": now, "nonce": o.asked.Get("nonce"), "name": "王秀峰", "employeeNumber": "T001"}
	maps.Copy(claims, o.bend)
	for k, v := range o.bend {
		if v == nil {
			delete(claims, k)
		}
	}
	head, _ := json.Marshal(map[string]string{"alg": o.alg, "kid": o.kid, "typ": "JWT"})
	body, _ := json.Marshal(claims)
	text := b64(head) + "." + b64(body)
	sum := sha256.Sum256([]byte(text))
	var sig []byte
	switch o.alg {
	case "none":
	case "HS256": // signed with the public key as a shared secret, the old confusion
		m := hmac.New(sha256.New, o.keys["k1"].N.Bytes())
		m.Write([]byte(text))
		sig = m.Sum(nil)
	default:
		k := o.sign
		if k == nil {
			k = o.keys[o.kid]
		}
		sig, _ = rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
	}
	return text + "." + b64(sig)
}

type world struct {
	*testing.T
	clock *clock.Fake
	city  *city
	*oidc.Provider
}

func newWorld(t *testing.T, change ...func(*oidc.Config)) *world {
	t.Helper()
	w := &world{T: t, clock: clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))}
	w.city = newCity(t, w.clock)
	c := oidc.Config{Issuer: w.city.URL, ClientID: client, ClientSecret: secret, Redirect: redirect, NumberClaim: "employeeNumber", SchoolClaim: "school"}
	for _, f := range change {
		f(&c)
	}
	var err error
	if w.Provider, err = oidc.New(c, authn.New(testkit.SQLite(t, authn.Migrations), w.clock, authn.NewPool(1)), w.clock); err != nil {
		t.Fatal(err)
	}
	return w
}

// go to the provider and come back with its answer.
func (w *world) visit(browser string) url.Values {
	w.Helper()
	address, err := w.Begin(context.Background(), browser, "/teacher/lessons")
	if err != nil {
		w.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, w.city.URL+"/auth?") {
		w.Fatal(address, err)
	}
	w.city.asked = u.Query()
	return url.Values{"state": {u.Query().Get("state")}, "code": {"code"}, "iss": {w.city.URL}}
}

func TestArrival(t *testing.T) {
	w := newWorld(t)
	answer := w.visit("tablet")
	asked := w.city.asked
	for name, want := range map[string]string{"response_type": "code", "client_id": client, "redirect_uri": redirect, "code_challenge_method": "S256", "scope": "openid profile"} {
		if asked.Get(name) != want {
			t.Errorf("%s is %q", name, asked.Get(name))
		}
	}
	if len(asked.Get("nonce")) < 32 || len(asked.Get("state")) < 32 || len(asked.Get("code_challenge")) != 43 {
		t.Error(asked)
	}
	who, next, err := w.Finish(t.Context(), "tablet", answer)
	if err != nil || next != "/teacher/lessons" {
		t.Fatal(next, err)
	}
	if who.Issuer != w.city.URL || who.Subject != "市0001" || who.Name != "王秀峰" || who.Strong || !slices.Equal(who.Known, []authn.Known{{Number: "T001"}}) {
		t.Errorf("%+v", who)
	}
	if _, _, err := w.Finish(t.Context(), "tablet", answer); !fault.Is(err, fault.Conflict) {
		t.Errorf("an answer counts twice: %v", err)
	}
}

// TestLies: whatever of the answer is not as it must be, nobody comes in.
func TestLies(t *testing.T) {
	for name, lie := range map[string]func(w *world, answer url.Values){
		"another nonce":        func(w *world, _ url.Values) { w.city.bend = map[string]any{"nonce": "x"} },
		"no nonce":             func(w *world, _ url.Values) { w.city.bend = map[string]any{"nonce": nil} },
		"another state":        func(_ *world, a url.Values) { a.Set("state", "x") },
		"no state":             func(_ *world, a url.Values) { a.Del("state") },
		"expired":              func(w *world, _ url.Values) { w.city.bend = map[string]any{"exp": w.clock.Now().Unix() - 180} },
		"no expiry":            func(w *world, _ url.Values) { w.city.bend = map[string]any{"exp": nil} },
		"issued in the future": func(w *world, _ url.Values) { w.city.bend = map[string]any{"iat": w.clock.Now().Unix() + 180} },
		"for another client":   func(w *world, _ url.Values) { w.city.bend = map[string]any{"aud": "other"} },
		"for two, no azp":      func(w *world, _ url.Values) { w.city.bend = map[string]any{"aud": []string{client, "other"}} },
		"azp of another": func(w *world, _ url.Values) {
			w.city.bend = map[string]any{"aud": []string{client, "other"}, "azp": "other"}
		},
		"issuer in the token":      func(w *world, _ url.Values) { w.city.bend = map[string]any{"iss": "https://evil.example"} },
		"issuer of the answer":     func(_ *world, a url.Values) { a.Set("iss", "https://evil.example") },
		"no issuer of the answer":  func(_ *world, a url.Values) { a.Del("iss") },
		"issuer twice":             func(w *world, a url.Values) { a["iss"] = []string{w.city.URL, "https://evil.example"} },
		"code twice":               func(_ *world, a url.Values) { a["code"] = []string{"code", "code"} },
		"no code":                  func(_ *world, a url.Values) { a.Del("code") },
		"an error":                 func(_ *world, a url.Values) { a.Set("error", "access_denied"); a.Del("code") },
		"alg none":                 func(w *world, _ url.Values) { w.city.alg = "none" },
		"HMAC with the public key": func(w *world, _ url.Values) { w.city.alg = "HS256" },
		"a foreign key":            func(w *world, _ url.Values) { w.city.sign = key(w.T) },
		"an unknown kid":           func(w *world, _ url.Values) { w.city.kid, w.city.sign = "k9", key(w.T) },
		"no subject":               func(w *world, _ url.Values) { w.city.bend = map[string]any{"sub": ""} },
		"a foreign access token":   func(w *world, _ url.Values) { w.city.bend = map[string]any{"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"} },
		"a refused code":           func(w *world, _ url.Values) { w.city.fail = http.StatusBadRequest },
		"too late":                 func(w *world, _ url.Values) { w.clock.Advance(11 * time.Minute) },
		"more numbers than schools": func(w *world, _ url.Values) {
			w.city.bend = map[string]any{"employeeNumber": []string{"a", "b"}, "school": []string{"x"}}
		},
		"user info of somebody else": func(w *world, _ url.Values) {
			w.city.bend = map[string]any{"employeeNumber": nil}
			w.city.info = map[string]any{"sub": "市0002", "employeeNumber": "T002"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			answer := w.visit("tablet")
			lie(w, answer)
			if who, _, err := w.Finish(t.Context(), "tablet", answer); err == nil {
				t.Errorf("%+v comes in", who)
			} else if k := fault.KindOf(err); k == fault.Internal {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("another browser", func(t *testing.T) {
		w := newWorld(t)
		if _, _, err := w.Finish(t.Context(), "thief", w.visit("tablet")); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}

// TestLives: what happens at honest providers: keys change, clocks differ, claims stand elsewhere, two schools, two factors.
func TestLives(t *testing.T) {
	for name, c := range map[string]struct {
		life func(w *world, answer url.Values)
		want func(who authn.Identity) bool
	}{
		"a new key": {func(w *world, _ url.Values) {
			w.city.keys = map[string]*rsa.PrivateKey{"k2": key(w.T)}
			w.city.kid = "k2"
		}, nil},
		"their clock is behind": {func(w *world, _ url.Values) { w.city.bend = map[string]any{"exp": w.clock.Now().Unix() - 60} }, nil},
		"their clock is ahead":  {func(w *world, _ url.Values) { w.city.bend = map[string]any{"iat": w.clock.Now().Unix() + 60} }, nil},
		"for two with azp": {func(w *world, _ url.Values) {
			w.city.bend = map[string]any{"aud": []string{client, "other"}, "azp": client}
		}, nil},
		"their access token": {func(w *world, _ url.Values) {
			sum := sha256.Sum256([]byte("at"))
			w.city.bend = map[string]any{"at_hash": b64(sum[:16])}
		}, nil},
		"claims at the user info": {func(w *world, _ url.Values) {
			w.city.bend = map[string]any{"employeeNumber": nil, "name": nil}
			w.city.info = map[string]any{"sub": "市0001", "employeeNumber": "T007", "name": "欧阳𠮷"}
		}, func(who authn.Identity) bool { return who.Name == "欧阳𠮷" && who.Known[0].Number == "T007" }},
		"two schools": {func(w *world, _ url.Values) {
			w.city.bend = map[string]any{"employeeNumber": []any{"T001", 42}, "school": []string{"sqzx", "hxsy"}}
		}, func(who authn.Identity) bool {
			return slices.Equal(who.Known, []authn.Known{{School: "sqzx", Number: "T001"}, {School: "hxsy", Number: "42"}})
		}},
		"two factors": {func(w *world, _ url.Values) { w.city.bend = map[string]any{"amr": []string{"pwd", "mfa"}} }, func(who authn.Identity) bool { return who.Strong }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if _, _, err := w.Finish(t.Context(), "tablet", w.visit("tablet")); err != nil { // the keys are known from before
				t.Fatal(err)
			}
			answer := w.visit("tablet")
			c.life(w, answer)
			who, _, err := w.Finish(t.Context(), "tablet", answer)
			if err != nil {
				t.Fatal(err)
			}
			if c.want != nil && !c.want(who) {
				t.Errorf("%+v", who)
			}
		})
	}
}

// TestAway: a provider that is away lets a box start, and says so to who asks.
func TestAway(t *testing.T) {
	w := newWorld(t)
	w.city.Close()
	if _, err := w.Begin(t.Context(), "tablet", "/"); !fault.Is(err, fault.Down) {
		t.Error(err)
	}
}

// TestMetadata: a provider that does not say where to go, or says to go where others read along, is as if away; one that was right before
// serves on as it was.
func TestMetadata(t *testing.T) {
	for name, address := range map[string]any{"authorization_endpoint": "", "token_endpoint": "http://id.example/token", "jwks_uri": "keys", "userinfo_endpoint": "http://id.example/me"} {
		w := newWorld(t)
		w.visit("tablet")
		w.city.meta = map[string]any{name: address}
		w.clock.Advance(2 * time.Hour)
		w.visit("tablet")
		w = newWorld(t)
		w.city.meta = map[string]any{name: address}
		if to, err := w.Begin(t.Context(), "tablet", "/"); !fault.Is(err, fault.Down) {
			t.Errorf("%s %q: sent to %q, %v", name, address, to, err)
		}
	}
}

func TestConfig(t *testing.T) {
	for issuer, ok := range map[string]bool{"https://id.example": true, "http://127.0.0.1:8": true, "http://localhost:8/x": true, "http://id.example": false, "id.example": false,
		"": false, "https://id.example?x": false, "https://u:p@id.example": false} {
		_, err := oidc.New(oidc.Config{Issuer: issuer, ClientID: "c"}, nil, clock.System{})
		if (err == nil) != ok {
			t.Errorf("%q: %v", issuer, err)
		}
	}
	if _, err := oidc.New(oidc.Config{Issuer: "https://id.example"}, nil, clock.System{}); err == nil {
		t.Error("no client id")
	}
}
