package oidc_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/gate/oidc"
	"github.com/tongxue-edu/tongxue/internal/testkit"
)

// FuzzProvider: whatever a provider answers (its metadata, its keys, its tokens, its user info) and whatever comes back with the
// browser, nothing crashes, and without a token that its keys have signed nobody is proved.
func FuzzProvider(f *testing.F) {
	var meta, keys, token, info, base string
	give := func(v *string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(strings.ReplaceAll(*v, "{base}", base)))
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", give(&meta))
	mux.HandleFunc("/keys", give(&keys))
	mux.HandleFunc("/token", give(&token))
	mux.HandleFunc("/me", give(&info))
	srv := httptest.NewServer(mux)
	f.Cleanup(srv.Close)
	base = srv.URL
	at := clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	service := authn.New(testkit.SQLite(f, authn.Migrations), at, authn.NewPool(1))
	const good = `{"issuer":"{base}","authorization_endpoint":"{base}/auth","token_endpoint":"{base}/token","jwks_uri":"{base}/keys","userinfo_endpoint":"{base}/me","id_token_signing_alg_values_supported":["RS256"]}`
	jwt := b64([]byte(`{"alg":"none"}`)) + "." + b64([]byte(`{"iss":"{base}","sub":"x","aud":"tongxue","exp":99999999999}`)) + "."
	for _, s := range [][5]string{
		{good, `{"keys":[]}`, `{"access_token":"a","token_type":"Bearer","id_token":"` + jwt + `"}`, `{"sub":"x"}`, "code=c"},
		{good, `{"keys":[{"kty":"RSA","n":"AA","e":"AQAB"},{"kty":"oct","k":"AA"},{"kty":"EC","crv":"P-256","x":"","y":""}]}`, `{"id_token":"a.b.c","access_token":"a"}`, `[]`, "code=c&iss={base}"},
		{good, `null`, `{"id_token":{},"access_token":"a","expires_in":"x"}`, ``, "error=access_denied"},
		{`{"issuer":"https://evil.example"}`, ``, ``, ``, "code=c"},
		{strings.Replace(good, "authorization_", "x", 1), ``, ``, ``, ""},
		{`[[[[`, ``, ``, ``, ""},
		{good, ``, "\xff\xfe", ``, "code=c&code=d"},
	} {
		f.Add(s[0], s[1], s[2], s[3], s[4])
	}
	f.Fuzz(func(t *testing.T, m, k, tok, me, query string) {
		meta, keys, token, info = good, k, tok, me
		p, err := oidc.New(oidc.Config{Issuer: base, ClientID: client, Redirect: redirect, NumberClaim: "n", SchoolClaim: "s"}, service, at)
		if err != nil {
			t.Fatal(err)
		}
		address, err := p.Begin(t.Context(), "browser", "/")
		if err != nil {
			t.Fatal(err)
		}
		if u, err := url.Parse(address); err == nil {
			q, _ := url.ParseQuery(strings.ReplaceAll(query, "{base}", base))
			if q == nil {
				q = url.Values{}
			}
			q["state"] = []string{u.Query().Get("state")}
			if who, _, err := p.Finish(t.Context(), "browser", q); err == nil {
				t.Fatalf("proved %+v", who)
			}
		}
		meta = m
		other, err := oidc.New(oidc.Config{Issuer: base, ClientID: client, Redirect: redirect}, service, at)
		if err != nil {
			t.Fatal(err)
		}
		if address, err := other.Begin(t.Context(), "browser", "/"); err == nil && !strings.HasPrefix(address, "http") {
			t.Fatalf("the browser is sent to %q", address)
		}
	})
}
