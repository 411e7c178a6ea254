// Package noticetest is a mail server inside the test's process, which can be told to fail in the ways real ones do. It may not be
// imported by the program.
package noticetest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Mail is a message that the server has accepted.
type Mail struct {
	From, To string
	Data     string // header and body as they came, dots undone
	TLS      bool
	User     string // who signed in
}

// SMTP is the server. Change its fields before the conversation they are for.
type SMTP struct {
	Addr  string
	Roots *x509.CertPool

	mu       sync.Mutex
	mails    []Mail
	listener net.Listener
	cfg      *tls.Config
	implicit bool

	// Answer replaces the reply to a command ("MAIL", "RCPT a@b", "DATA", ".") when it is not empty; "DROP" closes the line unanswered.
	Answer func(command string) string
	// NoTLS offers no STARTTLS; Auth is the list of mechanisms.
	NoTLS    bool
	Auth     string
	Password string
}

// NewSMTP starts a server on this machine; implicit means TLS from the first byte.
func NewSMTP(t testing.TB, implicit bool) *SMTP {
	t.Helper()
	s := &SMTP{implicit: implicit, Auth: "PLAIN LOGIN", Password: "geheim"}
	s.certificate(t)
	s.Listen(t, "127.0.0.1:0")
	t.Cleanup(s.Stop)
	return s
}

func (s *SMTP) certificate(t testing.TB) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	s.Roots = x509.NewCertPool()
	s.Roots.AddCert(parsed)
	s.cfg = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// Listen starts to listen, after Stop too.
func (s *SMTP) Listen(t testing.TB, addr string) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	s.Addr, s.listener = l.Addr().String(), l
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
}

// Port is the port it listens on.
func (s *SMTP) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Stop closes the door; mails are kept.
func (s *SMTP) Stop() { _ = s.listener.Close() }

// Mails are the messages accepted so far.
func (s *SMTP) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

func (s *SMTP) answer(command, normal string) string {
	if s.Answer != nil {
		if a := s.Answer(command); a != "" {
			return a
		}
	}
	return normal
}

func (s *SMTP) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	secure := s.implicit
	if secure {
		c = tls.Server(c, s.cfg)
	}
	r := bufio.NewReader(c)
	say := func(text string) bool {
		if text == "DROP" {
			return false
		}
		_, err := fmt.Fprintf(c, "%s\r\n", text)
		return err == nil
	}
	read := func() (string, bool) {
		line, err := r.ReadString('\n')
		return strings.TrimRight(line, "\r\n"), err == nil
	}
	if !say(s.answer("CONNECT", "220 test ESMTP")) {
		return
	}
	m := Mail{TLS: secure}
	for {
		line, ok := read()
		if !ok {
			return
		}
		word, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(word) {
		case "EHLO", "HELO":
			text := "250-test\r\n"
			if !s.NoTLS && !m.TLS {
				text += "250-STARTTLS\r\n"
			}
			if s.Auth != "" {
				text += "250-AUTH " + s.Auth + "\r\n"
			}
			ok = say(text + "250 8BITMIME")
		case "STARTTLS":
			if ok = say("220 go"); ok {
				c = tls.Server(c, s.cfg)
				r = bufio.NewReader(c)
				m.TLS = true
			}
		case "AUTH":
			m.User, ok = s.auth(rest, say, read)
		case "MAIL":
			m.From = address(rest)
			ok = say(s.answer("MAIL", "250 ok"))
		case "RCPT":
			m.To = address(rest)
			ok = say(s.answer("RCPT "+m.To, "250 ok"))
		case "DATA":
			if ok = say(s.answer("DATA", "354 go")); ok {
				ok = s.data(m, say, read)
			}
		case "RSET", "NOOP":
			ok = say("250 ok")
		case "QUIT":
			say("221 bye")
			return
		default:
			ok = say("500 what")
		}
		if !ok {
			return
		}
	}
}

func (s *SMTP) data(m Mail, say func(string) bool, read func() (string, bool)) bool {
	var b strings.Builder
	for {
		line, ok := read()
		if !ok {
			return false
		}
		if line == "." {
			break
		}
		b.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
	}
	reply := s.answer(".", "250 taken")
	if strings.HasPrefix(reply, "250") || reply == "DROP" { // a server that takes it and then vanishes
		m.Data = b.String()
		s.mu.Lock()
		s.mails = append(s.mails, m)
		s.mu.Unlock()
	}
	return say(reply)
}

func (s *SMTP) auth(rest string, say func(string) bool, read func() (string, bool)) (string, bool) {
	kind, first, _ := strings.Cut(rest, " ")
	user, password := "", ""
	decode := func(t string) string { b, _ := base64.StdEncoding.DecodeString(t); return string(b) }
	switch kind {
	case "PLAIN":
		parts := strings.Split(decode(first), "\x00")
		if len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	case "LOGIN":
		say("334 " + base64.StdEncoding.EncodeToString([]byte("Username:")))
		line, _ := read()
		user = decode(line)
		say("334 " + base64.StdEncoding.EncodeToString([]byte("Password:")))
		line, _ = read()
		password = decode(line)
	}
	if password != s.Password {
		return "", say("535 5.7.8 no")
	}
	return user, say("235 ok")
}

func address(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
