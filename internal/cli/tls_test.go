package cli

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/fault"
)

// safeBuffer is an output that the test reads while the server writes.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *safeBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// started runs serve until the test ends and returns the address of its ready line and of its plain listener.
func started(t *testing.T, c *serveCmd) (url, plain string, out *safeBuffer) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out = &safeBuffer{}
	c.Preset, c.Role = "xx-tiny", "all"
	if c.HTTPAddr == "free" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		c.HTTPAddr = l.Addr().String()
		_ = l.Close()
	}
	done := make(chan error, 1)
	go func() {
		done <- c.Run(&world{ctx: ctx, in: strings.NewReader(""), out: out, err: out, log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	ready := regexp.MustCompile(`(?m)^listening on (https?://\S+)$`)
	for range 600 {
		select {
		case err := <-done:
			t.Fatalf("serve ended: %v\n%s", err, out)
		case <-time.After(50 * time.Millisecond):
		}
		if m := ready.FindStringSubmatch(out.String()); m != nil {
			return m[1], "http://" + c.HTTPAddr, out
		}
	}
	t.Fatalf("not ready: %s", out)
	return
}

// client trusts what roots hold and takes every name for this machine; it follows no redirect.
func client(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			_, port, err := net.SplitHostPort(addr)
			if err != nil {
				return nil, err
			}
			return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
		}},
	}
}

func get(t *testing.T, c *http.Client, url string) (*http.Response, string) {
	t.Helper()
	r, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(b)
}

func TestServeWithAnOwnAuthority(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	url, plain, _ := started(t, &serveCmd{store: store{Data: dir}, Addr: "127.0.0.1:0", secured: secured{TLS: "own-ca", TLSName: []string{"tongxue.lan"}, HTTPAddr: "free", HSTS: true}})
	if !strings.HasPrefix(url, "https://127.0.0.1:") {
		t.Errorf("ready line %s", url)
	}
	port := url[strings.LastIndex(url, ":"):]
	_, text := get(t, client(nil), plain+"/install/file/tongxue-ca.pem")
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(text)) {
		t.Fatalf("no certificate at the plain door: %s", text)
	}
	if _, err := client(x509.NewCertPool()).Get(url + "/healthz"); err == nil {
		t.Error("a client without the authority got in")
	}
	trusting := client(roots)
	for _, host := range []string{"127.0.0.1", "localhost", "tongxue.lan"} {
		r, body := get(t, trusting, "https://"+host+port+"/healthz")
		if r.StatusCode != 200 || body != "ok\n" || r.ProtoMajor != 2 || r.TLS.Version < tls.VersionTLS12 {
			t.Errorf("%s: %s %s %q", host, r.Status, r.Proto, body)
		}
		if r.Header.Get("Strict-Transport-Security") != "max-age=86400" {
			t.Errorf("strict transport %q; an own authority binds devices for a day at most", r.Header.Get("Strict-Transport-Security"))
		}
	}
	for path, want := range map[string]struct {
		status int
		to     string
	}{
		"/": {302, "/install"}, "/install": {200, ""}, "/install/check": {200, ""}, "/install/sheet": {200, ""}, "/healthz": {200, ""},
		"/teacher/lessons?q=1": {302, "https://127.0.0.1" + port + "/teacher/lessons?q=1"}, "/signin": {302, "https://127.0.0.1" + port + "/signin"},
		"/xapi/about": {302, "https://127.0.0.1" + port + "/xapi/about"}, "/sw.js": {302, "https://127.0.0.1" + port + "/sw.js"},
	} {
		r, _ := get(t, trusting, plain+path)
		if r.StatusCode != want.status || r.Header.Get("Location") != want.to || r.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("plain %s: %d to %q, want %v", path, r.StatusCode, r.Header.Get("Location"), want)
		}
	}
	r, err := trusting.Post(plain+"/signin", "application/x-www-form-urlencoded", strings.NewReader("login=a&password=b"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("a password over plain HTTP: %s", r.Status)
	}
	replace(t, dir, trusting, "https://school.example.cn"+port+"/healthz")
}

// replace brings a certificate by the command line while the server runs: it answers with it at once, and a wrong pair changes nothing.
func replace(t *testing.T, dir string, old *http.Client, url string) {
	t.Helper()
	c1, k1, roots := foreign(t, "school.example.cn")
	_, k2, _ := foreign(t, "school.example.cn")
	install := func(cert, key string) (string, error) {
		var out bytes.Buffer
		cmd := &installCertCmd{store: store{Data: dir, Preset: "xx-tiny"}, Cert: cert, Key: key}
		err := cmd.Run(&world{ctx: context.Background(), in: strings.NewReader(""), out: &out, err: io.Discard, json: true, log: slog.New(slog.DiscardHandler)})
		return out.String(), err
	}
	if _, err := install(c1, k2); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "不是一对") {
		t.Errorf("a mismatched pair: %v", err)
	}
	if _, err := client(roots).Get(url); err == nil {
		t.Error("a mismatched pair was taken")
	}
	out, err := install(c1, k1)
	var got struct {
		Names    []string
		Active   bool
		Findings []struct{ Code, Severity, Message string }
	}
	if err != nil || json.Unmarshal([]byte(out), &got) != nil || !got.Active || len(got.Names) != 1 || got.Findings == nil {
		t.Fatalf("%v %s", err, out)
	}
	for _, f := range got.Findings {
		if strings.Contains(f.Message, "%") {
			t.Errorf("half a sentence: %q", f.Message)
		}
	}
	if r, body := get(t, client(roots), url); r.StatusCode != 200 || body != "ok\n" {
		t.Errorf("after installing: %s %q", r.Status, body)
	}
	if strings.Contains(out, "PRIVATE") {
		t.Error("the answer holds the key")
	}
}

// foreign writes a self-signed pair for a name.
func foreign(t *testing.T, name string) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(60 * 24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	kder, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for f, b := range map[string][]byte{certFile: text, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: kder})} {
		if err := os.WriteFile(f, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return certFile, keyFile, roots
}

func TestServeWithFiles(t *testing.T) {
	c, k, roots := foreign(t, "school.example.cn")
	url, plain, _ := started(t, &serveCmd{store: store{Data: filepath.Join(t.TempDir(), "data")}, Addr: "127.0.0.1:0",
		secured: secured{TLS: "files", TLSCert: c, TLSKey: k, HTTPAddr: "free", HSTS: true, BaseURL: "https://school.example.cn:9999"}})
	port := url[strings.LastIndex(url, ":"):]
	r, _ := get(t, client(roots), "https://school.example.cn"+port+"/healthz")
	if r.StatusCode != 200 || r.Header.Get("Strict-Transport-Security") != "max-age=15552000" {
		t.Errorf("%s %v", r.Status, r.Header)
	}
	if r, _ := get(t, client(nil), plain+"/"); r.StatusCode != 302 || r.Header.Get("Location") != "https://school.example.cn:9999/" {
		t.Errorf("plain: %s %s", r.Status, r.Header.Get("Location"))
	}
	if r, _ := get(t, client(roots), "https://school.example.cn"+port+"/setup"); r.StatusCode != 200 {
		t.Errorf("set-up: %s", r.Status)
	}
}

func TestServeOffIsAsBefore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	url, _, _ := started(t, &serveCmd{store: store{Data: dir}, Addr: "127.0.0.1:0", secured: secured{TLS: "off"}})
	if !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Errorf("ready line %s", url)
	}
	r, _ := get(t, client(nil), url+"/setup")
	if r.StatusCode != 200 || r.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("%s %v", r.Status, r.Header)
	}
	if r, body := get(t, client(nil), url+"/install"); r.StatusCode != 200 || !strings.Contains(body, "没有打开 HTTPS") {
		t.Errorf("%s %s", r.Status, body)
	}
	for _, f := range []string{"ca.pem", "leaf.pem"} {
		if _, err := os.Stat(filepath.Join(dir, "keys", f)); err == nil {
			t.Errorf("%s was made without HTTPS", f)
		}
	}
}

func TestFlagsOfHTTPS(t *testing.T) {
	c, k, _ := foreign(t, "a.cn")
	_, k2, _ := foreign(t, "a.cn")
	for name, s := range map[string]secured{
		"files without files":       {TLS: "files"},
		"mismatched":                {TLS: "files", TLSCert: c, TLSKey: k2},
		"key only":                  {TLS: "files", TLSKey: k},
		"absent":                    {TLS: "files", TLSCert: c + "x", TLSKey: k},
		"files with own-ca":         {TLS: "own-ca", TLSCert: c, TLSKey: k},
		"plain door without HTTPS":  {TLS: "off", HTTPAddr: "127.0.0.1:0"},
		"strict without HTTPS":      {TLS: "off", HSTS: true},
		"http base URL with HTTPS":  {TLS: "own-ca", BaseURL: "http://tongxue.lan"},
		"base URL without a scheme": {TLS: "off", BaseURL: "tongxue.lan"},
		"base URL with a path":      {TLS: "off", BaseURL: "https://a.cn/x"},
		"proxy that is no network":  {TLS: "off", TrustedProxy: []string{"everybody"}},
	} {
		cmd := &serveCmd{store: store{Data: filepath.Join(t.TempDir(), "d"), Preset: "xx-tiny"}, Addr: "127.0.0.1:0", secured: s}
		ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
		err := cmd.Run(&world{ctx: ctx, out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler)})
		stop()
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want an answer", name, err)
		}
	}
}

func TestATrustedProxyMakesTheBaseURLRight(t *testing.T) {
	url, _, _ := started(t, &serveCmd{store: store{Data: filepath.Join(t.TempDir(), "data")}, Addr: "127.0.0.1:0",
		secured: secured{TLS: "off", BaseURL: "https://city.example.cn", TrustedProxy: []string{"127.0.0.1"}}})
	ask := func(proto string) string {
		req, err := http.NewRequest("GET", url+"/install/check", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = "city.example.cn"
		req.Header.Set("X-Forwarded-For", "203.0.113.7")
		req.Header.Set("X-Forwarded-Proto", proto)
		r, err := client(nil).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		return string(b)
	}
	if body := ask("https"); strings.Contains(body, "这里没有加密(地址") {
		t.Error("HTTPS at a trusted proxy was not seen")
	}
	if body := ask("http"); !strings.Contains(body, "这里没有加密(地址") {
		t.Error("plain HTTP at a trusted proxy was taken for HTTPS")
	}
}
