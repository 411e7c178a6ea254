// Package oidc lets people come in through a city's identity provider 统一身份认证: a relying party of OpenID Connect Core 1.0 with the
// code flow, PKCE (RFC 7636), state, nonce and the issuer of the answer (RFC 9207).
//
// It proves who somebody is to the provider and gives an authn.Identity; which account that is, authn's links know, and the pages
// around it stand in web/account. It may not open sessions, know roles, or show pages, and nothing of a token is logged or kept.
package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tongxue-edu/tongxue/internal/authn"
	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// How far the clocks of a box and of a city may differ, and how long somebody may take at the provider.
const (
	skew     = 2 * time.Minute
	patience = 10 * time.Minute
	kindFlow = "oidc.flow"
	most     = 1 << 20 // bytes of any answer of the provider
)

// Config says which provider, and who we are to it.
type Config struct {
	Name         string // what people call it, on the button
	Issuer       string // https, or http on this machine
	ClientID     string
	ClientSecret string   // "" for a public client
	Redirect     string   // the exact registered address: base URL and /signin/oidc/callback
	Scopes       []string // besides openid; profile when empty
	// NumberClaim and SchoolClaim name the claims with a person's number and school code, which link an account without its password.
	// Both may hold one text or a list of the same length, for a person in several schools. "" links by password only.
	NumberClaim string
	SchoolClaim string
	// Log is told why an answer was refused, never what was in it; nil tells nobody.
	Log *slog.Logger
}

// Provider is the relying party. Make it with New; it is safe for concurrent use.
type Provider struct {
	config Config
	authn  *authn.Service
	clock  clock.Clock
	client *http.Client

	mu    sync.Mutex
	found *discovered
	until time.Time // when the metadata are read again
}

type discovered struct {
	*oidc.Provider
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	saysIss  bool // answers carry iss (RFC 9207)
}

// New checks the configuration. The provider itself is asked at the first sign-in, so that a box starts without it.
func New(c Config, s *authn.Service, k clock.Clock) (*Provider, error) {
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fault.New(fault.Invalid, "--oidc-issuer 不是网址：%s", c.Issuer)
	}
	if !secure(u) {
		return nil, fault.New(fault.Invalid, "--oidc-issuer 必须是 https：%s", c.Issuer)
	}
	if c.ClientID == "" {
		return nil, fault.New(fault.Invalid, "缺少 --oidc-client-id")
	}
	if c.Name == "" {
		c.Name = "统一身份认证"
	}
	if len(c.Scopes) == 0 {
		c.Scopes = []string{"profile"}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	client := &http.Client{Timeout: 10 * time.Second, Transport: limited{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("oidc: the provider redirects its interfaces")
		}}
	return &Provider{config: c, authn: s, clock: k, client: client}, nil
}

// secure says whether what goes to an address is read by nobody on the way.
func secure(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host != "" && (u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback()))
}

// limited bounds what is read of an answer.
type limited struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, most), resp.Body}
	}
	return resp, err
}

// Name is what people call the provider.
func (p *Provider) Name() string { return p.config.Name }

func away(err error) error {
	return fault.Wrap(err, fault.Down, "连不上统一身份认证，请稍后再试，或用密码登录")
}

// metadata is what the library leaves to us of what a provider says about itself (OpenID Connect Discovery 1.0 section 3, RFC 9207).
type metadata struct {
	Iss  bool     `json:"authorization_response_iss_parameter_supported"`
	Auth []string `json:"token_endpoint_auth_methods_supported"`
	Keys string   `json:"jwks_uri"`
}

// read refuses metadata without one of the addresses that are required, or with one that is not safe to send anything to.
func read(op *oidc.Provider) (m metadata, err error) {
	if err := op.Claims(&m); err != nil {
		return m, err
	}
	end := op.Endpoint()
	required := map[string]string{"authorization_endpoint": end.AuthURL, "token_endpoint": end.TokenURL, "jwks_uri": m.Keys}
	if s := op.UserInfoEndpoint(); s != "" {
		required["userinfo_endpoint"] = s
	}
	for name, s := range required {
		if u, err := url.Parse(s); err != nil || !secure(u) || u.Fragment != "" {
			return m, fmt.Errorf("oidc: the provider's %s is not an https address: %q", name, s)
		}
	}
	return m, nil
}

// discover reads the provider's metadata, again every hour; while it is away the last reading serves on.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if p.found != nil && now.Before(p.until) {
		return p.found, nil
	}
	// The key set keeps this context, so it must outlive the request; the client has a time limit of its own.
	op, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.config.Issuer)
	var meta metadata
	if err == nil {
		meta, err = read(op)
	}
	if err != nil && p.found != nil {
		p.until = now.Add(time.Minute)
		return p.found, nil
	}
	if err != nil {
		return nil, away(err)
	}
	end := op.Endpoint()
	end.AuthStyle = oauth2.AuthStyleInHeader
	if p.config.ClientSecret == "" || len(meta.Auth) > 0 && !slices.Contains(meta.Auth, "client_secret_basic") {
		end.AuthStyle = oauth2.AuthStyleInParams
	}
	p.found = &discovered{Provider: op, saysIss: meta.Iss,
		oauth: oauth2.Config{ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: end, RedirectURL: p.config.Redirect,
			Scopes: append([]string{oidc.ScopeOpenID}, p.config.Scopes...)},
		// The expiry is looked at a little late, because clocks differ; not-before has its own leeway in the library.
		verifier: op.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: func() time.Time { return p.clock.Now().Add(-skew) }})}
	p.until = now.Add(time.Hour)
	return p.found, nil
}

// flow is what is remembered while somebody is at the provider, bound to their browser and used once.
type flow struct {
	Nonce, Verifier, Next string
	Issuer                string // whom we asked: an answer of another one is a mix-up
}

// Begin gives the address at the provider to which the browser is sent. next is a path on this server.
func (p *Provider) Begin(ctx context.Context, browser, next string) (string, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	f := flow{Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), Next: next, Issuer: p.config.Issuer}
	state, err := p.authn.Keep(ctx, kindFlow, browser, f, patience)
	if err != nil {
		return "", err
	}
	return d.oauth.AuthCodeURL(state, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

func refused(why string) error {
	return fault.Wrap(errors.New("oidc: "+why), fault.Invalid, "统一身份认证的回答不对，请重新登录")
}

// Finish reads the provider's answer, which arrives in the query of the registered address, and proves it.
func (p *Provider) Finish(ctx context.Context, browser string, q url.Values) (who authn.Identity, next string, err error) {
	who, next, err = p.finish(ctx, browser, q)
	var f *fault.Error
	if errors.As(err, &f) && f.Cause != nil {
		p.config.Log.Warn("the identity provider's answer was refused", "reason", f.Cause.Error())
	}
	return who, next, err
}

func (p *Provider) finish(ctx context.Context, browser string, q url.Values) (who authn.Identity, next string, err error) {
	var f flow
	for _, name := range []string{"state", "code", "iss", "error"} {
		if len(q[name]) > 1 {
			return who, "", refused("a parameter comes twice")
		}
	}
	if err := p.authn.Take(ctx, kindFlow, browser, q.Get("state"), &f); err != nil {
		return who, "", err
	}
	d, err := p.discover(ctx)
	if err != nil {
		return who, "", err
	}
	if iss := q.Get("iss"); f.Issuer != p.config.Issuer || iss != "" && iss != p.config.Issuer || iss == "" && d.saysIss {
		return who, "", refused("an answer of another issuer")
	}
	if q.Get("error") != "" {
		return who, "", fault.Wrap(fmt.Errorf("oidc: the provider says %.60q", q.Get("error")), fault.Invalid, "统一身份认证没有同意登录，请重新登录")
	}
	if q.Get("code") == "" {
		return who, "", refused("no code")
	}
	who, err = p.redeem(oidc.ClientContext(ctx, p.client), d, q.Get("code"), f)
	return who, f.Next, err
}

// redeem changes the code for the tokens and verifies them.
func (p *Provider) redeem(ctx context.Context, d *discovered, code string, f flow) (who authn.Identity, err error) {
	token, err := d.oauth.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	var answered *oauth2.RetrieveError
	if errors.As(err, &answered) {
		return who, refused("the code is not accepted: " + answered.ErrorCode)
	}
	if err != nil {
		return who, away(err)
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return who, refused("no identity token")
	}
	id, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		return who, refused("the identity token: " + reason(err))
	}
	var c struct {
		AZP string   `json:"azp"`
		AMR []string `json:"amr"`
	}
	if err := id.Claims(&c); err != nil {
		return who, refused("claims of a wrong shape")
	}
	now := p.clock.Now()
	switch {
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(f.Nonce)) != 1:
		return who, refused("another nonce")
	case id.Subject == "" || len(id.Subject) > 255:
		return who, refused("no subject")
	case len(id.Audience) > 1 && c.AZP == "", c.AZP != "" && c.AZP != p.config.ClientID:
		return who, refused("meant for somebody else")
	case id.IssuedAt.After(now.Add(skew)):
		return who, refused("issued in the future")
	case id.AccessTokenHash != "" && id.VerifyAccessToken(token.AccessToken) != nil:
		return who, refused("the access token belongs to another answer")
	}
	claims, err := p.claims(ctx, d, id, token)
	if err != nil {
		return who, err
	}
	who = authn.Identity{Issuer: id.Issuer, Subject: id.Subject, Name: text(claims["name"]), Strong: strong(c.AMR)}
	who.Known, err = p.known(claims)
	return who, err
}

// claims are those of the identity token, and of the user-info endpoint when the token lacks what is asked for.
func (p *Provider) claims(ctx context.Context, d *discovered, id *oidc.IDToken, token *oauth2.Token) (map[string]any, error) {
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return nil, refused("claims of a wrong shape")
	}
	missing := claims["name"] == nil || p.config.NumberClaim != "" && claims[p.config.NumberClaim] == nil
	if !missing || d.UserInfoEndpoint() == "" {
		return claims, nil
	}
	info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, away(err)
	}
	if info.Subject != id.Subject {
		return nil, refused("user info of somebody else")
	}
	more := map[string]any{}
	if err := info.Claims(&more); err != nil {
		return nil, refused("claims of a wrong shape")
	}
	for k, v := range more {
		if _, there := claims[k]; !there { // what is signed wins
			claims[k] = v
		}
	}
	return claims, nil
}

// known reads the claims by which the provider knows an account of ours.
func (p *Provider) known(claims map[string]any) ([]authn.Known, error) {
	if p.config.NumberClaim == "" {
		return nil, nil
	}
	numbers, schools := texts(claims[p.config.NumberClaim]), texts(claims[p.config.SchoolClaim])
	if len(numbers) > 1 && len(schools) != len(numbers) || len(numbers) > 20 {
		return nil, refused("as many numbers as schools are wanted")
	}
	var out []authn.Known
	for i, n := range numbers {
		k := authn.Known{Number: n}
		if i < len(schools) {
			k.School = schools[i]
		}
		out = append(out, k)
	}
	return out, nil
}

// reason is an error of the library without what it quotes of a token.
func reason(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\"")
	return s
}

func text(v any) string { s, _ := v.(string); return strings.TrimSpace(s) }

// texts reads one text, one number or a list of them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if s := strings.TrimSpace(v); s != "" {
			return []string{s}
		}
	case float64:
		return []string{fmt.Sprintf("%.0f", v)}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, texts(e)...)
		}
		return out
	}
	return nil
}

// strong reads RFC 8176: whether more than one factor was proved to the provider.
func strong(amr []string) bool {
	return slices.Contains(amr, "mfa") || slices.Contains(amr, "hwk") || slices.Contains(amr, "otp")
}
