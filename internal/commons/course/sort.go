package course

import "strings"

// digits are in the order of their bytes, so that keys compare as texts.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// maxKey is the length from which the children of a node are numbered anew.
const maxKey = 24

// Between is a key after a and before b; "" is the beginning, and the end. No key ends in the lowest digit, so there is always room
// before it.
func Between(a, b string) string {
	n := 0
	for b != "" && n < len(b) && digitAt(a, n) == b[n] {
		n++
	}
	if n > 0 {
		rest := ""
		if n < len(a) {
			rest = a[n:]
		}
		return b[:n] + Between(rest, b[n:])
	}
	low, high := 0, len(digits)
	if a != "" {
		low = strings.IndexByte(digits, a[0])
	}
	if b != "" {
		high = strings.IndexByte(digits, b[0])
	}
	if high-low > 1 {
		return digits[(low+high)/2 : (low+high)/2+1]
	}
	if len(b) > 1 {
		return b[:1]
	}
	rest := ""
	if a != "" {
		rest = a[1:]
	}
	return digits[low:low+1] + Between(rest, "")
}

func digitAt(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return digits[0]
}

// spread gives n keys in order with room between them.
func spread(n int) []string {
	out := make([]string, n)
	const base = len(digits)
	for i := range out {
		v := (i + 1) * (base * base * base) / (n + 1)
		key := string([]byte{digits[v/(base*base)], digits[v/base%base], digits[v%base]})
		out[i] = strings.TrimRight(key, "0")
	}
	return out
}
