package trace

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// invented learners, of whom the odd ones know skill 1 well from the beginning.
func invented(seed uint64, learners, rounds int) []Answer {
	r := rand.New(rand.NewPCG(seed, 5))
	item := make([]float64, 40)
	for i := range item {
		item[i] = r.NormFloat64()
	}
	skill := make([]float64, learners*3)
	for at := range skill {
		skill[at] = r.NormFloat64()
		if at%3 == 1 && at/3%2 == 1 {
			skill[at] += 3
		}
	}
	var out []Answer
	for range rounds {
		for l := range learners {
			i := r.IntN(len(item))
			s := i % 3
			out = append(out, Answer{l, i, []int{s}, r.Float64() < logistic(skill[l*3+s]-item[i])})
			skill[l*3+s] += .03
		}
	}
	return out
}

func TestPrediction(t *testing.T) {
	history := invented(1, 300, 80)
	e := NewElo(300, 40, 3, EloOptions{})
	p, err := e.Replay(history)
	if err != nil {
		t.Fatal(err)
	}
	elo := AUC(p, history)
	half := len(history) / 2
	m, err := Train(context.Background(), history[:half], 300, 40, 3, Options{})
	if err != nil {
		t.Fatal(err)
	}
	q, err := m.Replay(history)
	if err != nil {
		t.Fatal(err)
	}
	reg := AUC(q[half:], history[half:])
	t.Logf("AUC: Elo %.3f, regression on the later half %.3f", elo, reg)
	if elo < .72 || reg < .74 {
		t.Errorf("AUC: Elo %.3f, regression %.3f", elo, reg)
	}
	again, _ := Train(context.Background(), history[:half], 300, 40, 3, Options{})
	if again.Intercept != m.Intercept || again.SkillRight[2] != m.SkillRight[2] {
		t.Error("not the same bits")
	}
	for _, mastery := range []func(int, int, Bar) Mastery{e.Mastery, m.Mastery} {
		secure := [2]int{}
		for l := range 300 {
			if mastery(l, 1, Bar{}).State == Secure {
				secure[l%2]++
			}
		}
		if secure[1] < 3*secure[0] || secure[1] < 30 {
			t.Errorf("secure in skill 1: %d of those who know it, %d of the others", secure[1], secure[0])
		}
	}
}

// Nothing is said on four answers, nor while the interval holds the bar; a long run of right answers makes secure, of wrong ones developing.
func TestEvidence(t *testing.T) {
	run := func(n int, right bool) Mastery {
		e := NewElo(1, 50, 1, EloOptions{})
		for i := range n {
			if _, err := e.Learn(Answer{0, i % 50, []int{0}, right}); err != nil {
				t.Fatal(err)
			}
		}
		return e.Mastery(0, 0, Bar{})
	}
	for _, right := range []bool{true, false} {
		if m := run(4, right); m.State != NotEnough || m.Answers != 4 || m.Low >= m.High {
			t.Errorf("%+v", m)
		}
	}
	if m := run(0, true); m.State != NotEnough || m.Prob != .5 {
		t.Errorf("%+v", m)
	}
	if m := run(40, true); m.State != Secure {
		t.Errorf("%+v", m)
	}
	if m := run(10, false); m.State != Developing {
		t.Errorf("%+v", m)
	}
}

func TestAUC(t *testing.T) {
	h := []Answer{{Right: true}, {Right: false}, {Right: true}, {Right: false}}
	for _, c := range []struct {
		p    []float64
		want float64
	}{{[]float64{.9, .1, .8, .2}, 1}, {[]float64{.1, .9, .2, .8}, 0}, {[]float64{.5, .5, .5, .5}, .5}, {[]float64{.9, .5, .5, .1}, .875}} {
		if got := AUC(c.p, h); math.Abs(got-c.want) > 1e-12 {
			t.Error(c.p, got)
		}
	}
	if !math.IsNaN(AUC([]float64{.5}, h[:1])) {
		t.Error("all alike")
	}
}

func TestDegenerate(t *testing.T) {
	ctx := context.Background()
	var number *NumberError
	if _, err := Train(ctx, nil, 1, 1, 1, Options{}); !errors.Is(err, ErrEmpty) {
		t.Error(err)
	}
	if _, err := Train(ctx, []Answer{{Right: true}}, 1, 1, 1, Options{}); !errors.Is(err, ErrAlike) {
		t.Error(err)
	}
	if _, err := Train(ctx, []Answer{{Right: true}, {Item: 1}}, 1, 1, 1, Options{}); !errors.As(err, &number) || number.Answer != 1 {
		t.Error(err)
	}
	e := NewElo(1, 1, 0, EloOptions{})
	if _, err := e.Replay([]Answer{{}, {Skills: []int{0}}}); !errors.As(err, &number) || number.Answer != 1 {
		t.Error(err)
	}
	if m := e.Mastery(0, 0, Bar{}); m.State != NotEnough || !math.IsNaN(m.Prob) {
		t.Errorf("%+v", m)
	}
}

func BenchmarkElo(b *testing.B) {
	history := invented(1, 1000, 20)
	for b.Loop() {
		e := NewElo(1000, 40, 3, EloOptions{})
		_, _ = e.Replay(history)
	}
	b.ReportMetric(float64(len(history)*b.N)/b.Elapsed().Seconds(), "answers/s")
}
