package cert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	day = 24 * time.Hour
	// caLife is the life of an authority: the life of a box.
	caLife, caPast = 10 * 366 * day, 365 * day
	// A server certificate: at most 398 days are accepted by Apple and Chromium (CA/Browser Forum ballot SC31), 397 leave a day.
	leafLife, leafPast = 365 * day, 30 * day
	leafRenew          = 60 * day

	caFile, leafFile, siteFile = "ca.pem", "leaf.pem", "site.pem"
)

// Authority is an own certificate authority. Its key never leaves the package.
type Authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// openAuthority reads dir/ca.pem, or makes an authority for names when there is none. An unreadable file is an error: making
// another one in silence would turn away every device that trusts the first.
func openAuthority(dir string, names []string, now time.Time) (*Authority, error) {
	p, err := readPair(filepath.Join(dir, caFile))
	if errors.Is(err, fs.ErrNotExist) {
		return newAuthority(dir, names, now)
	}
	if err != nil {
		return nil, fmt.Errorf("cert: the authority's file %s is damaged; bring it back from a backup: %w", caFile, err)
	}
	key, ok := p.PrivateKey.(crypto.Signer)
	if !ok || !p.Leaf.IsCA {
		return nil, fmt.Errorf("cert: %s holds no authority", caFile)
	}
	return &Authority{p.Leaf, key}, nil
}

func newAuthority(dir string, names []string, now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	host := "box"
	if h, err := os.Hostname(); err == nil && cleanName(h) != "" {
		host = cleanName(h) // nothing but letters, digits, dots and hyphens: the name stands in scripts and profiles
	}
	permitted := slices.Clone(zones)
	var ranges []*net.IPNet
	for _, p := range private {
		ranges = append(ranges, ipNet(p))
	}
	dns, ips := split(names)
	for _, n := range dns {
		if !inZones(n, permitted) {
			permitted = append(permitted, n)
		}
	}
	for _, ip := range ips {
		if a, _ := netip.AddrFromSlice(ip); !isPrivate(a) {
			ranges = append(ranges, ipNet(netip.PrefixFrom(a, a.BitLen())))
		}
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{Organization: []string{"Tongxue"}, CommonName: fmt.Sprintf("Tongxue %s %X", host, serial.Bytes()[:2])},
		NotBefore: now.Add(-caPast).Truncate(time.Second), NotAfter: now.Add(caLife).Truncate(time.Second),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: permitted, PermittedIPRanges: ranges,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("cert: authority: %w", err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Authority{c, key}, writePair(filepath.Join(dir, caFile), key, der)
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

func inZones(name string, zones []string) bool {
	return slices.ContainsFunc(zones, func(z string) bool { return name == z || strings.HasSuffix(name, "."+z) })
}

func serialNumber() (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return nil, err
	}
	b[0] = b[0]&0x7f | 0x40 // positive and of full length
	return new(big.Int).SetBytes(b), nil
}

// allows parts names into those that the authority may sign and those that its constraints forbid.
func (a *Authority) allows(names []string) (yes, no []string) {
	for _, n := range names {
		ok := inZones(n, a.cert.PermittedDNSDomains)
		if ip := net.ParseIP(n); ip != nil {
			ok = slices.ContainsFunc(a.cert.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) })
		}
		if ok {
			yes = append(yes, n)
		} else {
			no = append(no, n)
		}
	}
	return yes, no
}

// issue makes a server certificate for names, which the caller has sorted and checked.
func (a *Authority) issue(names []string, now time.Time) (*tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := serialNumber()
	if err != nil {
		return nil, nil, err
	}
	t := &x509.Certificate{ // no subject: every name is a subject alternative name (CA/Browser Forum 7.1.4.3)
		SerialNumber: serial, NotBefore: now.Add(-leafPast).Truncate(time.Second), NotAfter: now.Add(leafLife).Truncate(time.Second),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	if a.cert.NotAfter.Before(t.NotAfter) {
		t.NotAfter = a.cert.NotAfter
	}
	if a.cert.NotBefore.After(t.NotBefore) {
		t.NotBefore = a.cert.NotBefore
	}
	t.DNSNames, t.IPAddresses = split(names)
	der, err := x509.CreateCertificate(rand.Reader, t, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, nil, fmt.Errorf("cert: server certificate: %w", err)
	}
	block, err := pemPair(key, der)
	if err != nil {
		return nil, nil, err
	}
	c, err := parsePEM(block)
	return c, block, err
}

// fits reports whether a server certificate can be served on: signed by this authority, for exactly these names, and not near
// its end.
func (a *Authority) fits(c *tls.Certificate, names []string, now time.Time) bool {
	l := c.Leaf
	have := slices.Clone(l.DNSNames)
	for _, ip := range l.IPAddresses {
		have = append(have, ip.String())
	}
	slices.Sort(have)
	return l.CheckSignatureFrom(a.cert) == nil && slices.Equal(have, names) && now.After(l.NotBefore) && now.Add(leafRenew).Before(l.NotAfter)
}

// ending reports whether the authority itself will end within a year: devices need a new one in time.
func (a *Authority) ending(now time.Time) bool { return now.Add(365 * day).After(a.cert.NotAfter) }

// DER is the authority's certificate, which is public.
func (a *Authority) DER() []byte { return a.cert.Raw }

// PEM is the authority's certificate as text.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// Name is the authority's name as devices list it.
func (a *Authority) Name() string { return a.cert.Subject.CommonName }

// Until is the authority's last moment.
func (a *Authority) Until() time.Time { return a.cert.NotAfter }

// Range is what the authority may sign, for people: names, then addresses.
func (a *Authority) Range() []string {
	out := slices.Clone(a.cert.PermittedDNSDomains)
	for _, r := range a.cert.PermittedIPRanges {
		out = append(out, r.String())
	}
	return out
}
