package numeric

import (
	"math"
	"testing"
)

// Values of the tables of Abramowitz & Stegun (26.8), and of exact forms: df 4 is e^(-x/2)(1 + x/2).
func TestChiSquareTail(t *testing.T) {
	for _, c := range []struct{ x, df, want float64 }{
		{3.841458820694124, 1, 0.05}, {5.991464547107979, 2, 0.05}, {18.307038053275146, 10, 0.05}, {7.814727903251179, 3, 0.05},
		{2, 4, 2 * math.Exp(-1)}, {40, 4, 21 * math.Exp(-20)}, {0.2, 4, 1.1 * math.Exp(-0.1)}, {0, 3, 1},
	} {
		if got := ChiSquareTail(c.x, c.df); math.Abs(got-c.want) > 1e-13*math.Max(1, c.want) && math.Abs(got/c.want-1) > 1e-10 {
			t.Errorf("x %g, df %g: %.16g, want %.16g", c.x, c.df, got, c.want)
		}
	}
	if !math.IsNaN(ChiSquareTail(1, 0)) || ChiSquareTail(math.Inf(1), 5) != 0 {
		t.Error("limits")
	}
}
