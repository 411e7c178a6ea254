package ui

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzFlash: whatever stands in the cookie of the last message, it becomes at most four messages of a known tone.
func FuzzFlash(f *testing.F) {
	for _, s := range []string{"", "W10", "W3t9XQ", "bnVsbA", "W3siVG9uZSI6ImV2aWwiLCJUZXh0IjoieCIsIkFyZ3MiOlsiYSIsImIiXX1d", "====", "W1tbW1td"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, v string) {
		all := decodeFlash(v)
		if len(all) > 4 {
			t.Fatalf("%d messages", len(all))
		}
		for _, m := range all {
			switch m.Tone {
			case Info, Success, Warning, Danger:
			default:
				t.Fatalf("tone %q", m.Tone)
			}
		}
	})
}

// FuzzLocalPath: what LocalPath lets through leads a browser to this server and nowhere else.
func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/", "//evil.example", "/\\evil.example", "/a?next=//b", "https://evil.example", "/\t/evil", "/%2f/evil", "/..//evil.example", "/.//evil", "javascript:x", "/\u2028/evil", "/a#//b"} {
		f.Add(s)
	}
	here, _ := url.Parse("https://box.school.lan/signin")
	f.Fuzz(func(t *testing.T, s string) {
		got := LocalPath(s, "/")
		// as browsers read it: tabs and line ends vanish, a backslash is a slash, blanks and controls around it are cut
		read := strings.TrimFunc(strings.NewReplacer("\t", "", "\n", "", "\r", "", "\\", "/").Replace(got), func(r rune) bool { return r <= ' ' })
		u, err := here.Parse(read)
		if err != nil || u.Host != here.Host || u.Scheme != "https" || strings.HasPrefix(read, "//") {
			t.Fatalf("%q lets through %q", s, got)
		}
	})
}
