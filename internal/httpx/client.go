package httpx

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Client is where a request comes from, after proxies that are trusted.
type Client struct {
	Addr   netip.Addr // zero when the connection has none (a socket)
	Secure bool       // HTTPS, here or at a trusted proxy
}

type clientKey struct{}

// ClientOf is who sent the request. Without Behind it is the other end of the connection.
func ClientOf(r *http.Request) Client {
	if c, ok := r.Context().Value(clientKey{}).(Client); ok {
		return c
	}
	return Client{peer(r), r.TLS != nil}
}

// Behind believes X-Forwarded-For and X-Forwarded-Proto only from connections out of the trusted ranges; from anybody else they are
// left alone and mean nothing. The client is the last address of the list that is no trusted proxy itself. RemoteAddr becomes that
// address, so that what counts by network counts people and not the proxy.
func Behind(trusted []netip.Prefix, next http.Handler) http.Handler {
	is := func(a netip.Addr) bool {
		return slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := Client{peer(r), r.TLS != nil}
		if is(c.Addr) {
			hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for i := len(hops) - 1; i >= 0 && is(c.Addr); i-- {
				a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
				if err != nil {
					break
				}
				c.Addr = a.Unmap().WithZone("")
			}
			protos := strings.Split(strings.Join(r.Header.Values("X-Forwarded-Proto"), ","), ",")
			if strings.EqualFold(strings.TrimSpace(protos[len(protos)-1]), "https") {
				c.Secure = true
			}
		}
		remote := r.RemoteAddr
		r = r.WithContext(context.WithValue(r.Context(), clientKey{}, c))
		if c.Addr.IsValid() && c.Addr != peerOf(remote) {
			r.RemoteAddr = netip.AddrPortFrom(c.Addr, 0).String()
		}
		next.ServeHTTP(w, r)
	})
}

func peer(r *http.Request) netip.Addr { return peerOf(r.RemoteAddr) }

func peerOf(remote string) netip.Addr {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// Site is the address that the browser used, for people to type elsewhere: https://school.lan:8443. It is shown to whoever asked only,
// because a browser can write what it likes into its Host.
func Site(r *http.Request) string {
	if ClientOf(r).Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Local reports whether the browser takes the address for a secure context without HTTPS: this machine itself.
func Local(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.IsLoopback()
}
