package trace

import (
	"context"
	"math"
	"slices"
)

// Options of Train; the zero value is completed by defaults.
type Options struct {
	Rounds int     // passes over the history, default 12
	Rate   float64 // of Adagrad (Duchi et al. 2011), default 0.1
	Ridge  float64 // penalty on squared weights, an answer, default 1e-5
}

// Regression is a fitted logistic regression. Its features are, before an answer: the item, its skills, and ln(1 + right) and ln(1 + wrong) of
// the learner over all items and in each of the item's skills.
type Regression struct {
	Intercept          float64
	Item, Skill        []float64
	Right, Wrong       float64   // of all
	SkillRight         []float64 // of each skill
	SkillWrong         []float64
	learners, skills   int
	n, nSkill          []counts // at the end of the history
	informationOfSkill []float64
}

type counts struct{ right, wrong int }

func (c *counts) add(right bool) {
	if right {
		c.right++
	} else {
		c.wrong++
	}
}

// feature is a weight of the model and its value for an answer.
type feature struct {
	at    int
	value float64
}

// layout places the weights in one slice: intercept, right, wrong, items, skills, right and wrong of skills.
type layout struct{ items, skills int }

func (l layout) size() int { return 3 + l.items + 3*l.skills }

func (l layout) of(a Answer, all counts, mine func(skill int) counts, buf []feature) []feature {
	buf = append(buf[:0], feature{0, 1}, feature{1, math.Log1p(float64(all.right))}, feature{2, math.Log1p(float64(all.wrong))}, feature{3 + a.Item, 1})
	for _, s := range a.Skills {
		c := mine(s)
		share := 1 / float64(len(a.Skills))
		at := 3 + l.items + s
		buf = append(buf, feature{at, share}, feature{at + l.skills, share * math.Log1p(float64(c.right))}, feature{at + 2*l.skills, share * math.Log1p(float64(c.wrong))})
	}
	return buf
}

// Train fits a model to a history. The same history and options give the same bits.
func Train(ctx context.Context, history []Answer, learners, items, skills int, o Options) (*Regression, error) {
	if len(history) == 0 {
		return nil, ErrEmpty
	}
	if o.Rounds <= 0 {
		o.Rounds = 12
	}
	if o.Rate <= 0 {
		o.Rate = .1
	}
	if o.Ridge <= 0 {
		o.Ridge = 1e-5
	}
	known := NewElo(learners, items, skills, EloOptions{})
	right := 0
	for i, a := range history {
		if !known.known(a) {
			return nil, &NumberError{i}
		}
		if a.Right {
			right++
		}
	}
	if right == 0 || right == len(history) {
		return nil, ErrAlike
	}
	l := layout{items, skills}
	w, seen := make([]float64, l.size()), make([]float64, l.size())
	w[0] = math.Log(float64(right) / float64(len(history)-right))
	r := &Regression{learners: learners, skills: skills}
	var buf []feature
	for range o.Rounds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.n, r.nSkill = make([]counts, learners), make([]counts, learners*skills)
		r.informationOfSkill = make([]float64, learners*skills)
		for _, a := range history {
			base := a.Learner * skills
			buf = l.of(a, r.n[a.Learner], func(s int) counts { return r.nSkill[base+s] }, buf)
			eta := 0.0
			for _, f := range buf {
				eta += w[f.at] * f.value
			}
			p := logistic(eta)
			d := p
			if a.Right {
				d = p - 1
			}
			for _, f := range buf {
				g := d*f.value + o.Ridge*w[f.at]
				seen[f.at] += g * g
				if seen[f.at] > 0 {
					w[f.at] -= o.Rate * g / math.Sqrt(seen[f.at])
				}
			}
			r.n[a.Learner].add(a.Right)
			for _, s := range a.Skills {
				r.nSkill[base+s].add(a.Right)
				r.informationOfSkill[base+s] += p * (1 - p)
			}
		}
	}
	r.Intercept, r.Right, r.Wrong = w[0], w[1], w[2]
	r.Item, w = w[3:3+items], w[3+items:]
	r.Skill, r.SkillRight, r.SkillWrong = w[:skills], w[skills:2*skills], w[2*skills:]
	return r, nil
}

// Expect is the probability of a right answer after the history that the model was trained on; NaN for numbers that are not there.
func (r *Regression) Expect(a Answer) float64 {
	return r.expect(a, nil, nil)
}

func (r *Regression) expect(a Answer, n, nSkill []counts) float64 {
	if a.Learner < 0 || a.Learner >= r.learners || a.Item < 0 || a.Item >= len(r.Item) {
		return math.NaN()
	}
	if n == nil {
		n, nSkill = r.n, r.nSkill
	}
	all := n[a.Learner]
	eta := r.Intercept + r.Item[a.Item] + r.Right*math.Log1p(float64(all.right)) + r.Wrong*math.Log1p(float64(all.wrong))
	for _, s := range a.Skills {
		if s < 0 || s >= r.skills {
			return math.NaN()
		}
		c := nSkill[a.Learner*r.skills+s]
		eta += (r.Skill[s] + r.SkillRight[s]*math.Log1p(float64(c.right)) + r.SkillWrong[s]*math.Log1p(float64(c.wrong))) / float64(len(a.Skills))
	}
	return logistic(eta)
}

// Replay predicts each answer of a later history from what came before it, beginning with empty counts: for learners who were not in
// training.
func (r *Regression) Replay(history []Answer) ([]float64, error) {
	n, nSkill := make([]counts, r.learners), make([]counts, r.learners*r.skills)
	out := make([]float64, len(history))
	for i, a := range history {
		if out[i] = r.expect(a, n, nSkill); math.IsNaN(out[i]) {
			return nil, &NumberError{i}
		}
		n[a.Learner].add(a.Right)
		for _, s := range a.Skills {
			nSkill[a.Learner*r.skills+s].add(a.Right)
		}
	}
	return out, nil
}

// Mastery is what is known of a learner in a skill, for an item of average difficulty.
func (r *Regression) Mastery(learner, skill int, b Bar) Mastery {
	if learner < 0 || learner >= r.learners || skill < 0 || skill >= r.skills {
		return Mastery{State: NotEnough, Prob: math.NaN(), Low: 0, High: 1}
	}
	at := learner*r.skills + skill
	all, c := r.n[learner], r.nSkill[at]
	eta := r.Intercept + r.Right*math.Log1p(float64(all.right)) + r.Wrong*math.Log1p(float64(all.wrong)) +
		r.Skill[skill] + r.SkillRight[skill]*math.Log1p(float64(c.right)) + r.SkillWrong[skill]*math.Log1p(float64(c.wrong))
	for _, v := range r.Item {
		eta += v / float64(len(r.Item))
	}
	return judge(eta, c.right+c.wrong, r.informationOfSkill[at], b)
}

// AUC is the probability that a right answer was expected more than a wrong one; ties count half. NaN when all answers are alike.
func AUC(expected []float64, history []Answer) float64 {
	order := make([]int, len(expected))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case expected[a] < expected[b]:
			return -1
		case expected[a] > expected[b]:
			return 1
		}
		return a - b
	})
	var rights, sum float64
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && expected[order[j]] == expected[order[i]] {
			j++
		}
		rank := float64(i+j+1) / 2
		for _, k := range order[i:j] {
			if history[k].Right {
				rights++
				sum += rank
			}
		}
		i = j
	}
	wrongs := float64(len(order)) - rights
	return (sum - rights*(rights+1)/2) / (rights * wrongs)
}
