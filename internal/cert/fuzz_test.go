package cert_test

import (
	"testing"

	"github.com/tongxue-edu/tongxue/internal/cert"
	"github.com/tongxue-edu/tongxue/internal/fault"
)

// FuzzParse: no file that calls itself a certificate or key crashes the reader; what is taken has a name or a date to show, and what
// is refused has an answer for a person.
func FuzzParse(f *testing.F) {
	for _, s := range [][2]string{
		{"", ""},
		{"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", ""},
		{"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"},
		{"-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMAA=\n-----END EC PRIVATE KEY-----\n", ""},
		{"0\x82\x01\x00\x02\x01\x030\x82\x00\xf8\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x01\xa0\x82", ""},
		{"\xff\xfe-----BEGIN", "-----BEGIN RSA PRIVATE KEY-----"},
	} {
		f.Add([]byte(s[0]), []byte(s[1]), "")
	}
	f.Fuzz(func(t *testing.T, certFile, key []byte, password string) {
		if len(certFile) > 8<<10 || len(password) > 100 {
			return
		}
		p, err := cert.Parse(certFile, key, password)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge {
				t.Fatalf("refused as %v: %v", k, err)
			}
			return
		}
		if p.Until().IsZero() {
			t.Fatal("taken without an end")
		}
		_ = p.Names()
	})
}
