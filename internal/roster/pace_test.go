package roster

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A slice grows while it is quick, shrinks when the store is slow for a while, not for one slow slice, and stays within its bounds.
func TestPace(t *testing.T) {
	var p pace
	p.begin(enrollments)
	first := p.rows()
	for range 100 {
		p.took(p.rows(), time.Duration(p.rows())*20*time.Microsecond)
	}
	if want := int(hold / (20 * time.Microsecond)); p.rows() != want || want <= first {
		t.Errorf("at 20 µs a row: %d rows, want %d", p.rows(), want)
	}
	p.took(p.rows(), time.Second)
	if want := int(hold / (20 * time.Microsecond)); p.rows() != want {
		t.Errorf("after one slow slice: %d rows, want %d", p.rows(), want)
	}
	for range lately {
		p.took(p.rows(), time.Duration(p.rows())*time.Millisecond)
	}
	if p.rows() != leastRows {
		t.Errorf("at 1 ms a row: %d rows", p.rows())
	}
	rapid.Check(t, func(t *rapid.T) {
		var p pace
		p.begin(rapid.SampledFrom(tables).Draw(t, "table"))
		for _, d := range rapid.SliceOf(rapid.Int64Range(0, int64(time.Minute))).Draw(t, "took") {
			p.took(rapid.IntRange(1, mostRows).Draw(t, "rows"), time.Duration(d))
			if p.rows() < leastRows || p.rows() > mostRows {
				t.Fatalf("%d rows", p.rows())
			}
		}
	})
}
