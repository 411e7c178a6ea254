package cert

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// Mode is where the certificate of the HTTPS listener comes from.
type Mode string

// The modes, as --tls names them.
const (
	Off   Mode = "off"    // no HTTPS here; perhaps a proxy in front has it
	Files Mode = "files"  // a certificate brought by file
	Own   Mode = "own-ca" // an own authority; a certificate brought by file serves the names it holds
	watch      = 10 * time.Second
)

// Config says what a Manager works on.
type Config struct {
	Dir      string // folder for keys, exists, mode 0700
	Mode     Mode
	CertFile string // with Files: the operator's files; empty: what was installed into Dir
	KeyFile  string
	Names    []string        // what people type: the base URL's host first, then configured names
	Hosts    func() []string // the machine's own names and addresses now; nil: Machine
	Clock    clock.Clock
	Built    time.Time // zero: Built()
	Log      *slog.Logger
}

// Manager has the certificates of one box. It is safe for concurrent use. Make it with Open; Run keeps it fresh.
type Manager struct {
	Config
	Time *Keeper
	ca   *Authority // with Own only

	mu      sync.Mutex // one change at a time; readers use served
	stamps  [2]stamp   // of the brought files
	missing []string   // names that the authority may not sign
	problem *fault.Error
	served  atomic.Pointer[served]
}

// served is what the listener hands out.
type served struct{ own, brought *tls.Certificate }

type stamp struct {
	size int64
	mod  time.Time
}

// Open prepares the certificates of a mode. With Files a pair that cannot be served is refused here; a pair that has expired is
// served, because a box with a late certificate is still more use than none, and State says so.
func Open(c Config) (*Manager, error) {
	if c.Hosts == nil {
		c.Hosts = Machine
	}
	if c.Built.IsZero() {
		c.Built = Built()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Names = clean2(c.Names)
	m := &Manager{Config: c, Time: NewKeeper(c.Dir, c.Clock, c.Built)}
	m.served.Store(&served{})
	if (c.CertFile == "") != (c.KeyFile == "") {
		return nil, fault.New(fault.Invalid, "--tls-cert 和 --tls-key 要一起给")
	}
	if c.Mode == Off {
		return m, nil
	}
	if err := m.loadBrought(true); err != nil {
		return nil, err
	}
	if c.Mode == Own {
		var err error
		if m.ca, err = openAuthority(c.Dir, clean(append(slices.Clone(m.Names), m.Hosts()...)), m.Time.Now().Taken); err != nil {
			return nil, err
		}
		return m, m.freshen()
	}
	return m, nil
}

// clean2 is clean in the given order: the first name is the one that people type.
func clean2(names []string) []string {
	var out []string
	for _, n := range names {
		if n = cleanName(n); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// CA is the own authority; nil in the other modes.
func (m *Manager) CA() *Authority { return m.ca }

// TLS is the listener's configuration: TLS 1.2 and newer, HTTP/2, certificates looked up at each handshake, so that a renewal
// needs no restart.
func (m *Manager) TLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: m.certificate}
}

// certificate chooses: what was brought, when it is for the name asked for (or is all there is), else the own one.
func (m *Manager) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	s := m.served.Load()
	switch {
	case s.own == nil && s.brought == nil:
		return nil, fmt.Errorf("cert: no certificate")
	case s.own == nil:
		return s.brought, nil
	case s.brought != nil && hello.ServerName != "" && hello.SupportsCertificate(s.brought) == nil && !m.Time.Now().Taken.After(s.brought.Leaf.NotAfter):
		return s.brought, nil
	}
	return s.own, nil
}

// Run looks every ten seconds whether files, addresses or dates want another certificate, until ctx ends.
func (m *Manager) Run(ctx context.Context) {
	tick := time.NewTicker(watch)
	defer tick.Stop()
	for {
		m.Refresh()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Refresh is one look. What goes wrong is logged once, stays in State, and leaves the certificate in use as it was.
func (m *Manager) Refresh() {
	if err := m.Time.Note(); err != nil {
		m.Log.Warn("time last seen not written", "error", err)
	}
	if m.Mode == Off {
		return
	}
	if err := m.loadBrought(false); err != nil {
		m.Log.Warn("certificate files not taken, the old certificate stays", "error", err)
	}
	if m.Mode == Own {
		if err := m.freshen(); err != nil {
			m.Log.Error("certificate not renewed", "error", err)
		}
	}
}

// freshen makes a new server certificate when the one in use (or in the folder) no longer fits.
func (m *Manager) freshen() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.Time.Now().Taken
	all := clean(append(append(slices.Clone(m.Names), m.Hosts()...), "localhost", "127.0.0.1", "::1"))
	names, missing := m.ca.allows(all)
	m.missing = missing
	names = names[:min(len(names), mostNames)]
	cur := m.served.Load()
	if cur.own != nil && m.ca.fits(cur.own, names, now) {
		return nil
	}
	path := filepath.Join(m.Dir, leafFile)
	if cur.own == nil {
		if c, err := readPair(path); err == nil && m.ca.fits(c, names, now) {
			m.served.Store(&served{c, cur.brought})
			return nil
		}
	}
	c, text, err := m.ca.issue(names, now)
	if err != nil {
		return err
	}
	if err := m.ca.verify(c.Leaf, now); err != nil {
		return fmt.Errorf("cert: the new certificate does not verify: %w", err)
	}
	if err := writeFile(path, text); err != nil {
		m.Log.Warn("certificate in use, but not kept", "error", err) // a full disk must not end HTTPS
	}
	m.served.Store(&served{c, cur.brought})
	m.Log.Info("new server certificate", "until", c.Leaf.NotAfter, "names", len(names))
	return nil
}

// verify is what a device does: chain, constraints, purpose, dates.
func (a *Authority) verify(leaf *x509.Certificate, now time.Time) error {
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

// broughtFiles names the files of a brought pair; one file holds both when it was installed.
func (m *Manager) broughtFiles() [2]string {
	if m.CertFile != "" {
		return [2]string{m.CertFile, m.KeyFile}
	}
	site := filepath.Join(m.Dir, siteFile)
	return [2]string{site, site}
}

// loadBrought reads the brought pair when its files have changed since the last look.
func (m *Manager) loadBrought(first bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	files := m.broughtFiles()
	if m.CertFile == "" && !exists(files[0]) {
		if m.Mode == Files && first {
			return fault.New(fault.Invalid, "--tls files 要有证书：给出 --tls-cert 和 --tls-key，或者先用 tongxue admin install-cert 装一张")
		}
		return nil
	}
	var now [2]stamp
	for i, f := range files {
		st, err := os.Stat(f)
		if err != nil {
			return m.wrong(fault.Wrap(err, fault.Invalid, "打不开证书或私钥文件 %s", filepath.Base(f)))
		}
		now[i] = stamp{st.Size(), st.ModTime()}
	}
	if now == m.stamps {
		return nil
	}
	m.stamps = now
	p, err := readFiles(files)
	if err == nil && !first {
		err = refusal(Inspect(p, m.Names, m.Time.Now())) // an expired pair does not replace one that is in use
	}
	if err != nil {
		return m.wrong(err)
	}
	m.problem = nil
	m.served.Store(&served{m.served.Load().own, p.c})
	m.Log.Info("certificate files taken", "until", p.Until(), "names", len(p.Names()))
	return nil
}

func (m *Manager) wrong(err error) error {
	f, ok := err.(*fault.Error)
	if !ok {
		f = fault.Wrap(err, fault.Internal, "证书文件不能使用")
	}
	repeated := m.problem != nil && m.problem.Message == f.Message
	m.problem = f
	if repeated {
		return nil
	}
	return f
}

func readFiles(files [2]string) (Pair, error) {
	certs, err := os.ReadFile(files[0])
	if err != nil {
		return Pair{}, fault.Wrap(err, fault.Invalid, "打不开证书或私钥文件 %s", filepath.Base(files[0]))
	}
	if files[1] == files[0] {
		return Parse(certs, nil, "")
	}
	key, err := os.ReadFile(files[1])
	if err != nil {
		return Pair{}, fault.Wrap(err, fault.Invalid, "打不开证书或私钥文件 %s", filepath.Base(files[1]))
	}
	return Parse(certs, key, "")
}

// Install keeps a brought pair in the folder and serves it at once (not in mode Off). A pair with an error is refused and nothing
// changes; the findings are returned in both cases. The key is stored readable by the owner only.
func (m *Manager) Install(p Pair) ([]Finding, error) {
	found := Inspect(p, m.Names, m.Time.Now())
	if err := refusal(found); err != nil {
		return found, err
	}
	if m.CertFile != "" {
		return found, fault.New(fault.Conflict, "证书来自启动参数 --tls-cert 指定的文件，请直接换那两个文件，几秒后生效")
	}
	signer, err := parseSigner(p)
	if err != nil {
		return found, err
	}
	if err := writePair(filepath.Join(m.Dir, siteFile), signer, p.c.Certificate...); err != nil {
		return found, err
	}
	if m.Mode == Off {
		return found, nil
	}
	return found, m.loadBrought(false)
}

// Remove takes an installed pair away, so that the own authority serves all names again. Only with Own.
func (m *Manager) Remove() error {
	if m.Mode != Own {
		return fault.New(fault.Conflict, "只有用自建根证书时才能移除：否则本机就没有证书了")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := os.Remove(filepath.Join(m.Dir, siteFile)); err != nil && !os.IsNotExist(err) {
		return err
	}
	m.stamps, m.problem = [2]stamp{}, nil
	m.served.Store(&served{own: m.served.Load().own})
	return nil
}

// State is what people are told about the certificates.
type State struct {
	Mode    Mode
	Serving []Served
	Missing []string     // names that the authority may not sign, so that they are in no certificate
	Problem *fault.Error // why the newest files are not in use
	Ending  bool         // the authority ends within a year
	Range   []string     // what the authority may sign
	Time    Time
}

// Served is one certificate in use.
type Served struct {
	Own          bool
	Issuer       string
	Names        []string
	Since, Until time.Time
	Expired      bool
}

// State looks at what is in use now.
func (m *Manager) State() State {
	s := State{Mode: m.Mode, Time: m.Time.Now()}
	m.mu.Lock()
	s.Missing, s.Problem = m.missing, m.problem
	m.mu.Unlock()
	cur := m.served.Load()
	for _, c := range []*tls.Certificate{cur.brought, cur.own} {
		if c == nil {
			continue
		}
		s.Serving = append(s.Serving, Served{Own: c == cur.own, Issuer: c.Leaf.Issuer.CommonName, Names: namesOf(c.Leaf), Since: c.Leaf.NotBefore, Until: c.Leaf.NotAfter,
			Expired: s.Time.Taken.After(c.Leaf.NotAfter)})
	}
	if m.ca != nil {
		s.Ending, s.Range = m.ca.ending(s.Time.Taken), m.ca.Range()
	}
	return s
}

// Address is what people type to reach the box: the first configured name, else the first private address, else "".
func (m *Manager) Address() string {
	for _, n := range m.Names {
		if n != "localhost" && !isLoopback(n) {
			return n
		}
	}
	if all := m.Addresses(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Addresses are the machine's own, those of version 4 first, which people can type.
func (m *Manager) Addresses() []string {
	var four, six []string
	for _, n := range m.Hosts() {
		switch ip, err := netip.ParseAddr(n); {
		case err != nil || ip.IsLoopback():
		case ip.Is4():
			four = append(four, n)
		default:
			six = append(six, n)
		}
	}
	return append(four, six...)
}
