package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/audit"
	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/httpx"
	"github.com/tongxue-edu/tongxue/internal/web/install"
)

// HTTPS says how the server is reached. The zero value is plain HTTP.
type HTTPS struct {
	Mode      cert.Mode      // off, files, own-ca
	CertFile  string         // with files
	KeyFile   string         // with files
	Names     []string       // further names and addresses for the certificate
	Given     bool           // BaseURL was given, not made of the listener's address
	Plain     string         // address of the plain listener beside HTTPS; empty: none
	Strict    bool           // tell browsers to come by HTTPS only (HSTS)
	Trusted   []netip.Prefix // proxies whose X-Forwarded-* are believed
	LocalPort string         // port of the main listener, for links that keep the name that was typed
}

// How long browsers remember to come by HTTPS only. With an own authority it is a day: a device whose authority is lost or
// exchanged must reach the installer's plain page again tomorrow.
const (
	strictFiles = 180 * 24 * time.Hour
	strictOwn   = 24 * time.Hour
)

// openCerts prepares certificates. The base URL's host is the first name: it is what people type.
func (a *App) openCerts() (err error) {
	t := a.Config.HTTPS
	if t.Mode == "" {
		t.Mode = cert.Off
	}
	var names []string
	if u, err := url.Parse(a.Config.BaseURL); err == nil && t.Given {
		names = append(names, u.Hostname())
	}
	a.Certs, err = cert.Open(cert.Config{Dir: a.folder.file("keys"), Mode: t.Mode, CertFile: t.CertFile, KeyFile: t.KeyFile, Names: append(names, t.Names...),
		Clock: a.wall(), Log: a.Config.Log})
	return err
}

// secure reports whether this process itself speaks HTTPS.
func (a *App) secure() bool { return a.Certs.Mode != cert.Off }

// handler is what the main listener answers with: the client behind trusted proxies, strict transport when asked for, the pages.
func (a *App) handler() http.Handler {
	var h http.Handler = a.Mux
	if t := a.Config.HTTPS; t.Strict && a.secure() {
		age := "max-age=" + seconds(strictFiles)
		if t.Mode == cert.Own {
			age = "max-age=" + seconds(strictOwn)
		}
		next := h
		h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Strict-Transport-Security", age)
			next.ServeHTTP(w, r)
		})
	}
	return httpx.Behind(a.Config.HTTPS.Trusted, h)
}

// plainDoor is the listener without HTTPS beside the other one: it helps devices to get there, and has no page with data. What it
// does not serve it sends to HTTPS, for now only, because a browser remembers a permanent answer beyond any repair.
func (a *App) plainDoor() http.Handler {
	return httpx.Behind(nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := r.URL.Path
		switch {
		case p == "/install", strings.HasPrefix(p, "/install/"), strings.HasPrefix(p, "/assets/"), p == "/healthz", p == "/prefs" && r.Method == http.MethodPost:
			anonymous(r)
			a.Mux.ServeHTTP(w, r)
		case p == "/" && a.Certs.Mode == cert.Own: // whoever types the bare name has perhaps no certificate yet
			http.Redirect(w, r, "/install", http.StatusFound)
		case r.Method == http.MethodGet, r.Method == http.MethodHead:
			http.Redirect(w, r, a.site(r).HTTPS+r.URL.RequestURI(), http.StatusFound)
		default:
			http.Error(w, "HTTPS: "+a.site(r).HTTPS+"/", http.StatusForbidden)
		}
	}))
}

// site is how the box is reached, as seen from a request: by the base URL when it was given, else by the name that was typed.
func (a *App) site(r *http.Request) install.Site {
	t := a.Config.HTTPS
	s := install.Site{Mode: a.Certs.Mode, Secure: httpx.ClientOf(r).Secure, Local: httpx.Local(r)}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	name := a.Certs.Address()
	if name == "" {
		name = host
	}
	if a.secure() {
		s.HTTPS = a.Config.BaseURL
		if !t.Given {
			s.HTTPS = "https://" + join(host, t.LocalPort, "443")
		}
		s.Paper = "https://" + join(name, t.LocalPort, "443")
		if t.Given {
			s.Paper = s.HTTPS
		}
		if _, port, err := net.SplitHostPort(t.Plain); err == nil {
			s.HTTP, s.Paper = "http://"+join(host, port, "80"), "http://"+join(name, port, "80")
			for _, other := range a.Certs.Addresses() { // names are not always known to the school's router; addresses are
				if other != name && len(s.Also) < 3 {
					s.Also = append(s.Also, "http://"+join(other, port, "80")+"/install")
				}
			}
		}
		return s
	}
	s.HTTP, s.Paper = a.Config.BaseURL, a.Config.BaseURL
	return s
}

func join(host, port, usual string) string {
	if port == "" || port == usual {
		if strings.Contains(host, ":") {
			return "[" + strings.Trim(host, "[]") + "]"
		}
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

// anonymous leaves a request only what chooses language and theme: on the plain listener nobody is anybody.
func anonymous(r *http.Request) {
	kept := r.Cookies()
	r.Header.Del("Cookie")
	for _, c := range kept {
		if c.Name == "tx_lang" || c.Name == "tx_theme" {
			r.AddCookie(c)
		}
	}
}

// listen serves on l, with HTTPS when this process has it.
func (a *App) listen(srv *http.Server, l net.Listener) error {
	if !a.secure() {
		return srv.Serve(l)
	}
	srv.TLSConfig = a.Certs.TLS()
	return srv.ServeTLS(l, "", "")
}

// quietServer is a server whose handshake failures (a device without the authority, a port scan) are not for the log: they name
// addresses of people's devices.
func quietServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
}

// InstallArgs is admin install-cert: the files are read by the command, so that it works with files that the server may not read.
type InstallArgs struct {
	Cert     []byte `json:"cert"`
	Key      []byte `json:"key,omitempty"`
	Password string `json:"password,omitempty"`
}

// Installed is the answer of admin install-cert.
type Installed struct {
	Names    []string       `json:"names"`
	Issuer   string         `json:"issuer"`
	Until    time.Time      `json:"until"`
	Active   bool           `json:"active"` // a running server uses it already
	Findings []cert.Finding `json:"findings"`
}

func installCert(ctx context.Context, a *App, args InstallArgs) (any, error) {
	p, err := cert.Parse(args.Cert, args.Key, args.Password)
	if err != nil {
		return nil, err
	}
	found, err := a.Certs.Install(p)
	if err != nil {
		return nil, err
	}
	region, err := a.Org.RegionUnit(ctx)
	if err != nil {
		return nil, err
	}
	err = a.audited(ctx, audit.Entry{Action: "install.cert", Scope: region.Node(), Basis: "operator", Detail: jsonOf(map[string]any{"names": p.Names(), "until": p.Until()})})
	out := Installed{Names: p.Names(), Issuer: p.Issuer(), Until: p.Until(), Active: a.secure(), Findings: []cert.Finding{}}
	for _, f := range found {
		f.Message = fmt.Sprintf(f.Message, f.Args...) // whole for a program that reads the JSON
		out.Findings = append(out.Findings, f)
	}
	return out, err
}

// ReadPairFiles reads what admin install-cert was given.
func ReadPairFiles(certFile, keyFile string) (c, k []byte, err error) {
	if c, err = os.ReadFile(certFile); err == nil && keyFile != "" {
		k, err = os.ReadFile(keyFile)
	}
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.NotFound, "打不开文件 %s", certFile)
	}
	return c, k, nil
}

// certCheck is doctor's line on HTTPS.
func (a *App) certCheck() (string, error) {
	s := a.Certs.State()
	if s.Mode == cert.Off {
		return "HTTPS 没有打开", nil
	}
	if s.Problem != nil {
		return "", s.Problem
	}
	until := time.Time{}
	for _, c := range s.Serving {
		if c.Expired {
			return "", errors.New("证书已经过期")
		}
		until = c.Until
	}
	return "证书有效到 " + until.Format(time.DateOnly), nil
}
