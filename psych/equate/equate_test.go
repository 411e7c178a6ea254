package equate

import (
	"encoding/csv"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

// sample reads columns of numbers of the sample data.
func sample(t *testing.T, name string) [][]float64 {
	t.Helper()
	root := os.Getenv("TONGXUE_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, "psychometrics", name))
	if err != nil {
		t.Skipf("sample data %s are absent: %v", name, err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]float64, len(rows[0]))
	for _, row := range rows[1:] {
		for i, cell := range row {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			out[i] = append(out[i], v)
		}
	}
	return out
}

func act(t *testing.T) (x, y Distribution) {
	c := sample(t, "equate_actmath.csv")
	return Distribution{c[0], c[1]}, Distribution{c[0], c[2]}
}

// Kolen & Brennan (2014), tables 2.7 (no smoothing) and 3.7 (C = 6) print four decimals. Nobody has 0 on form X.
func TestACTMathematics(t *testing.T) {
	x, y := act(t)
	plain, err := Equipercentile(x, y)
	if err != nil {
		t.Fatal(err)
	}
	sx, _, df, err := Smooth(x, 6)
	if err != nil || df != 34 {
		t.Fatal(err, df)
	}
	sy, _, _, err := Smooth(y, 6)
	if err != nil {
		t.Fatal(err)
	}
	smooth, err := Equipercentile(sx, sy)
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got []float64, want map[int]float64) {
		for x, w := range want {
			if math.Abs(got[x]-w) > 1.01e-4 {
				t.Errorf("%s %d: %.4f, want %.4f", what, x, got[x], w)
			}
		}
	}
	near("plain", plain, map[int]float64{1: .9796, 2: 1.6462, 3: 2.2856, 4: 2.8932, 5: 3.6205, 6: 4.4997, 7: 5.5148, 8: 6.3124, 9: 7.2242, 10: 8.1607, 40: 39.9006})
	near("smooth", smooth, map[int]float64{0: -.4384, 1: .1239, 2: .9293, 3: 1.8264, 4: 2.7410, 5: 3.6573, 6: 4.5710, 7: 5.4725, 8: 6.3577})
	for k := 1; k <= 6; k++ { // the moments stay
		if a, b := moment(x, k), moment(sx, k); math.Abs(a/b-1) > 1e-9 {
			t.Errorf("moment %d: %g and %g", k, a, b)
		}
	}
	l, err := Linear(x, y)
	if err != nil || math.Abs(l.Slope-1.0886) > 1e-4 || math.Abs(l.Intercept+2.6320) > 1e-4 {
		t.Error(l, err)
	}
	m, _ := Mean(x, y)
	if math.Abs(m.Intercept-(y.Mean()-x.Mean())) > 1e-12 || m.Slope != 1 {
		t.Error(m)
	}
}

func moment(d Distribution, k int) (m float64) {
	for i, c := range d.Count {
		m += c * math.Pow(d.Scale[i], float64(k))
	}
	return m
}

// Kolen & Brennan (2014), chapter 4, with all weight on the group of X: Tucker 1.0289 and .5368; and the properties of the others.
func TestAnchored(t *testing.T) {
	x, y := neat(t)
	l, err := AnchorLinear(x, y, Tucker, 1, false)
	if err != nil || math.Abs(l.Slope-1.0289) > 1e-4 || math.Abs(l.Intercept-.5368) > 1e-3 {
		t.Error(l, err)
	}
	for _, m := range []NEATLine{Levine, LevineExternal, BraunHolland, ChainedLinear, Tucker} {
		l, err := AnchorLinear(x, y, m, BySize, false)
		if err != nil || math.Abs(l.Slope-1) > .05 || math.Abs(l.Intercept) > 1.5 {
			t.Error(m, l, err)
		}
		same, err := AnchorLinear(x, x, m, BySize, false)
		if err != nil || math.Abs(same.Slope-1) > 1e-12 || math.Abs(same.Intercept) > 1e-10 {
			t.Error(m, same, err)
		}
		if only, err := AnchorLinear(x, y, m, BySize, true); err != nil || only.Slope != 1 {
			t.Error(m, only, err)
		}
	}
	fe, err := FrequencyEstimation(x, y, 1)
	if err != nil {
		t.Fatal(err)
	}
	bh, _ := AnchorLinear(x, y, BraunHolland, 1, false)
	chained, err := ChainedEquipercentile(x, y)
	if err != nil {
		t.Fatal(err)
	}
	for s := 5; s <= 30; s++ {
		if math.Abs(fe[s]-(bh.Slope*float64(s)+bh.Intercept)) > 1 || math.Abs(fe[s]-chained[s]) > 1 || fe[s] <= fe[s-1] {
			t.Errorf("%d: %.3f %.3f", s, fe[s], chained[s])
		}
	}
	sm, err := SmoothJoint(x, 4)
	if err != nil || math.Abs(sm.covariance()/x.covariance()-1) > 1e-9 || math.Abs(sm.Anchors().Var()/x.Anchors().Var()-1) > 1e-9 {
		t.Error(err, sm.covariance(), x.covariance())
	}
}

func neat(t *testing.T) (x, y Joint) {
	a, b := sample(t, "equate_kbneat_x.csv"), sample(t, "equate_kbneat_y.csv")
	totals, anchors := upTo(36), upTo(12)
	x, err := TallyJoint(a[0], a[1], totals, anchors)
	if err != nil {
		t.Fatal(err)
	}
	y, err = TallyJoint(b[0], b[1], totals, anchors)
	if err != nil {
		t.Fatal(err)
	}
	return x, y
}

func upTo(n int) (s []float64) {
	for i := range n + 1 {
		s = append(s, float64(i))
	}
	return s
}

// A form equated to itself stays; one with every score doubled is found again.
func TestIdentity(t *testing.T) {
	d := Distribution{upTo(10), []float64{1, 2, 5, 9, 12, 15, 11, 7, 4, 2, 1}}
	e, err := Equipercentile(d, d)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range e {
		if math.Abs(v-float64(i)) > 1e-6 {
			t.Errorf("%d: %g", i, v)
		}
	}
	double := Distribution{nil, d.Count}
	for _, s := range d.Scale {
		double.Scale = append(double.Scale, 2*s)
	}
	if e, err = Equipercentile(d, double); err != nil || math.Abs(e[7]-14) > 1e-6 {
		t.Error(e, err)
	}
}

func TestLink(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	want := Scale{1.2, -.4}
	for _, model := range []irt.Model{irt.TwoPL, irt.ThreePL, irt.GRM, irt.GPCM} {
		var x, y []irt.Item
		for range 12 {
			it := irt.Item{Model: model, A: .7 + r.Float64(), D: []float64{r.NormFloat64()}}
			switch model {
			case irt.ThreePL:
				it.C = .2
			case irt.GRM, irt.GPCM:
				it.D = []float64{1 + r.Float64(), -r.Float64()}
			}
			y = append(y, it)
			x = append(x, want.Item(it))
		}
		for _, m := range LinkMethods() {
			got, err := Link(x, y, m)
			if err != nil || math.Abs(got.A-want.A) > 1e-8 || math.Abs(got.B-want.B) > 1e-8 {
				t.Error(model, m, got, err)
			}
		}
		for i := range x { // with errors of calibration the curves come nearer than the moments
			x[i].A *= math.Exp(.1 * r.NormFloat64())
			x[i].D[0] += .1 * math.Abs(r.NormFloat64())
		}
		c := newCurves(x, y, true)
		sl, _ := Link(x, y, StockingLord)
		for _, m := range LinkMethods() {
			other, _ := Link(x, y, m)
			if squares(c.residuals(sl)) > squares(c.residuals(other))+1e-12 {
				t.Error(model, m, "is nearer than Stocking-Lord")
			}
		}
	}
	if _, err := Link([]irt.Item{{A: 1, D: []float64{0}}}, nil, Haebara); !errors.Is(err, ErrCommon) {
		t.Error(err)
	}
	if s, err := Link([]irt.Item{{Model: irt.Rasch, A: 1, D: []float64{0}}, {Model: irt.Rasch, A: 1, D: []float64{1}}},
		[]irt.Item{{Model: irt.Rasch, A: 1, D: []float64{.5}}, {Model: irt.Rasch, A: 1, D: []float64{1.7}}}, StockingLord); err != nil || s.A != 1 {
		t.Error(s, err)
	}
}

func TestDegenerate(t *testing.T) {
	one := Distribution{[]float64{0, 1, 2}, []float64{0, 5, 0}}
	none := Distribution{[]float64{0, 1, 2}, []float64{0, 0, 0}}
	if _, err := Equipercentile(none, one); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
	if e, err := Equipercentile(one, one); err != nil || math.Abs(e[1]-1) > 1e-9 {
		t.Error(e, err)
	}
	if _, err := Linear(one, one); !errors.Is(err, ErrConstant) {
		t.Error(err)
	}
	if _, _, _, err := Smooth(one, 3); !errors.Is(err, ErrDegree) {
		t.Error(err)
	}
	if _, _, _, err := Smooth(one, 2); err != nil && !errors.Is(err, ErrConstant) {
		t.Error(err)
	}
	if _, err := Mean(Distribution{[]float64{0, 1, 3}, []float64{1, 1, 1}}, one); !errors.Is(err, ErrScale) {
		t.Error(err)
	}
	var score *ScoreError
	if _, err := Tally([]float64{1, 1.5}, upTo(3)); !errors.As(err, &score) || score.Person != 1 {
		t.Error(err)
	}
	flat := Joint{upTo(1), upTo(1), [][]float64{{1, 0}, {3, 0}}}
	if _, err := AnchorLinear(flat, flat, Tucker, BySize, false); !errors.Is(err, ErrAnchor) {
		t.Error(err)
	}
	if _, err := AnchorLinear(flat, flat, ChainedLinear, BySize, false); err == nil {
		t.Error("an anchor without variance chains")
	}
}
