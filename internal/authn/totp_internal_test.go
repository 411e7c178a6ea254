package authn

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"testing"
)

// TestRFC6238 holds the test vectors of RFC 6238 appendix B.
func TestRFC6238(t *testing.T) {
	seed := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = "1234567890"[i%10]
		}
		return b
	}
	for _, v := range []struct {
		at                   int64
		sha1, sha256, sha512 string
	}{
		{59, "94287082", "46119246", "90693936"},
		{1111111109, "07081804", "68084774", "25091201"},
		{1111111111, "14050471", "67062674", "99943326"},
		{1234567890, "89005924", "91819424", "93441116"},
		{2000000000, "69279037", "90698825", "38618901"},
		{20000000000, "65353130", "77737706", "47863826"},
	} {
		for _, c := range []struct {
			h      func() hash.Hash
			secret []byte
			want   string
		}{{sha1.New, seed(20), v.sha1}, {sha256.New, seed(32), v.sha256}, {sha512.New, seed(64), v.sha512}} {
			if got := totp(c.h, c.secret, v.at/totpStep, 8); got != c.want {
				t.Errorf("at %d: %s, want %s", v.at, got, c.want)
			}
		}
		if got := totp(sha1.New, seed(20), v.at/totpStep, totpDigits); got != v.sha1[2:] {
			t.Errorf("six digits at %d: %s, want %s", v.at, got, v.sha1[2:])
		}
	}
}

// CodeAt is the code of a secret as a phone shows it, for tests of others.
func CodeAt(secret string, at int64) string {
	raw, err := base32Text.DecodeString(secret)
	if err != nil {
		panic(err)
	}
	return totp(sha1.New, raw, at/totpStep, totpDigits)
}
