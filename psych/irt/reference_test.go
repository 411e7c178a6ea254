package irt

import (
	"context"
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

// Values of mirt 1.45.1 (TOL 1e-9, 61 nodes over ±6, Oakes) of the second item, on answers that other programs can make; the default tolerance
// here.
func TestReference(t *testing.T) {
	ctx := context.Background()
	answers := graded()
	binary, gaps := make([]uint8, len(answers)), make([]uint8, len(answers))
	for at, c := range answers {
		if gaps[at] = c; at/6%3 == (at%6+1)%3 {
			gaps[at] = Missing
		}
		if c >= 2 {
			binary[at] = 1
		}
	}
	for _, c := range []struct {
		name    string
		answers []uint8
		model   Model
		ll      float64
		a, seA  float64
		d, seD  []float64 // of GPCM mirt's sums of steps
		eap     []float64 // of the first three
		eapSE   []float64
		wle     []float64
	}{
		{"graded", answers, GRM, -3856.284223746, 0.935599701, 0.124459188, []float64{1.217842109, -0.400766586, -1.540897317}, []float64{0.121283693, 0.106964303, 0.131273269},
			[]float64{0.090320868, -0.187066793, 0.104305480}, []float64{0.49229862, 0.48235577, 0.55632614}, []float64{0.090975672, -0.247221651, 0.129586605}},
		{"partial credit", answers, GPCM, -3859.135648646, 0.5042799751, 0.0752327575, []float64{0.388208828, -0.101986289, -0.305170221}, nil,
			[]float64{0.088521256, -0.133902598, 0.035018655}, []float64{0.50441265, 0.49582319, 0.50177781}, []float64{0.032687521, -0.206486170, -0.025538161}},
		{"two categories", binary, TwoPL, -1907.384390948, 0.801584556, 0.154622825, []float64{-0.396838250}, []float64{0.104755266}, nil, nil, nil},
		{"missing by design", gaps, GRM, -2598.059111822, 1.279906010, 0.207677437, []float64{1.20300397, -0.613306435, -1.932420937}, []float64{0.16369709, 0.147145275, 0.199394418}, nil, nil, nil},
	} {
		d, err := NewData(c.answers, 6)
		if err != nil {
			t.Fatal(err)
		}
		f, err := New(ctx, d, Options{Model: c.model})
		if err != nil || !f.Converged || len(f.Findings) > 0 {
			t.Fatal(c.name, err, f)
		}
		se, err := f.Errors(ctx, d)
		if err != nil {
			t.Fatal(c.name, err)
		}
		near(t, c.name+" log-likelihood", f.LogLik, c.ll, 1e-5)
		near(t, c.name+" slope", f.Items[1].A, c.a, 2e-5)
		near(t, c.name+" se of slope", se.A[1], c.seA, 2e-5)
		sum := 0.0
		for k, want := range c.d {
			got := f.Items[1].D[k]
			if sum += got; c.model == GPCM {
				got = sum
			}
			near(t, c.name+" intercept", got, want, 2e-5)
			if c.seD != nil {
				near(t, c.name+" se of intercept", se.D[1][k], c.seD[k], 2e-5)
			}
		}
		if c.eap == nil {
			continue
		}
		eap, _ := f.Scores(ctx, d, EAP)
		wle, _ := f.Scores(ctx, d, WLE)
		for p := range 3 {
			near(t, c.name+" EAP", eap[p].Theta, c.eap[p], 2e-5)
			near(t, c.name+" se of EAP", eap[p].SE, c.eapSE[p], 2e-5)
			near(t, c.name+" WLE", wle[p].Theta, c.wle[p], 2e-5)
		}
	}
	// S-X² and M2* of mirt
	d, _ := NewData(binary, 6)
	f, err := New(ctx, d, Options{Model: TwoPL, Tol: 1e-8})
	if err != nil {
		t.Fatal(err)
	}
	m, err := f.M2(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "M2*", m.M2, 8.9428643, 1e-5)
	near(t, "its p", m.P, 0.44256498, 1e-6)
	near(t, "SRMSR", m.SRMSR, 0.027955772, 1e-7)
	fits, err := f.ItemFits(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1.7038260, 4.0169472, 0.2920562, 4.3995497, 1.3347049, 1.3171138} {
		near(t, "S-X²", fits[i].SX2, want, 1e-5)
		near(t, "its df", fits[i].DF, 3, 0)
	}
}

// Values by R 4.2.2 (optim, then Newton's method with numDeriv) of the marginal likelihood of LSAT 6 times Beta(5, 17) of c and
// log-normal(0, .5) of a, with nodes and weights as here. mirt's prior "expbeta" ends elsewhere: its gradient is by c, its parameter the logit.
func TestThreePLReference(t *testing.T) {
	ctx := context.Background()
	d := lsat6(t)
	f, err := New(ctx, d, Options{Model: ThreePL})
	if err != nil || !f.Converged {
		t.Fatal(err, f)
	}
	se, err := f.Errors(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "log-likelihood", f.LogLik, -2466.86254003, 1e-4)
	want := [][]float64{
		{0.821156436, 0.8469501949, 1.0489760605, 0.7865122566, 0.7468391075},
		{0.233113269, 0.2146076394, 0.2927087536, 0.1991866672, 0.2015395542},
		{2.513701325, 0.6529270494, -0.2024862917, 0.9814204172, 1.8156069202},
		{0.225999438, 0.2070281720, 0.2606693205, 0.1942603948, 0.1928193141},
		{0.199262579, 0.1967214168, 0.1748529173, 0.1987438620, 0.2000022671},
		{0.089066575, 0.0867665804, 0.0734979095, 0.0882354015, 0.0893090982},
	}
	for i, it := range f.Items {
		for row, got := range []float64{it.A, se.A[i], it.D[0], se.D[i][0], it.C, se.C[i]} {
			near(t, "3PL", got, want[row][i], 2e-5)
		}
	}
}

// What the data do not determine is said, and high is always right.
func TestRemarks(t *testing.T) {
	ctx := context.Background()
	fit := func(m Model, o Options, rows ...string) *Fit {
		t.Helper()
		var answers []uint8
		for range 20 {
			for _, row := range rows {
				for _, c := range row {
					answers = append(answers, uint8(c-'0'))
				}
			}
		}
		d, err := NewData(answers, len(rows[0]))
		if err != nil {
			t.Fatal(err)
		}
		o.Model = m
		f, err := New(ctx, d, o)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	has := func(f *Fit, code string) bool {
		for _, x := range f.Findings {
			if x.Code == code {
				return true
			}
		}
		return false
	}
	for _, f := range []*Fit{fit(TwoPL, Options{}, "1111", "0000"), fit(TwoPL, Options{}, "0000", "1000", "1100", "1110", "1111")} {
		if !has(f, "slope") || f.Items[0].A < 0 {
			t.Error(f.Items, f.Findings)
		}
	}
	if f := fit(TwoPL, Options{}, "110", "011", "101", "000", "111", "100", "010", "001"); !has(f, "slope") {
		t.Error(f.Items, f.Findings)
	}
	if f := fit(Rasch, Options{}, "100", "010", "001"); !has(f, "latent") {
		t.Error(f.SD, f.Findings)
	}
	if f := fit(TwoPL, Options{MaxIter: 2}, "110", "011", "100", "000", "111"); f.Converged || !has(f, "not_converged") {
		t.Error(f.Findings)
	}
	easy := make([]string, 60)
	for i := range easy {
		easy[i] = "1111"
	}
	easy[0], easy[1], easy[2] = "0111", "1011", "1101"
	if f := fit(OnePL, Options{Range: 2}, append(easy, "1110", "0101")...); !has(f, "difficulty") {
		t.Error(f.Items, f.Findings)
	}
}
