package cert

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// ErrClock is the answer when the machine's clock cannot be right.
var ErrClock = fault.New(fault.Invalid, "本机时钟不可能正确，请先把时间调对")

// mostPair is the largest certificate file, in bytes.
const mostPair = 1 << 20

// Pair is a certificate with its chain and its key, ready to be served.
type Pair struct{ c *tls.Certificate }

// Names are the names and addresses in the certificate.
func (p Pair) Names() []string { return namesOf(p.c.Leaf) }

// Until is the certificate's last moment.
func (p Pair) Until() time.Time { return p.c.Leaf.NotAfter }

// Since is the certificate's first moment.
func (p Pair) Since() time.Time { return p.c.Leaf.NotBefore }

// Issuer is who signed it, as certificates name it.
func (p Pair) Issuer() string { return p.c.Leaf.Issuer.String() }

func namesOf(l *x509.Certificate) []string {
	out := slices.Clone(l.DNSNames)
	for _, ip := range l.IPAddresses {
		out = append(out, ip.String())
	}
	return out
}

// Parse reads a certificate and key brought by a person: PEM (one file or two, in any order, with or without a chain) or PKCS #12
// (.pfx, .p12) with its password. Every way in which such files are wrong has an answer of its own.
func Parse(certFile, keyFile []byte, password string) (Pair, error) {
	if len(certFile) == 0 {
		return Pair{}, fault.New(fault.Invalid, "没有证书文件")
	}
	if len(certFile) > mostPair || len(keyFile) > mostPair {
		return Pair{}, fault.New(fault.TooLarge, "证书文件不会这么大，请检查选错了没有")
	}
	if !bytes.Contains(certFile, []byte("-----BEGIN ")) && len(keyFile) == 0 {
		return parsePFX(certFile, password)
	}
	c, err := parsePEM(append(append(slices.Clone(certFile), '\n'), keyFile...))
	if err != nil {
		return Pair{}, err
	}
	return Pair{c}, nil
}

func parsePFX(b []byte, password string) (Pair, error) {
	if c, err := x509.ParseCertificate(b); err == nil && c != nil {
		return Pair{}, fault.New(fault.Invalid, "文件里只有证书，没有私钥；请把私钥文件一起选上")
	}
	key, leaf, chain, err := pkcs12.DecodeChain(b, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return Pair{}, fault.New(fault.Invalid, "PFX 文件的密码不对")
	case err != nil:
		return Pair{}, fault.Wrap(err, fault.Invalid, "没有读懂证书文件：既不是 PEM，也不是 PFX")
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return Pair{}, fault.New(fault.Invalid, "私钥的种类不支持；支持 RSA 和 ECDSA(P-256、P-384)")
	}
	c, err := assemble(append([]*x509.Certificate{leaf}, chain...), signer)
	return Pair{c}, err
}

// parsePEM reads all blocks of a text.
func parsePEM(b []byte) (*tls.Certificate, error) {
	var certs []*x509.Certificate
	var key crypto.Signer
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fault.Wrap(err, fault.Invalid, "没有读懂证书；国密(SM2)证书浏览器普遍不支持，请用 RSA 或 ECDSA 的")
			}
			certs = append(certs, c)
		case block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
			return nil, fault.New(fault.Invalid, "私钥带密码；请先去掉密码，或者把证书和私钥做成 PFX 文件")
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			k, err := parseKey(block.Bytes)
			if err != nil {
				return nil, fault.New(fault.Invalid, "没有读懂私钥；支持 RSA 和 ECDSA(P-256、P-384)") // the cause may quote the key: it is dropped
			}
			key = k
		}
	}
	if len(certs) == 0 {
		return nil, fault.New(fault.Invalid, "文件里没有证书(-----BEGIN CERTIFICATE-----)")
	}
	if key == nil {
		return nil, fault.New(fault.Invalid, "文件里只有证书，没有私钥；请把私钥文件一起选上")
	}
	return assemble(certs, key)
}

func parseKey(der []byte) (crypto.Signer, error) {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		if s, ok := k.(crypto.Signer); ok {
			return s, nil
		}
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return k, nil
	}
	return x509.ParsePKCS1PrivateKey(der)
}

// assemble puts the certificate that belongs to the key first and its issuers behind it: files come in every order.
func assemble(certs []*x509.Certificate, key crypto.Signer) (*tls.Certificate, error) {
	type equal interface{ Equal(crypto.PublicKey) bool }
	public, ok := key.Public().(equal)
	if !ok {
		return nil, fault.New(fault.Invalid, "私钥的种类不支持；支持 RSA 和 ECDSA(P-256、P-384)")
	}
	i := slices.IndexFunc(certs, func(c *x509.Certificate) bool { return public.Equal(c.PublicKey) })
	if i < 0 {
		return nil, fault.New(fault.Invalid, "证书与私钥不是一对")
	}
	leaf := certs[i]
	if r, ok := leaf.PublicKey.(*rsa.PublicKey); ok && r.N.BitLen() < 2048 {
		return nil, fault.New(fault.Invalid, "RSA 密钥只有 %d 位，浏览器要求至少 2048 位", r.N.BitLen())
	}
	if e, ok := leaf.PublicKey.(*ecdsa.PublicKey); ok && e.Curve.Params().BitSize > 384 {
		return nil, fault.New(fault.Invalid, "私钥的种类不支持；支持 RSA 和 ECDSA(P-256、P-384)")
	}
	out := &tls.Certificate{PrivateKey: key, Leaf: leaf, Certificate: [][]byte{leaf.Raw}}
	for last := leaf; !bytes.Equal(last.RawIssuer, last.RawSubject); {
		next := slices.IndexFunc(certs, func(c *x509.Certificate) bool {
			return bytes.Equal(c.RawSubject, last.RawIssuer) && last.CheckSignatureFrom(c) == nil
		})
		if next < 0 || len(out.Certificate) > 8 {
			break
		}
		last = certs[next]
		out.Certificate = append(out.Certificate, last.Raw)
	}
	return out, nil
}

// Finding is one thing to know about a pair: an error forbids it, a warning does not. Code is one of expired, not-yet, name,
// chain, self-signed, short.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"` // error or warning
	Message  string `json:"message"`
	Args     []any  `json:"-"`
}

// Inspect judges a pair for a box with these names at this time. With a clock that cannot be right, dates are warnings only.
func Inspect(p Pair, names []string, now Time) []Finding {
	var out []Finding
	add := func(code string, fatal bool, message string, args ...any) {
		s := "warning"
		if fatal {
			s = "error"
		}
		out = append(out, Finding{code, s, message, args})
	}
	l, shown := p.c.Leaf, func(t time.Time) string { return t.In(clock.Shanghai).Format(time.DateOnly) }
	switch {
	case now.Taken.After(l.NotAfter):
		add("expired", !now.Wrong, "证书在 %s 已经过期", shown(l.NotAfter))
	case now.Taken.Before(l.NotBefore):
		add("not-yet", !now.Wrong, "证书要到 %s 才开始有效", shown(l.NotBefore))
	case now.Taken.Add(14 * day).After(l.NotAfter):
		add("short", false, "证书在 %s 就要过期", shown(l.NotAfter))
	}
	if len(namesOf(l)) == 0 {
		add("name", true, "证书里没有域名(主题备用名称)，浏览器不会接受")
	} else if host := publicName(names); host != "" && l.VerifyHostname(host) != nil {
		add("name", false, "证书不包含本机的域名 %s，只包含 %s", host, strings.Join(namesOf(l), " "))
	}
	switch {
	case bytes.Equal(l.RawIssuer, l.RawSubject):
		add("self-signed", false, "证书是自签名的，设备要先信任它")
	case len(p.c.Certificate) == 1:
		add("chain", false, "文件里没有中间证书，有的设备会不信任；请用带证书链(fullchain)的文件")
	}
	return out
}

// publicName is the first name that is not an address and not localhost.
func publicName(names []string) string {
	for _, n := range names {
		if _, err := netip.ParseAddr(n); err != nil && n != "localhost" {
			return n
		}
	}
	return ""
}

// refusal turns the first error of a list into an error.
func refusal(fs []Finding) error {
	for _, f := range fs {
		if f.Severity == "error" {
			return fault.New(fault.Invalid, f.Message, f.Args...)
		}
	}
	return nil
}

func pemPair(key crypto.Signer, chain ...[]byte) ([]byte, error) {
	var b bytes.Buffer
	for _, der := range chain {
		if err := pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			return nil, err
		}
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	err = pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return b.Bytes(), err
}

func writePair(path string, key crypto.Signer, chain ...[]byte) error {
	b, err := pemPair(key, chain...)
	if err != nil {
		return err
	}
	return writeFile(path, b)
}

func readPair(path string) (*tls.Certificate, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parsePEM(b)
}

// writeFile replaces a file so that a power cut leaves the old or the new one, readable by its owner only.
func writeFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // made with 0600
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil { // so that the new name outlives a power cut; Windows has no such call
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func parseSigner(p Pair) (crypto.Signer, error) {
	s, ok := p.c.PrivateKey.(crypto.Signer)
	if !ok {
		return nil, fault.New(fault.Invalid, "私钥的种类不支持；支持 RSA 和 ECDSA(P-256、P-384)")
	}
	return s, nil
}
