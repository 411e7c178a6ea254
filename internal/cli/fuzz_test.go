package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzTable: no file crashes the reader of tables of measurement, and what it accepts is a rectangle of numbers or names the cell.
func FuzzTable(f *testing.F) {
	for _, s := range []string{"a,b\n1,0\n,1\n", "\xef\xbb\xbfa, b\n 1 ,NA\n", "", "a,a\n1\n", "a\n=1+1\n", "a,b\n\"1\n", "a\n1e999\n", "a\nInf\n"} {
		f.Add([]byte(s))
	}
	path := filepath.Join(f.TempDir(), "t.csv")
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := readTable(path)
		if err != nil {
			return
		}
		for _, r := range got.Rows {
			if len(r) != len(got.Names) {
				t.Fatalf("a row of %d cells under %d names", len(r), len(got.Names))
			}
		}
		for _, n := range got.Names {
			if v, err := got.numbers(n); err == nil && len(v) != len(got.Rows) {
				t.Fatalf("%d numbers of %d rows", len(v), len(got.Rows))
			}
		}
	})
}
