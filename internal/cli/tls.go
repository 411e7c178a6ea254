package cli

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/tongxue-edu/tongxue/internal/app"
	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// secured are the flags of how a server is reached.
type secured struct {
	BaseURL      string   `help:"Public address, when it is not the one listened on; its host is the first name in the certificate." name:"base-url"`
	TLS          string   `help:"HTTPS: off, files (a certificate of yours), own-ca (an authority of the box's own, no internet needed)." enum:"off,files,own-ca" default:"off" name:"tls"`
	TLSCert      string   `help:"With files: certificate with its chain (PEM); without it what admin install-cert stored. Taken anew when it changes." name:"tls-cert" type:"path"`
	TLSKey       string   `help:"With files: the key (PEM, without password)." name:"tls-key" type:"path"`
	TLSName      []string `help:"With own-ca: further names or addresses for the certificate, for example tongxue.lan." name:"tls-name"`
	HTTPAddr     string   `help:"With HTTPS: also listen here without it, for the installer page, /healthz and a way to HTTPS." name:"http-addr"`
	HSTS         bool     `help:"Tell browsers to come by HTTPS only: 180 days with files, one day with own-ca." name:"hsts"`
	TrustedProxy []string `help:"Networks (CIDR or address) whose X-Forwarded-For and X-Forwarded-Proto are believed." name:"trusted-proxy"`
}

// https checks the flags and makes the configuration; plain is the second listener, or nil.
func (s secured) https(cfg *app.Config) (plain net.Listener, err error) {
	h := app.HTTPS{Mode: cert.Mode(s.TLS), CertFile: s.TLSCert, KeyFile: s.TLSKey, Names: s.TLSName, Strict: s.HSTS, Given: s.BaseURL != ""}
	off := h.Mode == cert.Off
	switch {
	case h.Mode != cert.Files && (s.TLSCert != "" || s.TLSKey != ""):
		return nil, fault.New(fault.Invalid, "--tls-cert 和 --tls-key 要与 --tls files 一起用")
	case off && (s.HTTPAddr != "" || s.HSTS || len(s.TLSName) > 0):
		return nil, fault.New(fault.Invalid, "--http-addr、--hsts、--tls-name 要与 --tls files 或 own-ca 一起用")
	}
	if s.BaseURL != "" {
		u, err := url.Parse(s.BaseURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
			return nil, fault.New(fault.Invalid, "--base-url 要写成 https://名字[:端口]")
		}
		if !off && u.Scheme != "https" {
			return nil, fault.New(fault.Invalid, "打开 HTTPS 时，--base-url 要以 https:// 开头")
		}
	}
	for _, t := range s.TrustedProxy {
		p, err := netip.ParsePrefix(t)
		if a, e := netip.ParseAddr(t); e == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "--trusted-proxy 要写成 10.0.0.1 或 10.0.0.0/24：%s", t)
		}
		h.Trusted = append(h.Trusted, p.Masked())
	}
	if s.HTTPAddr != "" {
		if plain, err = net.Listen("tcp", s.HTTPAddr); err != nil {
			return nil, fault.Wrap(err, fault.Conflict, "不能在 %s 上监听：地址被占用或不存在", s.HTTPAddr)
		}
		h.Plain = plain.Addr().String()
	}
	cfg.BaseURL, cfg.HTTPS = s.BaseURL, h
	return plain, nil
}

// listening completes the configuration with what the main listener got, and returns the address of the ready line.
func listening(cfg *app.Config, l net.Listener) string {
	scheme := "http://"
	if m := cfg.HTTPS.Mode; m == cert.Files || m == cert.Own {
		scheme = "https://"
	}
	if host, port, err := net.SplitHostPort(l.Addr().String()); err == nil {
		cfg.HTTPS.LocalPort = port
		cfg.HTTPS.Names = append(cfg.HTTPS.Names, host) // the unspecified address is no name and falls out
	}
	at := scheme + l.Addr().String()
	if cfg.BaseURL == "" {
		cfg.BaseURL = at
	}
	return at
}

type installCertCmd struct {
	store
	Cert          string `arg:"" help:"The certificate: PEM with its chain, or PFX (.pfx, .p12)." type:"path"`
	Key           string `arg:"" help:"The key (PEM), when it is not in the same file." optional:"" type:"path"`
	PasswordStdin bool   `help:"Read the PFX file's password from standard input." name:"password-stdin"`
}

// Run checks the pair and installs it, in the server that runs or for its next start.
func (c *installCertCmd) Run(w *world) error {
	var args app.InstallArgs
	var err error
	if args.Cert, args.Key, err = app.ReadPairFiles(c.Cert, c.Key); err != nil {
		return err
	}
	if c.PasswordStdin {
		line, err := bufio.NewReader(w.in).ReadString('\n')
		if line == "" && err != nil {
			return fault.New(fault.Invalid, "标准输入里没有密码")
		}
		args.Password = strings.TrimRight(line, "\r\n")
	}
	var out app.Installed
	if err := app.Run(w.ctx, c.config(w), "install-cert", args, &out); err != nil {
		return err
	}
	for _, f := range out.Findings {
		fmt.Fprintln(w.err, "tongxue:", f.Message)
	}
	next := "用 tongxue serve --tls files 启动就会用上"
	if out.Active {
		next = "已在使用"
	}
	return w.say(out, "证书已装好：%s，有效到 %s；%s", strings.Join(out.Names, " "), out.Until.Format("2006-01-02"), next)
}
