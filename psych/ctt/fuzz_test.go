package ctt_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/ctt"
)

// FuzzReadCSV: no file crashes the reader, and what it accepts is a rectangle of finite numbers or missing cells that can be analysed.
func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,0\n,1\n", "\xef\xbb\xbfa\n1\n", "", "a,a\n1,1\n", "a;b\n1;2\n", "a,b\n\"1\n", "a\n1e999\n", "a\nNaN\n-Inf\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		header, m, err := ctt.ReadCSV(bytes.NewReader(b))
		if err != nil {
			return
		}
		for i := range m.Persons() {
			for j := range header {
				if v := m.At(i, j); math.IsInf(v, 0) {
					t.Fatalf("row %d, column %d: %v", i, j, v)
				}
			}
		}
	})
}
