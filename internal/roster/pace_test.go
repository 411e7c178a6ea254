package roster

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A slice grows while it is quick, shrinks when it is not, and stays within its bounds.
func TestPace(t *testing.T) {
	var p pace
	p.begin(enrollments)
	first := p.rows()
	for range 100 {
		p.took(p.rows(), time.Millisecond)
	}
	if p.rows() <= first || p.rows() > mostRows {
		t.Errorf("quick slices: %d rows after %d", p.rows(), first)
	}
	grown := p.rows()
	p.took(grown, 10*goodHold)
	if p.rows() >= grown/5 {
		t.Errorf("a slice of %d rows that took %v is followed by one of %d", grown, 10*goodHold, p.rows())
	}
	rapid.Check(t, func(t *rapid.T) {
		p.took(rapid.IntRange(1, 2*mostRows).Draw(t, "rows"), time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "took")))
		if p.rows() < leastRows || p.rows() > mostRows {
			t.Fatalf("%d rows", p.rows())
		}
	})
}
