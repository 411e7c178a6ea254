package indicator

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// Five pupils, two subjects, line 300: totals 380, 320, 300 are over, mean 1000/3.
func TestLinesByHand(t *testing.T) {
	totals := []float64{380, 320, 300, 290, 200}
	marks := [][]float64{{120, 260}, {110, 210}, {100, 200}, {130, 160}, {60, 140}}
	l := EffectiveLines(totals, marks, 2, 300)
	if l.Over != 3 {
		t.Fatalf("%d over", l.Over)
	}
	near(t, "P1", l.MeanOver, 1000.0/3, 1e-9)
	near(t, "line of the first", l.Subject[0], 110*300/(1000.0/3), 1e-9) // 99
	near(t, "line of the second", l.Subject[1], 670.0/3*.9, 1e-9)        // 201
	d := CountDouble(totals, []float64{120, 110, 100, 130, 60}, 300, 99)
	if d != (DoubleLine{Both: 3, OnlySubject: 1, Neither: 1}) {
		t.Errorf("%+v", d)
	}
	near(t, "命中率", d.Hit(), .75, 0)
	near(t, "贡献率", d.Contribution(), 1, 0)
	if under, over := Borderline(totals, 300, 10); !reflect.DeepEqual(under, []int{3}) || !reflect.DeepEqual(over, []int{2}) {
		t.Errorf("临界 %v %v", under, over)
	}
	near(t, "line for two places", LineFor(totals, 2), 320, 0)
	top, bottom := Ends(totals, .4)
	if top != 320 || bottom != 290 {
		t.Errorf("ends %v %v", top, bottom)
	}
	near(t, "share of ends", EndShare(6, 20, 50, 500), 3, 1e-12)
	if n := EffectiveLines(totals, marks, 2, 900); !math.IsNaN(n.Subject[0]) {
		t.Error("nobody over the line has no subject line")
	}
}

func TestSubjectBalanceByHand(t *testing.T) {
	b := SubjectBalance([]float64{60, 50, 34, math.NaN()}, 10)
	near(t, "mean T", b.MeanT, 48, 1e-12)
	near(t, "SD", b.SD, math.Sqrt((144+4+196)/3.0), 1e-12)
	near(t, "range", b.Range, 26, 0)
	if !reflect.DeepEqual(b.Weak, []int{2}) {
		t.Errorf("weak %v", b.Weak)
	}
}

// Three schools of 10, 20 and 30 with means 60, 70, 80: X̄ = 73⅓, S² = (10·(40/3)²+20·(10/3)²+30·(20/3)²)/60.
func TestBetweenByHand(t *testing.T) {
	gs := []Group{{10, 60, 10 * 100}, {20, 70, 20 * 100}, {30, 80, 30 * 100}, {3, 10, 3}}
	b := BetweenSchools(gs, 10)
	s2 := (10*1600.0/9 + 20*100.0/9 + 30*400.0/9) / 60
	near(t, "mean", b.Mean, 220.0/3, 1e-9)
	near(t, "CV", b.CV, math.Sqrt(s2)/(220.0/3), 1e-12)
	msb, msw := s2*60/2, 6000.0/57
	n0 := (60 - 1400.0/60) / 2
	tau := (msb - msw) / n0
	near(t, "ICC", b.ICC, tau/(tau+msw), 1e-12)
	if !(b.ICCLow < b.ICC && b.ICC < b.ICCTop) || b.Schools != 3 {
		t.Errorf("%+v", b)
	}
	e := SchoolEffects(gs[:3], b)[0]
	lambda := tau / (tau + msw/10)
	near(t, "effect", e.Est, lambda*(60-220.0/3), 1e-9)
	near(t, "its error", e.SE, math.Sqrt(tau*(1-lambda)), 1e-9)
	near(t, "funnel", e.Funnel95, normal97*math.Sqrt(msw/10), 1e-9)
	if one := BetweenSchools(gs[:1], 1); !math.IsNaN(one.CV) {
		t.Error("one school has no balance")
	}
}

// TestValueAdded finds a school that adds and calls those that do not "not different".
func TestValueAdded(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var exit, entry []float64
	var school []int
	for s := range 20 {
		for range 60 {
			z := r.NormFloat64()
			y := .7*z + .5*r.NormFloat64()
			if s == 3 {
				y += 1
			}
			entry, exit, school = append(entry, z), append(exit, y), append(school, s)
		}
	}
	a, err := ValueAdded(exit, entry, school)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "slope", a.Slope, .7, .05)
	if !a.Effects[3].Differs || a.Effects[3].Est < .7 {
		t.Errorf("the school that adds: %+v", a.Effects[3])
	}
	different := 0
	for _, e := range a.Effects {
		if e.Differs {
			different++
		}
	}
	if different > 4 {
		t.Errorf("%d of 20 schools called different", different)
	}
	if _, err := ValueAdded(exit[:3], entry[:3], []int{0, 0, 0}); err == nil {
		t.Error("one school has no value added")
	}
}

func TestPointsByHand(t *testing.T) {
	tl := NewTally([]int64{200, 400, 400})
	for _, row := range [][]uint16{{200, 100, 400}, {0, 300, Missing}} {
		tl.Add(row)
	}
	of := [][]string{{"函数"}, {"函数", "方程"}, {"方程"}}
	p := Points(tl, of, []float64{.6, .3, math.NaN()})
	if len(p) != 2 || p[0].Name != "函数" || p[0].Items != 2 || p[1].Items != 2 {
		t.Fatalf("%+v", p)
	}
	near(t, "函数", p[0].Rate(), 600.0/1200, 1e-12) // 2+1+0+3 of 2+4 twice
	near(t, "方程", p[1].Rate(), 800.0/1200, 1e-12) // 1+3+4 of 4+4+4
	near(t, "planned", p[0].Planned, .4, 1e-12)
	w := CrossTable(tl, of, []string{"理解", "应用", "应用"}, []float64{.6, .3, math.NaN()}, 10)
	if !w.Adds || w.Mark != 10 || len(w.Points) != 2 || len(w.Levels) != 2 {
		t.Fatalf("%+v", w)
	}
	near(t, "half of an item with two points", w.Cells[0][1].Mark, 2, 1e-12)
	near(t, "share", w.Cells[1][1].Share, .6, 1e-12)
	near(t, "real", w.Cells[1][1].Real, (2.0+4)/(4+4), 1e-12)
	if w2 := CrossTable(tl, of, nil, nil, 12); w2.Adds {
		t.Error("marks that do not add up to the full mark are said so")
	}
}

func TestDistributionByHand(t *testing.T) {
	b := Bands([]float64{0, 9.5, 10, 99.5, 100, math.NaN()}, 100, 10)
	if len(b) != 10 || b[0].N != 2 || b[1].N != 1 || b[9].N != 2 {
		t.Fatalf("%+v", b)
	}
	m := MergeBands([]Band{{0, 10, 2}, {10, 20, 0}, {20, 30, 9}, {30, 40, 30}, {40, 50, 3}}, 10)
	if !reflect.DeepEqual(m, []Band{{0, 30, 11}, {30, 50, 33}}) {
		t.Errorf("%+v", m)
	}
	x := BoxOf([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0)
	if x != (Box{9, 1, 3, 5, 7, 9, 0}) {
		t.Errorf("%+v", x)
	}
	levels := []Level{{"A", .85}, {"B", .75}, {"E", 0}}
	if LevelOf(102, 120, levels) != "A" || LevelOf(101.5, 120, levels) != "B" || LevelOf(0, 120, levels) != "E" || LevelOf(math.NaN(), 120, levels) != "" {
		t.Error("levels")
	}
	low, high := Interval(8, 10)
	near(t, "Wilson low", low, .4901625, 1e-6) // Wilson 1927
	near(t, "Wilson high", high, .9433178, 1e-6)
}

// Two schools of two pupils: 1, 3 and 5, 7; weights 1. Mean 4; cluster sums of deviations −4 and 4 over 4.
func TestSampledByHand(t *testing.T) {
	e := SampledMean([]float64{1, 3, 5, 7, math.NaN()}, nil, []int{0, 0, 1, 1, 1}, 2)
	near(t, "mean", e.Value, 4, 0)
	near(t, "se", e.SE, 2, 1e-12)              // √(2/1 · (1+1))
	near(t, "deff", e.Design, 4/(5.0/3), 1e-9) // simple variance: 20/4/3
	near(t, "high", e.High, 4+2*12.706204736432095, 1e-9)
	w := SampledMean([]float64{1, 3, 5, 7}, []float64{3, 3, 1, 1}, []int{0, 0, 1, 1}, 2)
	near(t, "weighted", w.Value, 3, 1e-12)
	if s := SampledMean([]float64{1, 2}, nil, []int{0, 1}, 10); !s.Hidden || !math.IsNaN(s.Value) {
		t.Error("two persons are hidden")
	}
	for df, want := range map[float64]float64{3: 3.182446, 5: 2.570582, 10: 2.228139, 30: 2.042272, 299: 1.967930} {
		near(t, "t", student975(df), want, 2e-3)
	}
	// a design of clusters that are all alike inside has the effect of its clusters' size
	var v []float64
	var c []int
	r := rand.New(rand.NewPCG(1, 2))
	for k := range 400 {
		x := r.NormFloat64()
		for range 10 {
			v, c = append(v, x), append(c, k)
		}
	}
	near(t, "design effect", SampledMean(v, nil, c, 10).Design, 10, .1)
}
