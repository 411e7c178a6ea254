package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/tongxue-edu/tongxue/internal/httpx"
)

// FuzzForwarded: no header of a proxy crashes its reader; from somebody who is no proxy it changes nothing, and from a proxy it gives
// an address or leaves the proxy's.
func FuzzForwarded(f *testing.F) {
	for _, s := range [][2]string{{"1.2.3.4", "https"}, {"1.2.3.4, 10.0.0.9", "http, https"}, {"unknown", ""}, {",,,", ","}, {"[::1]:5", "HTTPS"}, {"fe80::1%eth0", ""}, {"\x00", "\xff"}} {
		f.Add(s[0], s[1], true)
		f.Add(s[0], s[1], false)
	}
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}
	f.Fuzz(func(t *testing.T, forwarded, proto string, proxy bool) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "192.0.2.7:1"
		if proxy {
			r.RemoteAddr = "10.0.0.2:1"
		}
		r.Header["X-Forwarded-For"], r.Header["X-Forwarded-Proto"] = []string{forwarded}, []string{proto}
		httpx.Behind(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			c := httpx.ClientOf(r)
			if !c.Addr.IsValid() || c.Addr.Zone() != "" {
				t.Fatalf("no address: %+v", c)
			}
			if !proxy && (c.Addr != netip.MustParseAddr("192.0.2.7") || c.Secure) {
				t.Fatalf("a stranger is believed: %+v", c)
			}
			if _, err := netip.ParseAddrPort(r.RemoteAddr); err != nil {
				t.Fatalf("RemoteAddr %q", r.RemoteAddr)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	})
}
