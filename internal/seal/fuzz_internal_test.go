package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzEnvelope: no column that calls itself sealed crashes the opening, and only what was sealed with this key for this person opens.
func FuzzEnvelope(f *testing.F) {
	key, whose := bytes.Repeat([]byte{7}, keySize), []byte("0123456789abcdef")
	f.Add(encrypt(key, []byte{1}, whose, []byte("G120101201205011234")), whose)
	f.Add(encrypt(key, []byte{1}, whose, nil), []byte("somebody else"))
	f.Add([]byte{}, whose)
	f.Add([]byte{1, 2, 3}, []byte{})
	f.Fuzz(func(t *testing.T, envelope, person []byte) {
		for head := range 2 {
			text, err := decrypt(key, envelope, head, person)
			if err != nil && !errors.Is(err, ErrSealed) {
				t.Fatal(err)
			}
			if err == nil && (!bytes.Equal(person, whose) || string(text) != "G120101201205011234" && len(text) > 0) {
				t.Fatalf("opened %q for %q", text, person)
			}
		}
	})
}

// FuzzKeyFile: a key file that was changed is refused without saying what it holds, and a right one is read.
func FuzzKeyFile(f *testing.F) {
	f.Add([]byte(keyHead + masterWords + " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
	f.Add([]byte(keyHead + masterWords + " AAAA"))
	f.Add([]byte("\xef\xbb\xbf" + keyHead))
	f.Add([]byte{})
	path := filepath.Join(f.TempDir(), "master-1-0123456789abcdef.key")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := readMaster(path)
		if err == nil && len(m.key) != keySize {
			t.Fatalf("a key of %d bytes", len(m.key))
		}
		if err != nil && len(b) > 20 && bytes.Contains([]byte(err.Error()), b[len(b)-16:]) {
			t.Fatalf("the refusal says what the file holds: %v", err)
		}
	})
}
