package cert

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

var today = time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)

// box is a manager with a clock and addresses that the test sets.
type box struct {
	*Manager
	fake  *clock.Fake
	hosts []string
	log   bytes.Buffer
}

func newBox(t *testing.T, c Config) *box {
	t.Helper()
	b := &box{fake: clock.NewFake(today), hosts: []string{"school-box", "192.168.3.7"}}
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	if c.Clock == nil {
		c.Clock = b.fake
	}
	if c.Built.IsZero() {
		c.Built = today.Add(-5 * day)
	}
	c.Hosts = func() []string { return b.hosts }
	c.Log = slog.New(slog.NewTextHandler(&b.log, nil))
	m, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	b.Manager = m
	return b
}

// dial makes a real handshake with the manager's configuration and returns what a client that trusts roots says.
func dial(t *testing.T, m *Manager, roots *x509.CertPool, name string, at time.Time) (*x509.Certificate, error) {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", m.TLS())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.(*tls.Conn).Handshake()
			_ = c.Close()
		}
	}()
	c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: roots, ServerName: name, Time: func() time.Time { return at }})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0], nil
}

func trust(a *Authority) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

func TestOwnAuthorityServesTheBoxsNames(t *testing.T) {
	b := newBox(t, Config{Mode: Own, Names: []string{"TongXue.LAN:8443", "school.example.edu.cn", "学校.lan"}})
	roots := trust(b.CA())
	for _, name := range []string{"tongxue.lan", "school.example.edu.cn", "school-box", "192.168.3.7", "127.0.0.1", "::1", "localhost", "xn--dnq270i.lan"} {
		leaf, err := dial(t, b.Manager, roots, name, today)
		if name == "xn--dnq270i.lan" {
			if err == nil {
				t.Error("a name of nobody was in the certificate")
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if life := leaf.NotAfter.Sub(leaf.NotBefore); life > 397*day || leaf.Subject.CommonName != "" {
			t.Errorf("%s: lives %v, subject %s; at most 397 days and names as alternative names only", name, life, leaf.Subject)
		}
	}
	if _, err := dial(t, b.Manager, roots, "www.example.com", today); err == nil {
		t.Error("the certificate was good for a foreign name")
	}
	for _, f := range []string{caFile, leafFile} {
		if st, err := os.Stat(filepath.Join(b.Dir, f)); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v, want 0600", f, st, err)
		}
	}
	ca := b.CA().cert
	if !ca.IsCA || !ca.MaxPathLenZero || ca.NotAfter.Before(today.AddDate(10, 0, 0)) || ca.PublicKey.(*ecdsa.PublicKey).Curve != elliptic.P256() {
		t.Errorf("authority: %+v", ca.Subject)
	}
	if a := b.Address(); a != "tongxue.lan" {
		t.Errorf("people type %q", a)
	}
}

// TestAStolenAuthorityIsNoUse: constraints hold in Go's verifier, and in OpenSSL's when it is there.
func TestAStolenAuthorityIsNoUse(t *testing.T) {
	b := newBox(t, Config{Mode: Own, Names: []string{"tongxue.lan"}})
	for _, c := range []struct {
		names []string
		ok    bool
	}{
		{[]string{"tongxue.lan"}, true}, {[]string{"deep.tongxue.lan"}, true}, {[]string{"10.1.2.3"}, true}, {[]string{"fd00::5"}, true},
		{[]string{"www.icbc.com.cn"}, false}, {[]string{"tongxue.lan.example.com"}, false}, {[]string{"evillan"}, false}, {[]string{"8.8.8.8"}, false},
		{[]string{"2400:3200::1"}, false}, {[]string{"10.1.2.3", "www.icbc.com.cn"}, false},
	} {
		leaf, _, err := b.CA().issue(c.names, today) // what a thief of the key would do
		if err != nil {
			t.Fatal(err)
		}
		if err := b.CA().verify(leaf.Leaf, today); (err == nil) != c.ok {
			t.Errorf("%v: %v, want accepted %v", c.names, err, c.ok)
		}
		openssl(t, b.CA(), leaf.Leaf, c.ok)
		yes, _ := b.CA().allows(c.names)
		if (len(yes) == len(c.names)) != c.ok {
			t.Errorf("%v: the authority itself would sign %v", c.names, yes)
		}
	}
}

func openssl(t *testing.T, a *Authority, leaf *x509.Certificate, ok bool) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Log("OpenSSL is absent: constraints were looked at with Go's verifier only")
		return
	}
	dir := t.TempDir()
	ca, file := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "leaf.pem")
	for name, der := range map[string][]byte{ca: a.DER(), file: leaf.Raw} {
		if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("openssl", "verify", "-x509_strict", "-no_check_time", "-purpose", "sslserver", "-CAfile", ca, file).CombinedOutput()
	if (err == nil) != ok {
		t.Errorf("OpenSSL on %v: %v %s", namesOf(leaf), err, out)
	}
}

func TestANameOutsideTheRangeIsLeftOut(t *testing.T) {
	dir := t.TempDir()
	newBox(t, Config{Mode: Own, Dir: dir, Names: []string{"tongxue.lan"}})
	b := newBox(t, Config{Mode: Own, Dir: dir, Names: []string{"tongxue.lan", "later.example.cn"}})
	if s := b.State(); !slices.Equal(s.Missing, []string{"later.example.cn"}) {
		t.Errorf("missing %v", s.Missing)
	}
	if _, err := dial(t, b.Manager, trust(b.CA()), "tongxue.lan", today); err != nil {
		t.Errorf("the other names: %v", err)
	}
}

func TestRenewal(t *testing.T) {
	b := newBox(t, Config{Mode: Own, Names: []string{"tongxue.lan"}})
	serial := func() *big.Int { return b.served.Load().own.Leaf.SerialNumber }
	ca, first := b.CA().DER(), serial()
	b.Refresh()
	if serial().Cmp(first) != 0 {
		t.Error("a good certificate was made anew")
	}
	again := newBox(t, Config{Mode: Own, Dir: b.Dir, Names: []string{"tongxue.lan"}})
	if again.served.Load().own.Leaf.SerialNumber.Cmp(first) != 0 || !bytes.Equal(again.CA().DER(), ca) {
		t.Error("a restart made another certificate or authority")
	}
	b.hosts = []string{"school-box", "192.168.3.9"}
	b.Refresh()
	second := serial()
	if _, err := dial(t, b.Manager, trust(b.CA()), "192.168.3.9", today); err != nil || second.Cmp(first) == 0 {
		t.Errorf("a new address: %v", err)
	}
	b.fake.Advance(300 * day)
	b.Refresh()
	if serial().Cmp(second) != 0 {
		t.Error("renewed too early")
	}
	b.fake.Advance(10 * day)
	b.Refresh()
	later := today.Add(310 * day)
	if _, err := dial(t, b.Manager, trust(b.CA()), "tongxue.lan", later.Add(300*day)); err != nil || serial().Cmp(second) == 0 {
		t.Errorf("not renewed before its end: %v", err)
	}
	if !bytes.Equal(b.CA().DER(), ca) {
		t.Error("a renewal changed the authority that devices trust")
	}
	b.fake.Advance(9 * 365 * day)
	if !b.State().Ending {
		t.Error("nobody is told that the authority ends")
	}
}

func TestADamagedAuthorityIsNotReplacedInSilence(t *testing.T) {
	b := newBox(t, Config{Mode: Own})
	if err := os.WriteFile(filepath.Join(b.Dir, caFile), []byte("half a fi"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(b.Config); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("opened: %v", err)
	}
}

func TestDeadClock(t *testing.T) {
	for name, wall := range map[string]time.Time{"1970": time.Unix(0, 0), "2010": time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), "2099": time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)} {
		t.Run(name, func(t *testing.T) {
			b := newBox(t, Config{Mode: Own, Names: []string{"tongxue.lan"}, Clock: clock.NewFake(wall)})
			if s := b.State(); !s.Time.Wrong || s.Time.Ahead != (name == "2099") || s.Serving[0].Expired {
				t.Errorf("state %+v", s)
			}
			// devices whose clocks are right: now, and after the summer holidays in which the box was off
			for _, at := range []time.Time{today, today.Add(90 * day)} {
				if _, err := dial(t, b.Manager, trust(b.CA()), "tongxue.lan", at); err != nil {
					t.Errorf("a device at %v: %v", at, err)
				}
			}
		})
	}
}

func TestTheTimeLastSeenIsAFloor(t *testing.T) {
	dir := t.TempDir()
	b := newBox(t, Config{Mode: Own, Dir: dir})
	b.fake.Advance(400 * day)
	b.Refresh()
	dead := newBox(t, Config{Mode: Own, Dir: dir}) // the clock stands at today again, after the build, but long before it was last seen
	s := dead.State()
	if !s.Time.Wrong || s.Time.Taken.Before(today.Add(399*day)) {
		t.Errorf("%+v", s.Time)
	}
	if got, err := dead.Time.Believe(); err != nil || got.Wrong || !got.Taken.Equal(today) {
		t.Errorf("a person says that the clock is right: %+v %v", got, err)
	}
	if again := newBox(t, Config{Mode: Own, Dir: dir}); again.State().Time.Wrong {
		t.Error("forgotten at the next start")
	}
	ancient := newBox(t, Config{Mode: Own, Dir: dir, Clock: clock.NewFake(time.Unix(0, 0))})
	if _, err := ancient.Time.Believe(); err == nil {
		t.Error("1970 was believed")
	}
}

// pairOf makes a foreign certificate: self-signed, or signed by an authority of its own.
type pairOf struct {
	names      []string
	from, till time.Time
	bits       int
}

func (p pairOf) make(t *testing.T) (cert, key []byte, leaf *x509.Certificate, signer any) {
	t.Helper()
	if p.from.IsZero() {
		p.from, p.till = today.Add(-day), today.Add(90*day)
	}
	caKey, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	serial, _ := serialNumber()
	tpl := &x509.Certificate{SerialNumber: serial, NotBefore: p.from.Add(-day), NotAfter: p.till.Add(day), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	tpl.Subject.CommonName = "Elsewhere"
	caDER, err := x509.CreateCertificate(rand.Reader, tpl, tpl, caKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	ca, _ := x509.ParseCertificate(caDER)
	leafTpl := &x509.Certificate{SerialNumber: serial, NotBefore: p.from, NotAfter: p.till}
	leafTpl.DNSNames, leafTpl.IPAddresses = split(p.names)
	var der, keyDER []byte
	if p.bits > 0 {
		rk, err := rsa.GenerateKey(rand.Reader, p.bits)
		if err != nil {
			t.Fatal(err)
		}
		signer = rk
		der, err = x509.CreateCertificate(rand.Reader, leafTpl, ca, rk.Public(), caKey)
		if err != nil {
			t.Fatal(err)
		}
	} else {
		ek, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		signer = ek
		if der, err = x509.CreateCertificate(rand.Reader, leafTpl, ca, ek.Public(), caKey); err != nil {
			t.Fatal(err)
		}
	}
	keyDER, err = x509.MarshalPKCS8PrivateKey(signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ = x509.ParseCertificate(der)
	// the issuer first: such files exist
	cert = append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	return cert, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), leaf, signer
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	// as if some time had passed, also on file systems with coarse times
	at := time.Now().Add(time.Duration(time.Now().UnixNano() % 1e9))
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestFilesAreTakenWhenTheyChange(t *testing.T) {
	dir := t.TempDir()
	cf, kf := filepath.Join(dir, "a.crt"), filepath.Join(dir, "a.key")
	names := pairOf{names: []string{"school.example.cn"}}
	c1, k1, l1, _ := names.make(t)
	c2, k2, l2, _ := names.make(t)
	expired, ek, _, _ := pairOf{names: names.names, from: today.Add(-90 * day), till: today.Add(-day)}.make(t)
	write(t, cf, c1)
	write(t, kf, k1)
	b := newBox(t, Config{Mode: Files, CertFile: cf, KeyFile: kf, Names: names.names})
	serves := func(step string, want *x509.Certificate, problem string) {
		t.Helper()
		got, err := dial(t, b.Manager, pool(c1, c2), "school.example.cn", today)
		if err != nil || got.SerialNumber.Cmp(want.SerialNumber) != 0 {
			t.Errorf("%s: serves %v, %v", step, got, err)
		}
		if p := b.State().Problem; (p == nil) != (problem == "") || p != nil && !strings.Contains(p.Error(), problem) {
			t.Errorf("%s: says %v, want %q", step, p, problem)
		}
	}
	serves("start", l1, "")
	write(t, cf, c2) // only half of the new pair is there
	b.Refresh()
	serves("certificate changed, key not yet", l1, "不是一对")
	write(t, kf, k2)
	b.Refresh()
	serves("both changed", l2, "")
	write(t, cf, expired)
	write(t, kf, ek)
	b.Refresh()
	serves("an expired pair", l2, "过期")
	write(t, cf, []byte("garbage"))
	b.Refresh()
	serves("garbage", l2, "没有证书")
	if err := os.Remove(kf); err != nil {
		t.Fatal(err)
	}
	b.Refresh()
	serves("the key is gone", l2, "打不开")
	write(t, cf, c1)
	write(t, kf, k1)
	b.Refresh()
	serves("mended", l1, "")
	for _, key := range [][]byte{k1, k2, ek} {
		if line := string(bytes.Split(key, []byte("\n"))[1]); strings.Contains(b.log.String(), line) {
			t.Error("a key stands in the log")
		}
	}
	if b.log.Len() == 0 {
		t.Error("nothing was logged")
	}
}

func pool(chains ...[]byte) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range chains {
		p.AppendCertsFromPEM(c)
	}
	return p
}

func TestEachWrongPairHasItsAnswer(t *testing.T) {
	good := pairOf{names: []string{"school.example.cn"}}
	c1, k1, l1, s1 := good.make(t)
	_, k2, _, _ := good.make(t)
	pfx, err := pkcs12.Modern.Encode(s1, l1, nil, "geheim")
	if err != nil {
		t.Fatal(err)
	}
	old, err := pkcs12.LegacyDES.Encode(s1, l1, nil, "geheim")
	if err != nil {
		t.Fatal(err)
	}
	weak, weakKey, _, _ := pairOf{names: good.names, bits: 1024}.make(t)
	for _, c := range []struct {
		name            string
		cert, key       []byte
		password, wrong string
	}{
		{"two files", c1, k1, "", ""},
		{"one file", append(slices.Clone(k1), c1...), nil, "", ""},
		{"pfx", pfx, nil, "geheim", ""},
		{"pfx of Windows", old, nil, "geheim", ""},
		{"nothing", nil, nil, "", "没有证书文件"},
		{"mismatched", c1, k2, "", "不是一对"},
		{"no key", c1, nil, "", "没有私钥"},
		{"no certificate", k1, nil, "", "没有证书"},
		{"DER without key", l1.Raw, nil, "", "没有私钥"},
		{"wrong password", pfx, nil, "falsch", "密码不对"},
		{"garbage", []byte{1, 2, 3}, nil, "", "没有读懂"},
		{"encrypted key", c1, []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), "", "带密码"},
		{"short RSA", weak, weakKey, "", "2048"},
		{"huge", make([]byte, mostPair+1), nil, "", "不会这么大"},
	} {
		p, err := Parse(c.cert, c.key, c.password)
		switch {
		case c.wrong == "" && (err != nil || !slices.Equal(p.Names(), good.names)):
			t.Errorf("%s: %v", c.name, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong) || fault.KindOf(err) == fault.Internal):
			t.Errorf("%s: %v, want %q", c.name, err, c.wrong)
		}
	}
}

func TestInspect(t *testing.T) {
	now := Time{Wall: today, Taken: today}
	for _, c := range []struct {
		name string
		p    pairOf
		now  Time
		want string
	}{
		{"good", pairOf{names: []string{"a.cn"}}, now, ""},
		{"expired", pairOf{[]string{"a.cn"}, today.Add(-9 * day), today.Add(-day), 0}, now, "expired!"},
		{"expired, but the clock is dead", pairOf{[]string{"a.cn"}, today.Add(-9 * day), today.Add(-day), 0}, Time{Taken: today, Wrong: true}, "expired"},
		{"not yet", pairOf{[]string{"a.cn"}, today.Add(day), today.Add(90 * day), 0}, now, "not-yet!"},
		{"soon over", pairOf{[]string{"a.cn"}, today.Add(-day), today.Add(5 * day), 0}, now, "short"},
		{"another name", pairOf{names: []string{"b.cn"}}, now, "name"},
		{"no name", pairOf{}, now, "name!"},
	} {
		cert, key, _, _ := c.p.make(t)
		p, err := Parse(cert, key, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range Inspect(p, []string{"192.168.1.1", "a.cn"}, c.now) {
			code := f.Code
			if f.Severity == "error" {
				code += "!"
			}
			got = append(got, code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
}

func TestInstalledPairServesItsNames(t *testing.T) {
	b := newBox(t, Config{Mode: Own, Names: []string{"school.example.cn", "tongxue.lan"}})
	c, k, l, _ := pairOf{names: []string{"school.example.cn"}}.make(t)
	p, err := Parse(c, k, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Install(p); err != nil {
		t.Fatal(err)
	}
	roots := pool(c)
	roots.AddCert(b.CA().cert)
	is := func(name string, own bool) {
		t.Helper()
		got, err := dial(t, b.Manager, roots, name, today)
		if err != nil || (got.SerialNumber.Cmp(l.SerialNumber) != 0) != own {
			t.Errorf("%s: own %v wanted; %v %v", name, own, got, err)
		}
	}
	is("school.example.cn", false)
	is("tongxue.lan", true)
	is("127.0.0.1", true)
	if st, err := os.Stat(filepath.Join(b.Dir, siteFile)); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", st, err)
	}
	expired, ek, _, _ := pairOf{names: []string{"school.example.cn"}, from: today.Add(-9 * day), till: today.Add(-day)}.make(t)
	late, err := Parse(expired, ek, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Install(late); !fault.Is(err, fault.Invalid) {
		t.Errorf("an expired pair was installed: %v", err)
	}
	is("school.example.cn", false)
	b.fake.Advance(91 * day) // the brought one is over: the own one stands in
	if got, err := dial(t, b.Manager, roots, "school.example.cn", today.Add(91*day)); err != nil || got.SerialNumber.Cmp(l.SerialNumber) == 0 {
		t.Errorf("after its end: %v", err)
	}
	if err := b.Remove(); err != nil {
		t.Fatal(err)
	}
	if len(b.State().Serving) != 1 {
		t.Error("removed, but still in use")
	}
	f := newBox(t, Config{Mode: Own})
	if _, err := f.Install(p); err != nil {
		t.Fatal(err)
	}
	if g := newBox(t, Config{Mode: Files, Dir: f.Dir, Names: []string{"school.example.cn"}}); len(g.State().Serving) != 1 {
		t.Error("what was installed is not used by --tls files")
	}
}

func TestStartWithoutAnUsablePairIsRefused(t *testing.T) {
	dir := t.TempDir()
	c, _, _, _ := pairOf{names: []string{"a.cn"}}.make(t)
	_, k, _, _ := pairOf{names: []string{"a.cn"}}.make(t)
	cf, kf := filepath.Join(dir, "c"), filepath.Join(dir, "k")
	write(t, cf, c)
	write(t, kf, k)
	for name, cfg := range map[string]Config{
		"nothing given": {}, "mismatched": {CertFile: cf, KeyFile: kf}, "half": {CertFile: cf}, "absent": {CertFile: cf + "x", KeyFile: kf},
	} {
		cfg.Mode, cfg.Dir, cfg.Clock = Files, t.TempDir(), clock.NewFake(today)
		if _, err := Open(cfg); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	if len(plain) != 256 {
		t.Fatalf("%d characters", len(plain))
	}
	seen := map[rune]bool{}
	for _, r := range plain {
		if seen[r] {
			t.Errorf("%c stands twice", r)
		}
		seen[r] = true
	}
	f := FingerprintOf([]byte("abc")) // FIPS 180-4 examples
	if f.SHA256 != "BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223 B003 61A3 9617 7A9C B410 FF61 F200 15AD" || f.SHA1 != "A9993E36 4706816A BA3E2571 7850C26C 9CD0D89D" {
		t.Errorf("%+v", f)
	}
	if f.Words != string([]rune{plain[0xba], plain[0x78], plain[0x16], plain[0xbf], ' ', plain[0x8f], plain[0x01], plain[0xcf], plain[0xea]}) {
		t.Errorf("%q", f.Words)
	}
}

func TestNames(t *testing.T) {
	got := clean([]string{" Box.LAN. ", "box.lan:8443", "[fd00::1]:443", "::ffff:10.0.0.1", "0.0.0.0", "*.lan", "a b", "学校.lan", ""})
	if want := []string{"10.0.0.1", "box.lan", "fd00::1", "xn--3iqa51d.lan"}; len(got) != 4 || !slices.Equal(got[:3], want[:3]) || !strings.HasPrefix(got[3], "xn--") {
		t.Errorf("%v", got)
	}
	for _, n := range Machine() {
		if ip := net.ParseIP(n); ip != nil && ip.IsLoopback() {
			t.Errorf("loopback %s among the machine's addresses", n)
		}
	}
}
