package trace

import (
	"errors"
	"fmt"
	"math"
)

// Errors.
var (
	ErrEmpty = errors.New("trace: no answers")
	ErrAlike = errors.New("trace: all answers are right, or all are wrong")
)

// A NumberError says that an answer names a learner, item or skill outside the announced numbers.
type NumberError struct{ Answer int }

// Error names the answer, counted from 1.
func (e *NumberError) Error() string {
	return fmt.Sprintf("trace: answer %d names a learner, an item or a skill that is not there", e.Answer+1)
}

// Answer is one answer, in the order of time. Skills are the skills of the item.
type Answer struct {
	Learner, Item int
	Skills        []int
	Right         bool
}

// Speed is how far one answer moves an estimate: First/(1 + Fall·n) after n answers.
type Speed struct{ First, Fall float64 }

func (s Speed) after(n int) float64 { return s.First / (1 + s.Fall*float64(n)) }

// EloOptions of NewElo; the zero value is completed by defaults that do well on public data.
type EloOptions struct {
	Learner, Skill, Item Speed
}

func (o EloOptions) complete() EloOptions {
	for _, s := range []*Speed{&o.Learner, &o.Skill, &o.Item} {
		if *s == (Speed{}) {
			*s = Speed{1, 0.06}
		}
	}
	return o
}

// Elo holds the estimates. Make it with NewElo. It is for one goroutine.
type Elo struct {
	o       EloOptions
	skills  int
	learner []rating
	skill   []rating // learner × skill
	item    []rating
}

// rating is an estimate in logits, how many answers made it, and their information Σ p(1-p).
type rating struct {
	value float64
	n     int
	info  float64
}

// NewElo begins with everybody and everything at 0.
func NewElo(learners, items, skills int, o EloOptions) *Elo {
	return &Elo{o: o.complete(), skills: skills, learner: make([]rating, learners), skill: make([]rating, learners*skills), item: make([]rating, items)}
}

func (e *Elo) known(a Answer) bool {
	if a.Learner < 0 || a.Learner >= len(e.learner) || a.Item < 0 || a.Item >= len(e.item) {
		return false
	}
	for _, s := range a.Skills {
		if s < 0 || s >= e.skills {
			return false
		}
	}
	return true
}

// Expect is the probability of a right answer before it is given.
func (e *Elo) Expect(a Answer) float64 {
	if !e.known(a) {
		return math.NaN()
	}
	return logistic(e.ability(a) - e.item[a.Item].value)
}

// ability is the general ability and the mean of the item's skills.
func (e *Elo) ability(a Answer) float64 {
	v := e.learner[a.Learner].value
	for _, s := range a.Skills {
		v += e.skill[a.Learner*e.skills+s].value / float64(len(a.Skills))
	}
	return v
}

// Learn takes an answer and returns what was expected before. A number that is not there is an error and changes nothing.
func (e *Elo) Learn(a Answer) (expected float64, err error) {
	if !e.known(a) {
		return math.NaN(), &NumberError{}
	}
	p := e.Expect(a)
	d := -p
	if a.Right {
		d = 1 - p
	}
	e.learner[a.Learner].move(e.o.Learner, d, p)
	e.item[a.Item].move(e.o.Item, -d, p)
	for _, s := range a.Skills {
		e.skill[a.Learner*e.skills+s].move(e.o.Skill, d, p)
	}
	return p, nil
}

func (r *rating) move(s Speed, d, p float64) {
	r.value += s.after(r.n) * d
	r.info += p * (1 - p)
	r.n++
}

// Replay learns a history and returns what was expected of each answer.
func (e *Elo) Replay(history []Answer) ([]float64, error) {
	out := make([]float64, len(history))
	for i, a := range history {
		p, err := e.Learn(a)
		if err != nil {
			return nil, &NumberError{i}
		}
		out[i] = p
	}
	return out, nil
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// Mastery is what is known of a learner in a skill.
func (e *Elo) Mastery(learner, skill int, b Bar) Mastery {
	if learner < 0 || learner >= len(e.learner) || skill < 0 || skill >= e.skills {
		return Mastery{State: NotEnough, Prob: math.NaN(), Low: 0, High: 1}
	}
	r := e.skill[learner*e.skills+skill]
	return judge(e.learner[learner].value+r.value, r.n, r.info, b)
}
