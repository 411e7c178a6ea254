package cat

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tongxue-edu/tongxue/psych/irt"
)

func bank(n, areas int) *Bank {
	r := rand.New(rand.NewPCG(6, 6))
	b := &Bank{}
	for i := range n {
		a := .8 + .8*r.Float64()
		b.Items = append(b.Items, irt.Item{Model: irt.TwoPL, A: a, D: []float64{-a * 1.2 * r.NormFloat64()}})
		b.Content = append(b.Content, i%areas)
	}
	return b
}

// At each step the item has the most information of its area, and the areas stay within one item of their shares.
func TestChoice(t *testing.T) {
	b := bank(200, 4)
	b.Shares = []float64{.4, .3, .2, .1}
	s, err := NewSession(b, Rules{MaxItems: 20, MinItems: 20})
	if err != nil {
		t.Fatal(err)
	}
	in := make([]float64, 4)
	for n := 1.0; ; n++ {
		item, why := s.Next(nil)
		if why != GoesOn {
			if why != Length || n != 21 {
				t.Error(why, n)
			}
			break
		}
		for i, it := range b.Items {
			if !s.tried[i] && b.Content[i] == b.Content[item] && it.Information(s.Theta) > b.Items[item].Information(s.Theta) {
				t.Fatalf("item %d has more information than %d", i, item)
			}
		}
		if err := s.Answer(item, uint8(int(n)%2)); err != nil {
			t.Fatal(err)
		}
		in[b.Content[item]]++
		for a, share := range b.Shares {
			if math.Abs(in[a]-share*n) > 1.0001 {
				t.Errorf("after %g items area %d has %g", n, a, in[a])
			}
		}
	}
	if !(s.SE < .45) {
		t.Error(s.SE)
	}
}

// An adaptive test of 15 items measures better than 15 items at random, and ends early by its standard error.
func TestMeasures(t *testing.T) {
	ctx := context.Background()
	b := bank(300, 1)
	sim, err := Simulate(ctx, b, Rules{MaxItems: 15, MinItems: 15}, 250, 3)
	if err != nil {
		t.Fatal(err)
	}
	random, err := Simulate(ctx, b, Rules{MaxItems: 15, MinItems: 15, Best: 300}, 250, 3)
	if err != nil || sim.RMSE > random.RMSE*.92 || math.Abs(sim.Bias) > .06 || math.Abs(sim.Length-15) > 1e-9 {
		t.Errorf("%+v %+v %v", sim.RMSE, random.RMSE, err)
	}
	short, err := Simulate(ctx, b, Rules{MaxItems: 60, SE: .35}, 100, 3)
	if err != nil || short.Length > 25 || short.Length < 5 || short.RMSE > .42 {
		t.Errorf("length %.1f, error %.3f, %v", short.Length, short.RMSE, err)
	}
}

func TestExposure(t *testing.T) {
	ctx := context.Background()
	b := bank(120, 1)
	rules := Rules{MaxItems: 10, MinItems: 10}
	free, err := Simulate(ctx, b, rules, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	held, err := SympsonHetter(ctx, b, rules, .25, 200, 12, 1)
	if err != nil {
		t.Fatal(err)
	}
	top := func(s *Simulated) (m float64) {
		for _, r := range s.Rates {
			m = math.Max(m, r)
		}
		return m
	}
	if top(free) < .6 || top(held) > .34 || held.RMSE > free.RMSE*1.25 {
		t.Errorf("free %.2f (error %.3f), held %.2f (error %.3f)", top(free), free.RMSE, top(held), held.RMSE)
	}
	if _, err := SympsonHetter(ctx, bank(20, 1), rules, .25, 10, 2, 1); !errors.Is(err, ErrBank) {
		t.Error(err)
	}
}

// The same answers and source give the same test.
func TestReplay(t *testing.T) {
	run := func() (given []int, theta float64) {
		s, err := NewSession(bank(80, 3), Rules{MaxItems: 12, Best: 5})
		if err != nil {
			t.Fatal(err)
		}
		source := rand.New(rand.NewPCG(1, 2))
		for {
			item, why := s.Next(source)
			if why != GoesOn {
				return s.Given, s.Theta
			}
			if err := s.Answer(item, uint8(item%2)); err != nil {
				t.Fatal(err)
			}
		}
	}
	a, x := run()
	b, y := run()
	for i := range a {
		if a[i] != b[i] || x != y {
			t.Fatal(a, b)
		}
	}
}

func TestDegenerate(t *testing.T) {
	var item *ItemError
	good := irt.Item{Model: irt.TwoPL, A: 1, D: []float64{0}}
	for _, c := range []struct {
		b    Bank
		want error
	}{{Bank{}, ErrEmpty}, {Bank{Items: []irt.Item{good}, Content: []int{0, 0}}, ErrBank}, {Bank{Items: []irt.Item{good}, Shares: []float64{.5}}, ErrBank},
		{Bank{Items: []irt.Item{good}, Rates: []float64{2}}, ErrBank}} {
		if err := c.b.Check(); !errors.Is(err, c.want) {
			t.Error(err, c.want)
		}
	}
	if err := (&Bank{Items: []irt.Item{good, {Model: irt.TwoPL, A: math.NaN(), D: []float64{0}}}}).Check(); !errors.As(err, &item) || item.Item != 1 {
		t.Error(err)
	}
	s, err := NewSession(&Bank{Items: []irt.Item{good, good}}, Rules{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		i, _ := s.Next(nil)
		if err := s.Answer(i, 1); err != nil {
			t.Fatal(err)
		}
		if err := s.Answer(i, 1); !errors.Is(err, ErrAnswer) {
			t.Error(err)
		}
	}
	if _, why := s.Next(nil); why != BankDone || !(s.Theta > 0 && s.Theta < 3) {
		t.Error(why, s.Theta)
	}
	if err := s.Answer(0, 5); !errors.Is(err, ErrAnswer) {
		t.Error(err)
	}
}
