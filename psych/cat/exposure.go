package cat

import (
	"context"
	"math"
	"math/rand/v2"
)

// Simulated is what a simulation of a test on many learners found.
type Simulated struct {
	Rates  []float64 // share of tests in which each item was given
	Chosen []float64 // share in which it was chosen, given or not
	Length float64   // mean number of items
	RMSE   float64   // root mean square error of the measure
	Bias   float64
}

// Simulate gives the test to n learners drawn from the prior.
func Simulate(ctx context.Context, b *Bank, r Rules, n int, seed uint64) (*Simulated, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	r = r.complete()
	out := &Simulated{Rates: make([]float64, len(b.Items)), Chosen: make([]float64, len(b.Items))}
	source := rand.New(rand.NewPCG(seed, 1))
	one := 1 / float64(max(n, 1))
	for range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		theta := r.Prior.Mean + r.Prior.SD*source.NormFloat64()
		s, err := NewSession(b, r)
		if err != nil {
			return nil, err
		}
		for {
			item, why := s.Next(source)
			if why != GoesOn {
				break
			}
			if err := s.Answer(item, draw(b, item, theta, source)); err != nil {
				return nil, err
			}
			out.Rates[item] += one
		}
		for i, tried := range s.tried {
			if tried {
				out.Chosen[i] += one
			}
		}
		out.Length += one * float64(len(s.Given))
		out.Bias += one * (s.Theta - theta)
		out.RMSE += one * (s.Theta - theta) * (s.Theta - theta)
	}
	out.RMSE = math.Sqrt(out.RMSE)
	return out, nil
}

// draw is a random answer.
func draw(b *Bank, item int, theta float64, source *rand.Rand) uint8 {
	p := make([]float64, b.Items[item].Categories())
	b.Items[item].Prob(theta, p)
	u, k := source.Float64(), 0
	for ; k < len(p)-1; k++ {
		if u -= p[k]; u < 0 {
			break
		}
	}
	return uint8(k)
}

// SympsonHetter finds b.Rates so that no item is given in more than most of the tests: after each simulation of n learners an item that was
// chosen too often gets the probability most ÷ chosen, the others 1, until the largest rate is below most + .02 or after rounds. It returns
// the last simulation. The bar must leave enough items: most · items ≥ the length of the test.
func SympsonHetter(ctx context.Context, b *Bank, r Rules, most float64, n, rounds int, seed uint64) (*Simulated, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	if !(most > 0 && most <= 1) || most*float64(len(b.Items)) < float64(min(r.complete().MaxItems, len(b.Items))) && most < 1 {
		return nil, ErrBank
	}
	b.Rates = make([]float64, len(b.Items))
	for i := range b.Rates {
		b.Rates[i] = 1
	}
	for round := range rounds {
		sim, err := Simulate(ctx, b, r, n, seed+uint64(round))
		if err != nil {
			return nil, err
		}
		top := 0.0
		for _, rate := range sim.Rates {
			top = math.Max(top, rate)
		}
		if top <= most+.02 || round == rounds-1 {
			return sim, nil
		}
		for i, chosen := range sim.Chosen {
			b.Rates[i] = 1
			if chosen > most {
				b.Rates[i] = most / chosen
			}
		}
	}
	return Simulate(ctx, b, r, n, seed)
}
