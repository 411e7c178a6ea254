package way

import (
	"bytes"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/tongxue-edu/tongxue/internal/clock"
)

// FuzzEmail: no title, text or address of a notice adds a header or an address to a message.
func FuzzEmail(f *testing.F) {
	for _, s := range []string{"您有一条新通知", "a\r\nBcc: x@evil.example", "a\nb", "\x00", "=?utf-8?b?AAA?=", strings.Repeat("长", 300), ".\r\n.\r\n"} {
		f.Add(s, s, "a@example.cn")
	}
	f.Add("a", "b", "a@example.cn>\r\nBcc: <x@evil.example")
	e := &email{from: &mail.Address{Name: "山前中学", Address: "notice@example.cn"}, clock: clock.NewFake(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))}
	f.Fuzz(func(t *testing.T, subject, text, to string) {
		address, err := mail.ParseAddress(to)
		if err != nil || len(to) > 320 {
			return
		}
		b := e.compose(address, Message{Key: "k", To: to, Subject: subject, Text: text, Link: "https://x"})
		m, err := mail.ReadMessage(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%q: no message: %v", b, err)
		}
		if len(m.Header) != 9 || len(m.Header["Bcc"])+len(m.Header["Cc"]) > 0 || len(m.Header["To"]) != 1 {
			t.Fatalf("headers %v", m.Header)
		}
		if list, err := m.Header.AddressList("To"); err != nil || len(list) != 1 || list[0].Address != address.Address {
			t.Fatalf("to %v %v", list, err)
		}
		for line := range strings.SplitSeq(string(b), "\n") {
			if len(line) > 999 {
				t.Fatalf("a line of %d bytes (RFC 5322 allows 998)", len(line))
			}
		}
	})
}
