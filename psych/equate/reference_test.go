package equate

import (
	"math"
	"testing"
)

// uniform is the series of Lehmer (Park & Miller 1988) from a seed, which other programs can make too.
func uniform(seed float64) func() float64 {
	return func() float64 {
		seed = math.Mod(seed*16807, 2147483647)
		return seed / 2147483647
	}
}

// graded are 500 persons and 6 items with 4 categories: a = .6 + .2 j, d = (1.5, 0, -1.2) + (j - 3)/4.
func graded() []uint8 {
	u := uniform(2)
	var out []uint8
	for range 500 {
		theta := -6.0
		for range 12 {
			theta += u()
		}
		for j := 1; j <= 6; j++ {
			v, code := u(), uint8(0)
			for _, d := range []float64{1.5, 0, -1.2} {
				if v < 1/(1+math.Exp(-(.6+.2*float64(j))*theta-d-float64(j-3)/4)) {
					code++
				}
			}
			out = append(out, code)
		}
	}
	return out
}

// Values of equate 2.0.9 on sums that other programs can make: X is every second person, the anchor the first two items.
func TestReference(t *testing.T) {
	var total, anchor [2][]float64
	for at, c := range graded() {
		p := at / 6
		if at%6 == 0 {
			total[p%2], anchor[p%2] = append(total[p%2], 0), append(anchor[p%2], 0)
		}
		n := len(total[p%2]) - 1
		if total[p%2][n] += float64(c); at%6 < 2 {
			anchor[p%2][n] += float64(c)
		}
	}
	x, err := TallyJoint(total[0], anchor[0], upTo(18), upTo(6))
	if err != nil {
		t.Fatal(err)
	}
	y, err := TallyJoint(total[1], anchor[1], upTo(18), upTo(6))
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want []float64) {
		if len(got) != len(want) {
			t.Fatal(what, len(got))
		}
		for i := range want {
			if !(math.Abs(got[i]-want[i]) < 1e-8) {
				t.Errorf("%s at %d: %.12f, want %.12f", what, i, got[i], want[i])
			}
		}
	}
	chained, err := ChainedEquipercentile(x, y)
	if err != nil {
		t.Fatal(err)
	}
	near("chained", chained, []float64{-0.197115384615385, 0.206730769230769, 1.014423076923077, 2.087912087912088, 2.987179487179487, 3.968553459119498, 4.866792452830189,
		5.742924528301886, 7.764492753623188, 9.477173913043478, 10.501161440185832, 11.686991869918698, 12.733436853002070, 13.391304347826086, 14.257033248081841, 15.112121212121211,
		16.359374999999996, 17.656249999999996, 18.125})
	fe, err := FrequencyEstimation(x, y, BySize)
	if err != nil {
		t.Fatal(err)
	}
	near("frequency estimation", fe, []float64{-0.197115385823701, 0.215363771466852, 1.151637880215621, 2.305431746331937, 3.340030164059091, 4.454720357859819, 5.087701414890813,
		6.110358151423658, 8.176326989528476, 9.480243684425577, 10.370542249207652, 11.321191849798222, 12.333498400545595, 13.130372756642901, 14.033130760786472, 14.982043766492939,
		16.308093018464419, 17.655032467580295, 18.125})
	for m, want := range map[NEATLine]Line{Levine: {1.2494751530735, -2.3311413263216}, Tucker: {1.0957347203813, -1.0252017178664}} {
		l, err := AnchorLinear(x, y, m, BySize, false)
		if err != nil {
			t.Fatal(err)
		}
		near(string(m), []float64{l.Slope, l.Intercept}, []float64{want.Slope, want.Intercept})
	}
}
