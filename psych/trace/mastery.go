package trace

import "math"

// State of mastery.
type State string

// The states.
const (
	NotEnough  State = "not_enough" // 证据不足
	Developing State = "developing" // 发展中
	Secure     State = "secure"     // 已掌握
)

// Bar says what secure means. The zero value: a probability of .8, at least five answers, an interval of 80 %.
type Bar struct {
	Prob    float64 // of a right answer to an average item
	Answers int     // with fewer nothing is said
	Z       float64 // half-width of the interval in standard errors
}

func (b Bar) complete() Bar {
	if b.Prob == 0 {
		b.Prob = .8
	}
	if b.Answers == 0 {
		b.Answers = 5
	}
	if b.Z == 0 {
		b.Z = 1.2815515655446004
	}
	return b
}

// Mastery is a judgement with what it rests on.
type Mastery struct {
	State     State
	Prob      float64 // of a right answer to an average item of the skill; NaN when nothing is known
	Low, High float64 // interval of Prob
	Answers   int
}

// judge gives a state only when the interval lies on one side of the bar. The standard error is that of an ability estimated from answers
// with this information, with a standard normal prior.
func judge(ability float64, n int, info float64, b Bar) Mastery {
	b = b.complete()
	se := 1 / math.Sqrt(1+info)
	m := Mastery{State: NotEnough, Prob: logistic(ability), Low: logistic(ability - b.Z*se), High: logistic(ability + b.Z*se), Answers: n}
	switch {
	case n < b.Answers:
	case m.Low >= b.Prob:
		m.State = Secure
	case m.High < b.Prob:
		m.State = Developing
	}
	return m
}
