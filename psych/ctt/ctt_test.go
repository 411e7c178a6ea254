package ctt

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func corpus(t testing.TB, file string) string {
	t.Helper()
	dir := os.Getenv("TONGXUE_CORPORA")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			if root == filepath.Dir(root) {
				t.Fatal("no go.mod above the test")
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	name := filepath.Join(dir, "psychometrics", file)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("sample data absent (set TONGXUE_CORPORA): %v", err)
	}
	return name
}

func readFile(t testing.TB, file string) ([]string, Matrix) {
	t.Helper()
	f, err := os.Open(corpus(t, file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	header, m, err := ReadCSV(f)
	if err != nil {
		t.Fatal(err)
	}
	return header, m
}

func near(t *testing.T, what string, got Num, want, within float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= within) {
		t.Errorf("%s = %.9f, want %.9f", what, float64(got), want)
	}
}

// lsat6 is the table of 32 patterns of LSAT section 6 as published by Bock & Lieberman 1970: counts by pattern 00000 … 11111.
var lsat6 = [32]int{3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298}

func lsat6Matrix(t *testing.T) Matrix {
	t.Helper()
	var rows [][]float64
	for pattern, count := range lsat6 {
		row := make([]float64, 5)
		for j := range row {
			row[j] = float64(pattern >> (4 - j) & 1)
		}
		for range count {
			rows = append(rows, row)
		}
	}
	m, err := FromRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestLSAT6 against the published alpha .294997, SEM .8691 and lambda-2 .3034.
func TestLSAT6(t *testing.T) {
	r := Analyse(lsat6Matrix(t), Options{})
	if r.N != 1000 || r.NComplete != 1000 || r.Missing != Listwise || r.NAlpha != 1000 || len(r.Findings) != 0 {
		t.Errorf("%+v", r)
	}
	near(t, "alpha", r.Alpha, 0.294997, 5e-7)
	near(t, "sem", r.SEM, 0.8691, 5e-5)
	near(t, "lambda2", r.Lambda2, 0.3034, 5e-5)
	for j, p := range []float64{0.924, 0.709, 0.553, 0.763, 0.870} {
		near(t, "p", r.Items[j].P, p, 1e-12)
	}
}

// TestByHand: five persons, three items of which one is worth two, worked out on paper.
//
//	rows (total): 0 0 0 (0), 1 0 0 (1), 1 1 0 (2), 1 0 2 (3), 1 1 2 (4)
func TestByHand(t *testing.T) {
	m, err := FromRows([][]float64{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {1, 0, 2}, {1, 1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	r := Analyse(m, Options{Items: []string{"a", "b", "c"}})
	// variances .2 .3 1.2; covariances ab .1, ac .2, bc .1; total variance 1.7 + 2·.4 = 2.5
	near(t, "alpha", r.Alpha, 1.5*(1-1.7/2.5), 1e-12)
	near(t, "sd", r.SD, math.Sqrt(2.5), 1e-12)
	near(t, "sem", r.SEM, math.Sqrt(2.5)*math.Sqrt(1-0.48), 1e-12)
	near(t, "lambda2", r.Lambda2, (0.8+math.Sqrt(1.5*2*(0.01+0.04+0.01)))/2.5, 1e-12)
	// odd half a+c: variance .2+1.2+.4 = 1.8; even half b: .3; covariance .1+.1
	half := 0.2 / math.Sqrt(1.8*0.3)
	near(t, "split half", r.SplitHalf, 2*half/(1+half), 1e-12)
	a, c := r.Items[0], r.Items[2]
	near(t, "p a", a.P, 0.8, 1e-12)
	near(t, "p c", c.P, 0.4, 1e-12)
	near(t, "sd c", c.SD, math.Sqrt(1.2), 1e-12)
	near(t, "item_total a", a.ItemTotal, 0.5/math.Sqrt(0.2*2.5), 1e-12)
	near(t, "item_rest a", a.ItemRest, 0.3/math.Sqrt(0.2*(0.3+1.2+0.2)), 1e-12)
	near(t, "alpha without a", a.AlphaIfDeleted, 2*(1-1.5/1.7), 1e-12)
	// 0.27·5 = 1.35 -> groups of 1: the first and the last row
	near(t, "d27 a", a.D27, 1, 1e-12)
	near(t, "d27 c", c.D27, 1, 1e-12)
	if a.NGroup != 1 || a.Item != "a" || c.Max != 2 {
		t.Errorf("%+v", r.Items)
	}
}

// TestGroupSize: half to even, so that 0.5 persons go down at 0.27·50 = 13.5 -> 14 and 0.25·10 = 2.5 -> 2.
func TestGroupSize(t *testing.T) {
	for _, c := range []struct {
		share float64
		n     int
		want  int
	}{{0.27, 50, 14}, {0.25, 10, 2}, {0.27, 1000, 270}, {0.27, 3, 1}, {0.27, 1, 0}, {0.27, 0, 0}, {0.5, 3, 1}} {
		if got := groupSize(c.share, c.n); got != c.want {
			t.Errorf("%v of %d: %d, want %d", c.share, c.n, got, c.want)
		}
	}
	// ties keep the order of rows: all totals equal, so the first person is low and the last high
	m, err := FromRows([][]float64{{0, 1}, {1, 0}, {0, 1}, {1, 0}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "d27 with ties", Analyse(m, Options{}).Items[0].D27, 1, 0)
}

// TestListwise: a person with a gap does not count, and a missing score is never a zero.
func TestListwise(t *testing.T) {
	full := lsat6Matrix(t)
	gaps := NewMatrix(full.n+2, full.k)
	copy(gaps.data, full.data)
	gaps.Set(full.n, 0, 1) // one person with one score, one with none
	want, got := Analyse(full, Options{}), Analyse(gaps, Options{})
	if got.N != 1002 || got.NComplete != 1000 || got.Items[0].N != 1000 || got.Items[0].NMissing != 1 || got.Items[1].NMissing != 2 {
		t.Errorf("%+v", got.Items)
	}
	if got.Alpha != want.Alpha || got.Items[0].P != want.Items[0].P || got.Items[3].D27 != want.Items[3].D27 {
		t.Errorf("persons with gaps change the figures")
	}
}

// TestAvailableEqualsListwise: on complete data the booklet formulas are the classical ones, up to the scale of totals.
func TestAvailableEqualsListwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, k := rapid.IntRange(MinPair, 60).Draw(t, "n"), rapid.IntRange(2, 6).Draw(t, "k")
		m := NewMatrix(n, k)
		for i := range n {
			for j := range k {
				m.Set(i, j, float64(rapid.IntRange(0, 3).Draw(t, "x")))
			}
		}
		opts := Options{Max: make([]float64, k)}
		for j := range k {
			opts.Max[j] = 3
		}
		a := Analyse(m, opts)
		opts.Missing = Available
		b := Analyse(m, opts)
		same := func(what string, x, y Num) {
			if x.Defined() != y.Defined() || x.Defined() && math.Abs(float64(x-y)) > 1e-9*(1+math.Abs(float64(x))) {
				t.Fatalf("%s: %v listwise, %v available", what, x, y)
			}
		}
		same("alpha", a.Alpha, b.Alpha)
		same("sem", a.SEM, b.SEM)
		for j := range k {
			same("p", a.Items[j].P, b.Items[j].P)
			same("item_total", a.Items[j].ItemTotal, b.Items[j].ItemTotal)
			same("item_rest", a.Items[j].ItemRest, b.Items[j].ItemRest)
			same("d27", a.Items[j].D27, b.Items[j].D27)
			if k > 2 {
				same("alpha_if_deleted", a.Items[j].AlphaIfDeleted, b.Items[j].AlphaIfDeleted)
			}
		}
		if len(b.Booklets) != 1 || b.Booklets[0].N != n {
			t.Fatalf("booklets %+v", b.Booklets)
		}
		same("booklet alpha", a.Alpha, b.Booklets[0].Alpha)
		same("booklet sem", a.SEM, b.Booklets[0].SEM)
	})
}

// TestPISA: 4,978 pupils, 76 items, nobody has all: figures come with their n. The bound on time is wide, because a shared machine and the
// race detector are slow; the log line says what it took.
func TestPISA(t *testing.T) {
	start := time.Now()
	header, m := readFile(t, "pisa12_us_math.csv")
	r := Analyse(m, Options{Items: header})
	took := time.Since(start)
	if m.Persons() != 4978 || m.Items() != 76 || header[0] != "pm00fq01" {
		t.Fatalf("%d × %d, %q", m.Persons(), m.Items(), header[0])
	}
	if took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if r.NComplete != 0 || r.Missing != Available || len(r.Booklets) != 13 || r.NAlpha != 4952 {
		t.Errorf("complete %d, %s, %d booklets, n alpha %d", r.NComplete, r.Missing, len(r.Booklets), r.NAlpha)
	}
	persons := 0
	for _, b := range r.Booklets {
		persons += b.N
		if !(b.Alpha > 0.6 && b.Alpha < 0.95) {
			t.Errorf("booklet %+v", b)
		}
	}
	if persons != 4948 {
		t.Errorf("%d persons in booklets", persons)
	}
	weak := 0
	for _, it := range r.Items {
		if it.N < 1000 || it.N+it.NMissing != 4978 || !(it.P > 0 && it.P < 1) || !it.ItemRest.Defined() || !it.D27.Defined() {
			t.Errorf("%+v", it)
		}
		if it.ItemRest < 0.1 {
			weak++
		}
	}
	if weak > 5 || !(r.Alpha > 0.7 && r.Alpha < 0.95) || r.Lambda2.Defined() {
		t.Errorf("%d weak items, alpha %v", weak, r.Alpha)
	}
	t.Logf("in %v: alpha %.3f at %.1f items, SEM %.2f, n %d; booklets %+v", took, float64(r.Alpha), float64(r.Length), float64(r.SEM), r.NAlpha, r.Booklets[0])
}

func TestDegenerate(t *testing.T) {
	nan := math.NaN()
	for name, rows := range map[string][][]float64{
		"nothing": nil, "no items": {{}, {}}, "one person": {{1, 0}}, "one item": {{1}, {0}, {1}}, "all alike": {{1, 1}, {1, 1}, {1, 1}},
		"one constant": {{1, 0}, {1, 1}, {1, 0}}, "all missing": {{nan, nan}, {nan, nan}}, "disjoint": {{1, nan}, {nan, 1}, {0, nan}, {nan, 0}},
		"cancelling": {{1, 0}, {0, 1}, {1, 0}, {0, 1}}, "large": {{1e300, -1e300}, {-1e300, 1e300}, {0, 0}},
	} {
		m, err := FromRows(rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, missing := range []Missing{"", Available, Auto} {
			r := Analyse(m, Options{Missing: missing})
			if r.Alpha.Defined() && name != "one constant" && name != "large" {
				t.Errorf("%s: alpha %v", name, r.Alpha)
			}
			if len(r.Findings) == 0 {
				t.Errorf("%s: no finding", name)
			}
			b, err := json.Marshal(r)
			if err != nil || strings.Contains(string(b), "NaN") {
				t.Errorf("%s: %v %s", name, err, b)
			}
			var back Report
			if err := json.Unmarshal(b, &back); err != nil || back.Alpha.Defined() != r.Alpha.Defined() {
				t.Errorf("%s: read back: %v", name, err)
			}
		}
	}
	if _, err := FromRows([][]float64{{1, 2}, {1}}); err == nil {
		t.Error("ragged rows are accepted")
	}
	m, _ := FromRows([][]float64{{5, 1}, {2, 0}})
	r := Analyse(m, Options{Max: []float64{4, 2}})
	if r.Items[1].Max != 2 || r.Items[1].P != 0.25 || r.Findings[0].Code != "above_max" {
		t.Errorf("%+v", r)
	}
}

func TestReadCSV(t *testing.T) {
	header, m, err := ReadCSV(strings.NewReader("\ufeff\"一\",Q2\r\n1,\r\n 2.5 ,0\r\n"))
	if err != nil || !reflect.DeepEqual(header, []string{"一", "Q2"}) || m.Persons() != 2 || m.At(1, 0) != 2.5 || !math.IsNaN(m.At(0, 1)) {
		t.Errorf("%q %+v %v", header, m, err)
	}
	if header, _, err := ReadCSV(strings.NewReader("\xcc\xe21,b\n1,1\n")); err != nil || header[0] != "题1" {
		t.Errorf("GBK header: %q %v", header, err)
	}
	if _, m, err := ReadCSV(strings.NewReader("a,b\n1,NA\n")); err != nil || !math.IsNaN(m.At(0, 1)) {
		t.Errorf("NA: %v", err)
	}
	for src, want := range map[string]CSVError{
		"":             {Code: "empty"},
		"a,b\n":        {Line: 1, Code: "empty"},
		"a,a\n1,1\n":   {Line: 1, Column: 2, Field: "a", Code: "header"},
		"a,\n1,1\n":    {Line: 1, Column: 2, Code: "header"},
		"a,b\n1\n":     {Line: 2, Column: 1, Code: "columns"},
		"a,b\n1,x\n":   {Line: 2, Column: 2, Field: "b", Code: "number"},
		"a,b\n1,NaN\n": {Line: 2, Column: 2, Field: "b", Code: "number"},
		"a,b\n1,\"x\n": {Line: 3, Code: "syntax"},
	} {
		_, _, err := ReadCSV(strings.NewReader(src))
		var got *CSVError
		if !errors.As(err, &got) {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if got.Code != want.Code || (want.Code != "syntax" && (got.Line != want.Line || got.Column != want.Column || got.Field != want.Field)) {
			t.Errorf("%q: %+v, want %+v", src, got, want)
		}
	}
}

// TestChoices: counts by group worked out by hand. 8 persons, 0.27·8 = 2.16 -> groups of two.
func TestChoices(t *testing.T) {
	chosen := [][]string{{"A"}, {"B"}, {"C", "A"}, {"A"}, {}, {"B"}, {"B", "B"}, {"X"}}
	total := []float64{9, 1, 2, 8, 3, 4, 5, 6}
	got := Choices(chosen, total, []string{"A", "B", "C", "D"}, 0)
	want := []ChoiceRow{{"A", 3, 1, 2, Num(19.0 / 3)}, {"B", 3, 1, 0, Num(10.0 / 3)}, {"C", 1, 1, 0, 2}, {"D", 0, 0, 0, undefined}, {"X", 1, 0, 0, 6}, {"", 1, 0, 0, 3}}
	if got.N != 8 || got.NGroup != 2 || len(got.Rows) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, w := range want {
		g := got.Rows[i]
		if g.Mean.Defined() != w.Mean.Defined() || g.Mean.Defined() && math.Abs(float64(g.Mean-w.Mean)) > 1e-12 {
			t.Errorf("%q: mean %v, want %v", w.Choice, g.Mean, w.Mean)
		}
		g.Mean, w.Mean = 0, 0
		if g != w {
			t.Errorf("%+v, want %+v", g, w)
		}
	}
	if got := Choices(nil, nil, nil, 0); got.N != 0 || len(got.Rows) != 0 {
		t.Errorf("nobody: %+v", got)
	}
}

// TestFormulas: each figure of the report has a formula to print.
func TestFormulas(t *testing.T) {
	for _, missing := range []Missing{Listwise, Available} {
		for _, figure := range strings.Fields("p mean sd item_total item_rest d27 alpha alpha_if_deleted sem lambda2 split_half") {
			if formulas(missing)[figure] == "" {
				t.Errorf("%s has no formula (%s)", figure, missing)
			}
		}
	}
	if Band(0.41) != "very_good" || Band(0.3) != "good" || Band(0.2) != "revise" || Band(0.1) != "drop" || Band(undefined) != "" {
		t.Error("bands")
	}
}
