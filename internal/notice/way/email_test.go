package way

import (
	"context"
	"encoding/base64"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
	"github.com/tongxue-edu/tongxue/internal/fault"
	"github.com/tongxue-edu/tongxue/internal/notice/noticetest"
)

var (
	bg    = context.Background()
	start = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
)

// known is a source of one secret for one host.
func known(name, value, host string) Secrets {
	return func(n, h string) (string, error) {
		if n != name || h != host {
			return "", wrong("没有")
		}
		return value, nil
	}
}

func mailer(t *testing.T, s *noticetest.SMTP, kind, user string) *email {
	t.Helper()
	e, err := newEmail(EmailConfig{Host: "127.0.0.1", Port: s.Port(), TLS: kind, From: "山前中学 <notice@example.cn>", User: user, Secret: "smtp"},
		known("smtp", "geheim", "127.0.0.1"), clock.NewFake(start))
	if err != nil {
		t.Fatal(err)
	}
	e.tls.RootCAs = s.Roots
	return e
}

func letters(to ...string) []Message {
	var out []Message
	for _, a := range to {
		out = append(out, Message{Key: "n:0:" + a, To: a, Subject: "您有一条新通知", Text: "【山前中学】您有一条新通知", Link: "https://tongxue.example/inbox/1", School: "山前中学", Time: start})
	}
	return out
}

func states(out []Outcome) string {
	var s []string
	for _, o := range out {
		s = append(s, strings.TrimSuffix(string(o.State)+" "+o.Code, " "))
	}
	return strings.Join(s, ", ")
}

func TestEmailSends(t *testing.T) {
	for _, c := range []struct {
		kind, user, auth string
		implicit, secure bool
	}{
		{"implicit", "u", "PLAIN LOGIN", true, true}, {"starttls", "u", "PLAIN", false, true}, {"starttls", "u", "LOGIN", false, true}, {"none", "", "", false, false},
	} {
		t.Run(c.kind+" "+c.auth, func(t *testing.T) {
			s := noticetest.NewSMTP(t, c.implicit)
			s.Auth = c.auth
			e := mailer(t, s, c.kind, c.user)
			out, err := e.Send(bg, letters("a@example.cn", "b@example.cn"))
			if err != nil || states(out) != "sent, sent" {
				t.Fatalf("%s, %v", states(out), err)
			}
			got := s.Mails()
			if len(got) != 2 || got[0].TLS != c.secure || got[0].User != c.user || got[1].To != "b@example.cn" || got[0].From != "notice@example.cn" {
				t.Fatalf("%+v", got)
			}
			m, err := mail.ReadMessage(strings.NewReader(got[0].Data))
			if err != nil {
				t.Fatal(err)
			}
			if m.Header.Get("Auto-Submitted") != "auto-generated" || !strings.HasSuffix(m.Header.Get("Message-ID"), "@example.cn>") || m.Header.Get("To") != "<a@example.cn>" {
				t.Errorf("header %v", m.Header)
			}
			b := make([]byte, 1000)
			n, _ := m.Body.Read(b)
			text, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(b[:n]), "\r\n", ""))
			if err != nil || string(text) != "【山前中学】您有一条新通知\r\nhttps://tongxue.example/inbox/1\r\n" {
				t.Errorf("text %q, %v", text, err)
			}
		})
	}
}

// TestEmailFails: what a server does wrong, and what each message is then.
func TestEmailFails(t *testing.T) {
	for _, c := range []struct {
		name  string
		set   func(s *noticetest.SMTP)
		want  string
		kind  fault.Kind // of the error; 255: none
		mails int
	}{
		{"nobody of that name", func(s *noticetest.SMTP) { answer(s, "RCPT a@example.cn", "550 5.1.1 <a@example.cn> unknown") }, "refused 550, sent", 255, 1},
		{"grey list", func(s *noticetest.SMTP) { answer(s, "RCPT a@example.cn", "450 later") }, "later 450, sent", fault.Internal, 1},
		{"too busy", func(s *noticetest.SMTP) { answer(s, "CONNECT", "421 busy") }, "later, later", fault.Internal, 0},
		{"closing", func(s *noticetest.SMTP) { answer(s, "RCPT a@example.cn", "421 closing") }, "later, later", fault.Internal, 0},
		{"sender not allowed", func(s *noticetest.SMTP) { answer(s, "MAIL", "553 not yours") }, "later, later", fault.Invalid, 0},
		{"text refused", func(s *noticetest.SMTP) { answer(s, ".", "554 spam") }, "refused 554, refused 554", 255, 0},
		{"taken, then silence", func(s *noticetest.SMTP) { answer(s, ".", "DROP") }, "unsure no answer, later", fault.Internal, 1},
		{"wrong password", func(s *noticetest.SMTP) { s.Password = "anders" }, "later, later", fault.Invalid, 0},
		{"no TLS offered", func(s *noticetest.SMTP) { s.NoTLS = true }, "later, later", fault.Invalid, 0},
		{"down", func(s *noticetest.SMTP) { s.Stop() }, "later, later", fault.Internal, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := noticetest.NewSMTP(t, false)
			e := mailer(t, s, "starttls", "u")
			c.set(s)
			out, err := e.Send(bg, letters("a@example.cn", "b@example.cn"))
			if states(out) != c.want || (err == nil) != (c.kind == 255) || err != nil && fault.KindOf(err) != c.kind {
				t.Errorf("%s, %v", states(out), err)
			}
			if err != nil && (strings.Contains(err.Error(), "a@") || strings.Contains(err.Error(), "geheim")) {
				t.Errorf("the error names somebody: %v", err)
			}
			if n := len(s.Mails()); n != c.mails {
				t.Errorf("%d mails, want %d", n, c.mails)
			}
		})
	}
}

func answer(s *noticetest.SMTP, to, with string) {
	s.Answer = func(c string) string {
		if c == to {
			return with
		}
		return ""
	}
}

func TestEmailSettings(t *testing.T) {
	ck := clock.NewFake(start)
	for name, c := range map[string]EmailConfig{
		"no sender":        {Host: "smtp.example.cn", TLS: "implicit"},
		"two lines":        {Host: "smtp.example.cn", TLS: "implicit", From: "a@b.cn\r\nBcc: c@d.cn"},
		"open line":        {Host: "smtp.example.cn", TLS: "none", From: "a@b.cn"},
		"unknown TLS":      {Host: "smtp.example.cn", TLS: "ssl3", From: "a@b.cn"},
		"secret elsewhere": {Host: "evil.example", TLS: "implicit", From: "a@b.cn", User: "u", Secret: "smtp"},
	} {
		if _, err := newEmail(c, known("smtp", "x", "smtp.example.cn"), ck); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e, err := newEmail(EmailConfig{Host: "smtp.example.cn", TLS: "implicit", From: "a@b.cn", User: "u", Secret: "smtp"}, known("smtp", "x", "smtp.example.cn"), ck)
	if err != nil || e.cfg.Port != 465 {
		t.Errorf("%+v, %v", e, err)
	}
	s := noticetest.NewSMTP(t, false)
	out, err := mailer(t, s, "none", "").Send(bg, letters("a@example.cn\r\nRCPT TO:<x@y.cn>", "keine"))
	if err != nil || states(out) != "refused address, refused address" || len(s.Mails()) != 0 {
		t.Errorf("%s, %v", states(out), err)
	}
}

func TestSecrets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notice.json")
	if err := os.WriteFile(path, []byte(`{"smtp":{"value":"aus der Datei","host":"smtp.example.cn"},"wecom":{"value":"w","host":"qyapi.weixin.qq.com"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	get, err := LoadSecrets(path, []string{"TONGXUE_NOTICE_SECRET_SMTP=umgebung", "TONGXUE_NOTICE_SECRET_SMTP_HOST=mail.example.cn", "PATH=x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, host, want string }{
		{"smtp", "mail.example.cn", "umgebung"}, {"smtp", "smtp.example.cn", ""}, {"wecom", "qyapi.weixin.qq.com", "w"}, {"wecom", "evil.example", ""}, {"keins", "x", ""},
	} {
		if v, err := get(c.name, c.host); v != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s for %s: %q, %v", c.name, c.host, v, err)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadSecrets(path, nil); err == nil {
		t.Error("a file that everybody may read was taken")
	}
	if get, err := LoadSecrets(filepath.Join(t.TempDir(), "none"), nil); err != nil {
		t.Error(err)
	} else if _, err := get("smtp", "x"); err == nil {
		t.Error("a secret from nowhere")
	}
	if err := os.WriteFile(path+"2", []byte(`{"smtp": geheim`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadSecrets(path+"2", nil); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("a broken file: %v", err)
	}
}
