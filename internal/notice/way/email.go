package way

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

// EmailConfig is a mail server (RFC 5321). TLS is "implicit" (465), "starttls" (587, and refused when the server offers none) or
// "none", for a server on this machine only.
type EmailConfig struct {
	Host   string `json:"host"`
	Port   int    `json:"port"`
	TLS    string `json:"tls"`
	From   string `json:"from"`   // 通知 <notice@example.cn>
	User   string `json:"user"`   // empty: no sign-in
	Secret string `json:"secret"` // name of the secret
}

type email struct {
	cfg    EmailConfig
	from   *mail.Address
	secret string
	clock  clock.Clock
	tls    *tls.Config
	dialer net.Dialer
}

// Limits of one conversation.
const (
	emailBatch   = 50
	emailTimeout = 30 * time.Second // for each step
)

func newEmail(cfg EmailConfig, secrets Secrets, c clock.Clock) (*email, error) {
	from, err := mail.ParseAddress(cfg.From)
	if err != nil || strings.ContainsAny(cfg.From+cfg.Host, "\r\n") || cfg.Host == "" {
		return nil, wrong("邮件要写发信服务器(host)和发件人(from)")
	}
	switch {
	case cfg.TLS != "implicit" && cfg.TLS != "starttls" && cfg.TLS != "none":
		return nil, wrong("邮件的 tls 要写 implicit、starttls 或 none")
	case cfg.TLS == "none" && !loopback(cfg.Host):
		return nil, wrong("邮件服务器不在本机时要用加密连接")
	}
	if cfg.Port == 0 {
		cfg.Port = map[string]int{"implicit": 465, "starttls": 587, "none": 25}[cfg.TLS]
	}
	e := &email{cfg: cfg, from: from, clock: c, tls: &tls.Config{ServerName: cfg.Host, MinVersion: tls.VersionTLS12}, dialer: net.Dialer{Timeout: emailTimeout}}
	if cfg.User != "" {
		if e.secret, err = secrets.get(cfg.Secret, cfg.Host); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func (*email) Name() string { return Email }
func (*email) Batch() int   { return emailBatch }

// Send opens one conversation and gives it all messages. Before the conversation stands, everything is for later.
func (e *email) Send(ctx context.Context, ms []Message) ([]Outcome, error) {
	out := all(ms, Later, "")
	conn, err := e.dial(ctx)
	if err != nil {
		return out, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	_ = conn.SetDeadline(time.Now().Add(emailTimeout))
	c, err := smtp.NewClient(conn, e.cfg.Host)
	if err != nil {
		return out, reason(err)
	}
	defer c.Close()
	if err := e.greet(c); err != nil {
		return out, err
	}
	var held error
	for i, m := range ms {
		_ = conn.SetDeadline(time.Now().Add(emailTimeout))
		var goOn bool
		if out[i], goOn, err = e.one(c, m); !goOn {
			return out, err
		}
		if err != nil {
			held = err // this address is for later: others are not kept waiting by it
		}
	}
	_ = c.Quit()
	return out, held
}

func (e *email) dial(ctx context.Context) (net.Conn, error) {
	addr := net.JoinHostPort(e.cfg.Host, strconv.Itoa(e.cfg.Port))
	var conn net.Conn
	var err error
	if e.cfg.TLS == "implicit" {
		conn, err = (&tls.Dialer{NetDialer: &e.dialer, Config: e.tls}).DialContext(ctx, "tcp", addr)
	} else {
		conn, err = e.dialer.DialContext(ctx, "tcp", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("way: mail server: %w", err)
	}
	return conn, nil
}

// greet makes the conversation safe and signs in.
func (e *email) greet(c *smtp.Client) error {
	if err := c.Hello("tongxue.invalid"); err != nil {
		return reason(err)
	}
	if e.cfg.TLS == "starttls" {
		if ok, _ := c.Extension("STARTTLS"); !ok {
			return wrong("邮件服务器不支持 STARTTLS，没有发送")
		}
		if err := c.StartTLS(e.tls); err != nil {
			return reason(err)
		}
	}
	if e.cfg.User == "" {
		return nil
	}
	_, kinds := c.Extension("AUTH")
	var auth smtp.Auth = smtp.PlainAuth("", e.cfg.User, e.secret, e.cfg.Host)
	if fields := " " + strings.ToUpper(kinds) + " "; !strings.Contains(fields, " PLAIN ") && strings.Contains(fields, " LOGIN ") {
		auth = loginAuth{e.cfg.User, e.secret}
	}
	err := c.Auth(auth)
	if t := (*textproto.Error)(nil); errors.As(err, &t) && t.Code == 535 {
		return wrong("邮件服务器不认可账号或密钥(%d)", t.Code)
	}
	return reason(err)
}

// loginAuth is AUTH LOGIN, which some servers offer alone. It speaks only inside TLS.
type loginAuth struct{ user, secret string }

// Start begins the exchange.
func (a loginAuth) Start(s *smtp.ServerInfo) (string, []byte, error) {
	if !s.TLS && !loopback(s.Name) {
		return "", nil, errors.New("way: no password without TLS")
	}
	return "LOGIN", nil, nil
}

// Next answers the server's two questions.
func (a loginAuth) Next(from []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	switch strings.ToLower(strings.TrimRight(string(from), ": ")) {
	case "username", "user name":
		return []byte(a.user), nil
	case "password":
		return []byte(a.secret), nil
	}
	return nil, errors.New("way: the mail server asks something else than name and password")
}

// one sends one message. goOn is false when the conversation is over. A server's refusal is the answer for this address alone; a
// line that breaks after the text was given leaves this message unsure.
func (e *email) one(c *smtp.Client, m Message) (o Outcome, goOn bool, err error) {
	to, err := mail.ParseAddress(m.To)
	if err != nil || strings.ContainsAny(m.To, "\r\n") {
		return Outcome{Refused, "address"}, true, nil
	}
	if err := c.Mail(e.from.Address); err != nil {
		if n := code(err); n >= 500 {
			return Outcome{Later, ""}, false, wrong("邮件服务器不接受发件地址(%d)", n)
		}
		return e.answered(c, err)
	}
	if err := c.Rcpt(to.Address); err != nil {
		return e.answered(c, err)
	}
	w, err := c.Data()
	if err != nil {
		return e.answered(c, err)
	}
	if _, err := w.Write(e.compose(to, m)); err != nil {
		return Outcome{Unsure, "broken"}, false, reason(err)
	}
	if err := w.Close(); err != nil {
		if code(err) == 0 {
			return Outcome{Unsure, "no answer"}, false, reason(err)
		}
		return e.answered(c, err)
	}
	return Outcome{Done, ""}, true, nil
}

// answered is what a server's reply before acceptance means: 4yz later, 5yz never, no reply later.
func (e *email) answered(c *smtp.Client, err error) (Outcome, bool, error) {
	n := code(err)
	switch {
	case n == 421 || n == 0:
		return Outcome{Later, ""}, false, reason(err)
	case n >= 500:
		_ = c.Reset()
		return Outcome{Refused, strconv.Itoa(n)}, true, nil
	}
	_ = c.Reset()
	return Outcome{Later, strconv.Itoa(n)}, true, reason(err)
}

func code(err error) int {
	var t *textproto.Error
	if errors.As(err, &t) {
		return t.Code
	}
	return 0
}

// reason keeps a server's number and drops its words, which may name people.
func reason(err error) error {
	if err == nil {
		return nil
	}
	if n := code(err); n != 0 {
		return later("mail server", strconv.Itoa(n))
	}
	return fmt.Errorf("way: mail server: %w", err)
}

// compose is the message (RFC 5322): the same Message-ID whenever it is tried, and no answer by machines (RFC 3834).
func (e *email) compose(to *mail.Address, m Message) []byte {
	sum := sha256.Sum256([]byte(m.Key))
	_, host, _ := strings.Cut(e.from.Address, "@")
	var b bytes.Buffer
	header := func(k, v string) { fmt.Fprintf(&b, "%s: %s\r\n", k, v) }
	header("From", e.from.String())
	header("To", (&mail.Address{Address: to.Address}).String())
	subject := m.Subject
	if r := []rune(subject); len(r) > 200 {
		subject = string(r[:200])
	}
	header("Subject", strings.ReplaceAll(mime.BEncoding.Encode("utf-8", subject), "?= =?", "?=\r\n =?")) // a line has at most 998 bytes
	header("Date", e.clock.Now().In(clock.Shanghai).Format(time.RFC1123Z))
	header("Message-ID", "<"+hex.EncodeToString(sum[:16])+"@"+host+">")
	header("Auto-Submitted", "auto-generated")
	header("MIME-Version", "1.0")
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(m.Text + "\r\n" + m.Link + "\r\n"))
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return b.Bytes()
}
