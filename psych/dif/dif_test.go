package dif

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// two groups, the last item harder for the focal one.
func invented(seed uint64, n, k int, bias float64) Data {
	r := rand.New(rand.NewPCG(seed, 1))
	d := Data{Items: k, Answers: make([]uint8, n*k), Focal: make([]bool, n)}
	for p := range n {
		d.Focal[p] = p%2 == 1
		theta := r.NormFloat64()
		for i := range k {
			b := -1 + 2*float64(i)/float64(k)
			if d.Focal[p] && i == k-1 {
				b += bias
			}
			if r.Float64() < 1/(1+math.Exp(-1.2*(theta-b))) {
				d.Answers[p*k+i] = 1
			}
		}
	}
	return d
}

// The odds ratio, its variance and chi² of a table with two strata, worked by hand.
func TestByHand(t *testing.T) {
	m := mantelHaenszel([]stratum{{a: 10, b: 5, c: 6, d: 9}, {a: 12, b: 3, c: 8, d: 7}, {a: 1}}, true)
	ad, bc := 10.*9/30+12.*7/30, 5.*6/30+3.*8/30
	alpha := ad / bc
	diff := 10 - 15*16./30 + 12 - 15*20./30
	variance := 15*15./30*(16./30)*(14./29) + 15*15./30*(20./30)*(10./29)
	if math.Abs(m.Alpha-alpha) > 1e-14 || math.Abs(m.Chi2-math.Pow(diff-.5, 2)/variance) > 1e-14 {
		t.Errorf("%+v", m)
	}
	spread := ((90+alpha*30)*(19+alpha*11) + (84+alpha*24)*(19+alpha*11)) / 900 / (2 * ad * ad)
	if math.Abs(m.SE-2.35*math.Sqrt(spread)) > 1e-13 || math.Abs(m.Delta+2.35*math.Log(alpha)) > 1e-13 {
		t.Errorf("%+v", m)
	}
}

func TestFindsTheItem(t *testing.T) {
	d := invented(7, 4000, 20, 0.8)
	items, done, err := MantelHaenszel(d, Options{Purify: true})
	if err != nil || !done.Settled {
		t.Fatal(err, done)
	}
	reg, _, err := Logistic(d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if last := items[19]; last.Class != "C" || last.Delta > -1.5 || done.Anchor[19] || reg[19].P > 1e-6 || reg[19].R2 < 0.01 {
		t.Errorf("%+v %+v", last, reg[19])
	}
	for i, m := range items[:19] {
		if m.Class == "C" {
			t.Errorf("item %d: %+v", i, m)
		}
	}
	plain, _, _ := MantelHaenszel(d, Options{})
	if math.Abs(items[19].Delta) <= math.Abs(plain[19].Delta)-0.2 {
		t.Errorf("purified %g, plain %g", items[19].Delta, plain[19].Delta)
	}
}

// Exchanging the groups turns the odds ratio over and leaves both tests as they are.
func TestGroupsExchanged(t *testing.T) {
	d := invented(3, 900, 12, 0.5)
	o := Data{Answers: d.Answers, Items: d.Items}
	for _, f := range d.Focal {
		o.Focal = append(o.Focal, !f)
	}
	a, _, _ := MantelHaenszel(d, Options{})
	b, _, _ := MantelHaenszel(o, Options{})
	ra, _, _ := Logistic(d, Options{})
	rb, _, _ := Logistic(o, Options{})
	for i := range a {
		if math.Abs(a[i].Alpha*b[i].Alpha-1) > 1e-12 || math.Abs(a[i].Chi2-b[i].Chi2) > 1e-9 || math.Abs(ra[i].Chi2-rb[i].Chi2) > 1e-8 {
			t.Errorf("item %d: %+v %+v %+v %+v", i, a[i], b[i], ra[i], rb[i])
		}
	}
}

// The gradient of the full model is zero at its coefficients.
func TestLogisticMaximum(t *testing.T) {
	d := invented(5, 600, 10, 0.5)
	reg, _, err := Logistic(d, Options{})
	if err != nil {
		t.Fatal(err)
	}
	scores := d.scores(nil)
	for i, r := range reg {
		var g [4]float64
		for p := range d.Focal {
			x := [4]float64{1, float64(scores[p])}
			if d.Focal[p] {
				x[2], x[3] = 1, x[1]
			}
			eta := 0.0
			for j, b := range r.Coefficients {
				eta += b * x[j]
			}
			for j := range g {
				g[j] += x[j] * (float64(d.Answers[p*d.Items+i]) - 1/(1+math.Exp(-eta)))
			}
		}
		for j := range g {
			if math.Abs(g[j]) > 1e-4 {
				t.Errorf("item %d: gradient %v", i, g)
				break
			}
		}
	}
}

func TestDegenerate(t *testing.T) {
	var code *CodeError
	for _, c := range []struct {
		d    Data
		want error
	}{
		{Data{}, ErrEmpty}, {Data{Items: 1, Focal: []bool{true}}, ErrShape}, {Data{Items: 1, Answers: []uint8{1, 0}, Focal: []bool{true, true}}, ErrGroups},
	} {
		if _, _, err := MantelHaenszel(c.d, Options{}); !errors.Is(err, c.want) {
			t.Error(err, c.want)
		}
		if _, _, err := Logistic(c.d, Options{}); !errors.Is(err, c.want) {
			t.Error(err, c.want)
		}
	}
	if _, _, err := Logistic(Data{Items: 1, Answers: []uint8{2, 0}, Focal: []bool{true, false}}, Options{}); !errors.As(err, &code) {
		t.Error(err)
	}
	// all right, all wrong, one person a group, nothing answered
	d := Data{Items: 3, Answers: []uint8{1, 0, Missing, 1, 0, Missing}, Focal: []bool{true, false}}
	m, _, err := MantelHaenszel(d, Options{Purify: true})
	r, _, err2 := Logistic(d, Options{})
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for i := range m {
		if !math.IsNaN(m[i].Chi2) || m[i].Class != "" || !math.IsNaN(r[i].Chi2) {
			t.Errorf("%+v %+v", m[i], r[i])
		}
	}
}

func BenchmarkMantelHaenszel(b *testing.B) {
	d := invented(1, 10_000, 40, 0.3)
	for b.Loop() {
		_, _, _ = MantelHaenszel(d, Options{})
	}
}
