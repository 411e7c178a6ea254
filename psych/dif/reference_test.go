package dif

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

// Values of difR 5.1 (difMH with its correction, difLogistic with type "both"), without and with purification, on answers that other
// programs can make: 500 persons, 6 items, of which the third is harder for the focal group.
func TestReference(t *testing.T) {
	d, u := Data{Items: 6}, uniform(3)
	for at, c := range graded() {
		if at%6 == 0 {
			d.Focal = append(d.Focal, at/6%5 < 2)
		}
		right := uint8(0)
		if c >= 2 {
			right = 1
		}
		if at%6 == 2 {
			if v := u(); at/6%5 < 2 && v < .35 {
				right = 0
			}
		}
		d.Answers = append(d.Answers, right)
	}
	for _, c := range []struct {
		purify                   bool
		chi2, alpha, se, lr, rsq []float64
	}{
		{false, []float64{2.094917167646, 1.142861850956, 21.535253452304, 0.277941601843, 0.204368191642, 0.555951725962},
			[]float64{0.709439208974, 0.773100239922, 2.981189636183, 0.858079520467, 0.868568350016, 0.818185114506},
			[]float64{0.220202357931, 0.218126165279, 0.235134878464, 0.236544241906, 0.246905047066, 0.231812039812},
			[]float64{2.05435132332, 3.09116258558, 26.93484930405, 0.63079455551, 2.83268032549, 1.00282286616},
			[]float64{0.004355644713, 0.006150806218, 0.048737101528, 0.001054827553, 0.004716768839, 0.001873516636}},
		{true, []float64{0.24336913014182, 0.00995675987008, 21.53525345230367, 0.02346450957452, 0.09167829823755, 0.01059055709525},
			[]float64{0.874790441156, 0.997323656267, 2.981189636183, 1.067897949079, 1.114035789642, 0.996774267669},
			[]float64{0.221487690208, 0.224926956973, 0.235134878464, 0.240125784209, 0.252632663387, 0.234019337575},
			[]float64{1.2902460935507, 1.4013770180998, 26.9348493040496, 0.3323161534923, 3.4143165666752, 0.0504253001591},
			[]float64{2.654163355e-03, 2.649366181e-03, 4.873710153e-02, 5.336500781e-04, 5.517751507e-03, 9.087333889e-05}},
	} {
		mh, done, err := MantelHaenszel(d, Options{Purify: c.purify})
		if err != nil {
			t.Fatal(err)
		}
		lr, by, err := Logistic(d, Options{Purify: c.purify})
		if err != nil {
			t.Fatal(err)
		}
		if !done.Settled || !by.Settled || done.Anchor[2] || by.Anchor[2] {
			t.Error(done, by)
		}
		for i := range mh {
			for _, v := range [][2]float64{{mh[i].Chi2, c.chi2[i]}, {mh[i].Alpha, c.alpha[i]}, {mh[i].SE / 2.35, c.se[i]}, {lr[i].Chi2, c.lr[i]}, {lr[i].R2, c.rsq[i]}} {
				if !(math.Abs(v[0]-v[1]) < 1e-8) {
					t.Errorf("purified %v, item %d: %.12g, want %.12g", c.purify, i+1, v[0], v[1])
				}
			}
		}
	}
}
