package authn

import (
	"crypto/rand"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// letters are those that nobody takes for another: no I, O, 0, 1. There are 32, so a character is 5 bits.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// newCode is n random characters of letters, for codes that people type.
func newCode(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	for i, b := range raw {
		raw[i] = letters[b&31]
	}
	return string(raw)
}

// readCode makes a typed code what it was: capitals, no spaces or dashes, full-width characters as narrow ones.
func readCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(letters, r) {
			return r
		}
		if r == ' ' || r == '-' || r == '\t' || r == '—' || r == '·' {
			return -1
		}
		return '?' // keeps its place, so that a wrong character is not simply left out
	}, strings.ToUpper(strings.TrimSpace(norm.NFKC.String(typed))))
}

// Spell writes a code as people read it aloud: groups of four.
func Spell(code string) string {
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}
