package org_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tongxue-edu/tongxue/internal/org"
)

// hidden reports characters that nobody sees or that turn the writing around.
func hidden(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff
}

// FuzzName: what is taken for a name holds no character that nobody sees or that turns the writing around, is the same when typed
// again, and holds no identity-card number.
func FuzzName(f *testing.F) {
	for _, s := range []string{"王秀峰", "阿不都热依木·买买提", "𫞩𬭎", "Zoë O'Neil", "王\u202e一", "王\u200b一", "a\x00", "", "\xff", "110105201205010021", "王一１１０１０５ 20120501 002X", "ｗ", "é", "e\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := org.CleanName(s)
		if strings.ContainsFunc(strings.ToValidUTF8(clean, ""), func(r rune) bool { return r != utf8.RuneError && hidden(r) }) {
			t.Fatalf("%q is cleaned to %q", s, clean)
		}
		if org.CleanName(clean) != clean {
			t.Fatalf("%q: cleaned twice it is another", s)
		}
		if org.CheckName(s) != nil {
			return
		}
		name := org.TypedName(s)
		if strings.ContainsFunc(name, hidden) || name == "" || utf8.RuneCountInString(name) > org.NameMax || org.HoldsIdentity(name) {
			t.Fatalf("%q is taken as %q", s, name)
		}
		if org.TypedName(name) != name {
			t.Fatalf("%q: typed twice it is another", s)
		}
	})
}
