package indicator

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode"

	"github.com/tongxue-edu/tongxue/psych/ctt"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > tol {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// Ten pupils on a paper of 100, by hand: 95 88 85 79 75 66 60 59 40 23.
func TestSummaryByHand(t *testing.T) {
	s := Summarise([]float64{95, 88, 85, 79, 75, 66, 60, 59, 40, 23}, 100, DefaultThresholds)
	near(t, "mean", s.Mean, 67, 1e-12)
	near(t, "σ", s.SD, math.Sqrt(453.6), 1e-12) // Σ(x−67)² = 4536
	near(t, "se", s.SE, math.Sqrt(4536.0/90), 1e-12)
	near(t, "cv", s.CV, math.Sqrt(453.6)/67, 1e-12)
	near(t, "得分率", s.Rate, .67, 1e-12)
	near(t, "优秀", s.Excellent, .3, 0) // 85 reaches
	near(t, "良好", s.Good, .5, 0)
	near(t, "及格", s.Pass, .7, 0)
	near(t, "低分", s.Low, .1, 0) // 40 is not below 40
	if e := Summarise(nil, 100, DefaultThresholds); !math.IsNaN(e.Mean) || e.N != 0 {
		t.Errorf("nobody: %+v", e)
	}
	// .85 of 120 is 102 exactly
	near(t, "threshold of 120", Summarise([]float64{102, 101.5}, 120, DefaultThresholds).Excellent, .5, 0)
}

func TestZTRanksByHand(t *testing.T) {
	near(t, "Z", Z(80, 70, 8), 1.25, 0)
	near(t, "T", T50(1.25), 62.5, 0)
	near(t, "T500", T500(1.25), 625, 0)
	near(t, "Z without spread", Z(80, 70, 0), math.NaN(), 0)
	// four pupils: 90 80 80 70 have ranks 1, 2.5, 2.5, 4
	got := PercentileRanks([]float64{80, 90, 70, 80})
	for i, want := range []float64{50, 87.5, 12.5, 50} {
		near(t, "PR", got[i], want, 1e-12)
	}
	near(t, "超均率", Surpass(77, 70), .1, 1e-12)
	near(t, "in SE", InSE(75, 3, 70, 4), 1, 1e-12)
	near(t, "progress", Progress(-.5, .25), .75, 0)
}

// paper makes seeded marks with half points, some missing, some full.
func paper(n, k int, seed uint64, missing float64) Rows {
	r := rand.New(rand.NewPCG(seed, 1))
	rows := Rows{K: k, Full: make([]int64, k), Marks: make([]uint16, n*k), Total: make([]int32, n)}
	for j := range k {
		rows.Full[j] = []int64{100, 300, 500, 1200}[j%4]
	}
	for i := range n {
		ability := r.NormFloat64()
		for j := range k {
			p := 1 / (1 + math.Exp(-ability+float64(j%7)/3-1))
			steps := int(rows.Full[j] / 50)
			if j%4 == 0 {
				steps = 1
			}
			x := 0
			for range steps {
				if r.Float64() < p {
					x++
				}
			}
			v := int64(x) * rows.Full[j] / int64(steps)
			if r.Float64() < missing {
				rows.Marks[i*k+j] = Missing
				continue
			}
			rows.Marks[i*k+j] = uint16(v)
			rows.Total[i] += int32(v)
		}
	}
	return rows
}

func tallyOf(r Rows, lo, hi int) *Tally {
	t := NewTally(r.Full)
	for i := lo; i < hi; i++ {
		t.Add(r.Row(i))
	}
	return t
}

// TestAgainstReference holds alpha, the item figures and D to a plain reference written here, to psych/ctt and to itself merged.
func TestAgainstReference(t *testing.T) {
	r := paper(700, 24, 7, 0)
	whole := tallyOf(r, 0, 700)
	merged := tallyOf(r, 300, 700)
	merged.Merge(tallyOf(r, 0, 100))
	merged.Merge(tallyOf(r, 100, 300))
	rel, again := whole.Reliability(), merged.Reliability()
	if rel.Alpha != again.Alpha || rel.SplitHalf != again.SplitHalf || rel.SEM != again.SEM {
		t.Errorf("merged in another order: %v, %v", again, rel)
	}
	m := ctt.NewMatrix(700, 24)
	x := make([][]float64, 24)
	total := make([]float64, 700)
	for j := range x {
		x[j] = make([]float64, 700)
		for i := range 700 {
			x[j][i] = float64(r.Row(i)[j]) / 100
			m.Set(i, j, x[j][i])
			total[i] += x[j][i]
		}
	}
	report := ctt.Analyse(m, ctt.Options{})
	near(t, "alpha of ctt", rel.Alpha, float64(report.Alpha), 1e-9)
	near(t, "split half of ctt", rel.SplitHalf, float64(report.SplitHalf), 1e-9)
	near(t, "alpha by its definition", rel.Alpha, plainAlpha(x), 1e-9)
	near(t, "sem", rel.SEM, plainSD(total)*math.Sqrt(1-plainAlpha(x)), 1e-9)
	g := Split(r.Total, nil, .27)
	d := Discrimination(r, nil, g)
	for j := range x {
		it := whole.Item(j)
		rest := make([]float64, 700)
		for i := range rest {
			rest[i] = total[i] - x[j][i]
		}
		near(t, "item-rest of ctt", it.Rest, float64(report.Items[j].ItemRest), 1e-9)
		near(t, "item-rest", it.Rest, plainCorrelation(x[j], rest), 1e-9)
		near(t, "sd", it.SD, plainSD(x[j]), 1e-9)
		near(t, "alpha without", rel.WithoutItem[j], float64(report.Items[j].AlphaIfDeleted), 1e-9)
		near(t, "D", d[j], plainD(x[j], total, 189)/(float64(r.Full[j])/100), 1e-9)
	}
}

func plainSD(x []float64) float64 {
	m, s := 0.0, 0.0
	for _, v := range x {
		m += v / float64(len(x))
	}
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return math.Sqrt(s / float64(len(x)))
}

func plainAlpha(x [][]float64) float64 {
	k, sum := float64(len(x)), 0.0
	total := make([]float64, len(x[0]))
	for _, col := range x {
		sum += plainSD(col) * plainSD(col)
		for i, v := range col {
			total[i] += v
		}
	}
	return k / (k - 1) * (1 - sum/(plainSD(total)*plainSD(total)))
}

func plainCorrelation(x, y []float64) float64 {
	mx, my, s := 0.0, 0.0, 0.0
	for i := range x {
		mx += x[i] / float64(len(x))
		my += y[i] / float64(len(x))
	}
	for i := range x {
		s += (x[i] - mx) * (y[i] - my)
	}
	return s / float64(len(x)) / plainSD(x) / plainSD(y)
}

// plainD is the mean, over every way to break ties at the cuts, of the groups' difference: each tied person is in with equal chance.
func plainD(x, total []float64, g int) float64 {
	side := func(better func(a, b float64) bool) float64 {
		order := make([]int, len(x))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			if better(total[a], total[b]) {
				return -1
			}
			if better(total[b], total[a]) {
				return 1
			}
			return 0
		})
		cut := total[order[g-1]]
		sum, in, tied, ties := 0.0, 0, 0.0, 0
		for i, v := range x {
			switch {
			case better(total[i], cut):
				sum += v
				in++
			case total[i] == cut:
				tied += v
				ties++
			}
		}
		return (sum + tied/float64(ties)*float64(g-in)) / float64(g)
	}
	return side(func(a, b float64) bool { return a > b }) - side(func(a, b float64) bool { return a < b })
}

// Without ties at the cuts D is the ordinary one: ten pupils, three in each group (27 % of ten is 2.7).
func TestDByHand(t *testing.T) {
	r := Rows{K: 1, Full: []int64{100}, Marks: []uint16{100, 100, 0, 100, 0, 100, 0, 0, 100, 0}, Total: []int32{1000, 900, 800, 700, 600, 500, 400, 300, 200, 100}}
	g := Split(r.Total, nil, .27)
	if g.Size != 3 {
		t.Fatalf("size %d", g.Size)
	}
	near(t, "D", Discrimination(r, nil, g)[0], 2.0/3-1.0/3, 1e-12)
	if Split([]int32{500}, nil, .27).Size != 0 {
		t.Error("one person makes no groups")
	}
}

func TestMissingMarks(t *testing.T) {
	r := paper(400, 9, 3, .1)
	tl := tallyOf(r, 0, 400)
	m := ctt.NewMatrix(400, 9)
	complete := 0
	for i := range 400 {
		full := true
		for j, x := range r.Row(i) {
			if x == Missing {
				full = false
				continue
			}
			m.Set(i, j, float64(x))
		}
		if full {
			complete++
		}
	}
	rel := tl.Reliability()
	if rel.N != complete {
		t.Errorf("%d complete persons, want %d", rel.N, complete)
	}
	near(t, "alpha of complete persons", rel.Alpha, float64(ctt.Analyse(m, ctt.Options{}).Alpha), 1e-9)
	if e := NewTally([]int64{100}).Reliability(); !math.IsNaN(e.Alpha) {
		t.Error("nobody has no alpha")
	}
}

func TestExactSums(t *testing.T) {
	// products beyond 2⁶³ keep every digit
	n, x := int64(20_000_000), int64(60_000)
	got := moment(n, n*x, n*x, n*x*x)
	if got != 0 {
		t.Errorf("constant marks vary by %v", got)
	}
	near(t, "one more", moment(n, n*x+1, n*x, n*x*x), -float64(n*x), 0)
}

func TestOptionsAndMiskey(t *testing.T) {
	o := Options{N: 40, Size: 11, Rows: []Option{{Choice: "B", N: 10, High: 8, Low: 1}, {Choice: "", N: 2}, {Choice: "A", Key: true, N: 20, High: 3, Low: 8}, {Choice: "AB", N: 1}}}
	SortOptions(o.Rows)
	if o.Rows[0].Choice != "A" || o.Rows[3].Choice != "" {
		t.Errorf("order %v", o.Rows)
	}
	if o.Flag(10); o.Miskey != "B" {
		t.Errorf("miskey %q", o.Miskey)
	}
	if o.Flag(12); o.Miskey != "" {
		t.Error("too few say nothing")
	}
	c := Curve([]uint8{0, 0, 1}, []uint8{4, 4, 0}, 2)
	if c[0][4] != 1 || c[1][0] != 1 || !math.IsNaN(c[0][2]) {
		t.Errorf("curve %v", c)
	}
}

func TestFormulasSayEverything(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formulas() {
		if f.Key == "" || seen[f.Key] || f.Name == "" || f.NameEn == "" || f.Zh == "" || f.En == "" || f.Source == "" {
			t.Errorf("%+v is not complete or there twice", f)
		}
		seen[f.Key] = true
		for _, r := range f.En + f.NameEn {
			if unicode.Is(unicode.Han, r) {
				t.Errorf("%s: Chinese in the English text", f.Key)
				break
			}
		}
	}
	for _, key := range []string{"mean", "sd", "cv", "score_rate", "excellent", "good", "pass", "low", "full_rate", "zero_rate", "z", "t50", "t500",
		"percentile_rank", "surpass", "in_se", "difficulty", "difficulty_hard", "discrimination", "item_rest", "alpha", "split_half", "sem", "miskey", "effective_line", "hit",
		"contribution", "borderline", "ends", "subject_balance", "progress", "cv_schools", "icc", "school_effect", "funnel", "value_added",
		"point_rate", "two_way", "bands", "bands_merged", "box", "wilson", "grade_level", "grade_linear", "suppressed", "coded", "pooled", "sampled"} {
		if _, ok := FormulaOf(key); !ok {
			t.Errorf("no formula %s", key)
		}
	}
}
