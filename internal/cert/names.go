package cert

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// mostNames is how many names one certificate holds: a machine with many bridges must not make it too large for old devices.
const mostNames = 48

// zones are the names that no public site can have, so that an own authority for them endangers nobody: see RFC 6762 (local),
// RFC 8375 (home.arpa), RFC 6761 (localhost), ICANN's reservation of internal, and lan, which is not delegated.
var zones = []string{"lan", "local", "internal", "home.arpa", "localhost"}

// private are the addresses of a school's own network: RFC 1918, 6598, 3927, 1122, 4193, 4291.
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("::1/128"),
}

// Machine is the machine's host name and its private addresses at this moment.
func Machine() []string {
	var out []string
	if h, err := os.Hostname(); err == nil {
		out = append(out, h)
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return out
	}
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		ip, ok := netip.AddrFromSlice(n.IP)
		if ip = ip.Unmap(); ok && isPrivate(ip) && !ip.IsLinkLocalUnicast() && !ip.IsLoopback() {
			out = append(out, ip.String())
		}
	}
	return out
}

func isPrivate(ip netip.Addr) bool {
	return slices.ContainsFunc(private, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// clean brings names to the form in which certificates hold them: lower case, Punycode, no port, no duplicates, sorted, addresses
// as addresses. What is no name at all is left out.
func clean(names []string) []string {
	var out []string
	for _, n := range names {
		if n = cleanName(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func cleanName(n string) string {
	n = strings.TrimSuffix(strings.TrimSpace(n), ".")
	if h, _, err := net.SplitHostPort(n); err == nil {
		n = h
	}
	n = strings.Trim(n, "[]")
	if ip, err := netip.ParseAddr(n); err == nil {
		if ip.IsUnspecified() {
			return ""
		}
		return ip.Unmap().WithZone("").String()
	}
	a, err := idna.Lookup.ToASCII(n)
	if err != nil || a == "" || len(a) > 253 || strings.ContainsAny(a, "*_ /") {
		return ""
	}
	return a
}

// split parts names into DNS names and addresses.
func split(names []string) (dns []string, ips []net.IP) {
	for _, n := range names {
		if ip, err := netip.ParseAddr(n); err == nil {
			ips = append(ips, ip.AsSlice())
		} else {
			dns = append(dns, n)
		}
	}
	return dns, ips
}

func isLoopback(n string) bool {
	ip, err := netip.ParseAddr(n)
	return err == nil && ip.IsLoopback()
}
