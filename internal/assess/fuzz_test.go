package assess

import (
	"bytes"
	"math"
	"testing"
)

// FuzzReadTable: no file crashes the reader of marks, what it accepts is a rectangle, and what it refuses says at which row.
func FuzzReadTable(f *testing.F) {
	for _, s := range []string{"a,b\n1,0\n,1\n", "\xef\xbb\xbfa, b\n 1 ,0\n", "", "a,a\n1\n", "a\n=1+1\n", "\xc4\xe3\n1\n", "a,b\n\"1\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, check := ReadTable(bytes.NewReader(b))
		for _, r := range rows {
			if len(r) != len(rows[0]) {
				t.Fatalf("rows of %d and %d cells: %+v", len(r), len(rows[0]), check)
			}
			for _, v := range r {
				if math.IsInf(v, 0) {
					t.Fatal("an infinite mark")
				}
			}
		}
	})
}
