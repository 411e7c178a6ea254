package httpx_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/httpx"
)

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("fd00::/64")}
	for _, c := range []struct {
		name, remote  string
		forward       []string
		proto         string
		tls           bool
		addr          string
		secure        bool
		wantRemoteSet bool
	}{
		{"nobody between", "192.168.1.5:1", nil, "", false, "192.168.1.5", false, false},
		{"HTTPS here", "192.168.1.5:1", nil, "", true, "192.168.1.5", true, false},
		{"a liar", "192.168.1.5:1", []string{"1.2.3.4"}, "https", false, "192.168.1.5", false, false},
		{"a proxy", "10.0.0.2:1", []string{"192.168.1.5"}, "https", false, "192.168.1.5", true, true},
		{"a liar behind a proxy", "10.0.0.2:1", []string{"1.2.3.4, 192.168.1.5"}, "http", false, "192.168.1.5", false, true},
		{"two proxies", "10.0.0.2:1", []string{"1.2.3.4, 192.168.1.5", "10.0.0.9"}, "https", false, "192.168.1.5", true, true},
		{"a proxy that lies about HTTPS first", "10.0.0.2:1", []string{"192.168.1.5"}, "https, http", false, "192.168.1.5", false, true},
		{"garbage", "10.0.0.2:1", []string{"unknown"}, "https", false, "10.0.0.2", true, false},
		{"IPv6", "[fd00::2]:1", []string{"2001:db8::7"}, "https", false, "2001:db8::7", true, true},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forward {
			r.Header.Add("X-Forwarded-For", f)
		}
		if c.proto != "" {
			r.Header.Set("X-Forwarded-Proto", c.proto)
		}
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		httpx.Behind(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got := httpx.ClientOf(r)
			if got.Addr.String() != c.addr || got.Secure != c.secure {
				t.Errorf("%s: %+v", c.name, got)
			}
			if (r.RemoteAddr != c.remote) != c.wantRemoteSet {
				t.Errorf("%s: RemoteAddr %s", c.name, r.RemoteAddr)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}

func TestLocal(t *testing.T) {
	for host, want := range map[string]bool{"127.0.0.1:8080": true, "localhost": true, "a.localhost:1": true, "[::1]:80": true, "tongxue.lan": false, "192.168.1.2:80": false, "localhost.evil.cn": false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if httpx.Local(r) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
}
