package cli

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"
)

// city is the least identity provider that a benchmark of single sign-on needs: it asks nobody anything and believes every code.
type city struct {
	issuer string
	key    *rsa.PrivateKey
	server *http.Server
}

func newCity() (*city, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &city{issuer: "http://" + l.Addr().String(), key: key}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": c.issuer, "authorization_endpoint": c.issuer + "/auth", "token_endpoint": c.issuer + "/token", "jwks_uri": c.issuer + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": text64(key.N.Bytes()), "e": text64(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		token, err := c.token(r.FormValue("code"))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		answer(w, map[string]any{"access_token": "-", "token_type": "Bearer", "id_token": token})
	})
	c.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = c.server.Serve(l) }()
	return c, nil
}

func text64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// code stands for somebody at the provider who has just said who they are.
func (c *city) code(login, nonce string) string { return text64([]byte(login + " " + nonce)) }

func (c *city) token(code string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(code)
	if err != nil {
		return "", err
	}
	login, nonce, _ := strings.Cut(string(raw), " ")
	now := time.Now().Unix()
	claims, err := json.Marshal(map[string]any{"iss": c.issuer, "sub": login, "login": login, "name": login, "aud": "tongxue", "nonce": nonce, "iat": now, "exp": now + 300})
	if err != nil {
		return "", err
	}
	text := text64([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + text64(claims)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, c.key, crypto.SHA256, sum[:])
	return text + "." + text64(sig), err
}
