package growth

import (
	"encoding/csv"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/internal/numeric"
)

func london(t *testing.T) Data {
	t.Helper()
	root := os.Getenv("TONGXUE_CORPORA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	f, err := os.Open(filepath.Join(root, "psychometrics", "exam_london.csv"))
	if err != nil {
		t.Skipf("sample data are absent: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	var d Data
	schools := map[string]int{}
	for _, row := range rows[1:] {
		y, err1 := strconv.ParseFloat(row[at["normexam"]], 64)
		x, err2 := strconv.ParseFloat(row[at["standLRT"]], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if _, ok := schools[row[at["school"]]]; !ok {
			schools[row[at["school"]]] = len(schools)
		}
		d.Y, d.X, d.Inner = append(d.Y, y), append(d.X, []float64{1, x}), append(d.Inner, schools[row[at["school"]]])
	}
	return d
}

// Goldstein et al. 1993 by lme4, REML: school .093839, residual .565865, log-likelihood -4684.383.
func TestLondon(t *testing.T) {
	m, err := Fit(london(t), Options{REML: true})
	if err != nil || !m.Converged {
		t.Fatal(err, m)
	}
	if math.Abs(m.Inner/.093839-1) > 1e-5 || math.Abs(m.Residual/.565865-1) > 1e-5 || math.Abs(m.LogLik+4684.383) > 1e-3 {
		t.Errorf("%.7f %.7f %.4f", m.Inner, m.Residual, m.LogLik)
	}
	within := 0
	for _, e := range m.InnerEffects {
		if math.Abs(e.Est) < 1.96*e.SE {
			within++
		}
	}
	if within < 20 || within > 35 {
		t.Errorf("%d of %d schools do not differ from 0", within, len(m.InnerEffects))
	}
}

func nested(seed uint64, outers, inners, rows int, sdOuter, sdInner float64) Data {
	r := rand.New(rand.NewPCG(seed, 9))
	var d Data
	for o := range outers {
		bo := sdOuter * r.NormFloat64()
		for i := range inners {
			bi := sdInner * r.NormFloat64()
			for range 1 + r.IntN(rows) {
				x := r.NormFloat64()
				d.Y = append(d.Y, 2+.5*x+bo+bi+r.NormFloat64())
				d.X = append(d.X, []float64{1, x})
				d.Inner, d.Outer = append(d.Inner, o*inners+i), append(d.Outer, o)
			}
		}
	}
	return d
}

// dense computes the log-likelihood from the whole covariance matrix.
func dense(t *testing.T, d Data, m *Model) float64 {
	n := len(d.Y)
	v := numeric.Square(n)
	for a := range n {
		for b := range n {
			if a == b {
				v[a][b] += m.Residual
			}
			if d.Inner[a] == d.Inner[b] {
				v[a][b] += m.Inner
			}
			if d.Outer != nil && d.Outer[a] == d.Outer[b] {
				v[a][b] += m.Outer
			}
		}
	}
	l, ok := numeric.Cholesky(v, 0)
	inv, ok2 := numeric.Invert(v)
	if !ok || !ok2 {
		t.Fatal("not positive")
	}
	ll := -float64(n) / 2 * math.Log(2*math.Pi)
	res := make([]float64, n)
	for a := range n {
		ll -= math.Log(l[a][a])
		res[a] = d.Y[a]
		for k, b := range m.Beta {
			res[a] -= b * d.X[a][k]
		}
	}
	for a := range n {
		for b := range n {
			ll -= res[a] * inv[a][b] * res[b] / 2
		}
	}
	return ll
}

func TestThreeLevelsAgainstTheWholeMatrix(t *testing.T) {
	d := nested(3, 8, 4, 6, .7, .5)
	m, err := Fit(d, Options{})
	if err != nil || !m.Converged {
		t.Fatal(err, m)
	}
	if got := dense(t, d, m); math.Abs(got-m.LogLik) > 1e-8*math.Abs(got) {
		t.Errorf("%.9f, by the whole matrix %.9f", m.LogLik, got)
	}
	for _, change := range []Model{{Inner: m.Inner * 1.05, Outer: m.Outer, Residual: m.Residual}, {Inner: m.Inner * .95, Outer: m.Outer, Residual: m.Residual},
		{Inner: m.Inner, Outer: m.Outer * 1.05, Residual: m.Residual}, {Inner: m.Inner, Outer: m.Outer * .95, Residual: m.Residual}, {Inner: m.Inner, Outer: m.Outer, Residual: m.Residual * 1.01}} {
		change.Beta = m.Beta
		if dense(t, d, &change) > m.LogLik {
			t.Errorf("%+v is better", change)
		}
	}
	// effects: b = G Z' V⁻¹ (y - Xβ) by the whole matrix
	n := len(d.Y)
	v := numeric.Square(n)
	for a := range n {
		for b := range n {
			v[a][b] = map[bool]float64{true: m.Inner}[d.Inner[a] == d.Inner[b]] + map[bool]float64{true: m.Outer}[d.Outer[a] == d.Outer[b]] + map[bool]float64{true: m.Residual}[a == b]
		}
	}
	inv, _ := numeric.Invert(v)
	effect, outer := 0.0, 0.0
	for a := range n {
		w := 0.0
		for b := range n {
			w += inv[a][b] * (d.Y[b] - m.Beta[0] - m.Beta[1]*d.X[b][1])
		}
		if d.Inner[a] == 5 {
			effect += m.Inner * w
		}
		if d.Outer[a] == 1 {
			outer += m.Outer * w
		}
	}
	if math.Abs(effect-m.InnerEffects[5].Est) > 1e-9 || math.Abs(outer-m.OuterEffects[1].Est) > 1e-9 {
		t.Errorf("effects %g %g, by the whole matrix %g %g", m.InnerEffects[5].Est, m.OuterEffects[1].Est, effect, outer)
	}
}

// Without true differences the variance goes to zero and nothing breaks.
func TestNoDifferences(t *testing.T) {
	found := false
	for seed := range uint64(6) {
		m, err := Fit(nested(seed, 6, 3, 20, 0, 0), Options{REML: true})
		if err != nil || !m.Converged {
			t.Fatal(seed, err, m)
		}
		found = found || m.Singular && m.Inner < 1e-6
	}
	if !found {
		t.Error("no variance was zero")
	}
}

func TestDegenerate(t *testing.T) {
	var value *ValueError
	for _, c := range []struct {
		d    Data
		want error
	}{
		{Data{}, ErrEmpty},
		{Data{Y: []float64{1, 2, 3}, X: [][]float64{{1}, {1}}, Inner: []int{0, 0, 1}}, ErrShape},
		{Data{Y: []float64{1, 2, 3, 4}, X: [][]float64{{1}, {1}, {1}, {1}}, Inner: []int{0, 0, 0, 0}}, ErrGroups},
		{Data{Y: []float64{1, 2, 3, 4}, X: [][]float64{{1}, {1}, {1}, {1}}, Inner: []int{0, 1, 2, 3}}, ErrGroups},
		{Data{Y: []float64{1, 2, 3, 5}, X: [][]float64{{1, 2}, {1, 2}, {1, 2}, {1, 2}}, Inner: []int{0, 0, 1, 1}}, ErrSingular},
		{Data{Y: []float64{1, 1, 1, 1}, X: [][]float64{{1}, {1}, {1}, {1}}, Inner: []int{0, 0, 1, 1}}, ErrConstant},
		{Data{Y: []float64{1, 2, 3, 4}, X: [][]float64{{1}, {1}, {1}, {1}}, Inner: []int{0, 0, 1, 1}, Outer: []int{0, 1, 1, 1}}, ErrNested},
	} {
		if _, err := Fit(c.d, Options{}); !errors.Is(err, c.want) {
			t.Error(err, c.want)
		}
	}
	if _, err := Fit(Data{Y: []float64{1, math.NaN(), 2}, X: [][]float64{{1}, {1}, {1}}, Inner: []int{0, 0, 1}}, Options{}); !errors.As(err, &value) || value.Row != 1 {
		t.Error(err)
	}
}

// 31,000 pupils in 2,400 schools of 130 districts.
func BenchmarkThreeLevels(b *testing.B) {
	d := nested(1, 130, 18, 25, .2, .3)
	b.ReportMetric(float64(len(d.Y)), "pupils")
	for b.Loop() {
		if _, err := Fit(d, Options{REML: true, Tol: 1e-4}); err != nil {
			b.Fatal(err)
		}
	}
}
