package xapi

import (
	"bytes"
	"encoding/hex"
	"strings"
)

// bytesOrString lets the grammars below read raw JSON without copying.
type bytesOrString interface{ ~string | ~[]byte }

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isHex(c byte) bool   { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// isIRI checks an absolute IRI by the outline of RFC 3987: a scheme, a colon, something behind it, and none of the characters that
// no IRI holds. It asks for no authority, so "uuid://…" and "course-v1:…", which stand in real data, pass.
func isIRI[T bytesOrString](s T) bool {
	n := 0
	for n < len(s) && (isAlpha(s[n]) || n > 0 && (isDigit(s[n]) || s[n] == '+' || s[n] == '-' || s[n] == '.')) {
		n++
	}
	if n == 0 || n+1 >= len(s) || s[n] != ':' {
		return false
	}
	for i := n + 1; i < len(s); i++ {
		switch c := s[i]; {
		case c <= ' ', c == 0x7f, c == '<', c == '>', c == '"', c == '\\', c == '^', c == '`', c == '{', c == '|', c == '}':
			return false
		}
	}
	return true
}

// isMailto checks "mailto:" and an address with one @ that has something on both sides (§2.4.2.3).
func isMailto(s []byte) bool {
	addr, ok := bytes.CutPrefix(s, []byte("mailto:"))
	if !ok || !isIRI(s) {
		return false
	}
	at := bytes.IndexByte(addr, '@')
	return at > 0 && at < len(addr)-1 && bytes.IndexByte(addr[at+1:], '@') < 0
}

// ParseUUID reads the 36-character form of RFC 4122 in either case. Version and variant are not looked at.
func ParseUUID[T bytesOrString](s T) (u [16]byte, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return u, false
	}
	var b [32]byte
	b2 := append(append(append(append(append(b[:0], s[:8]...), s[9:13]...), s[14:18]...), s[19:23]...), s[24:]...)
	_, err := hex.Decode(u[:], b2)
	return u, err == nil
}

// FormatUUID writes the 36-character lower-case form.
func FormatUUID(u [16]byte) string { return string(appendUUID(nil, u)) }

func appendUUID(b []byte, u [16]byte) []byte {
	b = append(hex.AppendEncode(b, u[:4]), '-')
	b = append(hex.AppendEncode(b, u[4:6]), '-')
	b = append(hex.AppendEncode(b, u[6:8]), '-')
	b = append(hex.AppendEncode(b, u[8:10]), '-')
	return hex.AppendEncode(b, u[10:])
}

// isSHA2 reports hex digits of a length that SHA-2 has: 224, 256, 384 or 512 bits.
func isSHA2(s []byte) bool {
	return (len(s) == 56 || len(s) == 64 || len(s) == 96 || len(s) == 128) && allHex(s)
}

func allHex(s []byte) bool {
	for _, c := range s {
		if !isHex(c) {
			return false
		}
	}
	return true
}

// isMIME checks "type/subtype" with RFC 2045 tokens; parameters may follow.
func isMIME(s []byte) bool {
	kind, _, _ := bytes.Cut(s, []byte(";"))
	a, b, ok := bytes.Cut(bytes.TrimRight(kind, " \t"), []byte("/"))
	return ok && isToken(a) && isToken(b)
}

func isToken(s []byte) bool {
	for _, c := range s {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?=`, c) >= 0 {
			return false
		}
	}
	return len(s) > 0
}

// grandfathered are the irregular tags of RFC 5646 §2.1 that its grammar does not cover, in lower case.
var grandfathered = map[string]bool{
	"en-gb-oed": true, "i-ami": true, "i-bnn": true, "i-default": true, "i-enochian": true, "i-hak": true, "i-klingon": true, "i-lux": true,
	"i-mingo": true, "i-navajo": true, "i-pwn": true, "i-tao": true, "i-tay": true, "i-tsu": true, "sgn-be-fr": true, "sgn-be-nl": true,
	"sgn-ch-de": true,
}

// isLangTag reports a well-formed language tag (RFC 5646 §2.1). Whether its parts are registered is not asked.
func isLangTag[T bytesOrString](s T) bool {
	switch len(s) {
	case 2: // "en", "zh": nearly all
		return isAlpha(s[0]) && isAlpha(s[1])
	case 5: // "zh-CN", "en-US"
		if s[2] == '-' && isAlpha(s[0]) && isAlpha(s[1]) && isAlpha(s[3]) && isAlpha(s[4]) {
			return true
		}
	}
	return isLongLangTag(strings.ToLower(string(s)))
}

func isLongLangTag(s string) bool {
	if grandfathered[s] {
		return true
	}
	parts := strings.Split(s, "-")
	for _, p := range parts {
		if len(p) == 0 || len(p) > 8 || strings.ContainsFunc(p, func(r rune) bool { return r > 0x7f || !isAlpha(byte(r)) && !isDigit(byte(r)) }) {
			return false
		}
	}
	i := 0
	take := func(ok func(string) bool, most int) {
		for ; most > 0 && i < len(parts) && ok(parts[i]); most-- {
			i++
		}
	}
	if parts[0] != "x" {
		if !letters(parts[0], 2, 8) {
			return false
		}
		i = 1
		if len(parts[0]) <= 3 {
			take(func(p string) bool { return letters(p, 3, 3) }, 3) // extended language
		}
		take(func(p string) bool { return letters(p, 4, 4) }, 1)                               // script
		take(func(p string) bool { return letters(p, 2, 2) || len(p) == 3 && digits(p) }, 1)   // region
		take(func(p string) bool { return len(p) >= 5 || len(p) == 4 && isDigit(p[0]) }, 1<<8) // variants
		for i < len(parts) && len(parts[i]) == 1 && parts[i] != "x" {                          // extensions
			start := i + 1
			i++
			take(func(p string) bool { return len(p) >= 2 }, 1<<8)
			if i == start {
				return false
			}
		}
	}
	if i < len(parts) && parts[i] == "x" { // private use: the rest, at least one
		return i+1 < len(parts)
	}
	return i == len(parts)
}

func letters(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for i := range len(s) {
		if !isAlpha(s[i]) {
			return false
		}
	}
	return true
}
