package app

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
)

// FuzzUnpack: no file that calls itself a backup crashes the restore or writes outside its folder.
func FuzzUnpack(f *testing.F) {
	pack := func(names ...string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		w := tar.NewWriter(z)
		for _, n := range names {
			_ = w.WriteHeader(&tar.Header{Name: n, Mode: 0o600, Size: 2})
			_, _ = w.Write([]byte("{}"))
		}
		_ = w.Close()
		_ = z.Close()
		return b.Bytes()
	}
	f.Add(pack(manifestName))
	f.Add(pack("core.db", manifestName))
	f.Add(pack("../escape", manifestName))
	f.Add(pack("/escape"))
	f.Add([]byte("\x1f\x8b\x08\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		outer := t.TempDir()
		inner := filepath.Join(outer, "inner")
		if err := os.Mkdir(inner, 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := unpack(bytes.NewReader(b), inner)
		if entries, _ := os.ReadDir(outer); len(entries) != 1 {
			t.Fatalf("wrote outside: %v (%v)", entries, err)
		}
	})
}
